//! The capacity of a card, as its EF.ATR/INFO gives it: a template `73` (ISO/IEC 7816-4:2020,
//! 12.2.2: discretionary data objects; the objects in it are ours). Reaching one of these is
//! `6A84`, and nothing is lost. Beside them there is the flash: how much of it is left only CREATE
//! FILE answers, which reserves the space of a file. The longer a record or data object, the less
//! of the flash can be used at all, so that the longest ones fit a card with little on it.
//!
//! The longest command and answer have their own template, `7F66`.

use crate::tlv::{self, Tag, Writer};

/// The capacity of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Files, DFs, PINs and keys together, the MF included (`80`).
    pub files: u16,
    /// Items of the storage: one a file, and one a record, a data object, 256 bytes of a
    /// transparent EF, a PIN's value, each half of a key pair (`81`).
    pub items: u16,
    /// DFs below each other, the MF not counted (`82`).
    pub depth: u8,
    /// PINs and keys with a retry counter, the administrator key included (`83`).
    pub counters: u8,
    /// Bytes of a record (`84`).
    pub record: u16,
    /// Records of a file (`85`).
    pub records: u8,
    /// Bytes of the parameters of a file as they are stored, access rules included (`86`).
    pub parameters: u16,
    /// Bytes of a data object of PUT DATA (`87`).
    pub data_object: u16,
    /// Files that DELETE FILE of a DF takes at once, the DF included (`88`).
    pub deleted: u16,
}

impl Capacity {
    /// The template in EF.ATR/INFO.
    pub const TAG: Tag = Tag::new(0x73);

    /// Appends the template.
    pub fn encode(&self, writer: &mut Writer<'_>) {
        writer.nested(Self::TAG, |w| {
            w.tlv(0x80u8, &self.files.to_be_bytes()).tlv(0x81u8, &self.items.to_be_bytes());
            w.tlv(0x82u8, &[self.depth]).tlv(0x83u8, &[self.counters]);
            w.tlv(0x84u8, &self.record.to_be_bytes()).tlv(0x85u8, &[self.records]);
            w.tlv(0x86u8, &self.parameters.to_be_bytes());
            w.tlv(0x87u8, &self.data_object.to_be_bytes());
            w.tlv(0x88u8, &self.deleted.to_be_bytes());
        });
    }

    /// Reads them from the content of EF.ATR/INFO; `None` when it does not hold them in this form.
    #[must_use]
    pub fn find(atr_info: &[u8]) -> Option<Self> {
        let template = tlv::find(atr_info, Self::TAG)?;
        let word = |tag: u8| Some(u16::from_be_bytes(tlv::find(template, tag)?.try_into().ok()?));
        let byte = |tag: u8| match *tlv::find(template, tag)? {
            [byte] => Some(byte),
            _ => None,
        };
        Some(Self {
            files: word(0x80)?,
            items: word(0x81)?,
            depth: byte(0x82)?,
            counters: byte(0x83)?,
            record: word(0x84)?,
            records: byte(0x85)?,
            parameters: word(0x86)?,
            data_object: word(0x87)?,
            deleted: word(0x88)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_card_says_reads_back_and_less_is_not_taken_for_it() {
        let capacity = Capacity {
            files: 64,
            items: 320,
            depth: 8,
            counters: 32,
            record: 840,
            records: 254,
            parameters: 509,
            data_object: 840,
            deleted: 70,
        };
        let mut out = [0; 64];
        let mut writer = Writer::new(&mut out);
        capacity.encode(&mut writer);
        let bytes = writer.finish().unwrap();
        assert_eq!(Capacity::find(bytes), Some(capacity));
        assert_eq!(Capacity::find(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Capacity::find(&[]), None);
    }
}
