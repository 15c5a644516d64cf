//! Readers: whatever a card is reached through.
//!
//! A card may sit in a PC/SC reader ([`pcsc`]), or run inside this process from an image file
//! ([`virtual_card`]). Both are a [`Reader`]; [`trace`] wraps either and writes down what passes.

use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{Message, word};
use crate::msg;

pub mod fault;
pub mod image;
#[cfg(feature = "pcsc")]
pub mod pcsc;
pub mod select;
pub mod trace;
pub mod virtual_card;
#[cfg(feature = "vpcd")]
pub mod vpcd;

/// How APDUs travel to the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// T=0: extended length is not carried.
    T0,
    /// T=1.
    T1,
    /// Calls inside this process.
    Direct,
}

impl Protocol {
    /// The name in texts and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::T0 => "T=0",
            Self::T1 => "T=1",
            Self::Direct => "direct",
        }
    }
}

/// A card within reach: bytes in, bytes out.
pub trait Reader {
    /// The name of the reader, or `virtual:PATH`.
    fn name(&self) -> &str;

    /// The answer to reset of the card, 2 to 33 bytes.
    fn atr(&self) -> &[u8];

    /// How APDUs travel.
    fn protocol(&self) -> Protocol;

    /// Is the card still there? One that was taken out says nothing any more.
    fn present(&self) -> bool {
        true
    }

    /// Can the card write nothing, because the file that it is in cannot be written? It takes no
    /// PIN then: what cannot be spent is not given.
    fn read_only(&self) -> bool {
        false
    }

    /// Sends one command APDU and gives the response APDU, at least the two status bytes.
    ///
    /// # Errors
    /// When no response came. What the card refuses is a response, not an error.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError>;

    /// Resets the card: everything verified or selected is forgotten.
    ///
    /// # Errors
    /// When the card does not answer the reset.
    fn reset(&mut self) -> Result<(), ReaderError>;

    /// The same card with every other program kept out until the value is dropped.
    ///
    /// # Errors
    /// When another program holds the card.
    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError>;

    /// Ends the work with the card and makes sure of what was written.
    ///
    /// # Errors
    /// When the image file of a virtual card could not be written to the disk.
    fn close(&mut self) -> Result<(), ReaderError> {
        Ok(())
    }
}

/// Refuses a card that can write nothing.
///
/// # Errors
/// When the file that it is in can only be read.
pub fn refuse_read_only(reader: &dyn Reader) -> Result<(), ReaderError> {
    if reader.read_only() { Err(ReaderError::ReadOnly(reader.name().to_owned())) } else { Ok(()) }
}

macro_rules! forward {
    ($($type:ty),*) => {$(
        impl<R: Reader + ?Sized> Reader for $type {
            fn name(&self) -> &str {
                (**self).name()
            }

            fn atr(&self) -> &[u8] {
                (**self).atr()
            }

            fn protocol(&self) -> Protocol {
                (**self).protocol()
            }

            fn present(&self) -> bool {
                (**self).present()
            }

            fn read_only(&self) -> bool {
                (**self).read_only()
            }

            fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
                (**self).transmit(command)
            }

            fn reset(&mut self) -> Result<(), ReaderError> {
                (**self).reset()
            }

            fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
                (**self).exclusive()
            }

            fn close(&mut self) -> Result<(), ReaderError> {
                (**self).close()
            }
        }
    )*};
}

forward!(&mut R, Box<R>);

/// Why a reader gave no response.
#[derive(Clone, Debug, PartialEq)]
pub enum ReaderError {
    /// The PC/SC service does not run.
    NoService,
    /// The PC/SC service refuses this user.
    NoRights,
    /// No reader is attached.
    NoReader,
    /// No reader has this in its name; the readers there are.
    NoSuchReader {
        /// What was asked for.
        part: String,
        /// The readers there are.
        readers: Vec<String>,
    },
    /// Several readers could be meant.
    SeveralReaders(Vec<String>),
    /// The reader, when one was named, holds no card.
    NoCard(Option<String>),
    /// The card was taken out, or the reader was.
    CardRemoved(String),
    /// Another program reset the card, so what was selected or verified is gone.
    CardReset(String),
    /// The card does not answer: put in the wrong way round, dirty or broken.
    Mute(String),
    /// Another program holds the card; who, when that is known.
    Held {
        /// The reader or image.
        name: String,
        /// Process number and program name.
        holder: Option<Holder>,
    },
    /// The card had to write, and the file that it is in can only be read.
    ReadOnly(String),
    /// The response has fewer than two bytes.
    NoStatus(String),
    /// Writing the trace failed.
    Trace(Message),
    /// Anything else, in the words of the reader's driver.
    Driver {
        /// The reader or image.
        name: String,
        /// The cause.
        cause: Message,
    },
}

/// A program that holds a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its process number.
    pub pid: u32,
    /// Its name.
    pub program: String,
}

impl ReaderError {
    /// True when waiting can help: a service, reader or card may still come, a holder may leave.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::NoService
                | Self::NoReader
                | Self::NoSuchReader { .. }
                | Self::NoCard(_)
                | Self::CardRemoved(_)
                | Self::Mute(_)
                | Self::Held { .. }
        )
    }

    /// True when the name leads to no card, because no reader has it or the one that has it is
    /// empty: another name may have been meant. Of what no name mends it is false.
    #[must_use]
    pub const fn is_misnamed(&self) -> bool {
        matches!(self, Self::NoSuchReader { .. } | Self::NoCard(Some(_)))
    }
}

impl From<ReaderError> for Error {
    fn from(cause: ReaderError) -> Self {
        let (exit, what, todo) = match cause {
            ReaderError::NoService => {
                (Exit::NoCard, msg!("error-no-service"), msg!("todo-no-service"))
            }
            ReaderError::NoRights => {
                (Exit::NoCard, msg!("error-no-rights"), msg!("todo-no-rights"))
            }
            ReaderError::NoReader => {
                (Exit::NoCard, msg!("error-no-reader"), msg!("todo-no-reader"))
            }
            ReaderError::NoSuchReader { part, readers } => (
                Exit::NoCard,
                msg!("error-no-such-reader", part = part),
                if readers.is_empty() { msg!("todo-no-reader") } else { choose(&readers) },
            ),
            ReaderError::SeveralReaders(readers) => (
                Exit::NoCard,
                msg!("error-several-readers", count = readers.len()),
                choose(&readers),
            ),
            ReaderError::NoCard(None) => {
                (Exit::NoCard, msg!("error-no-card"), msg!("todo-no-card"))
            }
            ReaderError::NoCard(Some(reader)) => {
                (Exit::NoCard, msg!("error-no-card-in", reader = reader), msg!("todo-no-card"))
            }
            ReaderError::CardRemoved(name) => {
                (Exit::NoCard, msg!("error-card-removed", reader = name), msg!("todo-card-removed"))
            }
            ReaderError::CardReset(name) => {
                (Exit::NoCard, msg!("error-card-reset", reader = name), msg!("todo-card-reset"))
            }
            ReaderError::Mute(name) => {
                (Exit::NoCard, msg!("error-mute", reader = name), msg!("todo-mute"))
            }
            ReaderError::Held { name, holder: Some(holder) } => (
                Exit::NoCard,
                msg!(
                    "error-held-by",
                    reader = name,
                    program = holder.program,
                    pid = holder.pid.to_string()
                ),
                msg!("todo-held-by", pid = holder.pid.to_string()),
            ),
            ReaderError::Held { name, holder: None } => {
                (Exit::NoCard, msg!("error-held", reader = name), msg!("todo-held"))
            }
            ReaderError::ReadOnly(name) => {
                (Exit::Failure, msg!("error-read-only", reader = name), msg!("todo-read-only"))
            }
            ReaderError::NoStatus(name) => {
                (Exit::Failure, msg!("error-no-status", reader = name), msg!("todo-mute"))
            }
            ReaderError::Trace(cause) => {
                (Exit::Failure, msg!("error-trace", cause = cause), msg!("todo-file"))
            }
            ReaderError::Driver { name, cause } => (
                Exit::Failure,
                msg!("error-driver", reader = name, cause = cause),
                msg!("todo-driver"),
            ),
        };
        Self::new(exit, what, todo)
    }
}

/// Which flags name the readers there are.
fn choose(readers: &[String]) -> Message {
    msg!("todo-choose-reader", count = readers.len(), flags = flags(readers))
}

/// One line per reader with the flag to copy into a shell, whatever the reader calls itself.
fn flags(readers: &[String]) -> Vec<String> {
    readers.iter().map(|name| format!("--reader {}", word(&format!("pcsc:{name}")))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{Language, Locale};

    #[test]
    fn a_flag_to_copy_runs_nothing_else() {
        let readers = ["A 00".to_owned(), "x'; rm -r ~; '\n".to_owned()];
        let error = Error::from(ReaderError::SeveralReaders(readers.to_vec()));
        let (_, todo) = error.texts(&Locale::new(Language::English));
        let mut lines = todo.lines().skip(1);
        assert_eq!(lines.next(), Some("  --reader 'pcsc:A 00'"));
        assert_eq!(lines.next(), Some(r"  --reader 'pcsc:x'\''; rm -r ~; '\''�'"));
        assert_eq!(lines.next(), None);
    }
}
