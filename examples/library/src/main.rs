//! Reads, signs and verifies with a card in a file: `library-example CARD.juki DOCUMENT TRUST`.

use std::{env, error::Error, fs::File, path::Path, time::SystemTime};

use juki_client::card::jpki::{self, Key};
use juki_client::card::pins::{KnownPins, Pin};
use juki_client::card::{session::Session, text};
use juki_client::reader::{Reader as _, virtual_card::VirtualCard};
use juki_documents::sign::{Document, Format, SignatureFormat as _, read, sign};
use juki_documents::verify::document::{Terms, verdict, verify};
use juki_pki::{Revocation, TrustStore, trust_folder};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let mut argument = || arguments.next().ok_or("usage: library-example CARD.juki DOCUMENT TRUST");
    let mut reader = VirtualCard::open(Path::new(&argument()?), "library-example")?;
    let mut card = reader.exclusive()?;
    let mut session = Session::new(&mut *card);
    let mut pins = KnownPins::from([(Pin::Text, "5678"), (Pin::Signing, "ABC123")]);
    let text = text::read(&mut session, Some(&mut pins))?;
    println!("{}", text.attributes().ok_or("the card shows no attributes")?.name);

    let now = SystemTime::now().try_into()?;
    let document = Format::Cms.to_sign(Document::new(&mut File::open(argument()?)?))?;
    let signature = jpki::with_verified_key(&mut session, Key::Signing, &mut pins, |key| {
        sign(key, &*document, now)
    })?;

    let mut trust = TrustStore::default();
    trust_folder::load(&mut trust, Path::new(&argument()?))?;
    let terms =
        Terms { trust: &trust, revocation: Revocation::File, now, authentication_key: false };
    let signers = verify(&*read(&signature.bytes)?, &Some(*document.hash()), &terms);
    println!("{}", verdict(&signers));
    Ok(())
}
