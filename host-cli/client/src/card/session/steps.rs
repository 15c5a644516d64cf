//! GENERAL AUTHENTICATE in steps.

use apdu_spec::command::{Command, Le, Length};
use apdu_spec::instruction::Instruction;

use super::requests::class;
use super::{Answer, Session, SessionError, done};

/// The longest answer to a step, in bytes.
const STEP_MAX: usize = 256;

impl Session<'_> {
    /// One step of an authentication that is a conversation: the chaining bit says that another one
    /// follows, and every step is answered (TR-03110 part 3, B.1).
    ///
    /// # Errors
    /// As [`Session::request`].
    pub(crate) fn authenticate_in_steps(
        &mut self,
        data: &[u8],
        is_last: bool,
    ) -> Result<Answer, SessionError> {
        let instruction = Instruction::GeneralAuthenticate;
        let class = class(instruction).with_chaining(!is_last);
        let ins = instruction.row().ins;
        let (le, length) = (Le::Any, Length::Short);
        let answer =
            self.send(&Command { class, ins, p1: 0, p2: 0, data, le, length }, STEP_MAX)?;
        let answer = self.gather(answer, instruction, class.channel, STEP_MAX)?;
        done(instruction, answer)
    }
}
