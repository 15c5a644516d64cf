//! A million random commands: the card answers as the plain model of `test_vectors::model` does.
//!
//! What fails is made short by proptest and kept in `model.proptest-regressions`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

#[path = "support/card.rs"]
mod support;

use std::cell::Cell;
use std::collections::BTreeMap;

use apdu_spec::class::Class;
use apdu_spec::instruction::{Instruction, Row, TABLE};
use apdu_spec::profile::card::TEST_TRANSPORT_KEY;
use apdu_spec::response::Response;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestRunner};
use support::{IDENTITY, TestCard};
use test_vectors::flash::SimFlash;
use test_vectors::grammar::{self, Choices as _, Vocabulary};
use test_vectors::model::{Model, Verdict};
use test_vectors::rng::TestRng;
use test_vectors::scenario::{self, Answer};
use test_vectors::world;

/// Sequences of commands, and the most moves in each: a million commands and more.
const SEQUENCES: u32 = 1_100;
const MOVES: usize = 2_000;
/// The most files of a test card.
const FILES: usize = 256;

/// What only a card's cryptography can answer, and what is sent on behalf of another command.
const NOT_MODELLED: &[Instruction] = &[
    Instruction::GetDataOdd,
    Instruction::PutDataOdd,
    Instruction::InternalAuthenticate,
    Instruction::GeneralAuthenticate,
    Instruction::GeneralAuthenticateOdd,
    Instruction::ManageSecurityEnvironment,
    Instruction::PerformSecurityOperation,
    Instruction::GenerateKeyPair,
    Instruction::GenerateKeyPairOdd,
    Instruction::GetResponse,
    Instruction::Envelope,
    Instruction::EnvelopeOdd,
    Instruction::SignWithKey,
];

/// Files of the world, by path from the MF.
const PLACES: [&[u8]; 12] = [
    &[0x00, 0x01],
    &[0x00, 0x02],
    &[0x00, 0x03],
    &[0x00, 0x04],
    &[0x00, 0x05],
    &[0x00, 0x06],
    &[0xD1, 0x01],
    &[0xD1, 0x01, 0x00, 0x0A],
    &[0xD1, 0x01, 0x00, 0x0B],
    &[0xD1, 0x01, 0x00, 0x0D],
    &[0xD1, 0x01, 0xD1, 0x02],
    &[0xD2, 0x01],
];

/// How often a command is made. What ends a life comes seldom, or nothing else would.
const fn weight(instruction: Instruction) -> usize {
    match instruction {
        Instruction::TerminateCardUsage | Instruction::TerminateDf => 1,
        Instruction::TerminateEf | Instruction::DeleteFile | Instruction::DeactivateFile => 4,
        Instruction::LockDf | Instruction::ManageChannel => 6,
        Instruction::CreateFile | Instruction::ActivateFile => 60,
        _ => 40,
    }
}

/// A card and the model of it.
struct Pair {
    card: TestCard,
    model: Model,
    commands: usize,
    without_room: usize,
    statuses: BTreeMap<u16, usize>,
}

impl Pair {
    /// Sends a command to both.
    fn send(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        let answer = self.card.answer(command);
        let verdict = self.model.exchange(command, &answer).map_err(|what| {
            format!("command {}, {}: {what}", self.commands, hex::encode_upper(command))
        })?;
        self.commands += 1;
        self.without_room += usize::from(verdict == Verdict::NoRoom);
        let status = Response::parse(&answer).map_or(0, |response| response.status.value());
        *self.statuses.entry(status).or_default() += 1;
        Ok(answer)
    }

    /// Proves an AES key by reference, on the basic channel.
    fn authenticate(&mut self, reference: u8, key: &[u8; 16]) -> Result<(), String> {
        let mut challenge = self.send(&[0x00, 0x84, 0x00, 0x00, 0x10])?;
        challenge.truncate(16);
        let proof = scenario::external_authentication(key, &IDENTITY.serial, &challenge);
        let mut command = vec![0x00, 0x82, 0x00, reference, 0x10];
        command.extend(proof);
        self.send(&command).map(drop)
    }

    /// One move, all of it decided by a number.
    fn go(
        &mut self,
        seed: u64,
        rows: &[&'static Row],
        vocabulary: &Vocabulary,
    ) -> Result<(), String> {
        let mut rng = TestRng::new(seed);
        match rng.below(100) {
            0 => {
                self.card.card.reset();
                self.model.reset();
            }
            1..=2 => self.authenticate(0x10, &TEST_TRANSPORT_KEY)?,
            3 => self.authenticate(0x96, &world::EXTERNAL_KEY)?,
            4..=10 => {
                let (reference, value) = world::PINS[rng.below(world::PINS.len())];
                let mut command = vec![rng.below_u8(2), 0x20, 0x00, reference];
                command.push(u8::try_from(value.len()).unwrap());
                command.extend(value);
                self.send(&command)?;
            }
            11..=30 => {
                let place = &PLACES[rng.below(PLACES.len())];
                let mut command = vec![0x00, 0xA4, 0x08, [0x04, 0x0C][rng.below(2)]];
                command.push(u8::try_from(place.len()).unwrap());
                command.extend(*place);
                self.send(&command)?;
            }
            _ => {
                let row = rows[rng.below(rows.len())];
                let made = grammar::made_of(row, &mut rng, vocabulary);
                // A chain is the conversation's business, not that of files and security.
                if let [command] = &made.commands[..] {
                    self.send(command)?;
                }
            }
        }
        Ok(())
    }
}

/// The world's card and its model, made once: the same commands to both.
fn world() -> (SimFlash<4096>, Model) {
    let mut card = TestCard::blank();
    let model = Model::of_blank(&mut card, &IDENTITY.serial, FILES).unwrap();
    let mut pair = Pair { card, model, commands: 0, without_room: 0, statuses: BTreeMap::new() };
    world::issue(&mut Recorded(&mut pair)).unwrap();
    pair.model.reset();
    (pair.card.card.into_flash(), pair.model)
}

/// What issues the world speaks to both.
struct Recorded<'a>(&'a mut Pair);

impl Answer for Recorded<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        // A key pair is made by the card alone: to the model it is a key without a value.
        let ins = command.get(1).copied();
        let known = TABLE.iter().any(|row| {
            Some(row.ins) == ins
                && !NOT_MODELLED.contains(&row.instruction)
                && Class::parse(command[0]).is_ok_and(|class| class.family == row.family)
        });
        if known { self.0.send(command) } else { Ok(self.0.card.answer(command)) }
    }

    fn reset(&mut self) -> Result<(), String> {
        self.0.card.card.reset();
        self.0.model.reset();
        Ok(())
    }
}

#[test]
fn a_million_commands_are_answered_as_the_model_says() {
    let rows: Vec<&'static Row> = TABLE
        .iter()
        .filter(|row| !NOT_MODELLED.contains(&row.instruction))
        .flat_map(|row| std::iter::repeat_n(row, weight(row.instruction)))
        .collect();
    let (flash, model) = world();
    let vocabulary = Vocabulary::of_world();
    let total = Cell::new((0, 0));
    let statuses = std::cell::RefCell::new(BTreeMap::<u16, usize>::new());
    let config = Config {
        cases: SEQUENCES,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/model.proptest-regressions"
        )))),
        ..Config::default()
    };
    let seeds = prop::collection::vec(any::<u64>(), 1..=MOVES);
    let outcome = TestRunner::new(config).run(&seeds, |seeds| {
        let mut pair = Pair {
            card: TestCard::start(flash.clone()),
            model: model.clone(),
            commands: 0,
            without_room: 0,
            statuses: BTreeMap::new(),
        };
        for seed in seeds {
            pair.go(seed, &rows, &vocabulary).map_err(TestCaseError::fail)?;
        }
        let (commands, without_room) = total.get();
        total.set((commands + pair.commands, without_room + pair.without_room));
        for (status, count) in pair.statuses {
            *statuses.borrow_mut().entry(status).or_default() += count;
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let (commands, without_room) = total.get();
    println!("{commands} commands answered as the model says, {without_room} without room");
    for (status, count) in statuses.into_inner() {
        println!("  {count:>8}  {:?}", apdu_spec::status::StatusWord::new(status));
    }
    assert!(commands >= 1_000_000, "{commands}");
    assert!(without_room * 50 < commands, "a model that knows nothing: {without_room}");
}

#[test]
fn an_answer_that_is_not_the_model_s_is_found() {
    let (flash, model) = world();
    let mut card = TestCard::start(flash);
    for command in ["00A40004023F0000", "00200011", "00B0820000", "0084000010"] {
        let command = hex::decode(command).unwrap();
        let right = card.answer(&command);
        model.clone().exchange(&command, &right).unwrap();
        let mut wrong = right.clone();
        *wrong.last_mut().unwrap() ^= 1;
        assert!(model.clone().exchange(&command, &wrong).is_err());
        let longer = [&[0x00], &right[..]].concat();
        assert!(model.clone().exchange(&command, &longer).is_err());
    }
}
