//! What a command's handler works with.

use apdu_spec::profile::card::SERIAL_LEN;
use rand_core::CryptoRng;

use crate::challenge::Challenge;
use crate::channels::Channels;
use crate::crypto::Crypto;
use crate::objects::{ObjectStore, Tree};
use crate::pace::Pace;
use crate::secure_messaging::{Protection, Session};

/// What a handler works with. It never commits: the card does, when the handler returns `Ok`.
pub(crate) struct Context<'a> {
    pub(crate) store: &'a mut dyn ObjectStore,
    pub(crate) tree: &'a mut Tree,
    pub(crate) channels: &'a mut Channels,
    pub(crate) rng: &'a mut dyn CryptoRng,
    pub(crate) crypto: &'a mut dyn Crypto,
    pub(crate) serial: &'a [u8; SERIAL_LEN],
    /// RND.ICC of the GET CHALLENGE directly before this command, valid for this command only.
    pub(crate) challenge: Option<Challenge>,
    /// The session of secure messaging, for who opens one.
    pub(crate) session: &'a mut Session,
    /// The PACE that is under way.
    pub(crate) pace: &'a mut Pace,
    /// How the command came.
    pub(crate) protection: Protection,
    /// The index of files cannot be trusted: only SELECT of the MF and GET DATA of the serial
    /// number are answered.
    pub(crate) damaged: bool,
}
