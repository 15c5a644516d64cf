//! What a card that is begun is gone on with from.

use super::*;

fn seal(record: &Resident) -> [u8; SEAL_LEN] {
    let order = Order {
        record,
        characters: None,
        photo: None,
        font: None,
        authority: authority(),
        transport_key: &TEST_TRANSPORT_KEY,
        now: now(),
    };
    order.seal(b"JUKIV0000000001").unwrap()
}

/// Flags of version 1 are written as those of version 2, and may make another certificate.
#[test]
fn a_card_is_not_gone_on_with_from_a_record_that_makes_another_certificate() {
    let sample = samples::version_1("rare-characters").unwrap();
    let plain = sample.replace('𠮷', "吉").replace('髙', "高").replace('\u{E0100}', "");
    for (json, same) in [(sample, false), (&plain, true)] {
        let first = Resident::parse(json.as_bytes()).unwrap();
        let second = Resident::parse(&serde_json::to_vec(&first).unwrap()).unwrap();
        let [text, other] = [&first, &second].map(|record| uses::certificate(record).unwrap());
        assert_eq!(text.name == other.name, same);
        assert_eq!(seal(&first) == seal(&second), same);
    }
}
