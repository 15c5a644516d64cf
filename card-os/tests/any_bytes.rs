//! Any byte string as a command gives a status word, and one that the table of commands lists for
//! it: a million random and mutated commands, on a card with files, PINs and keys. On the card of
//! `test_vectors::world` no wrong verification or authentication succeeds, and no protected file is
//! read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

use std::collections::BTreeMap;

use apdu_spec::response::Response;
use apdu_spec::status::StatusWord;
use card_os_testing::card::{IDENTITY, InProcessCard};
use card_os_testing::one_pair::OnePair;
use test_vectors::conformance;
use test_vectors::flash::SimFlash;
use test_vectors::grammar::{self, Choices as _, Vocabulary};
use test_vectors::rng::TestRng;
use test_vectors::scenario::{self, CardConnection, Step};
use test_vectors::seed;
use test_vectors::watch::Watch;
use test_vectors::world;

const COMMANDS: usize = 1_000_000;
const COMMANDS_PER_CARD: usize = 10_000;

type TestCard = InProcessCard<4096, 65536, 256, 2048, OnePair>;

#[test]
fn a_million_commands_are_answered_as_the_table_says() {
    let seed = seed::of("any_bytes");
    let mut rng = TestRng::new(seed);
    let vocabulary = Vocabulary::of_world();
    let files = conformance::files().unwrap();
    let known: Vec<Vec<u8>> = files
        .iter()
        .flat_map(|file| &file.scenarios)
        .flat_map(|scenario| &scenario.steps)
        .filter_map(|(_, step)| match step {
            Step::Exchange { command, .. } => Some(command.clone()),
            Step::Reset | Step::Administrator => None,
        })
        .collect();
    let world = world();
    let mut card = TestCard::blank_on(64);
    let mut watch = Watch::of_any(&IDENTITY.serial);
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    let (mut number, mut next_card) = (0, 0);
    while number < COMMANDS {
        // From time to time a card with other content, and its administrator.
        if number >= next_card {
            next_card = number + COMMANDS_PER_CARD;
            card = TestCard::blank_on(64);
            watch = Watch::of_any(&IDENTITY.serial);
            files[rng.below(files.len())].play(&mut card).unwrap();
        } else if rng.below(4096) == 0 {
            card = TestCard::start(world.clone());
            watch = Watch::of_world(&IDENTITY.serial);
        }
        if rng.below(256) == 0 {
            watch.reset();
            card.card.reset();
        }
        if rng.below(64) == 0 {
            administrator(&mut card, &mut watch);
        }
        for command in any_commands(&mut rng, &vocabulary, &known) {
            let answer = card.answer(&command);
            let shown =
                || format!("seed {seed}, command {number}: {}", hex::encode_upper(&command));
            if let Err(what) = watch.exchange(&command, &answer) {
                panic!("{what}; {}", shown());
            }
            let response = Response::parse(&answer).unwrap_or_else(|| panic!("{}", shown()));
            *statuses.entry(response.status.value()).or_default() += 1;
            number += 1;
        }
    }
    println!("{number} commands, seed {seed}");
    for (status, count) in statuses {
        println!("{count:>8}  {:?}", StatusWord::new(status));
    }
}

/// The flash of the world's card.
fn world() -> SimFlash<4096> {
    let mut card = TestCard::blank_on(64);
    world::issue(&mut card).unwrap();
    card.card.into_flash()
}

/// Proves the administrator key if that can be, watched.
fn administrator(card: &mut TestCard, watch: &mut Watch) {
    let mut watched = WatchedCard { card, watch };
    let _ = scenario::administrator(&mut watched);
}

struct WatchedCard<'a> {
    card: &'a mut TestCard,
    watch: &'a mut Watch,
}

impl CardConnection for WatchedCard<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        let answer = self.card.answer(command);
        self.watch.exchange(command, &answer)?;
        Ok(answer)
    }

    fn reset(&mut self) -> Result<(), String> {
        Err("not here".to_owned())
    }
}

/// Random bytes; a command of the table; a known command, changed.
fn any_commands(rng: &mut TestRng, vocabulary: &Vocabulary, known: &[Vec<u8>]) -> Vec<Vec<u8>> {
    match rng.below(8) {
        0 => {
            let count = rng.below(40);
            vec![rng.bytes(count)]
        }
        1..5 => grammar::generate(rng, vocabulary).commands,
        _ => {
            let mut command = known[rng.below(known.len())].clone();
            for _ in 0..rng.below(3) {
                grammar::mutate(&mut command, rng);
            }
            vec![command]
        }
    }
}
