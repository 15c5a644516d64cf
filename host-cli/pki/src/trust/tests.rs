use apdu_spec::profile::KeyType;

use super::*;
use crate::authority::Parameters;
use crate::authority::tests::{authority, issue, now, rng};
use crate::{Authority, Issuer, Purpose};

fn certificate(authority: &Authority, issuer: Issuer) -> Arc<Certificate> {
    Arc::new(Certificate::read(authority.ca_certificate(issuer)).unwrap())
}

#[test]
fn an_authority_says_of_its_own_certificates_for_whom_they_are() {
    let mut own = authority();
    let other = Authority::create(&Parameters::default(), &mut rng(), now()).unwrap();
    let issued = issue(&mut own, Purpose::Authentication);
    let issuer = issued.entry.issuer;
    let theirs = Entry { card: "999990000000666".to_owned(), ..issued.entry.clone() };
    let of = |trust: &TrustStore| trust.issued_for(&issued.certificate).map(str::to_owned);
    let mut trust = TrustStore::new();
    // Of the same name, with another key; and another one of the same house.
    trust.note_issued(&certificate(&other, issuer), &theirs);
    for issuer in Issuer::ALL.into_iter().filter(|other| *other != issuer) {
        trust.note_issued(&certificate(&own, issuer), &theirs);
    }
    assert_eq!(of(&trust), None);
    trust.note_issued(&certificate(&own, issuer), &issued.entry);
    assert_eq!(of(&trust), Some(issued.entry.card.clone()));
    // The same once more changes nothing; of two that differ none is believed.
    trust.note_issued(&certificate(&own, issuer), &issued.entry);
    assert_eq!(of(&trust), Some(issued.entry.card.clone()));
    trust.note_issued(&certificate(&own, issuer), &theirs);
    assert_eq!(of(&trust), None);
    assert_eq!(issuer, Issuer::new(Purpose::Authentication, KeyType::P256));
}
