//! A card that is full says so when a file is created, never later: what was promised to a file
//! can be written.

use apdu_spec::status::StatusWord;
use card_os::crypto::Crypto;
use card_os::crypto::software::Software;
use card_os_testing::card::SmallTestCard;
use card_os_testing::quick_pairs::QuickPairs;

/// A card whose administrator is authenticated.
fn card<const ERASE: usize, C: Crypto + Default>(pages: usize) -> SmallTestCard<ERASE, C> {
    let mut card = SmallTestCard::blank_on(pages);
    card.administrator();
    card
}

/// Creates files of these parameters until the card refuses; gives their number.
fn fill<const ERASE: usize, C: Crypto + Default>(
    card: &mut SmallTestCard<ERASE, C>,
    parameters: &str,
) -> usize {
    for number in 0.. {
        let fid = 0x0100 + number;
        let command = format!("00 E0 00 00 [62{{ {parameters} 83{{{fid:04X}}} 88{{}} }}]");
        match card.send(&command).1 {
            StatusWord::SUCCESS => {}
            StatusWord::NOT_ENOUGH_MEMORY => return number,
            other => panic!("file {number}: {other:?}"),
        }
    }
    0
}

#[test]
fn every_transparent_file_that_was_created_can_be_filled_and_written_again() {
    let mut card = card::<1024, Software>(32);
    let files = fill(&mut card, "80{0258} 82{01} AB{ 80{03} 90{} } 8A{05}");
    println!("{files} files of 600 bytes in 32 KiB");
    assert!(files > 20, "{files}");
    for round in 0..3u8 {
        for number in 0..files {
            let fid = 0x0100 + number;
            assert_eq!(card.send(&format!("00 A4 02 0C [{fid:04X}]")).1, StatusWord::SUCCESS);
            for at in [0, 200, 400] {
                let data = hex::encode([round; 200]);
                let written = card.send(&format!("00 D6 {at:04X} [{data}]")).1;
                assert_eq!(written, StatusWord::SUCCESS, "round {round}, file {number}, {at}");
            }
        }
    }
}

#[test]
fn every_file_of_records_that_was_created_can_be_filled() {
    let mut card = card::<1024, Software>(64);
    let files = fill(&mut card, "82{06 01 0020 0A} AB{ 80{07} 90{} } 8A{05}");
    println!("{files} cyclic files of 10 records of 32 bytes in 64 KiB");
    assert!(files > 10, "{files}");
    for number in 0..files {
        let fid = 0x0100 + number;
        assert_eq!(card.send(&format!("00 A4 02 0C [{fid:04X}]")).1, StatusWord::SUCCESS);
        for record in 0..25u8 {
            let data = hex::encode([record; 32]);
            let appended = card.send(&format!("00 E2 00 00 [{data}]")).1;
            assert_eq!(appended, StatusWord::SUCCESS, "file {number}, record {record}");
        }
    }
}

#[test]
fn the_longest_file_is_erased_by_one_command() {
    let mut card = card::<1024, Software>(96);
    card.done("00 E0 00 00 [62{ 80{9C40} 82{01} 83{0101} AB{ 80{03} 90{} } 8A{05} }]");
    for at in (0..40_000).step_by(200) {
        let data = hex::encode([0xAA; 200]);
        card.done(&format!("00 D7 00 00 [54{{{at:04X}}} 53{{{data}}}]"));
    }
    card.done("00 0E 00 00");
    assert_eq!(card.done("00 B1 00 00 [54{9C3E}] 04"), [0x53, 2, 0, 0]);
    // What was erased can be written again, the last byte as the first one.
    for at in (0..40_000).step_by(200) {
        let data = hex::encode([0xBB; 200]);
        card.done(&format!("00 D7 00 00 [54{{{at:04X}}} 53{{{data}}}]"));
    }
    assert_eq!(card.done("00 B1 00 00 [54{9C3E}] 04"), [0x53, 2, 0xBB, 0xBB]);
}

#[test]
fn blocks_are_erased_by_one_command_that_no_page_would_hold() {
    let mut card = card::<4096, Software>(32);
    card.done("00 E0 00 00 [62{ 80{2800} 82{01} 83{0101} AB{ 80{03} 90{} } 8A{05} }]");
    for at in (0..0x2800).step_by(128) {
        card.done(&format!("00 D6 {at:04X} [{}]", "AA".repeat(128)));
    }
    card.done("00 0F 00 00 [54{0100}]");
    assert_eq!(card.done("00 B0 00 FE 04"), [0xAA, 0xAA, 0, 0]);
    assert_eq!(card.done("00 B0 27 FE 02"), [0, 0]);
}

#[test]
fn all_records_of_the_longest_file_are_erased_by_one_command() {
    let mut card = card::<4096, Software>(32);
    card.done("00 E0 00 00 [62{ 82{02 01 0020 FE} 83{0102} AB{ 80{07} 90{} } 8A{05} }]");
    for record in 1..=254u8 {
        card.done(&format!("00 E2 00 00 [{}]", hex::encode([record; 32])));
    }
    card.done("00 0C 01 05");
    for record in 1..=254u8 {
        assert_eq!(card.done(&format!("00 B2 {record:02X} 04 00")), [0; 32]);
        card.done(&format!("00 DC {record:02X} 04 [{}]", hex::encode([record; 32])));
    }
}

#[test]
fn every_rsa_key_that_was_created_can_be_made_and_made_anew() {
    let mut card = card::<1024, QuickPairs>(32);
    let keys = fill(&mut card, "82{09} A5{ 81{12} 82{01} }");
    println!("{keys} RSA-2048 keys in 32 KiB");
    assert!(keys > 20, "{keys}");
    for _ in 0..3 {
        for number in 0..keys {
            let fid = 0x0100 + number;
            assert_eq!(card.send(&format!("00 A4 02 0C [{fid:04X}]")).1, StatusWord::SUCCESS);
            let made = card.send("00 46 80 80 00 00 00").1;
            assert_eq!(made, StatusWord::SUCCESS, "key {number}");
        }
    }
}

#[test]
fn the_index_of_files_is_a_limit_that_says_so() {
    let mut card = card::<4096, Software>(32);
    let files = fill(&mut card, "80{0001} 82{01}");
    // 64 files of the smallest configuration, less MF, administrator key and EF.ATR/INFO.
    assert_eq!(files, 61);
    assert_eq!(card.send("00 A4 00 0C [0100]").1, StatusWord::SUCCESS);
    assert_eq!(card.send("00 D6 00 00 [AA]").1, StatusWord::SUCCESS);
}

#[test]
fn retry_counters_are_a_limit_that_says_so() {
    let mut card = card::<4096, Software>(32);
    let pins = fill(&mut card, "82{08} A5{ 80{03} 83{0404} 84{01} }");
    // All of them: the administrator key has none.
    assert_eq!(pins, 32);
}
