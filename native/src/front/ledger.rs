//! What all requests in flight take, on either plane: one account for both.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use pyo3::prelude::*;

use crate::front::call::End;
use crate::front::counts::Taken;
use crate::front::refusal::Refusals;

/// The numbers.
#[derive(Default)]
pub struct Account {
    max_bytes: u64,
    max_requests: u64,
    requests: AtomicU64,
    bytes: AtomicU64,
    admitted: AtomicU64,
    refused: AtomicU64,
    /// None where Python has to see each call, refused ones, too.
    refusals: Option<Refusals>,
}

/// What there is too little of for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    Requests,
    Bytes,
}

/// What one request takes; given back when it is dropped.
pub struct Charge {
    account: Arc<Account>,
    bytes: u64,
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.account.give(self.bytes);
    }
}

impl Account {
    fn take(&self, bytes: u64) -> Result<(), Lacking> {
        let requests = self.requests.fetch_add(1, Ordering::AcqRel);
        if self.max_requests > 0 && requests >= self.max_requests {
            self.requests.fetch_sub(1, Ordering::AcqRel);
            return Err(Lacking::Requests);
        }
        let before = self.bytes.fetch_add(bytes, Ordering::AcqRel);
        if self.max_bytes > 0 && before.saturating_add(bytes) > self.max_bytes {
            self.give(bytes);
            return Err(Lacking::Bytes);
        }
        self.admitted.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn turns_away(&self) -> bool {
        let is_full =
            self.max_requests > 0 && self.requests.load(Ordering::Acquire) >= self.max_requests;
        if is_full {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        is_full
    }

    fn more(&self, bytes: u64) -> bool {
        let before = self.bytes.fetch_add(bytes, Ordering::AcqRel);
        if self.max_bytes > 0 && before.saturating_add(bytes) > self.max_bytes {
            self.bytes.fetch_sub(bytes, Ordering::AcqRel);
            self.refused.fetch_add(1, Ordering::Relaxed);
            return false;
        }
        true
    }

    fn give(&self, bytes: u64) {
        self.bytes.fetch_sub(bytes, Ordering::AcqRel);
        self.requests.fetch_sub(1, Ordering::AcqRel);
    }

    /// Charge a request, if there is room.
    pub fn charge(self: &Arc<Self>, bytes: usize) -> Result<Charge, Lacking> {
        let bytes = bytes as u64;
        self.take(bytes).map(|()| Charge {
            account: Arc::clone(self),
            bytes,
        })
    }

    /// Refuse, and count, a request of so many bytes that was charged in vain; None where Python
    /// has to do that.
    pub fn refuse(
        &self,
        lacking: Lacking,
        request_bytes: usize,
        charged: usize,
        arrived: Instant,
    ) -> Option<End> {
        let refusals = self.refusals.as_ref()?;
        self.refused.fetch_add(1, Ordering::Relaxed);
        refusals.count(request_bytes, arrived);
        Some(match lacking {
            Lacking::Requests => Refusals::too_many(self.max_requests),
            Lacking::Bytes => Refusals::too_large(request_bytes, charged, self.max_bytes),
        })
    }
}

/// The account as Python sees it. Thread-safe.
#[pyclass(frozen, module = "tfserve_native")]
pub struct NativeLedger {
    pub account: Arc<Account>,
}

#[pymethods]
impl NativeLedger {
    /// Limits of bytes and of requests; 0 is none. Where there are limits of the buckets in which
    /// refused calls are counted, those are refused without Python.
    #[new]
    fn new(max_bytes: u64, max_requests: u64, counted_by: Option<Vec<f64>>) -> Self {
        let account = Account {
            max_bytes,
            max_requests,
            refusals: counted_by.map(Refusals::new),
            ..Account::default()
        };
        Self {
            account: Arc::new(account),
        }
    }

    /// Take a request's part: "" when it is taken, else `requests` or `bytes`, of which there are
    /// too many.
    fn take(&self, size_bytes: u64) -> &'static str {
        let Err(lacking) = self.account.take(size_bytes) else {
            return "";
        };
        self.account.refused.fetch_add(1, Ordering::Relaxed);
        match lacking {
            Lacking::Requests => "requests",
            Lacking::Bytes => "bytes",
        }
    }

    /// Whether there is no room for one more request, however small; such a one is refused.
    fn turns_away(&self) -> bool {
        self.account.turns_away()
    }

    /// What was counted of requests refused without Python since the last time.
    fn take_refused(&self) -> Option<Taken> {
        self.account.refusals.as_ref().and_then(Refusals::take)
    }

    /// Give it back.
    fn give(&self, size_bytes: u64) {
        self.account.give(size_bytes);
    }

    /// Take further bytes of a request; whether there was room.
    fn more(&self, size_bytes: u64) -> bool {
        self.account.more(size_bytes)
    }

    /// Requests and bytes taken now, requests ever admitted and refused.
    fn statistics(&self) -> (u64, u64, u64, u64) {
        let account = &self.account;
        let read = |number: &AtomicU64| number.load(Ordering::Acquire);
        (
            read(&account.requests),
            read(&account.bytes),
            read(&account.admitted),
            read(&account.refused),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_takes_nothing() {
        let account = Arc::new(Account {
            max_bytes: 10,
            max_requests: 2,
            ..Account::default()
        });
        let first = account.charge(6);
        assert!(first.is_ok());
        assert_eq!(account.charge(5).err(), Some(Lacking::Bytes));
        let second = account.charge(4);
        assert!(second.is_ok());
        assert_eq!(account.charge(0).err(), Some(Lacking::Requests));
        drop(first);
        assert!(account.charge(6).is_ok());
        drop(second);
        assert_eq!(account.bytes.load(Ordering::Acquire), 0);
        assert_eq!(account.requests.load(Ordering::Acquire), 0);
    }
}
