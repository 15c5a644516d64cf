use std::io::Write as _;
use std::os::fd::AsRawFd as _;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;

use super::*;
use crate::testing::Folder;

/// How long a test waits for a writer.
const SHORT: Duration = Duration::from_millis(200);

impl Folder {
    /// A named pipe in it.
    fn pipe(&self) -> PathBuf {
        let pipe = self.0.join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        pipe
    }
}

fn content(input: Input) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    input.take(100).read_to_end(&mut content)?;
    Ok(content)
}

#[test]
fn without_a_limit_all_of_a_file_is_read() {
    let folder = Folder::new("input-whole");
    let path = folder.0.join("file");
    std::fs::write(&path, "whole").unwrap();
    assert_eq!(read(&path, usize::MAX).unwrap(), b"whole");
    assert_eq!(*read_secret(&path, usize::MAX).unwrap(), b"whole");
}

#[test]
fn a_pipe_that_nobody_writes_to_is_waited_for_as_long_as_said() {
    let folder = Folder::new("input-nobody");
    let pipe = folder.pipe();
    let start = Instant::now();
    let cause = content(open_with(&pipe, SHORT).unwrap()).unwrap_err();
    assert_eq!(FileTypeError::of(&cause), Some(FileTypeError::NoWriter));
    assert!((SHORT..SHORT * 20).contains(&start.elapsed()));
}

#[test]
fn a_writer_may_come_late_and_think_as_long_as_it_lives() {
    let folder = Folder::new("input-late");
    let pipe = folder.pipe();
    let late = pipe.clone();
    let writer = thread::spawn(move || {
        thread::sleep(SHORT / 2);
        let mut pipe = OpenOptions::new().write(true).open(late).unwrap();
        // Longer than a pipe without a writer is waited for, twice.
        thread::sleep(SHORT * 2);
        pipe.write_all(b"slow").unwrap();
        thread::sleep(SHORT * 2);
        pipe.write_all(b"ly").unwrap();
    });
    assert_eq!(content(open_with(&pipe, SHORT).unwrap()).unwrap(), b"slowly");
    writer.join().unwrap();

    // Writing nothing is an end too.
    let input = open_with(&pipe, SHORT).unwrap();
    drop(OpenOptions::new().write(true).open(&pipe).unwrap());
    assert_eq!(content(input).unwrap(), b"");
}

#[test]
fn what_a_shell_hands_over_is_read_by_its_number() {
    let (reader, mut writer) = io::pipe().unwrap();
    writer.write_all(b"substituted").unwrap();
    drop(writer);
    let path = PathBuf::from(format!("/dev/fd/{}", reader.as_raw_fd()));
    assert_eq!(read(&path, 100).unwrap(), b"substituted");
}

#[test]
fn a_longer_file_is_seen_to_be_longer() {
    let folder = Folder::new("input-longer");
    let path = folder.0.join("file");
    std::fs::write(&path, b"0123456789").unwrap();
    assert_eq!(read(&path, 10).unwrap(), b"0123456789");
    assert_eq!(read(&path, 8).unwrap(), b"012345678");
    let secret = read_secret(&path, 8).unwrap();
    // It did not grow: no copy was left behind.
    assert_eq!((secret.as_slice(), secret.capacity()), (&b"012345678"[..], 9));
    assert_eq!(read(Path::new("/dev/zero"), 8).unwrap(), [0; 9]);
    assert_eq!(read_secret(Path::new("/dev/zero"), 8).unwrap().as_slice(), [0; 9]);
    assert_eq!(read(Path::new("/dev/null"), 8).unwrap(), b"");
}

#[test]
fn folders_and_sockets_are_called_what_they_are() {
    let folder = Folder::new("input-other");
    let cause = content(open(&folder.0).unwrap()).unwrap_err();
    assert_eq!(cause.kind(), io::ErrorKind::IsADirectory);
    let path = folder.0.join("socket");
    let _listener = UnixListener::bind(&path).unwrap();
    assert_eq!(FileTypeError::of(&open(&path).unwrap_err()), Some(FileTypeError::Socket));
    let missing = open(&folder.0.join("missing")).unwrap_err();
    assert_eq!((missing.kind(), FileTypeError::of(&missing)), (io::ErrorKind::NotFound, None));
}
