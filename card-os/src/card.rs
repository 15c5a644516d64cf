//! The card: command APDUs in, response APDUs out. Its only interface.
//!
//! The order of checks for every command: class, channel and secure messaging, chaining, instruction,
//! P1-P2, lengths, life cycle of the card; then the handler of its family (object, kind, life cycle,
//! access rule, inside the object, conditions, content). The handler's `Ok` is committed here,
//! its `Err` rolled back here.

mod error;

use core::fmt;

use apdu_spec::bytes;
use apdu_spec::class::{Class, SecureMessaging};
use apdu_spec::command::Command;
use apdu_spec::file::{Kind, MF, RECORD_MAX, RECORDS_MAX};
use apdu_spec::instruction::{Chaining, Instruction, Row};
use apdu_spec::limits::{
    COUNTERS_MAX, Capacity, DATA_OBJECT_MAX, DEPTH_MAX, LARGE, PARAMETERS_MAX, SMALL,
};
use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::request::{CHALLENGE_LEN, Request};
use apdu_spec::secure_messaging::{ANSWER_DATA_MAX, ANSWER_OVERHEAD};
use apdu_spec::status::StatusWord;
use zeroize::Zeroize;

use crate::admission::admit;
use crate::blank::{InitialParameters, Step};
use crate::channel::Channel;
use crate::channels::Channels;
use crate::commands;
use crate::context::Context;
use crate::envelope::UnwrappedCommand;
use crate::exchange::Exchange;
use crate::objects::{Header, IndexSlot, NodeId, Part, Tree, status};
use crate::platform::{Identity, Platform};
use crate::reply::Reply;
use crate::secure_messaging::{Protection, Session};
use crate::storage::{self, Store};

pub use error::MountError;

/// The least that a reply buffer must hold for a card to answer at all: a status word.
pub const REPLY_MIN: usize = 2;

/// A card with the least memory: 1 KiB commands and answers, 64 files, 320 items.
pub type SmallCard<P> = Card<P, { SMALL.buffer }, { SMALL.files }, { SMALL.items }>;

/// A card as hosts run it: 64 KiB commands and answers, 512 files, 4096 items.
pub type LargeCard<P> = Card<P, { LARGE.buffer }, { LARGE.files }, { LARGE.items }>;

/// A card: its storage, its files, its channels, and the state of its transport.
///
/// `BUFFER` is the longest chained command data field and the longest answer beyond Ne, in
/// bytes; `FILES` the most files, the MF included; `ENTRIES` the most items of the storage.
pub struct Card<P: Platform, const BUFFER: usize, const FILES: usize, const ENTRIES: usize> {
    store: Store<P::Flash, ENTRIES>,
    tree: Tree<[IndexSlot; FILES]>,
    channels: Channels,
    exchange: Exchange<BUFFER>,
    session: Session,
    rng: P::Rng,
    crypto: P::Crypto,
    identity: Identity,
    state: State,
}

/// The result of a command: the length of its response data field, its status word, and the most
/// bytes that the response may have now (Ne).
struct CommandResult {
    len: usize,
    status: StatusWord,
    ne: usize,
}

/// The state of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Not started, or the flash holds no card: it does not answer.
    Off,
    /// Every command is answered.
    InService,
    /// Why the index of files cannot be trusted: only SELECT of the MF and GET DATA of the serial
    /// number are answered.
    Damaged(MountError),
}

impl<P: Platform, const BUFFER: usize, const FILES: usize, const ENTRIES: usize> fmt::Debug
    for Card<P, BUFFER, FILES, ENTRIES>
{
    /// Nothing of what the card holds is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Card").finish_non_exhaustive()
    }
}

impl<P: Platform, const BUFFER: usize, const FILES: usize, const ENTRIES: usize>
    Card<P, BUFFER, FILES, ENTRIES>
{
    /// A card without power, to be put where it stays, such as a static: it does not answer until
    /// [`Card::mount`] or [`Card::format`] was called there. So nothing of its size ever passes over
    /// the stack.
    pub const fn new(flash: P::Flash, rng: P::Rng, crypto: P::Crypto) -> Self {
        Self {
            store: Store::new(flash),
            tree: Tree::new(),
            channels: Channels::new(),
            exchange: Exchange::new(),
            session: Session::new(),
            rng,
            crypto,
            identity: Identity { serial: [0; SERIAL_LEN] },
            state: State::Off,
        }
    }

    /// Makes it a blank card: an MF in creation state, with EF.ATR/INFO and the administrator key.
    /// From then on only the authenticated administrator key allows anything, until an application
    /// with other access rules is there. The former content of the flash is erased.
    ///
    /// `pre_issuing` is the pre-issuing data of EF.ATR/INFO (DO `46`), at most 32 bytes;
    /// empty when there is none.
    ///
    /// # Errors
    /// Why the flash cannot hold a card. Then it does not answer.
    #[inline(never)]
    pub fn format(
        &mut self,
        identity: Identity,
        transport_key: &[u8; 16],
        pre_issuing: &[u8],
    ) -> Result<(), MountError> {
        self.power_on(identity);
        self.store.make()?;
        self.create_initial_files(transport_key, pre_issuing)?;
        self.state = State::InService;
        Ok(())
    }

    /// Starts the card in its flash, at first or once more, as after a loss of power. Nothing is
    /// written.
    ///
    /// A store of this format and geometry that cannot be loaded makes a damaged card: it answers
    /// SELECT of the MF with a warning and GET DATA of the serial number, and writes nothing: see
    /// [`Card::damaged`].
    ///
    /// # Errors
    /// Why the flash holds no card of this kind: it is blank or foreign, of a newer format, or of
    /// another geometry. Then the card does not answer.
    #[inline(never)]
    pub fn mount(&mut self, identity: Identity) -> Result<(), MountError> {
        use storage::Error::{Foreign, Geometry, Newer};
        self.power_on(identity);
        self.state = match self.store.load() {
            Ok(()) => self.load_tree(),
            Err(error @ (Foreign | Newer { .. } | Geometry)) => return Err(error.into()),
            Err(error) => State::Damaged(error.into()),
        };
        Ok(())
    }

    /// Why only SELECT of the MF and GET DATA of the serial number are answered, when it is so: its
    /// storage or its files could not be loaded when it started, or not be read again after a write
    /// that failed. A reset ends the last, when the flash reads again.
    #[must_use]
    pub const fn damaged(&self) -> Option<MountError> {
        match self.state {
            State::Damaged(error) => Some(error),
            State::Off | State::InService => None,
        }
    }

    /// Reset or power off and on: all volatile state is cleared.
    #[inline(never)]
    pub fn reset(&mut self) {
        self.clear_volatile_state();
        self.store.abort();
        if let State::Damaged(MountError::Files { .. }) = self.state {
            self.state = self.load_tree();
        }
    }

    /// Gives the flash back.
    pub fn into_flash(self) -> P::Flash {
        self.store.into_flash()
    }

    /// The flash, to look at.
    pub fn flash(&self) -> &P::Flash {
        self.store.flash()
    }

    /// The flash, for other use by its owner (counting, synchronising).
    pub fn flash_mut(&mut self) -> &mut P::Flash {
        self.store.flash_mut()
    }

    /// Answers a command APDU: the response is the first bytes of `reply`, their number is
    /// returned, at least [`REPLY_MIN`]. The command's bytes are zeroised.
    ///
    /// A reply buffer should hold `BUFFER` bytes and a status word: an answer that does not fit
    /// is `6A84`. With fewer than [`REPLY_MIN`] bytes the command is not run and 0 is returned; so
    /// it is when the card was not started.
    #[inline(never)]
    pub fn transmit(&mut self, command: &mut [u8], reply: &mut [u8]) -> usize {
        let room = reply.len().checked_sub(REPLY_MIN).filter(|_| self.state != State::Off);
        let Some(room) = room else {
            command.zeroize();
            return 0;
        };
        let (len, status) = self.answer(command, reply, room);
        command.zeroize();
        let end = len.saturating_add(REPLY_MIN);
        match reply.get_mut(len..end) {
            Some(place) => {
                bytes::copy(place, &status.to_bytes());
                end
            }
            None => 0,
        }
    }

    /// Length of the response data field in `reply`, and the status word. What is refused in the
    /// clear ends the session, if one is open.
    fn answer(&mut self, command: &mut [u8], reply: &mut [u8], room: usize) -> (usize, StatusWord) {
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
    /// is not secured by it is refused and ends it, but for the rest of an answer, which was secured
    /// as a whole.
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
        let row = self.admit(class, bytes)?;
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
        let row = self.admit(command.class, &header)?;
        let challenge = self.channels.take_challenge();
        self.run(row, command, protection, challenge, out)
    }

    /// Instruction and P1-P2: the checks after the first, before any length.
    fn admit(&mut self, class: Class, command: &[u8]) -> Result<&'static Row, StatusWord> {
        if let [_, ins, p1, p2, ..] = *command {
            self.exchange.check(class, [ins, p1, p2])?;
        }
        admit(class, command)
    }

    /// Runs an admitted command: its response data field is in `out`.
    fn run(
        &mut self,
        row: &Row,
        command: &Command<'_>,
        protection: Protection,
        challenge: Option<[u8; CHALLENGE_LEN]>,
        out: &mut [u8],
    ) -> Result<CommandResult, StatusWord> {
        if command.class.chained && row.chaining == Chaining::Concatenated {
            self.exchange.collect(command, protection)?;
            return Ok(CommandResult { len: 0, status: StatusWord::SUCCESS, ne: 0 });
        }
        let (data, protection) = self.exchange.complete(command, protection)?;
        let unwrapped = UnwrappedCommand::of(Command { data, ..*command })?;
        let mut answer = Reply::new(out);
        // What a command changes in RAM must not outlive a commit that fails.
        let mut before = self.channels.clone();
        let outcome = Request::parse(&unwrapped.command).and_then(|request| {
            let mut context = Context {
                store: &mut self.store,
                tree: &mut self.tree,
                channels: &mut self.channels,
                rng: &mut self.rng,
                crypto: &mut self.crypto,
                serial: &self.identity.serial,
                challenge,
                session: &mut self.session,
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

    /// Drops the challenge, the chain and the rest of an answer: a command was refused.
    fn refuse(&mut self) {
        self.channels.take_challenge();
        self.exchange.clear();
    }

    /// A command was answered: the session that it prepared begins.
    fn begin_session(&mut self, answered: bool) {
        if !answered {
            self.session.drop_prepared();
        } else if let Some(key) = self.session.begin_prepared() {
            self.channels.begin_session(key);
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
                // 7816-4:2020, 11.3.2 and 11.4.2), and not before.
                self.channels.restore_selection(before);
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

    /// Resets the card to the state before its flash was read.
    fn power_on(&mut self, identity: Identity) {
        self.state = State::Off;
        self.identity = identity;
        self.clear_volatile_state();
        self.tree.clear();
    }

    /// Clears all volatile state.
    fn clear_volatile_state(&mut self) {
        self.channels.clear();
        self.exchange.clear();
        self.session.close();
    }

    /// The files of a blank card.
    fn create_initial_files(
        &mut self,
        transport_key: &[u8; 16],
        pre_issuing: &[u8],
    ) -> Result<(), MountError> {
        let command = self.store.longest_write().min(BUFFER);
        let capacity = self.capacity();
        let parameters =
            InitialParameters { transport_key, command, answer: BUFFER, capacity, pre_issuing };
        for step in Step::ALL {
            step.run(&mut self.context(), &parameters)
                .and_then(|()| self.store.commit().map_err(status))
                .map_err(|_| MountError::Storage(storage::Error::Full))?;
        }
        Ok(())
    }

    /// What the card holds at most, of this configuration on this flash.
    fn capacity(&self) -> Capacity {
        let most = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        let item = most(self.store.longest_item());
        Capacity {
            files: most(FILES),
            items: most(ENTRIES),
            depth: most(DEPTH_MAX).to_be_bytes()[1],
            counters: COUNTERS_MAX,
            record: item.min(RECORD_MAX),
            records: RECORDS_MAX,
            parameters: item.min(most(PARAMETERS_MAX)),
            data_object: item,
            deleted: most(self.store.most_removals()).min(most(FILES)),
        }
    }

    fn context(&mut self) -> Context<'_> {
        Context {
            store: &mut self.store,
            tree: &mut self.tree,
            channels: &mut self.channels,
            rng: &mut self.rng,
            crypto: &mut self.crypto,
            serial: &self.identity.serial,
            challenge: None,
            session: &mut self.session,
            protection: Protection::default(),
            damaged: self.state != State::InService,
        }
    }

    /// Builds the index of files from the storage; it is empty when that fails.
    #[inline(never)]
    fn load_tree(&mut self) -> State {
        match self.fill_tree() {
            Ok(()) => State::InService,
            Err(error) => {
                self.tree.clear();
                State::Damaged(error)
            }
        }
    }

    fn fill_tree(&mut self) -> Result<(), MountError> {
        self.tree.clear();
        let mut at = 0;
        // The store is borrowed again for each header, so no iterator can be kept: go by position.
        loop {
            let Some(key) = self.store.keys().nth(at) else { break };
            at += 1;
            if key.part != Part::HEADER {
                continue;
            }
            let failed = MountError::Files { object: key.object };
            let id = NodeId::new(key.object);
            let node = Header::empty().read(&mut self.store, id).and_then(Header::node);
            self.tree.insert(id, node.map_err(|_| failed)?).map_err(|_| failed)?;
        }
        let (files, _) = self.tree.usage();
        for at in 0..files {
            let Some(id) = self.tree.nth(at) else { break };
            let failed = MountError::Files { object: id.object() };
            let parent = self.tree.node(id).and_then(|node| self.tree.node(node.parent));
            if parent.is_none_or(|parent| parent.kind != Kind::Df) || self.tree.depth(id).is_none()
            {
                return Err(failed);
            }
        }
        self.tree.take_changed();
        match self.tree.node(NodeId::MF) {
            Some(mf) if mf.fid == MF => Ok(()),
            _ => Err(MountError::Files { object: NodeId::MF.object() }),
        }
    }
}

const _: () = assert!(size_of::<Channel>() <= 96, "a channel is to stay within 96 bytes");

// The limits of the contract are those of the storage.
const _: () =
    assert!(storage::COUNTER_SLOTS == COUNTERS_MAX && storage::ITEM_MAX == DATA_OBJECT_MAX);
