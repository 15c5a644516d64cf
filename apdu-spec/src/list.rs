//! Which data objects a command asks for: a tag list (`5C`) or an extended header list (`4D`),
//! ISO/IEC 7816-4:2020, 8.4.

use crate::status::StatusWord;
use crate::tlv::{self, Tag};

/// Tag of a tag list.
pub const TAG_LIST: u8 = 0x5C;
/// Tag of an extended header list.
pub const EXTENDED_HEADER_LIST: u8 = 0x4D;
/// The longest list that the card follows, in bytes (ours).
pub const LIST_MAX: usize = 255;

/// The data objects that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List<'a> {
    /// Every data object there is: an empty tag list.
    All,
    /// These.
    Entries(ListEntries<'a>),
}

/// One data object after the other, as a list names them. After an error it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListEntries<'a> {
    rest: &'a [u8],
    with_lengths: bool,
}

/// A data object that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its tag.
    pub tag: Tag,
    /// How much of it.
    pub extent: Extent<'a>,
}

/// How much of a data object is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent<'a> {
    /// All of it (length `00` or `80`: ours, the standard's editions differ).
    Whole,
    /// So many bytes of a primitive one at most.
    First(usize),
    /// Of a constructed one, what this list names.
    Parts(ListEntries<'a>),
}

impl<'a> List<'a> {
    /// Reads a data field: one tag list or one extended header list, and nothing beside it.
    ///
    /// # Errors
    /// `6A80` when it is neither, malformed, empty (but for a tag list) or longer than
    /// [`LIST_MAX`].
    pub fn parse(data: &'a [u8]) -> Result<Self, StatusWord> {
        let mut objects = tlv::Reader::new(data);
        let (Some(Ok(list)), None) = (objects.next(), objects.next()) else {
            return Err(StatusWord::INCORRECT_DATA);
        };
        let with_lengths = list.tag == Tag::from(EXTENDED_HEADER_LIST);
        if list.value.len() > LIST_MAX || !with_lengths && list.tag != Tag::from(TAG_LIST) {
            return Err(StatusWord::INCORRECT_DATA);
        }
        let entries = ListEntries { rest: list.value, with_lengths };
        match list.value {
            [] if with_lengths => Err(StatusWord::INCORRECT_DATA),
            [] => Ok(Self::All),
            _ if entries.into_iter().all(|entry| entry.is_ok()) => Ok(Self::Entries(entries)),
            _ => Err(StatusWord::INCORRECT_DATA),
        }
    }
}

impl<'a> ListEntries<'a> {
    fn entry(&mut self) -> Option<Entry<'a>> {
        let (tag, rest) = tlv::read_tag(self.rest)?;
        if !self.with_lengths {
            self.rest = rest;
            return Some(Entry { tag, extent: Extent::Whole });
        }
        if let [0x00 | 0x80, rest @ ..] = rest {
            self.rest = rest;
            return Some(Entry { tag, extent: Extent::Whole });
        }
        let (length, rest) = tlv::read_length(rest)?;
        if !tag.is_constructed() {
            self.rest = rest;
            return Some(Entry { tag, extent: Extent::First(length) });
        }
        let (inner, rest) = rest.split_at_checked(length)?;
        self.rest = rest;
        Some(Entry { tag, extent: Extent::Parts(ListEntries { rest: inner, with_lengths: true }) })
    }
}

impl<'a> Iterator for ListEntries<'a> {
    type Item = Result<Entry<'a>, StatusWord>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        Some(self.entry().ok_or_else(|| {
            self.rest = &[];
            StatusWord::INCORRECT_DATA
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    #[test]
    fn a_tag_list_names_tags() {
        let List::Entries(entries) = List::parse(&[0x5C, 3, 0x45, 0x7F, 0x21]).unwrap() else {
            panic!("all")
        };
        let tags: Vec<_> = entries.map(|entry| entry.unwrap().tag.value()).collect();
        assert_eq!(tags, [0x45, 0x7F21]);
        assert_eq!(List::parse(&[0x5C, 0]), Ok(List::All));
    }

    #[test]
    fn an_extended_header_list_says_how_much() {
        let list = [0x4D, 9, 0x45, 0x03, 0x5A, 0x80, 0x65, 0x02, 0x46, 0x00, 0x5B];
        assert_eq!(List::parse(&list), Err(StatusWord::INCORRECT_DATA), "cut at the end");
        let list = [0x4D, 8, 0x45, 0x03, 0x5A, 0x80, 0x65, 0x02, 0x46, 0x00];
        let List::Entries(entries) = List::parse(&list).unwrap() else { panic!("all") };
        let entries: Vec<_> = entries.map(Result::unwrap).collect();
        assert_eq!(entries[0].extent, Extent::First(3));
        assert_eq!(entries[1].extent, Extent::Whole);
        let Extent::Parts(mut inner) = entries[2].extent else { panic!("whole") };
        assert_eq!(inner.next().unwrap().unwrap().tag, Tag::new(0x46));
    }

    #[test]
    fn what_is_no_list_is_6a80() {
        for data in
            [&[][..], &[0x4D, 0], &[0x5D, 1, 0x45], &[0x5C, 1, 0x45, 0x5C, 0], &[0x5C, 2, 0x45]]
        {
            assert_eq!(List::parse(data), Err(StatusWord::INCORRECT_DATA), "{data:02X?}");
        }
    }

    proptest! {
        #![proptest_config(crate::random::config())]

        #[test]
        fn any_bytes_read_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            if let Ok(List::Entries(entries)) = List::parse(&bytes) {
                prop_assert!(entries.count() <= bytes.len());
            }
        }
    }
}
