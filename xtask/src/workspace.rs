//! [`Workspace`]: the packages and files that the invariants check, read once.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cargo::cargo_output;

/// The packages and the files of the workspace.
pub(crate) struct Workspace {
    pub(crate) packages: Vec<Package>,
    /// Every file outside of `target/` and `.git`, sorted.
    pub(crate) files: Vec<File>,
}

/// One package of the workspace.
pub(crate) struct Package {
    pub(crate) name: String,
    /// The folder's path from the root; empty for the root itself.
    pub(crate) folder: String,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) features: Vec<String>,
}

/// A dependency as the manifest states it.
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) is_dev: bool,
}

/// One file.
pub(crate) struct File {
    /// Its path from the root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Workspace {
    /// Reads the workspace around the current directory, and makes its root the current directory.
    pub(crate) fn read() -> Result<Self, String> {
        let metadata = cargo_output("metadata --format-version 1 --no-deps")?;
        let metadata: Value = serde_json::from_slice(&metadata).map_err(|error| format!("cargo metadata: {error}"))?;
        let root = text(&metadata["workspace_root"]);
        std::env::set_current_dir(&root).map_err(|error| format!("{root}: {error}"))?;
        let packages = list(&metadata["packages"]).map(|package| Package::read(package, &root)).collect();
        let mut files = Vec::new();
        read_folder("", &mut files)?;
        files.sort_by(|one: &File, other| one.path.cmp(&other.path));
        Ok(Self { packages, files })
    }

    /// The packages below `crates/`.
    pub(crate) fn crates(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.folder.starts_with("crates/"))
    }

    /// The packages below `crates/` that other programs may depend on: all but the program.
    pub(crate) fn libraries(&self) -> impl Iterator<Item = &Package> {
        self.crates().filter(|package| package.name != "outrigger-cli")
    }

    /// The Rust files of a package that are not tests.
    pub(crate) fn sources<'w>(&'w self, package: &Package) -> impl Iterator<Item = &'w File> + use<'w> {
        let folder = format!("{}/src/", package.folder);
        self.files.iter().filter(move |file| file.path.starts_with(&folder) && file.is_source())
    }

    /// The text of a file; empty if there is no such file.
    pub(crate) fn text(&self, path: &str) -> &str {
        self.files.iter().find(|file| file.path == path).map_or("", |file| &file.text)
    }

    /// The names of a package's features.
    pub(crate) fn features_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let package = self.packages.iter().find(|package| package.name == name);
        package.into_iter().flat_map(|package| package.features.iter().map(String::as_str))
    }
}

impl Package {
    fn read(package: &Value, root: &str) -> Self {
        let manifest = text(&package["manifest_path"]).replace('\\', "/");
        let folder = manifest.trim_start_matches(&root.replace('\\', "/")).trim_end_matches("Cargo.toml");
        Self {
            name: text(&package["name"]),
            folder: folder.trim_matches('/').to_string(),
            dependencies: list(&package["dependencies"]).map(Dependency::read).collect(),
            features: package["features"]
                .as_object()
                .into_iter()
                .flat_map(|features| features.keys().cloned())
                .collect(),
        }
    }

    /// The path of its manifest, from the root.
    pub(crate) fn manifest(&self) -> String {
        if self.folder.is_empty() { "Cargo.toml".to_string() } else { format!("{}/Cargo.toml", self.folder) }
    }
}

impl Dependency {
    fn read(dependency: &Value) -> Self {
        Self { name: text(&dependency["name"]), is_dev: dependency["kind"] == "dev" }
    }
}

impl File {
    fn is_source(&self) -> bool {
        self.path.ends_with(".rs")
            && !self.path.ends_with("/tests.rs")
            && !self.path.ends_with("_tests.rs")
            && !self.path.contains("/tests/")
    }

    /// The lines before the module of tests.
    pub(crate) fn before_tests(&self) -> &str {
        let is_module = |at: &usize| {
            let item = self.text[*at..].lines().find(|line| !line.starts_with("#["));
            item.is_some_and(|item| item.contains("mod ") && item.ends_with('{'))
        };
        let mut attributes = self.text.match_indices("#[cfg(test)]\n").map(|(at, _)| at);
        attributes.find(is_module).map_or(&self.text, |at| &self.text[..at])
    }

    /// The lines before the tests that are not comments, with their numbers.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.before_tests().lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// All lines that are not comments, with those of tests.
    pub(crate) fn all_code(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|line| !line.trim_start().starts_with("//"))
    }

    /// Where the code has one of these words, each place as `path:line: word`.
    pub(crate) fn code_with(&self, words: &[&str]) -> Vec<String> {
        let found = |(number, line): (usize, &str)| {
            let word = words.iter().find(|word| line.contains(**word))?;
            Some(format!("{}:{number}: {word}", self.path))
        };
        self.code().filter_map(found).collect()
    }
}

fn read_folder(folder: &str, files: &mut Vec<File>) -> Result<(), String> {
    let failed = |path: &str, error| format!("{path}: {error}");
    let place = if folder.is_empty() { Path::new(".") } else { Path::new(folder) };
    for entry in fs::read_dir(place).map_err(|error| failed(folder, error))? {
        let entry = entry.map_err(|error| failed(folder, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        let kind = entry.file_type().map_err(|error| failed(&path, error))?;
        // In a linked worktree `.git` is a file.
        if name == ".git" || (name == "target" && kind.is_dir()) {
            continue;
        }
        if kind.is_dir() {
            read_folder(&path, files)?;
        } else if kind.is_file() {
            let bytes = fs::read(entry.path()).map_err(|error| failed(&path, error))?;
            files.push(File { path, text: String::from_utf8_lossy(&bytes).into_owned() });
        }
    }
    Ok(())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
