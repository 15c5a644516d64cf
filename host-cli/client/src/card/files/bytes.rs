//! The bytes of the selected transparent EF, wherever they stand in it.

use apdu_spec::instruction::Instruction;
use apdu_spec::request::{
    BinaryTarget, DISCRETIONARY, EfReference, Ne, ReadBinary, ReadBinaryOdd, UpdateBinary,
    UpdateBinaryOdd, write_offset,
};
use apdu_spec::tlv::{self, Writer};

use crate::card::session::{Answer, Session, SessionError};

/// Offsets from here on do not fit P1-P2 of an even instruction (15 bits).
const EVEN: usize = 0x8000;
/// The most bytes of an offset data object, and of tag and length of a discretionary one.
const OBJECTS: usize = 10;

/// Reads so many bytes, or as many as there are, from an offset on.
///
/// # Errors
/// When the card refuses (`6B00` behind the end), gives more, or does not answer.
pub fn read_at(session: &mut Session<'_>, at: usize, count: usize) -> Result<Answer, SessionError> {
    let answer = ask_at(session, at, count)?;
    let (instruction, received) = (Instruction::ReadBinary, answer.data.len());
    if received > count {
        return Err(SessionError::Longer { instruction, expected: count, received });
    }
    Ok(answer)
}

fn ask_at(session: &mut Session<'_>, at: usize, count: usize) -> Result<Answer, SessionError> {
    if let Some(offset) = even(at) {
        let ne = Ne::exactly(u16::try_from(count).unwrap_or(0));
        return session.request(ReadBinary { target: BinaryTarget::Current(offset), ne });
    }
    let mut buffer = [0; OBJECTS];
    let mut writer = Writer::new(&mut buffer);
    write_offset(&mut writer, at);
    let data = writer.finish().unwrap_or_default();
    // Ne counts tag and length field too.
    let ne = Ne::exactly(u16::try_from(header_len(count) + count).unwrap_or(0));
    let mut answer = session.request(ReadBinaryOdd { ef: EfReference::Current, data, ne })?;
    answer.data = tlv::find(&answer.data, DISCRETIONARY).unwrap_or_default().to_vec();
    Ok(answer)
}

/// Writes bytes over those that are there, from an offset on.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn update_at(session: &mut Session<'_>, at: usize, data: &[u8]) -> Result<(), SessionError> {
    if let Some(offset) = even(at) {
        let target = BinaryTarget::Current(offset);
        return session.request(UpdateBinary { target, data }).map(drop);
    }
    let mut buffer = vec![0; OBJECTS + data.len()];
    let mut writer = Writer::new(&mut buffer);
    write_offset(&mut writer, at);
    writer.tlv(DISCRETIONARY, data);
    let data = writer.finish().unwrap_or_default();
    session.request(UpdateBinaryOdd { ef: EfReference::Current, data }).map(drop)
}

fn even(at: usize) -> Option<u16> {
    u16::try_from(at).ok().filter(|_| at < EVEN)
}

/// Bytes of tag and length field before so many of a value.
const fn header_len(count: usize) -> usize {
    match count {
        0..=0x7F => 2,
        0x80..=0xFF => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::files::{self, read_file};
    use crate::reader::Reader;
    use crate::reader::image::Face;
    use crate::reader::virtual_card::{self, VirtualCard};
    use apdu_spec::profile::PreIssuing;
    use apdu_spec::profile::card::{ATR, SERIAL_LEN, TEST_TRANSPORT_KEY};
    use apdu_spec::request::CreateFile;
    use apdu_spec::status::StatusWord;
    use test_vectors::scenario::{self, Answer};

    struct Plain<'a>(&'a mut VirtualCard);

    impl Answer for Plain<'_> {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
            self.0.transmit(command).map_err(|error| format!("{error:?}"))
        }

        fn reset(&mut self) -> Result<(), String> {
            self.0.reset().map_err(|error| format!("{error:?}"))
        }
    }

    #[test]
    fn a_file_longer_than_fifteen_bits_of_offset_is_written_and_read_to_its_end() {
        let face = Face { serial: [b'0'; SERIAL_LEN], atr: ATR.to_vec() };
        let image = virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuing::UNSAID).unwrap();
        let mut card = VirtualCard::insert(image, "test").unwrap();
        scenario::administrator(&mut Plain(&mut card)).unwrap();
        let mut session = Session::new(&mut card);
        let size = 0x9C41_u16;
        let [high, low] = size.to_be_bytes();
        let file =
            [0x62, 15, 0x80, 2, high, low, 0x82, 1, 0x01, 0x83, 2, 0x01, 0x01, 0x88, 0, 0xAB, 0];
        session.request(CreateFile { data: &file }).unwrap();
        let content: Vec<u8> =
            (0..size).map(|at| at.to_be_bytes()[1] ^ at.to_be_bytes()[0]).collect();
        for (block, data) in content.chunks(240).enumerate() {
            update_at(&mut session, block * 240, data).unwrap();
        }
        assert_eq!(read_file(&mut session, 0x0101).unwrap(), Some(content.clone()));
        files::find_file(&mut session, 0x0101).unwrap();
        for at in [EVEN - 1, EVEN, EVEN + 1] {
            let part = read_at(&mut session, at, 3).unwrap();
            assert_eq!(part.data, content[at..at + 3], "{at}");
        }
        let last = read_at(&mut session, usize::from(size) - 1, 200).unwrap();
        assert_eq!((last.data.len(), last.status), (1, StatusWord::END_OF_FILE_REACHED));
        let behind = read_at(&mut session, size.into(), 1).unwrap_err();
        assert!(matches!(behind, SessionError::Refused { status: StatusWord::WRONG_OFFSET, .. }));
    }
}
