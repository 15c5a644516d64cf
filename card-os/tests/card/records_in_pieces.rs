//! A record is never in RAM as a whole: at the borders of its pieces WRITE, UPDATE and SEARCH
//! RECORD do what they would do with all of it.

use apdu_spec::status::StatusWord;
use card_os_testing::card::{SmallTestCard, TestCard, split};
use test_vectors::rng::TestRng;
use test_vectors::scenario::CardConnection;

/// Lengths around the ends of pieces, and the longest record.
const LENGTHS: [usize; 12] = [1, 3, 4, 63, 64, 65, 127, 128, 129, 255, 1000, 2048];

/// SEARCH RECORD, the only one here that asks for an answer.
const SEARCH: u8 = 0xA2;

/// A command with extended length fields.
fn command(header: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap().to_be_bytes();
    let all: &[u8] = if header[1] == SEARCH { &[0, 0] } else { &[] };
    [&header, &[0][..], &length, data, all].concat()
}

fn send(card: &mut impl CardConnection, header: [u8; 4], data: &[u8]) -> (Vec<u8>, StatusWord) {
    split(&card.transmit(&command(header, data)).unwrap())
}

fn done(card: &mut impl CardConnection, header: [u8; 4], data: &[u8]) -> Vec<u8> {
    let (answer, status) = send(card, header, data);
    assert_eq!(status, StatusWord::SUCCESS, "{header:02X?}");
    answer
}

fn read(card: &mut TestCard) -> Vec<u8> {
    split(&card.transmit(&[0x00, 0xB2, 0x01, 0x04, 0, 0, 0]).unwrap()).0
}

/// An EF of two variable records with this data coding byte, the current EF; its first record.
fn card_with(coding: &str, record: &[u8]) -> TestCard {
    let mut card = TestCard::blank();
    card.administrator();
    card.done(&format!("00 E0 00 00 [62{{ 82{{04 {coding} 0800 02}} 83{{0201}} }}]"));
    done(&mut card, [0x00, 0xE2, 0x00, 0x00], record);
    card
}

fn random(rng: &mut TestRng, length: usize) -> Vec<u8> {
    // Few different bytes: strings that begin again inside themselves.
    (0..length).map(|_| u8::try_from(rng.below(3)).unwrap()).collect()
}

/// Given a record of every length, WRITE RECORD combines it with one of every length, by AND and
/// OR: the result is as long as the longer, and survives a start.
#[test]
fn what_is_written_meets_every_piece() {
    let mut rng = TestRng::new(12);
    let pairs = LENGTHS.iter().zip(LENGTHS.iter().rev());
    for (there, brought) in pairs.map(|(a, b)| (random(&mut rng, *a), random(&mut rng, *b))) {
        for coding in ["41", "61"] {
            let mut card = card_with(coding, &there);
            done(&mut card, [0x00, 0xD2, 0x01, 0x04], &brought);
            let mut expected = there.clone();
            // Behind the record everything is erased: zeros for OR, ones for AND.
            let erased = if coding == "41" { 0x00 } else { 0xFF };
            expected.resize(there.len().max(brought.len()), erased);
            for (place, byte) in expected.iter_mut().zip(&brought) {
                *place = if coding == "41" { *place | byte } else { *place & byte };
            }
            let what = format!("{} meet {}, coding {coding}", brought.len(), there.len());
            assert_eq!(read(&mut card), expected, "{what}");
            let mut card = card.restarted();
            card.administrator();
            card.done("00 A4 00 0C [0201]");
            assert_eq!(read(&mut card), expected, "{what}, after a start");
        }
    }
}

/// Given records that may be written once: one byte that is not erased, in the last piece, keeps
/// the whole record.
#[test]
fn a_byte_in_the_last_piece_keeps_a_record_from_being_written_again() {
    for length in LENGTHS {
        let mut record = vec![0x00; length];
        let mut card = card_with("01", &record);
        done(&mut card, [0x00, 0xD2, 0x01, 0x04], &[vec![0; length - 1], vec![7]].concat());
        record[length - 1] = 7;
        assert_eq!(read(&mut card), record, "{length}");
        let again = send(&mut card, [0x00, 0xD2, 0x01, 0x04], &[1]);
        assert_eq!(again, (vec![], StatusWord::CONDITIONS_NOT_SATISFIED), "{length}");
        assert_eq!(read(&mut card), record, "{length}");
    }
}

/// Given a record, UPDATE RECORD changes a part of it that lies anywhere.
#[test]
fn a_part_is_changed_wherever_it_lies() {
    let mut rng = TestRng::new(13);
    for length in LENGTHS {
        let mut record = random(&mut rng, length);
        let mut card = card_with("41", &record);
        for _ in 0..12 {
            let at = rng.below(length);
            let count = 1 + rng.below((length - at).min(200));
            let data = random(&mut rng, count);
            let offset = u16::try_from(at).unwrap().to_be_bytes();
            let size = u16::try_from(data.len()).unwrap().to_be_bytes();
            let objects = [&[0x54, 2][..], &offset, &[0x53, 0x82], &size, &data].concat();
            // Exclusive OR.
            done(&mut card, [0x00, 0xDD, 0x01, 0x07], &objects);
            record[at..].iter_mut().zip(&data).for_each(|(place, byte)| *place ^= byte);
            assert_eq!(read(&mut card), record, "{} bytes at {at} of {length}", data.len());
        }
    }
}

/// Given simple-TLV records, what WRITE would make of one is looked at as a whole: a data object
/// that would end before its record is refused, and the record stays.
#[test]
fn a_changed_record_is_still_a_data_object() {
    let mut card = TestCard::blank();
    card.administrator();
    // The data coding byte and the kind: linear, variable, simple-TLV.
    card.done("00 E0 00 00 [62{ 82{05 41 0800 02} 83{0201} }]");
    let record = [&[0x04, 0xFF, 0x01, 0x00][..], &[0; 256]].concat();
    done(&mut card, [0x00, 0xE2, 0x00, 0x00], &record);
    for (brought, why) in [
        (&[0x00, 0x00, 0x02][..], "a value of 768 bytes in a record of 260"),
        (&[0x00, 0x00, 0x00, 0x01], "a value longer by one byte"),
        (&[0xFB], "the tag would be FF"),
    ] {
        let refused = send(&mut card, [0x00, 0xD2, 0x01, 0x04], brought);
        assert_eq!(refused, (vec![], StatusWord::INCORRECT_DATA), "{why}");
        assert_eq!(read(&mut card), record, "{why}");
    }
    done(&mut card, [0x00, 0xD2, 0x01, 0x04], &[0x01, 0, 0, 0, 0xAA]);
    assert_eq!(read(&mut card)[..5], [0x05, 0xFF, 0x01, 0x00, 0xAA]);
}

/// Given a record, SEARCH RECORD finds a string exactly where it is: at every place, over the
/// ends of pieces, and behind a byte that is named.
#[test]
fn a_string_is_found_over_the_ends_of_pieces_and_nowhere_else() {
    let mut rng = TestRng::new(14);
    let mut found = 0;
    for length in LENGTHS {
        let record = random(&mut rng, length);
        let mut card = card_with("41", &record);
        for case in 0..40 {
            let at = rng.below(length);
            let count = 1 + rng.below((length - at).min(240));
            let mut string = record[at..at + count].to_vec();
            if case % 2 == 1 {
                // Mostly not there: its last byte is another one.
                *string.last_mut().unwrap() ^= 1;
            }
            let is_there = record.windows(string.len()).any(|window| window == string);
            let (numbers, status) = send(&mut card, [0x00, SEARCH, 0x01, 0x04], &string);
            let what = format!("{count} bytes of {at} in {length}");
            if is_there {
                assert_eq!((numbers, status), (vec![1], StatusWord::SUCCESS), "{what}");
                found += 1;
            } else {
                assert_eq!(numbers, [0; 0], "{what}");
                assert_eq!(status, StatusWord::END_OF_FILE_REACHED, "{what}");
            }
            // From behind the first byte of a value on, or from an offset on: enhanced search.
            let value = u8::try_from(rng.below(3)).unwrap();
            let behind = record.iter().position(|byte| *byte == value).map(|at| at + 1);
            let offset = u8::try_from(rng.below(256)).unwrap();
            for (begin, from) in [([0x0C, value], behind), ([0x04, offset], Some(offset.into()))] {
                let rest = from.and_then(|from| record.get(from..)).unwrap_or_default();
                let is_there = rest.windows(string.len()).any(|window| window == string);
                let data = [&begin[..], &string].concat();
                let (_, status) = send(&mut card, [0x00, SEARCH, 0x01, 0x06], &data);
                let expected = match is_there {
                    true => StatusWord::SUCCESS,
                    false => StatusWord::END_OF_FILE_REACHED,
                };
                assert_eq!(status, expected, "{what}, from {begin:02X?}");
            }
        }
    }
    assert!(found > 200, "{found} strings were there");
}

/// Given the smallest card, whose buffers are half as long as its longest record: a record of 2048
/// bytes is changed and searched all the same.
#[test]
fn a_record_longer_than_every_buffer_is_changed_and_searched() {
    let mut card = SmallTestCard::<4096>::blank_on(32);
    card.administrator();
    card.done("00 E0 00 00 [62{ 82{02 41 0800 02} 83{0201} }]");
    done(&mut card, [0x00, 0xE2, 0x00, 0x00], &[0x20; 2048]);
    card.done("00 DD 01 04 [54{07FD} 53{010203}]");
    done(&mut card, [0x00, 0xD2, 0x01, 0x04], &[vec![0; 2047], vec![0x80]].concat());
    assert_eq!(send(&mut card, [0x00, SEARCH, 0x01, 0x04], &[0x20, 1, 2, 0x83]).0, [1]);
    assert_eq!(send(&mut card, [0x00, SEARCH, 0x01, 0x04], &[0x20, 1, 2, 3]).0, [0; 0]);
    assert_eq!(card.flash().violations(), &[] as &[String]);
}
