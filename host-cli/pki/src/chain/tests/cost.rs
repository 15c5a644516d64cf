//! What judging costs: counted, not timed.

use std::sync::atomic::{AtomicUsize, Ordering};

use p256::ecdsa::SigningKey;

use super::odd::rules;
use super::*;
use crate::crl::table;
use crate::received::tests::signed_again;
use crate::{received, signature};

/// A server that gives this list, and counts.
#[derive(Debug)]
struct CountingFetcher(Arc<RevocationList>, AtomicUsize);

impl CrlFetcher for CountingFetcher {
    fn fetch(&self, _: &str) -> Option<Arc<RevocationList>> {
        self.1.fetch_add(1, Ordering::Relaxed);
        Some(Arc::clone(&self.0))
    }
}

/// How many lists and certificates were read, signatures checked and lists gone through.
fn spent() -> [usize; 3] {
    [received::READ.get(), signature::CHECKED.get(), table::MADE.get()]
}

/// A document of many signers, each with a certificate of his own, is judged by one list.
#[test]
fn a_list_is_read_checked_and_gone_through_once_for_all_who_ask() {
    const SIGNERS: u8 = 20;
    let whole = rules::list(5, 1, &[("02", Reason::KeyCompromise)], &[]);
    let other = SigningKey::from_slice(&[99; 32]).unwrap();
    let foreign = signed_again(&whole, &other, |_| {});
    let signers: Vec<_> = (1..=SIGNERS).map(rules::signer).collect();
    let revoked = CertificateStatus::Revoked { reason: Reason::KeyCompromise, date: now() };
    let unknown = |why| CertificateStatus::Unknown(why);
    for (name, list, tables, first, others) in [
        ("its own", &whole, 1, revoked, CertificateStatus::Valid),
        (
            "one that it did not sign",
            &foreign,
            0,
            unknown(UndeterminedStatus::ForeignList),
            unknown(UndeterminedStatus::ForeignList),
        ),
    ] {
        let online =
            CountingFetcher(Arc::new(RevocationList::read(list).unwrap()), AtomicUsize::new(0));
        let mut at_hand = TrustStore::new();
        at_hand.add("root", &rules::root()).unwrap();
        let nothing = at_hand.clone();
        at_hand.add("list", list).unwrap();
        for (trust, revocation) in
            [(&at_hand, Revocation::File), (&nothing, Revocation::Online(&online))]
        {
            let before = spent();
            let judged = |der: &Vec<u8>| {
                validate_path(der, &[], trust, Purpose::Signing, revocation, days(5))
                    .in_force
                    .unwrap()
            };
            let judged: Vec<_> = signers.iter().map(judged).collect();
            let cost = [0, 1, 2].map(|place| spent()[place] - before[place]);
            let signers = usize::from(SIGNERS);
            // Of each signer his own certificate, of the list nothing more.
            assert_eq!(cost, [signers, signers + 1, tables], "{name}, {revocation:?}");
            assert_eq!(judged[0], first, "{name}");
            assert!(judged[1..].iter().all(|found| *found == others), "{name}: {judged:?}");
        }
        assert_eq!(online.1.load(Ordering::Relaxed), usize::from(SIGNERS));
    }
}

/// Of lists of one authority the newest is found by going through them once.
#[test]
fn the_newest_of_many_lists_is_found() {
    let lists: Vec<_> = (1..=40)
        .map(|number| {
            let held = [("02", Reason::CertificateHold)];
            let held = if number == 39 { &[][..] } else { &held[..] };
            rules::list(number, 1, held, &[])
        })
        .collect();
    let held = CertificateStatus::Revoked { reason: Reason::CertificateHold, date: now() };
    assert_eq!(rules::in_force(&lists).in_force.unwrap(), held);
    let backwards: Vec<_> = lists[..39].iter().rev().cloned().collect();
    assert_eq!(rules::in_force(&backwards).in_force.unwrap(), CertificateStatus::Valid);
}
