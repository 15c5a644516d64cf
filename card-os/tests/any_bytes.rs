//! Any byte string as a command gives a status word, and one that the table of commands lists for
//! it: a million random and mutated commands, on a card with files, PINs and keys.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

#[path = "support/card.rs"]
mod support;

use std::collections::BTreeMap;
use std::env;

use apdu_spec::command::Command;
use apdu_spec::instruction::{COMMON, Instruction, TABLE};
use apdu_spec::response::Response;
use apdu_spec::status::StatusWord;
use support::TestCard;
use test_vectors::rng::TestRng;
use test_vectors::scenario::{self, Step};

const COMMANDS: usize = 1_000_000;

#[test]
fn a_million_commands_are_answered_as_the_table_says() {
    let seed = env::var("JUKI_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut rng = TestRng::new(seed);
    let scenarios = scenario::all().unwrap();
    let known: Vec<Vec<u8>> = scenarios
        .iter()
        .flat_map(|scenario| &scenario.steps)
        .filter_map(|(_, step)| match step {
            Step::Exchange { command, .. } => Some(command.clone()),
            Step::Reset | Step::Administrator => None,
        })
        .collect();
    let mut card = TestCard::blank();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for number in 0..COMMANDS {
        // From time to time a card with content, and its administrator.
        if number % 50_000 == 0 {
            card = TestCard::blank();
            for scenario in &scenarios {
                scenario::play(scenario, &mut card).unwrap();
            }
        }
        if rng.below(64) == 0 {
            card.administrator_if_possible();
        }
        let command = any_command(&mut rng, &known);
        let answer = card.answer(&command);
        let shown = || format!("seed {seed}, command {number}: {}", hex::encode_upper(&command));
        let response = Response::parse(&answer).unwrap_or_else(|| panic!("{}", shown()));
        *statuses.entry(response.status.value()).or_default() += 1;
        assert!(is_listed(&command, response.status), "{:?} to {}", response.status, shown());
        let ne = Command::parse(&command).map_or(0, |command| command.ne());
        assert!(response.data.len() <= ne, "{} bytes to {}", response.data.len(), shown());
    }
    println!("{COMMANDS} commands, seed {seed}");
    for (status, count) in statuses {
        println!("{count:>8}  {:?}", StatusWord::new(status));
    }
}

fn is_listed(command: &[u8], status: StatusWord) -> bool {
    let row = Command::parse(command)
        .and_then(|command| Instruction::find(command.class.family, command.ins))
        .map(Instruction::row);
    match row {
        Ok(row) => row.lists(status),
        Err(_) => COMMON.contains(&status),
    }
}

/// Random bytes; a command of the table with random parameters; a known command, changed.
fn any_command(rng: &mut TestRng, known: &[Vec<u8>]) -> Vec<u8> {
    match rng.below(8) {
        0 => (0..rng.below(40)).map(|_| byte(rng)).collect(),
        1..4 => from_the_table(rng),
        _ => {
            let mut command = known[rng.below(known.len())].clone();
            for _ in 0..rng.below(3) {
                mutate(rng, &mut command);
            }
            command
        }
    }
}

fn from_the_table(rng: &mut TestRng) -> Vec<u8> {
    let row = &TABLE[rng.below(TABLE.len())];
    let mut command = vec![[0x00, 0x00, 0x00, 0x00, 0x10, 0x80][rng.below(6)], row.ins];
    command.push([0x00, 0x01, 0x02, 0x04, 0x08, 0x80, byte(rng)][rng.below(7)]);
    command.push([0x00, 0x04, 0x0C, 0x80, 0x98, 0x01, byte(rng)][rng.below(7)]);
    let lengths = [0, 1, 2, 4, 8, 16, 32];
    let data: Vec<u8> = (0..lengths[rng.below(lengths.len())]).map(|_| byte(rng)).collect();
    if !data.is_empty() {
        command.push(u8::try_from(data.len()).unwrap());
        command.extend(data);
    }
    if rng.below(2) == 0 {
        command.push([0x00, byte(rng)][rng.below(2)]);
    }
    command
}

fn mutate(rng: &mut TestRng, command: &mut Vec<u8>) {
    let at = rng.below(command.len() + 1);
    match rng.below(4) {
        0 => command.insert(at, byte(rng)),
        1 if at < command.len() => drop(command.remove(at)),
        2 => command.truncate(at),
        _ if at < command.len() => command[at] ^= 1 << rng.below(8),
        _ => command.push(byte(rng)),
    }
}

fn byte(rng: &mut TestRng) -> u8 {
    rng.next_u64().to_be_bytes()[0]
}
