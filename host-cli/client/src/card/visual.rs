//! Visual application (券面事項確認): what the face of the card shows, as pictures, and what the
//! municipality signed of it.
//!
//! Layouts are public (which bytes the signatures cover included); that a public key may be of
//! P-256, and that a card leaves empty what its face does not show, is ours. The files are read
//! as strictly as they are written: the data objects of the layout in their order, and nothing
//! beside them.

use apdu_spec::profile::visual;
use apdu_spec::request::{Ne, Reference, SignWithKey, SignatureForm};
use sha2::{Digest, Sha256};

use super::CardError;
use super::files::{self, Extent, FileRefusal};
use super::jpki::digest_info;
use super::pins::{self, Pin, PinValue};
use super::session::{Dialect, Session, SessionError};
use juki_pki::PublicKey;
use juki_pki::cv::Hashes;

mod codes;
mod layout;

pub use codes::{birth_codes, known_codes};
pub use layout::{Age, BasicInfo, Face, Number};

/// What programs for real cards read of a file to find its length.
const HEADER: u16 = 7;

/// The files of the application, as they lie on the card, without filler; `None` when a file is
/// not there or is empty, or no code opened it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// EF 0001.
    pub age: Option<Vec<u8>>,
    /// EF 0002.
    pub face: Option<Vec<u8>>,
    /// EF 0003.
    pub basic_information: Option<Vec<u8>>,
    /// EF 0004: the CV certificate of the municipality's key, `7F21`.
    pub cv_certificate: Option<Vec<u8>>,
    /// EF 0005.
    pub number: Option<Vec<u8>>,
    /// Those that were not opened.
    pub closed: Vec<FileRefusal>,
}

/// Reads the files, as far as these codes open them, and logs out. Selects the application. Call
/// it inside an exclusive transaction.
///
/// # Errors
/// When the card has no such application or does not answer; for a wrong or blocked
/// code.
pub fn read(session: &mut Session<'_>, codes: &[(Pin, PinValue)]) -> Result<Files, CardError> {
    files::select_application(session, &visual::APPLICATION)?;
    files::with_log_out(session, |session| {
        codes.iter().try_for_each(|(pin, code)| pins::present(session, *pin, code))?;
        Ok(read_files(session)?)
    })
}

/// Reads the files of the selected application, as far as the security status opens them.
///
/// # Errors
/// When the card does not answer.
pub fn read_files(session: &mut Session<'_>) -> Result<Files, SessionError> {
    let mut files = Files::default();
    for file in visual::File::ALL {
        let extent = Extent::of(&visual::APPLICATION, file.fid(), HEADER);
        let content = files::read_opened(session, file.fid(), extent, &mut files.closed)?;
        let place = match file {
            visual::File::Age => &mut files.age,
            visual::File::Face => &mut files.face,
            visual::File::BasicInformation => &mut files.basic_information,
            visual::File::CvCertificate => &mut files.cv_certificate,
            visual::File::Number => &mut files.number,
        };
        *place = content.as_deref().and_then(whole).map(<[u8]>::to_vec);
    }
    Ok(files)
}

/// The file without the filler behind it; `None` when there is nothing but filler.
fn whole(content: &[u8]) -> Option<&[u8]> {
    let end = content.iter().rposition(|byte| *byte != 0xFF)? + 1;
    // The last bytes of the data object may be FF themselves.
    match layout::length(content) {
        Some(length) => content.get(..length),
        None => content.get(..end),
    }
}

/// Lets the card sign a challenge with the key whose public half is in the signed data: over the
/// SHA-256 of it, RSASSA-PKCS1-v1_5 or DER `SEQUENCE {r, s}`. Needs no code. Selects the
/// application.
///
/// # Errors
/// When the card has no such application or key, or does not answer.
pub fn sign_challenge(session: &mut Session<'_>, challenge: &[u8]) -> Result<Vec<u8>, CardError> {
    files::select_application(session, &visual::APPLICATION)?;
    let data = digest_info(&Sha256::digest(challenge).into());
    if session.dialect() == Dialect::Plain {
        files::find_file(session, visual::KEY)?;
        return Ok(session.sign_with_selected_key(&data)?);
    }
    let reference = Reference::Local(visual::KEY.to_be_bytes()[1] & 0x1F);
    let form = SignatureForm::Bytes;
    let request = SignWithKey { form, reference, data: &data, ne: Ne::ANY };
    Ok(session.request(request)?.data)
}

/// SHA-256 of each group of data objects, tags and lengths included.
fn hashes(groups: [&[u8]; 3]) -> Hashes {
    let mut all = [0; 96];
    for (place, group) in all.as_chunks_mut::<32>().0.iter_mut().zip(groups) {
        *place = Sha256::digest(group).into();
    }
    all
}

/// A public key as DF12, DF24 and DF42 carry it.
fn objects_of(key: &PublicKey) -> Option<Vec<u8>> {
    key.to_objects().ok()
}

#[cfg(test)]
mod tests;
