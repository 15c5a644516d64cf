//! Is this card genuine, is the data on it its own, and is it in force?
//!
//! Every check reads what it needs from the card once. A trusted root vouches for the keys, the
//! certificates and the personal data. Nobody signs the card record (last day, municipality): it is
//! what a genuine card says of itself, and what a reader in between could alter. The public layout
//! signs personal data and key of the text application apart from each other; DF53 of EF 0007
//! (ours) signs both together, so that [`Topic::ThisCard`] shows the very card that the data was
//! issued with. Whether the certificates were issued for that card: [`tied`](super::tied).

use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::profile::jpki as layout;
use der::DateTime;
use sha2::{Digest, Sha256};

use super::certificate::{self, Named};
use super::face;
use super::real;
use super::verdict::{Check, Topic};
use crate::card::common::{self, CardRecord};
use crate::card::jpki::{self, Certificate, Key};
use crate::card::pins::{Pin, Source};
use crate::card::session::Session;
use crate::card::{files, text};
use crate::day;
use crate::error::Error;
use crate::exit::Exit;
use crate::finding::Finding;
use crate::locale::{Message, list};
use crate::msg;
use crate::pki::cv::{CvCertificate, Fault, card_id};
use crate::pki::{Date, PublicKey, Purpose, Revocation, TrustStore};
use crate::serial_number;

/// Length of a random challenge, in bytes.
pub const CHALLENGE_LEN: usize = 32;

/// What a card is judged by.
#[derive(Debug)]
pub struct Judge<'a> {
    /// Whom to believe.
    pub trust: &'a TrustStore,
    /// How to ask whether a certificate is revoked.
    pub revocation: Revocation<'a>,
    /// Now.
    pub now: DateTime,
    /// Two random challenges; used once.
    pub challenges: [[u8; CHALLENGE_LEN]; 2],
}

/// What is to be judged beyond that which everybody may read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The personal data, with the PIN of the text application.
    pub data: bool,
    /// The signing certificate, with the signing password.
    pub signing: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct CardReport {
    /// The serial number of the card; `None` when it gives none, as real cards do not.
    pub serial: Option<String>,
    /// The card record; `None` when the card gives none.
    pub record: Option<CardRecord>,
    /// The checks.
    pub checks: Vec<Check>,
}

/// What the card showed.
pub(super) struct Shown {
    pub(super) serial: [u8; SERIAL_LEN],
    pub(super) record: Option<CardRecord>,
    pub(super) cv_certificate: Option<Vec<u8>>,
    pub(super) card_answer: Option<Vec<u8>>,
    pub(super) text: text::Files,
    pub(super) text_answer: Option<Vec<u8>>,
    /// The visual application; `None` on a card without one, or when nobody asked.
    pub(super) visual: Option<face::Seen>,
    /// What the municipality signed of the keys of JPKI; `None` on a card without it.
    pub(super) key_statement: Option<Vec<u8>>,
    pub(super) authentication: Option<Vec<u8>>,
    /// The authentication certificate is there, and nobody gave the PIN that opens it.
    pub(super) authentication_closed: bool,
    pub(super) signing: Option<Vec<u8>>,
}

impl Judge<'_> {
    /// Judges the card. Call it inside an exclusive transaction. PINs come from `source`, as far
    /// as `scope` needs them.
    ///
    /// # Errors
    /// When the card does not answer, or does not take a PIN. That it refuses something which a
    /// genuine card gives is no error but a finding.
    pub fn card(
        &self,
        session: &mut Session<'_>,
        scope: Scope,
        source: &mut dyn Source,
    ) -> Result<CardReport, Error> {
        // A card in the making gives nothing to judge.
        files::require_issued(session)?;
        if let Some(shown) = real::read(session, scope, source)? {
            return Ok(self.real_card(shown, scope));
        }
        let shown = self.read(session, scope, source)?;
        let mut checks = Vec::new();
        let mut check = |topic, finding| checks.push(Check { topic, finding });

        check(Topic::Serial, serial(&shown));
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

        let purpose = Purpose::Authentication;
        let (chain, force) = self.certificate(shown.authentication.as_deref(), purpose, None);
        check(Topic::AuthenticationChain, chain);
        check(Topic::AuthenticationInForce, force);
        let tied = |key, certificate: &Option<Vec<u8>>| match certificate {
            Some(der) => self.tied(&shown, municipal.as_ref(), key, der),
            None => Finding::absent(msg!("reason-not-on-card")),
        };
        check(Topic::AuthenticationCard, tied(Key::Authentication, &shown.authentication));
        let left_out = (!scope.signing).then(|| msg!("reason-signing-not-asked"));
        let purpose = Purpose::Signing;
        let (chain, force) = self.certificate(shown.signing.as_deref(), purpose, left_out.clone());
        check(Topic::SigningChain, chain);
        check(Topic::SigningInForce, force);
        check(
            Topic::SigningCard,
            match left_out {
                Some(reason) => Finding::left_out(reason),
                None => tied(Key::Signing, &shown.signing),
            },
        );
        check(Topic::Holder, holder(&shown, scope));

        Ok(CardReport {
            serial: Some(serial_number::text(&shown.serial)),
            record: shown.record,
            checks,
        })
    }

    fn read(
        &self,
        session: &mut Session<'_>,
        scope: Scope,
        source: &mut dyn Source,
    ) -> Result<Shown, Error> {
        let [first, second] = &self.challenges;
        let serial = files::serial(session)?;
        let record = given(common::card_record(session))?;
        let cv_certificate = given(common::cv_certificate(session))?.flatten();
        let card_answer = given(common::authenticate_card(session, first))?;
        let source_of_text: Option<&mut dyn Source> =
            if scope.data { Some(&mut *source) } else { None };
        let text = given(text::read(session, source_of_text))?.unwrap_or_default();
        let text_answer = given(text::authenticate_card(session, second))?;
        let visual = if scope.data {
            face::read(session, &text, record.as_ref(), &self.face_challenge(), source)?
        } else {
            None
        };
        let authentication = given(jpki::certificate(session, Certificate::Authentication))?;
        let key_statement = if authentication.is_some() || scope.signing {
            given(key_statement(session))?.flatten()
        } else {
            None
        };
        let signing = if scope.signing {
            let which = Certificate::Signing;
            let read = jpki::certificate_with_pin(session, which, source);
            match read {
                Err(cause) if cause == jpki::no_certificate(which) => None,
                read => Some(read?),
            }
        } else {
            None
        };
        Ok(Shown {
            serial,
            record,
            cv_certificate,
            card_answer,
            text,
            text_answer,
            visual,
            key_statement,
            authentication,
            authentication_closed: false,
            signing,
        })
    }

    /// The municipality's key, once a trusted root vouches for it.
    pub(super) fn municipal(&self, shown: &Shown) -> (Option<CvCertificate>, Finding) {
        let Some(bytes) = &shown.text.cv_certificate else {
            return (None, Finding::failed(msg!("reason-not-on-card")));
        };
        let Ok(certificate) = CvCertificate::parse(bytes) else {
            return (None, Finding::failed(msg!("reason-unreadable")));
        };
        if self.trust.cv_roots().next().is_none() {
            return (
                None,
                Finding::undecided(msg!("reason-no-cv-root")).helped_by(msg!("advice-trust")),
            );
        }
        match self.trust.verify_cv(&certificate) {
            Ok(()) => (Some(certificate), Finding::passed(msg!("reason-cv-right"))),
            Err(Fault::Issuer) => (None, Finding::failed(msg!("reason-cv-foreign"))),
            Err(_) => (None, Finding::failed(msg!("reason-cv-wrong"))),
        }
    }

    fn card_itself(&self, shown: &Shown, key: Option<&CvCertificate>) -> Finding {
        let Some(CvCertificate { key, .. }) = key else {
            return Finding::undecided(msg!("reason-card-key-undecided"));
        };
        let [challenge, _] = &self.challenges;
        answer(key, &shown.serial, challenge, shown.card_answer.as_deref())
    }

    /// The data may be genuine and copied: the card must hold the private half of a key that the
    /// municipality signed for such data.
    fn this_card(&self, shown: &Shown, scope: Scope) -> Finding {
        let Some(key) = shown.text.card_key() else {
            return not_read(shown.text.card_key.is_some(), scope);
        };
        let [_, challenge] = &self.challenges;
        answer(&key.key, &shown.serial, challenge, shown.text_answer.as_deref())
    }

    /// The card is in force to the end of its last day, in Japan.
    pub(super) fn card_in_force(&self, shown: &Shown) -> Finding {
        let Some(record) = &shown.record else {
            return Finding::undecided(msg!("reason-expiry-unreadable"));
        };
        let expiry = &record.expiry;
        if !day::is_day(expiry) {
            return Finding::undecided(msg!("reason-expiry-unreadable"));
        }
        let shown = day::hyphenated(expiry);
        if Date::in_japan(self.now).digits() <= *expiry {
            Finding::passed(msg!("reason-card-until", expiry = shown))
        } else {
            Finding::failed(msg!("reason-card-expired", expiry = shown))
        }
    }

    /// Chain and force of a certificate; none of both when there is no certificate, as on the
    /// card of a child.
    pub(super) fn certificate(
        &self,
        der: Option<&[u8]>,
        purpose: Purpose,
        left_out: Option<Message>,
    ) -> (Finding, Finding) {
        match der {
            Some(der) => {
                certificate::judge(der, &[], self.trust, purpose, self.revocation, self.now)
            }
            None => {
                let finding = left_out
                    .map_or_else(|| Finding::absent(msg!("reason-not-on-card")), Finding::left_out);
                (finding.clone(), finding)
            }
        }
    }
}

fn key_statement(session: &mut Session<'_>) -> Result<Option<Vec<u8>>, Error> {
    files::select_application(session, &layout::APPLICATION)?;
    Ok(jpki::read_key_statement(session)?)
}

/// What the card refuses to give is not there; everything else that fails is a failure.
pub(super) fn given<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(cause) if cause.exit == Exit::Refused => Ok(None),
        Err(cause) => Err(cause),
    }
}

/// The serial number of the card must be that of its record and of its certificate.
fn serial(shown: &Shown) -> Finding {
    let own = serial_number::text(&shown.serial);
    let certified = shown.cv_certificate.as_deref().and_then(|b| CvCertificate::parse(b).ok());
    let Some((record, certified)) = shown.record.as_ref().zip(certified) else {
        return Finding::failed(msg!("reason-unreadable"));
    };
    if record.serial == own && certified.subject == card_id(&shown.serial) {
        return Finding::passed(msg!("reason-serial-same", serial = own));
    }
    let subject = certified.subject.get(..SERIAL_LEN).unwrap_or_default();
    let subject = crate::card::identity::printable(subject);
    let serials = list([own, record.serial.clone(), subject]);
    Finding::failed(msg!("reason-serial-other", serials = serials))
}

/// The certificate of the card's key, once the municipality's key vouches for it.
fn card_key(shown: &Shown, municipal: Option<&CvCertificate>) -> (Option<CvCertificate>, Finding) {
    let Some(bytes) = &shown.cv_certificate else {
        return (None, Finding::failed(msg!("reason-not-on-card")));
    };
    let Ok(certificate) = CvCertificate::parse(bytes) else {
        return (None, Finding::failed(msg!("reason-unreadable")));
    };
    let Some(municipal) = municipal else {
        return (None, Finding::undecided(msg!("reason-municipal-undecided")));
    };
    if certificate.verify(municipal).is_err() || certificate.subject != card_id(&shown.serial) {
        return (None, Finding::failed(msg!("reason-cv-wrong")));
    }
    (Some(certificate), Finding::passed(msg!("reason-card-key-right")))
}

/// The personal data must be what the municipality signed: all 17 bytes of the number's file, and
/// the attributes without their directory.
pub(super) fn data(shown: &Shown, scope: Scope, municipal: Option<&CvCertificate>) -> Finding {
    let files = &shown.text;
    if !scope.data {
        return not_read(false, scope);
    }
    let Some(signature) = files.signature() else {
        return not_read(files.signature.is_some(), scope);
    };
    let number = files.personal_number.as_deref().map(text::number_hash_input);
    let attributes = files.attributes.as_deref().and_then(text::attributes_hash_input);
    let (Some(number), Some(attributes)) = (number, attributes) else {
        return Finding::failed(msg!("reason-unreadable"));
    };
    let same = |bytes: &[u8], hash: &[u8; 32]| Sha256::digest(bytes).as_slice() == hash;
    if !same(number, &signature.number_hash) || !same(&attributes, &signature.attributes_hash) {
        return Finding::failed(msg!("reason-data-hash"));
    }
    // Whoever reads by the directory would read something else than what was signed.
    if !files.offsets_fit() {
        return Finding::failed(msg!("reason-data-offsets"));
    }
    match municipal {
        None => Finding::undecided(msg!("reason-municipal-undecided")),
        Some(municipal) => match municipal.verify_data(&signature.signed, &signature.signature) {
            Ok(()) => Finding::passed(msg!("reason-data-right")),
            Err(_) => Finding::failed(msg!("reason-data-signature")),
        },
    }
}

fn data_key(shown: &Shown, scope: Scope, municipal: Option<&CvCertificate>) -> Finding {
    let Some(key) = shown.text.card_key() else {
        return not_read(shown.text.card_key.is_some(), scope);
    };
    match municipal {
        None => Finding::undecided(msg!("reason-municipal-undecided")),
        Some(municipal) if municipal.verify_data(&key.signed, &key.signature).is_err() => {
            Finding::failed(msg!("reason-data-signature"))
        }
        // The key must be that of the card which this data was made for: genuine data beside the
        // genuine key of another card is a copy.
        Some(municipal) => {
            let bound = shown.text.signature().is_some_and(|data| {
                let input = text::binding_input(&key.signed, &data.signed);
                municipal.verify_data(&input, &key.binding).is_ok()
            });
            if bound {
                Finding::passed(msg!("reason-data-key-right"))
            } else {
                Finding::failed(msg!("reason-data-key-unbound"))
            }
        }
    }
}

/// Why a file was not judged: nobody asked for it, it is not there, or it is malformed.
fn not_read(there: bool, scope: Scope) -> Finding {
    match (scope.data, there) {
        (false, _) => Finding::left_out(msg!("reason-not-asked", pin = Pin::Text.name())),
        (true, false) => Finding::failed(msg!("reason-not-on-card")),
        (true, true) => Finding::failed(msg!("reason-unreadable")),
    }
}

/// Did the card sign the challenge with the private half of this key?
fn answer(
    key: &PublicKey,
    serial: &[u8; SERIAL_LEN],
    challenge: &[u8],
    given: Option<&[u8]>,
) -> Finding {
    let message = files::internal_message(serial, challenge);
    if given.is_some_and(|given| key.verify(&message, given).is_ok()) {
        Finding::passed(msg!("reason-challenge-right"))
    } else {
        Finding::failed(msg!("reason-challenge-wrong"))
    }
}

/// The data and the signing certificate must name the same person: two genuine halves of two
/// cards do not make one.
pub(super) fn holder(shown: &Shown, scope: Scope) -> Finding {
    if scope.signing && shown.signing.is_none() {
        return Finding::absent(msg!("reason-not-on-card"));
    }
    if !scope.signing || !scope.data {
        return Finding::left_out(msg!("reason-holder-not-read"));
    }
    let named = shown.signing.as_deref().and_then(Named::of);
    let Some((attributes, named)) = shown.text.attributes().zip(named) else {
        return Finding::failed(msg!("reason-unreadable"));
    };
    let same = named.name == attributes.name
        && named.address == attributes.address
        && named.birth == attributes.birth
        && named.sex == attributes.sex;
    if same {
        Finding::passed(msg!("reason-holder-same"))
    } else {
        Finding::failed(msg!("reason-holder-other"))
    }
}
