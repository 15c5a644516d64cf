//! Ready cards: issued cards with the awkward cases of real life, which a plastic card cannot show.
//!
//! A [`ReadyCardIssuer`] is an authority with a stack of blank virtual cards. It issues each card as any
//! other one is issued, and then does with it what life does, by ordinary commands. Nothing of it
//! is secret: the PINs are [`AUTHENTICATION_PIN`], [`SIGNING_PASSWORD`] and [`CARD_PIN`], and with
//! a seed everybody can make the very same card.

use std::fmt;
use std::time::Duration;

use apdu_spec::profile::card::{ATR, SERIAL_LEN};
use apdu_spec::profile::{PreIssuingData, Profile, TEST_TRANSPORT_KEY};
use chacha20::ChaCha20Rng;
use der::DateTime;
use rand_core::CryptoRng;

use crate::issue::register::Memory;
use crate::issue::{self, IssuanceHooks, IssueError, IssuedCard, NewPins, Order, Step};
use juki_client::card::pins::PinValue;
use juki_client::card::session::Session;
use juki_client::reader::image::{CardIdentity, Image};
use juki_client::reader::virtual_card::{self, VirtualCard};
use juki_client::seed::{NumberUse, Seed};
use juki_pki::authority::AuthorityTerm;
use juki_pki::index::card::CardState;
use juki_pki::{Authority, Date, EncodeError, Issuer, Parameters};
use juki_records::resident::{CardType, Resident};
use juki_records::uses;

pub mod catalogue;
mod error;
mod kind;
mod record;
mod steps;

pub use catalogue::{CARDS, Card, find};
pub use error::ReadyError;
pub use kind::Kind;

/// PIN of the user authentication certificate of every ready card.
pub const AUTHENTICATION_PIN: &str = "1234";
/// Signing password of every ready card that signs.
pub const SIGNING_PASSWORD: &str = "ABC123";
/// The PIN of the text, juki and common applications of every ready card.
pub const CARD_PIN: &str = "5678";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// The authority is older than the oldest card, and lasts: with a date of its own a card is to be
/// judged in the same way for years.
const AGE: Duration = Duration::from_secs(DAY.as_secs() * 366 * 12);
const LASTS: Duration = Duration::from_secs(DAY.as_secs() * 366 * 15);

/// An authority that issues ready cards. They are made on one day, with one trust for all.
#[derive(Debug)]
pub struct ReadyCardIssuer {
    authority: Authority,
    now: DateTime,
    seed: Option<Seed>,
}

/// A ready card to be made.
#[derive(Clone, Copy, Debug)]
pub struct CardRequest<'a> {
    /// The kind.
    pub card: &'a Card,
    /// What it is made as; whether from a seed is the workshop's business.
    pub profile: PreIssuingData,
    /// Its answer to reset.
    pub atr: &'a [u8],
    /// The record to issue it from, in place of the kind's sample.
    pub record: Option<&'a Resident>,
}

impl<'a> CardRequest<'a> {
    /// A card of a kind as it is made unless somebody says otherwise: of its sample, with the
    /// answer to reset of this project's cards.
    #[must_use]
    pub const fn new(card: &'a Card, profile: Profile) -> Self {
        Self { card, profile: PreIssuingData::of(profile), atr: &ATR, record: None }
    }
}

/// How far the making of a ready card came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Progress {
    /// It is issued: this step of it begins.
    Issuing(Step),
    /// What life does with a card of this kind.
    Life(Kind),
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Issuing(step) => step.fmt(f),
            Self::Life(kind) => write!(f, "making the card {kind}"),
        }
    }
}

/// A ready card.
#[derive(Debug)]
pub struct ReadyCard {
    /// The card.
    pub image: Image,
    /// Serial number, last day in force, whether it signs.
    pub issued: IssuedCard,
    /// The moment at which it was issued.
    pub since: DateTime,
    /// Code A, when there is one.
    pub code_a: Option<String>,
    /// Code B, when the text application has one.
    pub code_b: Option<String>,
    /// The resetting code (PUK), when the card has one.
    pub resetting_code: Option<String>,
}

impl ReadyCardIssuer {
    /// Makes the authority; with a seed its keys follow from seed and moment. It takes a moment:
    /// RSA keys.
    ///
    /// # Errors
    /// When there is no such time.
    pub fn open(
        now: DateTime,
        seed: Option<Seed>,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, ReadyError> {
        let mut of_seed = seed.map(|seed| seed.numbers(NumberUse::Authority(now)));
        let mut rng = choose(of_seed.as_mut(), rng);
        let term = AuthorityTerm { not_after: later(now, LASTS)?, seeded: seed.is_some() };
        let parameters = Parameters::default();
        let authority = Authority::create_for(&parameters, &mut rng, earlier(now, AGE)?, &term)?;
        let mut workshop = Self { authority, now, seed };
        workshop.renew_lists()?;
        Ok(workshop)
    }

    /// Who issues.
    #[must_use]
    pub const fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The authority, when no more cards are wanted.
    #[must_use]
    pub fn into_authority(self) -> Authority {
        self.authority
    }

    /// Issues a card and does with it what its kind says. `step` is told of the work.
    ///
    /// # Errors
    /// When no card can be issued from the record at that time.
    pub fn make(
        &mut self,
        request: &CardRequest<'_>,
        step: &mut dyn FnMut(Progress),
        rng: &mut dyn CryptoRng,
    ) -> Result<ReadyCard, ReadyError> {
        let (record, since) = record::of(request, self.now)?;
        // What cannot be issued is said before anything is made: every use that refuses, then days.
        uses::card(&record, Date::in_japan(since)).map_err(IssueError::from)?;
        record.issuable(since)?;
        let serial = self.serial(request, rng);
        let mut of_seed = self.seed.map(|seed| seed.numbers(NumberUse::Issuing(&serial)));
        let face = CardIdentity { serial, atr: request.atr.to_vec() };
        let (key, profile) = (&TEST_TRANSPORT_KEY, request.profile);
        let image = virtual_card::format_from(self.seed, face, key, profile)?;
        let mut card = VirtualCard::insert(image, request.card.name())?;
        let mut session = Session::new(&mut card);
        let mut register = Memory::of(self.authority.index());
        let order = Order {
            record: &record,
            photo: None,
            characters: None,
            font: None,
            authority: &self.authority,
            transport_key: key,
            now: since,
        };
        let issued = issue::issue(
            &mut session,
            &order,
            &pins(record.may_sign(Date::in_japan(since))),
            &mut IssuanceHooks {
                register: &mut register,
                step: &mut |made| step(Progress::Issuing(made)),
                rng: choose(of_seed.as_mut(), rng),
            },
        )?;
        for event in register.events {
            self.authority.apply(event)?;
        }
        let state = self.authority.index().card(&issued.serial);
        let generation = state.map_or(0, CardState::generation);
        if !request.card.steps.is_empty() {
            step(Progress::Life(request.card.kind));
        }
        let life = steps::CardLife { record: &record, profile, issued: &issued, now: self.now };
        for step in request.card.steps {
            life.apply(*step, &mut session, &mut self.authority, choose(of_seed.as_mut(), rng))?;
        }
        self.renew_lists()?;
        drop(session);
        Ok(ReadyCard {
            image: card.remove(),
            code_a: issued.codes.a.clone(),
            code_b: (record.card == Some(CardType::B)).then(|| issued.codes.b.clone()),
            resetting_code: profile
                .has_pkcs15()
                .then(|| self.authority.resetting_code(&serial, generation).to_string()),
            issued,
            since,
        })
    }

    /// New lists of this day, which last as long as the authority.
    fn renew_lists(&mut self) -> Result<(), ReadyError> {
        let next = later(self.now, LASTS)?;
        for issuer in Issuer::ALL {
            self.authority.renew_crl_until(issuer, self.now, next)?;
        }
        Ok(())
    }

    /// `99999`, which no municipality has as its code, and ten digits.
    fn serial(&self, request: &CardRequest<'_>, rng: &mut dyn CryptoRng) -> [u8; SERIAL_LEN] {
        let card = request.profile.to_bytes();
        let of = NumberUse::Serial { kind: request.card.name(), card: &card };
        let mut of_seed = self.seed.map(|seed| seed.numbers(of));
        serial(choose(of_seed.as_mut(), rng))
    }
}

/// The serial number of a virtual card: fifteen digits, as programs for the real card family
/// expect them: `99999`, which no municipality has as its code, and ten random ones.
pub fn serial(rng: &mut dyn CryptoRng) -> [u8; SERIAL_LEN] {
    let text = format!("99999{:010}", rng.next_u64() % 10_000_000_000);
    let mut serial = [b'0'; SERIAL_LEN];
    for (place, byte) in serial.iter_mut().zip(text.bytes()) {
        *place = byte;
    }
    serial
}

fn choose<'a>(
    of_seed: Option<&'a mut ChaCha20Rng>,
    rng: &'a mut dyn CryptoRng,
) -> &'a mut dyn CryptoRng {
    match of_seed {
        Some(of_seed) => of_seed,
        None => rng,
    }
}

fn pins(signs: bool) -> NewPins {
    NewPins {
        authentication: PinValue::known(AUTHENTICATION_PIN),
        signing: signs.then(|| PinValue::known(SIGNING_PASSWORD)),
        card: PinValue::known(CARD_PIN),
    }
}

fn earlier(moment: DateTime, time: Duration) -> Result<DateTime, ReadyError> {
    let there = moment.unix_duration().checked_sub(time).ok_or(ReadyError::BeforeEpoch)?;
    Ok(DateTime::from_unix_duration(there).map_err(EncodeError::from)?)
}

fn later(moment: DateTime, time: Duration) -> Result<DateTime, EncodeError> {
    Ok(DateTime::from_unix_duration(moment.unix_duration() + time)?)
}
