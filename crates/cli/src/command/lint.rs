//! `outrigger lint`

use std::path::PathBuf;

use clap::Args;
use outrigger::{Rule, Service, Severity, judge, lint};
use serde::Serialize;

use crate::cli::ReportForm;
use crate::diagnostic::{Diagnostic, FEW, MANY, Source};
use crate::error::{CommandError, Status};
use crate::input::{Folders, Input, inputs};
use crate::output::{pretty, to_stdout};
use crate::read::{self, Unread};
use crate::render::render;
use crate::report;
use crate::rules::RuleArgs;
use crate::sarif;
use crate::terminal::{Terminal, Verbosity, colors_output};
use crate::words::counted;

/// Hold task definitions against the rule book
///
/// What ECS refuses to register and what never starts are errors; what a person should know is a warning. Nothing is asked
/// of AWS. What is found goes to standard output.
///
/// Of a folder, the files *.json and *.json.tpl are taken that are task definitions and that no ignore file names.
///
/// Exit status: 0 no error; 1 an error was found; 2 bad usage or bad input.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  outrigger lint task-definition.json
  outrigger lint deploy/ --deny warnings
  outrigger lint 'services/**/task-definition.json' --allow untagged-image
  outrigger lint --report sarif deploy/ > outrigger.sarif
  outrigger lint --list")]
pub(crate) struct LintArgs {
    /// Task definitions, folders, or patterns such as 'deploy/**/*.json'; standard input if none is named, or for `-`
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    rules: RuleArgs,

    /// How many tasks the service runs, for the rules that are about several
    #[arg(long, value_name = "COUNT")]
    desired_count: Option<u32>,

    /// Read one task definition on each line
    #[arg(long)]
    ndjson: bool,

    /// Print the rule book: each rule, its severity, what it says and where that stands
    #[arg(long, conflicts_with_all = ["files", "ndjson", "desired_count"])]
    list: bool,
}

/// Runs the command.
pub(crate) fn run(args: &LintArgs, terminal: &Terminal) -> Result<Status, CommandError> {
    if args.list {
        to_stdout(&rule_book(args, terminal.form)?)?;
        return Ok(Status::Done);
    }
    let mut run = Run {
        args,
        terminal,
        allowed: args.rules.allowed(),
        denied: args.rules.denied(),
        documents: 0,
        findings: Vec::new(),
        unread: Vec::new(),
        output: String::new(),
    };
    for input in &inputs(&args.files, Folders::Allowed)? {
        run.file(input);
    }
    run.finish()
}

/// Task definitions being linted.
struct Run<'r> {
    args: &'r LintArgs,
    terminal: &'r Terminal,
    allowed: Vec<Rule>,
    denied: Vec<Rule>,
    documents: usize,
    findings: Vec<Diagnostic>,
    /// Why documents could not be read.
    unread: Vec<Diagnostic>,
    /// What goes to standard output.
    output: String,
}

/// What was found in a document, for programs; its names are stable.
#[derive(Serialize)]
struct Linted<'r> {
    file: &'r str,
    /// The line that the document stands on, with `--ndjson`.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    findings: &'r [Diagnostic],
    /// Why the document could not be read.
    error: Option<&'r Diagnostic>,
}

impl Run<'_> {
    fn file(&mut self, input: &Input) {
        let name = input.name();
        let text = match read::text(input) {
            Ok(text) => text,
            Err(unread) => return self.unread(unread, Source { name: &name, text: "", line: None }),
        };
        if !self.args.ndjson {
            return self.document(Source { name: &name, text: &text, line: None }, input);
        }
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_ascii().is_empty()) {
            self.document(Source { name: &name, text: line, line: Some(index + 1) }, input);
        }
    }

    fn document(&mut self, source: Source<'_, '_>, input: &Input) {
        let document = match read::read(source, input) {
            Ok(document) => document,
            Err(unread) => return self.unread(unread, source),
        };
        let service = Service { desired_count: self.args.desired_count };
        let findings = match lint(document.root(), &service) {
            Ok(findings) => judge(findings, &self.allowed, &self.denied),
            Err(error) => {
                let error = Box::new(Diagnostic::of_refusal(&error, source, &document));
                return self.unread(Unread::Unreadable(error), source);
            }
        };
        let each_rule = if self.terminal.form == ReportForm::Text { FEW } else { MANY };
        let mut findings = Diagnostic::of_findings(&findings, each_rule, source, &document);
        findings.sort_by_key(|finding| (finding.line.unwrap_or(usize::MAX), finding.column));
        self.documents += 1;
        match self.terminal.form {
            ReportForm::Text => {
                let shown = |finding: &&Diagnostic| {
                    finding.severity == Severity::Error || self.terminal.verbosity > Verbosity::Quiet
                };
                findings.iter().filter(shown).for_each(|finding| self.output += &render(finding));
            }
            ReportForm::Json => self.say_json(source, &findings, None),
            ReportForm::Sarif => {}
        }
        self.findings.extend(findings);
    }

    fn unread(&mut self, unread: Unread, source: Source<'_, '_>) {
        match unread {
            Unread::PassedOver(error) => report::passed_over(&error, source, self.terminal),
            Unread::Unreadable(error) => {
                self.documents += 1;
                if self.terminal.form == ReportForm::Json {
                    self.say_json(source, &[], Some(&error));
                }
                self.terminal.show(&error);
                self.unread.push(*error);
            }
        }
    }

    fn say_json(&mut self, source: Source<'_, '_>, findings: &[Diagnostic], error: Option<&Diagnostic>) {
        let linted = Linted { file: source.name, line: source.line, findings, error };
        self.output += &(serde_json::to_string(&linted).unwrap_or_default() + "\n");
    }

    fn finish(self) -> Result<Status, CommandError> {
        let output = match self.terminal.form {
            ReportForm::Text if colors_output() => self.output,
            ReportForm::Text => anstream::adapter::strip_str(&self.output).to_string(),
            ReportForm::Json => self.output,
            ReportForm::Sarif => pretty(&sarif::log(&self.findings, &self.unread))?,
        };
        to_stdout(&output)?;
        let count = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        self.terminal.say(
            Verbosity::Normal,
            &match (errors, warnings) {
                (0, 0) => format!("{} linted: nothing found", counted(self.documents, "task definition")),
                _ => format!(
                    "{} linted: {}, {}",
                    counted(self.documents, "task definition"),
                    counted(errors, "error"),
                    counted(warnings, "warning")
                ),
            },
        );
        if !self.unread.is_empty() {
            return Err(CommandError::Unread { unread: self.unread.len(), of: self.documents });
        }
        Ok(if errors > 0 { Status::Findings } else { Status::Done })
    }
}

/// A rule, for programs; its names are stable.
#[derive(Serialize)]
struct Entry {
    name: &'static str,
    severity: Severity,
    summary: &'static str,
    source: Option<outrigger::Source>,
    /// What AWS answers to what breaks it, where that is known.
    refusal: Option<&'static str>,
}

/// Every rule, with the severity that it has here.
fn rule_book(args: &LintArgs, form: ReportForm) -> Result<String, CommandError> {
    let (allowed, denied) = (args.rules.allowed(), args.rules.denied());
    let severity = |rule: Rule| if denied.contains(&rule) { Severity::Error } else { rule.severity() };
    let rules = Rule::ALL.iter().copied().filter(|rule| !allowed.contains(rule));
    let entries = rules.map(|rule| Entry {
        name: rule.name(),
        severity: severity(rule),
        summary: rule.summary(),
        source: rule.source(),
        refusal: rule.refusal(),
    });
    match form {
        ReportForm::Text => {
            let line = |entry: Entry| {
                let source = entry.source.map(|source| format!("{:39}{source}\n", "")).unwrap_or_default();
                format!("{:<28}  {:<7}  {}\n{source}", entry.name, entry.severity, entry.summary)
            };
            Ok(entries.map(line).collect())
        }
        ReportForm::Json => pretty(&entries.collect::<Vec<_>>()),
        ReportForm::Sarif => {
            Err(Diagnostic::error("the rule book has no SARIF form").with_help("use --report json").into())
        }
    }
}
