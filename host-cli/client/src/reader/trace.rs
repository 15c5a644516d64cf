//! Writes down what passes between reader and card, decoded by the one table of commands.
//!
//! ```text
//! -- virtual:card.juki 3B8A80018073F701F3544A554B49B4
//! > 00200098 04 ******** # VERIFY verify, P1-P2 0098, Lc 4
//! < 63C2 # TRIES_LEFT
//! ```
//!
//! Of what goes inside a session of secure messaging both are written: what crosses the wire, and
//! below it, shifted, what it says.
//!
//! ```text
//! > 0CB08200 0D 9701008E08... 00 # READ BINARY, P1-P2 8200, Lc 13, Ne 256, secure messaging
//!   > 00B08200 00 # READ BINARY short-identifier, P1-P2 8200, Ne 256
//! < 871101...990290008E08... 9000 # SUCCESS
//!   < 0102 9000 # SUCCESS
//! -- secure messaging ends
//! > 002E0000 # LOG OUT all, P1-P2 0000
//! < 6987 # SM_DATA_OBJECTS_MISSING
//! ```
//!
//! A data field is written only when the table says that it carries no secret. What the table
//! does not know, and what is no APDU at all, shows its header and its length. Of the answers one
//! kind is a secret: what was agreed on with a key of the card.
//!
//! A command that cannot be written down is not sent; but what ends something is done first, and is
//! told to have failed then: a full disk leaves no card verified.

use std::io::Write;

use juki_records::harmless::harmless;
use zeroize::Zeroizing;

use super::{Inside, Protocol, Reader, ReaderError};

mod lines;

use lines::{answer_line, answers_secret, inside_lines, is_get_response, is_log_out, is_secured};
pub use lines::{command_line, is_secret, response_line};

/// What a trace begins with.
pub const OPENING: &[u8] = b"-- ";

/// A reader that writes down what passes through it.
pub struct Trace<R> {
    reader: R,
    lines: Lines,
}

/// Where the lines go, and what the next ones depend on.
struct Lines {
    out: Box<dyn Write + Send>,
    /// An answer that is a secret goes on with GET RESPONSE.
    masked: bool,
    /// What stands in the next command.
    inside: Option<String>,
    /// The answer inside is a secret.
    inside_masked: bool,
    /// The command before stood in a session: one in the clear ends it.
    secured: bool,
}

impl<R: Reader> Trace<R> {
    /// Wraps a reader; `out` gets the lines.
    ///
    /// # Errors
    /// When the first line cannot be written.
    pub fn new(reader: R, out: Box<dyn Write + Send>) -> Result<Self, ReaderError> {
        let mut lines =
            Lines { out, masked: false, inside: None, inside_masked: false, secured: false };
        lines.line(&opening(&reader))?;
        Ok(Self { reader, lines })
    }
}

impl<R> std::fmt::Debug for Trace<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Trace").finish_non_exhaustive()
    }
}

impl<R: Reader> Reader for Trace<R> {
    fn name(&self) -> &str {
        self.reader.name()
    }

    fn atr(&self) -> &[u8] {
        self.reader.atr()
    }

    fn protocol(&self) -> Protocol {
        self.reader.protocol()
    }

    fn present(&self) -> bool {
        self.reader.present()
    }

    fn read_only(&self) -> bool {
        self.reader.read_only()
    }

    fn is_exclusive(&self) -> bool {
        self.reader.is_exclusive()
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.lines.pass(&mut self.reader, command)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.lines.reset(&mut self.reader)
    }

    fn inside(&mut self, message: Inside<'_>) -> Result<(), ReaderError> {
        self.lines.inside(message)
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        let reader = self.reader.exclusive()?;
        Ok(Box::new(ExclusiveTrace { reader, lines: &mut self.lines }))
    }

    fn close(&mut self) -> Result<(), ReaderError> {
        let closed = self.reader.close();
        closed.and(self.lines.out.flush().map_err(ReaderError::Trace))
    }
}

/// The exclusive part of a traced reader.
struct ExclusiveTrace<'a> {
    reader: Box<dyn Reader + 'a>,
    lines: &'a mut Lines,
}

impl Reader for ExclusiveTrace<'_> {
    fn name(&self) -> &str {
        self.reader.name()
    }

    fn atr(&self) -> &[u8] {
        self.reader.atr()
    }

    fn protocol(&self) -> Protocol {
        self.reader.protocol()
    }

    fn present(&self) -> bool {
        self.reader.present()
    }

    fn read_only(&self) -> bool {
        self.reader.read_only()
    }

    fn is_exclusive(&self) -> bool {
        self.reader.is_exclusive()
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.lines.pass(&mut self.reader, command)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.lines.reset(&mut self.reader)
    }

    fn inside(&mut self, message: Inside<'_>) -> Result<(), ReaderError> {
        self.lines.inside(message)
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

impl Lines {
    fn pass(&mut self, reader: &mut impl Reader, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        // A command that was not sent leaves its line behind.
        let inside = self.inside.take().filter(|_| is_secured(command));
        // The parts of a secured answer are fetched in the clear.
        let ends = self.secured && inside.is_none() && !is_get_response(command);
        self.secured = inside.is_some() || self.secured && !ends;
        let noted = if ends { self.line("-- secure messaging ends") } else { Ok(()) };
        let written = noted
            .and_then(|()| self.line(&command_line(command)))
            .and_then(|()| inside.map_or(Ok(()), |inside| self.line(&inside)));
        let written = match written {
            Err(cause) if !is_log_out(command) => return Err(cause),
            written => written,
        };
        self.masked = answers_secret(command) || self.masked && is_get_response(command);
        match reader.transmit(command) {
            Ok(response) => {
                let answer = self.line(&answer_line(&response, self.masked));
                written.and(answer).map(|()| response)
            }
            Err(cause) => {
                self.line("-- no response")?;
                Err(cause)
            }
        }
    }

    fn inside(&mut self, message: Inside<'_>) -> Result<(), ReaderError> {
        match message {
            Inside::Command(command) => {
                let (text, masked) = inside_lines(command);
                (self.inside, self.inside_masked) = (Some(text), masked);
                Ok(())
            }
            Inside::Answer(data, status) => {
                let answer = Zeroizing::new([data, &status.to_bytes()].concat());
                self.line(&format!("  {}", answer_line(&answer, self.inside_masked)))
            }
        }
    }

    fn reset(&mut self, reader: &mut impl Reader) -> Result<(), ReaderError> {
        let done = reader.reset();
        self.secured = false;
        done.and(self.line("-- reset"))
    }

    fn line(&mut self, text: &str) -> Result<(), ReaderError> {
        writeln!(self.out, "{text}").and_then(|()| self.out.flush()).map_err(ReaderError::Trace)
    }
}

fn opening(reader: &impl Reader) -> String {
    format!("-- {} {}", harmless(reader.name()), hex::encode_upper(reader.atr()))
}

#[cfg(test)]
mod tests;
