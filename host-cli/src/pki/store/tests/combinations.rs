//! Every state of the index beside every state of its copy: each message names the file and what
//! helps, and what it says to type helps.

use std::process::Command;

use super::*;
use crate::pki::store::{index as index_of, trust as trust_of};

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
    /// Whole, and of another authority or another history.
    Other,
}

use State::{Damaged, Missing, Older, Other, Whole};

/// An authority that published a list after its folder was backed up.
struct Late {
    office: Office,
    now: Vec<u8>,
    older: Vec<u8>,
    other: Vec<u8>,
    lists: Vec<(&'static str, Vec<u8>)>,
}

impl Late {
    fn new(name: &str) -> Self {
        let office = Office::new(name);
        let older = office.read(INDEX);
        office.revoke(Reason::KeyCompromise).unwrap();
        let now = office.read(INDEX);
        // A history that began with the same lines and went another way, as long as this one.
        let mut check = Check::said(older.trim_ascii_end().rsplit(|b| *b == b'\n').next().unwrap());
        let line = Event::List { issuer: Issuer::ALL[1], number: 9 }.line(check.as_mut().unwrap());
        let other = [&older[..], &line.unwrap()].concat();
        let lists = Issuer::ALL.map(|issuer| [crl_file(issuer), kept_crl_file(issuer)]);
        let lists = lists.as_flattened().iter().map(|path| (*path, office.read(path))).collect();
        Self { office, now, older, other, lists }
    }

    fn put(&self, path: &str, state: State) {
        let mut damaged = self.now.clone();
        let place = damaged.len() / 2;
        damaged[place] ^= 1;
        match state {
            Whole => self.office.write(path, &self.now),
            Missing => drop(fs::remove_file(self.office.dir().join(path))),
            Damaged => self.office.write(path, &damaged),
            Older => self.office.write(path, &self.older),
            Other => self.office.write(path, &self.other),
        }
    }

    /// What is said of this index and this copy; `None` when nothing is wrong.
    fn said(&self, index: State, copy: State) -> Option<Error> {
        self.put(INDEX, index);
        self.put(COPY, copy);
        index_of(&self.office.dir()).err()
    }
}

#[test]
fn every_index_beside_every_copy_is_told_what_helps() {
    let late = Late::new("combinations");
    let english = Locale::new(Language::English);
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
            let path = late.office.dir().join(INDEX).display().to_string();
            assert!(what.contains(&path) && todo.contains("issued."), "{what} {todo}");
        }
        // Whatever is to be typed is the last thing that is said, and is enough.
        let (_, todo) = error.texts(&english);
        if let Some((_, command)) = todo.rsplit_once(": mv ").or_else(|| todo.rsplit_once(": cp "))
        {
            let name = if todo.contains(": mv ") { "mv" } else { "cp" };
            let done = Command::new("sh").args(["-c", &format!("{name} {command}")]).status();
            assert!(done.unwrap().success(), "{todo}");
            assert_eq!(index_of(&late.office.dir()).err(), None, "{todo}");
            renew_crls(&late.office.dir(), None, now()).unwrap();
            // Back to what was published before.
            late.lists.iter().for_each(|(path, list)| late.office.write(path, list));
        }
    }
}

#[test]
fn two_of_which_the_lists_say_nothing_are_both_taken_from_a_backup() {
    let late = Late::new("combinations-two");
    late.lists.iter().for_each(|(path, _)| late.office.remove(path));
    let error = late.said(Whole, Other).unwrap();
    assert_eq!((error.what.id(), error.todo.id()), ("error-index-two", "todo-index-two"));
}

/// The list of one issuer says nothing of what another one revoked.
#[test]
fn a_copy_has_what_was_published_only_where_the_lists_say_so() {
    let late = Late::new("combinations-lists");
    let todo = || late.said(Missing, Older).unwrap().todo;
    assert_eq!(todo().id(), "todo-index-backup");
    // The lists that know better are gone, then all of them.
    for lost in [&late.lists[..2], &late.lists] {
        lost.iter().for_each(|(path, _)| drop(fs::remove_file(late.office.dir().join(path))));
        assert_eq!(todo().id(), "todo-index-copy-open", "{} lists", lost.len());
        for (language, claim) in
            [(Language::English, "has what was published"), (Language::Japanese, "一致します")]
        {
            let text = Locale::new(language).text(&todo());
            assert!(!text.contains(claim), "{text}");
        }
    }
    // One that is damaged says nothing either.
    late.lists.iter().for_each(|(path, list)| late.office.write(path, list));
    late.lists[..2].iter().for_each(|(path, _)| late.office.write(path, b"0"));
    assert_eq!(todo().id(), "todo-index-copy-open");
}

#[test]
fn what_was_put_aside_stays_when_it_is_done_again() {
    let late = Late::new("combinations-aside");
    let dir = late.office.dir();
    for (index, copy, aside) in [
        (Whole, Other, "private/issued.copy.jsonl"),
        (Other, Whole, INDEX),
        (Damaged, Whole, INDEX),
    ] {
        let earlier = [format!("{aside}.other"), format!("{aside}.other2")];
        earlier.iter().for_each(|path| late.office.write(path, b"of earlier"));
        let (_, todo) = late.said(index, copy).unwrap().texts(&Locale::new(Language::English));
        let was = late.office.read(aside);
        let (_, command) = todo.rsplit_once(": mv ").unwrap();
        let done = Command::new("sh").args(["-c", &format!("mv {command}")]).status().unwrap();
        assert!(done.success(), "{todo}");
        for path in &earlier {
            assert_eq!(late.office.read(path), b"of earlier", "{todo}");
        }
        assert_eq!(late.office.read(&format!("{aside}.other3")), was, "{todo}");
        fs::remove_file(dir.join(format!("{aside}.other3"))).unwrap();
        late.lists.iter().for_each(|(path, list)| late.office.write(path, list));
    }
}

/// A link to itself stands for whatever may not be looked at, for the superuser too.
#[test]
fn what_cannot_be_seen_is_not_missing() {
    let office = Office::new("unseen");
    let dir = office.dir();
    for hidden in [MARKER, COPY, "public/cv-root.cv", LIST, "public", "private"] {
        let (place, aside) = (dir.join(hidden), office.folder.0.join("aside"));
        fs::rename(&place, &aside).unwrap();
        std::os::unix::fs::symlink(&place, &place).unwrap();
        if hidden == COPY {
            fs::rename(dir.join(INDEX), dir.join("index")).unwrap();
        }
        let errors = [load(&dir, None).err(), index_of(&dir).err(), trust_of(&dir).err()];
        let errors: Vec<_> = errors.into_iter().flatten().collect();
        assert!(!errors.is_empty(), "{hidden}");
        for error in errors {
            let (what, todo) = error.texts(&Locale::new(Language::English));
            assert_eq!(error.what.id(), "error-file", "{hidden}: {what}");
            assert!(what.contains(&place.display().to_string()), "{hidden}: {what}");
            assert!(!todo.contains("backup"), "{hidden}: {todo}");
        }
        fs::remove_file(&place).unwrap();
        fs::rename(&aside, &place).unwrap();
        if hidden == COPY {
            fs::rename(dir.join("index"), dir.join(INDEX)).unwrap();
        }
    }
    load(&dir, None).unwrap();
}

#[test]
fn what_is_missing_of_an_authority_is_named_with_its_folder() {
    let office = Office::new("missing-parts");
    let dir = office.dir();
    let said = |error: Error| {
        let (what, todo) = error.texts(&Locale::new(Language::English));
        assert_eq!(error.exit, Exit::Rejected, "{what}");
        format!("{what} {todo}")
    };
    let shown = |path: &str| dir.join(path).display().to_string();
    for (gone, named) in [
        ("private", INDEX),
        ("public", "public/signing-ca.pem"),
        ("authority.json", "authority.json"),
        ("private/master.key", "private/master.key"),
        ("private/signing-ca-rsa2048.key", "private/signing-ca-rsa2048.key"),
        ("public/cv-root.cv", "public/cv-root.cv"),
        ("public/municipality.cv", "public/municipality.cv"),
    ] {
        let aside = office.folder.0.join("aside");
        fs::rename(dir.join(gone), &aside).unwrap();
        let told = said(load(&dir, None).unwrap_err());
        assert!(told.contains(&shown(named)) && told.contains("backup"), "{gone}: {told}");
        if gone.starts_with("public") && gone != "public/municipality.cv" {
            let told = said(trust_of(&dir).unwrap_err());
            assert!(told.contains(&shown(named)), "{gone}: {told}");
        }
        fs::rename(&aside, dir.join(gone)).unwrap();
    }
    // A list is made again.
    office.remove(LIST);
    let told = said(trust_of(&dir).unwrap_err());
    assert!(told.contains(&shown(LIST)) && told.contains("juki authority crl"), "{told}");
    renew_crls(&dir, None, now()).unwrap();
    trust_of(&dir).unwrap();
}
