//! A case of the suite: a program, an input, and the outputs, each on a line.

use std::ops::ControlFlow;
use std::path::Path;

use outrigger_jq::{Event, Filter, Inputs, Setting};

#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// The line of the program.
    pub(crate) line: usize,
    pub(crate) program: String,
    expected: Expected,
}

#[derive(Clone, Debug)]
enum Expected {
    /// The program does not compile.
    InvalidProgram,
    Outputs {
        input: String,
        outputs: Vec<String>,
    },
}

/// The cases of a file.
pub(crate) fn cases(text: &str) -> Vec<Case> {
    let is_blank = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let mut cases = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((number, first)) = lines.next() {
        if is_blank(&first) {
            continue;
        }
        let is_invalid = first.starts_with("%%FAIL");
        let (line, program) = if is_invalid { lines.next().unwrap() } else { (number, first) };
        let mut rest = Vec::new();
        while let Some((_, line)) = lines.next_if(|(_, line)| !is_blank(line)) {
            rest.push(line.to_string());
        }
        let expected = if is_invalid {
            Expected::InvalidProgram
        } else {
            let outputs = rest.split_off(1);
            Expected::Outputs { input: rest.remove(0), outputs }
        };
        cases.push(Case { line: line + 1, program: program.to_string(), expected });
    }
    cases
}

impl Case {
    /// The difference from the expected outputs, if there is one.
    pub(crate) fn failure(&self, folder: &Path) -> Option<String> {
        let mut setting = Setting::default();
        setting.library = Some(vec![folder.join("modules")]);
        setting.sees_environment = true;
        let filter = Filter::compile_with(&self.program, setting);
        let (filter, input, expected) = match (filter, &self.expected) {
            (Err(_), Expected::InvalidProgram) => return None,
            (Ok(_), Expected::InvalidProgram) => return Some("compiles".to_string()),
            (Err(error), Expected::Outputs { .. }) => {
                return Some(format!("does not compile: {}", first_line(&error.to_string())));
            }
            (Ok(filter), Expected::Outputs { input, outputs }) => (filter, input, outputs),
        };
        let mut outputs: Vec<String> = Vec::new();
        let mut end = String::new();
        let run = filter.events(Inputs::text(input.trim_start_matches('\u{feff}')), |event| {
            match event {
                Event::Output(output) => outputs.push(output.json.to_string()),
                Event::Raised { message, .. } | Event::NoInput(message) => end = format!(", then {message}"),
                Event::Input | Event::Ignored(_) | Event::Unreadable(_) | Event::Debug(_) | Event::Message(_) => {}
            }
            ControlFlow::Continue(())
        });
        if let Err(error) = run {
            end = format!(", then {error}");
        }
        let is_equal = outputs.len() == expected.len()
            && outputs.iter().zip(expected).all(|(output, expected)| equal(output, expected));
        (!is_equal).then(|| {
            format!("gives {}{end}", if outputs.is_empty() { "nothing".to_string() } else { outputs.join(" ") })
        })
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Whether two texts are the same JSON.
fn equal(left: &str, right: &str) -> bool {
    thread_local! {
        static EQUAL: Filter = Filter::compile(".[0] == .[1]").unwrap();
    }
    EQUAL.with(|filter| filter.run(&format!("[{left},{right}]")).is_ok_and(|truth| truth == "true\n"))
}
