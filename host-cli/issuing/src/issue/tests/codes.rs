//! What is made of an issuer key for the face of a card: no code that the key makes elsewhere.

use apdu_spec::request::Domain;

use super::super::administrator::{card_access_number, security_code};
use super::*;
use juki_client::card::authentication::AesKey;

const KEY: [u8; 16] = *b"KEY OF AN ISSUER";
const SERIAL: [u8; SERIAL_LEN] = *b"JUKIV0000000001";

/// The digits that the code of a message gives.
fn digits(message: &[u8], most: u32) -> u32 {
    let code = AesKey::Aes128(&KEY).code(message);
    u32::from_be_bytes(*code.first_chunk().unwrap()) % most
}

/// Who has a card asks it for codes under the issuer key by INTERNAL AUTHENTICATE, over bytes of his
/// choice, and a host for those of EXTERNAL and MUTUAL AUTHENTICATE; session keys are codes of that key
/// too. All of these tell their uses apart by the first byte of the message.
#[test]
fn no_message_of_one_use_of_an_issuer_key_is_one_of_another() {
    let made = |first: u8, most| digits(&[&[first][..], &SERIAL].concat(), most);
    assert_eq!(security_code(&KEY, &SERIAL), format!("{:04}", made(b'S', 10_000)));
    assert_eq!(card_access_number(&KEY, &SERIAL), format!("{:06}", made(b'C', 1_000_000)));
    // The number of a block of session keys, of four bytes, is at most 4.
    let session_keys = 4u32.to_be_bytes()[0];
    let mut uses = vec![b'S', b'C', session_keys];
    uses.extend(
        [
            Domain::External,
            Domain::Internal,
            Domain::Mutual,
            Domain::MutualAnswer,
            Domain::Session,
            Domain::SessionAnswer,
        ]
        .map(|domain| domain as u8),
    );
    let count = uses.len();
    uses.sort_unstable();
    uses.dedup();
    assert_eq!(uses.len(), count, "{uses:02X?}");
}

/// The numbers on the face say nothing of each other, and one card's nothing of another's.
#[test]
fn the_numbers_on_the_face_differ_with_use_key_and_card() {
    let other = *b"JUKIV0000000002";
    let mut numbers = vec![
        card_access_number(&KEY, &SERIAL),
        card_access_number(&KEY, &other),
        card_access_number(&[0; 16], &SERIAL),
        format!("{:06}", digits(&[&b"S"[..], &SERIAL].concat(), 1_000_000)),
    ];
    assert!(numbers.iter().all(|number| number.len() == 6), "{numbers:?}");
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 4, "{numbers:?}");
}
