//! A plain model of a card's files and security, kept in collections and written to be read: what
//! a card must answer, without flash, transactions or limits of memory.
//!
//! It shares with the card what `apdu_spec` says and nothing else: how commands and file control
//! parameters read, what a rule asks for, what a state of life allows. Given the same commands it
//! gives the same answers; a test sends both a million random ones.
//!
//! | what | where |
//! |---|---|
//! | dispatch, logical channels | here |
//! | chains, ENVELOPE, GET RESPONSE, what is expected and what came | `chain`, `conversation`, `reply` |
//! | which file is meant, which rules it has, its life | `files`, `life` |
//! | security status, and what it allows | `security`, `authentication` |
//! | a session of secure messaging | `session`, `conversation` |
//! | PACE, for who knows no password | `pace` |
//! | bytes, records, data objects | `binary`, `records`, `objects`, and `content` for both |
//! | which key a command takes | `environment` |
//! | key pairs, signatures, hash codes | `operation`, `padding` |
//!
//! A key pair is one of [`mock_keys`](crate::mock_keys) on both sides, so that every signature is
//! known. Random are challenges, new public keys and the salts of PSS: the model takes a challenge
//! and a key as they come and goes on with them, and opens a PSS signature. It has no certificates
//! (VERIFY CERTIFICATE of a right one, terminals).

mod authentication;
mod binary;
mod chain;
mod content;
mod conversation;
mod environment;
mod files;
mod life;
mod objects;
mod operation;
mod pace;
mod padding;
mod records;
mod reply;
mod security;
mod session;

pub use conversation::Verdict;
pub use reply::Data;

use std::collections::BTreeMap;

use apdu_spec::access::AccessMode;
use apdu_spec::file::LifeCycle;
use apdu_spec::instruction::{Form, Row};
use apdu_spec::limits::CHANNELS;
use apdu_spec::request::{ManageChannel, Request};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{HEADER_MAX, Tag, Writer};

use crate::mock_keys::HASH_LEN;
use crate::scenario::CardConnection;
use chain::Chain;
use files::{File, Id};
use pace::Pace;
use reply::Rest;
use session::{Protection, Session};

/// The master file.
const MF: Id = 0;

/// Why a command was not done.
type Refusal = StatusWord;

/// What a command has come to: data, and a warning or `9000`.
type Outcome = Result<(Data, StatusWord), Refusal>;

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
    /// What GET RESPONSE would fetch.
    rest: Option<Rest>,
    /// The parts of a command that have come.
    chain: Option<Chain>,
    /// The last command, and what it carried.
    taken: Vec<(&'static Row, &'static Form)>,
    /// The session of secure messaging.
    session: Option<Session>,
    /// The one that begins when the command has been answered, and the key that opens it.
    prepared: Option<(Session, Id)>,
    /// The key that opened the session: authenticated on every channel.
    session_key: Option<Id>,
    /// How the command came.
    protection: Protection,
    /// The PACE that is under way.
    pace: Option<Pace>,
    serial: Vec<u8>,
    /// The most files.
    most: usize,
}

/// What is selected on a channel, and its security status.
#[derive(Clone, Debug)]
struct Channel {
    df: Id,
    ef: Option<Id>,
    record: u8,
    /// PINs verified and keys authenticated: the newest first, eight at most.
    security_status: Vec<Id>,
    /// The keys of the current security environment.
    keys: environment::Keys,
    /// The hash code that HASH has made.
    hash: Option<[u8; HASH_LEN]>,
}

impl Channel {
    const fn at(df: Id) -> Self {
        let keys = environment::Keys::new();
        Self { df, ef: None, record: 0, security_status: Vec::new(), keys, hash: None }
    }
}

impl Model {
    /// A model of this blank card, which holds at most so many files. What its three files are is
    /// asked of it.
    ///
    /// # Errors
    /// When it does not answer as a blank card does.
    pub fn of_blank(
        card: &mut dyn CardConnection,
        serial: &[u8],
        most: usize,
    ) -> Result<Self, String> {
        let mut model = Self {
            files: BTreeMap::new(),
            channels: [Some(Channel::at(MF)), None, None, None],
            current: 0,
            challenge: None,
            rest: None,
            chain: None,
            taken: Vec::new(),
            session: None,
            prepared: None,
            session_key: None,
            protection: Protection::default(),
            pace: None,
            serial: serial.to_vec(),
            most,
        };
        model.learn(card)?;
        Ok(model)
    }

    /// Reset or power off and on.
    pub fn reset(&mut self) {
        self.channels = [Some(Channel::at(MF)), None, None, None];
        (self.challenge, self.rest, self.chain) = (None, None, None);
        (self.current, self.pace) = (0, None);
        (self.session, self.prepared, self.session_key) = (None, None, None);
    }

    fn is_terminated(&self) -> bool {
        self.file(MF).life == LifeCycle::Terminated
    }

    fn dispatch(&mut self, request: Request<'_>, challenge: Option<Vec<u8>>) -> Outcome {
        if self.is_terminated() && !matches!(request, Request::Select(_) | Request::GetData(_)) {
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
            Request::GetDataOdd(command) => self.get_data_odd(command),
            Request::PutDataOdd(command) => self.put_data_odd(command),
            Request::Verify(command) => self.verify(command),
            Request::VerifyOdd(command) => self.verify_odd(command),
            Request::EnableVerificationRequirement(command) => self.set_verification_requirement(
                command.reference,
                command.value,
                AccessMode::ENABLE,
            ),
            Request::DisableVerificationRequirement(command) => self.set_verification_requirement(
                command.reference,
                command.value,
                AccessMode::DISABLE,
            ),
            Request::ChangeReferenceData(command) => self.change_reference_data(command),
            Request::ChangeKey(command) => self.change_reference_data(command.into()),
            Request::ResetRetryCounter(command) => self.reset_retry_counter(command),
            Request::UnlockKey(command) => self.reset_retry_counter(command.into()),
            Request::LogOut(_) => {
                self.channel().security_status.clear();
                self.session_key = None;
                done()
            }
            Request::GetChallenge(command) => Self::get_challenge(command),
            Request::ExternalAuthenticate(command) => {
                self.external_authenticate(command, challenge)
            }
            Request::InternalAuthenticate(command) => self.internal_authenticate(command),
            Request::GeneralAuthenticate(command) => match self.pace.take() {
                Some(pace) => self.pace_step(pace, command.data),
                None => self.general_authenticate(command, challenge),
            },
            Request::GeneralAuthenticateOdd(command) => {
                self.general_authenticate(command.0, challenge)
            }
            Request::ManageSecurityEnvironment(command) => {
                self.manage_security_environment(command)
            }
            Request::PerformSecurityOperation(command) => self.perform_security_operation(command),
            Request::SignWithKey(command) => self.sign_with_key(command),
            Request::GenerateKeyPair(command) => self.generate_key_pair(command),
            Request::GenerateKeyPairOdd(command) => self.generate_key_pair_odd(command),
            // Carried by an ENVELOPE.
            Request::Envelope(_) | Request::EnvelopeOdd(_) | Request::GetResponse(_) => {
                Err(StatusWord::CONDITIONS_NOT_SATISFIED)
            }
            Request::ReadBinary(_)
            | Request::ReadBinaryOdd(_)
            | Request::WriteBinary(_)
            | Request::WriteBinaryOdd(_)
            | Request::UpdateBinary(_)
            | Request::UpdateBinaryOdd(_)
            | Request::SearchBinary(_)
            | Request::SearchBinaryOdd(_)
            | Request::EraseBinary(_)
            | Request::EraseBinaryOdd(_) => self.binary(request),
            Request::ReadRecord(_)
            | Request::ReadRecordOdd(_)
            | Request::WriteRecord(_)
            | Request::UpdateRecord(_)
            | Request::UpdateRecordOdd(_)
            | Request::AppendRecord(_)
            | Request::SearchRecord(_)
            | Request::EraseRecord(_)
            | Request::EraseAllRecords(_) => self.records(request),
        }
    }

    fn manage_channel(&mut self, command: ManageChannel) -> Outcome {
        const BASIC: usize = 0;
        match command {
            ManageChannel::Open(ne) if ne.exact().is_some_and(|exact| exact != 1) => {
                Err(StatusWord::wrong_le(1))
            }
            ManageChannel::Open(_) => {
                let free = self.channels.iter().position(Option::is_none);
                let number = free.ok_or(StatusWord::FUNCTION_NOT_SUPPORTED)?;
                self.open_channel(number)?;
                Ok((Data::exactly(vec![u8::try_from(number).unwrap_or(0)]), StatusWord::SUCCESS))
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

    /// Opened from the basic channel the current DF of a new one is the MF, from another the
    /// current DF of that.
    fn open_channel(&mut self, number: usize) -> Result<(), Refusal> {
        let df = if self.current == 0 { MF } else { self.channel().df };
        match self.channels.get_mut(number) {
            Some(channel @ None) => *channel = Some(Channel::at(df)),
            Some(_) => return Err(StatusWord::CONDITIONS_NOT_SATISFIED),
            None => return Err(StatusWord::FUNCTION_NOT_SUPPORTED),
        }
        Ok(())
    }

    /// The channel that the command came on. It is open: it was looked at before.
    fn channel(&mut self) -> &mut Channel {
        self.channels[self.current].get_or_insert(Channel::at(MF))
    }

    /// Revokes security statuses on every channel, and what the session has carried.
    fn revoke_everywhere(&mut self, revoked: impl Fn(Id) -> bool) {
        self.session_key = self.session_key.filter(|id| !revoked(*id));
        self.each_channel(|channel| channel.security_status.retain(|id| !revoked(*id)));
    }

    fn each_channel(&mut self, change: impl Fn(&mut Channel)) {
        self.channels.iter_mut().flatten().for_each(change);
    }
}

/// Nothing to be answered but that it is done.
fn done() -> Outcome {
    answered(Vec::new())
}

/// These bytes, and that it is done.
fn answered(data: Vec<u8>) -> Outcome {
    Ok((Data::exactly(data), StatusWord::SUCCESS))
}

/// A data object.
fn object(tag: impl Into<Tag>, value: &[u8]) -> Vec<u8> {
    let mut out = vec![0; value.len() + HEADER_MAX];
    let mut writer = Writer::new(&mut out);
    writer.tlv(tag, value);
    writer.finish().unwrap_or_default().to_vec()
}
