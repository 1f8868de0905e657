//! Listeners, the threads that own connections, and the end of it all.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use arc_swap::ArcSwap;
use pyo3::exceptions::{PyOSError, PyRuntimeError};
use pyo3::prelude::*;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;

use crate::front::access::{Access, NativeAccess};
use crate::front::call::NativeCall;
use crate::front::ledger::{Account, NativeLedger};
use crate::front::lifetime::Patience;
use crate::front::listener::{Listener, Socket, accept, spawn};
use crate::front::pool::PythonPool;
use crate::front::snapshot::{Model, NativeVersion, Snapshot};
use crate::front::traffic::PingRule;

/// For the last answers, when calls were given up.
const SETTLE: Duration = Duration::from_secs(1);

/// Threads that run models stay: they are wanted again sooner than this.
const RUN_THREADS_STAY: Duration = Duration::from_secs(600);

/// Settings that do not change.
pub struct Options {
    pub max_request_bytes: usize,
    pub max_concurrent_streams: u32,
    pub max_send_buffer_bytes: usize,
    pub max_header_bytes: u32,
    pub max_connections: usize,
    /// For TLS, and then for the beginning of HTTP/2.
    pub handshake: Duration,
    pub max_tensor_bytes: usize,
    pub as_content: bool,
    /// For runs that would hold up a connection's thread, beside each of these.
    pub run_threads: usize,
    /// Whether answers are compressed for who takes that.
    pub gzip: bool,
    pub pings: PingRule,
    pub patience: Patience,
    pub account: Arc<Account>,
    /// Who may predict; None: anybody.
    pub access: Option<Arc<Access>>,
}

/// Seconds; 0 or less is never.
fn perhaps(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|it| !it.is_zero())
}

/// What all threads share.
pub struct Core {
    pub options: Options,
    pub snapshot: ArcSwap<Snapshot>,
    /// Whether calls in flight are given up.
    pub cancelling: watch::Sender<bool>,
    /// Connections that are open.
    pub connections: AtomicUsize,
    pool: PythonPool,
    handler: Py<PyAny>,
    started: AtomicU64,
    finished: AtomicU64,
    /// Whether somebody waits for the last call: to wake nobody is a system call, too.
    is_draining: AtomicBool,
    is_waited_for: Mutex<()>,
    changed: Condvar,
}

impl Core {
    /// Hand a call to Python.
    pub fn begin(self: &Arc<Self>, call: NativeCall) {
        let core = Arc::clone(self);
        self.pool
            .submit(move |py| core.handler.call1(py, (call,)).map(drop));
    }

    /// Run a task on a thread that may hold the GIL.
    pub fn python(&self, task: impl FnOnce(Python<'_>) -> PyResult<()> + Send + 'static) {
        self.pool.submit(task);
    }

    /// Count a call that has arrived; it is over when the value is dropped, by a panic too.
    pub fn count(self: &Arc<Self>) -> Counted {
        self.started.fetch_add(1, Ordering::AcqRel);
        Counted(Arc::clone(self))
    }

    fn is_idle(&self) -> bool {
        self.started.load(Ordering::Acquire) == self.finished.load(Ordering::Acquire)
    }

    fn wait_until_idle(&self, grace: Duration) -> bool {
        self.is_draining.store(true, Ordering::Release);
        let guard = self
            .is_waited_for
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // The counters are not under the lock, so a notification may be missed: look again soon.
        let ends = std::time::Instant::now() + grace;
        let mut guard = Some(guard);
        while !self.is_idle() {
            let left = ends.saturating_duration_since(std::time::Instant::now());
            if left.is_zero() {
                return false;
            }
            let step = left.min(Duration::from_millis(20));
            let taken = guard.take().unwrap_or_else(|| {
                self.is_waited_for
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
            });
            guard = Some(
                self.changed
                    .wait_timeout(taken, step)
                    .unwrap_or_else(PoisonError::into_inner)
                    .0,
            );
        }
        true
    }
}

type PublishedModel = (
    String,
    HashMap<i64, Py<NativeVersion>>,
    Option<i64>,
    HashMap<String, i64>,
);

/// One call that is not over yet.
pub struct Counted(Arc<Core>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.finished.fetch_add(1, Ordering::AcqRel);
        if self.0.is_draining.load(Ordering::Acquire) {
            self.0.changed.notify_all();
        }
    }
}

/// The gRPC front.
#[pyclass(frozen, module = "tfserve_native")]
pub struct NativeServer {
    core: Arc<Core>,
    threads: usize,
    listeners: Mutex<Vec<Listener>>,
    running: Mutex<Vec<JoinHandle<()>>>,
    draining: watch::Sender<bool>,
    closing: watch::Sender<bool>,
}

#[pymethods]
impl NativeServer {
    #[new]
    #[pyo3(signature = (
        handler, ledger, *, threads, python_threads, max_request_bytes, max_concurrent_streams,
        max_header_bytes, max_connections, max_tensor_bytes, as_content, run_threads,
        gzip, handshake_s, keepalive_s, keepalive_timeout_s, max_idle_s, max_age_s,
        max_age_grace_s, max_ping_strikes, min_ping_interval_s, access=None
    ))]
    fn new(
        handler: Py<PyAny>,
        ledger: &NativeLedger,
        threads: usize,
        python_threads: usize,
        max_request_bytes: usize,
        max_concurrent_streams: u32,
        max_header_bytes: u32,
        max_connections: usize,
        max_tensor_bytes: usize,
        as_content: bool,
        run_threads: usize,
        gzip: bool,
        handshake_s: f64,
        keepalive_s: f64,
        keepalive_timeout_s: f64,
        max_idle_s: f64,
        max_age_s: f64,
        max_age_grace_s: f64,
        max_ping_strikes: u32,
        min_ping_interval_s: f64,
        access: Option<&NativeAccess>,
    ) -> PyResult<Self> {
        let core = Core {
            options: Options {
                max_request_bytes,
                max_concurrent_streams,
                max_send_buffer_bytes: 1 << 20,
                max_header_bytes,
                max_connections,
                handshake: Duration::try_from_secs_f64(handshake_s).unwrap_or_default(),
                max_tensor_bytes,
                as_content,
                run_threads: run_threads.max(1),
                gzip,
                pings: PingRule {
                    strikes: (max_ping_strikes > 0).then_some(max_ping_strikes),
                    interval: perhaps(min_ping_interval_s).unwrap_or_default(),
                },
                patience: Patience {
                    keepalive: perhaps(keepalive_s),
                    keepalive_timeout: perhaps(keepalive_timeout_s).unwrap_or_default(),
                    idle: perhaps(max_idle_s),
                    age: perhaps(max_age_s),
                    age_grace: perhaps(max_age_grace_s),
                },
                account: Arc::clone(&ledger.account),
                access: access.map(|each| Arc::clone(&each.access)),
            },
            snapshot: ArcSwap::default(),
            cancelling: watch::Sender::new(false),
            connections: AtomicUsize::new(0),
            pool: PythonPool::new(python_threads)?,
            handler,
            started: AtomicU64::new(0),
            finished: AtomicU64::new(0),
            is_draining: AtomicBool::new(false),
            is_waited_for: Mutex::new(()),
            changed: Condvar::new(),
        };
        Ok(Self {
            core: Arc::new(core),
            threads: threads.max(1),
            listeners: Mutex::new(Vec::new()),
            running: Mutex::new(Vec::new()),
            draining: watch::Sender::new(false),
            closing: watch::Sender::new(false),
        })
    }

    /// Bind and listen; the port.
    ///
    /// Encrypted where there is an identity: a function, asked at every new connection, that gives
    /// the `NativeTls` of that moment.
    #[pyo3(signature = (host, port, reuse_port, identity=None))]
    fn listen_tcp(
        &self,
        host: &str,
        port: u16,
        reuse_port: bool,
        identity: Option<Py<PyAny>>,
    ) -> PyResult<u16> {
        let address: SocketAddr = format!("{host}:{port}")
            .parse()
            .map_err(|_| PyOSError::new_err(format!("{host}:{port} is no address")))?;
        let domain = socket2::Domain::for_address(address);
        let socket = socket2::Socket::new(domain, socket2::Type::STREAM, None)?;
        socket.set_reuse_address(true)?;
        if reuse_port {
            socket.set_reuse_port(true)?;
        }
        socket.bind(&address.into())?;
        socket.listen(4096)?;
        socket.set_nonblocking(true)?;
        let listener: std::net::TcpListener = socket.into();
        let port = listener.local_addr()?.port();
        let identity = identity.map(Arc::new);
        self.add(Listener { listener, identity });
        Ok(port)
    }

    /// Replace what is served: name, versions, the latest of them, labels.
    fn publish(&self, py: Python<'_>, models: Vec<PublishedModel>) {
        let models = models
            .into_iter()
            .map(|(name, versions, latest, labels)| {
                let versions = versions
                    .into_iter()
                    .map(|(number, version)| (number, Arc::clone(&version.get().version)))
                    .collect();
                (
                    name,
                    Model {
                        latest,
                        versions,
                        labels,
                    },
                )
            })
            .collect();
        py.detach(|| self.core.snapshot.store(Arc::new(Snapshot { models })));
    }

    /// Begin to serve.
    fn start(&self) -> PyResult<()> {
        let listeners = std::mem::take(
            &mut *self
                .listeners
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let mut listeners = Some(listeners);
        let (senders, receivers): (Vec<_>, Vec<_>) =
            (0..self.threads).map(|_| unbounded_channel()).unzip();
        for (number, sockets) in receivers.into_iter().enumerate() {
            let core = Arc::clone(&self.core);
            let owned = listeners.take();
            let senders = senders.clone();
            let draining = self.draining.subscribe();
            let closing = self.closing.subscribe();
            let thread = std::thread::Builder::new()
                .name(format!("tfserve-io-{number}"))
                .spawn(move || run(core, owned, senders, sockets, draining, closing))
                .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
            running.push(thread);
        }
        Ok(())
    }

    /// Take no more calls, and tell clients so.
    fn refuse(&self) {
        let _ = self.draining.send(true);
    }

    /// Take no more calls and let those in flight finish; whether there were none after the grace.
    fn drain(&self, py: Python<'_>, grace_s: f64) -> bool {
        let _ = self.draining.send(true);
        let grace = Duration::try_from_secs_f64(grace_s).unwrap_or_default();
        py.detach(|| {
            let is_over = self.core.wait_until_idle(grace);
            if !is_over {
                let _ = self.core.cancelling.send(true);
                self.core.wait_until_idle(SETTLE);
            }
            is_over
        })
    }

    /// Free ports and threads. Idempotent.
    fn close(&self, py: Python<'_>) {
        self.drain(py, 0.0);
        let _ = self.closing.send(true);
        let threads =
            std::mem::take(&mut *self.running.lock().unwrap_or_else(PoisonError::into_inner));
        py.detach(|| {
            for thread in threads {
                let _ = thread.join();
            }
            self.core.pool.close();
        });
    }

    /// Calls that have arrived, calls that are over.
    fn statistics(&self) -> (u64, u64) {
        let finished = self.core.finished.load(Ordering::Acquire);
        (self.core.started.load(Ordering::Acquire), finished)
    }
}

impl NativeServer {
    fn add(&self, listener: Listener) {
        self.listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(listener);
    }
}

fn run(
    core: Arc<Core>,
    listeners: Option<Vec<Listener>>,
    threads: Vec<UnboundedSender<Socket>>,
    mut sockets: UnboundedReceiver<Socket>,
    draining: watch::Receiver<bool>,
    mut closing: watch::Receiver<bool>,
) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(core.options.run_threads)
        .thread_name("tfserve-run")
        .thread_keep_alive(RUN_THREADS_STAY)
        .build()
    else {
        return;
    };
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async move {
        for listener in listeners.into_iter().flatten() {
            tokio::task::spawn_local(accept(listener, threads.clone(), draining.clone()));
        }
        drop(threads);
        loop {
            tokio::select! {
                Some(socket) = sockets.recv() => spawn(socket, &core, &draining),
                _ = closing.wait_for(|is| *is) => return,
            }
        }
    });
}
