//! One stream: what it asks, and who answers it.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use h2::RecvStream;
use h2::server::SendResponse;
use http::{Request, Response};
use tokio::sync::mpsc::unbounded_channel;

use crate::front::call::{NativeCall, Shared};
use crate::front::conversation::Conversation;
use crate::front::deadline::{DEADLINE_SLACK, epoch_seconds, timeout_of};
use crate::front::message::Messages;
use crate::front::metadata::{is_grpc, metadata};
use crate::front::predict::PREDICT;
use crate::front::server::Core;
use crate::front::unary::{Predicted, predict};

/// Answers one request, here or in Python.
pub async fn answer(
    request: Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
    peer: &str,
    core: &Arc<Core>,
) {
    let (head, body) = request.into_parts();
    if head.method != http::Method::POST || !is_grpc(&head.headers) {
        let refusal = Response::builder().status(415).body(()).unwrap_or_default();
        let _ = respond.send_response(refusal, true);
        return;
    }
    let is_gzip = head
        .headers
        .get("grpc-encoding")
        .is_some_and(|value| value == "gzip");
    let mut messages = Messages::new(body, is_gzip, core.options.max_request_bytes);
    let timeout = head
        .headers
        .get("grpc-timeout")
        .and_then(|value| timeout_of(value.as_bytes()));
    let arrived = Instant::now();
    let expires_at = timeout.map(epoch_seconds);
    // Python names calls in logs, and follows traces.
    let is_named = ["x-request-id", "traceparent"]
        .iter()
        .any(|&it| head.headers.contains_key(it));
    if head.uri.path() == PREDICT && !is_named {
        match predict(&mut messages, &mut respond, arrived, timeout, core).await {
            Predicted::Answered => return,
            Predicted::ForPython => {}
        }
    }
    let (sender, commands) = unbounded_channel();
    let shared = Arc::new(Shared::default());
    let call = NativeCall {
        method: head.uri.path().to_owned(),
        peer: peer.to_owned(),
        expires_at,
        metadata: metadata(&head.headers),
        commands: sender,
        shared: Arc::clone(&shared),
    };
    core.begin(call);
    let deadline = timeout.map(|timeout| arrived + timeout + DEADLINE_SLACK);
    Conversation {
        respond,
        stream: None,
        messages,
        commands,
        shared,
    }
    .run(core, deadline)
    .await;
}
