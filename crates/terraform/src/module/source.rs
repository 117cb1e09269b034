//! [`Source`]: a Terraform file, and [`Folder`]: the files beside it.

use std::collections::BTreeMap;

use crate::error::Error;

/// A Terraform file to change.
#[derive(Clone, Copy)]
pub struct Source<'s> {
    /// Its name in the folder.
    pub path: &'s str,
    /// Its text.
    pub text: &'s str,
    /// The files beside it.
    pub folder: &'s dyn Folder,
}

/// The files beside a Terraform file: together they are a module.
///
/// The caller of this crate reads the files; a map from names to texts is a folder, too. The paths come from the text of the
/// Terraform file. So the caller decides which of them may be read and written, and limits how much is read.
pub trait Folder {
    /// The names of the other `.tf` files, sorted.
    fn names(&self) -> Vec<String>;

    /// The text of a file, by its path relative to the folder. The change may give this file a new text.
    ///
    /// # Errors
    ///
    /// A file that does not exist, cannot be read, or must not be read.
    fn read(&self, path: &str) -> Result<String, Error>;
}

impl Folder for BTreeMap<String, String> {
    fn names(&self) -> Vec<String> {
        self.keys().filter(|name| name.ends_with(".tf") && !name.contains('/')).cloned().collect()
    }

    fn read(&self, path: &str) -> Result<String, Error> {
        self.get(path).cloned().ok_or_else(|| Error::new(format!("there is no file `{path}`")))
    }
}
