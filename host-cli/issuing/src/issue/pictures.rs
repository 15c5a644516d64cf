//! What the visual application holds: pictures of what the face of the card shows, and what the
//! municipality signs of them.

use super::plan::Plan;
use super::{ContentError, IssueError, Order};
use crate::face::{self, Drawing, DrawnCharacter, DrawnText, OutlineFont};
use juki_client::card::visual::{self as layout, Age, Face, Number};
use juki_pki::PublicKey;
use juki_pki::cv::CvCertificate;
use juki_records::uses::{self, FaceText};

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

    /// The characters of name and address that are drawn so.
    pub(super) fn drawn(&self, drawing: Drawing) -> Vec<FaceCharacter> {
        let mut found = Vec::new();
        let texts = [
            (FaceField::Name, Some(self.drawn_name())),
            (FaceField::Address, self.drawn_address()),
        ];
        for (field, text) in texts {
            let drawn = text.iter().flat_map(|text| text.drawn(drawing));
            found.extend(drawn.map(|character| FaceCharacter { field, character: *character }));
        }
        found
    }

    fn drawn_name(&self) -> DrawnText {
        drawn_name(&self.content.face, self.order.font)
    }

    fn drawn_address(&self) -> Option<DrawnText> {
        drawn_address(&self.content.face, self.order.font)
    }

    fn has_photo(&self) -> bool {
        self.content.face.beside_photo.is_some()
    }
}

/// A text that is drawn on the face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaceField {
    /// The name.
    Name,
    /// The address.
    Address,
}

/// A character of a text that is drawn on the face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaceCharacter {
    /// The text.
    pub field: FaceField,
    /// The character.
    pub character: DrawnCharacter,
}

impl Order<'_> {
    /// What the pictures hold that does not follow from the record alone: nothing, unless a font
    /// of the machine's drew some of it. From a record without pictures no card is issued.
    pub(super) fn drawn_by_font(&self) -> Vec<u8> {
        let Ok(face) = uses::picture(self.record) else { return Vec::new() };
        let texts = [
            (Some(drawn_name(&face, self.font)), Some(drawn_name(&face, None))),
            (drawn_address(&face, self.font), drawn_address(&face, None)),
        ];
        let pictures = texts.into_iter().filter(|(with, without)| with != without);
        let pictures = pictures.filter_map(|(with, _)| with?.picture.to_png());
        pictures.flatten().collect()
    }
}

fn drawn_name(face: &FaceText, font: Option<&OutlineFont>) -> DrawnText {
    face::draw(&face.name, face::NAME, font)
}

/// `None` on a card without a photo, which shows no address.
fn drawn_address(face: &FaceText, font: Option<&OutlineFont>) -> Option<DrawnText> {
    let beside_photo = face.beside_photo.as_ref();
    beside_photo.map(|text| face::draw(&text.address, face::ADDRESS, font))
}

fn png(picture: Option<&face::Bitmap>) -> Result<Vec<u8>, ContentError> {
    picture.and_then(face::Bitmap::to_png).ok_or(NOT_DRAWN)
}
