//! What is checked of every command before anything else of it: is there such an instruction, and
//! has it this P1-P2?

use apdu_spec::class::Class;
use apdu_spec::instruction::{Instruction, Row};
use apdu_spec::status::StatusWord;

/// The row of the command that begins with these bytes; without P1-P2 when it ends before.
///
/// # Errors
/// `6700` without an instruction, `6D00` and `6E00` for one that is not there, `6A86`.
pub(crate) fn admit(class: Class, command: &[u8]) -> Result<&'static Row, StatusWord> {
    let [_, ins, parameters @ ..] = command else { return Err(StatusWord::WRONG_LENGTH) };
    let row = Instruction::find(class.family, *ins)?.row();
    if let [p1, p2, ..] = *parameters {
        row.check_parameters(p1, p2)?;
    }
    Ok(row)
}
