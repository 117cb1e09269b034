//! A program's text as tokens, in the shape that jaq-core's parser takes.
//!
//! jaq's parser does not support a few things of jq's syntax. They are replaced here, before parsing:
//!
//! | jq | becomes |
//! |---|---|
//! | `E as P ?// Q \| F` | `E as {"?//0": P, "?//1": Q} \| F`, recognised by the names |
//! | `E as {$x: P} \| F` | `E as {$x, x: P} \| F` |
//! | `reduce E as P (F; G)` | `reduce (E) as P (F; G)`; so does `foreach` |
//! | `.5`, `$module::variable` | one token each |

use jaq_core::load::lex::{Lexer, StrPart, Tok, Token};

use super::compile_error::CompileError;

type Tokens<'s> = Vec<Token<&'s str>>;

/// The limits on the depth of parentheses and the number of tokens, so that recursion over them fits on the stack.
const MOST_NESTED: usize = 1_000;
const MOST_TOKENS: usize = 20_000;

/// The names that mark alternatives of patterns.
const ALTERNATIVES: [&str; 16] = [
    "?//0", "?//1", "?//2", "?//3", "?//4", "?//5", "?//6", "?//7", "?//8", "?//9", "?//10", "?//11", "?//12", "?//13",
    "?//14", "?//15",
];

/// Reads a program into tokens.
pub(crate) fn tokens(code: &str) -> Result<Tokens<'_>, CompileError> {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MOST_NESTED {
            return Err(CompileError::at(code, at..at + 1, "parentheses are nested too deeply"));
        }
    }
    let tokens = Lexer::new(code).lex().map_err(|errors| lexical(code, &errors))?;
    let mut count = 0;
    let tokens = adapted(code, tokens, &mut count);
    if count > MOST_TOKENS {
        return Err(CompileError::at(code, 0..0, "the program is too long"));
    }
    Ok(tokens)
}

fn lexical(code: &str, errors: &[jaq_core::load::lex::Error<&str>]) -> CompileError {
    let mut error = CompileError::default();
    for (expected, rest) in errors {
        let start = code.len() - rest.len();
        let end = start + rest.chars().next().map_or(0, char::len_utf8);
        error.push(code, start..end, format!("syntax error, expected {}", expected.as_str()));
    }
    error
}

fn adapted<'s>(code: &'s str, tokens: Tokens<'s>, count: &mut usize) -> Tokens<'s> {
    *count += tokens.len();
    let mut done: Tokens<'s> = Vec::with_capacity(tokens.len());
    // The starts of the sources of unfinished folds in `done`.
    let mut folds: Vec<usize> = Vec::new();
    let mut tokens = tokens.into_iter().map(|token| inside(code, token, count)).peekable();
    while let Some(token) = tokens.next() {
        match (&token, tokens.peek()) {
            (Token("reduce" | "foreach", Tok::Word), Some(next)) if ![":", ",", "}"].contains(&next.0) => {
                done.push(token);
                folds.push(done.len());
            }
            (Token(module, Tok::Var), Some(Token(":", _))) if is_qualified(code, module) => {
                tokens.next();
                tokens.next();
                if let Some(Token(name, _)) = tokens.next() {
                    let start = offset(code, module);
                    done.push(Token(&code[start..offset(code, name) + name.len()], Tok::Var));
                }
            }
            (Token("as", Tok::Word), Some(Token(_, Tok::Var | Tok::Block(_)))) => {
                if let Some(start) = folds.pop() {
                    let source = done.split_off(start);
                    done.push(parenthesized(source));
                }
                done.push(token);
                let mut patterns: Tokens<'s> = tokens.next().map(pattern).into_iter().collect();
                while let Some(question) = tokens.next_if(|token| token.0 == "?") {
                    if tokens.next_if(|token| token.0 == "//").is_none() {
                        patterns.push(question);
                        break;
                    }
                    patterns.extend(tokens.next().map(pattern));
                }
                if patterns.len() == 1 { done.append(&mut patterns) } else { done.push(alternatives(patterns)) }
            }
            (Token(".", _), Some(Token(digits, Tok::Num))) if follows(code, token.0, digits) => {
                let start = offset(code, token.0);
                let number = &code[start..start + 1 + digits.len()];
                tokens.next();
                done.push(Token(number, Tok::Num));
            }
            _ => done.push(token),
        }
    }
    done
}

fn inside<'s>(code: &'s str, Token(text, tok): Token<&'s str>, count: &mut usize) -> Token<&'s str> {
    let tok = match tok {
        Tok::Block(tokens) => Tok::Block(adapted(code, tokens, count)),
        Tok::Str(parts) => Tok::Str(
            parts
                .into_iter()
                .map(|part| match part {
                    StrPart::Term(token) => StrPart::Term(inside(code, token, count)),
                    StrPart::Str(text) => StrPart::Str(text),
                    StrPart::Char(character) => StrPart::Char(character),
                })
                .collect(),
        ),
        Tok::Word | Tok::Var | Tok::Fmt | Tok::Num | Tok::Sym => tok,
    };
    Token(text, tok)
}

fn parenthesized(mut tokens: Tokens<'_>) -> Token<&'_ str> {
    tokens.push(Token(")", Tok::Sym));
    Token("(", Tok::Block(tokens))
}

/// `{$x: P}` becomes `{$x, x: P}`.
fn pattern(token: Token<&str>) -> Token<&str> {
    let Token(text, tok) = token;
    match tok {
        Tok::Block(tokens) => {
            let mut done = Vec::with_capacity(tokens.len());
            let mut tokens = tokens.into_iter().peekable();
            let mut is_name = text.starts_with('{');
            while let Some(token) = tokens.next() {
                let Token(name, kind) = &token;
                if is_name && matches!(kind, Tok::Var) && tokens.peek().is_some_and(|next| next.0 == ":") {
                    let name = &name[1..];
                    done.extend([token, Token(",", Tok::Sym), Token(name, Tok::Word)]);
                    is_name = false;
                } else {
                    is_name = text.starts_with('{') && *name == ",";
                    // Patterns follow a colon, and are everywhere in an array. A name in parentheses is a term.
                    let is_pattern = text.starts_with('[') || done.last().is_some_and(|last: &Token<_>| last.0 == ":");
                    done.push(if is_pattern { pattern(token) } else { token });
                }
            }
            Token(text, Tok::Block(done))
        }
        Tok::Word | Tok::Var | Tok::Fmt | Tok::Num | Tok::Sym | Tok::Str(_) => Token(text, tok),
    }
}

fn alternatives(patterns: Tokens<'_>) -> Token<&'_ str> {
    let mut members = Vec::new();
    for (name, pattern) in ALTERNATIVES.into_iter().zip(patterns) {
        let key = Token("\"", Tok::Str(vec![StrPart::Str(name)]));
        members.extend([key, Token(":", Tok::Sym), pattern, Token(",", Tok::Sym)]);
    }
    members.pop();
    members.push(Token("}", Tok::Sym));
    Token("{", Tok::Block(members))
}

fn is_qualified(code: &str, module: &str) -> bool {
    let rest = &code[offset(code, module) + module.len()..];
    rest.strip_prefix("::").is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))
}

fn follows(code: &str, first: &str, second: &str) -> bool {
    offset(code, first) + first.len() == offset(code, second)
}

/// The place of a part of the code, in bytes. It is the end of the code if the part is not a slice of the code.
pub(crate) fn offset(code: &str, part: &str) -> usize {
    part.as_ptr().addr().wrapping_sub(code.as_ptr().addr()).min(code.len())
}
