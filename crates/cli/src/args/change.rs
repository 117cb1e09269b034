//! The arguments of `inject` and `remove`.

use std::path::PathBuf;

use clap::Args;
use outrigger::Direction;

use super::jobs::JobsArgs;
use super::policy::PolicyArgs;
use super::sidecar::{SettingArgs, template};
use crate::change::{Change, Request, Target};
use crate::error::CommandError;
use crate::io::{DiffStyle, Emit, Folders, Layout, Secrets, inputs};
use crate::report::{Diagnostic, colors_output};

/// The arguments of `inject` and `remove`.
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

    /// Replace each file by its result; a file that is refused stays as it is, the others are still changed
    ///
    /// In a folder, these are the files *.json and *.json.tpl that are task definitions and that no ignore file names.
    #[arg(short, long, help_heading = "Output")]
    in_place: bool,

    /// Write nothing; exit with 1 if a task definition would change
    #[arg(long, conflicts_with = "output", help_heading = "Output")]
    check: bool,

    /// What to print [default: document]
    #[arg(long, value_enum, value_name = "WHAT", conflicts_with = "in_place", help_heading = "Output")]
    emit: Option<Emit>,

    /// In a diff, print *** for the values of variables and of members that are named like a secret
    #[arg(long, help_heading = "Output")]
    mask: bool,

    /// Read one task definition per line; a line that is refused stays as it is
    #[arg(long)]
    ndjson: bool,

    #[command(flatten)]
    jobs: JobsArgs,

    /// The task definition to change, if a Terraform file declares several: aws_ecs_task_definition.NAME
    #[cfg(feature = "terraform")]
    #[arg(long, value_name = "ADDRESS", help_heading = "Terraform")]
    resource: Option<String>,
}

impl ChangeArgs {
    /// The request that these arguments mean.
    ///
    /// # Errors
    ///
    /// Options that exclude each other, a sidecar or file that does not exist.
    pub(crate) fn request(self, direction: Direction) -> Result<Request, CommandError> {
        let sidecar = self.settings.fill(&template(&self.sidecar)?)?;
        let emit = self.emit.unwrap_or_default();
        let takes_many = self.in_place || self.check || emit == Emit::Diff;
        let inputs = inputs(&self.files, if takes_many { Folders::Allowed } else { Folders::Refused })?;
        if inputs.len() > 1 && (!takes_many || self.output.is_some()) {
            let error = Diagnostic::error("several files cannot be written to one place");
            return Err(error.with_help("use --in-place, or --check or --emit diff without --output").into());
        }
        if let Some(input) = inputs.iter().find(|input| self.in_place && !input.is_replaceable()) {
            let error = Diagnostic::error(format!("`{}` cannot be written in place", input.name()));
            return Err(error.with_help("name the files to change").into());
        }
        #[cfg(feature = "terraform")]
        if let Some(input) = inputs.iter().find(|input| self.ndjson && crate::change::is_terraform_file(input)) {
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
        let named = crate::change::named_files(&inputs);
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
