//! TensorFlow's data types, by number.

/// Bytes of one element of a type of fixed size; None for strings, resources and variants.
pub fn item_bytes(dtype: i32) -> Option<usize> {
    Some(match dtype {
        // uint8, int8, bool, qint8, quint8; float8s, integers of 4 and 2 bits, float4
        4 | 6 | 10 | 11 | 12 | 24..=33 => 1,
        5 | 14 | 15 | 16 | 17 | 19 => 2, // int16, bfloat16, qint16, quint16, uint16, half
        1 | 3 | 13 | 22 => 4,            // float, int32, qint32, uint32
        2 | 8 | 9 | 23 => 8,             // double, complex64, int64, uint64
        18 => 16,                        // complex128
        _ => return None,
    })
}

/// DT_FLOAT.
pub const FLOAT: i32 = 1;
/// DT_DOUBLE.
pub const DOUBLE: i32 = 2;
/// DT_STRING.
pub const STRING: i32 = 7;
/// DT_BOOL.
pub const BOOL: i32 = 10;
