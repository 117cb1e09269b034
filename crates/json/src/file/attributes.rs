//! What a file has beside its text: owner, group, mode, and extended attributes, among them access control lists (ACLs).

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

use super::unkept::Unkept;

/// Gives a new file what the old one at a path has beside its text, and says what could not be kept.
///
/// Nobody may have more access to the new file than to the old one.
#[cfg(unix)]
pub(super) fn keep(path: &Path, old: &Metadata, new: &File) -> io::Result<Option<Unkept>> {
    use std::fs::Permissions;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};

    // Only root may give files away, and others only to a group of theirs.
    let keeps_group = fchown(new, None, Some(old.gid())).is_ok() || new.metadata()?.gid() == old.gid();
    let keeps_owner = fchown(new, Some(old.uid()), None).is_ok() || new.metadata()?.uid() == old.uid();
    let lost = extended::keep(path, new, keeps_group)?;
    let kept = Kept { owner: keeps_owner, group: keeps_group, access: !lost.iter().any(|name| is_access(name)) };
    let old_mode = old.mode() & 0o7777;
    let mode = kept.mode(old_mode);
    new.set_permissions(Permissions::from_mode(mode))?;
    let mode = (mode != old_mode).then_some([old_mode, mode]);
    let mut what = Vec::new();
    // Who owns a file matters to people where the mode depends on it.
    if mode.is_some() && !keeps_owner {
        what.push(format!("its owner ({})", old.uid()));
    }
    if mode.is_some() && !keeps_group {
        what.push(format!("its group ({})", old.gid()));
    }
    what.extend(lost.iter().map(|name| match &**name {
        POSIX_ACL => "its ACL".to_string(),
        "" => "its extended attributes, which cannot be read".to_string(),
        name => format!("its extended attribute `{name}`"),
    }));
    Ok(Unkept { what, mode }.noted())
}

/// The same where a file has no more than permissions.
#[cfg(not(unix))]
pub(super) fn keep(_: &Path, old: &Metadata, new: &File) -> io::Result<Option<Unkept>> {
    new.set_permissions(old.permissions())?;
    Ok(None)
}

/// The attribute that holds an ACL on Linux.
const POSIX_ACL: &str = "system.posix_acl_access";

/// Whether an extended attribute decides who has access; one without a name may.
fn is_access(name: &str) -> bool {
    // Other file systems have ACLs of their own: `system.nfs4_acl`, `system.richacl`.
    name.is_empty() || name.starts_with("system.")
}

/// What a new file has as the old one had it.
#[derive(Clone, Copy, Debug)]
struct Kept {
    owner: bool,
    group: bool,
    /// All that decides about access beside owner, group and mode.
    access: bool,
}

impl Kept {
    /// The mode with which nobody gains access, of a file that had this one.
    fn mode(self, mut mode: u32) -> u32 {
        if !self.owner {
            mode &= !0o4000;
        }
        if !self.group {
            // Who was in the group is among the others now, and the other way round.
            let both = mode >> 3 & mode & 0o7;
            mode = mode & !0o2077 | both << 3 | both;
        }
        if !self.access {
            // Where there is an ACL, the bits of the group are the most that anybody in it may do, and one whom it shuts out
            // would be among the others now.
            mode &= !0o077;
        }
        mode
    }
}

#[cfg(not(target_os = "linux"))]
#[cfg(unix)]
mod extended {
    use super::*;

    /// Extended attributes are kept on Linux only.
    pub(super) fn keep(_: &Path, _: &File, _: bool) -> io::Result<Vec<String>> {
        Ok(Vec::new())
    }
}

#[cfg(target_os = "linux")]
mod extended {
    use rustix::buffer::spare_capacity;
    use rustix::fs::{
        XattrFlags, fgetxattr, flistxattr, flistxattr_query, fremovexattr, fsetxattr, getxattr, listxattr,
        listxattr_query,
    };
    use rustix::io::Errno;

    use super::*;

    /// As long as Linux lets a value be, and a list of names.
    const MOST: usize = 1 << 16;

    /// What is about the old text.
    const OF_THE_TEXT: [&str; 2] = ["security.ima", "security.evm"];

    /// Gives a new file the extended attributes of the one at a path and no others, and gives the names of those that are lost;
    /// an empty one if it cannot be known which there are.
    ///
    /// What a new file in a folder has from the beginning may give people access who had none: it goes.
    pub(super) fn keep(path: &Path, new: &File, keeps_group: bool) -> io::Result<Vec<String>> {
        let old_names = names(listxattr_query(path), |list| listxattr(path, spare_capacity(list)));
        let new_names = names(flistxattr_query(new), |list| flistxattr(new, spare_capacity(list)));
        let (Ok(old_names), Ok(new_names)) = (old_names, new_names) else { return Ok(vec![String::new()]) };
        let value = |read: &dyn Fn(&mut Vec<u8>) -> Result<usize, Errno>| {
            let mut value = Vec::with_capacity(MOST);
            read(&mut value).map(|_| value)
        };
        let is_set = |name: &str| {
            // An ACL says what the group may do, and would say it of another one.
            if !keeps_group && is_access(name) {
                return false;
            }
            let Ok(old) = value(&|value| getxattr(path, name, spare_capacity(value))) else { return false };
            // What is there already need not be set, which may be forbidden.
            value(&|value| fgetxattr(new, name, spare_capacity(value))).is_ok_and(|new| new == old)
                || fsetxattr(new, name, &old, XattrFlags::empty()).is_ok()
        };
        let mut lost: Vec<_> =
            old_names.iter().filter(|name| !OF_THE_TEXT.contains(&&***name) && !is_set(name)).cloned().collect();
        for name in new_names.into_iter().filter(|name| is_access(name)) {
            let is_to_go = !old_names.contains(&name) || lost.contains(&name);
            if is_to_go && fremovexattr(new, &*name).is_err() && !lost.contains(&name) {
                lost.push(name);
            }
        }
        Ok(lost)
    }

    /// The names of extended attributes; none where the file system has no such thing.
    fn names(
        length: Result<usize, Errno>,
        list: impl FnOnce(&mut Vec<u8>) -> Result<usize, Errno>,
    ) -> Result<Vec<String>, Errno> {
        match length {
            // Most files have none.
            Ok(0) | Err(Errno::NOTSUP | Errno::NOSYS) => return Ok(Vec::new()),
            Ok(_) => {}
            Err(error) => return Err(error),
        }
        let mut names = Vec::with_capacity(MOST);
        list(&mut names)?;
        let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::fs::{self, Permissions};
    use std::io::Write;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Stdio};

    use rustix::buffer::spare_capacity;
    use rustix::fs::{XattrFlags, getxattr, setxattr};
    use rustix::io::Errno;
    use tempfile::TempDir;

    use std::path::PathBuf;

    use super::super::write;
    use super::*;

    const NOBODY: u32 = 65534;
    /// Names the folder to a process of a test's own.
    const FOLDER: &str = "OUTRIGGER_TEST_FOLDER";
    const COMMENT: &str = "user.comment";
    const DEFAULT_ACL: &str = "system.posix_acl_default";

    /// A folder with the file `api.json`, which has this mode.
    fn folder(mode: u32) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("api.json");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        (folder, path)
    }

    /// An ACL in which one more user may do what `user` says, and others nothing.
    fn acl(user: u16, mask: u16) -> Vec<u8> {
        let entries: [(u16, u16, u32); 5] =
            [(1, 6, u32::MAX), (2, user, NOBODY), (4, 0, u32::MAX), (0x10, mask, u32::MAX), (0x20, 0, u32::MAX)];
        let entry = |(tag, bits, id): (u16, u16, u32)| {
            [&tag.to_le_bytes()[..], &bits.to_le_bytes(), &id.to_le_bytes()].concat()
        };
        [2_u32.to_le_bytes().to_vec(), entries.map(entry).concat()].concat()
    }

    fn get(path: &Path, name: &str) -> Option<Vec<u8>> {
        let mut value = Vec::with_capacity(1 << 10);
        match getxattr(path, name, spare_capacity(&mut value)) {
            Ok(_) => Some(value),
            Err(Errno::NODATA) => None,
            Err(error) => panic!("{error}"),
        }
    }

    /// Sets an attribute; `false`, and said so, where the file system has no such ones.
    fn set(path: &Path, name: &str, value: &[u8]) -> bool {
        match setxattr(path, name, value, XattrFlags::empty()) {
            Ok(()) => true,
            Err(Errno::NOTSUP) => {
                skip(&format!("this file system has no `{name}`"));
                false
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// On standard error itself: what is printed by a test that passes is not shown.
    fn skip(what: &str) {
        let _ = writeln!(io::stderr(), "SKIPPED: {what}");
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o7777
    }

    #[test]
    fn nobody_gains_access() {
        let all = Kept { owner: true, group: true, access: true };
        for (kept, old, new) in [
            (all, 0o6775, 0o6775),
            (Kept { owner: false, ..all }, 0o6775, 0o2775),
            (Kept { group: false, ..all }, 0o6755, 0o4755),
            (Kept { group: false, ..all }, 0o660, 0o600),
            (Kept { group: false, ..all }, 0o664, 0o644),
            (Kept { group: false, ..all }, 0o604, 0o600),
            (Kept { group: false, ..all }, 0o646, 0o644),
            (Kept { access: false, ..all }, 0o664, 0o600),
            (Kept { access: false, ..all }, 0o604, 0o600),
        ] {
            assert_eq!(format!("{:o}", kept.mode(old)), format!("{new:o}"), "{kept:?}: {old:o}");
        }
    }

    #[test]
    fn access_control_lists_stay() {
        let (_folder, path) = folder(0o600);
        if !set(&path, POSIX_ACL, &acl(6, 6)) {
            return;
        }
        assert_eq!(mode(&path), 0o660, "with an ACL, the bits of the group are its mask");
        assert_eq!(write(&path, "new").unwrap(), None);
        assert_eq!((get(&path, POSIX_ACL), mode(&path)), (Some(acl(6, 6)), 0o660));
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn other_extended_attributes_stay() {
        let (_folder, path) = folder(0o640);
        if set(&path, COMMENT, b"kept") {
            assert_eq!(write(&path, "new").unwrap(), None);
            assert_eq!((get(&path, COMMENT).as_deref(), mode(&path)), (Some(&b"kept"[..]), 0o640));
        }
    }

    /// What a folder gives each new file, an old one need not have.
    #[test]
    fn nobody_gains_access_by_the_folder() {
        let (folder, path) = folder(0o640);
        if !set(folder.path(), DEFAULT_ACL, &acl(6, 6)) {
            return;
        }
        let new = folder.path().join("new.json");
        write(&new, "new").unwrap();
        assert!(get(&new, POSIX_ACL).is_some(), "a new file has it");
        assert_eq!(write(&path, "new").unwrap(), None);
        assert_eq!((get(&path, POSIX_ACL), mode(&path)), (None, 0o640));
        assert!(set(&path, POSIX_ACL, &acl(4, 4)));
        assert_eq!(write(&path, "newer").unwrap(), None);
        assert_eq!((get(&path, POSIX_ACL), mode(&path)), (Some(acl(4, 4)), 0o640));
    }

    /// Writes files as one who may not give them to their group.
    #[test]
    fn what_cannot_be_kept_is_said() {
        let (folder, path) = folder(0o660);
        if fs::metadata(&path).unwrap().uid() != 0 {
            return skip("only root may become somebody else");
        }
        fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
        let with_acl = folder.path().join("acl.json");
        fs::write(&with_acl, "old").unwrap();
        set(&with_acl, POSIX_ACL, &acl(6, 6));
        let mut process = Command::new(std::env::current_exe().unwrap());
        let test = "file::attributes::tests::as_one_who_may_not_give_files_away";
        process.args([test, "--exact", "--ignored"]).env(FOLDER, folder.path()).stdout(Stdio::null());
        match process.uid(NOBODY).gid(NOBODY).status() {
            Ok(status) => assert!(status.success()),
            Err(error) => return skip(&format!("nobody may not run the tests: {error}")),
        }
        assert_eq!((mode(&path), mode(&with_acl)), (0o600, 0o600));
        assert_eq!(get(&with_acl, POSIX_ACL), None);
    }

    #[test]
    #[ignore = "the part of `what_cannot_be_kept_is_said` that must not be root"]
    fn as_one_who_may_not_give_files_away() {
        let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
        let said = |name: &str| write(&folder.join(name), "new").unwrap().unwrap().to_string();
        let mode = "its mode is 0600 instead of 0660, so that nobody gains access";
        let owner = "the new file could not keep its owner (0), its group (0)";
        assert_eq!(said("api.json"), format!("{owner}; {mode}"));
        let has_acl = get(&folder.join("acl.json"), POSIX_ACL).is_some();
        if has_acl {
            assert_eq!(said("acl.json"), format!("{owner}, its ACL; {mode}"));
        } else {
            write(&folder.join("acl.json"), "new").unwrap();
        }
    }
}
