//! Trust anchors, and what is said of a certificate then: valid, not in force, not authentic, or
//! that it cannot be decided. The certificates and the lists are those of a test authority in a
//! temporary folder.
//!
//! `cargo run -p juki-pki --example trust_store` prints:
//!
//! ```text
//! nobody is trusted: cannot be decided: no authority is trusted
//! added: 4 authorities, 1 CV root, 4 revocation lists
//! with its authority: valid
//! altered: not authentic: not signed by the key that it names
//! for signing documents: not authentic: for the other purpose of JPKI
//! in 40 days: cannot be decided: whether it is revoked is not known: the list was due 2026-05-01...
//! in ten years: not in force: expired 2031-04-01T14:59:59Z
//! refreshed: 1 list in the place of an older one
//! revoked: not in force: revoked 2026-04-01T03:01:00Z: keyCompromise
//! ```

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Duration;

use getrandom::SysRng;
use juki_pki::authority::KeyEncryption;
use juki_pki::index::Reason;
use juki_pki::request::CertificationRequestInfo;
use juki_pki::trust::Kind;
use juki_pki::{
    Authority, CertificateStatus, DateTime, IssuedCertificate, Parameters, PathStatus,
    PathValidation, PublicKey, Purpose, Revocation, Term, TrustStore, store, trust_folder,
    validate_path,
};
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::ecdsa::{Signature, SigningKey};
use rand_core::UnwrapErr;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("juki-trust-store-{}", std::process::id()));
    let done = tell(&folder);
    fs::remove_dir_all(&folder)?;
    done
}

fn tell(folder: &Path) -> Result<(), Box<dyn Error>> {
    // The time is an argument everywhere; `SystemTime::now().try_into()?` is the clock's.
    let now: DateTime = "2026-04-01T03:00:00Z".parse()?;
    let (authority, own) = (folder.join("authority"), folder.join("trust"));
    let certificate = certified(&authority, now)?;
    let judged = |certificate: &[u8], trust: &TrustStore, now| {
        validate_path(certificate, &[], trust, Purpose::Authentication, Revocation::File, now)
    };

    println!(
        "nobody is trusted: {}",
        outcome(&judged(&certificate.certificate, &TrustStore::new(), now))
    );

    // Adding copies what the authority gives to everybody into a folder of the user's own. Whom the
    // folder holds is believed: nothing that comes along with a certificate ever is.
    let added = trust_folder::add(&authority, &own)?;
    let count = |kind| added.added.iter().filter(|trusted| trusted.kind() == kind).count();
    println!(
        "added: {} authorities, {} CV root, {} revocation lists",
        count(Kind::Authority),
        count(Kind::CvRoot),
        count(Kind::Crl),
    );
    let mut trust = TrustStore::new();
    trust_folder::load_own(&mut trust, &own)?;
    let certificate_der = &certificate.certificate;
    println!("with its authority: {}", outcome(&judged(certificate_der, &trust, now)));

    let mut altered = certificate_der.clone();
    if let Some(last) = altered.last_mut() {
        *last ^= 1;
    }
    println!("altered: {}", outcome(&judged(&altered, &trust, now)));
    let other =
        validate_path(certificate_der, &[], &trust, Purpose::Signing, Revocation::File, now);
    println!("for signing documents: {}", outcome(&other));
    let later = |days: u64| {
        DateTime::from_unix_duration(now.unix_duration() + Duration::from_secs(days * 86_400))
    };
    println!("in 40 days: {}", outcome(&judged(certificate_der, &trust, later(40)?)));
    println!("in ten years: {}", outcome(&judged(certificate_der, &trust, later(3650)?)));

    // The authority revokes it and publishes a list; the user adds the authority once more.
    let minute = DateTime::from_unix_duration(now.unix_duration() + Duration::from_secs(60))?;
    let serial = &certificate.entry.serial;
    store::revoke(&authority, None, serial, Reason::KeyCompromise, minute)?;
    let added = trust_folder::add(&authority, &own)?;
    println!("refreshed: {} list in the place of an older one", added.replaced.len());
    let mut trust = TrustStore::new();
    trust_folder::load_own(&mut trust, &own)?;
    println!("revoked: {}", outcome(&judged(certificate_der, &trust, minute)));
    Ok(())
}

/// Everything that path validation can say. What cannot be decided is neither yes nor no.
fn outcome(found: &PathValidation) -> String {
    match (found.path_status, found.in_force) {
        (PathStatus::Invalid(why), _) => format!("not authentic: {why}"),
        (PathStatus::Undetermined(why), _) => format!("cannot be decided: {why}"),
        (PathStatus::Valid, Some(CertificateStatus::Valid)) => "valid".to_owned(),
        // `Revocation::Skip` was given.
        (PathStatus::Valid, Some(status @ CertificateStatus::NotLookedUp)) => {
            format!("valid: {status}")
        }
        (PathStatus::Valid, Some(status @ CertificateStatus::Unknown(_))) => {
            format!("cannot be decided: {status}")
        }
        (
            PathStatus::Valid,
            Some(
                status @ (CertificateStatus::NotYet(_)
                | CertificateStatus::Expired(_)
                | CertificateStatus::Revoked { .. }),
            ),
        ) => format!("not in force: {status}"),
        (PathStatus::Valid, None) => "authentic".to_owned(),
    }
}

/// A new authority in a folder, and a certificate of it for a key that is in no card.
fn certified(folder: &Path, now: DateTime) -> Result<IssuedCertificate, Box<dyn Error>> {
    let rng = &mut UnwrapErr(SysRng);
    let authority = Authority::create(&Parameters::default(), rng, now)?;
    fs::create_dir_all(folder.parent().ok_or("no folder")?)?;
    store::init(folder, &authority, KeyEncryption { passphrase: None }, rng, |_| ())?;
    let key = SigningKey::from_slice(&[7; 32])?;
    let point = key.verifying_key().to_sec1_point(false);
    let public = PublicKey::from_point(point.as_bytes()).ok_or("no point")?;
    let request = CertificationRequestInfo::new(&public)?;
    let signature: Signature = key.sign_prehash(request.hash())?;
    let request = request.signed(signature.to_der().as_bytes())?;
    let not_after = "2031-04-01T14:59:59Z".parse()?;
    let term = Term { card: "JUKIV0000000001", not_after, seeded: false };
    let issued = authority.issue_authentication(&request, term, now, rng)?;
    // Before the certificate leaves: one that nobody knows of cannot be revoked.
    store::record_issued(folder, &issued.entry)?;
    Ok(issued)
}
