//! A card that misbehaves on purpose: what real life has, and a card on the desk cannot show.
//!
//! | written | what the reader sees |
//! |---|---|
//! | `remove-after=N` | the card is taken out once it has answered N commands |
//! | `remove-after=N:MS` | and put back after MS milliseconds, at least 1000 |
//! | `latency=real` | every command takes as long as on a card of plastic |
//! | `latency=MS` | every command takes MS milliseconds more |
//! | `status=SW@COMMAND` | the first such command is answered SW and not carried out |
//! | `status=SW@COMMAND:N` | the Nth such command is |
//! | `mute` | a card that does not answer to reset |
//! | `slow` | the first commands take ten seconds each, a minute altogether |
//!
//! A command is named by its [`slug`](apdu_spec::instruction::Row::slug): `read-binary`.

use std::str::FromStr;
use std::time::Duration;

use apdu_spec::command::Command;
use apdu_spec::instruction::{Instruction, TABLE};
use apdu_spec::status::StatusWord;

use super::{Inside, Protocol, Reader, ReaderError};

mod error;

pub use error::{FaultError, FaultReason};

/// pcscd sees that a card has gone within half a second, and a client that lost it within another;
/// one that is back sooner may be taken for the one that went.
const SHORTEST_ABSENCE: Duration = Duration::from_secs(1);
/// How long `slow` takes for a command: longer than most programs show patience.
const SLOW: Duration = Duration::from_secs(10);
/// How many commands it takes so long for.
const SLOW_COMMANDS: u32 = 6;

/// One thing that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The card is taken out after so many commands.
    Remove {
        /// After how many, at least 1.
        after: u32,
        /// How long until it is put back, when it is.
        back: Option<Duration>,
    },
    /// Every command takes longer.
    Latency(Latency),
    /// One command is not carried out.
    Status {
        /// What it is answered.
        status: StatusWord,
        /// Which kind of command.
        command: Instruction,
        /// The how manieth of its kind, from 1.
        nth: u32,
    },
    /// No answer to reset.
    Mute,
    /// The first commands take very long.
    Slow,
}

/// How much longer a command takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latency {
    /// As on a card of plastic.
    Real,
    /// So much, whatever it is.
    Fixed(Duration),
}

impl Fault {
    /// How long until a card that was taken out is put back, when it is.
    #[must_use]
    pub const fn back(&self) -> Option<Duration> {
        match self {
            Self::Remove { back, .. } => *back,
            _ => None,
        }
    }
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        read(text).map_err(|reason| FaultError { fault: text.to_owned(), reason })
    }
}

fn read(text: &str) -> Result<Fault, FaultReason> {
    match text.split_once('=') {
        None if text == "mute" => Ok(Fault::Mute),
        None if text == "slow" => Ok(Fault::Slow),
        Some(("remove-after", value)) => removal(value),
        Some(("latency", "real")) => Ok(Fault::Latency(Latency::Real)),
        Some(("latency", value)) => Ok(Fault::Latency(Latency::Fixed(milliseconds(value)?))),
        Some(("status", value)) => status(value),
        _ => Err(FaultReason::Unknown),
    }
}

fn removal(value: &str) -> Result<Fault, FaultReason> {
    let (after, back) = match value.split_once(':') {
        Some((after, back)) => (after, Some(milliseconds(back)?)),
        None => (value, None),
    };
    let after = count(after)?;
    match back {
        Some(back) if back < SHORTEST_ABSENCE => Err(FaultReason::BackTooSoon),
        back => Ok(Fault::Remove { after, back }),
    }
}

fn status(value: &str) -> Result<Fault, FaultReason> {
    let (word, command) = value.split_once('@').ok_or(FaultReason::WithoutCommand)?;
    let (command, nth) = match command.split_once(':') {
        Some((command, nth)) => (command, count(nth)?),
        None => (command, 1),
    };
    // SW1 is 6X or 9X, and 60 asks for patience (ISO/IEC 7816-3:2006, 10.3.3).
    let status = StatusWord::by_name(word)
        .filter(|status| matches!(status.to_bytes()[0], 0x61..=0x6F | 0x90..=0x9F))
        .ok_or_else(|| FaultReason::Status(word.to_owned()))?;
    let row = TABLE.iter().find(|row| row.slug().to_string() == command);
    let row = row.ok_or_else(|| FaultReason::Command(command.to_owned()))?;
    Ok(Fault::Status { status, command: row.instruction, nth })
}

fn count(text: &str) -> Result<u32, FaultReason> {
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| FaultReason::Count(text.to_owned()))
}

/// Up to an hour.
fn milliseconds(text: &str) -> Result<Duration, FaultReason> {
    text.parse()
        .ok()
        .filter(|count| *count <= 3_600_000)
        .map(Duration::from_millis)
        .ok_or_else(|| FaultReason::Milliseconds(text.to_owned()))
}

/// A card with faults.
pub struct FaultyReader<R> {
    card: R,
    faults: Vec<Progress>,
    /// The fault that took the card out, while it is away.
    removed: Option<Fault>,
    pause: Box<dyn Fn(Duration) + Send>,
}

/// A fault, and how many commands it has counted.
#[derive(Debug)]
struct Progress {
    fault: Fault,
    counted: u32,
}

impl<R: Reader> FaultyReader<R> {
    /// Puts faults around a card; `pause` waits.
    pub fn new(card: R, faults: &[Fault], pause: impl Fn(Duration) + Send + 'static) -> Self {
        let faults = faults.iter().map(|fault| Progress { fault: *fault, counted: 0 }).collect();
        Self { card, faults, removed: None, pause: Box::new(pause) }
    }

    fn is_mute(&self) -> bool {
        self.faults.iter().any(|progress| progress.fault == Fault::Mute)
    }

    /// What a command is answered instead of being carried out.
    fn refusal(&mut self, command: &[u8]) -> Option<StatusWord> {
        let kind = kind(command);
        let mut refusal = None;
        for progress in &mut self.faults {
            if let Fault::Status { status, command, nth } = progress.fault
                && Some(command) == kind
            {
                progress.counted = progress.counted.saturating_add(1);
                if progress.counted == nth {
                    refusal = refusal.or(Some(status));
                }
            }
        }
        refusal
    }

    /// How much longer a command takes than in this process.
    fn delay(&mut self, command: &[u8], answer: &[u8]) -> Duration {
        let mut delay = Duration::ZERO;
        for progress in &mut self.faults {
            delay += match progress.fault {
                Fault::Latency(Latency::Fixed(time)) => time,
                Fault::Latency(Latency::Real) => real(command, answer),
                Fault::Slow if progress.counted < SLOW_COMMANDS => {
                    progress.counted += 1;
                    SLOW
                }
                _ => Duration::ZERO,
            };
        }
        delay
    }

    /// What takes the card out now that one more command is answered: the first of those that do.
    fn removal(&mut self) -> Option<Fault> {
        let mut removal = None;
        for progress in &mut self.faults {
            if let Fault::Remove { after, .. } = progress.fault {
                progress.counted = progress.counted.saturating_add(1);
                if progress.counted == after {
                    removal = removal.or(Some(progress.fault));
                }
            }
        }
        removal
    }
}

/// Which command of the table it is.
fn kind(command: &[u8]) -> Option<Instruction> {
    let command = Command::parse(command).ok()?;
    Instruction::find(command.class.family, command.ins).ok()
}

/// What a card of plastic takes. Making a signature: the middle of what was measured on cards
/// (P-256 24-60 ms, RSA-2048 60-220 ms). Everything else: a fixed time to look and decide, and the
/// bytes over the air at 106 kbit/s.
fn real(command: &[u8], answer: &[u8]) -> Duration {
    const DECIDE: Duration = Duration::from_millis(5);
    const BYTE: Duration = Duration::from_micros(85);
    const P256: Duration = Duration::from_millis(42);
    const RSA_2048: Duration = Duration::from_millis(140);
    const PERFORM_SECURITY_OPERATION: u8 = 0x2A;
    const INTERNAL_AUTHENTICATE: u8 = 0x88;
    let bytes = u32::try_from(command.len() + answer.len()).unwrap_or(u32::MAX);
    let signs =
        matches!(command.get(1), Some(&(PERFORM_SECURITY_OPERATION | INTERNAL_AUTHENTICATE)));
    let work = match answer.len() {
        _ if !signs => Duration::ZERO,
        ..=2 => Duration::ZERO,
        // A signature is as long as the modulus.
        256.. => RSA_2048,
        _ => P256,
    };
    DECIDE + BYTE.saturating_mul(bytes) + work
}

impl<R: Reader> Reader for FaultyReader<R> {
    fn name(&self) -> &str {
        self.card.name()
    }

    /// Empty when the card is mute.
    fn atr(&self) -> &[u8] {
        if self.is_mute() { &[] } else { self.card.atr() }
    }

    fn protocol(&self) -> Protocol {
        self.card.protocol()
    }

    fn present(&self) -> bool {
        self.removed.is_none()
    }

    fn read_only(&self) -> bool {
        self.card.read_only()
    }

    fn inside(&mut self, message: Inside<'_>) -> Result<(), ReaderError> {
        self.card.inside(message)
    }

    fn is_exclusive(&self) -> bool {
        self.card.is_exclusive()
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        if self.is_mute() {
            return Err(ReaderError::Mute(self.name().to_owned()));
        }
        if self.removed.is_some() {
            return Err(ReaderError::CardRemoved(self.name().to_owned()));
        }
        let answer = match self.refusal(command) {
            Some(status) => status.to_bytes().to_vec(),
            None => self.card.transmit(command)?,
        };
        let delay = self.delay(command, &answer);
        if delay > Duration::ZERO {
            (self.pause)(delay);
        }
        self.removed = self.removal();
        Ok(answer)
    }

    /// The card is powered again: one that was taken out for a while is waited for.
    fn reset(&mut self) -> Result<(), ReaderError> {
        if let Some(removal) = self.removed {
            let Some(back) = removal.back() else {
                return Err(ReaderError::CardRemoved(self.name().to_owned()));
            };
            (self.pause)(back);
            self.removed = None;
        }
        self.card.reset()
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }

    fn close(&mut self) -> Result<(), ReaderError> {
        self.card.close()
    }
}

impl<R> std::fmt::Debug for FaultyReader<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FaultyReader").field("faults", &self.faults).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
