//! [`Setting`]: what a program may name and reach besides its inputs.

use std::path::PathBuf;

use crate::value::Value;

/// What a program may name and reach besides its inputs.
///
/// ```
/// use outrigger_jq::{Filter, Setting};
///
/// let mut setting = Setting::default();
/// setting.positional.push("\"api\"".into());
/// assert_eq!(Filter::compile_with("$ARGS.positional", setting)?.run("null")?, "[\"api\"]\n");
/// # Ok::<(), outrigger_jq::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// Variables: their names without `$`, and their values as JSON. They are also in `$ARGS.named`.
    pub variables: Vec<(String, String)>,
    /// The values of `$ARGS.positional`, as JSON.
    pub positional: Vec<String>,
    /// The folders in which `import` and `include` look for modules. `None` means that no module may be read.
    pub library: Option<Vec<PathBuf>>,
    /// Whether `env` and `$ENV` show the environment. Otherwise they are empty.
    pub sees_environment: bool,
}

impl Setting {
    /// The variables with their `$`, and `$ARGS`, with their values as JSON.
    pub(super) fn all_variables(&self) -> Vec<(String, String)> {
        let quoted = |name: &str| Value::string(name).to_string();
        let named = self.variables.iter().map(|(name, json)| format!("{}:{json}", quoted(name)));
        let named = named.collect::<Vec<_>>().join(",");
        let arguments = format!("{{\"positional\":[{}],\"named\":{{{named}}}}}", self.positional.join(","));
        let variables = self.variables.iter().map(|(name, json)| (format!("${name}"), json.clone()));
        let arguments = ("$ARGS".to_string(), arguments);
        variables.chain([arguments]).collect()
    }
}
