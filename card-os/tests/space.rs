//! A card that is full says so when a file is created, never later: what was promised to a file
//! can be written.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails so")]

#[path = "support/card.rs"]
mod support;

use apdu_spec::profile::card::TEST_TRANSPORT_KEY;
use apdu_spec::status::StatusWord;
use card_os::crypto::software::Software;
use card_os::{Card, Small};
use support::{IDENTITY, Simulated, split};
use test_vectors::flash::SimFlash;
use test_vectors::rng::TestRng;
use test_vectors::scenario::{self, Answer};

struct SmallCard<const ERASE: usize> {
    card: Box<Small<Simulated<ERASE>>>,
    reply: Vec<u8>,
}

impl<const ERASE: usize> SmallCard<ERASE> {
    fn blank(pages: usize) -> Self {
        let flash = SimFlash::new(pages);
        let card = Card::format(flash, TestRng::new(7), Software, IDENTITY, &TEST_TRANSPORT_KEY);
        let mut card = Self { card: Box::new(card.unwrap()), reply: vec![0; 1026] };
        scenario::administrator(&mut card).unwrap();
        card
    }

    fn status(&mut self, notation: &str) -> StatusWord {
        split(&self.transmit(&scenario::bytes(notation).unwrap()).unwrap()).1
    }

    /// Creates files of these parameters until the card refuses; gives their number.
    fn fill(&mut self, parameters: &str) -> usize {
        for number in 0.. {
            let fid = 0x0100 + number;
            let command = format!("00 E0 00 00 [62{{ {parameters} 83{{{fid:04X}}} 88{{}} }}]");
            match self.status(&command) {
                StatusWord::SUCCESS => {}
                StatusWord::NOT_ENOUGH_MEMORY => return number,
                other => panic!("file {number}: {other:?}"),
            }
        }
        0
    }
}

impl<const ERASE: usize> Answer for SmallCard<ERASE> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        let len = self.card.transmit(&mut command.to_vec(), &mut self.reply);
        Ok(self.reply[..len].to_vec())
    }

    fn reset(&mut self) -> Result<(), String> {
        self.card.reset();
        Ok(())
    }
}

#[test]
fn every_transparent_file_that_was_created_can_be_filled_and_written_again() {
    let mut card = SmallCard::<1024>::blank(32);
    let files = card.fill("80{0258} 82{01} AB{ 80{03} 90{} } 8A{05}");
    println!("{files} files of 600 bytes in 32 KiB");
    assert!(files > 20, "{files}");
    for round in 0..3u8 {
        for number in 0..files {
            let fid = 0x0100 + number;
            assert_eq!(card.status(&format!("00 A4 02 0C [{fid:04X}]")), StatusWord::SUCCESS);
            for at in [0, 200, 400] {
                let data = hex::encode([round; 200]);
                let written = card.status(&format!("00 D6 {at:04X} [{data}]"));
                assert_eq!(written, StatusWord::SUCCESS, "round {round}, file {number}, {at}");
            }
        }
    }
}

#[test]
fn every_file_of_records_that_was_created_can_be_filled() {
    let mut card = SmallCard::<1024>::blank(64);
    let files = card.fill("82{06 01 0020 0A} AB{ 80{07} 90{} } 8A{05}");
    println!("{files} cyclic files of 10 records of 32 bytes in 64 KiB");
    assert!(files > 10, "{files}");
    for number in 0..files {
        let fid = 0x0100 + number;
        assert_eq!(card.status(&format!("00 A4 02 0C [{fid:04X}]")), StatusWord::SUCCESS);
        for record in 0..25u8 {
            let data = hex::encode([record; 32]);
            let appended = card.status(&format!("00 E2 00 00 [{data}]"));
            assert_eq!(appended, StatusWord::SUCCESS, "file {number}, record {record}");
        }
    }
}

#[test]
fn the_index_of_files_is_a_limit_that_says_so() {
    let mut card = SmallCard::<4096>::blank(32);
    let files = card.fill("80{0001} 82{01}");
    // 64 files of the smallest configuration, less MF, administrator key and EF.ATR/INFO.
    assert_eq!(files, 61);
    assert_eq!(card.status("00 A4 00 0C [0100]"), StatusWord::SUCCESS);
    assert_eq!(card.status("00 D6 00 00 [AA]"), StatusWord::SUCCESS);
}

#[test]
fn retry_counters_are_a_limit_that_says_so() {
    let mut card = SmallCard::<4096>::blank(32);
    let pins = card.fill("82{08} A5{ 80{03} 83{0404} 84{01} }");
    // 32 counters, less the administrator key's.
    assert_eq!(pins, 31);
}
