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
/// The most bytes that a command carries, offset data object included.
const MOST: usize = 0xFFFF;

/// Reads so many bytes from an offset on, or as many as there are; one answer of the card, so that
/// there may be more. For 0 it gives as many as one answer carries.
///
/// # Errors
/// When the card refuses (`6B00` behind the end), gives more than was asked for, or does not
/// answer;
/// [`SessionError::TooFar`] for an offset that no command carries: nothing was sent.
pub fn read_at(session: &mut Session<'_>, at: usize, count: usize) -> Result<Answer, SessionError> {
    let answer = ask_at(session, at, count)?;
    let (instruction, received) = (Instruction::ReadBinary, answer.data.len());
    if count > 0 && received > count {
        return Err(SessionError::Longer { instruction, expected: count, received });
    }
    Ok(answer)
}

fn ask_at(session: &mut Session<'_>, at: usize, count: usize) -> Result<Answer, SessionError> {
    if let Some(offset) = even_ins_offset(at) {
        let ne = Ne::exactly(u16::try_from(count).unwrap_or(0));
        return session.request(ReadBinary { target: BinaryTarget::Current(offset), ne });
    }
    let mut buffer = [0; OBJECTS];
    let data = after_offset(&mut buffer, Instruction::ReadBinaryOdd, at, None)?;
    // Ne counts tag and length field too.
    let ne = Ne::exactly(u16::try_from(header_len(count) + count).unwrap_or(0));
    let mut answer = session.request(ReadBinaryOdd { ef: EfReference::Current, data, ne })?;
    answer.data = tlv::find(&answer.data, DISCRETIONARY).unwrap_or_default().to_vec();
    Ok(answer)
}

/// Writes bytes over those that are there, from an offset on.
///
/// # Errors
/// When the card refuses, or does not answer; [`SessionError::TooFar`] and
/// [`SessionError::TooLong`] for what no command carries: nothing was sent.
pub fn update_at(session: &mut Session<'_>, at: usize, data: &[u8]) -> Result<(), SessionError> {
    if let Some(offset) = even_ins_offset(at) {
        let target = BinaryTarget::Current(offset);
        return session.request(UpdateBinary { target, data }).map(drop);
    }
    let mut buffer = vec![0; OBJECTS + data.len()];
    let data = after_offset(&mut buffer, Instruction::UpdateBinaryOdd, at, Some(data))?;
    session.request(UpdateBinaryOdd { ef: EfReference::Current, data }).map(drop)
}

/// An offset data object, and bytes in a discretionary one: whole, or not at all.
fn after_offset<'b>(
    buffer: &'b mut [u8],
    instruction: Instruction,
    at: usize,
    bytes: Option<&[u8]>,
) -> Result<&'b [u8], SessionError> {
    if u32::try_from(at).is_err() {
        return Err(SessionError::TooFar { instruction, offset: at });
    }
    let length = buffer.len();
    let mut writer = Writer::new(buffer);
    write_offset(&mut writer, at);
    if let Some(bytes) = bytes {
        writer.tlv(DISCRETIONARY, bytes);
    }
    let data = writer.finish().filter(|data| data.len() <= MOST);
    data.ok_or(SessionError::TooLong { instruction, length, most: MOST })
}

fn even_ins_offset(at: usize) -> Option<u16> {
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
    use crate::reader::image::CardIdentity;
    use crate::reader::virtual_card::{self, VirtualCard};
    use crate::reader::{Protocol, Reader, ReaderError};
    use apdu_spec::profile::PreIssuingData;
    use apdu_spec::profile::card::{ATR, SERIAL_LEN, TEST_TRANSPORT_KEY};
    use apdu_spec::request::CreateFile;
    use apdu_spec::status::StatusWord;
    use test_vectors::scenario::{self, CardConnection};

    struct ScenarioCard<'a>(&'a mut VirtualCard);

    impl CardConnection for ScenarioCard<'_> {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
            self.0.transmit(command).map_err(|error| format!("{error:?}"))
        }

        fn reset(&mut self) -> Result<(), String> {
            self.0.reset().map_err(|error| format!("{error:?}"))
        }
    }

    #[test]
    fn a_file_longer_than_fifteen_bits_of_offset_is_written_and_read_to_its_end() {
        let face = CardIdentity { serial: [b'0'; SERIAL_LEN], atr: ATR.to_vec() };
        let image =
            virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuingData::DEFAULT).unwrap();
        let mut card = VirtualCard::insert(image, "test").unwrap();
        scenario::administrator(&mut ScenarioCard(&mut card)).unwrap();
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

    /// Answers every command with 9000, and counts them.
    struct CountingCard(usize);

    impl Reader for CountingCard {
        fn name(&self) -> &'static str {
            "yes"
        }

        fn atr(&self) -> &[u8] {
            &[0x3B, 0x00]
        }

        fn protocol(&self) -> Protocol {
            Protocol::T1
        }

        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, ReaderError> {
            self.0 += 1;
            Ok(vec![0x90, 0x00])
        }

        fn reset(&mut self) -> Result<(), ReaderError> {
            Ok(())
        }

        fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
            Ok(Box::new(self))
        }
    }

    #[test]
    fn an_offset_that_no_command_carries_is_not_sent_as_another() {
        let mut card = CountingCard(0);
        let mut session = Session::new(&mut card);
        for at in [1 << 32, 1 << 40, usize::MAX] {
            let refused = update_at(&mut session, at, &[1, 2, 3]).unwrap_err();
            assert!(
                matches!(refused, SessionError::TooFar { offset, .. } if offset == at),
                "{refused}"
            );
            let refused = read_at(&mut session, at, 3).unwrap_err();
            assert!(
                matches!(refused, SessionError::TooFar { offset, .. } if offset == at),
                "{refused}"
            );
        }
        drop(session);
        assert_eq!(card.0, 0, "nothing was sent");
        update_at(&mut Session::new(&mut card), (1 << 32) - 1, &[1]).unwrap();
        assert_eq!(card.0, 1);
    }

    #[test]
    fn data_that_no_command_carries_is_not_sent_without_its_content() {
        let mut card = CountingCard(0);
        let mut session = Session::new(&mut card);
        for length in [0xFFFF, 0x1_0000, 0x2_0000] {
            let refused = update_at(&mut session, EVEN, &vec![7; length]).unwrap_err();
            assert!(matches!(refused, SessionError::TooLong { .. }), "{length}: {refused}");
        }
        drop(session);
        assert_eq!(card.0, 0, "nothing was sent");
    }
}
