//! Issues a card for a resident: an authority in a folder, a blank card in a file, a record. What is
//! done is written to the authority's register before it is done, so that an interrupted issue goes
//! on where it stopped.
//!
//! `cargo run -p juki-issuing --example issue` prints:
//!
//! ```text
//! made an authority
//! made a blank card
//!     authenticating
//!     ...
//!     reading the card back
//! issued 999990000000001 for 住基　太郎, in force until ...
//! the register knows 2 certificates of it
//! the card opens with its PIN: 住基　太郎
//! ```

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use apdu_spec::profile::card::{ATR, TEST_TRANSPORT_KEY};
use apdu_spec::profile::{PreIssuingData, Profile};
use der::DateTime;
use getrandom::SysRng;
use juki_client::card::pins::{KnownPins, Pin, PinValue};
use juki_client::card::session::Session;
use juki_client::card::text;
use juki_client::reader::image::{self, CardIdentity};
use juki_client::reader::virtual_card::{self, VirtualCard};
use juki_issuing::issue::register::FolderRegister;
use juki_issuing::issue::{self, IssuanceHooks, NewPins, Order};
use juki_pki::authority::KeyEncryption;
use juki_pki::{Authority, Parameters, store};
use juki_records::resident::{Resident, samples};
use rand_core::UnwrapErr;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("juki-issue-{}", std::process::id()));
    fs::create_dir(&folder)?;
    let done = issued(&folder);
    fs::remove_dir_all(&folder)?;
    done
}

fn issued(folder: &Path) -> Result<(), Box<dyn Error>> {
    let now: DateTime = SystemTime::now().try_into()?;
    let rng = &mut UnwrapErr(SysRng);

    // Once: the authority. A passphrase would encrypt its private keys.
    let dir = folder.join("authority");
    let made = Authority::create(&Parameters::default(), rng, now)?;
    store::init(&dir, &made, KeyEncryption { passphrase: None }, rng, |_| ())?;
    println!("made an authority");

    // Once a card: the maker's part. The transport key of tests is public; a real one is drawn.
    let path = folder.join("card.juki");
    let identity = CardIdentity { serial: *b"999990000000001", atr: ATR.to_vec() };
    let blank =
        virtual_card::format(identity, &TEST_TRANSPORT_KEY, PreIssuingData::of(Profile::P256))?;
    image::create(&blank, &path, |_| ())?;
    println!("made a blank card");

    // At the counter: the record of the resident, and the PINs that he chose.
    let sample = samples::find("taro").ok_or("no such sample")?;
    let record = Resident::parse(sample.json.as_bytes())?;
    record.issuable(now)?;
    let pins = NewPins {
        authentication: PinValue::known("1234"),
        signing: Some(PinValue::known("ABC123")),
        card: PinValue::known("5678"),
    };
    let authority = store::load(&dir, None)?;
    let order = Order {
        record: &record,
        photo: None,
        characters: None,
        font: None,
        authority: &authority,
        transport_key: &TEST_TRANSPORT_KEY,
        now,
    };
    let mut register = FolderRegister::new(&dir, &authority, None);
    let mut session = Session::new(VirtualCard::open(&path, "issue")?);
    let issued = {
        let mut step = |step| println!("    {step}");
        let mut hooks = IssuanceHooks { register: &mut register, step: &mut step, rng };
        issue::issue(&mut session.exclusive()?, &order, &pins, &mut hooks)?
    };
    session.close()?;
    println!(
        "issued {} for {}, in force until {}",
        issued.serial,
        record.shown_name(),
        issued.expiry
    );
    let known = store::index(&dir)?;
    println!(
        "the register knows {} certificates of it",
        known.certificates_of(&issued.serial).count()
    );

    let mut session = Session::new(VirtualCard::open(&path, "read")?);
    let mut pins = KnownPins::from([(Pin::Text, "5678")]);
    let files = text::read(&mut session.exclusive()?, Some(&mut pins))?;
    println!("the card opens with its PIN: {}", files.attributes().ok_or("no attributes")?.name);
    session.close()?;
    Ok(())
}
