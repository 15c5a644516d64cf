//! What a command's handler works with.

use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::request::CHALLENGE_LEN;
use rand_core::CryptoRng;

use crate::channel::Channel;
use crate::crypto::Crypto;
use crate::objects::{NodeId, ObjectStore, Tree};

/// Logical channels of the card, the basic channel included.
pub(crate) const CHANNELS: usize = 4;

/// The logical channels, and the one that the command came on.
#[derive(Debug)]
pub(crate) struct Channels {
    all: [Channel; CHANNELS],
    current: usize,
}

impl Channels {
    pub(crate) const fn new() -> Self {
        Self { all: [const { Channel::new() }; CHANNELS], current: 0 }
    }

    /// The channel that the command came on.
    pub(crate) fn current(&mut self) -> &mut Channel {
        &mut self.all[self.current % CHANNELS]
    }

    /// Makes the channel of a command the current one; `None` when it is not open. (Only the
    /// basic one is, until MANAGE CHANNEL opens others.)
    pub(crate) fn enter(&mut self, channel: u8) -> Option<()> {
        let open = channel == 0;
        self.current = if open { usize::from(channel) } else { 0 };
        open.then_some(())
    }

    /// Forgets that this PIN or key was proved, on every channel.
    pub(crate) fn forget_everywhere(&mut self, node: NodeId) {
        self.all.iter_mut().for_each(|channel| channel.forget(node));
    }
}

/// What a handler works with. It never commits: the card does, when the handler says `Ok`.
pub(crate) struct Context<'a> {
    pub(crate) store: &'a mut dyn ObjectStore,
    pub(crate) tree: &'a mut Tree,
    pub(crate) channels: &'a mut Channels,
    pub(crate) rng: &'a mut dyn CryptoRng,
    pub(crate) crypto: &'a mut dyn Crypto,
    pub(crate) serial: &'a [u8; SERIAL_LEN],
    /// RND.ICC of the GET CHALLENGE directly before this command. It is gone with this command.
    pub(crate) challenge: Option<[u8; CHALLENGE_LEN]>,
    /// The index of files cannot be trusted: the card says who it is, and nothing else.
    pub(crate) lost: bool,
}
