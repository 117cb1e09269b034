//! Modules: where their files are, and their directives `module`, `import` and `include`.

use std::path::{Path, PathBuf};

use jaq_core::load::lex::{StrPart, Tok, Token};
use jaq_core::load::parse::{Parser, Term};

use super::compile_error::CompileError;
use super::parse::parse_definitions;
use super::tokens::{offset, tokens};

/// One `import` or `include`.
pub(crate) struct Import<'s> {
    pub(crate) path: String,
    /// The name after `as`. It is `None` for `include`, and begins with `$` for data.
    pub(crate) name: Option<&'s str>,
    /// The constant object after the name.
    pub(crate) metadata: Option<serde_json::Value>,
}

/// The parts of a module's text.
pub(crate) struct ModuleSource<'s> {
    pub(crate) metadata: Option<serde_json::Value>,
    pub(crate) imports: Vec<Import<'s>>,
    /// The tokens after the directives.
    pub(crate) tokens: Vec<Token<&'s str>>,
}

/// Reads the directives of a module.
pub(crate) fn read_module(code: &str) -> Result<ModuleSource<'_>, CompileError> {
    let mut source = ModuleSource { metadata: None, imports: Vec::new(), tokens: tokens(code)? };
    loop {
        let is_directive = matches!(source.tokens.first(), Some(Token("module" | "import" | "include", Tok::Word)));
        let Some(end) = source.tokens.iter().position(|token| token.0 == ";").filter(|_| is_directive) else {
            return Ok(source);
        };
        let rest = source.tokens.split_off(end + 1);
        let directive = std::mem::replace(&mut source.tokens, rest);
        match &directive[..] {
            [Token("module", _), metadata @ .., _] => source.metadata = constant_object(code, metadata)?,
            [Token("include", _), path, metadata @ .., _] => {
                let (path, metadata) = (constant_path(code, path)?, constant_object(code, metadata)?);
                source.imports.push(Import { path, name: None, metadata });
            }
            [Token("import", _), path, Token("as", _), Token(name, Tok::Word | Tok::Var), metadata @ .., _] => {
                let (path, metadata) = (constant_path(code, path)?, constant_object(code, metadata)?);
                source.imports.push(Import { path, name: Some(name), metadata });
            }
            other => {
                let start = offset(code, other[0].0);
                return Err(CompileError::at(
                    code,
                    start..start + other[0].0.len(),
                    "syntax error, unexpected directive",
                ));
            }
        }
    }
}

fn constant_path(code: &str, Token(text, tok): &Token<&str>) -> Result<String, CompileError> {
    let mut path = String::new();
    let parts = if let Tok::Str(parts) = tok { parts.as_slice() } else { &[] };
    for part in parts {
        match part {
            StrPart::Str(text) => path.push_str(text),
            StrPart::Char(character) => path.push(*character),
            StrPart::Term(_) => path.clear(),
        }
    }
    if path.is_empty() {
        let start = offset(code, text);
        return Err(CompileError::at(code, start..start + text.len(), "Import path must be constant"));
    }
    Ok(path)
}

fn constant_object(code: &str, metadata: &[Token<&str>]) -> Result<Option<serde_json::Value>, CompileError> {
    let Some(first) = metadata.first() else { return Ok(None) };
    let start = offset(code, first.0);
    let end = metadata.last().map_or(start, |last| offset(code, last.0) + last.0.len());
    let term = Parser::new(metadata).parse(Parser::term).ok();
    match term.as_ref().and_then(constant) {
        Some(object @ serde_json::Value::Object(_)) => Ok(Some(object)),
        Some(_) => Err(CompileError::at(code, start..end, "Module metadata must be an object")),
        None => Err(CompileError::at(code, start..end, "Module metadata must be constant")),
    }
}

fn constant(term: &Term<&str>) -> Option<serde_json::Value> {
    use serde_json::Value as Json;
    Some(match term {
        Term::Num(text) => serde_json::from_str(text).ok()?,
        Term::Str(None, parts) => {
            let mut text = String::new();
            for part in parts {
                match part {
                    StrPart::Str(part) => text.push_str(part),
                    StrPart::Char(character) => text.push(*character),
                    StrPart::Term(_) => return None,
                }
            }
            Json::String(text)
        }
        Term::Call("null", _) => Json::Null,
        Term::Call("true", _) => Json::Bool(true),
        Term::Call("false", _) => Json::Bool(false),
        Term::Arr(None) => Json::Array(Vec::new()),
        Term::Arr(Some(inner)) => Json::Array(elements(inner)?),
        Term::Obj(members) => {
            let member = |(key, value): &(Term<&str>, Option<Term<&str>>)| {
                Some((constant(key)?.as_str()?.to_string(), constant(value.as_ref()?)?))
            };
            Json::Object(members.iter().map(member).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

fn elements(term: &Term<&str>) -> Option<Vec<serde_json::Value>> {
    use jaq_core::load::parse::BinaryOp;
    match term {
        Term::BinOp(left, BinaryOp::Comma, right) => Some([elements(left)?, elements(right)?].concat()),
        other => Some(vec![constant(other)?]),
    }
}

/// The file of a module: `a/b` is `a/b.jq` or `a/b/b.jq`, in the folder that the metadata names or in a folder of the library.
///
/// # Errors
///
/// A path that leads upwards (`../a`), a module that is not found, and any module if none may be read.
pub(crate) fn find_module(
    library: Option<&[PathBuf]>,
    path: &str,
    metadata: Option<&serde_json::Value>,
    parent: Option<&Path>,
    extension: &str,
) -> Result<PathBuf, CompileError> {
    let Some(library) = library else { return Err(CompileError::of("modules may not be read here")) };
    let relative = Path::new(path);
    if relative.is_absolute() || relative.components().any(|part| part == std::path::Component::ParentDir) {
        return Err(CompileError::of(format!("Module paths must be relative, and not lead upwards: {path}")));
    }
    let beside = parent.and_then(Path::parent).unwrap_or(Path::new("."));
    let search = metadata.and_then(|metadata| metadata.get("search")).and_then(serde_json::Value::as_str);
    let folders = search.map(|search| beside.join(search)).into_iter().chain(library.iter().cloned());
    let base = relative.file_name().map(PathBuf::from).unwrap_or_default();
    let candidates = folders.flat_map(|folder| {
        let file = |path: PathBuf| PathBuf::from(format!("{}.{extension}", path.display()));
        [file(folder.join(relative)), file(folder.join(relative).join(&base))]
    });
    let found = candidates.into_iter().find(|candidate| candidate.is_file());
    found.ok_or_else(|| CompileError::of(format!("module not found: {path}")))
}

pub(crate) fn read_file(path: &Path) -> Result<String, CompileError> {
    std::fs::read_to_string(path)
        .map_err(|error| CompileError::of(format!("Could not open {}: {error}", path.display())))
}

/// The output of `modulemeta` for a module, as JSON.
pub(crate) fn module_metadata(library: Option<&[PathBuf]>, path: &str) -> Result<String, CompileError> {
    use serde_json::{Value as Json, json};
    let path = find_module(library, path, None, None, "jq")?;
    let code = read_file(&path)?;
    let source = read_module(&code)?;
    let mut metadata = source.metadata.unwrap_or_else(|| json!({}));
    let dependency = |import: &Import<'_>| {
        let mut dependency = import.metadata.clone().unwrap_or_else(|| json!({}));
        if let Some(name) = import.name {
            dependency["as"] = Json::from(name.trim_start_matches('$'));
        }
        dependency["is_data"] = Json::from(import.name.is_some_and(|name| name.starts_with('$')));
        dependency["relpath"] = Json::from(import.path.clone());
        dependency
    };
    let parsed = parse_definitions(&code, &source.tokens)?;
    metadata["deps"] = source.imports.iter().map(dependency).collect();
    metadata["defs"] =
        parsed.iter().map(|definition| Json::from(format!("{}/{}", definition.name, definition.args.len()))).collect();
    Ok(metadata.to_string())
}
