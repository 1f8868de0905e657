//! The messages of Predict, read and written by hand.

pub mod layout;
pub mod predict;
pub mod probe;
pub mod reader;
pub mod tensor;
pub mod writer;
pub mod written;
