//! A loaded SavedModel as Python sees it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyImportError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyList, PyTuple};

use crate::tensorflow::data_type::STRING;
use crate::tensorflow::ffi::{Endpoint, Failure, Operation, Place, Session, Tensor, TensorFlow};

create_exception!(
    tfserve_native,
    NativeError,
    PyException,
    "A status of TensorFlow: code, text."
);

/// Turn a failure into a Python exception with the arguments code and text.
pub fn raised(failure: Failure) -> PyErr {
    NativeError::new_err((failure.code, failure.message))
}

/// TensorFlow's library, opened once. Thread-safe.
#[pyclass(frozen, module = "tfserve_native")]
pub struct NativeRuntime {
    pub library: Arc<TensorFlow>,
}

#[pymethods]
impl NativeRuntime {
    /// Open the libraries in the directory of the Python package `tensorflow`.
    #[new]
    fn new(py: Python<'_>, directory: PathBuf) -> PyResult<Self> {
        let library = py.detach(|| TensorFlow::open(&directory));
        Ok(Self {
            library: library.map_err(PyImportError::new_err)?,
        })
    }

    /// A serialized OpList of all that is registered.
    fn op_list<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let list = py.detach(|| self.library.op_list());
        PyBytes::new(py, &list)
    }

    /// Start the pools that all sessions share, with the priority of the calling thread.
    fn start_threads(&self, py: Python<'_>, config: &[u8]) -> PyResult<()> {
        py.detach(|| Session::empty(&self.library, config).map(drop))
            .map_err(raised)
    }

    /// Register the operations of a library.
    fn load_op_library(&self, py: Python<'_>, path: &str) -> PyResult<()> {
        py.detach(|| self.library.load_op_library(path))
            .map_err(raised)
    }
}

/// A session and its graph. Thread-safe.
#[pyclass(frozen, module = "tfserve_native")]
pub struct NativeSession {
    session: Mutex<Option<Arc<Session>>>,
    meta_graph: Mutex<Option<Vec<u8>>>,
}

impl NativeSession {
    /// The session, until it is closed.
    pub fn session(&self) -> PyResult<Arc<Session>> {
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        session
            .clone()
            .ok_or_else(|| PyValueError::new_err("the session is closed"))
    }
}

#[pymethods]
impl NativeSession {
    /// Load a SavedModel: tags, a serialized ConfigProto.
    #[new]
    fn new(
        py: Python<'_>,
        runtime: &NativeRuntime,
        path: &str,
        tags: Vec<String>,
        config: &[u8],
    ) -> PyResult<Self> {
        let (session, meta_graph) = py
            .detach(|| Session::load(&runtime.library, path, &tags, config))
            .map_err(raised)?;
        Ok(Self {
            session: Mutex::new(Some(Arc::new(session))),
            meta_graph: Mutex::new(Some(meta_graph)),
        })
    }

    /// The serialized MetaGraphDef; handed out once.
    fn take_meta_graph<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        let taken = self
            .meta_graph
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        taken.map(|bytes| PyBytes::new(py, &bytes))
    }

    /// The type of an endpoint such as `x:0`; None where there is none.
    fn dtype_of(&self, name: &str) -> PyResult<Option<i32>> {
        Ok(self.session()?.endpoint(name).map(|(_, dtype)| dtype))
    }

    /// Look up what feeds and fetches these names.
    fn prepare(
        &self,
        feeds: Vec<String>,
        fetches: Vec<String>,
        targets: Vec<String>,
        in_caller: bool,
    ) -> PyResult<NativeRun> {
        let session = self.session()?;
        let found = |names: Vec<String>| {
            names
                .into_iter()
                .map(|name| {
                    session.endpoint(&name).map(|(endpoint, _)| endpoint).ok_or_else(|| {
                        raised(Failure {
                            code: INVALID_ARGUMENT,
                            message: format!("Tensor {name}, specified in either feed_devices or fetch_devices was not found in the Graph"),
                        })
                    })
                })
                .collect::<PyResult<Vec<_>>>()
        };
        let (feeds, fetches) = (found(feeds)?, found(fetches)?);
        let targets = targets
            .into_iter()
            .map(|name| {
                session.operation(&name).ok_or_else(|| {
                    let message = format!("Target node {name} was not found in the Graph");
                    raised(Failure {
                        code: INVALID_ARGUMENT,
                        message,
                    })
                })
            })
            .collect::<PyResult<Vec<_>>>()?;
        let place = if in_caller {
            Place::Caller
        } else {
            Place::Pool
        };
        Ok(NativeRun {
            session: Arc::downgrade(&session),
            feeds,
            fetches,
            targets,
            place,
        })
    }

    /// Free the model, when its last run has ended. Idempotent.
    fn close(&self, py: Python<'_>) {
        let session = self
            .session
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        py.detach(|| drop(session));
    }
}

const INVALID_ARGUMENT: u32 = 3;

/// Type, shape, address of the elements or else strings, and what keeps the memory alive.
type Given = (i32, Vec<i64>, usize, Vec<PyBackedBytes>, Option<Py<PyAny>>);

/// Type, shape, and the elements: bytes, or a list of bytes for strings.
type Taken<'py> = (i32, Bound<'py, PyTuple>, Bound<'py, PyAny>);

/// Feeds and fetches the same endpoints again and again. Thread-safe.
#[pyclass(frozen, module = "tfserve_native")]
pub struct NativeRun {
    session: Weak<Session>,
    feeds: Vec<Endpoint>,
    fetches: Vec<Endpoint>,
    targets: Vec<Operation>,
    place: Place,
}

#[pymethods]
impl NativeRun {
    /// Run once, without the GIL; one value per feed.
    fn __call__<'py>(&self, py: Python<'py>, values: Vec<Given>) -> PyResult<Vec<Taken<'py>>> {
        let session = self.session.upgrade().ok_or_else(|| {
            raised(Failure {
                code: 9,
                message: "Session has been closed.".to_owned(),
            })
        })?;
        if values.len() != self.feeds.len() {
            return Err(PyValueError::new_err("one value per feed"));
        }
        let library = session.library();
        let results = py
            .detach(|| {
                let tensors = values
                    .iter()
                    .map(|(dtype, shape, address, strings, _)| {
                        if *dtype == STRING {
                            let strings = strings.iter().map(|each| -> &[u8] { each });
                            Tensor::of_strings(library, shape, strings)
                        } else {
                            Tensor::copied_from(library, *dtype, shape, *address)
                        }
                    })
                    .collect::<Option<Vec<_>>>()
                    .ok_or_else(|| Failure {
                        code: INVALID_ARGUMENT,
                        message: "a value cannot be fed".to_owned(),
                    })?;
                session.run(
                    self.place,
                    &self.feeds,
                    &tensors,
                    &self.fetches,
                    &self.targets,
                )
            })
            .map_err(raised)?;
        results.iter().map(|tensor| taken(py, tensor)).collect()
    }
}

fn taken<'py>(py: Python<'py>, tensor: &Tensor) -> PyResult<Taken<'py>> {
    let dtype = tensor.dtype();
    let shape = PyTuple::new(py, tensor.shape())?;
    let content = if dtype == STRING {
        PyList::new(
            py,
            tensor
                .strings()
                .into_iter()
                .map(|each| PyBytes::new(py, each)),
        )?
        .into_any()
    } else {
        PyBytes::new(py, tensor.data()).into_any()
    };
    Ok((dtype, shape, content))
}
