//! The variable that an injection depends on: its declaration is added, and removed again.

use std::ops::Range;

use crate::error::Error;
use crate::module::Module;
use crate::syntax::expression::span;
use crate::syntax::lines::newline_of;

/// The declaration, as this program writes it.
fn declaration(name: &str, newline: &str) -> String {
    [
        &format!("variable \"{name}\" {{"),
        "  description = \"Whether the sidecar runs beside the application (declared by outrigger)\"",
        "  type        = bool",
        "  default     = false",
        "}",
    ]
    .join(newline)
}

/// The change that declares the variable at the end of the file to change, unless it is declared.
pub(crate) fn declare(module: &Module, name: &str) -> Result<Option<(Range<usize>, String)>, Error> {
    if module.variable(name)?.is_some() {
        return Ok(None);
    }
    module.is_read()?;
    let text = &module.file(0).text;
    let newline = newline_of(text);
    let declaration = declaration(name, newline);
    let end = text.len()..text.len();
    Ok(Some(if text.ends_with('\n') {
        (end, format!("{newline}{declaration}{newline}"))
    } else {
        (end, format!("{newline}{newline}{declaration}"))
    }))
}

/// The place of the declaration, if this program wrote it and nothing refers to the variable: a file and bytes of it.
pub(crate) fn undeclare(module: &Module, name: &str) -> Result<Option<(usize, Range<usize>)>, Error> {
    let Some((file, block)) = module.variable(name)? else { return Ok(None) };
    let text = &module.file(file).text;
    let newline = newline_of(text);
    let Range { start, end } = span(block);
    if text[start..end] != declaration(name, newline) || module.references(&format!("var.{name}")) > 0 {
        return Ok(None);
    }
    let before = &text[..start];
    Ok(Some(if end == text.len() {
        let twice = before.strip_suffix(newline).and_then(|before| before.strip_suffix(newline));
        (file, twice.map_or(start, str::len)..end)
    } else {
        let once = before.strip_suffix(newline).filter(|rest| rest.is_empty() || rest.ends_with('\n'));
        let past = if text[end..].starts_with(newline) { newline.len() } else { 0 };
        (file, once.map_or(start, str::len)..end + past)
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::module::Source;

    fn read(text: &str) -> Module {
        Module::read(Source { path: "main.tf", text, folder: &BTreeMap::new() })
    }

    /// Declares the variable in a text, and removes the declaration again.
    #[track_caller]
    fn check(text: &str) {
        let module = read(text);
        let (at, added) = declare(&module, "on").unwrap().unwrap();
        let declared = format!("{}{added}", &text[..at.start]);
        let module = read(&declared);
        assert!(declare(&module, "on").unwrap().is_none());
        let (_, gone) = undeclare(&module, "on").unwrap().unwrap();
        assert_eq!(format!("{}{}", &declared[..gone.start], &declared[gone.end..]), text);
    }

    #[test]
    fn the_declaration_is_added_and_removed() {
        for text in ["a = 1\n", "a = 1", "a = 1\r\nb = 2\r\n", "a = 1\r\nb = 2", "\n", "a = 1\n\n\n"] {
            check(text);
        }
    }

    #[test]
    fn a_used_variable_and_one_of_the_user_stay() {
        for text in ["variable \"on\" {}\n", &format!("{}\na = var.on\n", declaration("on", "\n"))] {
            let module = read(text);
            assert_eq!(undeclare(&module, "on").unwrap(), None);
        }
    }
}
