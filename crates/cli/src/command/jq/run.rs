//! Runs a filter: on standard input, on files, or on files in place.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use outrigger::jq::{Colors, Ended, Event, Filter, Form, Indent, Inputs, Setting, Source, Style};
use outrigger::json::file;
use outrigger::{Document, Value};

use super::JqArgs;
use super::args::Typed;
use super::output::{FAILED, Outputs, SharedOutput};
use crate::error::{CommandError, Status};
use crate::report::{Diagnostic, colors_output};

/// The exit status of an invalid filter.
const INVALID_FILTER: u8 = 3;

/// Runs the filter.
pub(super) fn run(args: JqArgs) -> Result<Status, CommandError> {
    let text = filter_text(&args)?;
    let setting = setting(&args)?;
    let filter = match Filter::compile_with(&text, setting) {
        Ok(filter) => filter.with_style(style(&args.typed)),
        Err(error) => {
            let plural = if error.count() == 1 { "" } else { "s" };
            print_error(&format!("jq: error: {error}\njq: {} compile error{plural}", error.count()));
            return Ok(Status::Exit(INVALID_FILTER));
        }
    };
    if args.typed.in_place { in_place(&filter, &args) } else { to_output(&filter, args) }
}

fn print_error(text: &str) {
    use std::io::Write;
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// The filter from the arguments or from a file; `.` if there is none and this is part of a pipe.
fn filter_text(args: &JqArgs) -> Result<String, CommandError> {
    match &args.filter {
        Some(path) if args.typed.from_file => Ok(file::read(Path::new(path))?.into()),
        Some(text) => Ok(text.to_string_lossy().into_owned()),
        None if !io::stdout().is_terminal() || !io::stdin().is_terminal() => Ok(".".to_string()),
        None => Err(Diagnostic::error("no filter was given").with_help("outrigger jq FILTER [FILE…]").into()),
    }
}

/// Checks the JSON text of an option.
fn json(option: &str, text: &str) -> Result<String, CommandError> {
    match Document::scan(text) {
        Ok(_) => Ok(text.to_string()),
        Err(error) => Err(Diagnostic::error(format!("invalid JSON text passed to {option}: {error}")).into()),
    }
}

fn setting(args: &JqArgs) -> Result<Setting, CommandError> {
    let typed = &args.typed;
    let mut variables: Vec<(String, String)> = Vec::new();
    let pairs =
        |words: &[String]| words.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect::<Vec<_>>();
    for (name, text) in pairs(&typed.arg) {
        variables.push((name, Value::string(text).to_string()));
    }
    for (name, text) in pairs(&typed.argjson) {
        variables.push((name, json("--argjson", &text)?));
    }
    for (name, path) in pairs(&typed.slurpfile) {
        let text = String::from(file::read(Path::new(&path))?);
        let values = Filter::compile("[inputs]").and_then(|filter| {
            let mut values = String::new();
            let mut failure = None;
            filter.events(Inputs::text(text).on_null(), |event| {
                match event {
                    Event::Output(output) => values = output.json.to_string(),
                    Event::Raised { message, .. } | Event::NoInput(message) => failure = Some(message.to_string()),
                    Event::Input | Event::Ignored(_) | Event::Unreadable(_) | Event::Debug(_) | Event::Message(_) => {}
                }
                ControlFlow::Continue(())
            })?;
            Ok((values, failure))
        });
        match values {
            Ok((values, None)) => variables.push((name, values)),
            Ok((_, Some(failure))) => {
                return Err(Diagnostic::error(format!("Bad JSON in --slurpfile {name} {path}: {failure}")).into());
            }
            Err(error) => return Err(Diagnostic::error(error.to_string()).into()),
        }
    }
    for (name, path) in pairs(&typed.rawfile) {
        variables.push((name, Value::string(&*file::read(Path::new(&path))?).to_string()));
    }
    // The first variable of a name counts.
    let mut seen = std::collections::HashSet::new();
    variables.retain(|(name, _)| seen.insert(name.clone()));

    let mut positional = Vec::new();
    for (number, text) in &args.strings {
        positional.push((*number, Value::string(&**text).to_string()));
    }
    for (number, text) in &args.values {
        positional.push((*number, json("--jsonargs", text)?));
    }
    positional.sort_unstable();
    let mut setting = Setting::default();
    setting.variables = variables;
    setting.positional = positional.into_iter().map(|(_, json)| json).collect();
    setting.library = Some(library(&typed.library));
    setting.sees_environment = true;
    Ok(setting)
}

/// The folders of modules: the named ones, or else those of jq.
fn library(named: &[PathBuf]) -> Vec<PathBuf> {
    if !named.is_empty() {
        return named.to_vec();
    }
    let home = std::env::var_os("HOME").map(|home| Path::new(&home).join(".jq"));
    let origin = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.to_path_buf()));
    let beside = origin.iter().flat_map(|origin| [origin.join("../lib/jq"), origin.join("../lib")]);
    home.into_iter().chain(beside).collect()
}

fn style(typed: &Typed) -> Style {
    let indent = match typed.indent {
        _ if typed.tab => Indent::Tab,
        Some(width) => u8::try_from(width).map_or(Indent::Tab, Indent::Spaces),
        None if typed.compact_output => Indent::None,
        None => Indent::Spaces(2),
    };
    let is_colored = !typed.in_place && !typed.monochrome_output && (typed.color_output || colors_output());
    let set = || std::env::var("JQ_COLORS").ok().and_then(|codes| Colors::parse(&codes));
    let mut style = Style { indent, sort_keys: typed.sort_keys, ascii: typed.ascii_output, ..Style::default() };
    style.colors = is_colored.then(|| set().unwrap_or_default());
    style
}

fn form(typed: &Typed) -> Form {
    match (typed.raw_input, typed.slurp, typed.stream) {
        (true, true, _) => Form::SlurpLines,
        (true, false, _) => Form::Lines,
        (false, true, true) => Form::SlurpStream,
        (false, true, false) => Form::Slurp,
        (false, false, true) => Form::Stream,
        (false, false, false) => Form::Values,
    }
}

fn to_output(filter: &Filter, args: JqArgs) -> Result<Status, CommandError> {
    let typed = &args.typed;
    let mut outputs = Outputs::new(typed);
    let mut inputs = Inputs::of(sources(args.files, outputs.out())).in_form(form(typed));
    if typed.seq {
        inputs = inputs.in_sequence();
    }
    if typed.null_input {
        inputs = inputs.on_null();
    }
    let ended = filter.events(inputs, |event| outputs.receive(event));
    let status = outputs.finish(typed.exit_status).map_err(CommandError::Output)?;
    Ok(Status::Exit(match ended {
        Ok(Ended::Halted(status)) => u8::try_from(status & 0xff).unwrap_or_default(),
        Ok(Ended::Done) => status,
        Err(error) => {
            print_error(&format!("jq: error: {error}"));
            FAILED
        }
    }))
}

/// Each file is opened when its turn comes.
fn sources(files: Vec<PathBuf>, out: &SharedOutput) -> Box<dyn Iterator<Item = Source> + Send> {
    let files = if files.is_empty() { vec![PathBuf::from("-")] } else { files };
    let out = out.clone();
    Box::new(files.into_iter().map(move |path| {
        let name = path.display().to_string();
        if name == "-" {
            return Source::Stream {
                name: None,
                stream: Box::new(FlushingReader { stream: io::stdin(), out: out.clone() }),
            };
        }
        match File::open(&path) {
            Ok(stream) => {
                Source::Stream { name: Some(name), stream: Box::new(FlushingReader { stream, out: out.clone() }) }
            }
            Err(error) => {
                let reason = error.to_string();
                let reason = reason.split(" (os error").next().unwrap_or_default();
                Source::Unreadable(format!("Could not open file {name}: {reason}"))
            }
        }
    }))
}

/// Flushes the output before each read, which may block.
struct FlushingReader<R> {
    stream: R,
    out: SharedOutput,
}

impl<R: Read> Read for FlushingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.out.flush();
        self.stream.read(buffer)
    }
}

/// Replaces each file by the outputs for it; no file is written before the filter has run on all files.
fn in_place(filter: &Filter, args: &JqArgs) -> Result<Status, CommandError> {
    if args.files.is_empty() {
        let error = Diagnostic::error("--in-place needs files").with_help("outrigger jq -i FILTER FILE…");
        return Err(error.into());
    }
    let is_raw = args.typed.raw_output || args.typed.join_output || args.typed.raw_output0;
    let mut changes = Vec::new();
    for path in &args.files {
        let text = file::read(path)?;
        let mut new = String::with_capacity(text.len());
        let mut has_failed = false;
        let source = Source::Text { name: Some(path.display().to_string()), text: text.to_string() };
        let ended = filter.events(Inputs::of([source]), |event| {
            match event {
                Event::Output(output) => {
                    new.push_str(output.string.filter(|_| is_raw).unwrap_or(output.json));
                    new.push_str(if args.typed.join_output { "" } else { "\n" });
                }
                Event::Raised { message, place, .. } => {
                    print_error(&format!("jq: error (at {place}): {message}"));
                    has_failed = true;
                }
                Event::NoInput(sentence) | Event::Unreadable(sentence) => {
                    print_error(&format!("jq: error: {}: {sentence}", path.display()));
                    has_failed = true;
                }
                Event::Debug(text) | Event::Message(text) => print_error(text.trim_end_matches('\n')),
                Event::Input | Event::Ignored(_) => {}
            }
            ControlFlow::Continue(())
        });
        match ended {
            Ok(Ended::Halted(0) | Ended::Done) if !has_failed && new.trim().is_empty() => {
                let error = Diagnostic::error(format!("the filter has no output for `{}`", path.display()));
                return Err(error.with_help("no file was changed: a file is never made empty").into());
            }
            Ok(Ended::Halted(0) | Ended::Done) if !has_failed => changes.push((path, text, new)),
            Ok(Ended::Halted(status)) if status != 0 => {
                return Ok(Status::Exit(u8::try_from(status & 0xff).unwrap_or(FAILED)));
            }
            Ok(_) => return Ok(Status::Exit(FAILED)),
            Err(error) => {
                print_error(&format!("jq: error: {error}"));
                return Ok(Status::Exit(FAILED));
            }
        }
    }
    for (path, old, new) in changes {
        let unkept = if *old == *new { None } else { file::replace(path, &old, &new)? };
        if let Some(unkept) = unkept {
            print_error(&format!("jq: warning: {}: {unkept}", path.display()));
        }
    }
    Ok(Status::Done)
}
