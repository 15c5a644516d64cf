//! Issuing: a resident's record in, a card out.
//!
//! There is no DELETE FILE to start over with, so issuing goes on from wherever it stopped: every
//! step first looks at what the card has (SELECT, life cycle), and does what is missing. What a
//! file holds follows from the record, the authority and the day on which issuing began, which the
//! authority's register keeps. The first thing that the card gets is its issuer key, so that it
//! proves from then on that it is the card that was begun: who claims its serial number and does
//! not is sent nothing. Nothing half issued looks issued: files are activated when their content is
//! whole and has been read back, EF.DIR comes after every application, and ACTIVATE of the MF is
//! the last command.

use apdu_spec::file::LifeCycle;
use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::profile::{self, PreIssuingData};
use der::DateTime;
use rand_core::CryptoRng;

use crate::face::{Drawing, OutlineFont};
use juki_client::card::files;
use juki_client::card::pins::{Pin, PinValue};
use juki_client::card::session::Session;
use juki_client::serial_number::text;
use juki_pki::index::card::{CardChange, SEAL_LEN};
use juki_pki::{Authority, Date};
use juki_records::resident::Resident;
use juki_records::uses::{
    self, CardContent, CertificateText, Codes, MunicipalCharacters, UseErrors,
};

pub mod administrator;
mod check;
mod content;
pub(crate) mod create;
pub(crate) mod error;
mod keys;
mod pace;
mod pictures;
mod pkcs15;
mod plan;
pub(crate) mod proof;
pub mod register;
mod steps;

#[cfg(test)]
pub(crate) use administrator::authenticate;
pub use administrator::{
    AdministratorError, AuthenticatedCard, issuance_start, known_card, with_authenticated_card,
};
pub use check::ReadBackError;
pub use content::ContentError;
pub use error::IssueError;
pub use pictures::{FaceCharacter, FaceField};
use plan::Plan;
pub use plan::PlanError;
pub use register::RegisterError;
use register::{Counter, Register};
pub use steps::Step;

/// What a card is issued from.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// The resident.
    pub record: &'a Resident,
    /// What the municipality says of the record's characters, beside the published tables.
    pub characters: Option<&'a MunicipalCharacters>,
    /// The photo as the card holds it, JPEG 2000 ([`crate::face::photo::encode`]); without one a
    /// card of type B gets a drawn placeholder.
    pub photo: Option<&'a [u8]>,
    /// The font for characters of the pictures that the program's own has not.
    pub font: Option<&'a OutlineFont>,
    /// Who issues.
    pub authority: &'a Authority,
    /// The transport key of the card.
    pub transport_key: &'a [u8; 16],
    /// The time.
    pub now: DateTime,
}

impl Order<'_> {
    /// Seals what the card with this serial number is issued from.
    fn seal(&self, serial: &[u8; SERIAL_LEN]) -> Result<[u8; SEAL_LEN], PlanError> {
        let mut record = serde_json::to_vec(self.record)?;
        // Pictures that another machine would draw otherwise: whoever goes on draws them alike.
        record.extend(self.drawn_by_font());
        // Likewise a certificate that another mapping would have otherwise, or the record in its
        // earlier version, which is written alike.
        record.extend(self.certified_otherwise());
        Ok(self.authority.seal(serial, &record, self.photo))
    }

    /// What the card holds of the record.
    fn content(&self, today: Date) -> Result<CardContent, UseErrors> {
        match self.characters {
            Some(characters) => uses::card_with(self.record, today, characters),
            None => uses::card(self.record, today),
        }
    }

    /// Name and address of the certificate with their flags, where the municipality's mapping or the
    /// tables beside flags of the record make them other than the record alone did in version 1:
    /// otherwise nothing.
    fn certified_otherwise(&self) -> Vec<u8> {
        let texts = |certificate: CertificateText| {
            let (name, address) = (certificate.name, certificate.address);
            [name.text, name.flags, address.text, address.flags].join("\0").into_bytes()
        };
        let found = match self.characters {
            Some(characters) => uses::certificate_with(self.record, characters),
            None => uses::certificate(self.record),
        };
        let alone = || {
            let mut record = self.record.clone();
            if let Some(flags) = &mut record.substituted {
                flags.decided = true;
            }
            uses::certificate(&record).ok().map(texts)
        };
        let found = found.ok().map(texts);
        found.filter(|found| Some(found) != alone().as_ref()).unwrap_or_default()
    }
}

impl std::fmt::Debug for Order<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Order").field("now", &self.now).finish_non_exhaustive()
    }
}

/// The values that the resident chose.
#[derive(Debug)]
pub struct NewPins {
    /// PIN of the user authentication certificate.
    pub authentication: PinValue,
    /// Signing password; a holder under 15 has none.
    pub signing: Option<PinValue>,
    /// The PIN of the text, juki and common applications.
    pub card: PinValue,
}

impl NewPins {
    /// The value of a PIN; the codes have none of their own.
    #[must_use]
    pub const fn value(&self, pin: Pin) -> Option<&PinValue> {
        match pin {
            Pin::Authentication => Some(&self.authentication),
            Pin::Signing => self.signing.as_ref(),
            Pin::Text | Pin::Juki | Pin::Common => Some(&self.card),
            Pin::CodeA | Pin::CodeB | Pin::BirthCode | Pin::VisualA | Pin::VisualB => None,
        }
    }
}

/// How far the issuance of a card has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuanceProgress {
    /// Serial number of the card.
    pub serial: [u8; SERIAL_LEN],
    /// What was fixed before: the profile that it is to be issued as.
    pub card: PreIssuingData,
    /// Applications that are complete.
    pub complete: usize,
    /// Applications that there are.
    pub begun: usize,
}

impl IssuanceProgress {
    /// Was its issuing begun before?
    #[must_use]
    pub const fn is_resumed(&self) -> bool {
        self.begun > 0
    }
}

/// What is called while a card is issued.
pub struct IssuanceHooks<'a> {
    /// What the authority knows, and where it writes down what is done.
    pub register: &'a mut dyn Register,
    /// A step begins.
    pub step: &'a mut dyn FnMut(Step),
    /// Random numbers.
    pub rng: &'a mut dyn CryptoRng,
}

impl std::fmt::Debug for IssuanceHooks<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuanceHooks").finish_non_exhaustive()
    }
}

/// An issued card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedCard {
    /// Serial number.
    pub serial: String,
    /// The last day on which the card is in force.
    pub expiry: Date,
    /// Does it hold a signing certificate?
    pub signs: bool,
    /// Its codes.
    pub codes: Codes,
    /// Characters of name and address whose usual form is drawn, as no font has the form that
    /// their variation selector chooses.
    pub drawn_plain: Vec<FaceCharacter>,
    /// Characters of name and address that no font has: 〓 stands in their place.
    pub not_drawn: Vec<FaceCharacter>,
}

/// Looks how far the card is. Nothing is changed.
///
/// # Errors
/// When the card is issued already, out of use, no card of this project, or does not answer.
pub fn survey(session: &mut Session<'_>) -> Result<IssuanceProgress, IssueError> {
    let serial = files::serial(session)?;
    match files::card_life(session)? {
        Some(life) if life.is_building() => {}
        Some(LifeCycle::Activated) => {
            return Err(PlanError::IssuedAlready { serial: text(&serial) }.into());
        }
        life => return Err(PlanError::NotIssuable { serial: text(&serial), life }.into()),
    }
    let (mut complete, mut begun) = (0, 0);
    for application in profile::APPLICATIONS {
        if let Some(found) = files::find_application(session, application)? {
            begun += 1;
            complete += usize::from(found.life == Some(LifeCycle::Activated));
        }
    }
    let card = files::pre_issuing(session)?.unwrap_or(PreIssuingData::DEFAULT);
    Ok(IssuanceProgress { serial, card, complete, begun })
}

/// Issues the card, or finishes issuing it. Call it inside an exclusive transaction.
///
/// # Errors
/// When the card was begun with another record or authority, refuses, or does not answer; when
/// what is read back is not what was written. The card is not issued then, unless the last look at
/// the issued card found it: the next call goes on. The session of secure messaging in which all of
/// it is done ends, with every security status.
pub fn issue(
    session: &mut Session<'_>,
    order: &Order<'_>,
    pins: &NewPins,
    hooks: &mut IssuanceHooks<'_>,
) -> Result<IssuedCard, IssueError> {
    files::with_log_out(session, |session| every_step(session, order, pins, hooks))
}

fn every_step(
    session: &mut Session<'_>,
    order: &Order<'_>,
    pins: &NewPins,
    hooks: &mut IssuanceHooks<'_>,
) -> Result<IssuedCard, IssueError> {
    let claimed = survey(session)?;
    (hooks.step)(Step::Authenticate);
    let (begun, found) = administrator::begin(session, order, &claimed, hooks)?;
    let mut plan = Plan::of(order, &found, &begun)?;
    if plan.codes.can.is_some() && pace::is_face_without(session)? {
        plan.codes.can = None;
    }
    if plan.card.has_pkcs15() {
        steps::pkcs15_in_the_mf(session, &plan)?;
    }
    if let Some(can) = &plan.codes.can {
        pace::in_the_mf(session, &plan, can)?;
    }
    for application in plan.applications() {
        (hooks.step)(Step::Application(application));
        steps::application(session, &plan, application, hooks)?;
    }
    (hooks.step)(Step::Pins);
    steps::pins(session, pins)?;
    (hooks.step)(Step::Directory);
    steps::directory(session, &plan)?;
    (hooks.step)(Step::Activate);
    steps::activate_card(session)?;
    let card = text(&found.serial);
    let known = hooks.register.card(&card);
    let activated = CardChange::Activated { generation: Some(begun.generation) };
    let activated = register::event(&card, order.now, activated);
    hooks.register.record(&activated, known.as_ref())?;
    (hooks.step)(Step::Check);
    check::issued(session, &plan, pins)?;
    Ok(IssuedCard {
        serial: text(&found.serial),
        expiry: plan.expiry,
        signs: plan.may_sign,
        drawn_plain: plan.drawn(Drawing::Plain),
        not_drawn: plan.drawn(Drawing::Geta),
        codes: plan.codes,
    })
}

/// Gives PINs of an issued card a new value and all their tries, with the issuer key. Every
/// security status is dropped in the end.
///
/// # Errors
/// As [`with_authenticated_card`]; when the card refuses.
pub fn reset_pins(
    session: &mut Session<'_>,
    counter: &mut Counter<'_>,
    pins: &[Pin],
    new: &PinValue,
) -> Result<(), IssueError> {
    with_authenticated_card(session, counter, |session, _, _| {
        Ok(pins.iter().try_for_each(|pin| juki_client::card::pins::reset(session, *pin, new))?)
    })
}

#[cfg(test)]
mod tests;
