//! Modules: what `import` and `include` name, read and gone through.

use std::path::{Path, PathBuf};

use jaq_core::load::lex::{StrPart, Tok, Token};
use jaq_core::load::parse::{Def, Parser, Term};

use super::build::var;
use super::error::CompileError;
use super::rewrite::Rewriter;
use super::scope::Meaning;
use super::tokens::{offset, tokens};

/// One `import` or `include`.
pub(super) struct Import<'s> {
    pub(super) path: String,
    /// `None` for `include`; with `$` for data.
    pub(super) name: Option<&'s str>,
    /// Constant, as JSON.
    pub(super) metadata: Option<serde_json::Value>,
}

/// A module's text, taken apart.
pub(super) struct Source<'s> {
    pub(super) metadata: Option<serde_json::Value>,
    pub(super) imports: Vec<Import<'s>>,
    /// What comes after the directives.
    pub(super) tokens: Vec<Token<&'s str>>,
}

/// Takes a module apart.
pub(super) fn source(code: &str) -> Result<Source<'_>, CompileError> {
    let mut source = Source { metadata: None, imports: Vec::new(), tokens: tokens(code)? };
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

/// A module that was gone through: its definitions by name, number of parameters, and the name that they have now.
struct Module<'s> {
    path: PathBuf,
    filters: Vec<(&'s str, usize, &'s str)>,
}

/// The modules of a program.
pub(super) struct Modules<'l, 's> {
    library: Option<&'l [PathBuf]>,
    modules: Vec<Module<'s>>,
    /// The modules that are being gone through.
    open: Vec<PathBuf>,
    pub(super) definitions: Vec<Def<&'s str>>,
    /// What `import "…" as $name` named: global variables and their values as JSON.
    pub(super) data: Vec<(String, String)>,
}

impl<'l, 's> Modules<'l, 's> {
    pub(super) fn new(library: Option<&'l [PathBuf]>) -> Self {
        Self { library, modules: Vec::new(), open: Vec::new(), definitions: Vec::new(), data: Vec::new() }
    }

    /// Brings what these directives name into scope.
    pub(super) fn import(
        &mut self,
        rewriter: &mut Rewriter<'s>,
        imports: &[Import<'s>],
        parent: Option<&Path>,
    ) -> Result<(), CompileError> {
        for import in imports {
            match import.name {
                Some(name) if name.starts_with('$') => self.import_data(rewriter, import, name, parent)?,
                name => {
                    let path = self.find(import, parent, "jq")?;
                    let module = self.load(rewriter, path)?;
                    for (filter, arity, renamed) in &self.modules[module].filters {
                        let known = match name {
                            None => *filter,
                            Some(module) => rewriter.arena.alloc(format!("{module}::{filter}")),
                        };
                        rewriter.scope.add_filter(known, *arity, Meaning::Renamed(renamed));
                    }
                }
            }
        }
        Ok(())
    }

    fn import_data(
        &mut self,
        rewriter: &mut Rewriter<'s>,
        import: &Import<'s>,
        name: &'s str,
        parent: Option<&Path>,
    ) -> Result<(), CompileError> {
        let path = self.find(import, parent, "json")?;
        let text = read(&path)?;
        let values =
            values_as_array(&text).map_err(|message| CompileError::of(format!("{message}: {}", path.display())))?;
        let renamed: &'s str = rewriter.arena.alloc(format!("$data {}", self.data.len()));
        self.data.push((renamed.to_string(), values));
        rewriter.scope.add_data(name, renamed);
        rewriter.scope.add_data(rewriter.arena.alloc(format!("{name}::{}", &name[1..])), renamed);
        Ok(())
    }

    fn load(&mut self, rewriter: &mut Rewriter<'s>, path: PathBuf) -> Result<usize, CompileError> {
        if let Some(known) = self.modules.iter().position(|module| module.path == path) {
            return Ok(known);
        }
        if self.open.contains(&path) {
            return Err(CompileError::of(format!("module {} imports itself", path.display())));
        }
        self.open.push(path.clone());
        let code: &'s str = rewriter.arena.alloc(read(&path)?);
        let outer = std::mem::replace(&mut rewriter.code, code);
        let saved = rewriter.scope.split_off(super::mark_of_start());
        let source = source(code)?;
        self.import(rewriter, &source.imports, Some(&path))?;
        let parsed = Parser::new(&source.tokens).parse(Parser::defs);
        let parsed = parsed.map_err(|errors| super::syntax_error(code, errors))?;
        let mut filters = Vec::new();
        for definition in parsed {
            let number = self.definitions.len();
            let renamed: &'s str = rewriter.arena.alloc(format!("{}!{number}", definition.name));
            let own = rewriter.definition(definition);
            let (name, arguments) = (own.name, own.args.clone());
            // It goes by its own name inside of itself.
            let pass_on = |name: &'s str| if name.starts_with('$') { var(name) } else { Term::Call(name, Vec::new()) };
            let call = Term::Call(name, arguments.iter().copied().map(pass_on).collect());
            let body = Term::Def(vec![own], Box::new(call));
            rewriter.scope.add_filter(name, arguments.len(), Meaning::Renamed(renamed));
            filters.push((name, arguments.len(), renamed));
            self.definitions.push(Def { name: renamed, args: arguments, body });
        }
        rewriter.scope.back_to(super::mark_of_start());
        rewriter.scope.restore(saved);
        rewriter.code = outer;
        self.open.pop();
        self.modules.push(Module { path, filters });
        Ok(self.modules.len() - 1)
    }

    /// The file of a module: `a/b` is `a/b.jq` or `a/b/b.jq`, in a folder of the library or where its metadata says.
    fn find(&self, import: &Import<'_>, parent: Option<&Path>, extension: &str) -> Result<PathBuf, CompileError> {
        find(self.library, &import.path, import.metadata.as_ref(), parent, extension)
    }
}

/// The file of a module.
pub(super) fn find(
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

fn read(path: &Path) -> Result<String, CompileError> {
    std::fs::read_to_string(path)
        .map_err(|error| CompileError::of(format!("Could not open {}: {error}", path.display())))
}

fn values_as_array(text: &str) -> Result<String, String> {
    let mut at = 0;
    let values: Result<Vec<_>, _> = std::iter::from_fn(|| crate::read::read_next(text, &mut at)).collect();
    Ok(crate::value::Value::array(values.map_err(|error| error.to_string())?).to_string())
}

/// What `modulemeta` says about a module.
pub(crate) fn metadata(library: Option<&[PathBuf]>, path: &str) -> Result<String, CompileError> {
    use serde_json::{Value as Json, json};
    let path = find(library, path, None, None, "jq")?;
    let code = read(&path)?;
    let source = source(&code)?;
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
    let parsed = Parser::new(&source.tokens).parse(Parser::defs);
    let parsed = parsed.map_err(|errors| super::syntax_error(&code, errors))?;
    metadata["deps"] = source.imports.iter().map(dependency).collect();
    metadata["defs"] =
        parsed.iter().map(|definition| Json::from(format!("{}/{}", definition.name, definition.args.len()))).collect();
    Ok(metadata.to_string())
}
