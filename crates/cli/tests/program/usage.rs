//! Wrong arguments.

use insta::assert_snapshot;

use crate::folder::{API, Folder};

fn folder() -> Folder {
    Folder::new(&[("api.json", API), ("web.json", API)])
}

#[test]
fn what_clap_refuses() {
    let folder = folder();
    assert_snapshot!(folder.refuse("inject"), @"
    error: the following required arguments were not provided:
      <SIDECAR>

    Usage: outrigger inject <SIDECAR> [FILE]...

    For more information, try '--help'.
    ");
    assert_snapshot!(folder.refuse("inject jaeger api.json --set memory"), @"
    error: --set was given something that is not KEY=VALUE
      = help: a parameter is set as --set KEY=VALUE
    ");
    assert_snapshot!(folder.refuse("inject jaeger api.json --allow port-clas"), @"
    error: invalid value 'port-clas' for '--allow <RULE>'
      [possible values: too-many-containers, too-large, no-essential-container, duplicate-member, duplicate-container-name, invalid-name, dangling-reference, dependency-cycle, healthy-without-health-check, completion-of-essential, port-clash, host-port, invalid-port, port-name, port-mapping-without-network, reserved-port, network-mode-member, duplicate-environment-name, secret-clash, environment-file, fargate-size, exceeds-task-size, container-memory, no-memory, ephemeral-storage, fargate-network-mode, fargate-log-driver, fargate-member, health-check, health-check-command, timeouts, restart-policy, awslogs-options, firelens, no-execution-role, duplicate-volume-name, unused-volume, efs-encryption, platform, windows-member, unregisterable-tags, image-architecture, untagged-image, no-restart-policy, healthy-sidecar, plaintext-credential, otlp-protocol, jaeger-1-end-of-life, jaeger-2-variable, jaeger-base-path, unbounded-memory, health-check-without-curl, unknown-member, wrong-type, unknown-value, missing-member, null-member, several-tasks, bridge-network, network-mode-unknown, windows-task, name-conflict, volume-conflict, no-awslogs-to-inherit, no-such-container, no-task-for-volumes, nothing-to-wire, no-fitting-size, unreadable-member, unreadable-record, all]

      tip: a similar value exists: 'port-clash'

    For more information, try '--help'.
    ");
    assert_snapshot!(folder.refuse("inject jaeger api.json -i -o new.json"), @"
    error: the argument '--in-place' cannot be used with '--output <FILE>'

    Usage: outrigger inject --in-place <SIDECAR> <FILE>...

    For more information, try '--help'.
    ");
    assert_snapshot!(folder.refuse("inject jaeger api.json --check -o new.json"), @"
    error: the argument '--check' cannot be used with '--output <FILE>'

    Usage: outrigger inject --check <SIDECAR> <FILE>...

    For more information, try '--help'.
    ");
    assert_snapshot!(folder.refuse("injct"), @"
    error: unrecognized subcommand 'injct'

      tip: some similar subcommands exist: 'lint', 'inject'

    Usage: outrigger [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
    assert_snapshot!(folder.refuse("sidecars --standalone"), @"
    error: the following required arguments were not provided:
      <NAME>

    Usage: outrigger sidecars --standalone <NAME>

    For more information, try '--help'.
    ");
}

#[test]
fn arguments_that_exclude_each_other() {
    let folder = folder();
    assert_snapshot!(folder.refuse("inject jaeger api.json web.json"), @"
    error: several files cannot be written to one place
      = help: use --in-place, or --check or --emit diff without --output
    ");
    assert_snapshot!(folder.refuse("inject jaeger api.json web.json --emit diff -o both.diff"), @"
    error: several files cannot be written to one place
      = help: use --in-place, or --check or --emit diff without --output
    ");
    assert_snapshot!(folder.refuse("inject jaeger -i"), @"
    error: `<stdin>` cannot be written in place
      = help: name the files to change
    ");
    assert_snapshot!(folder.refuse("inject jaeger api.json --mask"), @"
    error: only a diff is masked
      = help: add --emit diff
    ");
    assert_snapshot!(folder.refuse("sidecars --set memory=512"), @"
    error: `--set memory` needs a sidecar
      = help: name the sidecar: outrigger sidecars NAME --set …
    ");
}

#[test]
fn no_command_is_a_request_for_help() {
    let stderr = folder().refuse("");
    assert!(stderr.contains("Usage: outrigger"), "{stderr}");
}
