//! One connection: its handshake, its streams, its end. Belongs to one thread.

use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use h2::server::{Connection, SendResponse};
use h2::{Reason, RecvStream};
use http::Request;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use crate::front::exchange::exchange;
use crate::front::lifetime::{Due, Lifetime};
use crate::front::server::Core;
use crate::front::traffic::{Traffic, Watched};

const STREAM_WINDOW: u32 = 1 << 20;
const CONNECTION_WINDOW: u32 = 4 << 20;
const MAX_FRAME_BYTES: u32 = 64 << 10;
/// Headers up to so many times the limit are read, to be refused in gRPC's words; HTTP/2 refuses
/// more than that with a status that gRPC's clients do not know.
const READABLE: u32 = 4;

/// Requests that are begun before any of their answers is sent: those go out together.
const TOGETHER: usize = 32;

/// A busy thread finds so many calls given up before it looked at them; no attack yet.
const MIN_UNSEEN_RESETS: usize = 2048;

/// Counts a connection for as long as it lives.
pub struct Open(Arc<Core>);

impl Open {
    /// Count one more; None when there are too many.
    pub fn count(core: &Arc<Core>) -> Option<Self> {
        let before = core.connections.fetch_add(1, Ordering::AcqRel);
        let open = Self(Arc::clone(core));
        let most = core.options.max_connections;
        (most == 0 || before < most).then_some(open)
    }
}

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
    _open: Open,
) {
    let now = Instant::now();
    let traffic = Traffic::new(core.options.pings, now);
    let io = Watched {
        io,
        traffic: Rc::clone(&traffic),
    };
    let streams = core.options.max_concurrent_streams;
    let handshake = h2::server::Builder::new()
        .max_concurrent_streams(streams)
        .max_header_list_size(core.options.max_header_bytes.saturating_mul(READABLE))
        .initial_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_frame_size(MAX_FRAME_BYTES)
        .max_send_buffer_size(core.options.max_send_buffer_bytes)
        // Clients may give up all their calls at once, and then some; what they open and reset
        // beyond that ends the connection.
        .max_pending_accept_reset_streams(MIN_UNSEEN_RESETS.max(streams as usize))
        .handshake::<_, Bytes>(io);
    let Ok(Ok(mut connection)) = tokio::time::timeout(core.options.handshake, handshake).await
    else {
        return;
    };
    let mut lifetime = Lifetime::new(core.options.patience, traffic, connection.ping_pong(), now);
    let calls = lifetime.calls();
    let peer: Rc<str> = peer.into();
    let mut is_told = *draining.borrow();
    if is_told {
        connection.graceful_shutdown();
    }
    loop {
        tokio::select! {
            biased;
            arrived = arrivals(&mut connection) => {
                for request in arrived.requests {
                    let counted = (core.count(), calls.begin());
                    let (core, peer) = (Arc::clone(&core), Rc::clone(&peer));
                    begin(Box::pin(async move {
                        exchange(request.0, request.1, &peer, &core).await;
                        drop(counted);
                    }))
                    .await;
                }
                if arrived.is_last {
                    return;
                }
            }
            changed = draining.changed(), if !is_told => {
                if changed.is_err() {
                    return;
                }
                is_told = true;
                connection.graceful_shutdown();
            }
            due = lifetime.due() => match due {
                Due::Leave => connection.graceful_shutdown(),
                Due::Abuse => connection.abrupt_shutdown(Reason::ENHANCE_YOUR_CALM),
                Due::Close => return,
            }
        }
    }
}

/// What has come since the last time.
struct Arrived {
    requests: Vec<(Request<RecvStream>, SendResponse<Bytes>)>,
    /// Whether the connection is over.
    is_last: bool,
}

/// Wait for requests; all that are here already come together.
async fn arrivals<T: AsyncRead + AsyncWrite + Unpin>(
    connection: &mut Connection<T, Bytes>,
) -> Arrived {
    std::future::poll_fn(|context| {
        let mut requests = Vec::new();
        while requests.len() < TOGETHER {
            match pin!(connection.accept()).poll(context) {
                Poll::Ready(Some(Ok(request))) => requests.push(request),
                Poll::Ready(Some(Err(_)) | None) => {
                    let is_last = true;
                    return Poll::Ready(Arrived { requests, is_last });
                }
                Poll::Pending if requests.is_empty() => return Poll::Pending,
                Poll::Pending => break,
            }
        }
        let is_last = false;
        Poll::Ready(Arrived { requests, is_last })
    })
    .await
}

/// Answer at once; what has to wait for something gets a task of its own. Most need none, and to
/// make one costs as much as to decode a small request.
async fn begin(mut answering: Pin<Box<dyn Future<Output = ()>>>) {
    let polled = std::future::poll_fn(|context: &mut Context<'_>| {
        Poll::Ready(answering.as_mut().poll(context))
    });
    if polled.await.is_pending() {
        tokio::task::spawn_local(answering);
    }
}
