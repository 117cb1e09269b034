//! Where the result goes, and what prevents it.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::process::Stdio;

use insta::assert_snapshot;

use crate::folder::{API, Folder};

#[test]
fn a_file() {
    let folder = Folder::api(API);
    let run = folder.succeed("inject jaeger api.json -o new.json");
    assert_eq!(run.stdout, "");
    assert_eq!(folder.read("api.json"), API);
    let inode = || fs::metadata(folder.path("new.json")).unwrap().ino();
    let before = inode();
    folder.succeed("inject jaeger api.json -o new.json");
    assert_eq!(inode(), before, "what it holds already is not written again");
    let injected = folder.read("new.json");
    folder.succeed("inject jaeger api.json -o api.json");
    assert_eq!(folder.read("api.json"), injected);
    assert_snapshot!(folder.refuse("inject jaeger api.json -o nowhere/new.json"), @"error: cannot write `nowhere/new.json`: there is no such file or folder");
}

#[test]
fn a_full_disk() {
    let folder = Folder::api(API);
    for arguments in ["inject jaeger api.json -q", "sidecars", "completions bash", "man", "--help"] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = folder.command(arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            "error: standard output cannot be written: No space left on device (os error 28)\n"
        );
    }
}

#[test]
fn a_reader_that_has_had_enough() {
    let folder = Folder::api(API);
    for arguments in ["inject jaeger api.json -q", "sidecars", "completions bash", "man", "--help"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = folder.command(arguments).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!((output.status.code(), output.stderr), (Some(0), vec![]), "{arguments}");
    }
}

#[test]
fn no_standard_error() {
    let folder = Folder::api("{");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    for arguments in ["inject jaeger api.json", "inject"] {
        let output = folder.command(arguments).stderr(writer.try_clone().unwrap()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
    }
}
