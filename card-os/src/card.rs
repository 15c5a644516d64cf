//! The card: command APDUs in, response APDUs out. Its only interface.

mod answer;
mod error;

use core::fmt;

use apdu_spec::bytes;
use apdu_spec::file::{Kind, MF, RECORD_MAX, RECORDS_MAX};
use apdu_spec::limits::{
    COUNTERS_MAX, Capacity, DATA_OBJECT_MAX, DEPTH_MAX, LARGE, PARAMETERS_MAX, SMALL,
};
use apdu_spec::profile::card::SERIAL_LEN;
use zeroize::Zeroize;

use crate::blank::{InitialParameters, Step};
use crate::channel::Channel;
use crate::channels::Channels;
use crate::context::Context;
use crate::exchange::Exchange;
use crate::objects::{Header, IndexSlot, NodeId, Part, Tree, status};
use crate::pace::Pace;
use crate::platform::{Identity, Platform};
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
    pace: Pace,
    rng: P::Rng,
    crypto: P::Crypto,
    identity: Identity,
    state: State,
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
    /// [`Card::mount`] or [`Card::format`] was called there. So nothing of its size ever passes
    /// over the stack.
    pub const fn new(flash: P::Flash, rng: P::Rng, crypto: P::Crypto) -> Self {
        Self {
            store: Store::new(flash),
            tree: Tree::new(),
            channels: Channels::new(),
            exchange: Exchange::new(),
            session: Session::new(),
            pace: Pace::new(),
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
        self.pace.forget();
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
            pace: &mut self.pace,
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
