//! Measuring in turns: whatever mood the machine is in, all are measured in it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use super::is_timed;

/// What is measured, done once by each call.
pub(crate) type Work<'w> = Box<dyn Fn() -> usize + 'w>;

/// How long a turn is in seconds, unless a call takes longer.
pub(crate) const TURN: f64 = 0.001;
/// How long all take their turns, and how many rounds there are at least.
const TIME: Duration = Duration::from_secs(2);
const ROUNDS: usize = 5;

/// What came of the turns.
pub(crate) struct Measured {
    pub(crate) rounds: usize,
    /// Of each work, in their order.
    pub(crate) medians: Vec<Median>,
}

/// The medians of all rounds.
pub(crate) struct Median {
    /// What a call takes, in seconds.
    pub(crate) seconds: f64,
    /// How many times as long that is as a call of the first work in the same round.
    pub(crate) times: f64,
}

/// Measures in turns: in each round, each work is called as often as fits into so many seconds.
pub(crate) fn measure(works: &[Work<'_>], turn: f64) -> Measured {
    let calls: Vec<_> = works.iter().map(|work| (turn / seconds(work, 1)) as usize).collect();
    let mut rounds: Vec<Vec<f64>> = Vec::new();
    let start = Instant::now();
    while rounds.is_empty() || is_timed() && (rounds.len() < ROUNDS || start.elapsed() < TIME) {
        rounds.push(works.iter().zip(&calls).map(|(work, calls)| seconds(work, *calls)).collect());
    }
    let median = |index: usize| Median {
        seconds: median(rounds.iter().map(|round| round[index])),
        times: median(rounds.iter().map(|round| round[index] / round[0])),
    };
    Measured { rounds: rounds.len(), medians: (0..works.len()).map(median).collect() }
}

/// What a call takes, of some after one that is not timed; a call that is a turn by itself needs none before it.
pub(crate) fn seconds(work: &Work<'_>, calls: usize) -> f64 {
    if calls > 0 {
        black_box(work());
    }
    let calls = calls.max(1);
    let start = processor_time();
    for _ in 0..calls {
        black_box(work());
    }
    (processor_time() - start) / calls as f64
}

/// How long this thread has run, in seconds: while others run in its place, nothing is timed.
fn processor_time() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap().as_secs_f64()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
