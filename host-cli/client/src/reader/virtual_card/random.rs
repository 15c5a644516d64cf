//! Where a virtual card has its random numbers from.

use std::convert::Infallible;

use chacha20::ChaCha20Rng;
use getrandom::SysRng;
use rand_core::{Rng as _, TryCryptoRng, TryRng, UnwrapErr};

use super::StartError;
use crate::reader::image::Image;
use crate::seed::{NumberUse, Seed};

/// The random numbers of a card.
#[derive(Debug)]
pub(super) enum Random {
    System(UnwrapErr<SysRng>),
    Seeded(Box<ChaCha20Rng>),
}

impl Random {
    /// Those of the card in an image that starts now. One whose start cannot be counted, in a file
    /// that can only be read, has the system's, also when it is made from a seed.
    ///
    /// # Errors
    /// When the system gives none.
    pub(super) fn of(image: &mut Image) -> Result<Self, StartError> {
        match image.start() {
            Some((seed, start)) => Ok(Self::seeded(seed, &image.identity().serial, start)),
            None => Self::system(),
        }
    }

    /// Those of the card with this serial number, from one of its starts on.
    pub(super) fn seeded(seed: Seed, serial: &[u8], start: u64) -> Self {
        Self::Seeded(Box::new(seed.numbers(NumberUse::Card { serial, start })))
    }

    /// The system's, asked once: a system that gives some does not stop giving.
    ///
    /// # Errors
    /// When it gives none.
    pub(super) fn system() -> Result<Self, StartError> {
        SysRng.try_next_u32().map_err(|_| StartError::NoRandom)?;
        Ok(Self::System(UnwrapErr(SysRng)))
    }
}

impl TryRng for Random {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(match self {
            Self::System(rng) => rng.next_u32(),
            Self::Seeded(rng) => rng.next_u32(),
        })
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(match self {
            Self::System(rng) => rng.next_u64(),
            Self::Seeded(rng) => rng.next_u64(),
        })
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        match self {
            Self::System(rng) => rng.fill_bytes(bytes),
            Self::Seeded(rng) => rng.fill_bytes(bytes),
        }
        Ok(())
    }
}

impl TryCryptoRng for Random {}
