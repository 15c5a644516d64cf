//! Which certificates a revocation list is about (RFC 5280, 5.2.5 and 6.3.3).

use der::Decode;
use der::asn1::ObjectIdentifier;
use der::flagset::FlagSet;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::{IssuingDistributionPoint, Reasons};
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{BasicConstraints, CrlDistributionPoints};

use super::super::super::names::{CanonicalName, directory};
use super::super::super::oid;
use super::super::super::received::{Certificate, RevocationList};

const KNOWN: [ObjectIdentifier; 8] = [
    oid::ISSUING_POINT,
    oid::AUTHORITY_KEY,
    oid::CRL_NUMBER,
    oid::CRL_REASON,
    oid::HOLD_INSTRUCTION,
    oid::INVALIDITY_DATE,
    oid::DELTA,
    oid::CERTIFICATE_ISSUER,
];

/// What a list of an authority says about one of its certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Whether it is revoked for one of these reasons.
    Covers(FlagSet<Reasons>),
    /// Nothing: it is about others.
    Elsewhere,
    /// Something that is not understood here.
    NotUnderstood,
}

/// Every reason that there is to revoke (RFC 5280, 5.3.1).
pub(super) fn every_reason() -> FlagSet<Reasons> {
    FlagSet::full() - Reasons::Unused
}

/// The place of a list: a name in the directory, or another one.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    Directory(CanonicalName),
    Other(GeneralName),
}

/// A distribution point of a certificate: where its lists are, and what they are about.
struct Point {
    places: Vec<Place>,
    reasons: FlagSet<Reasons>,
    /// Who makes the lists, when it is not the issuer of the certificate.
    issuers: Vec<CanonicalName>,
}

/// What a list is about, for a certificate of its issuer. JPKI cuts its lists by distribution
/// point.
pub(super) fn scope(list: &RevocationList, certificate: &Certificate) -> Scope {
    let extensions = list.tbs().crl_extensions.as_deref().unwrap_or_default();
    let known = |extension: &Extension| !extension.critical || KNOWN.contains(&extension.extn_id);
    let of_lines = list.table().critical();
    if !extensions.iter().all(known) || !of_lines.iter().all(|found| KNOWN.contains(found)) {
        return Scope::NotUnderstood;
    }
    let mut found = extensions.iter().filter(|extension| extension.extn_id == oid::ISSUING_POINT);
    let (Some(point), second) = (found.next(), found.next()) else {
        return Scope::Covers(every_reason());
    };
    let Ok(point) = IssuingDistributionPoint::from_der(point.extn_value.as_bytes()) else {
        return Scope::NotUnderstood;
    };
    let (Ok(constraints), None) = (certificate.extension::<BasicConstraints>(), second) else {
        return Scope::NotUnderstood;
    };
    let authority = constraints.is_some_and(|constraints| constraints.ca);
    if point.only_contains_attribute_certs
        || (point.only_contains_ca_certs && !authority)
        || (point.only_contains_user_certs && authority)
    {
        return Scope::Elsewhere;
    }
    let some = point.only_some_reasons.unwrap_or_else(every_reason) & every_reason();
    let Some(name) = &point.distribution_point else {
        return Scope::Covers(some);
    };
    let (here, Ok(points)) = (places(name, list.issuer()), points(certificate)) else {
        return Scope::NotUnderstood;
    };
    // RFC 5280, 6.3.3 (b): where somebody else makes the lists, one by the issuer is another list.
    let by = |point: &&Point| point.issuers.is_empty() || point.issuers.contains(list.issuer());
    let at = |point: &&Point| point.places.iter().any(|place| here.contains(place));
    let of_it = points.iter().filter(by).filter(at);
    match of_it.map(|point| point.reasons).reduce(|one, other| one | other) {
        Some(reasons) => Scope::Covers(some & reasons),
        None => Scope::Elsewhere,
    }
}

/// The distribution points of a certificate.
fn points(certificate: &Certificate) -> der::Result<Vec<Point>> {
    let points = certificate.extension::<CrlDistributionPoints>()?;
    let points = points.map_or_else(Vec::new, |points| points.0);
    Ok(points
        .into_iter()
        .map(|point| {
            let issuers = point.crl_issuer.unwrap_or_default();
            let named: Vec<_> = issuers.iter().filter_map(directory).collect();
            let mut found = match &point.distribution_point {
                Some(name) => places(name, named.first().unwrap_or_else(|| certificate.issuer())),
                None => Vec::new(),
            };
            if point.distribution_point.is_none() {
                found.extend(issuers.into_iter().map(place));
            }
            let reasons = point.reasons.unwrap_or_else(every_reason) & every_reason();
            Point { places: found, reasons, issuers: named }
        })
        .collect())
}

fn places(name: &DistributionPointName, issuer: &CanonicalName) -> Vec<Place> {
    match name {
        DistributionPointName::FullName(names) => names.iter().cloned().map(place).collect(),
        DistributionPointName::NameRelativeToCRLIssuer(rdn) => {
            vec![Place::Directory(issuer.below(rdn))]
        }
    }
}

fn place(name: GeneralName) -> Place {
    directory(&name).map_or(Place::Other(name), Place::Directory)
}

/// The addresses at which the lists about a certificate are found.
pub(super) fn addresses(certificate: &Certificate) -> Vec<String> {
    let places = points(certificate).unwrap_or_default().into_iter().flat_map(|point| point.places);
    places
        .filter_map(|place| match place {
            Place::Other(GeneralName::UniformResourceIdentifier(url)) => Some(url.to_string()),
            _ => None,
        })
        .collect()
}
