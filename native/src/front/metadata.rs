//! What comes ahead of the messages.

use http::HeaderMap;

use crate::front::status::from_base64;

/// Whether a request is gRPC's at all.
pub fn is_grpc(headers: &HeaderMap) -> bool {
    headers
        .get("content-type")
        .is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"))
}

/// Names and values as gRPC shows them: without those of the transport, `-bin` decoded.
pub fn metadata(headers: &HeaderMap) -> Vec<(String, Vec<u8>)> {
    const OWN: [&str; 6] = [
        "content-type",
        "te",
        "grpc-timeout",
        "grpc-encoding",
        "grpc-accept-encoding",
        "host",
    ];
    let mut found = Vec::new();
    for (name, value) in headers {
        let name = name.as_str();
        if OWN.contains(&name) {
            continue;
        }
        if name.ends_with("-bin") {
            for part in value.as_bytes().split(|&byte| byte == b',') {
                if let Some(decoded) = from_base64(part.trim_ascii()) {
                    found.push((name.to_owned(), decoded));
                }
            }
        } else {
            found.push((name.to_owned(), value.as_bytes().to_vec()));
        }
    }
    found
}
