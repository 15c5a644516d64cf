//! A card behind a session of secure messaging: each command is secured, each answer opened, and
//! what comes out is what comes in the clear.

use apdu_spec::class::SecureMessaging;
use apdu_spec::command::Command;
use apdu_spec::instruction::{Instruction, Row, SecureMessagingRule};
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY};
use apdu_spec::request::COMMAND_TO_PERFORM;
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;
use test_vectors::scenario::CardConnection;
use test_vectors::terminal::SessionKeys;

use crate::card::{IDENTITY, split};

/// A connection to a card through a session that nothing is authenticated in; it begins with a
/// reset.
#[derive(Debug)]
pub struct SecuredCard<C> {
    /// The connection that secured commands go over.
    pub card: C,
    session: Option<SessionKeys>,
    /// What is left of an answer that is longer than was asked for, and how it ends.
    rest: Option<(u8, Vec<u8>, [u8; 2])>,
    /// A command that cannot be secured was sent since the reset: the session is over.
    pub left: bool,
    /// Commands that went inside sessions.
    pub secured: usize,
}

impl<C: CardConnection> SecuredCard<C> {
    /// Without a session, until the reset.
    pub const fn new(card: C) -> Self {
        Self { card, session: None, rest: None, left: false, secured: 0 }
    }

    /// The command, when it can go inside the session.
    fn secured(command: &[u8]) -> Option<Command<'_>> {
        let command = Command::parse(command).ok()?;
        let opens = Instruction::ExternalAuthenticate.row().ins;
        let is_plain = command.class.secure_messaging == SecureMessaging::None
            && command.class.channel <= 3
            && (command.ins, command.p1) != (opens, 1);
        is_plain.then_some(command)
    }

    fn exchange(&mut self, command: &Command<'_>) -> Result<Vec<u8>, String> {
        let Some(session) = &mut self.session else { return Err("no session".to_owned()) };
        let answer = session.send(&mut self.card, command)?;
        if split(&answer) == (vec![], StatusWord::CHANNEL_NOT_SUPPORTED) {
            // In the clear: it came on a channel that is not open, and ended the session.
            (self.session, self.left) = (None, true);
            return Ok(answer);
        }
        self.secured += 1;
        let answer = session.answer(command.ins, &answer)?;
        let never = (vec![], StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
        let carried = carried(command);
        let runs = carried.as_ref().unwrap_or(command);
        match row(runs).filter(|row| row.secure_messaging == SecureMessagingRule::Never) {
            Some(row) if split(&answer) == never => {
                // What it is answered in the clear where no answer waits for it.
                let form = row.form(runs).map(|_| StatusWord::CONDITIONS_NOT_SATISFIED);
                Ok(form.unwrap_or_else(|status| status).to_bytes().to_vec())
            }
            Some(row) if split(&answer).1.is_success() => {
                Err(format!("{} is run inside a session", row.name))
            }
            _ => Ok(answer),
        }
    }

    /// Gives as much of an answer as was asked for, as the card does it in the clear.
    fn give(&mut self, channel: u8, ne: usize, data: &[u8], end: [u8; 2]) -> Vec<u8> {
        if data.len() <= ne {
            return [data, &end].concat();
        }
        let (part, rest) = data.split_at(ne);
        self.rest = Some((channel, rest.to_vec(), end));
        [part, &StatusWord::more_available(rest.len()).to_bytes()].concat()
    }
}

impl<C: CardConnection> CardConnection for SecuredCard<C> {
    fn transmit(&mut self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        let rest = self.rest.take();
        let inside = Self::secured(bytes).filter(|_| self.session.is_some());
        let Some(command) = inside else {
            self.left |= self.session.take().is_some();
            return self.card.transmit(bytes);
        };
        let get_response = Instruction::GetResponse.row();
        if let Some((channel, data, end)) = rest
            && (command.class.family, command.ins) == (get_response.family, get_response.ins)
            && command.p1_p2() == 0
            && (command.class.channel, command.class.chained) == (channel, false)
            && command.data.is_empty()
            && command.ne() > 0
        {
            return Ok(self.give(channel, command.ne(), &data, end));
        }
        let answer = self.exchange(&command)?;
        let (data, status) = split(&answer);
        // A command that stands in an ENVELOPE says as well how much may come.
        let is_even = command.ins % 2 == 0;
        let carried = carried(&command).filter(|_| is_even);
        let ne = carried.map_or(usize::MAX, |carried| carried.ne()).min(command.ne());
        Ok(self.give(command.class.channel, ne, &data, status.to_bytes()))
    }

    fn reset(&mut self) -> Result<(), String> {
        self.card.reset()?;
        (self.rest, self.left) = (None, false);
        let keys = SessionKeys::open_with(
            &mut self.card,
            ADMINISTRATOR_REFERENCE,
            &TEST_TRANSPORT_KEY,
            &IDENTITY.serial,
        );
        self.session = keys.ok();
        let log_out =
            Command::parse(&[0x00, 0x2E, 0x00, 0x00]).map_err(|status| status.to_string())?;
        if self.session.is_some() && self.exchange(&log_out)? != [0x90, 0x00] {
            return Err("LOG OUT is refused".to_owned());
        }
        Ok(())
    }
}

/// The command that stands in an ENVELOPE, when it is one and whole.
fn carried<'b>(command: &Command<'b>) -> Option<Command<'b>> {
    let inside = match row(command)?.instruction {
        Instruction::Envelope => command.data,
        Instruction::EnvelopeOdd => tlv::find(command.data, COMMAND_TO_PERFORM)?,
        _ => return None,
    };
    Command::parse(inside).ok()
}

fn row(command: &Command<'_>) -> Option<&'static Row> {
    Some(Instruction::find(command.class.family, command.ins).ok()?.row())
}
