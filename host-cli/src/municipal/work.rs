//! At the service's own desk: reading the application, adding to it.

use apdu_spec::file::{Kind, LifeCycle};
use apdu_spec::profile::reference;
use apdu_spec::request::{
    AppendRecord, Occurrence, Presented, Reference, SelectBy, Verify, VerifyAction,
};
use apdu_spec::status::StatusWord;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::profile::{File, KEY, PIN, Profile, Who};
use crate::card::files;
use crate::card::proof::{self, Proof};
use crate::card::session::{Session, SessionError};
use crate::error::Error;
use crate::exit::Exit;
use crate::issue;
use crate::issue::register::Register;
use crate::msg;
use crate::pki::Authority;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The file's name.
    pub file: String,
    /// What was read of it.
    pub parts: Parts,
}

/// What was read of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parts {
    /// It does not open with what was proved.
    Closed,
    /// The application has no such file: it was added with another profile.
    Missing,
    /// Its content without filler, records in the order of their numbers.
    Opened(Vec<Vec<u8>>),
}

/// The service's own desk, which has its key.
pub struct Desk<'a> {
    /// Who issued the card.
    pub authority: &'a Authority,
    /// What the authority knows.
    pub register: &'a dyn Register,
    /// Random numbers.
    pub rng: &'a mut dyn CryptoRng,
}

impl std::fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

/// Asks for the holder's PIN: how many digits, how many tries are left.
pub type AskPin<'a> = dyn FnMut(u8, u8) -> Result<Zeroizing<Vec<u8>>, Error> + 'a;

/// Reads every file that opens: without `pin` those that need none, at a `desk` those of the
/// service's key too.
///
/// # Errors
/// Exit code 7 when the card has no such application, or one whose adding was interrupted; 4 for a
/// wrong PIN, 5 for a blocked one; when no answer comes.
pub fn read(
    session: &mut Session<'_>,
    profile: &Profile,
    desk: Option<Desk<'_>>,
    pin: Option<&mut AskPin<'_>>,
) -> Result<Vec<Content>, Error> {
    let mut proved = Vec::new();
    if let Some(desk) = desk {
        with_key(session, profile, desk)?;
        proved.push(Who::Key);
    } else {
        select(session, profile)?;
    }
    if let (Some(ask), Some(_)) = (pin, profile.pin()) {
        verify(session, profile, ask)?;
        proved.push(Who::Pin);
    }
    let mut contents = Vec::new();
    for file in &profile.files {
        let opens = file.read.opens_with(&proved);
        let parts = if opens { parts(session, file)? } else { Parts::Closed };
        contents.push(Content { file: file.name.clone(), parts });
    }
    Ok(contents)
}

/// Adds a record, with the service's key and, where the file asks for it, the holder's PIN.
///
/// # Errors
/// Exit code 10 for a text that is too long or a file without records; 7 when the application on
/// the card lacks the file, or the file is full; as [`read`].
pub fn append(
    session: &mut Session<'_>,
    profile: &Profile,
    desk: Desk<'_>,
    file: &File,
    text: &str,
    pin: &mut AskPin<'_>,
) -> Result<(), Error> {
    let data = file.padded(text)?;
    if file.kind().0 == Kind::Transparent {
        let what = msg!("error-service-no-records", file = file.name.as_str());
        return Err(Error::new(Exit::Rejected, what, msg!("todo-service-no-records")));
    }
    with_key(session, profile, desk)?;
    if !file.append.opens_with(&[Who::Key]) {
        verify(session, profile, pin)?;
    }
    if files::find_file(session, file.fid())?.is_none() {
        let (service, file) = (profile.name.as_str(), file.name.as_str());
        let what = msg!("error-service-file-missing", service = service, file = file);
        return Err(Error::new(Exit::Refused, what, msg!("todo-service-file-missing")));
    }
    match session.request(AppendRecord { ef: None, data: &data }) {
        Err(SessionError::Refused { status: status @ StatusWord::NOT_ENOUGH_MEMORY, .. }) => {
            let count = file.kind().2;
            let what = msg!("error-service-full", file = file.name.as_str(), count = count);
            let todo = msg!("todo-service-full", profile = profile.named());
            Err(Error::new(Exit::Refused, what, todo).with_status(status))
        }
        done => Ok(done.map(drop)?),
    }
}

/// Looks for the application, by its DF name: what was proved before is dropped. Nothing is changed.
///
/// # Errors
/// Exit code 7 when the card is not issued, or has no such application.
pub fn find(session: &mut Session<'_>, profile: &Profile) -> Result<files::Selected, Error> {
    files::require_issued(session)?;
    let by = SelectBy::DfName(Occurrence::First);
    match files::select_named(session, by, &profile.aid())? {
        Some((found, name)) if name.as_deref().is_none_or(|name| name == profile.aid()) => {
            Ok(found)
        }
        _ => Err(absent(profile)),
    }
}

/// As [`find`], of one that is in use.
///
/// # Errors
/// As [`find`]; exit code 7 when adding it was interrupted, or it is out of use.
pub fn select(session: &mut Session<'_>, profile: &Profile) -> Result<(), Error> {
    in_use(profile, find(session, profile)?)
}

/// Refuses an application that serves nobody: until its DF is activated its rules do not bite, its
/// PIN may have no value, and its files may be empty or missing.
pub(super) fn in_use(profile: &Profile, found: files::Selected) -> Result<(), Error> {
    let service = profile.name.as_str();
    let (what, todo) = match found.life {
        Some(LifeCycle::Activated) | None => return Ok(()),
        Some(life) if life.is_building() => (
            msg!("error-service-interrupted", service = service),
            msg!("todo-service-interrupted", profile = profile.named()),
        ),
        Some(_) => (
            msg!("error-service-out-of-use", service = service),
            msg!("todo-service-out-of-use", profile = profile.named()),
        ),
    };
    Err(Error::new(Exit::Refused, what, todo))
}

/// Selects the application: card and desk prove its key to each other.
fn with_key(session: &mut Session<'_>, profile: &Profile, desk: Desk<'_>) -> Result<(), Error> {
    let Desk { authority, register, rng } = desk;
    let (serial, state) = issue::known(session, authority, register)?;
    select(session, profile)?;
    let local = Reference::Local(reference(KEY) & 0x1F);
    let mut last = Proof::Wrong(StatusWord::VERIFICATION_FAILED);
    for generation in state.service_generations(&profile.aid()) {
        let key = authority.service_key(&profile.aid(), &serial, generation);
        last = proof::mutual(session, local, &key, &serial, rng)?;
        if last == Proof::OneWay && state.is_older() {
            // Added by an earlier version: its key proves the desk alone, whatever value it got
            // since.
            proof::of_certified_key(session, authority, &serial, rng)?;
            select(session, profile)?;
            last = proof::one_way(session, local, &key, &serial)?;
        }
        // Where wrong proofs are counted, the last try is not spent on a guess.
        let may_go_on = |status: StatusWord| {
            status == StatusWord::VERIFICATION_FAILED
                || status.tries_left().is_some_and(|left| left > 1)
        };
        if !matches!(last, Proof::Wrong(status) if may_go_on(status)) {
            break;
        }
    }
    match last {
        Proof::Proved => Ok(()),
        Proof::Wrong(status) if status == StatusWord::AUTHENTICATION_METHOD_BLOCKED => {
            let what = msg!("error-service-key-blocked", service = profile.name.as_str());
            Err(Error::new(Exit::Refused, what, msg!("todo-service-key-blocked"))
                .with_status(status))
        }
        Proof::Wrong(status) => {
            let what = msg!("error-service-key", service = profile.name.as_str());
            Err(Error::new(Exit::Refused, what, msg!("todo-service-key")).with_status(status))
        }
        Proof::NotProved | Proof::OneWay => Err(proof::unproved(&serial)),
    }
}

fn verify(session: &mut Session<'_>, profile: &Profile, ask: &mut AskPin<'_>) -> Result<(), Error> {
    let Some(pin) = profile.pin() else { return Ok(()) };
    let reference = Reference::Local(reference(PIN) & 0x1F);
    let left = session.exchange(Verify { reference, action: VerifyAction::Query })?.status;
    let left = left.tries_left().unwrap_or(pin.tries);
    let blocked = |status| {
        let what = msg!("error-service-blocked", service = profile.name.as_str());
        let todo = msg!("todo-service-blocked", profile = profile.named());
        Error::new(Exit::PinBlocked, what, todo).with_status(status)
    };
    if left == 0 {
        return Err(blocked(StatusWord::AUTHENTICATION_METHOD_BLOCKED));
    }
    let value = ask(pin.min, left)?;
    if !pin.admits(&value) {
        let what = msg!("error-service-pin", digits = u64::from(pin.min));
        return Err(Error::new(Exit::Rejected, what, msg!("todo-service-pin")));
    }
    let action = VerifyAction::Compare(Presented(&value));
    let status = session.exchange(Verify { reference, action })?.status;
    match status.tries_left() {
        _ if status == StatusWord::SUCCESS => Ok(()),
        Some(left @ 1..) => {
            let what =
                msg!("error-service-wrong-pin", service = profile.name.as_str(), left = left);
            Err(Error::new(Exit::WrongPin, what, msg!("todo-service-wrong-pin"))
                .with_status(status))
        }
        _ => Err(blocked(status)),
    }
}

/// The content of a file, without filler.
fn parts(session: &mut Session<'_>, file: &File) -> Result<Parts, Error> {
    let Some(found) = files::find_file(session, file.fid())? else { return Ok(Parts::Missing) };
    let mut parts = if file.kind().0 == Kind::Transparent {
        vec![files::read_current(session, found.size.unwrap_or(0))?]
    } else {
        files::read_current_records(session)?
    };
    for part in &mut parts {
        let end = part.iter().rposition(|byte| *byte != 0xFF).map_or(0, |at| at + 1);
        part.truncate(end);
    }
    Ok(Parts::Opened(parts))
}

pub(super) fn absent(profile: &Profile) -> Error {
    Error::new(
        Exit::Refused,
        msg!("error-no-application", application = profile.name.as_str()),
        msg!("todo-service-absent", profile = profile.named()),
    )
    .with_status(StatusWord::FILE_NOT_FOUND)
}
