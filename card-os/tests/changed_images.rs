//! The memory of an issued card, changed byte by byte: the card loads, or it is there but damaged,
//! or there is none. It never panics, never shows a closed file, never has a try more.
//!
//! Given the card of `test_vectors::world`, used: PINs missed, one blocked, a file written. Every
//! byte of its memory is changed, the blank ones too; after each change the card starts, and a
//! host that has no PIN asks it for all that is closed and for the tries that are left.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails so")]

use std::collections::BTreeMap;

use apdu_spec::status::StatusWord;
use card_os::MountError;
use card_os::storage::Error;
use card_os_testing::card::{IDENTITY, SmallTestCard, split};
use card_os_testing::state::State;
use test_vectors::flash::SimFlash;
use test_vectors::scenario;
use test_vectors::watch::Watch;
use test_vectors::world::{self, PROTECTED_FILES};

const ERASE: usize = 1024;
const PAGES: usize = 16;

type Card = SmallTestCard<ERASE>;
type Flash = SimFlash<ERASE>;

/// What the card did last: the word of its log that a change may make look like one that was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LastCommand {
    /// A wrong PIN: the try is spent.
    WrongPin,
    /// A right PIN after a wrong one: the tries are back.
    RightPin,
    /// A file written.
    Write,
}

/// An issued card in use, switched off.
fn used(last: LastCommand) -> Flash {
    let mut card = Card::blank_on(PAGES);
    world::issue(&mut card).unwrap();
    let mut card = card.restarted();
    let miss = |card: &mut Card, notation: &str| {
        assert!(card.send(notation).1.tries_left().is_some(), "{notation}");
    };
    miss(&mut card, "00 20 00 11 [\"9999\"]");
    card.done("00 A4 08 0C [D101]");
    for _ in 0..3 {
        miss(&mut card, "00 20 00 98 [\"9999\"]");
    }
    miss(&mut card, "00 20 00 9B [\"999999\"]");
    let mut card = card.restarted();
    card.done("00 A4 00 0C [0006]");
    match last {
        LastCommand::WrongPin => miss(&mut card, "00 20 00 11 [\"9999\"]"),
        LastCommand::RightPin => {
            miss(&mut card, "00 20 00 12 [\"99999999\"]");
            card.done("00 20 00 12 [\"87654321\"]");
        }
        LastCommand::Write => {
            card.done("00 D6 00 00 [000102030405060708090A0B0C0D0E0F]");
        }
    }
    card.card.into_flash()
}

/// What a host asks that has no PIN.
struct Questions {
    /// SELECT and reading of what is closed.
    closed: Vec<Vec<u8>>,
    /// Queries of tries, and where.
    tries: Vec<Vec<u8>>,
    select_mf: Vec<u8>,
    serial: Vec<u8>,
    /// The right value of the PIN that is blocked.
    blocked: Vec<u8>,
    wrong: Vec<u8>,
}

impl Questions {
    fn new() -> Self {
        let bytes = |notation: &str| scenario::bytes(notation).unwrap();
        let mut closed = Vec::new();
        for file in PROTECTED_FILES {
            let path: Vec<u8> = file.path.iter().flat_map(|fid| fid.to_be_bytes()).collect();
            closed.push(
                [&[0x00, 0xA4, 0x08, 0x0C, u8::try_from(path.len()).unwrap()], &path[..]].concat(),
            );
            closed.push(bytes("00 B0 00 00 00"));
            closed.push(bytes("00 B2 01 04 00"));
        }
        let tries = ["00 A4 00 0C [3F00]", "00 20 00 11", "00 20 00 12", "00 A4 08 0C [D101]"];
        let tries = tries.into_iter().chain(["00 20 00 98", "00 20 00 9B"]).map(bytes).collect();
        Self {
            closed,
            tries,
            select_mf: bytes("00 A4 00 04 [3F00] 00"),
            serial: bytes("00 CA 00 45 00"),
            blocked: bytes("00 20 00 98 [\"1111\"]"),
            wrong: bytes("00 20 00 11 [\"0000\"]"),
        }
    }
}

/// What the card is after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// As it was.
    Same,
    /// As it was before its last command: the change is one that a cut could have left.
    Before,
    /// There, and damaged.
    Damaged,
    /// There is none.
    Refused,
}

/// The memory as it was, and what it says.
struct ImageComparison {
    flash: Flash,
    state: State,
    tries: Vec<Option<u8>>,
    questions: Questions,
}

impl ImageComparison {
    fn new(last: LastCommand) -> Self {
        let (flash, questions) = (used(last), Questions::new());
        let state = State::of(&flash);
        let mut card = Card::start(flash.clone());
        let tries = Self::ask_tries(&mut card, &questions);
        assert_eq!(tries[4], Some(0), "one is blocked");
        let asked = Self { flash, state, tries, questions };
        assert_eq!(asked.judge(&asked.flash, "unchanged", true), Outcome::Same);
        asked
    }

    fn ask_tries(card: &mut Card, questions: &Questions) -> Vec<Option<u8>> {
        let ask = |command: &Vec<u8>| split(&card.answer(command)).1.tries_left();
        questions.tries.iter().map(ask).collect()
    }

    /// Starts the card in this memory and asks it everything. With `write` it is then used.
    fn judge(&self, flash: &Flash, what: &str, write: bool) -> Outcome {
        let mut card = match Card::try_start(flash.clone()) {
            Ok(card) => card,
            Err(refused) => {
                assert_eq!(refused.flash.bytes(), flash.bytes(), "{what}");
                let none = matches!(
                    refused.error,
                    MountError::Storage(Error::Foreign | Error::Newer { .. } | Error::Geometry)
                );
                assert!(none, "{what}: {}", refused.error);
                return Outcome::Refused;
            }
        };
        let mut watch = Watch::of_world(&IDENTITY.serial);
        let damaged = card.card.damaged().is_some();
        let mut ask = |card: &mut Card, command: &[u8]| {
            let answer = card.answer(command);
            watch.exchange(command, &answer).unwrap_or_else(|fault| panic!("{what}: {fault}"));
            split(&answer)
        };
        let (fcp, status) = ask(&mut card, &self.questions.select_mf);
        let (expected, length) = match damaged {
            true => (StatusWord::DATA_MAY_BE_CORRUPTED, 9),
            false => (StatusWord::SUCCESS, fcp.len()),
        };
        assert_eq!((status, fcp.len()), (expected, length), "{what}");
        let said = (IDENTITY.serial.to_vec(), StatusWord::SUCCESS);
        assert_eq!(ask(&mut card, &self.questions.serial), said, "{what}");
        for command in &self.questions.closed {
            let (data, status) = ask(&mut card, command);
            let read = status.is_success() || status.is_warning();
            assert!(data.is_empty() && (!read || command[1] == 0xA4), "{what}: {status:?}");
            assert!(!damaged || status == StatusWord::MEMORY_FAILURE, "{what}: {status:?}");
        }
        let tries = Self::ask_tries(&mut card, &self.questions);
        if damaged {
            assert!(tries.iter().all(Option::is_none), "{what}");
        } else {
            no_more(&tries, &self.tries, what);
        }
        let (_, status) = ask(&mut card, &self.questions.blocked);
        assert!(!status.is_success(), "{what}: the blocked PIN");
        if damaged {
            assert_eq!(card.card.flash().operations(), flash.operations(), "{what}");
            assert_eq!(card.card.flash().bytes(), flash.bytes(), "{what}");
            return Outcome::Damaged;
        }
        let now = State::of(flash);
        no_more(&now.tries, &self.state.tries, what);
        let same = now == self.state && tries == self.tries;
        if write || !same {
            self.keeps_working(card, &now.tries, what);
        }
        if same { Outcome::Same } else { Outcome::Before }
    }

    /// A card that loads is used, and switched off: what it writes gives no try back.
    fn keeps_working(&self, mut card: Card, tries: &[Option<u8>], what: &str) {
        card.answer(&self.questions.select_mf);
        let (_, status) = split(&card.answer(&self.questions.wrong));
        assert!(!status.is_success(), "{what}");
        let flash = card.card.into_flash();
        assert_eq!(flash.violations(), &[] as &[String], "{what}");
        no_more(&State::of(&flash).tries, tries, what);
    }
}

/// No counter is higher than before.
fn no_more(now: &[Option<u8>], before: &[Option<u8>], what: &str) {
    for (slot, (now, before)) in now.iter().zip(before).enumerate() {
        assert!(now <= before, "{what}: counter {slot}, {before:?} before and {now:?} now");
    }
}

/// Changes every byte to what `values` make of it, erases and programs every word, and counts what
/// comes of it.
fn change_every_byte(last: LastCommand, values: impl Fn(u8) -> Vec<u8>) {
    let judge = ImageComparison::new(last);
    let mut found: BTreeMap<Outcome, usize> = BTreeMap::new();
    let whole = judge.flash.bytes();
    let mut change = |at: usize, to: &[u8]| {
        if whole[at..at + to.len()] == *to {
            return;
        }
        let mut bytes = whole.to_vec();
        bytes[at..at + to.len()].copy_from_slice(to);
        let what = format!("{last:?}: byte {at} made {to:02X?}");
        // A card that still loads is also used, now and then.
        let write = at % 32 == usize::from(to[0]) % 32;
        *found.entry(judge.judge(&Flash::from_bytes(bytes), &what, write)).or_default() += 1;
    };
    for (at, byte) in whole.iter().enumerate() {
        values(*byte).into_iter().for_each(|value| change(at, &[value]));
        if at % 4 == 0 {
            change(at, &[0xFF; 4]);
            change(at, &[0x00; 4]);
        }
    }
    let of = |outcome| found.get(&outcome).copied().unwrap_or_default();
    println!(
        "{} changes in {} bytes ({} not blank), last {last:?}: {} without effect, {} taken for a cut, {} damaged, {} refused",
        found.values().sum::<usize>(),
        whole.len(),
        whole.iter().filter(|byte| **byte != 0xFF).count(),
        of(Outcome::Same),
        of(Outcome::Before),
        of(Outcome::Damaged),
        of(Outcome::Refused)
    );
    assert!(of(Outcome::Damaged) > 0);
}

/// The lowest bit turned, the highest turned, and all of it faded, or all of it programmed.
fn three(byte: u8) -> Vec<u8> {
    let all = if byte == 0xFF { 0x00 } else { 0xFF };
    vec![byte ^ 0x01, byte ^ 0x80, all]
}

#[test]
fn after_a_missed_pin_no_changed_byte_opens_anything_or_gives_a_try_back() {
    change_every_byte(LastCommand::WrongPin, three);
}

#[test]
fn after_a_right_pin_no_changed_byte_opens_anything_or_gives_a_try_back() {
    change_every_byte(LastCommand::RightPin, three);
}

#[test]
fn after_a_write_no_changed_byte_opens_anything_or_gives_a_try_back() {
    change_every_byte(LastCommand::Write, three);
}

/// `cargo xtask full images`.
#[test]
#[ignore = "takes long: every byte made every other value"]
fn no_byte_of_any_value_opens_anything_or_gives_a_try_back() {
    let others = |byte: u8| (0..=0xFF).filter(|value| *value != byte).collect();
    for last in [LastCommand::WrongPin, LastCommand::RightPin, LastCommand::Write] {
        change_every_byte(last, others);
    }
}
