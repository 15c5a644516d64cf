use std::collections::HashSet;

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;

use super::*;

/// Blocks, each from its first code, with so many.
fn blocks(blocks: &[(u64, u64)]) -> Blocks {
    let day = juki_records::day::Day::parse("2026-04-01").unwrap();
    let mut held = Blocks::default();
    for (first, count) in blocks {
        held.insert(Block::new(*first, first + count - 1, day, "x").unwrap()).unwrap();
    }
    held
}

fn drawn(pool: &mut Pool, count: usize, seed: u64) -> Vec<u64> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    (0..count).map(|_| pool.draw(&mut rng).unwrap()).collect()
}

#[test]
fn a_block_is_drawn_to_its_last_code_and_each_comes_once() {
    let held = blocks(&[(10, 500), (2_000, 1), (9_999_999_000, 1_000)]);
    let mut pool = Pool::new(&held, std::iter::empty());
    let all = drawn(&mut pool, 1501, 1);
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 1501);
    assert!(all.iter().all(|number| held.of(*number).is_some()));
    assert_eq!((pool.left(), pool.draw(&mut ChaCha20Rng::seed_from_u64(2))), (0, None));
    assert!(pool.moved.is_empty());
}

#[test]
fn used_codes_never_come_again_however_they_lie() {
    let held = blocks(&[(0, 40), (100, 60)]);
    let seed = test_vectors::seed::of("used codes");
    for round in 0..200 {
        // A first draw, forgotten but for what it used, and a second one after it.
        let count = usize::try_from(round % 100).unwrap();
        let used = drawn(&mut Pool::new(&held, std::iter::empty()), count, seed ^ round);
        let outside = [77, 5_000];
        let mut pool = Pool::new(&held, used.iter().chain(&outside).copied());
        assert_eq!(pool.left(), 100 - round % 100);
        let rest = drawn(&mut pool, 100 - count, seed ^ round ^ 0xFFFF);
        let both: HashSet<u64> = used.into_iter().chain(rest).collect();
        assert_eq!(both.len(), 100);
    }
}

#[test]
fn among_the_most_blocks_each_code_has_its_place_and_comes_once() {
    let held: Vec<(u64, u64)> = (0..1_000).map(|at| (at * 10_000, 1 + at % 7)).collect();
    let codes: Vec<u64> = held.iter().flat_map(|(first, count)| *first..first + count).collect();
    let held = blocks(&held);
    let pool = Pool::new(&held, std::iter::empty());
    assert_eq!(pool.left(), codes.len() as u64);
    for (place, code) in codes.iter().enumerate() {
        assert_eq!(pool.place_of(*code), Some(place as u64));
        assert_eq!(pool.number_at(place as u64), Some(*code));
        let next = held.of(code + 1).map(|_| place as u64 + 1);
        assert_eq!(pool.place_of(code + 1), next);
    }
    let mut pool = Pool::new(&held, codes.iter().copied().step_by(2));
    let rest: HashSet<u64> = drawn(&mut pool, codes.len() / 2, 6).into_iter().collect();
    assert_eq!(rest, codes.iter().copied().skip(1).step_by(2).collect());
}

#[test]
fn the_last_code_of_a_full_block_is_found_at_once() {
    // Given a block of all codes of which but the first 100,000 were never drawn...
    let used = (0..100_000).filter(|number| *number != 4_711);
    let mut pool = Pool::new(&blocks(&[(0, 100_000)]), used);
    // ... one draw takes one number and finds it: no other is tried.
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    assert_eq!(pool.draw(&mut rng), Some(4_711));
    assert!(rng.get_word_pos() <= 2, "one number of 64 bits is drawn");
}

#[test]
fn the_size_of_a_block_costs_no_memory() {
    let mut pool = Pool::new(&blocks(&[(0, 10_000_000_000)]), std::iter::empty());
    drawn(&mut pool, 1_000, 4);
    assert!(pool.moved.len() <= 1_000);
}

#[test]
fn every_order_of_a_small_block_is_equally_probable() {
    let seed = test_vectors::seed::of("orders");
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    // The 24 orders of four codes, of which one is used in every other round before.
    let mut counts = std::collections::BTreeMap::<Vec<u64>, u64>::new();
    for _ in 0..24_000 {
        let mut pool = Pool::new(&blocks(&[(0, 2), (7, 2)]), std::iter::empty());
        let first = pool.draw(&mut rng).unwrap();
        let mut pool = Pool::new(&blocks(&[(0, 2), (7, 2)]), std::iter::once(first));
        let rest = std::iter::from_fn(|| pool.draw(&mut rng));
        *counts.entry(std::iter::once(first).chain(rest).collect()).or_default() += 1;
    }
    assert_eq!(counts.len(), 24);
    let counts: Vec<f64> = counts.values().map(|count| *count as f64).collect();
    let p = p_of(chi_square(&counts, &[1_000.0; 24]), 23);
    println!("24 orders of 4 codes, 24,000 times: p = {p:.3}");
    assert!(p > LEAST);
}

/// How improbable what was drawn may be, by the assumption that all is random.
const LEAST: f64 = 1e-6;

#[test]
fn a_hundred_thousand_codes_of_a_block_are_no_sequence() {
    const BLOCK: u64 = 10_000_000;
    const COUNT: usize = 100_000;
    let seed = test_vectors::seed::of("100,000 codes");
    let codes = drawn(&mut Pool::new(&blocks(&[(0, BLOCK)]), std::iter::empty()), COUNT, seed);
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), COUNT);
    println!("{COUNT} codes of a block of {BLOCK}: no duplicate");
    for (name, p) in statistics(&codes, BLOCK) {
        println!("{name}: p = {p:.4}");
        assert!((LEAST..=1.0 - LEAST).contains(&p), "{name}");
    }
}

#[test]
fn the_statistics_see_what_is_drawn_badly() {
    const BLOCK: u64 = 10_000_000;
    let improbable = |codes: &[u64], name: &str| {
        let (_, p) =
            statistics(codes, BLOCK).into_iter().find(|(own, _)| own.contains(name)).unwrap();
        assert!(!(LEAST..=1.0 - LEAST).contains(&p), "{name}: {p}");
    };
    let row: Vec<u64> = (0..100_000).collect();
    improbable(&row, "digit 1");
    improbable(&row, "steps");
    let even: Vec<u64> = (0..100_000).map(|number| number * 100).collect();
    improbable(&even, "digit 7");
    improbable(&even, "distances");
    // Numbers modulo something that does not divide them.
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let biased: Vec<u64> =
        (0..100_000).map(|_| rand_core::Rng::next_u64(&mut rng) % 15_000_000 % BLOCK).collect();
    improbable(&biased, "digit 1");
}

/// Chi-square of each digit, of the steps from a draw to the next, and of the distances between
/// neighbours by size; what each is called, and how probable such a value or a greater one is.
fn statistics(codes: &[u64], block: u64) -> Vec<(String, f64)> {
    let count = codes.len() as f64;
    let mut found = Vec::new();
    // Each digit of the seven is equally frequent. Without replacement it varies less than with.
    let without = (block as f64 - count) / (block as f64 - 1.0);
    for place in 0..7_u32 {
        let mut seen = [0.0; 10];
        for code in codes {
            let digit = code / 10_u64.pow(6 - place) % 10;
            seen[usize::try_from(digit).unwrap()] += 1.0;
        }
        let square = chi_square(&seen, &[count / 10.0; 10]) / without;
        found.push((
            format!("digit {} of 7, chi-square {square:.1} of 9", place + 1),
            p_of(square, 9),
        ));
    }
    // The step from a draw to the next, around the end of the block, is any but 0.
    let mut seen = [0.0; 100];
    for pair in codes.windows(2) {
        let step = (pair[1] + block - pair[0]) % block;
        seen[usize::try_from(step * 100 / block).unwrap()] += 1.0;
    }
    let square = chi_square(&seen, &[(count - 1.0) / 100.0; 100]);
    found.push((format!("steps between draws, chi-square {square:.1} of 99"), p_of(square, 99)));
    // The distance of neighbours is at least g with the probability (1 - n/N)^(g-1).
    let mut sorted = codes.to_vec();
    sorted.sort_unstable();
    let stays = 1.0 - count / block as f64;
    let bounds = [1, 11, 21, 36, 51, 71, 101, 141, 201, 301];
    let (mut seen, mut expected) = ([0.0; 10], [0.0; 10]);
    for pair in sorted.windows(2) {
        let distance = pair[1] - pair[0];
        seen[bounds.iter().rposition(|bound| *bound <= distance).unwrap_or_default()] += 1.0;
    }
    for (bin, bound) in bounds.iter().enumerate() {
        let at_least = |bound: u64| stays.powf((bound - 1) as f64);
        let beyond = bounds.get(bin + 1).map_or(0.0, |next| at_least(*next));
        expected[bin] = (at_least(*bound) - beyond) * (count - 1.0);
    }
    let square = chi_square(&seen, &expected);
    found.push((format!("distances of neighbours, chi-square {square:.1} of 9"), p_of(square, 9)));
    found
}

fn chi_square(seen: &[f64], expected: &[f64]) -> f64 {
    seen.iter().zip(expected).map(|(seen, expected)| (seen - expected).powi(2) / expected).sum()
}

/// The probability of this chi-square or a greater one: the upper regularised gamma function, by
/// its series or its continued fraction (Abramowitz and Stegun, 6.5.29 and 6.5.31).
fn p_of(square: f64, degrees: u32) -> f64 {
    let (a, x) = (f64::from(degrees) / 2.0, square / 2.0);
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum) = (1.0 / a, 1.0 / a);
        for n in 1..10_000 {
            term *= x / (a + f64::from(n));
            sum += term;
        }
        return 1.0 - front * sum;
    }
    // Lentz's way through the fraction.
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1e300, 1.0 / b);
    let mut fraction = d;
    for n in 1..10_000 {
        let n = f64::from(n);
        let an = -n * (n - a);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        fraction *= d * c;
    }
    front * fraction
}

/// The logarithm of the gamma function of a half or a whole number.
fn ln_gamma(a: f64) -> f64 {
    let (mut at, mut sum) =
        if a.fract() == 0.0 { (1.0, 0.0) } else { (0.5, std::f64::consts::PI.sqrt().ln()) };
    while at < a {
        sum += f64::ln(at);
        at += 1.0;
    }
    sum
}

#[test]
fn probabilities_are_those_of_the_tables() {
    // Abramowitz and Stegun, table 26.8.
    for (square, degrees, p) in [
        (16.919, 9, 0.05),
        (21.666, 9, 0.01),
        (3.325, 9, 0.95),
        (123.225, 99, 0.05),
        (35.172, 23, 0.05),
    ] {
        assert!((p_of(square, degrees) - p).abs() < 2e-4, "{square} of {degrees}");
    }
}
