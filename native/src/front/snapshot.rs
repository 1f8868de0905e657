//! What is served at one moment; swapped whole.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::batching::line::Line;
use crate::front::batch::Task;
use crate::front::counts::{Counts, Measured, Taken};
use crate::tensorflow::ffi::{Endpoint, Session, Tensor};
use crate::tensorflow::session::NativeSession;
use crate::wire::layout::layout;
use crate::wire::tensor::TensorRef;
use crate::wire::writer;

/// One input or output of a signature.
pub struct Port {
    pub alias: String,
    pub endpoint: Endpoint,
    pub dtype: i32,
    /// The value of an input that a request leaves out.
    pub default: Option<Tensor>,
}

/// A signature that is run without Python.
pub struct Plan {
    pub inputs: Vec<Port>,
    pub outputs: Vec<Port>,
    pub fetches: Vec<Endpoint>,
    /// The response's last field, its model_spec, encoded.
    pub model_spec: Vec<u8>,
    pub pace: Pace,
    /// Where requests wait for others; None where they are not merged.
    pub line: Option<Arc<Line<Task>>>,
    counts: Counts,
    failures: Mutex<HashMap<u32, Counts>>,
}

impl Plan {
    /// Count a call that was answered with `code`.
    pub fn count(&self, limits: &[f64], code: u32, call: &Measured) {
        if code == 0 {
            return self.counts.add(limits, call);
        }
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures
            .entry(code)
            .or_insert_with(|| Counts::new(limits.len()))
            .add(limits, call);
    }

    fn take(&self, name: &str, taken: &mut Vec<Counted>) {
        taken.push((name.to_owned(), 0, self.counts.take()));
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        for (&code, counts) in failures.iter() {
            taken.push((name.to_owned(), code, counts.take()));
        }
    }
}

/// Signature, code, and what was counted.
type Counted = (String, u32, Taken);

/// How long runs of a signature take. Thread-safe.
#[derive(Default)]
pub struct Pace {
    mean_ns: AtomicU64,
}

/// Runs up to this long are done on the thread that owns the connection.
const SHORT_NS: u64 = 300_000;

/// Batches up to this long are, too: many requests share the time.
const BEARABLE_NS: u64 = 1_000_000;

impl Pace {
    /// Whether a run is known to be short.
    pub fn is_short(&self) -> bool {
        let mean = self.mean_ns.load(Ordering::Relaxed);
        mean > 0 && mean < SHORT_NS
    }

    /// Whether a batch is known to be short enough for the thread that owns the connection.
    pub fn is_bearable(&self) -> bool {
        let mean = self.mean_ns.load(Ordering::Relaxed);
        mean > 0 && mean != SHORT_NS && mean < BEARABLE_NS
    }

    /// A run took so long; the first, which prepares the graph, is not counted.
    pub fn note(&self, ns: u64) {
        let mean = self.mean_ns.load(Ordering::Relaxed);
        let next = match mean {
            0 => SHORT_NS,
            SHORT_NS => ns.max(1),
            _ => (mean * 7 + ns) / 8,
        };
        self.mean_ns.store(next.max(1), Ordering::Relaxed);
    }
}

/// One version of a model.
pub struct Version {
    pub name: String,
    pub session: Arc<Session>,
    pub plans: HashMap<String, Plan>,
    /// Limits of the buckets that times are counted in, in seconds.
    pub limits: Vec<f64>,
    released: Option<Py<PyAny>>,
}

impl Version {
    fn take_counts(&self) -> Vec<Counted> {
        let mut taken = Vec::new();
        for (name, plan) in &self.plans {
            plan.take(name, &mut taken);
        }
        taken.retain(|(_, _, (total, ..))| total.iter().any(|&count| count > 0));
        taken
    }
}

impl Drop for Version {
    fn drop(&mut self) {
        let counts = self.take_counts();
        if let Some(released) = self.released.take() {
            // Never on a thread that owns connections: unloading takes time and wants the GIL.
            let _ = std::thread::Builder::new()
                .name("tfserve-reclaim".to_owned())
                .spawn(move || {
                    Python::attach(|py| {
                        if let Err(error) = released.call1(py, (counts,)) {
                            error.write_unraisable(py, None);
                        }
                    });
                });
        }
    }
}

/// The versions of one model.
pub struct Model {
    pub latest: Option<i64>,
    pub versions: HashMap<i64, Arc<Version>>,
    pub labels: HashMap<String, i64>,
}

/// All models.
#[derive(Default)]
pub struct Snapshot {
    pub models: HashMap<String, Model>,
}

/// A version as Python makes it.
#[pyclass(frozen, module = "tfserve_native")]
pub struct NativeVersion {
    pub version: Arc<Version>,
}

type Ports = Vec<(String, String)>;

/// Key, inputs, outputs, by alias what inputs are by default (TensorProtos), and whether requests may
/// be merged.
type SignatureOf = (String, Ports, Ports, HashMap<String, Vec<u8>>, bool);

/// Signature, requests that wait, counts as `line::Counts::all` has them, phase, reason, largest
/// useful batch, microseconds per row alone.
type Queue = (
    String,
    usize,
    [u64; 7],
    &'static str,
    &'static str,
    usize,
    Option<f64>,
);

#[pymethods]
impl NativeVersion {
    /// A version that is served without Python.
    ///
    /// Each signature is its key, its inputs and its outputs, alias and endpoint; the values of
    /// inputs that may be left out; and whether requests that wait may be merged. Signatures that
    /// cannot be served natively are left out by whoever makes this. So many batches of a signature
    /// run at a time.
    #[new]
    fn new(
        session: &NativeSession,
        name: &str,
        version: i64,
        signatures: Vec<SignatureOf>,
        limits: Vec<f64>,
        width: usize,
        released: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let session = session.session()?;
        let plans = signatures
            .into_iter()
            .map(|signature| {
                let line = signature.4.then(|| Arc::new(Line::new(width)));
                let plan = plan(&session, name, version, &signature, limits.len(), line)?;
                Ok((signature.0, plan))
            })
            .collect::<PyResult<HashMap<_, _>>>()?;
        Ok(Self {
            version: Arc::new(Version {
                name: name.to_owned(),
                session,
                plans,
                limits,
                released,
            }),
        })
    }

    /// Requests that are under way.
    fn in_flight(&self) -> usize {
        // This value and the snapshot hold it, too.
        Arc::strong_count(&self.version).saturating_sub(2)
    }

    /// The lines of those signatures whose requests may be merged, as they are now.
    fn queues(&self) -> Vec<Queue> {
        let plans = self.version.plans.iter();
        plans
            .filter_map(|(name, plan)| {
                let line = plan.line.as_ref()?;
                let lesson = line.lesson();
                Some((
                    name.clone(),
                    lesson.waiting,
                    line.counts.all(),
                    lesson.phase.name(),
                    lesson.reason,
                    lesson.max_rows,
                    lesson.alone_us,
                ))
            })
            .collect()
    }

    /// What was counted since the last time: signature, code, numbers.
    fn take_counts(&self) -> Vec<Counted> {
        self.version.take_counts()
    }
}

fn plan(
    session: &Session,
    name: &str,
    version: i64,
    (key, inputs, outputs, defaults, _): &SignatureOf,
    limits: usize,
    line: Option<Arc<Line<Task>>>,
) -> PyResult<Plan> {
    let ports = |ports: &Ports| {
        ports
            .iter()
            .map(|(alias, endpoint)| port(session, alias, endpoint))
            .collect::<PyResult<Vec<_>>>()
    };
    let (mut inputs, outputs) = (ports(inputs)?, ports(outputs)?);
    for port in &mut inputs {
        if let Some(value) = defaults.get(&port.alias) {
            let value = TensorRef::read(value)
                .and_then(|value| value.decode(session.library(), usize::MAX));
            let text = || format!("the default of input {} cannot be read", port.alias);
            port.default = Some(value.ok_or_else(|| PyValueError::new_err(text()))?);
        }
    }
    let fetches = outputs.iter().map(|port| port.endpoint).collect();
    let model_spec = model_spec(name, version, key);
    Ok(Plan {
        inputs,
        outputs,
        fetches,
        model_spec,
        pace: Pace::default(),
        line,
        counts: Counts::new(limits),
        failures: Mutex::default(),
    })
}

fn port(session: &Session, alias: &str, endpoint: &str) -> PyResult<Port> {
    let text = match session.endpoint(endpoint) {
        Some((endpoint, dtype)) if layout(dtype).is_some() => {
            return Ok(Port {
                alias: alias.to_owned(),
                endpoint,
                dtype,
                default: None,
            });
        }
        Some((_, dtype)) => format!("{alias} has type {dtype}, which is not served natively"),
        None => format!("the graph has no endpoint {endpoint}"),
    };
    Err(PyValueError::new_err(text))
}

fn model_spec(name: &str, version: i64, signature: &str) -> Vec<u8> {
    let mut number = bytes::BytesMut::new();
    if version != 0 {
        writer::varint(&mut number, 1 << 3);
        writer::varint(&mut number, version.cast_unsigned());
    }
    let mut spec = bytes::BytesMut::new();
    writer::bytes(&mut spec, 1, name.as_bytes());
    writer::bytes(&mut spec, 2, &number);
    writer::bytes(&mut spec, 3, signature.as_bytes());
    let mut field = bytes::BytesMut::new();
    writer::bytes(&mut field, 2, &spec);
    field.to_vec()
}
