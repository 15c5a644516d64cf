//! Judging a card of a resident that was not made by this project: an Individual Number Card, a
//! Basic Resident Registration Card, a phone.
//!
//! What such a card lacks is absent from the report: the certificate of its authentication key, the
//! signature that binds the data to the card (DF53) and the serial number are this project's own.
//! That it is no copy nothing of the rest shows, so that the verdict is never that it is valid: at
//! best it cannot be decided ([`Topic::ThisCard`]).

use apdu_spec::profile::text as layout;

use super::card::{CardReport, Judge, Scope, Shown, data, given, holder};
use super::verdict::{Check, Topic};
use crate::card::jpki::{self, Certificate};
use crate::card::pins::{Pin, Source};
use crate::card::session::{Dialect, Session};
use crate::card::{common, files, text};
use crate::error::Error;
use crate::finding::Finding;
use crate::msg;
use crate::pki::Purpose;

/// What a real card shows; `None` when this is a card of this project, which shows more.
///
/// # Errors
/// When the card does not answer, or does not take a PIN.
pub(super) fn read(
    session: &mut Session<'_>,
    scope: Scope,
    source: &mut dyn Source,
) -> Result<Option<Shown>, Error> {
    if session.dialect() == Dialect::Full {
        return Ok(None);
    }
    let record = given(common::card_record(session))?;
    let has_text =
        given(files::find_application(session, &layout::APPLICATION).map_err(Error::from))?;
    let text = if has_text.flatten().is_some() {
        let source: Option<&mut dyn Source> = if scope.data { Some(&mut *source) } else { None };
        given(text::read(session, source))?.unwrap_or_default()
    } else {
        text::Files::default()
    };
    let which = Certificate::Authentication;
    let (authentication, authentication_closed) = match jpki::certificate(session, which) {
        Err(cause) if jpki::wants_pin(&cause) && scope.data => {
            (given(jpki::certificate_with_pin(session, which, source))?, false)
        }
        Err(cause) if jpki::wants_pin(&cause) => (None, true),
        read => (given(read)?, false),
    };
    let signing = if scope.signing {
        given(jpki::certificate_with_pin(session, Certificate::Signing, source))?
    } else {
        None
    };
    // Nothing at all could be selected: no card of this family, or one of ours gone wrong.
    if session.dialect() != Dialect::Plain {
        return Ok(None);
    }
    Ok(Some(Shown {
        serial: Default::default(),
        record,
        cv_certificate: None,
        card_answer: None,
        text,
        text_answer: None,
        key_statement: None,
        visual: None,
        authentication,
        authentication_closed,
        signing,
    }))
}

impl Judge<'_> {
    /// The checks that a real card allows.
    pub(super) fn real_card(&self, shown: Shown, scope: Scope) -> CardReport {
        let mut checks = Vec::new();
        let mut check = |topic, finding| checks.push(Check { topic, finding });
        if shown.text.cv_certificate.is_some() {
            let (municipal, finding) = self.municipal(&shown);
            check(Topic::MunicipalKey, finding);
            check(Topic::Data, data(&shown, scope, municipal.as_ref()));
        }
        if shown.record.is_some() {
            check(Topic::CardInForce, self.card_in_force(&shown));
        }
        check(Topic::ThisCard, Finding::undecided(msg!("reason-no-proof")));
        let closed = shown
            .authentication_closed
            .then(|| msg!("reason-certificate-pin", pin = Pin::Authentication.name()));
        let (chain, force) =
            self.certificate(shown.authentication.as_deref(), Purpose::Authentication, closed);
        check(Topic::AuthenticationChain, chain);
        check(Topic::AuthenticationInForce, force);
        let left_out = (!scope.signing).then(|| msg!("reason-signing-not-asked"));
        let (chain, force) = self.certificate(shown.signing.as_deref(), Purpose::Signing, left_out);
        check(Topic::SigningChain, chain);
        check(Topic::SigningInForce, force);
        if shown.text.attributes.is_some() {
            check(Topic::Holder, holder(&shown, scope));
        }
        let serial = shown.record.as_ref().map(|record| record.serial.clone());
        CardReport { serial, record: shown.record, checks }
    }
}
