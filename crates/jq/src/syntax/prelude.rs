//! The definitions that come with the crate, written in jq. Only those that a program uses are compiled.

use std::collections::HashMap;
use std::sync::LazyLock;

const TEXT: &str = include_str!("prelude.jq");

struct Definition {
    name: &'static str,
    parameters: usize,
    text: &'static str,
}

/// The definitions in the order of the file. A definition uses only those before it, and itself.
static DEFINITIONS: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    let starts: Vec<usize> = TEXT.match_indices("\ndef ").map(|(at, _)| at + 1).collect();
    let ends = starts.iter().skip(1).copied().chain([TEXT.len()]);
    starts.iter().zip(ends).map(|(start, end)| definition(&TEXT[*start..end])).collect()
});

static NUMBERS: LazyLock<HashMap<(&str, usize), usize>> = LazyLock::new(|| {
    let numbered = DEFINITIONS.iter().enumerate();
    numbered.map(|(number, definition)| ((definition.name, definition.parameters), number)).collect()
});

fn definition(text: &'static str) -> Definition {
    let head = &text["def ".len()..];
    let name = &head[..head.find([':', '(']).unwrap_or(head.len())];
    let parameters = match head[name.len()..].strip_prefix('(') {
        Some(parameters) => parameters.split(')').next().map_or(0, |parameters| parameters.split(';').count()),
        None => 0,
    };
    Definition { name, parameters, text }
}

/// The number of the definition with this name and number of parameters.
pub(crate) fn find(name: &str, arity: usize) -> Option<usize> {
    NUMBERS.get(&(name, arity)).copied()
}

/// The text of a definition.
pub(crate) fn text(number: usize) -> &'static str {
    DEFINITIONS[number].text
}

/// The names of all definitions, with their numbers of parameters.
pub(crate) fn names() -> impl Iterator<Item = (&'static str, usize)> {
    DEFINITIONS.iter().map(|definition| (definition.name, definition.parameters))
}
