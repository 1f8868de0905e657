//! Tensors to TensorProto: measured first, then written once, in its place.

use bytes::{BufMut, BytesMut};

use crate::tensorflow::data_type::item_bytes;
use crate::tensorflow::rows::Rows;
use crate::wire::layout::{Packing, layout};
use crate::wire::writer;

const CONTENT: u32 = 4;

/// A tensor about to be written.
pub struct Written<'a> {
    head: BytesMut,
    values: Values<'a>,
    /// Bytes of the values without the keys and lengths before them.
    pub payload: usize,
}

enum Values<'a> {
    /// They stand as in memory.
    Memory(u32, &'a [u8]),
    /// As numbers of so many bytes, with or without a sign.
    Numbers(u32, &'a [u8], usize, bool),
    /// One field each.
    Strings(u32, Vec<&'a [u8]>),
    /// All lengths, then all strings.
    Joined(Vec<&'a [u8]>),
}

impl<'a> Written<'a> {
    /// A tensor of a type that has a layout.
    pub fn of(tensor: &Rows<'a>, as_content: bool) -> Self {
        let dtype = tensor.dtype();
        let data = tensor.data();
        let (field, packing) = layout(dtype).map_or((CONTENT, Packing::Bytes), |found| {
            (found.field, found.packing)
        });
        let values = match packing {
            Packing::Strings if as_content => Values::Joined(tensor.strings()),
            Packing::Strings => Values::Strings(field, tensor.strings()),
            _ if as_content => Values::Memory(CONTENT, data),
            Packing::Varint(has_sign) => {
                Values::Numbers(field, data, item_bytes(dtype).unwrap_or(1), has_sign)
            }
            Packing::Fixed | Packing::Bytes => Values::Memory(field, data),
        };
        Self {
            head: head(tensor, dtype),
            payload: values.payload(),
            values,
        }
    }

    /// Size of the message.
    pub fn bytes(&self) -> usize {
        self.head.len()
            + match &self.values {
                Values::Strings(..) => self.payload,
                _ if self.payload == 0 => 0,
                Values::Numbers(field, ..) | Values::Memory(field, _) => {
                    writer::head_bytes(*field, self.payload) + self.payload
                }
                Values::Joined(_) => writer::head_bytes(CONTENT, self.payload) + self.payload,
            }
    }

    /// Append the message.
    pub fn put(&self, out: &mut BytesMut) {
        out.put_slice(&self.head);
        match &self.values {
            Values::Strings(field, strings) => {
                for string in strings {
                    writer::bytes(out, *field, string);
                }
            }
            _ if self.payload == 0 => {}
            Values::Memory(field, data) => writer::bytes(out, *field, data),
            Values::Numbers(field, data, item, has_sign) => {
                writer::length(out, *field, self.payload);
                for number in numbers(data, *item, *has_sign) {
                    writer::varint(out, number);
                }
            }
            Values::Joined(strings) => {
                writer::length(out, CONTENT, self.payload);
                for string in strings {
                    writer::varint(out, string.len() as u64);
                }
                for string in strings {
                    out.put_slice(string);
                }
            }
        }
    }
}

impl Values<'_> {
    fn payload(&self) -> usize {
        match self {
            Self::Memory(_, data) => data.len(),
            Self::Numbers(_, data, item, has_sign) => numbers(data, *item, *has_sign)
                .map(writer::varint_bytes)
                .sum(),
            Self::Strings(field, strings) => strings
                .iter()
                .map(|string| writer::head_bytes(*field, string.len()) + string.len())
                .sum(),
            Self::Joined(strings) => strings
                .iter()
                .map(|string| writer::varint_bytes(string.len() as u64) + string.len())
                .sum(),
        }
    }
}

/// Elements as varints carry them: negative ones as 64 bits.
fn numbers(data: &[u8], item: usize, has_sign: bool) -> impl Iterator<Item = u64> + '_ {
    let unused = 64 - 8 * item;
    data.chunks_exact(item).map(move |element| {
        let mut bytes = [0; 8];
        bytes[..item].copy_from_slice(element);
        let number = u64::from_le_bytes(bytes);
        if has_sign {
            ((number << unused).cast_signed() >> unused).cast_unsigned()
        } else {
            number
        }
    })
}

fn head(tensor: &Rows<'_>, dtype: i32) -> BytesMut {
    let mut shape = BytesMut::with_capacity(32);
    for size in tensor.shape() {
        let size = u64::try_from(size).unwrap_or(0);
        if size == 0 {
            writer::length(&mut shape, 2, 0);
        } else {
            writer::length(&mut shape, 2, 1 + writer::varint_bytes(size));
            writer::varint(&mut shape, 1 << 3);
            writer::varint(&mut shape, size);
        }
    }
    let mut head = BytesMut::with_capacity(shape.len() + 8);
    writer::varint(&mut head, 1 << 3);
    writer::varint(&mut head, u64::try_from(dtype).unwrap_or(0));
    writer::bytes(&mut head, 2, &shape);
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_sign() {
        assert_eq!(
            numbers(&[255, 1], 1, true).collect::<Vec<_>>(),
            [u64::MAX, 1]
        );
        assert_eq!(numbers(&[255, 255], 2, false).collect::<Vec<_>>(), [65535]);
        assert_eq!(
            numbers(&[254, 255, 255, 255], 4, true).collect::<Vec<_>>(),
            [u64::MAX - 1]
        );
    }

    #[test]
    fn what_is_measured_is_what_is_written() {
        for values in [
            Values::Memory(5, &[0; 200]),
            Values::Memory(17, &[0; 16]),
            Values::Numbers(7, &[255; 40], 4, true),
            Values::Numbers(16, &[1; 40], 4, false),
            Values::Strings(8, vec![b"", b"one", &[b'x'; 300]]),
            Values::Joined(vec![b"", b"one", &[b'x'; 300]]),
            Values::Memory(5, &[]),
        ] {
            let written = Written {
                head: BytesMut::from(&b"head"[..]),
                payload: values.payload(),
                values,
            };
            let mut out = BytesMut::new();
            written.put(&mut out);
            assert_eq!(out.len(), written.bytes());
        }
    }
}
