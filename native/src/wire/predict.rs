//! PredictRequest, read in place.

use crate::wire::reader::{Fields, Value};
use crate::wire::tensor::TensorRef;

/// What a request names and brings.
#[derive(Default)]
pub struct PredictRequest<'a> {
    /// The model's name.
    pub model: &'a str,
    /// The version, where one is named by number.
    pub version: Option<i64>,
    /// The version's label, where there is one.
    pub label: Option<&'a str>,
    /// The signature's name; empty for the default.
    pub signature: &'a str,
    /// Alias and tensor.
    pub inputs: Vec<(&'a str, TensorRef<'a>)>,
    /// Aliases of the outputs that are wanted; empty for all.
    pub filter: Vec<&'a str>,
}

impl<'a> PredictRequest<'a> {
    /// Read a message; None where it is not of the usual kind, which Python then looks at.
    pub fn read(message: &'a [u8]) -> Option<Self> {
        let mut found = Self::default();
        let mut has_spec = false;
        let mut fields = Fields::of(message);
        for (field, value) in &mut fields {
            match (field, value) {
                (1, Value::Bytes(spec)) if !has_spec => {
                    has_spec = true;
                    found.read_spec(spec)?;
                }
                (2, Value::Bytes(entry)) => {
                    let (alias, tensor) = input(entry)?;
                    if found.inputs.iter().any(|(other, _)| *other == alias) {
                        return None;
                    }
                    found.inputs.push((alias, tensor));
                }
                (3, Value::Bytes(alias)) => found.filter.push(text(alias)?),
                _ => return None,
            }
        }
        (!fields.is_broken() && has_spec).then_some(found)
    }

    fn read_spec(&mut self, message: &'a [u8]) -> Option<()> {
        let mut fields = Fields::of(message);
        for (field, value) in &mut fields {
            let Value::Bytes(content) = value else {
                return None;
            };
            match field {
                1 => self.model = text(content)?,
                2 => {
                    self.version = Some(number(content)?);
                    self.label = None;
                }
                3 => self.signature = text(content)?,
                4 => {
                    self.label = Some(text(content)?);
                    self.version = None;
                }
                _ => return None,
            }
        }
        (!fields.is_broken()).then_some(())
    }
}

/// An Int64Value.
fn number(message: &[u8]) -> Option<i64> {
    let mut found = 0;
    let mut fields = Fields::of(message);
    for (field, value) in &mut fields {
        let (1, Value::Number(number, _)) = (field, value) else {
            return None;
        };
        found = number.cast_signed();
    }
    (!fields.is_broken()).then_some(found)
}

/// An entry of the map of inputs.
fn input(message: &[u8]) -> Option<(&str, TensorRef<'_>)> {
    let (mut alias, mut tensor) = ("", None);
    let mut fields = Fields::of(message);
    for (field, value) in &mut fields {
        match (field, value) {
            (1, Value::Bytes(content)) => alias = text(content)?,
            (2, Value::Bytes(content)) if tensor.is_none() => {
                tensor = Some(TensorRef::read(content)?);
            }
            _ => return None,
        }
    }
    if fields.is_broken() {
        return None;
    }
    Some((alias, tensor?))
}

fn text(content: &[u8]) -> Option<&str> {
    std::str::from_utf8(content).ok()
}
