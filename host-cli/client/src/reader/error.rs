//! Why a reader gives no response.

use std::error::Error;
use std::fmt;
use std::io;

use super::Holder;

/// Why a reader gave no response.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
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
    Trace(io::Error),
    /// What the card of an image wrote could not be written to the disk, or not be forced to it.
    Disk {
        /// The image, `virtual:PATH`.
        name: String,
        /// The operating system's words.
        cause: io::Error,
    },
    /// Anything else, in the words of the reader's driver.
    Driver {
        /// The reader.
        name: String,
        /// The driver's words.
        cause: Box<dyn Error + Send + Sync>,
    },
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

impl fmt::Display for ReaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoService => f.write_str("the PC/SC service does not run"),
            Self::NoRights => f.write_str("the PC/SC service refuses this user"),
            Self::NoReader => f.write_str("no reader is attached"),
            Self::NoSuchReader { part, readers } => {
                write!(f, "none of {} readers has {part:?} in its name", readers.len())
            }
            Self::SeveralReaders(readers) => write!(f, "{} readers could be meant", readers.len()),
            Self::NoCard(None) => f.write_str("no reader holds a card"),
            Self::NoCard(Some(name)) => write!(f, "no card in {name:?}"),
            Self::CardRemoved(name) => write!(f, "the card in {name:?} was taken out"),
            Self::CardReset(name) => write!(f, "another program reset the card in {name:?}"),
            Self::Mute(name) => write!(f, "the card in {name:?} does not answer"),
            Self::Held { name, holder: Some(holder) } => {
                write!(f, "{:?} (process {}) holds {name:?}", holder.program, holder.pid)
            }
            Self::Held { name, holder: None } => write!(f, "another program holds {name:?}"),
            Self::ReadOnly(name) => write!(f, "the file of {name:?} can only be read"),
            Self::NoStatus(name) => write!(f, "the response of {name:?} has no status word"),
            Self::Trace(_) => f.write_str("the trace cannot be written"),
            Self::Disk { name, .. } => write!(f, "{name:?} cannot be written to the disk"),
            Self::Driver { name, .. } => write!(f, "the driver of {name:?} failed"),
        }
    }
}

impl Error for ReaderError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Trace(cause) | Self::Disk { cause, .. } => Some(cause),
            Self::Driver { cause, .. } => Some(&**cause),
            Self::NoService
            | Self::NoRights
            | Self::NoReader
            | Self::NoSuchReader { .. }
            | Self::SeveralReaders(_)
            | Self::NoCard(_)
            | Self::CardRemoved(_)
            | Self::CardReset(_)
            | Self::Mute(_)
            | Self::Held { .. }
            | Self::ReadOnly(_)
            | Self::NoStatus(_) => None,
        }
    }
}
