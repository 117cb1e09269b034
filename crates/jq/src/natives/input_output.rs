//! Other inputs, messages, the environment, and the end of the run.

use jaq_core::Exn;
use jaq_core::box_iter::box_once;
use jaq_core::native::bome;

use super::{Native, Parameter, all_names};
use crate::io::Message;
use crate::limits::budget::{self, CUT_SHORT};
use crate::syntax::{module_metadata, prelude_names};
use crate::value::{TextRetention, Value, error, read, wrong};

use Parameter::Value as V;

pub(super) const NATIVES: &[Native] = &[
    Native::one("input", &[], |cv| {
        if let Err(error) = budget::step() {
            return box_once(Err(error.into()));
        }
        box_once(match cv.0.data().context.next_input(TextRetention::Large) {
            Some(Ok(value)) => Ok(value),
            Some(Err(failure)) => Err(error(failure).into()),
            None => Err(error("break").into()),
        })
    }),
    Native::any("inputs", &[], |cv| {
        let context = cv.0.data().context;
        let next = move || match budget::step() {
            Ok(()) => Some(context.next_input(TextRetention::Large)?.map_err(|failure| Exn::from(error(failure)))),
            Err(_) => Some(Err(Exn::halt(CUT_SHORT))),
        };
        Box::new(std::iter::from_fn(next))
    }),
    Native::one("debug", &[], |cv| {
        let message = Value::array(vec![Value::string("DEBUG:"), cv.1.clone()]);
        let message = message.to_string();
        if let Err(error) = budget::reserve(message.len()) {
            return box_once(Err(error.into()));
        }
        cv.0.data().context.report(Message::Debug(message));
        box_once(Ok(cv.1))
    }),
    Native::one("stderr", &[], |cv| {
        let text = cv.1.as_str().map_or_else(|| cv.1.to_string(), str::to_string);
        if let Err(error) = budget::reserve(text.len()) {
            return box_once(Err(error.into()));
        }
        cv.0.data().context.report(Message::Stderr(text));
        box_once(Ok(cv.1))
    }),
    Native::one("halt", &[], |_| box_once(Err(Exn::halt(0)))),
    Native::one("halt_error", &[V], |mut cv| {
        let status = cv.0.pop_var();
        match status.as_f64() {
            Some(code) => {
                cv.0.data().context.set_halt_message(cv.1);
                box_once(Err(Exn::halt(code as i32)))
            }
            None => bome(Err(wrong(&status, "halt_error/1: number required"))),
        }
    }),
    Native::one("env", &[], |cv| box_once(Ok(cv.0.data().context.environment()))),
    Native::one("!env", &[], |cv| box_once(Ok(cv.0.data().context.environment()))),
    Native::one("input_filename", &[], |cv| box_once(Ok(cv.0.data().context.input_name()))),
    Native::one("input_line_number", &[], |cv| box_once(Ok(Value::count(cv.0.data().context.input_line())))),
    Native::one("get_search_list", &[], |cv| {
        let folders =
            cv.0.data().context.library.iter().flatten().map(|folder| Value::from(folder.display().to_string()));
        box_once(Ok(Value::array(folders.collect())))
    }),
    Native::one("modulemeta", &[], |cv| {
        let Some(name) = cv.1.as_str() else {
            return bome(Err(error("modulemeta input module name must be a string")));
        };
        let library = cv.0.data().context.library.as_deref();
        bome(match module_metadata(library, name).map(|json| read(&json)) {
            Ok(Ok(metadata)) => Ok(metadata),
            Ok(Err(failure)) => Err(error(failure.to_string())),
            Err(failure) => Err(error(failure.to_string())),
        })
    }),
    Native::one("builtins", &[], |_| {
        let signature = |(name, arity)| Value::from(format!("{name}/{arity}"));
        box_once(Ok(Value::array(names().map(signature).collect())))
    }),
];

/// All filters that a program may name.
fn names() -> impl Iterator<Item = (&'static str, usize)> {
    all_names().chain(prelude_names()).filter(|(name, _)| !name.starts_with(['!', '_', '@']))
}
