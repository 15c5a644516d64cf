//! The files of the application as bytes.

use apdu_spec::tlv::{self, Tag};

use super::{hashes, objects_of};
use crate::card::files;
use juki_pki::PublicKey;
use juki_pki::cv::Hashes;
use juki_records::day;

const AGE: u16 = 0xFF10;
const FACE: u16 = 0xFF20;
const BASIC: u16 = 0xFF30;
const NUMBER: u16 = 0xFF40;
const OFFSETS: u16 = 0xDF21;
const AGE_OBJECTS: [u16; 3] = [0xDF11, 0xDF12, 0xDF13];
const FACE_OBJECTS: [u16; 9] =
    [0xDF22, 0xDF23, 0xDF24, 0xDF25, 0xDF26, 0xDF27, 0xDF28, 0xDF29, 0xDF2A];
const BASIC_OBJECTS: [u16; 5] = [0xDF31, 0xDF32, 0xDF33, 0xDF34, 0xDF35];
const NUMBER_OBJECTS: [u16; 3] = [0xDF41, 0xDF42, 0xDF43];

/// Offsets in a file have 15 bits.
const LONGEST: usize = 0x7FFF;
/// Tag, length and value of DF21.
const DIRECTORY: usize = 3 + 2 * FACE_OBJECTS.len();

/// EF 0001: the day of birth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Age {
    /// Day of birth, YYYYMMDD.
    pub birth: String,
    /// The card's key.
    pub key: PublicKey,
    /// The data objects before the signature, which it covers.
    pub signed: Vec<u8>,
    /// DF13: RSASSA-PKCS1-v1_5 with SHA-256.
    pub signature: Vec<u8>,
}

/// EF 0005: the personal number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Picture of the number, PNG.
    pub picture: Vec<u8>,
    /// The card's key.
    pub key: PublicKey,
    /// The data objects before the signature, which it covers.
    pub signed: Vec<u8>,
    /// DF43: RSASSA-PKCS1-v1_5 with SHA-256.
    pub signature: Vec<u8>,
}

/// EF 0002: the face. What the face of this card does not show is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// Day of birth, YYYYMMDD.
    pub birth: String,
    /// A digit (ISO/IEC 5218).
    pub sex: String,
    /// The card's key.
    pub key: PublicKey,
    /// Picture of the name, PNG.
    pub name: Vec<u8>,
    /// Picture of the address, PNG.
    pub address: Vec<u8>,
    /// Photo, JPEG 2000.
    pub photo: Vec<u8>,
    /// DF28: a block of type 1 with the three hashes.
    pub signature: Vec<u8>,
    /// Last day in force, YYYYMMDD; not signed.
    pub expiry: String,
    /// Picture of the security code, PNG; not signed. On a card of profile p256 that of the card
    /// access number stands in its place.
    pub security_code: Vec<u8>,
}

/// EF 0003: basic information. Nobody signs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasicInfo {
    /// DF31, 4 bytes: specification version, support of extended length, vendor, its own byte.
    pub version: Vec<u8>,
    /// DF32: a key id, 16 bytes.
    pub key_id: Vec<u8>,
    /// DF33, 1 byte.
    pub data_version: Vec<u8>,
    /// DF34: the municipality, 5 digits.
    pub municipality: String,
    /// DF35: a key id, and 256 bytes of a use that is not public.
    pub reference: Vec<u8>,
}

impl Age {
    /// The file before it is signed; `None` when the key is too long for any file.
    #[must_use]
    pub fn new(birth: String, key: PublicKey) -> Option<Self> {
        let [first, second, _] = AGE_OBJECTS;
        let signed = pair((first, birth.as_bytes()), (second, &key))?;
        Some(Self { birth, key, signed, signature: Vec::new() })
    }

    /// The content of the file.
    #[must_use]
    pub fn encode(&self) -> Option<Vec<u8>> {
        let signature = object(AGE_OBJECTS[2], &self.signature)?;
        object(AGE, &[&self.signed[..], &signature].concat())
    }

    /// Reads the file; `None` when it is not of this layout.
    #[must_use]
    pub fn parse(content: &[u8]) -> Option<Self> {
        let [birth, key, signature] = objects(template(content, AGE)?, AGE_OBJECTS)?;
        Some(Self {
            birth: birth_day(birth.value)?,
            key: PublicKey::from_objects(key.value)?,
            signed: [birth.whole, key.whole].concat(),
            signature: signature.value.to_vec(),
        })
    }
}

impl Number {
    /// The file before it is signed; `None` when the key is too long for any file.
    #[must_use]
    pub fn new(picture: Vec<u8>, key: PublicKey) -> Option<Self> {
        let [first, second, _] = NUMBER_OBJECTS;
        let signed = pair((first, &picture), (second, &key))?;
        Some(Self { picture, key, signed, signature: Vec::new() })
    }

    /// The content of the file.
    #[must_use]
    pub fn encode(&self) -> Option<Vec<u8>> {
        let signature = object(NUMBER_OBJECTS[2], &self.signature)?;
        object(NUMBER, &[&self.signed[..], &signature].concat())
    }

    /// Reads the file; `None` when it is not of this layout.
    #[must_use]
    pub fn parse(content: &[u8]) -> Option<Self> {
        let [picture, key, signature] = objects(template(content, NUMBER)?, NUMBER_OBJECTS)?;
        Some(Self {
            picture: png(picture.value)?,
            key: PublicKey::from_objects(key.value)?,
            signed: [picture.whole, key.whole].concat(),
            signature: signature.value.to_vec(),
        })
    }
}

impl Face {
    /// The content of the file. DF21 holds the offsets of the nine others, from the start of the
    /// file to each tag, two bytes each. `None` when they do not fit 15 bits.
    #[must_use]
    pub fn encode(&self) -> Option<Vec<u8>> {
        let objects = self.objects()?;
        let body: usize = DIRECTORY + objects.iter().map(Vec::len).sum::<usize>();
        let header = if body < 0x80 { 3 } else { 5 };
        let mut at = header + DIRECTORY;
        let mut offsets = Vec::new();
        for object in &objects {
            offsets.extend(u16::try_from(at).ok()?.to_be_bytes());
            at += object.len();
        }
        if at > LONGEST {
            return None;
        }
        let mut value = object(OFFSETS, &offsets)?;
        value.extend(objects.concat());
        object(FACE, &value)
    }

    /// What DF28 covers, of the data as it would be written: SHA-256 of DF22 to DF24, of DF25 and
    /// DF26, and of DF27.
    #[must_use]
    pub fn hashes(&self) -> Option<Hashes> {
        let [birth, sex, key, name, address, photo, ..] = self.objects()?;
        Some(hashes([&[birth, sex, key].concat(), &[name, address].concat(), &photo]))
    }

    /// Reads the file with what its signature covers; `None` when it is not of this layout: when
    /// a data object is amiss, or an offset does not name its place.
    #[must_use]
    pub fn parse(content: &[u8]) -> Option<(Self, Hashes)> {
        let template = template(content, FACE)?;
        let [first, second, ..] = OFFSETS.to_be_bytes();
        let (directory, rest) = template.split_at_checked(DIRECTORY)?;
        let offsets = directory.strip_prefix(&[first, second, 2 * 9])?.as_chunks::<2>().0;
        let found = objects(rest, FACE_OBJECTS)?;
        let start = content.len().checked_sub(rest.len())?;
        let mut at = start;
        for (offset, object) in offsets.iter().zip(&found) {
            if usize::from(u16::from_be_bytes(*offset)) != at {
                return None;
            }
            at += object.whole.len();
        }
        let [birth, sex, key, name, address, photo, signature, expiry, security] = found;
        let group = |objects: &[Object<'_>]| {
            objects.iter().map(|object| object.whole).collect::<Vec<_>>().concat()
        };
        let signed = hashes([&group(&[birth, sex, key]), &group(&[name, address]), photo.whole]);
        let face = Self {
            birth: or_empty(birth.value, birth_day)?,
            sex: or_empty(sex.value, sex_digit)?,
            key: PublicKey::from_objects(key.value)?,
            name: png(name.value)?,
            address: or_empty(address.value, png)?,
            photo: or_empty(photo.value, jpeg2000)?,
            signature: signature.value.to_vec(),
            expiry: digits(expiry.value, 8).filter(|digits| day::is_day(digits))?,
            security_code: or_empty(security.value, png)?,
        };
        (at == content.len() && at <= LONGEST).then_some((face, signed))
    }

    fn objects(&self) -> Option<[Vec<u8>; 9]> {
        let key = objects_of(&self.key)?;
        let values: [&[u8]; 9] = [
            self.birth.as_bytes(),
            self.sex.as_bytes(),
            &key,
            &self.name,
            &self.address,
            &self.photo,
            &self.signature,
            self.expiry.as_bytes(),
            &self.security_code,
        ];
        let objects = FACE_OBJECTS.iter().zip(values).map(|(tag, value)| object(*tag, value));
        objects.collect::<Option<Vec<_>>>()?.try_into().ok()
    }
}

impl BasicInfo {
    /// The content of the file.
    #[must_use]
    pub fn encode(&self) -> Option<Vec<u8>> {
        let values = [
            &self.version[..],
            &self.key_id,
            &self.data_version,
            self.municipality.as_bytes(),
            &self.reference,
        ];
        let objects = BASIC_OBJECTS.iter().zip(values).map(|(tag, value)| object(*tag, value));
        object(BASIC, &objects.collect::<Option<Vec<_>>>()?.concat())
    }

    /// Reads the file; `None` when it is not of this layout.
    #[must_use]
    pub fn parse(content: &[u8]) -> Option<Self> {
        let [version, key_id, data_version, municipality, reference] =
            objects(template(content, BASIC)?, BASIC_OBJECTS)?;
        let lengths = [version.value.len(), key_id.value.len(), data_version.value.len()];
        (lengths == [4, 16, 1]).then_some(())?;
        Some(Self {
            version: version.value.to_vec(),
            key_id: key_id.value.to_vec(),
            data_version: data_version.value.to_vec(),
            municipality: digits(municipality.value, 5)?,
            reference: reference.value.to_vec(),
        })
    }
}

/// A data object, and all its bytes.
#[derive(Clone, Copy)]
struct Object<'a> {
    value: &'a [u8],
    whole: &'a [u8],
}

/// These data objects in this order, and nothing before, between or behind them.
fn objects<const N: usize>(bytes: &[u8], tags: [u16; N]) -> Option<[Object<'_>; N]> {
    let mut reader = tlv::Reader::new(bytes);
    let (mut found, mut start) = (Vec::with_capacity(N), 0);
    for tag in tags {
        let value = reader.next()?.ok()?.value;
        let whole = bytes.get(start..reader.position())?;
        // The reader passes over filler, which no data object begins with.
        whole.starts_with(&tag.to_be_bytes()).then_some(())?;
        found.push(Object { value, whole });
        start = reader.position();
    }
    (start == bytes.len()).then_some(())?;
    found.try_into().ok()
}

/// The value of the template that the file begins and ends with.
fn template(content: &[u8], tag: u16) -> Option<&[u8]> {
    (length(content)? == content.len()).then_some(())?;
    files::template(content, Tag::from(tag))
}

/// The length of the data object at the start of a file, from its first bytes; `None` when it is
/// longer than the file. The tags `FFxx` of the attribute applications count.
pub(super) fn length(content: &[u8]) -> Option<usize> {
    let rest = match content {
        // Filler everywhere else, so that the reader is shown the second byte alone.
        [0xFF, 0x10 | 0x20 | 0x30 | 0x40, ..] => content.get(1..)?,
        [0x7F, ..] => content,
        _ => return None,
    };
    let mut reader = tlv::Reader::new(rest);
    reader.next()?.ok()?;
    Some(content.len() - rest.len() + reader.position())
}

/// The data object of a value and that of the key.
fn pair(first: (u16, &[u8]), (tag, key): (u16, &PublicKey)) -> Option<Vec<u8>> {
    Some([object(first.0, first.1)?, object(tag, &objects_of(key)?)?].concat())
}

/// A data object; real cards write one byte of length, or `82` and two, and never `81`.
fn object(tag: u16, value: &[u8]) -> Option<Vec<u8>> {
    let [high, low] = u16::try_from(value.len()).ok()?.to_be_bytes();
    let length: &[u8] = if value.len() < 0x80 { &[low] } else { &[0x82, high, low] };
    Some([&tag.to_be_bytes(), length, value].concat())
}

/// Nothing, or what is read from the value.
fn or_empty<T: Default>(value: &[u8], read: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
    if value.is_empty() { Some(T::default()) } else { read(value) }
}

fn digits(value: &[u8], count: usize) -> Option<String> {
    let right = value.len() == count && value.iter().all(u8::is_ascii_digit);
    right.then(|| String::from_utf8(value.to_vec()).ok())?
}

fn birth_day(value: &[u8]) -> Option<String> {
    digits(value, 8).filter(|digits| day::is_birth(digits))
}

fn sex_digit(value: &[u8]) -> Option<String> {
    matches!(value, b"0" | b"1" | b"2" | b"9").then(|| digits(value, 1))?
}

/// What begins as a PNG file does. The pictures are never unpacked here.
fn png(value: &[u8]) -> Option<Vec<u8>> {
    value.starts_with(b"\x89PNG\r\n\x1A\n").then(|| value.to_vec())
}

/// What begins as a JP2 file or a JPEG 2000 code stream does.
fn jpeg2000(value: &[u8]) -> Option<Vec<u8>> {
    let known = value.starts_with(b"\0\0\0\x0CjP  \r\n\x87\n")
        || value.starts_with(&[0xFF, 0x4F, 0xFF, 0x51]);
    known.then(|| value.to_vec())
}
