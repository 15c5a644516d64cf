//! The data fields of odd instructions (ISO/IEC 7816-4:2020, 11.3.2 and 11.4.2): where in the
//! file or record (offset data object, `54`), and what (discretionary data object, `53` or `73`).

use crate::status::StatusWord;
use crate::tlv::{Reader, Tag, Writer};

/// Offset data object: where, in bytes, binary.
pub const OFFSET: Tag = Tag::new(0x54);
/// Discretionary data object: any bytes.
pub const DISCRETIONARY: Tag = Tag::new(0x53);
/// Discretionary data object that holds data objects.
pub const DISCRETIONARY_TEMPLATE: Tag = Tag::new(0x73);

/// The data field of an odd instruction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiscretionaryData<'a> {
    offset: Option<usize>,
    end: Option<usize>,
    data: Option<&'a [u8]>,
}

impl<'a> DiscretionaryData<'a> {
    /// Reads a data field: at most two offsets and one discretionary data object.
    ///
    /// # Errors
    /// `6A80` for anything else, for an offset that is empty or longer than four bytes, and for
    /// a `73` that does not hold data objects.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, StatusWord> {
        let mut read = Self::default();
        for object in Reader::new(bytes) {
            let object = object.map_err(|_| StatusWord::INCORRECT_DATA)?;
            match object.tag {
                OFFSET => {
                    let offset = Some(offset(object.value)?);
                    match read {
                        Self { offset: None, .. } => read.offset = offset,
                        Self { end: None, .. } => read.end = offset,
                        _ => return Err(StatusWord::INCORRECT_DATA),
                    }
                }
                DISCRETIONARY | DISCRETIONARY_TEMPLATE if read.data.is_none() => {
                    let is_template = object.tag == DISCRETIONARY_TEMPLATE;
                    if is_template && !Reader::new(object.value).all(|inner| inner.is_ok()) {
                        return Err(StatusWord::INCORRECT_DATA);
                    }
                    read.data = Some(object.value);
                }
                _ => return Err(StatusWord::INCORRECT_DATA),
            }
        }
        Ok(read)
    }

    /// The one offset, and no data.
    ///
    /// # Errors
    /// `6A80` when it is something else.
    pub const fn only_offset(self) -> Result<usize, StatusWord> {
        match self {
            Self { offset: Some(offset), end: None, data: None } => Ok(offset),
            _ => Err(StatusWord::INCORRECT_DATA),
        }
    }

    /// The one offset and the data, which is not empty.
    ///
    /// # Errors
    /// `6A80` when it is something else.
    pub const fn offset_and_data(self) -> Result<(usize, &'a [u8]), StatusWord> {
        match self {
            Self { offset: Some(offset), end: None, data: Some(data @ [_, ..]) } => {
                Ok((offset, data))
            }
            _ => Err(StatusWord::INCORRECT_DATA),
        }
    }

    /// The one offset; the data, where there is some.
    ///
    /// # Errors
    /// `6A80` when it is something else.
    pub const fn offset_and_maybe_data(self) -> Result<(usize, Option<&'a [u8]>), StatusWord> {
        match self {
            Self { offset: Some(offset), end: None, data } => Ok((offset, data)),
            _ => Err(StatusWord::INCORRECT_DATA),
        }
    }

    /// From where up to what is not meant any more; nothing is from the first to the last byte.
    ///
    /// # Errors
    /// `6A80` when there is data beside them.
    pub const fn range(self) -> Result<(Option<usize>, Option<usize>), StatusWord> {
        match self {
            Self { offset, end, data: None } => Ok((offset, end)),
            _ => Err(StatusWord::INCORRECT_DATA),
        }
    }
}

/// An offset, one to four bytes, binary.
///
/// # Errors
/// `6A80` for any other length.
pub fn offset(bytes: &[u8]) -> Result<usize, StatusWord> {
    if !(1..=4).contains(&bytes.len()) {
        return Err(StatusWord::INCORRECT_DATA);
    }
    Ok(bytes.iter().fold(0, |offset, byte| offset << 8 | usize::from(*byte)))
}

/// Appends an offset data object on the fewest bytes (ISO/IEC 7816-4:2020, 11.3.2). One that four
/// bytes do not hold is written whole and too long: [`offset`] refuses it.
pub fn write_offset(writer: &mut Writer<'_>, offset: usize) {
    let [.., b3, b2, b1, b0] = offset.to_be_bytes();
    match offset {
        0..=0xFF => writer.tlv(OFFSET, &[b0]),
        0x100..=0xFFFF => writer.tlv(OFFSET, &[b1, b0]),
        0x1_0000..=0xFF_FFFF => writer.tlv(OFFSET, &[b2, b1, b0]),
        0x100_0000..=0xFFFF_FFFF => writer.tlv(OFFSET, &[b3, b2, b1, b0]),
        _ => writer.tlv(OFFSET, &offset.to_be_bytes()),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_data_are_read_and_all_else_is_refused() {
        let parse = DiscretionaryData::parse;
        let bytes = [0x54, 2, 0x80, 0x01, 0x53, 1, 0xAA];
        assert_eq!(parse(&bytes).unwrap().offset_and_data(), Ok((0x8001, &[0xAA][..])));
        assert!(parse(&bytes).unwrap().only_offset().is_err());
        assert!(parse(&bytes).unwrap().range().is_err());
        let template = [0x54, 1, 0, 0x73, 3, 0x80, 1, 0xAA];
        let read = parse(&template).unwrap().offset_and_data();
        assert_eq!(read, Ok((0, &[0x80, 1, 0xAA][..])));
        assert_eq!(parse(&[]).unwrap().range(), Ok((None, None)));
        let two = [0x54, 1, 4, 0x54, 1, 9];
        assert_eq!(parse(&two).unwrap().range(), Ok((Some(4), Some(9))));
        for bytes in [
            &[0x54, 0][..],
            &[0x54, 5, 0, 0, 0, 0, 1],
            &[0x54, 1, 0, 0x73, 2, 0x80, 1],
            &[0x54, 1, 0, 0x53, 0, 0x53, 0],
            &[0x54, 1, 0, 0x54, 1, 1, 0x54, 1, 2],
            &[0x54, 1, 0, 0x80, 0],
            &[0x54, 1],
        ] {
            assert_eq!(parse(bytes), Err(StatusWord::INCORRECT_DATA), "{bytes:02X?}");
        }
        assert!(parse(&[0x54, 1, 0, 0x53, 0]).unwrap().offset_and_data().is_err(), "no data");
    }

    #[test]
    fn an_offset_is_written_on_the_fewest_bytes() {
        for (value, length) in [(0, 1), (255, 1), (256, 2), (0xFFFF, 2), (0x1_0000, 3)] {
            let mut out = [0; 8];
            let mut writer = Writer::new(&mut out);
            write_offset(&mut writer, value);
            let bytes = writer.finish().unwrap();
            assert_eq!(bytes.len(), length + 2);
            assert_eq!(DiscretionaryData::parse(bytes).unwrap().only_offset(), Ok(value));
        }
    }

    #[test]
    fn an_offset_that_four_bytes_do_not_hold_is_not_written_as_another() {
        for value in [1 << 32, usize::MAX] {
            let mut out = [0; 12];
            let mut writer = Writer::new(&mut out);
            write_offset(&mut writer, value);
            let bytes = writer.finish().unwrap();
            assert_eq!(DiscretionaryData::parse(bytes), Err(StatusWord::INCORRECT_DATA));
        }
    }
}
