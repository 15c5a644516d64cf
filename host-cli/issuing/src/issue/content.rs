//! What the files hold: from the plan, and from the keys that the card made.

use apdu_spec::profile::{File, common, jpki, juki, text, visual};
use sha2::{Digest, Sha256};

use super::keys::own_key;
use super::pictures::SignedFace;
use super::plan::Plan;
use super::{IssuanceHooks, IssueError};
use juki_client::card::common::CardRecord;
use juki_client::card::jpki as typed;
use juki_client::card::juki::{Procedure, State};
use juki_client::card::pins::Pin;
use juki_client::card::session::Session;
use juki_client::card::text::{self as layout, Attributes};
use juki_client::serial_number;
use juki_pki::cv::CvCertificate;
use juki_pki::{Issuer, Purpose};
use juki_records::day::Day;

mod error;

pub use error::ContentError;

/// DF41: specification version, support of extended length, vendor, vendor's own byte. Public but
/// for the vendor: 00 is nobody's.
const TEXT_VERSION: [u8; 4] = [0x01, 0x03, 0x00, 0x01];
/// What a file holds, without filler.
pub(super) enum Content {
    /// Of a transparent EF.
    Bytes(Vec<u8>),
    /// Of an EF of records.
    Records(Vec<Vec<u8>>),
}

/// What the content of a file follows from.
pub(super) enum Source {
    /// From the plan alone.
    Plan(Content),
    /// From keys that the card made, too.
    Keys(KeyContent),
}

/// Content that follows from keys that the card made.
#[derive(Clone, Copy)]
pub(super) enum KeyContent {
    /// The certificate of a key.
    Certificate(typed::Key),
    /// The key of the text application, signed.
    CardKey,
    /// What the face of the card shows, signed.
    Face(SignedFace),
}

impl From<Vec<u8>> for Source {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Plan(Content::Bytes(bytes))
    }
}

impl Plan<'_> {
    /// What a file of an application holds, whose DF is selected.
    pub(super) fn content(
        &self,
        session: &mut Session<'_>,
        file: File,
        hooks: &mut IssuanceHooks<'_>,
    ) -> Result<Content, IssueError> {
        let bytes = match self.source(file)? {
            Source::Plan(content) => return Ok(content),
            Source::Keys(KeyContent::Certificate(typed::Key::Signing)) if !self.may_sign => {
                Vec::new()
            }
            Source::Keys(KeyContent::Certificate(key)) => self.certificate(session, key, hooks)?,
            Source::Keys(KeyContent::CardKey) => self.card_key_file(session)?,
            Source::Keys(KeyContent::Face(part)) => {
                self.face_file(part, &own_key(session, visual::KEY)?)?
            }
        };
        Ok(Content::Bytes(bytes))
    }

    /// What the content of a file follows from.
    pub(super) fn source(&self, file: File) -> Result<Source, IssueError> {
        match file {
            File::Jpki(file) => Ok(self.jpki(file)),
            File::Text(file) => self.text(file),
            File::Visual(file) => self.visual(file),
            File::Juki(file) => Ok(Source::Plan(Content::Records(self.juki(file)))),
            File::Common(common::File::CardRecord) => {
                Ok(Source::Plan(Content::Records(vec![self.card_record().encode()])))
            }
            File::Pkcs15(file) => {
                let content = super::pkcs15::file(file, &self.serial, self.may_sign);
                Ok(built(content, "PKCS#15 view")?.into())
            }
        }
    }

    fn jpki(&self, file: jpki::File) -> Source {
        let authority = self.order.authority;
        let ca = |purpose| authority.ca_certificate(self.issuer(purpose)).to_vec();
        match file {
            jpki::File::SigningCertificate => {
                Source::Keys(KeyContent::Certificate(typed::Key::Signing))
            }
            jpki::File::AuthenticationCertificate => {
                Source::Keys(KeyContent::Certificate(typed::Key::Authentication))
            }
            jpki::File::SigningAuthority if !self.may_sign => Vec::new().into(),
            jpki::File::SigningAuthority => ca(Purpose::Signing).into(),
            jpki::File::AuthenticationAuthority => ca(Purpose::Authentication).into(),
            jpki::File::TokenInfo => {
                let mut label = self.card.profile.token_label().as_bytes().to_vec();
                label.resize(jpki::TOKEN_LABEL_LEN, b' ');
                label.into()
            }
            jpki::File::Present => {
                let signing = if self.may_sign { jpki::IS_PRESENT } else { 0x00 };
                vec![signing, jpki::IS_PRESENT, 0x00].into()
            }
        }
    }

    fn text(&self, file: text::File) -> Result<Source, IssueError> {
        let authority = self.order.authority;
        let chip = &self.content.chip;
        let content = match file {
            text::File::PersonalNumber => {
                layout::personal_number_file(chip.personal_number.as_deref())
            }
            text::File::Attributes => built(Attributes::from(chip).encode(), "attributes")?,
            text::File::Signature => {
                let signed = self.signed_data()?;
                let file = layout::signature_file(&signed, &authority.sign_data(&signed)?);
                built(file, "signature")?
            }
            text::File::CvCertificate => authority.municipal_cv_certificate().to_vec(),
            text::File::BasicInformation => {
                let name = "basic information";
                let key = CvCertificate::parse(authority.municipal_cv_certificate());
                let id = built(key.ok(), name)?.subject;
                let signed = built(layout::basic_input(&TEXT_VERSION, &id), name)?;
                built(layout::basic_file(&signed, &Sha256::digest(&signed).into()), name)?
            }
            text::File::CardKey => return Ok(Source::Keys(KeyContent::CardKey)),
        };
        Ok(content.into())
    }

    fn visual(&self, file: visual::File) -> Result<Source, IssueError> {
        Ok(match file {
            visual::File::Age => Source::Keys(KeyContent::Face(SignedFace::Age)),
            visual::File::Face => Source::Keys(KeyContent::Face(SignedFace::Face)),
            visual::File::Number => Source::Keys(KeyContent::Face(SignedFace::Number)),
            visual::File::BasicInformation => self.visual_information()?.into(),
            visual::File::CvCertificate => {
                self.order.authority.municipal_cv_certificate().to_vec().into()
            }
        })
    }

    /// The records of a file of the juki application.
    fn juki(&self, file: juki::File) -> Vec<Vec<u8>> {
        let chip = &self.content.chip;
        vec![match file {
            juki::File::RecordCode => chip.record_code.as_bytes().to_vec(),
            juki::File::History => {
                let since = chip.since.unwrap_or(Day(self.today)).0.digits();
                State { since, attributes: Attributes::from(chip) }.encode()
            }
            juki::File::Procedures => Procedure {
                date: self.today.digits(),
                municipality: chip.municipality.clone(),
                procedure: Procedure::ISSUED.to_owned(),
            }
            .encode(),
        }]
    }

    /// The key of the text application, signed.
    fn card_key_file(&self, session: &mut Session<'_>) -> Result<Vec<u8>, IssueError> {
        let key = own_key(session, text::KEY)?;
        let signed = built(layout::card_key_input(&key.to_objects()?), "card key file")?;
        let bound = layout::binding_input(&signed, &self.signed_data()?);
        let authority = self.order.authority;
        let (signature, binding) = (authority.sign_data(&signed)?, authority.sign_data(&bound)?);
        built(layout::card_key_file(&signed, &signature, &binding), "card key file")
    }

    /// The hashes of the text application's data, which the municipality signs: DF31 and DF32.
    fn signed_data(&self) -> Result<Vec<u8>, IssueError> {
        let chip = &self.content.chip;
        let number = layout::personal_number_file(chip.personal_number.as_deref());
        let attributes = built(Attributes::from(chip).encode(), "attributes")?;
        let hashed = built(layout::attributes_hash_input(&attributes), "attributes")?;
        Ok(layout::signature_input(
            &Sha256::digest(layout::number_hash_input(&number)).into(),
            &Sha256::digest(hashed).into(),
        ))
    }

    /// The authority whose certificates this card gets.
    const fn issuer(&self, purpose: Purpose) -> Issuer {
        Issuer::new(purpose, self.card.keys)
    }

    /// Serial number, municipality, expiry.
    pub(super) fn card_record(&self) -> CardRecord {
        CardRecord {
            serial: serial_number::text(&self.serial),
            municipality: self.content.chip.municipality.clone(),
            expiry: self.expiry.digits(),
        }
    }

    /// The value of a code; `None` when there is none.
    pub(super) fn code(&self, pin: Pin) -> Option<&str> {
        match pin {
            Pin::CodeA | Pin::VisualA => self.codes.a.as_deref(),
            Pin::CodeB | Pin::VisualB => Some(&self.codes.b),
            Pin::BirthCode => Some(&self.codes.birth),
            Pin::Authentication | Pin::Signing | Pin::Text | Pin::Juki | Pin::Common => None,
        }
    }
}

/// What could be built of a file.
pub(super) fn built<T>(content: Option<T>, file: &'static str) -> Result<T, IssueError> {
    Ok(content.ok_or(ContentError::NotEncodable { file })?)
}
