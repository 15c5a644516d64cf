//! The plan: what the card gets, fixed on the day on which issuing begins.

use apdu_spec::file::MF;
use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::profile::{self, Application, PreIssuing};
use apdu_spec::request::{PutData, SelectBy};
use der::DateTime;
use sha2::{Digest as _, Sha256};

use super::{Order, Survey, administrator};
use crate::card::files;
use crate::card::session::Session;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::pki::Date;
use crate::resident::Codes;

/// GET DATA in the MF: when issuing began and from what: Unix time (8 bytes, big-endian), then
/// CMAC(issuer key, `P` || that time || record || SHA-256 of
/// the photo that was given). The code says whether the record and the
/// authority are those it was begun with, and nothing about them.
const PLAN_TAG: u16 = 0x01F0;

/// What the card gets.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// What was ordered.
    pub(super) order: Order<'a>,
    /// What was fixed before the card is issued.
    pub(super) card: PreIssuing,
    /// Serial number of the card.
    pub(super) serial: [u8; SERIAL_LEN],
    /// The day in Japan on which issuing began.
    pub(super) today: Date,
    /// The last day on which the card is in force.
    pub(super) expiry: Date,
    /// Does it get a signing certificate?
    pub(super) may_sign: bool,
    /// The values of its codes.
    pub(super) codes: Codes,
}

impl<'a> Plan<'a> {
    /// Reads the plan from the card, or writes it there. The administrator key is proved.
    pub(super) fn begin(
        session: &mut Session<'_>,
        order: &Order<'a>,
        survey: &Survey,
    ) -> Result<Self, Error> {
        let serial = survey.serial;
        files::select(session, SelectBy::FileIdentifier, &MF.to_be_bytes())?;
        let moment = order.now.unix_duration().as_secs().to_be_bytes();
        let begun = match files::get_data(session, PLAN_TAG)? {
            // Files without a plan are somebody else's: nobody vouches for their rules and keys.
            None if survey.is_resumed() => return Err(begun_otherwise()),
            None => {
                // The certificates of that card are in use; its issuer key is too.
                let index = order.authority.index();
                if index.certificates_of(&super::text(&serial)).next().is_some() {
                    return Err(Error::new(
                        Exit::Rejected,
                        msg!("error-serial-issued", serial = super::text(&serial)),
                        msg!("todo-serial-issued"),
                    ));
                }
                // A record that no card can be issued from leaves no trace.
                order.record.issuable(order.now)?;
                let data = [&moment[..], &seal(order, &serial, &moment)?].concat();
                session.request(PutData { tag: PLAN_TAG, data: &data })?;
                order.now
            }
            Some(found) => resumed(order, &serial, &found)?,
        };
        let today = Date::in_japan(begun);
        let expiry = order.record.card_expiry(begun, survey.card.profile)?;
        let security = administrator::security_code(&order.authority.issuer_key(&serial), &serial);
        Ok(Self {
            order: *order,
            card: survey.card,
            serial,
            today,
            expiry,
            may_sign: order.record.may_sign(today),
            codes: Codes::of(order.record, survey.card.profile, expiry, &security),
        })
    }

    /// The applications of this card.
    pub(super) fn applications(&self) -> impl Iterator<Item = &'static Application> + use<> {
        profile::applications(self.card, self.order.record.card.into())
    }
}

fn resumed(order: &Order<'_>, serial: &[u8; SERIAL_LEN], found: &[u8]) -> Result<DateTime, Error> {
    let (moment, code) = found.split_first_chunk::<8>().ok_or_else(begun_otherwise)?;
    if seal(order, serial, moment)? != *code {
        return Err(begun_otherwise());
    }
    let since = std::time::Duration::from_secs(u64::from_be_bytes(*moment));
    DateTime::from_unix_duration(since).map_err(|_| begun_otherwise())
}

fn begun_otherwise() -> Error {
    Error::new(Exit::Rejected, msg!("error-begun-otherwise"), msg!("todo-begun-otherwise"))
}

fn seal(order: &Order<'_>, serial: &[u8; SERIAL_LEN], moment: &[u8; 8]) -> Result<[u8; 16], Error> {
    let record = serde_json::to_vec(order.record).map_err(|cause| {
        let cause = std::io::Error::from(cause);
        Error::system(&cause)
    })?;
    let photo = order.photo.map(|photo| Sha256::digest(photo).to_vec()).unwrap_or_default();
    let message = [&b"P"[..], moment, &record, &photo].concat();
    Ok(administrator::code(&order.authority.issuer_key(serial), &message))
}
