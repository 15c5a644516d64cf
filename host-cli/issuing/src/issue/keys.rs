//! The keys that the card makes: their certificates, and what the municipality states of them.

use apdu_spec::profile::common;
use apdu_spec::request::{GenerateKeyPair, KeyPairAction, Ne, Reference};
use apdu_spec::status::StatusWord;
use sha2::{Digest, Sha256};

use super::content::{ContentError, built};
use super::plan::Plan;
use super::{IssuanceHooks, IssueError};
use juki_client::card::jpki as typed;
use juki_client::card::session::{Session, SessionError};
use juki_client::serial_number;
use juki_pki::authority::Term;
use juki_pki::cv::CvCertificate;
use juki_pki::{EncodeError, PublicKey, Purpose, SigningHolder, request};

/// The municipality's statement of the card's keys, in errors.
const STATEMENT: &str = "statement of keys";

impl Plan<'_> {
    /// The certificate of a key in initialisation state: the card signs the request, the authority
    /// certifies the key, never for longer than the card is in force.
    pub(super) fn certificate(
        &self,
        session: &mut Session<'_>,
        key: typed::Key,
        hooks: &mut IssuanceHooks<'_>,
    ) -> Result<Vec<u8>, IssueError> {
        let public = own_key(session, key.fid())?;
        let request = request::CertificationRequestInfo::new(&public)?;
        let signature = typed::compute_signature(session, key, request.hash())?;
        let request = request.signed(&signature)?;
        let card = serial_number::text(&self.serial);
        let purpose = match key {
            typed::Key::Signing => Purpose::Signing,
            typed::Key::Authentication => Purpose::Authentication,
        };
        // The card was authenticated by the key that left for it: nobody else has these.
        for entry in hooks.register.certificates(&card) {
            if entry.purpose() == purpose && entry.revoked.is_none() {
                hooks.register.superseded(&entry, self.order.now)?;
            }
        }
        let Self { order, .. } = self;
        let last = order.record.certificate_expiry(self.today, self.card.profile);
        let (not_after, seeded) =
            (last.end_in_japan().map_err(EncodeError::from)?, self.card.seeded);
        let term = Term { card: &card, not_after, seeded };
        let rng = &mut *hooks.rng;
        let issued = match key {
            typed::Key::Signing => {
                let holder = self.content.certificate.as_ref().map(SigningHolder::from);
                let holder = built(holder, "signing certificate")?;
                order.authority.issue_signing(&request, &holder, term, order.now, &mut { rng })?
            }
            typed::Key::Authentication => {
                order.authority.issue_authentication(&request, term, order.now, &mut { rng })?
            }
        };
        // One that nobody knows of cannot be revoked.
        hooks.register.issued(&issued.entry)?;
        Ok(issued.certificate)
    }

    /// The municipality's statement which keys of JPKI are this card's. Each of them signs it
    /// first, as it signed the request for its certificate: a key that somebody only shows is not
    /// stated.
    pub(super) fn key_statement(&self, session: &mut Session<'_>) -> Result<Vec<u8>, IssueError> {
        let own = |session: &mut Session<'_>, key: typed::Key| own_key(session, key.fid());
        let authentication = own(session, typed::Key::Authentication)?;
        let signing = if self.may_sign { Some(own(session, typed::Key::Signing)?) } else { None };
        let mut statement =
            typed::KeyStatement::new(self.serial, &authentication, signing.as_ref())?;
        let signed = built(statement.signed(), STATEMENT)?;
        let keys = [
            (typed::Key::Authentication, Some(&authentication)),
            (typed::Key::Signing, signing.as_ref()),
        ];
        for (key, public) in keys {
            let Some(public) = public else { continue };
            let hash = Sha256::digest(&signed).into();
            let signature = typed::compute_signature(session, key, &hash)?;
            let certificate = key.certificate();
            public
                .verify(&signed, &signature)
                .map_err(|_| ContentError::KeyNotHeld { certificate })?;
        }
        statement.signature = self.order.authority.sign_data(&signed)?;
        built(statement.encode(), STATEMENT)
    }

    /// Does the card hold the statement of its keys, as the municipality signed it?
    pub(super) fn has_key_statement(&self, session: &mut Session<'_>) -> Result<bool, IssueError> {
        let Some(statement) = typed::read_key_statement(session)? else { return Ok(false) };
        let Some(statement) = typed::KeyStatement::parse(&statement) else { return Ok(false) };
        let municipal = CvCertificate::parse(self.order.authority.municipal_cv_certificate());
        let signed = built(statement.signed(), STATEMENT)?;
        let mut right = statement.serial == self.serial
            && statement.signing.is_some() == self.may_sign
            && municipal.is_ok_and(|key| key.verify_data(&signed, &statement.signature).is_ok());
        for key in typed::Key::ALL {
            if key != typed::Key::Signing || self.may_sign {
                let own = public_key(session, key.fid())?;
                right &= own.is_some_and(|own| statement.names(key, &own));
            }
        }
        Ok(right)
    }

    /// The content of the data object 7F21 of the common application, from its key.
    pub(super) fn card_certificate(
        &self,
        session: &mut Session<'_>,
    ) -> Result<Vec<u8>, IssueError> {
        let public = own_key(session, common::KEY)?;
        Ok(self.order.authority.card_cv_certificate(&self.serial, &public)?)
    }
}

/// The public key of a key in the current DF; `None` when it has none.
pub(super) fn public_key(
    session: &mut Session<'_>,
    fid: u16,
) -> Result<Option<PublicKey>, IssueError> {
    match key_pair(session, fid, KeyPairAction::ReadPublicKey) {
        Err(SessionError::Refused { status: StatusWord::REFERENCE_DATA_NOT_USABLE, .. }) => {
            Ok(None)
        }
        other => match PublicKey::from_card(&other?) {
            Some(key) => Ok(Some(key)),
            None => Err(ContentError::NoPublicKey { fid }.into()),
        },
    }
}

/// The public key of a key in the current DF that has one.
pub(super) fn own_key(session: &mut Session<'_>, fid: u16) -> Result<PublicKey, IssueError> {
    Ok(public_key(session, fid)?.ok_or(ContentError::NoPublicKey { fid })?)
}

/// Makes a key pair, unless there is one.
pub(super) fn ensure_key(session: &mut Session<'_>, fid: u16) -> Result<(), IssueError> {
    if public_key(session, fid)?.is_none() {
        key_pair(session, fid, KeyPairAction::Generate)?;
    }
    Ok(())
}

fn key_pair(
    session: &mut Session<'_>,
    fid: u16,
    action: KeyPairAction,
) -> Result<Vec<u8>, SessionError> {
    let reference = Reference::Local(fid.to_be_bytes()[1] & 0x1F);
    Ok(session.request(GenerateKeyPair { action, reference, ne: Ne::ANY })?.data)
}
