//! The wire of vpcd: any bytes, cut anywhere, make the same messages.

use juki::reader::vpcd::{Frame, next_frame};

/// Reads the messages of the input, whole and as they would arrive.
pub fn run(input: &[u8]) {
    let Some((step, bytes)) = input.split_first() else { return };
    let whole = messages(bytes);
    let step = usize::from(*step).max(1);
    let mut buffer = Vec::new();
    let mut arrived = Vec::new();
    for part in bytes.chunks(step) {
        buffer.extend(part);
        let mut at = 0;
        while let Some((frame, length)) = next_frame(&buffer[at..]) {
            arrived.push(name(frame));
            at += length;
        }
        buffer.drain(..at);
    }
    assert_eq!(whole, arrived, "how it is cut changes nothing");
    assert!(buffer.len() < 2 + 0xFFFF, "what waits is less than the longest message");
}

fn messages(bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut all = Vec::new();
    let mut rest = bytes;
    while let Some((frame, length)) = next_frame(rest) {
        assert!(length >= 2 && length <= rest.len());
        let (message, after) = rest.split_at(length);
        let said = usize::from(u16::from_be_bytes([message[0], message[1]]));
        assert_eq!(said + 2, length);
        if let Frame::Command(command) = frame {
            assert_eq!(command, &message[2..]);
            assert!(command.len() > 1);
        }
        all.push(name(frame));
        rest = after;
    }
    assert!(rest.len() < 2 || rest.len() - 2 < usize::from(u16::from_be_bytes([rest[0], rest[1]])));
    all
}

fn name(frame: Frame<'_>) -> (u8, Vec<u8>) {
    match frame {
        Frame::PowerOff => (0, Vec::new()),
        Frame::PowerOn => (1, Vec::new()),
        Frame::Reset => (2, Vec::new()),
        Frame::Atr => (4, Vec::new()),
        Frame::Other => (5, Vec::new()),
        Frame::Command(command) => (6, command.to_vec()),
    }
}
