//! What all requests in flight take, on either plane: one account for both.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::prelude::*;

/// The numbers.
#[derive(Default)]
pub struct Account {
    max_bytes: u64,
    max_requests: u64,
    requests: AtomicU64,
    bytes: AtomicU64,
    admitted: AtomicU64,
    refused: AtomicU64,
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
    fn take(&self, bytes: u64) -> Verdict {
        let requests = self.requests.fetch_add(1, Ordering::AcqRel);
        if self.max_requests > 0 && requests >= self.max_requests {
            self.requests.fetch_sub(1, Ordering::AcqRel);
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Verdict::TooMany;
        }
        let before = self.bytes.fetch_add(bytes, Ordering::AcqRel);
        if self.max_bytes > 0 && before.saturating_add(bytes) > self.max_bytes {
            self.give(bytes);
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Verdict::TooLarge;
        }
        self.admitted.fetch_add(1, Ordering::Relaxed);
        Verdict::Taken
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

    /// Charge a request; None where there is no room.
    pub fn charge(self: &Arc<Self>, bytes: usize) -> Option<Charge> {
        let bytes = bytes as u64;
        match self.take(bytes) {
            Verdict::Taken => Some(Charge {
                account: Arc::clone(self),
                bytes,
            }),
            Verdict::TooMany | Verdict::TooLarge => {
                // Python will be asked again, to say so in the right words.
                self.refused.fetch_sub(1, Ordering::Relaxed);
                None
            }
        }
    }
}

enum Verdict {
    Taken,
    TooMany,
    TooLarge,
}

/// The account as Python sees it. Thread-safe.
#[pyclass(frozen, module = "tfserve_native")]
pub struct NativeLedger {
    pub account: Arc<Account>,
}

#[pymethods]
impl NativeLedger {
    /// Limits of bytes and of requests; 0 is none.
    #[new]
    fn new(max_bytes: u64, max_requests: u64) -> Self {
        let account = Account {
            max_bytes,
            max_requests,
            ..Account::default()
        };
        Self {
            account: Arc::new(account),
        }
    }

    /// Take a request's part: "" when it is taken, else `requests` or `bytes`, of which there are
    /// too many.
    fn take(&self, size_bytes: u64) -> &'static str {
        match self.account.take(size_bytes) {
            Verdict::Taken => "",
            Verdict::TooMany => "requests",
            Verdict::TooLarge => "bytes",
        }
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
        assert!(first.is_some());
        assert!(account.charge(5).is_none());
        let second = account.charge(4);
        assert!(second.is_some());
        assert!(account.charge(0).is_none());
        drop(first);
        assert!(account.charge(6).is_some());
        drop(second);
        assert_eq!(account.bytes.load(Ordering::Acquire), 0);
        assert_eq!(account.requests.load(Ordering::Acquire), 0);
    }
}
