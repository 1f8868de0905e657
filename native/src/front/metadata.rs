//! What comes ahead of the messages.

use http::{HeaderMap, HeaderValue};

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

/// What the headers take as HTTP/2 counts them.
pub fn size_bytes(headers: &HeaderMap) -> usize {
    headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 32)
        .sum()
}

/// Whether the client takes compressed messages.
pub fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers
        .get_all("grpc-accept-encoding")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|each| each.trim() == "gzip")
}

/// The header that names a call, and takes its name back with the answer.
pub const REQUEST_ID: &str = "x-request-id";

/// The name that the client gave the call, where it is a fit one: 1 to 128 visible characters.
pub fn request_id(headers: &HeaderMap) -> Option<HeaderValue> {
    let id = headers.get(REQUEST_ID)?;
    let is_fit = (1..=128).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic);
    is_fit.then(|| id.clone())
}
