//! gRPC's framing: a flag, a length, a message.

use std::io::Read;

use bytes::{Buf, Bytes, BytesMut};
use flate2::read::{GzDecoder, ZlibDecoder};
use h2::RecvStream;
use http::HeaderValue;

use crate::front::call::End;
use crate::front::status::{INTERNAL, RESOURCE_EXHAUSTED, UNIMPLEMENTED, failure};

/// Flag and length.
pub const PREFIX_BYTES: usize = 5;

/// How messages are compressed whose prefix says that they are: `grpc-encoding`.
#[derive(Clone, Copy)]
pub enum Coding {
    Gzip,
    Deflate,
    /// None was named, or one that is not known here.
    Other,
}

impl Coding {
    /// From the header's value.
    pub fn named(value: Option<&HeaderValue>) -> Self {
        match value.map(HeaderValue::as_bytes) {
            Some(b"gzip") => Self::Gzip,
            Some(b"deflate") => Self::Deflate,
            _ => Self::Other,
        }
    }
}

/// Reads the messages of one stream.
pub struct Messages {
    body: RecvStream,
    pending: BytesMut,
    first: Bytes,
    coding: Coding,
    limit: usize,
    again: Option<Bytes>,
}

/// Why there is no message.
pub enum Broken {
    /// The stream was reset or the connection lost.
    Gone,
    /// What was sent is refused.
    Refused(End),
}

impl Messages {
    /// The messages of `body`, each at most `limit` bytes, compressed or not.
    pub fn new(body: RecvStream, coding: Coding, limit: usize) -> Self {
        Self {
            body,
            pending: BytesMut::new(),
            first: Bytes::new(),
            coding,
            limit,
            again: None,
        }
    }

    /// Give `message` as the next one, once more.
    pub fn put_back(&mut self, message: Bytes) {
        self.again = Some(message);
    }

    /// Whether nothing follows what was read.
    pub fn is_at_end(&self) -> bool {
        self.first.is_empty() && self.pending.is_empty() && self.body.is_end_stream()
    }

    /// The next message; None at the end of the stream.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Broken> {
        if let Some(message) = self.again.take() {
            return Ok(Some(message));
        }
        loop {
            if let Some(message) = self.take()? {
                return Ok(Some(message));
            }
            match self.body.data().await {
                None => {
                    return if self.first.is_empty() && self.pending.is_empty() {
                        Ok(None)
                    } else {
                        Err(Broken::Refused(failure(
                            INTERNAL,
                            "The message is cut short",
                        )))
                    };
                }
                Some(Err(_)) => return Err(Broken::Gone),
                Some(Ok(chunk)) => {
                    // The window is given back at once: the limit bounds what is held.
                    let _ = self.body.flow_control().release_capacity(chunk.len());
                    if self.first.is_empty() && self.pending.is_empty() {
                        self.first = chunk; // the usual case: one frame, one message, no copy
                    } else {
                        if self.pending.is_empty() {
                            self.pending.extend_from_slice(&self.first);
                            self.first.clear();
                        }
                        self.pending.extend_from_slice(&chunk);
                    }
                }
            }
        }
    }

    fn take(&mut self) -> Result<Option<Bytes>, Broken> {
        let head: &[u8] = if self.first.is_empty() {
            &self.pending
        } else {
            &self.first
        };
        if head.len() < PREFIX_BYTES {
            return Ok(None);
        }
        let flag = head[0];
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if length > self.limit {
            return Err(Broken::Refused(failure(
                RESOURCE_EXHAUSTED,
                &format!(
                    "Received message larger than max ({length} vs. {})",
                    self.limit
                ),
            )));
        }
        if head.len() < PREFIX_BYTES + length {
            if self.first.is_empty() {
                self.pending
                    .reserve(PREFIX_BYTES + length - self.pending.len());
            }
            return Ok(None);
        }
        let message = if self.first.is_empty() {
            self.pending.advance(PREFIX_BYTES);
            self.pending.split_to(length).freeze()
        } else {
            self.first.advance(PREFIX_BYTES);
            self.first.split_to(length)
        };
        match flag {
            0 => Ok(Some(message)),
            1 if matches!(self.coding, Coding::Gzip) => {
                self.unpacked("gzip", GzDecoder::new(&*message)).map(Some)
            }
            1 if matches!(self.coding, Coding::Deflate) => self
                .unpacked("deflate", ZlibDecoder::new(&*message))
                .map(Some),
            _ => Err(Broken::Refused(failure(
                UNIMPLEMENTED,
                "The message is compressed in a way that is not known here",
            ))),
        }
    }

    fn unpacked(&self, coding: &str, message: impl Read) -> Result<Bytes, Broken> {
        let mut plain = Vec::new();
        let most = self.limit as u64 + 1;
        if message.take(most).read_to_end(&mut plain).is_err() {
            return Err(Broken::Refused(failure(
                INTERNAL,
                &format!("The {coding} message is broken"),
            )));
        }
        if plain.len() > self.limit {
            return Err(Broken::Refused(failure(
                RESOURCE_EXHAUSTED,
                &format!("Received message larger than max ({})", self.limit),
            )));
        }
        Ok(plain.into())
    }
}

/// A message with its prefix.
pub fn framed(message: &[u8]) -> Bytes {
    let mut out = BytesMut::with_capacity(PREFIX_BYTES + message.len());
    put_prefix(&mut out, message.len());
    out.extend_from_slice(message);
    out.freeze()
}

/// The prefix of a message of `length` bytes.
pub fn put_prefix(out: &mut BytesMut, length: usize) {
    out.extend_from_slice(&[0]);
    out.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
}
