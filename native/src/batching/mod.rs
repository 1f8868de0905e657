//! Requests that wait share runs; whether that pays is learnt from what runs took.
//!
//! The semantics are those of `--enable_batching=auto` on the Python plane.

pub mod comparison;
pub mod learner;
pub mod line;
pub mod merge;
