//! The arguments of `outrigger jq`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, FromArgMatches};

use crate::args::{PolicyArgs, SettingArgs};

/// The arguments; the meaning of some depends on their order.
#[derive(Debug)]
pub(crate) struct JqArgs {
    pub(crate) typed: Typed,
    /// The filter, or the file that has it.
    pub(crate) filter: Option<OsString>,
    pub(crate) files: Vec<PathBuf>,
    /// The strings after `--args`, with their positions.
    pub(crate) strings: Vec<(usize, String)>,
    /// The JSON values after `--jsonargs`, with their positions.
    pub(crate) values: Vec<(usize, String)>,
}

/// Run a filter in jq's language, in which inject, remove, plan and lint are filters
///
/// Options and exit status are jq's: 0 done; 1 with --exit-status, the last output was false or null; 2 bad usage, or a
/// file that cannot be read; 3 the filter is invalid; 4 with --exit-status, there was no output; 5 the filter failed.
/// Numbers keep their text, and objects their order. docs/jq.md lists the differences from jq.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  outrigger jq 'inject(\"jaeger\") | .cpu = \"512\"' task-definition.json
  outrigger jq 'inject(\"jaeger\"; {set: {\"base-path\": \"/traces\"}})' -i deploy/*.json
  outrigger jq '[plan(\"jaeger\").findings[].message]' task-definition.json
  outrigger jq --program jaeger > add-jaeger.jq && jq -f add-jaeger.jq task-definition.json")]
pub(crate) struct Typed {
    /// The filter, then the files; standard input if none is named
    #[arg(value_name = "FILTER|FILE")]
    words: Vec<OsString>,

    /// Do not read the input: the filter gets null, and reads values with `input` and `inputs`
    #[arg(short, long, help_heading = "Input")]
    pub(crate) null_input: bool,

    /// Read lines as strings, not as JSON
    #[arg(short = 'R', long, help_heading = "Input")]
    pub(crate) raw_input: bool,

    /// Read all inputs into one array; with --raw-input, into one string
    #[arg(short, long, help_heading = "Input")]
    pub(crate) slurp: bool,

    /// Read each value as a stream of its leaves with their paths
    #[arg(long, help_heading = "Input")]
    pub(crate) stream: bool,

    /// Read and write a record separator (U+001E) before each value
    #[arg(long, help_heading = "Input")]
    pub(crate) seq: bool,

    /// Write strings as they are, without quotes
    #[arg(short, long, help_heading = "Output")]
    pub(crate) raw_output: bool,

    /// The same, and no line break after each output
    #[arg(short, long, help_heading = "Output")]
    pub(crate) join_output: bool,

    /// The same, and a NUL after each output
    #[arg(long, help_heading = "Output")]
    pub(crate) raw_output0: bool,

    /// Escape all characters outside ASCII
    #[arg(short, long, help_heading = "Output")]
    pub(crate) ascii_output: bool,

    /// Write each output on one line
    #[arg(short, long, help_heading = "Output")]
    pub(crate) compact_output: bool,

    /// Sort the members of objects
    #[arg(short = 'S', long, help_heading = "Output")]
    pub(crate) sort_keys: bool,

    /// Colour the output
    #[arg(short = 'C', long, help_heading = "Output")]
    pub(crate) color_output: bool,

    /// Do not colour the output
    #[arg(short = 'M', long, help_heading = "Output")]
    pub(crate) monochrome_output: bool,

    /// Indent with tabs
    #[arg(long, help_heading = "Output")]
    pub(crate) tab: bool,

    /// Indent with so many spaces, at most 7
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(i8).range(-1..=7), help_heading = "Output")]
    pub(crate) indent: Option<i8>,

    /// Write each output at once
    #[arg(long, help_heading = "Output")]
    pub(crate) unbuffered: bool,

    /// Set the exit status by the last output
    #[arg(short, long, help_heading = "Output")]
    pub(crate) exit_status: bool,

    /// Write the outputs for each file to that file; to all files, or to none if the filter fails
    #[arg(short, long, conflicts_with_all = ["null_input", "slurp", "raw_input", "stream", "seq"], help_heading = "Output")]
    pub(crate) in_place: bool,

    /// The first argument is a file with the filter
    #[arg(short, long)]
    pub(crate) from_file: bool,

    /// Look for modules in this folder; repeatable
    #[arg(short = 'L', long = "library-path", value_name = "FOLDER")]
    pub(crate) library: Vec<PathBuf>,

    /// Set $NAME to a string; repeatable
    #[arg(long, num_args = 2, value_names = ["NAME", "TEXT"], action = clap::ArgAction::Append, allow_hyphen_values = true, help_heading = "Variables")]
    pub(crate) arg: Vec<String>,

    /// Set $NAME to a JSON value; repeatable
    #[arg(long, num_args = 2, value_names = ["NAME", "JSON"], action = clap::ArgAction::Append, allow_hyphen_values = true, help_heading = "Variables")]
    pub(crate) argjson: Vec<String>,

    /// Set $NAME to an array of the values in a file; repeatable
    #[arg(long, num_args = 2, value_names = ["NAME", "FILE"], action = clap::ArgAction::Append, help_heading = "Variables")]
    pub(crate) slurpfile: Vec<String>,

    /// Set $NAME to the text of a file; repeatable
    #[arg(long, num_args = 2, value_names = ["NAME", "FILE"], action = clap::ArgAction::Append, help_heading = "Variables")]
    pub(crate) rawfile: Vec<String>,

    /// The following arguments are strings in $ARGS.positional
    #[arg(long, num_args = 0, default_missing_value = "true", action = clap::ArgAction::Append, help_heading = "Variables")]
    args: Vec<bool>,

    /// The following arguments are JSON values in $ARGS.positional
    #[arg(long, num_args = 0, default_missing_value = "true", action = clap::ArgAction::Append, help_heading = "Variables")]
    jsonargs: Vec<bool>,

    /// Print a program that does the same as `outrigger inject` in any jq; the first argument is the sidecar
    #[arg(long, help_heading = "Portable program")]
    pub(crate) program: bool,

    /// With --program: the same as `outrigger remove`
    #[arg(long, requires = "program", help_heading = "Portable program")]
    pub(crate) remove: bool,

    /// With --program: do not record the injection
    #[arg(long, requires = "program", help_heading = "Portable program")]
    pub(crate) no_record: bool,

    #[command(flatten)]
    pub(crate) settings: SettingArgs,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
}

impl Args for JqArgs {
    fn augment_args(command: Command) -> Command {
        Typed::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Typed::augment_args_for_update(command)
    }
}

impl FromArgMatches for JqArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let places = |name: &str| matches.indices_of(name).into_iter().flatten().collect::<Vec<_>>();
        let (strings, values, words) = (places("args"), places("jsonargs"), places("words"));
        let mut typed = Typed::from_arg_matches(matches)?;
        let mut args = Self { filter: None, files: Vec::new(), strings: Vec::new(), values: Vec::new(), typed };
        typed = args.typed;
        for (number, (at, word)) in words.into_iter().zip(std::mem::take(&mut typed.words)).enumerate() {
            let last_before = |places: &[usize]| places.iter().copied().filter(|place| *place < at).max();
            let text = |word: &OsString| word.to_string_lossy().into_owned();
            match (args.filter.is_some(), last_before(&strings), last_before(&values)) {
                (false, _, _) => args.filter = Some(word),
                (true, None, None) => args.files.push(PathBuf::from(word)),
                (true, strings, values) if strings > values => args.strings.push((number, text(&word))),
                (true, _, _) => args.values.push((number, text(&word))),
            }
        }
        args.typed = typed;
        Ok(args)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
