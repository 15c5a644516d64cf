//! How the card answers a command APDU: in the clear, or inside a session of secure messaging.
//!
//! The order of checks for every command: class, channel and secure messaging, chaining,
//! instruction, P1-P2, lengths, life cycle of the card; then the handler of its family (object,
//! kind, life cycle, access rule, inside the object, conditions, content). The handler's `Ok` is
//! committed here, its `Err` rolled back here.

use apdu_spec::class::{Class, SecureMessaging};
use apdu_spec::command::Command;
use apdu_spec::instruction::{Chaining, Instruction, Row};
use apdu_spec::request::{GeneralAuthenticate, Reference, Request};
use apdu_spec::secure_messaging::{ANSWER_DATA_MAX, ANSWER_OVERHEAD};
use apdu_spec::status::StatusWord;
use zeroize::Zeroize;

use super::{Card, State};
use crate::admission::admit;
use crate::challenge::Challenge;
use crate::channels::Channels;
use crate::commands;
use crate::context::Context;
use crate::envelope::UnwrappedCommand;
use crate::objects::status;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::secure_messaging::{Opener, Protection};

/// The result of a command: the length of its response data field, its status word, and the most
/// bytes that the response may have now (Ne).
struct CommandResult {
    len: usize,
    status: StatusWord,
    ne: usize,
}

impl<P: Platform, const BUFFER: usize, const FILES: usize, const ENTRIES: usize>
    Card<P, BUFFER, FILES, ENTRIES>
{
    /// Length of the response data field in `reply`, and the status word. What is refused in the
    /// clear ends the session, if one is open.
    pub(super) fn answer(
        &mut self,
        command: &mut [u8],
        reply: &mut [u8],
        room: usize,
    ) -> (usize, StatusWord) {
        let answered = match self.admit_class(command) {
            Ok(class) if class.secure_messaging == SecureMessaging::None => {
                self.answer_plain(class, command, reply, room)
            }
            Ok(_) => self.answer_secured(command, reply, room),
            Err(status) => Err(status),
        };
        self.begin_session(answered.is_ok());
        answered.unwrap_or_else(|status| {
            self.end_session();
            self.refuse();
            (0, status)
        })
    }

    /// Class, channel and secure messaging: the first of the checks. While a session is open, what
    /// is not secured by it is refused and ends it, but for the rest of an answer, which was
    /// secured as a whole.
    fn admit_class(&mut self, command: &[u8]) -> Result<Class, StatusWord> {
        let [cla, ins, ..] = *command else { return Err(StatusWord::WRONG_LENGTH) };
        let class = Class::parse(cla)?;
        self.channels.set_current(class.channel).ok_or(StatusWord::CHANNEL_NOT_SUPPORTED)?;
        match class.secure_messaging {
            SecureMessaging::None if self.session.is_open() && !self.fetches_rest(class, ins) => {
                Err(StatusWord::SM_DATA_OBJECTS_MISSING)
            }
            SecureMessaging::None => Ok(class),
            SecureMessaging::IsoHeaderAuthenticated if self.session.is_open() => Ok(class),
            _ => Err(StatusWord::SECURE_MESSAGING_NOT_SUPPORTED),
        }
    }

    /// Is it GET RESPONSE for the rest of an answer of its channel?
    fn fetches_rest(&self, class: Class, ins: u8) -> bool {
        let get_response = Instruction::GetResponse.row();
        (class.family, ins) == (get_response.family, get_response.ins)
            && !class.chained
            && self.exchange.has_answer(class.channel)
    }

    fn answer_plain(
        &mut self,
        class: Class,
        bytes: &[u8],
        reply: &mut [u8],
        room: usize,
    ) -> Result<(usize, StatusWord), StatusWord> {
        let row = self.admit(class, bytes, Protection::default())?;
        let command = Command::parse(bytes)?;
        let (channel, challenge) = (command.class.channel, self.channels.take_challenge());
        if self.fetches_rest(class, command.ins) && Request::parse(&command).is_ok() {
            // The rest of the answer that gave it out.
            self.channels.current().challenge = challenge;
            let out = reply.get_mut(..room).unwrap_or_default();
            let next = self.exchange.next(command.ne().min(room), out);
            return next.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        let out = reply.get_mut(..room).unwrap_or_default();
        let run = self.run(row, &command, Protection::default(), challenge, out)?;
        self.deliver(channel, run.ne, reply, run.len, run.status)
    }

    /// A command inside a session. Errors of its secure messaging data objects are answered in the
    /// clear and end the session; every other response is secured.
    fn answer_secured(
        &mut self,
        bytes: &mut [u8],
        reply: &mut [u8],
        room: usize,
    ) -> Result<(usize, StatusWord), StatusWord> {
        // Without room for an answer nothing is run.
        let inside = room.checked_sub(ANSWER_OVERHEAD).ok_or(StatusWord::NOT_ENOUGH_MEMORY)?;
        let outer = Command::parse(bytes)?;
        let (range, ne) = (outer.data_range(), outer.ne());
        let outer = outer.without_data();
        let field = bytes.get_mut(range).unwrap_or_default();
        let (command, protection) = self.session.open_command(&mut self.crypto, &outer, field)?;
        let out = reply.get_mut(..inside.min(ANSWER_DATA_MAX)).unwrap_or_default();
        let (len, status) = match self.run_inside(&command, protection, out) {
            Ok(run) => (run.len, run.status),
            Err(status) => {
                self.refuse();
                (0, status)
            }
        };
        let out = reply.get_mut(..room).unwrap_or_default();
        let secured = self.session.secure_answer(&mut self.crypto, outer.ins, out, len, status);
        if secured.is_err() {
            out.zeroize();
        }
        self.deliver(outer.class.channel, ne, reply, secured?, status)
    }

    fn run_inside(
        &mut self,
        command: &Command<'_>,
        protection: Protection,
        out: &mut [u8],
    ) -> Result<CommandResult, StatusWord> {
        let header = [0, command.ins, command.p1, command.p2];
        let row = self.admit(command.class, &header, protection)?;
        let challenge = self.channels.take_challenge();
        self.run(row, command, protection, challenge, out)
    }

    /// Instruction and P1-P2: the checks after the first, before any length.
    fn admit(
        &mut self,
        class: Class,
        command: &[u8],
        protection: Protection,
    ) -> Result<&'static Row, StatusWord> {
        if let [_, ins, p1, p2, ..] = *command {
            self.exchange.check(class, [ins, p1, p2])?;
        }
        admit(class, command, protection)
    }

    /// Runs an admitted command: its response data field is in `out`.
    fn run(
        &mut self,
        row: &Row,
        command: &Command<'_>,
        protection: Protection,
        challenge: Option<Challenge>,
        out: &mut [u8],
    ) -> Result<CommandResult, StatusWord> {
        if command.class.chained && row.chaining == Chaining::Concatenated {
            self.pace.forget();
            self.exchange.collect(command, protection)?;
            return Ok(CommandResult { len: 0, status: StatusWord::SUCCESS, ne: 0 });
        }
        let (data, protection) = self.exchange.complete(command, protection)?;
        let unwrapped = UnwrappedCommand::of(Command { data, ..*command }, protection)?;
        let mut answer = Reply::new(out);
        // What a command changes in RAM must not outlive a commit that fails.
        let mut before = self.channels.clone();
        let outcome = Request::parse(&unwrapped.command).and_then(|request| {
            if !is_pace_step(&request) || !self.pace.is_under_way(command.class.channel) {
                self.pace.forget();
            }
            let mut context = Context {
                store: &mut self.store,
                tree: &mut self.tree,
                channels: &mut self.channels,
                rng: &mut self.rng,
                crypto: &mut self.crypto,
                serial: &self.identity.serial,
                challenge,
                session: &mut self.session,
                pace: &mut self.pace,
                protection,
                damaged: self.state != State::InService,
            };
            commands::dispatch(&mut context, request, &mut answer)?;
            unwrapped.wrap(&mut answer)
        });
        let run = CommandResult { len: answer.len(), status: answer.status(), ne: unwrapped.ne };
        self.exchange.clear();
        let settled = self.commit_or_roll_back(outcome, &mut before);
        if settled.is_err() {
            self.session.drop_prepared();
            // Nothing stays in the buffer of an answer that is not given.
            out.get_mut(..run.len).unwrap_or_default().zeroize();
        }
        settled.map(|()| run)
    }

    /// Drops the challenge, the chain, the rest of an answer and a PACE: a command was refused.
    fn refuse(&mut self) {
        self.channels.take_challenge();
        self.pace.forget();
        self.exchange.clear();
    }

    /// A command was answered: the session that it prepared begins.
    fn begin_session(&mut self, answered: bool) {
        let in_the_clear = !self.session.is_open();
        if !answered {
            self.session.drop_prepared();
        } else if let Some(Opener::Object(key)) = self.session.begin_prepared() {
            self.channels.begin_session(key, in_the_clear);
        }
    }

    /// Ends the session, and revokes every security status.
    fn end_session(&mut self) {
        if self.session.is_open() {
            self.session.close();
            self.channels.revoke_all();
        }
    }

    /// Commits what the command did, or rolls it back.
    fn commit_or_roll_back(
        &mut self,
        outcome: Result<(), StatusWord>,
        before: &mut Channels,
    ) -> Result<(), StatusWord> {
        let settled = match outcome {
            Ok(()) => self.store.commit().map_err(|error| {
                // The selection before the command is restored, and every security status revoked.
                // What was to be written is no part of the next command.
                core::mem::swap(&mut self.channels, before);
                self.channels.revoke_all();
                self.store.abort();
                status(error)
            }),
            Err(refused) => {
                // A short identifier makes its EF the current one when the command is done (ISO/IEC
                // 7816-4:2020, 11.3.2 and 11.4.2), and not before. Nor has a command proved anything
                // that fails behind the comparison.
                self.channels.roll_back(before);
                self.store.abort();
                Err(self.store.seal_spent_try().map_or_else(status, |()| refused))
            }
        };
        let changed = self.tree.take_changed();
        if changed && settled.is_err() {
            self.state = self.load_tree();
        }
        settled
    }

    /// Cuts an answer at Ne; the rest waits for GET RESPONSE.
    fn deliver(
        &mut self,
        channel: u8,
        ne: usize,
        reply: &mut [u8],
        len: usize,
        done: StatusWord,
    ) -> Result<(usize, StatusWord), StatusWord> {
        if len <= ne {
            return Ok((len, done));
        }
        if self.exchange.has_chain() {
            // The answer to a link. Its Le field is under no checksum: who takes it away must not
            // take the links with it, so that the last one would be run alone.
            return Err(StatusWord::WRONG_LENGTH);
        }
        let rest = reply.get_mut(ne..len).unwrap_or_default();
        let kept = self.exchange.keep(channel, rest, done);
        // Nothing of an answer stays in the buffer beyond what is given out.
        rest.zeroize();
        if kept {
            return Ok((ne, StatusWord::more_available(rest.len())));
        }
        reply.get_mut(..len).unwrap_or_default().zeroize();
        Err(StatusWord::NOT_ENOUGH_MEMORY)
    }
}

/// May it be a step of PACE? That names no key.
const fn is_pace_step(request: &Request<'_>) -> bool {
    matches!(
        request,
        Request::GeneralAuthenticate(GeneralAuthenticate { reference: Reference::NotGiven, .. })
    )
}
