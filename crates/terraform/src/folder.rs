//! [`Folder`]: the files beside a Terraform file.

use std::collections::BTreeMap;

/// The files beside a Terraform file: with it, they make a module.
///
/// Whoever calls this crate does the reading; a map of names to texts is a folder, too.
pub trait Folder {
    /// The names of the other `.tf` files, sorted.
    fn names(&self) -> Vec<String>;

    /// The text of a file, by its path from the folder; why it cannot be had otherwise, in a sentence.
    ///
    /// # Errors
    ///
    /// A file that is not there or cannot be read.
    fn read(&self, path: &str) -> Result<String, String>;
}

impl Folder for BTreeMap<String, String> {
    fn names(&self) -> Vec<String> {
        self.keys().filter(|name| name.ends_with(".tf") && !name.contains('/')).cloned().collect()
    }

    fn read(&self, path: &str) -> Result<String, String> {
        self.get(path).cloned().ok_or_else(|| format!("there is no file `{path}`"))
    }
}
