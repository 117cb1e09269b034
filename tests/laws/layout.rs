//! Layouts of JSON text, wilder than real ones, and documents written in them.

use proptest::prelude::*;

use outrigger::Value;

use super::{Json, text};

/// How a value is written down.
#[derive(Clone, Debug)]
pub(crate) enum Layout {
    /// On one line without blanks.
    Compact,
    /// Each entry on a line, with this indentation and line break.
    Pretty(&'static str, &'static str, Commas),
    /// Short objects on one line: `{ "name": "A", "value": "1" }`.
    Short(Commas),
    /// The first entry beside the bracket, the commas below it.
    BelowBrackets,
    /// Any blanks anywhere, and escapes that need not be.
    Chaos(u64),
}

/// Where the comma between two lines is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Commas {
    /// At the end of the first one.
    Trailing,
    /// There, behind a blank.
    Spaced,
    /// At the beginning of the second one.
    Leading,
    /// There, so that the entries are as deep as the first one.
    Outdented,
    /// On a line between them.
    OwnLine,
}

pub(crate) fn layouts() -> impl Strategy<Value = Layout> {
    let commas = prop_oneof![
        5 => Just(Commas::Trailing),
        1 => Just(Commas::Spaced),
        1 => Just(Commas::OwnLine),
        2 => leading_commas(),
    ];
    prop_oneof![
        2 => Just(Layout::Compact),
        3 => pretty(commas.clone()),
        2 => commas.prop_map(Layout::Short),
        1 => Just(Layout::BelowBrackets),
        2 => any::<u64>().prop_map(Layout::Chaos),
    ]
}

fn leading_commas() -> impl Strategy<Value = Commas> + Clone {
    proptest::sample::select(vec![Commas::Leading, Commas::Outdented])
}

fn pretty(commas: impl Strategy<Value = Commas>) -> impl Strategy<Value = Layout> {
    let lines = proptest::sample::select(vec![("  ", "\n"), ("    ", "\n"), ("\t", "\n"), ("  ", "\r\n")]);
    (lines, commas).prop_map(|((unit, newline), commas)| Layout::Pretty(unit, newline, commas))
}

/// Layouts in which each line begins with its comma.
pub(crate) fn comma_first() -> impl Strategy<Value = Layout> {
    prop_oneof![3 => pretty(leading_commas()), 1 => Just(Layout::BelowBrackets)]
}

/// A document with its text.
pub(crate) fn written(document: impl Strategy<Value = Json>) -> impl Strategy<Value = String> {
    written_in(layouts(), document)
}

/// A document with its text, in one of these layouts.
pub(crate) fn written_in(
    layouts: impl Strategy<Value = Layout>,
    document: impl Strategy<Value = Json>,
) -> impl Strategy<Value = String> {
    (document, layouts, any::<u8>()).prop_map(|(value, layout, frame)| {
        let mut out = String::new();
        if frame % 16 == 0 {
            out.push('\u{feff}');
        }
        write(&mut out, &value, &layout, 0, &mut Random(u64::from(frame)));
        if frame % 2 == 0 {
            out.push('\n');
        }
        out
    })
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

pub(crate) fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut random = Random(seed);
    for index in (1..items.len()).rev() {
        items.swap(index, random.below(index as u64 + 1) as usize);
    }
}

fn write(out: &mut String, value: &Json, layout: &Layout, depth: usize, random: &mut Random) {
    if let (Layout::Chaos(seed), 0) = (layout, depth) {
        random.0 ^= seed;
    }
    let (open, close, count) = match value {
        Value::Array(elements) => ('[', ']', elements.len()),
        Value::Object(members) => ('{', '}', members.len()),
        Value::String(content) => return write_string(out, content, layout, random),
        Value::Null | Value::Bool(_) | Value::Number(_) => return out.push_str(&value.to_string()),
    };
    let column = out.chars().rev().take_while(|character| *character != '\n').count();
    out.push(open);
    let is_flat = value
        .elements()
        .iter()
        .chain(value.members().iter().map(|(_, value)| value))
        .all(|entry| !entry.is_composite());
    let is_short = matches!(layout, Layout::Short(_)) && is_flat;
    for index in 0..count {
        if matches!(layout, Layout::BelowBrackets) {
            match index {
                0 => out.push(' '),
                _ => out.extend(["\n", &" ".repeat(column), ", "]),
            }
        } else if index > 0 {
            comma(out, layout, depth + 1, random, is_short);
        } else {
            gap(out, layout, depth + 1, random, is_short);
        }
        if let Value::Object(members) = value {
            write_string(out, &members[index].0, layout, random);
            match layout {
                Layout::Compact => out.push(':'),
                Layout::Pretty(..) | Layout::Short(_) | Layout::BelowBrackets => out.push_str(": "),
                Layout::Chaos(_) => {
                    gap(out, layout, 0, random, false);
                    out.push(':');
                    gap(out, layout, 0, random, false);
                }
            }
            write(out, &members[index].1, layout, depth + 1, random);
        } else {
            write(out, &value.elements()[index], layout, depth + 1, random);
        }
    }
    if count > 0 && matches!(layout, Layout::BelowBrackets) {
        out.extend(["\n", &" ".repeat(column)]);
    } else if count > 0 || matches!(layout, Layout::Chaos(_)) {
        gap(out, layout, depth, random, is_short);
    }
    out.push(close);
}

/// Writes the comma between two entries, and what is around it.
fn comma(out: &mut String, layout: &Layout, depth: usize, random: &mut Random, is_short: bool) {
    let commas = match layout {
        Layout::Pretty(_, _, commas) | Layout::Short(commas) => *commas,
        Layout::Chaos(_) => {
            gap(out, layout, depth, random, is_short);
            Commas::Trailing
        }
        Layout::Compact | Layout::BelowBrackets => Commas::Trailing,
    };
    match commas {
        Commas::Trailing => out.push(','),
        Commas::Spaced => out.push_str(" ,"),
        Commas::Leading | Commas::Outdented if is_short => out.push(','),
        Commas::OwnLine if is_short => out.push_str("\n,"),
        Commas::OwnLine => {
            gap(out, layout, depth, random, is_short);
            out.push(',');
        }
        Commas::Leading | Commas::Outdented => {
            gap(out, layout, depth, random, is_short);
            if commas == Commas::Outdented && out.ends_with("  ") {
                out.truncate(out.len() - 2);
            }
            return out.push_str(", ");
        }
    }
    gap(out, layout, depth, random, is_short);
}

fn gap(out: &mut String, layout: &Layout, depth: usize, random: &mut Random, is_short: bool) {
    match layout {
        Layout::Compact | Layout::BelowBrackets => {}
        Layout::Short(_) if is_short => out.push(' '),
        Layout::Short(_) => {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        }
        Layout::Pretty(unit, newline, _) => {
            out.push_str(newline);
            out.push_str(&unit.repeat(depth));
        }
        Layout::Chaos(_) => {
            for _ in 0..random.below(3) {
                out.push_str(["", " ", "\n", "\t", "\r\n", "   "][random.below(6) as usize]);
            }
        }
    }
}

fn write_string(out: &mut String, content: &str, layout: &Layout, random: &mut Random) {
    if !matches!(layout, Layout::Chaos(_)) {
        return out.push_str(&text(content).to_string());
    }
    out.push('"');
    for character in content.chars() {
        match character {
            '/' if random.below(2) == 0 => out.push_str("\\/"),
            'a'..='z' if random.below(12) == 0 => out.push_str(&format!("\\u{:04X}", u32::from(character))),
            _ => {
                let quoted = text(&character.to_string()).to_string();
                out.push_str(&quoted[1..quoted.len() - 1]);
            }
        }
    }
    out.push('"');
}
