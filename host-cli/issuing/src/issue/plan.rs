//! The plan: what the card gets, fixed on the day on which issuing begins.

use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::profile::{self, Application, PreIssuingData};

use super::{IssuanceProgress, IssueError, Order, administrator};
use juki_pki::Date;
use juki_pki::index::card::IssuanceStart;
use juki_records::uses::{CardContent, Codes};

mod error;

pub use error::PlanError;

/// What the card gets.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// What was ordered.
    pub(super) order: Order<'a>,
    /// What was fixed before the card is issued.
    pub(super) card: PreIssuingData,
    /// Serial number of the card.
    pub(super) serial: [u8; SERIAL_LEN],
    /// The generation of its issuer key and of its resetting code.
    pub(super) generation: u32,
    /// The day in Japan on which issuing began.
    pub(super) today: Date,
    /// The last day on which the card is in force.
    pub(super) expiry: Date,
    /// What it holds of the record.
    pub(super) content: CardContent,
    /// Does it get a signing certificate?
    pub(super) may_sign: bool,
    /// The values of its codes.
    pub(super) codes: Codes,
}

impl<'a> Plan<'a> {
    /// The plan of a card whose issuing began so.
    pub(super) fn of(
        order: &Order<'a>,
        survey: &IssuanceProgress,
        begun: &IssuanceStart,
    ) -> Result<Self, IssueError> {
        let (serial, generation) = (survey.serial, begun.generation);
        let today = Date::in_japan(begun.at);
        let content = order.content(today)?;
        let expiry = order.record.card_expiry(begun.at, survey.card.profile)?;
        let key = order.authority.issuer_key(&serial, generation);
        let security = administrator::security_code(&key, &serial);
        let can = administrator::card_access_number(&key, &serial);
        let (profile, card_type) = (survey.card.profile, content.face.card);
        Ok(Self {
            order: *order,
            card: survey.card,
            serial,
            generation,
            today,
            expiry,
            may_sign: content.certificate.is_some(),
            codes: Codes::of(&content.chip, card_type, profile, expiry, &security, &can),
            content,
        })
    }

    /// The applications of this card.
    pub(super) fn applications(&self) -> impl Iterator<Item = &'static Application> + use<> {
        profile::applications(self.card, self.content.face.card.into())
    }
}
