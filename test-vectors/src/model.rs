//! A plain model of a card's files and security, kept in collections and written to be read: what
//! a card must answer, without flash, transactions or limits of memory.
//!
//! It shares with the card what `apdu_spec` says and nothing else: how commands and file control
//! parameters read, what a rule asks for, what a state of life allows. Given the same commands it
//! gives the same answers; a test sends both a million random ones.
//!
//! | what | where |
//! |---|---|
//! | the conversation: channels, challenge, dispatch | here |
//! | which file is meant, and which rules it has | `files` |
//! | who has proved what, and may do what | `security` |
//! | bytes and records | `content` |

mod content;
mod files;
mod security;

use std::collections::BTreeMap;

use apdu_spec::access::Mode;
use apdu_spec::class::{Class, SecureMessaging};
use apdu_spec::command::Command;
use apdu_spec::file::LifeCycle;
use apdu_spec::instruction::Instruction;
use apdu_spec::limits::CHANNELS;
use apdu_spec::request::{ManageChannel, Request};
use apdu_spec::status::StatusWord;

use crate::scenario::Answer;
use files::{File, Id};

/// The master file.
const MF: Id = 0;

/// What the model expects of an answer's data field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// These bytes.
    Exactly(Vec<u8>),
    /// So many random bytes.
    Random(usize),
}

/// What the model expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The data field.
    pub data: Data,
    /// The status word.
    pub status: StatusWord,
}

/// Whether an answer was as expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was.
    Same,
    /// The card had no room (`6A84`), of which the model knows nothing. It has changed nothing.
    NoRoom,
}

/// Why a command was not done.
type Refused = StatusWord;

/// What a command has come to: data, and a warning or `9000`.
type Done = Result<(Data, StatusWord), Refused>;

/// A card.
#[derive(Clone, Debug)]
pub struct Model {
    files: BTreeMap<Id, File>,
    /// Those that are open.
    channels: [Option<Channel>; CHANNELS],
    /// The channel that the command came on.
    current: usize,
    /// RND.ICC of the last command, and its channel.
    challenge: Option<(usize, Vec<u8>)>,
    serial: Vec<u8>,
    /// The most files.
    most: usize,
}

/// What is selected and proved on a channel.
#[derive(Clone, Debug)]
struct Channel {
    df: Id,
    ef: Option<Id>,
    record: u8,
    /// The newest first, eight at most.
    proved: Vec<Id>,
}

impl Channel {
    const fn at(df: Id) -> Self {
        Self { df, ef: None, record: 0, proved: Vec::new() }
    }
}

impl Model {
    /// A model of this blank card, which holds at most so many files. What its three files are is
    /// asked of it.
    ///
    /// # Errors
    /// When it does not answer as a blank card does.
    pub fn of_blank(card: &mut dyn Answer, serial: &[u8], most: usize) -> Result<Self, String> {
        let mut model = Self {
            files: BTreeMap::new(),
            channels: [Some(Channel::at(MF)), None, None, None],
            current: 0,
            challenge: None,
            serial: serial.to_vec(),
            most,
        };
        model.learn(card)?;
        Ok(model)
    }

    /// Reset or power off and on.
    pub fn reset(&mut self) {
        self.channels = [Some(Channel::at(MF)), None, None, None];
        self.challenge = None;
        self.current = 0;
    }

    /// Takes a command and the card's answer to it.
    ///
    /// # Errors
    /// What was expected, and what came.
    pub fn exchange(&mut self, command: &[u8], answer: &[u8]) -> Result<Verdict, String> {
        let (data, status) = answer.split_at(answer.len().saturating_sub(2));
        let status = StatusWord::from(<[u8; 2]>::try_from(status).map_err(|_| "no status word")?);
        if status == StatusWord::NOT_ENOUGH_MEMORY {
            return self.without_room(command);
        }
        let expected = self.answer(command);
        let same = match &expected.data {
            Data::Exactly(bytes) => bytes == data,
            Data::Random(count) => data.len() == *count,
        };
        if !same || expected.status != status {
            return Err(format!("{expected:02X?} was expected, {data:02X?} {status:?} came"));
        }
        if matches!(expected.data, Data::Random(_)) {
            self.challenge = (data.len() == 16).then(|| (self.current, data.to_vec()));
        }
        Ok(Verdict::Same)
    }

    /// The card said that it had no room. Where the model sees no reason, nothing has changed but
    /// what was selected on the way.
    fn without_room(&mut self, command: &[u8]) -> Result<Verdict, String> {
        let mut other = self.clone();
        let expected = other.answer(command);
        if expected.status == StatusWord::NOT_ENOUGH_MEMORY {
            *self = other;
            return Ok(Verdict::Same);
        }
        if expected.status != StatusWord::SUCCESS {
            return Err(format!("{expected:02X?} was expected, no room came"));
        }
        self.challenge = None;
        self.current = other.current;
        let ins = command.get(1).copied().unwrap_or(0);
        let row = |instruction: Instruction| instruction.row().ins;
        if ins != row(Instruction::CreateFile) && ins != row(Instruction::DeleteFile) {
            self.channels = other.channels;
        }
        Ok(Verdict::NoRoom)
    }

    /// The answer to a command.
    fn answer(&mut self, bytes: &[u8]) -> Expected {
        let challenge = self.challenge.take();
        match self.admitted(bytes, challenge) {
            Ok((data, status, ne)) => cut(data, status, ne),
            Err(status) => Expected { data: Data::Exactly(Vec::new()), status },
        }
    }

    /// Data, status word and the most bytes that may come.
    fn admitted(
        &mut self,
        bytes: &[u8],
        challenge: Option<(usize, Vec<u8>)>,
    ) -> Result<(Data, StatusWord, usize), Refused> {
        let [cla, ins, ..] = *bytes else { return Err(StatusWord::WRONG_LENGTH) };
        let class = Class::parse(cla)?;
        let channel = usize::from(class.channel);
        if self.channels.get(channel).is_none_or(Option::is_none) {
            return Err(StatusWord::CHANNEL_NOT_SUPPORTED);
        }
        self.current = channel;
        if class.secure_messaging != SecureMessaging::None {
            return Err(StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
        }
        let row = Instruction::find(class.family, ins)?.row();
        if let [_, _, p1, p2, ..] = *bytes {
            row.check_parameters(p1, p2)?;
        }
        let command = Command::parse(bytes)?;
        let request = Request::parse(&command)?;
        let mine = challenge.filter(|(on, _)| *on == channel).map(|(_, bytes)| bytes);
        let (data, status) = self.dispatch(request, mine)?;
        Ok((data, status, command.ne()))
    }

    fn dispatch(&mut self, request: Request<'_>, challenge: Option<Vec<u8>>) -> Done {
        let terminated = self.file(MF).life == LifeCycle::Terminated;
        if terminated && !matches!(request, Request::Select(_) | Request::GetData(_)) {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        match request {
            Request::Select(command) => self.select(command),
            Request::ManageChannel(command) => self.manage_channel(command),
            Request::CreateFile(command) => self.create(command),
            Request::DeleteFile(command) => self.delete(command.target),
            Request::ActivateFile(command) => self.activate(command.target),
            Request::DeactivateFile(command) => self.deactivate(command.target),
            Request::LockDf(command) => {
                self.deactivate(apdu_spec::request::DeactivateFile::from(command).target)
            }
            Request::UnlockDf(command) => {
                self.activate(apdu_spec::request::ActivateFile::from(command).target)
            }
            Request::TerminateEf(command) => self.terminate_ef(command.target),
            Request::TerminateDf(command) => self.terminate_df(command.target),
            Request::TerminateCardUsage(_) => self.terminate_card(),
            Request::GetData(command) => self.get_data(command),
            Request::PutData(command) => self.put_data(command),
            Request::Verify(command) => self.verify(command),
            Request::VerifyOdd(command) => self.verify_odd(command),
            Request::EnableVerificationRequirement(command) => {
                self.require(command.reference, command.value, Mode::ENABLE)
            }
            Request::DisableVerificationRequirement(command) => {
                self.require(command.reference, command.value, Mode::DISABLE)
            }
            Request::ChangeReferenceData(command) => self.change(command),
            Request::ChangeKey(command) => self.change(command.into()),
            Request::ResetRetryCounter(command) => self.reset_counter(command),
            Request::UnlockKey(command) => self.reset_counter(command.into()),
            Request::LogOut(_) => {
                self.channel().proved.clear();
                done()
            }
            Request::GetChallenge(command) => {
                Ok((Data::Random(command.ne.exact().unwrap_or(16)), StatusWord::SUCCESS))
            }
            Request::ExternalAuthenticate(command) => self.external(command, challenge),
            other => self.content(other),
        }
    }

    fn manage_channel(&mut self, command: ManageChannel) -> Done {
        const BASIC: usize = 0;
        match command {
            ManageChannel::Open(ne) if ne.exact().is_some_and(|exact| exact != 1) => {
                Err(StatusWord::wrong_le(1))
            }
            ManageChannel::Open(_) => {
                let free = self.channels.iter().position(Option::is_none);
                let number = free.ok_or(StatusWord::FUNCTION_NOT_SUPPORTED)?;
                self.open_channel(number)?;
                Ok((Data::Exactly(vec![u8::try_from(number).unwrap_or(0)]), StatusWord::SUCCESS))
            }
            ManageChannel::OpenNumbered(number) => {
                self.open_channel(number.into())?;
                done()
            }
            ManageChannel::Close | ManageChannel::CloseNumbered(_) => {
                let number = match command {
                    ManageChannel::CloseNumbered(number) => number.into(),
                    _ => self.current,
                };
                if number == BASIC {
                    return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
                }
                match self.channels.get_mut(number) {
                    Some(channel @ Some(_)) => *channel = None,
                    _ => return Err(StatusWord::CHANNEL_NOT_SUPPORTED),
                }
                done()
            }
        }
    }

    /// From the basic channel a new one stands in the MF, from another in the DF of that.
    fn open_channel(&mut self, number: usize) -> Result<(), Refused> {
        let df = if self.current == 0 { MF } else { self.channel().df };
        match self.channels.get_mut(number) {
            Some(channel @ None) => *channel = Some(Channel::at(df)),
            Some(_) => return Err(StatusWord::CONDITIONS_NOT_SATISFIED),
            None => return Err(StatusWord::FUNCTION_NOT_SUPPORTED),
        }
        Ok(())
    }

    /// The channel that the command came on. It is open: [`Model::admitted`] has looked.
    fn channel(&mut self) -> &mut Channel {
        self.channels[self.current].get_or_insert(Channel::at(MF))
    }

    fn each_channel(&mut self, change: impl Fn(&mut Channel)) {
        self.channels.iter_mut().flatten().for_each(change);
    }
}

/// Nothing to be answered but that it is done.
fn done() -> Done {
    answered(Vec::new())
}

/// These bytes, and that it is done.
fn answered(data: Vec<u8>) -> Done {
    Ok((Data::Exactly(data), StatusWord::SUCCESS))
}

/// What is longer than may come is cut: the rest would wait for GET RESPONSE.
fn cut(data: Data, status: StatusWord, ne: usize) -> Expected {
    match data {
        Data::Exactly(mut bytes) if bytes.len() > ne => {
            let rest = bytes.len() - ne;
            bytes.truncate(ne);
            Expected { data: Data::Exactly(bytes), status: StatusWord::more_available(rest) }
        }
        data => Expected { data, status },
    }
}
