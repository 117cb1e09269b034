//! Arguments that several commands share, and what they mean.

mod change;
mod jobs;
mod policy;
mod report;
mod rules;
mod sidecar;

pub(crate) use change::ChangeArgs;
pub(crate) use jobs::JobsArgs;
#[cfg(any(feature = "aws", feature = "jq"))]
pub(crate) use policy::PolicyArgs;
pub(crate) use report::ReportArgs;
pub(crate) use rules::RuleArgs;
pub(crate) use sidecar::{SettingArgs, template};
