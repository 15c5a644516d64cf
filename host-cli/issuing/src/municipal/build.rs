//! A municipal application is added to an issued card, or taken off it, at the counter.

use apdu_spec::access::{AccessMode, Condition, Rule};
use apdu_spec::file::{FileControlParameters, FileId, Kind, KindParameters, LifeCycle};
use apdu_spec::profile::{ISSUED_DF, ISSUER, ISSUER_IN_CONFIDENCE, reference};
use apdu_spec::request::{
    AppendRecord, ChangeReferenceData, DeleteFile, ExternalAuthenticate, FileTarget, Reference,
    ResetData, ResetRetryCounter, SelectionMethod, VerificationData,
};
use apdu_spec::status::StatusWord;
use zeroize::Zeroizing;

use super::directory::{list, listed, remove_template};
use super::profile::{File, KEY, PIN, Profile};
use super::work::in_use;
use super::{MunicipalError, pin};
use crate::issue::register::{self, Counter};
use crate::issue::{self, AuthenticatedCard, IssueError, administrator, create};
use juki_client::card::files;
use juki_client::card::pins::SourceError;
use juki_client::card::session::{Session, SessionError};
use juki_client::serial_number;
use juki_pki::index::card::CardChange;

mod error;

pub use error::ApplicationError;

/// The files of an application that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddOutcome {
    /// Files that an earlier run had made.
    pub found: usize,
    /// Files that were made now.
    pub made: usize,
}

/// Of the holder's PIN. On a card of an earlier version the issuer has no session of secure
/// messaging to reset it in.
const fn pin_rules(is_secured: bool) -> [Rule<'static>; 4] {
    let resets = if is_secured { ISSUER_IN_CONFIDENCE } else { ISSUER };
    [
        Rule { modes: &[AccessMode::VERIFY], condition: Condition::Always },
        Rule { modes: &[AccessMode::CHANGE], condition: Condition::Pin(reference(PIN)) },
        Rule { modes: &[AccessMode::RESET], condition: resets },
        Rule { modes: &[AccessMode::ACTIVATE, AccessMode::DEACTIVATE], condition: ISSUER },
    ]
}

const KEY_RULES: &[Rule<'_>] = &[
    Rule { modes: &[AccessMode::EXTERNAL_AUTHENTICATE], condition: Condition::Always },
    Rule { modes: &[AccessMode::CHANGE], condition: ISSUER_IN_CONFIDENCE },
    Rule { modes: &[AccessMode::ACTIVATE, AccessMode::DEACTIVATE], condition: ISSUER },
];

/// Adds it, or finishes adding it: what an interrupted run has made stays. `pin` asks for the
/// holder's PIN when it is to be set. Call it inside an exclusive transaction; the security status
/// is dropped in the end.
///
/// # Errors
/// As [`issue::with_authenticated_card`]; [`ApplicationError`] when the card has it already,
/// another application under its name or identifier, or no room for it; what `pin` answers; when
/// the card refuses.
pub fn add(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
    profile: &Profile,
    pin: &mut dyn FnMut() -> Result<Zeroizing<Vec<u8>>, SourceError>,
) -> Result<AddOutcome, MunicipalError> {
    issue::with_authenticated_card(session, counter, |session, counter, known| {
        every_step(session, counter, profile, known, pin).map_err(|cause| no_room(profile, cause))
    })
}

fn every_step(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
    profile: &Profile,
    known: &AuthenticatedCard,
    pin: &mut dyn FnMut() -> Result<Zeroizing<Vec<u8>>, SourceError>,
) -> Result<AddOutcome, MunicipalError> {
    if !df(session, profile)? {
        return Ok(AddOutcome { found: 0, made: 0 });
    }
    if wants_pin(session, profile)? {
        set_pin(session, profile, &pin()?)?;
    }
    content(session, counter, profile, known)
}

/// Selects the application's DF, and makes it when it is missing; false when it is in use, and only
/// EF.DIR did not list it.
fn df(session: &mut Session<'_>, profile: &Profile) -> Result<bool, MunicipalError> {
    let place = select_application(session, profile)?;
    if let IdentifierState::Own(found) = place {
        if found.life != Some(LifeCycle::Activated) {
            return Ok(true);
        }
        if list(session, profile)? {
            return Ok(false);
        }
        return Err(ApplicationError::There(profile.service()).into());
    }
    if let Some(fid) = listed(session, profile)? {
        return Err(other_identifier(profile, fid).into());
    }
    if place == IdentifierState::Taken {
        return Err(identifier_taken(profile).into());
    }
    create::select_mf(session)?;
    let control = FileControlParameters {
        fid: profile.fid(),
        name: &profile.aid(),
        ..FileControlParameters::EMPTY
    };
    match create::file(session, control, ISSUED_DF) {
        Err(IssueError::Session(SessionError::Refused { status, .. }))
            if status == StatusWord::DF_NAME_EXISTS =>
        {
            let (service, aid) = (profile.service(), profile.aid_digits().to_owned());
            Err(ApplicationError::NameTaken { service, aid }.into())
        }
        // Another file than a DF.
        Err(IssueError::Session(SessionError::Refused { status, .. }))
            if status == StatusWord::FILE_EXISTS =>
        {
            Err(identifier_taken(profile).into())
        }
        done => {
            done?;
            Ok(true)
        }
    }
}

/// Is the holder to be asked for a PIN? It is made, where it is missing.
fn wants_pin(session: &mut Session<'_>, profile: &Profile) -> Result<bool, MunicipalError> {
    match profile.pin() {
        Some(pin) => {
            let rules = pin_rules(session.is_secured());
            missing(session, PIN, Kind::Pin, KindParameters::Pin(pin), &rules)
        }
        None => Ok(false),
    }
}

fn set_pin(
    session: &mut Session<'_>,
    profile: &Profile,
    value: &[u8],
) -> Result<(), MunicipalError> {
    pin::check_value(profile, value)?;
    select_own_application(session, profile)?;
    create::pin_value(session, pin::REFERENCE, value)?;
    Ok(create::activate(session, PIN)?)
}

/// Makes the key and the files, or what is missing of them, and puts the application in use.
fn content(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
    profile: &Profile,
    known: &AuthenticatedCard,
) -> Result<AddOutcome, MunicipalError> {
    let mut added = AddOutcome { found: 0, made: 0 };
    if missing(session, KEY, Kind::Key, KindParameters::Key(Profile::key()), KEY_RULES)? {
        set_key(session, counter, profile, known)?;
        create::activate(session, KEY)?;
    }
    for file in profile.files() {
        if self::file(session, file)? {
            added.made += 1;
        } else {
            added.found += 1;
        }
    }
    select_application(session, profile)?;
    create::activate_df(session)?;
    list(session, profile)?;
    Ok(added)
}

/// Gives the application's key a value that never left before. The card has been authenticated.
fn set_key(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
    profile: &Profile,
    known: &AuthenticatedCard,
) -> Result<(), MunicipalError> {
    let (serial, aid) = (&known.serial, profile.aid());
    let card = serial_number::text(serial);
    let state = counter.register.card(&card);
    let used = state.as_ref().map(|state| state.service_generations(&aid)).unwrap_or_default();
    let generation = administrator::fresh(&used, counter.rng);
    let change = CardChange::ServiceHandedOver { aid: aid.clone(), generation };
    let leaves = register::event(&card, counter.now, change);
    counter.register.record(&leaves, state.as_ref())?;
    let key = counter.authority.service_key(&aid, serial, generation);
    session.request(ChangeReferenceData {
        reference: Reference::Local(reference(KEY) & 0x1F),
        with_old: false,
        data: VerificationData(&*key),
    })?;
    Ok(())
}

/// Are wrong proofs of the application's key counted, as of those of earlier versions? It is asked,
/// which costs no try.
fn is_counted(session: &mut Session<'_>) -> Result<bool, SessionError> {
    let reference = Reference::Local(reference(KEY) & 0x1F);
    let query = ExternalAuthenticate { reference, data: &[], answer: None, session: false };
    Ok(session.exchange(query)?.status.tries_left().is_some())
}

/// Makes a PIN or key when it is missing; false when it is there and in use.
fn missing(
    session: &mut Session<'_>,
    fid: FileId,
    kind: Kind,
    parameters: KindParameters,
    rules: &[Rule<'_>],
) -> Result<bool, MunicipalError> {
    match files::find_file(session, fid)? {
        Some(found) => Ok(found.life != Some(LifeCycle::Activated)),
        None => {
            create::file(
                session,
                FileControlParameters { kind, parameters, fid, ..FileControlParameters::EMPTY },
                rules,
            )?;
            Ok(true)
        }
    }
}

/// Makes a file with its content; false when it is there and whole.
fn file(session: &mut Session<'_>, file: &File) -> Result<bool, MunicipalError> {
    let (kind, length, count) = file.kind();
    let found = files::find_file(session, file.fid())?;
    if found.is_some_and(|found| found.life == Some(LifeCycle::Activated)) {
        return Ok(false);
    }
    if found.is_none() {
        let parameters = match kind {
            Kind::Transparent => KindParameters::Transparent { size: length },
            _ => KindParameters::Records { length, count },
        };
        let control = FileControlParameters {
            kind,
            parameters,
            fid: file.fid(),
            ..FileControlParameters::EMPTY
        };
        file.with_rules(|rules| create::file(session, control, rules))?;
        files::find_file(session, file.fid())?;
    }
    if kind == Kind::Transparent {
        let mut content = match file.content().first() {
            Some(text) => file.padded(text)?,
            None => Vec::new(),
        };
        content.resize(length.into(), 0xFF);
        create::write(session, &content)?;
    } else {
        let there = files::read_current_records(session)?.len();
        for text in file.content().iter().skip(there) {
            session.request(AppendRecord { ef: None, data: &file.padded(text)? })?;
        }
    }
    create::activate(session, file.fid())?;
    Ok(true)
}

/// What the card has under the file identifier of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IdentifierState {
    /// It.
    Own(files::SelectedFile),
    /// Something else.
    Taken,
    /// Nothing.
    Free,
}

/// Selects what is there by path, so that the security status stays.
fn select_application(
    session: &mut Session<'_>,
    profile: &Profile,
) -> Result<IdentifierState, SessionError> {
    let path = profile.fid().to_be_bytes();
    Ok(match files::select_named(session, SelectionMethod::PathFromMf, &path)? {
        None => IdentifierState::Free,
        Some((found, name)) if name.as_ref() == Some(&profile.aid()) => IdentifierState::Own(found),
        Some(_) => IdentifierState::Taken,
    })
}

/// Selects the application that is to be on the card.
///
/// # Errors
/// When it is not there, or has another identifier than the profile says.
fn select_own_application(
    session: &mut Session<'_>,
    profile: &Profile,
) -> Result<files::SelectedFile, MunicipalError> {
    if let IdentifierState::Own(found) = select_application(session, profile)? {
        return Ok(found);
    }
    let cause = match listed(session, profile)? {
        Some(fid) => other_identifier(profile, fid),
        None => ApplicationError::Absent(profile.service()),
    };
    Err(cause.into())
}

/// Another application has its identifier.
fn identifier_taken(profile: &Profile) -> ApplicationError {
    ApplicationError::Taken { service: profile.service(), fid: profile.fid_digits().to_owned() }
}

/// It was added with another profile.
fn other_identifier(profile: &Profile, found: String) -> ApplicationError {
    let (aid, expected) = (profile.aid_digits().to_owned(), profile.fid_digits().to_owned());
    ApplicationError::Elsewhere { service: profile.service(), aid, found, expected }
}

/// What the card said while the application was made, when it has no room for it.
fn no_room(profile: &Profile, cause: MunicipalError) -> MunicipalError {
    match cause {
        MunicipalError::Session(SessionError::Refused { status, .. })
        | MunicipalError::Issue(IssueError::Session(SessionError::Refused { status, .. }))
            if status == StatusWord::NOT_ENOUGH_MEMORY =>
        {
            ApplicationError::NoRoom(profile.service()).into()
        }
        cause => cause,
    }
}

/// Takes it off the card with everything in it. Call it inside an exclusive transaction; the
/// security status is dropped in the end.
///
/// # Errors
/// As [`issue::with_authenticated_card`]; [`ApplicationError`] when the card has no such
/// application, or it has another identifier than the profile says; when the card refuses.
pub fn remove(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
    profile: &Profile,
) -> Result<(), MunicipalError> {
    issue::with_authenticated_card(session, counter, |session, _, _| {
        // EF.DIR first: an interrupted run leaves an application that nobody is pointed to.
        select_own_application(session, profile)?;
        remove_template(session, profile)?;
        select_application(session, profile)?;
        session.request(DeleteFile { target: FileTarget::CURRENT })?;
        Ok(())
    })
}

/// Gives the holder's PIN a new value and all its tries; the application's key too, when its wrong
/// proofs are counted. Call it inside an exclusive transaction; the security status is dropped in
/// the end.
///
/// # Errors
/// As [`remove`]; [`ApplicationError`] when the application is not in use;
/// [`PinError`](super::PinError) when the PIN does not take the value.
pub fn reset_pin(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
    profile: &Profile,
    new: &[u8],
) -> Result<(), MunicipalError> {
    pin::check_value(profile, new)?;
    issue::with_authenticated_card(session, counter, |session, counter, known| {
        let found = select_own_application(session, profile)?;
        in_use(profile, found)?;
        if is_counted(session)? {
            set_key(session, counter, profile, known)?;
        }
        let reference = pin::REFERENCE;
        session.request(ResetRetryCounter {
            reference,
            data: ResetData::New(VerificationData(new)),
        })?;
        Ok(())
    })
}
