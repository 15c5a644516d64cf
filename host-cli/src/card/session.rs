//! A conversation with a card: typed requests down, data and status words up.

use apdu_spec::class::{Class, Family};
use apdu_spec::command::{Command, Le, Length};
use apdu_spec::instruction::{Instruction, Request};
use apdu_spec::request::{GetResponse, Ne};
use apdu_spec::response::Response;
use apdu_spec::status::StatusWord;
use zeroize::Zeroizing;

use super::atr::Atr;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::reader::{Protocol, Reader, ReaderError};

/// The most GET RESPONSE that one answer is gathered over: 1 MiB of an honest card, and not a
/// million commands for one that gives a byte at a time.
const MOST: usize = (1 << 20) / 256;
/// The longest command APDU: header, Lc of 3 bytes, 65535 bytes, Le of 2.
pub const LONGEST_COMMAND: usize = 4 + 3 + 0xFFFF + 2;

/// A conversation with a card.
pub struct Session<'r> {
    reader: &'r mut dyn Reader,
    extended: bool,
    dialect: Dialect,
}

/// Which commands a card is known to answer. It is seen in its answers to SELECT, never in its
/// ATR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Nothing was selected yet.
    Unknown,
    /// SELECT gives file control parameters, as ISO/IEC 7816-4 has it: a card of this project.
    Full,
    /// SELECT succeeds and tells nothing: the cards of residents. They are asked by the few
    /// commands that such cards are known to answer.
    Plain,
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

/// Why a request did not succeed.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionError {
    /// No answer came.
    Reader(ReaderError),
    /// The card refused.
    Refused {
        /// What.
        instruction: Instruction,
        /// Why.
        status: StatusWord,
    },
    /// The data field is longer than any command can carry, 65535 bytes.
    TooLong(Instruction),
    /// The answer does not end.
    Endless(Instruction),
}

impl From<ReaderError> for SessionError {
    fn from(cause: ReaderError) -> Self {
        Self::Reader(cause)
    }
}

impl From<SessionError> for Error {
    fn from(cause: SessionError) -> Self {
        let name = |instruction: Instruction| instruction.row().name;
        match cause {
            SessionError::Reader(cause) => cause.into(),
            SessionError::Refused { instruction, status } => {
                let todo = match status.value() {
                    0x6982 => msg!("todo-refused-security"),
                    0x6985 => msg!("todo-refused-state"),
                    0x6A82 | 0x6A88 | 0x6D00 | 0x6E00 => msg!("todo-refused-other-card"),
                    _ => msg!("todo-refused"),
                };
                let what = msg!(
                    "error-refused",
                    command = name(instruction),
                    status = status.to_string(),
                    meaning = Message::status(status)
                );
                Self::new(Exit::Refused, what, todo).with_status(status)
            }
            SessionError::TooLong(instruction) => Self::new(
                Exit::Rejected,
                msg!("error-too-long", command = name(instruction)),
                msg!("todo-too-long"),
            ),
            SessionError::Endless(instruction) => Self::new(
                Exit::Failure,
                msg!("error-endless", command = name(instruction)),
                msg!("todo-mute"),
            ),
        }
    }
}

impl<'r> Session<'r> {
    /// A conversation with the card in this reader. Whether it takes extended length is what its
    /// ATR says, unless the protocol carries none.
    pub fn new(reader: &'r mut dyn Reader) -> Self {
        let says = Atr::parse(reader.atr()).is_some_and(|atr| atr.capabilities().extended_length);
        let extended = says && reader.protocol() != Protocol::T0;
        Self { reader, extended, dialect: Dialect::Unknown }
    }

    /// Which commands the card is known to answer, as far as it was asked.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What an answer to SELECT showed. A card that gave file control parameters once gives them
    /// always: one silent answer changes nothing.
    pub(super) fn learn(&mut self, gives_parameters: bool) {
        self.dialect = match (self.dialect, gives_parameters) {
            (_, true) | (Dialect::Full, _) => Dialect::Full,
            (Dialect::Unknown | Dialect::Plain, false) => Dialect::Plain,
        };
    }

    /// Resets the card: everything verified or selected is forgotten.
    ///
    /// # Errors
    /// When the card does not answer the reset.
    pub fn reset(&mut self) -> Result<(), SessionError> {
        Ok(self.reader.reset()?)
    }

    /// The reader beneath.
    #[must_use]
    pub fn reader(&self) -> &dyn Reader {
        &*self.reader
    }

    /// Sends bytes as they are and gives the answer as it is.
    ///
    /// # Errors
    /// When no answer came.
    pub fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, SessionError> {
        Ok(self.reader.transmit(command)?)
    }

    /// Sends a request; a warning (`62xx`) counts as an answer.
    ///
    /// # Errors
    /// When no answer came, and for every status word but `9000` and `62xx`.
    pub fn request<'q>(&mut self, request: impl Into<Request<'q>>) -> Result<Answer, SessionError> {
        let request = request.into();
        let answer = self.exchange(request)?;
        if answer.status == StatusWord::SUCCESS || answer.status.value() >> 8 == 0x62 {
            return Ok(answer);
        }
        Err(SessionError::Refused { instruction: request.instruction(), status: answer.status })
    }

    /// Sends a request and gives whatever the card says to it. Data that is longer than short
    /// length carries goes in extended length, or in a chain to a card that has none; an answer
    /// in parts (`61xx`) is gathered; a wrong Le (`6Cxx`) is mended once. A command without Le
    /// has none to mend: a PIN is not sent again because a card says so.
    ///
    /// # Errors
    /// When no answer came, or it cannot be asked so.
    pub fn exchange<'q>(
        &mut self,
        request: impl Into<Request<'q>>,
    ) -> Result<Answer, SessionError> {
        let request = request.into();
        let instruction = request.instruction();
        let (p1, p2, data, le) = request.encode();
        let long = data.len() > 255 || matches!(le, Le::Exact(257..));
        let length = if self.extended && long { Length::Extended } else { Length::Short };
        let mut command = Command {
            class: class(instruction),
            ins: instruction.row().ins,
            p1,
            p2,
            data,
            le: if length == Length::Short { short(le) } else { le },
            length,
        };
        let mut last = data;
        while length == Length::Short && last.len() > 255 {
            let (link, rest) = last.split_at(255);
            let answer = self.once(&Command {
                class: command.class.with_chaining(true),
                data: link,
                le: Le::Absent,
                ..command
            })?;
            if answer.status != StatusWord::SUCCESS {
                return Ok(answer);
            }
            last = rest;
        }
        command.data = last;
        let mut answer = self.once(&command)?;
        if let Some(exact) = answer.status.exact_le().filter(|_| command.le != Le::Absent) {
            answer = self.once(&Command { le: Le::Exact(exact), ..command })?;
        }
        self.gather(answer, instruction)
    }

    /// `80 2A 00 80`: signs with the selected key, the card pads (the JPKI form).
    ///
    /// # Errors
    /// When no answer came, and for every status word but `9000`.
    pub fn sign_with_selected_key(&mut self, data: &[u8]) -> Result<Vec<u8>, SessionError> {
        let instruction = Instruction::ComputeDigitalSignature;
        let command = Command {
            class: Class { family: Family::Proprietary, ..Class::PLAIN },
            ins: instruction.row().ins,
            p1: 0x00,
            p2: 0x80,
            data,
            le: Le::Any,
            length: Length::Short,
        };
        let answer = self.once(&command)?;
        let answer = self.gather(answer, instruction)?;
        if answer.status == StatusWord::SUCCESS {
            return Ok(answer.data);
        }
        Err(SessionError::Refused { instruction, status: answer.status })
    }

    fn gather(
        &mut self,
        mut answer: Answer,
        instruction: Instruction,
    ) -> Result<Answer, SessionError> {
        let mut parts = 0;
        while let Some(more) = answer.status.more() {
            parts += 1;
            let ne = Ne::exactly(if more == 256 { 0 } else { more });
            let (p1, p2, data, le) = Request::from(GetResponse { ne }).encode();
            let part = self.once(&Command {
                class: class(Instruction::GetResponse),
                ins: Instruction::GetResponse.row().ins,
                p1,
                p2,
                data,
                le,
                length: Length::Short,
            })?;
            let goes_on = part.status.more().is_some();
            if goes_on && (part.data.is_empty() || parts == MOST) {
                return Err(SessionError::Endless(instruction));
            }
            answer.data.extend(part.data);
            answer.status = part.status;
        }
        Ok(answer)
    }

    fn once(&mut self, command: &Command<'_>) -> Result<Answer, SessionError> {
        let case_4_over_t0 = self.reader.protocol() == Protocol::T0 && !command.data.is_empty();
        let command = Command {
            // T=0 has no Le beside data: the card says 61xx (ISO/IEC 7816-3:2006, 12.2.5).
            le: if case_4_over_t0 { Le::Absent } else { command.le },
            ..*command
        };
        let mut buffer = Zeroizing::new(vec![0; LONGEST_COMMAND.min(command.data.len() + 16)]);
        let Some(bytes) = command.encode(&mut buffer) else {
            let found = Instruction::find(command.class.family, command.ins);
            return Err(SessionError::TooLong(found.unwrap_or(Instruction::GetResponse)));
        };
        let bytes = self.reader.transmit(bytes)?;
        let response = Response::parse(&bytes)
            .ok_or_else(|| ReaderError::NoStatus(self.reader.name().to_owned()))?;
        Ok(Answer { data: response.data.to_vec(), status: response.status })
    }
}

impl std::fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = f.debug_struct("Session");
        out.field("extended", &self.extended).finish_non_exhaustive()
    }
}

fn class(instruction: Instruction) -> Class {
    Class { family: instruction.row().family, ..Class::PLAIN }
}

/// The nearest Le that short length can say.
const fn short(le: Le) -> Le {
    match le {
        Le::Exact(257..) => Le::Any,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use apdu_spec::request::{GetData, Presented, PutData, Reference, Verify, VerifyAction};

    /// Plays answers in order and keeps what was asked.
    struct Script {
        atr: Vec<u8>,
        protocol: Protocol,
        answers: Vec<&'static str>,
        asked: Vec<String>,
    }

    impl Script {
        fn new(protocol: Protocol, extended: bool, answers: &[&'static str]) -> Self {
            let atr = if extended { "3B8A80018073F701F3544A554B49B4" } else { "3B00" };
            Self {
                atr: hex::decode(atr).unwrap(),
                protocol,
                answers: answers.to_vec(),
                asked: Vec::new(),
            }
        }
    }

    impl Reader for Script {
        fn name(&self) -> &str {
            "script"
        }

        fn atr(&self) -> &[u8] {
            &self.atr
        }

        fn protocol(&self) -> Protocol {
            self.protocol
        }

        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
            self.asked.push(hex::encode(command));
            Ok(hex::decode(self.answers.remove(0)).unwrap())
        }

        fn reset(&mut self) -> Result<(), ReaderError> {
            Ok(())
        }

        fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
            Ok(Box::new(self))
        }
    }

    const SERIAL: GetData = GetData { tag: 0x45, ne: Ne::ANY };

    #[test]
    fn an_answer_in_parts_is_gathered() {
        let mut card = Script::new(Protocol::T1, false, &["01026102", "03049000"]);
        let answer = Session::new(&mut card).request(SERIAL).unwrap();
        assert_eq!(answer.data, [1, 2, 3, 4]);
        assert_eq!(card.asked, ["00ca004500", "00c0000002"]);
    }

    #[test]
    fn a_wrong_le_is_mended_once() {
        let mut card = Script::new(Protocol::T1, false, &["6c02", "01029000"]);
        let answer = Session::new(&mut card).request(SERIAL).unwrap();
        assert_eq!(answer.data, [1, 2]);
        assert_eq!(card.asked, ["00ca004500", "00ca004502"]);
        let mut card = Script::new(Protocol::T1, false, &["6c02", "6c03"]);
        assert!(Session::new(&mut card).request(SERIAL).is_err());
    }

    #[test]
    fn a_pin_is_not_sent_again_because_a_card_says_so() {
        for protocol in [Protocol::T0, Protocol::T1] {
            let mut card = Script::new(protocol, false, &["6c04", "9000"]);
            let action = VerifyAction::Compare(Presented(b"1234"));
            let verify = Verify { reference: Reference::Local(0x18), action };
            assert!(Session::new(&mut card).request(verify).is_err());
            assert_eq!(card.asked, ["002000980431323334"], "{protocol:?}");
        }
    }

    #[test]
    fn a_byte_at_a_time_is_given_up() {
        let mut card = Script::new(Protocol::T1, false, &["006101"; 5000]);
        assert!(matches!(Session::new(&mut card).request(SERIAL), Err(SessionError::Endless(_))));
        assert_eq!(card.asked.len(), MOST + 1);
    }

    #[test]
    fn an_answer_without_end_is_given_up() {
        let mut card = Script::new(Protocol::T1, false, &["6102", "6102"]);
        assert!(matches!(Session::new(&mut card).request(SERIAL), Err(SessionError::Endless(_))));
    }

    #[test]
    fn long_data_goes_in_extended_length_or_in_a_chain() {
        let data = [0xAB; 300];
        let put = PutData { tag: 0x0101, data: &data };
        let mut card = Script::new(Protocol::T1, true, &["9000"]);
        Session::new(&mut card).request(put).unwrap();
        assert!(card.asked[0].starts_with("00da010100012cab"), "extended");

        for protocol in [Protocol::T0, Protocol::T1] {
            let mut card = Script::new(protocol, protocol == Protocol::T0, &["9000", "9000"]);
            Session::new(&mut card).request(put).unwrap();
            assert!(card.asked[0].starts_with("10da0101ffab"), "{protocol:?}");
            assert!(card.asked[1].starts_with("00da01012dab"), "{protocol:?}");
        }
        let mut card = Script::new(Protocol::T1, false, &["6884"]);
        let refused = Session::new(&mut card).request(put).unwrap_err();
        assert!(matches!(refused, SessionError::Refused { status, .. }
            if status == StatusWord::CHAINING_NOT_SUPPORTED));
    }

    #[test]
    fn a_refusal_names_command_and_status() {
        let mut card = Script::new(Protocol::T1, false, &["6a88"]);
        let error = Error::from(Session::new(&mut card).request(SERIAL).unwrap_err());
        assert_eq!(error.exit, Exit::Refused);
        assert_eq!(error.status, Some(StatusWord::REFERENCE_NOT_FOUND));
    }
}
