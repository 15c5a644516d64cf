//! PACE with the passwords of a card, by a terminal that shares no code with it.

use apdu_spec::pace::CARD_ACCESS;
use apdu_spec::status::StatusWord;
use card_os_testing::card::TestCard;
use test_vectors::pace::{PaceTerminal, password};

use super::secure_messaging::inside;

const CAN: &[u8] = b"271828";
const PIN: &[u8] = b"314159";

/// A card with a CAN (0002) and a PIN of three tries (0003) in the MF, both for PACE without a
/// condition; with EF.CardAccess, and an EF of two bytes (0101) that the one opens, and another
/// (0102) that the other opens.
fn card() -> TestCard {
    let mut card = TestCard::blank();
    card.administrator();
    for command in [
        "00 E0 00 00 [62{ 82{08} 83{0002} A5{ 83{0606} 84{01} 87{02} } AB{ 84{86} 90{} 84{2408} A4{83{10} 95{80}} } }]",
        "00 24 01 02 [\"271828\"]",
        "00 44 00 00",
        "00 E0 00 00 [62{ 82{08} 83{0003} A5{ 80{03} 83{0606} 84{01} 87{03} } AB{ 84{8620} 90{} 84{24080444} A4{83{10} 95{80}} } }]",
        "00 24 01 03 [\"314159\"]",
        "00 44 00 00",
        "00 E0 00 00 [62{ 80{0002} 82{01} 83{0101} AB{ 80{03} A4{ 83{02} 95{08} } } }]",
        "00 44 00 00",
        "00 E0 00 00 [62{ 80{0002} 82{01} 83{0102} AB{ 80{03} A4{ 83{03} 95{08} } } }]",
        "00 44 00 00",
        "00 E0 00 00 [62{ 80{0016} 82{01} 83{011C} AB{ 80{01} 90{} 80{02} A4{83{10} 95{80}} } }]",
        "00 44 00 00",
    ] {
        card.done(command);
    }
    card.done(&format!("00 D6 9C 00 [{}]", hex::encode(CARD_ACCESS)));
    card.done("00 2E 00 00");
    card
}

#[test]
fn the_can_opens_a_session_and_has_the_security_status_in_it() {
    let mut card = card();
    assert_eq!(card.done("00 B0 9C 00 16"), CARD_ACCESS);
    let (mut keys, authority) = PaceTerminal::new(CAN).run(&mut card, password::CAN, &[]).unwrap();
    assert_eq!(authority, None);
    let select = inside(&mut card, &mut keys, "00 A4 00 0C [0101]");
    assert_eq!(select.1, StatusWord::SUCCESS);
    assert_eq!(inside(&mut card, &mut keys, "00 B0 00 00 00").1, StatusWord::SUCCESS);
    assert_eq!(inside(&mut card, &mut keys, "00 A4 00 0C [0102]").1, StatusWord::SUCCESS);
    let refused = inside(&mut card, &mut keys, "00 B0 00 00 00").1;
    assert_eq!(refused, StatusWord::SECURITY_STATUS_NOT_SATISFIED, "the PIN's");
    assert_eq!(card.send("00 B0 00 00 00").1, StatusWord::SM_DATA_OBJECTS_MISSING);
}

#[test]
fn the_pin_opens_one_too_and_a_wrong_password_opens_none() {
    let mut card = card();
    let (mut keys, _) = PaceTerminal::new(PIN).run(&mut card, password::PIN, &[]).unwrap();
    assert_eq!(inside(&mut card, &mut keys, "00 A4 00 0C [0102]").1, StatusWord::SUCCESS);
    assert_eq!(inside(&mut card, &mut keys, "00 B0 00 00 00").1, StatusWord::SUCCESS);
    for (number, wrong) in [(password::CAN, PIN), (password::PIN, CAN)] {
        card.card.reset();
        assert!(PaceTerminal::new(wrong).run(&mut card, number, &[]).is_err());
        let none = card.send("0C 84 00 00 10").1;
        assert_eq!(none, StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
    }
}
