//! The task definitions that are timed, made by the benches themselves, always the same.
//!
//! [`realistic()`] documents have the sizes, layouts and members of files in public repositories, and no two are alike.
//! [`uniform()`] documents have many variables that are written alike: they show how time grows with size.

#![allow(dead_code, unused_imports, reason = "each bench uses some of them")]

mod layout;
mod random;
mod realistic;
mod uniform;

pub(crate) use layout::Layout;
pub(crate) use random::Random;
pub(crate) use realistic::{Form, Realistic, fleet, realistic};
pub(crate) use uniform::{HUGE, ONE, Uniform, uniform};

/// How many lines a stream of small definitions has.
pub(crate) const FLEET: u64 = 30_000;

/// A document that is timed by itself.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Input {
    /// Two containers of an application, as most files are laid out.
    Small,
    /// Nine containers whose names and values are irregular: near the 64 KiB that ECS takes.
    Limit,
    /// Nine containers with 75 variables each that are written alike: more than ECS takes.
    Large,
}

pub(crate) const SMALL: Input = Input::Small;
pub(crate) const LIMIT: Input = Input::Limit;
pub(crate) const LARGE: Input = Input::Large;

impl Input {
    /// The document.
    pub(crate) fn text(self) -> String {
        let irregular = |containers, variables, secrets| {
            let (form, layout) = (Form::Register, Layout::Indented("    "));
            realistic(&mut Random(7), Realistic { form, layout, containers, variables, secrets })
        };
        match self {
            Self::Small => irregular(2, 4, 2),
            Self::Limit => irregular(9, 50, 4),
            Self::Large => uniform(uniform::LARGE),
        }
    }
}

/// The documents that are timed by themselves, with their names.
pub(crate) fn sizes() -> [(&'static str, String); 3] {
    [("small", SMALL.text()), ("64KiB", LIMIT.text()), ("large", LARGE.text())]
}
