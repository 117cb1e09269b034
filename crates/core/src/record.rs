//! [`Record`]: what an injection did, kept on the sidecar that it added.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::document::Document;
use crate::node::Node as _;
use crate::op::WhenEmpty;
use crate::value::Value;

/// The key of the record among a sidecar's `dockerLabels`.
pub const LABEL: &str = "outrigger";

/// The version of the record's format that this crate writes and reads.
const VERSION: &str = "1";

/// What an injection did: enough to undo it.
///
/// It is kept as compact JSON in the sidecar's `dockerLabels`, where `RegisterTaskDefinition` and `DescribeTaskDefinition`
/// carry it along untouched.
///
/// ```
/// use outrigger_core::Record;
///
/// let record = Record { sidecar: "jaeger".to_string(), ..Record::default() };
/// assert_eq!(record.to_string(), r#"{"version":1,"sidecar":"jaeger"}"#);
/// assert_eq!(Record::parse(&record.to_string()), Some(record));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The name of the sidecar.
    pub sidecar: String,
    /// The ARN of the task definition that ran before the sidecar came, if whoever injected it knew.
    pub previous: Option<String>,
    /// Where the container came from.
    pub standing: Standing,
    /// The members of the container that the sidecar set, `name` and the record itself aside.
    pub members: Vec<String>,
    /// The values that members of a found container had before.
    pub replaced: Vec<(String, Value<'static>)>,
    /// What the `dockerLabels` of a found container become without the record.
    pub labels: WhenEmpty,
    /// The variables given to the application's containers, with their values.
    pub environment: Vec<(String, String)>,
    /// What was done to each container of the application, by its name.
    pub applications: BTreeMap<String, Wiring>,
    /// The names of the volumes added to the task.
    pub volumes: Vec<String>,
    /// The volumes that others replaced.
    pub replaced_volumes: Vec<(String, Value<'static>)>,
    /// What `volumes` becomes when none is left.
    pub no_volumes: WhenEmpty,
    /// The members of the task's size that were changed: `cpu`, `memory`.
    pub resized: Vec<(String, Resized)>,
}

/// A change of a task's size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resized {
    /// The value before any injection.
    pub from: Value<'static>,
    /// The value that the injection gave it.
    pub to: Value<'static>,
}

/// Whether an injection added the container, or found one of its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It was added: removal takes it out.
    #[default]
    Added,
    /// It was there: removal leaves it as it was.
    Found,
}

/// What an injection did to one container of the application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wiring {
    /// The names of the variables that it was given, with values from [`Record::environment`].
    pub variables: Vec<String>,
    /// The values of variables that others replaced.
    pub replaced: Vec<(String, String)>,
    /// What `environment` becomes when no variable is left.
    pub no_variables: WhenEmpty,
    /// The condition under which it waits for the sidecar.
    pub depends_on: Option<String>,
    /// What `dependsOn` becomes when no entry is left.
    pub no_dependencies: WhenEmpty,
}

impl Wiring {
    /// Whether nothing was done.
    pub fn is_empty(&self) -> bool {
        self.variables.is_empty() && self.depends_on.is_none()
    }
}

impl Record {
    /// Reads a record; `None` if the text is none of this version.
    pub fn parse(text: &str) -> Option<Self> {
        let document = Document::scan(text).ok()?;
        let value = document.root().to_value()?;
        if value.get("version")?.to_string() != VERSION {
            return None;
        }
        let mut record = Self { sidecar: value.get("sidecar")?.as_str()?.to_string(), ..Self::default() };
        for (key, value) in value.members() {
            match &**key {
                "previous" => record.previous = Some(text_of(value)?),
                "container" => {
                    record.standing = if value.as_str()? == "found" { Standing::Found } else { return None }
                }
                "members" => record.members = strings(value)?,
                "replaced" => record.replaced = pairs(value, |value| Some(value.clone().into_owned()))?,
                "labels" => record.labels = when_empty(value)?,
                "environment" => record.environment = pairs(value, text_of)?,
                "applications" => {
                    record.applications = pairs(value, Wiring::parse)?.into_iter().collect();
                }
                "volumes" => record.volumes = strings(value)?,
                "replacedVolumes" => record.replaced_volumes = pairs(value, |value| Some(value.clone().into_owned()))?,
                "noVolumes" => record.no_volumes = when_empty(value)?,
                "resized" => record.resized = pairs(value, Resized::parse)?,
                _ => {}
            }
        }
        Some(record)
    }

    /// As compact JSON.
    pub(crate) fn to_json(&self) -> String {
        let mut json = String::new();
        // A String cannot fail to be written to.
        let _ = self.to_value().write(&mut json);
        json
    }

    fn to_value(&self) -> Value<'_> {
        let mut members = Members(vec![("version", Value::Number(VERSION.into())), ("sidecar", text(&self.sidecar))]);
        if let Some(previous) = &self.previous {
            members.0.push(("previous", text(previous)));
        }
        if self.standing == Standing::Found {
            members.0.push(("container", text("found")));
        }
        members.strings("members", &self.members);
        members.pairs("replaced", each(&self.replaced), Value::clone);
        members.when_empty("labels", self.labels);
        members.pairs("environment", each(&self.environment), |value| text(value));
        members.pairs("applications", self.applications.iter(), Wiring::to_value);
        members.strings("volumes", &self.volumes);
        members.pairs("replacedVolumes", each(&self.replaced_volumes), Value::clone);
        members.when_empty("noVolumes", self.no_volumes);
        members.pairs("resized", each(&self.resized), Resized::to_value);
        members.into_value()
    }
}

impl std::fmt::Display for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.to_value().write(f)
    }
}

impl Resized {
    fn parse(value: &Value<'_>) -> Option<Self> {
        Some(Self { from: value.get("from")?.clone().into_owned(), to: value.get("to")?.clone().into_owned() })
    }

    fn to_value(&self) -> Value<'_> {
        Value::object([("from", self.from.clone()), ("to", self.to.clone())])
    }
}

impl Wiring {
    fn parse(value: &Value<'_>) -> Option<Self> {
        let mut wiring = Self::default();
        for (key, value) in value.members() {
            match &**key {
                "environment" => wiring.variables = strings(value)?,
                "replaced" => wiring.replaced = pairs(value, text_of)?,
                "noEnvironment" => wiring.no_variables = when_empty(value)?,
                "dependsOn" => wiring.depends_on = Some(text_of(value)?),
                "noDependsOn" => wiring.no_dependencies = when_empty(value)?,
                _ => {}
            }
        }
        Some(wiring)
    }

    fn to_value(&self) -> Value<'_> {
        let mut members = Members(Vec::new());
        members.strings("environment", &self.variables);
        members.pairs("replaced", each(&self.replaced), |value| text(value));
        members.when_empty("noEnvironment", self.no_variables);
        if let Some(condition) = &self.depends_on {
            members.0.push(("dependsOn", text(condition)));
        }
        members.when_empty("noDependsOn", self.no_dependencies);
        members.into_value()
    }
}

/// The members of an object under construction; what is empty, or as most often, is left out.
struct Members<'r>(Vec<(&'static str, Value<'r>)>);

impl<'r> Members<'r> {
    fn strings(&mut self, name: &'static str, texts: &'r [String]) {
        if !texts.is_empty() {
            self.0.push((name, Value::Array(texts.iter().map(|each| text(each)).collect())));
        }
    }

    fn pairs<T: 'r>(
        &mut self,
        name: &'static str,
        pairs: impl Iterator<Item = (&'r String, &'r T)>,
        value: impl Fn(&'r T) -> Value<'r>,
    ) {
        let members: Vec<_> = pairs.map(|(key, item)| (Cow::Borrowed(key.as_str()), value(item))).collect();
        if !members.is_empty() {
            self.0.push((name, Value::Object(members)));
        }
    }

    fn when_empty(&mut self, name: &'static str, when_empty: WhenEmpty) {
        match when_empty {
            WhenEmpty::Remove => {}
            WhenEmpty::Null => self.0.push((name, text("null"))),
            WhenEmpty::Keep => self.0.push((name, text("keep"))),
        }
    }

    fn into_value(self) -> Value<'r> {
        Value::Object(self.0.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
    }
}

fn text(text: &str) -> Value<'_> {
    Value::String(Cow::Borrowed(text))
}

fn each<T>(pairs: &[(String, T)]) -> impl Iterator<Item = (&String, &T)> {
    pairs.iter().map(|(key, item)| (key, item))
}

fn text_of(value: &Value<'_>) -> Option<String> {
    value.as_str().map(String::from)
}

fn strings(value: &Value<'_>) -> Option<Vec<String>> {
    value.elements().iter().map(text_of).collect()
}

fn pairs<T>(value: &Value<'_>, read: impl Fn(&Value<'_>) -> Option<T>) -> Option<Vec<(String, T)>> {
    value.members().iter().map(|(key, value)| Some((key.clone().into_owned(), read(value)?))).collect()
}

fn when_empty(value: &Value<'_>) -> Option<WhenEmpty> {
    match value.as_str()? {
        "null" => Some(WhenEmpty::Null),
        "keep" => Some(WhenEmpty::Keep),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_survives() {
        let record = Record {
            sidecar: "jaeger".to_string(),
            previous: Some("arn:aws:ecs:eu-central-1:000000000000:task-definition/shop-api:1".to_string()),
            standing: Standing::Found,
            members: vec!["image".to_string()],
            replaced: vec![("cpu".to_string(), Value::parse("1e400").unwrap())],
            labels: WhenEmpty::Null,
            environment: vec![("A".to_string(), "1".to_string())],
            applications: BTreeMap::from([(
                "api".to_string(),
                Wiring {
                    variables: vec!["A".to_string()],
                    replaced: vec![("A".to_string(), "0".to_string())],
                    no_variables: WhenEmpty::Keep,
                    depends_on: Some("START".to_string()),
                    no_dependencies: WhenEmpty::Null,
                },
            )]),
            volumes: vec!["data".to_string()],
            replaced_volumes: vec![("tmp".to_string(), Value::parse(r#"{"name":"tmp"}"#).unwrap())],
            no_volumes: WhenEmpty::Keep,
            resized: vec![("cpu".to_string(), Resized { from: Value::string("256"), to: Value::string("512") })],
        };
        let text = record.to_string();
        assert_eq!(
            text,
            "{\"version\":1,\"sidecar\":\"jaeger\",\"previous\":\"arn:aws:ecs:eu-central-1:000000000000:task-definition/shop-api:1\",\
             \"container\":\"found\",\"members\":[\"image\"],\"replaced\":{\"cpu\":1e400},\
             \"labels\":\"null\",\"environment\":{\"A\":\"1\"},\"applications\":{\"api\":{\"environment\":[\"A\"],\
             \"replaced\":{\"A\":\"0\"},\"noEnvironment\":\"keep\",\"dependsOn\":\"START\",\"noDependsOn\":\"null\"}},\
             \"volumes\":[\"data\"],\"replacedVolumes\":{\"tmp\":{\"name\":\"tmp\"}},\"noVolumes\":\"keep\",\
             \"resized\":{\"cpu\":{\"from\":\"256\",\"to\":\"512\"}}}"
        );
        assert_eq!(Record::parse(&text), Some(record));
    }

    #[test]
    fn what_is_no_record() {
        for text in [
            "",
            "{}",
            "[]",
            "on",
            r#"{"version":2,"sidecar":"x"}"#,
            r#"{"version":1,"sidecar":"x","members":[1]}"#,
            r#"{"version":1,"sidecar":"x","previous":1}"#,
        ] {
            assert_eq!(Record::parse(text), None, "{text}");
        }
    }
}
