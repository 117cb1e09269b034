//! From tokens to terms, by jaq's parser.

use jaq_core::load::lex::Token;
use jaq_core::load::parse::{Def, Parser, TError, Term};

use super::compile_error::CompileError;
use super::tokens::offset;

/// Parses a program. A program with only definitions returns its input.
pub(crate) fn parse_program<'s>(code: &'s str, tokens: &[Token<&'s str>]) -> Result<Term<&'s str>, CompileError> {
    match Parser::new(tokens).parse(Parser::term) {
        Ok(term) => Ok(term),
        Err(errors) => match Parser::new(tokens).parse(Parser::defs) {
            Ok(definitions) => Ok(Term::Def(definitions, Box::new(Term::Id))),
            Err(_) => Err(syntax_error(code, errors)),
        },
    }
}

/// Parses the definitions of a module.
pub(crate) fn parse_definitions<'s>(
    code: &'s str,
    tokens: &[Token<&'s str>],
) -> Result<Vec<Def<&'s str>>, CompileError> {
    Parser::new(tokens).parse(Parser::defs).map_err(|errors| syntax_error(code, errors))
}

fn syntax_error<'s>(code: &'s str, errors: Vec<TError<'_, &'s str>>) -> CompileError {
    let mut error = CompileError::default();
    for (expected, found) in errors {
        let (start, what) = match found {
            Some(token) => (offset(code, token.as_str()), format!("'{}'", first_word(token.as_str()))),
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
