//! Parts of a tensor, looked at where they are.

use crate::tensorflow::ffi::Tensor;

/// Some rows of a tensor, or the whole of one that need not have any.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    tensor: &'a Tensor,
    range: Option<(usize, usize)>,
}

impl<'a> Rows<'a> {
    /// All of it.
    pub fn whole(tensor: &'a Tensor) -> Self {
        Self {
            tensor,
            range: None,
        }
    }

    /// From one row up to, but without, another; both are there.
    pub fn between(tensor: &'a Tensor, begin: usize, end: usize) -> Self {
        Self {
            tensor,
            range: Some((begin, end)),
        }
    }

    /// The type's number.
    pub fn dtype(&self) -> i32 {
        self.tensor.dtype()
    }

    /// Sizes of the dimensions.
    pub fn shape(&self) -> Vec<i64> {
        let mut shape: Vec<_> = self.tensor.shape().collect();
        if let (Some((begin, end)), Some(first)) = (self.range, shape.first_mut()) {
            *first = i64::try_from(end - begin).unwrap_or(0);
        }
        shape
    }

    /// The memory, of types of fixed size.
    pub fn data(&self) -> &'a [u8] {
        part(self.tensor.data(), self.range, self.tensor.shape().next())
    }

    /// The strings, of tensors of strings.
    pub fn strings(&self) -> Vec<&'a [u8]> {
        let strings = self.tensor.strings();
        part(&strings, self.range, self.tensor.shape().next()).to_vec()
    }
}

fn part<T>(all: &[T], range: Option<(usize, usize)>, rows: Option<i64>) -> &[T] {
    let Some((begin, end)) = range else {
        return all;
    };
    let rows = rows
        .and_then(|rows| usize::try_from(rows).ok())
        .unwrap_or(0);
    let width = all.len().checked_div(rows).unwrap_or(0);
    &all[begin * width..end * width]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_so_many_rows_of_all() {
        let all = [1, 2, 3, 4, 5, 6];
        assert_eq!(part(&all, Some((1, 3)), Some(3)), [3, 4, 5, 6]);
        assert_eq!(part(&all, None, Some(3)), all);
        assert!(part(&[0u8; 0], Some((1, 2)), Some(3)).is_empty());
    }
}
