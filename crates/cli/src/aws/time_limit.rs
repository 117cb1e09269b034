//! [`TimeLimit`]: the time limit of a command, and durations as they are typed.

use std::time::{Duration, Instant};

use outrigger::aws::Client;

/// The time limit of a command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeLimit {
    begun: Instant,
    /// The limit of the whole command, if `--timeout` sets one.
    in_all: Option<Duration>,
    /// Otherwise the limit of each service, from its turn on.
    of_service: Duration,
}

impl TimeLimit {
    /// A time limit that begins now.
    pub(crate) fn new(in_all: Option<Duration>, of_service: Duration) -> Self {
        Self { begun: Instant::now(), in_all, of_service }
    }

    /// The client for a service whose turn begins now: its calls end within the time limit.
    pub(crate) fn client_for_turn(&self, client: &Client) -> Client {
        let deadline = match self.in_all {
            Some(in_all) => self.begun.checked_add(in_all),
            None => Instant::now().checked_add(self.of_service),
        };
        // A limit beyond the range of the clock does not limit anything.
        deadline.map_or_else(|| client.clone(), |deadline| client.until(deadline))
    }

    /// A shorter limit if the whole command has one.
    pub(super) fn cap(&self, limit: Duration) -> Duration {
        self.in_all.map_or(limit, |in_all| in_all.min(limit))
    }

    /// Whether the time of the whole command is over.
    pub(crate) fn is_over(&self) -> bool {
        self.in_all.is_some_and(|in_all| self.begun.elapsed() >= in_all)
    }
}

/// Parses a duration: `90`, `90s`, `15m`, `2h`.
pub(crate) fn duration(typed: &str) -> Result<Duration, String> {
    let (number, unit) = match typed.find(|c: char| c != '.' && !c.is_ascii_digit()) {
        Some(end) => typed.split_at(end),
        None => (typed, "s"),
    };
    let seconds = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err("a duration is a number with ms, s, m or h: 90s, 15m".to_string()),
    };
    let number: f64 = number.parse().map_err(|_| "a duration begins with a number: 90s, 15m".to_string())?;
    Duration::try_from_secs_f64(number * seconds).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (typed, milliseconds) in [("90", 90_000), ("1.5s", 1500), ("15m", 900_000), ("2h", 7_200_000), ("20ms", 20)]
        {
            assert_eq!(duration(typed).unwrap().as_millis(), milliseconds);
        }
        for typed in ["", "m", "1d", "-1s", "1.2.3s", "99999999999999999999h"] {
            assert!(duration(typed).is_err(), "{typed}");
        }
    }
}
