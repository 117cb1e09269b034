//! Rewrites jq's terms as jaq's terms, where their meaning differs.
//!
//! | jq | becomes | because |
//! |---|---|---|
//! | `f + g`, `f < g`, `"\(f)\(g)"` | `g as $y \| f as $x \| $x + $y` | jq varies the left one first |
//! | `p \|= f`, `p = f`, `p += f`, `p //= f` | `!modify(p; f)`, `!assign(p; f)` | jq updates by paths, and creates missing values |
//! | `f // g` | `(try f \| select(.)) // g` | an error in `f` is ignored |
//! | `reduce f as $x (g; h)` | `reduce f as $x (g; !last(h))` | the last output counts, and no output means `null` |
//! | `try f catch g` | `try f catch (!caught \| g)` | jq's messages for jaq's errors |
//! | `f, g` | `f, (!step \| g)` | steps are counted |
//! | `def f: …;` | `def f: !step \| …;` | steps are counted, and the stack is checked |
//! | `def f(g): … f(h) …;` | `def f(g): !step \| … f(!step \| h) …;` | the same, for arguments |

use jaq_core::load::Arena;
use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{Def, Term};
use jaq_core::path::{Part, Path};

use super::output_count::has_single_output;
use super::scope::{Meaning, Scope};
use super::terms::{bind, call, number, pipe, string, var};
use super::used_builtins::UsedBuiltins;
use crate::syntax::{CompileError, offset};

/// The most parts of a path that are evaluated together.
const LONGEST_PATH: usize = 16;

/// The most terms of a program. There are a few for each token, but the terms after alternatives of a pattern are repeated
/// for each alternative.
const MOST_TERMS: usize = 200_000;

/// The name of the variable for the whole environment.
pub(super) const ENVIRONMENT: &str = "$ENV";

/// Rewrites a program, term by term.
pub(super) struct Rewriter<'s> {
    pub(super) arena: &'s Arena,
    /// The text of the module that is being rewritten.
    pub(super) code: &'s str,
    pub(super) scope: Scope<'s>,
    pub(super) used: UsedBuiltins<'s>,
    pub(super) error: CompileError,
    /// Whether each call of a definition counts a step, even if the definition does not call itself. Not in the prelude.
    pub(super) counts_every_call: bool,
    /// The number of rewritten terms.
    terms: usize,
    fresh: usize,
}

impl<'s> Rewriter<'s> {
    pub(super) fn new(arena: &'s Arena, code: &'s str) -> Self {
        let (scope, used, error) = (Scope::default(), UsedBuiltins::default(), CompileError::default());
        Self { arena, code, scope, used, error, counts_every_call: true, terms: 0, fresh: 0 }
    }

    pub(super) fn term(&mut self, term: Term<&'s str>) -> Term<&'s str> {
        self.terms += 1;
        if self.terms > MOST_TERMS {
            if self.terms == MOST_TERMS + 1 {
                self.complain(self.code, "the program is too long".to_string());
            }
            return Term::Id;
        }
        match term {
            Term::Id | Term::Num(_) => term,
            Term::Recurse => self.native("!recurse", []),
            Term::Str(format, parts) => self.string(format, parts),
            Term::Arr(inner) => Term::Arr(inner.map(|inner| Box::new(self.term(*inner)))),
            Term::Obj(members) => self.object(members),
            Term::Neg(inner) => Term::Neg(Box::new(self.term(*inner))),
            Term::BinOp(left, operator, right) => self.binary(*left, operator, *right),
            Term::Label(name, inner) => {
                let mark = self.scope.mark();
                self.scope.add_label(name);
                let inner = self.term(*inner);
                self.scope.back_to(mark);
                Term::Label(name, Box::new(inner))
            }
            Term::Break(name) => {
                if !self.scope.has_label(name) {
                    self.complain(name, format!("$*label-{} is not defined", &name[1..]));
                }
                Term::Break(name)
            }
            Term::Fold(kind, source, pattern, arguments) => self.fold(kind, *source, pattern, arguments),
            Term::TryCatch(tried, handler) => {
                let tried = self.term(*tried);
                let handler = handler.map(|handler| {
                    let caught = self.native("!caught", []);
                    Box::new(pipe(caught, self.term(*handler)))
                });
                Term::TryCatch(Box::new(tried), handler)
            }
            Term::IfThenElse(branches, otherwise) => {
                let branches = branches.into_iter().map(|(if_, then)| (self.term(if_), self.term(then))).collect();
                Term::IfThenElse(branches, otherwise.map(|otherwise| Box::new(self.term(*otherwise))))
            }
            Term::Def(definitions, inner) => {
                let mark = self.scope.mark();
                let definitions = definitions.into_iter().map(|definition| self.definition(definition)).collect();
                let inner = self.term(*inner);
                self.scope.back_to(mark);
                Term::Def(definitions, Box::new(inner))
            }
            Term::Call(name, arguments) => self.call(name, arguments),
            Term::Var(name) => self.variable(name),
            Term::Path(inner, path) => self.path(*inner, path),
        }
    }

    /// Rewrites a definition, and adds it to the scope.
    pub(super) fn definition(&mut self, definition: Def<&'s str>) -> Def<&'s str> {
        let Def { name, args, body } = definition;
        self.used.shadow(name, args.len());
        let number = self.scope.open(name, args.len());
        let mark = self.scope.mark();
        for parameter in &args {
            match parameter.strip_prefix('$') {
                Some(filter) => {
                    self.scope.add_variable(parameter);
                    self.scope.add_filter(filter, 0, Meaning::Variable(parameter));
                }
                None => {
                    self.used.shadow(parameter, 0);
                    self.scope.add_filter(parameter, 0, Meaning::Known);
                }
            }
        }
        let mut body = self.term(body);
        self.scope.back_to(mark);
        // Definitions that call others twice, which call others twice, take long without recursion.
        if self.scope.is_recursive(number) || self.counts_every_call {
            body = pipe(self.native("!step", []), body);
        }
        self.scope.add_filter(name, args.len(), Meaning::Known);
        Def { name, args, body }
    }

    fn call(&mut self, name: &'s str, arguments: Vec<Term<&'s str>>) -> Term<&'s str> {
        let meaning = self.scope.filter(name, arguments.len());
        let arity = arguments.len();
        let arguments: Vec<_> = arguments.into_iter().map(|argument| self.term(argument)).collect();
        match meaning {
            Some(Meaning::Known) => Term::Call(name, arguments),
            // Arguments that are passed on repeatedly become chains, which are evaluated by recursion.
            Some(Meaning::Open(_)) => {
                let stepped = arguments.into_iter().map(|argument| pipe(self.native("!step", []), argument));
                Term::Call(name, stepped.collect())
            }
            Some(Meaning::Variable(variable)) => Term::Var(variable),
            Some(Meaning::Renamed(renamed)) => Term::Call(renamed, arguments),
            None if self.used.filter(name, arity) => {
                if self.used.varies_left_first(name, arity) {
                    self.left_first(arguments, |arguments| Term::Call(name, arguments))
                } else {
                    Term::Call(name, arguments)
                }
            }
            None => {
                self.complain(name, format!("{name}/{arity} is not defined"));
                Term::Id
            }
        }
    }

    /// A call of a filter of this crate.
    pub(super) fn native<const N: usize>(
        &mut self,
        name: &'static str,
        arguments: [Term<&'s str>; N],
    ) -> Term<&'s str> {
        self.used.filter(name, N);
        call(name, arguments)
    }

    fn variable(&mut self, name: &'s str) -> Term<&'s str> {
        if name == "$__loc__" {
            return self.location(name);
        }
        match self.scope.variable(name) {
            Some(name) => Term::Var(name),
            None if name == ENVIRONMENT => self.native("!env", []),
            None => {
                self.complain(name, format!("{name} is not defined"));
                Term::Id
            }
        }
    }

    fn location(&mut self, at: &'s str) -> Term<&'s str> {
        let line = self.code[..offset(self.code, at)].lines().count().max(1);
        let line = number(self.arena.alloc(line.to_string()));
        Term::Obj(vec![(string("file"), Some(string("<top-level>"))), (string("line"), Some(line))])
    }

    fn string(&mut self, format: Option<&'s str>, parts: Vec<StrPart<&'s str, Term<&'s str>>>) -> Term<&'s str> {
        if let Some(name) = format
            && !self.used.filter(name, 0)
        {
            self.complain(name, format!("{} is not a valid format", &name[1..]));
        }
        let mut texts = Vec::new();
        let mut terms = Vec::new();
        for part in parts {
            match part {
                StrPart::Term(term) => {
                    terms.push(self.term(term));
                    texts.push(None);
                }
                StrPart::Str(text) => texts.push(Some(StrPart::Str(text))),
                StrPart::Char(character) => texts.push(Some(StrPart::Char(character))),
            }
        }
        self.left_first(terms, |terms| {
            let mut terms = terms.into_iter();
            let part = |text: Option<_>| text.or_else(|| terms.next().map(StrPart::Term));
            Term::Str(format, texts.into_iter().filter_map(part).collect())
        })
    }

    fn object(&mut self, members: Vec<(Term<&'s str>, Option<Term<&'s str>>)>) -> Term<&'s str> {
        let mut done = Vec::with_capacity(members.len());
        for (key, value) in members {
            let constant = match &key {
                Term::Num(text) => Some((*text, format!("number ({text})"))),
                Term::Call(text @ ("true" | "false"), _) => Some((*text, format!("boolean ({text})"))),
                Term::Call(text @ "null", _) => Some((*text, "null (null)".to_string())),
                _ => None,
            };
            if let Some((text, what)) = constant {
                self.complain(text, format!("Cannot use {what} as object key"));
            }
            if let Term::BinOp(..) = key {
                self.complain(self.code, "May need parentheses around object key expression".to_string());
            }
            done.push(match (key, value) {
                (Term::Var("$__loc__"), None) => (string("__loc__"), Some(self.location(self.code))),
                (Term::Var(name), None) => {
                    let value = self.variable(name);
                    (string(&name[name.rfind(':').map_or(1, |at| at + 1)..]), Some(value))
                }
                (key, value) => (self.term(key), value.map(|value| self.term(value))),
            });
        }
        Term::Obj(done)
    }

    fn path(&mut self, inner: Term<&'s str>, Path(parts): Path<Term<&'s str>>) -> Term<&'s str> {
        let inner = self.term(inner);
        let is_simple = has_single_output(&inner, &self.used);
        let mut bound = Vec::new();
        let mut done = Vec::with_capacity(parts.len());
        for (part, optional) in parts {
            let mut key = |rewriter: &mut Self, key| {
                let key = rewriter.term(key);
                if is_simple || has_single_output(&key, &rewriter.used) {
                    return key;
                }
                let name = rewriter.fresh_variable();
                bound.push((name, key));
                var(name)
            };
            let part = match part {
                Part::Index(index) => Part::Index(key(self, index)),
                Part::Range(start, end) => {
                    let end = end.map(|end| key(self, end));
                    Part::Range(start.map(|start| key(self, start)), end)
                }
            };
            done.push((part, optional));
        }
        // A path is evaluated by recursion, in a time that grows with the square of its length.
        let mut rest = done.into_iter();
        let mut path = Term::Path(Box::new(inner), Path(rest.by_ref().take(LONGEST_PATH).collect()));
        while rest.len() > 0 {
            path = Term::Path(Box::new(path), Path(rest.by_ref().take(LONGEST_PATH).collect()));
        }
        bound.into_iter().fold(path, |path, (name, key)| bind(key, name, path))
    }

    /// The term that `build` makes of these terms. If several of them have several outputs, the first one varies first.
    pub(super) fn left_first(
        &mut self,
        terms: Vec<Term<&'s str>>,
        build: impl FnOnce(Vec<Term<&'s str>>) -> Term<&'s str>,
    ) -> Term<&'s str> {
        let is_multiple = |term: &Term<&'s str>| !has_single_output(term, &self.used);
        if terms.iter().filter(|term| is_multiple(term)).count() < 2 {
            return build(terms);
        }
        let mut bound = Vec::new();
        let mut done = Vec::with_capacity(terms.len());
        for term in terms {
            if has_single_output(&term, &self.used) {
                done.push(term);
            } else {
                let name = self.fresh_variable();
                bound.push((term, name));
                done.push(var(name));
            }
        }
        bound.into_iter().fold(build(done), |inner, (term, name)| bind(term, name, inner))
    }

    /// A variable that no program can name.
    pub(super) fn fresh_variable(&mut self) -> &'s str {
        self.fresh += 1;
        self.arena.alloc(format!("$ {}", self.fresh))
    }

    pub(super) fn complain(&mut self, at: &'s str, message: String) {
        let start = offset(self.code, at);
        self.error.push(self.code, start..start + at.len(), message);
    }
}
