//! What the files hold: from the plan, and from the keys that the card made.

use apdu_spec::profile::{common, jpki, juki, text, visual};
use apdu_spec::request::{GenerateKeyPair, KeyPairAction, Ne, Reference};
use apdu_spec::status::StatusWord;

use super::plan::Plan;
use super::{IssueError, Witness};
use crate::card::common::CardRecord;
use crate::card::jpki as typed;
use crate::card::juki::{Procedure, State};
use crate::card::pins::Pin;
use crate::card::session::{Session, SessionError};
use crate::card::text::{self as layout, Attributes};
use crate::day::Day;
use crate::pki::authority::Term;
use crate::pki::cv::CvCertificate;
use crate::pki::{EncodeError, Issuer, PublicKey, Purpose, SigningHolder, request};
use crate::serial_number;
use sha2::{Digest, Sha256};

mod error;

pub use error::ContentError;

/// DF41: specification version, support of extended length, vendor, vendor's own byte. Public but
/// for the vendor: 00 is nobody's.
const TEXT_VERSION: [u8; 4] = [0x01, 0x03, 0x00, 0x01];
/// The municipality's statement of the card's keys, in errors.
const STATEMENT: &str = "statement of keys";

impl Plan<'_> {
    /// The content of a transparent EF of an application, whose DF is selected, without filler.
    pub(super) fn bytes(
        &self,
        session: &mut Session<'_>,
        application: &'static str,
        fid: u16,
        witness: &mut Witness<'_>,
    ) -> Result<Vec<u8>, IssueError> {
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
                let key = own_key(session, text::KEY)?;
                let signed = layout::card_key_input(&key.to_objects()?);
                let signed = built(signed, "card key file")?;
                let authority = self.order.authority;
                let bound = layout::binding_input(&signed, &self.signed_data()?);
                let (signature, binding) =
                    (authority.sign_data(&signed)?, authority.sign_data(&bound)?);
                built(layout::card_key_file(&signed, &signature, &binding), "card key file")
            }
            ("visual", visual::AGE | visual::FACE | visual::NUMBER) => {
                let key = own_key(session, visual::KEY)?;
                self.picture_file(fid, &key)
            }
            _ => self.fixed(application, fid),
        }
    }

    /// The content of a transparent EF that does not depend on the card's keys, without filler.
    pub(super) fn fixed(&self, application: &'static str, fid: u16) -> Result<Vec<u8>, IssueError> {
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
            ("text", text::ATTRIBUTES) => built(Attributes::from(record).encode(), "attributes"),
            ("text", text::SIGNATURE) => {
                let signed = self.signed_data()?;
                let file = layout::signature_file(&signed, &authority.sign_data(&signed)?);
                built(file, "signature")
            }
            ("visual", visual::BASIC_INFORMATION) => self.visual_information(),
            ("text" | "visual", text::CV_CERTIFICATE) => {
                Ok(authority.municipal_cv_certificate().to_vec())
            }
            ("text", text::BASIC_INFORMATION) => {
                let name = "basic information";
                let key = CvCertificate::parse(authority.municipal_cv_certificate());
                let id = built(key.ok(), name)?.subject;
                let signed = built(layout::basic_input(&TEXT_VERSION, &id), name)?;
                built(layout::basic_file(&signed, &Sha256::digest(&signed).into()), name)
            }
            ("pkcs15", fid) => {
                built(super::pkcs15::file(fid, &self.serial, self.may_sign), "PKCS#15 view")
            }
            _ => Err(ContentError::Unknown { application, fid }.into()),
        }
    }

    /// The hashes of the text application's data, which the municipality signs: DF31 and DF32.
    fn signed_data(&self) -> Result<Vec<u8>, IssueError> {
        let record = self.order.record;
        let number = layout::personal_number_file(record.personal_number.as_deref());
        let attributes = built(Attributes::from(record).encode(), "attributes")?;
        let hashed = built(layout::attributes_hash_input(&attributes), "attributes")?;
        Ok(layout::signature_input(
            &Sha256::digest(layout::number_hash_input(&number)).into(),
            &Sha256::digest(hashed).into(),
        ))
    }

    /// The records of an EF.
    pub(super) fn records(
        &self,
        application: &'static str,
        fid: u16,
    ) -> Result<Vec<Vec<u8>>, IssueError> {
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
            _ => Err(ContentError::Unknown { application, fid }.into()),
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
    ) -> Result<Vec<u8>, IssueError> {
        let public = own_key(session, key.fid())?;
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
        let (not_after, seeded) =
            (last.end_in_japan().map_err(EncodeError::from)?, self.card.seeded);
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

/// What could be built of a file.
fn built<T>(content: Option<T>, file: &'static str) -> Result<T, IssueError> {
    Ok(content.ok_or(ContentError::NotEncodable { file })?)
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
