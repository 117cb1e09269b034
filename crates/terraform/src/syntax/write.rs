//! Writes values as HCL.

use outrigger_core::{LABEL, Value};

use crate::syntax::style::{Layout, ListStyle, Style};
use crate::syntax::template;

/// Words that must be in quotes to be names of members.
const RESERVED: [&str; 4] = ["for", "null", "true", "false"];

/// Where a value is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'s> {
    /// The indentation of the line on which it begins.
    pub(crate) indent: &'s str,
    /// The name of the member whose value it is; for an element, that of the list.
    pub(crate) member: &'s str,
    /// Whether it must be on one line.
    pub(crate) is_inline: bool,
}

impl<'s> Context<'s> {
    pub(crate) fn new(indent: &'s str, member: &'s str) -> Self {
        Self { indent, member, is_inline: false }
    }
}

impl Style {
    /// Writes a value; an object has one line for each member, unless it must be on one line.
    pub(crate) fn write(&self, out: &mut String, value: &Value<'_>, spot: Context<'_>) {
        match value {
            Value::Null => out.push_str("null"),
            Value::Bool(true) => out.push_str("true"),
            Value::Bool(false) => out.push_str("false"),
            Value::Number(text) => out.push_str(text),
            // The record of an injection quotes expressions, and Terraform must not evaluate them.
            Value::String(record) if spot.member == LABEL => template::write_quoted(out, &template::escape(record)),
            Value::String(text) => template::write(out, text),
            Value::Array(elements) => self.write_list(out, elements, spot),
            Value::Object(members) => {
                let texts: Vec<_> = members.iter().map(|(name, value)| self.entry(name, value, spot)).collect();
                self.write_entries(out, &texts, spot);
            }
        }
    }

    /// Writes a member with its name.
    pub(crate) fn write_member(&self, out: &mut String, name: &str, value: &str) {
        self.write_name(out, name);
        out.push_str(&self.assign);
        out.push_str(value);
    }

    fn write_name(&self, out: &mut String, name: &str) {
        let is_plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
        let begins = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        if !self.is_quoted && begins && name.chars().all(is_plain) && !RESERVED.contains(&name) {
            out.push_str(name);
        } else {
            template::write_quoted(out, &template::escape(name));
        }
    }

    /// The name and the value of a member of a new object.
    fn entry(&self, name: &str, value: &Value<'_>, spot: Context<'_>) -> (String, String) {
        let (mut key, mut text) = (String::new(), String::new());
        self.write_name(&mut key, name);
        let inner = format!("{}{}", spot.indent, self.unit);
        self.write(&mut text, value, Context { indent: &inner, member: name, is_inline: spot.is_inline });
        (key, text)
    }

    fn write_entries(&self, out: &mut String, entries: &[(String, String)], spot: Context<'_>) {
        if entries.is_empty() {
            out.push_str("{}");
            return;
        }
        if spot.is_inline {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                out.push_str(if index == 0 { " " } else { ", " });
                out.push_str(key);
                out.push_str(&self.assign);
                out.push_str(value);
            }
            out.push_str(" }");
            return;
        }
        out.push('{');
        for (index, (key, value)) in entries.iter().enumerate() {
            out.push_str(self.newline);
            out.push_str(spot.indent);
            out.push_str(&self.unit);
            out.push_str(key);
            out.extend(std::iter::repeat_n(' ', self.padding(entries, index)));
            out.push_str(&self.assign);
            out.push_str(value);
            if self.has_commas && index + 1 < entries.len() {
                out.push(',');
            }
        }
        out.push_str(self.newline);
        out.push_str(spot.indent);
        out.push('}');
    }

    /// The number of blanks behind a name that make the values around it begin in one column.
    ///
    /// As in `terraform fmt`: a value of several lines is not aligned, and separates the lines before it from those behind it.
    fn padding(&self, entries: &[(String, String)], index: usize) -> usize {
        let is_flat = |entry: &&(String, String)| !entry.1.contains('\n');
        if !self.is_aligned || !is_flat(&&entries[index]) {
            return 0;
        }
        let before = entries[..index].iter().rev().take_while(is_flat);
        let after = entries[index..].iter().take_while(is_flat);
        let width = |entry: &(String, String)| entry.0.chars().count();
        let widest = before.chain(after).map(width).max().unwrap_or_default();
        widest - width(&entries[index])
    }

    fn write_list(&self, out: &mut String, elements: &[Value<'_>], spot: Context<'_>) {
        let has_objects = elements.iter().any(|element| matches!(element, Value::Object(_)));
        let look = self.list(spot.member);
        let layout = match look.layout {
            _ if elements.is_empty() || !has_objects || spot.is_inline => Layout::Inline,
            Layout::Inline if elements.len() > 1 => Layout::Lines,
            Layout::Hugged if elements.len() > 1 => Layout::Lines,
            layout @ (Layout::Inline | Layout::Lines | Layout::Hugged) => layout,
        };
        self.write_elements(out, elements, ListStyle { layout, ..look }, spot);
    }

    /// Writes a list in a layout.
    pub(crate) fn write_elements(&self, out: &mut String, elements: &[Value<'_>], look: ListStyle, spot: Context<'_>) {
        out.push('[');
        let inner = format!("{}{}", spot.indent, self.unit);
        for (index, element) in elements.iter().enumerate() {
            let is_last = index + 1 == elements.len();
            match look.layout {
                Layout::Inline => {
                    out.push_str(if index == 0 { "" } else { ", " });
                    self.write(out, element, Context { is_inline: true, ..spot });
                }
                Layout::Hugged => {
                    out.push_str(if index == 0 { "" } else { ", " });
                    self.write(out, element, spot);
                }
                Layout::Lines => {
                    out.push_str(self.newline);
                    out.push_str(&inner);
                    let is_inline = spot.is_inline || !look.has_multiline_elements;
                    self.write(out, element, Context { indent: &inner, member: spot.member, is_inline });
                    out.push_str(if !is_last || look.has_trailing_comma { "," } else { "" });
                }
            }
        }
        if look.layout == Layout::Lines && !elements.is_empty() {
            out.push_str(self.newline);
            out.push_str(spot.indent);
        }
        out.push(']');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(style: impl FnOnce(&mut Style), json: &str, expected: &str) {
        let mut look = Style::of("\n", &[]);
        style(&mut look);
        let mut out = String::new();
        look.write(&mut out, &Value::parse(json).unwrap(), Context::new("  ", ""));
        assert_eq!(out, expected);
    }

    const CONTAINER: &str = r#"{"name": "s", "cpu": 1, "portMappings": [{"containerPort": 1, "protocol": "udp"}], "essential": false,
        "command": ["a", "$${b}"], "options": {"awslogs-group": "${aws_x.y.name}", "a.b": null}}"#;

    #[test]
    fn without_neighbours() {
        check(|_| {}, CONTAINER, {
            "{\n    name = \"s\"\n    cpu  = 1\n    portMappings = [\n      { containerPort = 1, protocol = \"udp\" }\n    ]\n    \
             essential = false\n    command   = [\"a\", \"$${b}\"]\n    options = {\n      awslogs-group = aws_x.y.name\n      \
             \"a.b\"         = null\n    }\n  }"
        });
    }

    #[test]
    fn like_json() {
        let like_json = |style: &mut Style| {
            style.is_quoted = true;
            style.has_commas = true;
            style.is_aligned = false;
            style.assign = ": ".to_string();
            style.newline = "\r\n";
        };
        check(like_json, r#"{"a": 1, "b": {"for": []}}"#, {
            "{\r\n    \"a\": 1,\r\n    \"b\": {\r\n      \"for\": []\r\n    }\r\n  }"
        });
    }
}
