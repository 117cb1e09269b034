//! The invariant that a library does not know the options of the program.

use crate::workspace::Workspace;

/// Options of other programs, as sources of libraries write them.
const OTHERS: [(&str, &str); 4] = [
    ("--config", "Jaeger 2"),
    ("--desired-count", "aws ecs update-service"),
    ("--query.base-path", "Jaeger 1"),
    ("--set=", "Jaeger 2"),
];

pub(super) fn of_the_program(workspace: &Workspace) -> Vec<String> {
    let mut broken = Vec::new();
    for file in workspace.libraries().flat_map(|package| workspace.sources(package)) {
        for (number, line) in file.code() {
            broken.extend(options(line).into_iter().map(|option| format!("{}:{number}: {option}", file.path)));
        }
    }
    broken
}

/// The options that a line names, without those of other programs and those of commands such as `` `aws … --profile` ``.
fn options(line: &str) -> Vec<&str> {
    let code = line.split(" // ").next().unwrap_or_default();
    let is_other = |text: &str| OTHERS.iter().any(|(option, _)| text.starts_with(option));
    let mut found = Vec::new();
    for (at, _) in code.match_indices("--") {
        let (before, after) = code.split_at(at);
        let is_option = after[2..].starts_with(|c: char| c.is_ascii_lowercase())
            && !before.ends_with(|c: char| c.is_alphanumeric() || c == '-');
        let is_in_command = before.rsplit_once('`').is_some_and(|(_, command)| command.starts_with("aws "));
        if is_option && !is_in_command && !is_other(after) {
            let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '-';
            found.push(&after[..2 + after[2..].find(is_end).unwrap_or(after.len() - 2)]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        fn check(line: &str, expected: &[&str]) {
            assert_eq!(options(line), expected, "{line}");
        }
        check(r#"help("set --region, or `--on-conflict`"),"#, &["--region", "--on-conflict"]);
        check(r#"help("give --set NAME=VALUE"),"#, &["--set"]);
        check(r#"help("set region"), // as --region says"#, &[]);
        check(r#""the argument --set=extensions.jaeger_query.base_path=…""#, &[]);
        check(r#"help("`aws ecs list-services --cluster …`, then --cluster")"#, &["--cluster"]);
        check(r#""-----begin a--b-- --""#, &[]);
    }
}
