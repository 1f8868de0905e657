//! Refusing requests that there is no room for: the words and details are those of
//! `tfserve/limits.py`.

use std::time::Instant;

use bytes::BytesMut;

use crate::front::call::End;
use crate::front::counts::{Counts, Measured, Taken};
use crate::front::status::RESOURCE_EXHAUSTED;
use crate::wire::writer;

const DETAILS: &str = "grpc-status-details-bin";
const ERROR_INFO: &[u8] = b"type.googleapis.com/google.rpc.ErrorInfo";
const REASON: &[u8] = b"RESOURCE_EXHAUSTED";
const DOMAIN: &[u8] = b"tfserve";

/// Counts those it has refused. Thread-safe.
pub struct Refusals {
    limits: Vec<f64>,
    counts: Counts,
}

impl Refusals {
    /// None yet; `limits` of the buckets in seconds.
    pub fn new(limits: Vec<f64>) -> Self {
        let counts = Counts::new(limits.len());
        Self { limits, counts }
    }

    /// Count one of so many bytes.
    pub fn count(&self, request_bytes: usize, arrived: Instant) {
        let measured = Measured {
            total: arrived.elapsed(),
            run: None,
            request_bytes,
            response_bytes: 0,
        };
        self.counts.add(&self.limits, &measured);
    }

    /// What was counted since the last time, if anything was.
    pub fn take(&self) -> Option<Taken> {
        let taken = self.counts.take();
        taken.0.iter().any(|&count| count > 0).then_some(taken)
    }

    /// Where there are as many requests as there may be.
    pub fn too_many(max_requests: u64) -> End {
        let text = format!(
            "The server has {max_requests} requests in flight, the limit set by \
             --max_inflight_requests; try again later"
        );
        end(text, "max_inflight_requests")
    }

    /// Where a request of so many bytes, charged as more, has no room.
    pub fn too_large(request_bytes: usize, charged: usize, max_bytes: u64) -> End {
        let text = format!(
            "A request of {request_bytes} bytes, charged as {charged}, does not fit into the \
             {max_bytes} bytes that may be in flight, the limit set by --max_inflight_bytes; try \
             again later"
        );
        end(text, "max_inflight_bytes")
    }
}

fn end(text: String, flag: &str) -> End {
    let details = details(&text, flag);
    End {
        message: None,
        code: RESOURCE_EXHAUSTED,
        text,
        trailers: vec![(DETAILS.to_owned(), details)],
    }
}

/// A google.rpc.Status with one `ErrorInfo` that names the flag.
fn details(text: &str, flag: &str) -> Vec<u8> {
    let field = |out: &mut BytesMut, number, content: &[u8]| writer::bytes(out, number, content);
    let mut entry = BytesMut::new();
    field(&mut entry, 1, b"flag");
    field(&mut entry, 2, flag.as_bytes());
    let mut info = BytesMut::new();
    field(&mut info, 1, REASON);
    field(&mut info, 2, DOMAIN);
    field(&mut info, 3, &entry);
    let mut any = BytesMut::new();
    field(&mut any, 1, ERROR_INFO);
    field(&mut any, 2, &info);
    let mut status = BytesMut::new();
    writer::varint(&mut status, 1 << 3);
    writer::varint(&mut status, u64::from(RESOURCE_EXHAUSTED));
    field(&mut status, 2, text.as_bytes());
    field(&mut status, 3, &any);
    status.to_vec()
}
