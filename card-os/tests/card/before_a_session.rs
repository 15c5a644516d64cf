//! What was proved before a session begins is nothing in it: whoever stands between may have had it
//! proved by somebody else.

use apdu_spec::status::StatusWord;
use card_os_testing::card::TestCard;
use test_vectors::pace::password;
use test_vectors::scenario::CardConnection as _;
use test_vectors::terminal::SessionKeys;

use super::pace::{AS_SET, CAN, PIN, card, pace, reads, say};
use super::session::open;

const REFUSED: StatusWord = StatusWord::SECURITY_STATUS_NOT_SATISFIED;

/// EF 0109, written by the administrator key in encrypted commands alone, as a profile has it.
fn with_a_file_of_the_administrator() -> TestCard {
    let mut card = card();
    card.administrator();
    card.done(
        "00 E0 00 00 [62{ 80{0002} 82{01} 83{0109} \
         AB{ 80{02} AF{ A4{ 83{10} 95{80} } B8{ 95{30} } } 80{01} 90{} } }]",
    );
    card.done("00 44 00 00");
    card.reset().unwrap();
    card
}

/// Whoever has read the CAN on the card lets the administrator prove the key in the clear, and opens a
/// session then.
#[test]
fn a_key_proved_in_the_clear_opens_nothing_in_a_session_that_begins_afterwards() {
    let mut card = with_a_file_of_the_administrator();
    card.administrator();
    let mut keys = pace(&mut card, None, (password::CAN, AS_SET), CAN).unwrap();
    assert_eq!(say(&mut card, Some(&mut keys), "00 D6 89 00 [AAAA]").1, REFUSED);
    assert_eq!(reads(&mut card, &mut keys), [true, false]);
    // Inside it is another matter.
    let mut card = with_a_file_of_the_administrator();
    let mut keys = open(&mut card);
    let written = say(&mut card, Some(&mut keys), "00 D6 89 00 [AAAA]").1;
    assert_eq!(written, StatusWord::SUCCESS);
}

#[test]
fn a_pin_verified_in_the_clear_opens_nothing_in_a_session_that_begins_afterwards() {
    let verified = || {
        let mut card = card();
        for command in ["00 70 00 01", "00 20 00 03 [\"314159\"]", "01 20 00 03 [\"314159\"]"] {
            card.done(command);
        }
        card
    };
    let refused = |mut card: TestCard, mut keys: SessionKeys, can: bool| {
        assert_eq!(reads(&mut card, &mut keys), [can, false]);
        say(&mut card, Some(&mut keys), "01 A4 00 0C [0102]");
        assert_eq!(say(&mut card, Some(&mut keys), "01 B0 00 00 00").1, REFUSED);
    };
    let mut card = verified();
    let keys = pace(&mut card, None, (password::CAN, AS_SET), CAN).unwrap();
    refused(card, keys, true);
    let mut card = verified();
    let keys = open(&mut card);
    refused(card, keys, false);
}

/// What goes on inside a session is between the same two.
#[test]
fn what_was_proved_inside_goes_on_in_the_session_that_begins_there() {
    let mut card = card();
    let mut keys = pace(&mut card, None, (password::CAN, AS_SET), CAN).unwrap();
    let verified = say(&mut card, Some(&mut keys), "00 20 00 03 [\"314159\"]").1;
    assert_eq!(verified, StatusWord::SUCCESS);
    let mut keys = pace(&mut card, Some(&mut keys), (password::CAN, AS_SET), CAN).unwrap();
    assert_eq!(reads(&mut card, &mut keys), [true, true]);
}

/// A PACE that fails begins no session, and takes nothing but its own password's security status.
#[test]
fn a_session_that_does_not_begin_takes_nothing() {
    let mut card = card();
    card.done("00 20 00 03 [\"314159\"]");
    pace(&mut card, None, (password::CAN, AS_SET), PIN).unwrap_err();
    card.done("00 A4 00 0C [0102]");
    card.done("00 B0 00 00 00");
}
