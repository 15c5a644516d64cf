//! What unmodified OpenSC 0.23 sent to a PKCS#15 card with P-256 keys, answered command by
//! command: selection, queries, PIN, MANAGE SECURITY ENVIRONMENT, signature, unblocking.
//!
//! The trace was taken from a throw-away mock card. The card here is built by CREATE FILE from
//! the files that the trace shows; contents must come back byte for byte, status words must be
//! the same, file control information must hold what OpenSC reads in it, and a signature must
//! verify under the public key that the card itself gives out.

use std::collections::BTreeMap;

use apdu_spec::file::{Algorithm, PublicKey};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;
use card_os_testing::card::{TestCard, split};
use card_os_testing::trace::{self, Exchange, create, create_ef, create_pin};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{DerSignature, VerifyingKey};
use test_vectors::watch::Watch;

const TRACE: &str = include_str!("../../../test-vectors/traces/opensc-pkcs15-p256.trace");

/// The contents of the files that the trace reads, by path.
fn contents(exchanges: &[Exchange]) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut files: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
    let mut path = Vec::new();
    for Exchange { command, data, status } in exchanges {
        match command[..] {
            [0x00, 0xA4, 0x08, _, length, ref rest @ ..] => {
                path = rest[..usize::from(length)].to_vec();
                // What cannot be read here must exist all the same.
                if path.len() == 4 {
                    files.entry(path.clone()).or_default();
                }
            }
            [0x00, 0xB0, high, low, _] if *status == StatusWord::SUCCESS => {
                let at = usize::from(u16::from_be_bytes([high, low]));
                let file = files.entry(path.clone()).or_default();
                file.resize(file.len().max(at + data.len()), 0);
                file[at..at + data.len()].copy_from_slice(data);
            }
            _ => {}
        }
    }
    files
}

const ALWAYS: &str = "90{}";
const AUTHENTICATION_PIN: &str = "A4{ 83{98} 95{08} }";
const SIGNING_PIN: &str = "A4{ 83{9B} 95{08} }";
const PUK: &str = "A4{ 83{02} 95{08} }";

fn create_key(card: &mut TestCard, fid: &str, pin: &str) -> VerifyingKey {
    let answer = trace::create_key(card, fid, Algorithm::P256.to_byte(), pin);
    VerifyingKey::from_sec1_bytes(PublicKey::parse(&answer).unwrap().value).unwrap()
}

/// The card of the trace, issued, and the public keys of its signing and authentication keys.
fn card(exchanges: &[Exchange]) -> (TestCard, VerifyingKey, VerifyingKey) {
    let files = contents(exchanges);
    let mut card = TestCard::blank();
    card.administrator();
    create_pin(&mut card, "0002", "80{0A} 83{0808} 84{01}", "", "12345678");
    create_ef(&mut card, &[0x2F, 0x00], &files[&[0x2F, 0x00][..]], ALWAYS);

    create(&mut card, "82{38} 83{4A50}");
    let own = |pin: &str| format!("84{{24}} {pin} 84{{2C}} {PUK}");
    let (digits, password) = ("80{03} 83{0404} 84{01}", "80{05} 83{0610} 84{02}");
    create_pin(&mut card, "0018", digits, &own(AUTHENTICATION_PIN), "1234");
    create_pin(&mut card, "001B", password, &own(SIGNING_PIN), "ABC123");
    let authentication = create_key(&mut card, "0017", AUTHENTICATION_PIN);
    let signing = create_key(&mut card, "001A", SIGNING_PIN);
    for (path, content) in &files {
        match path[..] {
            [0x4A, 0x50, 0x00, 0x17 | 0x1A] => {}
            [0x4A, 0x50, 0x00, 0x01] => create_ef(&mut card, &path[2..], content, SIGNING_PIN),
            [0x4A, 0x50, _, _] => create_ef(&mut card, &path[2..], content, ALWAYS),
            _ => {}
        }
    }
    card.done("00 A4 00 0C [3F00]");
    create(&mut card, "82{38} 83{5015} 84{A000000063504B43532D3135} 86{FFFFFF} AB{ 84{CA} 90{} }");
    for (path, content) in files.iter().filter(|(path, _)| path.starts_with(&[0x50, 0x15])) {
        if path.len() == 4 {
            create_ef(&mut card, &path[2..], content, ALWAYS);
        }
    }
    let info = exchanges.iter().find(|e| e.command.starts_with(&[0x00, 0xCA])).unwrap();
    card.done(&format!("00 DA 01 A0 [{}]", hex::encode(&info.data)));
    for df in ["5015", "4A50", "3F00"] {
        card.done(&format!("00 A4 00 0C [{df}]"));
        card.done("00 44 00 00");
    }
    (card.restarted(), signing, authentication)
}

#[test]
fn opensc_is_answered_command_by_command() {
    let exchanges = trace::exchanges(TRACE);
    assert!(exchanges.len() > 300);
    let (mut card, signing, authentication) = card(&exchanges);
    let mut watch = Watch::of_any(&[]);
    let mut key = &signing;
    let (mut bytes, mut controls, mut statuses, mut signatures) = (0, 0, 0, 0);
    for (number, Exchange { command, data, status }) in exchanges.iter().enumerate() {
        let sent = format!("{number}: {}", hex::encode(command));
        let answer = card.answer(command);
        watch.exchange(command, &answer).unwrap();
        let (answer, answered) = split(&answer);
        assert_eq!(answered, *status, "{sent}");
        match (command[1], &data[..]) {
            (0xA4, [_, ..]) => {
                same_control_information(&answer, data, &sent);
                controls += 1;
            }
            (0x22, _) => {
                key = if command.contains(&0x17) { &authentication } else { &signing };
                statuses += 1;
            }
            (0x2A, _) => {
                let signature = DerSignature::from_bytes(&answer).unwrap();
                key.verify_prehash(&command[5..37], &signature).expect("the signature verifies");
                signatures += 1;
            }
            _ => {
                assert_eq!(answer, *data, "{sent}");
                bytes += usize::from(!data.is_empty());
                statuses += usize::from(data.is_empty());
            }
        }
    }
    println!(
        "{} commands: {bytes} answers byte for byte, {controls} file control informations, \
         {signatures} signatures verified, {statuses} status words",
        exchanges.len()
    );
    assert_eq!(signatures, 2);
}

/// Size, descriptor, identifier, name, access bytes and life cycle are what OpenSC reads.
fn same_control_information(answer: &[u8], expected: &[u8], sent: &str) {
    let ours = tlv::find(answer, 0x6Fu8).unwrap();
    let theirs = tlv::find(expected, 0x6Fu8).unwrap();
    for object in tlv::Reader::new(theirs) {
        let object = object.unwrap();
        assert_eq!(tlv::find(ours, object.tag), Some(object.value), "{:?} of {sent}", object.tag);
    }
}
