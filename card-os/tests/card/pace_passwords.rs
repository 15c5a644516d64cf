//! What a wrong password of PACE costs, and which may still be used.

use apdu_spec::status::StatusWord;
use card_os_testing::card::TestCard;
use test_vectors::pace::{PROTOCOL, password, set_password};

use super::pace::{AS_SET, CAN, PIN, PUK, card, pace, reads, say, send};
use super::session::open;

const SUSPENDED: StatusWord = StatusWord::tries(1);
const BLOCKED: StatusWord = StatusWord::tries(0);

/// A card whose PIN is suspended.
fn suspended() -> TestCard {
    let mut card = card();
    for (set, left) in [(AS_SET, 2), (StatusWord::tries(2), 1)] {
        let refused = pace(&mut card, None, (password::PIN, set), CAN).unwrap_err();
        assert_eq!(refused, StatusWord::tries(left));
    }
    card
}

/// Tries left, as VERIFY says them.
fn left(card: &mut TestCard) -> StatusWord {
    card.send("00 20 00 03").1
}

#[test]
fn a_can_is_never_blocked_and_no_word_is_written() {
    let mut card = card();
    let before = card.flash().operations();
    for _ in 0..20 {
        let refused = pace(&mut card, None, (password::CAN, AS_SET), PIN).unwrap_err();
        assert_eq!(refused, StatusWord::VERIFICATION_FAILED);
        let refused = card.send("00 20 00 02 [\"0000\"]").1;
        assert_eq!(refused, StatusWord::VERIFICATION_FAILED, "by VERIFY");
        assert_eq!(card.send("00 20 00 02").1, StatusWord::VERIFICATION_FAILED, "asked for");
    }
    pace(&mut card, None, (password::CAN, AS_SET), CAN).unwrap();
    assert_eq!(card.flash().operations(), before);
}

#[test]
fn a_suspended_pin_is_refused_right_or_wrong_and_costs_no_try() {
    let mut card = suspended();
    for value in [PIN, CAN, PIN] {
        let before = card.flash().operations();
        let refused = pace(&mut card, None, (password::PIN, SUSPENDED), value).unwrap_err();
        assert_eq!(refused, StatusWord::CONDITIONS_NOT_SATISFIED);
        assert_eq!(card.flash().operations(), before);
    }
    assert_eq!(left(&mut card), SUSPENDED);
}

#[test]
fn a_suspended_pin_is_resumed_inside_the_session_of_the_can() {
    let mut card = suspended();
    let mut keys = pace(&mut card, None, (password::CAN, AS_SET), CAN).unwrap();
    let mut keys = pace(&mut card, Some(&mut keys), (password::PIN, SUSPENDED), PIN).unwrap();
    assert_eq!(reads(&mut card, &mut keys), [false, true]);
    assert_eq!(say(&mut card, Some(&mut keys), "00 20 00 03").1, StatusWord::tries(3));
    card.card.reset();
    pace(&mut card, None, (password::PIN, AS_SET), PIN).unwrap();
}

#[test]
fn a_wrong_pin_inside_the_session_of_the_can_blocks_it() {
    let mut card = suspended();
    let mut keys = pace(&mut card, None, (password::CAN, AS_SET), CAN).unwrap();
    let refused = pace(&mut card, Some(&mut keys), (password::PIN, SUSPENDED), PUK).unwrap_err();
    assert_eq!(refused, BLOCKED);
    for value in [PIN, PUK] {
        let refused = pace(&mut card, Some(&mut keys), (password::PIN, BLOCKED), value);
        assert_eq!(refused.unwrap_err(), StatusWord::AUTHENTICATION_METHOD_BLOCKED);
    }
    assert_eq!(reads(&mut card, &mut keys), [true, false], "that session goes on");
    card.card.reset();
    let refused = pace(&mut card, None, (password::PIN, BLOCKED), PIN).unwrap_err();
    assert_eq!(refused, StatusWord::AUTHENTICATION_METHOD_BLOCKED);
}

#[test]
fn no_other_session_resumes_a_pin() {
    let refused = StatusWord::CONDITIONS_NOT_SATISFIED;
    // Of the administrator.
    let mut card = suspended();
    let mut keys = open(&mut card);
    let other = pace(&mut card, Some(&mut keys), (password::PIN, SUSPENDED), PIN).unwrap_err();
    assert_eq!(other, refused);
    // Of the PUK.
    let mut card = suspended();
    let mut keys = pace(&mut card, None, (password::PUK, AS_SET), PUK).unwrap();
    let other = pace(&mut card, Some(&mut keys), (password::PIN, SUSPENDED), PIN).unwrap_err();
    assert_eq!(other, refused);
    // Of the CAN, which has logged out.
    let mut card = suspended();
    let mut keys = pace(&mut card, None, (password::CAN, AS_SET), CAN).unwrap();
    say(&mut card, Some(&mut keys), "00 2E 00 00");
    let other = pace(&mut card, Some(&mut keys), (password::PIN, SUSPENDED), PIN).unwrap_err();
    assert_eq!(other, refused);
    // Of the CAN, which is over.
    let mut card = suspended();
    pace(&mut card, None, (password::CAN, AS_SET), CAN).unwrap();
    card.card.reset();
    let other = pace(&mut card, None, (password::PIN, SUSPENDED), PIN).unwrap_err();
    assert_eq!(other, refused);
    // The CAN by VERIFY, in the clear.
    let mut card = suspended();
    card.done("00 20 00 02 [\"271828\"]");
    let other = pace(&mut card, None, (password::PIN, SUSPENDED), PIN).unwrap_err();
    assert_eq!(other, refused);
}

#[test]
fn a_puk_is_counted_down_to_the_last_and_not_suspended() {
    let mut card = card();
    for left in [4, 3, 2, 1] {
        let set = if left == 4 { AS_SET } else { StatusWord::tries(left + 1) };
        let refused = pace(&mut card, None, (password::PUK, set), PIN).unwrap_err();
        assert_eq!(refused, StatusWord::tries(left));
    }
    pace(&mut card, None, (password::PUK, StatusWord::tries(1)), PUK).unwrap();
    card.card.reset();
    pace(&mut card, None, (password::PUK, AS_SET), PUK).unwrap();
}

#[test]
fn verify_and_pace_share_the_counter() {
    let mut card = card();
    assert_eq!(card.send("00 20 00 03 [\"000000\"]").1, StatusWord::tries(2));
    let refused = pace(&mut card, None, (password::PIN, StatusWord::tries(2)), CAN).unwrap_err();
    assert_eq!(refused, StatusWord::tries(1));
    assert_eq!(left(&mut card), SUSPENDED);
    // VERIFY knows no suspension.
    card.done("00 20 00 03 [\"314159\"]");
    assert_eq!(left(&mut card), StatusWord::tries(3));
    pace(&mut card, None, (password::PIN, AS_SET), PIN).unwrap();
}

#[test]
fn a_failed_pace_revokes_the_security_status_as_a_failed_verification_does() {
    let mut card = card();
    card.done("00 20 00 03 [\"314159\"]");
    card.done("00 A4 00 0C [0102]");
    card.done("00 B0 00 00 00");
    pace(&mut card, None, (password::PIN, AS_SET), CAN).unwrap_err();
    let refused = card.send("00 B0 00 00 00").1;
    assert_eq!(refused, StatusWord::SECURITY_STATUS_NOT_SATISFIED);
}

#[test]
fn a_deactivated_password_is_set_with_a_warning_and_not_compared() {
    let mut card = card();
    card.administrator();
    for command in ["00 A4 00 0C [0003]", "00 04 00 00"] {
        card.done(command);
    }
    card.card.reset();
    let warned = (password::PIN, StatusWord::FILE_DEACTIVATED);
    for value in [PIN, CAN] {
        let before = card.flash().operations();
        let refused = pace(&mut card, None, warned, value).unwrap_err();
        assert_eq!(refused, StatusWord::REFERENCE_DATA_NOT_USABLE);
        assert_eq!(card.flash().operations(), before);
    }
    card.administrator();
    assert_eq!(card.send("00 A4 00 0C [0003]").1, StatusWord::FILE_DEACTIVATED);
    card.done("00 44 00 00");
    pace(&mut card, None, (password::PIN, AS_SET), PIN).unwrap();
}

#[test]
fn what_is_no_password_of_the_card_is_refused_at_once() {
    let mut card = card();
    let mut set = |bytes: &[u8]| send(&mut card, None, bytes).1;
    let incorrect = StatusWord::INCORRECT_DATA;
    assert_eq!(set(&set_password(password::CAN, &[])), StatusWord::SUCCESS);
    assert_eq!(set(&set_password(password::CAN, &[0x84, 1, 0x0C])), StatusWord::SUCCESS);
    assert_eq!(set(&set_password(password::MRZ, &[])), StatusWord::REFERENCE_NOT_FOUND);
    for number in [0, 5, 0xFF] {
        assert_eq!(set(&set_password(number, &[])), incorrect, "{number}");
    }
    for more in [&[0x84, 1, 0x0D][..], &[0x67, 0], &[0x83, 1, 2], &[0x7F, 0x4C, 0], &[0x91, 1, 2]] {
        assert_eq!(set(&set_password(password::CAN, more)), incorrect, "{more:02X?}");
    }
    let mut aes_256 = set_password(password::CAN, &[]);
    let at = aes_256.windows(PROTOCOL.len()).position(|part| part == PROTOCOL).unwrap();
    aes_256[at + PROTOCOL.len() - 1] = 0x04;
    assert_eq!(set(&aes_256), incorrect);
    // The other purposes of SET AT are no PACE.
    for purpose in [0x41, 0x81] {
        let mut other = set_password(password::CAN, &[]);
        other[2] = purpose;
        assert!(!set(&other).is_success(), "{purpose:02X}");
    }
}

#[test]
fn a_rule_says_who_may_use_a_password() {
    let mut card = card();
    card.administrator();
    for command in [
        "00 E0 00 00 [62{ 82{08} 83{0005} A5{ 83{1010} 84{00} 87{01} } AB{ 84{20} 90{} } }]",
        "00 24 01 05 [000102030405060708090A0B0C0D0E0F]",
        "00 44 00 00",
    ] {
        card.done(command);
    }
    let refused = send(&mut card, None, &set_password(password::MRZ, &[])).1;
    assert_eq!(refused, StatusWord::SECURITY_STATUS_NOT_SATISFIED);
    card.done("00 20 00 05 [000102030405060708090A0B0C0D0E0F]");
}

#[test]
fn a_password_without_a_value_is_none() {
    let mut card = card();
    card.administrator();
    card.done("00 E0 00 00 [62{ 82{08} 83{0005} A5{ 83{1010} 84{00} 87{01} } AB{ 84{86} 90{} } }]");
    card.done("00 44 00 00");
    let refused = send(&mut card, None, &set_password(password::MRZ, &[])).1;
    assert_eq!(refused, StatusWord::REFERENCE_DATA_NOT_USABLE);
}

#[test]
fn there_is_one_of_each_password_and_in_the_mf() {
    let mut card = card();
    card.administrator();
    let create = |fid: &str, parameters: &str| {
        format!("00 E0 00 00 [62{{ 82{{08}} 83{{{fid}}} A5{{ {parameters} }} }}]")
    };
    for (fid, parameters, status) in [
        ("0007", "83{0606} 84{01} 87{02}", StatusWord::FILE_EXISTS),
        ("0007", "80{03} 83{0606} 84{01} 87{03}", StatusWord::FILE_EXISTS),
        ("0007", "80{03} 83{0606} 84{01} 87{05}", StatusWord::INCORRECT_DATA),
        ("0007", "83{1010} 84{01} 87{03}", StatusWord::INCORRECT_DATA),
        ("0007", "83{0606} 84{01}", StatusWord::INCORRECT_DATA),
        ("0007", "80{03} 83{0606} 84{01}", StatusWord::SUCCESS),
    ] {
        assert_eq!(card.send(&create(fid, parameters)).1, status, "{parameters}");
    }
    card.done("00 A4 00 0C [3F00]");
    card.done("00 E0 00 00 [62{ 82{38} 83{D108} }]");
    let elsewhere = card.send(&create("0007", "83{1010} 84{00} 87{01}")).1;
    assert_eq!(elsewhere, StatusWord::INCORRECT_DATA);
    // Its place is free when it is deleted.
    card.done("00 A4 00 0C [3F00]");
    assert_eq!(card.send(&create("0008", "83{1010} 84{00} 87{01}")).1, StatusWord::SUCCESS);
    card.done("00 E4 00 00");
    assert_eq!(card.send(&create("0009", "83{1010} 84{00} 87{01}")).1, StatusWord::SUCCESS);
}
