//! Hints of the library as options of this program.

use outrigger::Hint;

/// The help, with the option of this program that the hint means.
pub(crate) fn help_with_option(help: Option<&str>, hint: Option<&Hint>) -> Option<String> {
    let help = help.filter(|help| !help.is_empty());
    match (help, hint.map(option)) {
        (Some(help), Some(option)) => Some(format!("{help} ({option})")),
        (None, Some(option)) => Some(format!("use {option}")),
        (help, None) => help.map(str::to_string),
    }
}

/// The option that changes a setting.
fn option(hint: &Hint) -> String {
    match hint {
        Hint::SetParameter(name) => format!("--set {name}=…"),
        Hint::Setting(name) => match *name {
            "containers" => "--container NAME".to_string(),
            "lines" => "--ndjson".to_string(),
            "nulls" => "--drop-nulls".to_string(),
            "on-conflict" => "--on-conflict keep|replace".to_string(),
            "record" => "--no-record".to_string(),
            name => format!("--{name}"),
        },
        _ => "see --help".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options() {
        let with = |help, hint: Hint| help_with_option(help, Some(&hint)).unwrap_or_default();
        assert_eq!(with(Some("set it"), Hint::SetParameter("region".into())), "set it (--set region=…)");
        assert_eq!(with(Some("name it"), Hint::Setting("containers")), "name it (--container NAME)");
        assert_eq!(with(None, Hint::Setting("resize")), "use --resize");
        assert_eq!(help_with_option(Some("do it"), None).as_deref(), Some("do it"));
        assert_eq!(help_with_option(None, None), None);
    }
}
