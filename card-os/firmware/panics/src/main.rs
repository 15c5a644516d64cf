//! The whole card with the null crypto provider, linked for a processor without an operating
//! system. Nobody runs it: what the linker keeps shows which panicking paths the project's own
//! code has (`cargo xtask test panics`).

#![no_std]
#![no_main]

use core::convert::Infallible;
use core::panic::PanicInfo;
use core::ptr::{read_volatile, write_volatile};

#[cfg(not(feature = "software"))]
use card_os::crypto::null::NullCrypto as Provider;
#[cfg(feature = "software")]
use card_os::crypto::software::Software as Provider;
use card_os::{Card, Identity, Platform, SmallCard};
use embedded_storage::nor_flash::{ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash};
use rand_core::{TryCryptoRng, TryRng};

/// A register that nobody can foresee: the compiler must keep every path.
const PORT: usize = 0x4000_0000;

fn receive() -> u8 {
    // SAFETY: nobody runs this; on a board the port would be a register that may be read.
    unsafe { read_volatile(PORT as *const u8) }
}

fn send(byte: u8) {
    // SAFETY: as in `receive`.
    unsafe { write_volatile(PORT as *mut u8, byte) }
}

struct Board;

impl Platform for Board {
    type Flash = Flash;
    type Rng = RandomSource;
    type Crypto = Provider;
}

struct Flash;

impl ErrorType for Flash {
    type Error = NorFlashErrorKind;
}

fn outcome() -> Result<(), NorFlashErrorKind> {
    if receive() == 0 { Ok(()) } else { Err(NorFlashErrorKind::Other) }
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = 1;

    fn read(&mut self, _: u32, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.iter_mut().for_each(|byte| *byte = receive());
        outcome()
    }

    fn capacity(&self) -> usize {
        64 * 1024
    }
}

impl NorFlash for Flash {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = 1024;

    fn erase(&mut self, _: u32, _: u32) -> Result<(), Self::Error> {
        outcome()
    }

    fn write(&mut self, _: u32, bytes: &[u8]) -> Result<(), Self::Error> {
        bytes.iter().for_each(|byte| send(*byte));
        outcome()
    }
}

struct RandomSource;

impl TryRng for RandomSource {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from(receive()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from(receive()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.iter_mut().for_each(|byte| *byte = receive());
        Ok(())
    }
}

impl TryCryptoRng for RandomSource {}

/// Static memory, initialised at compile time: nothing of it passes over the stack.
struct Memory {
    card: SmallCard<Board>,
    command: [u8; 1100],
    reply: [u8; 1100],
}

static mut MEMORY: Memory =
    Memory { card: Card::new(Flash, RandomSource, Provider), command: [0; 1100], reply: [0; 1100] };

/// Where the processor would start.
#[unsafe(no_mangle)]
pub extern "C" fn _start() -> ! {
    // SAFETY: this is the only place that names it, and it is run once.
    let Memory { card, command, reply } = unsafe { &mut *&raw mut MEMORY };
    let mut identity = Identity { serial: [0; 15] };
    let mut key = [0; 16];
    identity.serial.iter_mut().chain(&mut key).for_each(|byte| *byte = receive());
    let started =
        if receive() == 0 { card.format(identity, &key, &key[..3]) } else { card.mount(identity) };
    if started.is_ok() {
        loop {
            let length = usize::from(receive()) * 4;
            command.iter_mut().for_each(|byte| *byte = receive());
            let sent = card.transmit(command.get_mut(..length).unwrap_or_default(), reply);
            reply.iter().take(sent).for_each(|byte| send(*byte));
            if receive() == 0 {
                card.reset();
            }
        }
    }
    loop {}
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}
