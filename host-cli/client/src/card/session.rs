//! A conversation with a card: typed requests down, data and status words up.

mod budget;
mod error;
mod requests;
mod secured;
mod security;
mod steps;
#[cfg(test)]
mod tests;
mod traits;

use apdu_spec::class::{Class, Family};
use apdu_spec::command::{Command, Le, Length};
use apdu_spec::instruction::{Instruction, Request};
use apdu_spec::profile::ApplicationId;
use apdu_spec::request::{Envelope, GetResponse, Ne};
use apdu_spec::response::Response;
use apdu_spec::status::StatusWord;
use zeroize::Zeroizing;

use crate::reader::{self, Protocol, Reader, ReaderError};
use budget::Budget;
pub use error::{SecureMessagingFailure, SessionError};
use requests::{
    class, command, is_repeatable, keeps_application, longest, most, named, reads, short,
};
pub use secured::SecureMessaging;
pub use traits::Dialect;
use traits::{Card, Security, State, Traits};

/// The most GET RESPONSE that one answer is gathered over: 1 MiB of an honest card, and not a
/// million commands for one that gives a byte at a time.
const MOST: usize = (1 << 20) / 256;
/// The longest answer that is gathered, in bytes: more than extended length carries at once.
const LONGEST_ANSWER: usize = 0x1_0000 + 256;
/// The longest command APDU: header, Lc of 3 bytes, 65535 bytes, Le of 2.
pub const LONGEST_COMMAND: usize = 4 + 3 + 0xFFFF + 2;

/// A conversation with a card. It borrows its reader, or holds it for good ([`Session::new`]).
pub struct Session<'r> {
    reader: Box<dyn Reader + 'r>,
    card: Card<'r>,
    /// The application that is selected, as far as this conversation knows.
    application: Option<ApplicationId>,
    /// What the file that is being read may cost yet.
    budget: Option<Budget>,
    /// There was a session of secure messaging when this conversation began.
    began_secured: bool,
}

/// What a card answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The data field, gathered from all its parts.
    pub data: Vec<u8>,
    /// The last status word.
    pub status: StatusWord,
}

/// The data may be a secret: only its length is shown.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answer {{ data: {} bytes, status: {:?} }}", self.data.len(), self.status)
    }
}

impl<'r> Session<'r> {
    /// A conversation with the card in this reader: `&mut reader`, or the reader itself, which a
    /// program gives that keeps the session.
    pub fn new(reader: impl Reader + 'r) -> Self {
        let card = Card::Own(State::of(&reader));
        let reader = Box::new(reader);
        Self { reader, card, application: None, budget: None, began_secured: false }
    }

    /// Which commands the card is known to answer, as far as it was asked.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.card.known().dialect
    }

    /// What an answer to SELECT showed. A card that gave file control parameters once gives them
    /// always: one silent answer changes nothing.
    pub(super) fn note_dialect(&mut self, gives_parameters: bool) {
        let dialect = match (self.dialect(), gives_parameters) {
            (_, true) | (Dialect::Full, _) => Dialect::Full,
            (Dialect::Unknown | Dialect::Plain, false) => Dialect::Plain,
        };
        self.card.known_mut().dialect = dialect;
    }

    /// The application that is selected; `None` when this conversation did not select one, sent
    /// something since that may have selected something else, got no answer since, or when another
    /// program may have selected something: the reader is shared ([`Reader::is_exclusive`]).
    #[must_use]
    pub fn application(&self) -> Option<ApplicationId> {
        self.application.filter(|_| self.reader.is_exclusive())
    }

    /// What the card said of the DF that it selected.
    pub(super) const fn set_application(&mut self, application: Option<ApplicationId>) {
        self.application = application;
    }

    /// Resets the card: everything verified or selected is forgotten, a session of secure messaging
    /// ends, also a lost one, and what is known of the card is forgotten too: it may be another
    /// one. After a card was taken out, this begins anew with the one that is there now
    /// ([`Reader::present`]).
    ///
    /// # Errors
    /// When the card does not answer the reset.
    pub fn reset(&mut self) -> Result<(), SessionError> {
        self.application = None;
        self.card.known_mut().dialect = Dialect::Unknown;
        self.reader.reset()?;
        *self.card.known_mut() = Traits::of(&*self.reader);
        self.card.state_mut().security = Security::Plain;
        Ok(())
    }

    /// As [`Session::reset`]; a card that was not seen to go, and whose ATR is the same, goes on
    /// being asked as before.
    pub(super) fn reset_in_place(&mut self) -> Result<(), SessionError> {
        let (dialect, atr, stayed) =
            (self.dialect(), self.reader.atr().to_vec(), self.reader.present());
        self.reset()?;
        if stayed && self.reader.atr() == atr {
            self.card.known_mut().dialect = dialect;
        }
        Ok(())
    }

    /// The same conversation with every other program kept out until the value is dropped. What is
    /// selected is not known at its beginning, nor at its end: another program may have had the
    /// card. What is learnt of the card itself stays known. A session of secure messaging goes on
    /// in it and after it; one that is opened in it ends with it.
    ///
    /// # Errors
    /// When another program holds the card.
    pub fn exclusive(&mut self) -> Result<Session<'_>, SessionError> {
        self.application = None;
        let was_shared = !self.reader.is_exclusive();
        let reader = self.reader.exclusive()?;
        let (state, budget) = (self.card.state_mut(), self.budget);
        state.fresh |= was_shared;
        let began_secured = !matches!(state.security, Security::Plain);
        let card = Card::Lent(state);
        Ok(Session { reader, card, application: None, budget, began_secured })
    }

    /// Ends the conversation and the work with the card ([`Reader::close`]): what it wrote is on
    /// the disk then. A session of secure messaging ends. What was verified without one is not
    /// dropped ([`files::log_out`](super::files::log_out)).
    ///
    /// # Errors
    /// When the image file of a virtual card could not be written to the disk, and when the card
    /// did not answer the end of a session.
    pub fn close(mut self) -> Result<(), SessionError> {
        let ended = self.end_secure_messaging();
        self.reader.close()?;
        ended
    }

    /// The reader beneath.
    #[must_use]
    pub fn reader(&self) -> &dyn Reader {
        &*self.reader
    }

    /// Refuses what the card would have to write for, before anybody is asked for a PIN.
    ///
    /// # Errors
    /// When the card is in a file that can only be read.
    pub fn refuse_read_only(&self) -> Result<(), SessionError> {
        reader::refuse_read_only(&*self.reader)?;
        Ok(())
    }

    /// Sends bytes as they are and gives the answer as it is. Inside a session of secure messaging
    /// the command that they are is secured, and the answer is the one inside, with all its parts;
    /// bytes that are no command in the clear are refused then: nothing passes by the session.
    ///
    /// # Errors
    /// When no answer came; [`SessionError::SecureMessaging`].
    pub fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, SessionError> {
        self.application = None;
        if !matches!(self.card.state().security, Security::Plain) {
            return self.transmit_secured(command);
        }
        let answer = self.reader.transmit(command)?;
        self.card.state_mut().fresh = false;
        Ok(answer)
    }

    /// Sends a request; a warning (`62xx`) counts as an answer of a command that reads.
    ///
    /// # Errors
    /// When no answer came, and for every status word but `9000`, and `62xx` of what reads.
    pub fn request<'q>(&mut self, request: impl Into<Request<'q>>) -> Result<Answer, SessionError> {
        let request = request.into();
        let answer = self.exchange(request)?;
        done(request.instruction(), answer)
    }

    /// Sends a request inside ENVELOPE, as it would go in extended length, over a way that has
    /// none: a chain of ENVELOPE up, GET RESPONSE for what comes down.
    ///
    /// # Errors
    /// As [`Session::request`], for the request inside.
    pub fn enveloped<'q>(
        &mut self,
        request: impl Into<Request<'q>>,
    ) -> Result<Answer, SessionError> {
        let request = request.into();
        let instruction = request.instruction();
        let mut inside = command(&request);
        let mut answer = self.send_enveloped(&inside)?;
        if let Some(exact) = answer.status.exact_le().filter(|_| inside.le != Le::Absent) {
            inside.le = Le::Exact(exact);
            answer = self.send_enveloped(&inside)?;
        }
        check_length(most(inside.le), instruction, answer.data.len())?;
        done(instruction, answer)
    }

    fn send_enveloped(&mut self, inside: &Command<'_>) -> Result<Answer, SessionError> {
        let mut buffer = Zeroizing::new(vec![0; LONGEST_COMMAND.min(inside.data.len() + 16)]);
        let Some(data) = inside.encode(&mut buffer) else {
            let (instruction, length) = (Instruction::Envelope, inside.data.len());
            return Err(SessionError::TooLong { instruction, length, most: 0xFFFF });
        };
        let le = if inside.le == Le::Absent { Le::Absent } else { Le::Any };
        self.exchange(Envelope { data, le })
    }

    /// Sends a request and gives whatever the card says to it. Data that is longer than short
    /// length carries goes in extended length, or in a chain to a card that has none; an answer
    /// in parts (`61xx`) is gathered, up to as much as was asked for; a wrong Le (`6Cxx`) is mended
    /// once. A command without Le has none to mend: a PIN is not sent again because a card says so.
    ///
    /// A card in which somebody left a session of secure messaging open answers the first command
    /// of a conversation with `6987` and ends that session. Such a command is sent once more when
    /// it reads or asks for a challenge: nothing secret goes twice, and no try is spent twice.
    ///
    /// # Errors
    /// When no answer came, or it cannot be asked so; when the card takes a part of a chain with
    /// another word than `9000`: nothing says then that it has it.
    pub fn exchange<'q>(
        &mut self,
        request: impl Into<Request<'q>>,
    ) -> Result<Answer, SessionError> {
        let request = request.into();
        let instruction = request.instruction();
        if !keeps_application(&request) {
            self.application = None;
        }
        let mut command = command(&request);
        let mut most = most(command.le);
        if !self.card.known().extended {
            command.length = Length::Short;
            command.le = short(command.le);
        }
        let data = command.data;
        let repeatable = self.card.state().fresh && is_repeatable(instruction);
        while let Some(length) = self.link(&command)? {
            let (link, rest) = command.data.split_at(length);
            let link = Command {
                class: command.class.with_chaining(true),
                data: link,
                le: Le::Absent,
                ..command
            };
            let answer = self.send(&link, most)?;
            match answer.status {
                StatusWord::SUCCESS => command.data = rest,
                status if status.is_warning() || status.is_success() => {
                    return Err(SessionError::Refused { instruction, status });
                }
                _ => return Ok(answer),
            }
        }
        let mut answer = self.send(&command, most)?;
        let left_open = answer.status == StatusWord::SM_DATA_OBJECTS_MISSING;
        if left_open && repeatable && matches!(self.card.state().security, Security::Plain) {
            answer = self.send(&command, most)?;
        }
        // What an ENVELOPE carries is mended in there, and the parts of a chain are gone.
        let mends = command.le != Le::Absent
            && command.data.len() == data.len()
            && instruction != Instruction::Envelope;
        if let Some(exact) = answer.status.exact_le().filter(|_| mends) {
            most = most.max(exact.into());
            answer = self.send(&Command { le: Le::Exact(exact), ..command }, most)?;
        }
        self.gather(answer, instruction, command.class.channel, most)
    }

    /// `80 2A 00 80`: signs with the selected key, the card pads (the JPKI form).
    ///
    /// # Errors
    /// When no answer came, and for every status word but `9000`.
    pub fn sign_with_selected_key(&mut self, data: &[u8]) -> Result<Vec<u8>, SessionError> {
        let instruction = Instruction::SignWithKey;
        let command = Command {
            class: Class { family: Family::Proprietary, ..Class::PLAIN },
            ins: instruction.row().ins,
            p1: 0x00,
            p2: 0x80,
            data,
            le: Le::Any,
            length: Length::Short,
        };
        let answer = self.send(&command, LONGEST_ANSWER)?;
        let answer = self.gather(answer, instruction, command.class.channel, LONGEST_ANSWER)?;
        if answer.status == StatusWord::SUCCESS {
            return Ok(answer.data);
        }
        Err(SessionError::Refused { instruction, status: answer.status })
    }

    /// Fetches the rest of an answer, in the clear: a secured answer was secured as a whole.
    fn gather(
        &mut self,
        mut answer: Answer,
        instruction: Instruction,
        channel: u8,
        most: usize,
    ) -> Result<Answer, SessionError> {
        let mut parts = 0;
        while let Some(more) = answer.status.more() {
            parts += 1;
            let ne = Ne::exactly(if more == 256 { 0 } else { more });
            let (p1, p2, data, le) = Request::from(GetResponse { ne }).encode();
            let part = self.send_once(&Command {
                class: class(Instruction::GetResponse).on_channel(channel),
                ins: Instruction::GetResponse.row().ins,
                p1,
                p2,
                data,
                le,
                length: Length::Short,
            })?;
            let goes_on = part.status.more().is_some();
            let length = answer.data.len() + part.data.len();
            if length > LONGEST_ANSWER.max(most)
                || goes_on && (part.data.is_empty() || parts == MOST)
            {
                return Err(SessionError::Endless { instruction, received: length, parts });
            }
            check_length(most, instruction, length)?;
            answer.data.extend(part.data);
            answer.status = part.status;
        }
        Ok(answer)
    }

    fn send_once(&mut self, command: &Command<'_>) -> Result<Answer, SessionError> {
        let case_4_over_t0 = self.reader.protocol() == Protocol::T0 && !command.data.is_empty();
        let command = Command {
            // T=0 has no Le beside data: the card says 61xx (ISO/IEC 7816-3:2006, 12.2.5).
            le: if case_4_over_t0 { Le::Absent } else { command.le },
            ..*command
        };
        let mut buffer = Zeroizing::new(vec![0; LONGEST_COMMAND.min(command.data.len() + 16)]);
        let Some(bytes) = command.encode(&mut buffer) else {
            let most = if command.length == Length::Short { 0xFF } else { 0xFFFF };
            let (instruction, length) = (named(&command), command.data.len());
            return Err(SessionError::TooLong { instruction, length, most });
        };
        if let Some(budget) = &mut self.budget {
            budget.spend(named(&command))?;
        }
        // Of a card that does not answer, or not to this, nobody knows what is selected.
        let application = self.application.take();
        let bytes = self.reader.transmit(bytes)?;
        self.card.state_mut().fresh = false;
        let response = Response::parse(&bytes)
            .ok_or_else(|| ReaderError::NoStatus(self.reader.name().to_owned()))?;
        let (expected, received) = (longest(&command), response.data.len());
        if received > expected {
            return Err(SessionError::Longer { instruction: named(&command), expected, received });
        }
        if let Some(budget) = &mut self.budget {
            budget.receive(received);
        }
        self.application = application;
        Ok(Answer { data: response.data.to_vec(), status: response.status })
    }
}

impl std::fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = f.debug_struct("Session");
        out.field("extended", &self.card.known().extended);
        out.field("security", &self.card.state().security).finish_non_exhaustive()
    }
}

/// The answer, when it is `9000`, or a warning of a command that reads.
fn done(instruction: Instruction, answer: Answer) -> Result<Answer, SessionError> {
    let warned = answer.status.value() >> 8 == 0x62;
    if answer.status == StatusWord::SUCCESS || warned && reads(instruction) {
        return Ok(answer);
    }
    Err(SessionError::Refused { instruction, status: answer.status })
}

/// Refuses more than was asked for.
const fn check_length(
    expected: usize,
    instruction: Instruction,
    received: usize,
) -> Result<(), SessionError> {
    if received > expected {
        return Err(SessionError::Longer { instruction, expected, received });
    }
    Ok(())
}
