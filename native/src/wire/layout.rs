//! In which field of a TensorProto the elements of each type travel.

/// How a field's elements stand on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// As in memory.
    Fixed,
    /// Seven bits per byte; whether the numbers have a sign.
    Varint(bool),
    /// The memory itself as one value.
    Bytes,
    /// One value each.
    Strings,
}

/// Where and how the elements of one type travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The number of their own field.
    pub field: u32,
    pub packing: Packing,
}

/// The field of values one by one and what it holds. None: a type that is left to Python, because
/// it has no values or less than a byte for each.
pub fn layout(dtype: i32) -> Option<Layout> {
    let (field, packing) = match dtype {
        1 => (5, Packing::Fixed),                               // float
        2 => (6, Packing::Fixed),                               // double
        3 | 5 | 6 | 11 | 13 | 15 => (7, Packing::Varint(true)), // int32, int16, int8, qint*
        4 | 12 | 16 | 17 => (7, Packing::Varint(false)),        // uint8, quint8, quint16, uint16
        7 => (8, Packing::Strings),
        8 => (9, Packing::Fixed),                // complex64
        9 => (10, Packing::Varint(true)),        // int64
        10 => (11, Packing::Varint(false)),      // bool
        18 => (12, Packing::Fixed),              // complex128
        14 | 19 => (13, Packing::Varint(false)), // bfloat16, half: their bits
        22 => (16, Packing::Varint(false)),      // uint32
        23 => (17, Packing::Varint(false)),      // uint64
        24..=28 => (18, Packing::Bytes),         // float8
        _ => return None,
    };
    Some(Layout { field, packing })
}
