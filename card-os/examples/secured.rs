//! What secure messaging costs a command: READ BINARY of 256 bytes in the clear and inside a
//! session, on a host's card. The terminal's own work is done before.
//!
//! `cargo xtask bench secured` runs it under callgrind, which counts the instructions of
//! `measured_batch`.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot run has nothing to say")]

use std::hint::black_box;

use apdu_spec::command::Command;
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY};
use card_os_testing::card::TestCard;
use test_vectors::terminal::SessionKeys;

/// Commands of a batch.
const BATCH: usize = 100;
/// READ BINARY of 256 bytes, with an Le field of two bytes: all of a secured answer comes at once.
const READ: [u8; 7] = [0x00, 0xB0, 0x82, 0x00, 0x00, 0x01, 0x00];

fn main() {
    let is_secured = std::env::args().nth(1).is_some_and(|word| word == "inside");
    let (mut card, commands) = prepared(is_secured);
    let name = if is_secured { "inside a session" } else { "in the clear" };
    println!("0 {BATCH} of READ BINARY of 256 bytes {name}");
    measured_batch(&mut card, &commands);
}

fn prepared(is_secured: bool) -> (TestCard, Vec<Vec<u8>>) {
    let mut card = TestCard::blank();
    card.administrator();
    card.done("00 E0 00 00 [62{ 80{0400} 82{01} 83{0102} AB{ 80{03} 90{} } 8A{05} }]");
    if !is_secured {
        return (card, vec![READ.to_vec(); BATCH]);
    }
    let reference = ADMINISTRATOR_REFERENCE;
    let mut keys = SessionKeys::open(&mut card, reference, &TEST_TRANSPORT_KEY).unwrap();
    let read = Command::parse(&READ).unwrap();
    let secured = || {
        let secured = keys.command(&read);
        // The answer counts, too.
        let _unseen = keys.answer(read.ins, &[]);
        secured
    };
    (card, std::iter::repeat_with(secured).take(BATCH).collect())
}

/// Never inlined: callgrind counts from its beginning to its end.
#[inline(never)]
fn measured_batch(card: &mut TestCard, commands: &[Vec<u8>]) {
    for command in commands {
        let answer = black_box(card.answer(command));
        assert!(answer.len() >= 258 && answer.ends_with(&[0x90, 0x00]), "{answer:02X?}");
    }
}
