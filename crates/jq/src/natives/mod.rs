//! The filters that are written in Rust, a file for each kind.

mod arrays;
mod control;
mod dates;
mod formats;
mod host;
mod json;
mod mathematics;
mod numbers;
mod objects;
mod order;
mod paths;
mod regexes;
mod search;
mod sidecar;
mod sort;
mod strings;
mod updates;

use std::collections::HashMap;
use std::sync::LazyLock;

use jaq_core::data::HasLut;
use jaq_core::{Bind, DataT, Lut, PathsPtr, RunPtr};

use crate::budget;
use crate::host::Host;
use crate::value::{Result, Value};

pub(crate) use paths::Events;

/// What filters work on, and what they reach beside their input.
pub(crate) struct Data;

impl DataT for Data {
    type V<'a> = Value;
    type Data<'a> = Run<'a>;
}

/// A run of a filter.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) lut: &'a Lut<Data>,
    pub(crate) host: &'a Host,
}

impl<'a> HasLut<'a, Data> for Run<'a> {
    fn lut(&self) -> &'a Lut<Data> {
        self.lut
    }
}

/// A context, and the input of a filter.
type Cv<'a> = jaq_core::Cv<'a, Data>;
/// The outputs of a filter.
type Outputs<'a> = jaq_core::ValXs<'a, Value>;

/// A filter that is written in Rust.
///
/// Its name begins with `!` if a program cannot name it, and with `_` if it is for the prelude.
pub(crate) struct Native {
    name: &'static str,
    parameters: &'static [Parameter],
    run: RunPtr<Data>,
    paths: Option<PathsPtr<Data>>,
    outputs: OutputCount,
}

/// What an argument is to a filter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parameter {
    /// A value: the filter runs for each output of the argument.
    Value,
    /// The argument itself.
    Filter,
}

/// How many outputs there are for one value of each argument.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OutputCount {
    /// One, or an error.
    One,
    Any,
}

impl Native {
    /// A filter with one output.
    const fn one(name: &'static str, parameters: &'static [Parameter], run: RunPtr<Data>) -> Self {
        Self { name, parameters, run, paths: None, outputs: OutputCount::One }
    }

    /// A filter with any number of outputs.
    const fn any(name: &'static str, parameters: &'static [Parameter], run: RunPtr<Data>) -> Self {
        Self { name, parameters, run, paths: None, outputs: OutputCount::Any }
    }

    /// The same filter, which may stand in a path.
    const fn with_paths(self, paths: PathsPtr<Data>) -> Self {
        Self { paths: Some(paths), ..self }
    }

    pub(crate) fn to_jaq(&self) -> jaq_core::native::Fun<Data> {
        let bind = |parameter: &Parameter| match parameter {
            Parameter::Value => Bind::Var(()),
            Parameter::Filter => Bind::Fun(()),
        };
        let native = jaq_core::Native::<Data>::new(self.run);
        let native = if let Some(paths) = self.paths { native.with_paths(paths) } else { native };
        (self.name, self.parameters.iter().map(bind).collect(), native)
    }

    /// Whether there is surely one output at most for one of each argument.
    pub(crate) fn gives_one_for_one(&self) -> bool {
        self.outputs == OutputCount::One && self.parameters.iter().all(|parameter| *parameter == Parameter::Value)
    }

    /// Whether, of several arguments with several outputs, the first varies first: as for functions in C.
    pub(crate) fn varies_left_first(&self) -> bool {
        self.parameters.len() > 1 && self.gives_one_for_one()
    }
}

/// A filter of values: what it gives for its input and its arguments.
macro_rules! native {
    ($name:literal, $filter:expr) => {
        $crate::natives::Native::one($name, &[], |cv| $crate::natives::counted(|| $filter(cv.1)))
            .with_paths(|cv| $crate::natives::no_path($filter(cv.1.0)))
    };
    ($name:literal / 1, $filter:expr) => {
        $crate::natives::Native::one($name, &[$crate::natives::Parameter::Value], |mut cv| {
            let first = cv.0.pop_var();
            $crate::natives::counted(|| $filter(cv.1, first))
        })
    };
    ($name:literal / 2, $filter:expr) => {
        $crate::natives::Native::one(
            $name,
            &[$crate::natives::Parameter::Value, $crate::natives::Parameter::Value],
            |mut cv| {
                let second = cv.0.pop_var();
                let first = cv.0.pop_var();
                $crate::natives::counted(|| $filter(cv.1, first, second))
            },
        )
    };
    ($name:literal / 3, $filter:expr) => {
        $crate::natives::Native::one(
            $name,
            &[$crate::natives::Parameter::Value, $crate::natives::Parameter::Value, $crate::natives::Parameter::Value],
            |mut cv| {
                let third = cv.0.pop_var();
                let second = cv.0.pop_var();
                let first = cv.0.pop_var();
                $crate::natives::counted(|| $filter(cv.1, first, second, third))
            },
        )
    };
}
use native;

/// A step, and what a filter gives.
fn counted<'a>(filter: impl FnOnce() -> Result) -> Outputs<'a> {
    jaq_core::native::bome(budget::step().and_then(|()| filter()))
}

/// The error where what a filter gives is asked for its path.
fn no_path<'a, P: 'a>(result: Result<Value>) -> jaq_core::ValXs<'a, P, Value> {
    let error = result.map_or_else(|error| error, |result| crate::value::no_path(&result));
    jaq_core::box_iter::box_once(Err(error.into()))
}

static TABLES: [&[Native]; 17] = [
    arrays::NATIVES,
    control::NATIVES,
    dates::NATIVES,
    formats::NATIVES,
    host::NATIVES,
    json::NATIVES,
    mathematics::NATIVES[0],
    mathematics::NATIVES[1],
    mathematics::NATIVES[2],
    numbers::NATIVES,
    objects::NATIVES,
    order::NATIVES,
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

/// The filter of that name.
pub(crate) fn find(name: &str, arity: usize) -> Option<&'static Native> {
    BY_NAME.get(&(name, arity)).copied()
}

/// The names of all of them, and how many arguments they have.
fn all_names() -> impl Iterator<Item = (&'static str, usize)> {
    TABLES.iter().flat_map(|table| table.iter()).map(|native| (native.name, native.parameters.len()))
}
