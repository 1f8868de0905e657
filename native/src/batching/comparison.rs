//! Whether a request is answered the same way alone and in a batch.

use crate::tensorflow::data_type::{DOUBLE, FLOAT, STRING};
use crate::tensorflow::rows::Rows;

/// Whether both hold the same, but for rounding.
pub fn agree(one: &Rows<'_>, other: &Rows<'_>) -> bool {
    one.dtype() == other.dtype()
        && one.shape() == other.shape()
        && if one.dtype() == STRING {
            one.strings() == other.strings()
        } else {
            memories_agree(one.dtype(), one.data(), other.data())
        }
}

/// Whether two tensors of a type, given as memory, agree. Runtimes choose other kernels for other
/// sizes, so floating point numbers may differ by about the root of their type's precision,
/// compared with the largest number; all else is exact.
fn memories_agree(dtype: i32, one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    match dtype {
        FLOAT => close(floats(one), floats(other), f64::from(f32::EPSILON).sqrt()),
        DOUBLE => close(doubles(one), doubles(other), f64::EPSILON.sqrt()),
        _ => one == other,
    }
}

fn floats(bytes: &[u8]) -> Vec<f64> {
    let (chunks, _) = bytes.as_chunks::<4>();
    chunks
        .iter()
        .map(|&each| f64::from(f32::from_le_bytes(each)))
        .collect()
}

fn doubles(bytes: &[u8]) -> Vec<f64> {
    let (chunks, _) = bytes.as_chunks::<8>();
    chunks
        .iter()
        .map(|&each| f64::from_le_bytes(each))
        .collect()
}

fn close(one: Vec<f64>, other: Vec<f64>, tolerance: f64) -> bool {
    let largest = one
        .iter()
        .filter(|value| value.is_finite())
        .fold(0.0f64, |largest, value| largest.max(value.abs()));
    one.iter().zip(&other).all(|(&one, &other)| {
        if !one.is_finite() || !other.is_finite() {
            return one.to_bits() == other.to_bits() || (one.is_nan() && other.is_nan());
        }
        (one - other).abs() <= tolerance * (largest + other.abs())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    const INT32: i32 = 3;

    fn bytes(values: &[f32]) -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect()
    }

    #[test]
    fn rounding_is_no_difference_and_more_is() {
        let one = bytes(&[1.0, 1000.0, f32::NAN, f32::INFINITY]);
        assert!(memories_agree(
            FLOAT,
            &one,
            &bytes(&[1.0001, 1000.0001, f32::NAN, f32::INFINITY])
        ));
        assert!(!memories_agree(
            FLOAT,
            &one,
            &bytes(&[3.0, 1000.0, f32::NAN, f32::INFINITY])
        ));
        assert!(!memories_agree(
            FLOAT,
            &one,
            &bytes(&[1.0, 1000.0, 0.0, f32::INFINITY])
        ));
        assert!(!memories_agree(FLOAT, &one, &bytes(&[1.0])));
    }

    #[test]
    fn whole_numbers_are_compared_exactly() {
        assert!(memories_agree(INT32, &[1, 0, 0, 0], &[1, 0, 0, 0]));
        assert!(!memories_agree(INT32, &[1, 0, 0, 0], &[2, 0, 0, 0]));
    }
}
