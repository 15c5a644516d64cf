//! Is this card genuine, is the data on it its own, and is it in force? Asked of a card as it was
//! issued, of one whose data was altered, and where nobody is trusted.
//!
//! `cargo run -p juki-documents --example verify_card` prints:
//!
//! ```text
//! plain: valid
//! plain, nobody is trusted: cannot be decided
//!     key of the municipality from a trusted root: no root is trusted
//!     ...
//! plain, without the PIN: a required check was left out
//! tampered: not genuine
//!     personal data signed by the municipality: it is not what the municipality signed
//!     ...
//! expired: genuine, and not in force
//!     card before its last day is over: expired after ...
//!     ...
//! ```

use std::error::Error;
use std::time::SystemTime;

use apdu_spec::profile::Profile;
use der::DateTime;
use getrandom::SysRng;
use juki_client::card::pins::{KnownPins, Pin};
use juki_client::card::session::Session;
use juki_client::reader::virtual_card::VirtualCard;
use juki_documents::finding::Outcome;
use juki_documents::verify::card::{CHALLENGE_LEN, CardVerifier, Scope};
use juki_documents::verify::verdict::Verdict;
use juki_issuing::ready::{CARD_PIN, CardRequest, ReadyCardIssuer, find};
use juki_pki::{Revocation, TrustStore};
use rand_core::UnwrapErr;

fn main() -> Result<(), Box<dyn Error>> {
    let now: DateTime = SystemTime::now().try_into()?;
    let rng = &mut UnwrapErr(SysRng);
    let mut workshop = ReadyCardIssuer::open(now, None, rng)?;
    for kind in ["plain", "tampered", "expired"] {
        let request = CardRequest::new(find(kind).ok_or("no such kind")?, Profile::P256);
        let made = workshop.make(&request, &mut |_| (), rng)?;
        let mut card = VirtualCard::insert(made.image, kind)?;
        let trust = workshop.authority().trust()?;
        let all = Scope { data: true, signing: false };
        tell(kind, &mut card, &trust, all, now)?;
        if kind == "plain" {
            tell("plain, nobody is trusted", &mut card, &TrustStore::new(), all, now)?;
            tell("plain, without the PIN", &mut card, &trust, Scope::default(), now)?;
        }
    }
    Ok(())
}

fn tell(
    which: &str,
    card: &mut VirtualCard,
    trust: &TrustStore,
    scope: Scope,
    now: DateTime,
) -> Result<(), Box<dyn Error>> {
    let mut session = Session::new(card);
    let mut pins = KnownPins::from([(Pin::Text, CARD_PIN)]);
    // The card signs them: a copy that only repeats what it heard does not know these.
    let mut challenges = [[0; CHALLENGE_LEN]; 2];
    challenges.iter_mut().try_for_each(|challenge| getrandom::fill(challenge))?;
    let verifier = CardVerifier { trust, revocation: Revocation::File, now, challenges };
    let report = verifier.verify(&mut session.exclusive()?, scope, &mut pins)?;
    println!("{which}: {}", Verdict::of(&report.checks));
    for check in &report.checks {
        if matches!(check.finding.outcome, Outcome::Failed | Outcome::Undecided) {
            println!("    {}: {}", check.topic, check.finding.reason);
        }
    }
    Ok(())
}
