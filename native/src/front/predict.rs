//! Predict without Python.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{BufMut, Bytes, BytesMut};

use crate::batching::line::Line;
use crate::batching::{comparison, merge};
use crate::front::batch::Task;
use crate::front::counts::Measured;
use crate::front::message::put_prefix;
use crate::front::snapshot::{Plan, Snapshot, Version};
use crate::tensorflow::ffi::{Endpoint, Failure, Place, Tensor};
use crate::tensorflow::rows::Rows;
use crate::wire::predict::PredictRequest;
use crate::wire::tensor;
use crate::wire::writer;

/// The method's path.
pub const PREDICT: &str = "/tensorflow.serving.PredictionService/Predict";

const DEFAULT_SIGNATURE: &str = "serving_default";

/// A request that can be run here: everything is checked and decoded.
pub struct Work {
    version: Arc<Version>,
    signature: String,
    feeds: Vec<Endpoint>,
    /// One per input of the signature, in its order.
    pub values: Vec<Tensor>,
    as_content: bool,
    arrived: Instant,
    request_bytes: usize,
}

impl Work {
    /// Make sense of a request; None where Python has to look at it.
    pub fn prepare(
        message: &[u8],
        snapshot: &Snapshot,
        max_tensor_bytes: usize,
        as_content: bool,
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
        if !request.filter.is_empty() || request.inputs.len() != plan.inputs.len() {
            return None;
        }
        let library = version.session.library();
        let mut room = max_tensor_bytes;
        let mut feeds = Vec::with_capacity(plan.inputs.len());
        let mut values = Vec::with_capacity(plan.inputs.len());
        for port in &plan.inputs {
            let (_, found) = request
                .inputs
                .iter()
                .find(|(alias, _)| *alias == port.alias)?;
            if found.dtype != port.dtype {
                return None;
            }
            room = room.checked_sub(found.size_bytes()?)?;
            feeds.push(port.endpoint);
            values.push(found.decode(library)?);
        }
        let signature = key.to_owned();
        let request_bytes = message.len();
        Some(Self {
            version,
            signature,
            feeds,
            values,
            as_content,
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

    /// Where it may wait for others; None where requests are not merged.
    pub fn line(&self) -> Option<Arc<Line<Task>>> {
        self.plan().line.clone()
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
            .all(|(one, other)| comparison::agree(&Rows::whole(one), &Rows::whole(other)))
    }

    /// Whether it may be run on the thread that owns the connection.
    pub fn is_short(&self) -> bool {
        self.plan().pace.is_short()
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
        let session = &self.version.session;
        let results = session.run(Place::Caller, &self.feeds, values, &plan.fetches, &[])?;
        let ns = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        plan.pace.note(ns);
        Ok(results)
    }

    /// The framed response.
    pub fn encoded(&self, outputs: &[Rows<'_>]) -> Bytes {
        response(self.plan(), outputs, self.as_content)
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
        let answer = results.map(|results| {
            let outputs: Vec<_> = results.iter().map(Rows::whole).collect();
            self.encoded(&outputs)
        });
        self.count(Some(run), answer.as_ref().map(Bytes::len));
        answer
    }
}

fn response(plan: &Plan, outputs: &[Rows<'_>], as_content: bool) -> Bytes {
    let data: usize = outputs.iter().map(|each| each.data().len()).sum();
    let mut out = BytesMut::with_capacity(data + plan.model_spec.len() + 64 * (outputs.len() + 1));
    put_prefix(&mut out, 0);
    let head = out.len();
    for (port, rows) in plan.outputs.iter().zip(outputs) {
        let mut entry = BytesMut::with_capacity(rows.data().len() + 64 + port.alias.len());
        writer::bytes(&mut entry, 1, port.alias.as_bytes());
        tensor::write(&mut entry, 2, rows, as_content);
        writer::bytes(&mut out, 1, &entry);
    }
    out.put_slice(&plan.model_spec);
    let length = u32::try_from(out.len() - head)
        .unwrap_or(u32::MAX)
        .to_be_bytes();
    out[1..head].copy_from_slice(&length);
    out.freeze()
}
