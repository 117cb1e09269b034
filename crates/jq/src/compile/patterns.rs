//! Patterns, their alternatives, and the folds (`reduce`, `foreach`) that bind them.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Pattern, Term};
use jaq_core::path::{Opt, Part, Path};

use super::output_count::has_single_output;
use super::rewrite::Rewriter;
use super::terms::{bind, number, pipe, string, var};

impl<'s> Rewriter<'s> {
    /// Rewrites `reduce` and `foreach`.
    pub(super) fn fold(
        &mut self,
        kind: &'s str,
        source: Term<&'s str>,
        pattern: Pattern<&'s str>,
        arguments: Vec<Term<&'s str>>,
    ) -> Term<&'s str> {
        let is_known = matches!((kind, arguments.len()), ("reduce", 2) | ("foreach", 2 | 3));
        if !is_known {
            self.complain(kind, format!("syntax error, unexpected arguments of {kind}"));
            return Term::Id;
        }
        let source = self.term(source);
        // Only the pattern decides which alternative fails. The fold runs over the values that it binds.
        let (source, pattern) = self.without_alternatives(source, pattern);
        let mut arguments = arguments.into_iter();
        let init = arguments.next().map(|init| self.term(init)).unwrap_or_default();
        let mark = self.scope.mark();
        let pattern = self.pattern(pattern);
        let mut rest: Vec<_> = arguments.map(|argument| self.term(argument)).collect();
        self.scope.back_to(mark);
        if has_single_output(&rest[0], &self.used) {
            rest.insert(0, init);
        } else if kind == "reduce" {
            let update = rest.remove(0);
            rest = vec![init, self.native("!last", [update])];
        } else {
            // The state is an array of the outputs of one round. The next round begins with the last of them.
            let last = Term::Path(
                Box::new(Term::Id),
                Path(vec![(Part::Index(Term::Neg(Box::new(number("1")))), Opt::Essential)]),
            );
            let each = Term::Path(Box::new(Term::Id), Path(vec![(Part::Range(None, None), Opt::Essential)]));
            let update = Term::Arr(Some(Box::new(pipe(last, rest.remove(0)))));
            let projected = rest.pop().map_or_else(|| each.clone(), |projection| pipe(each.clone(), projection));
            let state = self.fresh_variable();
            let init_state = Term::Arr(Some(Box::new(var(state))));
            let fold = Term::Fold(kind, Box::new(source), pattern, vec![init_state, update, projected]);
            return bind(init, state, fold);
        }
        Term::Fold(kind, Box::new(source), pattern, rest)
    }

    /// Rewrites `source as P ?// Q | inner`. If a pattern does not match or `inner` fails, the next pattern is tried.
    pub(super) fn alternated(
        &mut self,
        source: Term<&'s str>,
        patterns: Vec<Pattern<&'s str>>,
        inner: impl Fn(&mut Self) -> Term<&'s str>,
    ) -> Term<&'s str> {
        let (value, input) = (self.fresh_variable(), self.fresh_variable());
        let null = self.native("!null", []);
        let every_name: Vec<&'s str> = patterns.iter().flat_map(names).collect();
        let mut tried: Option<Term<&'s str>> = None;
        for pattern in patterns.into_iter().rev() {
            let mark = self.scope.mark();
            every_name.iter().for_each(|name| self.scope.add_variable(name));
            let pattern = self.pattern(pattern);
            let own = names(&pattern);
            let mut body = inner(self);
            self.scope.back_to(mark);
            for name in every_name.iter().filter(|name| !own.contains(name)) {
                body = bind(null.clone(), name, body);
            }
            let body = Term::BinOp(Box::new(var(value)), BinaryOp::Pipe(Some(pattern)), Box::new(body));
            tried = Some(match tried.take() {
                None => body,
                Some(next) => Term::TryCatch(Box::new(body), Some(Box::new(pipe(var(input), next)))),
            });
        }
        bind(Term::Id, input, bind(source, value, tried.unwrap_or_default()))
    }

    /// Replaces the alternatives of a fold by an object of their variables.
    fn without_alternatives(
        &mut self,
        source: Term<&'s str>,
        pattern: Pattern<&'s str>,
    ) -> (Term<&'s str>, Pattern<&'s str>) {
        match alternatives(pattern) {
            Err(pattern) => (source, pattern),
            Ok(patterns) => {
                let names: Vec<&'s str> = patterns.iter().flat_map(names).collect();
                let member = |name: &&'s str| (string(&name[1..]), Some(var(name)));
                let object = Term::Obj(names.iter().map(member).collect());
                let source = self.alternated(source, patterns, |_| object.clone());
                let variable = |name: &'s str| (string(&name[1..]), Pattern::Var(name));
                (source, Pattern::Obj(names.into_iter().map(variable).collect()))
            }
        }
    }

    /// Rewrites a pattern, and adds its variables to the scope.
    pub(super) fn pattern(&mut self, pattern: Pattern<&'s str>) -> Pattern<&'s str> {
        match pattern {
            Pattern::Var(name) => {
                self.scope.add_variable(name);
                Pattern::Var(name)
            }
            Pattern::Arr(patterns) => Pattern::Arr(patterns.into_iter().map(|pattern| self.pattern(pattern)).collect()),
            Pattern::Obj(members) => {
                let mut done = Vec::with_capacity(members.len());
                for (key, pattern) in members {
                    if let Term::Num(text) | Term::Call(text @ ("true" | "false" | "null"), _) = &key {
                        self.complain(text, format!("Cannot use {text} as object key"));
                    }
                    let key = self.term(key);
                    done.push((key, self.pattern(pattern)));
                }
                Pattern::Obj(done)
            }
        }
    }
}

/// The patterns of `P ?// Q`.
pub(super) fn alternatives(pattern: Pattern<&str>) -> Result<Vec<Pattern<&str>>, Pattern<&str>> {
    let is_first =
        |key: &Term<&str>| matches!(key, Term::Str(None, parts) if matches!(parts[..], [StrPart::Str("?//0")]));
    match pattern {
        Pattern::Obj(members) if members.first().is_some_and(|(key, _)| is_first(key)) => {
            Ok(members.into_iter().map(|(_, pattern)| pattern).collect())
        }
        Pattern::Obj(_) | Pattern::Arr(_) | Pattern::Var(_) => Err(pattern),
    }
}

/// The variables of a pattern.
fn names<'s>(pattern: &Pattern<&'s str>) -> Vec<&'s str> {
    match pattern {
        Pattern::Var(name) => vec![name],
        Pattern::Arr(patterns) => patterns.iter().flat_map(names).collect(),
        Pattern::Obj(members) => members.iter().flat_map(|(_, pattern)| names(pattern)).collect(),
    }
}
