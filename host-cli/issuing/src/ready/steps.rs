//! What life does with an issued card, by ordinary commands.

use apdu_spec::profile::{self, ObjectKind, PreIssuingData, text};
use apdu_spec::request::{
    ChangeReferenceData, GenerateKeyPair, KeyPairAction, Ne, Reference, SelectionMethod,
    VerificationData,
};
use der::DateTime;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::ReadyError;
use super::catalogue::Step;
use crate::issue::administrator::ADMINISTRATOR;
use crate::issue::register::{Counter, Memory};
use crate::issue::{self, ContentError, IssueError, IssuedCard, create};
use juki_client::card::jpki::Key;
use juki_client::card::pins::{self, Origin, Pin, PinError, PinValue, Tries};
use juki_client::card::session::Session;
use juki_client::card::text::Attributes;
use juki_client::card::{CardError, files};
use juki_pki::index::Reason;
use juki_pki::{Authority, Purpose};
use juki_records::resident::Resident;
use juki_records::uses::{self, UseErrors};

/// The life of an issued card.
pub(super) struct CardLife<'a> {
    pub(super) record: &'a Resident,
    pub(super) profile: PreIssuingData,
    pub(super) issued: &'a IssuedCard,
    pub(super) now: DateTime,
}

impl CardLife<'_> {
    /// What happens to the card.
    pub(super) fn apply(
        &self,
        step: Step,
        session: &mut Session<'_>,
        authority: &mut Authority,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ReadyError> {
        match step {
            Step::WrongValues(pins, left) => {
                pins.iter().try_for_each(|pin| present_wrong_values(session, *pin, left))
            }
            Step::NewKeys => self.new_keys(session, authority, rng),
            Step::MakeOlder => self.make_older(session, authority, rng),
            Step::Revoke(purpose, reason) => self.revoke(authority, purpose, reason),
        }
    }

    fn revoke(
        &self,
        authority: &mut Authority,
        purpose: Purpose,
        reason: Reason,
    ) -> Result<(), ReadyError> {
        let entries = authority.index().certificates_of(&self.issued.serial);
        let serials: Vec<String> = entries
            .filter(|entry| entry.purpose() == purpose)
            .map(|entry| entry.serial.clone())
            .collect();
        for serial in serials {
            // No life of the catalogue revokes twice.
            let event = authority.revocation(&serial, reason, self.now)?;
            authority.apply(event)?;
        }
        Ok(())
    }

    /// Work of the issuer.
    fn authenticated<'r>(
        &self,
        session: &mut Session<'r>,
        authority: &Authority,
        rng: &mut dyn CryptoRng,
        work: impl FnOnce(&mut Session<'r>, &mut Counter<'_>) -> Result<(), ReadyError>,
    ) -> Result<(), ReadyError> {
        let register = &mut Memory::of(authority.index());
        let mut counter = Counter { authority, register, rng, now: self.now };
        issue::with_authenticated_card(session, &mut counter, |session, counter, _| {
            work(session, counter)
        })
    }

    /// Every key pair that the card has is made again, and its issuer key is another one; the files
    /// stay.
    fn new_keys(
        &self,
        session: &mut Session<'_>,
        authority: &Authority,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ReadyError> {
        self.authenticated(session, authority, rng, |session, counter| {
            let card_type = self.record.card_type()?;
            for application in profile::applications(self.profile, card_type.into()) {
                let keys = application.objects.iter();
                for key in keys.filter(|object| matches!(object.kind, ObjectKind::KeyPair(_))) {
                    let signs = Key::of(application.id, key.fid) == Some(Key::Signing);
                    if signs && !self.issued.signs {
                        continue;
                    }
                    let path = application.fid.to_be_bytes();
                    files::select(session, SelectionMethod::PathFromMf, &path)?;
                    let reference = Reference::Local(key.fid.to_be_bytes()[1] & 0x1F);
                    let action = KeyPairAction::Generate;
                    session.request(GenerateKeyPair { action, reference, ne: Ne::ANY })?;
                }
            }
            let mut key = Zeroizing::new([0; 16]);
            counter.rng.fill_bytes(&mut *key);
            create::select_mf(session)?;
            session.request(ChangeReferenceData {
                reference: ADMINISTRATOR,
                with_old: false,
                data: VerificationData(&*key),
            })?;
            Ok(())
        })
    }

    /// The text application says another day of birth, and nobody signed that.
    fn make_older(
        &self,
        session: &mut Session<'_>,
        authority: &Authority,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ReadyError> {
        let chip =
            uses::chip(self.record).map_err(|cause| IssueError::from(UseErrors(vec![cause])))?;
        let true_ones = Attributes::from(&chip);
        let birth = chip.birth;
        // A day that there is: only the signature tells.
        let earlier = birth.birthday_in(birth.year.saturating_sub(10));
        let altered = Attributes { birth: earlier.digits(), ..true_ones };
        let content = altered.encode();
        let content = content.ok_or(ContentError::NotEncodable { file: "attributes" })?;
        self.authenticated(session, authority, rng, |session, _| {
            let path = text::APPLICATION.fid.to_be_bytes();
            files::select(session, SelectionMethod::PathFromMf, &path)?;
            files::find_file(session, text::File::Attributes.fid())?;
            Ok(create::write(session, &content)?)
        })
    }
}

/// Wrong values until so many tries are left. A PIN that the card does not have, or that has no
/// value, is passed over.
fn present_wrong_values(session: &mut Session<'_>, pin: Pin, left: u8) -> Result<(), ReadyError> {
    files::with_log_out(session, |session| {
        files::select_application(session, pin.application())?;
        while let Tries::Left(now) = pins::tries(session, pin)?
            && now > left
        {
            let wrong = if pin == Pin::Signing { "WRONG1" } else { "0000" };
            let value = Zeroizing::new(wrong.as_bytes().to_vec());
            // The card counts: one that takes a wrong value would be asked for ever.
            match pins::present(session, pin, &PinValue { value, origin: Origin::Known }) {
                Err(PinError::Wrong { .. } | PinError::Blocked { .. }) => {}
                Ok(()) => return Err(ReadyError::TakesAnyPin { pin }),
                Err(cause) => return Err(CardError::from(cause).into()),
            }
        }
        Ok(())
    })
}
