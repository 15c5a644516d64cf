//! File control parameters as an FCP template (`62`) holds them.

use super::{
    CURRENT_DF, DataCoding, ENVIRONMENT, FileId, Key, Kind, KindParameters, LifeCycle, MF, Pin,
    RECORD_MAX, RECORDS_MAX, Sfi, byte, is_made_of,
};
use crate::access::{self, Rules};
use crate::status::StatusWord;
use crate::tlv::{self, Writer};

/// File control parameters, borrowed from the FCP template (`62`) that describes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileControlParameters<'a> {
    /// Category and structure (DO `82`).
    pub kind: Kind,
    /// Parameters that depend on the kind (DO `80`, `82`, `A5`).
    pub parameters: KindParameters,
    /// The records are simple-TLV data objects (structures 3, 5, 7 of the descriptor byte).
    pub simple_tlv: bool,
    /// Data coding byte (DO `82`), where there is one: it applies to an EF, or to the EFs in a DF.
    pub coding: Option<DataCoding>,
    /// File identifier (DO `83`).
    pub fid: FileId,
    /// DF name, 1 to 16 bytes; empty without one (DO `84`).
    pub name: &'a [u8],
    /// Short EF identifier: `None` without DO `88`, `Some(None)` for an empty one (ISO/IEC
    /// 7816-4:2020, 7.4.4: the file has none).
    pub sfi: Option<Option<Sfi>>,
    /// Access rules (DO `AB`).
    pub rules: Rules<'a>,
    /// Access rules in compact format (DO `8C`), expanded when they are stored; empty without.
    pub compact: &'a [u8],
    /// Proprietary information that is kept and returned unchanged (DO `85`).
    pub information: &'a [u8],
    /// Proprietary security attributes that are kept and returned unchanged (DO `86`).
    pub proprietary: &'a [u8],
    /// Constructed proprietary parameters (DO `A5`); a PIN's or key's own.
    pub template: &'a [u8],
    /// Life cycle status (DO `8A`).
    pub life: Option<LifeCycle>,
}

impl FileControlParameters<'static> {
    /// A DF without name and rules, to start others from (its identifier is the MF's).
    pub const EMPTY: Self = Self {
        kind: Kind::Df,
        parameters: KindParameters::Df,
        simple_tlv: false,
        coding: None,
        fid: MF,
        name: &[],
        sfi: None,
        rules: Rules::NEVER,
        compact: &[],
        information: &[],
        proprietary: &[],
        template: &[],
        life: None,
    };
}

impl<'a> FileControlParameters<'a> {
    /// Reads the content of an FCP template (the value field of `62`).
    ///
    /// # Errors
    /// `6A80` when a data object is malformed, missing, unknown, or does not fit the kind; `6A84`
    /// when all of them do, and the file is larger than any card of this kind holds.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, StatusWord> {
        let mut objects = Objects::default();
        for object in tlv::Reader::new(bytes) {
            let object = object.map_err(|_| StatusWord::INCORRECT_DATA)?;
            let value = object.value;
            let place = match object.tag.value() {
                0x80 => &mut objects.size,
                0x82 => &mut objects.descriptor,
                0x83 => &mut objects.fid,
                0x84 => &mut objects.name,
                0x85 => &mut objects.information,
                0x86 => &mut objects.proprietary,
                0x88 => &mut objects.sfi,
                0x8A => &mut objects.life,
                0x8C => &mut objects.compact,
                0xA5 => &mut objects.template,
                0xAB => &mut objects.rules,
                _ => return Err(StatusWord::INCORRECT_DATA),
            };
            if place.replace(value).is_some() {
                return Err(StatusWord::INCORRECT_DATA);
            }
        }
        match objects.control().ok_or(StatusWord::INCORRECT_DATA)? {
            (_, CapacityCheck(false)) => Err(StatusWord::NOT_ENOUGH_MEMORY),
            (control, _) => Ok(control),
        }
    }

    /// Appends the data objects (the value field of `62` or `6F`). With `rules`, the access rules
    /// are among them.
    pub fn encode(&self, writer: &mut Writer<'_>, rules: bool) {
        if let KindParameters::Transparent { size } = self.parameters {
            writer.tlv(0x80u8, &size.to_be_bytes());
        }
        let descriptor = self.kind.descriptor() | u8::from(self.simple_tlv);
        match (self.parameters, self.coding) {
            (KindParameters::Records { length, count }, coding) => {
                // Descriptor, data coding, maximum record size, number of records (table 10).
                let [high, low] = length.to_be_bytes();
                let coding = coding.unwrap_or(DataCoding::CARD).to_byte();
                writer.tlv(0x82u8, &[descriptor, coding, high, low, count]);
            }
            (_, Some(coding)) => {
                writer.tlv(0x82u8, &[descriptor, coding.to_byte()]);
            }
            (_, None) => {
                writer.tlv(0x82u8, &[descriptor]);
            }
        }
        writer.tlv(0x83u8, &self.fid.to_be_bytes());
        if !self.name.is_empty() {
            writer.tlv(0x84u8, self.name);
        }
        if !self.information.is_empty() {
            writer.tlv(0x85u8, self.information);
        }
        if !self.proprietary.is_empty() {
            writer.tlv(0x86u8, self.proprietary);
        }
        match self.sfi {
            Some(Some(sfi)) => {
                writer.tlv(0x88u8, &[sfi.number() << 3]);
            }
            Some(None) => {
                writer.tlv(0x88u8, &[]);
            }
            None => {}
        }
        // Parameters coded in another way with the same meaning are returned as they were sent.
        match self.parameters {
            KindParameters::Pin(pin) if Pin::parse(self.template) != Some(pin) => {
                writer.nested(0xA5u8, |w| pin.encode(w));
            }
            KindParameters::Key(key) if Key::parse(self.template) != Some(key) => {
                writer.nested(0xA5u8, |w| key.encode(w));
            }
            KindParameters::Environment => {
                writer.nested(0xA5u8, |w| {
                    w.tlv(0x87u8, &[ENVIRONMENT]);
                });
            }
            _ if self.template.is_empty() => {}
            _ => {
                writer.tlv(0xA5u8, self.template);
            }
        }
        if let Some(life) = self.life {
            writer.tlv(0x8Au8, &[life.to_byte()]);
        }
        if rules {
            writer.nested(0xABu8, |w| self.encode_rules(w));
        }
    }
}

impl FileControlParameters<'_> {
    /// Tries of a PIN or key; 0 for what has no retry counter.
    #[must_use]
    pub const fn tries(&self) -> u8 {
        match self.parameters {
            KindParameters::Pin(pin) => pin.tries,
            KindParameters::Key(key) => key.tries,
            _ => 0,
        }
    }

    /// Appends the access rules in expanded format (the value field of `AB`).
    pub fn encode_rules(&self, writer: &mut Writer<'_>) {
        writer.raw(self.rules.as_bytes());
        // Checked by `parse`: what cannot be expanded adds no rule, and so allows nothing.
        let _ = access::expand_compact(self.compact, writer);
    }
}

/// The data objects of an FCP template, each at most once.
#[derive(Default)]
struct Objects<'a> {
    size: Option<&'a [u8]>,
    descriptor: Option<&'a [u8]>,
    fid: Option<&'a [u8]>,
    name: Option<&'a [u8]>,
    information: Option<&'a [u8]>,
    proprietary: Option<&'a [u8]>,
    sfi: Option<&'a [u8]>,
    life: Option<&'a [u8]>,
    template: Option<&'a [u8]>,
    rules: Option<&'a [u8]>,
    compact: Option<&'a [u8]>,
}

/// Is the file within what the card can code and store at all?
struct CapacityCheck(bool);

/// A size or number of one to four bytes (ISO/IEC 7816-4:2020, tables 10 and 12).
fn number(bytes: &[u8]) -> Option<u32> {
    let value = bytes.iter().fold(0, |value, byte| value << 8 | u32::from(*byte));
    (1..=4).contains(&bytes.len()).then_some(value)
}

/// A number up to a limit, and whether it is beyond.
fn limited<N: Copy + TryFrom<u32> + PartialOrd>(number: u32, most: N) -> (N, bool) {
    match N::try_from(number) {
        Ok(number) if number <= most => (number, true),
        _ => (most, false),
    }
}

impl<'a> Objects<'a> {
    fn control(self) -> Option<(FileControlParameters<'a>, CapacityCheck)> {
        let (descriptor, structure) = self.descriptor?.split_first()?;
        let coding = match structure.first() {
            Some(byte) => Some(DataCoding::new(*byte)?),
            None => None,
        };
        let template = self.template.unwrap_or_default();
        let has = |tag: u8| tlv::find(template, tag).is_some();
        let kind = match Kind::from_descriptor(*descriptor)? {
            // In the parameters of a PIN, which has lengths, it is the number of a password.
            Kind::Pin if has(0x87) && !has(0x83) => Kind::Environment,
            kind => kind,
        };
        let simple_tlv = kind.has_records() && descriptor & 0x01 != 0;
        let mut fits = true;
        let parameters = match kind {
            Kind::Df => KindParameters::Df,
            Kind::Transparent => {
                let (size, all) = limited(number(self.size?)?, u16::MAX);
                fits &= all;
                KindParameters::Transparent { size }
            }
            Kind::LinearFixed | Kind::LinearVariable | Kind::Cyclic => {
                // Data coding, the longest record in two bytes, their number in one or two.
                let (length, count) = structure.get(1..)?.split_at_checked(2)?;
                if count.len() > 2 {
                    return None;
                }
                let (length, count) = (number(length)?, number(count)?);
                if length == 0 || count == 0 {
                    return None;
                }
                let (length, all) = limited(length, RECORD_MAX);
                let (count, every) = limited(count, RECORDS_MAX);
                fits &= all & every;
                KindParameters::Records { length, count }
            }
            Kind::Pin => KindParameters::Pin(Pin::parse(template)?),
            Kind::Key => KindParameters::Key(Key::parse(template)?),
            Kind::Environment => {
                let alone = is_made_of(template, &[0x87]);
                (alone && byte(template, 0x87)? == ENVIRONMENT)
                    .then_some(KindParameters::Environment)?
            }
        };
        if self.size.is_some() && kind != Kind::Transparent
            || !kind.has_records() && structure.len() > 1
            || self.name.is_some() && kind != Kind::Df
            || self.sfi.is_some() && kind == Kind::Df
        {
            return None;
        }
        let name = self.name.unwrap_or_default();
        if self.name.is_some() && !(1..=16).contains(&name.len()) {
            return None;
        }
        let sfi = match self.sfi {
            None => None,
            Some([]) => Some(None),
            Some([byte]) if byte & 0x07 == 0 => Some(Some(Sfi::new(byte >> 3)?)),
            Some(_) => return None,
        };
        let life = match self.life {
            None => None,
            Some([byte]) => Some(LifeCycle::from_byte(*byte)?),
            Some(_) => return None,
        };
        let fid = u16::from_be_bytes(self.fid?.try_into().ok()?);
        // Reserved identifiers (ISO/IEC 7816-4:2020, 7.2.1); 3F00 is the MF's own.
        if matches!(fid, 0x0000 | CURRENT_DF | 0xFFFF) {
            return None;
        }
        let information = self.information.unwrap_or_default();
        let proprietary = self.proprietary.unwrap_or_default();
        let rules = Rules::parse(self.rules.unwrap_or_default()).ok()?;
        let compact = self.compact.unwrap_or_default();
        access::expand_compact(compact, &mut Writer::new(&mut [0; access::EXPANDED_MAX])).ok()?;
        let control = FileControlParameters {
            kind,
            parameters,
            simple_tlv,
            coding,
            fid,
            name,
            sfi,
            rules,
            compact,
            information,
            proprietary,
            template,
            life,
        };
        Some((control, CapacityCheck(fits)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::{Algorithm, Alphabet, EF_DIR, PacePassword, Query, Usage};
    use proptest::prelude::*;
    use std::vec::Vec;

    fn round_trip(control: &FileControlParameters<'_>) -> Vec<u8> {
        let mut out = [0; 300];
        let mut writer = Writer::new(&mut out);
        control.encode(&mut writer, true);
        writer.finish().unwrap().to_vec()
    }

    const PLAIN: FileControlParameters<'static> = FileControlParameters {
        kind: Kind::Transparent,
        parameters: KindParameters::Transparent { size: 0x21 },
        simple_tlv: false,
        coding: None,
        fid: EF_DIR,
        name: &[],
        sfi: Some(Sfi::new(0x1E)),
        rules: Rules::NEVER,
        compact: &[],
        information: &[0x85, 0x00],
        proprietary: &[3, 0xFF, 0xFF],
        template: &[],
        life: Some(LifeCycle::Activated),
    };

    #[test]
    fn parameters_read_back_as_written() {
        let pin = Pin {
            tries: 3,
            min: 4,
            max: 4,
            alphabet: Alphabet::Digits,
            query: Query::Tries,
            disabled: false,
            pace: None,
        };
        let key = Key { algorithm: Algorithm::P256, usage: Usage::SIGNATURE, tries: 0 };
        for (kind, parameters) in [
            (Kind::Transparent, PLAIN.parameters),
            (Kind::Cyclic, KindParameters::Records { length: 20, count: 5 }),
            (Kind::Pin, KindParameters::Pin(pin)),
            (Kind::Pin, KindParameters::Pin(Pin { query: Query::Iso, disabled: true, ..pin })),
            (Kind::Pin, KindParameters::Pin(Pin { pace: Some(PacePassword::Pin), ..pin })),
            (
                Kind::Pin,
                KindParameters::Pin(Pin { pace: Some(PacePassword::Can), tries: 0, ..pin }),
            ),
            (Kind::Key, KindParameters::Key(key)),
            (Kind::Environment, KindParameters::Environment),
        ] {
            let bytes = round_trip(&FileControlParameters { kind, parameters, ..PLAIN });
            let read = FileControlParameters::parse(&bytes).unwrap();
            assert_eq!((read.kind, read.parameters, read.fid), (kind, parameters, EF_DIR));
            assert_eq!((read.sfi, read.proprietary), (PLAIN.sfi, PLAIN.proprietary));
            assert_eq!(read.information, PLAIN.information);
        }
    }

    #[test]
    fn the_descriptor_comes_back_with_its_data_coding_byte() {
        for bytes in [
            &[0x80, 2, 0, 1, 0x82, 2, 0x01, 0x41, 0x83, 2, 0, 1, 0xAB, 0][..],
            &[0x82, 2, 0x38, 0x21, 0x83, 2, 0, 1, 0xAB, 0],
            &[0x82, 5, 0x05, 0x61, 0, 9, 2, 0x83, 2, 0, 1, 0xAB, 0],
        ] {
            assert_eq!(round_trip(&FileControlParameters::parse(bytes).unwrap()), bytes);
        }
    }

    #[test]
    fn parameters_that_do_not_fit_are_6a80() {
        for (bytes, why) in [
            (&[0x82, 1, 0x01, 0x83, 2, 0, 1][..], "transparent without size"),
            (&[0x80, 2, 0, 1, 0x82, 1, 0x01], "no identifier"),
            (&[0x80, 2, 0, 1, 0x82, 1, 0x01, 0x83, 2, 0x3F, 0xFF], "reserved identifier"),
            (&[0x80, 2, 0, 1, 0x82, 1, 0x38, 0x83, 2, 1, 1], "DF with a size"),
            (&[0x82, 5, 0x02, 1, 0, 0, 1, 0x83, 2, 0, 1], "records of length 0"),
            (&[0x82, 5, 0x02, 1, 0, 9, 0, 0x83, 2, 0, 1], "no records"),
            (&[0x82, 4, 0x02, 1, 0, 9, 0x83, 2, 0, 1], "records without a number"),
            (&[0x82, 7, 0x02, 1, 0, 9, 0, 0, 2, 0x83, 2, 0, 1], "a number of three bytes"),
            (&[0x80, 0, 0x82, 1, 0x01, 0x83, 2, 0, 1], "an empty size"),
            (&[0x80, 5, 0, 0, 0, 0, 1, 0x82, 1, 0x01, 0x83, 2, 0, 1], "a size of five bytes"),
            (&[0x80, 3, 1, 0, 0, 0x82, 1, 0x01, 0x83, 2, 0, 1, 0x99, 0], "too large, and unknown"),
            (&[0x82, 5, 0x02, 2, 0, 9, 2, 0x83, 2, 0, 1], "data units of two bytes"),
            (&[0x82, 1, 0x08, 0x83, 2, 0, 1], "PIN without parameters"),
            (&[0x82, 1, 0x08, 0x83, 2, 0, 1, 0xA5, 3, 0x87, 1, 2], "neither PIN nor environment"),
            (&[0x82, 1, 0x38, 0x83, 2, 0, 1, 0x83, 2, 0, 1], "twice the same"),
            (&[0x82, 1, 0x38, 0x83, 2, 0, 1, 0x99, 0], "unknown data object"),
            (&[0x82, 1, 0x38, 0x83, 2, 0, 1, 0x84, 17], "cut off"),
        ] {
            assert_eq!(
                FileControlParameters::parse(bytes),
                Err(StatusWord::INCORRECT_DATA),
                "{why}"
            );
        }
    }

    #[test]
    fn sizes_and_numbers_are_as_long_as_they_are() {
        for (bytes, parameters) in [
            (
                &[0x80, 1, 9, 0x82, 1, 0x01, 0x83, 2, 0, 1][..],
                KindParameters::Transparent { size: 9 },
            ),
            (
                &[0x80, 4, 0, 0, 0xFF, 0xFF, 0x82, 1, 0x01, 0x83, 2, 0, 1],
                KindParameters::Transparent { size: 0xFFFF },
            ),
            (
                &[0x82, 6, 0x02, 1, 0, 9, 0, 254, 0x83, 2, 0, 1],
                KindParameters::Records { length: 9, count: 254 },
            ),
        ] {
            assert_eq!(
                FileControlParameters::parse(bytes).unwrap().parameters,
                parameters,
                "{bytes:02X?}"
            );
        }
    }

    #[test]
    fn a_file_larger_than_any_card_holds_is_6a84() {
        for bytes in [
            &[0x80, 3, 1, 0, 0, 0x82, 1, 0x01, 0x83, 2, 0, 1][..],
            &[0x82, 5, 0x02, 1, 0x08, 0x01, 1, 0x83, 2, 0, 1],
            &[0x82, 5, 0x04, 1, 0, 9, 255, 0x83, 2, 0, 1],
            &[0x82, 6, 0x06, 1, 0, 9, 1, 0, 0x83, 2, 0, 1],
        ] {
            let refused = FileControlParameters::parse(bytes);
            assert_eq!(refused, Err(StatusWord::NOT_ENOUGH_MEMORY), "{bytes:02X?}");
        }
    }

    #[test]
    fn the_signing_password_has_a_letter_and_a_digit() {
        let alphabet = Alphabet::UpperAlphanumeric;
        assert!(alphabet.admits(b"ABC123"));
        assert!(!alphabet.admits(b"ABCDEF") && !alphabet.admits(b"123456"));
        assert!(!alphabet.admits(b"abc123") && !alphabet.admits(b"ABC12 "));
    }

    proptest! {
        #![proptest_config(crate::random::config())]

        #[test]
        fn any_bytes_parse_or_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = FileControlParameters::parse(&bytes);
        }
    }
}
