//! Every state of the index beside every state of its copy: each message names the file and what
//! helps, and what it says to type helps.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use der::DateTime;
use getrandom::SysRng;
use rand_core::UnwrapErr;

use super::*;
use crate::pki::authority::KeyEncryption;
use crate::pki::index::card::{CardChange, CardEvent};
use crate::pki::index::{Entry, Index, Reason};
use crate::pki::{Authority, Issuer, Parameters, store};

const INDEX: &str = "private/issued.jsonl";
const COPY: &str = "private/issued.copy.jsonl";

/// What is at the place of the index, or of its copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// As it was left.
    Whole,
    Missing,
    /// A bit was flipped in the middle.
    Damaged,
    /// Of a backup from before the last list.
    Older,
    /// Whole, and of another history.
    Other,
}

use State::{Damaged, Missing, Older, Other, Whole};

/// An authority that published a list after its folder was backed up.
struct RestoredAuthority {
    dir: PathBuf,
    now: Vec<u8>,
    older: Vec<u8>,
    other: Vec<u8>,
    lists: Vec<(PathBuf, Vec<u8>)>,
}

impl Drop for RestoredAuthority {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.dir));
    }
}

fn now() -> DateTime {
    DateTime::new(2026, 11, 22, 3, 0, 0).unwrap()
}

impl RestoredAuthority {
    fn new(name: &str) -> Self {
        static AUTHORITY: OnceLock<Authority> = OnceLock::new();
        let mut rng = UnwrapErr(SysRng);
        let authority = AUTHORITY
            .get_or_init(|| Authority::create(&Parameters::default(), &mut rng, now()).unwrap());
        let dir = std::env::temp_dir().join(format!("juki-advice-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&dir));
        let seal = KeyEncryption { passphrase: None };
        store::init(&dir, authority, seal, &mut UnwrapErr(SysRng), |_| ()).unwrap();
        let entry = Entry {
            serial: "0A".to_owned(),
            issuer: Issuer::ALL[0],
            card: "JUKIV0000000001".to_owned(),
            not_before: now(),
            not_after: DateTime::new(2029, 11, 22, 3, 0, 0).unwrap(),
            revoked: None,
        };
        store::record_issued(&dir, &entry).unwrap();
        let read = |path: &str| fs::read(dir.join(path)).unwrap();
        let older = read(INDEX);
        // A history that began with the same lines and went another way.
        let change = CardChange::Activated { generation: None };
        let event = CardEvent { card: entry.card.clone(), at: now(), change };
        store::record_card::<StoreError>(&dir, &event, &Index::default(), |_| Ok(())).unwrap();
        let other = read(INDEX);
        [INDEX, COPY].iter().for_each(|path| fs::write(dir.join(path), &older).unwrap());
        store::revoke(&dir, None, &entry.serial, Reason::KeyCompromise, now()).unwrap();
        let lists = Issuer::ALL.map(|issuer| {
            let public = store::crl_path(&dir, issuer);
            let kept = dir.join("private").join(public.file_name().unwrap());
            [public, kept].map(|path| (path.clone(), fs::read(path).unwrap()))
        });
        let now = read(INDEX);
        Self { now, older, other, lists: lists.as_flattened().to_vec(), dir }
    }

    fn put(&self, path: &str, state: State) {
        let path = self.dir.join(path);
        let mut damaged = self.now.clone();
        let place = damaged.len() / 2;
        damaged[place] ^= 1;
        match state {
            Whole => fs::write(path, &self.now).unwrap(),
            Missing => drop(fs::remove_file(path)),
            Damaged => fs::write(path, &damaged).unwrap(),
            Older => fs::write(path, &self.older).unwrap(),
            Other => fs::write(path, &self.other).unwrap(),
        }
    }

    /// What is said of this index and this copy; `None` when nothing is wrong.
    fn said(&self, index: State, copy: State) -> Option<Error> {
        self.put(INDEX, index);
        self.put(COPY, copy);
        store::index(&self.dir).err().map(Error::from)
    }

    /// Back to the lists that were published.
    fn put_lists(&self) {
        self.lists.iter().for_each(|(path, list)| fs::write(path, list).unwrap());
    }
}

fn run(name: &str, command: &str) -> bool {
    Command::new("sh").args(["-c", &format!("{name} {command}")]).status().unwrap().success()
}

#[test]
fn every_index_beside_every_copy_is_told_what_helps() {
    let late = RestoredAuthority::new("all");
    let states = [Whole, Missing, Damaged, Older, Other];
    let all = states.into_iter().flat_map(|index| states.map(|copy| (index, copy)));
    for (index, copy) in all {
        let expected = match (index, copy) {
            (Whole, Whole | Missing | Damaged | Older) => None,
            (Whole, Other) => Some(("error-index-two", "todo-index-not-copy")),
            (Missing, Whole) => Some(("error-authority-missing", "todo-index-copy-alone")),
            (Missing, _) => Some(("error-authority-missing", "todo-index-backup")),
            (Damaged, Whole) => Some(("error-index-check", "todo-index-copy")),
            (Damaged, Older | Other) => Some(("error-index-check", "todo-index-behind")),
            (Damaged, _) => Some(("error-index-check", "todo-index-backup")),
            (Older, Whole) => Some(("error-index-short", "todo-index-copy")),
            (Older, Other) => Some(("error-index-short", "todo-index-backup")),
            (Older, _) => Some(("error-index-older", "todo-index-backup")),
            (Other, Whole) => Some(("error-index-two", "todo-index-by-copy")),
            (Other, _) => Some(("error-index-older", "todo-index-backup")),
        };
        let error = late.said(index, copy);
        let found = error.as_ref().map(|error| (error.what.id(), error.todo.id()));
        assert_eq!(found, expected, "{index:?} beside {copy:?}");
        let Some(error) = error else { continue };
        for language in Language::ALL {
            let (what, todo) = error.texts(&Locale::new(language));
            let path = late.dir.join(INDEX).display().to_string();
            assert!(what.contains(&path) && todo.contains("issued."), "{what} {todo}");
        }
        // Whatever is to be typed is the last thing that is said, and is enough.
        let (_, todo) = english(error);
        let moved = todo.rsplit_once(": mv ").map(|(_, command)| ("mv", command));
        let copied = || todo.rsplit_once(": cp ").map(|(_, command)| ("cp", command));
        if let Some((name, command)) = moved.or_else(copied) {
            assert!(run(name, command), "{todo}");
            assert!(store::index(&late.dir).is_ok(), "{todo}");
            store::renew_crls(&late.dir, None, now()).unwrap();
            late.put_lists();
        }
    }
}

#[test]
fn two_of_which_the_lists_say_nothing_are_both_taken_from_a_backup() {
    let late = RestoredAuthority::new("two");
    late.lists.iter().for_each(|(path, _)| fs::remove_file(path).unwrap());
    let error = late.said(Whole, Other).unwrap();
    assert_eq!((error.what.id(), error.todo.id()), ("error-index-two", "todo-index-two"));
}

#[test]
fn what_was_put_aside_stays_when_it_is_done_again() {
    let late = RestoredAuthority::new("aside");
    let write = |path: &str| fs::write(late.dir.join(path), b"of earlier").unwrap();
    let read = |path: &str| fs::read(late.dir.join(path)).unwrap();
    for (index, copy, aside) in
        [(Whole, Other, COPY), (Other, Whole, INDEX), (Damaged, Whole, INDEX)]
    {
        let earlier = [format!("{aside}.other"), format!("{aside}.other2")];
        earlier.iter().for_each(|path| write(path));
        let (_, todo) = english(late.said(index, copy).unwrap());
        let was = read(aside);
        let (_, command) = todo.rsplit_once(": mv ").unwrap();
        assert!(run("mv", command), "{todo}");
        for path in &earlier {
            assert_eq!(read(path), b"of earlier", "{todo}");
        }
        let moved = format!("{aside}.other3");
        assert_eq!(read(&moved), was, "{todo}");
        fs::remove_file(Path::new(&late.dir).join(moved)).unwrap();
        late.put_lists();
    }
}
