//! The options about decisions: which containers, conflicts, nulls, rules.

use clap::{Args, ValueEnum};
use outrigger::{Nulls, OnConflict, Policy};

use super::rules::RuleArgs;

/// How to decide.
#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    /// Configure only this container for the sidecar, instead of every essential one; repeatable
    #[arg(long, value_name = "NAME")]
    container: Vec<String>,

    /// What to do with a container, volume or variable that already exists and differs
    ///
    /// fail: a container or volume is an error, a variable is kept; keep: all are kept; replace: all are replaced, and
    /// recorded, so that a removal restores them.
    #[arg(long, value_enum, default_value_t, value_name = "CHOICE")]
    on_conflict: Conflict,

    /// Remove every null from a described task definition, not only those of its own members
    #[arg(long)]
    drop_nulls: bool,

    #[command(flatten)]
    rules: RuleArgs,
}

/// What to do with something that already exists and differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Conflict {
    #[default]
    Fail,
    Keep,
    Replace,
}

impl PolicyArgs {
    /// The policy that these options mean.
    pub(crate) fn policy(&self) -> Policy {
        Policy {
            containers: self.container.clone(),
            on_conflict: match self.on_conflict {
                Conflict::Fail => OnConflict::Fail,
                Conflict::Keep => OnConflict::Keep,
                Conflict::Replace => OnConflict::Replace,
            },
            nulls: if self.drop_nulls { Nulls::All } else { Nulls::Task },
            allow: self.rules.allowed(),
            deny: self.rules.denied(),
            ..Policy::default()
        }
    }
}
