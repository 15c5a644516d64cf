//! A flash that fails: nothing is granted, nothing is taken over, and the card still says who it
//! is.

#![allow(clippy::unwrap_used, reason = "a test fails so")]

use apdu_spec::status::StatusWord;
use card_os::crypto::software::Software;
use card_os::storage::{Error, Key, Store};
use card_os::{Card, LargeCard, MountError};
use card_os_testing::card::{IDENTITY, SimulatedPlatform, TestCard};
use test_vectors::flash::{Cut, SimFlash};
use test_vectors::rng::TestRng;

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
fn a_verify_whose_commit_fails_grants_nothing() {
    let mut card = card();
    card.done("00 A4 00 0C [D108]");
    // The try is spent, then the word that gives it back fails.
    card.card.flash_mut().cut_at(1, Cut::Before);
    assert_eq!(card.send("00 20 00 98 [\"1234\"]").1, StatusWord::MEMORY_FAILURE);
    card.card.flash_mut().power_on();
    assert_eq!(card.send("00 B0 81 00 00").1, StatusWord::SECURITY_STATUS_NOT_SATISFIED);
}

/// Every write of a VERIFY, the first of its session, fails in turn, and the flash says that it
/// did not: there is no comparison for a try that the flash does not hold, and no security status.
#[test]
fn a_verify_that_the_flash_does_not_keep_grants_nothing_and_reveals_nothing() {
    let used = card().card.into_flash();
    for (pin, answer, left) in [("1234", StatusWord::SUCCESS, 3), ("9999", StatusWord::tries(2), 2)]
    {
        let verify = format!("00 20 00 98 [\"{pin}\"]");
        let mut card = TestCard::start(used.clone());
        card.done("00 A4 00 0C [D108]");
        let begun = card.flash().operations();
        assert_eq!(card.send(&verify).1, answer);
        let operations = card.flash().operations() - begun;

        let (mut noticed, mut spent) = (0, 0);
        for operation in 0..operations {
            let mut card = TestCard::start(used.clone());
            card.done("00 A4 00 0C [D108]");
            card.flash().cut_at(operation, Cut::Unnoticed(operation));
            let status = card.send(&verify).1;
            let opened = card.send("00 B0 81 00 00").1.is_success();
            assert_eq!(opened, status.is_success(), "operation {operation}");
            let mut card = card.restarted();
            let found = match card.card.damaged() {
                None => {
                    card.done("00 A4 00 0C [D108]");
                    card.send("00 20 00 98").1
                }
                Some(_) => StatusWord::MEMORY_FAILURE,
            };
            if status == StatusWord::MEMORY_FAILURE {
                noticed += 1;
                spent += usize::from(found == StatusWord::tries(2));
            } else {
                // The page that was to be erased was blank.
                assert_eq!((status, found), (answer, StatusWord::tries(left)));
                assert_eq!(operation, 0);
            }
        }
        assert_eq!(noticed, operations - 1);
        assert_eq!(spent, 1, "the word behind the try failed");
    }
}

/// A command that names its file by a short identifier makes it the current one when it is done,
/// and not when its write failed.
#[test]
fn a_write_that_failed_selects_nothing() {
    let mut card = card();
    card.done("00 A4 00 0C [D108]");
    card.card.flash_mut().cut_at(0, Cut::Before);
    assert_eq!(card.send("00 D6 82 00 [AABB]").1, StatusWord::MEMORY_FAILURE);
    card.card.flash_mut().power_on();
    assert_eq!(card.send("00 B0 00 00 00").1, StatusWord::NO_CURRENT_FILE);
    card.done("00 B0 82 00 00");
    card.done("00 B0 00 00 00");
}

#[test]
fn after_a_failed_write_what_only_reads_is_answered() {
    let mut card = card();
    card.done("00 A4 02 0C [0102]");
    card.card.flash_mut().cut_at(0, Cut::Before);
    assert_eq!(card.send("00 D6 00 00 [AABB]").1, StatusWord::MEMORY_FAILURE);
    card.card.flash_mut().power_on();
    assert_eq!(card.done("00 B0 00 00 00"), [0, 0, 0, 0]);
    card.done("00 A4 00 0C [3F00]");
    assert_eq!(card.done("00 CA 00 45 00"), IDENTITY.serial);
    assert_eq!(card.send("00 D6 82 00 [AABB]").1, StatusWord::FILE_NOT_FOUND);
    card.done("00 A4 00 0C [D108]");
    assert_eq!(
        card.send("00 D6 82 00 [AABB]").1,
        StatusWord::MEMORY_FAILURE,
        "no more writing before a restart"
    );
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
        assert_eq!(status, StatusWord::MEMORY_FAILURE);
        let over = "00 E0 00 00 [62{ 80{0010} 82{01} 83{0666} AB{ 80{03} 90{} } 8A{05} }]";
        assert_ne!(card.send(over).1, StatusWord::SUCCESS);
        if card.send("00 A4 00 0C [D108]").1 == StatusWord::MEMORY_FAILURE {
            lost += 1;
            assert_eq!(card.done("00 CA 00 45 00"), IDENTITY.serial);
            assert_eq!(card.send("00 20 00 98 [\"1234\"]").1, StatusWord::MEMORY_FAILURE);
            card.card.reset();
            card.done("00 A4 00 0C [D108]");
        }
        assert_eq!(card.send("00 A4 01 0C [0105]").1, StatusWord::FILE_NOT_FOUND);
        assert_eq!(card.send("00 B0 82 00 00").1, StatusWord::SUCCESS, "D108 is selected");
    }
}

/// Every write of DELETE FILE of a DF fails once: all of it is there, and selected where it was, on
/// every channel; only the security status is not.
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
        assert_eq!(status, StatusWord::MEMORY_FAILURE);
        if card.send("00 B0 82 00 00").1 == StatusWord::MEMORY_FAILURE {
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

/// What a card answers whose memory cannot be loaded, on a flash that must stay as it is.
fn says_who_it_is_and_no_more(flash: SimFlash<4096>) {
    let before = (flash.bytes().to_vec(), flash.operations());
    let mut card = TestCard::start(flash);
    assert!(card.card.damaged().is_some());
    for _ in 0..2 {
        let warned = StatusWord::DATA_MAY_BE_CORRUPTED;
        let (fcp, fci) = ([0x62, 7, 0x82, 1, 0x38, 0x83, 2, 0x3F, 0], [0x6F, 7]);
        assert_eq!(card.send("00 A4 00 04 [3F00] 00"), (fcp.to_vec(), warned));
        let (data, status) = card.send("00 A4 00 00 00");
        assert_eq!((&data[..2], &data[2..], status), (&fci[..], &fcp[2..], warned));
        assert_eq!(card.send("00 A4 00 08 [3F00] 00"), (vec![0x64, 0], warned));
        assert_eq!(card.send("00 A4 00 0C [3F00]"), (vec![], warned));
        let rest = StatusWord::more_available(8);
        assert_eq!(card.send("00 A4 00 04 [3F00] 01").1, rest, "one byte was asked for");
        assert_eq!(card.send("00 C0 00 00 00"), (fcp[1..].to_vec(), warned));
        assert_eq!(card.done("00 CA 00 45 00"), IDENTITY.serial);
        for refused in [
            "00 A4 00 0C [D108]",
            "00 A4 04 0C [A0000000]",
            "00 A4 03 0C",
            "00 A4 08 0C [2F01]",
            "00 B0 81 00 00",
            "00 CA 01 A0 00",
            "00 DA 01 A0 [01]",
            "00 20 00 98",
            "00 20 00 98 [\"1234\"]",
            "00 24 01 98 [\"1234\"]",
            "00 84 00 00 08",
            "00 E0 00 00 [62{ 82{38} 83{0105} }]",
            "00 44 00 00 [3F00]",
        ] {
            assert_eq!(card.send(refused), (vec![], StatusWord::MEMORY_FAILURE), "{refused}");
        }
        assert_eq!(card.send("00 FF 00 00").1, StatusWord::INSTRUCTION_NOT_SUPPORTED);
        card.card.reset();
        assert!(card.card.damaged().is_some(), "a reset mends nothing that was written wrong");
    }
    let flash = card.card.into_flash();
    assert_eq!((flash.bytes().to_vec(), flash.operations()), before);
}

/// Given a store in which one word was changed, or one whose files are no card's: the card is
/// there, and says that it is damaged.
#[test]
fn a_card_that_cannot_be_loaded_still_says_who_it_is() {
    let mut bytes = card().card.into_flash().bytes().to_vec();
    let header = bytes.windows(4).position(|word| word == [0x83, 2, 1, 1]).unwrap();
    bytes[header] ^= 1;
    let flash = SimFlash::from_bytes(bytes);
    let damage = TestCard::start(flash.clone()).card.damaged();
    assert!(matches!(damage, Some(MountError::Storage(Error::Damaged { .. }))), "{damage:?}");
    says_who_it_is_and_no_more(flash);

    let store = Store::<_, 2048>::mount(card().card.into_flash());
    let mut store = store.map_err(|(_, error)| error).unwrap();
    store.put(Key::new(0, 0xFFFF), b"no parameters of an MF").unwrap();
    store.commit().unwrap();
    let flash = store.into_flash();
    let damage = TestCard::start(flash.clone()).card.damaged();
    assert_eq!(damage, Some(MountError::Files { object: 0 }));
    says_who_it_is_and_no_more(flash);
}

/// A flash that holds no card of this kind makes none: nobody is to take it for a card.
#[test]
fn blank_foreign_newer_and_other_flash_is_no_card() {
    let mount = |bytes: Vec<u8>| {
        let flash = SimFlash::<4096>::from_bytes(bytes.clone());
        let mut card: Box<LargeCard<SimulatedPlatform<4096>>> =
            Box::new(Card::new(flash, TestRng::new(8), Software));
        let error = card.mount(IDENTITY).unwrap_err();
        assert_eq!(card.flash().bytes(), bytes, "untouched");
        let mut reply = [0; 16];
        assert_eq!(card.transmit(&mut [0, 0xA4, 0, 0], &mut reply), 0, "there is no card");
        error
    };
    let whole = card().card.into_flash().bytes().to_vec();
    assert_eq!(mount(vec![0xFF; whole.len()]), MountError::Storage(Error::Foreign));
    assert_eq!(mount(vec![0x00; whole.len()]), MountError::Storage(Error::Foreign));
    let shorter = whole[..whole.len() - 4096].to_vec();
    assert_eq!(mount(shorter), MountError::Storage(Error::Geometry));
    let mut newer = whole;
    newer[6] = 9;
    let check = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(&newer[..28]);
    newer[28..32].copy_from_slice(&check.to_le_bytes());
    assert_eq!(mount(newer), MountError::Storage(Error::Newer { format: 9 }));
}
