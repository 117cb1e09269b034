//! Operators: `|`, `,`, `//`, arithmetic, comparisons and updates.

use jaq_core::load::parse::{BinaryOp, Term};
use jaq_core::ops::Cmp;

use super::patterns::alternatives;
use super::rewrite::Rewriter;
use super::terms::{all, bind, if_then_else, pipe, try_, var};

impl<'s> Rewriter<'s> {
    pub(super) fn binary(
        &mut self,
        left: Term<&'s str>,
        operator: BinaryOp<&'s str>,
        right: Term<&'s str>,
    ) -> Term<&'s str> {
        match operator {
            BinaryOp::Pipe(None) => pipe(self.term(left), self.term(right)),
            BinaryOp::Pipe(Some(pattern)) => {
                let source = self.term(left);
                match alternatives(pattern) {
                    Ok(patterns) => self.alternated(source, patterns, |rewriter| rewriter.term(right.clone())),
                    Err(pattern) => {
                        let mark = self.scope.mark();
                        let pattern = self.pattern(pattern);
                        let right = self.term(right);
                        self.scope.back_to(mark);
                        Term::BinOp(Box::new(source), BinaryOp::Pipe(Some(pattern)), Box::new(right))
                    }
                }
            }
            BinaryOp::Comma => {
                let left = self.term(left);
                let right = pipe(self.native("!step", []), self.term(right));
                Term::BinOp(Box::new(left), BinaryOp::Comma, Box::new(right))
            }
            BinaryOp::Alt => {
                let empty = self.native("!empty", []);
                let left = try_(pipe(self.term(left), if_then_else(Term::Id, Term::Id, empty)));
                Term::BinOp(Box::new(left), BinaryOp::Alt, Box::new(self.term(right)))
            }
            BinaryOp::Or | BinaryOp::And => {
                Term::BinOp(Box::new(self.term(left)), operator, Box::new(self.term(right)))
            }
            BinaryOp::Math(_) => {
                let (left, right) = (self.term(left), self.term(right));
                self.left_first(vec![left, right], |sides| all(sides, operator))
            }
            BinaryOp::Cmp(comparison) => {
                let (left, right) = (self.term(left), self.term(right));
                let is_shallow = is_scalar(&left) || is_scalar(&right);
                let name = if is_shallow { None } else { Some(deep_comparison(comparison)) };
                if let Some(name) = name {
                    self.used.filter(name, 2);
                }
                self.left_first(vec![left, right], |sides| match name {
                    None => all(sides, operator),
                    Some(name) => Term::Call(name, sides),
                })
            }
            BinaryOp::Update => {
                let (left, right) = (self.term(left), self.term(right));
                self.native("!modify", [left, right])
            }
            BinaryOp::Assign => {
                let (path, value) = (self.term(left), self.term(right));
                self.native("!assign", [path, value])
            }
            BinaryOp::UpdateMath(operator) => {
                self.updated(left, right, |old, new| all(vec![old, new], BinaryOp::Math(operator)))
            }
            BinaryOp::UpdateAlt => self.updated(left, right, |old, new| all(vec![old, new], BinaryOp::Alt)),
        }
    }

    /// Rewrites `left op= right`. The right side is evaluated once, before the update.
    fn updated(
        &mut self,
        left: Term<&'s str>,
        right: Term<&'s str>,
        new: impl FnOnce(Term<&'s str>, Term<&'s str>) -> Term<&'s str>,
    ) -> Term<&'s str> {
        let (path, value) = (self.term(left), self.term(right));
        let name = self.fresh_variable();
        let update = self.native("!modify", [path, new(Term::Id, var(name))]);
        bind(value, name, update)
    }
}

/// Whether the value of a term is never an array or object, so that a comparison with it needs no recursion.
fn is_scalar(term: &Term<&str>) -> bool {
    match term {
        Term::Num(_) | Term::Str(..) => true,
        Term::Neg(inner) => is_scalar(inner),
        Term::Call(name, arguments) => {
            arguments.is_empty() && ["null", "true", "false", "length", "type", "tostring"].contains(name)
        }
        _ => false,
    }
}

fn deep_comparison(comparison: Cmp) -> &'static str {
    match comparison {
        Cmp::Eq => "!equal",
        Cmp::Ne => "!notequal",
        Cmp::Lt => "!less",
        Cmp::Le => "!lesseq",
        Cmp::Gt => "!greater",
        Cmp::Ge => "!greatereq",
    }
}
