//! The words of a page: structural words, page headers, item checks.
//!
//! Everything here is arithmetic; nothing touches the flash.

use core::num::NonZeroU32;

use crc::{CRC_11_FLEXRAY, CRC_32_ISO_HDLC, Crc, Digest, Table};

/// Check of structural words. Finds any change confined to one byte.
static CRC_11: Crc<u16, Table<1>> = Crc::<u16, Table<1>>::new(&CRC_11_FLEXRAY);
/// Check of items and page headers.
static CRC_32: Crc<u32, Table<1>> = Crc::<u32, Table<1>>::new(&CRC_32_ISO_HDLC);

/// A word that was not programmed.
pub(super) const BLANK: u32 = u32::MAX;
/// First word of every page: `JKLG` as it lies in flash.
pub(super) const MAGIC: u32 = u32::from_le_bytes(*b"JKLG");
/// Format of this code; a higher one is [`Newer`](super::Error::Newer).
pub(super) const FORMAT: u16 = 1;
/// Words of a page header.
pub(super) const HEADER: u32 = 8;
/// Positions of the two Open words, programmed in this order.
pub(super) const OPEN: [u32; 2] = [8, 9];
/// First word of a page's snapshot.
pub(super) const SNAPSHOT: u32 = 10;
/// Counter slots.
pub(super) const SLOTS: u8 = 32;
/// Words an item or removal takes beside its data: head, key, check.
pub(super) const ENTRY: u32 = 3;
/// Bits of a structural word's payload, check and count of zeros; the rest is its kind.
pub(super) const PAYLOAD_BITS: u32 = 12;
/// See [`PAYLOAD_BITS`].
pub(super) const CHECK_BITS: u32 = 11;
/// See [`PAYLOAD_BITS`].
pub(super) const ZEROS_BITS: u32 = 5;
/// Bytes of the longest item.
pub(super) const ITEM_MAX: usize = 0xFFF;

/// What a structural word is. The number is its upper four bits; 0 and 15 are
/// never used, so that neither zeros nor ones read as structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The page counts; payload: end of its snapshot in granules.
    Open = 1,
    /// The entries since the last one are committed; payload: their number modulo 4096.
    Commit = 2,
    /// The entries since the last Commit are void; payload 0.
    Abort = 3,
    /// A counter that takes effect at once; payload: slot, value.
    Counter = 4,
    /// A counter that takes effect with the Commit; payload: slot, value.
    StagedCounter = 5,
    /// An item; payload: bytes of data.
    Item = 6,
    /// Removal of one part; payload 0.
    RemovePart = 7,
    /// Removal of all parts of an object; payload 0.
    RemoveObject = 8,
}

impl Kind {
    pub(super) const ALL: [Self; 8] = [
        Self::Open,
        Self::Commit,
        Self::Abort,
        Self::Counter,
        Self::StagedCounter,
        Self::Item,
        Self::RemovePart,
        Self::RemoveObject,
    ];
}

/// Kind (4 bits), payload (12), CRC-11 over page sequence, position, kind and
/// payload, and the number of zeros among those 27 bits (5).
///
/// The count is a Berger code. Programming only turns ones into zeros, so a
/// word cut half-way has fewer zeros than was meant and a count that is not
/// smaller than was meant: no torn word, and not the blank one, is ever valid.
pub(super) fn encode(kind: Kind, payload: u16, sequence: u32, at: u32) -> u32 {
    let info = ((kind as u16) << PAYLOAD_BITS) | (payload & 0xFFF);
    let mut digest = CRC_11.digest();
    digest.update(&sequence.to_le_bytes());
    digest.update(&at.to_le_bytes());
    digest.update(&info.to_le_bytes());
    let check = u32::from(digest.finalize() & 0x7FF) << ZEROS_BITS;
    let body = (u32::from(info) << (CHECK_BITS + ZEROS_BITS)) | check;
    let zeros = (body | 0x1F).count_zeros();
    body | zeros
}

/// Reads a structural word of the page `sequence` at position `at`.
pub(super) fn decode(word: u32, sequence: u32, at: u32) -> Option<(Kind, u16)> {
    let kind = Kind::ALL.into_iter().find(|k| *k as u32 == word >> 28)?;
    let [_, _, low, high] = word.to_le_bytes();
    let payload = u16::from_le_bytes([low, high]) & 0xFFF;
    (encode(kind, payload, sequence, at) == word).then_some((kind, payload))
}

/// Whether `word` can be what is left of programming `intended` half-way:
/// every bit that should have stayed one is one.
pub(super) fn torn_from(word: u32, intended: u32) -> bool {
    word & intended == intended
}

/// Slot and value of a counter word's payload.
pub(super) fn counter_of(payload: u16) -> Option<(u8, u8)> {
    let [low, high] = payload.to_le_bytes();
    let slot = (high << 4) | (low >> 4);
    (high < 2).then_some((slot, low & 0xF))
}

/// Payload of a counter word.
pub(super) fn counter_payload(slot: u8, value: u8) -> u16 {
    (u16::from(slot & 0x1F) << 4) | u16::from(value & 0xF)
}

/// Words of an item with `len` bytes of data.
pub(super) const fn data_words(len: u16) -> u32 {
    (len as u32).div_ceil(4)
}

/// CRC-32 of an entry, fed with its key and data; sequence, position and head
/// are in it from the start.
pub(super) fn entry_check(sequence: u32, at: u32, head: u32) -> Digest<'static, u32, Table<1>> {
    let mut digest = CRC_32.digest();
    digest.update(&sequence.to_le_bytes());
    digest.update(&at.to_le_bytes());
    digest.update(&head.to_le_bytes());
    digest
}

/// Pages and words of a region; fixed when the store is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Geometry {
    /// 4 to 65535.
    pub(super) pages: NonZeroU32,
    /// Words of a page: 128 to 65536.
    pub(super) words: u32,
}

impl Geometry {
    /// Where page `sequence` lies.
    pub(super) fn slot(self, sequence: u32) -> u32 {
        sequence % self.pages
    }

    /// Word address of position `at` of page `sequence`.
    pub(super) fn address(self, sequence: u32, at: u32) -> u32 {
        self.slot(sequence) * self.words + at
    }

    /// Pages that may hold live data; two more stay spare (see "Turning the page" in STORAGE.md).
    pub(super) fn window(self) -> u32 {
        self.pages.get().saturating_sub(2)
    }

    /// Unit of the snapshot's end, so that it fits a payload: 1 to 16 words.
    pub(super) fn granule(self) -> NonZeroU32 {
        NonZeroU32::new(self.words.div_ceil(4096)).unwrap_or(NonZeroU32::MIN)
    }

    /// `at` rounded up to the next granule.
    pub(super) fn aligned(self, at: u32) -> u32 {
        at.next_multiple_of(self.granule().get())
    }

    /// Words for entries in a page whose snapshot has every counter: header,
    /// Open words, counters, Commit, rounding and the word that marks use are
    /// taken off. No page ever holds more, so any page's items fit another.
    pub(super) fn room(self) -> u32 {
        let taken = SNAPSHOT + u32::from(SLOTS) + 1 + self.granule().get();
        self.words.saturating_sub(taken)
    }

    /// End of a page for entries and Commit when its snapshot has `counters`.
    pub(super) fn limit(self, counters: u32) -> u32 {
        let kept = u32::from(SLOTS).saturating_sub(counters) + self.granule().get();
        (self.words + 1).saturating_sub(kept)
    }
}

/// The header of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Number of the page since the store was made.
    pub(super) sequence: u32,
    /// Oldest page that counts once this one does.
    pub(super) first: u32,
    /// Where the page before ends: what is behind it is void for ever.
    pub(super) end: u32,
    /// The last word before that end, as it was read when it was accepted.
    pub(super) tail: u32,
}

/// What the first words of a page are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageHead {
    /// A header of this format and geometry.
    Header(Header),
    /// A header of this format for a region of another shape.
    OtherGeometry,
    /// A header of a later format. Every format keeps the magic word first,
    /// the format in the upper half of the second, the check in the eighth.
    NewerFormat(u16),
    /// The magic word, and no header that could be read.
    MagicOnly,
    /// No magic word.
    Nothing,
}

impl Header {
    /// The header as programmed.
    pub(super) fn bytes(&self, geometry: Geometry) -> [u8; 32] {
        let words = [
            MAGIC,
            (u32::from(FORMAT) << 16) | (geometry.pages.get() & 0xFFFF),
            geometry.words,
            self.sequence,
            self.first,
            self.end,
            self.tail,
        ];
        let mut out = [0; 32];
        let mut digest = CRC_32.digest();
        for word in words {
            digest.update(&word.to_le_bytes());
        }
        let check = digest.finalize();
        for (to, word) in out.chunks_mut(4).zip(words.into_iter().chain([check])) {
            for (byte, from) in to.iter_mut().zip(word.to_le_bytes()) {
                *byte = from;
            }
        }
        out
    }

    /// Reads the words at the start of a page.
    pub(super) fn parse(words: [u32; 8], geometry: Geometry) -> PageHead {
        let [magic, shape, size, sequence, first, end, tail, check] = words;
        if magic != MAGIC {
            return PageHead::Nothing;
        }
        let [_, _, low, high] = shape.to_le_bytes();
        let format = u16::from_le_bytes([low, high]);
        let mut digest = CRC_32.digest();
        for word in [magic, shape, size, sequence, first, end, tail] {
            digest.update(&word.to_le_bytes());
        }
        if digest.finalize() != check || format < FORMAT {
            return PageHead::MagicOnly;
        }
        if format > FORMAT {
            return PageHead::NewerFormat(format);
        }
        if shape & 0xFFFF != geometry.pages.get() || size != geometry.words {
            return PageHead::OtherGeometry;
        }
        PageHead::Header(Self { sequence, first, end, tail })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_partly_programmed_word_is_valid() {
        // Every subset of the zeros of a sample of words.
        for payload in [0u16, 0x5A5, 0xFFF] {
            let word = encode(Kind::Counter, payload, 7, 99);
            let zeros: u32 = !word;
            let mut subset = zeros;
            loop {
                subset = subset.wrapping_sub(1) & zeros;
                assert_eq!(decode(!subset, 7, 99), None);
                if subset == 0 {
                    break;
                }
            }
            assert_eq!(decode(word, 7, 99), Some((Kind::Counter, payload)));
        }
    }

    #[test]
    fn no_single_byte_change_is_valid() {
        for kind in Kind::ALL {
            let word = encode(kind, 0x123, 1, 20);
            for byte in 0..4 {
                for change in 1..=255u32 {
                    assert_eq!(decode(word ^ (change << (8 * byte)), 1, 20), None);
                }
            }
        }
        assert_eq!(decode(BLANK, 1, 20), None);
        assert_eq!(decode(0, 1, 20), None);
    }
}
