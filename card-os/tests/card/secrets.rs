//! What passes through the card does not stay where it passed: a command's bytes are zeros when it
//! is answered, whatever the answer, and a reply buffer holds nothing but the answer.

use apdu_spec::status::StatusWord;
use card_os_testing::card::{TestCard, split};
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
/// behind the answer there must be nothing.
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

/// Given a PIN of any bytes, from 4 to 16 of them, with `value`; a file that it opens; and a second
/// PIN that it resets. Fifteen tries each.
fn card_with(value: &str) -> TestCard {
    let mut card = TestCard::blank();
    card.administrator();
    for command in [
        "00 E0 00 00 [62{ 82{38} 83{D108} }]",
        "00 E0 00 00 [62{ 82{08} 83{0018} A5{ 80{0F} 83{0410} 84{00} } AB{ 84{20} 90{} 84{24} A4{ 83{98} 95{08} } 84{2826} A4{ 83{98} 95{08} } } }]",
        &format!("00 24 01 98 [{value}]"),
        "00 44 00 00",
        "00 E0 00 00 [62{ 82{08} 83{0019} A5{ 80{0F} 83{0410} 84{00} } AB{ 84{20} 90{} 84{2C} A4{ 83{98} 95{08} } } }]",
        "00 24 01 99 [\"8888\"]",
        "00 44 00 00",
        "00 E0 00 00 [62{ 80{0004} 82{01} 83{0101} AB{ 80{01} A4{ 83{98} 95{08} } } 8A{05} }]",
        "00 A4 00 0C [D108]",
    ] {
        card.done(command);
    }
    card
}

/// Secrets are compared in a place that is filled with zeros: their lengths must be, too.
#[test]
fn a_value_with_zeros_behind_it_is_another_value() {
    const PIN: &str = "31323334";
    const LONG: &str = "313233340000";
    for (value, others) in [
        (PIN, ["3132333400", LONG, "31323334000000000000000000000000"]),
        (LONG, [PIN, "3132333400", "31323334000000"]),
    ] {
        for other in others {
            // As every command presents it: alone, in a data object, before a new value of the
            // same length, as a resetting code.
            let padded = format!("{other}{}", "FF".repeat(16 - other.len() / 2));
            for wrong in [
                format!("00 20 00 98 [{other}]"),
                format!("00 20 00 98 [{padded}]"),
                format!("00 21 00 98 [5F2E{{{other}}}]"),
                format!("00 24 00 98 [{padded} 36363636{}]", "FF".repeat(12)),
                format!("00 26 00 98 [{other}]"),
                format!("00 2C 00 99 [{padded} 36363636{}]", "FF".repeat(12)),
            ] {
                let mut card = card_with(value);
                assert_eq!(card.send(&wrong).1, StatusWord::tries(14), "{wrong}");
                let read = card.send("00 B0 81 00 00").1;
                assert_eq!(read, StatusWord::SECURITY_STATUS_NOT_SATISFIED, "{wrong}");
                // Nothing was changed by it: the right values are what they were.
                assert_eq!(card.send("00 20 00 99 [\"8888\"]").1, StatusWord::SUCCESS, "{wrong}");
                assert_eq!(
                    card.send(&format!("00 20 00 98 [{value}]")).1,
                    StatusWord::SUCCESS,
                    "{wrong}"
                );
                card.done("00 B0 81 00 00");
            }
        }
    }
}
