//! The messages of Predict, read and written by hand.

pub mod predict;
pub mod reader;
pub mod tensor;
pub mod writer;
