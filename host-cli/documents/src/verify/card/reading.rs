//! Reading what is to be verified from a card, each thing once.

use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::profile::{jpki as layout, text as text_layout};
use juki_client::card::common::{self, CardRecord};
use juki_client::card::jpki::{self, Certificate};
use juki_client::card::pins::Source;
use juki_client::card::session::Session;
use juki_client::card::{CardError, files, text};

use super::{CardVerifier, Scope};
use crate::finding::Finding;
use crate::verify::answer::{Answer, asked, refused};
use crate::verify::face;

/// What was read from the card.
pub(in crate::verify) struct CardContent {
    pub(in crate::verify) serial: [u8; SERIAL_LEN],
    pub(in crate::verify) record: Answer<CardRecord>,
    pub(in crate::verify) cv_certificate: Answer<Vec<u8>>,
    pub(in crate::verify) card_answer: Answer<Vec<u8>>,
    pub(in crate::verify) text: text::Files,
    /// The text application was refused as a whole.
    pub(in crate::verify) text_refused: Option<Finding>,
    pub(in crate::verify) text_answer: Answer<Vec<u8>>,
    /// The visual application; absent on a card without one, or when it was not asked for.
    pub(in crate::verify) visual: Answer<face::VisualContent>,
    /// What the municipality signed of the keys of JPKI; absent on a card without it.
    pub(in crate::verify) key_statement: Answer<Vec<u8>>,
    pub(in crate::verify) authentication: Answer<Vec<u8>>,
    /// The authentication certificate is there, and the PIN for it was not given.
    pub(in crate::verify) authentication_closed: bool,
    pub(in crate::verify) signing: Answer<Vec<u8>>,
}

impl CardContent {
    /// That the card refused this file of the text application; `None` when it did not.
    pub(in crate::verify) fn text_refusal(&self, file: text_layout::File) -> Option<Finding> {
        let closed = || files::FileRefusal::find(&self.text.closed, file.fid());
        self.text_refused.clone().or_else(|| Some(refused(closed()?)))
    }
}

/// The files of the text application, and that it was refused as a whole.
pub(in crate::verify) fn read_text(
    session: &mut Session<'_>,
    source: Option<&mut dyn Source>,
) -> Result<(text::Files, Option<Finding>), CardError> {
    let text = asked(text::read(session, source))?;
    let refusal = text.refusal();
    Ok((text.into_given().unwrap_or_default(), refusal))
}

/// The card record; a malformed one is absent.
pub(in crate::verify) fn read_record(
    session: &mut Session<'_>,
) -> Result<Answer<CardRecord>, CardError> {
    let record = asked(common::record(session))?;
    Ok(record.and_then(|record| record.as_deref().and_then(CardRecord::parse).into()))
}

impl CardVerifier<'_> {
    /// Reads all of it, each thing once.
    pub(super) fn read(
        &self,
        session: &mut Session<'_>,
        serial: [u8; SERIAL_LEN],
        scope: Scope,
        source: &mut dyn Source,
    ) -> Result<CardContent, CardError> {
        let [first, second] = &self.challenges;
        let record = read_record(session)?;
        let cv_certificate = asked(common::cv_certificate(session))?.and_then(Answer::from);
        let card_answer = asked(common::authenticate_card(session, first))?;
        let source_of_text: Option<&mut dyn Source> =
            if scope.data { Some(&mut *source) } else { None };
        let (text, text_refused) = read_text(session, source_of_text)?;
        let text_answer = asked(text::authenticate_card(session, second))?;
        // Without the personal data there is nothing to compare the face with.
        let visual = if scope.data && text_refused.is_none() {
            let (record, challenge) = (record.given(), self.face_challenge());
            asked(face::read(session, &text, record, &challenge, source))?.and_then(Answer::from)
        } else {
            Answer::Absent
        };
        let authentication = asked(jpki::certificate(session, Certificate::Authentication))?;
        let key_statement = asked(key_statement(session))?.and_then(Answer::from);
        let signing = if scope.signing {
            asked(jpki::certificate_with_pin(session, Certificate::Signing, source))?
        } else {
            Answer::Absent
        };
        Ok(CardContent {
            serial,
            record,
            cv_certificate,
            card_answer,
            text,
            text_refused,
            text_answer,
            visual,
            key_statement,
            authentication,
            authentication_closed: false,
            signing,
        })
    }
}

fn key_statement(session: &mut Session<'_>) -> Result<Option<Vec<u8>>, CardError> {
    files::select_application(session, &layout::APPLICATION)?;
    Ok(jpki::read_key_statement(session)?)
}
