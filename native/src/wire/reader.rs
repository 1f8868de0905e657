//! Protobuf's wire format, read in place.

/// A field of a message.
pub enum Value<'a> {
    /// A varint, and how it was written.
    Number(u64, &'a [u8]),
    /// Bytes, text, a message or packed values.
    Bytes(&'a [u8]),
    /// Four bytes.
    Fixed32(&'a [u8]),
    /// Eight bytes.
    Fixed64(&'a [u8]),
}

/// Reads the fields of one message; ends early where it is broken.
pub struct Fields<'a> {
    rest: &'a [u8],
    is_broken: bool,
}

impl<'a> Fields<'a> {
    /// The fields of `message`.
    pub fn of(message: &'a [u8]) -> Self {
        Self {
            rest: message,
            is_broken: false,
        }
    }

    /// Whether reading ended before the message did.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    fn read(&mut self) -> Option<(u32, Value<'a>)> {
        let key = short_varint(&mut self.rest)?;
        let field = key >> 3;
        let value = match key & 7 {
            _ if field == 0 => return None,
            0 => {
                let begin = self.rest;
                let number = varint(&mut self.rest)?;
                Value::Number(number, &begin[..begin.len() - self.rest.len()])
            }
            1 => Value::Fixed64(self.take(8)?),
            2 => {
                let length = short_varint(&mut self.rest)?;
                Value::Bytes(self.take(length as usize)?)
            }
            5 => Value::Fixed32(self.take(4)?),
            _ => return None, // groups: nobody sends them
        };
        Some((field, value))
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(bytes)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = (u32, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() || self.is_broken {
            return None;
        }
        let field = self.read();
        self.is_broken = field.is_none();
        field
    }
}

/// The next varint; None where it is cut short, or longer than 64 bits, which implementations of
/// protobuf read in different ways.
pub fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for (place, &byte) in rest.iter().enumerate().take(10) {
        if place == 9 && byte > 1 {
            return None;
        }
        value |= u64::from(byte & 127) << (7 * place);
        if byte < 128 {
            *rest = &rest[place + 1..];
            return Some(value);
        }
    }
    None
}

/// The next varint of at most 31 bits in at most five bytes: keys and lengths.
pub fn short_varint(rest: &mut &[u8]) -> Option<u32> {
    let before = rest.len();
    let value = u32::try_from(varint(rest)?).ok()?;
    (before - rest.len() <= 5 && value <= i32::MAX.unsigned_abs()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_longer_than_64_bits_is_none() {
        let mut longest: &[u8] = &[255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
        assert_eq!(varint(&mut longest), Some(u64::MAX));
        let mut longer: &[u8] = &[255, 255, 255, 255, 255, 255, 255, 255, 255, 2];
        assert_eq!(varint(&mut longer), None);
        assert_eq!(varint(&mut [128u8].as_slice()), None);
    }

    #[test]
    fn a_field_that_is_cut_short_breaks_the_message() {
        let mut fields = Fields::of(&[0x0a, 2, b'x']);
        assert!(fields.next().is_none());
        assert!(fields.is_broken());
    }

    #[test]
    fn every_kind_of_value_is_read_where_it_stands() {
        let message = [0x08, 0x96, 1, 0x15, 1, 2, 3, 4, 0x1a, 1, b'a'];
        let mut fields = Fields::of(&message);
        let Some((1, Value::Number(150, [0x96, 1]))) = fields.next() else {
            panic!("a number");
        };
        let Some((2, Value::Fixed32([1, 2, 3, 4]))) = fields.next() else {
            panic!("four bytes");
        };
        let Some((3, Value::Bytes(b"a"))) = fields.next() else {
            panic!("bytes");
        };
        assert!(fields.next().is_none() && !fields.is_broken());
    }
}
