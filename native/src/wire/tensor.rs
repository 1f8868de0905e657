//! TensorProto to tensors and back.
//!
//! What is usual is done here; what is not (values to be filled up, unpacked numbers, odd types)
//! is left to the Python handlers, which know every case and every text.

use std::sync::Arc;

use bytes::{BufMut, BytesMut};

use crate::tensorflow::data_type::{BOOL, DOUBLE, FLOAT, INT32, INT64, STRING, item_bytes};
use crate::tensorflow::ffi::{Tensor, TensorFlow};
use crate::tensorflow::rows::Rows;
use crate::wire::reader::{Fields, Value, varint};
use crate::wire::writer;

const MAX_DIMS: usize = 254;

/// A TensorProto in place.
#[derive(Default)]
pub struct TensorRef<'a> {
    /// The type's number.
    pub dtype: i32,
    shape: Vec<i64>,
    content: Option<&'a [u8]>,
    packed: Option<(u32, &'a [u8])>,
    strings: Vec<&'a [u8]>,
}

impl<'a> TensorRef<'a> {
    /// Read a TensorProto; None where it is not of the usual kind.
    pub fn read(message: &'a [u8]) -> Option<Self> {
        let mut found = Self::default();
        let mut fields = Fields::of(message);
        let mut has_shape = false;
        for (field, value) in &mut fields {
            match (field, value) {
                (1, Value::Number(number)) => found.dtype = i32::try_from(number).ok()?,
                (2, Value::Bytes(shape)) if !has_shape => {
                    has_shape = true;
                    found.read_shape(shape)?;
                }
                (3, Value::Number(_)) => {} // version_number
                (4, Value::Bytes(content)) => found.content = Some(content),
                (8, Value::Bytes(string)) => found.strings.push(string),
                (5 | 6 | 7 | 10 | 11, Value::Bytes(packed)) if found.packed.is_none() => {
                    found.packed = Some((field, packed));
                }
                _ => return None,
            }
        }
        (!fields.is_broken()).then_some(found)
    }

    fn read_shape(&mut self, message: &'a [u8]) -> Option<()> {
        let mut fields = Fields::of(message);
        for (field, value) in &mut fields {
            let (2, Value::Bytes(dim)) = (field, value) else {
                return None;
            };
            let mut size = 0i64;
            let mut parts = Fields::of(dim);
            for (field, value) in &mut parts {
                match (field, value) {
                    (1, Value::Number(number)) => size = i64::try_from(number).ok()?,
                    (2, Value::Bytes(_)) => {} // a name
                    _ => return None,
                }
            }
            if parts.is_broken() || self.shape.len() >= MAX_DIMS {
                return None;
            }
            self.shape.push(size);
        }
        (!fields.is_broken()).then_some(())
    }

    /// Bytes that the tensor takes in memory; None where that does not fit.
    pub fn size_bytes(&self) -> Option<usize> {
        let count = self.count()?;
        if self.dtype == STRING {
            let text: usize = self.strings.iter().map(|string| string.len()).sum();
            return count.checked_mul(24)?.checked_add(text);
        }
        count.checked_mul(item_bytes(self.dtype)?)
    }

    fn count(&self) -> Option<usize> {
        self.shape.iter().try_fold(1usize, |count, &size| {
            count.checked_mul(usize::try_from(size).ok()?)
        })
    }

    /// The tensor; None where its values are not given one by one.
    pub fn decode(&self, library: &Arc<TensorFlow>) -> Option<Tensor> {
        if self.dtype == STRING {
            if self.content.is_some() || self.packed.is_some() {
                return None;
            }
            return Tensor::of_strings(library, &self.shape, self.strings.iter().copied());
        }
        if !self.strings.is_empty() {
            return None;
        }
        let size = self.size_bytes()?;
        if let Some(content) = self.content.filter(|content| !content.is_empty()) {
            if content.len() != size {
                return None;
            }
            return self.copied(library, content);
        }
        let (field, packed) = self.packed.unwrap_or((0, &[]));
        match (self.dtype, field) {
            _ if size == 0 && packed.is_empty() => self.copied(library, &[]),
            (FLOAT, 5) | (DOUBLE, 6) | (BOOL, 11) if packed.len() == size => {
                if self.dtype == BOOL && packed.iter().any(|&byte| byte > 1) {
                    return None;
                }
                self.copied(library, packed)
            }
            (INT32, 7) => self.numbers(library, packed, 4),
            (INT64, 10) => self.numbers(library, packed, 8),
            _ => None,
        }
    }

    fn copied(&self, library: &Arc<TensorFlow>, content: &[u8]) -> Option<Tensor> {
        Tensor::filled(library, self.dtype, &self.shape, |memory| {
            memory.copy_from_slice(content);
        })
    }

    fn numbers(&self, library: &Arc<TensorFlow>, packed: &[u8], width: usize) -> Option<Tensor> {
        let mut is_whole = false;
        let tensor = Tensor::filled(library, self.dtype, &self.shape, |memory| {
            let mut rest = packed;
            is_whole = memory.chunks_exact_mut(width).all(|place| {
                varint(&mut rest).is_some_and(|value| {
                    place.copy_from_slice(&value.to_le_bytes()[..width]);
                    true
                })
            }) && rest.is_empty();
        })?;
        is_whole.then_some(tensor)
    }
}

/// Whether tensors of a type are written here.
pub fn is_written(dtype: i32) -> bool {
    matches!(dtype, FLOAT | DOUBLE | INT32 | INT64 | BOOL | STRING)
}

/// Append a field with a TensorProto in it.
pub fn write(out: &mut BytesMut, field: u32, tensor: &Rows<'_>, as_content: bool) {
    let dtype = tensor.dtype();
    let mut head = BytesMut::with_capacity(64);
    writer::varint(&mut head, 1 << 3);
    writer::varint(&mut head, u64::try_from(dtype).unwrap_or(0));
    let mut shape = BytesMut::with_capacity(32);
    for size in tensor.shape() {
        let size = u64::try_from(size).unwrap_or(0);
        let dim = if size == 0 {
            0
        } else {
            1 + writer::varint_bytes(size)
        };
        writer::length(&mut shape, 2, dim);
        if size > 0 {
            writer::varint(&mut shape, 1 << 3);
            writer::varint(&mut shape, size);
        }
    }
    writer::bytes(&mut head, 2, &shape);
    let mut values = BytesMut::new();
    let data = tensor.data();
    if dtype == STRING {
        for string in tensor.strings() {
            writer::bytes(&mut values, 8, string);
        }
    }
    let (value_field, packed): (u32, &[u8]) = match dtype {
        STRING => (0, &[]),
        _ if as_content => (4, data),
        FLOAT => (5, data),
        DOUBLE => (6, data),
        BOOL => (11, data),
        INT32 => {
            for place in data.chunks_exact(4) {
                let number = i32::from_le_bytes([place[0], place[1], place[2], place[3]]);
                writer::varint(&mut values, i64::from(number).cast_unsigned());
            }
            (7, &[])
        }
        _ => {
            for place in data.chunks_exact(8) {
                let mut bytes = [0; 8];
                bytes.copy_from_slice(place);
                writer::varint(&mut values, u64::from_le_bytes(bytes));
            }
            (10, &[])
        }
    };
    let content: &[u8] = if packed.is_empty() { &values } else { packed };
    let value_bytes = match (value_field, content.len()) {
        (_, 0) => 0,
        (0, length) => length,
        (_, length) => writer::field_bytes(length),
    };
    writer::length(out, field, head.len() + value_bytes);
    out.put_slice(&head);
    if value_field == 0 || content.is_empty() {
        out.put_slice(content);
    } else {
        writer::bytes(out, value_field, content);
    }
}
