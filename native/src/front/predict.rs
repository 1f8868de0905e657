//! Predict without Python.

use std::sync::Arc;
use std::time::Instant;

use bytes::{BufMut, Bytes, BytesMut};

use crate::front::counts::Measured;
use crate::front::message::put_prefix;
use crate::front::snapshot::{Plan, Snapshot, Version};
use crate::tensorflow::ffi::{Endpoint, Failure, Place, Tensor};
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
    values: Vec<Tensor>,
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

    /// Whether it may be run on the thread that owns the connection.
    pub fn is_short(&self) -> bool {
        self.plan().pace.is_short()
    }

    /// Run; the framed response.
    pub fn run(self, place: Place) -> Result<Bytes, Failure> {
        let plan = self.plan();
        let began = Instant::now();
        let results =
            self.version
                .session
                .run(place, &self.feeds, &self.values, &plan.fetches, &[]);
        let run = began.elapsed();
        let answer = match results {
            Ok(results) => {
                plan.pace
                    .note(u64::try_from(run.as_nanos()).unwrap_or(u64::MAX));
                Ok(response(plan, &results, self.as_content))
            }
            Err(failure) => Err(failure),
        };
        let (code, response_bytes) = match &answer {
            Ok(bytes) => (0, bytes.len()),
            Err(failure) => (failure.code, 0),
        };
        let measured = Measured {
            total: self.arrived.elapsed(),
            run: answer.is_ok().then_some(run),
            request_bytes: self.request_bytes,
            response_bytes,
        };
        plan.count(&self.version.limits, code, &measured);
        answer
    }
}

fn response(plan: &Plan, results: &[Tensor], as_content: bool) -> Bytes {
    let data: usize = results.iter().map(|each| each.data().len()).sum();
    let mut out = BytesMut::with_capacity(data + plan.model_spec.len() + 64 * (results.len() + 1));
    put_prefix(&mut out, 0);
    let head = out.len();
    for (port, tensor) in plan.outputs.iter().zip(results) {
        let mut entry = BytesMut::with_capacity(tensor.data().len() + 64 + port.alias.len());
        writer::bytes(&mut entry, 1, port.alias.as_bytes());
        tensor::write(&mut entry, 2, tensor, as_content);
        writer::bytes(&mut out, 1, &entry);
    }
    out.put_slice(&plan.model_spec);
    let length = u32::try_from(out.len() - head)
        .unwrap_or(u32::MAX)
        .to_be_bytes();
    out[1..head].copy_from_slice(&length);
    out.freeze()
}
