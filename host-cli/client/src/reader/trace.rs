//! Writes down what passes between reader and card, decoded by the one table of commands.
//!
//! ```text
//! -- virtual:card.juki 3B8A80018073F701F3544A554B49B4
//! > 00200098 04 ******** # VERIFY verify, P1-P2 0098, Lc 4
//! < 63C2 # TRIES_LEFT
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

use super::{Protocol, Reader, ReaderError};

mod lines;

use lines::{answer_line, answers_secret, is_get_response, is_log_out};
pub use lines::{command_line, is_secret, response_line};

/// What a trace begins with.
pub const OPENING: &[u8] = b"-- ";

/// A reader that writes down what passes through it.
pub struct Trace<R> {
    reader: R,
    out: Box<dyn Write + Send>,
    /// An answer that is a secret goes on with GET RESPONSE.
    masked: bool,
}

impl<R: Reader> Trace<R> {
    /// Wraps a reader; `out` gets the lines.
    ///
    /// # Errors
    /// When the first line cannot be written.
    pub fn new(reader: R, out: Box<dyn Write + Send>) -> Result<Self, ReaderError> {
        let mut trace = Self { reader, out, masked: false };
        let opening = opening(&trace.reader);
        line(&mut trace.out, &opening)?;
        Ok(trace)
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
        pass(&mut self.reader, &mut self.out, &mut self.masked, command)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        reset(&mut self.reader, &mut self.out)
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        let reader = self.reader.exclusive()?;
        Ok(Box::new(ExclusiveTrace { reader, out: &mut self.out, masked: &mut self.masked }))
    }

    fn close(&mut self) -> Result<(), ReaderError> {
        let closed = self.reader.close();
        closed.and(self.out.flush().map_err(ReaderError::Trace))
    }
}

/// The exclusive part of a traced reader.
struct ExclusiveTrace<'a> {
    reader: Box<dyn Reader + 'a>,
    out: &'a mut Box<dyn Write + Send>,
    masked: &'a mut bool,
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
        pass(&mut self.reader, self.out, self.masked, command)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        reset(&mut self.reader, self.out)
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

fn pass(
    reader: &mut impl Reader,
    out: &mut impl Write,
    masked: &mut bool,
    command: &[u8],
) -> Result<Vec<u8>, ReaderError> {
    let written = match line(out, &command_line(command)) {
        Err(cause) if !is_log_out(command) => return Err(cause),
        written => written,
    };
    *masked = answers_secret(command) || *masked && is_get_response(command);
    match reader.transmit(command) {
        Ok(response) => {
            let answer = line(out, &answer_line(&response, *masked));
            written.and(answer).map(|()| response)
        }
        Err(cause) => {
            line(out, "-- no response")?;
            Err(cause)
        }
    }
}

fn reset(reader: &mut impl Reader, out: &mut impl Write) -> Result<(), ReaderError> {
    let done = reader.reset();
    done.and(line(out, "-- reset"))
}

fn opening(reader: &impl Reader) -> String {
    format!("-- {} {}", harmless(reader.name()), hex::encode_upper(reader.atr()))
}

fn line(out: &mut impl Write, text: &str) -> Result<(), ReaderError> {
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(ReaderError::Trace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::fault::FaultyReader;
    use crate::reader::image::CardIdentity;
    use crate::reader::virtual_card::{self, VirtualCard};
    use apdu_spec::profile::PreIssuingData;
    use apdu_spec::profile::card::{ATR, TEST_TRANSPORT_KEY};

    /// A card that answers everything with two bytes, and that there is more.
    struct Card;

    impl Reader for Card {
        fn name(&self) -> &'static str {
            "card"
        }
        fn atr(&self) -> &[u8] {
            &[0x3B, 0x80]
        }
        fn protocol(&self) -> Protocol {
            Protocol::Direct
        }
        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, ReaderError> {
            Ok(vec![0xAB, 0xCD, 0x61, 0x02])
        }
        fn reset(&mut self) -> Result<(), ReaderError> {
            Ok(())
        }
        fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
            Ok(Box::new(self))
        }
    }

    #[test]
    fn whether_a_card_is_shared_shows_through_what_is_around_it() {
        let serial = *b"JUKIV0000000001";
        let face = CardIdentity { serial, atr: ATR.to_vec() };
        let made =
            virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuingData::DEFAULT).unwrap();
        let alone = VirtualCard::insert(made, "test").unwrap();
        let readers: [(Box<dyn Reader>, bool); 2] =
            [(Box::new(Card), false), (Box::new(alone), true)];
        for (reader, alone) in readers {
            let mut faulty = FaultyReader::new(reader, &[], |_| ());
            let mut trace = Trace::new(&mut faulty, Box::new(Vec::new())).unwrap();
            assert_eq!(trace.is_exclusive(), alone);
            assert_eq!(trace.exclusive().unwrap().is_exclusive(), alone);
        }
    }

    /// A disk that is full.
    struct FullDisk;

    impl Write for FullDisk {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
    }

    /// Records what reaches the card.
    #[derive(Default)]
    struct RecordingReader(Vec<String>);

    impl Reader for RecordingReader {
        fn name(&self) -> &'static str {
            "notes"
        }
        fn atr(&self) -> &[u8] {
            &[0x3B, 0x80]
        }
        fn protocol(&self) -> Protocol {
            Protocol::Direct
        }
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
            self.0.push(hex::encode_upper(command));
            Ok(vec![0x90, 0x00])
        }
        fn reset(&mut self) -> Result<(), ReaderError> {
            self.0.push("reset".to_owned());
            Ok(())
        }
        fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
            Ok(Box::new(self))
        }
        fn close(&mut self) -> Result<(), ReaderError> {
            self.0.push("close".to_owned());
            Ok(())
        }
    }

    #[test]
    fn on_a_full_disk_what_ends_something_is_done_and_nothing_else() {
        const VERIFY: &[u8] = b"\x00\x20\x00\x98\x041234";
        let mut notes = RecordingReader::default();
        let mut trace = Trace::new(&mut notes, Box::new(Vec::new())).unwrap();
        let full = |done: Result<(), ReaderError>| {
            assert!(matches!(done, Err(ReaderError::Trace(_))), "{done:?}");
        };
        trace.transmit(VERIFY).unwrap();
        trace.out = Box::new(FullDisk);
        full(trace.transmit(VERIFY).map(drop));
        full(trace.transmit(&[0x00, 0x2E, 0x00, 0x00]).map(drop));
        full(trace.reset());
        let mut within = trace.exclusive().unwrap();
        full(within.transmit(VERIFY).map(drop));
        full(within.transmit(&[0x00, 0x2E, 0x00, 0x00]).map(drop));
        full(within.reset());
        drop(within);
        full(trace.close());
        drop(trace);
        let sent = ["00200098 04 31323334", "002E0000", "reset", "002E0000", "reset", "close"];
        assert_eq!(notes.0, sent.map(|command| command.replace(' ', "")));
    }

    #[test]
    fn a_secret_that_was_agreed_on_is_masked_to_its_last_part() {
        let shown = |command: &str, masked: &mut bool| {
            let mut out = Vec::new();
            pass(&mut Card, &mut out, masked, &hex::decode(command).unwrap()).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert_ne!(text.contains("ABCD"), text.contains("< **** 6102"), "{text}");
            text.contains("ABCD")
        };
        for secret in [
            "002A8086 02 0102 00",
            "012A8086 000002 0102 0000",
            "00C20000 08 002A808602010200 00",
            "00C30000 0A 5208 002A808602010200 00",
            "00C30000 02 5300 00",
        ] {
            let mut masked = false;
            assert!(!shown(&secret.replace(' ', ""), &mut masked), "{secret}");
            assert!(!shown("00C0000002", &mut masked) && !shown("01C0000000", &mut masked));
            // Another command ends it.
            assert!(shown("00B0000000", &mut masked) && shown("00C0000000", &mut masked));
        }
        for open in ["002A9E9A02010200", "00B0000000", "00C200000500B000000000", "FF"] {
            assert!(shown(open, &mut false), "{open}");
        }
    }
}
