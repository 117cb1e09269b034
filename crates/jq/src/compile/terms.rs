//! Constructors of terms.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Pattern, Term};

pub(super) fn call<'s, const N: usize>(name: &'s str, arguments: [Term<&'s str>; N]) -> Term<&'s str> {
    Term::Call(name, arguments.into())
}

pub(super) fn var(name: &str) -> Term<&str> {
    Term::Var(name)
}

pub(super) fn string(text: &str) -> Term<&str> {
    Term::Str(None, vec![StrPart::Str(text)])
}

pub(super) fn number(text: &str) -> Term<&str> {
    Term::Num(text)
}

/// `left | right`
pub(super) fn pipe<'s>(left: Term<&'s str>, right: Term<&'s str>) -> Term<&'s str> {
    Term::BinOp(Box::new(left), BinaryOp::Pipe(None), Box::new(right))
}

/// `value as $name | inner`
pub(super) fn bind<'s>(value: Term<&'s str>, name: &'s str, inner: Term<&'s str>) -> Term<&'s str> {
    Term::BinOp(Box::new(value), BinaryOp::Pipe(Some(Pattern::Var(name))), Box::new(inner))
}

/// The first term, the operator and the second term.
pub(super) fn all<'s>(sides: Vec<Term<&'s str>>, operator: BinaryOp<&'s str>) -> Term<&'s str> {
    let mut sides = sides.into_iter();
    let mut side = || Box::new(sides.next().unwrap_or_default());
    Term::BinOp(side(), operator, side())
}

pub(super) fn try_(inner: Term<&str>) -> Term<&str> {
    Term::TryCatch(Box::new(inner), None)
}

pub(super) fn if_then_else<'s>(if_: Term<&'s str>, then: Term<&'s str>, otherwise: Term<&'s str>) -> Term<&'s str> {
    Term::IfThenElse(vec![(if_, then)], Some(Box::new(otherwise)))
}
