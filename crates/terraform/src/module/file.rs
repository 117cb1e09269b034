//! [`File`]: the text of a file, and its syntax tree.

use std::cell::OnceCell;

use hcl_edit::structure::Body;

use crate::error::{Broken, Error};

/// The largest Terraform file, or file that Terraform names, that is read, in bytes: 64 MiB.
pub const FILE_LIMIT: usize = 64 << 20;

/// A Terraform file, or a file that `file("…")` or `templatefile("…")` names.
pub(crate) struct File {
    /// Its path, relative to the folder.
    pub(crate) path: String,
    /// Its text without a byte order mark; every place is an offset into this text.
    pub(crate) text: String,
    /// The byte order mark, or an empty text.
    pub(crate) mark: &'static str,
    body: OnceCell<Result<Body, Error>>,
}

impl File {
    pub(crate) fn new(path: String, text: &str) -> Self {
        let bare = text.strip_prefix('\u{feff}');
        let mark = if bare.is_some() { "\u{feff}" } else { "" };
        Self { path, text: bare.unwrap_or(text).to_string(), mark, body: OnceCell::new() }
    }

    /// Its syntax tree, parsed when it is first asked for.
    pub(crate) fn body(&self) -> Result<&Body, Error> {
        self.body.get_or_init(|| self.parse()).as_ref().map_err(Clone::clone)
    }

    /// Refuses a text that this crate wrote and that is not Terraform.
    pub(crate) fn check_written(&self) -> Result<(), Error> {
        let refused = |error| Error::internal(&format!("the new text of `{}` is refused: {error}", self.path));
        self.body().map(|_| ()).map_err(refused)
    }

    fn parse(&self) -> Result<Body, Error> {
        if self.text.len() > FILE_LIMIT {
            return Err(Error::new("the file is larger than 64 MiB").at(&self.path, 0));
        }
        self.text.parse::<Body>().map_err(|error| {
            let message = format!("this is not valid Terraform: {}", error.message());
            let offset = error.location().offset() + self.mark.len();
            Error::syntax(Broken::Terraform, message).at(&self.path, offset)
        })
    }
}
