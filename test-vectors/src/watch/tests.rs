use super::*;

const READ: [u8; 5] = [0x00, 0xB0, 0x81, 0x00, 0x00];

fn answer(data: &[u8]) -> Vec<u8> {
    [data, &[0x90, 0x00]].concat()
}

#[test]
fn a_closed_file_is_not_shown_without_its_pin_and_is_with_it() {
    let mut watch = Watch::of_world(b"");
    assert!(watch.exchange(&READ, &answer(b"x~mf-one~")).is_err());
    watch.exchange(b"\x00\x20\x00\x11\x041234", &[0x90, 0x00]).unwrap();
    watch.exchange(&READ, &answer(b"x~mf-one~")).unwrap();
    assert!(watch.exchange(&READ, &answer(b"~one-pin")).is_err(), "another PIN's");
    assert!(watch.exchange(&READ, &answer(b"~nobody~")).is_err());
    watch.reset();
    assert!(watch.exchange(&READ, &answer(b"x~mf-one~")).is_err());
}

#[test]
fn a_wrong_code_is_not_accepted() {
    let mut watch = Watch::of_world(b"");
    assert!(watch.exchange(b"\x00\x20\x00\x11\x041235", &[0x90, 0x00]).is_err());
    watch.exchange(b"\x00\x20\x00\x11\x041235", &[0x63, 0xC2]).unwrap();
    let code = [&[0x00, 0x82, 0x00, 0x10, 0x10][..], &[0; 16]].concat();
    assert!(watch.exchange(&code, &[0x90, 0x00]).is_err(), "no challenge");
    watch.exchange(&[0x00, 0x84, 0x00, 0x00, 0x10], &answer(&[7; 16])).unwrap();
    assert!(watch.exchange(&code, &[0x90, 0x00]).is_err());
}

#[test]
fn a_code_of_mutual_authenticate_is_checked_like_the_other() {
    let mutual = |code: &[u8]| [&[0x00, 0x82, 0x00, 0x10, 0x18][..], &[9; 8], code, &[0]].concat();
    let message = [&[0x03][..], &[7; 16], &[9; 8]].concat();
    let right = aes_cmac(&TEST_TRANSPORT_KEY, &message);
    for (code, taken) in [(right, true), ([0; 16], false)] {
        let mut watch = Watch::of_world(b"");
        watch.exchange(&[0x00, 0x84, 0x00, 0x00, 0x10], &answer(&[7; 16])).unwrap();
        let judged = watch.exchange(&mutual(&code), &answer(&[1; 16]));
        assert_eq!(judged.is_ok(), taken, "{judged:?}");
    }
}

#[test]
fn a_code_that_opens_a_session_is_checked_in_its_own_domain() {
    for (domain, taken) in [(0x05, true), (0x03, false)] {
        let code = aes_cmac(&TEST_TRANSPORT_KEY, &[&[domain], &[7; 16][..], &[9; 16]].concat());
        let command = [&[0x00, 0x82, 0x01, 0x10, 0x20][..], &[9; 16], &code, &[0]].concat();
        let mut watch = Watch::of_world(b"");
        watch.exchange(&[0x00, 0x84, 0x00, 0x00, 0x10], &answer(&[7; 16])).unwrap();
        let judged = watch.exchange(&command, &answer(&[1; 16]));
        assert_eq!(judged.is_ok(), taken, "{judged:?}");
        // Its key is authenticated on every channel, as long as the session lasts.
        let granted = |watch: &Watch| [0, 3].map(|channel| watch.is_granted(channel, 0x10));
        assert_eq!(granted(&watch), [taken; 2]);
        watch.exchange(b"\x00\xA4\x04\x0C\x01\xA0", &[0x90, 0x00]).unwrap();
        assert_eq!(granted(&watch), [taken; 2]);
        watch.exchange(b"\x01\x2E\x00\x00", &[0x90, 0x00]).unwrap();
        assert!(!watch.has_security_status());
    }
}

#[test]
fn a_value_in_a_data_object_is_checked_like_any_other() {
    let mut watch = Watch::of_world(b"");
    let right = b"\x00\x21\x00\x11\x07\x5F\x2E\x041234";
    watch.exchange(right, &[0x90, 0x00]).unwrap();
    watch.exchange(&READ, &answer(b"x~mf-one~")).unwrap();
    let wrong = b"\x00\x21\x00\x11\x07\x5F\x2E\x041235";
    assert!(watch.exchange(wrong, &[0x90, 0x00]).is_err());
}

#[test]
fn nothing_is_changed_without_a_security_status() {
    let change = b"\x00\x24\x01\x11\x041235";
    assert!(Watch::of_world(b"").exchange(change, &[0x90, 0x00]).is_err());
    Watch::of_world(b"").exchange(change, &[0x69, 0x82]).unwrap();
    let with_old = b"\x00\x24\x00\x11\x0812341235";
    Watch::of_world(b"").exchange(with_old, &[0x90, 0x00]).unwrap();
}

#[test]
fn an_answer_that_the_table_does_not_list_is_told() {
    let mut watch = Watch::of_any(b"");
    assert!(watch.exchange(&[0x00, 0x84, 0x00, 0x00, 0x08], &[0x6A, 0x82]).is_err());
    assert!(watch.exchange(&[0x00, 0x84, 0x00, 0x00, 0x01], &answer(&[1, 2])).is_err());
}
