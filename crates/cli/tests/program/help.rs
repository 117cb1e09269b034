//! The help texts.

use insta::assert_snapshot;

use crate::folder::Folder;

#[test]
fn the_program() {
    assert_snapshot!(Folder::new(&[]).run("--help"), @"
    Add a sidecar container to Amazon ECS task definitions, keep it up to date, and remove it

    Reads task definitions in every usual form: the input of `register-task-definition`, the output of
    `describe-task-definition`, an array of container definitions, or Terraform. Bytes that need not
    change stay the same.

    Standard output has only the result; everything else goes to standard error. Exit status: 0 done, or
    nothing to do; 1 --check found a change, or lint found an error; 2 bad usage, bad input, or refused:
    a refused file stays as it was.

    Usage: outrigger [OPTIONS] <COMMAND>

    Commands:
      inject       Add a sidecar, or update it
      remove       Remove a sidecar, and undo its injection
      lint         Check task definitions against ECS rules
      sidecars     List the built-in sidecars, or print the container definition of one
      deploy       Deploy the sidecar to running services, or remove it from them, and wait for the
                   deployments
      rollback     Deploy the revision that running services had before the sidecar
      verify       Check that the sidecar works in running services: tasks, load balancer targets, user
                   interface, traces
      jq           Run a filter in jq's language, in which inject, remove, plan and lint are filters
      scaffold     Print the Terraform resources that lead from the load balancer to the user interface
                   of a sidecar
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
              Only print errors

      -v, --verbose
              Print every change, and everything that is skipped, with the reason
              
              Values of environment variables and labels are never printed.

          --report <FORM>
              The form of the report: text, json, or for lint sarif
              
              It goes to standard error; the report of lint, which has no other result, goes to standard
              output.
              
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
    Add a sidecar container to Amazon ECS task definitions, keep it up to date, and remove it

    Usage: outrigger [OPTIONS] <COMMAND>

    Commands:
      inject       Add a sidecar, or update it
      remove       Remove a sidecar, and undo its injection
      lint         Check task definitions against ECS rules
      sidecars     List the built-in sidecars, or print the container definition of one
      deploy       Deploy the sidecar to running services, or remove it from them, and wait for the
                   deployments
      rollback     Deploy the revision that running services had before the sidecar
      verify       Check that the sidecar works in running services: tasks, load balancer targets, user
                   interface, traces
      jq           Run a filter in jq's language, in which inject, remove, plan and lint are filters
      scaffold     Print the Terraform resources that lead from the load balancer to the user interface
                   of a sidecar
      external     Answer Terraform's external data source
      completions  Print the completion script of a shell
      man          Print the manual page
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help (see more with '--help')
      -V, --version  Print version

    Report:
      -q, --quiet          Only print errors
      -v, --verbose        Print every change, and everything that is skipped, with the reason
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
    Add a sidecar, or update it

    Adds the container, and gives the application's containers the environment variables to reach it. A
    variable that already exists is kept. If everything is already as specified, nothing changes;
    `remove` undoes everything.

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
              Configure only this container for the sidecar, instead of every essential one; repeatable

          --on-conflict <CHOICE>
              What to do with a container, volume or variable that already exists and differs
              
              fail: a container or volume is an error, a variable is kept; keep: all are kept; replace:
              all are replaced, and recorded, so that a removal restores them.
              
              [default: fail]
              [possible values: fail, keep, replace]

          --drop-nulls
              Remove every null from a described task definition, not only those of its own members

          --allow <RULE>
              Downgrade this rule: errors become warnings, warnings are hidden; `all` means every rule

          --deny <RULE>
              Upgrade this rule: warnings become errors; `all` or `warnings` means every rule

          --ndjson
              Read one task definition per line; a line that is refused stays as it is

          --no-record
              Do not record the injection in the sidecar's docker labels
              
              Without a record, a later injection treats a container that differs as a conflict, and
              `remove` removes what the sidecar would have added.

          --resize
              Resize the task to the smallest size that fits the application and the sidecar; `remove`
              undoes that
              
              A container needs its `cpu`, and its `memoryReservation` or `memory`. A sidecar without
              them needs its default reservation, which `outrigger sidecars NAME` prints; an application
              without them needs the whole task.

      -h, --help
              Print help (see a summary with '-h')

    Output:
      -o, --output <FILE>
              Write the result to a file

      -i, --in-place
              Replace each file by its result; a file that is refused stays as it is, the others are
              still changed
              
              In a folder, these are the files *.json and *.json.tpl that are task definitions and that
              no ignore file names.

          --check
              Write nothing; exit with 1 if a task definition would change

          --emit <WHAT>
              What to print [default: document]

              Possible values:
              - document:   The task definition
              - diff:       A unified diff of the text
              - plan:       The changes, skips and findings as JSON
              - json-patch: A JSON Patch (RFC 6902)

          --mask
              In a diff, print *** for the values of variables and of members that are named like a
              secret

    Many documents:
          --fail-fast
              Stop at the first document that is refused; do not look at those after it

      -j, --jobs <N>
              Work on so many documents at once [default: the number of processors]

    Terraform:
          --resource <ADDRESS>
              The task definition to change, if a Terraform file declares several:
              aws_ecs_task_definition.NAME

          --toggle <VARIABLE>
              Add the sidecar under the condition of this Terraform variable, and declare the variable
              if necessary
              
              The container and the environment variables are present only if the variable is true.

    Report:
      -q, --quiet
              Only print errors

      -v, --verbose
              Print every change, and everything that is skipped, with the reason
              
              Values of environment variables and labels are never printed.

          --report <FORM>
              The form of the report: text, json, or for lint sarif
              
              It goes to standard error; the report of lint, which has no other result, goes to standard
              output.
              
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
    Add a sidecar, or update it

    Usage: outrigger inject [OPTIONS] <SIDECAR> [FILE]...

    Arguments:
      <SIDECAR>  The sidecar: the name of a built-in one, or the path of a JSON file
      [FILE]...  Task definitions; standard input if none is named, or for `-`

    Options:
          --set <KEY=VALUE>       Set a parameter of the sidecar; `outrigger sidecars NAME` lists them
          --container <NAME>      Configure only this container for the sidecar, instead of every
                                  essential one; repeatable
          --on-conflict <CHOICE>  What to do with a container, volume or variable that already exists
                                  and differs [default: fail] [possible values: fail, keep, replace]
          --drop-nulls            Remove every null from a described task definition, not only those of
                                  its own members
          --allow <RULE>          Downgrade this rule: errors become warnings, warnings are hidden;
                                  `all` means every rule
          --deny <RULE>           Upgrade this rule: warnings become errors; `all` or `warnings` means
                                  every rule
          --ndjson                Read one task definition per line; a line that is refused stays as it
                                  is
          --no-record             Do not record the injection in the sidecar's docker labels
          --resize                Resize the task to the smallest size that fits the application and the
                                  sidecar; `remove` undoes that
      -h, --help                  Print help (see more with '--help')

    Output:
      -o, --output <FILE>  Write the result to a file
      -i, --in-place       Replace each file by its result; a file that is refused stays as it is, the
                           others are still changed
          --check          Write nothing; exit with 1 if a task definition would change
          --emit <WHAT>    What to print [default: document] [possible values: document, diff, plan,
                           json-patch]
          --mask           In a diff, print *** for the values of variables and of members that are
                           named like a secret

    Many documents:
          --fail-fast  Stop at the first document that is refused; do not look at those after it
      -j, --jobs <N>   Work on so many documents at once [default: the number of processors]

    Terraform:
          --resource <ADDRESS>  The task definition to change, if a Terraform file declares several:
                                aws_ecs_task_definition.NAME
          --toggle <VARIABLE>   Add the sidecar under the condition of this Terraform variable, and
                                declare the variable if necessary

    Report:
      -q, --quiet          Only print errors
      -v, --verbose        Print every change, and everything that is skipped, with the reason
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
    Remove a sidecar, and undo its injection

    Usage: outrigger remove [OPTIONS] <SIDECAR> [FILE]...

    Arguments:
      <SIDECAR>  The sidecar: the name of a built-in one, or the path of a JSON file
      [FILE]...  Task definitions; standard input if none is named, or for `-`

    Options:
          --set <KEY=VALUE>       Set a parameter of the sidecar; `outrigger sidecars NAME` lists them
          --container <NAME>      Configure only this container for the sidecar, instead of every
                                  essential one; repeatable
          --on-conflict <CHOICE>  What to do with a container, volume or variable that already exists
                                  and differs [default: fail] [possible values: fail, keep, replace]
          --drop-nulls            Remove every null from a described task definition, not only those of
                                  its own members
          --allow <RULE>          Downgrade this rule: errors become warnings, warnings are hidden;
                                  `all` means every rule
          --deny <RULE>           Upgrade this rule: warnings become errors; `all` or `warnings` means
                                  every rule
          --ndjson                Read one task definition per line; a line that is refused stays as it
                                  is
      -h, --help                  Print help (see more with '--help')

    Output:
      -o, --output <FILE>  Write the result to a file
      -i, --in-place       Replace each file by its result; a file that is refused stays as it is, the
                           others are still changed
          --check          Write nothing; exit with 1 if a task definition would change
          --emit <WHAT>    What to print [default: document] [possible values: document, diff, plan,
                           json-patch]
          --mask           In a diff, print *** for the values of variables and of members that are
                           named like a secret

    Many documents:
          --fail-fast  Stop at the first document that is refused; do not look at those after it
      -j, --jobs <N>   Work on so many documents at once [default: the number of processors]

    Terraform:
          --resource <ADDRESS>  The task definition to change, if a Terraform file declares several:
                                aws_ecs_task_definition.NAME

    Report:
      -q, --quiet          Only print errors
      -v, --verbose        Print every change, and everything that is skipped, with the reason
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
          --standalone                Print a task definition that runs the sidecar as a separate
                                      service on Fargate
          --execution-role-arn <ARN>  The role that pulls the image and writes the log
      -h, --help                      Print help (see more with '--help')

    Report:
      -q, --quiet          Only print errors
      -v, --verbose        Print every change, and everything that is skipped, with the reason
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
      -q, --quiet          Only print errors
      -v, --verbose        Print every change, and everything that is skipped, with the reason
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
      -q, --quiet          Only print errors
      -v, --verbose        Print every change, and everything that is skipped, with the reason
          --report <FORM>  The form of the report: text, json, or for lint sarif [default: text]
          --color <WHEN>   When to use colours [default: auto] [possible values: auto, always, never]

    Example:
      outrigger man | man -l -
    -- exit 0
    ");
}
