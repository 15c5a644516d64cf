//! Every scenario of `test-vectors`, and in it every command that writes, cut at operations of its
//! flash: before one, inside it in two ways, after it, with words that read differently from one
//! read to the next, and again while the next session begins.
//!
//! A command's operations are recorded as the scenario is played, and done again up to the cut on
//! the flash as it was before the command: a card writes the same until its power goes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails so")]

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use apdu_spec::command::Command;
use apdu_spec::instruction::{Instruction, Row};
use apdu_spec::status::StatusWord;
use card_os::storage::Store;
use card_os_testing::card::{TestCard, split};
use card_os_testing::state::State;
use test_vectors::conformance;
use test_vectors::flash::{Cut, Operation, SimFlash};
use test_vectors::scenario::{CardConnection, File};
use test_vectors::seed;

const ERASE: usize = 4096;

type Flash = SimFlash<ERASE>;

/// Rows, and forms of other rows, that write nothing. Each of the others must write in one of its
/// scenarios and be cut there.
const READING: &[&str] = &[
    "select",
    "manage-channel",
    "read-binary",
    "read-binary-odd",
    "search-binary",
    "search-binary-odd",
    "read-record",
    "read-record-odd",
    "search-record",
    "get-data",
    "get-data-odd",
    "verify/query",
    "verify/log-out",
    "external-authenticate/query",
    "log-out",
    "get-challenge",
    "internal-authenticate",
    "manage-security-environment/set-authentication",
    "manage-security-environment/set-key-agreement",
    "manage-security-environment/set-hash",
    "manage-security-environment/set-checksum",
    "manage-security-environment/set-digital-signature",
    "manage-security-environment/set-confidentiality",
    "manage-security-environment/restore-empty",
    "manage-security-environment/restore",
    "perform-security-operation/compute-digital-signature",
    "perform-security-operation/compute-digital-signature-hash-on-card",
    "perform-security-operation/hash",
    "perform-security-operation/hash-rest",
    "perform-security-operation/verify-digital-signature",
    "perform-security-operation/decipher",
    "generate-asymmetric-key-pair/read-public-key",
    "generate-asymmetric-key-pair-odd/read-public-key",
    "get-response",
    "compute-digital-signature-jpki",
];

/// What was done.
#[derive(Debug, Default)]
struct Tally {
    /// Commands that wrote, and their operations.
    commands: usize,
    operations: usize,
    cuts: usize,
    /// Cuts of the session that followed one.
    again: usize,
    /// Forms that wrote and were answered with success.
    wrote: BTreeSet<String>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.commands += other.commands;
        self.operations += other.operations;
        self.cuts += other.cuts;
        self.again += other.again;
        self.wrote.extend(other.wrote);
    }
}

/// A card whose commands are cut, each after it was answered.
struct TornCard {
    card: TestCard,
    /// Every operation is cut behind it; one in so many in all ways.
    sample: usize,
    /// Which of them, and what a cut leaves of a word.
    seed: u64,
    tally: Tally,
}

impl CardConnection for TornCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        let before = self.card.flash().clone();
        self.card.flash().record();
        let answer = self.card.answer(command);
        let operations = self.card.flash().recorded();
        if !operations.is_empty() {
            self.cut(command, &before, &operations);
            if split(&answer).1 == StatusWord::SUCCESS {
                self.tally.wrote.extend(form(command));
            }
        }
        Ok(answer)
    }

    fn reset(&mut self) -> Result<(), String> {
        self.card.reset()
    }
}

impl TornCard {
    fn cut(&mut self, command: &[u8], before: &Flash, operations: &[Operation]) {
        let after = self.card.flash().clone();
        let mut again = before.clone();
        again.replay(operations);
        assert_eq!(again.bytes(), after.bytes(), "{command:02X?}: not what it wrote");
        let states = [State::of(before), State::of(&after)];
        self.tally.commands += 1;
        for at in 0..operations.len() {
            let seed = self.seed.wrapping_add(self.tally.operations as u64);
            self.tally.operations += 1;
            let all = [Cut::Before, Cut::Inside(seed), Cut::Inside(!seed), Cut::After];
            let (cuts, flickers) = match seed.is_multiple_of(self.sample as u64) {
                true => (&all[..], &[false, true][..]),
                false => (&all[3..], &[false][..]),
            };
            for cut in cuts {
                for flicker in flickers {
                    let mut flash = before.clone();
                    if *flicker {
                        flash.flicker(seed);
                    }
                    flash.cut_at(at as u64, *cut);
                    flash.replay(operations);
                    assert!(flash.is_off());
                    let what = format!("operation {at}, {cut:?}, {command:02X?}");
                    self.look(flash, &states, *flicker, &what);
                }
            }
        }
    }

    /// The card after a cut, which is then cut again as its next session begins.
    fn look(&mut self, mut flash: Flash, [before, after]: &[State; 2], flicker: bool, what: &str) {
        flash.power_on();
        let allowed = |flash: &Flash, what: &str| {
            let state = State::of(flash);
            let left = state.outcome(before, after);
            assert!(left.is_some(), "{what}: {:?}, {:?} before", state.tries, before.tries);
            state
        };
        let first = allowed(&flash, what);
        self.tally.cuts += 1;
        let mut card = TestCard::start(flash.clone());
        assert_eq!(card.card.damaged(), None, "{what}");
        // A card that was terminated answers so, before and after.
        let (_, status) = card.send("00 A4 00 0C [3F00]");
        assert!(status.is_success() || status.is_warning(), "{what}: {status:?}");

        let second = self.tally.cuts % 24;
        let cut = Cut::Inside(self.seed.wrapping_add(self.tally.cuts as u64));
        flash.cut_at(second as u64, cut);
        let store = Store::<_, 2048>::mount(flash).map_err(|(_, error)| error);
        let mut store = store.unwrap_or_else(|error| panic!("{what}: {error}"));
        let settled = store.settle();
        let mut flash = store.into_flash();
        assert_eq!(settled.is_err(), flash.is_off(), "{what}");
        self.tally.again += usize::from(flash.is_off());
        flash.power_on();
        assert_eq!(flash.violations(), &[] as &[String], "{what}");
        let what = format!("{what}, then {second}");
        let then = allowed(&flash, &what);
        // What does not flicker, and what a session has gone on from, is so for good.
        assert!(flicker || then == first, "{what}");
        if settled.is_ok() {
            assert_eq!(allowed(&flash, &what), then, "{what}");
        }
    }
}

/// The row and form of a command, as its scenarios' file is named.
fn form(command: &[u8]) -> Option<String> {
    let command = Command::parse(command).ok()?;
    let row = Instruction::find(command.class.family, command.ins).ok()?.row();
    let form = row.form(&command).ok()?;
    Some(conformance::file_name(row, form))
}

/// Plays all files; one in `sample` operations is cut in all ways.
fn play(sample: usize) {
    let files = conformance::files().unwrap();
    let seed = seed::of("torn scenarios");
    let next = AtomicUsize::new(0);
    let total = Mutex::new(Tally::default());
    let run = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let tally = play_file(file, sample, seed);
            total.lock().unwrap().add(tally);
        }
    };
    thread::scope(|scope| (0..2).for_each(|_| drop(scope.spawn(run))));
    let Tally { commands, operations, cuts, again, wrote } = total.into_inner().unwrap();
    println!(
        "{cuts} cuts and {again} of what followed, one in {sample} of {operations} operations in all ways, in {commands} commands of {} forms",
        wrote.len()
    );
    assert!(again > cuts / 4, "{again} of {cuts}: what followed was hardly cut");
    let reads = |row: &Row, form: &str| {
        READING.contains(&&*row.slug().to_string()) || READING.contains(&form)
    };
    for (row, form) in conformance::forms() {
        let form = conformance::file_name(row, form);
        let (wrote, reads) = (wrote.contains(&form), reads(row, &form));
        assert_ne!(wrote, reads, "does {form} write? What writes nothing stands in `READING`");
    }
}

fn play_file(file: &File, sample: usize, seed: u64) -> Tally {
    let mut torn = TornCard { card: TestCard::blank(), sample, seed, tally: Tally::default() };
    let played = file.play(&mut torn);
    played.unwrap_or_else(|wrong| panic!("{wrong}"));
    torn.tally
}

#[test]
fn every_writing_command_of_the_scenarios_is_whole_or_nothing() {
    play(97);
}

/// `cargo xtask full scenarios`.
#[test]
#[ignore = "takes long: every operation in all ways"]
fn every_operation_of_the_scenarios_may_be_cut_in_every_way() {
    play(1);
}
