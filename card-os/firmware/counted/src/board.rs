//! The emulated board: a flash in memory, random numbers that repeat, the timer of the processor,
//! and semihosting (Arm IHI 0103) to say something and to end.

use core::arch::asm;
use core::convert::Infallible;
use core::fmt;
use core::ptr::{read_volatile, write_volatile};
use core::slice;

use card_os::Platform;
use card_os::crypto::software::Software;
use embedded_storage::nor_flash::{ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash};
use rand_core::{TryCryptoRng, TryRng};

/// Where QEMU loads the image of the flash, and what is played: in the board's 16 MB of PSRAM.
const FLASH: usize = 0x2100_0000;
const RECORDED: usize = 0x2180_0000;
/// As much as the host's card has.
const FLASH_LEN: usize = 64 * 1024;
const RECORDED_LEN: usize = 1024 * 1024;

/// SysTick: control, reload value, current value.
const SYSTICK: [usize; 3] = [0xE000_E010, 0xE000_E014, 0xE000_E018];
/// Its counter has 24 bits.
const TICKS: u32 = 0x00FF_FFFF;

/// The initial stack pointer, and where the processor starts and faults.
#[repr(C)]
struct Vectors {
    stack: usize,
    start: extern "C" fn() -> !,
    /// NMI and hard fault; no other is enabled.
    faults: [extern "C" fn() -> !; 2],
}

#[used]
#[unsafe(link_section = ".vectors")]
static VECTORS: Vectors =
    Vectors { stack: 0x2040_0000, start: crate::start, faults: [crate::fault; 2] };

/// The parts of the card.
pub(crate) struct Board;

impl Platform for Board {
    type Flash = Flash;
    type Rng = RandomSource;
    type Crypto = Software;
}

/// What is played.
pub(crate) fn recorded() -> &'static [u8] {
    // SAFETY: memory of the board, of which nothing else is here; nobody writes to it.
    unsafe { slice::from_raw_parts(RECORDED as *const u8, RECORDED_LEN) }
}

/// Pages of 1 KB, as the smallest boards have.
pub(crate) struct Flash;

impl Flash {
    fn cells(&mut self, from: u32, length: usize) -> Result<&mut [u8], NorFlashErrorKind> {
        // SAFETY: memory of the board, of which nothing else is here; there is one card, so no
        // other reference to it while this one is borrowed.
        let all = unsafe { slice::from_raw_parts_mut(FLASH as *mut u8, FLASH_LEN) };
        let cells = all.get_mut(from as usize..).and_then(|rest| rest.get_mut(..length));
        cells.ok_or(NorFlashErrorKind::OutOfBounds)
    }
}

impl ErrorType for Flash {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = 1;

    fn read(&mut self, from: u32, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.copy_from_slice(self.cells(from, bytes.len())?);
        Ok(())
    }

    fn capacity(&self) -> usize {
        FLASH_LEN
    }
}

impl NorFlash for Flash {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = 1024;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), Self::Error> {
        self.cells(from, (to - from) as usize)?.fill(0xFF);
        Ok(())
    }

    fn write(&mut self, from: u32, bytes: &[u8]) -> Result<(), Self::Error> {
        self.cells(from, bytes.len())?.iter_mut().zip(bytes).for_each(|(cell, byte)| *cell &= byte);
        Ok(())
    }
}

/// The random numbers of the host's card (`test_vectors::rng::TestRng`, SplitMix64 from 8).
pub(crate) struct RandomSource(u64);

impl RandomSource {
    pub(crate) const fn new() -> Self {
        Self(8)
    }
}

impl TryRng for RandomSource {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.try_next_u64()? >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Ok(z ^ (z >> 31))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let number = self.try_next_u64()?.to_be_bytes();
            chunk.iter_mut().zip(number).for_each(|(place, byte)| *place = byte);
        }
        Ok(())
    }
}

/// It is none; the card's interface asks for the name.
impl TryCryptoRng for RandomSource {}

/// Counts instructions: under `-icount shift=0` each takes the same time, and SysTick tells how
/// much that was. One tick is some forty instructions.
pub(crate) struct Timer {
    /// Ticks of [`CALIBRATION`] instructions.
    calibration: u32,
}

/// Instructions of a loop that says how long one takes.
const CALIBRATION: u32 = 4_000_000;

impl Timer {
    /// Starts it.
    pub(crate) fn start() -> Self {
        let [control, reload, current] = SYSTICK;
        // SAFETY: registers of the processor. Enabled, by its clock, without an interrupt.
        unsafe {
            write_volatile(reload as *mut u32, TICKS);
            write_volatile(current as *mut u32, 0);
            write_volatile(control as *mut u32, 0b101);
        }
        let loops = || {
            // SAFETY: it counts a register down, two instructions each time.
            unsafe {
                asm!(
                    "2:",
                    "subs {0}, #1",
                    "bne 2b",
                    inout(reg) CALIBRATION / 2 => _,
                    options(nomem, nostack)
                );
            }
        };
        Self { calibration: ticks(loops).max(1) }
    }

    /// The instructions of this: fewer than 600 million.
    pub(crate) fn count(&self, work: impl FnOnce()) -> u64 {
        u64::from(ticks(work)) * u64::from(CALIBRATION) / u64::from(self.calibration)
    }
}

/// The ticks of this. Never inlined: what is counted stays between the two readings.
#[inline(never)]
fn ticks(work: impl FnOnce()) -> u32 {
    // SAFETY: a register of the processor, which counts down.
    let now = || unsafe { read_volatile(SYSTICK[2] as *const u32) };
    let before = now();
    work();
    before.wrapping_sub(now()) & TICKS
}

/// Asks the emulator for an operation.
fn semihosting(operation: u32, argument: u32) {
    // SAFETY: the emulator answers in the first register; of memory it reads at most what the
    // argument points at.
    unsafe {
        asm!("bkpt 0xAB", inout("r0") operation => _, in("r1") argument, options(nostack));
    }
}

/// The standard error stream of the emulator.
pub(crate) struct Output;

impl fmt::Write for Output {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            // SYS_WRITEC.
            semihosting(0x03, (&raw const byte).addr() as u32);
        }
        Ok(())
    }
}

/// Ends the emulator, with success or not.
pub(crate) fn exit(is_done: bool) -> ! {
    // SYS_EXIT: ADP_Stopped_ApplicationExit, or ADP_Stopped_RunTimeErrorUnknown.
    semihosting(0x18, if is_done { 0x2_0026 } else { 0x2_0023 });
    loop {}
}
