//! What PACE needs in the MF: the card access number, and EF.CardAccess.

use apdu_spec::file::Sfi;
use apdu_spec::pace::{CARD_ACCESS, CARD_ACCESS_SFI};
use apdu_spec::profile::card::CAN_REFERENCE;
use apdu_spec::profile::{pace as profile, visual};
use apdu_spec::request::Reference;

use super::plan::Plan;
use super::steps::is_activated;
use super::{ContentError, IssueError, create};
use juki_client::card::files;
use juki_client::card::session::{Session, SessionError};

/// Did an earlier version begin this card, and draw its face without the number? The number comes
/// before the applications now.
pub(super) fn is_face_without(session: &mut Session<'_>) -> Result<bool, SessionError> {
    create::select_mf(session)?;
    if files::find_file(session, profile::CAN.fid)?.is_some() {
        return Ok(false);
    }
    Ok(create::select_df(session, &visual::APPLICATION)?.is_some()
        && files::find_file(session, visual::File::Face.fid())?.is_some())
}

/// Makes both, or what is missing of them.
pub(super) fn in_the_mf(
    session: &mut Session<'_>,
    plan: &Plan<'_>,
    can: &str,
) -> Result<(), IssueError> {
    let object = &profile::CAN;
    create::select_mf(session)?;
    let found = files::find_file(session, object.fid)?;
    if found.is_none() {
        create::object(session, object, plan.card, 0)?;
    }
    if !found.is_some_and(is_activated) {
        create::pin_value(session, Reference::Global(CAN_REFERENCE), can.as_bytes())?;
        create::activate(session, object.fid)?;
    }
    create::select_mf(session)?;
    let fid = profile::CARD_ACCESS;
    let found = files::find_file(session, fid)?;
    if found.is_some_and(is_activated) {
        return Ok(());
    }
    if found.is_none() {
        let unfit = ContentError::Parameters { fid };
        let sfi = Sfi::new(CARD_ACCESS_SFI).ok_or(unfit)?;
        let size = u16::try_from(CARD_ACCESS.len()).map_err(|_| unfit)?;
        create::ef(session, fid, sfi, size, plan.card, profile::CARD_ACCESS_RULES)?;
    }
    create::write(session, &CARD_ACCESS)?;
    create::activate(session, fid)?;
    Ok(())
}
