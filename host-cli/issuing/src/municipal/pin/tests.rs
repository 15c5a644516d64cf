use zeroize::Zeroizing;

use super::*;
use crate::municipal::{self, profile::SAMPLES};
use juki_client::reader::{Protocol, Reader, ReaderError};

/// A card with the library application, and what it answers to VERIFY.
struct PinCard {
    query: [u8; 2],
    verify: [u8; 2],
    values: usize,
}

impl Reader for PinCard {
    fn name(&self) -> &str {
        "says"
    }

    fn atr(&self) -> &[u8] {
        &[0x3B, 0x00]
    }

    fn protocol(&self) -> Protocol {
        Protocol::T1
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        Ok(match command {
            // The file control information has the name that was asked for.
            [_, 0xA4, 0x04, _, length, rest @ ..] => {
                let (name, _) = rest.split_at((*length).into());
                [&[0x62, length + 2, 0x84, *length], name, &[0x90, 0x00]].concat()
            }
            [_, 0xA4, ..] => vec![0x62, 0x00, 0x90, 0x00],
            [_, 0x20, _, _] => self.query.to_vec(),
            [_, 0x20, ..] => {
                self.values += 1;
                self.verify.to_vec()
            }
            [_, 0xB0 | 0xB2, ..] => vec![0x6A, 0x83],
            _ => vec![0x90, 0x00],
        })
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        Ok(())
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

/// What comes of reading, how many tries were told to whoever was asked, and how many values were
/// sent.
fn read(query: [u8; 2], verify: [u8; 2]) -> (String, Option<u8>, usize) {
    let profile = Profile::parse(SAMPLES[0].1.as_bytes()).unwrap();
    let mut card = PinCard { query, verify, values: 0 };
    let mut told = None;
    let mut ask = |_: u8, left: u8| {
        told = Some(left);
        Ok(Zeroizing::new(b"1234".to_vec()))
    };
    let done = municipal::read(&mut Session::new(&mut card), &profile, None, Some(&mut ask));
    let said = match done {
        Ok(_) => "read",
        Err(MunicipalError::Pin(PinError::Wrong { .. })) => "wrong",
        Err(MunicipalError::Pin(PinError::Blocked { .. })) => "blocked",
        Err(MunicipalError::Pin(PinError::NotSet { .. })) => "not set",
        Err(MunicipalError::Pin(PinError::Absent { .. })) => "absent",
        Err(MunicipalError::Pin(PinError::NotBelieved(_))) => "not believed",
        Err(MunicipalError::Session(cause)) => return (cause.to_string(), told, card.values),
        Err(cause) => panic!("{cause:?}"),
    };
    (said.to_owned(), told, card.values)
}

#[test]
fn a_value_is_answered_in_the_words_of_every_pin() {
    for (verify, said) in [
        ([0x90, 0x00], "read"),
        ([0x63, 0xC2], "wrong"),
        ([0x63, 0xC0], "blocked"),
        ([0x69, 0x83], "blocked"),
        ([0x69, 0x84], "not set"),
        ([0x6A, 0x88], "absent"),
    ] {
        assert_eq!(read([0x63, 0xC3], verify), (said.to_owned(), Some(3), 1), "{verify:02X?}");
    }
    for verify in [[0x69, 0x82], [0x6F, 0x00], [0x67, 0x00], [0x62, 0x81], [0x65, 0x81]] {
        let (said, told, values) = read([0x63, 0xC3], verify);
        assert!(said.contains(&hex::encode_upper(verify)), "{said}");
        assert_eq!((told, values), (Some(3), 1));
    }
}

#[test]
fn nobody_is_asked_where_the_card_does_not_say_how_many_tries_are_left() {
    for (query, said) in [
        ([0x90, 0x00], "not believed"),
        ([0x63, 0xC0], "blocked"),
        ([0x69, 0x83], "blocked"),
        ([0x69, 0x84], "not set"),
        ([0x6A, 0x88], "absent"),
    ] {
        assert_eq!(read(query, [0x90, 0x00]), (said.to_owned(), None, 0), "{query:02X?}");
    }
    let (said, told, values) = read([0x6F, 0x00], [0x90, 0x00]);
    assert!(said.contains("6F00") && told.is_none() && values == 0, "{said}");
}
