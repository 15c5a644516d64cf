//! A million random commands: the card answers as the plain model of `test_vectors::model` does.
//!
//! What fails is made short by proptest and kept in `model.proptest-regressions`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

#[path = "support/pretended.rs"]
mod pretended;
#[path = "support/card.rs"]
mod support;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use apdu_spec::class::Class;
use apdu_spec::instruction::{Instruction, Row, TABLE};
use apdu_spec::profile::card::TEST_TRANSPORT_KEY;
use apdu_spec::response::Response;
use pretended::Pretended;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestRunner};
use support::{IDENTITY, InProcess};
use test_vectors::flash::SimFlash;
use test_vectors::grammar::{self, Choices as _, Vocabulary};
use test_vectors::model::{Model, Verdict};
use test_vectors::rng::TestRng;
use test_vectors::scenario::{self, Answer};
use test_vectors::world::{self, Apt, keys};

/// Sequences of commands, and the most moves in each: a million commands and more.
const SEQUENCES: u32 = 850;
const MOVES: usize = 2_000;
/// How many commands before the one that fails are told.
const TOLD: usize = 20;
/// The most files of a test card.
const FILES: usize = 256;

/// Files of the world, by path from the MF.
const PLACES: [&[u8]; 16] = [
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
    &[0xD1, 0x03],
    &[0xD1, 0x03],
    &[0xD1, 0x03, 0x00, 0x01],
    &[0xD1, 0x03, 0x00, 0x02],
];

/// The card whose key pairs the model can follow.
type TestCard = InProcess<4096, 65536, 256, 2048, Pretended>;

/// How commands of a row were answered.
#[derive(Clone, Copy, Debug, Default)]
struct Outcome {
    succeeded: usize,
    refused: usize,
}

/// How often a command is made. What ends a life comes seldom, or nothing else would.
const fn weight(instruction: Instruction) -> usize {
    match instruction {
        Instruction::TerminateCardUsage => 1,
        Instruction::LockDf => 10,
        Instruction::ManageChannel => 30,
        Instruction::CreateFile | Instruction::ActivateFile => 300,
        _ => 200,
    }
}

/// A card and the model of it.
struct Pair {
    card: TestCard,
    model: Model,
    commands: usize,
    without_room: usize,
    statuses: BTreeMap<u16, usize>,
    /// The last commands and their answers.
    told: VecDeque<(Vec<u8>, Vec<u8>)>,
    /// By the row that the card has run.
    rows: BTreeMap<&'static str, Outcome>,
}

impl Pair {
    fn new(card: TestCard, model: Model) -> Self {
        let (statuses, rows) = (BTreeMap::new(), BTreeMap::new());
        Self { card, model, commands: 0, without_room: 0, statuses, told: VecDeque::new(), rows }
    }

    /// Sends a command to both.
    fn send(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        let answer = self.card.answer(command);
        let verdict = self.model.exchange(command, &answer).map_err(|what| {
            let mut told = String::from("after");
            for (command, answer) in &self.told {
                let (command, answer) = (hex::encode_upper(command), hex::encode_upper(answer));
                told += &format!("\n> {command}\n< {answer}");
            }
            format!("{told}\n> {}\n{what}", hex::encode_upper(command))
        })?;
        if self.told.len() == TOLD {
            self.told.pop_front();
        }
        self.told.push_back((command.to_vec(), answer.clone()));
        self.commands += 1;
        self.without_room += usize::from(verdict == Verdict::NoRoom);
        let status = Response::parse(&answer).map_or(0, |response| response.status.value());
        *self.statuses.entry(status).or_default() += 1;
        if let Some(instruction) = command.get(1).and_then(|ins| row_of(command[0], *ins)) {
            self.count(instruction, status);
        }
        if let Some(carried) = self.model.carried() {
            self.count(carried, status);
        }
        Ok(answer)
    }

    fn count(&mut self, instruction: Instruction, status: u16) {
        let row = self.rows.entry(instruction.row().name).or_default();
        match status {
            0x9000 | 0x6100..0x6300 => row.succeeded += 1,
            _ => row.refused += 1,
        }
    }

    /// Sends a command; what is left of its answer is fetched where the model must know it, or as
    /// the number says.
    fn say(&mut self, command: &[u8], fetches: bool) -> Result<Vec<u8>, String> {
        let mut answer = self.send(command)?;
        while let [.., 0x61, _] = answer[..]
            && (fetches || self.model.must_hear())
        {
            answer.truncate(answer.len() - 2);
            // GET RESPONSE has no proprietary class.
            let rest = self.send(&[command[0] & 0x03, 0xC0, 0x00, 0x00, 0x00])?;
            answer.extend(rest);
        }
        Ok(answer)
    }

    /// A signature made and verified, over a hash code that is given or made on the card.
    fn sign_and_verify(&mut self, rng: &mut TestRng) -> Result<(), String> {
        let key = [0x81, 0x82, 0x88, 0x97][rng.below(4)];
        self.send(&[0x00, 0x22, 0xC1, 0xB6, 0x03, 0x84, 0x01, key])?;
        let given = rng.below(2) == 0;
        let hash: Vec<u8> = if given { rng.bytes(32) } else { Vec::new() };
        let hashes = [&[0x00, 0x2A, 0x90, 0x80, 0x07][..], b"message"].concat();
        let compute = [&[0x00, 0x2A, 0x9E, 0x9A][..], &[32][..usize::from(given)], &hash, &[0x00]];
        if !given {
            self.send(&hashes)?;
        }
        let mut answer = self.say(&compute.concat(), true)?;
        if !given {
            self.send(&hashes)?;
        }
        answer.truncate(answer.len() - 2);
        if rng.below(4) == 0
            && let Some(last) = answer.last_mut()
        {
            *last ^= 1;
        }
        let long = u16::try_from(answer.len()).unwrap().to_be_bytes();
        let mut data = [&[0x9E, 0x82], &long[..], &answer].concat();
        if given {
            data.extend([&[0x9A, 32], &hash[..]].concat());
        }
        let long = u16::try_from(data.len()).unwrap().to_be_bytes();
        let command = [&[0x00, 0x2A, 0x00, 0xA8, 0x00], &long[..], &data].concat();
        self.send(&command).map(drop)
    }

    /// The steps of GENERAL AUTHENTICATE or MUTUAL AUTHENTICATE with the key 0004 of DF D103, which
    /// is named in P2 or in the security environment.
    fn both_ways(&mut self, rng: &mut TestRng) -> Result<(), String> {
        const NONCE: [u8; 8] = *b"RND.IFD.";
        let key = &keys::MUTUAL_KEY;
        let (ins, form) = (0x86 + rng.below_u8(2), rng.below(3));
        let p2 = [0x84, 0x00][rng.below(2)];
        if p2 == 0x00 {
            self.send(&[0x00, 0x22, 0x81, 0xA4, 0x03, 0x83, 0x01, 0x84])?;
        }
        let first: &[u8] = match form {
            0 => &[0x00, 0x84, 0x00, 0x00, 0x10],
            1 => &[0x00, ins, 0x00, p2, 0x04, 0x7C, 0x02, 0x81, 0x00, 0x00],
            _ => &[0x00, ins, 0x00, p2, 0x04, 0x7C, 0x02, 0x80, 0x00, 0x00],
        };
        let mut challenge = self.say(first, true)?;
        challenge.truncate(challenge.len() - 2);
        let challenge = challenge.split_off(challenge.len().saturating_sub(16));
        let mac = |domain: u8, nonce: &[u8]| {
            let message = [&[domain], &IDENTITY.serial[..], &challenge, nonce].concat();
            scenario::mac(key, &message)
        };
        let second = match form {
            0 => [&[0x00, 0x82, 0x00, p2, 24], &NONCE[..], &mac(3, &NONCE), &[0x00]].concat(),
            1 => [&[0x00, ins, 0x00, p2, 20, 0x7C, 18, 0x82, 16], &mac(1, &[])[..]].concat(),
            _ => [
                &[0x00, ins, 0x00, p2, 32, 0x7C, 30, 0x80, 16],
                &mac(3, &NONCE)[..],
                &[0x81, 8],
                &NONCE,
                &[0x82, 0x00, 0x00],
            ]
            .concat(),
        };
        self.say(&second, rng.below(2) == 0).map(drop)
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

    /// Selects by path, with an answer or without.
    fn select(&mut self, place: &[u8], rng: &mut TestRng) -> Result<(), String> {
        let p2 = [0x04, 0x0C][rng.below(2)];
        let command = [&[0x00, 0xA4, 0x08, p2, u8::try_from(place.len()).unwrap()], place];
        self.send(&command.concat()).map(drop)
    }

    /// One move, all of it decided by a number.
    fn go(
        &mut self,
        seed: u64,
        rows: &[&'static Row],
        vocabulary: &Vocabulary,
        apts: &BTreeMap<&str, Apt>,
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
            11 => self.sign_and_verify(&mut rng)?,
            12 => self.both_ways(&mut rng)?,
            13..=24 => self.select(PLACES[rng.below(PLACES.len())], &mut rng)?,
            25..=27 => {
                self.select(&[0xD1, 0x03], &mut rng)?;
                let making = keys::MAKINGS[rng.below(keys::MAKINGS.len())];
                self.send(&scenario::bytes(making).ok_or("no command")?)?;
            }
            _ => {
                let row = rows[rng.below(rows.len())];
                let apt = apts.get(row.name).filter(|_| rng.below(4) > 0);
                if let Some(apt) = apt
                    && rng.below(2) > 0
                {
                    self.select(apt.places[rng.below(apt.places.len())], &mut rng)?;
                }
                let words = apt.map_or(vocabulary, |apt| &apt.words);
                let made = grammar::made_of(row, &mut rng, words);
                // A chain is the conversation's business, not that of files and security.
                if let [command] = &made.commands[..] {
                    self.say(command, rng.one_in(2))?;
                }
            }
        }
        Ok(())
    }
}

/// The row of a command, by its first two bytes.
fn row_of(cla: u8, ins: u8) -> Option<Instruction> {
    let class = Class::parse(cla).ok()?;
    Instruction::find(class.family, ins).ok()
}

/// The world's card and its model, made once: the same commands to both.
fn world() -> (SimFlash<4096>, Model) {
    let mut card = TestCard::blank_on(64);
    let model = Model::of_blank(&mut card, &IDENTITY.serial, FILES).unwrap();
    let mut pair = Pair::new(card, model);
    world::issue(&mut Recorded(&mut pair)).unwrap();
    keys::issue(&mut Recorded(&mut pair)).unwrap();
    (pair.card.card.into_flash(), pair.model)
}

/// What issues the world speaks to both.
struct Recorded<'a>(&'a mut Pair);

impl Answer for Recorded<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        self.0.say(command, false)
    }

    fn reset(&mut self) -> Result<(), String> {
        self.0.card.card.reset();
        self.0.model.reset();
        Ok(())
    }
}

#[test]
fn a_million_commands_are_answered_as_the_model_says() {
    let rows: Vec<&'static Row> =
        TABLE.iter().flat_map(|row| std::iter::repeat_n(row, weight(row.instruction))).collect();
    let (flash, model) = world();
    let vocabulary = keys::vocabulary();
    let apts: BTreeMap<&str, Apt> =
        TABLE.iter().filter_map(|row| Some((row.name, Apt::of(row.instruction)?))).collect();
    let total = Cell::new((0, 0));
    let statuses = RefCell::new(BTreeMap::<u16, usize>::new());
    let outcomes = RefCell::new(BTreeMap::<&str, Outcome>::new());
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
        let mut pair = Pair::new(TestCard::start(flash.clone()), model.clone());
        for seed in seeds {
            pair.go(seed, &rows, &vocabulary, &apts).map_err(TestCaseError::fail)?;
        }
        let (commands, without_room) = total.get();
        total.set((commands + pair.commands, without_room + pair.without_room));
        for (status, count) in pair.statuses {
            *statuses.borrow_mut().entry(status).or_default() += count;
        }
        for (row, outcome) in pair.rows {
            let mut outcomes = outcomes.borrow_mut();
            let all = outcomes.entry(row).or_default();
            all.succeeded += outcome.succeeded;
            all.refused += outcome.refused;
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
    let outcomes = outcomes.into_inner();
    println!("  succeeded  refused");
    for row in TABLE {
        let Outcome { succeeded, refused } = outcomes.get(row.name).copied().unwrap_or_default();
        println!("  {succeeded:>9} {refused:>8}  {}", row.name);
    }
    let never = TABLE.iter().filter(|row| outcomes.get(row.name).is_none_or(|o| o.succeeded == 0));
    let never: Vec<&str> = never.map(|row| row.name).collect();
    assert!(never.is_empty(), "never succeeded: {never:?}");
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

/// Answers of which each byte is known to the model, or judged by it.
#[test]
fn a_changed_byte_of_what_keys_answer_is_found() {
    const HASH: [u8; 32] = [0x5A; 32];
    let (flash, mut model) = world();
    let mut card = TestCard::start(flash);
    let digest = |header: &[u8]| [header, &HASH, &[0x00]].concat();
    let commands: [(&str, Vec<u8>); 8] = [
        ("SELECT", b"\x00\xA4\x00\x0C\x02\xD1\x03".to_vec()),
        ("a P-256 signature", digest(b"\x80\x2A\x00\x81\x20")),
        ("an RSA signature", digest(b"\x80\x2A\x02\x82\x20")),
        ("PSS", digest(b"\x80\x2A\x04\x82\x20")),
        ("a new P-256 key", b"\x00\x46\x80\x81\x00".to_vec()),
        ("INTERNAL AUTHENTICATE", b"\x00\x88\x00\x84\x0812345678\x00".to_vec()),
        ("GET DATA, odd", b"\x00\xCB\x3F\xFF\x03\x5C\x01\x65\x00".to_vec()),
        (
            "ENVELOPE, odd",
            b"\x00\xC3\x00\x00\x0D\x52\x0B\x00\x2A\x90\x80\x05hello\x00\x00".to_vec(),
        ),
    ];
    for (what, command) in commands {
        let right = card.answer(&command);
        assert_eq!(right[right.len() - 2..], [0x90, 0x00], "{what}");
        for at in 0..right.len() {
            let mut wrong = right.clone();
            wrong[at] ^= 1;
            assert!(model.clone().exchange(&command, &wrong).is_err(), "{what}, byte {at}");
        }
        model.exchange(&command, &right).unwrap();
    }
}

#[test]
fn a_public_key_must_be_fetched_to_its_end() {
    let (flash, mut model) = world();
    let mut card = TestCard::start(flash);
    let mut says = |model: &mut Model, command: &[u8]| {
        let answer = card.answer(command);
        model.exchange(command, &answer)
    };
    says(&mut model, b"\x00\xA4\x00\x0C\x02\xD1\x03").unwrap();
    says(&mut model, b"\x00\x46\x80\x82\x00").unwrap();
    assert!(model.must_hear());
    assert!(says(&mut model.clone(), b"\x00\x2E\x00\x00").is_err());
    let mut other = model.clone();
    assert!(other.exchange(b"\x00\xC0\x00\x00\x00", b"\x90\x00").is_err(), "no rest");
}
