//! Puts a card into pcscd: the wire of vpcd, the virtual reader of the vsmartcard project.
//!
//! The card connects over TCP. Every message is a length of two bytes, big-endian, and that many
//! bytes. A message of one byte is an order from the reader; everything else is a command APDU
//! and is answered by one message with the response APDU.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use apdu_spec::status::StatusWord;
use zeroize::{Zeroize, Zeroizing};

use super::{Reader, ReaderError};

/// Where vpcd listens for the card of its first slot.
pub const ADDRESS: &str = "127.0.0.1:35963";

/// Bytes in the longest answer to reset (ISO/IEC 7816-3:2006, 8.2.1).
const LONGEST_ATR: usize = 33;

/// What the reader says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// `00`: power off. No answer.
    PowerOff,
    /// `01`: power on. No answer.
    PowerOn,
    /// `02`: reset. No answer.
    Reset,
    /// `04`: the ATR is wanted; this is also how the reader sees that the card is there.
    Atr,
    /// A command APDU.
    Command(&'a [u8]),
    /// A message of no bytes, or an order that the wire does not know. No answer.
    Other,
}

/// Takes the first message off a buffer: the message, and how many bytes of the buffer it had.
/// `None` while it is not all there.
#[must_use]
pub fn next_frame(buffer: &[u8]) -> Option<(Frame<'_>, usize)> {
    let (length, rest) = buffer.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let body = rest.get(..length)?;
    let frame = match body {
        [] => Frame::Other,
        [0x00] => Frame::PowerOff,
        [0x01] => Frame::PowerOn,
        [0x02] => Frame::Reset,
        [0x04] => Frame::Atr,
        [_] => Frame::Other,
        command => Frame::Command(command),
    };
    Some((frame, 2 + length))
}

/// How a connection ended.
#[derive(Debug)]
pub enum ConnectionEnd {
    /// The other side closed it, or it was shut down from this side.
    Closed,
    /// The other side took the connection and asks for nothing: its slot has another card.
    Silent,
    /// The card could not go on.
    Card(ReaderError),
}

/// Joins a card to a vpcd and serves until the connection ends. `inserted` is called once, when
/// the reader first asks for something, which has to be within `patience`.
///
/// # Errors
/// When the connection breaks.
pub fn serve(
    stream: &TcpStream,
    card: &mut dyn Reader,
    patience: Duration,
    inserted: impl FnOnce(),
) -> io::Result<ConnectionEnd> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(patience))?;
    let mut inserted = Some(inserted);
    // The longest message, and a start on the next.
    let mut buffer = Zeroizing::new(vec![0; 2 * (2 + 0xFFFF)]);
    let mut filled = 0;
    loop {
        let free = buffer.get_mut(filled..).unwrap_or_default();
        let count = match (&*stream).read(free) {
            Ok(0) => return Ok(ConnectionEnd::Closed),
            Ok(count) => count,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) if cause.kind() == io::ErrorKind::ConnectionReset => {
                return Ok(ConnectionEnd::Closed);
            }
            Err(cause) if is_timeout(&cause) => return Ok(ConnectionEnd::Silent),
            Err(cause) => return Err(cause),
        };
        if let Some(inserted) = inserted.take() {
            stream.set_read_timeout(None)?;
            inserted();
        }
        acknowledge_at_once(stream);
        filled += count;
        let mut at = 0;
        while let Some(waiting) = buffer.get(at..filled) {
            let Some((frame, length)) = next_frame(waiting) else {
                break;
            };
            match answer(frame, card) {
                Ok(None) => {}
                Ok(Some(message)) => {
                    (&*stream).write_all(&message)?;
                    if !card.present() {
                        cut_off(stream);
                        let name = card.name().to_owned();
                        return Ok(ConnectionEnd::Card(ReaderError::CardRemoved(name)));
                    }
                }
                Err(cause) => return Ok(ConnectionEnd::Card(cause)),
            }
            at += length;
        }
        buffer.copy_within(at..filled, 0);
        // A command may hold a PIN: it does not stay behind what is still waiting.
        let waiting = filled - at;
        buffer.get_mut(waiting..filled).unwrap_or_default().zeroize();
        filled = waiting;
    }
}

fn is_timeout(cause: &io::Error) -> bool {
    matches!(cause.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// vpcd sends the length and the body of a message apart. The kernel would keep the
/// acknowledgement of the first back for 40 ms, and vpcd waits for it before it sends the second;
/// the kernel forgets the wish after every read.
fn acknowledge_at_once(stream: &TcpStream) {
    #[cfg(target_os = "linux")]
    {
        // Only speed hangs on it.
        let _slower = rustix::net::sockopt::set_tcp_quickack(stream, true);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = stream;
}

/// Breaks a connection at once. Were it closed politely, vpcd would hand an answer of no bytes to
/// whoever sends the next command, and call that a success.
fn cut_off(stream: &TcpStream) {
    // At worst it is closed politely.
    let _polite = rustix::net::connect_unspec(stream);
}

/// The message to send back, length included, to go out in one write.
fn answer(frame: Frame<'_>, card: &mut dyn Reader) -> Result<Option<Vec<u8>>, ReaderError> {
    let body = match frame {
        Frame::PowerOff | Frame::PowerOn | Frame::Reset => {
            card.reset()?;
            return Ok(None);
        }
        Frame::Other => return Ok(None),
        // A card without an ATR is mute. The reader looks for its card in this very way: an answer
        // that is longer than an ATR can be says "there is one" and is never taken for one.
        Frame::Atr if card.atr().is_empty() => vec![0; LONGEST_ATR + 1],
        Frame::Atr => card.atr().to_vec(),
        Frame::Command(bytes) => match card.transmit(bytes) {
            // What the card says whose memory takes nothing.
            Err(ReaderError::ReadOnly(_) | ReaderError::Disk { .. }) => {
                StatusWord::MEMORY_FAILURE.to_bytes().to_vec()
            }
            answer => answer?,
        },
    };
    // 65536 bytes and more make vpcd drop the card: a length of two bytes cannot say it.
    let (length, body) = match u16::try_from(body.len()) {
        Ok(length) if length > 0 => (length, body),
        _ => (2, vec![0x6F, 0x00]),
    };
    let mut message = length.to_be_bytes().to_vec();
    message.extend(body);
    Ok(Some(message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::Protocol;
    use std::net::TcpListener;

    #[test]
    fn orders_and_commands_are_told_apart() {
        for (bytes, frame) in [
            (&[0, 1, 0][..], Frame::PowerOff),
            (&[0, 1, 1], Frame::PowerOn),
            (&[0, 1, 2], Frame::Reset),
            (&[0, 1, 4], Frame::Atr),
            (&[0, 1, 9], Frame::Other),
            (&[0, 0], Frame::Other),
            (&[0, 2, 4, 4], Frame::Command(&[4, 4])),
        ] {
            assert_eq!(next_frame(bytes), Some((frame, bytes.len())));
        }
    }

    #[test]
    fn a_message_that_is_not_all_there_waits() {
        let mut message = vec![0xFF, 0xFF];
        message.extend([0xA5; 0xFFFF]);
        for cut in [0, 1, 2, 3, 0xFFFF, 0x1_0000] {
            assert_eq!(next_frame(&message[..cut]), None);
        }
        let (frame, length) = next_frame(&message).unwrap();
        assert_eq!((frame, length), (Frame::Command(&[0xA5; 0xFFFF]), 0x1_0001));
    }

    #[test]
    fn any_bytes_make_progress_or_wait() {
        let mut state: u32 = 1;
        let noise: Vec<u8> = (0..20_000)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // Small lengths are the interesting ones.
                if state >> 30 == 0 { (state >> 8 & 0xFF) as u8 } else { 0 }
            })
            .collect();
        let mut at = 0;
        while let Some((_, length)) = next_frame(&noise[at..]) {
            assert!(length >= 2);
            at += length;
        }
    }

    /// Answers every command with its own bytes and 9000, and counts resets.
    struct Echo {
        resets: usize,
    }

    impl Reader for Echo {
        fn name(&self) -> &str {
            "echo"
        }

        fn atr(&self) -> &[u8] {
            &[0x3B, 0x80]
        }

        fn protocol(&self) -> Protocol {
            Protocol::Direct
        }

        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
            if command == [0xEE, 0xEE] {
                return Ok(Vec::new());
            }
            Ok([command, &[0x90, 0x00]].concat())
        }

        fn reset(&mut self) -> Result<(), ReaderError> {
            self.resets += 1;
            Ok(())
        }

        fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
            Ok(Box::new(self))
        }
    }

    const PATIENCE: Duration = Duration::from_secs(10);

    #[test]
    fn a_reader_that_asks_for_nothing_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let mut card = Echo { resets: 0 };
        let ended = serve(&stream, &mut card, Duration::from_millis(20), || ());
        assert!(matches!(ended, Ok(ConnectionEnd::Silent)));
    }

    #[test]
    fn a_conversation_over_a_socket() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let reader = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            // Power on, reset; the ATR; a command cut in two; one the card answers with nothing.
            stream.write_all(&[0, 1, 1, 0, 1, 2, 0, 1, 4, 0]).unwrap();
            let mut atr = [0; 4];
            stream.read_exact(&mut atr).unwrap();
            stream.write_all(&[2, 0xAB]).unwrap();
            stream.write_all(&[0xCD, 0, 2, 0xEE, 0xEE]).unwrap();
            let mut answers = [0; 6 + 4];
            stream.read_exact(&mut answers).unwrap();
            (atr, answers)
        });
        let mut card = Echo { resets: 0 };
        let stream = TcpStream::connect(address).unwrap();
        let mut inserted = 0;
        let ended = serve(&stream, &mut card, PATIENCE, || inserted += 1).unwrap();
        assert!(matches!(ended, ConnectionEnd::Closed));
        assert_eq!(inserted, 1);
        let (atr, answers) = reader.join().unwrap();
        assert_eq!(atr, [0, 2, 0x3B, 0x80]);
        assert_eq!(answers, [0, 4, 0xAB, 0xCD, 0x90, 0x00, 0, 2, 0x6F, 0x00]);
        assert_eq!(card.resets, 2);
    }

    /// A card with this fault, and what the reader's end saw of three questions for the ATR, or of
    /// three commands: the answers, and how the rest ended.
    fn beside_fault(fault: &str, question: &[u8]) -> (ConnectionEnd, Vec<u8>, io::Result<usize>) {
        use crate::reader::fault::FaultyReader;

        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let question = question.to_vec();
        let reader = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut seen = Vec::new();
            let mut ended = Ok(0);
            for _ in 0..3 {
                ended = stream.write(&question);
                let mut length = [0; 2];
                match ended.and_then(|_| stream.read(&mut length)) {
                    Ok(2) => ended = Ok(2),
                    other => {
                        ended = other;
                        break;
                    }
                }
                let mut body = vec![0; u16::from_be_bytes(length).into()];
                stream.read_exact(&mut body).unwrap();
                seen.extend(body);
            }
            (seen, ended)
        });
        let faults = [fault.parse().unwrap()];
        let mut card = FaultyReader::new(Echo { resets: 0 }, &faults, |_| ());
        let stream = TcpStream::connect(address).unwrap();
        let ended = serve(&stream, &mut card, PATIENCE, || ()).unwrap();
        let (seen, rest) = reader.join().unwrap();
        (ended, seen, rest)
    }

    #[test]
    fn a_mute_card_is_there_and_gives_nothing_that_can_be_an_atr() {
        let (ended, seen, _) = beside_fault("mute", &[0, 1, 4]);
        assert!(matches!(ended, ConnectionEnd::Closed));
        assert_eq!(seen, [0; 3 * 34], "an ATR has 33 bytes at most");
    }

    #[test]
    fn a_card_that_is_taken_out_has_answered_and_breaks_the_connection() {
        let (ended, seen, rest) = beside_fault("remove-after=2", &[0, 2, 0xAB, 0xCD]);
        assert!(matches!(ended, ConnectionEnd::Card(ReaderError::CardRemoved(_))), "{ended:?}");
        assert_eq!(seen, [0xAB, 0xCD, 0x90, 0x00, 0xAB, 0xCD, 0x90, 0x00]);
        assert!(rest.is_err(), "a polite end would be an answer of no bytes: {rest:?}");
    }
}
