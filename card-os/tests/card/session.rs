//! What tests of sessions of secure messaging share: opening one, and sending a command inside it.

use apdu_spec::command::Command;
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY};
use apdu_spec::status::StatusWord;
use card_os_testing::card::{IDENTITY, TestCard, split};
use test_vectors::mac::aes_cmac;
use test_vectors::scenario;
use test_vectors::terminal::SessionKeys;

/// What came back: response data field and status word.
pub(super) type Reply = (Vec<u8>, StatusWord);

/// Opens a session with the administrator key of a blank card.
pub(super) fn open(card: &mut TestCard) -> SessionKeys {
    SessionKeys::open(card, ADMINISTRATOR_REFERENCE, &TEST_TRANSPORT_KEY).unwrap()
}

/// A blank card in a session of its administrator key.
pub(super) fn blank() -> (TestCard, SessionKeys) {
    let mut card = TestCard::blank();
    let keys = open(&mut card);
    (card, keys)
}

/// Sends the bytes of a command inside the session; what came back in it.
pub(super) fn send_inside(card: &mut TestCard, keys: &mut SessionKeys, bytes: &[u8]) -> Reply {
    let command = Command::parse(bytes).unwrap();
    let answer = card.answer(&keys.command(&command));
    split(&keys.answer(command.ins, &answer).unwrap())
}

/// As [`send_inside`], in the notation of scenarios.
pub(super) fn inside(card: &mut TestCard, keys: &mut SessionKeys, notation: &str) -> Reply {
    send_inside(card, keys, &scenario::bytes(notation).unwrap())
}

/// MUTUAL AUTHENTICATE for a session, whose authentication code is of this domain.
pub(super) fn mutual(domain: u8, reference: u8, key: &[u8; 16], challenge: &[u8]) -> String {
    let nonce = [7; 16];
    let code = aes_cmac(key, &[&[domain], &IDENTITY.serial[..], challenge, &nonce].concat());
    format!("00 82 01 {reference:02X} [{} {}] 00", hex::encode(nonce), hex::encode(code))
}
