//! The invariant that the repository does not depend on one machine, tracker or registry.

use crate::workspace::Workspace;

/// Paths of one machine, numbers of a tracker, hosts of registries.
///
/// Each is written in two parts, since this file is checked, too.
const FOREIGN: [&str; 10] = [
    concat!("../", "shared"),
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("issue", " #"),
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("pypi", ".org"),
    concat!("python", "hosted.org"),
    concat!("npmjs", ".org"),
    concat!("replace", "-with"),
];

pub(super) fn in_files(workspace: &Workspace) -> Vec<String> {
    let mut broken = Vec::new();
    for file in workspace.files.iter().filter(|file| file.path != ".ci/run") {
        for (index, line) in file.text.lines().enumerate() {
            let lower = line.to_lowercase();
            let words = FOREIGN.iter().filter(|word| lower.contains(**word));
            broken.extend(words.map(|word| format!("{}:{}: {word}", file.path, index + 1)));
        }
    }
    let sources = workspace.text("Cargo.lock").lines().filter(|line| line.starts_with("source = "));
    let foreign = sources.filter(|line| !line.contains("registry+https://github.com/rust-lang/crates.io-index"));
    broken.extend(foreign.map(|line| format!("Cargo.lock: {line}")));
    broken
}
