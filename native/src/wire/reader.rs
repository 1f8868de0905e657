//! Protobuf's wire format, read in place.

/// A field of a message.
pub enum Value<'a> {
    /// A varint.
    Number(u64),
    /// Bytes, text, a message or packed values.
    Bytes(&'a [u8]),
    /// Four bytes.
    Fixed32,
    /// Eight bytes.
    Fixed64,
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
        let key = varint(&mut self.rest)?;
        let field = u32::try_from(key >> 3).ok().filter(|&field| field > 0)?;
        let value = match key & 7 {
            0 => Value::Number(varint(&mut self.rest)?),
            1 => {
                self.rest = self.rest.get(8..)?;
                Value::Fixed64
            }
            2 => {
                let length = usize::try_from(varint(&mut self.rest)?).ok()?;
                let (bytes, rest) = self.rest.split_at_checked(length)?;
                self.rest = rest;
                Value::Bytes(bytes)
            }
            5 => {
                self.rest = self.rest.get(4..)?;
                Value::Fixed32
            }
            _ => return None, // groups: nobody sends them
        };
        Some((field, value))
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

/// The next varint; None where it is cut short or longer than ten bytes.
pub fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for (place, &byte) in rest.iter().enumerate().take(10) {
        value |= u64::from(byte & 127) << (7 * place);
        if byte < 128 {
            *rest = &rest[place + 1..];
            return Some(value);
        }
    }
    None
}
