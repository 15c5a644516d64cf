//! The reading of a card, application by application.

use apdu_spec::profile::{Application, ApplicationId, File, ObjectKind};
use apdu_spec::profile::{common, jpki, juki, pkcs15, text, visual};

use super::face::{self, AvailableData};
use super::{CardContent, SkipReason};
use crate::card::jpki::Key;
use crate::card::juki::Contents;
use crate::card::pins::{Pin, Source};
use crate::card::session::{Dialect, Session, SessionError};
use crate::card::text::Files;
use crate::card::{self, CardError, FailureScope, files};
use crate::commands::pins as terminal;
use crate::context::Context;

/// The order in which they are read: a code of the visual application follows from the card record
/// and the text application.
const ORDER: [ApplicationId; ApplicationId::ALL.len()] = [
    ApplicationId::Common,
    ApplicationId::Jpki,
    ApplicationId::Text,
    ApplicationId::Visual,
    ApplicationId::Juki,
    ApplicationId::Pkcs15,
];

/// Is what a file holds shown here? Who uses it otherwise stands beside it.
const fn is_shown(file: File) -> bool {
    match file {
        File::Common(common::File::CardRecord)
        | File::Jpki(jpki::File::Present)
        | File::Text(text::File::PersonalNumber | text::File::Attributes)
        | File::Visual(visual::File::Face | visual::File::Number)
        | File::Juki(juki::File::RecordCode | juki::File::History | juki::File::Procedures) => true,
        // `juki cert` shows certificates, `juki info` the token.
        File::Jpki(
            jpki::File::SigningCertificate
            | jpki::File::SigningAuthority
            | jpki::File::TokenInfo
            | jpki::File::AuthenticationCertificate
            | jpki::File::AuthenticationAuthority,
        ) => false,
        // `juki verify` judges what is signed; the day of birth is on the face too.
        File::Text(
            text::File::Signature
            | text::File::CvCertificate
            | text::File::BasicInformation
            | text::File::CardKey,
        )
        | File::Visual(
            visual::File::Age | visual::File::BasicInformation | visual::File::CvCertificate,
        ) => false,
        // They point into JPKI, for programs that know no JPKI.
        File::Pkcs15(
            pkcs15::File::Odf
            | pkcs15::File::TokenInfo
            | pkcs15::File::Aodf
            | pkcs15::File::Prkdf
            | pkcs15::File::Cdf
            | pkcs15::File::TrustedCdf,
        ) => false,
    }
}

fn shows(application: &Application) -> bool {
    application.objects.iter().any(|object| match object.kind {
        ObjectKind::File(file, _) => is_shown(file),
        ObjectKind::Pin(_) | ObjectKind::KeyPair(_) => false,
    })
}

/// Each part is read as far as it opens: a PIN of one application that is wrong, or can be none,
/// closes no other.
///
/// # Errors
/// When the card is not issued, or does not answer.
pub(super) fn read(
    context: &Context<'_>,
    session: &mut Session<'_>,
    source: Option<terminal::Pins<'_, '_>>,
) -> Result<CardContent, CardError> {
    files::require_issued(session)?;
    let mut reading =
        CardReading { context, source, found: CardContent::default(), text_failed: false };
    for id in ORDER {
        let application = id.application();
        if !shows(application) || files::find_application(session, application)?.is_none() {
            continue;
        }
        match id {
            ApplicationId::Common => reading.common(session)?,
            ApplicationId::Jpki => reading.jpki(session)?,
            ApplicationId::Text => reading.text(session)?,
            ApplicationId::Visual => reading.visual(session)?,
            ApplicationId::Juki => reading.juki(session)?,
            ApplicationId::Pkcs15 => {}
        }
    }
    Ok(reading.found)
}

struct CardReading<'r, 'c, 'p> {
    context: &'r Context<'c>,
    /// `None` when no PIN is to be used.
    source: Option<terminal::Pins<'p, 'c>>,
    found: CardContent,
    /// The text application was not read as it should be.
    text_failed: bool,
}

impl CardReading<'_, '_, '_> {
    fn common(&mut self, session: &mut Session<'_>) -> Result<(), CardError> {
        let record = absent_on_real_card(session, card::common::card_record);
        self.found.card = self.skip_damaged(record)?;
        Ok(())
    }

    fn jpki(&mut self, session: &mut Session<'_>) -> Result<(), CardError> {
        let present = present(session).map(Some).map_err(CardError::from);
        self.found.certificates = self.skip_damaged(present)?;
        Ok(())
    }

    fn text(&mut self, session: &mut Session<'_>) -> Result<(), CardError> {
        let asked = self.source.as_mut().filter(|source| source.has(Pin::Text));
        if asked.is_none() {
            self.found.leave_out(ApplicationId::Text, SkipReason::NotGiven);
        }
        let read = match read_text(session, asked.map(|source| source as &mut dyn Source)) {
            Err(cause) if cause.scope() == FailureScope::Closed => {
                self.text_failed = true;
                if let Some(source) = &mut self.source {
                    source.was_not_opened(Pin::Text);
                }
                self.found.closed(self.context, ApplicationId::Text, cause);
                match read_text(session, None) {
                    Err(cause) if cause.scope() == FailureScope::Closed => Ok(None),
                    read => read,
                }
            }
            read => read,
        };
        self.text_failed |= read.is_err();
        self.found.text = self.skip_damaged(read)?;
        Ok(())
    }

    fn visual(&mut self, session: &mut Session<'_>) -> Result<(), CardError> {
        let known =
            AvailableData { text: self.found.text.as_ref(), card: self.found.card.as_ref() };
        let read = match &mut self.source {
            Some(codes) => {
                absent_on_real_card(session, |session| face::read(session, &known, codes))
            }
            None => Ok(None),
        };
        match read {
            Err(cause) if cause.scope() == FailureScope::Closed => {
                self.found.closed(self.context, ApplicationId::Visual, cause);
            }
            read => {
                let why = match &read {
                    Ok(None) if self.source.is_some() => SkipReason::Foreign,
                    // The code follows from what the PIN of the text application opens.
                    Ok(_) if !self.text_failed => SkipReason::NotGiven,
                    Ok(_) | Err(_) => SkipReason::Failed,
                };
                self.found.face = self.skip_damaged(read)?.flatten();
                if self.found.face.is_none() {
                    self.found.leave_out(ApplicationId::Visual, why);
                }
            }
        }
        Ok(())
    }

    fn juki(&mut self, session: &mut Session<'_>) -> Result<(), CardError> {
        // Its PIN is one of its own: it may have another number than that of text.
        let Some(source) = self.source.as_mut().filter(|source| source.has(Pin::Juki)) else {
            // The number of all three did not open the first: that is said.
            let failed = self.source.as_ref().is_some_and(|source| source.is_withheld(Pin::Juki));
            let why = if failed { SkipReason::Failed } else { SkipReason::NotGiven };
            self.found.leave_out(ApplicationId::Juki, why);
            return Ok(());
        };
        match absent_on_real_card(session, |session| card::juki::read(session, source)) {
            Err(cause) if cause.scope() == FailureScope::Closed => {
                self.found.closed(self.context, ApplicationId::Juki, cause);
            }
            // The layout is ours: what a real card has there nobody knows.
            Err(cause)
                if cause.scope() == FailureScope::Part && session.dialect() == Dialect::Plain =>
            {
                self.found.leave_out(ApplicationId::Juki, SkipReason::Foreign);
            }
            read => {
                let read = self.skip_damaged(read)?;
                self.found.juki = read.filter(|juki| *juki != Contents::default());
            }
        }
        Ok(())
    }

    /// What is not what it should be is not shown: it is said, and the rest is read.
    fn skip_damaged<T>(
        &mut self,
        read: Result<Option<T>, CardError>,
    ) -> Result<Option<T>, CardError> {
        match read {
            Err(cause) if cause.scope() == FailureScope::Part => {
                self.found.fail(self.context, cause.into());
                Ok(None)
            }
            read => read,
        }
    }
}

/// The text application, with its PIN or without.
fn read_text(
    session: &mut Session<'_>,
    pins: Option<&mut dyn Source>,
) -> Result<Option<Files>, CardError> {
    let read = absent_on_real_card(session, |session| card::text::read(session, pins))?;
    Ok(read.map(|read| read.check().map(|()| read)).transpose()?)
}

/// The keys whose certificates the card says it holds.
fn present(session: &mut Session<'_>) -> Result<Vec<Key>, SessionError> {
    let mut present = Vec::new();
    for key in Key::ALL {
        if card::jpki::is_present(session, key)? {
            present.push(key);
        }
    }
    Ok(present)
}

/// What a real card lacks is absent; of a card of this project it is a failure.
fn absent_on_real_card<T>(
    session: &mut Session<'_>,
    read: impl FnOnce(&mut Session<'_>) -> Result<T, CardError>,
) -> Result<Option<T>, CardError> {
    match read(session) {
        Ok(found) => Ok(Some(found)),
        Err(cause) if cause.is_refusal() && session.dialect() == Dialect::Plain => Ok(None),
        Err(cause) => Err(cause),
    }
}
