//! Invariants about the text of the sources.

use crate::workspace::{File, Workspace};

/// The most lines that a file may have before its tests. From `MANY_LINES` on, a note is printed.
const LINES: usize = 500;
const MANY_LINES: usize = 400;

const OUTER_WORLD: [&str; 6] = ["fs", "env", "net", "time", "process", "thread"];

pub(super) fn outer_world_in_core(workspace: &Workspace) -> Vec<String> {
    let core = workspace.crates().filter(|package| package.name == "outrigger-core");
    let mut broken = Vec::new();
    for file in core.flat_map(|core| workspace.sources(core)) {
        let code = file.code().map(|(_, line)| line).collect::<Vec<_>>().join("\n");
        let used = std_modules(&code).into_iter().filter(|module| OUTER_WORLD.contains(module));
        broken.extend(used.map(|module| format!("{}: std::{module}", file.path)));
    }
    broken
}

pub(super) fn unsafe_code(workspace: &Workspace) -> Vec<String> {
    let forbids = workspace.text("Cargo.toml").contains("unsafe_code = \"forbid\"");
    let mut broken: Vec<_> = (!forbids).then(|| "Cargo.toml does not forbid it".to_string()).into_iter().collect();
    for package in &workspace.packages {
        let manifest = package.manifest();
        if !workspace.text(&manifest).contains("[lints]\nworkspace = true") {
            broken.push(format!("{manifest} does not inherit the workspace's lints"));
        }
    }
    let words = ["unsafe {", "unsafe fn", "unsafe impl", "unsafe trait", "unsafe extern", "#[unsafe"];
    broken.extend(in_crates(workspace, |file| file.code_with(&words)));
    broken
}

pub(super) fn prints(workspace: &Workspace) -> Vec<String> {
    in_libraries(workspace, &["print!", "println!", "dbg!", "io::stdout", "io::stderr"])
}

pub(super) fn panics(workspace: &Workspace) -> Vec<String> {
    in_libraries(workspace, &[".unwrap()", ".expect(", "panic!", "todo!", "unimplemented!", "unreachable!"])
}

pub(super) fn too_long(workspace: &Workspace) -> Vec<String> {
    with_lines(workspace, |lines| lines > LINES)
}

/// The files that will soon be too long.
pub(super) fn long(workspace: &Workspace) -> Vec<String> {
    with_lines(workspace, |lines| (MANY_LINES + 1..=LINES).contains(&lines))
}

fn with_lines(workspace: &Workspace, is_met: impl Fn(usize) -> bool) -> Vec<String> {
    in_crates(workspace, |file| {
        let lines = file.before_tests().lines().count();
        is_met(lines).then(|| format!("{}: {lines} lines before its tests", file.path))
    })
}

fn in_libraries(workspace: &Workspace, words: &[&str]) -> Vec<String> {
    let files = workspace.libraries().flat_map(|package| workspace.sources(package));
    files.flat_map(|file| file.code_with(words)).collect()
}

fn in_crates<I: IntoIterator<Item = String>>(workspace: &Workspace, find: impl Fn(&File) -> I) -> Vec<String> {
    workspace.crates().flat_map(|package| workspace.sources(package)).flat_map(find).collect()
}

/// The modules of `std` that code names: `fs` in `std::fs::read`, `env` and `fs` in `use std::{env, fs};`.
fn std_modules(code: &str) -> Vec<&str> {
    let is_end = |character: char| !character.is_alphanumeric() && character != '_';
    let first_word = |text| str::trim_start(text).split(is_end).next().unwrap_or_default();
    let mut modules = Vec::new();
    for (at, found) in code.match_indices("std::") {
        let rest = &code[at + found.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let group = group.split(';').next().unwrap_or_default();
            modules.extend(group.split([',', '{', '}']).map(first_word));
        } else {
            modules.push(first_word(rest));
        }
    }
    modules.retain(|module| !module.is_empty());
    modules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules() {
        assert_eq!(std_modules("use std::fs;\nstd::env::var(x)"), ["fs", "env"]);
        let group = "use std::{\n    fmt::{self, Write},\n    net,\n};";
        assert_eq!(std_modules(group), ["fmt", "self", "Write", "net"]);
    }
}
