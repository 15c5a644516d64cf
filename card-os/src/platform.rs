//! What the hardware gives the card.

use apdu_spec::profile::card::SERIAL_LEN;
use embedded_storage::nor_flash::NorFlash;
use rand_core::CryptoRng;

use crate::crypto::Crypto;

/// The three parts a card is made of besides its memory.
pub trait Platform {
    /// The flash for all persistent data: words of 4 bytes, programmed once between erases.
    type Flash: NorFlash;
    /// A cryptographically secure random number generator that cannot fail.
    type Rng: CryptoRng;
    /// Cryptographic operations.
    type Crypto: Crypto;
}

/// The identity of the chip, fixed at production and not in the flash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The serial number, ASCII letters and digits.
    pub serial: [u8; SERIAL_LEN],
}
