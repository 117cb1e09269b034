//! The help texts.

use insta::assert_snapshot;

use crate::folder::Folder;

#[test]
fn the_program() {
    assert_snapshot!(Folder::new(&[]).run("--help"), @"
    Adds a sidecar container to Amazon ECS task definitions, keeps it up to date, and takes it out again

    Task definitions are read as they are kept (what `register-task-definition` takes, what
    `describe-task-definition` answers, a bare array of container definitions, or Terraform), and every
    byte that need not change stays.

    Standard output carries the result alone; everything else goes to standard error. Exit status: 0
    done or nothing to do; 1 --check found a change, or lint an error; 2 bad usage, bad input or
    refused: what was refused stays as it was.

    Usage: outrigger [OPTIONS] <COMMAND>

    Commands:
      inject       Add a sidecar, or bring the one that is there up to date
      remove       Take a sidecar out, and undo what its injection did
      lint         Hold task definitions against the rule book
      sidecars     List the built-in sidecars, or print the container definition of one
      deploy       Take running services to a revision with the sidecar, or without it, and wait until
                   they are there
      rollback     Take running services back to the revision that ran before the sidecar came
      verify       Look whether the sidecar of running services works: its tasks, its targets, its user
                   interface, traces that arrive
      jq           Run a filter in jq's language, in which inject, remove, plan and lint are filters
      scaffold     Print what a sidecar with a user interface needs beside the task: a way to it through
                   the load balancer
      external     Answer Terraform's external data source
      completions  Print the completion script of a shell
      man          Print the manual page
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Report:
      -q, --quiet
              Show errors alone

      -v, --verbose
              Show every change and everything that is left alone, with the reason
              
              Values of environment variables and labels are never shown.

          --report <FORM>
              The form of the report: text, json, or for lint sarif
              
              It goes to standard error; that of lint, which has no other result, to standard output.
              
              [default: text]

          --color <WHEN>
              When to use colours

              Possible values:
              - auto:   On a terminal, unless NO_COLOR is set
              - always: Everywhere
              - never:  Nowhere
              
              [default: auto]

    Examples:
      outrigger inject jaeger task-definition.json -o with-jaeger.json
      outrigger inject jaeger --in-place deploy/
      outrigger remove jaeger < with-jaeger.json > task-definition.json
      outrigger lint deploy/
      outrigger sidecars jaeger
    -- exit 0
    ");
    assert_snapshot!(Folder::new(&[]).run("-h"), @"
    Adds a sidecar container to Amazon ECS task definitions, keeps it up to date, and takes it out again

    Usage: outrigger [OPTIONS] <COMMAND>

    Commands:
      inject       Add a sidecar, or bring the one that is there up to date
      remove       Take a sidecar out, and undo what its injection did
      lint         Hold task definitions against the rule book
      sidecars     List the built-in sidecars, or print the container definition of one
      deploy       Take running services to a revision with the sidecar, or without it, and wait until
                   they are there
      rollback     Take running services back to the revision that ran before the sidecar came
      verify       Look whether the sidecar of running services works: its tasks, its targets, its user
                   interface, traces that arrive
      jq           Run a filter in jq's language, in which inject, remove, plan and lint are filters
      scaffold     Print what a sidecar with a user interface needs beside the task: a way to it through
                   the load balancer
      external     Answer Terraform's external data source
      completions  Print the completion script of a shell
      man          Print the manual page
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help (see more with '--help')
      -V, --version  Print version

    Report:
      -q, --quiet          Show errors alone
      -v, --verbose        Show every change and everything that is left alone, with the reason
          --report <FORM>  The form of the report: text, json, or for lint sarif [default: text]
          --color <WHEN>   When to use colours [default: auto] [possible values: auto, always, never]

    Examples:
      outrigger inject jaeger task-definition.json -o with-jaeger.json
      outrigger inject jaeger --in-place deploy/
      outrigger remove jaeger < with-jaeger.json > task-definition.json
      outrigger lint deploy/
      outrigger sidecars jaeger
    -- exit 0
    ");
}

#[test]
fn inject() {
    assert_snapshot!(Folder::new(&[]).run("inject --help"), @"
    Add a sidecar, or bring the one that is there up to date

    The container is added, and the application's containers get the environment variables to reach it.
    A variable that is there already is left alone. Where everything is as specified already, nothing
    changes; `remove` undoes everything.

    Without --output and --in-place the result goes to standard output, changed or not.

    Usage: outrigger inject [OPTIONS] <SIDECAR> [FILE]...

    Arguments:
      <SIDECAR>
              The sidecar: the name of a built-in one, or the path of a JSON file

      [FILE]...
              Task definitions; standard input if none is named, or for `-`

    Options:
          --set <KEY=VALUE>
              Set a parameter of the sidecar; `outrigger sidecars NAME` lists them

          --container <NAME>
              Tell this container about the sidecar, in place of every essential one; repeatable

          --on-conflict <CHOICE>
              What to do with a container, volume or variable that is there already and differs
              
              fail: a container or volume is an error, a variable is left alone; keep: all are left
              alone; replace: all are replaced, and remembered for the removal.
              
              [default: fail]
              [possible values: fail, keep, replace]

          --drop-nulls
              Take every null out of a described task definition, not just its own members

          --allow <RULE>
              Let errors of this rule pass as warnings, and its warnings unseen; `all`: of every rule

          --deny <RULE>
              Make errors of the warnings of this rule; `all` or `warnings`: of every rule

          --ndjson
              Read one task definition on each line, however many there are; one that is refused stays
              as it is

          --no-record
              Leave no record of the injection in the sidecar's docker labels
              
              Without one, a later injection takes a container that differs for somebody else's, and
              `remove` takes out what the sidecar would have added.

          --resize
              Let the task grow to the smallest size that holds the application and the sidecar;
              `remove` takes that back
              
              What a container keeps for itself is its `cpu` and its `memoryReservation` or `memory`. A
              sidecar that states none counts with its reservation, which `outrigger sidecars NAME`
              tells; an application that states none with all that the task has.

      -h, --help
              Print help (see a summary with '-h')

    Output:
      -o, --output <FILE>
              Write the result to a file

      -i, --in-place
              Write each result to where it was read; one that is refused stays as it is, and the others
              go on
              
              Of a folder, the files *.json and *.json.tpl are taken that are task definitions and that
              no ignore file names.

          --check
              Write nothing; exit with 1 if a task definition would change

          --emit <WHAT>
              What is written [default: document]

              Possible values:
              - document:   The task definition
              - diff:       A unified diff of the text
              - plan:       The changes, skips and findings as JSON
              - json-patch: A JSON Patch (RFC 6902)

          --mask
              In a diff, replace the values of variables and of members that are named like a secret by
              ***

    Many documents:
          --fail-fast
              Stop at the first document that is refused; what comes after it is not looked at

      -j, --jobs <N>
              Work on so many documents at once [default: as many as the machine has processors]

    Terraform:
          --resource <ADDRESS>
              The task definition that is meant, where a Terraform file declares several:
              aws_ecs_task_definition.NAME

          --toggle <VARIABLE>
              Let the sidecar depend on this variable of a Terraform file, which is declared if it is
              not
              
              The container, and what the application's containers get, are there only if the variable
              is true.

    Report:
      -q, --quiet
              Show errors alone

      -v, --verbose
              Show every change and everything that is left alone, with the reason
              
              Values of environment variables and labels are never shown.

          --report <FORM>
              The form of the report: text, json, or for lint sarif
              
              It goes to standard error; that of lint, which has no other result, to standard output.
              
              [default: text]

          --color <WHEN>
              When to use colours

              Possible values:
              - auto:   On a terminal, unless NO_COLOR is set
              - always: Everywhere
              - never:  Nowhere
              
              [default: auto]

    Examples:
      outrigger inject jaeger task-definition.json -o with-jaeger.json
      outrigger inject jaeger --set base-path=/traces --emit diff task-definition.json
      outrigger inject ./cache.json --container api --in-place deploy/
      outrigger inject jaeger --check deploy/ || echo 'not everywhere yet'
      outrigger inject jaeger --toggle enable_jaeger --in-place infra/main.tf
      aws ecs describe-task-definition --task-definition api |
        outrigger inject jaeger > next.json &&
        aws ecs register-task-definition --cli-input-json file://next.json
    -- exit 0
    ");
    assert_snapshot!(Folder::new(&[]).run("inject -h"), @"
    Add a sidecar, or bring the one that is there up to date

    Usage: outrigger inject [OPTIONS] <SIDECAR> [FILE]...

    Arguments:
      <SIDECAR>  The sidecar: the name of a built-in one, or the path of a JSON file
      [FILE]...  Task definitions; standard input if none is named, or for `-`

    Options:
          --set <KEY=VALUE>       Set a parameter of the sidecar; `outrigger sidecars NAME` lists them
          --container <NAME>      Tell this container about the sidecar, in place of every essential
                                  one; repeatable
          --on-conflict <CHOICE>  What to do with a container, volume or variable that is there already
                                  and differs [default: fail] [possible values: fail, keep, replace]
          --drop-nulls            Take every null out of a described task definition, not just its own
                                  members
          --allow <RULE>          Let errors of this rule pass as warnings, and its warnings unseen;
                                  `all`: of every rule
          --deny <RULE>           Make errors of the warnings of this rule; `all` or `warnings`: of
                                  every rule
          --ndjson                Read one task definition on each line, however many there are; one
                                  that is refused stays as it is
          --no-record             Leave no record of the injection in the sidecar's docker labels
          --resize                Let the task grow to the smallest size that holds the application and
                                  the sidecar; `remove` takes that back
      -h, --help                  Print help (see more with '--help')

    Output:
      -o, --output <FILE>  Write the result to a file
      -i, --in-place       Write each result to where it was read; one that is refused stays as it is,
                           and the others go on
          --check          Write nothing; exit with 1 if a task definition would change
          --emit <WHAT>    What is written [default: document] [possible values: document, diff, plan,
                           json-patch]
          --mask           In a diff, replace the values of variables and of members that are named like
                           a secret by ***

    Many documents:
          --fail-fast  Stop at the first document that is refused; what comes after it is not looked at
      -j, --jobs <N>   Work on so many documents at once [default: as many as the machine has
                       processors]

    Terraform:
          --resource <ADDRESS>  The task definition that is meant, where a Terraform file declares
                                several: aws_ecs_task_definition.NAME
          --toggle <VARIABLE>   Let the sidecar depend on this variable of a Terraform file, which is
                                declared if it is not

    Report:
      -q, --quiet          Show errors alone
      -v, --verbose        Show every change and everything that is left alone, with the reason
          --report <FORM>  The form of the report: text, json, or for lint sarif [default: text]
          --color <WHEN>   When to use colours [default: auto] [possible values: auto, always, never]

    Examples:
      outrigger inject jaeger task-definition.json -o with-jaeger.json
      outrigger inject jaeger --set base-path=/traces --emit diff task-definition.json
      outrigger inject ./cache.json --container api --in-place deploy/
      outrigger inject jaeger --check deploy/ || echo 'not everywhere yet'
      outrigger inject jaeger --toggle enable_jaeger --in-place infra/main.tf
      aws ecs describe-task-definition --task-definition api |
        outrigger inject jaeger > next.json &&
        aws ecs register-task-definition --cli-input-json file://next.json
    -- exit 0
    ");
}

#[test]
fn remove() {
    assert_snapshot!(Folder::new(&[]).run("remove -h"), @"
    Take a sidecar out, and undo what its injection did

    Usage: outrigger remove [OPTIONS] <SIDECAR> [FILE]...

    Arguments:
      <SIDECAR>  The sidecar: the name of a built-in one, or the path of a JSON file
      [FILE]...  Task definitions; standard input if none is named, or for `-`

    Options:
          --set <KEY=VALUE>       Set a parameter of the sidecar; `outrigger sidecars NAME` lists them
          --container <NAME>      Tell this container about the sidecar, in place of every essential
                                  one; repeatable
          --on-conflict <CHOICE>  What to do with a container, volume or variable that is there already
                                  and differs [default: fail] [possible values: fail, keep, replace]
          --drop-nulls            Take every null out of a described task definition, not just its own
                                  members
          --allow <RULE>          Let errors of this rule pass as warnings, and its warnings unseen;
                                  `all`: of every rule
          --deny <RULE>           Make errors of the warnings of this rule; `all` or `warnings`: of
                                  every rule
          --ndjson                Read one task definition on each line, however many there are; one
                                  that is refused stays as it is
      -h, --help                  Print help (see more with '--help')

    Output:
      -o, --output <FILE>  Write the result to a file
      -i, --in-place       Write each result to where it was read; one that is refused stays as it is,
                           and the others go on
          --check          Write nothing; exit with 1 if a task definition would change
          --emit <WHAT>    What is written [default: document] [possible values: document, diff, plan,
                           json-patch]
          --mask           In a diff, replace the values of variables and of members that are named like
                           a secret by ***

    Many documents:
          --fail-fast  Stop at the first document that is refused; what comes after it is not looked at
      -j, --jobs <N>   Work on so many documents at once [default: as many as the machine has
                       processors]

    Terraform:
          --resource <ADDRESS>  The task definition that is meant, where a Terraform file declares
                                several: aws_ecs_task_definition.NAME

    Report:
      -q, --quiet          Show errors alone
      -v, --verbose        Show every change and everything that is left alone, with the reason
          --report <FORM>  The form of the report: text, json, or for lint sarif [default: text]
          --color <WHEN>   When to use colours [default: auto] [possible values: auto, always, never]

    Examples:
      outrigger remove jaeger with-jaeger.json -o task-definition.json
      outrigger remove jaeger --in-place deploy/
      outrigger remove jaeger --emit diff --mask with-jaeger.json
    -- exit 0
    ");
}

#[test]
fn sidecars() {
    assert_snapshot!(Folder::new(&[]).run("sidecars -h"), @r"
    List the built-in sidecars, or print the container definition of one

    Usage: outrigger sidecars [OPTIONS] [NAME]

    Arguments:
      [NAME]  The sidecar: the name of a built-in one, or the path of a JSON file

    Options:
          --set <KEY=VALUE>           Set a parameter of the sidecar; `outrigger sidecars NAME` lists
                                      them
          --standalone                Print a whole task definition that runs the sidecar alone, on
                                      Fargate, as a service of its own
          --execution-role-arn <ARN>  The role that pulls the image and writes the log
      -h, --help                      Print help (see more with '--help')

    Report:
      -q, --quiet          Show errors alone
      -v, --verbose        Show every change and everything that is left alone, with the reason
          --report <FORM>  The form of the report: text, json, or for lint sarif [default: text]
          --color <WHEN>   When to use colours [default: auto] [possible values: auto, always, never]

    Examples:
      outrigger sidecars
      outrigger sidecars jaeger --set memory=512
      outrigger sidecars jaeger --standalone --set log-group=/ecs/jaeger --set region=eu-central-1 \
        --execution-role-arn arn:aws:iam::123456789012:role/ecsTaskExecutionRole
    -- exit 0
    ");
}

#[test]
fn completions_and_man() {
    assert_snapshot!(Folder::new(&[]).run("completions -h"), @"
    Print the completion script of a shell

    Usage: outrigger completions [OPTIONS] <SHELL>

    Arguments:
      <SHELL>  The shell [possible values: bash, elvish, fish, powershell, zsh]

    Options:
      -h, --help  Print help (see more with '--help')

    Report:
      -q, --quiet          Show errors alone
      -v, --verbose        Show every change and everything that is left alone, with the reason
          --report <FORM>  The form of the report: text, json, or for lint sarif [default: text]
          --color <WHEN>   When to use colours [default: auto] [possible values: auto, always, never]

    Examples:
      outrigger completions bash > ~/.local/share/bash-completion/completions/outrigger
      outrigger completions fish > ~/.config/fish/completions/outrigger.fish
    -- exit 0
    ");
    assert_snapshot!(Folder::new(&[]).run("man -h"), @"
    Print the manual page

    Usage: outrigger man [OPTIONS]

    Options:
      -h, --help  Print help (see more with '--help')

    Report:
      -q, --quiet          Show errors alone
      -v, --verbose        Show every change and everything that is left alone, with the reason
          --report <FORM>  The form of the report: text, json, or for lint sarif [default: text]
          --color <WHEN>   When to use colours [default: auto] [possible values: auto, always, never]

    Example:
      outrigger man | man -l -
    -- exit 0
    ");
}
