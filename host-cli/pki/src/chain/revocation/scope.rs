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

/// Whether the scope of a list covers a certificate of its issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// It does, for these reasons.
    Covers(FlagSet<Reasons>),
    /// It does not.
    Elsewhere,
    /// It has a critical extension that is not known here or cannot be read.
    NotUnderstood,
}

/// All reasons for revocation (RFC 5280, 4.2.1.13).
pub(super) fn every_reason() -> FlagSet<Reasons> {
    FlagSet::full() - Reasons::Unused
}

/// A name of a distribution point: a directory name, or of another form.
#[derive(Debug, PartialEq, Eq)]
enum PointName {
    Directory(CanonicalName),
    Other(GeneralName),
}

/// A distribution point of a certificate: its names, and what its lists cover.
struct Point {
    names: Vec<PointName>,
    reasons: FlagSet<Reasons>,
    /// The issuers of the lists (`cRLIssuer`), unless it is the issuer of the certificate.
    issuers: Vec<CanonicalName>,
}

/// The scope of a list, for a certificate of its issuer. JPKI divides its lists by distribution
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
    let (here, Ok(points)) = (point_names(name, list.issuer()), points(certificate)) else {
        return Scope::NotUnderstood;
    };
    // RFC 5280, 6.3.3 (b): where there is a cRLIssuer, a list by another issuer is another list.
    let by = |point: &&Point| point.issuers.is_empty() || point.issuers.contains(list.issuer());
    let at = |point: &&Point| point.names.iter().any(|name| here.contains(name));
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
                Some(name) => {
                    point_names(name, named.first().unwrap_or_else(|| certificate.issuer()))
                }
                None => Vec::new(),
            };
            if point.distribution_point.is_none() {
                found.extend(issuers.into_iter().map(point_name));
            }
            let reasons = point.reasons.unwrap_or_else(every_reason) & every_reason();
            Point { names: found, reasons, issuers: named }
        })
        .collect())
}

fn point_names(name: &DistributionPointName, issuer: &CanonicalName) -> Vec<PointName> {
    match name {
        DistributionPointName::FullName(names) => names.iter().cloned().map(point_name).collect(),
        DistributionPointName::NameRelativeToCRLIssuer(rdn) => {
            vec![PointName::Directory(issuer.below(rdn))]
        }
    }
}

fn point_name(name: GeneralName) -> PointName {
    directory(&name).map_or(PointName::Other(name), PointName::Directory)
}

/// The addresses at which the lists about a certificate are found.
pub(super) fn addresses(certificate: &Certificate) -> Vec<String> {
    let point_names =
        points(certificate).unwrap_or_default().into_iter().flat_map(|point| point.names);
    point_names
        .filter_map(|name| match name {
            PointName::Other(GeneralName::UniformResourceIdentifier(url)) => Some(url.to_string()),
            _ => None,
        })
        .collect()
}
