//! The list of differences in the documentation.

use crate::case::Case;

/// The result of a file.
pub(crate) struct Outcome {
    pub(crate) file: &'static str,
    pub(crate) count: usize,
    pub(crate) failed: Vec<(Case, String)>,
}

impl Outcome {
    /// Whether the case of that name, `FILE:LINE`, is among those that failed.
    pub(crate) fn has_failed(&self, id: &str) -> bool {
        self.failed.iter().any(|(case, _)| id == format!("{}:{}", self.file, case.line))
    }
}

const BEGIN: &str = "<!-- begin: written by `cargo xtask jq-suite --write` -->\n";
const END: &str = "<!-- end -->\n";

/// The page with the list as it is now.
pub(crate) fn renewed(page: &str, outcomes: &[Outcome]) -> String {
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    format!("{before}{BEGIN}{}{END}{after}", list(outcomes))
}

fn list(outcomes: &[Outcome]) -> String {
    let mut list = String::from("\n| file | cases | passed | |\n|---|---|---|---|\n");
    for outcome in outcomes {
        let passed = outcome.count - outcome.failed.len();
        let share = 100.0 * passed as f64 / outcome.count as f64;
        list += &format!("| `{}` | {} | {passed} | {share:.1} % |\n", outcome.file, outcome.count);
    }
    list += "\n| case | program | here |\n|---|---|---|\n";
    for outcome in outcomes {
        for (case, failure) in &outcome.failed {
            let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
            let program: String = case.program.chars().take(80).collect();
            let failure: String = failure.chars().take(120).collect();
            let id = format!("{}:{}", outcome.file, case.line);
            list += &format!("| {id} | `` {} `` | `` {} `` |\n", cell(&program), cell(&failure));
        }
    }
    list.push('\n');
    list
}
