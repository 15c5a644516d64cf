//! Is this card genuine, is the data on it its own, and is it in force?
//!
//! Everything that the checks need is read from the card once. Keys, certificates and personal data
//! are certified by trust anchors. The card record (last day, municipality) is not signed: a genuine
//! card has it, and a reader in between could alter it. The public layout
//! signs personal data and key of the text application apart from each other; DF53 of EF 0007
//! (ours) signs both together, so that [`Topic::ThisCard`] shows the very card that the data was
//! issued with. Whether the certificates were issued for that card: `tied`.

use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::profile::text as text_layout;
use der::DateTime;
use juki_client::card::common::CardRecord;
use juki_client::card::jpki::Key;
use juki_client::card::pins::{Pin, Source};
use juki_client::card::session::Session;
use juki_client::card::{CardError, files, text};
use juki_client::serial_number;
use juki_pki::cv::{CvCertificate, Fault, card_id};
use juki_pki::{Date, PublicKey, Purpose, Revocation, TrustStore};
use juki_records::day;
use juki_records::uses::{Correspondence, correspondence};
use sha2::{Digest, Sha256};

use super::answer::{Answer, asked, refused};
use super::certificate::{self, CertificateHolder};
use super::verdict::{Check, Topic};
use super::{real, tied};
use crate::finding::{CardReason, DataReason, Finding, MunicipalReason, Outcome};

mod reading;

pub(super) use reading::{CardContent, read_record, read_text};

/// Length of a random challenge, in bytes.
pub const CHALLENGE_LEN: usize = 32;

/// Verifies cards: the trust anchors, the time and the challenges that it is done with.
#[derive(Debug)]
pub struct CardVerifier<'a> {
    /// The trust anchors.
    pub trust: &'a TrustStore,
    /// Where revocation is looked up.
    pub revocation: Revocation<'a>,
    /// Now.
    pub now: DateTime,
    /// Two random challenges.
    pub challenges: [[u8; CHALLENGE_LEN]; 2],
}

/// What is to be verified besides the files that are always readable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The personal data, with the PIN of the text application.
    pub data: bool,
    /// The signing certificate, with the signing password.
    pub signing: bool,
}

/// The result of verifying a card.
#[derive(Clone, Debug, PartialEq)]
pub struct CardReport {
    /// The serial number of the card; `None` when it gives none, as real cards do not.
    pub serial: Option<String>,
    /// The card record; `None` when the card gives none.
    pub record: Option<CardRecord>,
    /// The checks.
    pub checks: Vec<Check>,
}

impl CardVerifier<'_> {
    /// Verifies the card. Call it inside an exclusive transaction. PINs come from `source`, as far
    /// as `scope` needs them. The challenges are used up: what answered them once can answer them
    /// again.
    ///
    /// # Errors
    /// When the card does not answer, or does not take a PIN, or is not issued. That it refuses
    /// something which a genuine card gives is no error but a finding.
    pub fn verify(
        self,
        session: &mut Session<'_>,
        scope: Scope,
        source: &mut dyn Source,
    ) -> Result<CardReport, CardError> {
        // A card in creation state has nothing to verify.
        files::require_issued(session)?;
        if let Some(shown) = real::read(session, scope, source)? {
            return Ok(self.real_card(shown, scope));
        }
        let serial = match asked(files::serial(session))? {
            Answer::Given(serial) => serial,
            // Everything that a card of this project signs includes its serial number.
            other => {
                let none = || Finding::failed(CardReason::NotOnCard);
                let finding = other.finding(none, |_| none());
                let checks = vec![Check { topic: Topic::Serial, finding }];
                return Ok(CardReport { serial: None, record: None, checks });
            }
        };
        let shown = self.read(session, serial, scope, source)?;
        let mut checks = Vec::new();
        let mut check = |topic, finding| checks.push(Check { topic, finding });

        check(Topic::Serial, same_serial(&shown));
        let (municipal, finding) = self.municipal(&shown);
        check(Topic::MunicipalKey, finding);
        let (card_key, finding) = card_key(&shown, municipal.as_ref());
        check(Topic::CardKey, finding);
        check(Topic::CardItself, self.card_itself(&shown, card_key.as_ref()));
        check(Topic::CardInForce, self.card_in_force(&shown));
        check(Topic::Data, data(&shown, scope, municipal.as_ref()));
        check(Topic::DataKey, data_key(&shown, scope, municipal.as_ref()));
        check(Topic::ThisCard, self.this_card(&shown, scope));
        check(Topic::Face, self.face(&shown, scope));
        check(Topic::FaceKey, self.face_key(&shown, scope));

        // Every issued card has one; hiding it may hide that it is revoked.
        let absent = Finding::undecided(CardReason::NotShown);
        let purpose = Purpose::Authentication;
        let (chain, force) = self.certificate(&shown.authentication, purpose, &absent);
        check(Topic::AuthenticationChain, chain);
        check(Topic::AuthenticationInForce, force);
        let tied = |key, certificate: &Answer<Vec<u8>>, absent: &Finding| {
            let tied = |der: &Vec<u8>| self.tied(&shown, municipal.as_ref(), key, der);
            certificate.finding(|| absent.clone(), tied)
        };
        check(Topic::AuthenticationCard, tied(Key::Authentication, &shown.authentication, &absent));
        let absent = without_signing(&shown, scope, municipal.as_ref());
        let (chain, force) = self.certificate(&shown.signing, Purpose::Signing, &absent);
        check(Topic::SigningChain, chain);
        check(Topic::SigningInForce, force);
        check(Topic::SigningCard, tied(Key::Signing, &shown.signing, &absent));
        check(Topic::Holder, holder(&shown, scope, &absent));

        Ok(CardReport {
            serial: Some(serial_number::text(&shown.serial)),
            record: shown.record.into_given(),
            checks,
        })
    }

    /// The municipality's key, when a trusted root certified it.
    pub(super) fn municipal(&self, shown: &CardContent) -> (Option<CvCertificate>, Finding) {
        let Some(bytes) = &shown.text.cv_certificate else {
            let refusal = shown.text_refusal(text_layout::File::CvCertificate);
            return (None, refusal.unwrap_or_else(|| Finding::failed(CardReason::NotOnCard)));
        };
        let Ok(certificate) = CvCertificate::parse(bytes) else {
            return (None, Finding::failed(CardReason::Unreadable));
        };
        if self.trust.cv_roots().next().is_none() {
            return (None, Finding::undecided(MunicipalReason::NoRoot));
        }
        match self.trust.verify_cv(&certificate) {
            Ok(()) => (Some(certificate), Finding::passed(MunicipalReason::Certified)),
            // Undecided: another root may have issued it.
            Err(Fault::Issuer) => (None, foreign_root()),
            Err(_) => (None, Finding::failed(MunicipalReason::Wrong)),
        }
    }

    fn card_itself(&self, shown: &CardContent, key: Option<&CvCertificate>) -> Finding {
        let Some(CvCertificate { key, .. }) = key else {
            return Finding::undecided(MunicipalReason::CardKeyUndecided);
        };
        let [challenge, _] = &self.challenges;
        answer(key, &shown.serial, challenge, &shown.card_answer)
    }

    /// The data may be genuine and copied: the card must have the private key to a public key that the
    /// municipality signed for the data.
    fn this_card(&self, shown: &CardContent, scope: Scope) -> Finding {
        let Some(key) = shown.text.card_key() else {
            return not_read(shown, text_layout::File::CardKey, scope);
        };
        let [_, challenge] = &self.challenges;
        answer(&key.key, &shown.serial, challenge, &shown.text_answer)
    }

    /// The card is in force to the end of its last day, in Japan.
    pub(super) fn card_in_force(&self, shown: &CardContent) -> Finding {
        let unreadable = || Finding::undecided(CardReason::ExpiryUnreadable);
        shown.record.finding(unreadable, |CardRecord { expiry, .. }| {
            if !day::is_day(expiry) {
                unreadable()
            } else if Date::in_japan(self.now).digits() <= *expiry {
                Finding::passed(CardReason::Until(expiry.clone()))
            } else {
                Finding::failed(CardReason::Expired(expiry.clone()))
            }
        })
    }

    /// The findings of the path and the status of a certificate; `absent` for both without one.
    pub(super) fn certificate(
        &self,
        certificate: &Answer<Vec<u8>>,
        purpose: Purpose,
        absent: &Finding,
    ) -> (Finding, Finding) {
        let finding = match certificate {
            Answer::Given(der) => {
                let Self { trust, revocation, now, .. } = *self;
                return certificate::verify(der, &[], trust, purpose, revocation, now);
            }
            Answer::Refused(cause) => refused(cause.clone()),
            Answer::Absent => absent.clone(),
        };
        (finding.clone(), finding)
    }
}

/// The finding for a card without a signing certificate. That a card has none, as that of a child, is
/// accepted when the municipality signed it: an attacker between card and reader can remove a
/// certificate, with its entry in the directory.
fn without_signing(
    shown: &CardContent,
    scope: Scope,
    municipal: Option<&CvCertificate>,
) -> Finding {
    let signed = tied::key_statement(shown, municipal);
    if signed.is_some_and(|statement| statement.signing.is_none()) {
        Finding::absent(CardReason::NotOnCard)
    } else if scope.signing {
        Finding::undecided(CardReason::NotShown)
    } else {
        Finding::left_out(CardReason::SigningNotAsked)
    }
}

/// No trusted root has the key that the municipality's certificate names as its issuer's.
pub(super) fn foreign_root() -> Finding {
    Finding::undecided(MunicipalReason::ForeignRoot)
}

/// The serial number of the card must be that of its record and of its certificate.
fn same_serial(shown: &CardContent) -> Finding {
    let own = serial_number::text(&shown.serial);
    if let Some(refusal) = shown.record.refusal().or_else(|| shown.cv_certificate.refusal()) {
        return refusal;
    }
    let certified = shown.cv_certificate.given().and_then(|b| CvCertificate::parse(b).ok());
    let Some((record, certified)) = shown.record.given().zip(certified) else {
        return Finding::failed(CardReason::Unreadable);
    };
    if record.serial == own && certified.subject == card_id(&shown.serial) {
        return Finding::passed(CardReason::SerialSame(own));
    }
    let subject = certified.subject.get(..SERIAL_LEN).unwrap_or_default();
    Finding::failed(CardReason::SerialsDiffer {
        card: own,
        record: record.serial.clone(),
        certificate: juki_client::card::identity::printable(subject),
    })
}

/// The certificate of the card's key, when the municipality's key certified it.
fn card_key(
    shown: &CardContent,
    municipal: Option<&CvCertificate>,
) -> (Option<CvCertificate>, Finding) {
    let Some(bytes) = shown.cv_certificate.given() else {
        let refusal = shown.cv_certificate.refusal();
        return (None, refusal.unwrap_or_else(|| Finding::failed(CardReason::NotOnCard)));
    };
    let Ok(certificate) = CvCertificate::parse(bytes) else {
        return (None, Finding::failed(CardReason::Unreadable));
    };
    let Some(municipal) = municipal else {
        return (None, Finding::undecided(MunicipalReason::KeyUndecided));
    };
    if certificate.verify(municipal).is_err() || certificate.subject != card_id(&shown.serial) {
        return (None, Finding::failed(MunicipalReason::Wrong));
    }
    (Some(certificate), Finding::passed(MunicipalReason::CardKeyRight))
}

/// The personal data must be what the municipality signed: all 17 bytes of the number's file, and
/// the attributes without their directory.
pub(super) fn data(
    shown: &CardContent,
    scope: Scope,
    municipal: Option<&CvCertificate>,
) -> Finding {
    let files = &shown.text;
    let Some(signature) = files.signature().filter(|_| scope.data) else {
        return not_read(shown, text_layout::File::Signature, scope);
    };
    let hashed = [text_layout::File::PersonalNumber, text_layout::File::Attributes];
    if let Some(refusal) = hashed.into_iter().find_map(|file| shown.text_refusal(file)) {
        return refusal;
    }
    let number = files.personal_number.as_deref().map(text::number_hash_input);
    let attributes = files.attributes.as_deref().and_then(text::attributes_hash_input);
    let (Some(number), Some(attributes)) = (number, attributes) else {
        return Finding::failed(CardReason::Unreadable);
    };
    let same = |bytes: &[u8], hash: &[u8; 32]| Sha256::digest(bytes).as_slice() == hash;
    if !same(number, &signature.number_hash) || !same(&attributes, &signature.attributes_hash) {
        return Finding::failed(DataReason::Hash);
    }
    // Readers that use the directory would read something else than what was signed.
    if !files.offsets_fit() {
        return Finding::failed(DataReason::Offsets);
    }
    match municipal {
        None => Finding::undecided(MunicipalReason::KeyUndecided),
        Some(municipal) => match municipal.verify_data(&signature.signed, &signature.signature) {
            Ok(()) => Finding::passed(DataReason::Right),
            Err(_) => Finding::failed(DataReason::Signature),
        },
    }
}

fn data_key(shown: &CardContent, scope: Scope, municipal: Option<&CvCertificate>) -> Finding {
    let Some(key) = shown.text.card_key() else {
        return not_read(shown, text_layout::File::CardKey, scope);
    };
    match municipal {
        None => Finding::undecided(MunicipalReason::KeyUndecided),
        Some(municipal) if municipal.verify_data(&key.signed, &key.signature).is_err() => {
            Finding::failed(DataReason::Signature)
        }
        // The key must be that of the card which the data was signed for: genuine data with the
        // genuine key of another card is a copy.
        Some(municipal) => {
            let bound = shown.text.signature().is_some_and(|data| {
                let input = text::binding_input(&key.signed, &data.signed);
                municipal.verify_data(&input, &key.binding).is_ok()
            });
            if let Some(refusal) = shown.text_refusal(text_layout::File::Signature) {
                refusal
            } else if bound {
                Finding::passed(DataReason::KeyRight)
            } else {
                Finding::failed(DataReason::KeyUnbound)
            }
        }
    }
}

/// Why a file of the text application was not verified: it was not asked for, the card refused it,
/// it is not there, or it is malformed.
fn not_read(shown: &CardContent, file: text_layout::File, scope: Scope) -> Finding {
    if !scope.data {
        return Finding::left_out(CardReason::NotAsked(Pin::Text));
    }
    shown.text_refusal(file).unwrap_or_else(|| {
        Finding::failed(match shown.text.file(file) {
            Some(_) => CardReason::Unreadable,
            None => CardReason::NotOnCard,
        })
    })
}

/// Did the card sign the challenge with the private key to this public key?
fn answer(
    key: &PublicKey,
    serial: &[u8; SERIAL_LEN],
    challenge: &[u8],
    given: &Answer<Vec<u8>>,
) -> Finding {
    let message = files::internal_message(serial, challenge);
    challenged(given, |given| key.verify(&message, given).is_ok())
}

/// Is the signature of a challenge right? A card without the key has none.
pub(super) fn challenged(given: &Answer<Vec<u8>>, right: impl FnOnce(&[u8]) -> bool) -> Finding {
    let absent = || Finding::failed(CardReason::NoKey);
    given.finding(absent, |given| {
        if right(given) {
            Finding::passed(CardReason::ChallengeRight)
        } else {
            Finding::failed(CardReason::ChallengeWrong)
        }
    })
}

/// The data and the signing certificate must name the same person: data and certificate of two
/// genuine cards do not make one.
pub(super) fn holder(shown: &CardContent, scope: Scope, without_signing: &Finding) -> Finding {
    let left_out = without_signing.outcome == Outcome::LeftOut;
    match &shown.signing {
        Answer::Absent if !left_out => return without_signing.clone(),
        Answer::Given(_) | Answer::Refused(_) if scope.data => {}
        _ => return Finding::left_out(DataReason::HolderNotRead),
    }
    let refusal = shown.signing.refusal();
    if let Some(refusal) = refusal.or_else(|| shown.text_refusal(text_layout::File::Attributes)) {
        return refusal;
    }
    let named = shown.signing.given().and_then(|der| CertificateHolder::of(der));
    let Some((attributes, named)) = shown.text.attributes().zip(named) else {
        return Finding::failed(CardReason::Unreadable);
    };
    let (name, address) = (&named.name_substituted, &named.address_substituted);
    if named.birth != attributes.birth || named.sex != attributes.sex {
        return Finding::failed(DataReason::HolderOther);
    }
    let name = correspondence(&attributes.name, &named.name, name.as_deref());
    match name.max(correspondence(&attributes.address, &named.address, address.as_deref())) {
        Correspondence::Same => Finding::passed(DataReason::HolderSame),
        Correspondence::Undecided => Finding::undecided(DataReason::HolderSubstituted),
        Correspondence::Other => Finding::failed(DataReason::HolderOther),
    }
}
