//! What goes over a connection, seen below HTTP/2: when somebody was heard, and pings that are too
//! many.

use std::cell::Cell;
use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

const PREFACE_BYTES: usize = 24;
const HEAD_BYTES: usize = 9;
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const PING: u8 = 6;
const ACK: u8 = 1;
/// More than the answer to a ping takes: something else was sent, and a client may measure it.
const MORE_THAN_PONG: u64 = 64;

/// How many pings are too many: more than so many, each sooner after the last than the interval,
/// without a call or data between them. None: any number is fine.
#[derive(Clone, Copy)]
pub struct PingRule {
    pub strikes: Option<u32>,
    pub interval: Duration,
}

/// One connection's traffic. Belongs to one thread.
pub struct Traffic {
    rule: PingRule,
    heard: Cell<Instant>,
    sent_bytes: Cell<u64>,
    sent_before: Cell<u64>,
    pinged: Cell<Option<Instant>>,
    strikes: Cell<u32>,
    frames: Cell<Frames>,
}

/// Where in the sequence of frames the bytes are.
#[derive(Clone, Copy)]
struct Frames {
    head: [u8; HEAD_BYTES],
    have: usize,
    skip: usize,
}

impl Traffic {
    /// Of a connection that begins now.
    pub fn new(rule: PingRule, now: Instant) -> Rc<Self> {
        Rc::new(Self {
            rule,
            heard: Cell::new(now),
            sent_bytes: Cell::new(0),
            sent_before: Cell::new(0),
            pinged: Cell::new(None),
            strikes: Cell::new(0),
            frames: Cell::new(Frames {
                head: [0; HEAD_BYTES],
                have: 0,
                skip: PREFACE_BYTES,
            }),
        })
    }

    /// When bytes came last.
    pub fn heard(&self) -> Instant {
        self.heard.get()
    }

    /// Whether there were too many pings.
    pub fn is_abusive(&self) -> bool {
        self.rule
            .strikes
            .is_some_and(|most| self.strikes.get() > most)
    }

    fn received(&self, mut bytes: &[u8], now: Instant) {
        self.heard.set(now);
        let mut frames = self.frames.get();
        while !bytes.is_empty() {
            if frames.skip > 0 {
                let skipped = frames.skip.min(bytes.len());
                frames.skip -= skipped;
                bytes = &bytes[skipped..];
                continue;
            }
            let taken = (HEAD_BYTES - frames.have).min(bytes.len());
            frames.head[frames.have..frames.have + taken].copy_from_slice(&bytes[..taken]);
            frames.have += taken;
            bytes = &bytes[taken..];
            if frames.have == HEAD_BYTES {
                let [a, b, c, kind, flags, ..] = frames.head;
                frames.skip = u32::from_be_bytes([0, a, b, c]) as usize;
                frames.have = 0;
                match kind {
                    DATA | HEADERS => self.strikes.set(0),
                    PING if flags & ACK == 0 => self.ping(now),
                    _ => {}
                }
            }
        }
        self.frames.set(frames);
    }

    fn ping(&self, now: Instant) {
        let sent = self.sent_bytes.get();
        let last = self.pinged.replace(Some(now));
        if sent - self.sent_before.replace(sent) > MORE_THAN_PONG {
            self.strikes.set(0);
        } else if last.is_some_and(|last| now.duration_since(last) < self.rule.interval) {
            self.strikes.set(self.strikes.get().saturating_add(1));
        }
    }
}

/// A connection whose traffic is watched.
pub struct Watched<T> {
    pub io: T,
    pub traffic: Rc<Traffic>,
}

impl<T> Watched<T> {
    fn count(&self, written: Poll<Result<usize>>) -> Poll<Result<usize>> {
        if let Poll::Ready(Ok(bytes)) = &written {
            let sent = &self.traffic.sent_bytes;
            sent.set(sent.get() + *bytes as u64);
        }
        written
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Watched<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.io).poll_read(context, buffer))?;
        let new = &buffer.filled()[before..];
        if !new.is_empty() {
            self.traffic.received(new, Instant::now());
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Watched<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write(context, data);
        self.count(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write_vectored(context, data);
        self.count(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTES: Duration = Duration::from_secs(300);

    fn frame(kind: u8, flags: u8, length: u8) -> Vec<u8> {
        let mut bytes = vec![0, 0, length, kind, flags, 0, 0, 0, 0];
        bytes.extend(std::iter::repeat_n(0x06, length.into()));
        bytes
    }

    fn traffic(now: Instant) -> Rc<Traffic> {
        let rule = PingRule {
            strikes: Some(2),
            interval: MINUTES,
        };
        let traffic = Traffic::new(rule, now);
        traffic.received(&[b'P'; PREFACE_BYTES], now);
        traffic
    }

    #[test]
    fn the_fourth_ping_in_a_row_is_too_many_however_bytes_are_cut() {
        let now = Instant::now();
        for size in [1, 5, 1000] {
            let traffic = traffic(now);
            let bytes = frame(PING, 0, 8).repeat(3);
            for part in bytes.chunks(size) {
                traffic.received(part, now);
            }
            assert!(!traffic.is_abusive());
            traffic.received(&frame(PING, 0, 8), now);
            assert!(traffic.is_abusive());
        }
    }

    #[test]
    fn pongs_slow_pings_and_pings_between_calls_are_fine() {
        let mut now = Instant::now();
        let traffic = traffic(now);
        for _ in 0..9 {
            traffic.received(&frame(PING, ACK, 8), now);
            traffic.received(&frame(PING, 0, 8), now);
            traffic.received(&frame(HEADERS, 4, 20), now);
        }
        for _ in 0..9 {
            now += MINUTES;
            traffic.received(&frame(PING, 0, 8), now);
        }
        for _ in 0..9 {
            traffic.sent_bytes.set(traffic.sent_bytes.get() + 1000);
            traffic.received(&frame(PING, 0, 8), now);
        }
        assert!(!traffic.is_abusive());
    }
}
