//! The structures of ISO/IEC 7816-15:2016 that the files hold, as a strict reader of DER takes them
//! apart: the judge of what is written.

use der::asn1::{BitString, Null, ObjectIdentifier, OctetString};
use der::{Decode, DecodeValue, Enumerated, Header, Reader, Sequence, SliceReader, Tag, TagNumber};

/// `Path`, 8.2.5: without index and length the whole file.
#[derive(Debug, Sequence)]
pub(super) struct Path {
    pub(super) path: OctetString,
}

/// `CommonObjectAttributes`, 8.3.
#[derive(Debug, Sequence)]
pub(super) struct CommonObjectAttributes {
    pub(super) label: String,
    pub(super) flags: Option<BitString>,
    pub(super) auth_id: Option<OctetString>,
}

/// An entry without subclass attributes: common, class and type attributes (8.2.9).
#[derive(Debug, Sequence)]
pub(super) struct Entry<C, T>
where
    C: for<'a> Decode<'a, Error = der::Error> + der::Encode,
    T: for<'a> Decode<'a, Error = der::Error> + der::EncodeValue + der::Tagged,
{
    pub(super) common: CommonObjectAttributes,
    pub(super) class: C,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT")]
    pub(super) of_type: T,
}

/// `AuthObjectAttributes`, 8.8.1, of a PIN: whose it is.
#[derive(Debug, Sequence)]
pub(super) struct AuthObjectAttributes {
    pub(super) id: OctetString,
}

/// `PasswordType`, 8.8.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enumerated)]
#[repr(u8)]
pub(super) enum PasswordType {
    AsciiNumeric = 1,
    Utf8 = 2,
}

/// `PasswordAttributes`, 8.8.2.
#[derive(Debug, Sequence)]
pub(super) struct PasswordAttributes {
    pub(super) flags: BitString,
    pub(super) kind: PasswordType,
    pub(super) min_length: u8,
    pub(super) stored_length: u8,
    pub(super) max_length: u8,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    pub(super) reference: u16,
    pub(super) pad: OctetString,
    pub(super) path: Path,
}

/// `CommonKeyAttributes`, 8.3.2.
#[derive(Debug, Sequence)]
pub(super) struct CommonKeyAttributes {
    pub(super) id: OctetString,
    pub(super) usage: BitString,
    pub(super) access: BitString,
    pub(super) reference: u8,
}

/// `PrivateECKeyAttributes`, 8.4.3.
#[derive(Debug, Sequence)]
pub(super) struct PrivateEcKeyAttributes {
    pub(super) path: Path,
    pub(super) algorithm: u16,
}

/// `CommonCertificateAttributes`, 8.7.1.
#[derive(Debug, Sequence)]
pub(super) struct CommonCertificateAttributes {
    pub(super) id: OctetString,
    pub(super) authority: Option<bool>,
}

/// `X509CertificateAttributes`, 8.7.2.
#[derive(Debug, Sequence)]
pub(super) struct X509CertificateAttributes {
    pub(super) path: Path,
}

/// `AlgorithmInfo`, 8.10.
#[derive(Debug, Sequence)]
pub(super) struct AlgorithmInfo {
    pub(super) reference: u16,
    pub(super) mechanism: u16,
    pub(super) parameters: Null,
    pub(super) operations: BitString,
    pub(super) object: ObjectIdentifier,
    pub(super) on_card: u8,
}

/// `CIAInfo`, 8.10.
#[derive(Debug, Sequence)]
pub(super) struct CiaInfo {
    pub(super) version: u8,
    pub(super) serial: OctetString,
    pub(super) manufacturer: String,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    pub(super) label: String,
    pub(super) flags: BitString,
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT")]
    pub(super) algorithms: Vec<AlgorithmInfo>,
}

/// `[number]`, constructed.
pub(super) const fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}

/// Each object of a directory, as DER demands it; nothing may stand between or behind them.
pub(super) fn each<'a, T: Decode<'a, Error = der::Error>>(content: &'a [u8]) -> Vec<T> {
    let mut reader = SliceReader::new(content).unwrap();
    let mut found = Vec::new();
    while !reader.is_finished() {
        found.push(reader.decode().unwrap());
    }
    found
}

/// Each entry of a directory whose objects have a tag of their own in place of SEQUENCE; the tags
/// come with them.
pub(super) fn each_tagged<T>(content: &[u8]) -> Vec<(Tag, T)>
where
    T: for<'a> DecodeValue<'a, Error = der::Error>,
{
    let mut reader = SliceReader::new(content).unwrap();
    let mut found = Vec::new();
    while !reader.is_finished() {
        let header = Header::decode(&mut reader).unwrap();
        let value =
            reader.read_nested(header.length(), |reader| T::decode_value(reader, header)).unwrap();
        found.push((header.tag(), value));
    }
    found
}
