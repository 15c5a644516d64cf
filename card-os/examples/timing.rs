//! Does the time of an answer tell anything of a secret? Two classes of commands, drawn at random,
//! each measured through the card's only door; Welch's t-test between their times, as dudect does
//! it (Reparaz, Balasch, Verbauwhede 2017): |t| above 4.5 says that the classes can be told apart.
//!
//! `cargo run --release -p card-os --features rsa --example timing`. On a shared machine a single
//! value means little; a leak makes |t| grow with the number of measurements, noise does not.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot be made has nothing to say")]

use std::hint::black_box;
use std::time::Instant;

use apdu_spec::profile::card::TEST_TRANSPORT_KEY;
use card_os_testing::card::{IDENTITY, TestCard};
use test_vectors::rng::TestRng;
use test_vectors::scenario::{self, external_authentication};

/// Slowest measurements that are left out, of 100: interrupts, not the card.
const CROPPED: usize = 10;

fn main() {
    pin();
    mac();
    signing("P-256", "11", 4_000);
    signing("RSA-2048", "12", 600);
}

/// A wrong PIN that differs in its first byte against one that differs in its last.
fn pin() {
    let mut card = TestCard::blank();
    card.administrator();
    card.done("00 E0 00 00 [62{ 82{08} 83{0018} A5{ 80{0F} 83{1010} 84{01} } AB{ 84{20} 90{} } }]");
    card.done("00 24 01 80 [\"1234567890123456\"]");
    card.done("00 44 00 00");
    let right = scenario::bytes("00 20 00 98 [\"1234567890123456\"]").unwrap();
    let wrong = ["9234567890123456", "1234567890123459"]
        .map(|value| scenario::bytes(&format!("00 20 00 98 [\"{value}\"]")).unwrap());
    compare("PIN: first byte wrong against last byte wrong", 40_000, |class| {
        // The same number of tries is left before every measurement.
        card.answer(&right);
        time(&mut card, &wrong[class])
    });
}

/// A wrong CMAC that differs in its first byte against one that differs in its last.
fn mac() {
    let mut card = TestCard::blank();
    compare("CMAC: first byte wrong against last byte wrong", 40_000, |class| {
        card.administrator();
        let challenge = card.done("00 84 00 00 08");
        let mut code = external_authentication(&TEST_TRANSPORT_KEY, &IDENTITY.serial, &challenge);
        code[class * 15] ^= 0x80;
        let mut command = vec![0x00, 0x82, 0x00, 0x10, 0x10];
        command.extend(code);
        time(&mut card, &command)
    });
}

/// Signatures of one hash against those of random hashes, by one key.
fn signing(name: &str, algorithm: &str, count: usize) {
    let mut card = TestCard::blank();
    card.administrator();
    card.done(&format!(
        "00 E0 00 00 [62{{ 82{{09}} 83{{0017}} A5{{ 81{{{algorithm}}} 82{{01}} }} AB{{ 84{{2A}} 90{{}} }} }}]"
    ));
    // Extended length: an RSA public key is longer than 256 bytes.
    card.done("00 46 80 97 000000");
    card.done("00 44 00 00");
    let mut rng = TestRng::new(11);
    compare(&format!("{name} signature: one hash against random hashes"), count, |class| {
        let mut hash = [0x5A; 32];
        // Drawn for both classes, so that both do the same work.
        let random: Vec<u8> = (0..4).flat_map(|_| rng.next_u64().to_be_bytes()).collect();
        if class == 1 {
            hash.copy_from_slice(&random);
        }
        let command = [&[0x00, 0x2A, 0x9E, 0x9A, 0x20][..], &hash, &[0x00]].concat();
        assert!(card.answer(&command).ends_with(&[0x90, 0x00]), "the key signs");
        time(&mut card, &command)
    });
}

fn time(card: &mut TestCard, command: &[u8]) -> f64 {
    let start = Instant::now();
    black_box(card.answer(black_box(command)));
    start.elapsed().as_secs_f64() * 1e9
}

/// Measures both classes in random order and prints Welch's t.
fn compare(name: &str, count: usize, mut measure: impl FnMut(usize) -> f64) {
    let mut rng = TestRng::new(1);
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..count {
        let class = usize::from(rng.next_u32() & 1 == 1);
        times[class].push(measure(class));
    }
    let mut all: Vec<f64> = times.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    let most = all[all.len() * (100 - CROPPED) / 100];
    let [first, second] = times.map(|times| Sample::of(times.into_iter().filter(|t| *t <= most)));
    let t = (first.mean - second.mean)
        / (first.variance / first.count + second.variance / second.count).sqrt();
    println!(
        r#"{{"name":"{name}","value":{t:.2},"unit":"t","goal":"|t| < 4.5","measurements":{count},"nanoseconds":[{:.0},{:.0}]}}"#,
        first.mean, second.mean
    );
}

struct Sample {
    count: f64,
    mean: f64,
    variance: f64,
}

impl Sample {
    fn of(times: impl Iterator<Item = f64>) -> Self {
        let (mut count, mut mean, mut squares) = (0.0, 0.0, 0.0);
        for time in times {
            count += 1.0;
            let off: f64 = time - mean;
            mean += off / count;
            squares += off * (time - mean);
        }
        Self { count, mean, variance: squares / (count - 1.0) }
    }
}
