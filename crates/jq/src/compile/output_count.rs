//! Which terms have at most one output for any input.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Term};
use jaq_core::path::{Part, Path};

use super::used_builtins::UsedBuiltins;

/// Whether a rewritten term surely has at most one output.
pub(super) fn has_single_output(term: &Term<&str>, used: &UsedBuiltins<'_>) -> bool {
    let has_single_output = |term: &Term<&str>| has_single_output(term, used);
    match term {
        Term::Id | Term::Num(_) | Term::Arr(_) | Term::Var(_) | Term::Break(_) => true,
        Term::Recurse | Term::Label(..) | Term::Def(..) => false,
        Term::Str(_, parts) => parts.iter().all(|part| match part {
            StrPart::Term(term) => has_single_output(term),
            StrPart::Str(_) | StrPart::Char(_) => true,
        }),
        Term::Obj(members) => {
            members.iter().all(|(key, value)| has_single_output(key) && value.as_ref().is_none_or(has_single_output))
        }
        Term::Neg(inner) => has_single_output(inner),
        Term::BinOp(_, BinaryOp::Comma, _) => false,
        Term::BinOp(left, _, right) => has_single_output(left) && has_single_output(right),
        Term::Fold(kind, _, _, arguments) => *kind == "reduce" && has_single_output(&arguments[0]),
        Term::TryCatch(tried, handler) => has_single_output(tried) && handler.as_deref().is_none_or(has_single_output),
        Term::IfThenElse(branches, otherwise) => {
            let branches = branches.iter().all(|(if_, then)| has_single_output(if_) && has_single_output(then));
            branches && otherwise.as_deref().is_none_or(has_single_output)
        }
        Term::Call(name, arguments) => {
            used.gives_one_for_one(name, arguments.len()) && arguments.iter().all(has_single_output)
        }
        Term::Path(inner, Path(parts)) => {
            has_single_output(inner)
                && parts.iter().all(|(part, _)| match part {
                    Part::Index(index) => has_single_output(index),
                    Part::Range(None, None) => false,
                    Part::Range(start, end) => [start, end].into_iter().flatten().all(has_single_output),
                })
        }
    }
}
