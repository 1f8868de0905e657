//! gRPC's statuses on the wire.

use std::fmt::Write;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::front::call::End;

/// The answer is there.
pub const OK: u32 = 0;
/// INVALID_ARGUMENT.
pub const INVALID_ARGUMENT: u32 = 3;
/// The deadline has passed.
pub const DEADLINE_EXCEEDED: u32 = 4;
/// A limit was hit.
pub const RESOURCE_EXHAUSTED: u32 = 8;
/// Nobody does that here.
pub const UNIMPLEMENTED: u32 = 12;
/// Try again later.
pub const UNAVAILABLE: u32 = 14;
/// A bug, or bytes that are no message.
pub const INTERNAL: u32 = 13;

/// The end of a call that failed.
pub fn failure(code: u32, text: &str) -> End {
    End {
        message: None,
        code,
        text: text.to_owned(),
        trailers: Vec::new(),
    }
}

/// The trailers of a call that went well.
pub fn all_is_well() -> HeaderMap {
    const STATUS: HeaderName = HeaderName::from_static("grpc-status");
    let mut map = HeaderMap::with_capacity(1);
    map.insert(STATUS, HeaderValue::from_static("0"));
    map
}

/// The trailers that tell of an end.
pub fn trailers(end: &End) -> HeaderMap {
    let mut map = HeaderMap::with_capacity(2 + end.trailers.len());
    map.insert("grpc-status", HeaderValue::from(end.code));
    if !end.text.is_empty()
        && let Ok(value) = HeaderValue::from_str(&percent_encoded(&end.text))
    {
        map.insert("grpc-message", value);
    }
    for (name, value) in &end.trailers {
        let encoded = if name.ends_with("-bin") {
            base64(value).into_bytes()
        } else {
            value.clone()
        };
        if let (Ok(name), Ok(value)) = (
            HeaderName::try_from(name.as_str()),
            HeaderValue::from_bytes(&encoded),
        ) {
            map.append(name, value);
        }
    }
    map
}

fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if (b' '..=b'~').contains(&byte) && byte != b'%' {
            out.push(byte as char);
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Without padding, as gRPC sends it.
fn base64(data: &[u8]) -> String {
    let mut out = String::with_capacity(data.len().div_ceil(3) * 4);
    for chunk in data.chunks(3) {
        let word = chunk
            .iter()
            .fold(0u32, |word, &byte| word << 8 | u32::from(byte))
            << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            out.push(ALPHABET[(word >> (18 - 6 * place) & 63) as usize] as char);
        }
    }
    out
}

/// What a `-bin` header holds; None where it is no base64.
pub fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let text = text
        .strip_suffix(b"==")
        .or_else(|| text.strip_suffix(b"="))
        .unwrap_or(text);
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    for chunk in text.chunks(4) {
        let mut word = 0u32;
        for &byte in chunk {
            let digit = ALPHABET.iter().position(|&each| each == byte)?;
            word = word << 6 | u32::try_from(digit).ok()?;
        }
        word <<= 6 * (4 - chunk.len());
        let bytes = word.to_be_bytes();
        out.extend_from_slice(&bytes[1..chunk.len().max(1)]);
    }
    Some(out)
}
