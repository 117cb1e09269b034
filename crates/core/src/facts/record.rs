//! [`Record`]: what an injection did, kept on the sidecar that it added.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use crate::text::{Document, Kind, Node as _, Value, write_string};
use serde::Serialize;

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
/// let record = Record { sidecar: "jaeger".into(), ..Record::default() };
/// assert_eq!(record.to_string(), r#"{"version":1,"sidecar":"jaeger"}"#);
/// assert_eq!(Record::parse(&record.to_string()), Some(record));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record<'a> {
    /// The name of the sidecar.
    pub sidecar: Cow<'a, str>,
    /// The ARN of the task definition that ran before the sidecar came, if whoever injected it knew.
    pub previous: Option<Cow<'a, str>>,
    /// Where the container came from.
    pub standing: Standing,
    /// The members of the container that the sidecar set, `name` and the record itself aside.
    pub members: Vec<Cow<'a, str>>,
    /// The values that members of a found container had before.
    pub replaced: Vec<(Cow<'a, str>, Value<'a>)>,
    /// What the `dockerLabels` of a found container become without the record.
    pub labels: WhenEmpty,
    /// The variables given to the application's containers, with their values.
    pub environment: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// What was done to each container of the application, by its name.
    pub applications: BTreeMap<Cow<'a, str>, Wiring<'a>>,
    /// The names of the volumes added to the task.
    pub volumes: Vec<Cow<'a, str>>,
    /// The volumes that others replaced.
    pub replaced_volumes: Vec<(Cow<'a, str>, Value<'a>)>,
    /// What `volumes` becomes when none is left.
    pub no_volumes: WhenEmpty,
    /// The members of the task's size that were changed: `cpu`, `memory`.
    pub resized: Vec<(Cow<'a, str>, Resized)>,
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
pub struct Wiring<'a> {
    /// The names of the variables that it was given, with values from [`Record::environment`].
    pub variables: Vec<Cow<'a, str>>,
    /// The values of variables that others replaced.
    pub replaced: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// What `environment` becomes when no variable is left.
    pub no_variables: WhenEmpty,
    /// The condition under which it waits for the sidecar.
    pub depends_on: Option<Cow<'a, str>>,
    /// What `dependsOn` becomes when no entry is left.
    pub no_dependencies: WhenEmpty,
}

/// What a list that an injection filled becomes when the last entry is taken out again: what it was before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhenEmpty {
    /// It is taken out: it was absent.
    #[default]
    Remove,
    /// It becomes `null`: it was `null`.
    Null,
    /// It stays, empty.
    Keep,
}

impl Wiring<'_> {
    /// Whether nothing was done.
    pub fn is_empty(&self) -> bool {
        self.variables.is_empty() && self.depends_on.is_none()
    }
}

impl Record<'static> {
    /// Reads a record; `None` if the text is none of this version, or no injection can have written it.
    ///
    /// A record is a label, which anybody can write. So it is read as a whole or not at all: each part must have its type,
    /// nothing may be there twice, and sizes must be sizes.
    pub fn parse(text: &str) -> Option<Self> {
        let document = Document::scan(text).ok()?;
        if !document.root().duplicates().is_empty() {
            return None;
        }
        let value = document.root().to_value()?;
        if value.get("version")?.to_string() != VERSION {
            return None;
        }
        let mut record = Self { sidecar: text_of(value.get("sidecar")?)?, ..Self::default() };
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
        record.is_sound().then_some(record)
    }
}

impl Record<'_> {
    /// As compact JSON.
    pub(crate) fn to_json(&self) -> String {
        let mut json = String::with_capacity(512 + 128 * self.applications.len());
        // A String cannot fail to be written to.
        let _ = self.write(&mut json);
        json
    }

    fn write<W: Write>(&self, out: &mut W) -> fmt::Result {
        let mut members = Members::begin(out);
        members.member("version", |out| out.write_str(VERSION))?;
        members.text("sidecar", Some(&self.sidecar))?;
        members.text("previous", self.previous.as_deref())?;
        members.text("container", (self.standing == Standing::Found).then_some("found"))?;
        members.strings("members", &self.members)?;
        members.pairs("replaced", each(&self.replaced), Value::write)?;
        members.when_empty("labels", self.labels)?;
        members.pairs("environment", each(&self.environment), |value, out| write_string(out, value))?;
        // Most containers are given the same variables: what was written for the one before is written again.
        let mut last = (&[][..], String::with_capacity(256));
        members.pairs("applications", self.applications.iter(), |wiring, out| wiring.write(&mut last, out))?;
        members.strings("volumes", &self.volumes)?;
        members.pairs("replacedVolumes", each(&self.replaced_volumes), Value::write)?;
        members.when_empty("noVolumes", self.no_volumes)?;
        members.pairs("resized", each(&self.resized), Resized::write)?;
        members.end()
    }
}

impl fmt::Display for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl Resized {
    fn parse(value: &Value<'_>) -> Option<Self> {
        Some(Self { from: value.get("from")?.clone().into_owned(), to: value.get("to")?.clone().into_owned() })
    }

    fn write<W: Write>(&self, out: &mut W) -> fmt::Result {
        let mut members = Members::begin(out);
        members.member("from", |out| self.from.write(out))?;
        members.member("to", |out| self.to.write(out))?;
        members.end()
    }
}

impl Wiring<'static> {
    fn parse(value: &Value<'_>) -> Option<Self> {
        if value.kind() != Kind::Object {
            return None;
        }
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
}

impl Wiring<'_> {
    /// Writes it; `last` is the list of variables that was written last, and its text.
    fn write<'r, W: Write>(&'r self, last: &mut (&'r [Cow<'r, str>], String), out: &mut W) -> fmt::Result {
        let mut members = Members::begin(out);
        if !self.variables.is_empty() {
            let (variables, text) = last;
            if *variables != self.variables {
                *variables = &self.variables;
                text.clear();
                write_strings(text, variables)?;
            }
            members.member("environment", |out| out.write_str(text))?;
        }
        members.pairs("replaced", each(&self.replaced), |value, out| write_string(out, value))?;
        members.when_empty("noEnvironment", self.no_variables)?;
        members.text("dependsOn", self.depends_on.as_deref())?;
        members.when_empty("noDependsOn", self.no_dependencies)?;
        members.end()
    }
}

/// The members of an object that is being written; what is empty, or as most often, is left out.
struct Members<'o, W> {
    out: &'o mut W,
    opening: &'static str,
}

impl<'o, W: Write> Members<'o, W> {
    fn begin(out: &'o mut W) -> Self {
        Self { out, opening: "{" }
    }

    /// A member of a name that needs no escapes.
    fn member(&mut self, name: &'static str, value: impl FnOnce(&mut W) -> fmt::Result) -> fmt::Result {
        self.out.write_str(std::mem::replace(&mut self.opening, ","))?;
        self.out.write_char('"')?;
        self.out.write_str(name)?;
        self.out.write_str("\":")?;
        value(self.out)
    }

    /// A member of any name.
    fn named(&mut self, name: &str, value: impl FnOnce(&mut W) -> fmt::Result) -> fmt::Result {
        self.out.write_str(std::mem::replace(&mut self.opening, ","))?;
        write_string(self.out, name)?;
        self.out.write_char(':')?;
        value(self.out)
    }

    fn text(&mut self, name: &'static str, text: Option<&str>) -> fmt::Result {
        text.map_or(Ok(()), |text| self.member(name, |out| write_string(out, text)))
    }

    fn strings(&mut self, name: &'static str, texts: &[Cow<'_, str>]) -> fmt::Result {
        if texts.is_empty() { Ok(()) } else { self.member(name, |out| write_strings(out, texts)) }
    }

    fn pairs<'r, T: 'r>(
        &mut self,
        name: &'static str,
        pairs: impl Iterator<Item = (&'r Cow<'r, str>, &'r T)>,
        mut value: impl FnMut(&'r T, &mut W) -> fmt::Result,
    ) -> fmt::Result {
        let mut pairs = pairs.peekable();
        if pairs.peek().is_none() {
            return Ok(());
        }
        self.member(name, |out| {
            let mut members = Members::begin(out);
            pairs.try_for_each(|(key, item)| members.named(key, |out| value(item, out)))?;
            members.end()
        })
    }

    fn when_empty(&mut self, name: &'static str, when_empty: WhenEmpty) -> fmt::Result {
        let text = match when_empty {
            WhenEmpty::Remove => None,
            WhenEmpty::Null => Some("null"),
            WhenEmpty::Keep => Some("keep"),
        };
        self.text(name, text)
    }

    fn end(self) -> fmt::Result {
        self.out.write_str(if self.opening == "{" { "{}" } else { "}" })
    }
}

/// An array of strings.
fn write_strings(out: &mut impl Write, texts: &[Cow<'_, str>]) -> fmt::Result {
    out.write_char('[')?;
    for (index, text) in texts.iter().enumerate() {
        out.write_str(if index == 0 { "" } else { "," })?;
        write_string(out, text)?;
    }
    out.write_char(']')
}

fn each<'r, T>(pairs: &'r [(Cow<'_, str>, T)]) -> impl Iterator<Item = (&'r Cow<'r, str>, &'r T)> {
    pairs.iter().map(|(key, item)| (key, item))
}

fn text_of(value: &Value<'_>) -> Option<Cow<'static, str>> {
    Some(Cow::Owned(value.as_str()?.to_string()))
}

fn strings(value: &Value<'_>) -> Option<Vec<Cow<'static, str>>> {
    if value.kind() != Kind::Array {
        return None;
    }
    value.elements().iter().map(text_of).collect()
}

fn pairs<T>(value: &Value<'_>, read: impl Fn(&Value<'_>) -> Option<T>) -> Option<Vec<(Cow<'static, str>, T)>> {
    if value.kind() != Kind::Object {
        return None;
    }
    value.members().iter().map(|(key, value)| Some((Cow::Owned(key.to_string()), read(value)?))).collect()
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
            sidecar: "jaeger".into(),
            previous: Some("arn:aws:ecs:eu-central-1:000000000000:task-definition/shop-api:1".into()),
            standing: Standing::Found,
            members: vec!["image".into()],
            replaced: vec![("cpu".into(), Value::parse("1e400").unwrap())],
            labels: WhenEmpty::Null,
            environment: vec![("A".into(), "1".into())],
            applications: BTreeMap::from([(
                "api".into(),
                Wiring {
                    variables: vec!["A".into()],
                    replaced: vec![("A".into(), "0".into())],
                    no_variables: WhenEmpty::Keep,
                    depends_on: Some("START".into()),
                    no_dependencies: WhenEmpty::Null,
                },
            )]),
            volumes: vec!["data".into()],
            replaced_volumes: vec![("tmp".into(), Value::parse(r#"{"name":"tmp"}"#).unwrap())],
            no_volumes: WhenEmpty::Keep,
            resized: vec![("cpu".into(), Resized { from: Value::string("256"), to: Value::string("512") })],
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
            // Wrong types.
            r#"{"version":1,"sidecar":"x","members":{}}"#,
            r#"{"version":1,"sidecar":"x","environment":[]}"#,
            r#"{"version":1,"sidecar":"x","environment":{"A":1}}"#,
            r#"{"version":1,"sidecar":"x","applications":{"api":[]}}"#,
            r#"{"version":1,"sidecar":"x","applications":{"api":{"dependsOn":"SOON"}}}"#,
            r#"{"version":1,"sidecar":"x","replacedVolumes":{"a":{"name":"b"}}}"#,
            r#"{"version":1,"sidecar":"x","container":"found","replaced":{"dockerLabels":["a"]}}"#,
            r#"{"version":1,"sidecar":"x","container":"found","replaced":{"dockerLabels":{"outrigger":"{}"}}}"#,
            // What no injection sets.
            r#"{"version":1,"sidecar":"x","container":"found","members":["name"]}"#,
            r#"{"version":1,"sidecar":"x","members":[""]}"#,
            // What is there twice.
            r#"{"version":1,"sidecar":"x","sidecar":"y"}"#,
            r#"{"version":1,"sidecar":"x","members":["cpu","cpu"]}"#,
            r#"{"version":1,"sidecar":"x","applications":{"api":{"environment":["A","A"]}}}"#,
            r#"{"version":1,"sidecar":"x","volumes":["a"],"replacedVolumes":{"a":{"name":"a"}}}"#,
            // Sizes that are none.
            r#"{"version":1,"sidecar":"x","resized":{"disk":{"from":"1","to":"2"}}}"#,
            r#"{"version":1,"sidecar":"x","resized":{"cpu":{"from":"1"}}}"#,
            r#"{"version":1,"sidecar":"x","resized":{"cpu":{"from":"x nk","to":"512"}}}"#,
            r#"{"version":1,"sidecar":"x","resized":{"cpu":{"from":"256","to":"1 GB"}}}"#,
            r#"{"version":1,"sidecar":"x","resized":{"memory":{"from":null,"to":"512"}}}"#,
        ] {
            assert_eq!(Record::parse(text), None, "{text}");
        }
    }
}
