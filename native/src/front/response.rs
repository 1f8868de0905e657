//! What is sent: head, messages, status.

use std::io::Write;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use flate2::Compression;
use flate2::write::GzEncoder;
use h2::SendStream;
use h2::server::SendResponse;
use http::{HeaderValue, Response};

use crate::front::call::End;
use crate::front::message::{PREFIX_BYTES, put_prefix};
use crate::front::status::trailers;

/// Answers up to this size are handed over whole, whether there is room for them or not.
const AT_ONCE_BYTES: usize = 64 << 10;
/// A client that takes nothing for so long is given up.
const STALLED: Duration = Duration::from_secs(60);

/// Send a framed message as the client takes it; no more than a window of it is copied for one
/// that does not read. False when the call cannot go on.
pub async fn send_message(stream: &mut SendStream<Bytes>, message: Bytes) -> bool {
    if message.len() <= AT_ONCE_BYTES {
        return stream.send_data(message, false).is_ok();
    }
    send_slowly(stream, message).await
}

/// The same for one message of several: it waits until there is room.
pub async fn send_slowly(stream: &mut SendStream<Bytes>, mut message: Bytes) -> bool {
    while !message.is_empty() {
        stream.reserve_capacity(message.len());
        let capacity = std::future::poll_fn(|context| stream.poll_capacity(context));
        let Ok(Some(Ok(room))) = tokio::time::timeout(STALLED, capacity).await else {
            stream.send_reset(h2::Reason::CANCEL);
            return false;
        };
        let part = message.split_to(room.min(message.len()));
        if stream.send_data(part, false).is_err() {
            return false;
        }
    }
    true
}

/// Send the status: alone, as headers and trailers in one, where nothing was sent before.
pub fn finish(
    respond: &mut SendResponse<Bytes>,
    stream: Option<&mut SendStream<Bytes>>,
    end: &End,
) {
    if let Some(stream) = stream {
        let _ = stream.send_trailers(trailers(end));
    } else {
        let mut response = head(false);
        response.headers_mut().extend(trailers(end));
        let _ = respond.send_response(response, true);
    }
}

/// The headers of every answer.
pub fn head(is_gzip: bool) -> Response<()> {
    let mut response = Response::new(());
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("application/grpc"));
    if is_gzip {
        headers.insert("grpc-encoding", HeaderValue::from_static("gzip"));
    }
    response
}

/// A framed message, compressed.
pub fn gzipped(framed: &Bytes) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let message = &framed[PREFIX_BYTES..];
    let Ok(zipped) = encoder.write_all(message).and_then(|()| encoder.finish()) else {
        return framed.clone(); // never: memory takes everything
    };
    let mut out = BytesMut::with_capacity(PREFIX_BYTES + zipped.len());
    put_prefix(&mut out, zipped.len());
    out[0] = 1;
    out.extend_from_slice(&zipped);
    out.freeze()
}

/// The stream was reset by the client.
pub async fn reset(respond: &mut SendResponse<Bytes>, stream: Option<&mut SendStream<Bytes>>) {
    if let Some(stream) = stream {
        let _ = std::future::poll_fn(|context| stream.poll_reset(context)).await;
    } else {
        let _ = std::future::poll_fn(|context| respond.poll_reset(context)).await;
    }
}
