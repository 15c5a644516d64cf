use std::fs;

use der::{Decode as _, Encode as _};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use x509_cert::crl::CertificateList;

use super::super::{AddOutcome, FolderError, add};
use super::*;
use crate::authority::tests::Folder;
use crate::chain::tests::odd::rules::{list, root};
use crate::crl::lines;
use crate::index::Reason;
use crate::received::tests::signed_again;
use crate::{signature, trust};

const REVOKED: (&str, Reason) = ("02", Reason::KeyCompromise);
const OTHER: (&str, Reason) = ("03", Reason::KeyCompromise);

/// A file of PEM with the authority, where it is named, and these lists.
fn pem(authority: Option<&[u8]>, lists: &[Vec<u8>]) -> String {
    let block = |label: &'static str, der: &[u8]| {
        der::pem::encode_string(label, der::pem::LineEnding::LF, der).unwrap()
    };
    let authority = authority.map(|der| block("CERTIFICATE", der));
    let lists = lists.iter().map(|der| block("X509 CRL", der));
    authority.into_iter().chain(lists).collect()
}

/// Adds the authority and these lists to an empty folder; gives how many files are in it then.
fn added(name: &str, lists: &[Vec<u8>]) -> (Result<AddOutcome, FolderError>, usize) {
    let folder = Folder::new(name);
    let (file, users) = (folder.0.join("lists.pem"), folder.0.join("user"));
    fs::write(&file, pem(Some(&root()), lists)).unwrap();
    let added = add(&file, &users);
    (added, fs::read_dir(&users).map_or(0, Iterator::count))
}

/// The same list without a number.
fn unnumbered(der: &[u8]) -> Vec<u8> {
    let mut list: CertificateList = CertificateList::from_der(der).unwrap();
    let extensions = list.tbs_cert_list.crl_extensions.as_mut().unwrap();
    extensions.retain(|extension| extension.extn_id != CrlNumber::OID);
    let key = SigningKey::from_slice(&[1; 32]).unwrap();
    let signature: DerSignature = key.sign(&list.tbs_cert_list.to_der().unwrap());
    list.signature = der::asn1::BitString::from_bytes(signature.as_bytes()).unwrap();
    list.to_der().unwrap()
}

#[test]
fn all_lists_of_an_authority_are_checked_once_each() {
    const LISTS: u8 = 60;
    for (name, forgetful) in [("all-of-one", false), ("all-forgetful", true)] {
        // All revoke the same certificate, or each one another and forgets those of before.
        let list = |number: u8| {
            let serial = if forgetful { format!("{number:02X}") } else { "02".to_owned() };
            list(number, 1, &[(&serial, Reason::KeyCompromise)], &[])
        };
        let lists: Vec<_> = (1..=LISTS).map(list).collect();
        let before = (signature::CHECKED.get(), lines::READ.get());
        let (result, files) = added(name, &lists);
        let spent = (signature::CHECKED.get() - before.0, lines::READ.get() - before.1);
        let result = result.unwrap();
        let count = usize::from(LISTS);
        assert_eq!(spent.0, count, "{name}");
        assert!(spent.1 <= 3 * count, "{name}: {spent:?}");
        let (taken, kept) = if forgetful { (count, count - 1) } else { (1, 0) };
        assert_eq!((result.added.len(), files), (1 + taken, 1 + taken), "{name}");
        assert_eq!((result.older.len(), result.kept.len()), (count - taken, kept), "{name}");
    }
}

#[test]
fn what_newer_lists_revoke_together_is_enough() {
    let lists = [
        list(1, 1, &[REVOKED, OTHER], &[]),
        list(2, 1, &[REVOKED], &[]),
        list(3, 1, &[OTHER], &[]),
        list(4, 1, &[], &[]),
    ];
    let result = added("together", &lists).0.unwrap();
    assert_eq!((result.older.len(), result.kept.len()), (1, 2), "{result:?}");
    let lost: HashSet<_> = result.kept.iter().flat_map(|kept| kept.lost.clone()).collect();
    assert_eq!(lost, HashSet::from(["02".to_owned(), "03".to_owned()]));
}

/// By numbers and dates each of three would be older than another one, and none be left.
#[test]
fn lists_with_and_without_numbers_do_not_drive_each_other_out() {
    let without = unnumbered(&list(9, 2, &[REVOKED], &[]));
    let lists = [list(1, 3, &[REVOKED], &[]), without.clone(), list(2, 1, &[REVOKED], &[])];
    let mut orders = vec![lists.to_vec(), lists.iter().rev().cloned().collect()];
    orders.push([&lists[1..], &lists[..1]].concat());
    for (place, lists) in orders.iter().enumerate() {
        let result = added(&format!("circle-{place}"), lists).0.unwrap();
        let numbers: Vec<_> =
            result.added.iter().filter_map(TrustedObject::age).map(|age| age.number).collect();
        assert!(numbers.contains(&Some(2)), "{numbers:?}");
        assert_eq!(result.older.len(), 1, "{result:?}");
    }
    // One without a number gives way to a later one, with a number or without.
    for later in [list(1, 3, &[REVOKED], &[]), unnumbered(&list(1, 3, &[REVOKED], &[]))] {
        let result = added("later", &[without.clone(), later]).0.unwrap();
        assert_eq!((result.added.len(), result.older.len()), (2, 1), "{result:?}");
    }
}

#[test]
fn a_list_that_nobody_of_its_name_signed_is_refused() {
    let genuine = list(1, 1, &[], &[]);
    let forger = SigningKey::from_slice(&[99; 32]).unwrap();
    let forged = signed_again(&genuine, &forger, |_| {});
    for lists in [&[forged.clone()][..], &[genuine, forged.clone()]] {
        let (result, files) = added("forged", lists);
        let error = result.unwrap_err();
        assert!(matches!(error, FolderError::Foreign { .. }), "{error:?}");
        assert_eq!(files, 0, "nothing was added");
    }
    // Whose it is cannot be said before somebody of its name is trusted.
    let folder = Folder::new("forged-first");
    let (file, users) = (folder.0.join("lists.pem"), folder.0.join("user"));
    fs::write(&file, pem(None, &[forged])).unwrap();
    assert_eq!(add(&file, &users).unwrap().added.len(), 1);
    // It stands in nobody's way then.
    fs::write(&file, pem(Some(&root()), &[list(2, 1, &[], &[])])).unwrap();
    assert_eq!(add(&file, &users).unwrap().added.len(), 2);
}

#[test]
fn too_much_is_not_compared_at_all() {
    let lists: Vec<_> = (1..=4).map(|number| list(number, 1, &[], &[])).collect();
    let objects = trust::parse("lists.pem", pem(Some(&root()), &lists).as_bytes()).unwrap();
    let all: Vec<_> = objects.iter().collect();
    let checked = signature::CHECKED.get();
    for (objects, checks) in [(4, 4), (5, 3)] {
        assert!(ListComparison::new(&all, ComparisonLimits { objects, checks }).is_none());
    }
    assert_eq!(signature::CHECKED.get(), checked, "nothing is begun");
    assert!(ListComparison::new(&all, ComparisonLimits { objects: 5, checks: 4 }).is_some());
}
