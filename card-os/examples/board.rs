//! A card on a board of one's own: a flash, random numbers and cryptographic operations make a
//! `Platform`; command bytes go in, response bytes come out, and a loss of power changes nothing.
//!
//! `cargo run -p card-os --example board` prints:
//!
//! ```text
//! the flash holds no store: the card is made
//! 00CA004500 -> 4A554B4956303030303030303030319000
//! 00A40004023F0000 -> 62...9000
//! 00B0000000 -> 6986
//! power off, power on
//! 00CA004500 -> 4A554B4956303030303030303030319000
//! ```

use std::convert::Infallible;
use std::error::Error;

use card_os::crypto::software::Software;
use card_os::{Card, Identity, MountError, Platform, SmallCard, storage};
use embedded_storage::nor_flash::{ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash};
use rand_core::utils::next_word_via_fill;
use rand_core::{TryCryptoRng, TryRng};

/// Fixed when the chip is made, and different on every chip.
const IDENTITY: Identity = Identity { serial: *b"JUKIV0000000001" };
/// Who knows it gives the blank card its files. A real one is drawn for each card.
const TRANSPORT_KEY: [u8; 16] = [0x4B; 16];

/// What the board gives. `Software` is there for boards without an accelerator; one with an
/// accelerator implements `card_os::crypto::Crypto`.
struct Board;

impl Platform for Board {
    type Flash = Flash;
    type Rng = NoiseSource;
    type Crypto = Software;
}

fn main() -> Result<(), Box<dyn Error>> {
    // On a board the card is a static (`Card::new` is const): it never passes over the stack.
    let mut card: Box<SmallCard<Board>> =
        Box::new(Card::new(Flash::erased(), NoiseSource, Software));
    match card.mount(IDENTITY) {
        // Damaged, it only says who it is: whoever holds it must be told.
        Ok(()) => {
            if let Some(cause) = card.damaged() {
                return Err(cause.into());
            }
        }
        // In the factory, once. Any other error is no reason to erase what somebody may need.
        Err(MountError::Storage(cause @ storage::Error::Foreign)) => {
            println!("{cause}: the card is made");
            card.format(IDENTITY, &TRANSPORT_KEY, &[])?;
        }
        Err(cause) => return Err(cause.into()),
    }
    // What the T=1 block layer receives: GET DATA of the serial number, SELECT of the MF with its
    // file control parameters, READ BINARY where no EF is selected (command not allowed).
    for command in [
        &[0x00, 0xCA, 0x00, 0x45, 0x00][..],
        &[0x00, 0xA4, 0x00, 0x04, 0x02, 0x3F, 0x00, 0x00],
        &[0x00, 0xB0, 0x00, 0x00, 0x00],
    ] {
        answer(&mut card, command);
    }

    println!("power off, power on");
    let flash = card.into_flash();
    let mut card: Box<SmallCard<Board>> = Box::new(Card::new(flash, NoiseSource, Software));
    card.mount(IDENTITY)?;
    answer(&mut card, &[0x00, 0xCA, 0x00, 0x45, 0x00]);
    Ok(())
}

/// One command and its response.
fn answer(card: &mut SmallCard<Board>, command: &[u8]) {
    // The longest answer of a small card and the status word. The card zeroises the command.
    let (mut sent, mut reply) = (command.to_vec(), [0; 1024 + 2]);
    let len = card.transmit(&mut sent, &mut reply);
    println!("{} -> {}", hex::encode_upper(command), hex::encode_upper(&reply[..len]));
}

/// Sixteen pages of 4 KiB. A real one is written by its controller.
struct Flash(Vec<u8>);

impl Flash {
    fn erased() -> Self {
        Self(vec![0xFF; 16 * Self::ERASE_SIZE])
    }

    fn cells(&mut self, from: u32, len: usize) -> Result<&mut [u8], NorFlashErrorKind> {
        let cells = self.0.get_mut(from as usize..).and_then(|rest| rest.get_mut(..len));
        cells.ok_or(NorFlashErrorKind::OutOfBounds)
    }
}

impl ErrorType for Flash {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = 4;

    fn read(&mut self, from: u32, bytes: &mut [u8]) -> Result<(), NorFlashErrorKind> {
        bytes.copy_from_slice(self.cells(from, bytes.len())?);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.0.len()
    }
}

impl NorFlash for Flash {
    /// The card programs each word once between two erases.
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = 4096;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), NorFlashErrorKind> {
        self.cells(from, (to - from) as usize)?.fill(0xFF);
        Ok(())
    }

    fn write(&mut self, from: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        // Programming clears bits, and sets none.
        self.cells(from, bytes.len())?.iter_mut().zip(bytes).for_each(|(cell, byte)| *cell &= byte);
        Ok(())
    }
}

/// The noise source of the chip; here the system's. It cannot fail: a board waits for its own, and
/// stops when its health tests fail.
struct NoiseSource;

impl TryRng for NoiseSource {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        match getrandom::fill(bytes) {
            Ok(()) => Ok(()),
            Err(_) => std::process::abort(),
        }
    }
}

impl TryCryptoRng for NoiseSource {}
