//! What would cost too much is not decided.

use x509_cert::ext::pkix::{PolicyMapping, PolicyMappings};

use super::rules::{ca, holder, path_status, with};
use super::*;

#[test]
fn a_certificate_that_a_chain_among_many_may_save_is_not_called_invalid() {
    // So many certificates of one key, each valid until another day.
    let judged = |roots: u64, purpose| {
        let mut trust = TrustStore::new();
        for more in 0..roots {
            trust.add("root", &odd_until(0, 0, &ca(), days(300 + more))).unwrap();
        }
        let leaf = odd(1, 0, &holder());
        validate_path(&leaf, &[], &trust, purpose, Revocation::Skip, now()).path_status
    };
    let no = PathStatus::Invalid(PathError::Purpose);
    let open = PathStatus::Undetermined(PathError::TooMany);
    for (roots, expected) in [(32, no), (33, open)] {
        assert_eq!(judged(roots, Purpose::Authentication), expected, "{roots}");
        assert_eq!(judged(roots, Purpose::Signing), PathStatus::Valid, "{roots}");
    }
}

#[test]
fn an_authority_maps_so_many_policies() {
    let mapping = PolicyMapping {
        issuer_domain_policy: "1.2.3.1".parse().unwrap(),
        subject_domain_policy: "1.2.3.2".parse().unwrap(),
    };
    let open = PathStatus::Undetermined(PathError::TooMany);
    for (count, expected) in [(256, PathStatus::Valid), (257, open)] {
        let mappings = extension((true, &PolicyMappings(vec![mapping.clone(); count])));
        assert_eq!(path_status(&ca(), &with(&ca(), &[mappings]), &holder()), expected, "{count}");
    }
}
