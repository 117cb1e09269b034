//! Which terms have at most one output, whatever they are given.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Term};
use jaq_core::path::{Part, Path};

use super::needed::Needed;

/// Whether a term, after rewriting, surely has one output at most.
pub(super) fn is_single(term: &Term<&str>, needed: &Needed<'_>) -> bool {
    let is_single = |term: &Term<&str>| is_single(term, needed);
    match term {
        Term::Id | Term::Num(_) | Term::Arr(_) | Term::Var(_) | Term::Break(_) => true,
        Term::Recurse | Term::Label(..) | Term::Def(..) => false,
        Term::Str(_, parts) => parts.iter().all(|part| match part {
            StrPart::Term(term) => is_single(term),
            StrPart::Str(_) | StrPart::Char(_) => true,
        }),
        Term::Obj(members) => members.iter().all(|(key, value)| is_single(key) && value.as_ref().is_none_or(is_single)),
        Term::Neg(inner) => is_single(inner),
        Term::BinOp(_, BinaryOp::Comma, _) => false,
        Term::BinOp(left, _, right) => is_single(left) && is_single(right),
        Term::Fold(kind, _, _, arguments) => *kind == "reduce" && is_single(&arguments[0]),
        Term::TryCatch(tried, handler) => is_single(tried) && handler.as_deref().is_none_or(is_single),
        Term::IfThenElse(branches, otherwise) => {
            let branches = branches.iter().all(|(if_, then)| is_single(if_) && is_single(then));
            branches && otherwise.as_deref().is_none_or(is_single)
        }
        Term::Call(name, arguments) => {
            needed.gives_one_for_one(name, arguments.len()) && arguments.iter().all(is_single)
        }
        Term::Path(inner, Path(parts)) => {
            is_single(inner)
                && parts.iter().all(|(part, _)| match part {
                    Part::Index(index) => is_single(index),
                    Part::Range(None, None) => false,
                    Part::Range(start, end) => [start, end].into_iter().flatten().all(is_single),
                })
        }
    }
}
