//! What is done to the folder of an authority: disks fail, hands slip, backups are old.

use std::fs;
use std::path::PathBuf;

use der::Decode as _;
use x509_cert::Certificate;

use super::super::authority::tests::{Folder, authority, issue, now, rng};
use super::super::index::card::{CardChange, CardEvent};
use super::super::index::line::CheckValue;
use super::super::index::{Fault, FaultKind};
use super::*;
use crate::Purpose;
use crate::authority::published::PublishedCrl;
use crate::authority::{Contradiction, FileFault};
use crate::crl::Age;
use crate::received::RevocationList;
use crate::trust_folder;

mod combinations;
mod no_file;
mod since;
mod upgrade;

const INDEX: &str = "private/issued.jsonl";
const COPY: &str = "private/issued.copy.jsonl";
const LIST: &str = "public/signing-ca.crl";
const KEPT: &str = "private/signing-ca.crl";

/// An authority in a folder, with two certificates for signing of which one is suspended.
struct Office {
    folder: Folder,
    held: String,
    other: Entry,
}

impl Office {
    fn new(name: &str) -> Self {
        let folder = Folder::new(name);
        let mut authority = authority();
        let seal = KeyEncryption { passphrase: None };
        init(&folder.0.join("ca"), &authority, seal, &mut rng(), |_| ()).unwrap();
        let [held, other] = [(); 2].map(|()| issue(&mut authority, Purpose::Signing).entry);
        let office = Self { folder, held: held.serial.clone(), other: other.clone() };
        record_issued(&office.dir(), &held).unwrap();
        record_issued(&office.dir(), &other).unwrap();
        office.revoke(Reason::CertificateHold).unwrap();
        office
    }

    fn dir(&self) -> PathBuf {
        self.folder.0.join("ca")
    }

    fn revoke(&self, reason: Reason) -> Result<Entry, StoreError> {
        revoke(&self.dir(), None, &self.held, reason, now())
    }

    fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.dir().join(path)).unwrap()
    }

    fn write(&self, path: &str, content: &[u8]) {
        fs::write(self.dir().join(path), content).unwrap();
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.dir().join(path)).unwrap();
    }

    fn lines(&self) -> Vec<Vec<u8>> {
        let text = self.read(INDEX);
        text.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
    }

    /// As an older version left it: no check values, no copies, no lines of lists.
    fn make_old(&self) {
        let lines = self.lines();
        let lines = lines.iter().filter(|line| !line.starts_with(b"{\"event\":\"list\""));
        let old: Vec<u8> =
            lines.flat_map(|line| [&line[..line.len() - 45], b"}\n"].concat()).collect();
        self.write(INDEX, &old);
        self.remove(COPY);
        for issuer in Issuer::ALL {
            self.remove(kept_crl_file(issuer));
        }
        let marker = String::from_utf8(self.read("authority.json")).unwrap();
        self.write("authority.json", marker.replace("\"format\":2", "\"format\":1").as_bytes());
    }

    /// Whatever reads or writes the index gives the same error, and changes nothing.
    fn refuses(&self) -> StoreError {
        let files = [INDEX, LIST].map(|path| self.read(path));
        let dir = self.dir();
        let change = CardChange::Activated { generation: None };
        let event = CardEvent { card: "J".to_owned(), at: now(), change };
        let mut errors = vec![
            index(&dir).unwrap_err(),
            load(&dir, None).unwrap_err(),
            renew_crls(&dir, None, now()).unwrap_err(),
            self.revoke(Reason::KeyCompromise).unwrap_err(),
            record_card::<StoreError>(&dir, &event, &Index::default(), |_| Ok(())).unwrap_err(),
        ];
        let said: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert!(said.iter().all(|other| *other == said[0]), "{said:?}");
        assert_eq!([INDEX, LIST].map(|path| self.read(path)), files);
        errors.remove(0)
    }

    /// As [`Self::refuses`], for what is wrong with the index.
    fn refuses_index(&self) -> LedgerFault {
        ledger_fault(self.refuses())
    }

    /// As [`Self::refuses`], for what is wrong with another file.
    fn refuses_file(&self) -> FileFault {
        match self.refuses() {
            StoreError::Files(FilesError::File { fault, .. }) => fault,
            other => panic!("{other:?}"),
        }
    }

    /// As [`Self::refuses`], for what a list says and the index does not.
    fn refuses_by_list(&self) -> Contradiction {
        match self.refuses_file() {
            FileFault::Contradiction { found, .. } => found,
            other => panic!("{other:?}"),
        }
    }
}

fn ledger_fault(error: StoreError) -> LedgerFault {
    match error {
        StoreError::Ledger(LedgerError { fault, .. }) => fault,
        other => panic!("{other:?}"),
    }
}

/// The file that the system does not read, wherever that was seen.
fn unread(error: StoreError) -> FileError {
    match error {
        StoreError::File(cause) | StoreError::Files(FilesError::Read(cause)) => cause,
        other => panic!("{other:?}"),
    }
}

/// True when the copy is to take the place of the index.
fn has_all(fault: LedgerFault) -> bool {
    match fault {
        LedgerFault::Line { copy: CopyReach::Whole { copy, .. }, .. }
        | LedgerFault::Short { copy, .. } => copy.lists != ListAgreement::Contradicted,
        _ => false,
    }
}

/// What whoever is asked before a line is written gives.
#[derive(Debug)]
enum CallbackError {
    Refused,
    Store(StoreError),
}

impl From<StoreError> for CallbackError {
    fn from(cause: StoreError) -> Self {
        Self::Store(cause)
    }
}

fn crl_number(list: &[u8]) -> u64 {
    let authority = authority();
    let certificate = Certificate::from_der(authority.ca_certificate(Issuer::ALL[0])).unwrap();
    PublishedCrl::parse(list, &certificate).unwrap().number
}

#[test]
fn an_index_that_lost_its_last_lines_is_refused_and_its_copy_named() {
    let office = Office::new("lost-lines");
    let lines = office.lines();
    for kept in 1..lines.len() {
        office.write(INDEX, &lines[..kept].concat());
        let fault = office.refuses_index();
        let copy = WholeCopy { lines: lines.len(), lists: ListAgreement::Confirmed };
        assert_eq!(fault, LedgerFault::Short { lines: kept, copy });
    }
    // Also where a line is cut off: the copy has it.
    let whole = lines.concat();
    office.write(INDEX, &whole[..whole.len() - 7]);
    assert!(matches!(office.refuses_index(), LedgerFault::Short { .. }));
    office.write(INDEX, b"");
    let fault = office.refuses_index();
    let line = Fault { line: 1, kind: FaultKind::Check };
    assert!(matches!(fault, LedgerFault::Line { line: found, .. } if found == line), "{fault:?}");
    // The copy has what is missing.
    fs::copy(office.dir().join(COPY), office.dir().join(INDEX)).unwrap();
    office.revoke(Reason::KeyCompromise).unwrap();
}

#[test]
fn a_copy_is_not_recommended_when_it_lacks_what_the_index_still_says() {
    let office = Office::new("copy-behind");
    let lines = office.lines();
    let count = lines.len();
    let mut damaged = lines.concat();
    damaged[40] ^= 1;
    office.write(INDEX, &damaged);
    for copied in 1..=count {
        office.write(COPY, &lines[..copied].concat());
        let copy = if copied == count {
            let copy = WholeCopy { lines: copied, lists: ListAgreement::Confirmed };
            CopyReach::Whole { lines: count, copy }
        } else {
            CopyReach::Behind { lines: count, copied }
        };
        let line = Fault { line: 1, kind: FaultKind::Check };
        assert_eq!(office.refuses_index(), LedgerFault::Line { line, copy }, "{copied} of {count}");
    }
    // The damaged line is the last, and the only one that the copy lacks: it can still be read.
    let behind = |index: &[u8], copied: usize| {
        office.write(INDEX, index);
        office.write(COPY, &lines[..copied].concat());
        let fault = office.refuses_index();
        assert!(matches!(fault, LedgerFault::Line { .. }), "{fault:?}");
        !has_all(fault)
    };
    let mut last = lines.concat();
    let digit = last.len() - 4;
    last[digit] = if last[digit] == b'0' { b'1' } else { b'0' };
    assert!(behind(&last, count - 1));
    // A line was lost in the middle: as many lines are not the same lines.
    let gap = [&lines[..1], &lines[2..]].concat().concat();
    assert!(behind(&gap, count - 1));
    assert!(!behind(&gap, count));
    // Whoever knows no check values wrote a line at the end.
    let old = [&lines[0][..lines[0].len() - 45], b"}\n"].concat();
    assert!(behind(&[lines.concat(), old].concat(), count));
    // What says nothing is no loss.
    assert!(!behind(&[&lines.concat()[..], b"\0\0\0\n"].concat(), count));
}

#[test]
fn a_longer_copy_of_another_time_is_not_recommended() {
    let office = Office::new("copy-other");
    let mut check = CheckValue::default();
    let other = (0..50).flat_map(|number| {
        Event::List { issuer: Issuer::ALL[0], number }.line(&mut check).unwrap()
    });
    office.write(COPY, &other.collect::<Vec<_>>());
    assert!(office.read(COPY).len() > office.read(INDEX).len());
    // It says less than the lists that were published.
    let fault = office.refuses_index();
    let LedgerFault::Two { lists, copy, .. } = fault else { panic!("{fault:?}") };
    assert_eq!((lists, copy.lists), (Some(ListAgreement::Confirmed), ListAgreement::Contradicted));
}

#[test]
fn every_bit_of_an_index_is_watched() {
    let office = Office::new("bits");
    let whole = office.read(INDEX);
    for place in (0..whole.len()).step_by(7).chain([whole.len() - 1]) {
        let mut flipped = whole.clone();
        flipped[place] ^= 1 << (place % 8);
        office.write(INDEX, &flipped);
        let fault = ledger_fault(index(&office.dir()).unwrap_err());
        let is_short = matches!(fault, LedgerFault::Short { .. });
        assert_eq!(is_short, place + 1 == whole.len(), "{place}");
        assert!(has_all(fault), "{place}");
    }
}

#[test]
fn an_older_backup_is_refused_by_what_was_published_since() {
    let office = Office::new("older-backup");
    let backup = office.read(INDEX);
    let restore = || {
        office.write(INDEX, &backup);
        office.write(COPY, &backup);
    };
    office.revoke(Reason::KeyCompromise).unwrap();
    // The folder of private files, but for the copy of the list.
    restore();
    assert!(matches!(office.refuses_by_list(), Contradiction::Newer { .. }));
    // With it: the public folder is served, and was not restored.
    let kept = office.read(KEPT);
    office.remove(KEPT);
    assert!(matches!(office.refuses_by_list(), Contradiction::Newer { .. }));
    // The other way round, the public folder is older: the kept list knows.
    office.write(KEPT, &kept);
    office.remove(LIST);
    index(&office.dir()).unwrap_err();
    // A line that was being written when the backup was made does not hide it.
    office.write(LIST, &kept);
    office.write(INDEX, &[&backup[..], b"{\"event\":\"rev"].concat());
    assert!(matches!(office.refuses_by_list(), Contradiction::Newer { .. }));
}

#[test]
fn a_revocation_leaves_a_list_only_when_it_was_lifted() {
    let office = Office::new("lifted");
    office.make_old();
    // The line of the revocation is lost, and nothing but the list says so.
    let lines = office.lines();
    let (last, rest) = lines.split_last().unwrap();
    office.write(INDEX, &rest.concat());
    let held = Contradiction::Revoked { serial: office.held.clone() };
    assert_eq!(office.refuses_by_list(), held);
    // Nor is a certificate forgotten that was issued.
    let others =
        lines.iter().filter(|line| !line.windows(32).any(|part| part == office.held.as_bytes()));
    office.write(INDEX, &others.cloned().collect::<Vec<_>>().concat());
    assert_eq!(office.refuses_by_list(), held);
    // A line of the end of the suspension is one that says so, when it is not of before it.
    let line = |date: &str| {
        let serial = &office.held;
        format!(
            "{{\"event\":\"revoked\",\"serial\":\"{serial}\",\"date\":\"{date}\",\"reason\":\
             \"removeFromCRL\"}}\n"
        )
    };
    let early = line("2026-11-20T00:00:00Z");
    office.write(INDEX, &[&rest.concat()[..], early.as_bytes()].concat());
    assert_eq!(office.refuses_by_list(), held);
    office.write(INDEX, &[&lines.concat()[..], line(&now().to_string()).as_bytes()].concat());
    renew_crls(&office.dir(), None, now()).unwrap();
    // What was revoked for good is never lifted.
    office.revoke(Reason::KeyCompromise).unwrap();
    office.make_old();
    let lines = String::from_utf8(office.read(INDEX)).unwrap();
    let lines = lines.replace("keyCompromise", "certificateHold");
    office.write(INDEX, lines.as_bytes());
    assert_eq!(office.refuses_by_list(), held);
    assert!(!last.is_empty());
}

#[test]
fn numbers_of_lists_never_go_back() {
    let office = Office::new("numbers");
    let dir = office.dir();
    let mut last = crl_number(&office.read(LIST));
    let earlier = DateTime::new(2020, 1, 1, 0, 0, 0).unwrap();
    let lost: [&[&str]; 4] = [&[], &[LIST], &[KEPT], &[LIST, KEPT]];
    for paths in lost {
        paths.iter().for_each(|path| office.remove(path));
        // A clock that stands wrong changes nothing.
        renew_crls(&dir, None, earlier).unwrap();
        let next = crl_number(&office.read(LIST));
        assert_eq!(next, last + 1, "{paths:?}");
        assert_eq!(office.read(LIST), office.read(KEPT));
        last = next;
    }
    // Everything is of an old backup, the whole folder: the time is larger than any number then.
    let later = DateTime::new(2027, 1, 1, 0, 0, 0).unwrap();
    renew_crls(&dir, None, later).unwrap();
    assert_eq!(crl_number(&office.read(LIST)), later.unix_duration().as_secs());
}

#[test]
fn dates_of_lists_go_back_only_from_a_wrong_clock() {
    let at = |seconds: u64| {
        let moment = now().unix_duration() + core::time::Duration::from_secs(seconds);
        DateTime::from_unix_duration(moment).unwrap()
    };
    let (hour, days) = (60 * 60, 2 * 24 * 60 * 60);
    // When the last list was made, when the next one is, and the date of that.
    for (name, last, next, expected) in [
        ("time goes on", 10, 20, 20),
        ("a command began before another one published", 20, 10, 20),
        ("an hour before", hour, 0, hour),
        ("a fast clock that was set right", days, 10, 10),
    ] {
        let office = Office::new("dates");
        renew_crls(&office.dir(), None, at(last)).unwrap();
        let number = crl_number(&office.read(LIST));
        renew_crls(&office.dir(), None, at(next)).unwrap();
        let list = RevocationList::read(&office.read(LIST)).unwrap();
        assert_eq!(Age::of(&list).this_update, at(expected), "{name}");
        assert!(crl_number(&office.read(LIST)) > number, "{name}");
    }
}

/// What a user copied from an authority whose clock was fast is refreshed by what it published
/// when the clock was right again, and by nothing older.
#[test]
fn a_refresh_takes_the_list_of_the_higher_number() {
    let office = Office::new("refresh");
    let later = core::time::Duration::from_secs(2 * 24 * 60 * 60);
    let fast = DateTime::from_unix_duration(now().unix_duration() + later).unwrap();
    let user = office.folder.0.join("user");
    renew_crls(&office.dir(), None, fast).unwrap();
    trust_folder::add(&office.dir().join("public"), &user).unwrap();
    let old = office.folder.0.join("old.crl");
    fs::write(&old, office.read(LIST)).unwrap();
    office.revoke(Reason::KeyCompromise).unwrap();
    let list = office.dir().join(LIST);
    let refreshed = trust_folder::add(&list, &user).unwrap();
    assert_eq!((refreshed.added.len(), refreshed.replaced.len()), (1, 1), "{refreshed:?}");
    let again = trust_folder::add(&old, &user).unwrap();
    assert_eq!((again.added.len(), again.older.len()), (0, 1), "{again:?}");
}

#[test]
fn a_list_that_is_damaged_is_named() {
    let office = Office::new("damaged-list");
    let whole = office.read(LIST);
    let mut flipped = whole.clone();
    let middle = whole.len() / 2;
    flipped[middle] ^= 4;
    office.write(LIST, &flipped);
    assert_eq!(office.refuses_file(), FileFault::ForeignList { other: KEPT });
    // Without it the next one is made.
    office.remove(LIST);
    renew_crls(&office.dir(), None, now()).unwrap();
    assert_eq!(crl_number(&office.read(LIST)), crl_number(&whole) + 1);
}

#[test]
fn a_damaged_copy_is_written_anew() {
    let office = Office::new("copy");
    let whole = office.read(INDEX);
    let mut damaged = whole.clone();
    damaged[40] ^= 1;
    office.write(COPY, &damaged);
    renew_crls(&office.dir(), None, now()).unwrap();
    assert_eq!(office.read(INDEX), office.read(COPY));
    // Lost, or a line behind: the next line brings it along.
    office.remove(COPY);
    record_issued(&office.dir(), &Entry { serial: "0A".to_owned(), ..office.other.clone() })
        .unwrap();
    assert_eq!(office.read(INDEX), office.read(COPY));
    let lines = office.lines();
    office.write(COPY, &lines[..lines.len() - 1].concat());
    record_issued(&office.dir(), &Entry { serial: "0B".to_owned(), ..office.other.clone() })
        .unwrap();
    assert_eq!(office.read(INDEX), office.read(COPY));
    // Both whole, and of different times.
    let mut check = CheckValue::default();
    let event = Event::List { issuer: Issuer::ALL[0], number: 1 };
    office.write(COPY, &event.line(&mut check).unwrap());
    assert!(matches!(office.refuses_index(), LedgerFault::Two { .. }));
}

#[test]
fn of_two_that_begin_with_one_card_the_second_is_told() {
    let office = Office::new("card-events");
    let dir = office.dir();
    let event = |change| CardEvent { card: "JUKIV0000000009".to_owned(), at: now(), change };
    let begun = event(CardChange::Begun { seal: [1; 32], generation: 0 });
    let earlier = index(&dir).unwrap();
    let begin = || {
        record_card(&dir, &begun, &earlier, |state| {
            state.map_or(Ok(()), |_| Err(CallbackError::Refused))
        })
    };
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(begin)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    let aid = vec![0xF0, 1, 2, 3, 4];
    let service = event(CardChange::ServiceHandedOver { aid: aid.clone(), generation: 5 });
    record_card::<StoreError>(&dir, &service, &Index::default(), |_| Ok(())).unwrap();
    let index = load(&dir, None).unwrap().index().clone();
    let state = index.card("JUKIV0000000009").unwrap();
    assert!(state.begun.is_some() && state.handed_over.is_empty() && state.activated.is_none());
    assert!(state.services.contains_key(&aid));
    // Cards of before there was such a line are known by their certificates.
    assert!(index.card(&office.other.card).unwrap().begun.is_none());
}

/// What is missing in the file that makes a folder an authority's is behind the error.
#[test]
fn a_marker_that_lacks_something_says_what() {
    use std::error::Error as _;

    let office = Office::new("marker-lacks");
    let marker = "{\"format\": 2, \"created\": \"2026-01-01T00:00:00Z\"}";
    fs::write(office.dir().join(MARKER), marker).unwrap();
    let error = is_checked(&office.dir()).unwrap_err();
    let cause = error.source().unwrap().to_string();
    assert!(cause.starts_with("missing field `crl_base`"), "{cause}");
}
