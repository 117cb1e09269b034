//! Regular expressions: fancy-regex, with the interface that jq has for Oniguruma.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use jaq_core::Exn;
use jaq_core::box_iter::box_once;

use super::regex_search::{CountedText, Found, Options, Pattern, retries};
use super::{Cv, Native, Outputs, Parameter, native};
use crate::limits::budget;
use crate::value::{Map, Result, StringBuilder, Value, error, wrong, wrong_together};

use Parameter::{Filter, Value as V};

pub(super) const NATIVES: &[Native] = &[
    native!("_matches" / 2, |text: Value, regex: Value, flags: Value| {
        let search = Search::new(&text, &regex, &flags)?;
        Ok(Value::array(search.found()?.iter().map(|found| search.describe(found)).collect::<Result<_>>()?))
    }),
    native!("_test" / 2, |text: Value, regex: Value, flags: Value| {
        let search = Search::new(&text, &regex, &flags)?;
        Ok(Value::Bool(search.next(0)?.is_some()))
    }),
    native!("_captures" / 2, |text: Value, regex: Value, flags: Value| {
        let search = Search::new(&text, &regex, &flags)?;
        Ok(Value::array(search.found()?.iter().map(|found| search.named(found)).collect::<Result<_>>()?))
    }),
    Native::any("_sub", &[V, Filter, V], substituted),
    native!("split" / 2, |text: Value, regex: Value, flags: Value| {
        let flags = Value::from(flags.as_str().unwrap_or_default().to_string() + "g");
        let search = Search::new(&text, &regex, &flags)?;
        let mut at = 0;
        let mut parts = Vec::new();
        for found in search.found()? {
            let whole = whole(&found);
            budget::step()?;
            parts.push(Value::string(&search.text[at..whole.start]));
            at = whole.end;
        }
        parts.push(Value::string(&search.text[at..]));
        Ok(Value::array(parts))
    }),
];

/// How many compiled regular expressions are kept.
const KEPT: usize = 32;

/// A pattern and its options.
type Key = (String, Options);

thread_local! {
    static COMPILED: RefCell<Vec<(Key, Rc<Pattern>)>> = const { RefCell::new(Vec::new()) };
}

/// A search for a regular expression in a text.
struct Search<'t> {
    text: &'t str,
    counted_text: CountedText<'t>,
    pattern: Rc<Pattern>,
    is_global: bool,
    takes_empty: bool,
    /// A place in the text, and the number of characters before it.
    counted: Cell<(usize, usize)>,
}

impl<'t> Search<'t> {
    fn new(text: &'t Value, regex: &Value, flags: &Value) -> Result<Self> {
        let Some(text) = text.as_str() else { return Err(wrong(text, "cannot be matched, as it is not a string")) };
        let Some(pattern) = regex.as_str() else { return Err(wrong(regex, "is not a string")) };
        let flags = match flags {
            Value::Null => "",
            Value::String(flags) => flags,
            _ => return Err(wrong(flags, "is not a string")),
        };
        if flags.contains(|flag| !"gixmspln".contains(flag)) {
            return Err(error(format!("{flags} is not a valid modifier string")));
        }
        budget::charge_bytes(pattern.len() + flags.len())?;
        let options = Options {
            ignores_case: flags.contains('i'),
            is_verbose: flags.contains('x'),
            // In Oniguruma's multi-line mode, `.` matches a line break.
            dot_is_any: flags.contains(['m', 'p']),
            retries: retries(text.len()),
        };
        let pattern = if text.ends_with('\n') { with_end_before_line_break(pattern) } else { pattern.to_string() };
        let pattern = compiled((pattern, options))?;
        let (is_global, takes_empty) = (flags.contains('g'), !flags.contains('n'));
        Ok(Self {
            text,
            counted_text: CountedText::new(text),
            pattern,
            is_global,
            takes_empty,
            counted: Cell::new((0, 0)),
        })
    }

    /// The first match from a place on.
    fn next(&self, from: usize) -> Result<Option<Found<'_, 't>>> {
        let mut from = from;
        loop {
            match self.pattern.find(&self.counted_text, from)? {
                Some(found) if !self.takes_empty && whole(&found).is_empty() => match self.after(whole(&found).end) {
                    Some(next) => from = next,
                    None => return Ok(None),
                },
                found => return Ok(found),
            }
        }
    }

    /// The place behind the character at a place. `None` at the end.
    fn after(&self, at: usize) -> Option<usize> {
        self.text[at..].chars().next().map(|character| at + character.len_utf8())
    }

    /// All matches, or only the first one.
    fn found(&self) -> Result<Vec<Found<'_, 't>>> {
        let mut all = Vec::new();
        let mut from = Some(0);
        while let Some(start) = from {
            budget::step()?;
            let Some(found) = self.next(start)? else { break };
            let whole = whole(&found);
            from = if whole.is_empty() { self.after(whole.end) } else { Some(whole.end) };
            budget::reserve(size_of_val(&found) + found.len() * size_of::<Range<usize>>())?;
            all.push(found);
            if !self.is_global {
                break;
            }
        }
        Ok(all)
    }

    /// The number of characters before a place.
    fn characters_before(&self, at: usize) -> Result<usize> {
        let (place, characters) = self.counted.get();
        budget::charge_bytes(place.abs_diff(at))?;
        let count = |range: Range<usize>| self.text[range].chars().count();
        Ok(if at < place { characters - count(at..place) } else { characters + count(place..at) })
    }

    /// A match as `match` returns it. Offsets and lengths are in characters.
    fn describe(&self, found: &Found<'_, 't>) -> Result {
        // The next match is counted from here.
        let start = whole(found).start;
        self.counted.set((start, self.characters_before(start)?));
        let names: Vec<Option<&str>> = self.pattern.regex.capture_names().collect();
        let part = |index: usize| -> Result<[(&str, Value); 3]> {
            Ok(match found.get(index) {
                Some(part) => {
                    let start = self.characters_before(part.start)?;
                    let text = &self.text[part];
                    budget::charge_bytes(text.len())?;
                    [
                        ("offset", Value::count(start)),
                        ("length", Value::count(text.chars().count())),
                        ("string", Value::string(text)),
                    ]
                }
                None => [("offset", Value::number(-1.0)), ("length", Value::count(0)), ("string", Value::Null)],
            })
        };
        let capture = |index: usize| -> Result {
            let name = names.get(index).copied().flatten().map_or(Value::Null, Value::string);
            let [offset, length, string] = part(index)?;
            Ok(Value::members([offset, length, string, ("name", name)]))
        };
        budget::step()?;
        let [offset, length, string] = part(0)?;
        let captures = Value::array((1..found.len()).map(capture).collect::<Result<_>>()?);
        Ok(Value::members([offset, length, string, ("captures", captures)]))
    }

    /// The groups with a name, as an object.
    fn named(&self, found: &Found<'_, 't>) -> Result {
        budget::step()?;
        let mut map = Map::default();
        for (index, name) in self.pattern.regex.capture_names().enumerate() {
            if let Some(name) = name {
                let value = found.get(index).map_or(Value::Null, |part| Value::string(&self.text[part]));
                map.insert(name.into(), value);
            }
        }
        Ok(Value::object(map))
    }
}

fn whole(found: &Found<'_, '_>) -> Range<usize> {
    found.get(0).unwrap_or_default()
}

fn compiled(key: Key) -> Result<Rc<Pattern>> {
    let kept =
        COMPILED.with_borrow(|kept| kept.iter().find(|(known, _)| *known == key).map(|(_, pattern)| pattern.clone()));
    if let Some(pattern) = kept {
        return Ok(pattern);
    }
    let pattern = Rc::new(Pattern::compile(&key.0, &key.1)?);
    COMPILED.with_borrow_mut(|kept| {
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push((key, pattern.clone()));
    });
    Ok(pattern)
}

/// The pattern, in which each `$` also matches before the line break that ends the text, as in Perl.
fn with_end_before_line_break(pattern: &str) -> String {
    let mut done = String::with_capacity(pattern.len());
    let (mut is_escaped, mut is_in_class) = (false, false);
    for character in pattern.chars() {
        match character {
            _ if is_escaped => {}
            '[' => is_in_class = true,
            ']' => is_in_class = false,
            '$' if !is_in_class => {
                done.push_str(r"(?=\n?\z)");
                continue;
            }
            _ => {}
        }
        is_escaped = character == '\\' && !is_escaped;
        done.push(character);
    }
    done
}

/// `sub(regex; filter; flags)`: a text for each output of the filter. The input of the filter is the named groups.
fn substituted(mut cv: Cv<'_>) -> Outputs<'_> {
    let flags = cv.0.pop_var();
    let (filter, context) = cv.0.pop_fun();
    let regex = cv.0.pop_var();
    let input = cv.1;
    let done = || -> std::result::Result<Vec<Value>, Exn<'_, Value>> {
        let search = Search::new(&input, &regex, &flags)?;
        let mut texts: Vec<StringBuilder> = Vec::new();
        let mut at = 0;
        for found in search.found()? {
            let range = whole(&found);
            let gap = &search.text[at..range.start];
            at = range.end;
            for (index, replacement) in filter.run((context.clone(), search.named(&found)?)).enumerate() {
                let replacement = replacement?;
                if index == texts.len() {
                    budget::reserve(size_of::<StringBuilder>())?;
                    texts.push(StringBuilder::default());
                }
                let Some(text) = texts.get_mut(index) else { continue };
                text.push_str(gap)?;
                match &replacement {
                    Value::Null => {}
                    Value::String(replacement) => text.push_str(replacement)?,
                    _ => return Err(wrong_together(&Value::string(gap), &replacement, "cannot be added").into()),
                }
            }
        }
        if texts.is_empty() {
            return Ok(vec![input.clone()]);
        }
        let finished = |mut text: StringBuilder| {
            text.push_str(&search.text[at..])?;
            Ok(text.finish())
        };
        texts.into_iter().map(finished).collect()
    };
    match done() {
        Ok(texts) => Box::new(texts.into_iter().map(Ok)),
        Err(error) => box_once(Err(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollar_also_matches_before_the_last_line_break() {
        assert_eq!(with_end_before_line_break(r"a$"), r"a(?=\n?\z)");
        assert_eq!(with_end_before_line_break(r"[$]\$|$"), r"[$]\$|(?=\n?\z)");
    }
}
