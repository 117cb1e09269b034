//! The SIDECAR argument, and `--set`.

use std::convert::Infallible;
use std::path::{MAIN_SEPARATOR, Path};

use clap::Args;
use outrigger::{Document, Sidecar, Template, json::file};

use crate::error::CommandError;
use crate::report::{Diagnostic, Source};

/// The value of a parameter of the sidecar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// The values of the sidecar's parameters.
#[derive(Debug, Args)]
pub(crate) struct SettingArgs {
    /// Set a parameter of the sidecar; `outrigger sidecars NAME` lists them
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    pub(crate) set: Vec<Setting>,
}

/// Splits KEY=VALUE. Without a `=` the name is empty: an error of the parser would show the value, which may be secret.
fn setting(typed: &str) -> Result<Setting, Infallible> {
    let (name, value) = typed.split_once('=').unwrap_or(("", typed));
    Ok(Setting { name: name.to_string(), value: value.to_string() })
}

impl SettingArgs {
    /// The sidecar of a template with these values.
    pub(crate) fn fill(&self, template: &Template) -> Result<Sidecar, CommandError> {
        if self.set.iter().any(|setting| setting.name.is_empty()) {
            let error = Diagnostic::error("--set was given something that is not KEY=VALUE");
            return Err(error.with_help("a parameter is set as --set KEY=VALUE").into());
        }
        let settings = self.set.iter().map(|setting| (setting.name.as_str(), setting.value.as_str()));
        Ok(template.sidecar(settings)?)
    }
}

/// The template that SIDECAR names: a file if it looks like a path, else a built-in one, else a file of that name.
pub(crate) fn template(typed: &str) -> Result<Template, CommandError> {
    let has_extension = Path::new(typed).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if typed.contains(['/', MAIN_SEPARATOR]) || has_extension {
        return from_file(typed);
    }
    match Template::built_in(typed) {
        Ok(template) => Ok(template),
        Err(_) if Path::new(typed).exists() => from_file(typed),
        Err(error) => Err(error.into()),
    }
}

fn from_file(typed: &str) -> Result<Template, CommandError> {
    let text = file::read(Path::new(typed))?;
    let source = Source { name: typed, text: &text, line: None };
    let refused = |error: outrigger::Error| match Document::scan(&text) {
        Ok(document) => Diagnostic::of_error_in(&error, source, &document),
        Err(_) => Diagnostic::of_error(&error, source),
    };
    Ok(Template::parse(&text).map_err(refused)?)
}
