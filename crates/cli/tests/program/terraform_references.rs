//! Which of the files that a Terraform file refers to are read and changed: what its author wrote is not what the user named.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::process::Command;

use crate::folder::Folder;

const CONTAINERS: &str = "[{\"name\": \"api\", \"image\": \"api:1\"}]\n";

/// A line that must be shown nowhere.
const SECRET: &str = "hunter2";

fn main(definitions: &str) -> String {
    format!(
        "resource \"aws_ecs_task_definition\" \"api\" {{\n  network_mode = \"awsvpc\"\n  container_definitions = {definitions}\n}}\n"
    )
}

/// A folder in which `infra/main.tf` refers to this file, with `c.json` outside of `infra`.
fn referring_to(path: &str) -> Folder {
    Folder::new(&[("infra/main.tf", &main(&format!("file(\"{path}\")"))), ("c.json", CONTAINERS)])
}

#[track_caller]
fn is_refused(folder: &Folder, expected: &str) {
    let before = folder.read("infra/main.tf");
    for arguments in [
        "inject jaeger --in-place infra/main.tf",
        "inject jaeger --emit diff infra/main.tf",
        "remove jaeger --check infra/main.tf",
    ] {
        let mut command = folder.command(arguments);
        let run = command.env("PASSWORD", SECRET).output().unwrap();
        let stderr = String::from_utf8(run.stderr).unwrap();
        assert_eq!((run.status.code(), run.stdout.len()), (Some(2), 0), "{stderr}");
        assert!(stderr.contains(expected), "{expected}: {stderr}");
        assert!(!stderr.contains(SECRET), "{stderr}");
    }
    assert_eq!((folder.read("infra/main.tf"), folder.read("c.json")), (before, CONTAINERS.to_string()));
}

#[test]
fn what_is_outside_of_the_folder_is_refused() {
    let of_link = "which is outside of the folder `infra`\n";
    is_refused(&referring_to("../c.json"), of_link);
    is_refused(
        &referring_to("../c.json"),
        "help: only files that you name are read and changed there: name `infra/../c.json` too",
    );
    is_refused(&referring_to("x/../../c.json"), "cannot read `infra/x/../../c.json`: there is no such file or folder");
    is_refused(&referring_to("/dev/zero"), "`/dev/zero` is outside of the folder `infra`");

    let folder = referring_to("../c.json");
    folder.write("infra/main.tf", main(&format!("file(\"{}\")", folder.path("c.json").display())));
    is_refused(&folder, "is outside of the folder `infra`");
    folder.write("infra/main.tf", main("templatefile(\"${path.module}/../c.json\", {})"));
    is_refused(&folder, of_link);

    let folder = referring_to("link.json");
    symlink("../c.json", folder.path("infra/link.json")).unwrap();
    is_refused(&folder, of_link);
    let folder = referring_to("link/c.json");
    symlink("..", folder.path("infra/link")).unwrap();
    is_refused(&folder, of_link);
    if cfg!(target_os = "linux") {
        is_refused(&referring_to("/proc/self/environ"), of_link);
    }
}

#[test]
fn what_is_not_a_regular_file_or_too_large_is_refused() {
    let folder = referring_to("pipe");
    assert!(Command::new("mkfifo").arg(folder.path("infra/pipe")).status().unwrap().success());
    is_refused(&folder, "`infra/pipe` is not a regular file");
    let folder = referring_to(".");
    is_refused(&folder, "`infra/.` is not a regular file");
    let folder = referring_to("large.json");
    File::create(folder.path("infra/large.json")).unwrap().set_len((64 << 20) + 1).unwrap();
    is_refused(&folder, "`infra/large.json` is larger than 64 MiB");
}

#[test]
fn what_is_in_the_same_repository_is_changed() {
    let folder = referring_to("../c.json");
    fs::create_dir(folder.path(".git")).unwrap();
    folder.succeed("inject jaeger --in-place infra/main.tf");
    assert!(folder.read("c.json").contains("\"jaeger\""));
    folder.succeed("remove jaeger --in-place infra/main.tf");
    assert_eq!(folder.read("c.json"), CONTAINERS);

    symlink("../c.json", folder.path("infra/link.json")).unwrap();
    folder.write("infra/main.tf", main("file(\"link.json\")"));
    folder.succeed("inject jaeger --in-place infra/main.tf");
    assert!(folder.read("c.json").contains("\"jaeger\""));

    // The repository that counts is the nearest one.
    fs::create_dir(folder.path("infra/.git")).unwrap();
    let stderr = folder.refuse("inject jaeger --in-place infra/main.tf");
    assert!(stderr.contains("which is outside of the repository `"), "{stderr}");

    // Two names of one file are one file.
    let folder = referring_to("../c.json");
    fs::create_dir(folder.path(".git")).unwrap();
    folder.write("other/main.tf", main("file(\"./../c.json\")"));
    let stderr = folder.refuse("inject jaeger --in-place infra/main.tf other/main.tf");
    assert!(stderr.contains("would be changed for two files"), "{stderr}");
    assert_eq!(folder.read("c.json"), CONTAINERS);
}

#[test]
fn what_is_named_too_is_changed_once() {
    for files in ["infra/main.tf c.json", "./c.json infra/main.tf"] {
        let folder = referring_to("../c.json");
        let run = folder.succeed(&format!("inject jaeger --in-place {files}"));
        assert!(
            run.stderr.ends_with(
                "infra/main.tf: jaeger added, 1 container configured\ninfra/../c.json: changed with infra/main.tf\n"
            ),
            "{run}"
        );
        assert_eq!(
            folder.read("c.json").matches("\"name\":\"jaeger\"").count()
                + folder.read("c.json").matches("\"name\": \"jaeger\"").count(),
            1
        );
        assert_eq!(folder.run(&format!("inject jaeger --check {files}")).code(), 0);
        folder.succeed(&format!("remove jaeger --in-place {files}"));
        assert_eq!(folder.read("c.json"), CONTAINERS);
    }
    // A link is followed that the user named.
    let folder = referring_to("link.json");
    symlink("../c.json", folder.path("infra/link.json")).unwrap();
    folder.succeed("inject jaeger --in-place infra/main.tf infra/link.json");
    assert!(folder.read("c.json").contains("\"jaeger\""));
}

#[test]
fn files_beside_are_read_where_that_is_safe() {
    let inline = main("jsonencode([{ name = \"api\", image = \"api:1\" }])");
    let local = main("jsonencode(local.containers)");
    let locals = "locals {\n  containers = [{ name = \"api\", image = \"api:1\" }]\n}\n";
    let folder = Folder::new(&[("infra/main.tf", &inline), ("locals.tf", locals), ("c.json", CONTAINERS)]);
    let beside = folder.path("infra/beside.tf");
    let large = folder.path("large");
    File::create(&large).unwrap().set_len((64 << 20) + 1).unwrap();
    for target in ["../locals.tf", "/dev/zero", "/proc/self/environ", "../large"] {
        symlink(target, &beside).unwrap();
        folder.write("infra/main.tf", &inline);
        folder.succeed("inject jaeger --in-place infra/main.tf");
        folder.succeed("remove jaeger --in-place infra/main.tf");
        assert_eq!(folder.read("infra/main.tf"), inline);
        // What may be declared there is not declared twice, and what may be said there is not guessed.
        if target != "/dev/zero" {
            let stderr = folder.refuse("inject jaeger --toggle on --in-place infra/main.tf");
            assert!(stderr.contains("which is outside of the folder `infra`\n"), "{stderr}");
            folder.write("infra/main.tf", &local);
            is_refused(&folder, "which is outside of the folder `infra`\n");
        }
        fs::remove_file(&beside).unwrap();
    }
    // In one repository, or named, it is read.
    symlink("../locals.tf", &beside).unwrap();
    folder.write("infra/main.tf", &local);
    fs::create_dir(folder.path(".git")).unwrap();
    folder.succeed("inject jaeger --in-place infra/main.tf");
    assert!(folder.read("locals.tf").contains("jaeger"));
    fs::remove_file(&beside).unwrap();

    folder.write("infra/main.tf", &inline);
    assert!(Command::new("mkfifo").arg(&beside).status().unwrap().success());
    folder.succeed("inject jaeger --in-place infra/main.tf");
    fs::remove_file(&beside).unwrap();
    fs::copy(&large, &beside).unwrap();
    folder.succeed("remove jaeger --in-place infra/main.tf");
}

#[test]
fn no_line_is_shown_of_a_file_without_a_task_definition() {
    let secret = format!("password = \"{SECRET}\n");
    let folder = Folder::new(&[
        ("infra/main.tf", &main("file(\"secret.txt\")")),
        ("infra/secret.txt", &secret),
        ("c.json", CONTAINERS),
    ]);
    is_refused(&folder, "--> infra/secret.txt:1:1");
    folder.write("infra/secret.txt", format!("[{{\"password\": \"{SECRET}\"}} 1]"));
    is_refused(&folder, "--> infra/secret.txt:1:");
    folder.write("infra/main.tf", main("jsonencode(local.containers)"));
    folder.write("infra/beside.tf", format!("locals {{\n  containers = 1 {SECRET}\n}}\n"));
    is_refused(&folder, "beside.tf cannot be read: this is not valid Terraform: ");
    folder.write("infra/main.tf", format!("x = {SECRET}\n"));
    is_refused(&folder, "--> infra/main.tf:1:1");
}
