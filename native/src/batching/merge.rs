//! Putting requests together along dimension 0.

use crate::tensorflow::data_type::STRING;
use crate::tensorflow::ffi::Tensor;

/// Rows that all inputs have; None where there are none, or not equally many.
pub fn rows_of(values: &[Tensor]) -> Option<usize> {
    let mut rows = None;
    for value in values {
        let first = usize::try_from(value.shape().next()?).ok()?;
        if *rows.get_or_insert(first) != first {
            return None;
        }
    }
    rows.filter(|&rows| rows > 0)
}

/// What has to be equal for requests of one signature to be merged: the inner shapes.
pub fn lane_of(values: &[Tensor]) -> Vec<i64> {
    let mut lane = Vec::with_capacity(4 * values.len());
    for value in values {
        let shape = value.shape();
        lane.push(i64::try_from(shape.len()).unwrap_or(0));
        lane.extend(shape.skip(1));
    }
    lane
}

/// One tensor with the rows of all, each copied once; None where there is no memory.
pub fn joined(parts: &[&Tensor]) -> Option<Tensor> {
    let first = parts.first()?;
    let mut shape: Vec<_> = first.shape().collect();
    *shape.first_mut()? = parts.iter().filter_map(|part| part.shape().next()).sum();
    let (library, dtype) = (first.library(), first.dtype());
    if dtype == STRING {
        let strings: Vec<_> = parts.iter().flat_map(|part| part.strings()).collect();
        return Tensor::of_strings(library, &shape, strings.into_iter());
    }
    Tensor::filled(library, dtype, &shape, |memory| {
        let mut rest = memory;
        for part in parts {
            let data = part.data();
            let (place, next) = rest.split_at_mut(data.len());
            place.copy_from_slice(data);
            rest = next;
        }
    })
}
