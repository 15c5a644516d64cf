//! Keys without a retry counter: nobody with a reader blocks them, and nothing is
//! written. Cards that were made before keep the counter they were made with.

use apdu_spec::profile::card::TEST_TRANSPORT_KEY;
use apdu_spec::status::StatusWord;
use card_os_testing::card::{IDENTITY, SmallTestCard, TestCard, split};
use test_vectors::flash::SimFlash;
use test_vectors::images;
use test_vectors::mac::aes_cmac;

const WRONG: &str = "00 82 00 10 [00000000000000000000000000000000]";
const WRONG_MUTUAL: &str = "00 82 00 10 [0102030405060708 00000000000000000000000000000000] 00";
const QUERY: &str = "00 82 00 10";

#[test]
fn nobody_blocks_the_administrator_key_and_no_word_is_written() {
    let mut card = TestCard::blank();
    let before = card.flash().operations();
    for _ in 0..200 {
        for command in [WRONG, WRONG_MUTUAL] {
            card.done("00 84 00 00 10");
            assert_eq!(card.send(command).1, StatusWord::VERIFICATION_FAILED);
        }
        assert_eq!(card.send(QUERY).1, StatusWord::VERIFICATION_FAILED);
    }
    card.administrator();
    assert_eq!(card.flash().operations(), before);
    // A wrong authentication revokes the security status.
    card.done("00 84 00 00 10");
    assert_eq!(card.send(WRONG).1, StatusWord::VERIFICATION_FAILED);
    let create = "00 E0 00 00 [62{ 82{38} 83{D100} }]";
    assert_eq!(card.send(create).1, StatusWord::SECURITY_STATUS_NOT_SATISFIED);
}

#[test]
fn mutual_authenticate_by_the_administrator_key_is_answered() {
    let mut card = TestCard::blank();
    let challenge = card.done("00 84 00 00 10");
    let nonce = [0x5A; 16];
    let mac = |parts: &[&[u8]]| aes_cmac(&TEST_TRANSPORT_KEY, &parts.concat());
    let code = mac(&[&[0x03], &IDENTITY.serial, &challenge, &nonce]);
    let command = [&[0x00, 0x82, 0x00, 0x10, 0x20], &nonce[..], &code, &[0x00]].concat();
    let (answer, status) = split(&card.answer(&command));
    assert_eq!(status, StatusWord::SUCCESS);
    assert_eq!(answer, mac(&[&[0x04], &IDENTITY.serial, &nonce, &challenge]));
}

/// The card of an earlier version: 15 tries, and EXTERNAL AUTHENTICATE alone.
#[test]
fn a_card_made_with_a_counter_behaves_as_it_was_made() {
    let all = images::with_ending(".flash.gz").unwrap();
    let fixture = all.first().unwrap();
    let flash = SimFlash::<1024>::from_bytes(fixture.bytes().unwrap());
    let mut card = SmallTestCard::<1024>::start(flash);
    let left = (0..=15).rev().map(StatusWord::tries).collect::<Vec<_>>();
    assert_eq!(card.send(QUERY).1, left[0]);
    let before = card.flash().operations();
    assert_eq!(card.send(QUERY).1, left[0]);
    assert_eq!(card.flash().operations(), before, "asking costs nothing");
    card.done("00 84 00 00 10");
    assert_eq!(card.send(WRONG_MUTUAL).1, StatusWord::CONDITIONS_NOT_SATISFIED);
    card.administrator();
    for expected in &left[1..] {
        card.done("00 84 00 00 10");
        assert_eq!(card.send(WRONG).1, *expected);
        assert_eq!(card.send(QUERY).1, *expected);
    }
    card.done("00 84 00 00 10");
    assert_eq!(card.send(WRONG).1, StatusWord::AUTHENTICATION_METHOD_BLOCKED);
    assert_eq!(card.send(QUERY).1, StatusWord::tries(0));
}
