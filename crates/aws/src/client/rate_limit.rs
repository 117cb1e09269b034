//! [`RateLimit`]: some calls at once, and then one per interval.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A token bucket: `burst` calls at once, and then one per `interval`.
#[derive(Debug)]
pub(crate) struct RateLimit {
    burst: u32,
    interval: Duration,
    /// When the bucket is full again if nobody takes a token.
    full_at: Mutex<Option<Instant>>,
}

impl RateLimit {
    pub(crate) fn new(burst: u32, interval: Duration) -> Self {
        Self { burst, interval, full_at: Mutex::new(None) }
    }

    /// Takes a token, and waits for one if there is none.
    pub(crate) async fn take(&self) {
        tokio::time::sleep_until(self.next_token(Instant::now())).await;
    }

    /// When a token is available for a caller that asks now.
    fn next_token(&self, now: Instant) -> Instant {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let full = full_at.filter(|full| *full > now).unwrap_or(now) + self.interval;
        *full_at = Some(full);
        let burst = self.interval * self.burst;
        full.checked_sub(burst).map_or(now, |token| token.max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_one_per_interval() {
        let limit = RateLimit::new(2, Duration::from_secs(1));
        let now = Instant::now() + Duration::from_secs(60);
        let waits = |at: Instant| (limit.next_token(at) - at).as_secs();
        assert_eq!([waits(now), waits(now), waits(now), waits(now)], [0, 0, 1, 2]);
        // Both callers that waited have their token, and another token is available.
        assert_eq!([waits(now + Duration::from_secs(3)), waits(now + Duration::from_secs(3))], [0, 1]);
        assert_eq!([waits(now + Duration::from_secs(60)), waits(now + Duration::from_secs(60))], [0, 0]);
    }
}
