//! A municipality's office: issues cards in this process.

#![allow(dead_code, reason = "each test program uses a part of it")]

use apdu_spec::profile::KeyType;
use apdu_spec::profile::PreIssuingData;
use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;

use apdu_spec::file::FileId;
use apdu_spec::profile::card::{ATR, SERIAL_LEN};
use apdu_spec::profile::{Application, TEST_TRANSPORT_KEY};
use apdu_spec::request::{BinaryTarget, SelectionMethod, UpdateBinary};
use der::DateTime;
use getrandom::SysRng;
use juki::card::files;
use juki::card::pins::{Origin, Pin, PinValue, Source, SourceError};
use juki::card::session::Session;
use juki::issue::register::{Counter, Memory, Register as _};
use juki::issue::{self, IssuanceHooks, IssueError, NewPins, Order};
use juki::pki::Issuer;
use juki::pki::index::Entry;
use juki::pki::{Authority, Date, Parameters, Purpose, TrustStore};
use juki::reader::image::{self, CardIdentity};
use juki::reader::virtual_card::{self, VirtualCard};
use juki::resident::Resident;
use juki::uses::MunicipalCharacters;
use rand_core::{Rng as _, UnwrapErr};
use zeroize::Zeroizing;

pub(crate) const TARO: &str = r#"{
  "name": "住基　太郎", "birth": "1980-02-29", "sex": "male",
  "address": "東京都千代田区霞が関二丁目１番２号",
  "municipality": { "code": "131016", "prefecture": "Tokyo-to", "city": "Chiyoda-ku" },
  "record_code": "24727059608", "personal_number": "379474484458", "card": "B"
}"#;

pub(crate) const HANAKO: &str = r#"{
  "name": "住基　花子", "birth": "1984-07-07", "sex": "female",
  "address": "北海道札幌市中央区北一条西二丁目",
  "municipality": { "code": "011011", "prefecture": "Hokkaido", "city": "Sapporo-shi Chuo-ku" },
  "record_code": "24846016224", "personal_number": "983205673214", "card": "B"
}"#;

/// A child: no signing certificate.
pub(crate) const KENTA: &str = r#"{
  "name": "住基　健太", "birth": "2016-05-05", "sex": "male",
  "address": "東京都千代田区霞が関二丁目１番２号",
  "municipality": { "code": "131016", "prefecture": "Tokyo-to", "city": "Chiyoda-ku" },
  "record_code": "24727059608", "card": "B"
}"#;

/// The PINs of every card here.
pub(crate) struct OfficePins;

impl Source for OfficePins {
    fn current(&mut self, pin: Pin, _: u8) -> Result<PinValue, SourceError> {
        Ok(value(match pin {
            Pin::Signing => "ABC123",
            Pin::Authentication => "1234",
            _ => "5678",
        }))
    }
}

fn value(text: &str) -> PinValue {
    PinValue { value: Zeroizing::new(text.as_bytes().to_vec()), origin: Origin::Asked }
}

/// A municipality with its authority.
pub(crate) struct Office {
    pub(crate) authority: Authority,
    pub(crate) now: DateTime,
    pub(crate) register: RefCell<Memory>,
}

/// An issued card in a file, removed with it.
pub(crate) struct Card {
    pub(crate) path: PathBuf,
    pub(crate) reader: VirtualCard,
    pub(crate) entries: Vec<Entry>,
    /// Its card access number; empty where it has none.
    pub(crate) can: String,
}

impl Drop for Card {
    fn drop(&mut self) {
        let _gone = fs::remove_file(&self.path);
    }
}

impl Office {
    /// In April 2026.
    pub(crate) fn new() -> Self {
        Self::at(DateTime::new(2026, 4, 1, 3, 0, 0).unwrap())
    }

    pub(crate) fn at(now: DateTime) -> Self {
        let mut rng = UnwrapErr(SysRng);
        let authority = Authority::create(&Parameters::default(), &mut rng, now).unwrap();
        Self { authority, now, register: RefCell::default() }
    }

    pub(crate) fn issue(&self, record: &str) -> Card {
        let record = Resident::parse(record.as_bytes()).unwrap();
        self.issue_as(&record, PreIssuingData::DEFAULT, None)
    }

    /// Issues a card of this make, with what the municipality says of characters.
    pub(crate) fn issue_as(
        &self,
        record: &Resident,
        made: PreIssuingData,
        characters: Option<&MunicipalCharacters>,
    ) -> Card {
        let mut serial = *b"JUKIV0000000000";
        let random = format!("{:010}", UnwrapErr(SysRng).next_u64() % 10_000_000_000);
        serial[SERIAL_LEN - 10..].copy_from_slice(random.as_bytes());
        let face = CardIdentity { serial, atr: ATR.to_vec() };
        let image = virtual_card::format(face, &TEST_TRANSPORT_KEY, made).unwrap();
        let path =
            std::env::temp_dir().join(format!("verdict-{}-{random}.juki", std::process::id()));
        image::create(&image, &path, |_| ()).unwrap();
        drop(image);
        let mut reader = VirtualCard::open(&path, "test").unwrap();
        let order = Order {
            record,
            photo: None,
            characters,
            font: None,
            authority: &self.authority,
            transport_key: &TEST_TRANSPORT_KEY,
            now: self.now,
        };
        let pins = NewPins {
            authentication: value("1234"),
            signing: record.may_sign(Date::in_japan(self.now)).then(|| value("ABC123")),
            card: value("5678"),
        };
        let mut register = self.register.borrow_mut();
        let mut hooks = IssuanceHooks {
            register: &mut *register,
            step: &mut |_| (),
            rng: &mut UnwrapErr(SysRng),
        };
        let issued =
            issue::issue(&mut Session::new(&mut reader), &order, &pins, &mut hooks).unwrap();
        let entries = register.certificates(&issued.serial);
        Card { path, reader, entries, can: issued.codes.can.unwrap_or_default() }
    }

    pub(crate) fn trust(&self) -> TrustStore {
        let mut trust = TrustStore::new();
        for purpose in Purpose::ALL {
            trust
                .add("ca", self.authority.ca_certificate(Issuer::new(purpose, KeyType::P256)))
                .unwrap();
            trust.add("crl", self.authority.crl(Issuer::new(purpose, KeyType::P256))).unwrap();
        }
        trust.add("root", self.authority.cv_root()).unwrap();
        trust
    }

    /// Lets the issuer work on an issued card.
    pub(crate) fn administer(&self, card: &mut Card, work: impl FnOnce(&mut Session<'_>)) {
        let mut session = Session::new(&mut card.reader);
        let register = &mut *self.register.borrow_mut();
        let rng = &mut UnwrapErr(SysRng);
        let mut counter = Counter { authority: &self.authority, register, rng, now: self.now };
        issue::with_authenticated_card(&mut session, &mut counter, |session, _, _| {
            work(session);
            Ok::<_, IssueError>(())
        })
        .unwrap();
        session.reset().unwrap();
    }
}

/// Selects the DF of an application by path: what the issuer proved stays.
pub(crate) fn enter(session: &mut Session<'_>, application: &Application) {
    let path = application.fid.to_be_bytes();
    files::select(session, SelectionMethod::PathFromMf, &path).unwrap().unwrap();
}

pub(crate) fn overwrite(session: &mut Session<'_>, fid: FileId, content: &[u8]) {
    files::find_file(session, fid).unwrap().unwrap();
    for (block, data) in content.chunks(200).enumerate() {
        let offset = u16::try_from(block * 200).unwrap();
        session.request(UpdateBinary { target: BinaryTarget::Current(offset), data }).unwrap();
    }
}
