//! From a program's text to a filter that jaq-core runs.
//!
//! jaq-core's lexer, parser and compiler do most of the work. In between, [`tokens`] and [`rewrite`] change the program so
//! that it means to jaq what it means to jq.

mod imports;
mod output_count;
mod patterns;
mod rewrite;
mod rewrite_operators;
mod scope;
mod terms;
mod used_builtins;

use jaq_core::load::parse::{Def, Term};
use jaq_core::load::{Arena, File, Loader};

use crate::natives::Data;
use crate::syntax::{
    CompileError, parse_definitions, parse_program, prelude_text, read_module, tokens, with_surrogates_joined,
};
use imports::Imports;
use rewrite::Rewriter;
use scope::Mark;

/// What a program may use besides its own definitions.
#[derive(Clone, Debug, Default)]
pub(crate) struct CompileOptions {
    /// Variables: their names with `$`, and their values as JSON.
    pub(crate) variables: Vec<(String, String)>,
    /// The folders with modules. `None` means that no module may be read.
    pub(crate) library: Option<Vec<std::path::PathBuf>>,
}

/// A compiled program.
pub(crate) struct Program {
    pub(crate) filter: jaq_core::Filter<Data>,
    /// The values of its global variables, as JSON.
    pub(crate) variables: Vec<String>,
}

const MAIN: &str = "_main";

/// Compiles a program.
///
/// # Errors
///
/// A syntax error (`.[`), a name that is not defined (`nosuch`), and a module that cannot be read.
pub(crate) fn compile(text: &str, environment: &CompileOptions) -> Result<Program, CompileError> {
    let arena = Arena::default();
    let code = with_surrogates_joined(text).map_or(text, |text| arena.alloc(text));
    let mut rewriter = Rewriter::new(&arena, code);
    let mut modules = Imports::new(environment.library.as_deref());
    for (name, _) in &environment.variables {
        rewriter.scope.add_variable(name);
    }
    let source = read_module(code)?;
    modules.import(&mut rewriter, &source.imports, None)?;
    let main = if source.tokens.is_empty() { Term::Id } else { parse_program(code, &source.tokens)? };
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
        .with_funs(rewriter.used.natives.iter().map(|native| native.to_jaq()))
        .with_global_vars(names);
    let filter = compiler.compile(loaded).map_err(|_| internal("compiled"))?;
    let variables = environment.variables.iter().map(|(_, json)| json.clone());
    Ok(Program { filter, variables: variables.chain(data.into_iter().map(|(_, json)| json)).collect() })
}

/// The definitions of the prelude that the program uses, in their order, followed by `own`.
fn with_prelude<'s>(rewriter: &mut Rewriter<'s>, own: Vec<Def<&'s str>>) -> Result<Vec<Def<&'s str>>, CompileError> {
    let code = rewriter.code;
    let mark = rewriter.scope.mark();
    rewriter.counts_every_call = false;
    let mut definitions = Vec::new();
    // A definition uses only those before it.
    while let Some(number) = rewriter.used.definitions.pop_last() {
        let text = prelude_text(number);
        rewriter.code = text;
        let parsed = parse_definitions(text, &tokens(text)?)?;
        let begin = rewriter.scope.split_off(Mark::START);
        definitions.extend(parsed.into_iter().map(|definition| rewriter.definition(definition)));
        rewriter.scope.back_to(Mark::START);
        rewriter.scope.restore(begin);
    }
    rewriter.scope.back_to(mark);
    rewriter.code = code;
    definitions.reverse();
    definitions.extend(own);
    Ok(definitions)
}
