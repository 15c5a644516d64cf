use apdu_spec::class::Class;
use apdu_spec::request::{Reference, VerificationData, Verify, VerifyAction};

use super::*;
use crate::card::authentication::CardKey;
use crate::card::session::{SecureMessagingFailure, Session, SessionError};
use crate::card::{CardError, files};
use crate::reader::{Protocol, Reader, ReaderError};

/// A whole command and a whole answer under AES-128, as they stand in the tests of gmrtd
/// (github.com/gmrtd/gmrtd, MIT), which agrees with ICAO Doc 9303-11.
const COMMAND_KEYS: [&str; 2] =
    ["cc86415f2ed7e8fd663b754265695ae1", "581e84b8ee06c4d3eee30461498d7fb3"];
const COMMAND: &str = "871101980953d37f67558690045d78a853b18a8e08929767a2cef172e2";
const ANSWER_KEYS: [&str; 2] =
    ["a8e85e938514ec67ae33cda3d43d3c48", "27f1adeb705a049a305b0c619b14b9b3"];
const ANSWER: &str = "8781e1012fabf9e0655d7e987fd28a8aeb19c9cadd990d49399799ed1fe465bcea56da9ba302429\
    1d40d23d7f1e00485d71faddc6d8c1382e8028dd22efdcc72ed47663d56d20dd6c4b867956fe0507313083ae7fc5\
    4fb46133f184febbe13ad6fd3e2616a1f4a829e75ada1a0e443ca738288f6014be8a7745d8259b089e6bee35bcc4\
    bf5b63db5fdd84244f67eca099213b70a861b4487225aa68af684278fceb4cb809de42be3ee95b0e0d72bcdb0ed4\
    7cb56efc264e04a9397a90e81ad1d81efa2d14b2ca8ec7bd997f4b1c1fd344d5dee8589c38b227ca4cb35810060a\
    7cc76403e990290008e083eb47ef4fa82afc9";
const ANSWER_DATA: &str = "a729901d1a71874700133107ec53306404307bc382c63d8c150c3c72080ace05afa0c2bea28e4f\
    b22787139165efba91f90f8aa5814a503ad4eb04a8c7dd22ce2826043004a8c7dd22ce28268b39b55416f0447c2fb77d\
    e107dcd2a62e880ea53eeb62d57cb4390295dbc9943ab78696fa504c110461041d1c64f068cf45ffa2a63a81b7c13f6b\
    8847a3e77ef14fe3db7fcafe0cbd10e8e826e03436d646aaef87b2e247d4af1e8abe1d7520f9c2a45cb1eb8e95cfd552\
    62b70b29feec5864e19c054ff99129280e4646217791811142820341263c53150231008cb91e82a3";

fn session(keys: [&str; 2], counter: u64) -> SecureMessaging {
    let [encryption, checksum] = keys.map(|key| hex::decode(key).unwrap().try_into().unwrap());
    let keys = (&AesKey::Aes128(&encryption), &AesKey::Aes128(&checksum));
    SecureMessaging { counter, ..SecureMessaging::new(keys.0, keys.1) }
}

fn command(ins: u8, data: &[u8], le: Le, length: Length) -> Command<'_> {
    Command { class: Class::PLAIN, ins, p1: 0x41, p2: 0xA4, data, le, length }
}

#[test]
fn a_command_of_a_passport_reader_comes_out() {
    let data = hex::decode("800a04007f000702020302028401c3").unwrap();
    let inside = command(0x22, &data, Le::Absent, Length::Short);
    let field = session(COMMAND_KEYS, 0xBA).wrap(&inside, [0x0C, 0x22, 0x41, 0xA4]).unwrap();
    assert_eq!(hex::encode(&*field), COMMAND);
}

#[test]
fn an_answer_of_a_passport_opens() {
    let field = hex::decode(ANSWER).unwrap();
    let mut session = session(ANSWER_KEYS, 0x0B);
    let answer = session.unwrap(0xB0, &field, StatusWord::SUCCESS).unwrap();
    assert_eq!(hex::encode(answer.data), ANSWER_DATA);
    assert_eq!((answer.status, session.counter), (StatusWord::SUCCESS, 0x0C));
    // Once: the counter went on.
    let again = session.unwrap(0xB0, &field, StatusWord::SUCCESS);
    assert_eq!(again.unwrap_err(), Failure::Checksum);
}

#[test]
fn every_altered_bit_of_an_answer_is_refused() {
    let field = hex::decode(ANSWER).unwrap();
    for bit in 0..field.len() * 8 {
        let mut altered = field.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        let refused = session(ANSWER_KEYS, 0x0B).unwrap(0xB0, &altered, StatusWord::SUCCESS);
        let refused = refused.unwrap_err();
        let known = [Failure::Checksum, Failure::ObjectMissing, Failure::ObjectIncorrect];
        assert!(known.contains(&refused), "bit {bit}: {refused:?}");
    }
    for length in 0..field.len() {
        let refused =
            session(ANSWER_KEYS, 0x0B).unwrap(0xB0, &field[..length], StatusWord::SUCCESS);
        assert!(refused.is_err(), "{length} bytes");
    }
}

#[test]
fn what_is_said_outside_is_said_inside() {
    let field = hex::decode(ANSWER).unwrap();
    let outside = StatusWord::SECURITY_STATUS_NOT_SATISFIED;
    let refused = session(ANSWER_KEYS, 0x0B).unwrap(0xB0, &field, outside).unwrap_err();
    assert_eq!(refused, Failure::Status { inside: StatusWord::SUCCESS, outside });
    for status in [StatusWord::SM_DATA_OBJECTS_MISSING, StatusWord::SUCCESS] {
        let refused = session(ANSWER_KEYS, 0x0B).unwrap(0xB0, &[], status).unwrap_err();
        assert_eq!(refused, Failure::Unsecured(status));
    }
}

/// A right checksum over what an honest card would not say.
#[test]
fn a_card_that_pads_wrongly_is_refused() {
    let answer = |blocks: &[u8]| {
        let card = session(ANSWER_KEYS, 1);
        let mut cryptogram = blocks.to_vec();
        card.encrypt(&mut cryptogram);
        let length = u8::try_from(cryptogram.len() + 1).unwrap();
        let objects = [&[0x87, length, 1], &cryptogram[..], &[0x99, 2, 0x90, 0x00]].concat();
        let field = [&objects[..], &[0x8E, 8], &card.checksum(None, &objects)].concat();
        session(ANSWER_KEYS, 0).unwrap(0xB0, &field, StatusWord::SUCCESS)
    };
    let with = |at: usize, byte: u8| {
        let mut blocks = [0; 32];
        blocks[at] = byte;
        blocks
    };
    assert_eq!(answer(&with(31, 0x80)).unwrap().data, [0; 31]);
    assert_eq!(answer(&with(16, 0x80)).unwrap().data, [0; 16]);
    for blocks in
        [&with(15, 0x80)[..], &with(31, 0x81), &with(0, 0), &with(0, 0x80)[..16], &[1; 16]]
    {
        assert_eq!(answer(blocks).unwrap_err(), Failure::Padding, "{blocks:02X?}");
    }
}

#[test]
fn the_length_of_a_secured_data_field_is_known_before() {
    let les = [
        (Le::Absent, Length::Short),
        (Le::Any, Length::Short),
        (Le::Exact(256), Length::Short),
        (Le::Any, Length::Extended),
        (Le::Exact(300), Length::Extended),
    ];
    for (le, length) in les {
        for ins in [0xB0, 0xB1] {
            for bytes in (0..300).chain([0xFF00]) {
                let data = vec![7; bytes];
                let inside = command(ins, &data, le, length);
                let field = session(COMMAND_KEYS, 0).wrap(&inside, [0x0C, ins, 0, 0]).unwrap();
                assert_eq!(field.len(), field_len(&inside), "{ins:02X} {bytes} {le:?}");
            }
        }
    }
}

#[test]
fn the_counter_does_not_begin_again() {
    let mut last = session(COMMAND_KEYS, u64::MAX - 1);
    let inside = command(0xB0, &[], Le::Any, Length::Short);
    assert!(last.wrap(&inside, [0x0C, 0xB0, 0, 0]).is_ok());
    assert_eq!(last.wrap(&inside, [0x0C, 0xB0, 0, 0]).unwrap_err(), Failure::Exhausted);
    let refused = last.unwrap(0xB0, &[0], StatusWord::SUCCESS).unwrap_err();
    assert_eq!(refused, Failure::Exhausted);
}

/// A card that has the keys of a session, and says in it what it was given to say.
struct Insider {
    keys: SecureMessaging,
    says: Vec<(Vec<u8>, StatusWord)>,
    asked: Vec<Vec<u8>>,
}

impl Insider {
    fn secured(&mut self, data: &[u8], status: StatusWord) -> Vec<u8> {
        // The command, and its answer.
        self.keys.count().unwrap();
        self.keys.count().unwrap();
        let mut cryptogram = [data, padding(data.len())].concat();
        self.keys.encrypt(&mut cryptogram);
        let mut field = vec![0x87, u8::try_from(cryptogram.len() + 1).unwrap(), 0x01];
        field.extend(cryptogram);
        field.extend([&[0x99, 2][..], &status.to_bytes()].concat());
        let checksum = self.keys.checksum(None, &field);
        [&field[..], &[0x8E, 8], &checksum, &status.to_bytes()].concat()
    }
}

impl Reader for Insider {
    fn name(&self) -> &'static str {
        "insider"
    }

    fn atr(&self) -> &[u8] {
        &[0x3B, 0x00]
    }

    fn protocol(&self) -> Protocol {
        Protocol::T1
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.asked.push(command.to_vec());
        if command[0] != 0x0C || self.says.is_empty() {
            return Ok(vec![0x90, 0x00]);
        }
        let (data, status) = self.says.remove(0);
        Ok(self.secured(&data, status))
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        Ok(())
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

/// Who knows the CAN stands between, and has not the key that is asked for inside: nothing that is
/// meant for inside follows in the clear, not even of a caller who asks on.
#[test]
fn who_proves_no_key_inside_a_session_hears_nothing_more() {
    let says = vec![(vec![7; 16], StatusWord::SUCCESS), (vec![8; 16], StatusWord::SUCCESS)];
    let mut card = Insider { keys: session(COMMAND_KEYS, 0), says, asked: vec![] };
    let mut session = Session::new(&mut card);
    session.begin_secure_messaging(self::session(COMMAND_KEYS, 0));
    let key = AesKey::Aes128(&[1; 16]);
    let key = CardKey { reference: Reference::Global(0x10), key, serial: b"JUKIV0000000001" };
    assert!(!key.open_session(&mut session, &[2; 16]).unwrap());
    assert!(session.is_lost() && !session.is_secured());
    let action = VerifyAction::Compare(VerificationData(b"1234"));
    let verify = Verify { reference: Reference::Global(9), action };
    let lost = |done: SessionError| {
        let failure = SecureMessagingFailure::Lost;
        assert!(
            matches!(done, SessionError::SecureMessaging { failure: of, .. } if of == failure),
            "{done:?}"
        );
    };
    lost(session.request(verify).unwrap_err());
    lost(session.exchange(verify).unwrap_err());
    lost(session.enveloped(verify).unwrap_err());
    lost(session.transmit(b"\0\x20\0\x09\x041234").unwrap_err());
    lost(session.sign_with_selected_key(b"1234").unwrap_err());
    lost(session.authenticate_in_steps(b"1234", true).unwrap_err());
    let again = key.open_session(&mut session, &[3; 16]).unwrap_err();
    lost(again);
    lost(session.exclusive().unwrap().request(verify).unwrap_err());
    let work =
        |session: &mut Session<'_>| session.request(verify).map(drop).map_err(CardError::from);
    assert!(files::with_log_out(&mut session, work).is_err());
    drop(session);
    let classes: Vec<_> = card.asked.iter().map(|command| (command[0], command[1])).collect();
    assert_eq!(classes, [(0x0C, 0x84), (0x0C, 0x82), (0x00, 0x2E)]);
}
