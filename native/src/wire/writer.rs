//! Protobuf's wire format, written.

use bytes::{BufMut, BytesMut};

/// Append a varint.
#[allow(clippy::cast_possible_truncation)] // seven bits at a time is what is wanted
pub fn varint(out: &mut BytesMut, mut value: u64) {
    while value > 127 {
        out.put_u8(value as u8 | 128);
        value >>= 7;
    }
    out.put_u8(value as u8);
}

/// Bytes of a varint.
pub fn varint_bytes(value: u64) -> usize {
    (64 - (value | 1).leading_zeros() as usize).div_ceil(7)
}

/// Append the key of a field of bytes, and how many follow.
pub fn length(out: &mut BytesMut, field: u32, bytes: usize) {
    varint(out, u64::from(field << 3 | 2));
    varint(out, bytes as u64);
}

/// Append a field of bytes.
pub fn bytes(out: &mut BytesMut, field: u32, content: &[u8]) {
    length(out, field, content.len());
    out.put_slice(content);
}

/// Size of the key and the length before a field of so many bytes.
pub fn head_bytes(field: u32, content: usize) -> usize {
    varint_bytes(u64::from(field << 3)) + varint_bytes(content as u64)
}
