//! Basic Resident Registration (住基): resident record code, the basic attributes with their
//! history, the log of counter procedures. The files are ours.

use apdu_spec::profile::juki;
use apdu_spec::tlv::SimpleTlv;

use super::fields::{Field, Fields, Form, cut, fields, joined};
use super::pins::{self, Pin, Source, VerifyOutcome};
use super::session::Session;
use super::text::Attributes;
use super::{CardError, MalformedPart, files};
use juki_records::{check_digit, day};

/// Tag of the data object in a record of the history.
const STATE: u8 = 0x01;

/// A state of the basic attributes, from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// From this day on, YYYYMMDD.
    pub since: String,
    /// The attributes.
    pub attributes: Attributes,
}

impl Fields for State {
    fn fields(&self) -> Vec<Field<'_>> {
        let since = Field { name: "since", form: Form::Day, value: &self.since };
        [&[since], &self.attributes.fields()[..]].concat()
    }
}

impl State {
    /// The record: simple-TLV 01, five lines.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let value = joined(self, "\n");
        let mut record = vec![STATE];
        match u8::try_from(value.len()) {
            Ok(length @ ..=0xFE) => record.push(length),
            // Longer than any record of the file is refused by the card.
            _ => {
                record.push(0xFF);
                record.extend(u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes());
            }
        }
        record.extend(value.as_bytes());
        record
    }

    /// Reads a record; `None` when it is another one.
    #[must_use]
    pub fn parse(record: &[u8]) -> Option<Self> {
        let (object, rest) = SimpleTlv::parse(record).ok()?;
        let text = String::from_utf8(object.value.to_vec()).ok()?;
        let mut lines = text.split('\n').map(str::to_owned);
        let state = Self { since: lines.next()?, attributes: Attributes::read(|_| lines.next())? };
        let right = day::is_day(&state.since) && state.attributes.are_plausible();
        let whole = object.tag == STATE && rest.is_empty() && lines.next().is_none();
        (whole && right).then_some(state)
    }
}

fields! {
    /// A counter procedure.
    Procedure of ProcedureField at usize:
    /// The day, YYYYMMDD.
    date: Date = Day, 8;
    /// The municipality, 5 digits.
    municipality: Municipality = Code, 5;
    /// Which procedure, 3 digits.
    procedure: Procedure = Code, 3;
}

impl Procedure {
    /// The card was issued.
    pub const ISSUED: &'static str = "001";

    /// The record, 16 ASCII digits.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        joined(self, "").into_bytes()
    }

    /// Reads a record; `None` when it is another one.
    #[must_use]
    pub fn parse(record: &[u8]) -> Option<Self> {
        let mut rest = record;
        let read = Self::read(|length| cut(&mut rest, length))?;
        let right = day::is_day(&read.date) && record.iter().all(u8::is_ascii_digit);
        (right && rest.is_empty()).then_some(read)
    }
}

/// What the application holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The resident record code, 11 digits.
    pub record_code: Option<String>,
    /// States of the basic attributes, the oldest first.
    pub history: Vec<State>,
    /// Counter procedures, the newest first.
    pub procedures: Vec<Procedure>,
}

/// Reads all of it after the PIN, and logs out. Selects the application. Call it inside an
/// exclusive transaction.
///
/// It reads on after [`VerifyOutcome::Before`] as well: that `source` was asked, or that the holder
/// is there, does not follow from what comes.
///
/// # Errors
/// As [`pins::verify`]; when the card has no such application or does not answer.
pub fn read(session: &mut Session<'_>, source: &mut dyn Source) -> Result<Contents, CardError> {
    files::select_application(session, &juki::APPLICATION)?;
    files::with_log_out(session, |session| {
        let (VerifyOutcome::Now | VerifyOutcome::Before) =
            pins::verify(session, Pin::Juki, source)?;
        read_files(session)
    })
}

/// Reads the files of the selected application, its PIN verified.
///
/// # Errors
/// When the card refuses, or does not answer; [`MalformedPart`] when a record is not what the file
/// holds: no part of it is given then.
pub fn read_files(session: &mut Session<'_>) -> Result<Contents, CardError> {
    let mut read = Vec::new();
    for file in juki::File::ALL {
        let records = match juki::APPLICATION.object(file.fid()) {
            Some(object) => files::read_records(session, object)?,
            None => Vec::new(),
        };
        read.push((file, records));
    }
    let mut contents = Contents::default();
    for (file, records) in read {
        let mut records = records.iter().map(Vec::as_slice);
        match file {
            juki::File::RecordCode => {
                let code = records.next();
                let code = code.map(|code| record_code(code).ok_or(MalformedPart::RecordCode));
                contents.record_code = code.transpose()?;
            }
            juki::File::History => {
                let history = records.map(State::parse).collect::<Option<_>>();
                contents.history = history.ok_or(MalformedPart::History)?;
            }
            juki::File::Procedures => {
                let procedures = records.map(Procedure::parse).collect::<Option<_>>();
                contents.procedures = procedures.ok_or(MalformedPart::Procedures)?;
            }
        }
    }
    Ok(contents)
}

/// A resident record code: 11 digits, the last of which checks the others.
fn record_code(record: &[u8]) -> Option<String> {
    let code = std::str::from_utf8(record).ok()?;
    let right = code.len() == 11 && check_digit::fits(code, check_digit::number);
    right.then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(address: String) -> State {
        State {
            since: "20260401".to_owned(),
            attributes: Attributes {
                name: "住基　太郎".to_owned(),
                address,
                birth: "19800229".to_owned(),
                sex: "1".to_owned(),
            },
        }
    }

    #[test]
    fn a_state_of_the_attributes_comes_back() {
        let short = state("東京都千代田区霞が関２－１－２".to_owned());
        assert_eq!(State::parse(&short.encode()), Some(short));
        // The longest address that a certificate carries, 200 characters.
        let long = state("北海道".repeat(66) + "北海");
        assert!(long.encode().len() > 600);
        assert_eq!(State::parse(&long.encode()), Some(long));
        assert_eq!(State::parse(&[0x01, 2, b'a', b'b']), None);
        // What is not known of a birth is 00; a state that begins on no day is none.
        let mut partial = state("東京都千代田区霞が関２－１－２".to_owned());
        partial.attributes.birth = "19800200".to_owned();
        assert_eq!(State::parse(&partial.encode()), Some(partial.clone()));
        partial.attributes.birth = "19800015".to_owned();
        assert_eq!(State::parse(&partial.encode()), None);
        partial.since = "20260400".to_owned();
        partial.attributes.birth = "19800000".to_owned();
        assert_eq!(State::parse(&partial.encode()), None);
    }

    #[test]
    fn a_procedure_is_sixteen_digits() {
        let issued = Procedure {
            date: "20260401".to_owned(),
            municipality: "13101".to_owned(),
            procedure: Procedure::ISSUED.to_owned(),
        };
        assert_eq!(issued.encode(), b"2026040113101001");
        assert_eq!(Procedure::parse(b"2026040113101001"), Some(issued));
        assert_eq!(Procedure::parse(b"2026040113101  1"), None);
        assert_eq!(Procedure::parse(&[0xFF; 16]), None);
    }
}
