//! One connection: HTTP/2 streams in, calls out. Belongs to one thread.

use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{RecvStream, SendStream};
use http::{HeaderMap, Request, Response};
use pyo3::prelude::*;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::watch;

use crate::front::call::{Command, End, NativeCall, Shared};
use crate::front::message::{Broken, Messages, framed};
use crate::front::predict::{PREDICT, Work};
use crate::front::server::Core;
use crate::front::status::{
    DEADLINE_EXCEEDED, INTERNAL, OK, UNAVAILABLE, UNIMPLEMENTED, failure, from_base64, trailers,
};
use crate::tensorflow::ffi::{Failure, Place};

const STREAM_WINDOW: u32 = 1 << 20;
const CONNECTION_WINDOW: u32 = 4 << 20;
const HANDSHAKE: Duration = Duration::from_secs(10);
/// A handler answers at the deadline itself; this is for those that do not.
const DEADLINE_SLACK: Duration = Duration::from_millis(100);

/// Counts a connection for as long as it lives.
struct Open(Arc<Core>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Serves one connection to its end.
pub async fn serve<T: AsyncRead + AsyncWrite + Unpin + 'static>(
    io: T,
    peer: String,
    core: Arc<Core>,
    mut draining: watch::Receiver<bool>,
) {
    let before = core.connections.fetch_add(1, Ordering::AcqRel);
    let _open = Open(Arc::clone(&core));
    if core.options.max_connections > 0 && before >= core.options.max_connections {
        return;
    }
    let handshake = h2::server::Builder::new()
        .max_concurrent_streams(core.options.max_concurrent_streams)
        .max_header_list_size(core.options.max_header_bytes)
        .initial_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_frame_size(64 << 10)
        .max_send_buffer_size(core.options.max_send_buffer_bytes)
        .handshake::<T, Bytes>(io);
    let Ok(Ok(mut connection)) = tokio::time::timeout(HANDSHAKE, handshake).await else {
        return;
    };
    let peer: Rc<str> = peer.into();
    let mut is_told = *draining.borrow();
    if is_told {
        connection.graceful_shutdown();
    }
    loop {
        tokio::select! {
            biased;
            accepted = connection.accept() => match accepted {
                Some(Ok((request, respond))) => {
                    let (core, peer) = (Arc::clone(&core), Rc::clone(&peer));
                    let counted = core.count();
                    tokio::task::spawn_local(async move {
                        answer(request, respond, &peer, &core).await;
                        drop(counted);
                    });
                }
                Some(Err(_)) | None => return,
            },
            changed = draining.changed(), if !is_told => {
                if changed.is_err() {
                    return;
                }
                is_told = true;
                connection.graceful_shutdown();
            }
        }
    }
}

async fn answer(
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
    let expires_at = timeout.map(|timeout| {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        (now + timeout).as_secs_f64()
    });
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

enum Predicted {
    Answered,
    ForPython,
}

/// Answer a Predict here if that can be done.
async fn predict(
    messages: &mut Messages,
    respond: &mut SendResponse<Bytes>,
    arrived: Instant,
    timeout: Option<Duration>,
    core: &Arc<Core>,
) -> Predicted {
    let deadline = timeout.map(|timeout| arrived + timeout);
    let message = match messages.next().await {
        Ok(Some(message)) => message,
        Ok(None) => return Predicted::ForPython,
        Err(Broken::Gone) => return Predicted::Answered,
        Err(Broken::Refused(end)) => {
            finish(respond, None, &end);
            return Predicted::Answered;
        }
    };
    if !messages.is_at_end() {
        // A client may say in a frame of its own that there are no more messages.
        match messages.next().await {
            Ok(None) => {}
            Err(Broken::Gone) => return Predicted::Answered,
            _ => {
                finish(
                    respond,
                    None,
                    &failure(UNIMPLEMENTED, "Predict takes one message"),
                );
                return Predicted::Answered;
            }
        }
    }
    let is_late = deadline.is_some_and(|deadline| deadline <= Instant::now());
    let options = &core.options;
    // Both the bytes and what is made of them are held.
    let charge = options.account.charge(2 * message.len());
    let work = if is_late || charge.is_none() {
        None
    } else {
        let snapshot = core.snapshot.load();
        Work::prepare(
            &message,
            &snapshot,
            options.max_tensor_bytes,
            options.as_content,
            arrived,
        )
    };
    let Some(work) = work else {
        drop(charge);
        messages.put_back(message);
        return Predicted::ForPython;
    };
    drop(message);
    let result = if work.is_short() {
        work.run(Place::Caller)
    } else {
        // The run goes on where nobody waits for it any more, and stays charged until its end.
        let run = tokio::task::spawn_blocking(move || {
            let result = work.run(Place::Caller);
            drop(charge);
            result
        });
        let run = tokio::select! {
            run = run => run,
            end = over(core, deadline) => {
                let text = "Timed out waiting for notification";
                let end = if end.code == DEADLINE_EXCEEDED { failure(end.code, text) } else { end };
                finish(respond, None, &end);
                return Predicted::Answered;
            }
        };
        run.unwrap_or_else(|_| {
            Err(Failure {
                code: INTERNAL,
                message: "A run failed".into(),
            })
        })
    };
    match result {
        Ok(answer) => {
            if let Ok(mut stream) = respond.send_response(self::head(), false)
                && stream.send_data(answer, false).is_ok()
            {
                let _ = stream.send_trailers(trailers(&failure(OK, "")));
            }
        }
        Err(Failure { code, message }) => finish(respond, None, &failure(code, &message)),
    }
    Predicted::Answered
}

fn is_grpc(headers: &HeaderMap) -> bool {
    headers
        .get("content-type")
        .is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"))
}

/// What `grpc-timeout` says: up to eight digits and a unit.
fn timeout_of(text: &[u8]) -> Option<Duration> {
    let (unit, digits) = text.split_last()?;
    if digits.is_empty() || digits.len() > 8 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let count = digits
        .iter()
        .fold(0u64, |count, digit| count * 10 + u64::from(digit - b'0'));
    Some(match unit {
        b'H' => Duration::from_secs(count * 3600),
        b'M' => Duration::from_secs(count * 60),
        b'S' => Duration::from_secs(count),
        b'm' => Duration::from_millis(count),
        b'u' => Duration::from_micros(count),
        b'n' => Duration::from_nanos(count),
        _ => return None,
    })
}

/// Names and values as gRPC shows them: without those of the transport, `-bin` decoded.
fn metadata(headers: &HeaderMap) -> Vec<(String, Vec<u8>)> {
    const OWN: [&str; 6] = [
        "content-type",
        "te",
        "grpc-timeout",
        "grpc-encoding",
        "grpc-accept-encoding",
        "host",
    ];
    let mut found = Vec::new();
    for (name, value) in headers {
        let name = name.as_str();
        if OWN.contains(&name) {
            continue;
        }
        if name.ends_with("-bin") {
            for part in value.as_bytes().split(|&byte| byte == b',') {
                if let Some(decoded) = from_base64(part.trim_ascii()) {
                    found.push((name.to_owned(), decoded));
                }
            }
        } else {
            found.push((name.to_owned(), value.as_bytes().to_vec()));
        }
    }
    found
}

/// A call that Python answers, from the side of the connection.
struct Conversation {
    respond: SendResponse<Bytes>,
    stream: Option<SendStream<Bytes>>,
    messages: Messages,
    commands: UnboundedReceiver<Command>,
    shared: Arc<Shared>,
}

enum Step {
    Command(Option<Command>),
    Gone,
    Over(End),
}

/// When the deadline has passed, or the server gives its calls up: how the call ends then.
async fn over(core: &Core, deadline: Option<Instant>) -> End {
    let mut cancelling = core.cancelling.subscribe();
    tokio::select! {
        biased;
        () = until(deadline) => failure(DEADLINE_EXCEEDED, "Deadline Exceeded"),
        _ = cancelling.wait_for(|is| *is) => failure(UNAVAILABLE, "The server is shutting down"),
    }
}

impl Conversation {
    async fn run(mut self, core: &Arc<Core>, deadline: Option<Instant>) {
        loop {
            let step = {
                let Self {
                    respond,
                    stream,
                    commands,
                    ..
                } = &mut self;
                tokio::select! {
                    biased;
                    command = commands.recv() => Step::Command(command),
                    () = reset(respond, stream.as_mut()) => Step::Gone,
                    end = over(core, deadline) => Step::Over(end),
                }
            };
            match step {
                Step::Command(Some(Command::Receive(on_message))) => {
                    if !self.receive(core, on_message, deadline).await {
                        return;
                    }
                }
                Step::Command(Some(Command::Send(message, on_sent))) => {
                    if self.send(&message, false) {
                        core.python(move |py| on_sent.call0(py).map(drop));
                    }
                }
                Step::Command(Some(Command::End(end))) => return self.end(&end),
                Step::Command(None) => {
                    return self.end(&failure(INTERNAL, "The call was not answered"));
                }
                Step::Gone => return self.leave(core),
                Step::Over(end) => {
                    self.leave(core);
                    return self.end(&end);
                }
            }
        }
    }

    /// Hand on the next message; False when the call has ended.
    async fn receive(
        &mut self,
        core: &Arc<Core>,
        on_message: Py<PyAny>,
        deadline: Option<Instant>,
    ) -> bool {
        // An answer may overtake the next message: a stream of both directions.
        let received = tokio::select! {
            biased;
            received = self.messages.next() => Ok(received),
            command = self.commands.recv() => Err(Step::Command(command)),
            end = over(core, deadline) => Err(Step::Over(end)),
        };
        match received {
            Ok(Ok(message)) => {
                core.python(move |py| {
                    let message = message.map(|bytes| pyo3::types::PyBytes::new(py, &bytes));
                    on_message.call1(py, (message,)).map(drop)
                });
                true
            }
            Ok(Err(Broken::Gone)) => {
                self.leave(core);
                false
            }
            Err(Step::Command(Some(Command::Send(message, on_sent)))) => {
                if self.send(&message, false) {
                    core.python(move |py| on_sent.call0(py).map(drop));
                }
                Box::pin(self.receive(core, on_message, deadline)).await
            }
            Err(Step::Command(Some(Command::End(end)))) => {
                self.end(&end);
                false
            }
            Ok(Err(Broken::Refused(end))) | Err(Step::Over(end)) => {
                self.leave(core);
                self.end(&end);
                false
            }
            Err(_) => {
                self.end(&failure(INTERNAL, "The call was not answered"));
                false
            }
        }
    }

    fn leave(&self, core: &Arc<Core>) {
        if let Some(callback) = self.shared.leave() {
            core.python(move |py| callback.call0(py).map(drop));
        }
    }

    fn send(&mut self, message: &[u8], is_last: bool) -> bool {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => match self.respond.send_response(head(), false) {
                Ok(stream) => none.insert(stream),
                Err(_) => return false,
            },
        };
        stream.send_data(framed(message), is_last).is_ok()
    }

    fn end(&mut self, end: &End) {
        if let Some(message) = &end.message
            && !self.send(message, false)
        {
            return;
        }
        finish(&mut self.respond, self.stream.as_mut(), end);
    }
}

/// Send the status: alone, as headers and trailers in one, where nothing was sent before.
fn finish(respond: &mut SendResponse<Bytes>, stream: Option<&mut SendStream<Bytes>>, end: &End) {
    if let Some(stream) = stream {
        let _ = stream.send_trailers(trailers(end));
    } else {
        let mut response = head();
        response.headers_mut().extend(trailers(end));
        let _ = respond.send_response(response, true);
    }
}

fn head() -> Response<()> {
    let mut response = Response::new(());
    let value = http::HeaderValue::from_static("application/grpc");
    response.headers_mut().insert("content-type", value);
    response
}

async fn reset(respond: &mut SendResponse<Bytes>, stream: Option<&mut SendStream<Bytes>>) {
    if let Some(stream) = stream {
        let _ = std::future::poll_fn(|context| stream.poll_reset(context)).await;
    } else {
        let _ = std::future::poll_fn(|context| respond.poll_reset(context)).await;
    }
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment.into()).await,
        None => std::future::pending().await,
    }
}

/// `ipv4:127.0.0.1:5000`, as gRPC names peers.
pub fn peer_name(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(v4) => format!("ipv4:{v4}"),
        SocketAddr::V6(v6) => match v6.ip().to_ipv4_mapped() {
            Some(v4) => format!("ipv4:{v4}:{}", v6.port()),
            None => format!("ipv6:{v6}"),
        },
    }
}
