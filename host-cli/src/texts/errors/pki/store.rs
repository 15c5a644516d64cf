//! What errors of an authority in a folder mean to the user.

use std::path::Path;

use super::rejected;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::new_file;
use crate::pki::KeyFault;
use crate::pki::authority::{Contradiction, FileFault, FilesError, RevocationRefusal};
use crate::pki::index::FaultKind;
use crate::pki::store::{
    CopyReach, LedgerError, LedgerFault, ListAgreement, StoreError, WholeCopy,
};

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::File(cause) => cause.into(),
            StoreError::Exists(dir) => rejected(
                msg!("error-authority-exists", path = dir.display()),
                msg!("todo-authority-exists"),
            ),
            StoreError::NoAuthority(dir) => rejected(
                msg!("error-no-authority", path = dir.display()),
                msg!("todo-no-authority"),
            ),
            StoreError::Files(cause) => cause.into(),
            StoreError::Ledger(cause) => cause.into(),
            StoreError::Trust(cause) => cause.into(),
            StoreError::Revocation { dir, cause } => refusal(&dir, cause),
            StoreError::Event(cause) => cause.into(),
            StoreError::Encode(cause) => cause.into(),
        }
    }
}

/// A revocation that the authority in a folder does not enter.
fn refusal(dir: &Path, refusal: RevocationRefusal) -> Error {
    let dir = dir.display();
    let (what, todo) = match refusal {
        RevocationRefusal::NotIssued(serial) => {
            (msg!("error-not-issued", serial = serial), msg!("todo-not-issued", dir = dir))
        }
        RevocationRefusal::NotHeld(serial) => {
            (msg!("error-revoke-not-held", serial = serial), msg!("todo-revoke-not-held"))
        }
        RevocationRefusal::Held(serial) => (
            msg!("error-revoke-held", serial = &serial),
            msg!("todo-revoke-held", dir = dir, serial = &serial),
        ),
        RevocationRefusal::Revoked(serial) => {
            (msg!("error-revoke-twice", serial = serial), msg!("todo-revoke-twice"))
        }
    };
    rejected(what, todo)
}

impl From<FilesError> for Error {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::Read(cause) => cause.into(),
            FilesError::File { dir, file, fault } => of_file(&dir, file, fault),
            FilesError::Encode(cause) => cause.into(),
        }
    }
}

/// What is wrong with a file of the authority in a folder.
fn of_file(dir: &Path, file: &str, fault: FileFault) -> Error {
    let shown = |file: &str| dir.join(file).display().to_string();
    let (path, dir) = (shown(file), dir.display().to_string());
    let damaged = || msg!("todo-authority-damaged", path = shown(file), dir = &dir);
    let (what, todo) = match fault {
        FileFault::Missing => (msg!("error-authority-missing", path = path), damaged()),
        FileFault::ListMissing => (
            msg!("error-authority-missing", path = path),
            msg!("todo-authority-list-lost", dir = &dir),
        ),
        FileFault::Damaged => (msg!("error-authority-file", path = path), damaged()),
        FileFault::Json(cause) => {
            let (line, column) = (cause.line(), cause.column());
            (msg!("error-authority-json", path = path, line = line, column = column), damaged())
        }
        FileFault::Format { found, known } => (
            msg!("error-authority-newer", path = &dir, format = found, known = known),
            msg!("todo-authority-newer"),
        ),
        FileFault::Key(KeyFault::Damaged) => (msg!("error-authority-key", path = path), damaged()),
        FileFault::Key(KeyFault::Locked) => {
            (msg!("error-authority-locked", path = path), msg!("todo-authority-locked", dir = &dir))
        }
        FileFault::Key(KeyFault::Passphrase) => (
            msg!("error-authority-passphrase", path = path),
            msg!("todo-authority-passphrase", dir = &dir),
        ),
        FileFault::Mismatch { other } => (
            msg!("error-authority-mismatch", path = path, other = shown(other)),
            msg!("todo-authority-mismatch", dir = &dir),
        ),
        FileFault::ForeignList { other } => (
            msg!("error-authority-list", path = &path),
            msg!("todo-authority-list", path = &path, other = shown(other), dir = &dir),
        ),
        FileFault::Contradiction { found, index } => {
            let index = shown(index);
            (contradiction(path, &index, found), msg!("todo-index-backup", index = index))
        }
    };
    rejected(what, todo)
}

/// What a list says and an index does not.
fn contradiction(list: String, index: &str, contradiction: Contradiction) -> Message {
    match contradiction {
        Contradiction::Newer { number, known } => {
            let (number, known) = (number.to_string(), known.to_string());
            msg!("error-index-older", list = list, index = index, number = number, known = known)
        }
        Contradiction::Revoked { serial } => {
            msg!("error-index-unrevoked", list = list, index = index, serial = serial)
        }
    }
}

impl From<LedgerError> for Error {
    fn from(error: LedgerError) -> Self {
        let (index, copy) = (error.index(), error.copy());
        let (path, copied) = (index.display().to_string(), copy.display().to_string());
        let backup = || msg!("todo-index-backup", index = &path);
        let take = |lines, whole| take_copy(&index, &copy, lines, whole);
        let (what, todo) = match error.fault {
            LedgerFault::Line { line, copy: reach } => {
                let what = match line.kind {
                    FaultKind::Check => msg!("error-index-check", path = &path, line = line.line),
                    FaultKind::Syntax { column } => {
                        let line = line.line;
                        msg!("error-index-syntax", path = &path, line = line, column = column)
                    }
                    FaultKind::Member(member) => {
                        let line = line.line;
                        msg!("error-index-member", path = &path, line = line, member = member)
                    }
                    FaultKind::Meaning => {
                        msg!("error-authority-index", path = &path, line = line.line)
                    }
                };
                let todo = match reach {
                    CopyReach::Whole { lines, copy } => take(lines, copy),
                    CopyReach::Behind { lines, copied: count } => msg!(
                        "todo-index-behind",
                        copy = &copied,
                        copied = count,
                        index = &path,
                        lines = lines
                    ),
                    CopyReach::Unusable => backup(),
                };
                (what, todo)
            }
            LedgerFault::Missing { copy: whole } => {
                let todo = match whole {
                    Some(WholeCopy { lines, lists: ListAgreement::Confirmed }) => {
                        msg!("todo-index-copy-alone", copy = &copied, copied = lines, index = &path)
                    }
                    Some(WholeCopy { lines, lists: ListAgreement::Undetermined }) => {
                        msg!("todo-index-copy-open", copy = &copied, copied = lines, index = &path)
                    }
                    Some(WholeCopy { lists: ListAgreement::Contradicted, .. }) | None => backup(),
                };
                (msg!("error-authority-missing", path = &path), todo)
            }
            LedgerFault::Short { lines, copy: whole } => {
                let what = msg!(
                    "error-index-short",
                    path = &path,
                    copy = &copied,
                    lines = lines,
                    copied = whole.lines
                );
                (what, take(lines, whole))
            }
            LedgerFault::Two { lines, lists, copy: whole } => {
                let what = msg!(
                    "error-index-two",
                    path = &path,
                    copy = &copied,
                    lines = lines,
                    copied = whole.lines
                );
                (what, of_two(&index, &copy, lists, whole.lists))
            }
        };
        Self::new(Exit::Rejected, what, todo)
    }
}

/// What to do where the copy has all that the index has: the index is put aside, not lost. A copy
/// that a list speaks against is not taken.
fn take_copy(index: &Path, copy: &Path, lines: usize, whole: WholeCopy) -> Message {
    match whole.lists {
        ListAgreement::Contradicted => msg!("todo-index-backup", index = index.display()),
        ListAgreement::Confirmed | ListAgreement::Undetermined => msg!(
            "todo-index-copy",
            aside = new_file::free_name(index).display(),
            copy = copy.display(),
            copied = whole.lines,
            index = index.display(),
            lines = lines
        ),
    }
}

/// What to do about an index and a copy that are both whole, and of different times: the lists that
/// were published know which of them is of this one.
fn of_two(index: &Path, copy: &Path, own: Option<ListAgreement>, copied: ListAgreement) -> Message {
    let [index_aside, copy_aside] = [index, copy].map(new_file::free_name);
    let (index, copy) = (index.display(), copy.display());
    match (own, copied) {
        (Some(ListAgreement::Confirmed), ListAgreement::Contradicted) => {
            let aside = copy_aside.display();
            msg!("todo-index-not-copy", aside = aside, index = index, copy = copy)
        }
        (Some(ListAgreement::Contradicted), ListAgreement::Confirmed) => {
            let aside = index_aside.display();
            msg!("todo-index-by-copy", aside = aside, index = index, copy = copy)
        }
        _ => msg!("todo-index-two", index = index, copy = copy),
    }
}
