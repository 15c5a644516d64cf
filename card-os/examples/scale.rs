//! Whether a command costs more on a full card than on an empty one: the same commands on a host's
//! card with few files and with 250, with 2 records and with 254.
//!
//! `cargo xtask bench` runs it as it is, for the reads of the flash, and case by case under callgrind,
//! which counts the instructions of `measured_batch`.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot run has nothing to say")]

use std::hint::black_box;

use card_os_testing::scale::{CASES, Case, HostCard, Size};
use test_vectors::scenario;

/// Commands of a batch.
const BATCH: u32 = 100;

fn main() {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next(), arguments.next()) {
        (Some(case), Some(size)) => {
            let case = &CASES[case.parse::<usize>().unwrap()];
            let size = if size == "large" { case.large } else { case.small };
            println!("{} {} of {}", reads(case, size), BATCH, case.name);
        }
        _ => CASES.iter().for_each(report),
    }
}

fn report(case: &Case) {
    let [small, large] = [case.small, case.large].map(|size| reads(case, size));
    #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
    let ratio = if small == large { 1.0 } else { large as f64 / small as f64 };
    println!(
        r#"{{"name":"{}: reads of the flash","value":{ratio:.3},"unit":"ratio","goal":"<= 1.3"}}"#,
        case.name
    );
}

/// Reads of the flash in a batch.
fn reads(case: &Case, size: Size) -> u64 {
    let mut card = case.card(size);
    let command = scenario::bytes(case.command).unwrap();
    card.answer(&command);
    card.flash().reset_counts();
    measured_batch(&mut card, &command, case);
    card.flash().counts().reads
}

/// Never inlined: callgrind counts from its beginning to its end.
#[inline(never)]
fn measured_batch(card: &mut HostCard, command: &[u8], case: &Case) {
    for _ in 0..BATCH {
        let answer = black_box(card.answer(command));
        assert!(answer.ends_with(&[0x90, 0x00]), "{}: {answer:02X?}", case.name);
    }
}
