//! The conversation: what a command comes in, what is expected of the answer, and the rest of an
//! answer that GET RESPONSE fetches.

use apdu_spec::class::{Class, SecureMessaging};
use apdu_spec::command::Command;
use apdu_spec::instruction::{Form, Instruction, Row};
use apdu_spec::limits::CHANNELS;
use apdu_spec::request::{ANSWER_DATA, COMMAND_TO_PERFORM, Request};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Tag};

use super::reply::{CardValue, Reply, Rest};
use super::session::{OpenedCommand, Protection};
use super::{Channel, Data, Model, Refusal};

const UNHEARD: &str = "a public key was not fetched, of which the model must know";

/// RND.ICC of the last command, and its channel.
type Challenge = (usize, Vec<u8>);

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
            return self.without_room(command, data);
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
        let there = reply.len() - reply.came.len();
        let rest = there - there.min(reply.ne);
        let expected = if rest == 0 { reply.status } else { StatusWord::more_available(rest) };
        reply.came.extend(data);
        let opened = reply.opened(rest == 0);
        let plain = opened.as_deref().unwrap_or_default();
        let Data { before, after, .. } = &reply.data;
        let after_from = reply.data.len() - after.len();
        let begins = before.iter().zip(plain).all(|(a, b)| a == b);
        let ends = after.iter().zip(plain.iter().skip(after_from)).all(|(a, b)| a == b);
        let card = reply.data.of_the_card(plain);
        let admitted = card.is_none_or(|(made, bytes)| self.admits(made, bytes));
        let is_it = opened.is_some() && begins && ends && admitted;
        if !is_it || data.len() != there - rest || expected != status {
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
    fn without_room(&mut self, command: &[u8], data: &[u8]) -> Result<Verdict, String> {
        let mut other = self.clone();
        let expected = other.answer(command)?;
        if expected.status == StatusWord::NOT_ENOUGH_MEMORY {
            other.hear(expected, data, StatusWord::NOT_ENOUGH_MEMORY)?;
            *self = other;
            return Ok(Verdict::Same);
        }
        if expected.status != StatusWord::SUCCESS || expected.without_room() != data {
            return Err(format!("{expected:02X?} was expected, no room and {data:02X?} came"));
        }
        (self.challenge, self.rest, self.chain, self.pace) = (None, None, None, None);
        (self.current, self.taken, self.session) = (other.current, other.taken, other.session);
        let ran = self.taken.last().map(|(row, _)| row.instruction);
        if !matches!(ran, Some(Instruction::CreateFile | Instruction::DeleteFile)) {
            let before = std::mem::replace(&mut self.channels, other.channels);
            self.session_key = other.session_key;
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
        self.protection = Protection::default();
        let owed = rest
            .as_ref()
            .is_some_and(|(_, rest)| matches!(rest.data.made, Some((_, CardValue::PublicKey(_)))));
        let fetches = self.is_rest(bytes, rest.as_ref().map(|(channel, _)| *channel));
        if owed && !fetches {
            return Err(UNHEARD.into());
        }
        if self.is_in_session() && !fetches {
            return Ok(self.answer_secured(bytes, challenge));
        }
        Ok(match self.run(Incoming::InTheClear(bytes), challenge, rest) {
            Ok((reply, _)) => {
                self.begin_prepared();
                reply
            }
            Err(_) if owed => return Err(UNHEARD.into()),
            Err(status) => {
                // What is refused in the clear ends a session.
                self.end_session();
                Reply::refused(status)
            }
        })
    }

    /// The answer to a command while a session is open.
    fn answer_secured(&mut self, bytes: &[u8], challenge: Option<Challenge>) -> Reply {
        let OpenedCommand { header, data, protection, ne, seal } = match self.unwrapped(bytes) {
            Ok(opened) => opened,
            Err(status) => {
                self.pace = None;
                self.end_session();
                return Reply::refused(status);
            }
        };
        self.protection = protection;
        let command = Command { data: &data, ..header };
        let (reply, is_link) = self
            .run(Incoming::Secured(command), challenge, None)
            .unwrap_or_else(|status| (Reply::refused(status), false));
        let reply = Reply { ne, seal: Some(seal), ..reply };
        if is_link && reply.len() > ne {
            // Who takes the Le field away takes no link of a chain away.
            self.end_session();
            return Reply::refused(StatusWord::WRONG_LENGTH);
        }
        self.begin_prepared();
        reply
    }

    /// Runs a command: what it is answered, and whether it is a part of a chain.
    fn run(
        &mut self,
        incoming: Incoming<'_>,
        challenge: Option<Challenge>,
        rest: Option<Rest>,
    ) -> Result<(Reply, bool), Refusal> {
        let mut joined = Vec::new();
        let pace = self.pace.take();
        let Some(command) = self.admitted(incoming, &mut joined)? else {
            return Ok((Reply::new(Data::default(), StatusWord::SUCCESS, 0), true));
        };
        let ParsedCommand { request, ne, wraps } = command;
        if let Request::GetResponse(command) = request
            && self.taken.len() == 1
        {
            let mine = rest.filter(|(channel, _)| *channel == self.current);
            let (_, reply) = mine.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
            self.pace = pace;
            return Ok((Reply { ne: command.ne.most(), ..reply }, false));
        }
        let mine = challenge.filter(|(on, _)| *on == self.current).map(|(_, bytes)| bytes);
        let before = self.channels.clone();
        self.pace = self.goes_on_with(pace, &request);
        let outcome = self.dispatch(request, mine);
        if outcome.is_err() {
            self.prepared = None;
            self.restore_selection(&before);
        }
        let (data, status) = outcome?;
        let data = if wraps && data.len() > 0 { data.wrapped(ANSWER_DATA) } else { data };
        Ok((Reply::new(data, status, ne), false))
    }

    /// The command that is to be run, when class, instruction, parameters and lengths are right;
    /// `None` for a part of a chain.
    fn admitted<'b>(
        &mut self,
        incoming: Incoming<'b>,
        joined: &'b mut Vec<u8>,
    ) -> Result<Option<ParsedCommand<'b>>, Refusal> {
        let before = self.chain.take();
        let class = match incoming {
            Incoming::InTheClear(bytes) => self.admitted_class(bytes)?,
            Incoming::Secured(command) => command.class,
        };
        self.chain = before;
        let chain = match incoming.parameters() {
            Some(parameters) => self.goes_on(class, parameters)?,
            None => None,
        };
        let (row, command) = self.parsed(class, incoming)?;
        let Some(command) = self.joined(row, command, chain, joined)? else {
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
        let (row, inside) = self.parsed(inner, Incoming::InTheClear(carried))?;
        let request = self.typed(row, &inside)?;
        // In a data object the whole answer comes; else it is that of the command sent alone.
        let ne = if wraps { command.ne() } else { command.ne().min(inside.ne()) };
        Ok(Some(ParsedCommand { request, ne, wraps }))
    }

    /// The class of a command in the clear, whose channel becomes the current one.
    fn admitted_class(&mut self, bytes: &[u8]) -> Result<Class, Refusal> {
        let [cla, _, ..] = *bytes else { return Err(StatusWord::WRONG_LENGTH) };
        let class = Class::parse(cla)?;
        self.set_current(class)?;
        match class.secure_messaging {
            SecureMessaging::None => Ok(class),
            _ => Err(StatusWord::SECURE_MESSAGING_NOT_SUPPORTED),
        }
    }

    /// The channel of a command becomes the current one, when it is open.
    pub(super) fn set_current(&mut self, class: Class) -> Result<(), Refusal> {
        let channel = usize::from(class.channel);
        if self.channels.get(channel).is_none_or(Option::is_none) {
            return Err(StatusWord::CHANNEL_NOT_SUPPORTED);
        }
        self.current = channel;
        Ok(())
    }

    /// A command by the table: instruction, whether it may come as it came, parameters, Lc and Le
    /// fields, in this order.
    fn parsed<'b>(
        &self,
        class: Class,
        incoming: Incoming<'b>,
    ) -> Result<(&'static Row, Command<'b>), Refusal> {
        let row = Instruction::find(class.family, incoming.ins())?.row();
        row.secure_messaging.check(self.protection.integrity)?;
        if let Some([_, p1, p2]) = incoming.parameters() {
            row.check_parameters(p1, p2)?;
        }
        let command = match incoming {
            Incoming::InTheClear(bytes) => Command::parse(bytes)?,
            Incoming::Secured(command) => command,
        };
        Ok((row, command))
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

/// A command that has come.
#[derive(Clone, Copy)]
enum Incoming<'b> {
    /// Its bytes.
    InTheClear(&'b [u8]),
    /// What it said inside a session.
    Secured(Command<'b>),
}

impl Incoming<'_> {
    fn ins(&self) -> u8 {
        match self {
            Self::InTheClear(bytes) => bytes[1],
            Self::Secured(command) => command.ins,
        }
    }

    /// INS, P1 and P2.
    fn parameters(&self) -> Option<[u8; 3]> {
        match *self {
            Self::InTheClear(&[_, ins, p1, p2, ..]) => Some([ins, p1, p2]),
            Self::InTheClear(_) => None,
            Self::Secured(command) => Some([command.ins, command.p1, command.p2]),
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

/// The command that an ENVELOPE with odd instruction carries.
fn to_perform(data: &[u8]) -> Result<&[u8], Refusal> {
    let mut objects = tlv::Reader::new(data);
    match (objects.next(), objects.next()) {
        (Some(Ok(object)), None) if object.tag == Tag::from(COMMAND_TO_PERFORM) => Ok(object.value),
        _ => Err(StatusWord::INCORRECT_DATA),
    }
}
