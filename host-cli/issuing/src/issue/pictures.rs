//! What the visual application holds: pictures of what the face of the card shows, and what the
//! municipality signs of them.

use super::plan::Plan;
use super::{ContentError, IssueError};
use crate::face::{self, DrawnText};
use juki_client::card::visual::{self as layout, Age, Face, Number};
use juki_pki::PublicKey;
use juki_pki::cv::CvCertificate;

/// DF31: specification version, support of extended length, vendor, vendor's own byte. Public but
/// for the vendor: 00 is nobody's.
const VERSION: [u8; 4] = [0x06, 0x03, 0x00, 0x01];
/// DF33.
const DATA_VERSION: [u8; 1] = [0x01];

const NOT_DRAWN: ContentError = ContentError::NotEncodable { file: "picture" };
const NO_BASICS: ContentError =
    ContentError::NotEncodable { file: "basic information of the visual application" };

/// A file that says what the face shows, and is signed together with the card's key.
#[derive(Clone, Copy)]
pub(super) enum SignedFace {
    /// EF 0001: the day of birth.
    Age,
    /// EF 0002: name, address, photo and so on.
    Face,
    /// EF 0005: the picture of the personal number.
    Number,
}

impl Plan<'_> {
    /// A signed file, without filler, for the public key of 001A.
    pub(super) fn face_file(
        &self,
        part: SignedFace,
        key: &PublicKey,
    ) -> Result<Vec<u8>, IssueError> {
        let authority = self.order.authority;
        let file = match part {
            SignedFace::Age => {
                let birth = self.content.chip.birth.digits();
                let mut age = Age::new(birth, key.clone()).ok_or(NOT_DRAWN)?;
                age.signature = authority.sign_data(&age.signed)?;
                age.encode()
            }
            SignedFace::Number => {
                let Some(digits) = &self.content.face.personal_number else {
                    return Ok(Vec::new());
                };
                let picture = png(face::digits(digits, face::NUMBER).as_ref())?;
                let mut number = Number::new(picture, key.clone()).ok_or(NOT_DRAWN)?;
                number.signature = authority.sign_data(&number.signed)?;
                number.encode()
            }
            SignedFace::Face => {
                let mut face = self.face(key)?;
                face.signature = authority.sign_hashes(&face.hashes().ok_or(NOT_DRAWN)?)?;
                face.encode()
            }
        };
        Ok(file.ok_or(NOT_DRAWN)?)
    }

    /// EF 0003, without filler. Its key id is that of the CV root; the block behind a second key
    /// id in DF35 is of a use that is not public: here it is FF.
    pub(super) fn visual_information(&self) -> Result<Vec<u8>, IssueError> {
        let certificate = CvCertificate::parse(self.order.authority.municipal_cv_certificate());
        let certificate = certificate.map_err(|_| NO_BASICS)?;
        let file = layout::BasicInfo {
            version: VERSION.to_vec(),
            key_id: certificate.issuer.to_vec(),
            data_version: DATA_VERSION.to_vec(),
            municipality: self.content.chip.municipality.clone(),
            reference: [&certificate.issuer[..], &[0xFF; 256]].concat(),
        }
        .encode();
        Ok(file.ok_or(NO_BASICS)?)
    }

    /// What is drawn on the face, without the signature. A card without a photo shows neither
    /// address nor birth nor sex.
    fn face(&self, key: &PublicKey) -> Result<Face, IssueError> {
        let beside_photo = self.content.face.beside_photo.as_ref();
        let picture = |drawn: &DrawnText| png(Some(&drawn.picture));
        Ok(Face {
            birth: beside_photo.map(|face| face.birth.digits()).unwrap_or_default(),
            sex: beside_photo.map(|face| face.sex.digit().to_string()).unwrap_or_default(),
            key: key.clone(),
            name: picture(&self.drawn_name())?,
            address: match self.drawn_address() {
                Some(address) => picture(&address)?,
                None => Vec::new(),
            },
            photo: match self.order.photo {
                _ if !self.has_photo() => Vec::new(),
                Some(photo) => photo.to_vec(),
                None => face::placeholder().ok_or(NOT_DRAWN)?,
            },
            signature: Vec::new(),
            expiry: self.expiry.digits(),
            security_code: match (&self.codes.security, &self.codes.can) {
                (Some(digits), _) => png(face::digits(digits, face::SECURITY_CODE).as_ref())?,
                (None, Some(can)) => png(face::digits(can, face::CARD_ACCESS_NUMBER).as_ref())?,
                (None, None) => Vec::new(),
            },
        })
    }

    /// Characters of name and address that the font has not.
    pub(super) fn not_drawn(&self) -> Vec<char> {
        let mut missing = self.drawn_name().missing;
        let address = self.drawn_address().map(|drawn| drawn.missing).unwrap_or_default();
        missing.extend(address);
        missing.dedup();
        missing
    }

    fn drawn_name(&self) -> DrawnText {
        face::draw(&self.content.face.name, face::NAME)
    }

    fn drawn_address(&self) -> Option<DrawnText> {
        let beside_photo = self.content.face.beside_photo.as_ref();
        beside_photo.map(|text| face::draw(&text.address, face::ADDRESS))
    }

    fn has_photo(&self) -> bool {
        self.content.face.beside_photo.is_some()
    }
}

fn png(picture: Option<&face::Bitmap>) -> Result<Vec<u8>, ContentError> {
    picture.and_then(face::Bitmap::to_png).ok_or(NOT_DRAWN)
}
