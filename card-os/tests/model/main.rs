//! A million random commands: the card answers as the plain model of `test_vectors::model` does.
//!
//! What fails is made short by proptest and kept in `model.proptest-regressions`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

mod counts;
mod moves;
mod scripts;
mod sessions;

use std::cell::RefCell;
use std::collections::BTreeMap;

use apdu_spec::command::Command;
use apdu_spec::instruction::{Instruction, Row, TABLE};
use apdu_spec::status::StatusWord;
use counts::{Counts, Outcome};
use moves::{Pair, TestCard, weight, world};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, RngSeed, TestCaseError, TestRunner};
use sessions::SessionCounts;
use test_vectors::model::Model;
use test_vectors::seed;
use test_vectors::world::{ApplicableWords, keys};

/// Sequences of commands, and the most moves in each: a million commands and more.
const SEQUENCES: u32 = 690;
const MOVES: usize = 2_000;

/// Forms that never succeed: there is no checksum to be computed, a number of tries is told by
/// a warning, and the others take a certificate, which does not come about by chance.
const NEVER: &[(Instruction, &str)] = &[
    (Instruction::ChangeReferenceData, "trust-anchor"),
    (Instruction::ExternalAuthenticate, "query"),
    (Instruction::ExternalAuthenticate, "terminal"),
    (Instruction::ManageSecurityEnvironment, "set-checksum"),
    (Instruction::PerformSecurityOperation, "verify-certificate"),
    (Instruction::PerformSecurityOperation, "verify-certificate-value"),
];
#[test]
fn a_million_commands_are_answered_as_the_model_says() {
    let rows: Vec<&'static Row> =
        TABLE.iter().flat_map(|row| std::iter::repeat_n(row, weight(row.instruction))).collect();
    let (flash, model) = world();
    let vocabulary = keys::vocabulary();
    let applicable: BTreeMap<&str, Vec<ApplicableWords>> =
        TABLE.iter().map(|row| (row.name, ApplicableWords::of(row.instruction))).collect();
    let all = RefCell::new(Counts::default());
    let config = Config {
        cases: SEQUENCES,
        rng_seed: RngSeed::Fixed(seed::of("model")),
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
            pair.go(seed, &rows, &vocabulary, &applicable).map_err(TestCaseError::fail)?;
        }
        all.borrow_mut().add(pair.counts);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let Counts { commands, without_room, chains, statuses, forms, sessions } = all.into_inner();
    println!("{commands} commands answered as the model says, {without_room} without room");
    for (status, count) in statuses {
        println!("  {count:>8}  {:?}", StatusWord::new(status));
    }
    println!("  succeeded  refused");
    println!("  {} chains succeeded, {} were refused", chains.succeeded, chains.refused);
    assert!(chains.succeeded > 0);
    let SessionCounts { begun, inside, damaged, ended } = sessions;
    println!(
        "{inside} commands inside {begun} sessions, {damaged} damaged, {ended} sessions ended by one"
    );
    assert!(inside * 100 >= commands, "one in a hundred: {inside}");
    assert!(damaged * 20 >= inside && ended * 2 >= damaged, "{damaged} damaged, {ended} ended");
    let mut never = Vec::new();
    for row in TABLE {
        println!("{}", row.name);
        for form in row.forms {
            let found = forms.get(&(row.name, form.name));
            let Outcome { succeeded, refused } = found.copied().unwrap_or_default();
            println!("  {succeeded:>9} {refused:>8}  {}", form.name);
            if succeeded == 0 && !NEVER.contains(&(row.instruction, form.name)) {
                never.push((row.name, form.name));
            }
        }
    }
    let words = "`test_vectors::world::ApplicableWords` says where a command comes off";
    assert!(never.is_empty(), "never succeeded: {never:?}; {words}");
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

/// Answers of which the model knows or checks each byte.
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
fn a_changed_byte_of_a_secured_answer_is_found() {
    let (flash, model) = world();
    let mut pair = Pair::new(TestCard::start(flash), model);
    let mut keys = pair.session_with_the_administrator_key().unwrap();
    let commands: [&[u8]; 5] = [
        b"\x00\x84\x00\x00\x10",
        b"\x00\xA4\x00\x04\x02\xD1\x03\x00",
        b"\x00\x2A\x90\x80\x05hello",
        b"\x00\xCB\x3F\xFF\x03\x5C\x01\x65\x00",
        b"\x00\xFF\x00\x00",
    ];
    for command in commands {
        let secured = keys.command(&Command::parse(command).unwrap());
        let right = pair.card.answer(&secured);
        for at in 0..right.len() {
            let mut wrong = right.clone();
            wrong[at] ^= 1;
            let what = format!("{command:02X?}, byte {at}");
            assert!(pair.model.clone().exchange(&secured, &wrong).is_err(), "{what}");
        }
        pair.model.exchange(&secured, &right).unwrap();
        keys.answer(command[1], &right).unwrap();
    }
    assert!(pair.model.is_in_session());
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
