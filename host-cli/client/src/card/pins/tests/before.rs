//! A card that says that a PIN was shown before, or asks for it no more: nobody is asked, and what
//! it opens is read.

use apdu_spec::access::{Rule, Rules};
use apdu_spec::file::{self, FCP, FileControlParameters, FileId, Kind, KindParameters, MF, Query};
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, ATR, TEST_TRANSPORT_KEY};
use apdu_spec::profile::{
    Application, File, Object, ObjectKind, PreIssuingData, Structure, jpki, text,
};
use apdu_spec::request::{ActivateFile, AppendRecord, CreateFile, FileTarget};
use apdu_spec::tlv::Writer;

use super::*;
use crate::card::authentication::{AesKey, CardKey};
use crate::card::{jpki as jpki_card, juki as juki_card, text as text_card};
use crate::reader::image::CardIdentity;
use crate::reader::virtual_card::{self, VirtualCard};

const SERIAL: [u8; 15] = *b"JUKIV0000000001";
const CODE: &[u8] = b"12345678903";

fn file(session: &mut Session<'_>, control: FileControlParameters<'_>, rules: &[Rule<'_>]) {
    let (mut encoded, mut data) = ([0; 256], [0; 512]);
    let mut writer = Writer::new(&mut encoded);
    rules.iter().for_each(|rule| rule.encode(&mut writer));
    let rules = Rules::parse(writer.finish().unwrap()).unwrap();
    let mut writer = Writer::new(&mut data);
    writer.nested(FCP, |w| FileControlParameters { rules, ..control }.encode(w, true));
    session.request(CreateFile { data: writer.finish().unwrap() }).unwrap();
}

fn object(session: &mut Session<'_>, object: &Object, (kind, parameters): (Kind, KindParameters)) {
    let control =
        FileControlParameters { fid: object.fid, kind, parameters, ..FileControlParameters::EMPTY };
    file(session, control, object.rules);
}

fn activate(session: &mut Session<'_>, fid: FileId) {
    let identifier = fid.to_be_bytes();
    session.request(ActivateFile { target: FileTarget::identifier(&identifier) }).unwrap();
}

/// A card in use: applications with their PINs of four digits, `1234`, and files that these open.
fn card(pins: fn(file::Pin) -> file::Pin) -> VirtualCard {
    let face = CardIdentity { serial: SERIAL, atr: ATR.to_vec() };
    let image = virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuingData::DEFAULT).unwrap();
    let mut card = VirtualCard::insert(image, "test").unwrap();
    make(&mut Session::new(&mut card), pins);
    card.reset().unwrap();
    card
}

fn make(session: &mut Session<'_>, pins: fn(file::Pin) -> file::Pin) {
    let reference = Reference::Global(ADMINISTRATOR_REFERENCE);
    let key = AesKey::Aes128(&TEST_TRANSPORT_KEY);
    CardKey { reference, key, serial: &SERIAL }.external_authenticate(session).unwrap();
    for application in [&text::APPLICATION, &juki::APPLICATION, &jpki::APPLICATION] {
        let Application { fid, aid, rules, .. } = *application;
        files::card_life(session).unwrap();
        file(
            session,
            FileControlParameters { fid, name: aid, ..FileControlParameters::EMPTY },
            rules,
        );
        for found in application.objects {
            match found.kind {
                ObjectKind::Pin(pin) if pin.max == 4 => {
                    object(session, found, (Kind::Pin, KindParameters::Pin(pins(pin))));
                    let pin = Pin::of(application.id, found.fid).unwrap();
                    set(session, pin, &pin_value("1234")).unwrap();
                }
                ObjectKind::File(file, Structure::Whole { size }) => {
                    object(
                        session,
                        found,
                        (Kind::Transparent, KindParameters::Transparent { size }),
                    );
                    // The others are as they were created: they are nobody's here.
                    if matches!(
                        file,
                        File::Text(text::File::PersonalNumber) | File::Jpki(jpki::File::Present)
                    ) {
                        files::update_at(session, 0, &vec![jpki::IS_PRESENT; size.into()]).unwrap();
                    }
                }
                ObjectKind::File(_, Structure::Records { kind, length, count }) => {
                    object(session, found, (kind, KindParameters::Records { length, count }));
                    if found.fid == juki::File::RecordCode.fid() {
                        session.request(AppendRecord { ef: None, data: CODE }).unwrap();
                    }
                }
                ObjectKind::Pin(_) | ObjectKind::File(..) | ObjectKind::KeyPair(_) => continue,
            }
            activate(session, found.fid);
        }
        session.request(ActivateFile { target: FileTarget::CURRENT }).unwrap();
    }
    files::select(session, SelectionMethod::FileIdentifier, &MF.to_be_bytes()).unwrap();
    session.request(ActivateFile { target: FileTarget::CURRENT }).unwrap();
}

/// Records which PINs it is asked for.
#[derive(Default)]
struct PinRecorder(Vec<Pin>);

impl Source for PinRecorder {
    fn current(&mut self, pin: Pin, _: u8) -> Result<PinValue, SourceError> {
        self.0.push(pin);
        Ok(PinValue { value: Zeroizing::new(b"1234".to_vec()), origin: Origin::Asked })
    }
}

/// Reads with every function that verifies a PIN.
fn read_all(session: &mut Session<'_>) -> Vec<Pin> {
    let mut asked = PinRecorder::default();
    let number = text_card::read(session, Some(&mut asked)).unwrap().personal_number;
    assert_eq!(number.unwrap(), [jpki::IS_PRESENT; 17]);
    let code = juki_card::read(session, &mut asked).unwrap().record_code;
    assert_eq!(code.unwrap().as_bytes(), CODE);
    let key = jpki_card::Key::Authentication;
    let done = jpki_card::with_verified_key(session, key, &mut asked, |_| Ok::<_, CardError>(true));
    assert!(done.unwrap());
    asked.0
}

#[test]
fn a_pin_that_is_asked_for_no_more_is_before() {
    let mut card = card(|pin| file::Pin { disabled: true, ..pin });
    let session = &mut Session::new(&mut card);
    for pin in [Pin::Text, Pin::Juki, Pin::Authentication] {
        let mut asked = PinRecorder::default();
        let verified = select_and_verify(session, pin, &mut asked).unwrap();
        assert_eq!((verified, asked.0), (VerifyOutcome::Before, vec![]));
    }
    assert_eq!(read_all(session), [], "all of it was read, and nobody was asked");
}

/// What somebody else showed in the same application is no news of who is there now; whoever reads
/// selects the application, and does not profit from it.
#[test]
fn a_pin_that_was_shown_is_before_until_the_application_is_selected_again() {
    let mut card = card(|pin| file::Pin { query: Query::Iso, ..pin });
    let session = &mut Session::new(&mut card);
    let mut asked = PinRecorder::default();
    let mut verified = |session: &mut Session<'_>| {
        (verify(session, Pin::Text, &mut asked).unwrap(), std::mem::take(&mut asked.0))
    };
    assert_eq!(verified(session), (VerifyOutcome::Now, vec![Pin::Text]));
    assert_eq!(verified(session), (VerifyOutcome::Before, vec![]));
    files::log_out(session).unwrap();
    assert_eq!(verified(session), (VerifyOutcome::Now, vec![Pin::Text]));
    assert_eq!(read_all(session), [Pin::Text, Pin::Juki, Pin::Authentication]);
}
