//! What calls took, counted without a lock and read by Python now and then.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Samples in buckets, and their sum.
struct Samples {
    buckets: Box<[AtomicU64]>,
    sum_ns: AtomicU64,
}

impl Samples {
    fn new(buckets: usize) -> Self {
        let buckets = (0..buckets).map(|_| AtomicU64::new(0)).collect();
        Self {
            buckets,
            sum_ns: AtomicU64::new(0),
        }
    }

    fn add(&self, limits: &[f64], sample: Duration) {
        let seconds = sample.as_secs_f64();
        let place = limits.partition_point(|&limit| limit <= seconds);
        self.buckets[place].fetch_add(1, Ordering::Relaxed);
        let ns = u64::try_from(sample.as_nanos()).unwrap_or(u64::MAX);
        self.sum_ns.fetch_add(ns, Ordering::Relaxed);
    }

    fn take(&self) -> (Vec<u64>, f64) {
        let buckets = self
            .buckets
            .iter()
            .map(|bucket| bucket.swap(0, Ordering::Relaxed))
            .collect();
        let sum = Duration::from_nanos(self.sum_ns.swap(0, Ordering::Relaxed));
        (buckets, sum.as_secs_f64())
    }
}

/// Equal calls: the same signature and code. Thread-safe.
pub struct Counts {
    total: Samples,
    run: Samples,
    request_bytes: AtomicU64,
    response_bytes: AtomicU64,
}

/// What was counted since the last time: calls by their whole time, by the time of their run, each
/// with its sum in seconds, and bytes of requests and of answers.
pub type Taken = (Vec<u64>, f64, Vec<u64>, f64, u64, u64);

impl Counts {
    /// Nothing yet; one bucket more than there are limits.
    pub fn new(limits: usize) -> Self {
        Self {
            total: Samples::new(limits + 1),
            run: Samples::new(limits + 1),
            request_bytes: AtomicU64::new(0),
            response_bytes: AtomicU64::new(0),
        }
    }

    /// Count a call.
    pub fn add(&self, limits: &[f64], call: &Measured) {
        self.total.add(limits, call.total);
        if let Some(run) = call.run {
            self.run.add(limits, run);
        }
        self.request_bytes
            .fetch_add(call.request_bytes as u64, Ordering::Relaxed);
        self.response_bytes
            .fetch_add(call.response_bytes as u64, Ordering::Relaxed);
    }

    /// What has come since the last time.
    pub fn take(&self) -> Taken {
        let (total, total_s) = self.total.take();
        let (run, run_s) = self.run.take();
        let request_bytes = self.request_bytes.swap(0, Ordering::Relaxed);
        (
            total,
            total_s,
            run,
            run_s,
            request_bytes,
            self.response_bytes.swap(0, Ordering::Relaxed),
        )
    }
}

/// One call.
pub struct Measured {
    /// From the request's arrival to the answer.
    pub total: Duration,
    /// Of the run; None where there was none.
    pub run: Option<Duration>,
    /// Of the encoded request.
    pub request_bytes: usize,
    /// Of the encoded answer.
    pub response_bytes: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_that_equals_a_limit_belongs_above_it() {
        let limits = [0.001, 0.01];
        let counts = Counts::new(limits.len());
        for micros in [999, 1000, 10_000] {
            counts.add(
                &limits,
                &Measured {
                    total: Duration::from_micros(micros),
                    run: None,
                    request_bytes: 1,
                    response_bytes: 2,
                },
            );
        }
        let (total, total_s, run, _, request_bytes, response_bytes) = counts.take();
        assert_eq!(total, [1, 1, 1]);
        assert!((total_s - 0.011_999).abs() < 1e-9);
        assert_eq!(
            (run.iter().sum::<u64>(), request_bytes, response_bytes),
            (0, 3, 6)
        );
        assert_eq!(counts.take().0, [0, 0, 0]);
    }
}
