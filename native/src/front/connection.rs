//! One connection: its handshake, its streams, its end. Belongs to one thread.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use crate::front::exchange::answer;
use crate::front::server::Core;

const STREAM_WINDOW: u32 = 1 << 20;
const CONNECTION_WINDOW: u32 = 4 << 20;

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
    let handshake = h2::server::Builder::new()
        .max_concurrent_streams(core.options.max_concurrent_streams)
        .max_header_list_size(core.options.max_header_bytes)
        .initial_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_frame_size(64 << 10)
        .max_send_buffer_size(core.options.max_send_buffer_bytes)
        .handshake::<T, Bytes>(io);
    let Ok(Ok(mut connection)) = tokio::time::timeout(core.options.handshake, handshake).await
    else {
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
