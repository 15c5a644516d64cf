//! Common: serial number, municipality, expiry, and the card authentication key.

use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::profile::common;
use apdu_spec::tlv::SimpleTlv;

use super::fields::{cut, fields, joined};
use super::session::Session;
use super::{CardError, MalformedPart, files};
use juki_records::day;

/// Tag of the card record.
const TAG: u8 = 0x01;

fields! {
    /// The card record: EF 0001, record 1.
    CardRecord of CardField at usize:
    /// Serial number, 15 letters and digits.
    serial: Serial = Code, SERIAL_LEN;
    /// Municipality, 5 digits (JIS X 0401 and 0402).
    municipality: Municipality = Code, 5;
    /// The last day on which the card is in force, YYYYMMDD.
    expiry: Expiry = Day, 8;
}

impl CardRecord {
    /// The record: simple-TLV `01 1C`, then 28 ASCII characters.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let value = joined(self, "");
        // Longer than the record of the file is refused by the card.
        let length = u8::try_from(value.len()).unwrap_or_default();
        [&[TAG, length], value.as_bytes()].concat()
    }

    /// Reads the record; `None` when it is another one.
    #[must_use]
    pub fn parse(record: &[u8]) -> Option<Self> {
        let (object, _) = SimpleTlv::parse(record).ok()?;
        let mut rest = object.value;
        let record = Self::read(|length| cut(&mut rest, length))?;
        (object.tag == TAG && rest.is_empty()).then_some(record)
    }
}

/// Reads the card record: free to all. Selects the application.
///
/// # Errors
/// When the card has no such application, or does not answer; [`CardError::NoCardRecord`] when it
/// has no such record, [`MalformedPart::CardRecord`] when one is there and is another one.
pub fn card_record(session: &mut Session<'_>) -> Result<CardRecord, CardError> {
    let record = record(session)?.ok_or(CardError::NoCardRecord)?;
    let found = (record.len() == usize::from(common::CARD_RECORD_LEN))
        .then(|| CardRecord::parse(&record))
        .flatten();
    let right = |found: &CardRecord| {
        day::is_day(&found.expiry) && found.municipality.bytes().all(|byte| byte.is_ascii_digit())
    };
    found.filter(right).ok_or_else(|| MalformedPart::CardRecord.into())
}

/// EF 0001, record 1, as it is; `None` when there is none. Selects the application.
///
/// # Errors
/// When the card has no such application, refuses, or does not answer.
pub fn record(session: &mut Session<'_>) -> Result<Option<Vec<u8>>, CardError> {
    files::select_application(session, &common::APPLICATION)?;
    let mut record = None;
    for file in common::File::ALL {
        let Some(object) = common::APPLICATION.object(file.fid()) else { continue };
        match file {
            common::File::CardRecord => record = files::read_record(session, object, 1)?,
        }
    }
    Ok(record)
}

/// The card's CV certificate over the public key of 0019, `7F21` with tag and length (ours);
/// `None` when the card has none. Selects the application.
///
/// # Errors
/// When the card has no such application, or does not answer.
pub fn cv_certificate(session: &mut Session<'_>) -> Result<Option<Vec<u8>>, CardError> {
    files::select_application(session, &common::APPLICATION)?;
    Ok(files::get_data(session, common::CV_CERTIFICATE_TAG)?)
}

/// Lets the card prove its authentication key 0019: its signature, DER `SEQUENCE {r, s}`, over the
/// SHA-256 of [`files::internal_message`]. Needs no PIN, and does not bind the data of another
/// application to the card. Selects the application.
///
/// # Errors
/// When the card has no such key, or does not answer. `challenge` has 8 to 64 bytes.
pub fn authenticate_card(
    session: &mut Session<'_>,
    challenge: &[u8],
) -> Result<Vec<u8>, CardError> {
    files::select_application(session, &common::APPLICATION)?;
    let key = common::APPLICATION.object(common::KEY).ok_or(CardError::NoCardKey)?;
    Ok(files::internal_authenticate(session, key, challenge)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{Protocol, Reader, ReaderError};

    /// A card with the application, and what READ RECORD is answered.
    struct RecordCard(Vec<u8>);

    impl Reader for RecordCard {
        fn name(&self) -> &'static str {
            "holds"
        }

        fn atr(&self) -> &[u8] {
            &[0x3B, 0x00]
        }

        fn protocol(&self) -> Protocol {
            Protocol::T1
        }

        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
            Ok(match command {
                [_, 0xA4, ..] => vec![0x62, 0x00, 0x90, 0x00],
                _ => self.0.clone(),
            })
        }

        fn reset(&mut self) -> Result<(), ReaderError> {
            Ok(())
        }

        fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
            Ok(Box::new(self))
        }
    }

    #[test]
    fn a_record_that_is_there_and_is_another_one_is_not_said_to_be_missing() {
        let read = |answer: &[u8]| card_record(&mut Session::new(RecordCard(answer.to_vec())));
        let right = b"\x01\x1CJUKIV00000000011310120350401\x90\x00";
        assert_eq!(read(right).unwrap().municipality, "13101");
        assert!(matches!(read(&[0x6A, 0x83]), Err(CardError::NoCardRecord)));
        for wrong in [
            &b"\x01\x02AA\x90\x00"[..],
            b"\x90\x00",
            b"\x01\x1CJUKIV00000000011310120350401\x00\x90\x00",
            b"\x01\x1CJUKIV00000000011310120350431\x90\x00",
            b"\x01\x1CJUKIV000000000113A0120350401\x90\x00",
        ] {
            let refused = read(wrong).unwrap_err();
            let found = matches!(refused, CardError::Malformed(MalformedPart::CardRecord));
            assert!(found, "{wrong:02X?}: {refused}");
        }
    }

    #[test]
    fn the_card_record_is_thirty_bytes() {
        let record = CardRecord {
            serial: "JUKIV0000000001".to_owned(),
            municipality: "13101".to_owned(),
            expiry: "20350401".to_owned(),
        };
        let bytes = record.encode();
        assert_eq!(bytes.len(), usize::from(common::CARD_RECORD_LEN));
        assert_eq!(&bytes, b"\x01\x1CJUKIV00000000011310120350401");
        assert_eq!(CardRecord::parse(&bytes), Some(record));
        assert_eq!(CardRecord::parse(&bytes[..29]), None);
        assert_eq!(CardRecord::parse(&[0xFF; 30]), None);
    }
}
