//! Why codes are not given to the people in records.

use std::error::Error;
use std::fmt;

use juki_files::documents::{DocumentError, Place};
use juki_records::resident::RecordError;

use super::Survey;
use crate::ledger::LedgerError;

/// A record that contradicts the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where it stands.
    pub place: Place,
    /// What is wrong with it.
    pub fault: RecordFault,
}

/// What is wrong with a record, by the ledger. No number and no code is part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum RecordFault {
    /// It breaks a rule of records.
    Record(RecordError),
    /// Written with its code, it would break a rule of records, and not be read again.
    Written(RecordError),
    /// It has no number of the municipality's systems: nobody can be told apart without.
    NoNumber,
    /// That number is none.
    Number,
    /// Another record before it has the same number.
    NumberTwice,
    /// Another record before it has the same personal number: one resident, whom two register
    /// numbers would give two codes.
    PersonalNumberTwice,
    /// It is another municipality's.
    OtherMunicipality,
    /// Its code is none.
    Code,
    /// Its code is not in the ledger.
    NotInLedger,
    /// Its code is not in the ledger, and stands in a record before it too.
    CodeTwice,
    /// Its code is somebody else's in the ledger.
    OfAnother,
    /// Its code is not in the ledger, and its holder has another there.
    HasAnother,
    /// Its code is retired; its holder has another.
    Retired,
}

/// Why codes are not given to the people in records.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum AssignError {
    /// A file of records is not read.
    Read(DocumentError),
    /// A file of records is not written.
    Write(DocumentError),
    /// The ledger.
    Ledger(LedgerError),
    /// Records contradict it.
    Findings(Box<Survey>),
    /// The one record that is meant does.
    Record(RecordFault),
    /// A record was altered while the work was done.
    Altered(Place),
}

impl From<LedgerError> for AssignError {
    fn from(cause: LedgerError) -> Self {
        Self::Ledger(cause)
    }
}

impl From<RecordFault> for AssignError {
    fn from(fault: RecordFault) -> Self {
        Self::Record(fault)
    }
}

impl fmt::Display for AssignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(cause) | Self::Write(cause) => cause.fmt(f),
            Self::Ledger(cause) => cause.fmt(f),
            Self::Findings(found) => write!(f, "{} records are refused", found.finding_count),
            Self::Record(fault) => fault.fmt(f),
            Self::Altered(place) => write!(f, "the record at {place} was altered meanwhile"),
        }
    }
}

impl Error for AssignError {}

impl fmt::Display for RecordFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Record(cause) => return cause.fmt(f),
            Self::Written(cause) => return write!(f, "written with its code, {cause}"),
            Self::NoNumber => "there is no register number",
            Self::Number => "the register number is not 1 to 15 digits",
            Self::NumberTwice => "a record before has the same register number",
            Self::PersonalNumberTwice => "a record before has the same personal number",
            Self::OtherMunicipality => "it is another municipality's record",
            Self::Code => "the record code is none",
            Self::NotInLedger => "the record code is not in the ledger",
            Self::CodeTwice => "the record code is not in the ledger and stands in another record",
            Self::OfAnother => "the record code is somebody else's in the ledger",
            Self::HasAnother => "the ledger has another record code for this resident",
            Self::Retired => "the record code is retired",
        })
    }
}
