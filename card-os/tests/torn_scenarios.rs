//! Every scenario of `test-vectors`, and in it every command that writes, cut at operations of its
//! flash: before one, inside it in two ways, after it, with words that read differently from one
//! read to the next, and again while the next session begins.
//!
//! Once more inside a session of secure messaging, as far as that goes: a card that was cut there
//! has no session any more, and otherwise the same is left of the command.
//!
//! A command's operations are recorded as the scenario is played, and done again up to the cut on
//! the flash as it was before the command: a card writes the same until its power goes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails so")]

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use apdu_spec::class::{Class, SecureMessaging};
use apdu_spec::command::Command;
use apdu_spec::instruction::{Instruction, Row};
use apdu_spec::status::StatusWord;
use card_os::storage::Store;
use card_os_testing::card::{TestCard, split};
use card_os_testing::secured::SecuredCard;
use card_os_testing::state::State;
use test_vectors::flash::{Cut, Operation, SimFlash};
use test_vectors::scenario::{CardConnection, File};
use test_vectors::{conformance, scenario, seed};

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

/// What opens a session itself: its scenarios go on with keys of their own.
const IN_THE_CLEAR: &[&str] = &["external-authenticate/mutual-session"];

/// What was done.
#[derive(Debug, Default)]
struct Tally {
    /// Commands that wrote, and their operations.
    commands: usize,
    operations: usize,
    cuts: usize,
    /// Cuts inside a session of secure messaging.
    inside: usize,
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
        self.inside += other.inside;
        self.again += other.again;
        self.wrote.extend(other.wrote);
    }
}

/// One operation in so many is cut behind it, and one in so many in all ways.
#[derive(Clone, Copy, Debug)]
struct Strides {
    behind: usize,
    in_all_ways: usize,
}

/// A card whose commands are cut, each after it was answered.
struct TornCard {
    card: TestCard,
    /// One operation in so many is cut behind it, and one in so many in all ways.
    strides: Strides,
    /// Which of them, and what a cut leaves of a word.
    seed: u64,
    tally: Tally,
    /// The command inside the one that comes, when that is secured.
    inside: Option<Vec<u8>>,
}

impl CardConnection for TornCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        let is_secured = command.first().and_then(|cla| Class::parse(*cla).ok());
        let is_secured = is_secured.is_some_and(|it| it.secure_messaging != SecureMessaging::None);
        self.inside.take_if(|_| !is_secured);
        let before = self.card.flash().clone();
        self.card.flash().record();
        let answer = self.card.answer(command);
        let operations = self.card.flash().recorded();
        if !operations.is_empty() {
            self.cut(command, &before, &operations);
            let status = split(&answer).1;
            if status == StatusWord::SUCCESS || status.more().is_some() {
                self.tally.wrote.extend(form(self.inside.as_deref().unwrap_or(command)));
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
            let Strides { behind, in_all_ways } = self.strides;
            let (cuts, flickers) = match seed {
                seed if seed.is_multiple_of(in_all_ways as u64) => (&all[..], &[false, true][..]),
                seed if seed.is_multiple_of(behind as u64) => (&all[3..], &[false][..]),
                _ => continue,
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
                    let secured = self.inside.is_some().then_some(command);
                    self.look(flash, &states, *flicker, secured, &what);
                }
            }
        }
    }

    /// The card after a cut, which is then cut again as its next session begins.
    fn look(
        &mut self,
        mut flash: Flash,
        [before, after]: &[State; 2],
        flicker: bool,
        secured: Option<&[u8]>,
        what: &str,
    ) {
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
        if let Some(command) = secured {
            // The session went with the power, and the channels: the command is none of a session.
            let is_basic = command[0] & 0x03 == 0;
            let refused = match is_basic {
                true => StatusWord::SECURE_MESSAGING_NOT_SUPPORTED,
                false => StatusWord::CHANNEL_NOT_SUPPORTED,
            };
            assert_eq!(split(&card.answer(command)), (vec![], refused), "{what}");
            self.tally.inside += 1;
        }
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

/// The same card behind a session of secure messaging.
struct SecuredTornCard(SecuredCard<TornCard>);

impl CardConnection for SecuredTornCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        self.0.card.inside = Some(command.to_vec());
        let answer = self.0.transmit(command);
        self.0.card.inside = None;
        answer
    }

    fn reset(&mut self) -> Result<(), String> {
        self.0.reset()
    }
}

/// The row and form of a command, as its scenarios' file is named.
fn form(command: &[u8]) -> Option<String> {
    let command = Command::parse(command).ok()?;
    let row = Instruction::find(command.class.family, command.ins).ok()?.row();
    let form = row.form(&command).ok()?;
    Some(conformance::file_name(row, form))
}

/// Plays all files by `play_file`.
fn play(strides: Strides, play_file: fn(&File, Strides, u64) -> Tally) -> Tally {
    let files = conformance::files().unwrap();
    let seed = seed::of("torn scenarios");
    let next = AtomicUsize::new(0);
    let total = Mutex::new(Tally::default());
    let run = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let tally = play_file(file, strides, seed);
            total.lock().unwrap().add(tally);
        }
    };
    thread::scope(|scope| (0..2).for_each(|_| drop(scope.spawn(run))));
    let total = total.into_inner().unwrap();
    let Tally { commands, operations, cuts, inside, again, wrote } = &total;
    println!(
        "{cuts} cuts, {inside} of them inside a session, and {again} of what followed, one in {} of {operations} operations in all ways, in {commands} commands of {} forms",
        strides.in_all_ways,
        wrote.len()
    );
    assert!(*again > cuts / 4, "{again} of {cuts}: what followed was hardly cut");
    total
}

fn in_the_clear(strides: Strides) {
    let Tally { wrote, inside, .. } = play(strides, play_file);
    assert_eq!(inside, 0);
    for (row, form) in conformance::forms() {
        let form = conformance::file_name(row, form);
        let (wrote, reads) = (wrote.contains(&form), reads(row, &form));
        assert_ne!(wrote, reads, "does {form} write? What writes nothing stands in `READING`");
    }
}

fn inside_a_session(strides: Strides) {
    let Tally { wrote, inside, cuts, .. } = play(strides, play_file_inside);
    assert!(inside * 20 > cuts * 19, "{inside} of {cuts} cuts were inside a session");
    for (row, form) in conformance::forms() {
        let form = conformance::file_name(row, form);
        let is_in_the_clear = IN_THE_CLEAR.contains(&&*form);
        let (wrote, reads) = (wrote.contains(&form), reads(row, &form) || is_in_the_clear);
        assert_ne!(wrote, reads, "was {form} cut inside a session?");
    }
}

fn reads(row: &Row, form: &str) -> bool {
    READING.contains(&&*row.slug().to_string()) || READING.contains(&form)
}

fn torn(strides: Strides, seed: u64) -> TornCard {
    TornCard { card: TestCard::blank(), strides, seed, tally: Tally::default(), inside: None }
}

fn play_file(file: &File, strides: Strides, seed: u64) -> Tally {
    let mut torn = torn(strides, seed);
    let played = file.play(&mut torn);
    played.unwrap_or_else(|wrong| panic!("{wrong}"));
    torn.tally
}

fn play_file_inside(file: &File, strides: Strides, seed: u64) -> Tally {
    let mut card = SecuredTornCard(SecuredCard::new(torn(strides, seed)));
    for scenario in &file.scenarios {
        card.reset().unwrap();
        match scenario::play(scenario, &mut card) {
            // What cannot be secured was sent.
            Err(_) if card.0.left => {}
            played => drop(played.unwrap_or_else(|wrong| panic!("{wrong}"))),
        }
    }
    card.0.card.tally
}

#[test]
fn every_writing_command_of_the_scenarios_is_whole_or_nothing() {
    in_the_clear(Strides { behind: 1, in_all_ways: 97 });
}

#[test]
fn every_writing_command_is_whole_or_nothing_inside_a_session() {
    inside_a_session(Strides { behind: 7, in_all_ways: 97 });
}

/// `cargo xtask full scenarios`.
#[test]
#[ignore = "takes long: every operation in all ways"]
fn every_operation_of_the_scenarios_may_be_cut_in_every_way() {
    in_the_clear(Strides { behind: 1, in_all_ways: 1 });
}

/// `cargo xtask full scenarios`.
#[test]
#[ignore = "takes long: every operation in all ways"]
fn every_operation_may_be_cut_in_every_way_inside_a_session() {
    inside_a_session(Strides { behind: 1, in_all_ways: 1 });
}
