//! What passes through the card does not stay where it passed: a command's bytes are zeros when it
//! is answered, whatever the answer, and a reply buffer holds nothing but the answer.

#![allow(clippy::unwrap_used, reason = "a test fails so")]

#[path = "support/card.rs"]
mod support;

use apdu_spec::status::StatusWord;
use support::{TestCard, split};
use test_vectors::scenario;

/// A card with PIN `1234` (0018) and an EF of 16 bytes that it opens (0101), in DF D108.
fn card() -> TestCard {
    let mut card = TestCard::blank();
    card.administrator();
    for command in [
        "00 E0 00 00 [62{ 82{38} 83{D108} }]",
        "00 E0 00 00 [62{ 82{08} 83{0018} A5{ 80{0F} 83{0404} 84{01} } AB{ 84{20} 90{} 84{24} A4{ 83{98} 95{08} } } }]",
        "00 24 01 98 [\"1234\"]",
        "00 44 00 00",
        "00 E0 00 00 [62{ 80{0010} 82{01} 83{0101} AB{ 80{03} A4{ 83{98} 95{08} } } 8A{05} }]",
        "00 20 00 98 [\"1234\"]",
        "00 D6 00 00 [A0A1A2A3A4A5A6A7A8A9AAABACADAEAF]",
    ] {
        card.done(command);
    }
    card
}

/// Answers into a buffer that was zeros; gives the status word. The command must be gone, and
/// behind the answer nothing may stand.
fn answered(card: &mut TestCard, notation: &str) -> StatusWord {
    let mut command = scenario::bytes(notation).unwrap();
    let mut reply = vec![0; 1024];
    let length = card.card.transmit(&mut command, &mut reply);
    assert!(command.iter().all(|byte| *byte == 0), "{notation}: {command:02X?}");
    assert!(reply[length..].iter().all(|byte| *byte == 0), "{notation}: {reply:02X?}");
    split(&reply[..length]).1
}

#[test]
fn a_command_is_zeros_and_nothing_stands_behind_its_answer() {
    let mut card = card();
    let refused = |status: StatusWord| !status.is_success();
    for (notation, expected) in [
        ("00 20 00 98 [\"1234\"]", StatusWord::SUCCESS),
        ("00 20 00 98 [\"9999\"]", StatusWord::tries(14)),
        ("00 20 00 9F [\"1234\"]", StatusWord::INCORRECT_P1_P2),
        ("00 20 00 9E [\"1234\"]", StatusWord::REFERENCE_NOT_FOUND),
        ("00 24 00 98 [\"1234\" \"ABCD\"]", StatusWord::INCORRECT_DATA),
        ("E0 20 00 98 [\"1234\"]", StatusWord::CLASS_NOT_SUPPORTED),
        ("00 21 00 98 [53 04 \"1234\"]", StatusWord::INCORRECT_DATA),
        ("00 20 00 98 05 \"1234\"", StatusWord::WRONG_LENGTH),
        ("00 C2 00 00 [00200098 04 \"1234\"]", StatusWord::SUCCESS),
        ("10 24 00 98 [\"1234\"]", StatusWord::SUCCESS),
        ("00 24 00 98 [\"5678\"]", StatusWord::SUCCESS),
        ("10 24 00 98 [\"5678\"]", StatusWord::SUCCESS),
        ("00 20 00 98 [\"5678\"]", StatusWord::LAST_COMMAND_OF_CHAIN_EXPECTED),
        ("00 20 00 98 [\"5678\"]", StatusWord::SUCCESS),
    ] {
        let status = answered(&mut card, notation);
        let class = notation.starts_with("E0") && refused(status);
        assert!(status == expected || class, "{notation}: {status:?}");
    }
    // What is read and not given out is in the card, not in the buffer.
    assert_eq!(answered(&mut card, "00 B0 81 00 04"), StatusWord::SUCCESS);
    assert_eq!(answered(&mut card, "00 C3 00 00 [52{00B0000010}] 04").more(), Some(14));
    assert_eq!(answered(&mut card, "00 B0 00 0C 10"), StatusWord::END_OF_FILE_REACHED);
    assert_eq!(answered(&mut card, "00 C2 00 00 [00B0000C 0A]").more(), Some(4));
}
