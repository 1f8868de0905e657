//! Sockets that are listened on, and what comes of a new connection.

use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use pyo3::prelude::*;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

use crate::front::connection::{Open, serve};
use crate::front::server::Core;
use crate::front::tls;

/// Gives the `NativeTls` of the moment; None: plain text.
type Identity = Option<Arc<Py<PyAny>>>;

/// One address.
pub struct Listener {
    pub listener: std::net::TcpListener,
    pub identity: Identity,
}

/// A connection on its way to the thread that will own it.
pub struct Socket {
    stream: TcpStream,
    peer: SocketAddr,
    identity: Identity,
}

/// Takes connections until the server drains, and hands them out to `threads` in turn.
pub async fn accept(
    listener: Listener,
    threads: Vec<UnboundedSender<Socket>>,
    mut draining: watch::Receiver<bool>,
) {
    let Listener { listener, identity } = listener;
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    let accepting = async {
        let mut next = 0usize;
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let _ = stream.set_nodelay(true);
                    if let Ok(stream) = stream.into_std() {
                        let identity = identity.clone();
                        let _ = threads[next % threads.len()].send(Socket {
                            stream,
                            peer,
                            identity,
                        });
                        next += 1;
                    }
                }
                // Out of descriptors, most likely: others may close some.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    };
    tokio::select! {
        () = accepting => {}
        _ = draining.wait_for(|is| *is) => {}
    }
}

/// Serves a connection on this thread.
pub fn spawn(socket: Socket, core: &Arc<Core>, draining: &watch::Receiver<bool>) {
    let Ok(stream) = tokio::net::TcpStream::from_std(socket.stream) else {
        return;
    };
    let Some(open) = Open::count(core) else {
        return;
    };
    let (core, mut draining) = (Arc::clone(core), draining.clone());
    let peer = peer_name(socket.peer);
    tokio::task::spawn_local(async move {
        let Some(identity) = socket.identity else {
            serve(stream, peer, core, draining, open).await;
            return;
        };
        // Nobody has asked for anything yet: there is nothing to finish.
        let encrypted = tokio::select! {
            encrypted = tls::accept(stream, identity, &core) => encrypted,
            _ = draining.wait_for(|is| *is) => None,
        };
        if let Some(stream) = encrypted {
            serve(stream, peer, core, draining, open).await;
        }
    });
}

/// `ipv4:127.0.0.1:5000`, as gRPC names peers.
fn peer_name(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(v4) => format!("ipv4:{v4}"),
        SocketAddr::V6(v6) => match v6.ip().to_ipv4_mapped() {
            Some(v4) => format!("ipv4:{v4}:{}", v6.port()),
            None => format!("ipv6:{v6}"),
        },
    }
}
