//! Revocation by lists (RFC 5280, 6.3).

use der::asn1::ObjectIdentifier;
use der::{DateTime, Decode};
use x509_cert::crl::RevokedCert;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::IssuingDistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    BasicConstraints, CrlDistributionPoints, CrlReason, KeyUsage, KeyUsages,
};

use super::super::index::Reason;
use super::super::received::{Certificate, RevocationList};
use super::super::trust::{self, TrustStore};
use super::{Fetch, InForce, Revocation, Unknown};

const AUTHORITY_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const CRL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.20");
const CRL_REASON: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
const DELTA: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.27");
const INVALIDITY_DATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.24");
/// Written out: x509-cert 0.3 gives its type the identifier of another extension.
const ISSUING_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");

/// What the lists of the trust store, or those that were fetched, say of a certificate.
pub(super) fn status(
    certificate: &Certificate,
    issuer: &Certificate,
    trust: &TrustStore,
    revocation: Revocation<'_>,
    now: DateTime,
) -> InForce {
    let mut lists: Vec<&RevocationList> = trust.crls().collect();
    let Revocation::Online(online) = revocation else {
        return newest(&lists, certificate, issuer, now);
    };
    let fetched = fetch(certificate, online);
    lists.extend(&fetched);
    match newest(&lists, certificate, issuer, now) {
        // Only what is revoked stays so without asking.
        found if fetched.is_empty() && !matches!(found, InForce::Revoked { .. }) => {
            InForce::Unknown(Unknown::Unreachable)
        }
        found => found,
    }
}

/// The lists at the addresses that a certificate names.
fn fetch(certificate: &Certificate, online: &dyn Fetch) -> Vec<RevocationList> {
    let urls = points(certificate).into_iter().filter_map(|name| match name {
        GeneralName::UniformResourceIdentifier(url) => Some(url.to_string()),
        _ => None,
    });
    urls.filter_map(|url| trust::list_in(&online.fetch(&url)?)).collect()
}

/// What the newest of these lists says of a certificate.
fn newest(
    lists: &[&RevocationList],
    certificate: &Certificate,
    issuer: &Certificate,
    now: DateTime,
) -> InForce {
    let name = issuer.tbs().subject();
    let mut foreign = false;
    let mut of_issuer: Vec<&RevocationList> = Vec::new();
    for list in lists.iter().filter(|list| list.tbs().issuer == *name) {
        if !signed_by(list, issuer) {
            foreign = true;
        } else if covers(list, certificate) {
            of_issuer.push(list);
        }
    }
    // The newest one decides: it knows of suspensions that are over. One that does not hold yet
    // decides only when there is no other.
    let begins = |list: &RevocationList| list.tbs().this_update.to_date_time();
    let newest =
        of_issuer.iter().filter(|list| begins(list) <= now).max_by_key(|list| begins(list));
    let Some(list) = newest.or_else(|| of_issuer.iter().min_by_key(|list| begins(list))) else {
        return InForce::Unknown(if foreign { Unknown::ForeignList } else { Unknown::NoList });
    };
    let early = begins(list) > now;
    let next = list.tbs().next_update.map(|next| next.to_date_time());
    let out_of_date = next.is_some_and(|next| now > next);
    let serial = certificate.tbs().serial_number();
    let entries = list.tbs().revoked_certificates.as_deref().unwrap_or_default();
    let of_it = entries.iter().filter(|entry| entry.serial_number == *serial);
    // A list that holds names what is revoked, whatever date is beside it; what is revoked stays
    // so, however old the list. A suspension may be over, or not have begun.
    let decides = |(reason, date): &(Reason, DateTime)| {
        (*date <= now || !early) && !((early || out_of_date) && *reason == Reason::CertificateHold)
    };
    let found = of_it.map(|entry| (reason(entry), entry.revocation_date.to_date_time()));
    let found = found.filter(decides).min_by_key(|(reason, _)| *reason == Reason::CertificateHold);
    match (found, next) {
        (Some((reason, date)), _) => InForce::Revoked { reason, date },
        (None, _) if early => InForce::Unknown(Unknown::NotYet(begins(list))),
        (None, Some(next)) if out_of_date => InForce::Unknown(Unknown::OutOfDate(next)),
        // RFC 5280, 5.1.2.5: a list says when the next one comes.
        (None, None) => InForce::Unknown(Unknown::NoList),
        (None, Some(_)) => InForce::Valid,
    }
}

fn signed_by(list: &RevocationList, issuer: &Certificate) -> bool {
    let authority = issuer.tbs();
    let may_sign = match authority.get_extension::<KeyUsage>() {
        Ok(usage) => usage.is_none_or(|(_, usage)| usage.0.contains(KeyUsages::CRLSign)),
        Err(_) => false,
    };
    may_sign && list.verify(authority.subject_public_key_info()).is_ok()
}

/// True when a list is about certificates like this one, and says nothing critical that is not
/// understood here. JPKI cuts its lists by distribution point.
fn covers(list: &RevocationList, certificate: &Certificate) -> bool {
    let extensions = list.tbs().crl_extensions.as_deref().unwrap_or_default();
    let entries = list.tbs().revoked_certificates.as_deref().unwrap_or_default();
    let of_entries =
        entries.iter().flat_map(|entry| entry.crl_entry_extensions.as_deref().unwrap_or_default());
    let known = |extension: &Extension| {
        let known = [AUTHORITY_KEY, CRL_NUMBER, CRL_REASON, INVALIDITY_DATE, ISSUING_POINT];
        !extension.critical || known.contains(&extension.extn_id)
    };
    // A delta list alone says nothing, whether it calls that critical or not (RFC 5280, 5.2.4).
    let delta = extensions.iter().any(|extension| extension.extn_id == DELTA);
    if delta || !extensions.iter().chain(of_entries).all(known) {
        return false;
    }
    let Some(point) = extensions.iter().find(|extension| extension.extn_id == ISSUING_POINT) else {
        return true;
    };
    let Ok(point) = IssuingDistributionPoint::from_der(point.extn_value.as_bytes()) else {
        return false;
    };
    let constraints = certificate.tbs().get_extension::<BasicConstraints>();
    let authority = matches!(constraints, Ok(Some((_, BasicConstraints { ca: true, .. }))));
    if point.indirect_crl
        || point.only_some_reasons.is_some()
        || point.only_contains_attribute_certs
        || (point.only_contains_ca_certs && !authority)
        || (point.only_contains_user_certs && authority)
    {
        return false;
    }
    let Some(DistributionPointName::FullName(names)) = point.distribution_point else {
        return point.distribution_point.is_none();
    };
    points(certificate).iter().any(|name| names.contains(name))
}

/// Every name under which the lists about a certificate are found.
fn points(certificate: &Certificate) -> Vec<GeneralName> {
    let Ok(Some((_, points))) = certificate.tbs().get_extension::<CrlDistributionPoints>() else {
        return Vec::new();
    };
    let names = points.0.into_iter().filter_map(|point| match point.distribution_point {
        Some(DistributionPointName::FullName(names)) => Some(names),
        _ => None,
    });
    names.flatten().collect()
}

fn reason(entry: &RevokedCert) -> Reason {
    let extensions = entry.crl_entry_extensions.as_deref().unwrap_or_default();
    extensions
        .iter()
        .find(|extension| extension.extn_id == CRL_REASON)
        .and_then(|extension| CrlReason::from_der(extension.extn_value.as_bytes()).ok())
        .map_or(Reason::Unspecified, Reason::from_code)
}
