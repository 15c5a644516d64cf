//! File control parameters (ISO/IEC 7816-4:2020, 7.4): what a file is, how CREATE FILE says it and
//! how SELECT answers it.

use crate::access::{self, Rules};
use crate::status::StatusWord;
use crate::tlv::{self, Tag, Writer};

/// A file identifier, two bytes.
pub type FileId = u16;

/// The master file.
pub const MF: FileId = 0x3F00;
/// In a path: the current DF.
pub const CURRENT_DF: FileId = 0x3FFF;
/// EF.DIR: one application template per application.
pub const EF_DIR: FileId = 0x2F00;
/// EF.ATR/INFO: what the card can do.
pub const EF_ATR_INFO: FileId = 0x2F01;

/// The template tags of SELECT and CREATE FILE.
pub const FCP: Tag = Tag::new(0x62);
/// File management data.
pub const FMD: Tag = Tag::new(0x64);
/// File control information.
pub const FCI: Tag = Tag::new(0x6F);

/// A short EF identifier, 1 to 30.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sfi(u8);

impl Sfi {
    /// The identifier with this number; `None` outside 1 to 30.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if matches!(number, 1..=30) { Some(Self(number)) } else { None }
    }

    /// What a file gets when its FCP has no `88`: the low five bits of its identifier
    /// (ISO/IEC 7816-4:2020, 7.4.4), if they make one.
    #[must_use]
    pub const fn of(file: FileId) -> Option<Self> {
        Self::new((file & 0x1F) as u8)
    }

    /// 1 to 30.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// What a file is: category and structure of its descriptor byte (ISO/IEC 7816-4:2020, table 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A dedicated file.
    Df,
    /// A sequence of bytes.
    Transparent,
    /// Records of one size, record 1 the oldest.
    LinearFixed,
    /// Records of up to a size.
    LinearVariable,
    /// A ring of records of one size, record 1 the newest.
    Cyclic,
    /// A PIN (internal EF, `08`).
    Pin,
    /// A key (internal EF, `09`).
    Key,
}

impl Kind {
    /// The file descriptor byte.
    #[must_use]
    pub const fn descriptor(self) -> u8 {
        match self {
            Self::Df => 0x38,
            Self::Transparent => 0x01,
            Self::LinearFixed => 0x02,
            Self::LinearVariable => 0x04,
            Self::Cyclic => 0x06,
            Self::Pin => 0x08,
            Self::Key => 0x09,
        }
    }

    /// The kind with this descriptor byte; the shareable bit is accepted and dropped (every file
    /// is shareable), as is the bit that says the records are simple-TLV.
    #[must_use]
    pub const fn from_descriptor(byte: u8) -> Option<Self> {
        Some(match byte & 0xBF {
            0x38 => Self::Df,
            0x01 => Self::Transparent,
            0x02 => Self::LinearFixed,
            0x04 => Self::LinearVariable,
            0x06 => Self::Cyclic,
            0x08 => Self::Pin,
            0x09 => Self::Key,
            _ => return None,
        })
    }

    /// Linear or cyclic.
    #[must_use]
    pub const fn has_records(self) -> bool {
        matches!(self, Self::LinearFixed | Self::LinearVariable | Self::Cyclic)
    }

    /// A PIN or key: never read or updated as a file.
    #[must_use]
    pub const fn is_internal(self) -> bool {
        matches!(self, Self::Pin | Self::Key)
    }
}

/// Life cycle status (ISO/IEC 7816-4:2020, 7.4.10, table 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LifeCycle {
    /// Being built: rules do not bite yet.
    Creation,
    /// Has its parameters, waits for its content or for ACTIVATE.
    Initialisation,
    /// In use.
    Activated,
    /// Out of use until activated again.
    Deactivated,
    /// Out of use for ever.
    Terminated,
}

impl LifeCycle {
    /// The life cycle status byte.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Creation => 0x01,
            Self::Initialisation => 0x03,
            Self::Activated => 0x05,
            Self::Deactivated => 0x04,
            Self::Terminated => 0x0C,
        }
    }

    /// The state with this status byte.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0x01 => Self::Creation,
            0x03 => Self::Initialisation,
            0x05 | 0x07 => Self::Activated,
            0x04 | 0x06 => Self::Deactivated,
            0x0C..=0x0F => Self::Terminated,
            _ => return None,
        })
    }

    /// Before ACTIVATE: access rules do not bite, the administrator key's holder builds.
    #[must_use]
    pub const fn is_building(self) -> bool {
        matches!(self, Self::Creation | Self::Initialisation)
    }
}

/// Algorithm of a key (our coding, DO `81` in `A5`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// AES-128, used with CMAC.
    Aes128,
    /// AES-256, used with CMAC.
    Aes256,
    /// NIST P-256, used with ECDSA and SHA-256.
    P256,
}

impl Algorithm {
    /// Its code.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Aes128 => 0x01,
            Self::Aes256 => 0x02,
            Self::P256 => 0x11,
        }
    }

    /// The algorithm with this code.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0x01 => Self::Aes128,
            0x02 => Self::Aes256,
            0x11 => Self::P256,
            _ => return None,
        })
    }

    /// Length of the secret key in bytes.
    #[must_use]
    pub const fn secret_len(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes256 | Self::P256 => 32,
        }
    }

    /// Length of the public key as the card gives it out, in bytes; 0 for a symmetric key.
    #[must_use]
    pub const fn public_len(self) -> usize {
        match self {
            Self::Aes128 | Self::Aes256 => 0,
            Self::P256 => 65,
        }
    }

    /// Made on the card by GENERATE ASYMMETRIC KEY PAIR.
    #[must_use]
    pub const fn is_asymmetric(self) -> bool {
        self.public_len() != 0
    }

    /// The value of the object identifier of its domain parameters, for DO `06`.
    #[must_use]
    pub const fn oid(self) -> &'static [u8] {
        match self {
            // 1.2.840.10045.3.1.7 (RFC 5480)
            Self::P256 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
            Self::Aes128 | Self::Aes256 => &[],
        }
    }
}

/// What a key may be used for (our coding, DO `82` in `A5`): a set of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage(u8);

impl Usage {
    /// Signatures by PERFORM SECURITY OPERATION.
    pub const SIGN: Self = Self(0x01);
    /// Authenticating the card to the outside.
    pub const INTERNAL: Self = Self(0x02);
    /// Authenticating the outside to the card.
    pub const EXTERNAL: Self = Self(0x04);

    const KNOWN: u8 = 0x07;

    /// The set with these bits; `None` when it is empty or has unknown ones.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        if byte == 0 || byte & !Self::KNOWN != 0 { None } else { Some(Self(byte)) }
    }

    /// Its bits.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        self.0
    }

    /// Does it hold all of `other`?
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Which values a PIN may take (our coding, DO `84` in `A5`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// Any bytes.
    Any,
    /// ASCII digits.
    Digits,
    /// `A`-`Z` and `0`-`9`, at least one letter and one digit (signing password of JPKI).
    UpperAlphanumeric,
}

impl Alphabet {
    /// Its code.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Any => 0,
            Self::Digits => 1,
            Self::UpperAlphanumeric => 2,
        }
    }

    /// The alphabet with this code.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0 => Self::Any,
            1 => Self::Digits,
            2 => Self::UpperAlphanumeric,
            _ => return None,
        })
    }

    /// Is this a value of the alphabet?
    #[must_use]
    pub fn admits(self, value: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Digits => value.iter().all(u8::is_ascii_digit),
            Self::UpperAlphanumeric => {
                value.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
                    && value.iter().any(u8::is_ascii_digit)
                    && value.iter().any(u8::is_ascii_uppercase)
            }
        }
    }
}

/// How a PIN answers VERIFY without data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    /// Always `63Cx`, also when verified; `63C0` when blocked (what JPKI clients need).
    Tries,
    /// `9000` when verified, `6983` when blocked, else `63Cx` (ISO/IEC 7816-4:2020, 11.6.6).
    Iso,
}

/// Parameters of a PIN (our coding, in `A5`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Tries after a right value, 1 to 15 (DO `80`).
    pub tries: u8,
    /// Shortest value in bytes, 1 to 16 (DO `83`, first byte).
    pub min: u8,
    /// Longest value in bytes, 1 to 16 (DO `83`, second byte).
    pub max: u8,
    /// Its alphabet (DO `84`).
    pub alphabet: Alphabet,
    /// Its answer to a query (DO `85`, 1 for ISO).
    pub query: Query,
}

/// Longest value of a PIN in bytes.
pub const PIN_MAX: usize = 16;

impl Pin {
    /// May this be its value?
    #[must_use]
    pub fn admits(&self, value: &[u8]) -> bool {
        let length = value.len();
        (usize::from(self.min)..=usize::from(self.max)).contains(&length)
            && self.alphabet.admits(value)
    }
}

/// Parameters of a key (our coding, in `A5`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its algorithm (DO `81`).
    pub algorithm: Algorithm,
    /// What it may be used for (DO `82`).
    pub usage: Usage,
    /// Wrong authentications after which it is blocked, 1 to 15 (DO `80`); 0 without a counter.
    pub tries: u8,
}

/// Parameters that depend on the kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A DF, with the number of bytes nothing is reserved for.
    Df,
    /// A transparent EF of this many bytes (DO `80`).
    Transparent {
        /// Size in bytes, 0 to 65535.
        size: u16,
    },
    /// A linear or cyclic EF.
    Records {
        /// Longest record, or the length of all, in bytes, 1 to 255.
        length: u8,
        /// Most records, 1 to 254.
        count: u8,
    },
    /// A PIN.
    Pin(Pin),
    /// A key.
    Key(Key),
}

/// File control parameters, borrowed from the FCP template (`62`) that describes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileControl<'a> {
    /// Category and structure (DO `82`).
    pub kind: Kind,
    /// What depends on it (DO `80`, `82`, `A5`).
    pub shape: Shape,
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
    /// Proprietary parameters that are kept and given back, whatever they say (DO `86`).
    pub proprietary: &'a [u8],
    /// Constructed proprietary parameters (DO `A5`); a PIN's or key's own.
    pub template: &'a [u8],
    /// Life cycle status (DO `8A`).
    pub life: Option<LifeCycle>,
}

impl<'a> FileControl<'a> {
    /// Reads the content of an FCP template (what stands inside `62`).
    ///
    /// # Errors
    /// `6A80` when a data object is malformed, missing, unknown, or does not fit the kind.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, StatusWord> {
        const BAD: StatusWord = StatusWord::INCORRECT_DATA;
        let mut objects = Objects::default();
        for object in tlv::Reader::new(bytes) {
            let object = object.map_err(|_| BAD)?;
            let value = object.value;
            let place = match object.tag.value() {
                0x80 => &mut objects.size,
                0x82 => &mut objects.descriptor,
                0x83 => &mut objects.fid,
                0x84 => &mut objects.name,
                0x86 => &mut objects.proprietary,
                0x88 => &mut objects.sfi,
                0x8A => &mut objects.life,
                0x8C => &mut objects.compact,
                0xA5 => &mut objects.template,
                0xAB => &mut objects.rules,
                _ => return Err(BAD),
            };
            if place.replace(value).is_some() {
                return Err(BAD);
            }
        }
        objects.control().ok_or(BAD)
    }

    /// Appends the data objects (what stands inside `62` or `6F`). With `rules`, the access rules
    /// are among them.
    pub fn encode(&self, writer: &mut Writer<'_>, rules: bool) {
        if let Shape::Transparent { size } = self.shape {
            writer.tlv(0x80u8, &size.to_be_bytes());
        }
        match self.shape {
            Shape::Records { length, count } => {
                // Descriptor, data coding, maximum record size, number of records (table 10).
                writer.tlv(0x82u8, &[self.kind.descriptor(), 0x01, 0, length, count]);
            }
            _ => {
                writer.tlv(0x82u8, &[self.kind.descriptor()]);
            }
        }
        writer.tlv(0x83u8, &self.fid.to_be_bytes());
        if !self.name.is_empty() {
            writer.tlv(0x84u8, self.name);
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
        match self.shape {
            Shape::Pin(pin) => {
                writer.nested(0xA5u8, |w| pin.encode(w));
            }
            Shape::Key(key) => {
                writer.nested(0xA5u8, |w| key.encode(w));
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

impl FileControl<'_> {
    /// Tries of a PIN or key; 0 for what has no retry counter.
    #[must_use]
    pub const fn tries(&self) -> u8 {
        match self.shape {
            Shape::Pin(pin) => pin.tries,
            Shape::Key(key) => key.tries,
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

impl Pin {
    fn encode(&self, writer: &mut Writer<'_>) {
        writer.tlv(0x80u8, &[self.tries]);
        writer.tlv(0x83u8, &[self.min, self.max]);
        writer.tlv(0x84u8, &[self.alphabet.to_byte()]);
        if self.query == Query::Iso {
            writer.tlv(0x85u8, &[1]);
        }
    }

    fn parse(template: &[u8]) -> Option<Self> {
        let [min, max] = *tlv::find(template, 0x83u8)? else {
            return None;
        };
        let in_range = 1 <= min && min <= max && usize::from(max) <= PIN_MAX;
        let query = match tlv::find(template, 0x85u8) {
            None | Some([0]) => Query::Tries,
            Some([1]) => Query::Iso,
            Some(_) => return None,
        };
        let pin = Self {
            tries: byte(template, 0x80)?,
            min,
            max,
            alphabet: Alphabet::from_byte(byte(template, 0x84)?)?,
            query,
        };
        (in_range && matches!(pin.tries, 1..=15)).then_some(pin)
    }
}

impl Key {
    fn encode(&self, writer: &mut Writer<'_>) {
        if self.tries != 0 {
            writer.tlv(0x80u8, &[self.tries]);
        }
        writer.tlv(0x81u8, &[self.algorithm.to_byte()]);
        writer.tlv(0x82u8, &[self.usage.to_byte()]);
    }

    fn parse(template: &[u8]) -> Option<Self> {
        let usage = Usage::from_byte(byte(template, 0x82)?)?;
        let tries = match tlv::find(template, 0x80u8) {
            None => 0,
            Some([tries @ 1..=15]) => *tries,
            Some(_) => return None,
        };
        let algorithm = Algorithm::from_byte(byte(template, 0x81)?)?;
        // A key that the outside is tested with always has an error counter; a key that can
        // only be tested with is no key pair of the card.
        let counted = !usage.contains(Usage::EXTERNAL) || tries != 0;
        let possible = if algorithm.is_asymmetric() {
            !usage.contains(Usage::EXTERNAL)
        } else {
            !usage.contains(Usage::SIGN)
        };
        (counted && possible).then_some(Self { algorithm, usage, tries })
    }
}

fn byte(template: &[u8], tag: u8) -> Option<u8> {
    match tlv::find(template, tag)? {
        [byte] => Some(*byte),
        _ => None,
    }
}

/// The data objects of an FCP template, each at most once.
#[derive(Default)]
struct Objects<'a> {
    size: Option<&'a [u8]>,
    descriptor: Option<&'a [u8]>,
    fid: Option<&'a [u8]>,
    name: Option<&'a [u8]>,
    proprietary: Option<&'a [u8]>,
    sfi: Option<&'a [u8]>,
    life: Option<&'a [u8]>,
    template: Option<&'a [u8]>,
    rules: Option<&'a [u8]>,
    compact: Option<&'a [u8]>,
}

impl<'a> Objects<'a> {
    fn control(self) -> Option<FileControl<'a>> {
        let (descriptor, structure) = self.descriptor?.split_first()?;
        let kind = Kind::from_descriptor(*descriptor)?;
        let template = self.template.unwrap_or_default();
        let shape = match kind {
            Kind::Df => Shape::Df,
            Kind::Transparent => {
                Shape::Transparent { size: u16::from_be_bytes(self.size?.try_into().ok()?) }
            }
            Kind::LinearFixed | Kind::LinearVariable | Kind::Cyclic => match *structure {
                [_coding, 0, length @ 1..=255, count @ 1..=254] => Shape::Records { length, count },
                _ => return None,
            },
            Kind::Pin => Shape::Pin(Pin::parse(template)?),
            Kind::Key => Shape::Key(Key::parse(template)?),
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
        let proprietary = self.proprietary.unwrap_or_default();
        let rules = Rules::parse(self.rules.unwrap_or_default()).ok()?;
        let compact = self.compact.unwrap_or_default();
        access::expand_compact(compact, &mut Writer::new(&mut [0; access::EXPANDED_MAX])).ok()?;
        Some(FileControl {
            kind,
            shape,
            fid,
            name,
            sfi,
            rules,
            compact,
            proprietary,
            template,
            life,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    fn round_trip(control: &FileControl<'_>) -> Vec<u8> {
        let mut out = [0; 300];
        let mut writer = Writer::new(&mut out);
        control.encode(&mut writer, true);
        writer.finish().unwrap().to_vec()
    }

    const PLAIN: FileControl<'static> = FileControl {
        kind: Kind::Transparent,
        shape: Shape::Transparent { size: 0x21 },
        fid: EF_DIR,
        name: &[],
        sfi: Some(Sfi::new(0x1E)),
        rules: Rules::NEVER,
        compact: &[],
        proprietary: &[3, 0xFF, 0xFF],
        template: &[],
        life: Some(LifeCycle::Activated),
    };

    #[test]
    fn parameters_read_back_as_written() {
        let pin = Pin { tries: 3, min: 4, max: 4, alphabet: Alphabet::Digits, query: Query::Tries };
        let key = Key { algorithm: Algorithm::P256, usage: Usage::SIGN, tries: 0 };
        for (kind, shape) in [
            (Kind::Transparent, PLAIN.shape),
            (Kind::Cyclic, Shape::Records { length: 20, count: 5 }),
            (Kind::Pin, Shape::Pin(pin)),
            (Kind::Key, Shape::Key(key)),
        ] {
            let bytes = round_trip(&FileControl { kind, shape, ..PLAIN });
            let read = FileControl::parse(&bytes).unwrap();
            assert_eq!((read.kind, read.shape, read.fid), (kind, shape, EF_DIR));
            assert_eq!((read.sfi, read.proprietary), (PLAIN.sfi, PLAIN.proprietary));
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
            (&[0x82, 5, 0x02, 1, 0, 9, 255, 0x83, 2, 0, 1], "255 records"),
            (&[0x82, 1, 0x08, 0x83, 2, 0, 1], "PIN without parameters"),
            (&[0x82, 1, 0x38, 0x83, 2, 0, 1, 0x83, 2, 0, 1], "twice the same"),
            (&[0x82, 1, 0x38, 0x83, 2, 0, 1, 0x99, 0], "unknown data object"),
            (&[0x82, 1, 0x38, 0x83, 2, 0, 1, 0x84, 17], "cut off"),
        ] {
            assert_eq!(FileControl::parse(bytes), Err(StatusWord::INCORRECT_DATA), "{why}");
        }
    }

    #[test]
    fn an_external_key_without_an_error_counter_is_refused() {
        let key = |usage, tries| {
            let mut out = [0; 20];
            let mut writer = Writer::new(&mut out);
            Key { algorithm: Algorithm::Aes128, usage, tries }.encode(&mut writer);
            Key::parse(writer.finish().unwrap())
        };
        assert_eq!(key(Usage::EXTERNAL, 0), None);
        assert!(key(Usage::EXTERNAL, 15).is_some());
        assert!(key(Usage::INTERNAL, 0).is_some());
        assert_eq!(key(Usage::SIGN, 0), None, "AES signs nothing");
    }

    #[test]
    fn the_signing_password_has_a_letter_and_a_digit() {
        let alphabet = Alphabet::UpperAlphanumeric;
        assert!(alphabet.admits(b"ABC123"));
        assert!(!alphabet.admits(b"ABCDEF") && !alphabet.admits(b"123456"));
        assert!(!alphabet.admits(b"abc123") && !alphabet.admits(b"ABC12 "));
    }

    proptest! {
        #[test]
        fn any_bytes_parse_or_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = FileControl::parse(&bytes);
        }
    }
}
