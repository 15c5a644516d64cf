//! `SignedData` (RFC 5652, 5) as received. Only what verification needs is decoded: certificates of
//! other kinds, revocation information of any format (10.2.1), the list of digest algorithms and
//! the unsigned attributes stay as they are, whatever is in them. The types of the crate `cms` are
//! for what is made here: its `OtherRevocationInfoFormat` is not that of the RFC, and one element
//! that it cannot decode makes the whole unreadable.

use der::Decode;
use der::asn1::{Any, ObjectIdentifier};
use der::oid::db::rfc5911::ID_SIGNED_DATA;
use x509_cert::name::Name;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::CmsError;
use super::ber::{BerError, Element, Reader, der_header, tag};
use crate::finding::OidName;

/// Most signers of a file: each may need path building.
pub const MOST_SIGNERS: usize = 128;
/// Most certificates in a file.
pub const MOST_CERTIFICATES: usize = 512;
/// Most signed attributes of a signer; a baseline signature has about ten.
pub const MOST_ATTRIBUTES: usize = 128;

impl From<BerError> for CmsError {
    fn from(BerError: BerError) -> Self {
        Self::Damaged
    }
}

/// The part of `SignedData` that verification needs.
#[derive(Clone, Debug)]
pub(super) struct SignedData {
    /// Of the document.
    pub(super) content_type: ObjectIdentifier,
    /// The document, when it is inside.
    pub(super) content: Option<Vec<u8>>,
    /// X.509 certificates as received, not parsed.
    pub(super) certificates: Vec<Vec<u8>>,
    /// One for each signer.
    pub(super) signers: Vec<SignerInfo>,
}

/// `SignerInfo` (RFC 5652, 5.3).
#[derive(Clone, Debug)]
pub(super) struct SignerInfo {
    pub(super) identifier: SignerIdentifier,
    pub(super) digest_algorithm: AlgorithmIdentifierOwned,
    pub(super) attributes: Option<SignedAttributes>,
    pub(super) signature_algorithm: AlgorithmIdentifierOwned,
    pub(super) signature: Vec<u8>,
}

/// `SignerIdentifier` (RFC 5652, 5.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SignerIdentifier {
    /// Issuer and serial number.
    Issuer {
        /// `None` when it is malformed: then no certificate matches.
        issuer: Option<Name>,
        /// Content octets of the INTEGER.
        serial: Vec<u8>,
    },
    /// Subject key identifier.
    Key(Vec<u8>),
}

/// Signed attributes as received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignedAttributes {
    /// Content octets of the SET OF.
    received: Vec<u8>,
    order: Order,
}

/// How far the encoding of signed attributes is that of DER.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    /// It is DER.
    #[default]
    Sorted,
    /// It is but for the order of the attributes.
    Unsorted,
    /// It is not: what was signed are other octets.
    Ber,
}

/// `Attribute` (RFC 5652, 5.3).
struct Attribute<'a> {
    oid: Element<'a>,
    /// The SET OF.
    values: Element<'a>,
}

/// Reads a `ContentInfo` in BER or DER; gives the octets behind it too.
pub(super) fn read(bytes: &[u8]) -> Result<(SignedData, &[u8]), CmsError> {
    if !is_content_info(bytes) {
        return Err(CmsError::NotCms);
    }
    let mut file = Reader::new(bytes);
    let mut info = file.expect(tag::SEQUENCE)?.inside();
    let content_type = oid(info.expect(tag::OID)?)?;
    if content_type != ID_SIGNED_DATA {
        return Err(CmsError::NotSigned(OidName(content_type)));
    }
    let mut content = info.expect(tag::CONTEXT_0)?.inside();
    info.finish()?;
    let signed = content.expect(tag::SEQUENCE)?.inside();
    content.finish()?;
    Ok((signed_data(signed)?, file.rest()))
}

/// Is there the beginning of a ContentInfo: a SEQUENCE that begins with an OBJECT IDENTIFIER?
pub(in crate::sign) fn is_content_info(bytes: &[u8]) -> bool {
    let behind_length = match bytes {
        [tag::SEQUENCE, long @ 0x81..=0x88, rest @ ..] => rest.get(usize::from(long & 0x7F)..),
        [tag::SEQUENCE, _, rest @ ..] => Some(rest),
        _ => None,
    };
    matches!(behind_length, Some([tag::OID, 1..0x80, ..]))
}

fn signed_data(mut signed: Reader<'_>) -> Result<SignedData, CmsError> {
    signed.expect(tag::INTEGER)?;
    signed.expect(tag::SET)?;
    let mut encapsulated = signed.expect(tag::SEQUENCE)?.inside();
    let content_type = oid(encapsulated.expect(tag::OID)?)?;
    let content = match encapsulated.optional(tag::CONTEXT_0)? {
        Some(explicit) => {
            let mut explicit = explicit.inside();
            let content = explicit.next()?.ok_or(BerError)?.octets()?;
            explicit.finish()?;
            Some(content)
        }
        None => None,
    };
    encapsulated.finish()?;
    let mut certificates = Vec::new();
    let mut count = 0;
    if let Some(set) = signed.optional(tag::CONTEXT_0)? {
        let mut set = set.inside();
        while let Some(choice) = set.next()? {
            count += 1;
            // 10.2.2: the others are tagged by their context.
            if choice.tag == tag::SEQUENCE && count <= MOST_CERTIFICATES {
                certificates.push(choice.whole.to_vec());
            }
        }
    }
    if count > MOST_CERTIFICATES {
        return Err(CmsError::Certificates(count));
    }
    // Revocation information: only lists of the trust store are used.
    signed.optional(tag::CONTEXT_1)?;
    let mut infos = signed.expect(tag::SET)?.inside();
    signed.finish()?;
    let (mut signers, mut count) = (Vec::new(), 0);
    while let Some(info) = infos.next()? {
        count += 1;
        if count <= MOST_SIGNERS {
            signers.push(signer_info(info.expect(tag::SEQUENCE)?.inside())?);
        }
    }
    if count > MOST_SIGNERS {
        return Err(CmsError::Signers(count));
    }
    Ok(SignedData { content_type, content, certificates, signers })
}

fn signer_info(mut info: Reader<'_>) -> Result<SignerInfo, CmsError> {
    info.expect(tag::INTEGER)?;
    let identifier = signer_identifier(info.next()?.ok_or(BerError)?)?;
    let digest_algorithm = algorithm(info.expect(tag::SEQUENCE)?)?;
    let attributes = info.optional(tag::CONTEXT_0)?.map(signed_attributes).transpose()?;
    let signature_algorithm = algorithm(info.expect(tag::SEQUENCE)?)?;
    let signature = info.next()?.ok_or(BerError)?.octets()?;
    // Unsigned attributes: they are not protected by the signature.
    info.optional(tag::CONTEXT_1)?;
    info.finish()?;
    Ok(SignerInfo { identifier, digest_algorithm, attributes, signature_algorithm, signature })
}

fn signer_identifier(found: Element<'_>) -> Result<SignerIdentifier, BerError> {
    if found.tag == tag::KEY_IDENTIFIER {
        return Ok(SignerIdentifier::Key(found.content.to_vec()));
    }
    let mut named = found.expect(tag::SEQUENCE)?.inside();
    let issuer = Name::from_der(named.expect(tag::SEQUENCE)?.whole).ok();
    let serial = named.expect(tag::INTEGER)?.content.to_vec();
    named.finish()?;
    Ok(SignerIdentifier::Issuer { issuer, serial })
}

fn signed_attributes(found: Element<'_>) -> Result<SignedAttributes, CmsError> {
    let (mut set, mut count) = (found.inside(), 0);
    let (mut order, mut last) = (Order::Sorted, &[][..]);
    while let Some(element) = set.next()? {
        count += 1;
        if count > MOST_ATTRIBUTES {
            continue;
        }
        let Attribute { oid, values } = attribute(element)?;
        let mut inside = values.inside();
        while let Some(value) = inside.next()? {
            if !value.has_der_header() {
                order = Order::Ber;
            }
        }
        if !(element.has_der_header() && oid.has_der_header() && values.has_der_header()) {
            order = Order::Ber;
        }
        // X.690, 11.6: in the order of their octets.
        if order == Order::Sorted && last > element.whole {
            order = Order::Unsorted;
        }
        last = element.whole;
    }
    if count > MOST_ATTRIBUTES {
        return Err(CmsError::Attributes(count));
    }
    Ok(SignedAttributes { received: found.content.to_vec(), order })
}

fn attribute(element: Element<'_>) -> Result<Attribute<'_>, BerError> {
    let mut inside = element.expect(tag::SEQUENCE)?.inside();
    let attribute = Attribute { oid: inside.expect(tag::OID)?, values: inside.expect(tag::SET)? };
    inside.finish()?;
    Ok(attribute)
}

fn algorithm(found: Element<'_>) -> Result<AlgorithmIdentifierOwned, BerError> {
    let mut inside = found.inside();
    let oid = oid(inside.expect(tag::OID)?)?;
    let parameters = match inside.next()? {
        Some(parameters) => Some(Any::from_der(parameters.whole).map_err(|_| BerError)?),
        None => None,
    };
    inside.finish()?;
    Ok(AlgorithmIdentifierOwned { oid, parameters })
}

fn oid(found: Element<'_>) -> Result<ObjectIdentifier, BerError> {
    ObjectIdentifier::from_bytes(found.content).map_err(|_| BerError)
}

impl SignedAttributes {
    /// Is there an attribute of this type?
    #[must_use]
    pub fn has(&self, oid: ObjectIdentifier) -> bool {
        self.of(oid).next().is_some()
    }

    /// The only value of an attribute, all its octets, which must be there once (RFC 5652, 11);
    /// `None` otherwise.
    #[must_use]
    pub fn value(&self, oid: ObjectIdentifier) -> Option<&[u8]> {
        let mut found = self.of(oid);
        let (Some(attribute), None) = (found.next(), found.next()) else {
            return None;
        };
        let mut values = attribute.values.inside();
        let value = values.next().ok()??;
        values.finish().ok()?;
        Some(value.whole)
    }

    fn of(&self, oid: ObjectIdentifier) -> impl Iterator<Item = Attribute<'_>> {
        let mut set = Reader::new(&self.received);
        let attributes = std::iter::from_fn(move || attribute(set.next().ok()??).ok());
        attributes.filter(move |attribute| attribute.oid.content == oid.as_bytes())
    }

    /// What is signed (RFC 5652, 5.4): the attributes as SET OF, in the order in which they were
    /// received, as openssl does it. `None` when they are not in DER: the octets that were signed are
    /// unknown.
    #[must_use]
    pub fn message(&self) -> Option<Vec<u8>> {
        let header = der_header(tag::SET, self.received.len());
        (self.order != Order::Ber).then(|| [&header[..], &self.received].concat())
    }

    /// The same sorted, as RFC 5652 requires, when they were not.
    #[must_use]
    pub fn sorted(&self) -> Option<Vec<u8>> {
        if self.order != Order::Unsorted {
            return None;
        }
        let (mut set, mut elements) = (Reader::new(&self.received), Vec::new());
        while let Ok(Some(element)) = set.next() {
            elements.push(element.whole);
        }
        elements.sort_unstable();
        let header = der_header(tag::SET, self.received.len());
        Some([&header[..], &elements.concat()].concat())
    }
}
