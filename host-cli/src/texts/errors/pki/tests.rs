use std::path::PathBuf;

use super::*;
use crate::locale::{Language, Locale};
use crate::pki::authority::{Contradiction, FileFault, FilesError, RevocationRefusal};
use crate::pki::index::{Fault, FaultKind};
use crate::pki::store::{
    CopyReach, LedgerError, LedgerFault, ListAgreement, StoreError, WholeCopy,
};
use crate::pki::{FileError, KeyFault};

mod advice;

fn english(error: impl Into<Error>) -> (String, String) {
    error.into().texts(&Locale::new(Language::English))
}

#[test]
fn a_term_is_told_in_the_time_of_japan() {
    let end = "2037-01-01T00:00:00Z".parse().unwrap();
    let (said, _) = english(IssueError::Term { end, last: end });
    assert!(said.contains("2037-01-01 09:00:00 JST"), "{said}");
}

#[test]
fn a_file_of_an_authority_is_named_with_its_folder() {
    let newer = Contradiction::Newer { number: 2, known: 1 };
    let revoked = Contradiction::Revoked { serial: "0A".to_owned() };
    let index = "private/issued.jsonl";
    for fault in [
        FileFault::Missing,
        FileFault::ListMissing,
        FileFault::Damaged,
        FileFault::Key(KeyFault::Damaged),
        FileFault::Key(KeyFault::Locked),
        FileFault::Key(KeyFault::Passphrase),
        FileFault::Mismatch { other: "public/other" },
        FileFault::ForeignList { other: "private/other" },
        FileFault::Contradiction { found: newer, index },
        FileFault::Contradiction { found: revoked, index },
    ] {
        let file = "private/file";
        let error = FilesError::File { dir: PathBuf::from("ca"), file, fault: fault.clone() };
        let error = Error::from(error);
        assert_eq!(error.exit, Exit::Rejected, "{fault}");
        for language in Language::ALL {
            let (what, todo) = error.texts(&Locale::new(language));
            assert!(what.contains("ca/private/file"), "{fault}: {what}");
            // Where it is in the backup, or what makes it anew.
            let named = ["'ca/", "'ca'", "ca/private/issued.jsonl"];
            assert!(named.iter().any(|named| todo.contains(named)), "{fault}: {todo}");
        }
    }
}

#[test]
fn what_may_not_be_looked_at_is_in_no_backup() {
    for fault in [FileFault::Missing, FileFault::Damaged] {
        let dir = PathBuf::from("ca");
        let (_, todo) = english(FilesError::File { dir, file: "public/cv-root.cv", fault });
        assert!(todo.contains("backup"), "{todo}");
    }
    let (path, cause) = (PathBuf::from("ca/public"), std::io::ErrorKind::PermissionDenied.into());
    let (what, todo) = english(FileError { path, cause });
    assert!(what.contains("ca/public") && !todo.contains("backup"), "{what} {todo}");
    let (dir, file) = (PathBuf::from("ca"), "public/signing-ca.crl");
    let (_, todo) = english(FilesError::File { dir, file, fault: FileFault::ListMissing });
    assert!(todo.contains("juki authority crl"), "{todo}");
}

#[test]
fn lines_are_counted() {
    let dir = PathBuf::from("ca");
    let line = Fault { line: 1, kind: FaultKind::Check };
    let count = 5;
    for copied in 1..=count {
        let copy = if copied == count {
            let copy = WholeCopy { lines: copied, lists: ListAgreement::Confirmed };
            CopyReach::Whole { lines: count, copy }
        } else {
            CopyReach::Behind { lines: count, copied }
        };
        let fault = LedgerFault::Line { line, copy };
        let (what, said) = english(LedgerError { dir: dir.clone(), fault });
        assert!(what.contains("Line 1 "), "{what}");
        let index = [format!("the index {count}"), format!("the index ({count} lines)")];
        let lines = if copied == 1 { "1 line".to_owned() } else { format!("{copied} lines") };
        assert!(said.contains(&lines), "{said}");
        assert!(index.iter().any(|index| said.contains(index)), "{said}");
    }
}

#[test]
fn a_copy_of_which_the_lists_say_nothing_is_not_said_to_have_what_was_published() {
    let copy = Some(WholeCopy { lines: 3, lists: ListAgreement::Undetermined });
    let fault = LedgerFault::Missing { copy };
    let error = Error::from(LedgerError { dir: PathBuf::from("ca"), fault });
    assert_eq!(error.todo.id(), "todo-index-copy-open");
    for (language, claim) in
        [(Language::English, "has what was published"), (Language::Japanese, "一致します")]
    {
        let (_, text) = error.texts(&Locale::new(language));
        assert!(!text.contains(claim), "{text}");
    }
}

#[test]
fn a_revocation_that_is_not_entered_names_its_authority() {
    let (dir, serial) = (PathBuf::from("ca"), "0A".to_owned());
    for cause in [RevocationRefusal::NotIssued(serial.clone()), RevocationRefusal::Held(serial)] {
        let (what, todo) = english(StoreError::Revocation { dir: dir.clone(), cause });
        assert!(what.contains("0A") && todo.contains("'ca'"), "{what} {todo}");
    }
}
