//! The error of a plan that a finding stops.

use std::fmt;

use crate::plan::Plan;
use crate::rule::Finding;
use crate::text::{Error, ErrorKind};

/// The findings that stopped a plan: the source of an [`Error`] of the kind [`ErrorKind::Refused`].
#[derive(Debug)]
struct Refusal {
    findings: Vec<Finding>,
}

impl Plan<'_> {
    /// This plan, unless it has findings that stop the write.
    ///
    /// Every target applies a plan only if it is accepted, so a refused plan is the same error everywhere.
    ///
    /// # Errors
    ///
    /// A plan with an error among its findings (an eleventh container); [`Error::findings`] has those findings.
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
    /// The findings that stopped the plan; none for an error of another kind.
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
