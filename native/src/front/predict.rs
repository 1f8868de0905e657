//! Predict without Python.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{BufMut, Bytes, BytesMut};

use crate::batching::line::Line;
use crate::batching::merge;
use crate::front::batch::Task;
use crate::front::counts::Measured;
use crate::front::message::{PREFIX_BYTES, put_prefix};
use crate::front::server::Options;
use crate::front::snapshot::{Plan, Port, Snapshot, Version};
use crate::front::status::INVALID_ARGUMENT;
use crate::tensorflow::ffi::{Endpoint, Failure, Place, Tensor};
use crate::tensorflow::rows::Rows;
use crate::wire::predict::PredictRequest;
use crate::wire::writer;
use crate::wire::written::Written;

/// The method's path.
pub const PREDICT: &str = "/tensorflow.serving.PredictionService/Predict";

const DEFAULT_SIGNATURE: &str = "serving_default";

/// Requests beyond this size are decoded, run and answered on other threads than connections own.
pub const LARGE_BYTES: usize = 256 << 10;

/// Protobuf's bound of 2 GiB, with room for what stands around.
const MAX_MESSAGE_BYTES: usize = (1 << 31) - 256;

/// A request that can be run here: everything is checked and decoded.
pub struct Work {
    version: Arc<Version>,
    signature: String,
    feeds: Vec<Endpoint>,
    /// One per input of the signature, in its order.
    pub values: Vec<Tensor>,
    /// The outputs that are wanted, in that order; None: all.
    filter: Option<Vec<usize>>,
    as_content: bool,
    arrived: Instant,
    request_bytes: usize,
}

impl Work {
    /// Make sense of a request; None where Python has to look at it.
    pub fn prepare(
        message: &[u8],
        snapshot: &Snapshot,
        options: &Options,
        arrived: Instant,
    ) -> Option<Self> {
        let request = PredictRequest::read(message)?;
        let model = snapshot.models.get(request.model)?;
        let number = match (request.version, request.label) {
            (Some(version), _) => version,
            (None, Some(label)) => *model.labels.get(label)?,
            (None, None) => model.latest?,
        };
        let version = Arc::clone(model.versions.get(&number)?);
        let key = if request.signature.is_empty() {
            DEFAULT_SIGNATURE
        } else {
            request.signature
        };
        let plan = version.plans.get(key)?;
        let filter = if request.filter.is_empty() {
            None
        } else {
            Some(chosen(&request.filter, plan)?)
        };
        let library = version.session.library();
        let mut room = options.max_tensor_bytes;
        let mut feeds = Vec::with_capacity(plan.inputs.len());
        let mut values = Vec::with_capacity(plan.inputs.len());
        let mut given = 0;
        for port in &plan.inputs {
            let found = request.inputs.iter().find(|it| it.0 == port.alias);
            values.push(if let Some((_, found)) = found {
                if found.dtype != port.dtype {
                    return None;
                }
                given += 1;
                let value = found.decode(library, room)?;
                room -= found.size_bytes()?;
                value
            } else {
                port.default.as_ref()?.copy()?
            });
            feeds.push(port.endpoint);
        }
        if given != request.inputs.len() {
            return None;
        }
        let signature = key.to_owned();
        let request_bytes = message.len();
        Some(Self {
            version,
            signature,
            feeds,
            values,
            filter,
            as_content: options.as_content,
            arrived,
            request_bytes,
        })
    }

    fn plan(&self) -> &Plan {
        &self.version.plans[&self.signature]
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        &self.version.name
    }

    /// Where it may wait for others; None where requests are not merged, and for one that wants
    /// other outputs than they.
    pub fn line(&self) -> Option<Arc<Line<Task>>> {
        self.plan().line.clone().filter(|_| self.filter.is_none())
    }

    /// Rows of its inputs; None where they have none in common.
    pub fn rows(&self) -> Option<usize> {
        merge::rows_of(&self.values)
    }

    /// What others have to be like to share a run with it.
    pub fn lane(&self) -> Vec<i64> {
        merge::lane_of(&self.values)
    }

    /// Whether another request of the same signature and shape brings the same values.
    pub fn brings_the_same(&self, other: &Self) -> bool {
        self.values
            .iter()
            .zip(&other.values)
            .all(|(one, other)| one.data() == other.data() && one.strings() == other.strings())
    }

    /// Whether it may be run on the thread that owns the connection.
    pub fn is_short(&self) -> bool {
        self.request_bytes <= LARGE_BYTES && self.plan().pace.is_short()
    }

    /// Whether a batch may.
    pub fn is_short_batched(&self) -> bool {
        self.plan().pace.is_bearable()
    }

    /// Run with its own values, in this thread.
    pub fn results(&self) -> Result<Vec<Tensor>, Failure> {
        self.results_of(&self.values)
    }

    /// Run with other values of the same types, in this thread.
    pub fn results_of(&self, values: &[Tensor]) -> Result<Vec<Tensor>, Failure> {
        let plan = self.plan();
        let began = Instant::now();
        let chosen: Option<Vec<_>> = self
            .filter
            .as_ref()
            .map(|filter| filter.iter().map(|&place| plan.fetches[place]).collect());
        let fetches = chosen.as_deref().unwrap_or(&plan.fetches);
        let session = &self.version.session;
        let results = session
            .run(Place::Caller, &self.feeds, values, fetches, &[])
            .map_err(Failure::told)?;
        plan.pace.note(nanoseconds(began));
        Ok(results)
    }

    /// The framed response.
    ///
    /// # Errors
    /// It does not fit into a message.
    pub fn encoded(&self, outputs: &[Rows<'_>]) -> Result<Bytes, Failure> {
        let plan = self.plan();
        match &self.filter {
            None => response(plan, plan.outputs.iter(), outputs, self.as_content),
            Some(filter) => {
                let ports = filter.iter().map(|&place| &plan.outputs[place]);
                response(plan, ports, outputs, self.as_content)
            }
        }
    }

    /// Count it: how long its run took, and the size of its answer or its failure.
    pub fn count(&self, run: Option<Duration>, answer: Result<usize, &Failure>) {
        let (code, response_bytes) = match answer {
            Ok(bytes) => (0, bytes),
            Err(failure) => (failure.code, 0),
        };
        let measured = Measured {
            total: self.arrived.elapsed(),
            run: run.filter(|_| answer.is_ok()),
            request_bytes: self.request_bytes,
            response_bytes,
        };
        self.plan().count(&self.version.limits, code, &measured);
    }

    /// Run alone; the framed response.
    pub fn run(self) -> Result<Bytes, Failure> {
        let began = Instant::now();
        let results = self.results();
        let run = began.elapsed();
        let answer = results.and_then(|results| {
            let outputs: Vec<_> = results.iter().map(Rows::whole).collect();
            self.encoded(&outputs)
        });
        self.count(Some(run), answer.as_ref().map(Bytes::len));
        answer
    }
}

/// The outputs that a filter names; None where Python has to say what is wrong with it.
fn chosen(filter: &[&str], plan: &Plan) -> Option<Vec<usize>> {
    let mut places = Vec::with_capacity(filter.len());
    for alias in filter {
        let place = plan.outputs.iter().position(|port| port.alias == *alias)?;
        if places.contains(&place) {
            return None;
        }
        places.push(place);
    }
    Some(places)
}

/// The framed response: measured, then written once.
fn response<'a>(
    plan: &Plan,
    ports: impl Iterator<Item = &'a Port>,
    outputs: &[Rows<'_>],
    as_content: bool,
) -> Result<Bytes, Failure> {
    let entries: Vec<_> = ports
        .zip(outputs)
        .map(|(port, tensor)| (port.alias.as_bytes(), Written::of(tensor, as_content)))
        .collect();
    let mut size = plan.model_spec.len();
    for (alias, tensor) in &entries {
        if tensor.payload > MAX_MESSAGE_BYTES {
            return Err(too_large(tensor.payload));
        }
        let entry = entry_bytes(alias, tensor);
        size += writer::head_bytes(1, entry) + entry;
    }
    if size > MAX_MESSAGE_BYTES {
        return Err(too_large(size));
    }
    let mut out = BytesMut::with_capacity(PREFIX_BYTES + size);
    put_prefix(&mut out, size);
    for (alias, tensor) in &entries {
        writer::length(&mut out, 1, entry_bytes(alias, tensor));
        writer::bytes(&mut out, 1, alias);
        writer::length(&mut out, 2, tensor.bytes());
        tensor.put(&mut out);
    }
    out.put_slice(&plan.model_spec);
    Ok(out.freeze())
}

/// Size of an entry of the map of outputs.
fn entry_bytes(alias: &[u8], tensor: &Written<'_>) -> usize {
    let value = tensor.bytes();
    writer::head_bytes(1, alias.len()) + alias.len() + writer::head_bytes(2, value) + value
}

fn nanoseconds(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

fn too_large(size: usize) -> Failure {
    Failure {
        code: INVALID_ARGUMENT,
        message: format!("a tensor of {size} bytes does not fit into a message"),
    }
}
