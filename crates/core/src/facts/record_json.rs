//! A [`Record`] as JSON: read and written.

use std::borrow::Cow;
use std::fmt::{self, Write};

use crate::facts::{ApplicationChanges, Origin, Record, Resized, WhenEmpty};
use crate::text::{Document, Kind, Node as _, Value, write_string};

/// The version of the record's format that this crate reads and writes.
const VERSION: &str = "1";

impl Record<'static> {
    /// Reads a record. Returns `None` if the text is not a record of this version that an injection can have written.
    ///
    /// Anybody can write a label, so one wrong part makes the whole record invalid. Each part must have its type, names must
    /// be unique, and sizes must be valid.
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
                "container" => record.origin = if value.as_str()? == "found" { Origin::Found } else { return None },
                "members" => record.members = strings(value)?,
                "replaced" => record.replaced = pairs(value, |value| Some(value.clone().into_owned()))?,
                "labels" => record.labels = when_empty(value)?,
                "environment" => record.environment = pairs(value, text_of)?,
                "applications" => {
                    record.applications = pairs(value, ApplicationChanges::parse)?.into_iter().collect();
                }
                "volumes" => record.volumes = strings(value)?,
                "replacedVolumes" => record.replaced_volumes = pairs(value, |value| Some(value.clone().into_owned()))?,
                "noVolumes" => record.no_volumes = when_empty(value)?,
                "resized" => record.resized = pairs(value, Resized::parse)?,
                _ => {}
            }
        }
        record.is_valid().then_some(record)
    }
}

impl Record<'_> {
    /// The record as compact JSON.
    pub(crate) fn to_json(&self) -> String {
        let mut json = String::with_capacity(512 + 128 * self.applications.len());
        // Writing to a String does not fail.
        let _ = self.write(&mut json);
        json
    }

    fn write<W: Write>(&self, out: &mut W) -> fmt::Result {
        let mut members = ObjectWriter::begin(out);
        members.member("version", |out| out.write_str(VERSION))?;
        members.text("sidecar", Some(&self.sidecar))?;
        members.text("previous", self.previous.as_deref())?;
        members.text("container", (self.origin == Origin::Found).then_some("found"))?;
        members.strings("members", &self.members)?;
        members.pairs("replaced", each(&self.replaced), Value::write)?;
        members.when_empty("labels", self.labels)?;
        members.pairs("environment", each(&self.environment), |value, out| write_string(out, value))?;
        // Most containers have the same variables, so the text of the last list is kept and written again.
        let mut last = (&[][..], String::with_capacity(256));
        members.pairs("applications", self.applications.iter(), |changes, out| changes.write(&mut last, out))?;
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
        let mut members = ObjectWriter::begin(out);
        members.member("from", |out| self.from.write(out))?;
        members.member("to", |out| self.to.write(out))?;
        members.end()
    }
}

impl ApplicationChanges<'static> {
    fn parse(value: &Value<'_>) -> Option<Self> {
        if value.kind() != Kind::Object {
            return None;
        }
        let mut changes = Self::default();
        for (key, value) in value.members() {
            match &**key {
                "environment" => changes.variables = strings(value)?,
                "replaced" => changes.replaced = pairs(value, text_of)?,
                "noEnvironment" => changes.no_variables = when_empty(value)?,
                "dependsOn" => changes.depends_on = Some(text_of(value)?),
                "noDependsOn" => changes.no_dependencies = when_empty(value)?,
                _ => {}
            }
        }
        Some(changes)
    }
}

impl ApplicationChanges<'_> {
    /// Writes the changes as JSON. `last` is the list of variables that was written last, with its text.
    fn write<'r, W: Write>(&'r self, last: &mut (&'r [Cow<'r, str>], String), out: &mut W) -> fmt::Result {
        let mut members = ObjectWriter::begin(out);
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

/// Writes the members of a JSON object. Empty lists and default values are left out.
struct ObjectWriter<'o, W> {
    out: &'o mut W,
    opening: &'static str,
}

impl<'o, W: Write> ObjectWriter<'o, W> {
    fn begin(out: &'o mut W) -> Self {
        Self { out, opening: "{" }
    }

    /// Writes a member whose name has no characters to escape.
    fn member(&mut self, name: &'static str, value: impl FnOnce(&mut W) -> fmt::Result) -> fmt::Result {
        self.out.write_str(std::mem::replace(&mut self.opening, ","))?;
        self.out.write_char('"')?;
        self.out.write_str(name)?;
        self.out.write_str("\":")?;
        value(self.out)
    }

    /// Writes a member with any name.
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
            let mut members = ObjectWriter::begin(out);
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

/// Writes an array of strings.
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
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_record_survives_writing_and_reading() {
        let record = Record {
            sidecar: "jaeger".into(),
            previous: Some("arn:aws:ecs:eu-central-1:000000000000:task-definition/shop-api:1".into()),
            origin: Origin::Found,
            members: vec!["image".into()],
            replaced: vec![("cpu".into(), Value::parse("1e400").unwrap())],
            labels: WhenEmpty::Null,
            environment: vec![("A".into(), "1".into())],
            applications: BTreeMap::from([(
                "api".into(),
                ApplicationChanges {
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
    fn invalid_records() {
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
            // Members that injections do not set.
            r#"{"version":1,"sidecar":"x","container":"found","members":["name"]}"#,
            r#"{"version":1,"sidecar":"x","members":[""]}"#,
            // Duplicates.
            r#"{"version":1,"sidecar":"x","sidecar":"y"}"#,
            r#"{"version":1,"sidecar":"x","members":["cpu","cpu"]}"#,
            r#"{"version":1,"sidecar":"x","applications":{"api":{"environment":["A","A"]}}}"#,
            r#"{"version":1,"sidecar":"x","volumes":["a"],"replacedVolumes":{"a":{"name":"a"}}}"#,
            // Invalid sizes.
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
