//! Temporary files and folders that killed programs left.
//!
//! The program that makes one holds a lock on it (flock(2)) until it is renamed. It is removed by the
//! next program that writes the same file, and only when it is not locked and no process with the
//! number in its name exists (a [`Stream`](super::Stream), which may hold the personal data of many,
//! also by one that writes another file of the folder): a program in another container has a number
//! that may be unused here.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

use rustix::process::{Pid, test_kill_process};

use crate::identity;
use crate::input::nonblocking;

/// How the name of a temporary file ends.
pub(super) const END: &str = ".new";

/// Removes what killed programs left of the file or folder at `path`. What cannot be removed stays:
/// it is never read.
pub fn sweep(path: &Path) {
    let Some(name) = path.file_name() else { return };
    for entry in fs::read_dir(super::folder_of(path)).into_iter().flatten().flatten() {
        if maker(&entry.file_name(), name).is_some_and(|maker| !lives(maker)) {
            let _stays = remove(&entry.path());
        }
    }
}

/// As [`sweep`], of whatever files of a folder: who writes them next may choose another name, and
/// what is left may hold personal data.
pub fn sweep_folder(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if maker_of_any(&entry.file_name()).is_some_and(|maker| !lives(maker)) {
            let _stays = remove(&entry.path());
        }
    }
}

/// The number of the process that made a temporary file of this name, whatever for.
fn maker_of_any(found: &OsStr) -> Option<i32> {
    let bytes = found.as_bytes().strip_prefix(b".")?.strip_suffix(END.as_bytes())?;
    let end = bytes.iter().rposition(|byte| *byte == b'.')?;
    maker(found, OsStr::from_bytes(bytes.get(..end)?))
}

/// The number of the process that made a temporary file for `name`; `None` when it is no such file.
/// Behind it stands which of its files it is; earlier versions wrote no such count.
fn maker(found: &OsStr, name: &OsStr) -> Option<i32> {
    let number = found.as_bytes().strip_prefix(b".")?.strip_prefix(name.as_bytes())?;
    let number = number.strip_prefix(b".")?.strip_suffix(END.as_bytes())?;
    let mut numbers = number.splitn(2, |byte| *byte == b'-').map(|digits| {
        let only = digits.iter().all(u8::is_ascii_digit) && !digits.is_empty();
        std::str::from_utf8(digits).ok().filter(|_| only)
    });
    let process = numbers.next()??.parse().ok()?;
    numbers.all(|count| count.is_some()).then_some(process)
}

fn lives(number: i32) -> bool {
    let Some(process) = Pid::from_raw(number) else { return false };
    // A process that must not be signalled exists.
    !matches!(test_kill_process(process), Err(rustix::io::Errno::SRCH))
}

fn remove(path: &Path) -> io::Result<()> {
    if !is_ours(&path.symlink_metadata()?) {
        return Ok(());
    }
    let file = OpenOptions::new().read(true).custom_flags(nonblocking()).open(path)?;
    file.try_lock()?;
    // Locked is what was opened: is that what has the name now?
    let (locked, named) = (file.metadata()?, path.symlink_metadata()?);
    if !identity::is_same(&locked, &named) {
        return Ok(());
    }
    if named.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

/// A file or a folder of the user of this process, not a link.
fn is_ours(found: &fs::Metadata) -> bool {
    (found.is_file() || found.is_dir()) && identity::is_ours(found)
}

/// Locks a new temporary file or folder; false when another program took it for left and removed
/// it before that.
///
/// # Errors
/// When the system neither locks it nor says that it has no locks.
pub fn hold(made: &File) -> io::Result<bool> {
    match made.lock() {
        Ok(()) => Ok(made.metadata()?.nlink() > 0),
        // Some file systems have no locks; there the process number alone protects it.
        Err(cause) if cause.kind() == io::ErrorKind::Unsupported => Ok(true),
        Err(cause) => Err(cause),
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::testing::Folder;

    /// The number of a process that has ended.
    fn dead() -> u32 {
        let mut ended = std::process::Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        ended.id()
    }

    #[test]
    fn the_next_writer_removes_what_a_killed_one_left_and_nothing_else() {
        let folder = Folder::new("left-killed");
        let (dead, alive) = (dead(), std::os::unix::process::parent_id());
        let stay = [
            format!(".a.crl.{alive}.new"),
            format!(".b.crl.{dead}.new"),
            format!(".a.crl.{alive}-1.new"),
            format!(".b.crl.{dead}-1.new"),
            format!(".a.crl.{dead}x.new"),
            format!(".a.crl.{dead}-.new"),
            format!(".a.crl.{dead}-1x.new"),
            format!(".a.crl.{dead}-1-1.new"),
            format!("a.crl.{dead}.new"),
            ".a.crl.new".to_owned(),
            ".a.crl..new".to_owned(),
        ];
        // An earlier version wrote the first of these.
        let go = [format!(".a.crl.{dead}.new"), format!(".a.crl.{dead}-12.new")];
        for name in stay.iter().chain(&go) {
            fs::write(folder.0.join(name), "half").unwrap();
        }
        super::super::replace(&folder.0.join("a.crl"), &[b"whole"], 0o644, |_| {}).unwrap();
        let mut expected: Vec<_> = stay.into_iter().chain(["a.crl".to_owned()]).collect();
        expected.sort();
        assert_eq!(folder.names(), expected);
    }

    #[test]
    fn all_that_killed_writers_left_in_a_folder_goes_and_nothing_else() {
        let folder = Folder::new("left-whole-folder");
        let (dead, alive) = (dead(), std::os::unix::process::parent_id());
        let stay = [
            format!(".letters.html.{alive}-0.new"),
            format!("letters.html.{dead}-0.new"),
            format!(".letters.html.{dead}x.new"),
            format!(".{dead}-0.new"),
            ".letters.new".to_owned(),
            "letters.html".to_owned(),
        ];
        let go = [
            format!(".letters.html.{dead}-0.new"),
            format!(".a.b.{dead}.new"),
            format!(".通知.pdf.{dead}-7.new"),
        ];
        for name in stay.iter().chain(&go) {
            fs::write(folder.0.join(name), "half").unwrap();
        }
        sweep_folder(&folder.0);
        let mut expected = stay.to_vec();
        expected.sort();
        assert_eq!(folder.names(), expected);
    }

    #[test]
    fn a_folder_half_made_goes_with_its_keys() {
        let folder = Folder::new("left-folder");
        let left = folder.0.join(format!(".ca.{}.new", dead()));
        fs::create_dir_all(left.join("private")).unwrap();
        fs::write(left.join("private/master.key"), "secret").unwrap();
        sweep(&folder.0.join("ca"));
        assert_eq!(folder.names(), [""; 0]);
    }

    #[test]
    fn what_somebody_holds_is_not_removed_though_nobody_here_has_its_number() {
        let folder = Folder::new("left-held");
        let left = folder.0.join(format!(".ca.{}.new", dead()));
        fs::create_dir(&left).unwrap();
        let elsewhere = File::open(&left).unwrap();
        assert!(hold(&elsewhere).unwrap());
        sweep(&folder.0.join("ca"));
        assert!(left.exists());
        drop(elsewhere);
        sweep(&folder.0.join("ca"));
        assert!(!left.exists());
    }

    #[test]
    fn a_link_is_left_alone() {
        let folder = Folder::new("left-link");
        let (target, link) = (folder.0.join("mine"), folder.0.join(format!(".ca.{}.new", dead())));
        fs::create_dir(&target).unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        sweep(&folder.0.join("ca"));
        assert!(target.exists() && link.symlink_metadata().is_ok());
    }

    #[test]
    fn what_was_taken_for_left_before_it_was_held_is_noticed() {
        let folder = Folder::new("left-taken");
        let path = folder.0.join("file");
        let made = File::create(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert!(!hold(&made).unwrap());
    }
}
