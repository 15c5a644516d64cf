//! Command chaining (ISO/IEC 7816-4:2020, 5.3.3): a data field that comes in several commands.

use apdu_spec::class::Class;
use apdu_spec::command::Command;
use apdu_spec::instruction::{Chaining, Row};
use apdu_spec::status::StatusWord;

use super::session::Protection;
use super::{Model, Refusal};

/// The parts that have come.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    channel: usize,
    /// CLA without the chaining bit, INS, P1, P2: those of each part.
    header: [u8; 4],
    data: Vec<u8>,
    /// What all of its parts came with.
    protection: Protection,
}

impl Model {
    /// Does a command go on with the chain of its channel? Any other command on that channel ends
    /// it, and is refused; on another channel it drops the chain.
    pub(super) fn goes_on(
        &mut self,
        class: Class,
        ins_p1_p2: [u8; 3],
    ) -> Result<Option<Chain>, Refusal> {
        let header = header(class, ins_p1_p2);
        match self.chain.take().filter(|chain| chain.channel == self.current) {
            Some(chain) if chain.header != header => {
                Err(StatusWord::LAST_COMMAND_OF_CHAIN_EXPECTED)
            }
            chain => Ok(chain),
        }
    }

    /// The command with all of its data field, which is `joined`; `None` when more is to come. An
    /// Le field means something with the last part alone.
    pub(super) fn joined<'b>(
        &mut self,
        row: &Row,
        command: Command<'b>,
        chain: Option<Chain>,
        joined: &'b mut Vec<u8>,
    ) -> Result<Option<Command<'b>>, Refusal> {
        let in_steps = row.chaining == Chaining::StepByStep;
        if let Some(chain) = &chain {
            self.protection = self.protection.and(chain.protection);
        }
        let data = chain.map(|chain| chain.data);
        if command.class.chained && !in_steps {
            let header = header(command.class, [command.ins, command.p1, command.p2]);
            let data = [&data.unwrap_or_default(), command.data].concat();
            let protection = self.protection;
            self.chain = Some(Chain { channel: self.current, header, data, protection });
            return Ok(None);
        }
        let Some(data) = data else { return Ok(Some(command)) };
        *joined = [&data, command.data].concat();
        Ok(Some(Command { data: joined, ..command }))
    }
}

fn header(class: Class, [ins, p1, p2]: [u8; 3]) -> [u8; 4] {
    [class.with_chaining(false).to_byte(), ins, p1, p2]
}
