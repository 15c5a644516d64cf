//! Reads an issued card: what anybody may read, and what its PIN opens.
//!
//! `cargo run -p juki-client --example read` reads one of the cards that the tests keep; with the
//! name of a file behind it, as `juki virtual new my.juki --kind plain` makes one, the card in that
//! file. It prints:
//!
//! ```text
//! serial number 99999...
//! authentication certificate of ... bytes
//! without a PIN: 2 files, 4 closed
//! a wrong PIN: 2 tries left
//! name 住基　太郎
//! birth 19800229
//! tries left: 3
//! ```

use std::error::Error;
use std::path::{Path, PathBuf};

use juki_client::card::jpki::{self, Certificate};
use juki_client::card::pins::{self, KnownPins, Pin, PinError};
use juki_client::card::{CardError, files, session::Session, text};
use juki_client::reader::virtual_card::VirtualCard;

fn main() -> Result<(), Box<dyn Error>> {
    match std::env::args_os().nth(1) {
        Some(path) => opened(Path::new(&path)),
        None => {
            let path = sample()?;
            let done = opened(&path);
            std::fs::remove_file(path)?;
            done
        }
    }
}

fn opened(path: &Path) -> Result<(), Box<dyn Error>> {
    // A card in a PC/SC reader is opened by `reader::pcsc` (feature `pcsc`); all else is the same.
    let mut session = Session::new(VirtualCard::open(path, "read")?);
    // Another program could use what is verified here: it is kept out.
    read(&mut session.exclusive()?)?;
    session.close()?;
    Ok(())
}

fn read(card: &mut Session<'_>) -> Result<(), CardError> {
    files::require_issued(card)?;
    println!("serial number {}", juki_client::serial_number::text(&files::serial(card)?));
    let certificate = jpki::certificate(card, Certificate::Authentication)?;
    println!("authentication certificate of {} bytes", certificate.len());

    let seen = text::read(card, None)?;
    println!("without a PIN: {} files, {} closed", 6 - seen.closed.len(), seen.closed.len());

    // Each wrong value costs a try; `KnownPins` never spends the last one.
    let mut wrong = KnownPins::from([(Pin::Text, "0000")]);
    match text::read(card, Some(&mut wrong)) {
        Err(CardError::Pin(PinError::Wrong { tries_left, .. })) => {
            println!("a wrong PIN: {tries_left} tries left");
        }
        other => println!("not expected: {other:?}"),
    }

    let mut right = KnownPins::from([(Pin::Text, "5678")]);
    let files = text::read(card, Some(&mut right))?;
    // Whether a municipality signed it is judged by `juki-documents`.
    match files.attributes() {
        Some(attributes) => println!("name {}\nbirth {}", attributes.name, attributes.birth),
        None => println!("the card shows no attributes"),
    }
    if let pins::Tries::Left(left) = pins::tries(card, Pin::Text)? {
        println!("tries left: {left}");
    }
    Ok(())
}

/// An issued card in a temporary file.
fn sample() -> Result<PathBuf, Box<dyn Error>> {
    let images = test_vectors::images::with_ending("plain-p256.juki.gz")?;
    let path = std::env::temp_dir().join(format!("juki-client-read-{}.juki", std::process::id()));
    std::fs::write(&path, images.first().ok_or("no image")?.bytes()?)?;
    Ok(path)
}
