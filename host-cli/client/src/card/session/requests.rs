//! What is known of a request by the table of commands, and how it goes as a command.

use apdu_spec::class::Class;
use apdu_spec::command::{Command, Le, Length};
use apdu_spec::instruction::{Instruction, Request};
use apdu_spec::request::SelectionMethod;

use super::LONGEST_ANSWER;

/// Does it give what is there, and nothing else? What it warns of can then be seen in what came; of
/// what changes something, verifies or authenticates, a warning says that it was not done as it
/// should be.
pub(super) const fn reads(instruction: Instruction) -> bool {
    matches!(
        instruction,
        Instruction::Select
            | Instruction::ReadBinary
            | Instruction::ReadBinaryOdd
            | Instruction::SearchBinary
            | Instruction::SearchBinaryOdd
            | Instruction::ReadRecord
            | Instruction::ReadRecordOdd
            | Instruction::SearchRecord
            | Instruction::GetData
            | Instruction::GetDataOdd
    )
}

/// Does it read, or ask for a challenge? It can be sent again: nothing in it is secret, and nothing
/// is spent or changed by it.
pub(super) const fn is_repeatable(instruction: Instruction) -> bool {
    reads(instruction) || matches!(instruction, Instruction::GetChallenge)
}

/// The command by the table, for errors; of one that is not in it nobody asks.
pub(super) fn named(command: &Command<'_>) -> Instruction {
    let found = Instruction::find(command.class.family, command.ins);
    found.unwrap_or(Instruction::GetResponse)
}

/// The most bytes that answer a command with this Le, in however many parts.
pub(super) fn most(le: Le) -> usize {
    match le {
        Le::Exact(count) => count.into(),
        Le::Any | Le::Absent => LONGEST_ANSWER,
    }
}

pub(super) fn class(instruction: Instruction) -> Class {
    Class { family: instruction.row().family, ..Class::PLAIN }
}

/// Is the application that was selected selected after it too? Of what is not listed nobody says
/// so.
pub(super) const fn keeps_application(request: &Request<'_>) -> bool {
    match request {
        Request::Select(select) => matches!(select.by, SelectionMethod::EfUnderCurrentDf),
        Request::ReadBinary(_)
        | Request::ReadBinaryOdd(_)
        | Request::UpdateBinary(_)
        | Request::ReadRecord(_)
        | Request::UpdateRecord(_)
        | Request::AppendRecord(_)
        | Request::GetData(_)
        | Request::PutData(_)
        | Request::Verify(_)
        | Request::ChangeReferenceData(_)
        | Request::ResetRetryCounter(_)
        | Request::DisableVerificationRequirement(_)
        | Request::EnableVerificationRequirement(_)
        | Request::LogOut(_)
        | Request::GetChallenge(_)
        | Request::ExternalAuthenticate(_)
        | Request::InternalAuthenticate(_)
        | Request::GeneralAuthenticate(_)
        | Request::ManageSecurityEnvironment(_)
        | Request::PerformSecurityOperation(_)
        | Request::GenerateKeyPair(_) => true,
        _ => false,
    }
}

/// A request as one command, in extended length where short length does not carry it.
pub(super) fn command<'q>(request: &Request<'q>) -> Command<'q> {
    let instruction = request.instruction();
    let (p1, p2, data, le) = request.encode();
    let long = data.len() > 255 || matches!(le, Le::Exact(257..));
    let length = if long { Length::Extended } else { Length::Short };
    Command { class: class(instruction), ins: instruction.row().ins, p1, p2, data, le, length }
}

/// The longest data field that may come: as long as was asked for. Without Le there should be none;
/// what a card gives in short length all the same is nobody's data.
pub(super) fn longest(command: &Command<'_>) -> usize {
    match (command.le, command.length) {
        (Le::Exact(count), _) => count.into(),
        (Le::Any, Length::Extended) => 0x1_0000,
        (Le::Any, Length::Short) | (Le::Absent, _) => 256,
    }
}

/// The nearest Le that short length can say.
pub(super) const fn short(le: Le) -> Le {
    match le {
        Le::Exact(257..) => Le::Any,
        other => other,
    }
}
