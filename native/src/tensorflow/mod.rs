//! TensorFlow through its C API, opened at run time.

pub mod data_type;
pub mod ffi;
pub mod rows;
pub mod session;
