//! A card on an emulated board (QEMU's mps2-an386) that is sent what a host's card was sent
//! (`card-os/examples/secured.rs`): it has the same flash, identity and random numbers, so it must
//! answer the same, and says how many instructions each command took (`cargo xtask bench
//! cortex-m0`).

#![no_std]
#![no_main]

mod board;
mod exchanges;

use core::fmt::Write as _;
use core::hint::black_box;
use core::panic::PanicInfo;

use card_os::crypto::software::Software;
use card_os::{Card, Identity, SmallCard};
use p256::{ProjectivePoint, Scalar};

use crate::board::{Board, Flash, Output, RandomSource, Timer};
use crate::exchanges::Reader;

/// Who the host's card is (`card_os_testing::card::IDENTITY`).
const IDENTITY: Identity = Identity { serial: *b"TEST00000000001" };

/// Static memory, initialised at compile time: nothing of it passes over the stack.
struct Memory {
    card: SmallCard<Board>,
    command: [u8; 1100],
    reply: [u8; 1100],
}

static mut MEMORY: Memory = Memory {
    card: Card::new(Flash, RandomSource::new(), Software),
    command: [0; 1100],
    reply: [0; 1100],
};

/// Plays everything that was recorded. `None` when the card answers anything else.
fn play(memory: &mut Memory, mut recorded: Reader, timer: &Timer) -> Option<()> {
    let Memory { card, command, reply } = memory;
    card.mount(IDENTITY).ok()?;
    while let Some(scene) = recorded.scene() {
        let mut instructions = 0;
        for _ in 0..scene.exchanges {
            let sent = recorded.bytes()?;
            let expected = recorded.bytes()?;
            let command = command.get_mut(..sent.len())?;
            command.copy_from_slice(sent);
            let mut length = 0;
            instructions += timer.count(|| length = card.transmit(command, reply));
            if reply.get(..length)? != expected {
                let _ =
                    writeln!(Output, "{}: another answer than the host's card gives", scene.name);
                return None;
            }
        }
        if !scene.name.is_empty() {
            report(instructions / u64::from(scene.exchanges), scene.name);
        }
    }
    Some(())
}

/// What PACE cannot do without: five multiplications, of points and by numbers that nobody
/// foresees.
fn multiply(timer: &Timer) {
    let mut point = ProjectivePoint::GENERATOR + ProjectivePoint::GENERATOR;
    let number = black_box(Scalar::from(3_u64)).invert().unwrap_or(Scalar::ONE);
    let instructions = timer.count(|| {
        for _ in 0..5 {
            point = black_box(point) * number;
        }
    });
    if black_box(point) != ProjectivePoint::IDENTITY {
        report(instructions, "five multiplications of a point, by p256 alone");
    }
}

fn report(instructions: u64, name: &str) {
    let _ = writeln!(Output, "{instructions} instructions, {name}");
}

/// Where the processor starts.
pub extern "C" fn start() -> ! {
    let timer = Timer::start();
    // SAFETY: this is the only place that names it, and it is run once.
    let memory = unsafe { &mut *&raw mut MEMORY };
    let done = play(memory, Reader::new(board::recorded()), &timer);
    multiply(&timer);
    board::exit(done.is_some())
}

/// What a fault of the processor ends in.
pub extern "C" fn fault() -> ! {
    let _ = writeln!(Output, "the processor faults");
    board::exit(false)
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let _ = writeln!(Output, "{info}");
    board::exit(false)
}
