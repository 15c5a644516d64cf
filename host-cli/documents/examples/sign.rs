//! Signs a document with a card, and judges the signature as whoever receives it does.
//!
//! `cargo run -p juki-documents --example sign` makes a card and its authority in memory. With the
//! name of a folder behind it, the document, its signature and the certificate of the authority are
//! left there for other programs, as `openssl cms -verify -binary -inform DER -in document.p7s
//! -content document -CAfile authority.pem -purpose any`. It prints:
//!
//! ```text
//! as it was signed: valid
//!     by 住基　太郎
//! altered: not genuine
//!     by 住基　太郎
//!     the document that was signed: it is not the document that was signed
//! nobody is trusted: cannot be decided
//!     certificate with a path to a trust anchor: no authority is trusted
//! ```

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use apdu_spec::profile::Profile;
use der::DateTime;
use der::pem::{LineEnding, encode_string};
use getrandom::SysRng;
use juki_client::card::jpki::{self, Key};
use juki_client::card::pins::{KnownPins, Pin};
use juki_client::card::session::Session;
use juki_client::reader::virtual_card::VirtualCard;
use juki_documents::finding::Outcome;
use juki_documents::sign::{self, CreatedSignature, Document, Format, SignatureFormat as _};
use juki_documents::verify::document::{Terms, verdict, verify};
use juki_issuing::ready::{CardRequest, ReadyCardIssuer, SIGNING_PASSWORD, find};
use juki_pki::{Authority, Issuer, KeyType, Purpose, Revocation, TrustStore};
use rand_core::UnwrapErr;

const DOCUMENT: &[u8] = b"To be signed.\n";

fn main() -> Result<(), Box<dyn Error>> {
    let now: DateTime = SystemTime::now().try_into()?;
    let (mut card, authority) = made(now)?;
    let made = signed(&mut card, DOCUMENT, now)?;

    let trust = authority.trust()?;
    tell("as it was signed", &made.bytes, DOCUMENT, &trust, now)?;
    tell("altered", &made.bytes, b"To be signed!\n", &trust, now)?;
    tell("nobody is trusted", &made.bytes, DOCUMENT, &TrustStore::new(), now)?;

    if let Some(folder) = std::env::args_os().nth(1) {
        let folder = Path::new(&folder);
        let issuer = authority.ca_certificate(Issuer::new(Purpose::Signing, KeyType::P256));
        let pem = encode_string("CERTIFICATE", LineEnding::LF, issuer)?;
        fs::write(folder.join("document"), DOCUMENT)?;
        fs::write(folder.join("document.p7s"), &made.bytes)?;
        fs::write(folder.join("authority.pem"), pem)?;
    }
    Ok(())
}

/// Signs: what `content` reads may be a file of any length. The card gets a hash.
fn signed(
    card: &mut VirtualCard,
    mut content: &[u8],
    now: DateTime,
) -> Result<CreatedSignature, Box<dyn Error>> {
    let document = Format::Cms.to_sign(Document::new(&mut content))?;
    let mut pins = KnownPins::from([(Pin::Signing, SIGNING_PASSWORD)]);
    let mut session = Session::new(card);
    // With every other program kept out. The card is logged out of whatever comes of it.
    let made =
        jpki::with_verified_key(&mut session.exclusive()?, Key::Signing, &mut pins, |key| {
            sign::sign(key, &*document, now)
        })?;
    Ok(made)
}

/// Judges: nothing of the card is needed, and nobody who made the signature is asked.
fn tell(
    when: &str,
    signature: &[u8],
    mut document: &[u8],
    trust: &TrustStore,
    now: DateTime,
) -> Result<(), Box<dyn Error>> {
    let beside = Some(sign::digest(&mut document)?);
    let signed = sign::read(signature)?;
    let terms = Terms { trust, revocation: Revocation::File, now, authentication_key: false };
    let signers = verify(&*signed, &beside, &terms);
    println!("{when}: {}", verdict(&signers));
    for name in signers.iter().filter_map(|signer| signer.name()) {
        println!("    by {name}");
    }
    for check in signers.iter().flat_map(|signer| &signer.checks) {
        // What is wrong, and what nobody can tell.
        if matches!(check.finding.outcome, Outcome::Failed | Outcome::Undecided) {
            println!("    {}: {}", check.topic, check.finding.reason);
        }
    }
    Ok(())
}

/// An issued card in memory, and who issued it.
fn made(now: DateTime) -> Result<(VirtualCard, Authority), Box<dyn Error>> {
    let rng = &mut UnwrapErr(SysRng);
    let mut workshop = ReadyCardIssuer::open(now, None, rng)?;
    let request = CardRequest::new(find("plain").ok_or("no such kind")?, Profile::P256);
    let ready = workshop.make(&request, &mut |_| (), rng)?;
    Ok((VirtualCard::insert(ready.image, "memory")?, workshop.into_authority()))
}
