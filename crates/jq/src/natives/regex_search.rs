//! [`Pattern`]: a regular expression, and searches that end.
//!
//! fancy-regex looks for simple patterns in a time that grows with the length of the text, and for others (look-around,
//! backreferences) by trying, which may take longer than anybody waits. It has no way to end a search from outside.
//! Three things bound what a search takes, if the run has a limit:
//!
//! - The text that it looks into is [`CountedText`]: each look counts. Once something is spent, other bytes are seen in its
//!   place, which match hardly anything, so that the search comes to its end.
//! - A pattern of that kind is tried at one place after the other, each with a limit of its own on how often it is tried
//!   again, which bounds that end.
//! - What is done in one go, a simple pattern or a simple part, is only begun if it surely fits into what is left.

use std::cell::{Cell, OnceCell};
use std::ops::Range;
use std::time::Instant;

use fancy_regex::{Assertion, Error, Expr, Input, Regex, RegexBuilder, RegexInput};

use crate::limits::budget;
use crate::value::{Result, error};

/// A match.
pub(super) type Found<'w, 't> = fancy_regex::Captures<'w, CountedText<'t>>;

/// A regular expression, compiled.
pub(super) struct Pattern {
    pub(super) regex: Regex,
    /// How many characters and classes it has, repeated ones so many times.
    size: u64,
    /// Whether it is surely looked for in linear time.
    is_simple: bool,
    /// Whether one look of a search may go over much of the text.
    scans: bool,
}

/// What patterns are to the syntax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) ignores_case: bool,
    pub(super) is_verbose: bool,
    pub(super) dot_is_any: bool,
    /// How often a pattern that is not simple may be tried again at one place; `None` for as often as fancy-regex has it.
    pub(super) retries: Option<usize>,
}

/// How many retries there may be at one place, times the length of the text.
const RETRIES_TIMES_LENGTH: usize = 1 << 26;
/// How many there may be in a short text.
const MOST_RETRIES: usize = 1 << 20;

/// How often a pattern may be tried again in a text of this length, if the run has a limit. It is one of few numbers, as
/// patterns are kept compiled with it.
pub(super) fn retries(length: usize) -> Option<usize> {
    budget::is_timed().then(|| (RETRIES_TIMES_LENGTH / length.max(1).next_power_of_two()).clamp(64, MOST_RETRIES))
}

/// How large the compiled form of a part may become, and how many instructions others may have, if the run has a limit.
const MOST_BYTES: usize = 1 << 20;
const MOST_INSTRUCTIONS: usize = 100_000;

/// About how long the automaton takes for a byte of the text and a character of the pattern, at the worst.
const NANOSECONDS_PER_BYTE: u64 = 10;
/// About how long it takes to compile a byte of a pattern, at the worst.
const NANOSECONDS_TO_COMPILE: u64 = 2_000;
/// How many steps it takes to compile a class, such as `\w`, and any pattern at all; larger ones are refused before.
const STEPS_PER_CLASS: u64 = 100;
const STEPS_TO_COMPILE: u64 = 100;
const MOST_STEPS_TO_COMPILE: u64 = 50_000;
/// What a compiled pattern is counted for, and each character in it, in bytes.
const PATTERN_BYTES: usize = 1 << 14;
const CHARACTER_BYTES: usize = 1 << 7;

impl Pattern {
    /// Compiles a pattern.
    pub(super) fn compile(text: &str, options: &Options) -> Result<Self> {
        budget::require_time((text.len() as u64).saturating_mul(NANOSECONDS_TO_COMPILE))?;
        budget::steps(text.len())?;
        let failed = |failure: Error| error(format!("Regex failure: {failure}"));
        // The flag changes what is read.
        let tree = Expr::parse_tree(&if options.is_verbose { format!("(?x){text}") } else { text.to_string() });
        let tree = tree.map_err(failed)?;
        let (size, is_simple, scans) = (size(&tree.expr, 1), is_simple(&tree.expr), scans(&tree.expr));
        let characters = usize::try_from(size).unwrap_or(usize::MAX).min(MOST_BYTES);
        budget::reserve(PATTERN_BYTES.saturating_add(characters.saturating_mul(CHARACTER_BYTES)))?;
        let work = work_to_compile(&tree.expr);
        budget::spend_steps(u128::from(work));
        budget::check()?;
        let mut builder = RegexBuilder::new(text);
        builder.case_insensitive(options.ignores_case);
        builder.verbose_mode(options.is_verbose);
        builder.dot_matches_new_line(options.dot_is_any);
        if let Some(retries) = options.retries {
            builder.backtrack_limit(retries).allow_input_assertion_overrides(true);
            builder.delegate_size_limit(MOST_BYTES).max_prog_size(MOST_INSTRUCTIONS);
        }
        Ok(Self { regex: builder.build().map_err(failed)?, size, is_simple, scans })
    }

    /// The first match in a text from there on.
    pub(super) fn find<'w, 't>(&self, text: &'w CountedText<'t>, from: usize) -> Result<Option<Found<'w, 't>>> {
        if !text.is_watched {
            return self.found(text, RegexInput::new(text).from_pos(from));
        }
        let length = (text.text.len() - from.min(text.text.len())) as u64;
        budget::require_time(length.saturating_mul(self.size).saturating_mul(NANOSECONDS_PER_BYTE))?;
        text.begin(self);
        if self.is_simple {
            let found = self.found(text, RegexInput::new(text).from_pos(from))?;
            let end = found.as_ref().and_then(|found| found.get(0)).map_or(text.text.len(), |whole| whole.end);
            budget::charge_bytes(end.saturating_sub(from))?;
            return Ok(found);
        }
        for at in from..=text.text.len() {
            if !text.text.is_char_boundary(at) {
                continue;
            }
            budget::step()?;
            text.begin(self);
            let input = RegexInput::new(text).from_pos(at).anchored(true).continue_from_previous_match_end(at == from);
            if let Some(found) = self.found(text, input)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn found<'w, 't>(
        &self,
        text: &'w CountedText<'t>,
        input: RegexInput<'w, CountedText<'t>>,
    ) -> Result<Option<Found<'w, 't>>> {
        let found = self.regex.captures_input(input);
        // What was found after something was spent was not found in the text.
        budget::check()?;
        match found {
            Err(Error::RuntimeError(_)) if text.is_watched => {
                budget::exhaust_time()?;
                Ok(None)
            }
            found => found.map_err(|failure| error(format!("Regex failure: {failure}"))),
        }
    }
}

/// A text whose looks are counted.
pub(super) struct CountedText<'t> {
    pub(super) text: &'t str,
    is_watched: bool,
    /// What a look counts, in bytes.
    cost: Cell<usize>,
    /// How many looks there have been since the search began.
    looks: Cell<usize>,
    /// After how many the clock is looked at.
    looks_per_look: usize,
    /// When it was looked at last.
    clock: Cell<Option<Instant>>,
    /// How many bytes a search may keep for each look.
    kept: Cell<usize>,
    /// What is seen in place of the text once something is spent.
    instead: OnceCell<Vec<u8>>,
}

/// A byte that is part of no character, which goes for the first of two, and one that ends the last two.
const NO_CHARACTER: u8 = 0xc0;
const LAST: u8 = b'\n';

/// What a look counts at least, and for what part of the text it counts if it may go over much of it.
const LOOK: usize = 4;
const PART: usize = 256;

/// How often the memory of a search is counted, and how many looks may keep some.
const LOOKS_PER_COUNT: usize = 1 << 12;
const MOST_KEPT: usize = 1_000_000;
/// What is kept for a place to go back to, and for a group that it restores, in bytes.
const BRANCH: usize = 24;
const GROUP: usize = 32;

impl<'t> CountedText<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // The longer the text, the longer a look may take.
        let looks_per_look = ((1 << 16) / text.len().max(1)).clamp(1, 256);
        let (cost, looks, kept, instead) = (Cell::new(LOOK), Cell::new(0), Cell::new(0), OnceCell::new());
        let clock = Cell::new(None);
        Self { text, is_watched: budget::is_timed(), cost, looks, looks_per_look, clock, kept, instead }
    }

    fn begin(&self, pattern: &Pattern) {
        self.looks.set(0);
        self.cost.set(if pattern.scans { LOOK + self.text.len() / PART } else { LOOK });
        self.kept.set(BRANCH + GROUP * pattern.regex.captures_len());
    }

    /// Counts a look, and says what is to be seen.
    fn look(&self) -> Option<&[u8]> {
        if !self.is_watched {
            return None;
        }
        budget::spend_bytes(self.cost.get());
        let looks = self.looks.get() + 1;
        self.looks.set(looks);
        if looks.is_multiple_of(self.looks_per_look) {
            // One look may take long, which nothing but the clock sees.
            let now = Instant::now();
            let before = self.clock.replace(Some(now)).unwrap_or(now);
            budget::spend_steps(now.saturating_duration_since(before).as_micros());
            budget::check_clock();
        }
        if looks.is_multiple_of(LOOKS_PER_COUNT) && looks <= MOST_KEPT {
            budget::spend_peak_memory(looks.saturating_mul(self.kept.get()));
        }
        if budget::is_left() { None } else { Some(self.instead()) }
    }

    #[cold]
    fn instead(&self) -> &[u8] {
        self.instead.get_or_init(|| {
            let mut instead = vec![NO_CHARACTER; self.text.len()];
            instead.last_mut().into_iter().for_each(|last| *last = LAST);
            instead
        })
    }
}

impl Input for CountedText<'_> {
    type Match<'m>
        = Range<usize>
    where
        Self: 'm;

    fn len(&self) -> usize {
        self.text.len()
    }

    fn as_bytes(&self) -> &[u8] {
        self.look().unwrap_or(self.text.as_bytes())
    }

    fn is_char_boundary(&self, at: usize) -> bool {
        self.look().is_some() || self.text.is_char_boundary(at)
    }

    fn is_ascii(&self) -> bool {
        self.look().is_none() && self.text.is_ascii()
    }

    fn prev_codepoint_ix(&self, at: usize) -> usize {
        match self.look() {
            Some(_) => at - 1,
            None => Input::prev_codepoint_ix(self.text, at),
        }
    }

    fn make_match(&self, start: usize, end: usize) -> Range<usize> {
        start..end
    }

    fn advance_position(&self, at: usize) -> usize {
        Input::advance_position(self.text, at)
    }
}

/// How many characters and classes a part has, repeated ones so many times; a class counts as so many characters.
fn size(expression: &Expr, class: u64) -> u64 {
    /// What a call of a group counts, which may call itself.
    const CALL: u64 = 1_000;
    match expression {
        Expr::Literal { val, .. } => val.len() as u64,
        Expr::LiteralBytes { bytes } => bytes.len() as u64,
        Expr::Delegate { .. } => class,
        Expr::SubroutineCall(_) => CALL,
        Expr::Repeat { child, lo, hi, .. } => {
            let times = if *hi == usize::MAX { *lo } else { *hi };
            size(child, class).saturating_mul(times.max(1) as u64)
        }
        other => other.children_iter().map(|part| size(part, class)).fold(1, u64::saturating_add),
    }
}

fn work_to_compile(expression: &Expr) -> u64 {
    size(expression, STEPS_PER_CLASS).saturating_add(STEPS_TO_COMPILE).min(MOST_STEPS_TO_COMPILE)
}

fn is_simple(expression: &Expr) -> bool {
    match expression {
        Expr::Empty | Expr::Any { .. } | Expr::Literal { .. } | Expr::Delegate { .. } => true,
        Expr::Assertion(assertion) => {
            matches!(assertion, Assertion::StartText | Assertion::EndText | Assertion::WordBoundary)
        }
        Expr::Concat(parts) | Expr::Alt(parts) => parts.iter().all(is_simple),
        Expr::Group(inner) => is_simple(inner),
        Expr::Repeat { child, .. } => is_simple(child),
        _ => false,
    }
}

fn scans(expression: &Expr) -> bool {
    match expression {
        Expr::Backref { .. } | Expr::BackrefWithRelativeRecursionLevel { .. } | Expr::SubroutineCall(_) => true,
        Expr::Absent(_) => true,
        Expr::Repeat { hi: usize::MAX, .. } => true,
        other => other.children_iter().any(scans),
    }
}
