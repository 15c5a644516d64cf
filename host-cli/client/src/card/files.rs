//! Applications and files: selecting and reading them by their description.

use apdu_spec::command::Le;
use apdu_spec::file::{EF_ATR_INFO, FCI, FCP, FileId, LifeCycle, MF};
use apdu_spec::profile::card::{SERIAL_LEN, SERIAL_TAG};
use apdu_spec::profile::{APPLICATIONS, Application, Object, PreIssuingData};
use apdu_spec::request::{
    GetData, InternalAuthenticate, Ne, Occurrence, Reference, ResponseTemplate, Select,
    SelectionMethod,
};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;

use super::CardError;
use super::session::{Answer, Dialect, Session, SessionError};

mod bytes;
mod content;
mod log_out;

pub use bytes::{read_at, update_at};
pub use content::{
    Extent, FileRefusal, data_object, read, read_current, read_current_records, read_extent,
    read_file, read_opened, read_record, read_records, template,
};
pub use log_out::{log_out, with_log_out};

/// Tag of the DF name in a template of file control (ISO/IEC 7816-4:2020, table 12).
const DF_NAME: u8 = 0x84;

/// A selected file, as the control parameters in the answer to SELECT describe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelectedFile {
    /// Size in bytes of a transparent EF, when the card says it.
    pub size: Option<usize>,
    /// Its life cycle, when the card says it.
    pub life: Option<LifeCycle>,
}

/// Selects an application by its DF name: every security status is dropped. The card must be in
/// use: an application may be complete before its card is issued, and lasts longer than its use.
///
/// # Errors
/// When the card has no such application, or does not answer; as [`require_issued`].
pub fn select_application(
    session: &mut Session<'_>,
    application: &Application,
) -> Result<(), CardError> {
    require_issued(session)?;
    find_application(session, application)?.ok_or(CardError::NoApplication(application.id))?;
    Ok(())
}

/// Selects an application by its DF name; `None` when the card has none: as [`find_named`].
///
/// # Errors
/// As [`find_named`].
pub fn find_application(
    session: &mut Session<'_>,
    application: &Application,
) -> Result<Option<SelectedFile>, SessionError> {
    find_named(session, application.aid)
}

/// Selects an application by a DF name; `None` when the card has none of this name. A card that
/// says it selected another one has none: no PIN is sent there.
///
/// # Errors
/// When no answer came, or for another refusal than `6A82`.
pub fn find_named(
    session: &mut Session<'_>,
    name: &[u8],
) -> Result<Option<SelectedFile>, SessionError> {
    let by = SelectionMethod::DfName(Occurrence::First);
    let Some(answer) = control(session, by, name)? else {
        return Ok(None);
    };
    Ok(name_of(&answer).is_none_or(|said| said == name).then(|| selected(&answer)))
}

/// The life cycle of the MF, which is the card's own; `None` when the card does not say it, or
/// lets nobody select its MF. Selects the MF.
///
/// # Errors
/// When no answer came.
pub fn card_life(session: &mut Session<'_>) -> Result<Option<LifeCycle>, SessionError> {
    match select(session, SelectionMethod::FileIdentifier, &MF.to_be_bytes()) {
        Ok(selected) => Ok(selected.and_then(|selected| selected.life)),
        Err(SessionError::Refused { .. }) => Ok(None),
        Err(cause) => Err(cause),
    }
}

/// Refuses a card that is not in use. One that does not say its life cycle, as cards of residents
/// do not, is taken to be.
///
/// # Errors
/// [`CardError::NotActivated`] when it is blank or its issuing was not finished,
/// [`CardError::Deactivated`] and [`CardError::Terminated`]; when no answer came.
pub fn require_issued(session: &mut Session<'_>) -> Result<(), CardError> {
    match card_life(session)? {
        Some(LifeCycle::Creation | LifeCycle::Initialisation) => Err(CardError::NotActivated),
        Some(LifeCycle::Deactivated) => Err(CardError::Deactivated),
        Some(LifeCycle::Terminated) => Err(CardError::Terminated),
        Some(LifeCycle::Activated) | None => Ok(()),
    }
}

/// What was fixed before the card was issued: DO `46` in EF.ATR/INFO; `None` when the card does not
/// say it, as no other card than this project's does. Selects the MF.
///
/// # Errors
/// [`CardError::UnknownProfile`] for a profile that this version does not know; when the card does
/// not answer.
pub fn pre_issuing(session: &mut Session<'_>) -> Result<Option<PreIssuingData>, CardError> {
    let content = match select(session, SelectionMethod::FileIdentifier, &MF.to_be_bytes()) {
        Ok(_) => read_file(session, EF_ATR_INFO),
        Err(cause) => Err(cause),
    };
    let content = match content {
        Err(SessionError::Refused { .. }) => None,
        other => other?,
    };
    let content = content.unwrap_or_default();
    let Some(said) = tlv::find(&content, PreIssuingData::TAG) else { return Ok(None) };
    PreIssuingData::parse(said).map(Some).ok_or(CardError::UnknownProfile)
}

/// Selects the EF, PIN or key with this identifier in the current DF; `None` when there is none.
///
/// # Errors
/// When no answer came, or for another refusal than `6A82`.
pub fn find_file(
    session: &mut Session<'_>,
    fid: FileId,
) -> Result<Option<SelectedFile>, SessionError> {
    select(session, SelectionMethod::EfUnderCurrentDf, &fid.to_be_bytes())
}

/// SELECT with FCP.
///
/// # Errors
/// When no answer came, or for another refusal than `6A82`.
pub fn select(
    session: &mut Session<'_>,
    by: SelectionMethod,
    data: &[u8],
) -> Result<Option<SelectedFile>, SessionError> {
    Ok(control(session, by, data)?.as_deref().map(selected))
}

/// A selected DF, and its DF name when the card says it.
pub type SelectedDf = (SelectedFile, Option<Vec<u8>>);

/// As [`select`], with the DF name that the card says.
///
/// # Errors
/// As [`select`].
pub fn select_named(
    session: &mut Session<'_>,
    by: SelectionMethod,
    data: &[u8],
) -> Result<Option<SelectedDf>, SessionError> {
    let answer = control(session, by, data)?;
    Ok(answer.map(|answer| (selected(&answer), name_of(&answer).map(<[u8]>::to_vec))))
}

/// SELECT, and what the card says of the file: nothing, when it is a card that tells nothing. The
/// session is told in which application it stands then.
fn control(
    session: &mut Session<'_>,
    by: SelectionMethod,
    data: &[u8],
) -> Result<Option<Vec<u8>>, SessionError> {
    let answer = ask(session, by, data)?;
    if let Some(answer) = answer.as_ref().filter(|_| by != SelectionMethod::EfUnderCurrentDf) {
        let name = match (template_of(answer), by) {
            (Some(template), _) => tlv::find(template, DF_NAME),
            (None, SelectionMethod::DfName(Occurrence::First)) => Some(data),
            (None, _) => None,
        };
        let found = APPLICATIONS.iter().find(|application| Some(application.aid) == name);
        session.set_application(found.map(|application| application.id));
    }
    Ok(answer)
}

fn ask(
    session: &mut Session<'_>,
    by: SelectionMethod,
    data: &[u8],
) -> Result<Option<Vec<u8>>, SessionError> {
    if session.dialect() != Dialect::Plain {
        let request = Select { by, response: ResponseTemplate::Fcp, data, le: Le::Any };
        match session.request(request) {
            Ok(answer) => {
                session.note_dialect(template_of(&answer.data).is_some());
                return Ok(Some(answer.data));
            }
            // Not to be taken at its word yet: it may know SELECT without an answer only.
            Err(SessionError::Refused { .. }) if session.dialect() == Dialect::Unknown => {}
            refused => {
                let answer = unless(StatusWord::FILE_NOT_FOUND, refused)?;
                return Ok(answer.map(|answer| answer.data));
            }
        }
    }
    let request = Select { by, response: ResponseTemplate::None, data, le: Le::Absent };
    match session.request(request) {
        Ok(answer) => {
            session.note_dialect(false);
            Ok(Some(answer.data))
        }
        // Closed, and there.
        Err(
            refused @ SessionError::Refused {
                status:
                    StatusWord::SECURITY_STATUS_NOT_SATISFIED | StatusWord::CONDITIONS_NOT_SATISFIED,
                ..
            },
        ) => Err(refused),
        Err(SessionError::Refused { .. }) => Ok(None),
        Err(cause) => Err(cause),
    }
}

/// The template in which SELECT tells of a file.
pub(super) fn template_of(answer: &[u8]) -> Option<&[u8]> {
    tlv::find(answer, FCP).or_else(|| tlv::find(answer, FCI))
}

/// The DF name that the card says.
fn name_of(answer: &[u8]) -> Option<&[u8]> {
    tlv::find(template_of(answer)?, DF_NAME)
}

fn selected(answer: &[u8]) -> SelectedFile {
    let template = template_of(answer).unwrap_or_default();
    SelectedFile {
        size: tlv::find(template, 0x80_u8)
            .and_then(|size| Some(u16::from_be_bytes(size.try_into().ok()?).into())),
        // Whatever else the template holds or lacks.
        life: tlv::find(template, 0x8A_u8).and_then(|life| LifeCycle::from_byte(*life.first()?)),
    }
}

/// A data object of the current DF; `None` when there is none.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn get_data(session: &mut Session<'_>, tag: u16) -> Result<Option<Vec<u8>>, SessionError> {
    let answer = session.request(GetData { tag, ne: Ne::ANY });
    Ok(unless(StatusWord::REFERENCE_NOT_FOUND, answer)?.map(|answer| answer.data))
}

/// The card's serial number. Selects the MF.
///
/// # Errors
/// When the card gives none of 15 letters and digits, or does not answer.
pub fn serial(session: &mut Session<'_>) -> Result<[u8; SERIAL_LEN], CardError> {
    select(session, SelectionMethod::FileIdentifier, &MF.to_be_bytes())?;
    let serial = get_data(session, SERIAL_TAG)?.unwrap_or_default();
    serial
        .try_into()
        .ok()
        .filter(|serial: &[u8; SERIAL_LEN]| serial.iter().all(u8::is_ascii_alphanumeric))
        .ok_or(CardError::NoSerial)
}

/// INTERNAL AUTHENTICATE with a card key of the current DF: an ECDSA signature, DER
/// `SEQUENCE {r, s}`, over the SHA-256 of `02` || serial number || `challenge`.
///
/// # Errors
/// When the card refuses, or does not answer. `challenge` has 8 to 64 bytes.
pub fn internal_authenticate(
    session: &mut Session<'_>,
    key: &Object,
    challenge: &[u8],
) -> Result<Vec<u8>, SessionError> {
    let reference = Reference::Local(key.reference() & 0x1F);
    let request = InternalAuthenticate { reference, data: challenge, ne: Ne::ANY };
    Ok(session.request(request)?.data)
}

/// What [`internal_authenticate`] signs, before hashing.
#[must_use]
pub fn internal_message(serial: &[u8; SERIAL_LEN], challenge: &[u8]) -> Vec<u8> {
    let domain = apdu_spec::request::Domain::Internal as u8;
    [&[domain], &serial[..], challenge].concat()
}

/// Turns one refusal into `None`.
fn unless(
    status: StatusWord,
    answer: Result<Answer, SessionError>,
) -> Result<Option<Answer>, SessionError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(SessionError::Refused { status: refused, .. }) if refused == status => Ok(None),
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::pins::{KnownPins, Pin};
    use crate::card::{common, jpki, text};
    use crate::reader::{Protocol, Reader, ReaderError};

    /// A card that answers every command with the FCI of the DF of this name.
    struct FixedDfCard(&'static str);

    impl Reader for FixedDfCard {
        fn name(&self) -> &str {
            "says"
        }

        fn atr(&self) -> &[u8] {
            &[0x3B, 0x00]
        }

        fn protocol(&self) -> Protocol {
            Protocol::T1
        }

        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, ReaderError> {
            Ok(hex::decode(self.0).unwrap())
        }

        fn reset(&mut self) -> Result<(), ReaderError> {
            Ok(())
        }

        fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
            Ok(Box::new(self))
        }
    }

    #[test]
    fn another_application_than_the_one_asked_for_is_none() {
        let application = &apdu_spec::profile::jpki::APPLICATION;
        for (answer, found) in [
            ("620C840AD392F0002601000000019000", true),
            ("6F0C840AD392F0002601000000019000", true),
            ("9000", true),
            ("620C840AD392F0002601000000029000", false),
            ("6F078405D392F000269000", false),
            ("6A82", false),
        ] {
            let mut card = FixedDfCard(answer);
            let selected = find_application(&mut Session::new(&mut card), application).unwrap();
            assert_eq!(selected.is_some(), found, "{answer}");
        }
    }

    #[test]
    fn a_card_that_is_not_in_use_is_refused_and_says_why() {
        for (answer, expected) in [
            ("62038A01019000", Some(CardError::NotActivated)),
            ("62038A01039000", Some(CardError::NotActivated)),
            ("62038A01046283", Some(CardError::Deactivated)),
            ("62038A010C6285", Some(CardError::Terminated)),
            ("62038A01059000", None),
            ("9000", None),
            ("6A82", None),
        ] {
            let mut card = FixedDfCard(answer);
            let found = require_issued(&mut Session::new(&mut card)).err();
            let texts = [found, expected].map(|error| error.map(|error| error.to_string()));
            assert_eq!(texts[0], texts[1], "{answer}");
        }
    }

    #[test]
    fn a_terminated_card_is_not_asked_to_sign_or_read_and_its_holder_for_no_pin() {
        let mut card = FixedDfCard("62038A010C6285");
        let mut session = Session::new(&mut card);
        let mut nobody = KnownPins::from([(Pin::Text, "")]);
        let signed = jpki::sign(&mut session, jpki::Key::Signing, &[0; 32], &mut nobody);
        let read = text::read(&mut session, Some(&mut nobody));
        let proved = common::authenticate_card(&mut session, &[0; 8]);
        for refused in [signed.map(drop), read.map(drop), proved.map(drop)] {
            assert!(matches!(refused, Err(CardError::Terminated)), "{refused:?}");
        }
    }

    #[test]
    fn a_data_object_ends_where_its_length_says() {
        assert_eq!(data_object(&[0x30, 2, 1, 2, 0xFF, 0xFF]), Some(&[0x30, 2, 1, 2][..]));
        assert_eq!(data_object(&[0xFF; 20]), None);
        assert_eq!(data_object(&[0x00; 20]), None);
        assert_eq!(data_object(&[0x30, 9, 1]), None);
        assert_eq!(data_object(&[]), None);
    }
}
