//! The modules that `import` and `include` name, compiled.

use std::path::{Path, PathBuf};

use jaq_core::load::parse::{Def, Term};

use super::rewrite::Rewriter;
use super::scope::{Mark, Meaning};
use super::terms::var;
use crate::syntax::{CompileError, Import, find_module, parse_definitions, read_file, read_module};
use crate::value::{Value, read_next};

/// A compiled module: its definitions by name and number of parameters, with their new names.
struct Module<'s> {
    path: PathBuf,
    filters: Vec<(&'s str, usize, &'s str)>,
}

/// The imported modules of a program.
pub(super) struct Imports<'l, 's> {
    library: Option<&'l [PathBuf]>,
    modules: Vec<Module<'s>>,
    /// The modules that are being compiled, to find circles.
    open: Vec<PathBuf>,
    pub(super) definitions: Vec<Def<&'s str>>,
    /// The data of `import "…" as $name`: global variables with their values as JSON.
    pub(super) data: Vec<(String, String)>,
}

impl<'l, 's> Imports<'l, 's> {
    pub(super) fn new(library: Option<&'l [PathBuf]>) -> Self {
        Self { library, modules: Vec::new(), open: Vec::new(), definitions: Vec::new(), data: Vec::new() }
    }

    /// Adds the filters and the data of these directives to the scope.
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
        let text = read_file(&path)?;
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
        let code: &'s str = rewriter.arena.alloc(read_file(&path)?);
        let outer = std::mem::replace(&mut rewriter.code, code);
        let saved = rewriter.scope.split_off(Mark::START);
        let source = read_module(code)?;
        self.import(rewriter, &source.imports, Some(&path))?;
        let mut filters = Vec::new();
        for definition in parse_definitions(code, &source.tokens)? {
            let number = self.definitions.len();
            let renamed: &'s str = rewriter.arena.alloc(format!("{}!{number}", definition.name));
            let own = rewriter.definition(definition);
            let (name, arguments) = (own.name, own.args.clone());
            // Inside its body, the definition has its old name.
            let pass_on = |name: &'s str| if name.starts_with('$') { var(name) } else { Term::Call(name, Vec::new()) };
            let call = Term::Call(name, arguments.iter().copied().map(pass_on).collect());
            let body = Term::Def(vec![own], Box::new(call));
            rewriter.scope.add_filter(name, arguments.len(), Meaning::Renamed(renamed));
            filters.push((name, arguments.len(), renamed));
            self.definitions.push(Def { name: renamed, args: arguments, body });
        }
        rewriter.scope.back_to(Mark::START);
        rewriter.scope.restore(saved);
        rewriter.code = outer;
        self.open.pop();
        self.modules.push(Module { path, filters });
        Ok(self.modules.len() - 1)
    }

    fn find(&self, import: &Import<'_>, parent: Option<&Path>, extension: &str) -> Result<PathBuf, CompileError> {
        find_module(self.library, &import.path, import.metadata.as_ref(), parent, extension)
    }
}

fn values_as_array(text: &str) -> Result<String, String> {
    let mut at = 0;
    let values: Result<Vec<_>, _> = std::iter::from_fn(|| read_next(text, &mut at)).collect();
    Ok(Value::array(values.map_err(|error| error.to_string())?).to_string())
}
