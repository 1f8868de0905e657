//! How long a connection lasts: silent, idle and old ones end.

use std::cell::Cell;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use h2::{Ping, PingPong};
use tokio::time::Sleep;

use crate::front::traffic::Traffic;

/// Settings that do not change; None: never.
#[derive(Clone, Copy)]
pub struct Patience {
    /// After so long a silence the client is asked whether it is there,
    pub keepalive: Option<Duration>,
    /// and has so long to say anything.
    pub keepalive_timeout: Duration,
    /// Without calls.
    pub idle: Option<Duration>,
    /// Then the client is told to take another connection,
    pub age: Option<Duration>,
    /// and calls have so long to end.
    pub age_grace: Option<Duration>,
}

/// What is to be done with a connection.
#[derive(Debug, PartialEq, Eq)]
pub enum Due {
    /// Take no more calls, tell the client so.
    Leave,
    /// Close it now.
    Close,
    /// Too many pings.
    Abuse,
}

/// Calls of one connection that are not over.
#[derive(Clone)]
pub struct Calls(Rc<Cell<(usize, Instant)>>);

impl Calls {
    /// One more; it is over when the value is dropped.
    pub fn begin(&self) -> Call {
        let (count, since) = self.0.get();
        self.0.set((count + 1, since));
        Call(self.clone())
    }
}

/// One call of a connection.
pub struct Call(Calls);

impl Drop for Call {
    fn drop(&mut self) {
        let (count, _) = self.0.0.get();
        self.0.0.set((count - 1, Instant::now()));
    }
}

/// Watches one connection. Belongs to one thread.
pub struct Lifetime {
    patience: Patience,
    traffic: Rc<Traffic>,
    calls: Calls,
    pings: Option<PingPong>,
    asked: Option<Instant>,
    old: Option<Instant>,
    over: Option<Instant>,
    is_leaving: bool,
    is_told: bool,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Lifetime {
    /// Of a connection that begins now.
    pub fn new(
        patience: Patience,
        traffic: Rc<Traffic>,
        pings: Option<PingPong>,
        now: Instant,
    ) -> Self {
        let mut lifetime = Self {
            patience,
            traffic,
            calls: Calls(Rc::new(Cell::new((0, now)))),
            pings,
            asked: None,
            old: patience.age.map(|age| now + scattered(age)),
            over: None,
            is_leaving: false,
            is_told: false,
            sleep: None,
        };
        lifetime.sleep = lifetime
            .next(now)
            .map(|at| Box::pin(tokio::time::sleep_until(at.into())));
        lifetime
    }

    /// The calls; each that begins is to be counted.
    pub fn calls(&self) -> Calls {
        self.calls.clone()
    }

    /// Wait until something is to be done.
    pub async fn due(&mut self) -> Due {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Due> {
        if self.traffic.is_abusive() && !self.is_told {
            self.is_told = true;
            return Poll::Ready(Due::Abuse);
        }
        if let (Some(pings), Some(_)) = (&mut self.pings, self.asked)
            && pings.poll_pong(context).is_ready()
        {
            self.asked = None;
        }
        loop {
            let Some(sleep) = &mut self.sleep else {
                return Poll::Pending;
            };
            ready!(sleep.as_mut().poll(context));
            let now = Instant::now();
            let due = self.look(now);
            match (self.next(now), &mut self.sleep) {
                (Some(next), Some(sleep)) => sleep.as_mut().reset(next.into()),
                _ => self.sleep = None,
            }
            if let Some(due) = due {
                return Poll::Ready(due);
            }
        }
    }

    /// What is to be done at a moment, if anything.
    fn look(&mut self, now: Instant) -> Option<Due> {
        let heard = self.traffic.heard();
        if self.asked.is_some_and(|asked| heard > asked) {
            self.asked = None;
        }
        if let Some(asked) = self.asked {
            if now >= asked + self.patience.keepalive_timeout {
                return Some(Due::Close);
            }
        } else if self.patience.keepalive.is_some_and(|it| now >= heard + it)
            && let Some(pings) = &mut self.pings
            && pings.send_ping(Ping::opaque()).is_ok()
        {
            self.asked = Some(now);
        }
        if self.over.is_some_and(|over| now >= over) {
            return Some(Due::Close);
        }
        let is_old = self.old.is_some_and(|old| now >= old);
        let (count, since) = self.calls.0.get();
        let is_idle = count == 0 && self.patience.idle.is_some_and(|idle| now >= since + idle);
        if (is_old || is_idle) && !self.is_leaving {
            self.is_leaving = true;
            self.over = self.patience.age_grace.map(|grace| now + grace);
            return Some(Due::Leave);
        }
        None
    }

    /// When to look again: perhaps for nothing.
    fn next(&self, now: Instant) -> Option<Instant> {
        let keepalive = match self.asked {
            Some(asked) => Some(asked + self.patience.keepalive_timeout),
            None => self
                .patience
                .keepalive
                .map(|it| (self.traffic.heard() + it).max(now + it / 10)),
        };
        let (count, since) = self.calls.0.get();
        let idle = self.patience.idle.filter(|_| !self.is_leaving);
        let idle = idle.map(|it| if count == 0 { since } else { now } + it);
        let old = self.old.filter(|_| !self.is_leaving);
        [keepalive, idle, old, self.over]
            .into_iter()
            .flatten()
            .min()
    }
}

/// A tenth more or less, by chance: connections that began together do not all end together.
fn scattered(age: Duration) -> Duration {
    let chance = RandomState::new().build_hasher().finish() % 201;
    let percent = 90.0 + f64::from(u32::try_from(chance).unwrap_or(100)) / 10.0;
    age.mul_f64(percent / 100.0)
}
