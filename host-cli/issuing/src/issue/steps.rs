//! The steps of issuing. Each looks at what is there, and does what is missing.

use std::fmt;

use apdu_spec::access::{AccessMode, Condition, Rule};
use apdu_spec::file::{EF_DIR, LifeCycle, MF, Sfi};
use apdu_spec::profile::{
    Application, ApplicationId, ISSUER, Object, ObjectKind, Structure, card, common, jpki, pkcs15,
};
use apdu_spec::request::{
    AppendRecord, PutData, RecordReference, Reference, SelectionMethod, UpdateRecord,
};
use apdu_spec::tlv::Writer;

use super::content::Content;
use super::plan::Plan;
use super::{ContentError, IssuanceHooks, IssueError, NewPins, ReadBackError, create, keys};
use juki_client::card::files;
use juki_client::card::jpki::Key;
use juki_client::card::pins::{self, Origin, Pin, PinError, PinValue};
use juki_client::card::session::{Session, SessionError};

/// Short identifier of EF.DIR (ISO/IEC 7816-4:2020, 12.2.3).
const EF_DIR_SFI: u8 = 0x1E;
/// Room in EF.DIR for the applications that a municipality adds.
const EF_DIR_SIZE: usize = 512;

/// A step of issuing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Step {
    /// Card and counter prove each other the administrator key.
    Authenticate,
    /// An application is made.
    Application(&'static Application),
    /// The PINs get the values that the resident chose.
    Pins,
    /// EF.DIR is written.
    Directory,
    /// The card is activated.
    Activate,
    /// The card is read back.
    Check,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Authenticate => "authenticating",
            Self::Application(application) => return write!(f, "making {}", application.id),
            Self::Pins => "setting the PINs",
            Self::Directory => "writing EF.DIR",
            Self::Activate => "activating the card",
            Self::Check => "reading the card back",
        })
    }
}

/// Makes an application, or what is missing of it.
pub(super) fn application(
    session: &mut Session<'_>,
    plan: &Plan<'_>,
    application: &Application,
    hooks: &mut IssuanceHooks<'_>,
) -> Result<(), IssueError> {
    match create::select_df(session, application)? {
        Some(found) if is_activated(found) => return Ok(()),
        Some(_) => {}
        None => {
            create::select_mf(session)?;
            create::df(session, application, plan.card)?;
        }
    }
    for object in application.objects {
        self::object(session, plan, application, object, hooks)?;
    }
    match application.id {
        // While the keys are in initialisation state the administrator lets them sign.
        ApplicationId::Jpki if !plan.has_key_statement(session)? => {
            let statement = plan.key_statement(session)?;
            session.request(PutData { tag: jpki::KEY_STATEMENT_TAG, data: &statement })?;
        }
        ApplicationId::Jpki
        | ApplicationId::Text
        | ApplicationId::Visual
        | ApplicationId::Juki
        | ApplicationId::Common
        | ApplicationId::Pkcs15 => {}
    }
    // A key is activated last: until then the administrator uses it for the requests.
    for object in application.objects {
        let key = matches!(object.kind, ObjectKind::KeyPair(_));
        // Activated by an earlier run, its own rules are enforced: they let nobody activate it
        // again.
        if key && files::find_file(session, object.fid)?.is_some_and(|key| !is_activated(key)) {
            create::activate(session, object.fid)?;
        }
    }
    create::select_df(session, application)?;
    match application.id {
        ApplicationId::Common => {
            let certificate = plan.card_certificate(session)?;
            session.request(PutData { tag: common::CV_CERTIFICATE_TAG, data: &certificate })?;
        }
        ApplicationId::Jpki
        | ApplicationId::Text
        | ApplicationId::Visual
        | ApplicationId::Juki
        | ApplicationId::Pkcs15 => {}
    }
    if plan.card.has_pkcs15() {
        card_data(session, plan)?;
    }
    // By path from the MF the DF itself is current: without data it is the one that is meant.
    create::activate_df(session)?;
    Ok(())
}

/// Writes what OpenSC asks the card for, in whatever DF it stands. A data object belongs to its
/// DF, so that each has one.
fn card_data(session: &mut Session<'_>, plan: &Plan<'_>) -> Result<(), SessionError> {
    let data = &super::pkcs15::card_data(&plan.serial);
    session.request(PutData { tag: pkcs15::CARD_DATA_TAG, data })?;
    Ok(())
}

/// What the PKCS#15 view has in the MF: the data of the card, and the resetting code, which the
/// authority keeps.
pub(super) fn pkcs15_in_the_mf(
    session: &mut Session<'_>,
    plan: &Plan<'_>,
) -> Result<(), IssueError> {
    create::select_mf(session)?;
    card_data(session, plan)?;
    resetting_code(session, plan)
}

fn resetting_code(session: &mut Session<'_>, plan: &Plan<'_>) -> Result<(), IssueError> {
    let object = &pkcs15::PUK;
    create::select_mf(session)?;
    match files::find_file(session, object.fid)? {
        Some(found) if is_activated(found) => return Ok(()),
        Some(_) => {}
        None => create::object(session, object, plan.card, 0)?,
    }
    let code = plan.order.authority.resetting_code(&plan.serial, plan.generation);
    // Of the MF, whatever is selected.
    create::pin_value(session, Reference::Global(card::PUK_REFERENCE), code.as_bytes())?;
    create::activate(session, object.fid)?;
    Ok(())
}

pub(super) fn is_activated(found: files::SelectedFile) -> bool {
    found.life == Some(LifeCycle::Activated)
}

fn object(
    session: &mut Session<'_>,
    plan: &Plan<'_>,
    application: &Application,
    object: &Object,
    hooks: &mut IssuanceHooks<'_>,
) -> Result<(), IssueError> {
    let found = files::find_file(session, object.fid)?;
    if found.is_some_and(is_activated) {
        return Ok(());
    }
    let is_missing = found.is_none();
    match object.kind {
        ObjectKind::KeyPair(_) => {
            if is_missing {
                create::object(session, object, plan.card, 0)?;
            }
            let signs = Key::of(application.id, object.fid) == Some(Key::Signing);
            if !signs || plan.may_sign {
                keys::ensure_key(session, object.fid)?;
            }
            return Ok(());
        }
        // PINs get their values in a step of their own; a code's value is in the record.
        ObjectKind::Pin(_) => {
            if is_missing {
                create::object(session, object, plan.card, 0)?;
            }
            if let Some(pin) = Pin::of(application.id, object.fid)
                && let Some(code) = plan.code(pin)
            {
                let value = code.as_bytes().to_vec().into();
                pins::set(session, pin, &PinValue { value, origin: Origin::Data })?;
            }
        }
        ObjectKind::File(file, structure) => {
            let content = plan.content(session, file, hooks)?;
            let exact = match &content {
                Content::Bytes(bytes) => bytes.len(),
                Content::Records(_) => 0,
            };
            if is_missing {
                create::object(session, object, plan.card, exact)?;
            }
            let same = match content {
                Content::Bytes(bytes) => {
                    // Making the content may have selected another file.
                    files::find_file(session, object.fid)?;
                    let wanted = filled(object, structure, bytes)?;
                    create::write(session, &wanted)?;
                    files::read(session, object)?.as_deref() == Some(&wanted[..])
                }
                Content::Records(wanted) => records(session, object, &wanted)?,
            };
            ReadBackError::unless(same, application.id, object.name)?;
        }
    }
    create::activate(session, object.fid)?;
    Ok(())
}

/// The content of a transparent EF with what fills it.
pub(super) fn filled(
    object: &Object,
    structure: Structure,
    mut content: Vec<u8>,
) -> Result<Vec<u8>, ContentError> {
    match structure {
        Structure::Whole { size } | Structure::Transparent { size } => {
            let (file, size, length) = (object.name, usize::from(size), content.len());
            if length > size {
                return Err(ContentError::TooLong { file, size, length });
            }
            content.resize(size, 0xFF);
        }
        Structure::Exact | Structure::Records { .. } => {}
    }
    Ok(content)
}

/// Writes what is missing of the records of the current EF; are they read back as they should be?
fn records(
    session: &mut Session<'_>,
    object: &Object,
    wanted: &[Vec<u8>],
) -> Result<bool, SessionError> {
    let found = files::read_records(session, object)?;
    for (number, data) in (1..).zip(wanted) {
        match found.get(usize::from(number) - 1) {
            Some(there) if there == data => {}
            Some(_) => {
                let place = RecordReference::Number(number);
                session.request(UpdateRecord { ef: None, place, data })?;
            }
            None => {
                session.request(AppendRecord { ef: None, data })?;
            }
        }
    }
    Ok(files::read_records(session, object)? == wanted)
}

/// Gives every PIN the value that the resident chose. Done in every run: a resident who comes
/// back after an interruption chooses anew.
pub(super) fn pins(session: &mut Session<'_>, new: &NewPins) -> Result<(), PinError> {
    let mut chosen = Pin::ALL.into_iter().filter_map(|pin| Some((pin, new.value(pin)?)));
    chosen.try_for_each(|(pin, value)| pins::reset(session, pin, value))
}

/// Writes EF.DIR: one application template `61 {4F AID, 50 label, 51 path}` for each.
pub(super) fn directory(session: &mut Session<'_>, plan: &Plan<'_>) -> Result<(), IssueError> {
    const RULES: &[Rule<'_>] = &[
        Rule { modes: &[AccessMode::READ], condition: Condition::Always },
        Rule { modes: &[AccessMode::UPDATE], condition: ISSUER },
    ];
    create::select_mf(session)?;
    match files::find_file(session, EF_DIR)? {
        Some(found) if is_activated(found) => return Ok(()),
        Some(_) => {}
        None => {
            let unfit = ContentError::Parameters { fid: EF_DIR };
            let sfi = Sfi::new(EF_DIR_SFI).ok_or(unfit)?;
            let size = u16::try_from(EF_DIR_SIZE).map_err(|_| unfit)?;
            create::ef(session, EF_DIR, sfi, size, plan.card, RULES)?;
        }
    }
    let mut bytes = [0; EF_DIR_SIZE];
    let mut writer = Writer::new(&mut bytes);
    for application in plan.applications() {
        let path = [MF.to_be_bytes(), application.fid.to_be_bytes()].concat();
        writer.nested(0x61_u8, |w| {
            w.tlv(0x4F_u8, application.aid);
            w.tlv(0x50_u8, application.label.as_bytes()).tlv(0x51_u8, &path);
        });
    }
    writer.finish().ok_or(ContentError::NotEncodable { file: "EF.DIR" })?;
    // Zeros behind the last template are no data object (ISO/IEC 7816-4:2020, 6.3).
    create::write(session, &bytes)?;
    create::activate(session, EF_DIR)?;
    Ok(())
}

/// Activates the MF: from now on the card is issued.
pub(super) fn activate_card(session: &mut Session<'_>) -> Result<(), SessionError> {
    files::select(session, SelectionMethod::FileIdentifier, &MF.to_be_bytes())?;
    create::activate_df(session)
}
