//! Reading and writing whole files, such that nothing is lost.
//!
//! **Invariant:** on any error, crash or kill, the target of [`write()`], [`replace`] and [`Staged`] is the old file or the new
//! one, whole. The new text is written beside the old file and takes its place by being renamed.
//! On Linux it has no name until it is complete and on the disk, so that a kill leaves nothing of it behind; one in the
//! instant between being named and being renamed leaves a complete file `.outrigger-…`. Where files without a name are
//! not known, a kill may leave a part of the new text there.

mod attributes;
mod bytes;
mod error;
mod staged;
mod text;
mod unkept;

use std::fs::File;
use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::path::Path;

use bytes::Bytes;
pub use error::FileError;
use error::Kind;
pub use staged::{Old, Staged, Version};
pub use text::Text;
pub use unkept::Unkept;

/// Reads a text, whole; from a device or a pipe (`/dev/stdin`, `/dev/fd/63`), up to its end.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("api.json");
/// std::fs::write(&path, "[]")?;
/// assert_eq!(&*outrigger_json::file::read(&path)?, "[]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// What is not there, is a folder or may not be read, and bytes that are no UTF-8 (`"caf\xe9"`).
pub fn read(path: &Path) -> Result<Text, FileError> {
    bytes::read(path).map_err(Kind::Read).and_then(Text::decode).map_err(|kind| kind.at(path))
}

/// Opens a file or a pipe to be read part by part.
///
/// ```
/// let error = outrigger_json::file::open(std::path::Path::new(".")).unwrap_err();
/// assert_eq!(error.to_string(), "cannot read `.`: it is a folder");
/// ```
///
/// # Errors
///
/// What is not there, is a folder or may not be read.
pub fn open(path: &Path) -> Result<File, FileError> {
    let open = || {
        let file = File::open(path)?;
        if file.metadata()?.is_dir() { Err(ErrorKind::IsADirectory.into()) } else { Ok(file) }
    };
    open().map_err(|error| Kind::Read(error).at(path))
}

/// Reads a text, whole, from what is not opened by a path, such as standard input; errors show `name`.
///
/// ```
/// let error = outrigger_json::file::read_from(&b"caf\xe9"[..], "<stdin>").unwrap_err();
/// assert_eq!(error.to_string(), "cannot read `<stdin>`: the byte at 1:4 (offset 3) is not valid UTF-8");
/// ```
///
/// # Errors
///
/// Those of the reader, and bytes that are no UTF-8 (`"caf\xe9"`).
pub fn read_from(mut reader: impl Read, name: &str) -> Result<Text, FileError> {
    let mut bytes = Vec::new();
    let read = reader.read_to_end(&mut bytes).map_err(Kind::Read);
    read.and_then(|_| Text::decode(Bytes::Heap(bytes))).map_err(|kind| kind.at(Path::new(name)))
}

/// Writes a file at once: whoever reads it meanwhile sees the old text or the new one, whole.
///
/// A file that is there keeps its permissions, on Linux its access control list and other extended attributes, and its owner
/// and group where the process may give them; nobody gains access where something cannot be kept, and what that is is given.
/// A new file gets the permissions that the process gives any file. Where the path is a symbolic link, that stays, and what it leads to is
/// written, whether it is there yet or not. A path that is not a regular file (`/dev/stdout`, a pipe) cannot be replaced: it is
/// written to. Being replaced, a file parts from its other hard links, and may be replaced though it is read-only.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("api.json");
/// outrigger_json::file::write(&path, "[]")?;
/// assert_eq!(std::fs::read_to_string(&path)?, "[]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// A path that is a folder or whose folder is not there, a folder that may not be written to, a full disk. The file is
/// the old one then; a path that is not a regular file may have got a part of the text.
pub fn write(path: &Path, text: &str) -> Result<Option<Unkept>, FileError> {
    let mut staged = Staged::new(path)?;
    staged.write(&[text.as_bytes()])?;
    staged.put()
}

/// Writes a file as [`write()`] does if it holds `old` still, right before the new text takes its place.
///
/// ```
/// use outrigger_json::file::replace;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("api.json");
/// std::fs::write(&path, "[]")?;
/// replace(&path, "[]", "[1]")?;
/// assert_eq!(replace(&path, "[]", "[2]").unwrap_err().help(), Some("run again"));
/// assert_eq!(std::fs::read_to_string(&path)?, "[1]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Those of [`write()`], a file that holds something else than `old` or is gone, and a path that is not a regular file
/// (`/dev/stdout`). The file stays as it is then. What another process writes in the instant between this check and the
/// renaming is lost: two programs that both change one file need a lock of their own.
pub fn replace(path: &Path, old: &str, new: &str) -> Result<Option<Unkept>, FileError> {
    let mut staged = Staged::replacing(path)?;
    staged.write(&[new.as_bytes()])?;
    staged.put_over(&Old::Text(old))
}

/// Whether a file holds just this text; what cannot be read does not.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("api.json");
/// std::fs::write(&path, "[]")?;
/// assert!(outrigger_json::file::holds(&path, &[b"[", b"]"]));
/// assert!(!outrigger_json::file::holds(&path, &[b"[1]"]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn holds(path: &Path, pieces: &[&[u8]]) -> bool {
    File::open(path).and_then(|file| is_same(file, pieces)).unwrap_or(false)
}

/// Whether a reader gives just these bytes; it is read in parts, so that a long text is not there twice.
fn is_same(mut reader: impl Read, pieces: &[&[u8]]) -> io::Result<bool> {
    let mut part = vec![0; 1 << 16];
    for piece in pieces {
        for expected in piece.chunks(part.len()) {
            let part = &mut part[..expected.len()];
            match reader.read_exact(part) {
                Ok(()) if part == expected => {}
                Ok(()) => return Ok(false),
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(false),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(reader.read(&mut part)? == 0)
}

/// Writes bytes from several places, without copying them together first.
///
/// ```
/// let mut out = Vec::new();
/// outrigger_json::file::write_pieces(&mut out, &[b"[", b"", b"1", b"]"])?;
/// assert_eq!(out, b"[1]");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// Those of the writer.
pub fn write_pieces(out: &mut impl Write, pieces: &[&[u8]]) -> io::Result<()> {
    /// As many as Linux takes at once.
    const SLICES: usize = 1024;

    for pieces in pieces.chunks(SLICES) {
        let mut slices: Vec<_> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
        let mut slices = slices.as_mut_slice();
        // What is empty at the front must go, or writing nothing would look like a writer that is full.
        IoSlice::advance_slices(&mut slices, 0);
        while !slices.is_empty() {
            match out.write_vectored(slices) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(written) => IoSlice::advance_slices(&mut slices, written),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::fs;
    use std::io::pipe;
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Stdio};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use outrigger_core::Position;
    use outrigger_test_support::skip;
    use rustix::fs::{CWD, FileType, Mode, makedev};
    use tempfile::TempDir;

    use std::fmt;
    use std::path::PathBuf;

    use super::*;

    const OLD: &str = "old\n";
    const NOBODY: u32 = 65534;
    /// Names the folder to a process of a test's own.
    const FOLDER: &str = "OUTRIGGER_TEST_FOLDER";

    /// A folder with the file `api.json`, which holds [`OLD`].
    fn folder() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("api.json");
        fs::write(&path, OLD).unwrap();
        (folder, path)
    }

    /// The names of all files in a folder, and the text of `api.json`.
    fn found(folder: &Path) -> (Vec<String>, String) {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        (names, fs::read_to_string(folder.join("api.json")).unwrap())
    }

    #[track_caller]
    fn holds(folder: &Path, text: &str) {
        assert_eq!(found(folder), (vec!["api.json".to_string()], text.to_string()));
    }

    #[track_caller]
    fn fails<T: fmt::Debug>(result: Result<T, FileError>, path: &Path, sentence: &str) {
        let error = result.unwrap_err();
        assert_eq!(error.path(), path);
        assert_eq!(error.to_string().replace(&*path.to_string_lossy(), "PATH"), sentence);
    }

    fn descriptor(file: &impl AsRawFd) -> PathBuf {
        PathBuf::from(format!("/dev/fd/{}", file.as_raw_fd()))
    }

    /// Runs one of the ignored tests below in a process of its own.
    fn process(test: &str, folder: &Path) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([&*format!("file::tests::{test}"), "--exact", "--ignored"]).env(FOLDER, folder);
        command.stdout(Stdio::null());
        command
    }

    #[test]
    fn errors_go_between_threads() {
        fn check<T: Send + Sync + 'static>() {}
        check::<FileError>();
    }

    #[test]
    fn reading() {
        let (folder, path) = folder();
        assert_eq!(&*read(&path).unwrap(), OLD);
        let (reader, mut writer) = pipe().unwrap();
        writer.write_all(b"piped").unwrap();
        drop(writer);
        assert_eq!(&*read(&descriptor(&reader)).unwrap(), "piped");
        assert_eq!(&*read_from(&b"given"[..], "<stdin>").unwrap(), "given");

        fails(read(folder.path()), folder.path(), "cannot read `PATH`: it is a folder");
        let missing = folder.path().join("missing");
        fails(read(&missing), &missing, "cannot read `PATH`: there is no such file or folder");
        let below = path.join("file");
        fails(read(&below), &below, "cannot read `PATH`: a part of the path is not a folder");
    }

    #[test]
    fn bytes_that_are_no_utf8() {
        #[track_caller]
        fn check(bytes: &[u8], line: usize, column: usize, offset: usize, help: &str) {
            let error = read_from(bytes, "<stdin>").unwrap_err();
            assert_eq!((error.position(), error.offset()), (Some(Position { line, column }), Some(offset)));
            assert!(error.help().unwrap().starts_with(help), "{error:?}");
        }
        check(b"{\n\"\xc3\xa9\": \"\xe9\"}", 2, 7, 9, "save it as UTF-8");
        check(b"caf\xc3", 1, 4, 3, "save it as UTF-8");
        check(b"\xef\xbb\xbf\xff\xfe", 1, 1, 3, "save it as UTF-8");
        check(b"\xff\xfe{\0", 1, 1, 0, "this looks like UTF-16");
    }

    #[test]
    fn symbolic_links_stay() {
        let (folder, path) = folder();
        let links = tempfile::tempdir().unwrap();
        let (one, two) = (links.path().join("one"), links.path().join("two"));
        symlink(&path, &one).unwrap();
        symlink("one", &two).unwrap();
        write(&two, "new").unwrap();
        holds(folder.path(), "new");
        replace(&two, "new", "newer").unwrap();
        holds(folder.path(), "newer");

        fs::remove_file(&path).unwrap();
        write(&two, "created").unwrap();
        holds(folder.path(), "created");
        assert_eq!(fs::read_link(&one).unwrap(), path);
        assert_eq!(fs::read_link(&two).unwrap(), Path::new("one"));

        let circle = links.path().join("circle");
        symlink("circle", &circle).unwrap();
        let sentence = "cannot write `PATH`: Too many levels of symbolic links (os error 40)";
        fails(write(&circle, ""), &circle, sentence);
    }

    #[test]
    fn what_is_no_regular_file_is_written_to() {
        let (mut reader, writer) = pipe().unwrap();
        write(&descriptor(&writer), "piped").unwrap();
        drop(writer);
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, "piped");

        let (folder, path) = folder();
        let held = File::options().read(true).open(&path).unwrap();
        write(&descriptor(&held), "new").unwrap();
        assert_eq!(io::read_to_string(held).unwrap(), "new", "what somebody holds open is that very file");
        holds(folder.path(), "new");

        // Never the ones in /dev: as root, code that is wrong would replace them.
        let node = |name, kind, device| {
            let path = folder.path().join(name);
            rustix::fs::mknodat(CWD, &path, kind, Mode::RUSR | Mode::WUSR, device).map(|()| path)
        };
        let fifo = node("fifo", FileType::Fifo, 0).unwrap();
        let mut reader = File::options().read(true).write(true).open(&fifo).unwrap();
        write(&fifo, "new").unwrap();
        assert!(fs::metadata(&fifo).unwrap().file_type().is_fifo());
        reader.read_exact(&mut [0; 3]).unwrap();
        fails(replace(&fifo, "", "new"), &fifo, "cannot replace `PATH`: it is not a regular file");
        match node("full", FileType::CharacterDevice, makedev(1, 7)) {
            Ok(full) => fails(write(&full, "new"), &full, "cannot write `PATH`: no space is left on the device"),
            Err(_) => skip("only root may make devices"),
        }
    }

    #[test]
    fn what_cannot_be_written() {
        let (folder, path) = folder();
        fails(write(folder.path(), ""), folder.path(), "cannot write `PATH`: it is a folder");
        let missing = folder.path().join("missing/file");
        fails(write(&missing, ""), &missing, "cannot write `PATH`: there is no such file or folder");
        let below = path.join("file");
        fails(write(&below, ""), &below, "cannot write `PATH`: a part of the path is not a folder");
        holds(folder.path(), OLD);
    }

    #[test]
    fn a_file_that_changed_is_not_replaced() {
        let (folder, path) = folder();
        let sentence = "`PATH` was changed while its new text was being worked out";
        fails(replace(&path, "older", "new"), &path, sentence);
        holds(folder.path(), OLD);
        replace(&path, OLD, "new").unwrap();
        holds(folder.path(), "new");
        let gone = folder.path().join("gone");
        fails(replace(&gone, "", "new"), &gone, sentence);
        holds(folder.path(), "new");
    }

    #[test]
    fn a_folder_that_may_not_be_written_to() {
        let (folder, path) = folder();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
        let mut process = process("without_permission", folder.path());
        if fs::metadata(&path).unwrap().uid() == 0 {
            process.uid(NOBODY).gid(NOBODY);
        }
        match process.status() {
            Ok(status) => assert!(status.success()),
            Err(error) => skip(&format!("nobody may not run the tests: {error}")),
        }
        holds(folder.path(), OLD);
    }

    #[test]
    #[ignore = "the part of `a_folder_that_may_not_be_written_to` that must not be root"]
    fn without_permission() {
        let Some(folder) = std::env::var_os(FOLDER) else { return };
        let path = Path::new(&folder).join("api.json");
        fails(write(&path, "new"), &path, "cannot write `PATH`: permission denied");
        fails(replace(&path, OLD, "new"), &path, "cannot write `PATH`: permission denied");
        let private = Path::new("/etc/shadow");
        fails(read(private), private, "cannot read `PATH`: permission denied");
    }

    #[test]
    fn a_disk_that_is_full_or_read_only() {
        struct Mounted(TempDir);
        impl Drop for Mounted {
            fn drop(&mut self) {
                let _ = Command::new("umount").arg(self.0.path()).status();
            }
        }
        let mount = |options: &str, folder: &Path| {
            let arguments = ["-t", "tmpfs", "-o", options, "outrigger"];
            let status = Command::new("mount").args(arguments).arg(folder).stderr(Stdio::null()).status();
            status.is_ok_and(|status| status.success())
        };
        let folder = tempfile::tempdir().unwrap();
        if !mount("size=64k", folder.path()) {
            return skip("a small disk cannot be mounted");
        }
        let disk = Mounted(folder);
        let path = disk.0.path().join("api.json");
        write(&path, OLD).unwrap();
        let long = "x".repeat(1 << 20);
        fails(write(&path, &long), &path, "cannot write `PATH`: no space is left on the device");
        fails(replace(&path, OLD, &long), &path, "cannot write `PATH`: no space is left on the device");
        holds(disk.0.path(), OLD);

        assert!(mount("remount,ro", disk.0.path()));
        fails(write(&path, "new"), &path, "cannot write `PATH`: the file system is read-only");
        holds(disk.0.path(), OLD);
    }

    /// Two texts of different lengths, both longer than what is written at once.
    fn texts() -> [String; 2] {
        ["a".repeat(3 << 20), "b".repeat(5 << 20)]
    }

    #[test]
    fn a_reader_sees_one_of_two_texts_whole() {
        let (folder, path) = folder();
        let (texts, done) = (texts(), AtomicBool::new(false));
        write(&path, &texts[0]).unwrap();
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let text = read(&path).unwrap();
                    assert!(texts.iter().any(|other| **other == *text), "{} bytes", text.len());
                }
            });
            let write = |text| (0..20).for_each(|_| assert_eq!(write(&path, text).unwrap(), None));
            let writers = texts.each_ref().map(|text| scope.spawn(move || write(text)));
            writers.into_iter().for_each(|writer| writer.join().unwrap());
            done.store(true, Ordering::Relaxed);
            reader.join().unwrap();
        });
        assert_eq!(found(folder.path()).0, ["api.json"]);
    }

    #[test]
    fn a_kill_leaves_one_of_two_texts_whole() {
        let (folder, path) = folder();
        let texts = texts();
        write(&path, &texts[0]).unwrap();
        for delay in 0..20 {
            let mut process = process("writing_on_and_on", folder.path()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(20 + delay));
            process.kill().unwrap();
            process.wait().unwrap();
            for entry in fs::read_dir(folder.path()).unwrap() {
                let text = fs::read_to_string(entry.unwrap().path()).unwrap();
                assert!(texts.contains(&text), "{} bytes", text.len());
            }
        }
    }

    #[test]
    #[ignore = "what `a_kill_leaves_one_of_two_texts_whole` kills"]
    fn writing_on_and_on() {
        let Some(folder) = std::env::var_os(FOLDER) else { return };
        let path = Path::new(&folder).join("api.json");
        let texts = texts();
        loop {
            texts.iter().for_each(|text| assert_eq!(write(&path, text).unwrap(), None));
        }
    }
}
