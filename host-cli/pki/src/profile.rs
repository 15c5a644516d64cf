//! Certificate profiles: the extensions of JPKI's certificates, with the names of a test authority
//! that cannot be mistaken for a real one.

use der::Encode;
use der::asn1::{Any, Ia5String, ObjectIdentifier, PrintableStringRef, SetOfVec, Utf8StringRef};
use der::{Decode, flagset::FlagSet};
use x509_cert::TbsCertificate;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::ext::pkix::certpolicy::{
    CertificatePolicies, DisplayText, PolicyInformation, PolicyQualifierInfo,
};
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName, OtherName};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints, ExtendedKeyUsage, KeyUsage,
    KeyUsages, SubjectAltName, SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, ToExtension};
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoRef;

use super::Purpose;
use super::holder::SigningHolder;
use super::oid::ANY_POLICY;

/// Organisation of the test authority. The real one is `JPKI`, its own test authority `JPKI-TEST`.
const ORGANISATION: &str = "JUKI-EMULATOR";

/// Policy of a signing certificate of a test authority (public); this program issues no other. That
/// of JPKI is 1.2.392.200149.8.5.1.1.20.
const SIGNING_TEST_POLICY: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.1.0.20");
/// Policy of a user authentication certificate of a test authority (public). That of JPKI is
/// 1.2.392.200149.8.5.1.3.30.
const AUTHENTICATION_TEST_POLICY: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.1.0.30");

/// The user notice: other test authorities have the same test policies.
const NOTICE: &str = "JUKI-EMULATOR test certificate. It proves nobody's identity.";

/// The user notice where the key is drawn from a seed.
const SEEDED_NOTICE: &str =
    "JUKI-EMULATOR seeded test certificate: its key is known to everybody. It proves nothing.";

/// `otherName` types in the subject alternative name (public).
pub const NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.1");
/// Which characters of the name are substitutes.
pub const NAME_SUBSTITUTED: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.2");
/// Sex.
pub const SEX: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.3");
/// Era digit and day of birth.
pub const BIRTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.4");
/// Address.
pub const ADDRESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.5");
/// Which characters of the address are substitutes.
pub const ADDRESS_SUBSTITUTED: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.6");

const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const LOCALITY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.7");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// id-kp-clientAuth (RFC 5280, 4.2.1.12).
pub const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
/// anyExtendedKeyUsage (RFC 5280, 4.2.1.12).
pub const ANY_USE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
/// id-kp-emailProtection (RFC 5280, 4.2.1.12), which signatures in S/MIME are under.
pub const EMAIL_PROTECTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4");
/// id-kp-documentSigning (RFC 9336, 3.1).
pub const DOCUMENT_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36");
/// Extended key usages under which documents are signed.
pub const SIGNING_USES: [ObjectIdentifier; 3] = [EMAIL_PROTECTION, DOCUMENT_SIGNING, ANY_USE];
/// id-qt-unotice (RFC 5280, 4.2.1.4).
const USER_NOTICE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.2.2");

/// The profile that a certificate is built by.
pub(super) enum Profile<'a> {
    /// An authority's own certificate.
    Authority { name: &'a Name, seeded: bool },
    /// A certificate for the key of a card.
    Holder {
        issuer: &'a Name,
        subject: Name,
        crl: &'a str,
        purpose: Purpose,
        /// The key is drawn from a seed.
        seeded: bool,
        holder: Option<&'a SigningHolder>,
    },
}

impl BuilderProfile for Profile<'_> {
    fn get_issuer(&self, _: &Name) -> Name {
        match self {
            Self::Authority { name, .. } => (*name).clone(),
            Self::Holder { issuer, .. } => (*issuer).clone(),
        }
    }

    fn get_subject(&self) -> Name {
        match self {
            Self::Authority { name, .. } => (*name).clone(),
            Self::Holder { subject, .. } => subject.clone(),
        }
    }

    fn build_extensions(
        &self,
        key: SubjectPublicKeyInfoRef<'_>,
        issuer_key: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let mut extensions = Vec::new();
        let mut add = |extension: der::Result<Extension>| -> der::Result<()> {
            extensions.push(extension?);
            Ok(())
        };
        let subject = tbs.subject();
        let subject_key = SubjectKeyIdentifier::try_from(key)?;
        let authority_key = AuthorityKeyIdentifier::try_from(issuer_key)?;
        match self {
            Self::Authority { seeded, .. } => {
                let usage = KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign);
                let constraints = BasicConstraints { ca: true, path_len_constraint: Some(0) };
                add((true, &constraints).to_extension(subject, &[]))?;
                add((true, &usage).to_extension(subject, &[]))?;
                if *seeded {
                    // An authority's own certificate has no other policy for the notice.
                    let policies = policies(ANY_POLICY, SEEDED_NOTICE)?;
                    add((false, &policies).to_extension(subject, &[]))?;
                }
                add((false, &subject_key).to_extension(subject, &[]))?;
            }
            Self::Holder { crl, purpose, seeded, holder, .. } => {
                add((true, &KeyUsage(usage(*purpose))).to_extension(subject, &[]))?;
                if *purpose == Purpose::Authentication {
                    let usage = ExtendedKeyUsage(vec![CLIENT_AUTH]);
                    add((false, &usage).to_extension(subject, &[]))?;
                }
                let policy = match purpose {
                    Purpose::Signing => SIGNING_TEST_POLICY,
                    Purpose::Authentication => AUTHENTICATION_TEST_POLICY,
                };
                let notice = if *seeded { SEEDED_NOTICE } else { NOTICE };
                add((true, &policies(policy, notice)?).to_extension(subject, &[]))?;
                if let Some(holder) = holder {
                    add((false, &alternative_name(holder)?).to_extension(subject, &[]))?;
                }
                add((false, &distribution_points(crl)?).to_extension(subject, &[]))?;
                add((false, &subject_key).to_extension(subject, &[]))?;
                add((false, &authority_key).to_extension(subject, &[]))?;
            }
        }
        Ok(extensions)
    }
}

/// Key usage of a holder's key.
fn usage(purpose: Purpose) -> FlagSet<KeyUsages> {
    match purpose {
        Purpose::Signing => KeyUsages::DigitalSignature | KeyUsages::NonRepudiation,
        Purpose::Authentication => KeyUsages::DigitalSignature.into(),
    }
}

fn policies(policy: ObjectIdentifier, notice: &str) -> der::Result<CertificatePolicies> {
    // UserNotice ::= SEQUENCE { noticeRef OPTIONAL, explicitText OPTIONAL } with the text alone.
    let notice = vec![DisplayText::Utf8String(notice.to_owned())];
    Ok(CertificatePolicies(vec![PolicyInformation {
        policy_identifier: policy,
        policy_qualifiers: Some(vec![PolicyQualifierInfo {
            policy_qualifier_id: USER_NOTICE,
            qualifier: Some(Any::encode_from(&notice)?),
        }]),
    }]))
}

fn alternative_name(holder: &SigningHolder) -> der::Result<SubjectAltName> {
    let other = |type_id: ObjectIdentifier, text: &str| -> der::Result<GeneralName> {
        let value = Any::encode_from(&Utf8StringRef::new(text)?)?;
        Ok(GeneralName::OtherName(OtherName { type_id, value }))
    };
    let sex = char::from(holder.sex).to_string();
    Ok(SubjectAltName(vec![
        other(NAME, &holder.name)?,
        other(NAME_SUBSTITUTED, &holder.name_substituted)?,
        other(SEX, &sex)?,
        other(BIRTH, &holder.birth_text())?,
        other(ADDRESS, &holder.address)?,
        other(ADDRESS_SUBSTITUTED, &holder.address_substituted)?,
    ]))
}

fn distribution_points(url: &str) -> der::Result<CrlDistributionPoints> {
    let name = GeneralName::UniformResourceIdentifier(Ia5String::new(url)?);
    Ok(CrlDistributionPoints(vec![DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(vec![name])),
        reasons: None,
        crl_issuer: None,
    }]))
}

/// Name of an authority: as the real one's, with another organisation.
pub(super) fn authority_name(purpose: Purpose) -> der::Result<Name> {
    let unit = match purpose {
        Purpose::Signing => "JPKI for digital signature",
        Purpose::Authentication => "JPKI for user authentication",
    };
    name(&[
        (COUNTRY, "JP"),
        (ORGANIZATION, ORGANISATION),
        (UNIT, unit),
        (UNIT, "Japan Agency for Local Authority Information Systems"),
    ])
}

/// Name of the holder of a signing certificate.
pub(super) fn signing_name(holder: &SigningHolder, common_name: &str) -> der::Result<Name> {
    name(&[
        (COUNTRY, "JP"),
        (LOCALITY, &holder.prefecture),
        (LOCALITY, &holder.city),
        (COMMON_NAME, common_name),
    ])
}

/// Name in a user authentication certificate: it must not name the holder.
pub(super) fn authentication_name(common_name: &str) -> der::Result<Name> {
    name(&[(COUNTRY, "JP"), (COMMON_NAME, common_name)])
}

fn name(parts: &[(ObjectIdentifier, &str)]) -> der::Result<Name> {
    let mut names = Vec::new();
    for (oid, text) in parts {
        // RFC 5280, appendix A: a country is a PrintableString.
        let value = if *oid == COUNTRY {
            Any::encode_from(&PrintableStringRef::new(*text)?)?
        } else {
            Any::encode_from(&Utf8StringRef::new(*text)?)?
        };
        names.push(SetOfVec::try_from(vec![AttributeTypeAndValue { oid: *oid, value }])?);
    }
    Name::from_der(&names.to_der()?)
}
