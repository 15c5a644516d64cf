//! The conversation: what a command comes in, what is expected of the answer, and the rest of an
//! answer that GET RESPONSE fetches.

use apdu_spec::class::{Class, SecureMessaging};
use apdu_spec::command::Command;
use apdu_spec::instruction::{Form, Instruction, Row};
use apdu_spec::limits::CHANNELS;
use apdu_spec::request::{ANSWER_DATA, COMMAND_TO_PERFORM, Request};
use apdu_spec::secure_messaging::SecuredCommand;
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Tag};

use super::files::Id;
use super::{Channel, Model, Refusal, object};
use crate::mock_keys;

/// What the model expects of an answer's data field: bytes, of which the card alone knows some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data {
    before: Vec<u8>,
    made: Option<(usize, CardValue)>,
    after: Vec<u8>,
}

/// What the card alone knows before it has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CardValue {
    /// Any bytes.
    Random,
    /// Any bytes; the next command may authenticate with them.
    Challenge,
    /// The public key of this new key pair.
    PublicKey(Id),
    /// A PSS signature of a hash code by this public key: its salt is random.
    Pss { public: Vec<u8>, hash: [u8; mock_keys::HASH_LEN] },
}

impl Data {
    /// These bytes.
    pub(super) const fn exactly(bytes: Vec<u8>) -> Self {
        Self { before: bytes, made: None, after: Vec::new() }
    }

    /// So many bytes that only the card knows, between others.
    pub(super) const fn made(
        before: Vec<u8>,
        count: usize,
        made: CardValue,
        after: Vec<u8>,
    ) -> Self {
        Self { before, made: Some((count, made)), after }
    }

    fn len(&self) -> usize {
        self.before.len() + self.made.as_ref().map_or(0, |(count, _)| *count) + self.after.len()
    }

    /// The same as the value of a data object.
    fn wrapped(self, tag: u8) -> Self {
        let mut header = object(tag, &vec![0; self.len()]);
        header.truncate(header.len() - self.len());
        Self { before: [header, self.before].concat(), ..self }
    }

    /// Of the bytes that have come, those that only the card knew: when all of them are there.
    fn of_the_card<'a>(&self, came: &'a [u8]) -> Option<(&CardValue, &'a [u8])> {
        let (count, made) = self.made.as_ref()?;
        Some((made, came.get(self.before.len()..self.before.len() + count)?))
    }
}

/// What is expected: the whole answer, and how much of it may come now.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    data: Data,
    /// The status word after the last byte.
    status: StatusWord,
    /// The most bytes now.
    ne: usize,
    /// What has come before.
    came: Vec<u8>,
}

/// The rest of an answer, and the channel that it waits on.
pub(super) type Rest = (usize, Reply);

/// Whether an answer was as expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was.
    Same,
    /// The card had no room (`6A84`), of which the model knows nothing. It has changed nothing.
    NoRoom,
}

impl Model {
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
        let reply = self.answer(command)?;
        self.hear(reply, data, status)?;
        Ok(Verdict::Same)
    }

    /// Must the rest of the last answer be fetched, because the model has to know it? It holds a
    /// public key.
    #[must_use]
    pub fn must_hear(&self) -> bool {
        let rest = self.rest.as_ref().map(|(_, reply)| reply);
        rest.is_some_and(|r| matches!(r.data.made, Some((_, CardValue::PublicKey(_)))))
    }

    /// Row and form of the last command, and then of what it carried as an ENVELOPE: as far as its
    /// parameters and lengths were right.
    #[must_use]
    pub fn taken(&self) -> &[(&'static Row, &'static Form)] {
        &self.taken
    }

    /// Compares what has come, and takes from it what the card alone knew.
    fn hear(&mut self, mut reply: Reply, data: &[u8], status: StatusWord) -> Result<(), String> {
        let there = reply.data.len() - reply.came.len();
        let rest = there - there.min(reply.ne);
        let expected = if rest == 0 { reply.status } else { StatusWord::more_available(rest) };
        reply.came.extend(data);
        let Data { before, after, .. } = &reply.data;
        let after_from = reply.data.len() - after.len();
        let begins = before.iter().zip(&reply.came).all(|(a, b)| a == b);
        let ends = after.iter().zip(reply.came.iter().skip(after_from)).all(|(a, b)| a == b);
        let card = reply.data.of_the_card(&reply.came);
        let admitted = card.is_none_or(|(made, bytes)| self.admits(made, bytes));
        if !begins || !ends || !admitted || data.len() != there - rest || expected != status {
            let left = there - rest;
            return Err(format!(
                "{left} bytes {expected:?} of {reply:02X?} were expected, {data:02X?} {status:?} came"
            ));
        }
        if let Some((_, CardValue::Challenge)) = reply.data.made {
            // One of which not all has come is none that anybody could answer.
            let bytes = card.map_or(Vec::new(), |(_, bytes)| bytes.to_vec());
            self.challenge = Some((self.current, bytes));
        }
        if let Some((CardValue::PublicKey(id), bytes)) = card {
            self.learn_public_key(*id, bytes);
        }
        self.rest = (rest > 0).then_some((self.current, reply));
        Ok(())
    }

    /// The card said that it had no room. Where the model sees no reason, nothing has changed but
    /// the security status.
    fn without_room(&mut self, command: &[u8]) -> Result<Verdict, String> {
        let mut other = self.clone();
        let expected = other.answer(command)?;
        if expected.status == StatusWord::NOT_ENOUGH_MEMORY {
            *self = other;
            return Ok(Verdict::Same);
        }
        if expected.status != StatusWord::SUCCESS {
            return Err(format!("{expected:02X?} was expected, no room came"));
        }
        (self.challenge, self.rest, self.chain) = (None, None, None);
        (self.current, self.taken) = (other.current, other.taken);
        let ran = self.taken.last().map(|(row, _)| row.instruction);
        if !matches!(ran, Some(Instruction::CreateFile | Instruction::DeleteFile)) {
            let before = std::mem::replace(&mut self.channels, other.channels);
            self.restore_selection(&before);
        }
        Ok(Verdict::NoRoom)
    }

    /// Selected is what was selected before: a command that is refused selects nothing.
    fn restore_selection(&mut self, before: &[Option<Channel>; CHANNELS]) {
        for (now, before) in self.channels.iter_mut().zip(before) {
            if let (Some(now), Some(before)) = (now, before) {
                (now.df, now.ef, now.record) = (before.df, before.ef, before.record);
            }
        }
    }

    /// The answer to a command.
    fn answer(&mut self, bytes: &[u8]) -> Result<Reply, String> {
        let (challenge, rest) = (self.challenge.take(), self.rest.take());
        self.taken.clear();
        let owed = rest
            .as_ref()
            .is_some_and(|(_, rest)| matches!(rest.data.made, Some((_, CardValue::PublicKey(_)))));
        let nothing = Data::default();
        let refused = |status| Reply { data: nothing, status, ne: 0, came: Vec::new() };
        let mut went_on = false;
        let mut joined = Vec::new();
        if self.session && !self.is_rest(bytes, rest.as_ref()) {
            self.session = false;
            self.chain = None;
            let status = self.ends_session(bytes);
            self.each_channel(|channel| channel.security_status.clear());
            return Ok(refused(status));
        }
        let reply = match self.admitted(bytes, &mut joined) {
            Err(status) => refused(status),
            // A part of a chain.
            Ok(None) => refused(StatusWord::SUCCESS),
            Ok(Some(ParsedCommand { request: Request::GetResponse(command), .. }))
                if self.taken.len() == 1 =>
            {
                let mine = rest.filter(|(channel, _)| *channel == self.current);
                went_on = mine.is_some();
                match mine {
                    Some((_, reply)) => Reply { ne: command.ne.most(), ..reply },
                    None => refused(StatusWord::CONDITIONS_NOT_SATISFIED),
                }
            }
            Ok(Some(ParsedCommand { request, ne, wraps })) => {
                let mine = challenge.filter(|(on, _)| *on == self.current).map(|(_, bytes)| bytes);
                let before = self.channels.clone();
                match self.dispatch(request, mine) {
                    Err(status) => {
                        self.restore_selection(&before);
                        refused(status)
                    }
                    Ok((data, status)) => {
                        let wraps = wraps && data.len() > 0;
                        let data = if wraps { data.wrapped(ANSWER_DATA) } else { data };
                        Reply { data, status, ne, came: Vec::new() }
                    }
                }
            }
        };
        if owed && !went_on {
            return Err("a public key was not fetched, of which the model must know".into());
        }
        Ok(reply)
    }

    /// Is it GET RESPONSE in the clear for the rest of an answer?
    fn is_rest(&self, bytes: &[u8], rest: Option<&Rest>) -> bool {
        let [cla, ins, ..] = *bytes else { return false };
        let row = Instruction::GetResponse.row();
        rest.is_some_and(|(channel, _)| {
            Class::parse(cla).is_ok_and(|class| {
                (class.family, ins) == (row.family, row.ins)
                    && (usize::from(class.channel), class.chained) == (*channel, false)
                    && class.secure_messaging == SecureMessaging::None
            })
        })
    }

    /// What a command is answered that ends a session: one in the clear, or one that is secured by
    /// no key of it.
    fn ends_session(&mut self, bytes: &[u8]) -> StatusWord {
        let [cla, ins, ..] = *bytes else { return StatusWord::WRONG_LENGTH };
        let class = match Class::parse(cla) {
            Ok(class) => class,
            Err(status) => return status,
        };
        let channel = usize::from(class.channel);
        if self.channels.get(channel).is_none_or(Option::is_none) {
            return StatusWord::CHANNEL_NOT_SUPPORTED;
        }
        self.current = channel;
        match class.secure_messaging {
            SecureMessaging::None => StatusWord::SM_DATA_OBJECTS_MISSING,
            SecureMessaging::IsoHeaderAuthenticated => Command::parse(bytes)
                .and_then(|command| SecuredCommand::parse(ins, command.data))
                .map_or_else(|status| status, |_| StatusWord::SM_DATA_OBJECTS_INCORRECT),
            _ => StatusWord::SECURE_MESSAGING_NOT_SUPPORTED,
        }
    }

    /// The command that is to be run, when class, instruction, parameters and lengths are right;
    /// `None` for a part of a chain.
    fn admitted<'b>(
        &mut self,
        bytes: &'b [u8],
        joined: &'b mut Vec<u8>,
    ) -> Result<Option<ParsedCommand<'b>>, Refusal> {
        let before = self.chain.take();
        let [cla, _, ..] = *bytes else { return Err(StatusWord::WRONG_LENGTH) };
        let class = Class::parse(cla)?;
        let channel = usize::from(class.channel);
        if self.channels.get(channel).is_none_or(Option::is_none) {
            return Err(StatusWord::CHANNEL_NOT_SUPPORTED);
        }
        self.current = channel;
        if class.secure_messaging != SecureMessaging::None {
            return Err(StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
        }
        self.chain = before;
        let chain = self.goes_on(class, bytes)?;
        let (row, command) = parsed(class, bytes)?;
        let Some(command) = self.joined(row, command, bytes, chain, joined)? else {
            return Ok(None);
        };
        let request = self.typed(row, &command)?;
        let (carried, wraps) = match request {
            Request::Envelope(envelope) => (envelope.data, false),
            Request::EnvelopeOdd(envelope) => (to_perform(envelope.data)?, true),
            _ => return Ok(Some(ParsedCommand { request, ne: command.ne(), wraps: false })),
        };
        let [cla, _, ..] = *carried else { return Err(StatusWord::WRONG_LENGTH) };
        let inner = Class::parse(cla)?;
        if inner.channel != class.channel {
            return Err(StatusWord::CHANNEL_NOT_SUPPORTED);
        }
        if inner.secure_messaging != SecureMessaging::None {
            return Err(StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
        }
        if inner.chained {
            return Err(StatusWord::CHAINING_NOT_SUPPORTED);
        }
        let (row, inside) = parsed(inner, carried)?;
        let request = self.typed(row, &inside)?;
        // In a data object the whole answer comes; else it is that of the command sent alone.
        let ne = if wraps { command.ne() } else { command.ne().min(inside.ne()) };
        Ok(Some(ParsedCommand { request, ne, wraps }))
    }

    /// A command by its form: lengths, and what of P1-P2 is reserved.
    fn typed<'b>(
        &mut self,
        row: &'static Row,
        command: &Command<'b>,
    ) -> Result<Request<'b>, Refusal> {
        let request = Request::parse(command)?;
        self.taken.push((row, row.form(command)?));
        Ok(request)
    }

    fn admits(&self, made: &CardValue, bytes: &[u8]) -> bool {
        match made {
            CardValue::Random | CardValue::Challenge => true,
            CardValue::PublicKey(id) => self.is_public_key(*id, bytes),
            CardValue::Pss { public, hash } => super::padding::is_pss(public, hash, bytes),
        }
    }
}

/// A command that is to be run.
struct ParsedCommand<'b> {
    request: Request<'b>,
    /// The most bytes that may come.
    ne: usize,
    /// Its answer goes into a data object.
    wraps: bool,
}

/// A command in the clear by the table: instruction, parameters, Lc and Le fields, in this order.
fn parsed(class: Class, bytes: &[u8]) -> Result<(&'static Row, Command<'_>), Refusal> {
    let row = Instruction::find(class.family, bytes[1])?.row();
    row.secure_messaging.check(false)?;
    if let [_, _, p1, p2, ..] = *bytes {
        row.check_parameters(p1, p2)?;
    }
    Ok((row, Command::parse(bytes)?))
}

/// The command that an ENVELOPE with odd instruction carries.
fn to_perform(data: &[u8]) -> Result<&[u8], Refusal> {
    let mut objects = tlv::Reader::new(data);
    match (objects.next(), objects.next()) {
        (Some(Ok(object)), None) if object.tag == Tag::from(COMMAND_TO_PERFORM) => Ok(object.value),
        _ => Err(StatusWord::INCORRECT_DATA),
    }
}
