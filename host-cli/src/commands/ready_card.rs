//! Making a ready card: from the command line to an issued card in memory.

use std::path::Path;

use apdu_spec::profile::card::{ATR, JPKI_ATR, OSEID_ATR};
use apdu_spec::profile::{KeyType, PreIssuingData, Profile};
use der::DateTime;
use serde_json::{Value, json};

use super::one_record;
use crate::cli::CardOptions;
use crate::context::Context;
use crate::day::Day;
use crate::error::Error;
use crate::exit::Exit;
use crate::issue::IssueError;
use crate::msg;
use crate::pki::Date;
use crate::ready::{self, Card, CardRequest, Progress, ReadyCard, ReadyCardIssuer, ReadyError};
use crate::resident::Resident;
use crate::seed::Seed;

/// The years in which ready cards are made: the oldest of them is issued eleven years before, and
/// the authority lasts for fifteen more.
const YEARS: std::ops::RangeInclusive<u16> = 1995..=2080;

/// What a card is made as unless it is said, blank or ready, kept or not: what the programs of
/// today know.
const DEFAULT: Profile = Profile::MyNumber;

/// The parameters of a card to be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct CardParameters {
    pub(super) card: PreIssuingData,
    pub(super) atr: &'static [u8],
}

impl CardParameters {
    /// As the arguments say.
    pub(super) fn of(options: &CardOptions) -> Self {
        let profile = options.profile.as_deref().and_then(Profile::from_id).unwrap_or(DEFAULT);
        let keys = options.keys.as_deref().and_then(KeyType::from_id);
        let card =
            PreIssuingData { keys: keys.unwrap_or(profile.keys()), ..PreIssuingData::of(profile) };
        let atr = match options.atr.as_deref() {
            None => profile.atr(),
            Some("jpki") => &JPKI_ATR,
            Some("oseid") => &OSEID_ATR,
            Some(_) => &ATR,
        };
        Self { card, atr }
    }
}

/// A ready card, and the authority that issued it.
#[derive(Debug)]
pub(super) struct IssuedReadyCard {
    pub(super) parameters: CardParameters,
    pub(super) workshop: ReadyCardIssuer,
    pub(super) ready: ReadyCard,
    pub(super) now: DateTime,
}

/// Makes it, with an authority of its own.
///
/// # Errors
/// When the record cannot be used, or no card can be issued from it at that time.
pub(super) fn make(
    context: &Context<'_>,
    card: &'static Card,
    options: &CardOptions,
) -> Result<IssuedReadyCard, Error> {
    let record = options.record.as_deref().map(record).transpose()?;
    let now = context.moment_of(options.date)?;
    if !YEARS.contains(&now.year()) {
        let day = options.date.unwrap_or_else(|| Day(Date::in_japan(now))).to_string();
        return Err(Error::new(
            Exit::Rejected,
            msg!("error-date-ready", day = day, first = *YEARS.start(), last = *YEARS.end()),
            msg!("todo-date"),
        ));
    }
    let mut rng = context.random()?;
    let parameters = CardParameters::of(options);
    let request = CardRequest {
        card,
        profile: parameters.card,
        atr: parameters.atr,
        record: record.as_ref(),
    };
    let mut say = |progress: Progress| context.verbose(&progress.into());
    context.verbose(&msg!("step-authority"));
    let mut workshop = ReadyCardIssuer::open(now, options.seed.map(Seed), &mut rng)?;
    let ready = workshop.make(&request, &mut say, &mut rng).map_err(|cause| {
        let is_of_record =
            matches!(cause, ReadyError::Record(_) | ReadyError::Issue(IssueError::Uses(_)));
        match options.record.as_deref().filter(|_| is_of_record) {
            Some(path) => Error::from(cause).in_file(path),
            None => cause.into(),
        }
    })?;
    Ok(IssuedReadyCard { parameters, workshop, ready, now })
}

/// Reads a record.
///
/// # Errors
/// When it cannot be read, or no card can be issued from it.
pub(super) fn record(path: &Path) -> Result<Resident, Error> {
    let read = one_record::read(path, None)?;
    Resident::parse(&read).map_err(|cause| Error::from(cause).in_file(path))
}

impl IssuedReadyCard {
    #[cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]
    /// The PINs, by the variables that `juki` takes them from, and the codes.
    pub(super) fn variables(&self) -> Vec<(&'static str, &str)> {
        let signing = self.ready.issued.signs.then_some(ready::SIGNING_PASSWORD);
        let known = [
            ("JUKI_PIN_AUTH", Some(ready::AUTHENTICATION_PIN)),
            ("JUKI_PIN_CARD", Some(ready::CARD_PIN)),
            ("JUKI_PIN_SIGN", signing),
            ("JUKI_TEST_CODE_A", self.ready.code_a.as_deref()),
            ("JUKI_TEST_CODE_B", self.ready.code_b.as_deref()),
            ("JUKI_TEST_CAN", self.ready.issued.codes.can.as_deref()),
            ("JUKI_TEST_PUK", self.ready.resetting_code.as_deref()),
        ];
        known.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The PINs and codes, for JSON.
    pub(super) fn pins(&self) -> Value {
        json!({
            "authentication": ready::AUTHENTICATION_PIN,
            "signing": self.ready.issued.signs.then_some(ready::SIGNING_PASSWORD),
            "card": ready::CARD_PIN,
            "code-a": self.ready.code_a,
            "code-b": self.ready.code_b,
            "can": self.ready.issued.codes.can,
            "puk": self.ready.resetting_code,
        })
    }

    /// Its last day.
    pub(super) fn expiry(&self) -> String {
        Day(self.ready.issued.expiry).to_string()
    }
}
