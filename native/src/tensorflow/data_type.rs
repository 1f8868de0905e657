//! TensorFlow's data types, by number.

/// Bytes of one element of a type of fixed size; None for strings and what is not served natively.
pub fn item_bytes(dtype: i32) -> Option<usize> {
    Some(match dtype {
        4 | 6 | 10 => 1,       // uint8, int8, bool
        5 | 14 | 17 | 19 => 2, // int16, bfloat16, uint16, half
        1 | 3 | 22 => 4,       // float, int32, uint32
        2 | 8 | 9 | 23 => 8,   // double, complex64, int64, uint64
        18 => 16,              // complex128
        _ => return None,
    })
}

/// DT_FLOAT.
pub const FLOAT: i32 = 1;
/// DT_DOUBLE.
pub const DOUBLE: i32 = 2;
/// DT_INT32.
pub const INT32: i32 = 3;
/// DT_STRING.
pub const STRING: i32 = 7;
/// DT_INT64.
pub const INT64: i32 = 9;
/// DT_BOOL.
pub const BOOL: i32 = 10;
