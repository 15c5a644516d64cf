use apdu_spec::class::Class;
use apdu_spec::command::{Le, Length};
use apdu_spec::secure_messaging::ANSWER_OVERHEAD;
use std::vec;
use std::vec::Vec;

use super::*;
use crate::crypto::software::Software;

const ENCRYPTION: &str = "cc86415f2ed7e8fd663b754265695ae1";
const CHECKSUM_KEY: &str = "581e84b8ee06c4d3eee30461498d7fb3";

fn bytes(digits: &str) -> Vec<u8> {
    hex::decode(digits).unwrap()
}

fn key(digits: &str) -> [u8; KEY_MAX] {
    let mut key = [0; KEY_MAX];
    bytes::copy(&mut key, &bytes(digits));
    key
}

fn session(encryption: &str, checksum: &str, counter: u64) -> Session {
    let (encryption, checksum) = (key(encryption), key(checksum));
    let open = SessionKeys {
        algorithm: Algorithm::Aes128,
        encryption,
        checksum,
        counter,
        binding: Binding::none(),
    };
    Session { open, is_open: true, ..Session::new() }
}

/// The command inside these bytes: header, data field, Le field.
fn opened(session: &mut Session, command: &[u8]) -> Result<(Vec<u8>, Le, Protection), StatusWord> {
    let outer = Command::parse(command).unwrap();
    let mut field = outer.data.to_vec();
    let outer = outer.without_data();
    let (inside, protection) = session.open_command(&mut Software, &outer, &mut field)?;
    assert_eq!(inside.class, Class::PLAIN);
    let header = [inside.ins, inside.p1, inside.p2];
    Ok(([&header, inside.data].concat(), inside.le, protection))
}

/// MANAGE SECURITY ENVIRONMENT as a passport reader sends it: the example of a whole command under
/// AES-128 in the tests of gmrtd (github.com/gmrtd/gmrtd, MIT), which agrees with ICAO Doc 9303-11.
const SECURED: &str = "0c2241a41d871101980953d37f67558690045d78a853b18a8e08929767a2cef172e200";

#[test]
fn a_command_of_a_passport_reader_opens() {
    let mut session = session(ENCRYPTION, CHECKSUM_KEY, 0xBA);
    let (inside, le, protection) = opened(&mut session, &bytes(SECURED)).unwrap();
    assert_eq!(hex::encode(inside), "2241a4800a04007f000702020302028401c3");
    assert_eq!(le, Le::Absent);
    assert_eq!(protection, Protection { integrity: true, confidentiality: true });
    assert_eq!(session.open.counter, 0xBB);
}

#[test]
fn every_altered_bit_of_a_command_is_refused() {
    let command = bytes(SECURED);
    for bit in 8..(command.len() - 1) * 8 {
        let mut altered = command.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        if Command::parse(&altered).is_err() {
            continue;
        }
        let refused = opened(&mut session(ENCRYPTION, CHECKSUM_KEY, 0xBA), &altered).unwrap_err();
        let words = [StatusWord::SM_DATA_OBJECTS_INCORRECT, StatusWord::SM_DATA_OBJECTS_MISSING];
        assert!(words.contains(&refused), "bit {bit}: {refused:?}");
    }
    for counter in [0xB9, 0xBB] {
        let refused = opened(&mut session(ENCRYPTION, CHECKSUM_KEY, counter), &command);
        assert_eq!(refused.unwrap_err(), StatusWord::SM_DATA_OBJECTS_INCORRECT, "{counter:X}");
    }
}

/// An answer from a passport in the same tests.
#[test]
fn an_answer_of_a_passport_comes_out() {
    let plain = bytes(
        "a729901d1a71874700133107ec53306404307bc382c63d8c150c3c72080ace05afa0c2bea28e4fb22787139165ef\
         ba91f90f8aa5814a503ad4eb04a8c7dd22ce2826043004a8c7dd22ce28268b39b55416f0447c2fb77de107dcd2a6\
         2e880ea53eeb62d57cb4390295dbc9943ab78696fa504c110461041d1c64f068cf45ffa2a63a81b7c13f6b8847a3\
         e77ef14fe3db7fcafe0cbd10e8e826e03436d646aaef87b2e247d4af1e8abe1d7520f9c2a45cb1eb8e95cfd55262\
         b70b29feec5864e19c054ff99129280e4646217791811142820341263c53150231008cb91e82a3",
    );
    let secured = "8781e1012fabf9e0655d7e987fd28a8aeb19c9cadd990d49399799ed1fe465bcea56da9ba302429\
        1d40d23d7f1e00485d71faddc6d8c1382e8028dd22efdcc72ed47663d56d20dd6c4b867956fe0507313083ae7fc5\
        4fb46133f184febbe13ad6fd3e2616a1f4a829e75ada1a0e443ca738288f6014be8a7745d8259b089e6bee35bcc4\
        bf5b63db5fdd84244f67eca099213b70a861b4487225aa68af684278fceb4cb809de42be3ee95b0e0d72bcdb0ed4\
        7cb56efc264e04a9397a90e81ad1d81efa2d14b2ca8ec7bd997f4b1c1fd344d5dee8589c38b227ca4cb35810060a\
        7cc76403e990290008e083eb47ef4fa82afc9";
    let keys = ["a8e85e938514ec67ae33cda3d43d3c48", "27f1adeb705a049a305b0c619b14b9b3"];
    let mut session = session(keys[0], keys[1], 0x0B);
    let mut reply = vec![0; plain.len() + ANSWER_OVERHEAD];
    bytes::copy(&mut reply, &plain);
    let status = StatusWord::SUCCESS;
    let length = session.secure_answer(&mut Software, 0xB0, &mut reply, plain.len(), status);
    assert_eq!(hex::encode(&reply[..length.unwrap()]), secured);
}

#[test]
fn an_answer_without_data_is_a_status_word_under_a_checksum() {
    let mut session = session(ENCRYPTION, CHECKSUM_KEY, 0xBB);
    let mut reply = [0; 14];
    let status = StatusWord::REFERENCE_NOT_FOUND;
    let length = session.secure_answer(&mut Software, 0x22, &mut reply, 0, status);
    assert_eq!(length, Ok(14));
    assert_eq!(hex::encode(&reply[..6]), "99026a888e08");
    let short = session.secure_answer(&mut Software, 0x22, &mut [0; 13], 0, status);
    assert_eq!(short, Err(StatusWord::NOT_ENOUGH_MEMORY));
}

#[test]
fn the_keys_depend_on_all_that_they_are_derived_from() {
    let derive = |secret: u8, context: [&[u8]; 3]| {
        let secret = [secret; 32];
        let mut keys = SessionKeys::none();
        keys.derive(&mut Software, (Algorithm::Aes256, &secret), context).unwrap();
        (keys.encryption, keys.checksum)
    };
    let first = derive(1, [b"1", b"2", b"3"]);
    assert_ne!(first.0, first.1);
    assert_ne!(first.0[..16], first.0[16..]);
    for (secret, context) in [
        (2, [&b"1"[..], b"2", b"3"]),
        (1, [b"4", b"2", b"3"]),
        (1, [b"1", b"4", b"3"]),
        (1, [b"1", b"2", b"4"]),
    ] {
        let other = derive(secret, context);
        assert_ne!(other.0, first.0);
        assert_ne!(other.1, first.1);
    }
    let short = (Algorithm::Aes128, &[0; 15][..]);
    let short = SessionKeys::none().derive(&mut Software, short, [&[], &[], &[]]);
    assert!(short.is_err(), "no key of AES-128");
}

#[test]
fn a_counter_at_its_end_ends_the_session() {
    let mut session = session(ENCRYPTION, CHECKSUM_KEY, u64::MAX);
    let refused = opened(&mut session, &bytes(SECURED)).unwrap_err();
    assert_eq!(refused, StatusWord::SM_DATA_OBJECTS_INCORRECT);
}

/// VERIFY with these data objects, and a right checksum, as the first command of a session.
fn secured(session: &mut Session, objects: &[u8]) -> Vec<u8> {
    let keys = &mut session.open;
    keys.counter = 1;
    let checksum = keys.checksum(&mut Software, Some([0x0C, 0x20, 0, 1]), objects).unwrap();
    keys.counter = 0;
    let field = [objects, &[CHECKSUM, 8], &checksum].concat();
    let mut command = vec![0; 96];
    let class = Class::PLAIN.with_secure_messaging(SecureMessaging::IsoHeaderAuthenticated);
    let (le, length) = (Le::Any, Length::Short);
    Command { class, ins: 0x20, p1: 0, p2: 1, data: &field, le, length }
        .encode(&mut command)
        .unwrap()
        .to_vec()
}

#[test]
fn a_plain_value_is_under_the_checksum_and_not_confidential() {
    let mut session = session(ENCRYPTION, CHECKSUM_KEY, 0);
    let command = secured(&mut session, &[PLAIN_VALUE_OF_1234, &[0x97, 1, 0]].concat());
    let (inside, le, protection) = opened(&mut session, &command).unwrap();
    assert_eq!(inside, [0x20, 0, 1, b'1', b'2', b'3', b'4']);
    assert_eq!(le, Le::Any);
    assert_eq!(protection, Protection { integrity: true, confidentiality: false });
}

#[test]
fn a_cryptogram_of_nothing_or_without_padding_is_refused_under_a_right_checksum() {
    let with = |last: usize, byte: u8| {
        let mut blocks = [0; 32];
        blocks[last] = byte;
        blocks
    };
    for (blocks, taken) in [
        (&[1, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], Some(1)),
        (&with(31, 0x80), Some(31)),
        (&with(16, 0x80), Some(16)),
        (&with(15, 0x80), None),
        (&with(31, 0x81), None),
        (&with(0, 0), None),
        (&with(0, 0x80)[..16], None),
        (&[1; 16], None),
    ] {
        let mut session = session(ENCRYPTION, CHECKSUM_KEY, 1);
        let mut cryptogram = blocks.to_vec();
        session.open.encrypt(&mut Software, &mut cryptogram).unwrap();
        let length = u8::try_from(cryptogram.len() + 1).unwrap();
        let command = secured(&mut session, &[&[0x87, length, 1], &cryptogram[..]].concat());
        let opened = opened(&mut session, &command).map(|(inside, ..)| inside.len() - 3);
        assert_eq!(opened, taken.ok_or(StatusWord::SM_DATA_OBJECTS_INCORRECT), "{blocks:02X?}");
    }
}

const PLAIN_VALUE_OF_1234: &[u8] = &[0x81, 4, b'1', b'2', b'3', b'4'];

#[test]
fn nothing_of_the_keys_stays_in_its_place_when_a_session_is_over() {
    const NOTHING: [u8; KEY_MAX] = [0; KEY_MAX];
    let places = |session: &Session| {
        let Session { open, prepared, .. } = session;
        [&open.encryption, &open.checksum, &prepared.encryption, &prepared.checksum]
            .map(|key| *key != NOTHING)
    };
    let mut session = Session::new();
    let prepare = |session: &mut Session, secret: &[u8]| {
        let key = (Algorithm::Aes256, secret);
        session.prepare(&mut Software, NodeId::MF, key, [b"1", b"2", b"3"])
    };
    prepare(&mut session, &[1; 32]).unwrap();
    assert_eq!(places(&session), [false, false, true, true]);
    session.drop_prepared();
    assert_eq!(places(&session), [false; 4]);
    assert_eq!(session.begin_prepared(), None);
    assert!(!session.is_open());
    prepare(&mut session, &[1; 32]).unwrap();
    assert_eq!(session.begin_prepared(), Some(Opener::Object(NodeId::MF)));
    assert_eq!((session.is_open(), places(&session)), (true, [true, true, false, false]));
    assert_eq!(session.begin_prepared(), None, "once");
    session.open.counter = 5;
    let old = session.open.encryption;
    prepare(&mut session, &[2; 32]).unwrap();
    session.begin_prepared();
    assert!(session.open.encryption != old && session.open.counter == 0);
    prepare(&mut session, &[3; 32]).unwrap();
    assert!(prepare(&mut session, &[3; 31]).is_err());
    assert_eq!(session.begin_prepared(), None, "keys that could not be derived are none");
    prepare(&mut session, &[3; 32]).unwrap();
    session.close();
    assert_eq!((session.is_open(), places(&session)), (false, [false; 4]));
    let reply = &mut [0; 64];
    let closed = session.secure_answer(&mut Software, 0xB0, reply, 0, StatusWord::SUCCESS);
    assert_eq!(closed, Err(StatusWord::SM_DATA_OBJECTS_INCORRECT));
}

/// BSI's worked example for extended access control: its curve is another one, and nothing here
/// depends on it.
#[test]
fn the_keys_and_the_token_of_chip_authentication_are_those_of_the_worked_example() {
    use apdu_spec::chip_authentication::token_input;
    use test_vectors::eac_example::{
        CHECKSUM_KEY, ENCRYPTION_KEY, NONCE, SHARED, TERMINAL_POINT, TOKEN,
    };
    let input = token_input(&bytes(TERMINAL_POINT).try_into().unwrap());
    let mut session = Session::new();
    let secret = [&bytes(SHARED)[..], &bytes(NONCE)];
    let token = session.prepare_agreed(&mut Software, secret, &input).unwrap();
    assert_eq!(hex::encode(*token), TOKEN);
    let (encryption, checksum) = (session.prepared.encryption, session.prepared.checksum);
    assert_eq!((&encryption, &checksum), (&key(ENCRYPTION_KEY), &key(CHECKSUM_KEY)));
    assert!(!session.is_open());
    assert_eq!(session.begin_prepared(), Some(Opener::Before));
    assert_eq!((session.open.encryption, session.open.checksum), (encryption, checksum));
    assert_eq!(session.prepared.encryption, [0; KEY_MAX], "zeroised");
    assert_eq!(session.prepared.checksum, [0; KEY_MAX], "zeroised");
}

/// Chip authentication as OpenPACE computes it on P-256, from the card's key to the session's.
#[test]
fn keys_and_token_of_chip_authentication_are_those_of_openpace() {
    use crate::crypto::{KeyAgreement, SHARED_LEN};
    use apdu_spec::chip_authentication::token_input;
    let runs = test_vectors::openpace::chip_authentication();
    assert!(!runs.is_empty());
    for run in runs {
        let value = |name| run.value(name).unwrap();
        let (secret, terminal) = (value("private-card"), value("public-terminal"));
        let mut shared = [0; SHARED_LEN];
        Software.key_agreement(Algorithm::P256, secret, terminal, &mut shared).unwrap();
        assert_eq!(shared, value("shared-secret"));
        let input = token_input(terminal.try_into().unwrap());
        let mut session = Session::new();
        let token = session.prepare_agreed(&mut Software, [&shared, value("nonce")], &input);
        assert_eq!(*token.unwrap(), value("token-card"));
        assert_eq!(session.prepared.encryption[..16], *value("encryption-key"));
        assert_eq!(session.prepared.checksum[..16], *value("checksum-key"));
    }
}

/// What terminal authentication is bound to begins with a session of PACE, goes with it, and is
/// zeroised in its place.
#[test]
fn what_binds_a_terminal_goes_with_its_session() {
    let (card, terminal) = ([1; 32], [2; 32]);
    let opened = || {
        let mut session = Session::new();
        session.prepared.binding.open(&card);
        session.opener = Some(Opener::Before);
        session.begin_prepared();
        assert!(session.binding().announce(&terminal));
        session
    };
    let is_gone = |session: &mut Session| {
        let binding = session.binding();
        !binding.is_bound() && binding.announced().is_none() && binding.is_zeroised()
    };
    let mut session = opened();
    assert_eq!(session.binding().announced(), Some([&card, &terminal]));
    assert!(!session.prepared.binding.is_bound() && session.prepared.binding.is_zeroised());
    session.close();
    assert!(is_gone(&mut session));
    // Another session in its place, which no PACE opened.
    let mut session = opened();
    let key = (Algorithm::Aes128, &[1; 16][..]);
    session.prepare(&mut Software, NodeId::MF, key, [b"1", b"2", b"3"]).unwrap();
    assert!(session.binding().is_bound(), "until the command is answered");
    session.begin_prepared();
    assert!(is_gone(&mut session));
    // A terminal has authenticated itself when the command is answered.
    let mut session = opened();
    session.binding().authenticate();
    session.drop_prepared();
    assert_eq!(session.binding().permitted(), PermittedKey::None);
    session.binding().authenticate();
    assert_eq!(session.begin_prepared(), None);
    assert_eq!(session.binding().permitted(), PermittedKey::Only(&terminal));
}
