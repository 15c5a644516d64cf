//! What is checked of every command before anything else of it: is there such an instruction, may
//! it come secured or in the clear, and has it this P1-P2?

use apdu_spec::class::Class;
use apdu_spec::instruction::{Instruction, Row};
use apdu_spec::status::StatusWord;

use crate::secure_messaging::Protection;

/// The row of the command that begins with these bytes; without P1-P2 when it ends before.
///
/// # Errors
/// `6700` without an instruction, `6D00` and `6E00` for one that is not there, `6882` or `6987` for
/// one that must not come as it came, `6A86`.
pub(crate) fn admit(
    class: Class,
    command: &[u8],
    protection: Protection,
) -> Result<&'static Row, StatusWord> {
    let [_, ins, parameters @ ..] = command else { return Err(StatusWord::WRONG_LENGTH) };
    let row = Instruction::find(class.family, *ins)?.row();
    row.secure_messaging.check(protection.integrity)?;
    if let [p1, p2, ..] = *parameters {
        row.check_parameters(p1, p2)?;
    }
    Ok(row)
}
