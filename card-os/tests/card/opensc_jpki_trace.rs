//! What unmodified OpenSC 0.23 sent to a JPKI card with RSA-2048 keys, answered command by
//! command: probes for other cards, the queries of PIN files, certificates in blocks, signatures
//! with both keys, a wrong PIN.
//!
//! The trace was taken from a throw-away mock card. The card here is built by CREATE FILE from
//! the files that the trace shows; contents must come back byte for byte, status words must be
//! the same, and a signature must be one over the bytes that OpenSC gave, under the public key
//! that the card itself gave out.

use std::collections::BTreeMap;

use apdu_spec::file::{Algorithm, PublicKey};
use apdu_spec::status::StatusWord;
use card_os_testing::card::{TestCard, split};
use card_os_testing::trace::{self, Event, Exchange, create, create_ef, create_pin};
use rsa::{BoxedUint, Pkcs1v15Sign};
use test_vectors::watch::Watch;

const TRACE: &str = include_str!("../../../test-vectors/traces/opensc-jpki.trace");

const ALWAYS: &str = "90{}";
const AUTHENTICATION_PIN: &str = "A4{ 83{98} 95{08} }";
const SIGNING_PIN: &str = "A4{ 83{9B} 95{08} }";

/// File identifiers of the keys, and of the signing certificate and the PIN that opens it.
const AUTHENTICATION_KEY: [u8; 2] = [0x00, 0x17];
const SIGNING_KEY: [u8; 2] = [0x00, 0x1A];
const SIGNING_CERTIFICATE: [u8; 2] = [0x00, 0x01];
const SIGNING_PIN_FILE: [u8; 2] = [0x00, 0x1B];

/// The mock card had none.
const GET_CHALLENGE: u8 = 0x84;

/// The EF that a SELECT in the trace names.
fn selected(command: &[u8]) -> Option<[u8; 2]> {
    command.strip_prefix(&[0x00, 0xA4, 0x02, 0x0C, 0x02])?.try_into().ok()
}

/// The contents of the files that the trace reads.
fn contents() -> BTreeMap<[u8; 2], Vec<u8>> {
    let mut files: BTreeMap<[u8; 2], Vec<u8>> = BTreeMap::new();
    let mut current = [0, 0];
    for Exchange { command, data, status } in trace::exchanges(TRACE) {
        if let Some(fid) = selected(&command) {
            current = fid;
        }
        if let ([0x00, 0xB0, high, low, _], StatusWord::SUCCESS) = (&command[..], status) {
            let at = usize::from(u16::from_be_bytes([*high, *low]));
            let file = files.entry(current).or_default();
            file.resize(file.len().max(at + data.len()), 0);
            file[at..at + data.len()].copy_from_slice(&data);
        }
    }
    files
}

fn create_key(card: &mut TestCard, fid: [u8; 2], pin: &str) -> rsa::PublicKey {
    let template = trace::create_key(card, &hex::encode(fid), Algorithm::Rsa2048.to_byte(), pin);
    let modulus = PublicKey::parse(&template).unwrap().value;
    rsa::PublicKey::new(BoxedUint::from_be_slice_vartime(modulus), 65537u32.into()).unwrap()
}

/// The JPKI application of the trace, issued, and its public keys.
fn card() -> (TestCard, BTreeMap<[u8; 2], rsa::PublicKey>) {
    let mut card = TestCard::blank();
    card.administrator();
    create(&mut card, "82{38} 83{4A50} 84{D392F000260100000001} AB{ 84{CA} 90{} }");
    create_pin(&mut card, "0018", "80{03} 83{0404} 84{01}", "", "1234");
    create_pin(&mut card, "001B", "80{05} 83{0610} 84{02}", "", "ABC123");
    let authentication = create_key(&mut card, AUTHENTICATION_KEY, AUTHENTICATION_PIN);
    let signing = create_key(&mut card, SIGNING_KEY, SIGNING_PIN);
    for (fid, content) in contents() {
        let rule = if fid == SIGNING_CERTIFICATE { SIGNING_PIN } else { ALWAYS };
        create_ef(&mut card, &fid, &content, rule);
    }
    for df in ["4A50", "3F00"] {
        card.done(&format!("00 A4 00 0C [{df}]"));
        card.done("00 44 00 00");
    }
    let keys = [(AUTHENTICATION_KEY, authentication), (SIGNING_KEY, signing)];
    (card.restarted(), BTreeMap::from(keys))
}

/// A probe for another card: any of these lets OpenSC go on to the next one (a tag that is
/// unknown is 6A88 here, where the mock had no GET DATA at all).
fn is_unknown(status: StatusWord) -> bool {
    [
        StatusWord::FILE_NOT_FOUND,
        StatusWord::INSTRUCTION_NOT_SUPPORTED,
        StatusWord::REFERENCE_NOT_FOUND,
    ]
    .contains(&status)
}

/// What the card must answer where the mock card did otherwise: that one kept a PIN verified from
/// one program to the next. SELECT of the application ends it here, and OpenSC goes on without
/// the signing certificate, as it does at the trace's beginning.
#[derive(Debug, Default)]
struct ExpectedState {
    current: [u8; 2],
    is_open: bool,
}

impl ExpectedState {
    /// Follows a command that the mock card answered with `status`.
    fn status(&mut self, command: &[u8], status: StatusWord) -> StatusWord {
        if let Some(fid) = selected(command) {
            self.current = fid;
        }
        match command[1] {
            0xA4 if command[2] == 0x04 && status == StatusWord::SUCCESS => self.is_open = false,
            0x20 if status == StatusWord::SUCCESS && self.current == SIGNING_PIN_FILE => {
                self.is_open = true;
            }
            0xB0 if self.current == SIGNING_CERTIFICATE && !self.is_open => {
                return StatusWord::SECURITY_STATUS_NOT_SATISFIED;
            }
            _ => {}
        }
        status
    }
}

#[test]
fn opensc_is_answered_command_by_command() {
    let (mut card, keys) = card();
    let mut watch = Watch::of_any(&[]);
    let mut expected = ExpectedState::default();
    let (mut probes, mut bytes, mut statuses) = (0, 0, 0);
    let mut signatures: BTreeMap<[u8; 2], usize> = BTreeMap::new();
    for (number, event) in trace::events(TRACE).into_iter().enumerate() {
        let Event::Exchange(Exchange { command, data, status }) = event else {
            card.card.reset();
            expected = ExpectedState::default();
            continue;
        };
        let sent = format!("{number}: {}", hex::encode(&command));
        let answer = card.answer(&command);
        watch.exchange(&command, &answer).unwrap();
        let (answer, answered) = split(&answer);
        if command[1] == GET_CHALLENGE {
            assert_eq!(answered, StatusWord::SUCCESS, "{sent}");
            continue;
        }
        if is_unknown(status) {
            assert!(is_unknown(answered), "{answered:?} to {sent}");
            probes += 1;
            continue;
        }
        let status = expected.status(&command, status);
        assert_eq!(answered, status, "{sent}");
        match command[1] {
            0x2A => {
                let (key, signed) = (expected.current, &command[5..command.len() - 1]);
                let verified = keys[&key].verify(Pkcs1v15Sign::new_unprefixed(), signed, &answer);
                verified.unwrap_or_else(|error| panic!("{error}: {sent}"));
                *signatures.entry(key).or_default() += 1;
            }
            _ if status.is_success() && !data.is_empty() => {
                assert_eq!(answer, data, "{sent}");
                bytes += 1;
            }
            _ => statuses += 1,
        }
    }
    println!(
        "{probes} probes refused, {bytes} answers byte for byte, {signatures:?} signatures \
         verified, {statuses} status words"
    );
    assert_eq!(signatures, BTreeMap::from([(AUTHENTICATION_KEY, 14), (SIGNING_KEY, 1)]));
}
