//! Traces: what is shared and closed through them, and what they write of a session.

use apdu_spec::command::Command;
use apdu_spec::profile::card::ADMINISTRATOR_REFERENCE;
use apdu_spec::request::{GetData, Ne, Reference, VerificationData, Verify, VerifyAction};
use apdu_spec::status::StatusWord;

use super::*;
use crate::card::authentication::{AesKey, CardKey};
use crate::card::session::Session;
use crate::reader::fault::FaultyReader;
use crate::reader::image::CardIdentity;
use crate::reader::virtual_card::{self, VirtualCard};
use apdu_spec::profile::PreIssuingData;
use apdu_spec::profile::card::{ATR, TEST_TRANSPORT_KEY};

/// A card that answers everything with two bytes, and that there is more.
struct Card;

impl Reader for Card {
    fn name(&self) -> &'static str {
        "card"
    }
    fn atr(&self) -> &[u8] {
        &[0x3B, 0x80]
    }
    fn protocol(&self) -> Protocol {
        Protocol::Direct
    }
    fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, ReaderError> {
        Ok(vec![0xAB, 0xCD, 0x61, 0x02])
    }
    fn reset(&mut self) -> Result<(), ReaderError> {
        Ok(())
    }
    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

#[test]
fn whether_a_card_is_shared_shows_through_what_is_around_it() {
    let serial = *b"JUKIV0000000001";
    let face = CardIdentity { serial, atr: ATR.to_vec() };
    let made = virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuingData::DEFAULT).unwrap();
    let alone = VirtualCard::insert(made, "test").unwrap();
    let readers: [(Box<dyn Reader>, bool); 2] = [(Box::new(Card), false), (Box::new(alone), true)];
    for (reader, alone) in readers {
        let mut faulty = FaultyReader::new(reader, &[], |_| ());
        let mut trace = Trace::new(&mut faulty, Box::new(Vec::new())).unwrap();
        assert_eq!(trace.is_exclusive(), alone);
        assert_eq!(trace.exclusive().unwrap().is_exclusive(), alone);
    }
}

/// A disk that is full.
struct FullDisk;

impl Write for FullDisk {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Err(std::io::ErrorKind::StorageFull.into())
    }
}

/// Records what reaches the card.
#[derive(Default)]
struct RecordingReader(Vec<String>);

impl Reader for RecordingReader {
    fn name(&self) -> &'static str {
        "notes"
    }
    fn atr(&self) -> &[u8] {
        &[0x3B, 0x80]
    }
    fn protocol(&self) -> Protocol {
        Protocol::Direct
    }
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.0.push(hex::encode_upper(command));
        Ok(vec![0x90, 0x00])
    }
    fn reset(&mut self) -> Result<(), ReaderError> {
        self.0.push("reset".to_owned());
        Ok(())
    }
    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
    fn close(&mut self) -> Result<(), ReaderError> {
        self.0.push("close".to_owned());
        Ok(())
    }
}

#[test]
fn on_a_full_disk_what_ends_something_is_done_and_nothing_else() {
    const VERIFY: &[u8] = b"\x00\x20\x00\x98\x041234";
    let mut notes = RecordingReader::default();
    let mut trace = Trace::new(&mut notes, Box::new(Vec::new())).unwrap();
    let full = |done: Result<(), ReaderError>| {
        assert!(matches!(done, Err(ReaderError::Trace(_))), "{done:?}");
    };
    trace.transmit(VERIFY).unwrap();
    trace.lines.out = Box::new(FullDisk);
    full(trace.transmit(VERIFY).map(drop));
    full(trace.transmit(&[0x00, 0x2E, 0x00, 0x00]).map(drop));
    full(trace.reset());
    let mut within = trace.exclusive().unwrap();
    full(within.transmit(VERIFY).map(drop));
    full(within.transmit(&[0x00, 0x2E, 0x00, 0x00]).map(drop));
    full(within.reset());
    drop(within);
    full(trace.close());
    drop(trace);
    let sent = ["00200098 04 31323334", "002E0000", "reset", "002E0000", "reset", "close"];
    assert_eq!(notes.0, sent.map(|command| command.replace(' ', "")));
}

/// Keeps what is written.
#[derive(Clone, Default)]
struct SharedText(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl SharedText {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for SharedText {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn lines(out: SharedText) -> Lines {
    let out = Box::new(out);
    Lines { out, masked: false, inside: None, inside_masked: false, secured: false }
}

#[test]
fn what_goes_secured_is_written_as_it_crosses_and_as_it_is() {
    let serial = *b"JUKIV0000000001";
    let face = CardIdentity { serial, atr: ATR.to_vec() };
    let made = virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuingData::DEFAULT).unwrap();
    let mut card = VirtualCard::insert(made, "test").unwrap();
    let out = SharedText::default();
    let trace = Trace::new(&mut card, Box::new(out.clone())).unwrap();
    let mut session = Session::new(FaultyReader::new(trace, &[], |_| ()));
    let mut alone = session.exclusive().unwrap();
    let key = CardKey {
        reference: Reference::Global(ADMINISTRATOR_REFERENCE),
        key: AesKey::Aes128(&TEST_TRANSPORT_KEY),
        serial: &serial,
    };
    assert!(key.open_session(&mut alone, &[1; 16]).unwrap());
    let before = out.text().len();
    let action = VerifyAction::Compare(VerificationData(b"1234"));
    let verify = Verify { reference: Reference::Global(9), action };
    alone.exchange(verify).unwrap();
    alone.request(GetData { tag: 0x45, ne: Ne::ANY }).unwrap();
    drop(alone);
    let text = out.text()[before..].to_owned();
    let lines: Vec<_> = text.lines().collect();
    let [verify, inside, _, refused, get, plain, _, serial, end, log_out, ended] = lines[..] else {
        panic!("{text}");
    };
    assert_eq!(end, "-- secure messaging ends");
    assert!(verify.starts_with("> 0C200009 1D 871101"), "{verify}");
    assert!(verify.ends_with(" 00 # VERIFY, P1-P2 0009, Lc 29, Ne 256, secure messaging"));
    assert_eq!(inside, "  > 00200009 04 ******** # VERIFY verify, P1-P2 0009, Lc 4");
    assert_eq!(refused, "  < 6A88 # REFERENCE_NOT_FOUND");
    assert!(get.starts_with("> 0CCA0045 0D 9701008E08"), "{get}");
    assert!(plain.starts_with("  > 00CA0045 00 # GET DATA"), "{plain}");
    assert_eq!(serial, "  < 4A554B495630303030303030303031 9000 # SUCCESS");
    assert!(log_out.starts_with("> 002E0000 # LOG OUT"), "{log_out}");
    assert_eq!(ended, "< 6987 # SM_DATA_OBJECTS_MISSING");
    assert!(!text.contains("31323334"), "{text}");
    for secret in [&TEST_TRANSPORT_KEY[..], b"1234"] {
        assert!(!out.text().contains(&hex::encode_upper(secret)), "{}", out.text());
    }
}

#[test]
fn the_end_of_a_session_is_no_part_of_an_answer_and_no_reset() {
    let out = SharedText::default();
    let mut lines = lines(out.clone());
    let mut card = RecordingReader::default();
    let plain = Command::parse(&[0x00, 0x84, 0, 0, 8]).unwrap();
    for _ in 0..2 {
        lines.inside(Inside::Command(&plain)).unwrap();
        lines.pass(&mut card, &[0x0C, 0x84, 0, 0]).unwrap();
        lines.pass(&mut card, &[0x00, 0xC0, 0, 0, 0]).unwrap();
    }
    assert!(!out.text().contains("ends"), "{}", out.text());
    lines.reset(&mut card).unwrap();
    lines.pass(&mut card, &[0x00, 0x84, 0, 0, 8]).unwrap();
    assert!(!out.text().contains("ends"), "{}", out.text());
    lines.inside(Inside::Command(&plain)).unwrap();
    lines.pass(&mut card, &[0x0C, 0x84, 0, 0]).unwrap();
    for _ in 0..2 {
        lines.pass(&mut card, &[0x00, 0x84, 0, 0, 8]).unwrap();
    }
    assert_eq!(out.text().matches("-- secure messaging ends").count(), 1, "{}", out.text());
}

#[test]
fn a_secret_inside_is_masked_in_both_directions() {
    let out = SharedText::default();
    let mut lines = lines(out.clone());
    let decipher = hex::decode("002A8086020102 00".replace(' ', "")).unwrap();
    let decipher = Command::parse(&decipher).unwrap();
    lines.inside(Inside::Command(&decipher)).unwrap();
    let field = [&[0x87, 17, 1][..], &[0xEE; 16], &[0x97, 1, 0, 0x8E, 8], &[9; 8]].concat();
    let header = [0x0C, 0x2A, 0x80, 0x86, field.len().to_le_bytes()[0]];
    let wire = [&header[..], &field, &[0]].concat();
    lines.pass(&mut Card, &wire).unwrap();
    lines.inside(Inside::Answer(&[0xCA, 0xFE], StatusWord::SUCCESS)).unwrap();
    let text = out.text();
    assert!(text.contains("EEEE") && text.contains("< ABCD 6102"), "{text}");
    assert!(text.ends_with("\n  < **** 9000 # SUCCESS\n"), "{text}");
    // A plain value is no cryptogram: a PIN may stand in it.
    let plain = [&[0x81, 4][..], b"1234", &[0x8E, 8], &[9; 8]].concat();
    let wire = [&[0x0C, 0x20, 0x00, 0x98, 16][..], &plain, &[0]].concat();
    lines.pass(&mut Card, &wire).unwrap();
    assert!(!out.text().contains("31323334"), "{}", out.text());
}

/// A command that did not fit is not sent: what follows in the clear has nothing inside.
#[test]
fn the_line_of_a_command_that_was_not_sent_stands_under_no_other() {
    let out = SharedText::default();
    let mut lines = lines(out.clone());
    let read = Command::parse(&[0x00, 0xB0, 0x00, 0x00, 0x00]).unwrap();
    lines.inside(Inside::Command(&read)).unwrap();
    lines.pass(&mut Card, &[0x00, 0x2E, 0x00, 0x00]).unwrap();
    assert!(!out.text().contains("READ BINARY"), "{}", out.text());
    lines.pass(&mut Card, &[0x0C, 0x2E, 0x00, 0x00]).unwrap();
    assert!(!out.text().contains("READ BINARY"), "{}", out.text());
}

#[test]
fn a_secret_that_was_agreed_on_is_masked_to_its_last_part() {
    let shown = |command: &str, masked: &mut bool| {
        let out = SharedText::default();
        let mut lines = lines(out.clone());
        lines.masked = *masked;
        lines.pass(&mut Card, &hex::decode(command).unwrap()).unwrap();
        *masked = lines.masked;
        let text = out.text();
        assert_ne!(text.contains("ABCD"), text.contains("< **** 6102"), "{text}");
        text.contains("ABCD")
    };
    for secret in [
        "002A8086 02 0102 00",
        "012A8086 000002 0102 0000",
        "00C20000 08 002A808602010200 00",
        "00C30000 0A 5208 002A808602010200 00",
        "00C30000 02 5300 00",
    ] {
        let mut masked = false;
        assert!(!shown(&secret.replace(' ', ""), &mut masked), "{secret}");
        assert!(!shown("00C0000002", &mut masked) && !shown("01C0000000", &mut masked));
        // Another command ends it.
        assert!(shown("00B0000000", &mut masked) && shown("00C0000000", &mut masked));
    }
    for open in ["002A9E9A02010200", "00B0000000", "00C200000500B000000000", "FF"] {
        assert!(shown(open, &mut false), "{open}");
    }
}
