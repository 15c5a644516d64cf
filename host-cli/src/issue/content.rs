//! What the files hold: from the plan, and from the keys that the card made.

use apdu_spec::profile::{common, jpki, juki, text, visual};
use apdu_spec::request::{GenerateKeyPair, KeyPairAction, Ne, Reference};
use apdu_spec::status::StatusWord;

use super::Witness;
use super::plan::Plan;
use crate::card::common::CardRecord;
use crate::card::jpki as typed;
use crate::card::juki::{Procedure, State};
use crate::card::pins::Pin;
use crate::card::session::{Session, SessionError};
use crate::card::text::{self as layout, Attributes};
use crate::day::Day;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::pki::authority::Term;
use crate::pki::cv::CvCertificate;
use crate::pki::{Issuer, PublicKey, Purpose, SigningHolder, not_encodable, request};
use crate::serial_number;
use sha2::{Digest, Sha256};

/// DF41: specification version, support of extended length, vendor, vendor's own byte. Public but
/// for the vendor: 00 is nobody's.
const TEXT_VERSION: [u8; 4] = [0x01, 0x03, 0x00, 0x01];

impl Plan<'_> {
    /// The content of a transparent EF of an application, whose DF is selected, without filler.
    pub(super) fn bytes(
        &self,
        session: &mut Session<'_>,
        application: &str,
        fid: u16,
        witness: &mut Witness<'_>,
    ) -> Result<Vec<u8>, Error> {
        match (application, fid) {
            ("jpki", jpki::SIGNING_CERTIFICATE | jpki::SIGNING_AUTHORITY) if !self.may_sign => {
                Ok(Vec::new())
            }
            ("jpki", jpki::SIGNING_CERTIFICATE) => {
                self.certificate(session, typed::Key::Signing, witness)
            }
            ("jpki", jpki::AUTHENTICATION_CERTIFICATE) => {
                self.certificate(session, typed::Key::Authentication, witness)
            }
            ("text", text::CARD_KEY_FILE) => {
                let key = public_key(session, text::KEY)?.ok_or_else(Error::layout)?;
                let signed =
                    layout::card_key_input(&key.to_objects()?).ok_or_else(Error::layout)?;
                let authority = self.order.authority;
                let bound = layout::binding_input(&signed, &self.signed_data()?);
                let (signature, binding) =
                    (authority.sign_data(&signed)?, authority.sign_data(&bound)?);
                layout::card_key_file(&signed, &signature, &binding).ok_or_else(Error::layout)
            }
            ("visual", visual::AGE | visual::FACE | visual::NUMBER) => {
                let key = public_key(session, visual::KEY)?.ok_or_else(Error::layout)?;
                self.picture_file(fid, &key)
            }
            _ => self.fixed(application, fid),
        }
    }

    /// The content of a transparent EF that does not depend on the card's keys, without filler.
    pub(super) fn fixed(&self, application: &str, fid: u16) -> Result<Vec<u8>, Error> {
        let authority = self.order.authority;
        let record = self.order.record;
        match (application, fid) {
            ("jpki", jpki::SIGNING_AUTHORITY) if !self.may_sign => Ok(Vec::new()),
            ("jpki", jpki::SIGNING_AUTHORITY) => {
                Ok(authority.ca_certificate(self.issuer(Purpose::Signing)).to_vec())
            }
            ("jpki", jpki::AUTHENTICATION_AUTHORITY) => {
                Ok(authority.ca_certificate(self.issuer(Purpose::Authentication)).to_vec())
            }
            ("jpki", jpki::TOKEN_INFO) => {
                let mut label = self.card.profile.token_label().as_bytes().to_vec();
                label.resize(jpki::TOKEN_LABEL_LEN, b' ');
                Ok(label)
            }
            ("jpki", jpki::PRESENT) => {
                let signing = if self.may_sign { jpki::IS_PRESENT } else { 0x00 };
                Ok(vec![signing, jpki::IS_PRESENT, 0x00])
            }
            ("text", text::PERSONAL_NUMBER) => {
                Ok(layout::personal_number_file(record.personal_number.as_deref()))
            }
            ("text", text::ATTRIBUTES) => {
                Attributes::from(record).encode().ok_or_else(Error::layout)
            }
            ("text", text::SIGNATURE) => {
                let signed = self.signed_data()?;
                layout::signature_file(&signed, &authority.sign_data(&signed)?)
                    .ok_or_else(Error::layout)
            }
            ("visual", visual::BASIC_INFORMATION) => self.visual_information(),
            ("text" | "visual", text::CV_CERTIFICATE) => {
                Ok(authority.municipal_cv_certificate().to_vec())
            }
            ("text", text::BASIC_INFORMATION) => {
                let key = CvCertificate::parse(authority.municipal_cv_certificate());
                let id = key.map_err(|_| Error::layout())?.subject;
                let signed = layout::basic_input(&TEXT_VERSION, &id).ok_or_else(Error::layout)?;
                layout::basic_file(&signed, &Sha256::digest(&signed).into())
                    .ok_or_else(Error::layout)
            }
            ("pkcs15", fid) => {
                super::pkcs15::file(fid, &self.serial, self.may_sign).ok_or_else(Error::layout)
            }
            _ => Err(Error::layout()),
        }
    }

    /// The hashes of the text application's data, which the municipality signs: DF31 and DF32.
    fn signed_data(&self) -> Result<Vec<u8>, Error> {
        let record = self.order.record;
        let number = layout::personal_number_file(record.personal_number.as_deref());
        let attributes = Attributes::from(record).encode().ok_or_else(Error::layout)?;
        let hashed = layout::attributes_hash_input(&attributes).ok_or_else(Error::layout)?;
        Ok(layout::signature_input(
            &Sha256::digest(layout::number_hash_input(&number)).into(),
            &Sha256::digest(hashed).into(),
        ))
    }

    /// The records of an EF.
    pub(super) fn records(&self, application: &str, fid: u16) -> Result<Vec<Vec<u8>>, Error> {
        let record = self.order.record;
        match (application, fid) {
            ("juki", juki::RECORD_CODE) => Ok(vec![record.record_code.as_bytes().to_vec()]),
            ("juki", juki::HISTORY) => {
                let since = record.since.unwrap_or(Day(self.today)).0.digits();
                Ok(vec![State { since, attributes: Attributes::from(record) }.encode()])
            }
            ("juki", juki::PROCEDURES) => Ok(vec![
                Procedure {
                    date: self.today.digits(),
                    municipality: record.municipality_code().to_owned(),
                    code: Procedure::ISSUED.to_owned(),
                }
                .encode(),
            ]),
            ("common", common::CARD_RECORD) => Ok(vec![self.card_record().encode()]),
            _ => Err(Error::layout()),
        }
    }

    /// The authority whose certificates this card gets.
    const fn issuer(&self, purpose: Purpose) -> Issuer {
        Issuer::new(purpose, self.card.keys)
    }

    /// Serial number, municipality, expiry.
    pub(super) fn card_record(&self) -> CardRecord {
        CardRecord {
            serial: serial_number::text(&self.serial),
            municipality: self.order.record.municipality_code().to_owned(),
            expiry: self.expiry.digits(),
        }
    }

    /// The value of a code; `None` when there is none.
    pub(super) fn code(&self, pin: Pin) -> Option<&str> {
        match pin {
            Pin::CodeA | Pin::VisualA => self.codes.a.as_deref(),
            Pin::CodeB | Pin::VisualB => Some(&self.codes.b),
            Pin::BirthCode => Some(&self.codes.birth),
            _ => None,
        }
    }

    /// The certificate of a key in the making: the card signs the request, the authority
    /// certifies the key, never for longer than the card is in force.
    fn certificate(
        &self,
        session: &mut Session<'_>,
        key: typed::Key,
        witness: &mut Witness<'_>,
    ) -> Result<Vec<u8>, Error> {
        let public = public_key(session, key.fid())?.ok_or_else(Error::layout)?;
        let request = request::Unsigned::new(&public)?;
        let signature = typed::compute_signature(session, key, request.hash())?;
        let request = request.signed(&signature)?;
        let card = serial_number::text(&self.serial);
        let purpose = match key {
            typed::Key::Signing => Purpose::Signing,
            typed::Key::Authentication => Purpose::Authentication,
        };
        // The card has proved the key that left for it: nobody else has these.
        for entry in witness.register.certificates(&card) {
            if entry.purpose() == purpose && entry.revoked.is_none() {
                witness.register.superseded(&entry)?;
            }
        }
        let Self { order, .. } = self;
        let last = order.record.certificate_expiry(self.today, self.card.profile);
        let (not_after, seeded) = (last.end_in_japan().map_err(not_encodable)?, self.card.seeded);
        let term = Term { card: &card, not_after, seeded };
        let rng = &mut *witness.rng;
        let issued = match key {
            typed::Key::Signing => {
                let holder = SigningHolder::from(order.record);
                order.authority.issue_signing(&request, &holder, term, order.now, &mut { rng })?
            }
            typed::Key::Authentication => {
                order.authority.issue_authentication(&request, term, order.now, &mut { rng })?
            }
        };
        // One that nobody knows of cannot be revoked.
        witness.register.issued(&issued.entry)?;
        Ok(issued.certificate)
    }

    /// The municipality's statement which keys of JPKI are this card's. Each of them signs it first,
    /// as it signed the request for its certificate: a key that somebody only shows is not stated.
    pub(super) fn key_statement(&self, session: &mut Session<'_>) -> Result<Vec<u8>, Error> {
        let own = |session: &mut Session<'_>, key: typed::Key| {
            public_key(session, key.fid())?.ok_or_else(Error::layout)
        };
        let authentication = own(session, typed::Key::Authentication)?;
        let signing = if self.may_sign { Some(own(session, typed::Key::Signing)?) } else { None };
        let mut statement =
            typed::KeyStatement::new(self.serial, &authentication, signing.as_ref())?;
        let signed = statement.signed().ok_or_else(Error::layout)?;
        let keys = [
            (typed::Key::Authentication, Some(&authentication)),
            (typed::Key::Signing, signing.as_ref()),
        ];
        for (key, public) in keys {
            let Some(public) = public else { continue };
            let hash = Sha256::digest(&signed).into();
            let signature = typed::compute_signature(session, key, &hash)?;
            public.verify(&signed, &signature).map_err(|_| {
                let what = msg!("error-key-not-held", certificate = key.certificate().name());
                Error::new(Exit::NotAuthentic, what, msg!("todo-key-not-held"))
            })?;
        }
        statement.signature = self.order.authority.sign_data(&signed)?;
        statement.encode().ok_or_else(Error::layout)
    }

    /// Does the card hold the statement of its keys, as the municipality signed it?
    pub(super) fn has_key_statement(&self, session: &mut Session<'_>) -> Result<bool, Error> {
        let Some(statement) = typed::read_key_statement(session)? else { return Ok(false) };
        let Some(statement) = typed::KeyStatement::parse(&statement) else { return Ok(false) };
        let municipal = CvCertificate::parse(self.order.authority.municipal_cv_certificate());
        let signed = statement.signed().ok_or_else(Error::layout)?;
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
    pub(super) fn card_certificate(&self, session: &mut Session<'_>) -> Result<Vec<u8>, Error> {
        let public = public_key(session, common::KEY)?.ok_or_else(Error::layout)?;
        Ok(self.order.authority.card_cv_certificate(&self.serial, &public)?)
    }
}

/// The public key of a key in the current DF; `None` when it has none.
pub(super) fn public_key(session: &mut Session<'_>, fid: u16) -> Result<Option<PublicKey>, Error> {
    match key_pair(session, fid, KeyPairAction::ReadPublicKey) {
        Err(SessionError::Refused { status: StatusWord::REFERENCE_DATA_NOT_USABLE, .. }) => {
            Ok(None)
        }
        other => PublicKey::from_card(&other?).map(Some).ok_or_else(Error::layout),
    }
}

/// Makes a key pair, unless there is one.
pub(super) fn ensure_key(session: &mut Session<'_>, fid: u16) -> Result<(), Error> {
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
