//! Characters of records: what is wrong with a municipality's mapping file, and by which rule a
//! certificate has another character.

use crate::characters::municipal::{HEADER, MAX_BYTES, MapError, MapFault, is_givable};
use crate::characters::substitute::{NoSubstitute, Rule};
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;

impl From<MapError> for Error {
    fn from(cause: MapError) -> Self {
        let MapError { line, column, fault } = &cause;
        let fault = Message::from(fault);
        let what = match column {
            0 => msg!("error-character-map-line", line = *line, fault = fault),
            column => msg!("error-map-column", line = *line, column = *column, fault = fault),
        };
        let todo = msg!(
            "todo-characters-map",
            header = HEADER,
            mj = "U+E000,mj,MJ026196,",
            ivs = "U+E001,ivs,U+9089 U+E0117,",
            substitute = "U+E002,substitute,辺,"
        );
        Self::new(Exit::Rejected, what, todo)
    }
}

impl From<&MapFault> for Message {
    fn from(fault: &MapFault) -> Self {
        match fault {
            MapFault::Size => msg!("map-size", most = MAX_BYTES),
            MapFault::Encoding => msg!("map-encoding"),
            MapFault::Header => msg!("map-header", header = HEADER),
            MapFault::Columns(count) => msg!("map-columns", count = *count),
            MapFault::Quote => msg!("map-quote"),
            MapFault::Code => msg!("map-code"),
            MapFault::NotGivable(found) => msg!("map-not-givable", code = code(*found)),
            MapFault::Held(found) => msg!("map-held", code = code(*found)),
            MapFault::Assigned(found) => msg!("map-assigned", code = code(*found)),
            MapFault::Twice(found, line) => msg!("map-twice", code = code(*found), line = *line),
            MapFault::Kind => msg!("map-kind"),
            MapFault::Mj(_) => msg!("map-mj"),
            MapFault::NoCharacter(number) => {
                msg!("map-no-character", number = number.to_string())
            }
            MapFault::Sequence => msg!("map-sequence"),
            MapFault::OneCharacter => msg!("map-one-character"),
            MapFault::PrivateValue(found) => msg!("map-private-value", code = code(*found)),
            MapFault::NotHeld(found) => msg!("map-not-held", code = code(*found)),
        }
    }
}

/// Why a use refuses a character: a sentence without its full stop.
impl From<&NoSubstitute> for Message {
    fn from(cause: &NoSubstitute) -> Self {
        match cause {
            NoSubstitute::Unreadable(found) if is_givable(found.class) => {
                msg!("characters-not-given")
            }
            NoSubstitute::Unreadable(found) => super::records::class(found.class),
            NoSubstitute::NoCandidate { .. } => msg!("characters-no-candidate"),
        }
    }
}

impl From<&Rule> for Message {
    fn from(rule: &Rule) -> Self {
        match rule {
            Rule::Municipality => msg!("rule-municipality"),
            Rule::Shape => msg!("rule-shape"),
            Rule::Reduction(way) => {
                let titles: Vec<_> = way.iter().map(|step| step.reason.title()).collect();
                msg!("rule-reduction", reasons = titles.join(" → "))
            }
            Rule::Letter => msg!("rule-letter"),
            Rule::Compatibility => msg!("rule-compatibility"),
        }
    }
}

fn code(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}
