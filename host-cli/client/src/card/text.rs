//! Text attributes: the personal number and the four basic attributes, as they lie on the card,
//! and what the municipality signed of them.
//!
//! Layouts are public (which bytes the hashes and the signature cover included); that EF 0007
//! may carry a P-256 key, as `7F49 {06, 86}`, is ours.

use apdu_spec::profile::text;
use apdu_spec::tlv::{self, Tag, Writer};

use super::fields::{Field, Fields, Form, fields};
use super::files::{self, Extent, FileRefusal};
use super::pins::{self, Pin, Source, VerifyOutcome};
use super::session::{Session, SessionError};
use super::{CardError, MalformedPart};
use juki_pki::PublicKey;
use juki_records::uses::ChipText;
use juki_records::{check_digit, day};

/// `FF10`: the personal number.
const NUMBER: Tag = Tag::new(0xFF10);
/// `FF20`: the attributes.
const ATTRIBUTES: Tag = Tag::new(0xFF20);
const OFFSETS: Tag = Tag::new(0xDF21);
/// `FF30`: hashes and signature.
const SIGNED: Tag = Tag::new(0xFF30);
const NUMBER_HASH: Tag = Tag::new(0xDF31);
const ATTRIBUTES_HASH: Tag = Tag::new(0xDF32);
const SIGNATURE: Tag = Tag::new(0xDF33);
/// `FF40`: basic information.
const BASIC: Tag = Tag::new(0xFF40);
const VERSION: Tag = Tag::new(0xDF41);
const KEY_ID: Tag = Tag::new(0xDF42);
const BASIC_HASH: Tag = Tag::new(0xDF43);
const BASIC_HASH_LEN: usize = 128;
/// `FF50`: the card's own key.
const CARD_KEY: Tag = Tag::new(0xFF50);
const PUBLIC_KEY: Tag = Tag::new(0xDF51);
const PUBLIC_KEY_SIGNATURE: Tag = Tag::new(0xDF52);
const BINDING: Tag = Tag::new(0xDF53);

/// What programs for real cards read of a file to find its length.
const HEADER: u16 = 7;
/// The longest file that is built here, in bytes.
const LONGEST: usize = 2048;

fields! {
    /// The four basic attributes.
    Attributes of Attribute at Tag:
    /// Family name, U+3000, given name.
    name: Name = Text, Tag::new(0xDF22);
    /// Address.
    address: Address = Text, Tag::new(0xDF23);
    /// Date of birth, YYYYMMDD.
    birth: Birth = Day, Tag::new(0xDF24);
    /// `1` male, `2` female, `9` not applicable, `0` unknown.
    sex: Sex = Sex, Tag::new(0xDF25);
}

/// What the application says of the holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The four basic attributes.
    pub attributes: Attributes,
    /// The personal number, 12 digits.
    pub personal_number: Option<String>,
}

impl Fields for Holder {
    fn fields(&self) -> Vec<Field<'_>> {
        let number = self.personal_number.as_deref();
        let number = number.map(|value| Field { name: "personal_number", form: Form::Code, value });
        self.attributes.fields().into_iter().chain(number).collect()
    }
}

/// What the card says of its holder.
impl From<&ChipText> for Attributes {
    fn from(chip: &ChipText) -> Self {
        Self {
            name: chip.name.clone(),
            address: chip.address.clone(),
            birth: chip.birth.digits(),
            sex: chip.sex.digit().to_string(),
        }
    }
}

impl Attributes {
    /// The content of EF 0002, without filler. DF21 holds the offsets of DF22 to DF25, from the
    /// start of the file to each tag, two bytes each. `None` when it is too long for the file.
    #[must_use]
    pub fn encode(&self) -> Option<Vec<u8>> {
        let fields = self.each().into_iter();
        let objects =
            fields.map(|(which, field)| data_object(which.place(), field.value.as_bytes()));
        let objects = objects.collect::<Option<Vec<_>>>()?;
        let inner: usize = objects.iter().map(Vec::len).sum();
        // DF21 has two bytes of tag, one of length and two of value for each.
        let directory = 3 + 2 * objects.len();
        let body = directory + inner;
        let header = 2 + match body {
            0..=0x7F => 1,
            0x80..=0xFF => 2,
            _ => 3,
        };
        let mut at = header + directory;
        let mut offsets = Vec::new();
        for object in &objects {
            offsets.extend(u16::try_from(at).ok()?.to_be_bytes());
            at += object.len();
        }
        let mut value = data_object(OFFSETS, &offsets)?;
        value.extend(objects.concat());
        data_object(ATTRIBUTES, &value)
    }

    /// Are birth and sex what they can be? Whether they are right the signature tells.
    #[must_use]
    pub fn are_plausible(&self) -> bool {
        day::is_birth(&self.birth) && matches!(&*self.sex, "0" | "1" | "2" | "9")
    }

    /// Reads the content of EF 0002. By the tags: offsets that do not fit them are
    /// [`Files::offsets_fit`]'s business.
    #[must_use]
    pub fn parse(content: &[u8]) -> Option<Self> {
        let template = files::template(content, ATTRIBUTES)?;
        Self::read(|tag| String::from_utf8(tlv::find(template, tag)?.to_vec()).ok())
    }
}

/// The 17 bytes of EF 0001, filler included; without a number nothing but filler.
#[must_use]
pub fn personal_number_file(number: Option<&str>) -> Vec<u8> {
    let mut content =
        number.and_then(|number| data_object(NUMBER, number.as_bytes())).unwrap_or_default();
    content.resize(text::PERSONAL_NUMBER_SIZE.into(), 0xFF);
    content
}

/// What DF31 is the SHA-256 of: the whole of EF 0001, filler included.
#[must_use]
pub fn number_hash_input(content: &[u8]) -> &[u8] {
    content.get(..text::PERSONAL_NUMBER_SIZE.into()).unwrap_or(content)
}

/// What DF32 is the SHA-256 of: the value of FF20 without the data object DF21.
#[must_use]
pub fn attributes_hash_input(content: &[u8]) -> Option<Vec<u8>> {
    let template = files::template(content, ATTRIBUTES)?;
    let mut reader = tlv::Reader::new(template);
    let mut input = Vec::new();
    let mut start = 0;
    while let Some(object) = reader.next() {
        let end = reader.position();
        if object.ok()?.tag != OFFSETS {
            input.extend(template.get(start..end)?);
        }
        start = end;
    }
    Some(input)
}

/// The data objects DF31 and DF32, which DF33 signs.
#[must_use]
pub fn signature_input(number_hash: &[u8; 32], attributes_hash: &[u8; 32]) -> Vec<u8> {
    let objects =
        [data_object(NUMBER_HASH, number_hash), data_object(ATTRIBUTES_HASH, attributes_hash)];
    objects.into_iter().flatten().flatten().collect()
}

/// The content of EF 0003, without filler: what was signed, and the signature.
#[must_use]
pub fn signature_file(signed: &[u8], signature: &[u8]) -> Option<Vec<u8>> {
    data_object(SIGNED, &[signed, &data_object(SIGNATURE, signature)?].concat())
}

/// The data objects DF41 and DF42 of EF 0005.
#[must_use]
pub fn basic_input(version: &[u8], key_id: &[u8]) -> Option<Vec<u8>> {
    Some([data_object(VERSION, version)?, data_object(KEY_ID, key_id)?].concat())
}

/// The content of EF 0005, without filler. DF43 has 128 bytes, the last 96 of them FF: that is
/// public; that the first 32 are the SHA-256 of what stands before is ours. Nobody signs it.
#[must_use]
pub fn basic_file(before: &[u8], hash: &[u8; 32]) -> Option<Vec<u8>> {
    let mut value = hash.to_vec();
    value.resize(BASIC_HASH_LEN, 0xFF);
    data_object(BASIC, &[before, &data_object(BASIC_HASH, &value)?].concat())
}

/// The data object DF51 of EF 0007, which DF52 signs, of the public key of 0013
/// ([`PublicKey::to_objects`]).
#[must_use]
pub fn card_key_input(public_key: &[u8]) -> Option<Vec<u8>> {
    data_object(PUBLIC_KEY, public_key)
}

/// What DF53 of EF 0007 signs: the data object DF51 and the data objects DF31 and DF32 of EF 0003.
/// It ties the data to the key of this very card (ours).
#[must_use]
pub fn binding_input(key: &[u8], data: &[u8]) -> Vec<u8> {
    [key, data].concat()
}

/// The content of EF 0007, without filler: DF51, the signature over it, and the one that binds it
/// to the data.
#[must_use]
pub fn card_key_file(signed: &[u8], signature: &[u8], binding: &[u8]) -> Option<Vec<u8>> {
    let signature = data_object(PUBLIC_KEY_SIGNATURE, signature)?;
    data_object(CARD_KEY, &[signed, &signature, &data_object(BINDING, binding)?].concat())
}

/// What was signed in EF 0003, and the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// DF31: the SHA-256 of EF 0001.
    pub number_hash: [u8; 32],
    /// DF32: the SHA-256 of the attributes.
    pub attributes_hash: [u8; 32],
    /// The data objects DF31 and DF32: what the signature covers.
    pub signed: Vec<u8>,
    /// DF33: RSASSA-PKCS1-v1_5 with SHA-256.
    pub signature: Vec<u8>,
}

/// The card's own key in EF 0007, and the signature over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardKey {
    /// The public key.
    pub key: PublicKey,
    /// The data object DF51: what the signature covers.
    pub signed: Vec<u8>,
    /// DF52: RSASSA-PKCS1-v1_5 with SHA-256.
    pub signature: Vec<u8>,
    /// DF53: the same, over what [`binding_input`] says.
    pub binding: Vec<u8>,
}

/// The files of the application, as they lie on the card; `None` when a file is not there, or
/// is not readable in the security status of the session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// EF 0001, all of it.
    pub personal_number: Option<Vec<u8>>,
    /// EF 0002.
    pub attributes: Option<Vec<u8>>,
    /// EF 0003.
    pub signature: Option<Vec<u8>>,
    /// EF 0004: the CV certificate of the municipality's key, `7F21`, without filler.
    pub cv_certificate: Option<Vec<u8>>,
    /// EF 0005.
    pub basic_information: Option<Vec<u8>>,
    /// EF 0007.
    pub card_key: Option<Vec<u8>>,
    /// Those that were not opened.
    pub closed: Vec<FileRefusal>,
}

impl Files {
    /// What was read of a file.
    #[must_use]
    pub const fn file(&self, file: text::File) -> Option<&Vec<u8>> {
        match file {
            text::File::PersonalNumber => &self.personal_number,
            text::File::Attributes => &self.attributes,
            text::File::Signature => &self.signature,
            text::File::CvCertificate => &self.cv_certificate,
            text::File::BasicInformation => &self.basic_information,
            text::File::CardKey => &self.card_key,
        }
        .as_ref()
    }

    /// The personal number, 12 digits.
    #[must_use]
    pub fn number(&self) -> Option<String> {
        let digits = files::template(self.personal_number.as_deref()?, NUMBER)?;
        let digits = String::from_utf8(digits.to_vec()).ok()?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(digits)
    }

    /// What they say of the holder; `None` without the attributes.
    #[must_use]
    pub fn holder(&self) -> Option<Holder> {
        Some(Holder { attributes: self.attributes()?, personal_number: self.number() })
    }

    /// The four basic attributes.
    #[must_use]
    pub fn attributes(&self) -> Option<Attributes> {
        Attributes::parse(self.attributes.as_deref()?)
    }

    /// Is what was opened what it should be, for whoever shows it? A number that is not there is
    /// filler from end to end.
    ///
    /// # Errors
    /// Which is not.
    pub fn check(&self) -> Result<(), MalformedPart> {
        let empty = |content: &[u8]| {
            content.len() == usize::from(text::PERSONAL_NUMBER_SIZE)
                && content.iter().all(|byte| *byte == 0xFF)
        };
        let right =
            |number: &String| number.len() == 12 && check_digit::fits(number, check_digit::number);
        let number = self.personal_number.as_deref();
        if number.is_some_and(|content| !empty(content))
            && !self.number().is_some_and(|n| right(&n))
        {
            return Err(MalformedPart::PersonalNumber);
        }
        let attributes = self.attributes();
        if self.attributes.is_some() && !attributes.is_some_and(|found| found.are_plausible()) {
            return Err(MalformedPart::Attributes);
        }
        Ok(())
    }

    /// Do the offsets in DF21 name the places of DF22 to DF25?
    #[must_use]
    pub fn offsets_fit(&self) -> bool {
        let file = self.attributes.as_deref().unwrap_or_default();
        let template = files::template(file, ATTRIBUTES).unwrap_or_default();
        let mut directories =
            tlv::Reader::new(template).map_while(Result::ok).filter(|object| object.tag == OFFSETS);
        // No hash covers a directory: a second one could hold anything.
        let (Some(directory), None) = (directories.next(), directories.next()) else {
            return false;
        };
        let (offsets, rest) = directory.value.as_chunks::<2>();
        let fields = Attribute::ALL;
        offsets.len() == fields.len()
            && rest.is_empty()
            && offsets.iter().zip(fields).all(|(offset, field)| {
                let at = usize::from(u16::from_be_bytes(*offset));
                let first = tlv::Reader::new(file.get(at..).unwrap_or_default()).next();
                first.is_some_and(|object| object.is_ok_and(|object| object.tag == field.place()))
            })
    }

    /// Hashes and signature.
    #[must_use]
    pub fn signature(&self) -> Option<Signature> {
        let template = files::template(self.signature.as_deref()?, SIGNED)?;
        let number_hash = tlv::find(template, NUMBER_HASH)?.try_into().ok()?;
        let attributes_hash = tlv::find(template, ATTRIBUTES_HASH)?.try_into().ok()?;
        Some(Signature {
            number_hash,
            attributes_hash,
            signed: signature_input(&number_hash, &attributes_hash),
            signature: tlv::find(template, SIGNATURE)?.to_vec(),
        })
    }

    /// The card's own key.
    #[must_use]
    pub fn card_key(&self) -> Option<CardKey> {
        let template = files::template(self.card_key.as_deref()?, CARD_KEY)?;
        let key = tlv::find(template, PUBLIC_KEY)?;
        Some(CardKey {
            key: PublicKey::from_objects(key)?,
            signed: card_key_input(key)?,
            signature: tlv::find(template, PUBLIC_KEY_SIGNATURE)?.to_vec(),
            binding: tlv::find(template, BINDING)?.to_vec(),
        })
    }

    /// Version (DF41) and key identifier (DF42) of EF 0005.
    #[must_use]
    pub fn basic(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        let template = files::template(self.basic_information.as_deref()?, BASIC)?;
        Some((tlv::find(template, VERSION)?.to_vec(), tlv::find(template, KEY_ID)?.to_vec()))
    }
}

/// Reads the files. With a source its PIN is asked for once and opens all of them, and the card
/// is logged out of in the end; without, only what is free to read comes. Selects the
/// application. Call it inside an exclusive transaction.
///
/// It reads on after [`VerifyOutcome::Before`] as well: that `source` was asked, or that the holder
/// is there, does not follow from what comes.
///
/// # Errors
/// When the card has no such application or does not answer; as [`pins::verify`].
pub fn read(
    session: &mut Session<'_>,
    source: Option<&mut dyn Source>,
) -> Result<Files, CardError> {
    files::select_application(session, &text::APPLICATION)?;
    files::with_log_out(session, |session| {
        if let Some(source) = source {
            let (VerifyOutcome::Now | VerifyOutcome::Before) =
                pins::verify(session, Pin::Text, source)?;
        }
        Ok(read_files(session)?)
    })
}

/// Reads the files of the selected application, as far as the security status opens them.
///
/// # Errors
/// When the card does not answer.
pub fn read_files(session: &mut Session<'_>) -> Result<Files, SessionError> {
    let mut files = Files::default();
    for file in text::File::ALL {
        let extent = Extent::of(&text::APPLICATION, file.fid(), HEADER);
        let content = files::read_opened(session, file.fid(), extent, &mut files.closed)?;
        let place = match file {
            // The filler belongs to what the hash covers.
            text::File::PersonalNumber => &mut files.personal_number,
            text::File::Attributes => &mut files.attributes,
            text::File::Signature => &mut files.signature,
            text::File::CvCertificate => &mut files.cv_certificate,
            text::File::BasicInformation => &mut files.basic_information,
            text::File::CardKey => &mut files.card_key,
        };
        *place = content;
    }
    let certificate = files.cv_certificate.as_deref().and_then(files::data_object);
    files.cv_certificate = certificate.map(<[u8]>::to_vec);
    Ok(files)
}

/// Lets the card prove that it is the one of EF 0007: its signature, DER `SEQUENCE {r, s}`, over
/// the SHA-256 of [`files::internal_message`]. Needs no PIN. Selects the application.
///
/// # Errors
/// When the card has no such key, or does not answer. `challenge` has 8 to 64 bytes.
pub fn authenticate_card(
    session: &mut Session<'_>,
    challenge: &[u8],
) -> Result<Vec<u8>, CardError> {
    files::select_application(session, &text::APPLICATION)?;
    let key = text::APPLICATION.object(text::KEY).ok_or(CardError::NoCardKey)?;
    Ok(files::internal_authenticate(session, key, challenge)?)
}

fn data_object(tag: Tag, value: &[u8]) -> Option<Vec<u8>> {
    let mut buffer = [0; LONGEST];
    let mut writer = Writer::new(&mut buffer);
    writer.tlv(tag, value);
    writer.finish().map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests;
