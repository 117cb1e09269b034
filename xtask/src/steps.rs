//! The checks of `cargo xtask test` and `cargo xtask ci`, in an order that fails early.

use std::time::{Duration, Instant};

use crate::auto_traits;
use crate::cargo::{cargo, cargo_with, has_cargo};
use crate::engines;
use crate::instructions;
use crate::invariant;
use crate::skipped::{self, skip};
use crate::workspace::Workspace;

type Step = (&'static str, fn(&Workspace) -> Result<(), String>);

/// The packages that `cargo xtask test` builds. All its steps build the same packages with the same features, so that
/// none compiles a dependency again.
const WITHOUT_AWS: &str = "--workspace --exclude outrigger-aws";

/// The packages that `cargo xtask ci` builds, with the AWS SDK, which takes minutes.
const WITH_AWS: &str = "--workspace --all-features";

/// How many generated cases `cargo xtask test` tries for each property, unless `PROPTEST_CASES` says otherwise.
const QUICK_CASES: &str = "64";

/// What a change can break.
const TEST: [Step; 6] = [
    ("Formatting", |_| cargo("fmt --all --check")),
    ("Invariants", invariant::check),
    ("Clippy", |_| clippy(WITHOUT_AWS)),
    ("Documentation", |workspace| document(workspace, WITHOUT_AWS)),
    ("Tests", |_| tests(WITHOUT_AWS, &quick())),
    ("Examples in the documentation", |_| cargo(&format!("test {WITHOUT_AWS} --doc"))),
];

/// Everything else.
const CI: [Step; 12] = [
    ("Clippy with the AWS SDK", |_| clippy(WITH_AWS)),
    ("Documentation with the AWS SDK", |workspace| document(workspace, WITH_AWS)),
    ("Other jqs", |_| engines::fetch()),
    ("Tests with the AWS SDK, other programs and many cases", |_| tests(WITH_AWS, &thorough())),
    ("Examples in the documentation of outrigger-aws", |_| cargo("test --package outrigger-aws --doc")),
    ("Benchmarks, once each", |_| {
        cargo(&format!("test {WITH_AWS} --bench inject --bench jq --bench peers --bench turns"))
    }),
    ("Tests with serde_json as a host may have it", |_| invariant::tests_inside_a_host()),
    ("Features of outrigger, one by one", |workspace| features(workspace, "outrigger")),
    ("Features of outrigger-cli, one by one", |workspace| features(workspace, "outrigger-cli")),
    ("Packages", packages),
    ("Licences and sources of the dependencies", |_| dependencies()),
    ("Instruction counts", |_| instructions::instructions(&[])),
];

/// Runs the checks that a change can break.
pub(crate) fn test() -> Result<(), String> {
    run(&TEST)
}

/// Runs the checks that [`test()`] leaves out.
pub(crate) fn ci() -> Result<(), String> {
    run(&CI)
}

/// Runs the steps up to the first that fails, and prints the result of each and what was skipped.
fn run(steps: &[Step]) -> Result<(), String> {
    let workspace = Workspace::read()?;
    skipped::forget();
    let mut times: Vec<Duration> = Vec::new();
    let mut result = Ok(());
    for (name, step) in steps {
        println!("\n=== {name}");
        let start = Instant::now();
        result = step(&workspace);
        if result.is_err() {
            break;
        }
        times.push(start.elapsed());
    }
    println!("\n=== Summary");
    for (index, (name, _)) in steps.iter().enumerate() {
        match times.get(index) {
            Some(time) => println!("passed  {name} ({:.1} s)", time.as_secs_f64()),
            None if index == times.len() => println!("FAILED  {name}"),
            None => println!("not run {name}"),
        }
    }
    println!("{}", skipped::summary());
    result
}

/// Measures what Criterion measures.
pub(crate) fn bench(arguments: &[&str]) -> Result<(), String> {
    let packages = "--package outrigger-workspace --package outrigger-jq";
    cargo(&format!("bench {packages} --bench inject --bench jq --bench peers -- {}", arguments.join(" ")))
}

fn clippy(packages: &str) -> Result<(), String> {
    cargo(&format!("clippy {packages} --all-targets -- -D warnings"))
}

/// Builds the documentation, and checks the auto traits of the types in it.
fn document(workspace: &Workspace, packages: &str) -> Result<(), String> {
    cargo_with(&[("RUSTDOCFLAGS", "-D warnings")], &format!("doc {packages} --no-deps"))?;
    // The facade only re-exports the types of the others.
    let is_documented = |name: &&str| *name != "outrigger" && (packages == WITH_AWS || *name != "outrigger-aws");
    let libraries: Vec<_> = workspace.libraries().map(|package| package.name.as_str()).filter(is_documented).collect();
    auto_traits::check(workspace, &libraries)
}

type Environment = Vec<(&'static str, String)>;

fn quick() -> Environment {
    let mut environment = Vec::new();
    if std::env::var_os("PROPTEST_CASES").is_none() {
        environment.push(("PROPTEST_CASES", QUICK_CASES.to_string()));
    }
    environment
}

/// With comparisons with other programs, and as many generated cases as the tests say.
fn thorough() -> Environment {
    vec![("OUTRIGGER_COMPARISONS", "1".to_string())]
}

fn tests(packages: &str, environment: &Environment) -> Result<(), String> {
    let suite = engines::suite_environment();
    let mut environment: Vec<_> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    // Tests run the examples as programs. `cargo test --examples` would build them as tests only.
    cargo_with(&environment, &format!("build {packages} --examples"))?;
    environment.push(("OUTRIGGER_EXAMPLES_ARE_BUILT", "1"));
    environment.extend(suite.iter().map(|(name, value)| (*name, value.as_str())));
    if has_cargo("nextest") {
        return cargo_with(&environment, &format!("nextest run {packages}"));
    }
    println!("cargo-nextest is not installed; `cargo test` runs the same tests, in more time");
    cargo_with(&environment, &format!("test {packages} --lib --bins --tests"))
}

/// Builds a package without features, with each one, and with all.
fn features(workspace: &Workspace, package: &str) -> Result<(), String> {
    let features = workspace.features_of(package).filter(|feature| *feature != "default");
    let single = features.map(|feature| format!("--features {feature}"));
    let selections = [String::new()].into_iter().chain(single).chain(["--all-features".to_string()]);
    selections.into_iter().try_for_each(|selection| {
        cargo(format!("check --package {package} --no-default-features {selection}").trim_end())
    })
}

/// Packages what can be published, without building it.
fn packages(workspace: &Workspace) -> Result<(), String> {
    let names: String = workspace.crates().map(|package| format!("--package {} ", package.name)).collect();
    cargo(&format!("package {names}--no-verify --allow-dirty --quiet"))
}

fn dependencies() -> Result<(), String> {
    if has_cargo("deny") {
        return cargo("deny check licenses bans sources");
    }
    skip("licences and sources of the dependencies", "cargo-deny is not installed")
}
