//! [`Folder`]: the files beside a Terraform file.

use std::collections::BTreeMap;

use crate::error::Error;

/// A Terraform file.
#[derive(Clone, Copy)]
pub struct Source<'s> {
    /// Its name in the folder.
    pub path: &'s str,
    /// Its text.
    pub text: &'s str,
    /// The files beside it.
    pub folder: &'s dyn Folder,
}

/// The files beside a Terraform file: with it, they make a module.
///
/// Whoever calls this crate does the reading; a map of names to texts is a folder, too. The paths come from the text of the
/// file: whoever reads decides which of them may be read and written, and bounds how much is read.
pub trait Folder {
    /// The names of the other `.tf` files, sorted.
    fn names(&self) -> Vec<String>;

    /// The text of a file, by its path from the folder. It may be given another text afterwards.
    ///
    /// # Errors
    ///
    /// A file that is not there, cannot be read or must not be.
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
