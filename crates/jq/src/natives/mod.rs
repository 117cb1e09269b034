//! The filters that are written in Rust. Each file has one kind of filters.

mod arrays;
mod comparison;
mod control_flow;
mod dates;
mod formats;
mod input_output;
mod json;
mod mathematics;
mod merge_sort;
mod native;
mod numbers;
mod objects;
mod paths;
mod regex_search;
mod regexes;
mod sidecar;
mod strings;
mod updates;

use std::collections::HashMap;
use std::sync::LazyLock;

use native::{Cv, Outputs, Parameter, native};
pub(crate) use native::{Data, Native, RunData};

static TABLES: [&[Native]; 17] = [
    arrays::NATIVES,
    control_flow::NATIVES,
    dates::NATIVES,
    formats::NATIVES,
    input_output::NATIVES,
    json::NATIVES,
    mathematics::NATIVES[0],
    mathematics::NATIVES[1],
    mathematics::NATIVES[2],
    numbers::NATIVES,
    objects::NATIVES,
    comparison::NATIVES,
    paths::NATIVES,
    regexes::NATIVES,
    sidecar::NATIVES,
    strings::NATIVES,
    updates::NATIVES,
];

static BY_NAME: LazyLock<HashMap<(&str, usize), &Native>> = LazyLock::new(|| {
    let natives = TABLES.iter().flat_map(|table| table.iter());
    natives.map(|native| ((native.name, native.parameters.len()), native)).collect()
});

/// The filter with this name and number of parameters.
pub(crate) fn find(name: &str, arity: usize) -> Option<&'static Native> {
    BY_NAME.get(&(name, arity)).copied()
}

/// The names of all filters, with their numbers of parameters.
fn all_names() -> impl Iterator<Item = (&'static str, usize)> {
    TABLES.iter().flat_map(|table| table.iter()).map(|native| (native.name, native.parameters.len()))
}
