//! [`Module`]: a Terraform file and the files beside it, each read and parsed once.

mod file;
pub(crate) mod resource;
mod source;

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use hcl_edit::structure::{Attribute, Block};

use crate::error::Error;
use crate::outcome::Rewritten;

pub use file::FILE_LIMIT;
pub(crate) use file::File;
pub use source::{Folder, Source};

/// A Terraform file and the files beside it.
pub(crate) struct Module {
    /// The file to change, then the other files of the folder.
    files: Vec<Rc<File>>,
    /// The file with the container definitions, where Terraform reads them from one.
    named: OnceCell<Rc<File>>,
    /// Why another file could not be read.
    unread: Option<Error>,
}

/// A place in one of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The index of the file, for [`Module::file`].
    pub(crate) file: usize,
    /// The bytes of its text.
    pub(crate) span: Range<usize>,
}

impl Module {
    /// Reads the other files of the folder.
    pub(crate) fn read(source: Source<'_>) -> Self {
        let mut files = vec![Rc::new(File::new(source.path.to_string(), source.text))];
        let mut unread = None;
        for name in source.folder.names().into_iter().filter(|name| name != source.path) {
            match source.folder.read(&name) {
                Ok(text) => files.push(Rc::new(File::new(name, &text))),
                Err(error) => unread = Some(error.at(&name, 0)),
            }
        }
        Self { files, named: OnceCell::new(), unread }
    }

    /// The module after a change: the other files are not read or parsed again.
    ///
    /// A new text that is not Terraform is an internal error, since this crate wrote it.
    pub(crate) fn rewritten(&self, changed: &[Rewritten]) -> Result<Self, Error> {
        let newer = |file: &Rc<File>| match changed.iter().find(|changed| changed.path == file.path) {
            Some(changed) => Rc::new(File::new(changed.path.clone(), &changed.text)),
            None => Rc::clone(file),
        };
        let files: Vec<_> = self.files.iter().map(newer).collect();
        for (new, _) in files.iter().zip(&self.files).filter(|(new, old)| !Rc::ptr_eq(new, old)) {
            new.check_written()?;
        }
        let named = self.named.get().map(newer).map_or_else(OnceCell::new, OnceCell::from);
        Ok(Self { files, named, unread: self.unread.clone() })
    }

    /// Fails if a file of the folder could not be read: a name that was not found may be in that file.
    pub(crate) fn is_read(&self) -> Result<(), Error> {
        self.unread.clone().map_or(Ok(()), Err)
    }

    /// A file; the first one is the file to change.
    pub(crate) fn file(&self, index: usize) -> &File {
        self.files.get(index).or(self.named.get()).unwrap_or(&self.files[0])
    }

    /// A file that Terraform names, read from the folder once, and its index.
    pub(crate) fn named(&self, path: &str, folder: &dyn Folder) -> Result<(usize, &File), Error> {
        let file = match self.named.get() {
            Some(file) => file,
            None => {
                let text = folder.read(path)?;
                self.named.get_or_init(|| Rc::new(File::new(path.to_string(), &text)))
            }
        };
        Ok((self.files.len(), file))
    }

    /// The text at a place.
    pub(crate) fn text(&self, place: &Place) -> &str {
        self.file(place.file).text.get(place.span.clone()).unwrap_or_default()
    }

    /// The local value of this name, and the index of its file.
    pub(crate) fn local(&self, name: &str) -> Result<Option<(usize, &Attribute)>, Error> {
        for (index, file) in self.files_with(name) {
            let locals = file.body()?.get_blocks("locals").filter_map(|block| block.body.get_attribute(name));
            if let Some(local) = locals.last() {
                return Ok(Some((index, local)));
            }
        }
        self.is_read().map(|()| None)
    }

    /// The block that declares the variable of this name, and the index of its file.
    pub(crate) fn variable(&self, name: &str) -> Result<Option<(usize, &Block)>, Error> {
        for (index, file) in self.files_with(name) {
            let mut variables = file.body()?.get_blocks("variable");
            if let Some(block) = variables.find(|block| block.has_exact_labels(&[name])) {
                return Ok(Some((index, block)));
            }
        }
        Ok(None)
    }

    /// The files that contain a name; the others need not be valid Terraform.
    fn files_with(&self, name: &str) -> impl Iterator<Item = (usize, &File)> {
        let files = self.files.iter().map(Rc::as_ref).enumerate();
        files.filter(move |(_, file)| file.text.contains(name))
    }

    /// The number of references to something like `local.name` in all files; those in comments count, too.
    pub(crate) fn references(&self, to: &str) -> usize {
        let is_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
        let count = |text: &str| {
            let is_whole_name = |at: usize, found: &str| {
                let before = text[..at].chars().next_back();
                let after = text[at + found.len()..].chars().next();
                !before.is_some_and(|before| is_name(before) || before == '.') && !after.is_some_and(is_name)
            };
            text.match_indices(to).filter(|(at, found)| is_whole_name(*at, found)).count()
        };
        self.files.iter().map(|file| count(&file.text)).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn references_are_whole_names() {
        let text = "a = [local.x, local.xy, \"${local.x}\", module.local.x, local.x.y]\n";
        let module = Module::read(Source { path: "main.tf", text, folder: &BTreeMap::new() });
        assert_eq!(module.references("local.x"), 3);
    }

    #[test]
    fn locals_and_variables_of_other_files() {
        let others = BTreeMap::from([
            ("broken.tf".to_string(), "{".to_string()),
            ("locals.tf".to_string(), "locals {\n  x = 1\n}\nvariable \"v\" {}\n".to_string()),
        ]);
        let module = Module::read(Source { path: "main.tf", text: "", folder: &others });
        assert_eq!(module.local("x").unwrap().unwrap().0, 2);
        assert_eq!(module.variable("v").unwrap().unwrap().0, 2);
        assert!(module.local("y").unwrap().is_none());
    }

    #[test]
    fn a_change_reads_and_parses_only_the_changed_files_again() {
        let others = BTreeMap::from(["a.tf", "b.tf", "c.json"].map(|name| (name.to_string(), String::new())));
        let module = Module::read(Source { path: "main.tf", text: "", folder: &others });
        module.named("c.json", &others).unwrap();
        let changed = Rewritten { path: "a.tf".to_string(), text: "x = 1\n".to_string() };
        let after = module.rewritten(&[changed]).unwrap();
        let is_same = |index: usize| std::ptr::eq(module.file(index), after.file(index));
        assert_eq!([0, 1, 2, 3].map(is_same), [true, false, true, true]);
        assert_eq!(after.file(1).text, "x = 1\n");

        let broken = Rewritten { path: "b.tf".to_string(), text: "{".to_string() };
        let error = module.rewritten(&[broken]).err().unwrap();
        assert_eq!(error.kind(), outrigger_core::ErrorKind::Internal);
    }

    #[test]
    fn hostile_text_is_refused_in_time() {
        for text in ["a = ".to_string() + &"[".repeat(100_000), "a {\n".repeat(100_000), "${".repeat(100_000)] {
            let module = Module::read(Source { path: "main.tf", text: &text, folder: &BTreeMap::new() });
            assert!(module.file(0).body().is_err());
        }
    }
}
