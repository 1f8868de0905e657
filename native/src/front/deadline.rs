//! How long a call may take.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::front::call::End;
use crate::front::server::Core;
use crate::front::status::{DEADLINE_EXCEEDED, UNAVAILABLE, failure};

/// A handler answers at the deadline itself; this is for those that do not.
pub const DEADLINE_SLACK: Duration = Duration::from_millis(100);

/// What `grpc-timeout` says: up to eight digits and a unit.
pub fn timeout_of(text: &[u8]) -> Option<Duration> {
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

/// The moment that is so far away, in seconds since the epoch.
pub fn epoch_seconds(timeout: Duration) -> f64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    (now + timeout).as_secs_f64()
}

/// When the deadline has passed, or the server gives its calls up: how the call ends then.
pub async fn over(core: &Core, deadline: Option<Instant>) -> End {
    let mut cancelling = core.cancelling.subscribe();
    tokio::select! {
        biased;
        () = until(deadline) => failure(DEADLINE_EXCEEDED, "Deadline Exceeded"),
        _ = cancelling.wait_for(|is| *is) => failure(UNAVAILABLE, "The server is shutting down"),
    }
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment.into()).await,
        None => std::future::pending().await,
    }
}
