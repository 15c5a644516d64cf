//! The proof of a card whose keys prove the outside alone.

use apdu_spec::profile::card::SERIAL_LEN;
use rand_core::CryptoRng;

use super::{AdministratorError, IssueError};
use juki_client::card::session::Session;
use juki_client::card::{common, files};
use juki_pki::Authority;
use juki_pki::cv::{self, CvCertificate};

/// Length of RND.IFD in bytes.
const NONCE_LEN: usize = 16;

/// A card whose keys prove the outside alone, as those of earlier versions do, proves itself by
/// its card authentication key: the authority certified that for this serial number.
///
/// # Errors
/// [`AdministratorError::CardNotAuthenticated`] when it does not; when it does not answer. Selects
/// the common application.
pub(crate) fn of_certified_key(
    session: &mut Session<'_>,
    authority: &Authority,
    serial: &[u8; SERIAL_LEN],
    rng: &mut dyn CryptoRng,
) -> Result<(), IssueError> {
    let mut nonce = [0; NONCE_LEN];
    rng.fill_bytes(&mut nonce);
    let certificate = common::cv_certificate(session)?;
    let signature = common::authenticate_card(session, &nonce)?;
    let key = certificate.and_then(|certificate| {
        let municipal = CvCertificate::parse(authority.municipal_cv_certificate()).ok()?;
        let certificate = CvCertificate::parse(&certificate).ok()?;
        certificate.verify(&municipal).ok()?;
        (certificate.subject == cv::card_id(serial)).then_some(certificate.key)
    });
    let message = files::internal_message(serial, &nonce);
    if key.is_some_and(|key| key.verify(&message, &signature).is_ok()) {
        return Ok(());
    }
    Err(AdministratorError::card_not_authenticated(serial).into())
}
