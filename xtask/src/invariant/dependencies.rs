//! Invariants about dependencies.

use crate::cargo::cargo;
use crate::workspace::{Package, Workspace};

/// The level of each crate.
const LEVELS: [(&str, u8); 7] = [
    ("outrigger-core", 0),
    ("outrigger-json", 1),
    ("outrigger-aws", 2),
    ("outrigger-jq", 2),
    ("outrigger-terraform", 2),
    ("outrigger", 3),
    ("outrigger-cli", 4),
];

/// Large libraries, by the beginning of their names, and the only crate that uses each.
const OWNERS: [(&str, &str); 8] = [
    ("clap", "outrigger-cli"),
    ("aws-config", "outrigger-aws"),
    ("aws-sdk-", "outrigger-aws"),
    ("aws-smithy-", "outrigger-aws"),
    ("aws-types", "outrigger-aws"),
    ("ureq", "outrigger-aws"),
    ("jaq-", "outrigger-jq"),
    ("hcl-", "outrigger-terraform"),
];

const SERDE_JSON_FEATURES: [&str; 2] = ["preserve_order", "arbitrary_precision"];

pub(super) fn of_core(workspace: &Workspace) -> Vec<String> {
    let core = workspace.crates().filter(|package| package.name == "outrigger-core");
    let needed = core.flat_map(|core| &core.dependencies).filter(|dependency| !dependency.is_dev);
    let names = needed.map(|dependency| dependency.name.as_str());
    names.filter(|name| !["serde", "serde_json"].contains(name)).map(String::from).collect()
}

pub(super) fn levels(workspace: &Workspace) -> Vec<String> {
    let level = |name: &str| LEVELS.iter().find(|(known, _)| *known == name).map(|(_, level)| *level);
    let mut broken = Vec::new();
    for package in workspace.crates() {
        let Some(own) = level(&package.name) else {
            broken.push(format!("{} has no level in {}", package.name, file!()));
            continue;
        };
        let up = package.dependencies.iter().filter(|used| level(&used.name).is_some_and(|level| level >= own));
        broken.extend(up.map(|used| format!("{} depends on {}", package.name, used.name)));
    }
    broken
}

/// Packages below `tests/` use none below `crates/`, and only tests use them.
pub(super) fn test_packages(workspace: &Workspace) -> Vec<String> {
    let is_for_tests = |name: &str| {
        workspace.packages.iter().any(|package| package.name == name && package.folder.starts_with("tests/"))
    };
    let mut broken = Vec::new();
    for package in &workspace.packages {
        for used in &package.dependencies {
            let uses_crate = is_for_tests(&package.name) && workspace.crates().any(|each| each.name == used.name);
            let is_shipped = package.folder.starts_with("crates/") && is_for_tests(&used.name) && !used.is_dev;
            if uses_crate || is_shipped {
                broken.push(format!("{} depends on {}", package.name, used.name));
            }
        }
    }
    broken
}

pub(super) fn owners(workspace: &Workspace) -> Vec<String> {
    let mut broken = Vec::new();
    for (library, owner) in OWNERS {
        for package in workspace.crates().filter(|package| package.name != owner) {
            let named = package.dependencies.iter().filter(|dependency| dependency.name.starts_with(library));
            broken.extend(named.map(|dependency| format!("{}: {}", package.manifest(), dependency.name)));
            let word = library.replace('-', "_");
            broken.extend(workspace.sources(package).flat_map(|file| file.code_with(&[&word])));
        }
    }
    broken
}

pub(super) fn serde_json_features(workspace: &Workspace) -> Vec<String> {
    let manifests = workspace.libraries().map(Package::manifest).chain(["Cargo.toml".to_string()]);
    let mut broken = Vec::new();
    for manifest in manifests {
        let lines = workspace.text(&manifest).lines().filter(|line| !line.starts_with('#'));
        let bad = lines.filter(|line| SERDE_JSON_FEATURES.iter().any(|feature| line.contains(feature)));
        broken.extend(bad.map(|line| format!("{manifest}: {line}")));
    }
    broken
}

/// Runs the tests of the crates that a host program is most likely to embed, with features of serde_json that it may turn on.
pub(crate) fn tests_inside_a_host() -> Result<(), String> {
    let features = SERDE_JSON_FEATURES.map(|feature| format!("serde_json/{feature}")).join(",");
    let packages = "--package outrigger-core --package outrigger-json";
    cargo(&format!("test --quiet {packages} --lib --features outrigger-json/file,{features}"))
}
