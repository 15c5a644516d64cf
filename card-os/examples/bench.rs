//! Benchmarks of the card in process, one JSON object a line: signing against the bare p256 and
//! rsa crates, making a key pair, the commands that read, and what each command costs the flash.
//!
//! `cargo xtask bench` runs it. Absolute times mean little on a shared machine; ratios are taken
//! in turn, in one run.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot run has nothing to say")]

use std::hint::black_box;
use std::time::Instant;

use apdu_spec::status::StatusWord;
use card_os_testing::card::TestCard;
use p256::ecdsa::signature::hazmat::RandomizedPrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::Generate;
use rsa::Pkcs1v15Sign;
use test_vectors::rng::TestRng;
use test_vectors::scenario;

const HASH: [u8; 32] = [0x5A; 32];

fn main() {
    signing();
    rsa();
    reading();
    wear();
}

fn report(name: &str, value: f64, unit: &str, goal: &str) {
    println!(r#"{{"name":"{name}","value":{value:.3},"unit":"{unit}","goal":"{goal}"}}"#);
}

/// Microseconds that one of `count` runs took.
fn microseconds(count: u32, mut run: impl FnMut()) -> f64 {
    let start = Instant::now();
    (0..count).for_each(|_| run());
    start.elapsed().as_secs_f64() * 1e6 / f64::from(count)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A card with a key that signs for everybody, files to read, a PIN.
fn card() -> TestCard {
    let mut card = TestCard::blank();
    card.administrator();
    for command in [
        "00 E0 00 00 [62{ 82{38} 83{D101} 84{A00000000101} }]",
        "00 E0 00 00 [62{ 82{08} 83{0018} A5{ 80{03} 83{0404} 84{01} } AB{ 84{20} 90{} 84{24} A4{ 83{98} 95{08} } } }]",
        "00 24 01 80 [\"1234\"]",
        "00 44 00 00",
        "00 E0 00 00 [62{ 82{09} 83{0017} A5{ 81{11} 82{01} } AB{ 84{2A} 90{} } }]",
        "00 46 80 80 00",
        "00 44 00 00",
        "00 E0 00 00 [62{ 80{0400} 82{01} 83{0101} AB{ 80{03} 90{} } 8A{05} }]",
        "00 E0 00 00 [62{ 82{02 01 0020 20} 83{0102} AB{ 80{07} 90{} } 8A{05} }]",
        "00 E2 00 00 [000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F]",
        "00 E2 00 00 [000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F]",
    ] {
        card.done(command);
    }
    card
}

fn signing() {
    let mut card = card();
    card.done("00 A4 02 0C [0017]");
    let command = scenario::bytes(&format!("00 2A 9E 9A [{}] 00", hex::encode(HASH))).unwrap();
    let key = SigningKey::generate_from_rng(&mut TestRng::new(3));
    let mut rng = TestRng::new(4);
    let (mut ours, mut bare, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..41 {
        let card_time = microseconds(50, || {
            black_box(card.answer(&command));
        });
        let bare_time = microseconds(50, || {
            let signature: Signature = key.sign_prehash_with_rng(&mut rng, &HASH).unwrap();
            black_box(signature);
        });
        ours.push(card_time);
        bare.push(bare_time);
        ratios.push(card_time / bare_time);
    }
    report("P-256 signature by the card", median(ours), "µs", "");
    report("P-256 signature by the bare p256 crate", median(bare), "µs", "");
    report("P-256 signature, card / bare p256", median(ratios), "ratio", "<= 1.05");
}

/// RSA-2048: the card's signature against the bare `rsa` crate's with a key of its own (both
/// blinded), and key generation.
fn rsa() {
    let mut card = TestCard::blank();
    card.administrator();
    card.done("00 E0 00 00 [62{ 82{09} 83{0017} A5{ 81{12} 82{01} } AB{ 84{2A46} 90{} } 8A{05} }]");
    let generate = scenario::bytes("00 46 80 97 00 00 00").unwrap();
    let times = (0..31).map(|_| {
        microseconds(1, || {
            black_box(card.answer(&generate));
        })
    });
    report("RSA-2048 key pair made by the card", median(times.collect()) / 1000.0, "ms", "");
    let command = scenario::bytes(&format!("80 2A 02 97 [{}] 00", hex::encode(HASH))).unwrap();
    assert_eq!(card.answer(&command).len(), 258);
    let mut rng = TestRng::new(5);
    let key = rsa::PrivateKey::new(&mut rng, 2048).unwrap();
    let (mut ours, mut bare, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..41 {
        let card_time = microseconds(10, || {
            black_box(card.answer(&command));
        });
        let bare_time = microseconds(10, || {
            let padding = Pkcs1v15Sign::new_unprefixed();
            black_box(key.sign_with_rng(&mut rng, padding, &HASH).unwrap());
        });
        ours.push(card_time);
        bare.push(bare_time);
        ratios.push(card_time / bare_time);
    }
    report("RSA-2048 signature by the card", median(ours), "µs", "");
    report("RSA-2048 signature by the bare rsa crate", median(bare), "µs", "");
    report("RSA-2048 signature, card / bare rsa", median(ratios), "ratio", "<= 1.05");
}

fn reading() {
    let mut card = card();
    for (name, before, command) in [
        ("SELECT by DF name", "00 A4 00 0C [3F00]", "00 A4 04 0C [A00000000101]"),
        ("SELECT of an EF with FCI", "00 A4 00 0C [D101]", "00 A4 02 00 [0101] 00"),
        ("READ BINARY of 16 bytes", "00 A4 02 0C [0101]", "00 B0 00 00 10"),
        ("READ BINARY of 256 bytes", "00 A4 02 0C [0101]", "00 B0 00 00 00"),
        ("READ RECORD of 32 bytes", "00 A4 02 0C [0102]", "00 B2 01 04 20"),
    ] {
        card.done(before);
        let command = scenario::bytes(command).unwrap();
        assert!(card.answer(&command).ends_with(&StatusWord::SUCCESS.to_bytes()), "{name}");
        let times = (0..41).map(|_| {
            microseconds(500, || {
                black_box(card.answer(&command));
            })
        });
        report(&format!("{name}, in process"), median(times.collect()), "µs", "<= 1");
    }
}

/// Words programmed and pages erased per command, over many of each in one power session.
fn wear() {
    const ROUNDS: u32 = 1000;
    let commands = [
        ("VERIFY, right", "00 20 00 98 [\"1234\"]", "<= 2.25"),
        ("READ BINARY", "00 B0 81 00 10", "0"),
        ("PSO: COMPUTE DIGITAL SIGNATURE", "", "0"),
        (
            "UPDATE BINARY of 16 bytes in a block of 16",
            "00 D6 81 00 [000102030405060708090A0B0C0D0E0F]",
            "",
        ),
        (
            "UPDATE RECORD of 32 bytes",
            "00 DC 01 14 [000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F]",
            "",
        ),
        ("CHANGE REFERENCE DATA", "00 24 00 98 [\"1234\" \"1234\"]", ""),
    ];
    for (name, command, goal) in commands {
        let mut card = card();
        let signature = format!("00 2A 9E 9A [{}] 00", hex::encode(HASH));
        let command = if command.is_empty() { &signature } else { command };
        card.done("00 A4 00 0C [D101]");
        if command == signature {
            card.done("00 A4 02 0C [0017]");
        }
        let command = scenario::bytes(command).unwrap();
        card.answer(&command);
        card.card.flash_mut().reset_counts();
        for _ in 0..ROUNDS {
            let answer = card.answer(&command);
            assert!(answer.ends_with(&StatusWord::SUCCESS.to_bytes()), "{name}: {answer:02X?}");
        }
        let counts = card.card.flash().counts();
        #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
        let per_command = |count: u64| count as f64 / f64::from(ROUNDS);
        report(&format!("{name}: flash words"), per_command(counts.words), "words", goal);
        report(&format!("{name}: erases of 4 KiB"), per_command(counts.erases), "erases", "");
    }
}
