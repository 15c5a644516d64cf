//! Name constraints (RFC 5280, 4.2.1.10).

use der::asn1::Ia5String;
use der::oid::db::rfc3280::EMAIL_ADDRESS;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::constraints::NameConstraints;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;

use super::super::names::CanonicalName;
use super::super::received::Certificate;
use super::{PathError, extensions};

/// Most comparisons of names with constraints, for one chain.
const EFFORT: usize = 1 << 16;

/// A name of a subject, by the forms that are compared.
enum ConstrainedName {
    Directory(CanonicalName),
    Mail(String),
    Other(GeneralName),
}

/// Checks a chain, the holder's certificate first: every certificate but those that an authority
/// issues to itself, against the constraints of all above it, the trusted one included.
pub(super) fn check(chain: &[&Certificate]) -> Result<(), PathError> {
    let mut constraints = Vec::new();
    let mut left = EFFORT;
    for (place, certificate) in chain.iter().enumerate().rev() {
        if !constraints.is_empty() && (place == 0 || !certificate.is_self_issued()) {
            for name in names(certificate, place)? {
                for found in &constraints {
                    allowed(&name, found, &mut left)?;
                }
            }
        }
        let found = extensions::read::<NameConstraints>(certificate, place)?;
        constraints.extend(found.filter(|_| place > 0));
    }
    Ok(())
}

/// The names in the certificate at this place of a chain.
fn names(certificate: &Certificate, place: usize) -> Result<Vec<ConstrainedName>, PathError> {
    let mut names = Vec::new();
    if !certificate.subject().is_empty() {
        names.push(ConstrainedName::Directory(certificate.subject().clone()));
    }
    let others = extensions::read::<SubjectAltName>(certificate, place)?;
    let others = others.map_or_else(Vec::new, |found| found.0);
    let mail = others.iter().any(|name| matches!(name, GeneralName::Rfc822Name(_)));
    for name in others {
        names.push(match name {
            GeneralName::DirectoryName(name) => {
                ConstrainedName::Directory(CanonicalName::from(&name))
            }
            GeneralName::Rfc822Name(address) => ConstrainedName::Mail(address.to_string()),
            other => ConstrainedName::Other(other),
        });
    }
    // Without an rfc822Name an emailAddress in the subject counts.
    if !mail {
        for found in certificate.tbs().subject().iter().filter(|found| found.oid == EMAIL_ADDRESS) {
            let address = found.value.decode_as::<Ia5String>().map_err(|_| PathError::NameForm)?;
            names.push(ConstrainedName::Mail(address.to_string()));
        }
    }
    Ok(names)
}

/// Within one of the permitted subtrees of its form, if there are any, and in no excluded one.
fn allowed(
    name: &ConstrainedName,
    found: &NameConstraints,
    left: &mut usize,
) -> Result<(), PathError> {
    let mut permitted = None;
    for subtree in found.permitted_subtrees.iter().flatten() {
        if let Some(within) = within(name, subtree, left)? {
            permitted = Some(permitted == Some(true) || within);
        }
    }
    if permitted == Some(false) {
        return Err(PathError::Names);
    }
    for subtree in found.excluded_subtrees.iter().flatten() {
        if within(name, subtree, left)? == Some(true) {
            return Err(PathError::Names);
        }
    }
    Ok(())
}

/// Does a subtree hold a name? `None` when it is about names of another form.
fn within(
    name: &ConstrainedName,
    subtree: &GeneralSubtree,
    left: &mut usize,
) -> Result<Option<bool>, PathError> {
    *left = left.checked_sub(1).ok_or(PathError::TooMany)?;
    let found = match (name, &subtree.base) {
        (ConstrainedName::Directory(name), GeneralName::DirectoryName(above)) => {
            name.is_within(&CanonicalName::from(above))
        }
        (ConstrainedName::Mail(address), GeneralName::Rfc822Name(above)) => {
            mail(address, above.as_str())?
        }
        (ConstrainedName::Other(GeneralName::DnsName(name)), GeneralName::DnsName(above)) => {
            domain(name.as_str(), above.as_str())?
        }
        (
            ConstrainedName::Other(GeneralName::UniformResourceIdentifier(uri)),
            GeneralName::UniformResourceIdentifier(above),
        ) => host_within(host(uri.as_str()).ok_or(PathError::Names)?, above.as_str())?,
        (ConstrainedName::Other(GeneralName::IpAddress(name)), GeneralName::IpAddress(above)) => {
            network(name.as_bytes(), above.as_bytes())?
        }
        // Constraints on a form of name that is not supported.
        (ConstrainedName::Other(GeneralName::OtherName(_)), GeneralName::OtherName(_))
        | (ConstrainedName::Other(GeneralName::EdiPartyName(_)), GeneralName::EdiPartyName(_))
        | (ConstrainedName::Other(GeneralName::RegisteredId(_)), GeneralName::RegisteredId(_)) => {
            return Err(PathError::NameForm);
        }
        _ => return Ok(None),
    };
    // RFC 5280: minimum is 0, and there is no maximum.
    if subtree.minimum != 0 || subtree.maximum.is_some() {
        return Err(PathError::NameForm);
    }
    Ok(Some(found))
}

/// A mailbox, all of a host, or all of the hosts of a domain.
fn mail(address: &str, above: &str) -> Result<bool, PathError> {
    let (local, host) = address.rsplit_once('@').ok_or(PathError::NameForm)?;
    match above.rsplit_once('@') {
        // What stands before the sign has a case (RFC 5280, 7.5).
        Some((wanted, at)) => {
            let same = plain(host)?.eq_ignore_ascii_case(plain(at)?);
            Ok(local == wanted && same)
        }
        None => host_within(host, above),
    }
}

/// A host, or with a full stop at its beginning every host below a domain.
fn host_within(host: &str, above: &str) -> Result<bool, PathError> {
    let host = plain(host)?.to_ascii_lowercase();
    let base = plain(above.strip_prefix('.').unwrap_or(above))?.to_ascii_lowercase();
    if !above.starts_with('.') {
        return Ok(host == base);
    }
    Ok(is_below(&host, &base))
}

/// A domain and everything below it. The full stop that some write before it changes nothing but
/// that the domain itself is left out.
fn domain(name: &str, above: &str) -> Result<bool, PathError> {
    let below = name.strip_prefix("*.");
    let name = plain(below.unwrap_or(name))?.to_ascii_lowercase();
    if above.is_empty() {
        return Ok(true);
    }
    let dotted = above.strip_prefix('.');
    let base = plain(dotted.unwrap_or(above))?.to_ascii_lowercase();
    // A star stands for names of which some may lie within and others not.
    if below.is_some() && name != base && is_below(&base, &name) {
        return Err(PathError::NameForm);
    }
    let itself = name == base && (dotted.is_none() || below.is_some());
    Ok(itself || is_below(&name, &base))
}

/// True when the labels of a domain are the last ones of a name, and others stand before them.
fn is_below(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|labels| labels.ends_with('.'))
}

/// The name of a host in the preferred syntax (RFC 1034, 3.5; RFC 5280, 4.2.1.6 asks for it), with
/// the underscore that many use. Implementations differ on a full stop at its end: whether such a
/// name is within a subtree is undetermined.
fn plain(name: &str) -> Result<&str, PathError> {
    let label = |label: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        !label.is_empty() && label.bytes().all(fits)
    };
    name.split('.').all(label).then_some(name).ok_or(PathError::NameForm)
}

/// The host in a URI; `None` when there is none, or only an address (RFC 5280, 4.2.1.10).
fn host(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let address = host.starts_with('[') || host.parse::<core::net::Ipv4Addr>().is_ok();
    (!address && !host.is_empty()).then_some(host)
}

/// An address within a network: of four bytes, or sixteen, with its mask.
fn network(address: &[u8], above: &[u8]) -> Result<bool, PathError> {
    if ![8, 32].contains(&above.len()) || ![4, 16].contains(&address.len()) {
        return Err(PathError::NameForm);
    }
    let (network, mask) = above.split_at(above.len() / 2);
    if network.len() != address.len() {
        return Ok(false);
    }
    let masked = address.iter().zip(network).zip(mask);
    Ok(masked.into_iter().all(|((one, other), mask)| one & mask == other & mask))
}

#[cfg(test)]
mod tests {
    use der::asn1::OctetString;

    use super::*;

    #[test]
    fn a_mailbox_lies_in_a_box_a_host_or_a_domain() {
        for (address, above) in [("a@b.jp", "a@B.jp"), ("a@b.jp", "b.jp"), ("a@c.b.jp", ".b.jp")] {
            assert_eq!(mail(address, above), Ok(true), "{address} {above}");
        }
        for (address, above) in
            [("A@b.jp", "a@b.jp"), ("a@c.b.jp", "b.jp"), ("a@b.jp", ".b.jp"), ("a@cb.jp", ".b.jp")]
        {
            assert_eq!(mail(address, above), Ok(false), "{address} {above}");
        }
        for (address, above) in
            [("nobody", "nobody"), ("a@b.jp.", "b.jp"), ("a@b.jp", "b.jp."), ("a@b.jp", "a@b.jp.")]
        {
            assert_eq!(mail(address, above), Err(PathError::NameForm), "{address} {above}");
        }
    }

    #[test]
    fn a_domain_holds_what_is_below_it() {
        for (name, above) in [
            ("B.jp", "b.jp"),
            ("a.b.jp", "b.jp"),
            ("a.b.jp", ".b.jp"),
            ("a", ""),
            ("*.b.jp", "b.jp"),
            ("*.b.jp", ".b.jp"),
            ("*.a.b.jp", "b.jp"),
        ] {
            assert_eq!(domain(name, above), Ok(true), "{name} {above}");
        }
        for (name, above) in
            [("ab.jp", "b.jp"), ("b.jp", ".b.jp"), ("jp", "b.jp"), ("*.c.jp", "b.jp")]
        {
            assert_eq!(domain(name, above), Ok(false), "{name} {above}");
        }
    }

    #[test]
    fn a_name_in_no_preferred_syntax_is_within_nothing_and_outside_of_nothing() {
        // The full stop at the end, of which some say that it changes nothing; no label at all;
        // a star of whose names some are within.
        for (name, above) in [
            ("www.b.jp.", "b.jp"),
            ("www.b.jp", "b.jp."),
            ("www.b.jp.", ".b.jp."),
            ("www.b.jp", ".b.jp."),
            ("b.jp.", "b.jp"),
            ("www..b.jp", "b.jp"),
            (".b.jp", "b.jp"),
            ("www.b.jp", "..b.jp"),
            ("", "b.jp"),
            ("www.b.jp.", ""),
            ("*.jp", "b.jp"),
            ("w*.b.jp", "b.jp"),
            ("*", "b.jp"),
            ("www.b.jp\0.c.jp", "c.jp"),
        ] {
            assert_eq!(domain(name, above), Err(PathError::NameForm), "{name} {above}");
        }
        for (host, above) in [("www.b.jp.", ".b.jp"), ("www.b.jp", ".b.jp."), ("b.jp", "b.jp.")] {
            assert_eq!(host_within(host, above), Err(PathError::NameForm), "{host} {above}");
        }
    }

    #[test]
    fn a_uri_is_where_its_host_is() {
        for uri in ["http://b.jp", "ldap://u@b.jp:389/x@y", "http://b.jp?q", "http://b.jp#f"] {
            assert_eq!(host(uri), Some("b.jp"), "{uri}");
        }
        for uri in ["urn:b.jp", "http://127.0.0.1/", "http://[::1]/", "file:///b.jp"] {
            assert_eq!(host(uri), None, "{uri}");
        }
    }

    #[test]
    fn an_address_lies_in_its_network() {
        let net = [10, 1, 0, 0, 255, 255, 0, 0];
        assert_eq!(network(&[10, 1, 2, 3], &net), Ok(true));
        assert_eq!(network(&[10, 2, 2, 3], &net), Ok(false));
        assert_eq!(network(&[0; 16], &net), Ok(false));
        assert_eq!(network(&[10, 1, 2], &net), Err(PathError::NameForm));
        assert_eq!(network(&[10, 1, 2, 3], &net[..7]), Err(PathError::NameForm));
    }

    #[test]
    fn a_subtree_holds_names_of_its_own_form() {
        let address = |bytes: &[u8]| GeneralName::IpAddress(OctetString::new(bytes).unwrap());
        let subtree = |minimum, maximum| GeneralSubtree {
            base: address(&[10, 1, 0, 0, 255, 255, 0, 0]),
            minimum,
            maximum,
        };
        let found = |name, subtree| within(&ConstrainedName::Other(name), &subtree, &mut 1);
        assert_eq!(found(address(&[10, 1, 2, 3]), subtree(0, None)), Ok(Some(true)));
        assert_eq!(found(address(&[10, 2, 2, 3]), subtree(0, None)), Ok(Some(false)));
        let uri = GeneralName::UniformResourceIdentifier(Ia5String::new("http://a.jp").unwrap());
        assert_eq!(found(uri, subtree(0, None)), Ok(None));
        // Levels are not counted (RFC 5280, 4.2.1.10): no such subtree is decided.
        for counted in [subtree(1, None), subtree(0, Some(1)), subtree(1, Some(1))] {
            assert_eq!(found(address(&[10, 1, 2, 3]), counted), Err(PathError::NameForm));
        }
    }
}
