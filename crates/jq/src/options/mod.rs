//! The options of the filters `inject`, `remove` and `plan`: an object such as `{"on-conflict": "keep"}`.

use outrigger_core::{Hint, Nulls, OnConflict, Policy, Rule};

use crate::value::{Result, Value, describe, error};

/// The options object, read.
#[derive(Default)]
pub(crate) struct Options {
    /// The sidecar's parameters and their values.
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) policy: Policy,
}

/// An option: its name, and the function that reads its value.
type OptionReader = (&'static str, fn(&mut Options, &str, &Value) -> Result<()>);

/// All options, in the order in which an error names them.
const OPTIONS: [OptionReader; 8] = [
    ("set", |options, name, value| {
        options.parameters = parameters(name, value)?;
        Ok(())
    }),
    ("container", |options, name, value| {
        options.policy.containers = strings(name, value)?;
        Ok(())
    }),
    ("on-conflict", |options, name, value| {
        let known = ON_CONFLICT.into_iter().find(|known| value.as_str() == Some(on_conflict_name(*known)));
        let on_conflict = known.ok_or_else(|| {
            let [first, second, last] = ON_CONFLICT.map(on_conflict_name);
            error(format!("{name} must be {first}, {second} or {last}, not {value}"))
        })?;
        options.policy.on_conflict = on_conflict;
        Ok(())
    }),
    ("resize", |options, _, value| {
        options.policy.resize = value.is_true();
        Ok(())
    }),
    ("drop-nulls", |options, _, value| {
        options.policy.nulls = if value.is_true() { Nulls::All } else { Nulls::Task };
        Ok(())
    }),
    ("no-record", |options, _, value| {
        options.policy.record = !value.is_true();
        Ok(())
    }),
    ("allow", |options, name, value| {
        options.policy.allow = rules(name, value)?;
        Ok(())
    }),
    ("deny", |options, name, value| {
        options.policy.deny = rules(name, value)?;
        Ok(())
    }),
];

/// The values of `on-conflict`.
const ON_CONFLICT: [OnConflict; 3] = [OnConflict::Fail, OnConflict::Keep, OnConflict::Replace];

/// The name of a value of `on-conflict`.
pub(crate) fn on_conflict_name(on_conflict: OnConflict) -> &'static str {
    match on_conflict {
        OnConflict::Fail => "fail",
        OnConflict::Keep => "keep",
        OnConflict::Replace => "replace",
    }
}

/// Reads the options object. `null` is an object without options.
pub(crate) fn read_options(object: &Value) -> Result<Options> {
    let mut options = Options::default();
    let members = match object {
        Value::Null => return Ok(options),
        Value::Object(members) => members,
        _ => return Err(error(format!("the options must be an object, not {}", describe(object)))),
    };
    for (name, value) in members.iter() {
        let Some((name, read)) = OPTIONS.into_iter().find(|(known, _)| **name == **known) else {
            let known = OPTIONS.map(|(name, _)| name).join(", ");
            return Err(error(format!("there is no option {name}: the options are {known}")));
        };
        read(&mut options, name, value)?;
    }
    Ok(options)
}

/// The option that a hint means, as JSON for a message. `None` if the filters have no such option.
pub(crate) fn option_of_hint(hint: &Hint) -> Option<String> {
    Some(match hint {
        Hint::SetParameter(name) => format!(r#"{{"set": {{"{name}": …}}}}"#),
        Hint::Setting("containers") => r#"{"container": …}"#.to_string(),
        Hint::Setting("nulls") => r#"{"drop-nulls": true}"#.to_string(),
        Hint::Setting("on-conflict") => r#"{"on-conflict": "keep"} or {"on-conflict": "replace"}"#.to_string(),
        Hint::Setting("record") => r#"{"no-record": true}"#.to_string(),
        Hint::Setting("resize") => r#"{"resize": true}"#.to_string(),
        _ => return None,
    })
}

fn parameters(name: &str, value: &Value) -> Result<Vec<(String, String)>> {
    let Value::Object(members) = value else {
        return Err(error(format!("{name} must be an object, not {}", describe(value))));
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
    Ok(members.iter().map(|(name, value)| (name.to_string(), text(value))).collect())
}

/// A string, or an array of strings.
fn strings(name: &str, value: &Value) -> Result<Vec<String>> {
    let values = value.as_array().unwrap_or(std::slice::from_ref(value));
    let text = |value: &Value| {
        let text = value.as_str().map(str::to_string);
        text.ok_or_else(|| error(format!("{name} must be a string, not {}", describe(value))))
    };
    values.iter().map(text).collect()
}

/// A rule, or an array of rules. `all` is every rule.
fn rules(name: &str, value: &Value) -> Result<Vec<Rule>> {
    let names = strings(name, value)?;
    if names.iter().any(|name| name == "all") {
        return Ok(Rule::ALL.to_vec());
    }
    names.iter().map(|name| Rule::from_name(name).map_err(|failure| error(failure.to_string()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::read;

    #[test]
    fn every_hint_names_an_option_that_exists() {
        let settings = ["containers", "nulls", "on-conflict", "record", "resize"].map(Hint::Setting);
        for hint in settings.into_iter().chain([Hint::SetParameter("image".into())]) {
            let option = option_of_hint(&hint).unwrap();
            for object in option.replace('…', "\"x\"").split(" or ") {
                assert!(read_options(&read(object).unwrap()).is_ok(), "{hint:?}: {object}");
            }
        }
        assert_eq!(option_of_hint(&Hint::Setting("lines")), None);
    }

    #[test]
    fn errors() {
        #[track_caller]
        fn check(options: &str, message: &str) {
            let failure = read_options(&read(options).unwrap()).err().map(|error| error.into_val().to_string());
            assert_eq!(failure, Some(format!("{message:?}")), "{options}");
        }
        check("1", "the options must be an object, not number (1)");
        check(
            r#"{"sets": 1}"#,
            "there is no option sets: the options are set, container, on-conflict, resize, drop-nulls, no-record, allow, deny",
        );
        check(r#"{"set": 1}"#, "set must be an object, not number (1)");
        check(r#"{"container": [1]}"#, "container must be a string, not number (1)");
        check(r#"{"on-conflict": "Keep"}"#, r#"on-conflict must be fail, keep or replace, not "Keep""#);
    }
}
