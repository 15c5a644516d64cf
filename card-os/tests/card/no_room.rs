//! A command whose answer has no room is refused, and whoever sent it knows of nothing that it did.

use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY};
use apdu_spec::status::StatusWord;
use card_os_testing::card::{IDENTITY, TestCard, split};
use test_vectors::mac::aes_cmac;
use test_vectors::scenario;

/// The proof of MUTUAL AUTHENTICATE is right, but its answer has no room: the other side does not
/// know of it.
#[test]
fn a_proof_that_is_not_answered_has_proved_nothing() {
    for session in [0, 1] {
        let mut granted = 0;
        for room in 2..=18 {
            let mut card = TestCard::blank();
            let challenge = card.done("00 84 00 00 10");
            let domain = if session == 1 { 5 } else { 3 };
            let nonce = [0x5A; 16];
            let message = [&[domain], &IDENTITY.serial[..], &challenge, &nonce].concat();
            let code = aes_cmac(&TEST_TRANSPORT_KEY, &message);
            let command = format!(
                "00 82 {session:02X} {ADMINISTRATOR_REFERENCE:02X} [{}{}] 00",
                hex::encode(nonce),
                hex::encode(code)
            );
            let mut command = scenario::bytes(&command).unwrap();
            let mut reply = vec![0; room];
            let length = card.card.transmit(&mut command, &mut reply);
            let status = split(&reply[..length]).1;
            if status == StatusWord::SUCCESS {
                granted += 1;
                continue;
            }
            assert_eq!(status, StatusWord::NOT_ENOUGH_MEMORY, "{room}");
            let created = card.send("00 E0 00 00 [62{ 80{0002} 82{01} 83{0104} }]").1;
            assert_eq!(created, StatusWord::SECURITY_STATUS_NOT_SATISFIED, "{session}, {room}");
        }
        assert_eq!(granted, 1, "there is room for it in the end");
    }
}
