//! TensorProto to tensors.
//!
//! Whatever has a value is read here, as `tfserve.tensors.decoding` reads it. What is wrong, and what
//! nobody sends on purpose (two fields of values, the shape twice), is left to the Python handlers,
//! which know every text.

use std::sync::Arc;

use crate::tensorflow::data_type::{BOOL, STRING, item_bytes};
use crate::tensorflow::ffi::{Tensor, TensorFlow};
use crate::wire::layout::{Layout, Packing, layout};
use crate::wire::reader::{Fields, Value, short_varint, varint};

/// As many as any version of numpy takes.
const MAX_DIMS: usize = 32;
/// What Python holds for each string, by which the bound is measured.
const REFERENCE_BYTES: usize = 8;
/// What TensorFlow holds for each string beside long text.
const STRING_BYTES: usize = 24;

/// A TensorProto in place.
#[derive(Default)]
pub struct TensorRef<'a> {
    /// The type's number.
    pub dtype: i32,
    shape: Vec<i64>,
    content: &'a [u8],
    /// The field that values were given in, and they as they stand on the wire: packed, one by one,
    /// or both.
    field: u32,
    pieces: Vec<&'a [u8]>,
    message_bytes: usize,
}

impl<'a> TensorRef<'a> {
    /// Read a TensorProto; None where Python has to look at it.
    pub fn read(message: &'a [u8]) -> Option<Self> {
        let mut found = Self {
            message_bytes: message.len(),
            ..Self::default()
        };
        let mut fields = Fields::of(message);
        let mut has_shape = false;
        for (field, value) in &mut fields {
            match (field, value) {
                (1, Value::Number(number, _)) => found.dtype = i32::try_from(number).ok()?,
                (2, Value::Bytes(shape)) if !has_shape => {
                    has_shape = true;
                    found.read_shape(shape)?;
                }
                (3, Value::Number(..)) => {} // version_number
                (4, Value::Bytes(content)) => found.content = content,
                (5..=13 | 16..=18, value) => found.add(field, &value)?,
                _ => return None,
            }
        }
        (!fields.is_broken()).then_some(found)
    }

    fn add(&mut self, field: u32, value: &Value<'a>) -> Option<()> {
        if !self.pieces.is_empty() && (self.field != field || field == 18) {
            return None;
        }
        let item = match field {
            5 | 9 => 4,
            6 | 12 => 8,
            _ => 1,
        };
        let piece = match (value, item) {
            (Value::Bytes(bytes), _) if bytes.len() % item == 0 => bytes,
            (Value::Fixed32(one), 4) | (Value::Fixed64(one), 8) => one,
            (Value::Number(_, one), 1) if !matches!(field, 8 | 18) => one,
            _ => return None,
        };
        self.field = field;
        self.pieces.push(piece);
        Some(())
    }

    fn read_shape(&mut self, message: &'a [u8]) -> Option<()> {
        let mut fields = Fields::of(message);
        for (field, value) in &mut fields {
            match (field, value) {
                (2, Value::Bytes(dim)) if self.shape.len() < MAX_DIMS => {
                    self.shape.push(read_dim(dim)?);
                }
                (3, Value::Number(..)) => {} // of unknown rank: without dimensions a scalar
                _ => return None,
            }
        }
        (!fields.is_broken()).then_some(())
    }

    /// What counts against the bound, in bytes; None where it does not fit.
    pub fn size_bytes(&self) -> Option<usize> {
        let count = self.count()?;
        if self.dtype == STRING {
            let references = count.checked_mul(REFERENCE_BYTES)?;
            return references.checked_add(self.message_bytes);
        }
        count.checked_mul(item_bytes(self.dtype)?)
    }

    /// How many elements it has. None as well where there are none, but the other dimensions would
    /// be too many.
    fn count(&self) -> Option<usize> {
        let item = i64::try_from(item_bytes(self.dtype).unwrap_or(STRING_BYTES)).ok()?;
        self.shape
            .iter()
            .filter(|&&size| size != 0)
            .try_fold(item, |bytes, &size| bytes.checked_mul(size))?;
        if self.shape.contains(&0) {
            return Some(0);
        }
        usize::try_from(self.shape.iter().product::<i64>()).ok()
    }

    /// The tensor, in memory of at most `room` bytes; None where Python has to look at it.
    pub fn decode(&self, library: &Arc<TensorFlow>, room: usize) -> Option<Tensor> {
        let Layout { field, packing } = layout(self.dtype)?;
        let has_content = !self.content.is_empty();
        if !self.pieces.is_empty() && (has_content || self.field != field) {
            return None;
        }
        let size = self.size_bytes()?;
        if size > room {
            return None;
        }
        if self.count()? == 0 {
            return match packing {
                Packing::Strings => Tensor::of_strings(library, &self.shape, [].into_iter()),
                // Whether numbers that nobody wants are numbers is for Python to say.
                Packing::Varint(_) if !self.pieces.is_empty() => None,
                _ => self.whole(library, &[]),
            };
        }
        match packing {
            Packing::Strings => self.strings(library, room),
            _ if has_content => {
                let is_right = self.content.len() == size
                    && (self.dtype != BOOL || self.content.iter().all(|&byte| byte <= 1));
                is_right.then(|| self.whole(library, self.content))?
            }
            Packing::Varint(_) => self.numbers(library),
            Packing::Fixed | Packing::Bytes => self.fixed(library, size),
        }
    }

    fn whole(&self, library: &Arc<TensorFlow>, content: &[u8]) -> Option<Tensor> {
        Tensor::of_bytes(library, self.dtype, &self.shape, content)
    }

    /// Elements that stand as in memory: the first ones, or the last one again and again.
    fn fixed(&self, library: &Arc<TensorFlow>, size: usize) -> Option<Tensor> {
        if let [piece] = self.pieces[..]
            && piece.len() >= size
        {
            return self.whole(library, &piece[..size]);
        }
        let item = item_bytes(self.dtype)?;
        Tensor::filled(library, self.dtype, &self.shape, |memory| {
            let mut at = 0;
            for piece in &self.pieces {
                let part = piece.len().min(memory.len() - at);
                memory[at..at + part].copy_from_slice(&piece[..part]);
                at += part;
            }
            // Half a complex number at the end is none.
            fill_up(memory, at / item, item);
        })
    }

    /// Elements that stand as numbers, cut to the size of the type.
    fn numbers(&self, library: &Arc<TensorFlow>) -> Option<Tensor> {
        let item = item_bytes(self.dtype)?;
        let is_bool = self.dtype == BOOL;
        let mut is_whole = false;
        let tensor = Tensor::filled(library, self.dtype, &self.shape, |memory| {
            let mut given = 0;
            let mut places = memory.chunks_exact_mut(item);
            is_whole = self.pieces.iter().all(|piece| {
                let mut rest = *piece;
                while !rest.is_empty() {
                    let Some(value) = varint(&mut rest) else {
                        return false;
                    };
                    if let Some(place) = places.next() {
                        let value = if is_bool {
                            u64::from(value != 0)
                        } else {
                            value
                        };
                        place.copy_from_slice(&value.to_le_bytes()[..item]);
                        given += 1;
                    }
                }
                true
            });
            fill_up(memory, given, item);
        })?;
        is_whole.then_some(tensor)
    }

    fn strings(&self, library: &Arc<TensorFlow>, room: usize) -> Option<Tensor> {
        let count = self.count()?;
        let split;
        let given = if self.content.is_empty() {
            &self.pieces
        } else {
            split = split_strings(self.content, count)?;
            &split
        };
        let last = given.last().copied().unwrap_or_default();
        // What is filled up is copied each time: the message does not bound it.
        let used = given.len().min(count);
        let text: usize = given[..used].iter().map(|string| string.len()).sum();
        let filled = last.len().checked_mul(count - used)?;
        let held = count.checked_mul(STRING_BYTES)?.checked_add(filled)?;
        if used < count && held.checked_add(text)? > room {
            return None;
        }
        let strings = (0..count).map(|place| given.get(place).copied().unwrap_or(last));
        Tensor::of_strings(library, &self.shape, strings)
    }
}

fn read_dim(message: &[u8]) -> Option<i64> {
    let mut size = 0;
    let mut fields = Fields::of(message);
    for (field, value) in &mut fields {
        match (field, value) {
            (1, Value::Number(number, _)) => size = i64::try_from(number).ok()?,
            (2, Value::Bytes(name)) => drop(std::str::from_utf8(name).ok()?),
            _ => return None,
        }
    }
    (!fields.is_broken()).then_some(size)
}

/// Repeat the last of the `given` elements until the end; without any the memory stays as it is.
fn fill_up(memory: &mut [u8], given: usize, item: usize) {
    let end = given * item;
    if given == 0 {
        return memory.fill(0);
    }
    let (before, rest) = memory.split_at_mut(end);
    let last = &before[end - item..];
    for place in rest.chunks_exact_mut(item) {
        place.copy_from_slice(last);
    }
}

/// `count` lengths, then the strings one after another.
fn split_strings(content: &[u8], count: usize) -> Option<Vec<&[u8]>> {
    if count > content.len() {
        return None; // each length takes a byte: nothing is allocated for nothing
    }
    let mut rest = content;
    let lengths = (0..count)
        .map(|_| short_varint(&mut rest))
        .collect::<Option<Vec<_>>>()?;
    let mut strings = Vec::with_capacity(count);
    for length in lengths {
        let (string, after) = rest.split_at_checked(length as usize)?;
        strings.push(string);
        rest = after;
    }
    rest.is_empty().then_some(strings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_element_is_repeated() {
        let mut memory = [1, 2, 3, 4, 0, 0, 0, 0];
        fill_up(&mut memory, 2, 2);
        assert_eq!(memory, [1, 2, 3, 4, 3, 4, 3, 4]);
    }

    #[test]
    fn half_an_element_at_the_end_is_overwritten() {
        let mut memory = [1, 2, 3, 4];
        fill_up(&mut memory, 0, 4);
        assert_eq!(memory, [0; 4]);
    }

    #[test]
    fn strings_in_tensor_content_are_split_where_their_lengths_say() {
        assert_eq!(
            split_strings(&[1, 0, 2, b'a', b'b', b'c'], 3),
            Some(vec![&b"a"[..], b"", b"bc"])
        );
        assert_eq!(split_strings(&[1, 0, b'a', b'b'], 2), None);
        assert_eq!(split_strings(&[1], 2), None);
    }

    #[test]
    fn dimensions_beside_a_zero_are_counted_too() {
        let tensor = |shape: &[i64]| TensorRef {
            dtype: 1,
            shape: shape.to_vec(),
            ..TensorRef::default()
        };
        assert_eq!(tensor(&[]).count(), Some(1));
        assert_eq!(tensor(&[2, 3]).size_bytes(), Some(24));
        assert_eq!(tensor(&[1 << 40, 0]).count(), Some(0));
        assert_eq!(tensor(&[1 << 40, 0, 1 << 40]).count(), None);
        assert_eq!(tensor(&[1 << 62]).count(), None);
    }
}
