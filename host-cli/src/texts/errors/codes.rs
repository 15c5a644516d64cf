//! What errors of record codes, their ledger and the letters mean to the user.

use crate::documents::{DocumentError, Place};
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::texts;
use juki_codes::assign::{AssignError, Finding, RecordFault};
use juki_codes::block::{BlockError, BlockRule, LONGEST_FILE, MOST};
use juki_codes::chain::{ChainError, ChainFault, Damage};
use juki_codes::ledger::LedgerError;
use juki_codes::letters::{JournalError, LetterState, ReturnReason};

fn rejected(what: Message, todo: Message) -> Error {
    Error::new(Exit::Rejected, what, todo)
}

impl From<ChainError> for Error {
    fn from(error: ChainError) -> Self {
        let path = error.path.display();
        match error.fault {
            ChainFault::Io(cause) => Self::file(&error.path, &cause),
            ChainFault::Missing => {
                rejected(msg!("error-chain-missing", path = path), msg!("todo-chain-missing"))
            }
            ChainFault::Exists => {
                rejected(msg!("error-chain-exists", path = path), msg!("todo-chain-exists"))
            }
            ChainFault::Held => Self::new(
                Exit::Failure,
                msg!("error-chain-held", path = path),
                msg!("todo-chain-held"),
            ),
            ChainFault::Damaged { line, damage } => Self::new(
                Exit::NotAuthentic,
                match damage {
                    Damage::Form => msg!("error-chain-form", path = path, line = line),
                    Damage::Check => msg!("error-chain-check", path = path, line = line),
                    Damage::Contradiction => {
                        msg!("error-chain-contradiction", path = path, line = line)
                    }
                },
                msg!("todo-chain-damaged"),
            ),
            ChainFault::Failed => not_written(),
            ChainFault::NoLine => Self::new(
                Exit::Failure,
                msg!("error-chain-no-line", path = path),
                msg!("todo-log-contradiction"),
            ),
        }
    }
}

fn not_written() -> Error {
    Error::new(Exit::Failure, msg!("error-chain-failed"), msg!("todo-chain-failed"))
}

impl From<BlockError> for Error {
    fn from(cause: BlockError) -> Self {
        let BlockError { path, rule } = &cause;
        let what =
            msg!("error-blocks", path = texts::shown_path(path), expected = Message::from(rule));
        rejected(what, msg!("todo-blocks"))
    }
}

/// As a message about a member goes on: "must be ...".
impl From<&BlockRule> for Message {
    fn from(rule: &BlockRule) -> Self {
        match rule {
            BlockRule::Form(deviation) => deviation.into(),
            BlockRule::LongFile => msg!("expected-blocks-file", most = LONGEST_FILE),
            BlockRule::Unreadable => msg!("expected-form"),
            BlockRule::Version => msg!("expected-blocks-version"),
            BlockRule::Municipality => msg!("expected-blocks-municipality"),
            BlockRule::None => msg!("expected-blocks-one"),
            BlockRule::Digits => msg!("expected-blocks-digits"),
            BlockRule::Order => msg!("expected-blocks-order"),
            BlockRule::Day => msg!("expected-day"),
            BlockRule::Future(today) => msg!("expected-past", day = today.to_string()),
            BlockRule::Name => msg!("expected-blocks-name"),
            BlockRule::Overlap => msg!("expected-blocks-apart"),
            BlockRule::TooMany => msg!("expected-blocks-most", most = MOST),
        }
    }
}

impl From<LedgerError> for Error {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Chain(cause) => cause.into(),
            LedgerError::OtherMunicipality { handed_out_to, held } => rejected(
                msg!(
                    "error-blocks-of-another",
                    other = handed_out_to.to_string(),
                    own = held.map(|code| code.to_string()).unwrap_or_default()
                ),
                msg!("todo-blocks"),
            ),
            LedgerError::Block(rule) => rejected(
                msg!("error-block-held", expected = Message::from(&rule)),
                msg!("todo-blocks"),
            ),
            LedgerError::Exhausted { needed, left } => rejected(
                msg!("error-codes-exhausted", needed = needed, left = left),
                msg!("todo-codes-exhausted"),
            ),
            LedgerError::Earlier { since } => rejected(
                msg!("error-ledger-earlier", since = since.to_string()),
                msg!("todo-ledger-earlier"),
            ),
            LedgerError::NoCode => rejected(msg!("error-codes-none"), msg!("todo-codes-none")),
            LedgerError::SameRun => {
                rejected(msg!("error-codes-same-run"), msg!("todo-codes-same-run"))
            }
            LedgerError::Contradiction => Self::new(
                Exit::Failure,
                msg!("error-ledger-contradiction"),
                msg!("todo-log-contradiction"),
            ),
            LedgerError::Failed => not_written(),
        }
    }
}

impl From<AssignError> for Error {
    fn from(error: AssignError) -> Self {
        match error {
            AssignError::Read(cause) | AssignError::Write(cause) => cause.into(),
            AssignError::Ledger(cause) => cause.into(),
            AssignError::Findings(found) => rejected(
                msg!("error-assign-findings", count = found.finding_count, all = found.records),
                msg!("todo-assign-findings"),
            ),
            AssignError::Record(fault) => rejected(
                msg!("error-assign-record", fault = Message::from(&fault)),
                msg!("todo-assign-findings"),
            ),
            AssignError::Altered(place) => Self::new(
                Exit::Failure,
                msg!("error-assign-altered", place = Message::from(&place)),
                msg!("todo-assign-altered"),
            ),
        }
    }
}

impl From<DocumentError> for Error {
    fn from(DocumentError { path, cause }: DocumentError) -> Self {
        Self::file(&path, &cause)
    }
}

impl From<&Place> for Message {
    fn from(place: &Place) -> Self {
        match place {
            Place::File(name) => msg!("place-file", name = name.display()),
            Place::Line(number) => msg!("place-line", number = *number),
        }
    }
}

impl From<&Finding> for Message {
    fn from(finding: &Finding) -> Self {
        let (place, fault) = (Self::from(&finding.place), Self::from(&finding.fault));
        msg!("assign-finding", place = place, fault = fault)
    }
}

impl From<&RecordFault> for Message {
    fn from(fault: &RecordFault) -> Self {
        match fault {
            RecordFault::Record(cause) => msg!(
                "fault-record",
                path = texts::shown_path(&cause.path),
                expected = Self::from(&cause.expected)
            ),
            RecordFault::Written(cause) => msg!(
                "fault-written",
                path = texts::shown_path(&cause.path),
                expected = Self::from(&cause.expected)
            ),
            RecordFault::NoNumber => msg!("fault-no-number"),
            RecordFault::Number => msg!("fault-number"),
            RecordFault::NumberTwice => msg!("fault-number-twice"),
            RecordFault::PersonalNumberTwice => msg!("fault-personal-number-twice"),
            RecordFault::OtherMunicipality => msg!("fault-municipality"),
            RecordFault::Code => msg!("fault-code"),
            RecordFault::NotInLedger => msg!("fault-not-in-ledger"),
            RecordFault::CodeTwice => msg!("fault-code-twice"),
            RecordFault::OfAnother => msg!("fault-of-another"),
            RecordFault::HasAnother => msg!("fault-has-another"),
            RecordFault::Retired => msg!("fault-retired"),
        }
    }
}

impl From<JournalError> for Error {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::Chain(cause) => cause.into(),
            JournalError::NoLetter(number) => {
                rejected(msg!("error-no-letter", number = number.to_string()), msg!("todo-letter"))
            }
            JournalError::Twice(number) => rejected(
                msg!("error-letter-twice", number = number.to_string()),
                msg!("todo-letter-again"),
            ),
            JournalError::Transition { number, state, event: _ } => rejected(
                msg!(
                    "error-letter-state",
                    number = number.to_string(),
                    state = Message::from(state)
                ),
                msg!("todo-letter-state"),
            ),
            JournalError::Earlier { number, since } => rejected(
                msg!(
                    "error-letter-earlier",
                    number = number.to_string(),
                    since = since.to_string()
                ),
                msg!("todo-letter-again"),
            ),
            JournalError::BeforeCode(since) => rejected(
                msg!("error-letter-before-code", since = since.to_string()),
                msg!("todo-ledger-earlier"),
            ),
            JournalError::OtherMunicipality => Self::new(
                Exit::NotAuthentic,
                msg!("error-codes-journal"),
                msg!("todo-codes-journal"),
            ),
            JournalError::NotGiven(number) => Self::new(
                Exit::NotAuthentic,
                msg!("error-letter-not-given", number = number.to_string()),
                msg!("todo-codes-journal"),
            ),
            JournalError::CodeChanged(number) => rejected(
                msg!("error-letter-code", number = number.to_string()),
                msg!("todo-letter-code"),
            ),
            JournalError::Full => rejected(msg!("error-journal-full"), msg!("todo-journal-full")),
            JournalError::Contradiction => Self::new(
                Exit::Failure,
                msg!("error-journal-contradiction"),
                msg!("todo-log-contradiction"),
            ),
            JournalError::Failed => not_written(),
        }
    }
}

impl From<LetterState> for Message {
    fn from(state: LetterState) -> Self {
        match state {
            LetterState::Numbered => msg!("letter-numbered"),
            LetterState::Printed => msg!("letter-printed"),
            LetterState::Posted => msg!("letter-posted"),
            LetterState::Returned(reason) => {
                let reason = match reason {
                    ReturnReason::UnknownAddress => msg!("return-unknown-address"),
                    ReturnReason::Moved => msg!("return-moved"),
                    ReturnReason::Refused => msg!("return-refused"),
                    ReturnReason::NotCollected => msg!("return-not-collected"),
                    ReturnReason::Other => msg!("return-other"),
                };
                msg!("letter-returned", reason = reason)
            }
            LetterState::Reissued => msg!("letter-reissued"),
            LetterState::Delivered => msg!("letter-delivered"),
            LetterState::Void => msg!("letter-void"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::locale::{Language, Locale};

    /// Room on the disk, which the advice on a line that was not written asks for, mends none of
    /// them.
    #[test]
    fn a_contradiction_is_not_told_as_a_line_that_was_not_written() {
        for language in Language::ALL {
            let locale = Locale::new(language);
            let failed = not_written().texts(&locale);
            let path = PathBuf::from("ledger");
            let texts = [
                Error::from(LedgerError::Contradiction),
                Error::from(LedgerError::SameRun),
                Error::from(JournalError::Contradiction),
                Error::from(JournalError::Full),
                Error::from(ChainError { path, fault: ChainFault::NoLine }),
            ]
            .map(|error| error.texts(&locale));
            for (place, (what, todo)) in texts.iter().enumerate() {
                assert!(*what != failed.0 && *todo != failed.1, "{what} {todo}");
                assert!(texts.iter().skip(place + 1).all(|(other, _)| other != what), "{what}");
            }
            assert_eq!(Error::from(LedgerError::Failed).texts(&locale), failed);
            assert_eq!(Error::from(JournalError::Failed).texts(&locale), failed);
        }
    }
}
