//! How many commands a file may cost.

use apdu_spec::instruction::Instruction;

use super::{Session, SessionError};

/// The most commands that one file is read by, SELECT and GET RESPONSE with them: 64 KiB of a card
/// that gives no more than 32 bytes at a time, or 254 records in eight parts each.
pub(super) const COMMANDS: usize = 0x1_0000 / 32;

/// What is left for the file that is being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    left: usize,
    received: usize,
}

impl Budget {
    /// One command more.
    ///
    /// # Errors
    /// When there were too many.
    pub(super) const fn spend(&mut self, instruction: Instruction) -> Result<(), SessionError> {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                let received = self.received;
                Err(SessionError::Endless { instruction, received, parts: COMMANDS })
            }
        }
    }

    pub(super) const fn receive(&mut self, bytes: usize) {
        self.received = self.received.saturating_add(bytes);
    }
}

impl<'r> Session<'r> {
    /// Work that reads one file. A card that gives a byte at a time makes a million commands of it:
    /// after 2048 it is given up. Within such work it is the same file.
    ///
    /// # Errors
    /// [`SessionError::Endless`]; those of the work.
    pub fn one_file<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, SessionError>,
    ) -> Result<T, SessionError> {
        if self.budget.is_some() {
            return work(self);
        }
        self.budget = Some(Budget { left: COMMANDS, received: 0 });
        let done = work(self);
        self.budget = None;
        done
    }
}
