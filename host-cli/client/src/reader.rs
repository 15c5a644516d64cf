//! Readers: whatever a card is reached through.
//!
//! A card may sit in a PC/SC reader (`pcsc`, a feature), or run inside this process from an image
//! file ([`virtual_card`]). Both are a [`Reader`]; [`trace`] wraps either and writes down what
//! passes.

mod error;
pub mod fault;
pub mod image;
#[cfg(feature = "pcsc")]
pub mod pcsc;
pub mod select;
pub mod trace;
pub mod virtual_card;
#[cfg(feature = "vpcd")]
pub mod vpcd;

use apdu_spec::command::Command;
use apdu_spec::status::StatusWord;

pub use error::ReaderError;

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

/// A card within reach: bytes in, bytes out. It may be handed to another thread.
pub trait Reader: Send {
    /// The name of the reader, or `virtual:PATH`.
    fn name(&self) -> &str;

    /// The answer to reset of the card, 2 to 33 bytes.
    fn atr(&self) -> &[u8];

    /// How APDUs travel.
    fn protocol(&self) -> Protocol;

    /// Is the card still there, as far as was seen? One that was taken out says nothing any more,
    /// and neither does one that was put in since: [`Reader::reset`] begins anew with it, and with
    /// it [`Session::reset`](crate::card::session::Session::reset).
    fn present(&self) -> bool {
        true
    }

    /// Can the card write nothing, because the file that it is in cannot be written? It takes no
    /// PIN then: what cannot be spent is not given.
    fn read_only(&self) -> bool {
        false
    }

    /// Is every other program kept out of the card, as long as this is held? What is known of the
    /// card's state stays true then. A reader that does not say so is shared.
    fn is_exclusive(&self) -> bool {
        false
    }

    /// Sends one command APDU and gives the response APDU, at least the two status bytes.
    ///
    /// # Errors
    /// When no response came. What the card refuses is a response, not an error.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError>;

    /// Resets the card: everything verified or selected is forgotten. After a removal this is how
    /// the card that is there now is reached; [`Reader::atr`] is then that of this one.
    ///
    /// # Errors
    /// When the card does not answer the reset.
    fn reset(&mut self) -> Result<(), ReaderError>;

    /// The same card with every other program kept out until the value is dropped
    /// ([`Reader::is_exclusive`]).
    ///
    /// # Errors
    /// When another program holds the card.
    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError>;

    /// What stands in the next command, which goes secured, or stood in the last answer, which came
    /// so: for who writes down what passes ([`trace`]). Nothing is sent by it.
    ///
    /// # Errors
    /// When it cannot be written down.
    fn inside(&mut self, _message: Inside<'_>) -> Result<(), ReaderError> {
        Ok(())
    }

    /// Ends the work with the card and makes sure of what was written.
    ///
    /// # Errors
    /// When the image file of a virtual card could not be written to the disk.
    fn close(&mut self) -> Result<(), ReaderError> {
        Ok(())
    }
}

/// What stands in a secured command or answer.
#[derive(Clone, Copy, Debug)]
pub enum Inside<'a> {
    /// The command.
    Command(&'a Command<'a>),
    /// The data field of the answer, and its status word.
    Answer(&'a [u8], StatusWord),
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

            fn is_exclusive(&self) -> bool {
                (**self).is_exclusive()
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

            fn inside(&mut self, message: Inside<'_>) -> Result<(), ReaderError> {
                (**self).inside(message)
            }

            fn close(&mut self) -> Result<(), ReaderError> {
                (**self).close()
            }
        }
    )*};
}

forward!(&mut R, Box<R>);

/// A program that holds a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its process number.
    pub pid: u32,
    /// Its name.
    pub program: String,
}
