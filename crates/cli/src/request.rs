//! The arguments of `inject` and `remove`, and the request that they mean.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use outrigger::{Nulls, OnConflict, Policy};

use crate::change::{Change, Direction};
use crate::diagnostic::Diagnostic;
use crate::emit::{DiffStyle, Emit, Layout, Secrets};
use crate::error::CommandError;
use crate::input::{Folders, Input, inputs};
use crate::parallel::{Jobs, JobsArgs};
use crate::rules::RuleArgs;
use crate::sidecar::{SettingArgs, template};
use crate::terminal::colors_output;

/// The arguments of `inject` and `remove`, as they are typed.
#[derive(Debug, Args)]
pub(crate) struct ChangeArgs {
    /// The sidecar: the name of a built-in one, or the path of a JSON file
    sidecar: String,

    /// Task definitions; standard input if none is named, or for `-`
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    settings: SettingArgs,

    #[command(flatten)]
    policy: PolicyArgs,

    /// Write the result to a file
    #[arg(short, long, value_name = "FILE", conflicts_with = "in_place", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Write each result to where it was read; one that is refused stays as it is, and the others go on
    ///
    /// Of a folder, the files *.json and *.json.tpl are taken that are task definitions and that no ignore file names.
    #[arg(short, long, help_heading = "Output")]
    in_place: bool,

    /// Write nothing; exit with 1 if a task definition would change
    #[arg(long, conflicts_with = "output", help_heading = "Output")]
    check: bool,

    /// What is written [default: document]
    #[arg(long, value_enum, value_name = "WHAT", conflicts_with = "in_place", help_heading = "Output")]
    emit: Option<Emit>,

    /// In a diff, replace the values of variables and of members that are named like a secret by ***
    #[arg(long, help_heading = "Output")]
    mask: bool,

    /// Read one task definition on each line, however many there are; one that is refused stays as it is
    #[arg(long)]
    ndjson: bool,

    #[command(flatten)]
    jobs: JobsArgs,

    /// The task definition that is meant, where a Terraform file declares several: aws_ecs_task_definition.NAME
    #[cfg(feature = "terraform")]
    #[arg(long, value_name = "ADDRESS", help_heading = "Terraform")]
    resource: Option<String>,
}

/// How to decide where there is a choice.
#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    /// Tell this container about the sidecar, in place of every essential one; repeatable
    #[arg(long, value_name = "NAME")]
    container: Vec<String>,

    /// What to do with a container, volume or variable that is there already and differs
    ///
    /// fail: a container or volume is an error, a variable is left alone; keep: all are left alone;
    /// replace: all are replaced, and remembered for the removal.
    #[arg(long, value_enum, default_value_t, value_name = "CHOICE")]
    on_conflict: Conflict,

    /// Take every null out of a described task definition, not just its own members
    #[arg(long)]
    drop_nulls: bool,

    #[command(flatten)]
    rules: RuleArgs,
}

/// What to do where something else stands already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Conflict {
    #[default]
    Fail,
    Keep,
    Replace,
}

/// What is to be read, what is to become of it, and where that goes.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) inputs: Vec<Input>,
    pub(crate) layout: Layout,
    pub(crate) change: Change,
    pub(crate) emit: Emit,
    pub(crate) diff_style: DiffStyle,
    pub(crate) target: Target,
    /// Whether a change is to be told by the exit status.
    pub(crate) is_check: bool,
    pub(crate) jobs: Jobs,
}

/// Where the results go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Stdout,
    File(PathBuf),
    InPlace,
    Nowhere,
}

impl ChangeArgs {
    /// What was typed means this.
    ///
    /// # Errors
    ///
    /// Options that do not go together, a sidecar or file that is not there.
    pub(crate) fn request(self, direction: Direction) -> Result<Request, CommandError> {
        let sidecar = self.settings.fill(&template(&self.sidecar)?)?;
        let emit = self.emit.unwrap_or_default();
        let takes_many = self.in_place || self.check || emit == Emit::Diff;
        let inputs = inputs(&self.files, if takes_many { Folders::Allowed } else { Folders::Refused })?;
        if inputs.len() > 1 && (!takes_many || self.output.is_some()) {
            let error = Diagnostic::error("several files are not written to one place");
            return Err(error.with_help("use --in-place, or --check or --emit diff without --output").into());
        }
        if let Some(input) = inputs.iter().find(|input| self.in_place && !input.is_replaceable()) {
            let error = Diagnostic::error(format!("`{}` cannot be written in place", input.name()));
            return Err(error.with_help("name the files that are to change").into());
        }
        #[cfg(feature = "terraform")]
        if let Some(input) = inputs.iter().find(|input| self.ndjson && crate::terraform::is_named_terraform(input)) {
            let error = Diagnostic::error("Terraform is not read line by line").at(input.name(), None);
            return Err(error.with_help("leave out --ndjson").into());
        }
        if self.mask && emit != Emit::Diff {
            let error = Diagnostic::error("only a diff is masked");
            return Err(error.with_help("add --emit diff").into());
        }
        let target = match self.output {
            _ if self.check && self.emit.is_none() => Target::Nowhere,
            _ if self.in_place => Target::InPlace,
            Some(path) if path.as_os_str() != "-" => Target::File(path),
            Some(_) | None => Target::Stdout,
        };
        #[cfg(feature = "terraform")]
        let named = crate::terraform::named_beside(&inputs);
        let layout = if self.ndjson { Layout::Lines } else { Layout::Whole };
        Ok(Request {
            inputs,
            layout,
            change: Change {
                direction,
                sidecar,
                policy: self.policy.policy(),
                #[cfg(feature = "terraform")]
                terraform: outrigger::terraform::Options { resource: self.resource, toggle: None },
                #[cfg(feature = "terraform")]
                named,
            },
            emit,
            diff_style: DiffStyle {
                secrets: if self.mask { Secrets::Masked } else { Secrets::Shown },
                layout,
                colors: target == Target::Stdout && colors_output(),
            },
            target,
            is_check: self.check,
            jobs: self.jobs.jobs(),
        })
    }
}

impl PolicyArgs {
    /// What was typed means this.
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
