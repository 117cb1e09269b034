//! From a program's text to a filter that jaq-core runs.
//!
//! jaq-core's lexer, parser and compiler do the work. In between, [`tokens`] and [`rewrite`] put what jq means in
//! words that mean the same to jaq.

mod build;
mod destructure;
mod error;
mod modules;
mod needed;
mod prelude;
mod rewrite;
mod scope;
mod single;
mod tokens;

use jaq_core::load::parse::{Def, Parser, Term};
use jaq_core::load::{Arena, File, Loader};

pub(crate) use error::CompileError;
pub(crate) use modules::metadata as module_metadata;
pub(crate) use prelude::names as prelude_names;

use crate::natives::Data;
use modules::Modules;
use rewrite::Rewriter;

/// What a program may name beside its own definitions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    /// Variables and their values as JSON, with `$`.
    pub(crate) variables: Vec<(String, String)>,
    /// The folders where modules are looked for; `None` if none may be read.
    pub(crate) library: Option<Vec<std::path::PathBuf>>,
}

/// A program that can be run.
pub(crate) struct Program {
    pub(crate) filter: jaq_core::Filter<Data>,
    /// The values of its global variables, as JSON.
    pub(crate) variables: Vec<String>,
}

const MAIN: &str = "_main";

/// Compiles a program.
pub(crate) fn compile(text: &str, environment: &Environment) -> Result<Program, CompileError> {
    let arena = Arena::default();
    let code = with_surrogates_joined(text).map_or(text, |text| arena.alloc(text));
    let mut rewriter = Rewriter::new(&arena, code);
    let mut modules = Modules::new(environment.library.as_deref());
    for (name, _) in &environment.variables {
        rewriter.scope.add_variable(name);
    }
    let source = modules::source(code)?;
    modules.import(&mut rewriter, &source.imports, None)?;
    let main = if source.tokens.is_empty() { Term::Id } else { main(code, &source.tokens)? };
    let body = rewriter.term(main);
    let mut definitions = with_prelude(&mut rewriter, std::mem::take(&mut modules.definitions))?;
    definitions.push(Def { name: MAIN, args: Vec::new(), body });
    if !rewriter.error.is_empty() {
        return Err(rewriter.error);
    }

    let data = modules.data;
    let names = environment.variables.iter().map(|(name, _)| &**name).chain(data.iter().map(|(name, _)| &**name));
    let internal = |what: &str| CompileError::of(format!("the program cannot be {what}"));
    let loaded = Loader::new(definitions).load(&arena, File { code: MAIN, path: () });
    let loaded = loaded.map_err(|_| internal("loaded"))?;
    let compiler = jaq_core::Compiler::default()
        .with_funs(rewriter.needed.natives.iter().map(|native| native.to_jaq()))
        .with_global_vars(names);
    let filter = compiler.compile(loaded).map_err(|_| internal("compiled"))?;
    let variables = environment.variables.iter().map(|(_, json)| json.clone());
    Ok(Program { filter, variables: variables.chain(data.into_iter().map(|(_, json)| json)).collect() })
}

/// A program, or definitions alone, which then leave their input as it is.
fn main<'s>(code: &'s str, tokens: &[jaq_core::load::lex::Token<&'s str>]) -> Result<Term<&'s str>, CompileError> {
    match Parser::new(tokens).parse(Parser::term) {
        Ok(term) => Ok(term),
        Err(errors) => match Parser::new(tokens).parse(Parser::defs) {
            Ok(definitions) => Ok(Term::Def(definitions, Box::new(Term::Id))),
            Err(_) => Err(syntax_error(code, errors)),
        },
    }
}

fn syntax_error<'s>(code: &'s str, errors: Vec<jaq_core::load::parse::TError<'_, &'s str>>) -> CompileError {
    let mut error = CompileError::default();
    for (expected, found) in errors {
        let (start, what) = match found {
            Some(token) => (tokens::offset(code, token.as_str()), format!("'{}'", first_word(token.as_str()))),
            None => (code.len(), "end of file".to_string()),
        };
        let length = found.map_or(0, |token| first_word(token.as_str()).len());
        let message = format!("syntax error, unexpected {what}, expecting {}", expected.as_str());
        error.push(code, start..start + length, message);
    }
    error
}

fn first_word(text: &str) -> &str {
    match text.chars().next() {
        Some(first) if !first.is_alphanumeric() => &text[..first.len_utf8()],
        _ => text.split_whitespace().next().unwrap_or_default(),
    }
}

/// The definitions of the prelude that are needed, in their order, and then these.
fn with_prelude<'s>(rewriter: &mut Rewriter<'s>, own: Vec<Def<&'s str>>) -> Result<Vec<Def<&'s str>>, CompileError> {
    let code = rewriter.code;
    let mark = rewriter.scope.mark();
    rewriter.counts_every_call = false;
    let mut definitions = Vec::new();
    // A definition needs only those before it.
    while let Some(number) = rewriter.needed.definitions.pop_last() {
        let text = prelude::text(number);
        rewriter.code = text;
        let tokens = tokens::tokens(text)?;
        let parsed = Parser::new(&tokens).parse(Parser::defs).map_err(|errors| syntax_error(text, errors))?;
        let begin = rewriter.scope.split_off(mark_of_start());
        definitions.extend(parsed.into_iter().map(|definition| rewriter.definition(definition)));
        rewriter.scope.back_to(mark_of_start());
        rewriter.scope.restore(begin);
    }
    rewriter.scope.back_to(mark);
    rewriter.code = code;
    definitions.reverse();
    definitions.extend(own);
    Ok(definitions)
}

fn mark_of_start() -> scope::Mark {
    scope::Scope::default().mark()
}

/// The program with every `\ud83d\ude00` as the character that it means: jaq's lexer knows no surrogates.
fn with_surrogates_joined(text: &str) -> Option<String> {
    let is_surrogate = |at: usize| {
        let digits = text.get(at + 2..at + 6).and_then(|digits| u16::from_str_radix(digits, 16).ok());
        digits.filter(|unit| (0xd800..0xe000).contains(unit))
    };
    let mut done = String::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        let start = at + found;
        let Some(_) = is_surrogate(start).filter(|_| text[start..].starts_with("\\u")) else {
            at = (start + 1 + text[start + 1..].chars().next().map_or(0, char::len_utf8)).min(text.len());
            continue;
        };
        let second = text[start + 6..].starts_with("\\u").then(|| is_surrogate(start + 6)).flatten();
        let end = if second.is_some() { start + 12 } else { start + 6 };
        done.push_str(&text[kept..start]);
        done.push_str(&crate::value::decode(&text[start..end]));
        (kept, at) = (end, end);
    }
    (kept > 0).then(|| done + &text[kept..])
}
