//! A record of version 1 and the same resident's of version 2 become the same card, byte for byte:
//! files, pictures, certificates and keys, and the certificates of the authority. One with
//! substitution flags does where they mean the same.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use apdu_spec::profile::Profile;
use der::DateTime;
use getrandom::SysRng;
use juki_client::reader::image;
use juki_client::seed::Seed;
use juki_issuing::ready::{CardRequest, ReadyCardIssuer, find};
use juki_records::resident::{Resident, samples};
use rand_core::UnwrapErr;

/// What a card is that is issued from a record by the numbers of a seed: its image and its codes.
fn card(record: &Resident, profile: Profile, seed: u64) -> (Vec<u8>, [Option<String>; 2]) {
    let now = DateTime::new(2026, 4, 1, 3, 0, 0).unwrap();
    let rng = &mut UnwrapErr(SysRng);
    let mut workshop = ReadyCardIssuer::open(now, Some(Seed(seed)), rng).unwrap();
    let plain = find("plain").unwrap();
    let request = CardRequest { record: Some(record), ..CardRequest::new(plain, profile) };
    let ready = workshop.make(&request, &mut |_| {}, rng).unwrap();
    (image::bytes(&ready.image), [ready.code_a, ready.code_b])
}

fn parsed(json: &str) -> Resident {
    Resident::parse(json.as_bytes()).unwrap()
}

#[test]
fn both_versions_of_every_sample_become_the_same_card() {
    let seed = test_vectors::seed::of("versions of a record");
    for sample in samples::SAMPLES {
        let Some(first) = samples::version_1(sample.name) else { continue };
        let first = parsed(first);
        let mut second = parsed(sample.json);
        let made = card(&first, Profile::P256, seed);
        if second.substituted.is_some() {
            // Flags of version 1 left every character of name and address as it is.
            assert!(made != card(&second, Profile::P256, seed), "{}", sample.name);
            second.substituted = first.substituted.clone();
        }
        assert!(made == card(&second, Profile::P256, seed), "{}", sample.name);
    }
    let (first, second) = (parsed(samples::version_1("maria").unwrap()), parsed(MARIA));
    let made = card(&first, Profile::MyNumber, seed);
    assert!(made == card(&second, Profile::MyNumber, seed));
    // A difference would be seen: without the alias it is another card.
    let mut without = second;
    without.name.alias = None;
    assert!(made != card(&without, Profile::MyNumber, seed));
}

const MARIA: &str = include_str!("../../records/samples/maria.json");
