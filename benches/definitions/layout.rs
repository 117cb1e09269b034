//! [`Writer`]: JSON in one of the layouts that files have.

/// The white space of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// None: `{"a":1,"b":2}`.
    Compact,
    /// One line with spaces: `{"a": 1, "b": 2}`.
    Spaced,
    /// A line for each member and element, with this indentation for each level.
    Indented(&'static str),
}

/// A JSON text that is being written.
pub(crate) struct Writer {
    text: String,
    layout: Layout,
    depth: usize,
    is_first: bool,
}

impl Writer {
    pub(crate) fn new(layout: Layout) -> Self {
        Self { text: String::new(), layout, depth: 0, is_first: true }
    }

    /// The text, with a line break at its end if it has lines.
    pub(crate) fn finish(mut self) -> String {
        if matches!(self.layout, Layout::Indented(_)) {
            self.text.push('\n');
        }
        self.text
    }

    pub(crate) fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.nested('{', '}', members);
    }

    pub(crate) fn array(&mut self, elements: impl FnOnce(&mut Self)) {
        self.nested('[', ']', elements);
    }

    /// Begins an element of an array.
    pub(crate) fn element(&mut self) -> &mut Self {
        self.begin();
        self
    }

    /// Begins a member of an object.
    pub(crate) fn member(&mut self, name: &str) -> &mut Self {
        self.begin();
        self.string(name);
        self.text.push_str(if self.layout == Layout::Compact { ":" } else { ": " });
        self
    }

    /// Writes a string whose escapes are already there.
    pub(crate) fn string(&mut self, escaped: &str) {
        self.text.extend(["\"", escaped, "\""]);
    }

    /// Writes a number, a truth value or `null`.
    pub(crate) fn literal(&mut self, literal: impl ToString) {
        self.text.push_str(&literal.to_string());
    }

    /// Writes an array of strings.
    pub(crate) fn strings(&mut self, strings: &[&str]) {
        self.array(|list| strings.iter().for_each(|string| list.element().string(string)));
    }

    fn nested(&mut self, open: char, close: char, inside: impl FnOnce(&mut Self)) {
        self.text.push(open);
        self.depth += 1;
        self.is_first = true;
        inside(self);
        self.depth -= 1;
        if !std::mem::take(&mut self.is_first) {
            self.line();
        }
        self.text.push(close);
    }

    fn begin(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            self.text.push_str(if self.layout == Layout::Spaced { ", " } else { "," });
        }
        self.line();
    }

    fn line(&mut self) {
        if let Layout::Indented(unit) = self.layout {
            self.text.push('\n');
            self.text.extend(std::iter::repeat_n(unit, self.depth));
        }
    }
}
