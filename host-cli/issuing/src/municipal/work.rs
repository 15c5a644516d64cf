//! At the service's own desk: reading the application, adding to it.

use apdu_spec::file::{Kind, LifeCycle};
use apdu_spec::profile::reference;
use apdu_spec::request::{AppendRecord, Reference};
use apdu_spec::status::StatusWord;
use rand_core::CryptoRng;

use super::pin::{self, AskPin};
use super::profile::{Credential, File, KEY, Profile};
use super::{ApplicationError, MunicipalError};
use crate::issue::register::Register;
use crate::issue::{self, AdministratorError, IssueError};
use juki_client::card::files;
use juki_client::card::proof::{self, AuthenticationOutcome};
use juki_client::card::session::{Session, SessionError};
use juki_client::serial_number;
use juki_pki::Authority;

mod error;

pub use error::DeskError;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The file's name.
    pub file: String,
    /// What was read of it.
    pub parts: ReadOutcome,
}

/// What was read of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOutcome {
    /// The security status does not allow it.
    Closed,
    /// The application has no such file: it was added with another profile.
    Missing,
    /// Its content without filler, records in the order of their numbers.
    Opened(Vec<Vec<u8>>),
}

/// The service's own desk, which has its key.
pub struct CounterContext<'a> {
    /// Who issued the card.
    pub authority: &'a Authority,
    /// What the authority knows.
    pub register: &'a dyn Register,
    /// Random numbers.
    pub rng: &'a mut dyn CryptoRng,
}

impl std::fmt::Debug for CounterContext<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CounterContext").finish_non_exhaustive()
    }
}

/// Reads every file that opens: without `pin` those that need none, at a `desk` those of the
/// service's key too. Call it inside an exclusive transaction; the security status is dropped in
/// the end.
///
/// # Errors
/// [`ApplicationError`] when the card has no such application, or one that is not in use;
/// [`DeskError`] when it has not the service's key; [`PinError`](super::PinError) for a wrong or
/// blocked PIN; what `pin` answers; when no answer comes.
pub fn read(
    session: &mut Session<'_>,
    profile: &Profile,
    desk: Option<CounterContext<'_>>,
    pin: Option<&mut AskPin<'_>>,
) -> Result<Vec<Content>, MunicipalError> {
    files::with_log_out(session, |session| {
        let mut proved = Vec::new();
        if let Some(desk) = desk {
            with_key(session, profile, desk)?;
            proved.push(Credential::Key);
        } else {
            select(session, profile)?;
        }
        if let (Some(ask), Some(_)) = (pin, profile.pin()) {
            pin::verify(session, profile, ask)?;
            proved.push(Credential::Pin);
        }
        let mut contents = Vec::new();
        for file in profile.files() {
            let opens = file.read().opens_with(&proved);
            let parts = if opens { parts(session, file)? } else { ReadOutcome::Closed };
            contents.push(Content { file: file.name().to_owned(), parts });
        }
        Ok(contents)
    })
}

/// Adds a record, with the service's key and, where the file asks for it, the holder's PIN. Call it
/// inside an exclusive transaction; the security status is dropped in the end.
///
/// # Errors
/// [`TextError`](super::TextError) for a text that does not fit; [`DeskError`] for a file without
/// records, when the application on the card lacks the file, or when the file is full; as [`read`].
pub fn append(
    session: &mut Session<'_>,
    profile: &Profile,
    desk: CounterContext<'_>,
    file: &File,
    text: &str,
    pin: &mut AskPin<'_>,
) -> Result<(), MunicipalError> {
    let data = record(file, text)?;
    files::with_log_out(session, |session| {
        with_key(session, profile, desk)?;
        if !file.append().opens_with(&[Credential::Key]) {
            pin::verify(session, profile, pin)?;
        }
        append_record(session, profile, file, &data)
    })
}

/// A record of a file that has some.
fn record(file: &File, text: &str) -> Result<Vec<u8>, MunicipalError> {
    let data = file.padded(text)?;
    if file.kind().0 == Kind::Transparent {
        return Err(DeskError::NoRecords { file: file.name().to_owned() }.into());
    }
    Ok(data)
}

fn append_record(
    session: &mut Session<'_>,
    profile: &Profile,
    file: &File,
    data: &[u8],
) -> Result<(), MunicipalError> {
    let (service, name) = (profile.service(), file.name().to_owned());
    if files::find_file(session, file.fid())?.is_none() {
        return Err(DeskError::FileMissing { service, file: name }.into());
    }
    match session.request(AppendRecord { ef: None, data }) {
        Err(SessionError::Refused { status: StatusWord::NOT_ENOUGH_MEMORY, .. }) => {
            Err(DeskError::Full { service, file: name, count: file.kind().2 }.into())
        }
        done => Ok(done.map(drop)?),
    }
}

/// Looks for the application, by its DF name: the security status is dropped. Nothing is
/// changed.
///
/// # Errors
/// When the card is not issued; [`ApplicationError::Absent`] when it has no such application.
pub fn find(
    session: &mut Session<'_>,
    profile: &Profile,
) -> Result<files::SelectedFile, MunicipalError> {
    files::require_issued(session)?;
    let found = files::find_named(session, &profile.aid())?;
    Ok(found.ok_or(ApplicationError::Absent(profile.service()))?)
}

/// As [`find`], of one that is in use.
///
/// # Errors
/// As [`find`]; [`ApplicationError`] when adding it was interrupted, or it is out of use.
pub fn select(session: &mut Session<'_>, profile: &Profile) -> Result<(), MunicipalError> {
    let found = find(session, profile)?;
    Ok(in_use(profile, found)?)
}

/// Refuses an application that serves nobody: until its DF is activated its rules are not enforced,
/// its PIN may have no value, and its files may be empty or missing.
pub(super) fn in_use(
    profile: &Profile,
    found: files::SelectedFile,
) -> Result<(), ApplicationError> {
    match found.life {
        Some(LifeCycle::Activated) | None => Ok(()),
        Some(life) if life.is_building() => Err(ApplicationError::Interrupted(profile.service())),
        Some(_) => Err(ApplicationError::OutOfUse(profile.service())),
    }
}

/// Selects the application: card and desk authenticate each other by its key, which opens a session
/// of secure messaging.
fn with_key(
    session: &mut Session<'_>,
    profile: &Profile,
    desk: CounterContext<'_>,
) -> Result<(), MunicipalError> {
    let CounterContext { authority, register, rng } = desk;
    let (serial, state) = issue::known_card(session, authority, register)?;
    select(session, profile)?;
    let local = Reference::Local(reference(KEY) & 0x1F);
    let mut last = AuthenticationOutcome::Failed(StatusWord::VERIFICATION_FAILED);
    for generation in state.service_generations(&profile.aid()) {
        let key = authority.service_key(&profile.aid(), &serial, generation);
        last = proof::mutual_session(session, local, &key, &serial, rng)?;
        if last == AuthenticationOutcome::ExternalOnly && state.is_older() {
            // Added by an earlier version: its key proves the desk alone, whatever value it got
            // since, and opens no session.
            issue::proof::of_certified_key(session, authority, &serial, rng)?;
            select(session, profile)?;
            last = proof::one_way(session, local, &key, &serial)?;
        }
        // Where wrong proofs are counted, the last try is not spent on a guess.
        let may_go_on = |status: StatusWord| {
            status == StatusWord::VERIFICATION_FAILED
                || status.tries_left().is_some_and(|left| left > 1)
        };
        if !matches!(last, AuthenticationOutcome::Failed(status) if may_go_on(status)) {
            break;
        }
    }
    match last {
        // What was selected before the session, whoever sits between may have selected.
        AuthenticationOutcome::Authenticated if session.is_secured() => select(session, profile),
        AuthenticationOutcome::Authenticated => Ok(()),
        AuthenticationOutcome::Failed(StatusWord::AUTHENTICATION_METHOD_BLOCKED) => {
            Err(DeskError::KeyBlocked { service: profile.service() }.into())
        }
        AuthenticationOutcome::Failed(status) => {
            Err(DeskError::Key { service: profile.service(), status }.into())
        }
        AuthenticationOutcome::NoSession => {
            let serial = serial_number::text(&serial);
            Err(IssueError::from(AdministratorError::NoSession { serial }).into())
        }
        AuthenticationOutcome::CardNotAuthenticated | AuthenticationOutcome::ExternalOnly => {
            Err(IssueError::from(AdministratorError::card_not_authenticated(&serial)).into())
        }
    }
}

/// The content of a file, without filler.
fn parts(session: &mut Session<'_>, file: &File) -> Result<ReadOutcome, MunicipalError> {
    let Some(found) = files::find_file(session, file.fid())? else {
        return Ok(ReadOutcome::Missing);
    };
    let mut parts = if file.kind().0 == Kind::Transparent {
        vec![files::read_current(session, found.size.unwrap_or(0))?]
    } else {
        files::read_current_records(session)?
    };
    for part in &mut parts {
        let end = part.iter().rposition(|byte| *byte != 0xFF).map_or(0, |at| at + 1);
        part.truncate(end);
    }
    Ok(ReadOutcome::Opened(parts))
}
