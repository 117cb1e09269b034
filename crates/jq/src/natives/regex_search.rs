//! [`Pattern`]: a regular expression, and searches that limits can end.
//!
//! fancy-regex searches for simple patterns in linear time, and for others (look-around, backreferences) by backtracking,
//! which may take exponential time. It has no way to stop a search from outside. Under a limit, three things bound a search:
//!
//! - The text is a [`CountedText`], which counts each access. When the budget is exhausted, it shows other bytes, which match
//!   almost nothing, so that the search ends soon.
//! - Backtracking is started separately at each place of the text, with a limit on the retries at that place. This bounds
//!   the end of an exhausted search.
//! - The search for a simple pattern or a simple part cannot be stopped. It begins only if it surely fits into the time that
//!   is left.

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
    /// The number of characters and classes, with repetitions expanded.
    size: u64,
    /// Whether the search surely takes linear time.
    is_simple: bool,
    /// Whether one access of a search may read much of the text.
    scans_text: bool,
}

/// The options of a pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) ignores_case: bool,
    pub(super) is_verbose: bool,
    pub(super) dot_is_any: bool,
    /// How often a pattern that is not simple may be retried at one place. `None` is fancy-regex's default.
    pub(super) retries: Option<usize>,
}

/// The most retries at one place, multiplied by the length of the text.
const RETRIES_TIMES_LENGTH: usize = 1 << 26;
/// The most retries in a short text.
const MOST_RETRIES: usize = 1 << 20;

/// How often a pattern may be retried at one place of a text of this length. `None` without a limit. There are only a few
/// different numbers, as compiled patterns are kept with theirs.
pub(super) fn retries(length: usize) -> Option<usize> {
    budget::is_timed().then(|| (RETRIES_TIMES_LENGTH / length.max(1).next_power_of_two()).clamp(64, MOST_RETRIES))
}

/// Under a limit, the most bytes of the compiled form of a part, and the most instructions of the other parts.
const MOST_BYTES: usize = 1 << 20;
const MOST_INSTRUCTIONS: usize = 100_000;

/// About how long the automaton takes at most for a byte of the text and a character of the pattern.
const NANOSECONDS_PER_BYTE: u64 = 10;
/// About how long it takes at most to compile a byte of a pattern.
const NANOSECONDS_TO_COMPILE: u64 = 2_000;
/// How many steps count for compiling a class, such as `\w`, and for compiling any pattern. Larger patterns are refused.
const STEPS_PER_CLASS: u64 = 100;
const STEPS_TO_COMPILE: u64 = 100;
const MOST_STEPS_TO_COMPILE: u64 = 50_000;
/// The memory of a compiled pattern, and of each character in it, in bytes.
const PATTERN_BYTES: usize = 1 << 14;
const CHARACTER_BYTES: usize = 1 << 7;

impl Pattern {
    /// Compiles a pattern.
    pub(super) fn compile(text: &str, options: &Options) -> Result<Self> {
        budget::require_time((text.len() as u64).saturating_mul(NANOSECONDS_TO_COMPILE))?;
        budget::steps(text.len())?;
        let failed = |failure: Error| error(format!("Regex failure: {failure}"));
        // The flag changes how the pattern is parsed.
        let tree = Expr::parse_tree(&if options.is_verbose { format!("(?x){text}") } else { text.to_string() });
        let tree = tree.map_err(failed)?;
        let (size, is_simple, scans_text) = (size(&tree.expr, 1), is_simple(&tree.expr), scans_text(&tree.expr));
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
        Ok(Self { regex: builder.build().map_err(failed)?, size, is_simple, scans_text })
    }

    /// The first match in a text from a place on.
    pub(super) fn find<'w, 't>(&self, text: &'w CountedText<'t>, from: usize) -> Result<Option<Found<'w, 't>>> {
        if !text.is_counted {
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
        // A match that was found after the budget was exhausted is not a match in the text.
        budget::check()?;
        match found {
            Err(Error::RuntimeError(_)) if text.is_counted => {
                budget::exhaust_time()?;
                Ok(None)
            }
            found => found.map_err(|failure| error(format!("Regex failure: {failure}"))),
        }
    }
}

/// A text that counts each access.
pub(super) struct CountedText<'t> {
    pub(super) text: &'t str,
    is_counted: bool,
    /// How many bytes an access counts.
    cost: Cell<usize>,
    /// The number of accesses since the search began.
    accesses: Cell<usize>,
    /// The clock is read after this many accesses.
    accesses_per_clock_check: usize,
    /// The last time that was read from the clock.
    clock: Cell<Option<Instant>>,
    /// How many bytes a search may keep for each access.
    kept: Cell<usize>,
    /// The bytes that are shown instead of the text when the budget is exhausted.
    substitute: OnceCell<Vec<u8>>,
}

/// A byte that is not a part of any character, but is read as the first of two, and the byte at the end.
const NOT_A_CHARACTER: u8 = 0xc0;
const LAST: u8 = b'\n';

/// The bytes that an access counts. If it may read much of the text, it also counts a byte for this many bytes of the text.
const ACCESS: usize = 4;
const TEXT_PER_BYTE: usize = 256;

/// The memory of a search is counted after this many accesses, and only the first accesses may keep memory.
const ACCESSES_PER_COUNT: usize = 1 << 12;
const MOST_ACCESSES_WITH_MEMORY: usize = 1_000_000;
/// The memory for a place to go back to, and for a group that is restored there, in bytes.
const BRANCH: usize = 24;
const GROUP: usize = 32;

impl<'t> CountedText<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // The longer the text, the longer an access may take.
        let accesses_per_clock_check = ((1 << 16) / text.len().max(1)).clamp(1, 256);
        let (cost, accesses, kept, substitute) = (Cell::new(ACCESS), Cell::new(0), Cell::new(0), OnceCell::new());
        let clock = Cell::new(None);
        Self { text, is_counted: budget::is_timed(), cost, accesses, accesses_per_clock_check, clock, kept, substitute }
    }

    fn begin(&self, pattern: &Pattern) {
        self.accesses.set(0);
        self.cost.set(if pattern.scans_text { ACCESS + self.text.len() / TEXT_PER_BYTE } else { ACCESS });
        self.kept.set(BRANCH + GROUP * pattern.regex.captures_len());
    }

    /// Counts an access. Returns the bytes to show instead of the text, if the budget is exhausted.
    fn count_access(&self) -> Option<&[u8]> {
        if !self.is_counted {
            return None;
        }
        budget::spend_bytes(self.cost.get());
        let accesses = self.accesses.get() + 1;
        self.accesses.set(accesses);
        if accesses.is_multiple_of(self.accesses_per_clock_check) {
            // One access may take long, which only the clock shows.
            let now = Instant::now();
            let before = self.clock.replace(Some(now)).unwrap_or(now);
            budget::spend_steps(now.saturating_duration_since(before).as_micros());
            budget::check_clock();
        }
        if accesses.is_multiple_of(ACCESSES_PER_COUNT) && accesses <= MOST_ACCESSES_WITH_MEMORY {
            budget::spend_peak_memory(accesses.saturating_mul(self.kept.get()));
        }
        if budget::is_left() { None } else { Some(self.substitute()) }
    }

    #[cold]
    fn substitute(&self) -> &[u8] {
        self.substitute.get_or_init(|| {
            let mut substitute = vec![NOT_A_CHARACTER; self.text.len()];
            substitute.last_mut().into_iter().for_each(|last| *last = LAST);
            substitute
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
        self.count_access().unwrap_or(self.text.as_bytes())
    }

    fn is_char_boundary(&self, at: usize) -> bool {
        self.count_access().is_some() || self.text.is_char_boundary(at)
    }

    fn is_ascii(&self) -> bool {
        self.count_access().is_none() && self.text.is_ascii()
    }

    fn prev_codepoint_ix(&self, at: usize) -> usize {
        match self.count_access() {
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

/// The number of characters and classes of a part, with repetitions expanded. A class counts as `class` characters.
fn size(expression: &Expr, class: u64) -> u64 {
    /// How many characters a call of a group counts. It may be recursive.
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

fn scans_text(expression: &Expr) -> bool {
    match expression {
        Expr::Backref { .. } | Expr::BackrefWithRelativeRecursionLevel { .. } | Expr::SubroutineCall(_) => true,
        Expr::Absent(_) => true,
        Expr::Repeat { hi: usize::MAX, .. } => true,
        other => other.children_iter().any(scans_text),
    }
}
