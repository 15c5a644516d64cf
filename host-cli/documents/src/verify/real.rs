//! Verifying a card of a resident that was not made by this project: an Individual Number Card, a
//! Basic Resident Registration Card, a phone.
//!
//! What such a card lacks is absent from the report: the certificate of its authentication key, the
//! signature that binds the data to the card (DF53) and the serial number are this project's own.
//! Nothing else shows that it is not a copy, so that the verdict is never that it is valid: at best it
//! is undecided ([`Topic::ThisCard`]).

use apdu_spec::profile::text as layout;
use juki_client::card::jpki::{self, Certificate};
use juki_client::card::pins::{Pin, Source};
use juki_client::card::session::{Dialect, Session};
use juki_client::card::{CardError, files, text};
use juki_pki::Purpose;

use super::answer::{Answer, asked};
use super::card::{
    CardContent, CardReport, CardVerifier, Scope, data, holder, read_record, read_text,
};
use super::verdict::{Check, Topic};
use crate::finding::{CardReason, Finding};

/// Reads a real card; `None` when this is a card of this project, which has more.
///
/// # Errors
/// When the card does not answer, or does not take a PIN.
pub(super) fn read(
    session: &mut Session<'_>,
    scope: Scope,
    source: &mut dyn Source,
) -> Result<Option<CardContent>, CardError> {
    if session.dialect() == Dialect::Full {
        return Ok(None);
    }
    let record = read_record(session)?;
    let found = files::find_application(session, &layout::APPLICATION).map_err(CardError::from);
    let found = asked(found)?.and_then(Answer::from);
    let (text, text_refused) = if found.given().is_some() {
        let source: Option<&mut dyn Source> = if scope.data { Some(&mut *source) } else { None };
        read_text(session, source)?
    } else {
        (text::Files::default(), found.refusal())
    };
    let which = Certificate::Authentication;
    let (authentication, authentication_closed) = match jpki::certificate(session, which) {
        Err(cause) if cause.wants_pin() && scope.data => {
            (asked(jpki::certificate_with_pin(session, which, source))?, false)
        }
        Err(cause) if cause.wants_pin() => (Answer::Absent, true),
        read => (asked(read)?, false),
    };
    let signing = if scope.signing {
        asked(jpki::certificate_with_pin(session, Certificate::Signing, source))?
    } else {
        Answer::Absent
    };
    // Nothing could be selected: not a card of this family, or a defective one of this project.
    if session.dialect() != Dialect::Plain {
        return Ok(None);
    }
    Ok(Some(CardContent {
        serial: Default::default(),
        record,
        cv_certificate: Answer::Absent,
        card_answer: Answer::Absent,
        text,
        text_refused,
        text_answer: Answer::Absent,
        key_statement: Answer::Absent,
        visual: Answer::Absent,
        authentication,
        authentication_closed,
        signing,
    }))
}

impl CardVerifier<'_> {
    /// The checks that are possible with a real card.
    pub(super) fn real_card(&self, shown: CardContent, scope: Scope) -> CardReport {
        let mut checks = Vec::new();
        let mut check = |topic, finding| checks.push(Check { topic, finding });
        if shown.text.cv_certificate.is_some()
            || shown.text_refusal(layout::File::CvCertificate).is_some()
        {
            let (municipal, finding) = self.municipal(&shown);
            check(Topic::MunicipalKey, finding);
            check(Topic::Data, data(&shown, scope, municipal.as_ref()));
        }
        if shown.record != Answer::Absent {
            check(Topic::CardInForce, self.card_in_force(&shown));
        }
        check(Topic::ThisCard, no_proof());
        let absent = if shown.authentication_closed {
            Finding::left_out(CardReason::CertificateClosed(Pin::Authentication))
        } else {
            Finding::absent(CardReason::NotOnCard)
        };
        let (chain, force) =
            self.certificate(&shown.authentication, Purpose::Authentication, &absent);
        check(Topic::AuthenticationChain, chain);
        check(Topic::AuthenticationInForce, force);
        let absent = if scope.signing {
            Finding::absent(CardReason::NotOnCard)
        } else {
            Finding::left_out(CardReason::SigningNotAsked)
        };
        let (chain, force) = self.certificate(&shown.signing, Purpose::Signing, &absent);
        check(Topic::SigningChain, chain);
        check(Topic::SigningInForce, force);
        if shown.text.attributes.is_some() {
            check(Topic::Holder, holder(&shown, scope, &absent));
        }
        let record = shown.record.into_given();
        let serial = record.as_ref().map(|record| record.serial.clone());
        CardReport { serial, record, checks }
    }
}

/// The finding for a card of this kind: nothing binds its data to it.
fn no_proof() -> Finding {
    Finding::undecided(CardReason::NoProof)
}
