use std::cell::OnceCell;
use std::os::unix::fs::MetadataExt as _;
use std::sync::Barrier;

use super::*;
use crate::testing::Folder;

/// How often two threads meet.
const ROUNDS: usize = 200;

/// What two threads get that do the same at the same time.
fn at_once<T: Send>(run: impl Fn() -> T + Sync) -> [T; 2] {
    let start = Barrier::new(2);
    let one = || {
        start.wait();
        run()
    };
    std::thread::scope(|scope| [scope.spawn(one), scope.spawn(one)].map(|one| one.join().unwrap()))
}

#[test]
fn threads_that_replace_one_file_do_not_meet() {
    let folder = Folder::new("new-replace");
    let path = folder.0.join("file");
    for _ in 0..ROUNDS {
        for done in at_once(|| replace(&path, &[b"whole"], PRIVATE, |_| {})) {
            done.unwrap();
        }
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(folder.names(), ["file"]);
    }
}

#[test]
fn of_threads_that_create_one_file_one_does() {
    let folder = Folder::new("new-create");
    for round in 0..ROUNDS {
        let path = folder.0.join(round.to_string());
        let mut done =
            at_once(|| create(&path, &[b"whole"], PRIVATE, |_| {}).map_err(|e| e.kind()));
        done.sort();
        assert_eq!(done, [Ok(()), Err(io::ErrorKind::AlreadyExists)]);
    }
    assert_eq!(folder.names().len(), ROUNDS);
}

#[test]
fn what_is_there_under_the_temporary_name_is_not_touched() {
    let folder = Folder::new("new-foreign");
    // As a process in another container, which has the same number, may leave it.
    let foreign = OnceCell::new();
    let (own, _held) = make_beside(&folder.0.join("file"), |temporary| {
        foreign.get_or_init(|| {
            fs::write(temporary, "another's").unwrap();
            temporary.to_owned()
        });
        create_new(temporary, PRIVATE)
    })
    .unwrap();
    let foreign = foreign.into_inner().unwrap();
    assert_ne!(own, foreign);
    assert_eq!(fs::read(foreign).unwrap(), b"another's");
}

#[test]
fn a_write_that_fails_leaves_nothing() {
    let folder = Folder::new("new-fails");
    let path = folder.0.join("file");
    fs::create_dir_all(path.join("full")).unwrap();
    let mut told = None;
    replace(&path, &[b"whole"], PRIVATE, |temporary| told = Some(temporary.to_owned()))
        .unwrap_err();
    assert!(!told.unwrap().exists());
    assert_eq!(folder.names(), ["file"]);
}

#[test]
fn a_file_without_a_name_is_private_and_in_no_folder() {
    let folder = Folder::new("new-nameless");
    let mut file = nameless(&folder.0.join("file"), PRIVATE).unwrap();
    assert_eq!(folder.names(), [""; 0]);
    assert_eq!(file.metadata().unwrap().mode() & 0o777, PRIVATE);
    file.write_all(b"content").unwrap();
    assert_eq!(file.metadata().unwrap().len(), 7);
}
