//! Other jqs, to hold our own against: fetched once into the target folder, with pinned versions.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cargo::cargo_with;

/// The Python package whose source archive has jq's in it.
const PACKAGE: &str = "jq==1.13.0";
const JQ: &str = "jq-1.8.2";
const CONFIGURE: &str = "./configure --disable-docs --with-oniguruma=builtin --disable-maintainer-mode --enable-static --disable-shared --enable-all-static";

/// Fetches jq 1.8.2 with its tests, and gojq; what cannot be had is said, and left out.
pub(crate) fn fetch() -> Result<(), String> {
    for (name, fetch) in [("jq 1.8.2", jq as fn() -> Result<(), String>), ("gojq", gojq)] {
        match fetch() {
            Ok(()) => println!("{name} is in {}", folder().display()),
            Err(reason) => println!("SKIPPED: {name} cannot be had: {reason}"),
        }
    }
    Ok(())
}

/// Runs jq's own tests through our filter; with `--write`, the list of differences in the documentation is renewed.
pub(crate) fn suite(arguments: &[&str]) -> Result<(), String> {
    jq()?;
    let tests = folder().join(JQ).join("tests");
    let tests = tests.to_str().ok_or("the path of the target folder is no Unicode text")?;
    let mut environment = vec![("OUTRIGGER_JQ_SUITE", tests), ("PAGER", "less")];
    if arguments.contains(&"--write") {
        environment.push(("OUTRIGGER_JQ_SUITE_WRITE", "1"));
    }
    cargo_with(&environment, "test --package outrigger-jq --test suite -- --nocapture")
}

/// Whether jq's own tests are there.
pub(crate) fn has_suite() -> bool {
    folder().join(JQ).join("tests/jq.test").is_file()
}

/// In the target folder, by an absolute path.
fn folder() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    root.join(target).join("engines")
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
    let home = folder().join("gojq");
    if home.join("usr/bin/gojq").is_file() {
        return Ok(());
    }
    create(&home)?;
    run(&home, "apt-get download --quiet gojq")?;
    let packages = std::fs::read_dir(&home).map_err(|error| error.to_string())?;
    let names = packages.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
    let package = names.into_iter().find(|name| name.ends_with(".deb")).ok_or("apt-get downloaded nothing")?;
    run(&home, &format!("dpkg -x {package} ."))
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
