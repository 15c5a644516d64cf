//! Reading CMS SignedData (RFC 5652) and judging what a signature says of itself: the document,
//! the signed attributes, the key in the certificate. Whether the certificate is to be believed
//! is the chain's business.

use ::cms::content_info::{CmsVersion, ContentInfo};
use ::cms::revocation::RevocationInfoChoices;
use ::cms::signed_data::{DigestAlgorithmIdentifiers, SignerIdentifier, SignerInfo, SignerInfos};
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::oid::db::rfc5911::{ID_CONTENT_TYPE, ID_MESSAGE_DIGEST, ID_SIGNED_DATA};
use der::oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ID_SHA_256, RSA_ENCRYPTION, SHA_256_WITH_RSA_ENCRYPTION,
};
use der::{
    DateTime, Decode, DecodeValue, Encode, EncodeValue, EncodingRules, FixedTag, Header, Length,
    Reader, Sequence, Tag, Writer,
};
use x509_cert::attr::Attributes;
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{Hash, cades, cms};
use crate::msg;
use crate::pki::received::Certificate;
use crate::pki::signature::{self, Fault};
use crate::verify::verdict::Finding;

/// Why bytes are not something to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSignature {
    /// No CMS structure: another file, or a part of one.
    NotCms,
    /// CMS, and not SignedData.
    NotSigned,
    /// SignedData that nobody signed (a bag of certificates).
    NoSigner,
}

/// `SignedData` (RFC 5652, 5.1). The type of the crate `cms` has a document inside as any value,
/// and any value loses that BER may have it in pieces.
#[derive(Clone, Debug, Sequence)]
struct SignedData {
    version: CmsVersion,
    digest_algorithms: DigestAlgorithmIdentifiers,
    encapsulated: Encapsulated,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    certificates: Option<ReceivedSet>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    crls: Option<RevocationInfoChoices>,
    signer_infos: SignerInfos,
}

/// `CertificateSet` (RFC 5652, 10.2.3), every element as it came.
#[derive(Clone, Debug)]
struct ReceivedSet(Vec<Vec<u8>>);

impl ReceivedSet {
    /// Those of X.509 that can be read. One that cannot is nobody's certificate.
    fn certificates(&self) -> impl Iterator<Item = Certificate> {
        self.0.iter().filter_map(|element| Certificate::read(element).ok())
    }
}

impl FixedTag for ReceivedSet {
    const TAG: Tag = Tag::Set;
}

impl<'a> DecodeValue<'a> for ReceivedSet {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, _: Header) -> der::Result<Self> {
        let mut elements = Vec::new();
        while !reader.is_finished() {
            elements.push(reader.tlv_bytes()?.to_vec());
        }
        Ok(Self(elements))
    }
}

impl EncodeValue for ReceivedSet {
    fn value_len(&self) -> der::Result<Length> {
        Length::try_from(self.0.iter().map(Vec::len).sum::<usize>())
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        self.0.iter().try_for_each(|element| writer.write(element))
    }
}

/// `EncapsulatedContentInfo` (RFC 5652, 5.2).
#[derive(Clone, Debug, Sequence)]
struct Encapsulated {
    content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    content: Option<OctetString>,
}

/// A signature file.
#[derive(Clone, Debug)]
pub struct Signatures {
    signed: SignedData,
    certificates: Vec<Certificate>,
}

/// One signer of it.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    info: &'a SignerInfo,
    content_type: ObjectIdentifier,
    certificate: Option<&'a Certificate>,
}

impl Signatures {
    /// Reads a signature file: DER, BER (RFC 5652 asks for DER in the signed attributes only), or
    /// either of them in PEM.
    ///
    /// # Errors
    /// When it is no signature.
    pub fn read(bytes: &[u8]) -> Result<Self, NoSignature> {
        let unarmoured = from_pem(bytes);
        let bytes = unarmoured.as_deref().unwrap_or(bytes);
        let (info, rules) = ContentInfo::from_der(bytes)
            .map(|info| (info, EncodingRules::Der))
            .or_else(|_| ContentInfo::from_ber(bytes).map(|info| (info, EncodingRules::Ber)))
            .map_err(|_| NoSignature::NotCms)?;
        if info.content_type != ID_SIGNED_DATA {
            return Err(NoSignature::NotSigned);
        }
        let signed: SignedData =
            info.content.decode_as_encoding(rules).map_err(|_| NoSignature::NotCms)?;
        if signed.signer_infos.0.is_empty() {
            return Err(NoSignature::NoSigner);
        }
        let certificates = signed.certificates.iter().flat_map(ReceivedSet::certificates).collect();
        Ok(Self { signed, certificates })
    }

    /// The document, when it is inside (an attached signature).
    #[must_use]
    pub fn content(&self) -> Option<&[u8]> {
        Some(self.signed.encapsulated.content.as_ref()?.as_bytes())
    }

    /// The certificates that come along, DER. Nobody vouches for them.
    #[must_use]
    pub fn certificates(&self) -> Vec<Vec<u8>> {
        self.certificates.iter().map(|found| found.bytes().to_vec()).collect()
    }

    /// The signers; one at least.
    pub fn signers(&self) -> impl Iterator<Item = Signer<'_>> {
        self.signed.signer_infos.0.iter().map(|info| Signer {
            info,
            content_type: self.signed.encapsulated.content_type,
            certificate: self.certificate(info),
        })
    }

    /// The certificate that a signer names. A key identifier may be that of several certificates
    /// of one key, and anybody can add one to the file: the one decides that was signed.
    fn certificate(&self, info: &SignerInfo) -> Option<&Certificate> {
        let mut named = self.certificates.iter().filter(|found| is_of(&info.sid, found));
        let bound = |certificate: &&Certificate| {
            let attributes = info.signed_attrs.as_ref();
            attributes.is_some_and(|found| {
                cades::binding(found, certificate.bytes()) == cades::Binding::Bound
            })
        };
        named.clone().find(bound).or_else(|| named.next())
    }
}

impl Signer<'_> {
    /// The certificate that the signer names, DER; `None` when it does not come along.
    #[must_use]
    pub fn certificate(&self) -> Option<&[u8]> {
        Some(self.certificate?.bytes())
    }

    /// When the signer says that he signed.
    #[must_use]
    pub fn claimed_time(&self) -> Option<DateTime> {
        cades::claimed_time(self.info.signed_attrs.as_ref()?)
    }

    /// Is it the document with this hash that was signed?
    #[must_use]
    pub fn document(&self, document: &Hash) -> Finding {
        if self.info.digest_alg.oid != ID_SHA_256 {
            let algorithm = self.info.digest_alg.oid.to_string();
            return Finding::undecided(msg!("reason-algorithm", algorithm = algorithm));
        }
        let Some(attributes) = &self.info.signed_attrs else {
            return Finding::undecided(msg!("reason-no-attributes"));
        };
        let digest = cades::value(attributes, ID_MESSAGE_DIGEST)
            .and_then(|value| value.decode_as::<OctetString>().ok());
        match digest {
            None => Finding::failed(msg!("reason-no-digest")),
            Some(digest) if digest.as_bytes() == document => {
                Finding::passed(msg!("reason-document-same"))
            }
            Some(_) => Finding::failed(msg!("reason-document-other")),
        }
    }

    /// Did the key in the certificate sign these attributes?
    #[must_use]
    pub fn signature(&self) -> Finding {
        let Some(certificate) = self.certificate else {
            return Finding::undecided(msg!("reason-no-certificate"));
        };
        let Some(attributes) = &self.info.signed_attrs else {
            return Finding::undecided(msg!("reason-no-attributes"));
        };
        let content_type = cades::value(attributes, ID_CONTENT_TYPE)
            .and_then(|value| value.decode_as::<ObjectIdentifier>().ok());
        if content_type != Some(self.content_type) {
            return Finding::failed(msg!("reason-content-type"));
        }
        let Some(algorithm) = self.algorithm() else {
            let algorithm = self.info.signature_algorithm.oid.to_string();
            return Finding::undecided(msg!("reason-algorithm", algorithm = algorithm));
        };
        let Some(message) = message(attributes) else {
            return Finding::failed(msg!("reason-signature-wrong"));
        };
        let key = certificate.tbs().subject_public_key_info();
        match signature::verify(key, &algorithm, &message, self.info.signature.as_bytes()) {
            Ok(()) => Finding::passed(msg!("reason-signature-right")),
            Err(Fault::Wrong) => Finding::failed(msg!("reason-signature-wrong")),
            Err(Fault::Algorithm) => {
                let algorithm = key.algorithm.oid.to_string();
                Finding::undecided(msg!("reason-algorithm", algorithm = algorithm))
            }
        }
    }

    /// Does the signature name its certificate?
    #[must_use]
    pub fn binding(&self) -> Finding {
        let (Some(certificate), Some(attributes)) = (self.certificate, &self.info.signed_attrs)
        else {
            return Finding::undecided(msg!("reason-no-certificate"));
        };
        match cades::binding(attributes, certificate.bytes()) {
            cades::Binding::Bound => Finding::passed(msg!("reason-bound")),
            cades::Binding::Absent => Finding::absent(msg!("reason-plain-cms")),
            cades::Binding::Other => Finding::failed(msg!("reason-bound-other")),
            cades::Binding::Algorithm => Finding::undecided(msg!("reason-bound-algorithm")),
        }
    }

    /// The allowed algorithm that the signer names. RSA is named by its key alone in most
    /// signatures (RFC 3370, 3.2): the hash is then that of the document.
    fn algorithm(&self) -> Option<AlgorithmIdentifierOwned> {
        let given = &self.info.signature_algorithm;
        match given.oid {
            ECDSA_WITH_SHA_256 | SHA_256_WITH_RSA_ENCRYPTION => Some(given.clone()),
            RSA_ENCRYPTION if self.info.digest_alg.oid == ID_SHA_256 => {
                Some(AlgorithmIdentifierOwned {
                    oid: SHA_256_WITH_RSA_ENCRYPTION,
                    parameters: Some(Any::null()),
                })
            }
            _ => None,
        }
    }
}

/// What is signed: the DER of the attributes as SET OF (RFC 5652, 5.4), sorted whatever the order
/// in the file.
fn message(attributes: &Attributes) -> Option<Vec<u8>> {
    SetOfVec::try_from(attributes.iter().cloned().collect::<Vec<_>>()).ok()?.to_der().ok()
}

fn is_of(signer: &SignerIdentifier, certificate: &Certificate) -> bool {
    let tbs = certificate.tbs();
    match signer {
        SignerIdentifier::IssuerAndSerialNumber(named) => {
            named.issuer == *tbs.issuer() && named.serial_number == *tbs.serial_number()
        }
        SignerIdentifier::SubjectKeyIdentifier(named) => tbs
            .get_extension::<SubjectKeyIdentifier>()
            .ok()
            .flatten()
            .is_some_and(|(_, found)| found == *named),
    }
}

/// PEM with the label of CMS, or PKCS7 as openssl writes it for some commands.
fn from_pem(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = bytes.trim_ascii_start();
    if !text.starts_with(b"-----BEGIN ") {
        return None;
    }
    let (label, der) = der::pem::decode_vec(text).ok()?;
    [cms::PEM_LABEL, "PKCS7"].contains(&label).then_some(der)
}
