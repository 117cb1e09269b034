//! The error for a plan that has an error among its findings.

use std::fmt;

use crate::plan::Plan;
use crate::rule::Finding;
use crate::text::{Error, ErrorKind};

/// The errors among a plan's findings: the source of an [`Error`] of the kind [`ErrorKind::Refused`].
#[derive(Debug)]
struct Refusal {
    findings: Vec<Finding>,
}

impl Plan<'_> {
    /// This plan, if none of its findings is an error.
    ///
    /// Everything that applies plans calls this first, so a refused plan is the same error everywhere.
    ///
    /// # Errors
    ///
    /// There is an error among the findings (the task would have eleven containers); [`Error::findings`] returns them.
    pub fn accepted(&self) -> Result<&Self, Error> {
        let findings: Vec<Finding> = self.errors().cloned().collect();
        let Some(first) = findings.first() else { return Ok(self) };
        let and = if findings.len() == 1 { String::new() } else { format!(" (and {} more)", findings.len() - 1) };
        let error = Error::new(ErrorKind::Refused, format!("refused: {}{and}", first.message));
        let error = error.at_pointer(first.pointer.clone()).with_help(first.help.clone());
        let error = first.hint.clone().into_iter().fold(error, Error::with_hint);
        Err(error.with_source(Refusal { findings }))
    }
}

impl Error {
    /// The findings because of which a plan was refused. Empty for an error of another kind.
    pub fn findings(&self) -> &[Finding] {
        let refusal = std::error::Error::source(self).and_then(|source| source.downcast_ref::<Refusal>());
        refusal.map_or(&[], |refusal| &refusal.findings)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.findings.iter().enumerate() {
            write!(f, "{}{finding}", if index == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
