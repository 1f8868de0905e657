//! One call that Python answers: what it may ask the connection's thread to do.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyTuple};
use tokio::sync::mpsc::UnboundedSender;

/// What Python asks of a call; done by the thread that owns its connection.
pub enum Command {
    /// Read the next message and hand it to the function, None at the end of the stream.
    Receive(Py<PyAny>),
    /// Send one message of several, then call the function.
    Send(Bytes, Py<PyAny>),
    /// Answer: perhaps a last message, then the status.
    End(End),
}

/// The end of a call.
pub struct End {
    /// The only message of a unary call.
    pub message: Option<Bytes>,
    /// gRPC's status code.
    pub code: u32,
    /// Its text, as UTF-8.
    pub text: String,
    /// Further trailers; values of names that end in `-bin` are bytes.
    pub trailers: Vec<(String, Vec<u8>)>,
}

/// What both sides of a call see.
#[derive(Default)]
pub struct Shared {
    is_gone: AtomicBool,
    on_gone: Mutex<Option<Py<PyAny>>>,
}

impl Shared {
    /// The client has left; the function that wants to know, once.
    pub fn leave(&self) -> Option<Py<PyAny>> {
        self.is_gone.store(true, Ordering::Release);
        self.on_gone
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .take()
    }
}

/// A call as Python sees it. Nothing here blocks.
#[pyclass(frozen, module = "tfserve_native")]
pub struct NativeCall {
    /// Full name, `/package.Service/Method`.
    #[pyo3(get)]
    pub method: String,
    /// The client's address.
    #[pyo3(get)]
    pub peer: String,
    /// The deadline in seconds since the epoch; None when there is none.
    #[pyo3(get)]
    pub expires_at: Option<f64>,
    pub metadata: Vec<(String, Vec<u8>)>,
    pub commands: UnboundedSender<Command>,
    pub shared: Arc<Shared>,
}

#[pymethods]
impl NativeCall {
    /// What the client sent ahead of its messages: names, and text or, for `-bin`, bytes.
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for (name, value) in &self.metadata {
            let value = if name.ends_with("-bin") {
                PyBytes::new(py, value).into_any()
            } else {
                String::from_utf8_lossy(value)
                    .into_owned()
                    .into_pyobject(py)?
                    .into_any()
            };
            list.append(PyTuple::new(
                py,
                [name.into_pyobject(py)?.into_any(), value],
            )?)?;
        }
        Ok(list)
    }

    /// Whether the client has cancelled, the connection is lost, or the deadline has passed.
    fn is_gone(&self) -> bool {
        self.shared.is_gone.load(Ordering::Acquire)
    }

    /// Call the function once when the client goes; False when it has gone already.
    fn on_gone(&self, callback: Py<PyAny>) -> bool {
        let mut slot = self
            .shared
            .on_gone
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if self.is_gone() {
            return false;
        }
        *slot = Some(callback);
        true
    }

    /// Ask for the next message.
    fn receive(&self, on_message: Py<PyAny>) {
        let _ = self.commands.send(Command::Receive(on_message));
    }

    /// Send one message of several.
    fn send(&self, message: &[u8], on_sent: Py<PyAny>) {
        let _ = self
            .commands
            .send(Command::Send(Bytes::copy_from_slice(message), on_sent));
    }

    /// Answer with a status, and with a message before it where there is one.
    #[pyo3(signature = (code, text, trailers, message=None))]
    fn finish(
        &self,
        code: u32,
        text: String,
        trailers: Vec<(String, Vec<u8>)>,
        message: Option<&[u8]>,
    ) {
        let message = message.map(Bytes::copy_from_slice);
        let _ = self.commands.send(Command::End(End {
            message,
            code,
            text,
            trailers,
        }));
    }
}
