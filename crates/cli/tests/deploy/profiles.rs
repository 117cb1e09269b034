//! Credentials and region from a profile, the environment or both, compared with the AWS CLI.

use std::path::PathBuf;
use std::process::Command;

use outrigger_ecs_double::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};
use outrigger_test_support::Aws;
use tempfile::TempDir;

use crate::shop::{CLUSTER, SECRET, SERVICE, Shop};

const OF_PROFILE: &str = "AKIAPROFILEPROFILE00";
const OF_DEFAULT: &str = "AKIADEFAULTDEFAULT00";

/// Names and values in the environment.
type Variables<'v> = &'v [(&'static str, &'v str)];

/// A test double, and files with profiles.
struct Machine {
    shop: Shop,
    folder: TempDir,
}

impl Machine {
    fn new() -> Self {
        let shop = Shop::new();
        shop.ecs.add_key(OF_PROFILE, SECRET);
        shop.ecs.add_key(OF_DEFAULT, SECRET);
        let folder = tempfile::tempdir().unwrap();
        let keys = |key: &str| format!("aws_access_key_id = {key}\naws_secret_access_key = {SECRET}\n");
        let from_environment = "role_arn = arn:aws:iam::123456789012:role/r\ncredential_source = Environment\n";
        let config = format!(
            "[default]\nregion = eu-north-1\n[profile prod]\nregion = eu-south-1\n{}[profile role]\n{from_environment}",
            keys(OF_PROFILE)
        );
        std::fs::write(folder.path().join("config"), config).unwrap();
        std::fs::write(folder.path().join("credentials"), format!("[default]\n{}", keys(OF_DEFAULT))).unwrap();
        Self { shop, folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn environment(&self, more: Variables<'_>) -> Vec<(&'static str, String)> {
        let mut all = self.shop.ecs.environment();
        all.retain(|(name, _)| {
            !matches!(*name, "AWS_REGION" | "AWS_DEFAULT_REGION" | "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY")
        });
        all.push(("AWS_CONFIG_FILE", self.file("config").display().to_string()));
        all.push(("AWS_SHARED_CREDENTIALS_FILE", self.file("credentials").display().to_string()));
        all.extend(more.iter().map(|(name, value)| (*name, value.to_string())));
        all
    }

    /// The messages of the program, and the access key and region of its first call, if it made one.
    fn outrigger(&self, environment: Variables<'_>, arguments: &[&str]) -> (String, Option<(String, String)>) {
        self.shop.ecs.forget_calls();
        let mut program = Command::new(env!("CARGO_BIN_EXE_outrigger"));
        program.env_clear().envs(self.environment(environment)).args(["deploy", "jaeger", "--dry-run"]);
        let output = program.args(["--cluster", CLUSTER, "--service", SERVICE]).args(arguments).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(!message.contains(SECRET), "{message}");
        (message, self.signed())
    }

    fn signed(&self) -> Option<(String, String)> {
        let calls = self.shop.ecs.calls();
        let call = calls.first()?;
        Some((call.access_key_id()?.to_string(), call.region()?.to_string()))
    }
}

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID), ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)];
const REGION: (&str, &str) = ("AWS_DEFAULT_REGION", "eu-west-3");

#[test]
fn access_keys_and_regions() {
    let machine = Machine::new();
    let [id, secret] = KEYS;
    // The environment, the options, the access key and the region.
    let table: [(Variables<'_>, &[&str], &str, &str); 10] = [
        (&[], &[], OF_DEFAULT, "eu-north-1"),
        (&KEYS, &[], ACCESS_KEY_ID, "eu-north-1"),
        (&KEYS, &["--profile", "prod"], OF_PROFILE, "eu-south-1"),
        (&KEYS, &["--profile", "default"], OF_DEFAULT, "eu-north-1"),
        (&KEYS, &["--profile", "prod", "--region", "eu-central-2"], OF_PROFILE, "eu-central-2"),
        (&[id, secret, REGION], &["--profile", "prod"], OF_PROFILE, "eu-west-3"),
        (&[REGION], &["--profile", "prod"], OF_PROFILE, "eu-west-3"),
        // Access keys in the environment take precedence over a profile that the environment names.
        (&[id, secret, ("AWS_PROFILE", "prod")], &[], ACCESS_KEY_ID, "eu-south-1"),
        (&[("AWS_PROFILE", "prod")], &[], OF_PROFILE, "eu-south-1"),
        (&[("AWS_DEFAULT_PROFILE", "prod"), ("AWS_PROFILE", "default")], &[], OF_PROFILE, "eu-south-1"),
    ];
    for (environment, arguments, key, region) in table {
        let expected = Some((key.to_string(), region.to_string()));
        let (message, signed) = machine.outrigger(environment, arguments);
        assert_eq!(signed, expected, "{environment:?} {arguments:?}: {message}");
        let Some(aws) = Aws::new(machine.environment(environment)) else { continue };
        machine.shop.ecs.forget_calls();
        aws.ask(&[&["ecs", "describe-services", "--cluster", CLUSTER, "--services", SERVICE], arguments].concat());
        assert_eq!(machine.signed(), expected, "the AWS CLI: {environment:?} {arguments:?}");
    }
    // In version 2 of the AWS CLI, AWS_REGION takes precedence over AWS_DEFAULT_REGION.
    let both = [id, secret, REGION, ("AWS_REGION", "eu-west-2")];
    assert_eq!(
        machine.outrigger(&both, &["--profile", "prod"]).1,
        Some((OF_PROFILE.to_string(), "eu-west-2".to_string()))
    );
}

#[test]
fn profiles_that_do_not_exist() {
    let machine = Machine::new();
    let [id, secret] = KEYS;
    let table: [(Variables<'_>, &[&str]); 4] = [
        (&KEYS, &["--profile", "nope"]),
        (&[], &["--profile", "nope"]),
        (&[id, secret, ("AWS_PROFILE", "nope")], &[]),
        (&[("AWS_PROFILE", "nope"), REGION], &[]),
    ];
    let files = format!("{} and {}", machine.file("config").display(), machine.file("credentials").display());
    for (environment, arguments) in table {
        let (message, signed) = machine.outrigger(environment, arguments);
        assert_eq!(signed, None, "{message}");
        assert!(message.contains(&format!("there is no profile `nope` in {files}")), "{message}");
        assert!(message.contains("the existing profiles are default, prod, role"), "{message}");
        let Some(aws) = Aws::new(machine.environment(environment)) else { continue };
        let refused = aws.refuse(&[&["ecs", "list-services"], arguments].concat());
        assert!(refused.contains("The config profile (nope) could not be found"), "{refused}");
    }
    // A file that cannot be parsed.
    std::fs::write(machine.file("config"), "[profile prod\nregion = eu-south-1\n").unwrap();
    let (message, signed) = machine.outrigger(&KEYS, &["--profile", "prod"]);
    assert!(signed.is_none() && message.contains("config on line 1"), "{message}");
}
