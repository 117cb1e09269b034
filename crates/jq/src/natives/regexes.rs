//! Regular expressions: fancy-regex, spoken to as Oniguruma is.

use std::cell::RefCell;
use std::rc::Rc;

use fancy_regex::{Regex, RegexBuilder};
use jaq_core::Exn;
use jaq_core::box_iter::box_once;

use super::{Cv, Native, Outputs, Parameter, native};
use crate::budget;
use crate::value::{Map, Result, Value, error, wrong};

use Parameter::{Filter, Value as V};

pub(super) const NATIVES: &[Native] = &[
    native!("_matches" / 2, |text: Value, regex: Value, flags: Value| {
        let search = Search::new(&text, &regex, &flags)?;
        Ok(Value::array(search.found()?.iter().map(|found| search.describe(found)).collect()))
    }),
    native!("_test" / 2, |text: Value, regex: Value, flags: Value| {
        let search = Search::new(&text, &regex, &flags)?;
        Ok(Value::Bool(search.next(0)?.is_some()))
    }),
    native!("_captures" / 2, |text: Value, regex: Value, flags: Value| {
        let search = Search::new(&text, &regex, &flags)?;
        Ok(Value::array(search.found()?.iter().map(|found| search.named(found)).collect()))
    }),
    Native::any("_sub", &[V, Filter, V], substituted),
    native!("split" / 2, |text: Value, regex: Value, flags: Value| {
        let flags = Value::from(flags.as_str().unwrap_or_default().to_string() + "g");
        let search = Search::new(&text, &regex, &flags)?;
        let mut at = 0;
        let mut parts = Vec::new();
        for found in search.found()? {
            let whole = whole(&found);
            parts.push(Value::string(&search.text[at..whole.start]));
            at = whole.end;
        }
        parts.push(Value::string(&search.text[at..]));
        Ok(Value::array(parts))
    }),
];

/// How many regular expressions are kept compiled.
const KEPT: usize = 32;

/// A pattern, its flags, and whether it is for a text that ends with a line break.
type Key = (String, String, bool);

thread_local! {
    static COMPILED: RefCell<Vec<(Key, Rc<Regex>)>> = const { RefCell::new(Vec::new()) };
}

/// A match.
type Found<'t> = fancy_regex::Captures<'t, str>;

/// A text that a regular expression is looked for in.
struct Search<'t> {
    text: &'t str,
    regex: Rc<Regex>,
    is_global: bool,
    takes_empty: bool,
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
        let regex = compiled((pattern.to_string(), flags.to_string(), text.ends_with('\n')))?;
        Ok(Self { text, regex, is_global: flags.contains('g'), takes_empty: !flags.contains('n') })
    }

    /// The first match from there on.
    fn next(&self, from: usize) -> Result<Option<Found<'t>>> {
        let mut from = from;
        loop {
            let found = self
                .regex
                .captures_from_pos(self.text, from)
                .map_err(|failure| error(format!("Regex failure: {failure}")))?;
            match found {
                Some(found) if !self.takes_empty && whole(&found).is_empty() => match self.after(whole(&found).end) {
                    Some(next) => from = next,
                    None => return Ok(None),
                },
                found => return Ok(found),
            }
        }
    }

    /// Behind the character there; `None` at the end.
    fn after(&self, at: usize) -> Option<usize> {
        self.text[at..].chars().next().map(|character| at + character.len_utf8())
    }

    /// All matches, or the first.
    fn found(&self) -> Result<Vec<Found<'t>>> {
        let mut all = Vec::new();
        let mut from = Some(0);
        while let Some(start) = from {
            budget::step()?;
            let Some(found) = self.next(start)? else { break };
            let whole = whole(&found);
            from = if whole.is_empty() { self.after(whole.end) } else { Some(whole.end) };
            all.push(found);
            if !self.is_global {
                break;
            }
        }
        Ok(all)
    }

    /// A match as `match` gives it: offsets and lengths in characters.
    fn describe(&self, found: &Found<'t>) -> Value {
        let names: Vec<Option<&str>> = self.regex.capture_names().collect();
        let part = |index: usize| -> [(&str, Value); 3] {
            match found.get(index) {
                Some(part) => [
                    ("offset", Value::count(self.text[..part.start()].chars().count())),
                    ("length", Value::count(part.as_str().chars().count())),
                    ("string", Value::string(part.as_str())),
                ],
                None => [("offset", Value::number(-1.0)), ("length", Value::count(0)), ("string", Value::Null)],
            }
        };
        let capture = |index: usize| {
            let name = names.get(index).copied().flatten().map_or(Value::Null, Value::string);
            let [offset, length, string] = part(index);
            Value::members([offset, length, string, ("name", name)])
        };
        let [offset, length, string] = part(0);
        let captures = Value::array((1..found.len()).map(capture).collect());
        Value::members([offset, length, string, ("captures", captures)])
    }

    /// The groups that have a name.
    fn named(&self, found: &Found<'t>) -> Value {
        let mut map = Map::default();
        for (index, name) in self.regex.capture_names().enumerate() {
            if let Some(name) = name {
                let value = found.get(index).map_or(Value::Null, |part| Value::string(part.as_str()));
                map.insert(name.into(), value);
            }
        }
        Value::object(map)
    }
}

fn whole(found: &Found<'_>) -> std::ops::Range<usize> {
    found.get(0).map_or(0..0, |whole| whole.start()..whole.end())
}

fn compiled(key: Key) -> Result<Rc<Regex>> {
    let kept =
        COMPILED.with_borrow(|kept| kept.iter().find(|(known, _)| *known == key).map(|(_, regex)| regex.clone()));
    if let Some(regex) = kept {
        return Ok(regex);
    }
    let (pattern, flags, has_last_line) = &key;
    let pattern = if *has_last_line { with_end_before_line_break(pattern) } else { pattern.clone() };
    let mut builder = RegexBuilder::new(&pattern);
    builder.case_insensitive(flags.contains('i'));
    builder.verbose_mode(flags.contains('x'));
    // What Oniguruma calls a mode for several lines lets `.` stand for a line break.
    builder.dot_matches_new_line(flags.contains(['m', 'p']));
    let regex = builder.build().map_err(|failure| error(format!("Regex failure: {failure}")))?;
    let regex = Rc::new(regex);
    COMPILED.with_borrow_mut(|kept| {
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push((key, regex.clone()));
    });
    Ok(regex)
}

/// The pattern with every `$` for the end of the text or the line break that ends it, as in Perl.
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

/// `sub(regex; filter; flags)`: a text for each output of the filter, which gets the named groups.
fn substituted(mut cv: Cv<'_>) -> Outputs<'_> {
    let flags = cv.0.pop_var();
    let (filter, context) = cv.0.pop_fun();
    let regex = cv.0.pop_var();
    let input = cv.1;
    let done = || -> std::result::Result<Vec<Value>, Exn<'_, Value>> {
        let search = Search::new(&input, &regex, &flags)?;
        let mut texts: Vec<Value> = Vec::new();
        let mut at = 0;
        for found in search.found()? {
            let range = whole(&found);
            let gap = &search.text[at..range.start];
            at = range.end;
            for (index, replacement) in filter.run((context.clone(), search.named(&found))).enumerate() {
                let part = (Value::string(gap) + replacement?)?;
                match texts.get_mut(index) {
                    Some(text) => *text = (std::mem::replace(text, Value::Null) + part)?,
                    None => texts.push(part),
                }
            }
        }
        if texts.is_empty() {
            return Ok(vec![input.clone()]);
        }
        texts.into_iter().map(|text| Ok((text + Value::string(&search.text[at..]))?)).collect()
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
    fn ends_of_patterns() {
        assert_eq!(with_end_before_line_break(r"a$"), r"a(?=\n?\z)");
        assert_eq!(with_end_before_line_break(r"[$]\$|$"), r"[$]\$|(?=\n?\z)");
    }
}
