//! [`Native`]: a filter that is written in Rust.

use jaq_core::data::HasLut;
use jaq_core::{Bind, DataT, Lut, PathsPtr, RunPtr};

use crate::io::RunContext;
use crate::limits::budget;
use crate::value::{Error, Result, Value};

/// The types that jaq-core's interpreter uses here.
pub(crate) struct Data;

impl DataT for Data {
    type V<'a> = Value;
    type Data<'a> = RunData<'a>;
}

/// What a run passes to each filter.
#[derive(Clone, Copy)]
pub(crate) struct RunData<'a> {
    pub(crate) lut: &'a Lut<Data>,
    pub(crate) context: &'a RunContext,
}

impl<'a> HasLut<'a, Data> for RunData<'a> {
    fn lut(&self) -> &'a Lut<Data> {
        self.lut
    }
}

/// The arguments and the input of a filter.
pub(super) type Cv<'a> = jaq_core::Cv<'a, Data>;
/// The outputs of a filter.
pub(super) type Outputs<'a> = jaq_core::ValXs<'a, Value>;

/// A filter that is written in Rust.
///
/// Its name begins with `!` if programs cannot use it, and with `_` if it is only for the prelude.
pub(crate) struct Native {
    pub(super) name: &'static str,
    pub(super) parameters: &'static [Parameter],
    pub(super) run: RunPtr<Data>,
    paths: Option<PathsPtr<Data>>,
    outputs: OutputCount,
}

/// How a filter receives an argument.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Parameter {
    /// As a value. The filter runs for each output of the argument.
    Value,
    /// As a filter.
    Filter,
}

/// The number of outputs for one value of each argument.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OutputCount {
    /// One, or an error.
    One,
    Any,
}

impl Native {
    /// A filter with one output.
    pub(super) const fn one(name: &'static str, parameters: &'static [Parameter], run: RunPtr<Data>) -> Self {
        Self { name, parameters, run, paths: None, outputs: OutputCount::One }
    }

    /// A filter with any number of outputs.
    pub(super) const fn any(name: &'static str, parameters: &'static [Parameter], run: RunPtr<Data>) -> Self {
        Self { name, parameters, run, paths: None, outputs: OutputCount::Any }
    }

    /// The same filter, which can also be used in paths.
    pub(super) const fn with_paths(self, paths: PathsPtr<Data>) -> Self {
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

    /// Whether there is surely at most one output for one value of each argument.
    pub(crate) fn gives_one_for_one(&self) -> bool {
        self.outputs == OutputCount::One && self.parameters.iter().all(|parameter| *parameter == Parameter::Value)
    }

    /// Whether the first argument varies first, if several arguments have several outputs. So do jq's functions in C.
    pub(crate) fn varies_left_first(&self) -> bool {
        self.parameters.len() > 1 && self.gives_one_for_one()
    }
}

/// Makes a filter of a function from the input and the arguments to the output.
macro_rules! native {
    ($name:literal, $filter:expr) => {
        $crate::natives::native::Native::one($name, &[], |cv| $crate::natives::native::counted(|| $filter(cv.1)))
            .with_paths(|cv| $crate::natives::native::not_a_path($filter(cv.1.0)))
    };
    ($name:literal / 1, $filter:expr) => {
        $crate::natives::native::Native::one($name, &[$crate::natives::native::Parameter::Value], |mut cv| {
            let first = cv.0.pop_var();
            $crate::natives::native::counted(|| $filter(cv.1, first))
        })
    };
    ($name:literal / 2, $filter:expr) => {
        $crate::natives::native::Native::one(
            $name,
            &[$crate::natives::native::Parameter::Value, $crate::natives::native::Parameter::Value],
            |mut cv| {
                let second = cv.0.pop_var();
                let first = cv.0.pop_var();
                $crate::natives::native::counted(|| $filter(cv.1, first, second))
            },
        )
    };
    ($name:literal / 3, $filter:expr) => {
        $crate::natives::native::Native::one(
            $name,
            &[
                $crate::natives::native::Parameter::Value,
                $crate::natives::native::Parameter::Value,
                $crate::natives::native::Parameter::Value,
            ],
            |mut cv| {
                let third = cv.0.pop_var();
                let second = cv.0.pop_var();
                let first = cv.0.pop_var();
                $crate::natives::native::counted(|| $filter(cv.1, first, second, third))
            },
        )
    };
}
pub(super) use native;

/// Counts a step, and runs a function.
pub(super) fn counted<'a>(filter: impl FnOnce() -> Result) -> Outputs<'a> {
    jaq_core::native::bome(budget::step().map_err(Error::from).and_then(|()| filter()))
}

/// The error for an output that is used as a path.
pub(super) fn not_a_path<'a, P: 'a>(result: Result<Value>) -> jaq_core::ValXs<'a, P, Value> {
    let error = result.map_or_else(|error| error, |result| crate::value::not_a_path(&result));
    jaq_core::box_iter::box_once(Err(error.into()))
}
