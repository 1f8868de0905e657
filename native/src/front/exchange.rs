//! One stream: what it asks, and who answers it.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, RecvStream};
use http::request::Parts;
use http::{Request, Response};
use tokio::sync::mpsc::unbounded_channel;

use crate::front::access::Grant;
use crate::front::call::{NativeCall, Shared};
use crate::front::conversation::Conversation;
use crate::front::deadline::{DEADLINE_SLACK, epoch_seconds, timeout_of};
use crate::front::message::{Coding, Messages};
use crate::front::metadata::{accepts_gzip, is_grpc, metadata, request_id, size_bytes};
use crate::front::predict::PREDICT;
use crate::front::response::finish;
use crate::front::server::Core;
use crate::front::status::{INTERNAL, RESOURCE_EXHAUSTED, failure, trailers};
use crate::front::unary::{Asked, Predicted, predict};

const BROKEN: &str = "Internal error; see the server's log";

/// Answers one request, here or in Python; whatever happens in it concerns nobody else.
pub async fn exchange(
    request: Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
    peer: &str,
    core: &Arc<Core>,
) {
    if has_panicked(answer(request, &mut respond, peer, core)).await {
        apologize(&mut respond);
    }
}

/// Whether a call panics; what it held is dropped either way.
async fn has_panicked(call: impl Future<Output = ()>) -> bool {
    let mut call = pin!(call);
    std::future::poll_fn(|context| {
        match catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(())) => Poll::Ready(false),
            Err(_) => Poll::Ready(true),
        }
    })
    .await
}

/// INTERNAL; where a part of an answer was sent already, the stream is reset.
fn apologize(respond: &mut SendResponse<Bytes>) {
    let mut response = crate::front::response::head(false);
    let end = failure(INTERNAL, BROKEN);
    response.headers_mut().extend(trailers(&end));
    if respond.send_response(response, true).is_err() {
        respond.send_reset(Reason::INTERNAL_ERROR);
    }
}

async fn answer(
    request: Request<RecvStream>,
    respond: &mut SendResponse<Bytes>,
    peer: &str,
    core: &Arc<Core>,
) {
    let (head, body) = request.into_parts();
    if head.method != http::Method::POST || !is_grpc(&head.headers) {
        let refusal = Response::builder().status(415).body(()).unwrap_or_default();
        let _ = respond.send_response(refusal, true);
        return;
    }
    let (size, limit) = (size_bytes(&head.headers), core.options.max_header_bytes);
    if size > limit as usize {
        let text =
            format!("The metadata takes {size} bytes; --grpc_max_metadata_bytes allows {limit}");
        finish(respond, None, &failure(RESOURCE_EXHAUSTED, &text));
        return;
    }
    let coding = Coding::named(head.headers.get("grpc-encoding"));
    let mut messages = Messages::new(body, coding, core.options.max_request_bytes);
    let arrived = Instant::now();
    let timeout = head
        .headers
        .get("grpc-timeout")
        .and_then(|value| timeout_of(value.as_bytes()));
    if head.uri.path() == PREDICT
        && let Ok(grant) = grant(&head, core)
    {
        let asked = Asked {
            arrived,
            deadline: timeout.map(|timeout| arrived + timeout),
            id: request_id(&head.headers),
            grant,
            is_gzip: core.options.gzip && accepts_gzip(&head.headers),
        };
        match predict(&mut messages, respond, &asked, core).await {
            Predicted::Answered => return,
            Predicted::ForPython => {}
        }
    }
    // In a box: a request that is answered above has no need of the room.
    let times = (arrived, timeout);
    Box::pin(converse(&head, messages, respond, peer, times, core)).await;
}

/// What the caller may use, anything where nobody is asked; an error where Python has to find out.
fn grant(head: &Parts, core: &Core) -> Result<Option<Arc<Grant>>, ()> {
    match &core.options.access {
        None => Ok(None),
        Some(access) => access.find(&head.headers).map(Some).ok_or(()),
    }
}

/// Let Python answer.
async fn converse(
    head: &Parts,
    messages: Messages,
    respond: &mut SendResponse<Bytes>,
    peer: &str,
    (arrived, timeout): (Instant, Option<Duration>),
    core: &Arc<Core>,
) {
    let (sender, commands) = unbounded_channel();
    let shared = Arc::new(Shared::default());
    core.begin(NativeCall {
        method: head.uri.path().to_owned(),
        peer: peer.to_owned(),
        expires_at: timeout.map(epoch_seconds),
        metadata: metadata(&head.headers),
        commands: sender,
        shared: Arc::clone(&shared),
    });
    let deadline = timeout.map(|timeout| arrived + timeout + DEADLINE_SLACK);
    Conversation {
        respond,
        stream: None,
        messages,
        commands,
        shared,
        is_gzip: core.options.gzip && accepts_gzip(&head.headers),
    }
    .run(core, deadline)
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server on which the first call panics, at once or in the middle of its answer.
    async fn serve(io: tokio::io::DuplexStream, is_late: bool) {
        let mut connection = h2::server::handshake(io).await.unwrap();
        let mut is_first = true;
        while let Some(Ok((_, mut respond))) = connection.accept().await {
            if std::mem::take(&mut is_first) {
                let call = async {
                    if is_late {
                        let head = crate::front::response::head(false);
                        respond.send_response(head, false).unwrap();
                    }
                    panic!("a test");
                };
                assert!(has_panicked(call).await);
                apologize(&mut respond);
            } else {
                finish(&mut respond, None, &failure(0, ""));
            }
        }
    }

    async fn call(
        client: &mut h2::client::SendRequest<Bytes>,
    ) -> Result<Option<String>, h2::Error> {
        let (response, _) = client.send_request(Request::new(()), true)?;
        let (head, mut body) = response.await?.into_parts();
        while let Some(data) = body.data().await {
            data?;
        }
        let status = head.headers.get("grpc-status");
        Ok(status.map(|value| value.to_str().unwrap().to_owned()))
    }

    async fn statuses(is_late: bool) -> [Result<Option<String>, h2::Error>; 2] {
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        let local = tokio::task::LocalSet::new();
        local
            .run_until(async move {
                tokio::task::spawn_local(serve(theirs, is_late));
                let (mut client, connection) = h2::client::handshake(ours).await.unwrap();
                tokio::task::spawn_local(connection);
                [call(&mut client).await, call(&mut client).await]
            })
            .await
    }

    #[tokio::test]
    async fn a_panic_is_internal_to_its_own_call() {
        let [first, second] = statuses(false).await;
        assert_eq!(first.unwrap().unwrap(), "13");
        assert_eq!(second.unwrap().unwrap(), "0");
    }

    #[tokio::test]
    async fn a_panic_within_an_answer_resets_its_own_stream() {
        let [first, second] = statuses(true).await;
        assert_eq!(first.unwrap_err().reason(), Some(Reason::INTERNAL_ERROR));
        assert_eq!(second.unwrap().unwrap(), "0");
    }
}
