//! BER-TLV (ISO/IEC 7816-4:2020, 6.3) and simple-TLV (6.4) data objects, read and written in
//! place.

use crate::bytes;
use core::fmt;

/// A BER-TLV tag of one to three bytes, kept as the number those bytes make: `6F`, `7F49`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(u32);

impl Tag {
    /// The tag with these bytes, such as `Tag::new(0x7F49)`.
    #[must_use]
    pub const fn new(bytes: u32) -> Self {
        Self(bytes)
    }

    /// The number its bytes make.
    #[must_use]
    pub const fn value(self) -> u32 {
        self.0
    }

    /// True when the value is itself a sequence of data objects (bit 6 of the first byte).
    #[must_use]
    pub const fn is_constructed(self) -> bool {
        let first = match self.0 {
            0..=0xFF => self.0,
            0x100..=0xFFFF => self.0 >> 8,
            _ => self.0 >> 16,
        };
        first & 0x20 != 0
    }

    /// The bytes as they are sent: one, two or three.
    fn bytes(&self) -> ([u8; 4], usize) {
        let skip = match self.0 {
            0..=0xFF => 3,
            0x100..=0xFFFF => 2,
            _ => 1,
        };
        (self.0.to_be_bytes(), skip)
    }
}

impl From<u8> for Tag {
    fn from(byte: u8) -> Self {
        Self(u32::from(byte))
    }
}

impl From<u16> for Tag {
    fn from(bytes: u16) -> Self {
        Self(u32::from(bytes))
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02X}", self.0)
    }
}

/// What does not read as TLV, and where (bytes from the start of what was read).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// Position of the data object that failed.
    pub position: usize,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "data object at byte {} is cut off or malformed", self.position)
    }
}

impl core::error::Error for Error {}

/// One BER-TLV data object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// Its tag.
    pub tag: Tag,
    /// Its value field, 0 to 65535 bytes.
    pub value: &'a [u8],
}

/// Reads one data object after the other. Bytes `00` and `FF` between them are skipped
/// (ISO/IEC 7816-4:2020, 6.3: they have no meaning before, between or after data objects).
/// After an error it ends.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    /// Reads the data objects of `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// How far it has come, in bytes.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.position
    }

    fn object(&mut self) -> Option<Tlv<'a>> {
        let rest = self.bytes.get(self.position..)?;
        let (tag, rest) = read_tag(rest)?;
        let (length, rest) = read_length(rest)?;
        let (value, rest) = rest.split_at_checked(length)?;
        self.position = self.bytes.len().checked_sub(rest.len())?;
        Some(Tlv { tag, value })
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Result<Tlv<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(0x00 | 0xFF) = self.bytes.get(self.position) {
            self.position += 1;
        }
        if self.position >= self.bytes.len() {
            return None;
        }
        let position = self.position;
        Some(self.object().ok_or_else(|| {
            self.position = self.bytes.len();
            Error { position }
        }))
    }
}

/// The value of the first data object with this tag among those of `bytes` (one level);
/// `None` when there is none before the end or before the first malformed one.
#[must_use]
pub fn find(bytes: &[u8], tag: impl Into<Tag>) -> Option<&[u8]> {
    let tag = tag.into();
    Reader::new(bytes).map_while(Result::ok).find(|object| object.tag == tag).map(|o| o.value)
}

pub(crate) fn read_tag(bytes: &[u8]) -> Option<(Tag, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if first & 0x1F != 0x1F {
        return Some((Tag::from(*first), rest));
    }
    let (second, rest) = rest.split_first()?;
    let two = u32::from(u16::from_be_bytes([*first, *second]));
    if second & 0x80 == 0 {
        return Some((Tag(two), rest));
    }
    let (third, rest) = rest.split_first()?;
    // ISO/IEC 7816-4 uses tag fields of one to three bytes.
    (third & 0x80 == 0).then_some((Tag(two << 8 | u32::from(*third)), rest))
}

pub(crate) fn read_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    match *bytes {
        [length @ 0..=0x7F, ref rest @ ..] => Some((usize::from(length), rest)),
        [0x81, length, ref rest @ ..] => Some((usize::from(length), rest)),
        [0x82, high, low, ref rest @ ..] => {
            Some((usize::from(u16::from_be_bytes([high, low])), rest))
        }
        [0x83, 0, high, low, ref rest @ ..] => {
            Some((usize::from(u16::from_be_bytes([high, low])), rest))
        }
        _ => None,
    }
}

/// Tag and length at the start of `bytes`, and how many bytes these two fields take; `None` when
/// they are malformed or cut off. The value need not be there.
#[must_use]
pub fn header(bytes: &[u8]) -> Option<(Tag, usize, usize)> {
    let (tag, rest) = read_tag(bytes)?;
    let (length, rest) = read_length(rest)?;
    Some((tag, length, bytes.len().checked_sub(rest.len())?))
}

/// The most bytes that tag and length take together.
pub const HEADER_MAX: usize = 7;

/// Writes data objects one after the other into a buffer. A data object that does not fit is
/// remembered: [`Writer::finish`] then gives nothing, never a cut answer.
#[derive(Debug)]
pub struct Writer<'o> {
    out: &'o mut [u8],
    at: usize,
    overflow: bool,
}

impl<'o> Writer<'o> {
    /// Writes to the start of `out`.
    #[must_use]
    pub const fn new(out: &'o mut [u8]) -> Self {
        Self { out, at: 0, overflow: false }
    }

    /// Appends bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        let end = self.at.saturating_add(bytes.len());
        match self.out.get_mut(self.at..end) {
            Some(place) if !self.overflow => {
                bytes::copy(place, bytes);
                self.at = end;
            }
            _ => self.overflow = true,
        }
        self
    }

    /// Appends tag and length field of a data object whose value, `length` bytes, follows.
    pub fn header(&mut self, tag: impl Into<Tag>, length: usize) -> &mut Self {
        self.tag(tag.into());
        let (bytes, from) = length_field(length);
        self.overflow |= length > 0xFFFF;
        self.raw(bytes.get(from..).unwrap_or_default())
    }

    /// Appends a data object.
    pub fn tlv(&mut self, tag: impl Into<Tag>, value: &[u8]) -> &mut Self {
        self.header(tag, value.len()).raw(value)
    }

    /// Appends a constructed data object with what `content` writes.
    pub fn nested(
        &mut self,
        tag: impl Into<Tag>,
        content: impl FnOnce(&mut Writer<'_>),
    ) -> &mut Self {
        self.tag(tag.into());
        let start = self.at;
        let mut inner =
            Writer { out: self.out.get_mut(start..).unwrap_or_default(), at: 0, overflow: false };
        content(&mut inner);
        let (length, overflow) = (inner.at, inner.overflow);
        let (bytes, from) = length_field(length);
        let field = bytes.get(from..).unwrap_or_default();
        let end = start.saturating_add(field.len()).saturating_add(length);
        if overflow || self.overflow || length > 0xFFFF || end > self.out.len() {
            self.overflow = true;
            return self;
        }
        // The content was written where the length field belongs: move it up.
        bytes::move_up(self.out.get_mut(start..).unwrap_or_default(), length, field.len());
        self.raw(field);
        self.at = end;
        self
    }

    /// What was written; `None` when something did not fit.
    #[must_use]
    pub fn finish(self) -> Option<&'o [u8]> {
        if self.overflow { None } else { self.out.get(..self.at) }
    }

    /// How many bytes have been written.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.at
    }

    /// True when nothing has been written.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.at == 0
    }

    fn tag(&mut self, tag: Tag) {
        let (bytes, from) = tag.bytes();
        self.raw(bytes.get(from..).unwrap_or_default());
    }
}

/// The shortest length field for up to 65535 bytes: the last bytes of the array, from the index.
fn length_field(length: usize) -> ([u8; 3], usize) {
    let [high, low] = u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes();
    match length {
        0..=0x7F => ([0, 0, low], 2),
        0x80..=0xFF => ([0, 0x81, low], 1),
        _ => ([0x82, high, low], 0),
    }
}

/// A simple-TLV data object: tag 01 to FE, value up to 65535 bytes (ISO/IEC 7816-4:2020, 6.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SimpleTlv<'a> {
    /// Its tag, which is the record identifier when a record holds it.
    pub tag: u8,
    /// Its value field.
    pub value: &'a [u8],
}

/// The longest tag and length field of a simple-TLV data object, in bytes.
pub const SIMPLE_HEADER_MAX: usize = 4;

impl<'a> SimpleTlv<'a> {
    /// Reads the data object at the start of `bytes` and gives what follows it.
    ///
    /// # Errors
    /// When it is cut off, or its tag is 00 or FF.
    pub fn parse(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), Error> {
        const CUT: Error = Error { position: 0 };
        let (tag, length, before) = Self::header(bytes)?;
        let rest = bytes.get(before..).ok_or(CUT)?;
        let (value, rest) = rest.split_at_checked(length).ok_or(CUT)?;
        Ok((Self { tag, value }, rest))
    }

    /// Reads the fields before a value from the first bytes of a data object, at most
    /// [`SIMPLE_HEADER_MAX`]: its tag, the length of the value in bytes, and their own.
    ///
    /// # Errors
    /// When they are cut off, or the tag is 00 or FF.
    pub fn header(bytes: &[u8]) -> Result<(u8, usize, usize), Error> {
        match *bytes {
            [0x00 | 0xFF, ..] => Err(Error { position: 0 }),
            [tag, 0xFF, high, low, ..] => {
                Ok((tag, usize::from(u16::from_be_bytes([high, low])), SIMPLE_HEADER_MAX))
            }
            [tag, length @ 0..=0xFE, ..] => Ok((tag, usize::from(length), 2)),
            _ => Err(Error { position: 0 }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    #[test]
    fn reads_tags_of_one_to_three_bytes_and_long_lengths() {
        let bytes = [0x00, 0x80, 1, 5, 0x7F, 0x49, 0, 0x5F, 0x81, 0x02, 0x81, 1, 9, 0xFF];
        let read: Vec<_> = Reader::new(&bytes).map(Result::unwrap).collect();
        let tags: Vec<_> = read.iter().map(|object| object.tag.value()).collect();
        assert_eq!(tags, [0x80, 0x7F49, 0x5F_8102]);
        assert_eq!(find(&bytes, 0x80u8), Some(&[5][..]));
        assert_eq!(find(&bytes, 0x81u8), None);
    }

    #[test]
    fn a_cut_object_is_an_error_with_its_position() {
        let bytes = [0x80, 1, 5, 0x81, 9, 1];
        let mut reader = Reader::new(&bytes);
        assert!(reader.next().unwrap().is_ok());
        assert_eq!(reader.next(), Some(Err(Error { position: 3 })));
        assert_eq!(reader.next(), None);
    }

    #[test]
    fn what_does_not_fit_gives_nothing() {
        let mut out = [0; 4];
        let mut writer = Writer::new(&mut out);
        writer.tlv(0x80u8, &[1, 2, 3]);
        assert!(writer.finish().is_none());
        let mut out = [0; 131];
        let mut writer = Writer::new(&mut out);
        writer.nested(0x62u8, |w| {
            w.tlv(0x80u8, &[0; 126]);
        });
        assert_eq!(writer.finish().map(<[u8]>::len), Some(131));
        let mut out = [0; 130];
        let mut writer = Writer::new(&mut out);
        writer.nested(0x62u8, |w| {
            w.tlv(0x80u8, &[0; 126]);
        });
        assert!(writer.finish().is_none());
    }

    #[test]
    fn simple_tlv_is_a_record_with_its_identifier() {
        let (object, rest) = SimpleTlv::parse(&[1, 2, 0xAA, 0xBB, 7]).unwrap();
        assert_eq!((object.tag, object.value, rest), (1, &[0xAA, 0xBB][..], &[7][..]));
        assert!(SimpleTlv::parse(&[0, 0]).is_err());
        assert!(SimpleTlv::parse(&[1, 0xFF, 0, 2, 9]).is_err());
    }

    proptest! {
        #![proptest_config(crate::random::config())]

        #[test]
        fn any_bytes_read_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Reader::new(&bytes).count() <= bytes.len());
        }

        #[test]
        fn what_is_written_reads_back(
            values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..5),
        ) {
            let mut out = std::vec![0; 4000];
            let mut writer = Writer::new(&mut out);
            writer.nested(0x7F49u16, |w| {
                for value in &values {
                    w.tlv(0x86u8, value);
                }
            });
            let bytes = writer.finish().unwrap();
            let inner = find(bytes, 0x7F49u16).unwrap();
            let read: Vec<_> = Reader::new(inner).map(|o| o.unwrap().value.to_vec()).collect();
            prop_assert_eq!(read, values);
        }
    }
}
