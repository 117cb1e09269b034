//! [`StringBuilder`]: a string that is written bit by bit and counted in the budget.

use super::text::{Style, write};
use super::{Result, Value};
use crate::limits::budget;

/// A string that is written bit by bit. It never grows far beyond the memory that is left in the budget.
#[derive(Default)]
pub(crate) struct StringBuilder(String);

impl StringBuilder {
    pub(crate) fn push_str(&mut self, text: &str) -> Result<()> {
        budget::reserve(text.len())?;
        self.0.push_str(text);
        Ok(())
    }

    pub(crate) fn push(&mut self, character: char) -> Result<()> {
        budget::reserve(character.len_utf8())?;
        self.0.push(character);
        Ok(())
    }

    /// Writes a value as JSON.
    pub(crate) fn push_json(&mut self, value: &Value) -> Result<()> {
        // Writing to a string cannot fail, and `write` counts.
        let _ = write(&mut self.0, value, &Style::default());
        Ok(budget::check()?)
    }

    /// The string, which is already counted.
    pub(crate) fn finish(self) -> Value {
        Value::String(self.0.into())
    }
}
