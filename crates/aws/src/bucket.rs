//! [`Bucket`]: so many at once, and then one in a while.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A token bucket: so many at once, and then one in a while.
#[derive(Debug)]
pub(crate) struct Bucket {
    burst: u32,
    interval: Duration,
    /// When the bucket is full again if nobody takes anything.
    full_at: Mutex<Option<Instant>>,
}

impl Bucket {
    pub(crate) fn new(burst: u32, interval: Duration) -> Self {
        Self { burst, interval, full_at: Mutex::new(None) }
    }

    /// Takes a token; waits for one where there is none.
    pub(crate) async fn take(&self) {
        tokio::time::sleep_until(self.turn(Instant::now())).await;
    }

    /// When a token that is asked for now is there.
    fn turn(&self, now: Instant) -> Instant {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let full = full_at.filter(|full| *full > now).unwrap_or(now) + self.interval;
        *full_at = Some(full);
        let burst = self.interval * self.burst;
        full.checked_sub(burst).map_or(now, |turn| turn.max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_one_by_one() {
        let bucket = Bucket::new(2, Duration::from_secs(1));
        let now = Instant::now() + Duration::from_secs(60);
        let waits = |at: Instant| (bucket.turn(at) - at).as_secs();
        assert_eq!([waits(now), waits(now), waits(now), waits(now)], [0, 0, 1, 2]);
        // Both of the two who had to wait have had their turn, and another token is there.
        assert_eq!([waits(now + Duration::from_secs(3)), waits(now + Duration::from_secs(3))], [0, 1]);
        assert_eq!([waits(now + Duration::from_secs(60)), waits(now + Duration::from_secs(60))], [0, 0]);
    }
}
