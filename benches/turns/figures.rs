//! [`InTurns`]: what was measured in turns, as it is printed and kept.

use serde::{Deserialize, Serialize};

/// What was measured in turns.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct InTurns {
    pub(crate) sizes: Vec<Size>,
    pub(crate) growth: Vec<Step>,
}

/// What each contender needs for task definitions of a size.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Size {
    pub(crate) size: String,
    pub(crate) bytes: u64,
    pub(crate) rounds: usize,
    pub(crate) contenders: Vec<Contender>,
}

/// What a contender needs.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Contender {
    pub(crate) contender: String,
    /// The median of all rounds.
    pub(crate) nanoseconds: u64,
    /// How many times as long it takes as the first contender: the median of each round's ratio.
    pub(crate) times: f64,
}

/// An injection into a task definition, and into one with ten times as many of something.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) grows: String,
    /// How many there are of it in the smaller one.
    pub(crate) from: usize,
    /// How many times as many bytes the larger one has.
    pub(crate) bytes: f64,
    /// How many times as long the larger one takes: the median of each round's ratio.
    pub(crate) time: f64,
}
