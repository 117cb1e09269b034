//! [`Staged`]: a new text beside the file whose place it is to take.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::{Builder, TempPath};

use super::attributes::keep;
use super::error::{FileError, Kind};
use super::unkept::Unkept;
use super::{is_same, write_pieces};

/// A new text for a file, written in as many parts as it comes in; it takes the place of the file when it is put there,
/// and is gone if it never is.
///
/// ```
/// use outrigger_json::file::Staged;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("api.json");
/// let mut staged = Staged::new(&path)?;
/// staged.write(&[b"[", b"1"])?;
/// staged.write(&[b"]"])?;
/// assert!(!path.exists());
/// staged.put()?;
/// assert_eq!(std::fs::read_to_string(&path)?, "[1]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Staged {
    /// The file, as it was named by the caller.
    path: PathBuf,
    place: Place,
    /// Whether all that was written is on the disk.
    is_synced: bool,
}

/// What a file held that is to be replaced.
#[derive(Clone, Debug)]
pub enum Old<'t> {
    /// This text.
    Text(&'t str),
    /// What this version of it holds, for a text that is too long to be kept.
    Version(Version),
}

/// A version of a file: it is another one if the file was written to, or another file took its place.
///
/// If a file system dates two versions at the same instant, only their lengths show that they differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    length: u64,
    modified: Option<SystemTime>,
    /// The device, the number of the file there, and when its data or its name last changed.
    identity: [i64; 4],
}

#[derive(Debug)]
enum Place {
    /// Beside a regular file, or where none is yet.
    Beside { target: PathBuf, old: Option<Box<Metadata>>, file: Unplaced },
    /// Right where it belongs: a device, a pipe, or whatever somebody holds open.
    There(File),
}

/// A new file that is not where it belongs yet.
#[derive(Debug)]
struct Unplaced {
    file: File,
    /// Its own, if it has one.
    name: Option<TempPath>,
    /// What of the old file it could not keep.
    unkept: Option<Unkept>,
}

impl Staged {
    /// Begins a new text for a file, which need not be there; for a path that is not a regular file (`/dev/stdout`, a pipe), what is
    /// written goes there at once.
    ///
    /// # Errors
    ///
    /// Those of [`write()`](super::write()).
    pub fn new(path: &Path) -> Result<Self, FileError> {
        let place = target(path).and_then(|target| match target {
            Target::Regular { path, old } => Place::beside(path, old),
            Target::Stream => Ok(Place::There(OpenOptions::new().write(true).truncate(true).open(path)?)),
        });
        Ok(Self {
            path: path.to_path_buf(),
            place: place.map_err(|error| Kind::Write(error).at(path))?,
            is_synced: false,
        })
    }

    /// The same, only for a regular file.
    ///
    /// # Errors
    ///
    /// Those of [`write()`](super::write()), and a path that is not a regular file (`/dev/stdout`, a pipe), which is not touched.
    pub fn replacing(path: &Path) -> Result<Self, FileError> {
        match target(path) {
            Ok(Target::Stream) => Err(Kind::Stream.at(path)),
            Ok(Target::Regular { .. }) | Err(_) => Self::new(path),
        }
    }

    /// Writes a further part of the text, whose bytes may be in several places.
    ///
    /// # Errors
    ///
    /// A full disk, for one.
    pub fn write(&mut self, pieces: &[&[u8]]) -> Result<(), FileError> {
        self.is_synced = false;
        write_pieces(&mut self.place.file(), pieces).map_err(|error| Kind::Write(error).at(&self.path))
    }

    /// Sees that all that was written is on the disk, so that putting it takes no time.
    ///
    /// # Errors
    ///
    /// A disk that fails.
    pub fn sync(&mut self) -> Result<(), FileError> {
        if let (false, Place::Beside { file, .. }) = (self.is_synced, &self.place) {
            file.file.sync_all().map_err(|error| Kind::Write(error).at(&self.path))?;
            self.is_synced = true;
        }
        Ok(())
    }

    /// Lets the text take the place of the file, and gives what of that could not be kept.
    ///
    /// # Errors
    ///
    /// A disk that fails, a folder that may not be written to. The file is the old one then.
    pub fn put(mut self) -> Result<Option<Unkept>, FileError> {
        self.sync()?;
        let put = match self.place {
            Place::Beside { target, old, file } => file.put(&target, old.as_deref()),
            Place::There(_) => Ok(None),
        };
        put.map_err(|error| Kind::Write(error).at(&self.path))
    }

    /// Lets the text take the place of the file, if that is the old one still.
    ///
    /// # Errors
    ///
    /// Those of [`put`](Self::put), a file that holds something else than `old` or is gone, and a path that is not a regular file.
    pub fn put_over(mut self, old: &Old<'_>) -> Result<Option<Unkept>, FileError> {
        self.sync()?;
        let Place::Beside { target, .. } = &self.place else { return Err(Kind::Stream.at(&self.path)) };
        let is_old = File::open(target).and_then(|file| match old {
            Old::Text(text) => is_same(file, &[text.as_bytes()]),
            Old::Version(version) => Ok(Version::read(&file)? == *version),
        });
        match is_old {
            Ok(true) => self.put(),
            Ok(false) => Err(Kind::Changed.at(&self.path)),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(Kind::Changed.at(&self.path)),
            Err(error) => Err(Kind::Read(error).at(&self.path)),
        }
    }
}

impl Version {
    /// The version of an open file.
    ///
    /// ```
    /// use outrigger_json::file::{Old, Staged, Version};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("api.json");
    /// std::fs::write(&path, "[]")?;
    /// let old = Old::Version(Version::of(&std::fs::File::open(&path)?, &path)?);
    /// std::fs::write(&path, "[1]")?;
    /// assert!(Staged::new(&path)?.put_over(&old).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What a file system cannot say; the path is the file's, for the sentence.
    pub fn of(file: &File, path: &Path) -> Result<Self, FileError> {
        Self::read(file).map_err(|error| Kind::Read(error).at(path))
    }

    fn read(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            let [device, number] = [metadata.dev(), metadata.ino()].map(u64::cast_signed);
            [device, number, metadata.ctime(), metadata.ctime_nsec()]
        };
        #[cfg(not(unix))]
        let identity = [0; 4];
        Ok(Self { length: metadata.len(), modified: metadata.modified().ok(), identity })
    }
}

impl Place {
    fn beside(target: PathBuf, old: Option<Metadata>) -> io::Result<Self> {
        let file = Unplaced::new(&target, old.as_ref())?;
        Ok(Self::Beside { target, old: old.map(Box::new), file })
    }

    fn file(&self) -> &File {
        match self {
            Self::Beside { file, .. } => &file.file,
            Self::There(file) => file,
        }
    }
}

impl Unplaced {
    fn new(target: &Path, old: Option<&Metadata>) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(file) = open_unnamed(folder_of(target)) {
            return Self::like(target, old, file, None);
        }
        Self::named(target, old)
    }

    fn named(target: &Path, old: Option<&Metadata>) -> io::Result<Self> {
        let builder = &mut builder();
        // What replaces a file is nobody else's to read until it has that file's permissions.
        #[cfg(unix)]
        if old.is_none() {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let (file, path) = builder.tempfile_in(folder_of(target))?.into_parts();
        Self::like(target, old, file, Some(path))
    }

    /// With all that the old file has beside its text.
    fn like(target: &Path, old: Option<&Metadata>, file: File, name: Option<TempPath>) -> io::Result<Self> {
        let unkept = old.map(|old| keep(target, old, &file)).transpose()?.flatten();
        Ok(Self { file, name, unkept })
    }

    /// Gives it the target's name.
    fn put(self, target: &Path, old: Option<&Metadata>) -> io::Result<Option<Unkept>> {
        let named = match self.name {
            Some(named) => named,
            #[cfg(target_os = "linux")]
            None => match name(&self.file, folder_of(target)) {
                Ok(named) => named,
                // The folder takes no such name: it is written again, with one from the start.
                Err(_) => return again(&self.file, target, old)?.put(target, old),
            },
            // Only Linux has files without a name.
            #[cfg(not(target_os = "linux"))]
            None => return Err(ErrorKind::Unsupported.into()),
        };
        named.persist(target)?;
        // Not every system can do this to a folder. The file is whole without it.
        let _ = File::open(folder_of(target)).and_then(|folder| folder.sync_all());
        Ok(self.unkept)
    }
}

/// What a path leads to.
enum Target {
    /// A regular file, or none yet, at a path that is not a symbolic link.
    Regular { path: PathBuf, old: Option<Metadata> },
    /// A device, a pipe, or whatever somebody holds open.
    Stream,
}

/// As many as Linux follows.
const MAX_LINKS: usize = 40;

fn target(path: &Path) -> io::Result<Target> {
    let old = match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(ErrorKind::IsADirectory.into()),
        Ok(metadata) if !metadata.is_file() => return Ok(Target::Stream),
        Ok(metadata) => Some(metadata),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let mut target = path.to_path_buf();
    for _ in 0..=MAX_LINKS {
        let Ok(link) = fs::read_link(&target) else { return Ok(Target::Regular { path: target, old }) };
        let folder = folder_of(&target);
        // The text of a link in /proc/self/fd need not be a path, and who holds the file open wants that very file.
        if fs::canonicalize(folder).is_ok_and(|folder| folder.starts_with("/proc")) {
            return Ok(Target::Stream);
        }
        target = folder.join(link);
    }
    Err(io::Error::other("its symbolic links lead to one another"))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// `None` where the file system or the kernel does not know files without a name, or something else is in the way that
/// one with a name will meet, too.
#[cfg(target_os = "linux")]
fn open_unnamed(folder: &Path) -> Option<File> {
    use std::os::unix::fs::OpenOptionsExt;

    let flags = rustix::fs::OFlags::TMPFILE.bits().cast_signed();
    OpenOptions::new().read(true).write(true).custom_flags(flags).open(folder).ok()
}

/// Gives a file without a name one in the folder.
#[cfg(target_os = "linux")]
fn name(file: &File, folder: &Path) -> io::Result<TempPath> {
    use std::os::fd::AsRawFd;

    use rustix::fs::{AtFlags, CWD, linkat};

    let unnamed = format!("/proc/self/fd/{}", file.as_raw_fd());
    let link = |name: &Path| Ok(linkat(CWD, &*unnamed, CWD, name, AtFlags::SYMLINK_FOLLOW)?);
    Ok(builder().make_in(folder, link)?.into_temp_path())
}

/// The content of a file without a name, in a file with a name.
#[cfg(target_os = "linux")]
fn again(mut file: &File, target: &Path, old: Option<&Metadata>) -> io::Result<Unplaced> {
    use std::io::Seek;

    let named = Unplaced::named(target, old)?;
    file.rewind()?;
    io::copy(&mut file, &mut &named.file)?;
    named.file.sync_all()?;
    Ok(named)
}

fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".outrigger-");
    builder
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};

    use outrigger_test_support::skip;
    use tempfile::TempDir;

    use super::*;

    type Stage = fn(&Path, Option<&Metadata>) -> io::Result<Unplaced>;

    const WAYS: [Stage; 3] = [
        Unplaced::new,
        Unplaced::named,
        // One without a name that the folder takes no name for.
        |target, old| again(&Unplaced::new(target, old)?.file, target, old),
    ];

    const OLD: &str = "old\n";
    const NOBODY: u32 = 65534;

    /// A folder with the file `api.json`, which holds [`OLD`].
    fn folder() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("api.json");
        fs::write(&path, OLD).unwrap();
        (folder, path)
    }

    #[track_caller]
    fn holds(folder: &Path, text: &str) {
        let names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["api.json"]);
        assert_eq!(fs::read_to_string(folder.join("api.json")).unwrap(), text);
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o7777
    }

    #[test]
    fn every_way_to_stage_leaves_nothing_behind() {
        for stage in WAYS {
            let (folder, path) = folder();
            drop(stage(&path, None).unwrap());
            holds(folder.path(), OLD);
            let staged = stage(&path, None).unwrap();
            write_pieces(&mut &staged.file, &[b"new"]).unwrap();
            staged.put(&path, None).unwrap();
            holds(folder.path(), "new");
        }
        let folder = tempfile::tempdir_in(".").unwrap();
        if open_unnamed(folder.path()).is_none() {
            skip("this file system has no unnamed files");
        }
    }

    #[test]
    fn what_was_written_without_a_name_is_written_again() {
        let (folder, path) = folder();
        let Some(file) = open_unnamed(folder.path()) else { return skip("this file system has no unnamed files") };
        write_pieces(&mut &file, &[b"a", b"", b"b"]).unwrap();
        again(&file, &path, None).unwrap().put(&path, None).unwrap();
        holds(folder.path(), "ab");
    }

    #[test]
    fn permissions() {
        for stage in WAYS {
            let (_folder, path) = folder();
            let put = |old: Option<&Metadata>| {
                let unkept = stage(&path, old).unwrap().put(&path, old).unwrap();
                assert_eq!(unkept, None);
            };
            let expected = mode(&path);
            put(None);
            assert_eq!(mode(&path), expected, "as any new file");
            for kept in [0o600, 0o444, 0o755, 0o4711] {
                fs::set_permissions(&path, fs::Permissions::from_mode(kept)).unwrap();
                put(Some(&fs::metadata(&path).unwrap()));
                assert_eq!(mode(&path), kept);
            }
            match chown(&path, Some(NOBODY), Some(NOBODY)) {
                Ok(()) => {
                    put(Some(&fs::metadata(&path).unwrap()));
                    let metadata = fs::metadata(&path).unwrap();
                    assert_eq!((metadata.uid(), metadata.gid()), (NOBODY, NOBODY));
                }
                Err(_) => skip("only root may give files away"),
            }
        }
    }

    #[test]
    fn versions() {
        let (folder, path) = folder();
        let version = || Old::Version(Version::of(&File::open(&path).unwrap(), &path).unwrap());
        let replace = |old: &Old<'_>, new: &str| {
            let mut staged = Staged::replacing(&path).unwrap();
            staged.write(&[new.as_bytes()]).unwrap();
            staged.put_over(old).map_err(|error| error.help().unwrap().to_string())
        };
        let first = version();
        replace(&first, "new").unwrap();
        holds(folder.path(), "new");
        assert_eq!(replace(&first, "newer"), Err("run again".to_string()), "another file took its place");
        let second = version();
        fs::write(&path, "longer").unwrap();
        assert_eq!(replace(&second, "newer"), Err("run again".to_string()), "it was written to");
        holds(folder.path(), "longer");
        fs::remove_file(&path).unwrap();
        assert_eq!(replace(&second, "newer"), Err("run again".to_string()), "it is gone");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
