//! A man in the middle of every work that sends a secret: he hears none of them, and what he alters
//! ends the work.

use chacha20::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

use super::hostile::{CHOSEN, COMMANDS, LIBRARY, ObservedCard, Work};
use super::wire::{Recorder, Recording, heard_with_keys, is_heard, plain};
use super::*;
use crate::municipal::{ApplicationError, MunicipalError, Profile};
use juki_client::card::session::SessionError;

mod altering;

/// A work of the counter.
pub(super) fn work_named(name: &str) -> Work {
    COMMANDS.into_iter().find(|(known, _)| *known == name).unwrap().1
}

/// Does a work with this card, through a reader.
fn work(
    name: &str,
    register: &mut Memory,
    library: &Profile,
    reader: &mut dyn Reader,
) -> Result<(), MunicipalError> {
    let rng = &mut UnwrapErr(SysRng);
    let mut counter = Counter { authority: authority(), register, rng, now: now() };
    work_named(name)(&mut Session::new(reader), &mut counter, library)
}

/// Each secret is sent, and heard by nobody but who has the keys.
fn is_kept(name: &str, recorded: &Recording, inside: &Recording, secrets: &[Vec<u8>]) {
    for secret in secrets {
        let shown = String::from_utf8_lossy(secret);
        assert!(is_heard(inside, secret), "{name}: {shown} was not sent, or would not be found");
        assert!(!is_heard(recorded, secret), "{name}: {shown}");
    }
}

#[test]
fn nobody_hears_what_a_card_is_issued_with() {
    let blank = BlankCard::new("heard");
    let mut card = blank.open();
    let (record, mut register) = (record("taro"), Memory::default());
    let serial = files::serial(&mut Session::new(&mut card)).unwrap();
    let mut records = Recorder::new(&mut card);
    let whole = (CHOSEN, usize::MAX);
    let issued = run_by(authority(), &mut records, &record, whole, &mut register).0.unwrap();
    let recorded = records.recorded;
    let generation = register.card(&text(&serial)).unwrap().generation();
    let codes = &issued.codes;
    let (name, address) = (record.shown_name(), record.address_line());
    let code = record.record_code.as_deref().unwrap();
    let texts = [CHOSEN, "4321", "ABC123", &codes.b, &codes.birth, code];
    let can = codes.can.as_deref().expect("a card of profile p256");
    let texts = texts.into_iter().chain(codes.a.as_deref()).chain(codes.security.as_deref());
    let texts = texts.chain([can, &*name, &address]);
    let resetting_code = authority().resetting_code(&serial, generation);
    let keys =
        [authority().issuer_key(&serial, generation).to_vec(), resetting_code.as_bytes().to_vec()];
    let secrets: Vec<_> = texts.map(|text| text.as_bytes().to_vec()).chain(keys).collect();
    let library = Profile::parse(LIBRARY.as_bytes()).unwrap();
    let inside = heard_with_keys(&recorded, &serial, &register, &library);
    // In the clear: who the card is and how far, the first opening, the end.
    let begins = inside.iter().position(|exchange| exchange.secured).unwrap();
    let ends = inside.iter().rposition(|exchange| exchange.secured).unwrap();
    assert_eq!(ends + 2, inside.len());
    assert!(inside[begins..=ends].iter().all(|exchange| exchange.secured));
    assert!(begins < 30, "{begins}");
    is_kept("issue", &recorded, &plain(inside), &secrets);
}

#[test]
fn nobody_hears_what_the_counter_and_the_desk_send() {
    let mut observed = ObservedCard::new();
    let serial = observed.serial;
    let (chosen, book) = (CHOSEN.as_bytes().to_vec(), b"loan of a book".to_vec());
    for name in [
        "pin reset",
        "service reset-pin",
        "service append",
        "service show",
        "service remove",
        "service add",
    ] {
        observed.card.reset().unwrap();
        let mut records = Recorder::new(&mut observed.card);
        work(name, &mut observed.register, &observed.library, &mut records).unwrap();
        let recorded = records.recorded;
        let (register, library) = (&observed.register, &observed.library);
        let inside = plain(heard_with_keys(&recorded, &serial, register, library));
        let secrets = match name {
            "service append" => vec![chosen.clone(), book.clone()],
            "service show" => vec![book.clone()],
            "service remove" => vec![],
            "service add" => {
                let state = register.card(&text(&serial)).unwrap();
                let generation = state.service_generations(&library.aid())[0];
                let key = authority().service_key(&library.aid(), &serial, generation);
                vec![chosen.clone(), key.to_vec()]
            }
            _ => vec![chosen.clone()],
        };
        is_kept(name, &recorded, &inside, &secrets);
    }
}

/// The published transport key protects nothing: whoever has it, and listens, has the issuer key
/// and all that it protects.
#[test]
fn whoever_has_the_transport_key_and_listens_has_the_issuer_key() {
    let blank = BlankCard::new("published");
    let mut card = blank.open();
    let mut register = Memory::default();
    let serial = files::serial(&mut Session::new(&mut card)).unwrap();
    let mut records = Recorder::new(&mut card);
    let whole = (CHOSEN, usize::MAX);
    run_by(authority(), &mut records, &record("taro"), whole, &mut register).0.unwrap();
    let is_change = |command: &[u8]| matches!(command, [0x0C, 0x24, 0x01, 0x10, ..]);
    let change = records.recorded.iter().position(|(command, _)| is_change(command)).unwrap();
    let first = &records.recorded[..=change];
    let inside = test_vectors::terminal::listen(first, &serial, &[TEST_TRANSPORT_KEY]).unwrap();
    let generation = register.card(&text(&serial)).unwrap().generation();
    let key = authority().issuer_key(&serial, generation);
    assert!(inside.last().unwrap().command.ends_with(&*key));
}
