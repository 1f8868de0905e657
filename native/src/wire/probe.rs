//! The readers and writers as functions of Python, for tests that compare them with Python's own.

use bytes::BytesMut;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::front::deadline::timeout_of;
use crate::tensorflow::rows::Rows;
use crate::tensorflow::session::NativeRuntime;
use crate::wire::predict::PredictRequest;
use crate::wire::tensor::TensorRef;
use crate::wire::written::Written;

/// A TensorProto read and written again; None where that is left to Python.
#[pyfunction]
pub fn recode<'py>(
    py: Python<'py>,
    runtime: &NativeRuntime,
    message: &[u8],
    max_bytes: usize,
    as_content: bool,
) -> Option<Bound<'py, PyBytes>> {
    let tensor = TensorRef::read(message)?.decode(&runtime.library, max_bytes)?;
    let written = Written::of(&Rows::whole(&tensor), as_content);
    let mut out = BytesMut::with_capacity(written.bytes());
    written.put(&mut out);
    Some(PyBytes::new(py, &out))
}

/// Model, version, label, signature, aliases and types of inputs, filter.
type Request = (
    String,
    Option<i64>,
    Option<String>,
    String,
    Vec<(String, i32)>,
    Vec<String>,
);

/// What a PredictRequest says; None where that is left to Python.
#[pyfunction]
pub fn read_request(message: &[u8]) -> Option<Request> {
    let request = PredictRequest::read(message)?;
    Some((
        request.model.to_owned(),
        request.version,
        request.label.map(str::to_owned),
        request.signature.to_owned(),
        request
            .inputs
            .iter()
            .map(|(alias, tensor)| ((*alias).to_owned(), tensor.dtype))
            .collect(),
        request.filter.iter().map(|&it| it.to_owned()).collect(),
    ))
}

/// A `grpc-timeout` in seconds; None where it is not one.
#[pyfunction]
pub fn read_timeout(text: &[u8]) -> Option<f64> {
    timeout_of(text).map(|timeout| timeout.as_secs_f64())
}
