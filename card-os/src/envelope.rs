//! ENVELOPE: the command in its data field is run as if it had been sent (ISO/IEC 7816-4:2020,
//! 11.7.2). Both forms are opened here, before the dispatch, so that the command inside goes
//! through the same checks as any other.

use apdu_spec::class::{Class, SecureMessaging};
use apdu_spec::command::Command;
use apdu_spec::instruction::Instruction;
use apdu_spec::request::{ANSWER_DATA, COMMAND_TO_PERFORM};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Tag};

use crate::admission::admit;
use crate::reply::Reply;
use crate::secure_messaging::Protection;

/// A command, and what it came in.
pub(crate) struct UnwrappedCommand<'b> {
    /// The command that is run.
    pub(crate) command: Command<'b>,
    /// The most bytes that its answer may have now.
    pub(crate) ne: usize,
    /// Its answer goes into a data object.
    pub(crate) wraps: bool,
}

impl<'b> UnwrappedCommand<'b> {
    /// The command itself, or the one that it carries.
    ///
    /// # Errors
    /// `6A80` when the data object of the odd instruction is not there, `6700`, `6E00`, `6881`
    /// (another channel), `6882`, `6884` (part of a chain), `6987` for the command inside, which
    /// comes as what it stands in does.
    pub(crate) fn of(outer: Command<'b>, protection: Protection) -> Result<Self, StatusWord> {
        let ins = |instruction: Instruction| {
            let row = instruction.row();
            (row.family, row.ins) == (outer.class.family, outer.ins)
        };
        let (is_even, wraps) = (ins(Instruction::Envelope), ins(Instruction::EnvelopeOdd));
        if !is_even && !wraps {
            return Ok(Self { ne: outer.ne(), command: outer, wraps: false });
        }
        Instruction::find(outer.class.family, outer.ins)?.row().form(&outer)?;
        let inside = if wraps { only_command(outer.data)? } else { outer.data };
        let [cla, _, ..] = *inside else { return Err(StatusWord::WRONG_LENGTH) };
        let class = Class::parse(cla)?;
        if class.channel != outer.class.channel {
            return Err(StatusWord::CHANNEL_NOT_SUPPORTED);
        }
        if class.secure_messaging != SecureMessaging::None {
            return Err(StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
        }
        if class.chained {
            return Err(StatusWord::CHAINING_NOT_SUPPORTED);
        }
        admit(class, inside, protection)?;
        let command = Command::parse(inside)?;
        let ne = if wraps { outer.ne() } else { outer.ne().min(command.ne()) };
        Ok(Self { command, ne, wraps })
    }

    /// Puts the answer into its data object, where it must have one.
    ///
    /// # Errors
    /// `6A84` when the reply has no room for it.
    pub(crate) fn wrap(&self, answer: &mut Reply<'_>) -> Result<(), StatusWord> {
        if self.wraps && answer.len() > 0 { answer.enclose(ANSWER_DATA) } else { Ok(()) }
    }
}

/// The value of the one data object that the odd instruction takes.
fn only_command(data: &[u8]) -> Result<&[u8], StatusWord> {
    let mut objects = tlv::Reader::new(data);
    match (objects.next(), objects.next()) {
        (Some(Ok(object)), None) if object.tag == Tag::from(COMMAND_TO_PERFORM) => Ok(object.value),
        _ => Err(StatusWord::INCORRECT_DATA),
    }
}
