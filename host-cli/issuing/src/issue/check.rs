//! The last look at a card that has just been issued: as everybody sees it, without the
//! administrator's rights.

use std::fmt;

use apdu_spec::profile::{ApplicationId, Object, ObjectKind, common, text, visual};
use zeroize::Zeroizing;

use super::content::{Content, Source};
use super::keys::own_key;
use super::pictures::SignedFace;
use super::plan::Plan;
use super::{IssueError, NewPins, steps};
use juki_client::card::pins::{self, Origin, Pin, PinValue};
use juki_client::card::session::Session;
use juki_client::card::{self, files};
use juki_pki::PublicKey;

/// Whoever knows it learns nothing.
const CHALLENGE: &[u8] = b"read back, once.";

/// Reads back everything that the resident will: with the PINs, and what is free. The session of
/// the issuer key goes on, and carries the PINs; the rights of that key are dropped first.
pub(super) fn issued(
    session: &mut Session<'_>,
    plan: &Plan<'_>,
    new: &NewPins,
) -> Result<(), IssueError> {
    files::log_out(session)?;
    for application in plan.applications() {
        files::select_application(session, application)?;
        let objects = application.objects.iter();
        for pin in objects.filter_map(|object| Pin::of(application.id, object.fid)) {
            if let Some(value) = new.value(pin) {
                pins::present(session, pin, value)?;
            }
        }
        for object in application.objects {
            self::object(session, plan, application.id, object)?;
        }
        match application.id {
            ApplicationId::Jpki => certificates(session, plan)?,
            // Card record and card keys are looked at below, logged out.
            ApplicationId::Text | ApplicationId::Visual | ApplicationId::Common => {}
            ApplicationId::Juki | ApplicationId::Pkcs15 => {}
        }
        files::log_out(session)?;
    }
    let record = card::common::card_record(session)?;
    check_equal(record == plan.card_record(), ApplicationId::Common, "card record")?;
    let key = files_key(session)?;
    check_authentication(session, plan, &key)?;
    face(session, plan)
}

/// The visual application as its codes open it: what was signed is there, and the key that signs a
/// challenge is the one in it.
fn face(session: &mut Session<'_>, plan: &Plan<'_>) -> Result<(), IssueError> {
    let pin_value = |code: &str| PinValue {
        value: Zeroizing::new(code.as_bytes().to_vec()),
        origin: Origin::Data,
    };
    let codes: Vec<_> = [Pin::BirthCode, Pin::VisualB, Pin::VisualA]
        .into_iter()
        .filter_map(|pin| Some((pin, pin_value(plan.code(pin)?))))
        .collect();
    let found = card::visual::read(session, &codes)?;
    let signature = card::visual::sign_challenge(session, CHALLENGE)?;
    let key = own_key(session, visual::KEY)?;
    for (name, part, content) in [
        ("day of birth", SignedFace::Age, found.age),
        ("face of the card", SignedFace::Face, found.face),
        ("picture of the personal number", SignedFace::Number, found.number),
    ] {
        let wanted = plan.face_file(part, &key)?;
        check_equal(content.unwrap_or_default() == wanted, ApplicationId::Visual, name)?;
    }
    check_equal(key.verify(CHALLENGE, &signature).is_ok(), ApplicationId::Visual, "card key")
}

fn object(
    session: &mut Session<'_>,
    plan: &Plan<'_>,
    application: ApplicationId,
    object: &Object,
) -> Result<(), IssueError> {
    let ObjectKind::File(file, structure) = object.kind else { return Ok(()) };
    let same = match plan.source(file)? {
        // It is judged by its meaning, elsewhere.
        Source::Keys(_) => return Ok(()),
        Source::Plan(Content::Bytes(wanted)) => {
            let wanted = steps::filled(object, structure, wanted)?;
            files::read(session, object)?.as_deref() == Some(&wanted[..])
        }
        Source::Plan(Content::Records(wanted)) => files::read_records(session, object)? == wanted,
    };
    check_equal(same, application, object.name)
}

/// Each certificate is the one of the key beside it, and the municipality says so.
fn certificates(session: &mut Session<'_>, plan: &Plan<'_>) -> Result<(), IssueError> {
    for key in card::jpki::Key::ALL {
        if key == card::jpki::Key::Signing && !plan.may_sign {
            continue;
        }
        let certificate = card::jpki::read_certificate(session, key.certificate())?;
        let own = own_key(session, key.fid())?;
        let certified = card::jpki::certified_key(&certificate);
        check_equal(certified == Some(own), ApplicationId::Jpki, key.certificate().id())?;
    }
    check_equal(
        plan.has_key_statement(session)?,
        ApplicationId::Jpki,
        "statement of the card's keys",
    )
}

/// The public key of the text application's key, as the card gives it out.
fn files_key(session: &mut Session<'_>) -> Result<PublicKey, IssueError> {
    files::select_application(session, &text::APPLICATION)?;
    own_key(session, text::KEY)
}

/// Both card keys that authenticate answer a challenge.
fn check_authentication(
    session: &mut Session<'_>,
    plan: &Plan<'_>,
    text_key: &PublicKey,
) -> Result<(), IssueError> {
    let message = files::internal_message(&plan.serial, CHALLENGE);
    let signature = card::text::authenticate_card(session, CHALLENGE)?;
    check_equal(text_key.verify(&message, &signature).is_ok(), ApplicationId::Text, "card key")?;
    let signature = card::common::authenticate_card(session, CHALLENGE)?;
    let key = own_key(session, common::KEY)?;
    check_equal(key.verify(&message, &signature).is_ok(), ApplicationId::Common, "card key")
}

fn check_equal(
    same: bool,
    application: ApplicationId,
    file: &'static str,
) -> Result<(), IssueError> {
    Ok(ReadBackError::unless(same, application, file)?)
}

/// What was read back is not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadBackError {
    /// The application.
    pub application: ApplicationId,
    /// What in it.
    pub file: &'static str,
}

impl ReadBackError {
    pub(super) fn unless(
        same: bool,
        application: ApplicationId,
        file: &'static str,
    ) -> Result<(), Self> {
        if same { Ok(()) } else { Err(Self { application, file }) }
    }
}

impl fmt::Display for ReadBackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { application, file } = self;
        write!(f, "{file} of {application} is not read back as it was written")
    }
}

impl std::error::Error for ReadBackError {}
