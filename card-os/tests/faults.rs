//! A flash that fails: nothing is granted, nothing is taken over, and the card still says who it
//! is.

#[path = "support/card.rs"]
mod support;

use apdu_spec::status::StatusWord;
use support::TestCard;
use test_vectors::flash::Cut;

const FAILED: StatusWord = StatusWord::MEMORY_FAILURE;

/// A card with PIN `1234` (0018) and an EF that it opens (0101), in DF D108; EF 0102 is free.
fn card() -> TestCard {
    let mut card = TestCard::blank();
    card.administrator();
    for command in [
        "00 E0 00 00 [62{ 82{38} 83{D108} }]",
        "00 E0 00 00 [62{ 82{08} 83{0018} A5{ 80{03} 83{0404} 84{01} } AB{ 84{20} 90{} } }]",
        "00 24 01 80 [\"1234\"]",
        "00 44 00 00",
        "00 E0 00 00 [62{ 80{0004} 82{01} 83{0101} AB{ 80{01} A4{ 83{98} 95{08} } } 8A{05} }]",
        "00 E0 00 00 [62{ 80{0004} 82{01} 83{0102} AB{ 80{03} 90{} } 8A{05} }]",
    ] {
        card.done(command);
    }
    card
}

#[test]
fn a_verify_whose_commit_fails_proves_nothing() {
    let mut card = card();
    card.done("00 A4 00 0C [D108]");
    // The try is spent, then the word that gives it back fails.
    card.card.flash_mut().cut_at(1, Cut::Before);
    assert_eq!(card.send("00 20 00 98 [\"1234\"]").1, FAILED);
    card.card.flash_mut().power_on();
    assert_eq!(card.send("00 B0 81 00 00").1, StatusWord::SECURITY_STATUS_NOT_SATISFIED);
}

#[test]
fn after_a_failed_write_what_only_reads_is_answered() {
    let mut card = card();
    card.done("00 A4 02 0C [0102]");
    card.card.flash_mut().cut_at(0, Cut::Before);
    assert_eq!(card.send("00 D6 00 00 [AABB]").1, FAILED);
    card.card.flash_mut().power_on();
    assert_eq!(card.done("00 B0 00 00 00"), [0, 0, 0, 0]);
    card.done("00 A4 00 0C [3F00]");
    assert_eq!(card.done("00 CA 00 45 00"), support::IDENTITY.serial);
    assert_eq!(card.send("00 D6 82 00 [AABB]").1, StatusWord::FILE_NOT_FOUND);
    card.done("00 A4 00 0C [D108]");
    assert_eq!(card.send("00 D6 82 00 [AABB]").1, FAILED, "no more writing before a restart");
    let mut card = card.restarted();
    card.done("00 A4 00 0C [D108]");
    card.done("00 D6 82 00 [AABB]");
}

/// Every write of CREATE FILE fails once, and with it the reading that would mend the index of
/// files: then the card answers nothing but its serial number until a reset, and nothing is
/// created over what the index does not know.
#[test]
fn a_create_that_fails_leaves_no_file_and_takes_none_over() {
    let mut lost = 0;
    for operation in 0.. {
        let mut card = card();
        card.administrator();
        card.done("00 A4 00 0C [D108]");
        card.card.flash_mut().cut_at(operation, Cut::Before);
        let (_, status) = card.send("00 E0 00 00 [62{ 82{38} 83{0105} }]");
        card.card.flash_mut().power_on();
        if status == StatusWord::SUCCESS {
            println!("{operation} writes, {lost} of them with an index that was lost");
            assert!(operation > 3 && lost > 0);
            return;
        }
        assert_eq!(status, FAILED);
        let over = "00 E0 00 00 [62{ 80{0010} 82{01} 83{0666} AB{ 80{03} 90{} } 8A{05} }]";
        assert_ne!(card.send(over).1, StatusWord::SUCCESS);
        if card.send("00 A4 00 0C [D108]").1 == FAILED {
            lost += 1;
            assert_eq!(card.done("00 CA 00 45 00"), support::IDENTITY.serial);
            assert_eq!(card.send("00 20 00 98 [\"1234\"]").1, FAILED);
            card.card.reset();
            card.done("00 A4 00 0C [D108]");
        }
        assert_eq!(card.send("00 A4 01 0C [0105]").1, StatusWord::FILE_NOT_FOUND);
        assert_eq!(card.send("00 B0 82 00 00").1, StatusWord::SUCCESS, "D108 is selected");
    }
}

/// Every write of DELETE FILE of a DF fails once: all of it is there, and selected where it was, on
/// every channel; only what was proved is not.
#[test]
fn a_delete_that_fails_deletes_nothing() {
    for operation in 0.. {
        let mut card = card();
        card.administrator();
        card.done("00 A4 00 0C [D108]");
        card.done("00 20 00 98 [\"1234\"]");
        card.done("00 B0 81 00 00");
        card.done("00 70 00 01");
        card.done("01 A4 08 0C [D1080102]");
        card.card.flash_mut().cut_at(operation, Cut::Before);
        let (_, status) = card.send("00 E4 00 00 [D108]");
        card.card.flash_mut().power_on();
        if status == StatusWord::SUCCESS {
            assert!(operation > 3, "{operation} writes");
            assert_eq!(card.send("01 B0 00 00 00").1, StatusWord::NO_CURRENT_FILE);
            let mut card = card.restarted();
            assert_eq!(card.send("00 A4 00 0C [D108]").1, StatusWord::FILE_NOT_FOUND);
            return;
        }
        assert_eq!(status, FAILED);
        if card.send("00 B0 82 00 00").1 == FAILED {
            // The index of files was lost with it: a reset reads it again.
            card.card.reset();
            card.done("00 A4 00 0C [D108]");
        } else {
            assert_eq!(card.done("01 B0 00 00 00"), [0, 0, 0, 0], "operation {operation}");
        }
        assert_eq!(card.done("00 B0 82 00 00"), [0, 0, 0, 0], "operation {operation}");
        let mut card = card.restarted();
        card.done("00 A4 00 0C [D108]");
        assert_eq!(card.done("00 B0 82 00 00"), [0, 0, 0, 0], "operation {operation}");
        card.done("00 20 00 98 [\"1234\"]");
        card.done("00 B0 81 00 00");
    }
}
