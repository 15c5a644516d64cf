use super::*;
use proptest::prelude::*;

const SUM: [u8; 10] = [0x8E, 8, 1, 2, 3, 4, 5, 6, 7, 8];

fn field(objects: &[&[u8]]) -> std::vec::Vec<u8> {
    [&objects.concat()[..], &SUM].concat()
}

#[test]
fn a_command_is_taken_apart() {
    let encrypted = [&[0x87, 17, 1][..], &[0xAA; 16]].concat();
    let le = [0x97, 1, 0];
    let command = SecuredCommand::parse(0xB0, &field(&[&encrypted, &le])).unwrap();
    assert_eq!(command.data, DataField::Encrypted(3..19));
    assert_eq!((command.le, command.length), (Le::Any, Some(Length::Short)));
    assert_eq!((command.covered, command.checksum), (22, [1, 2, 3, 4, 5, 6, 7, 8]));

    let plain = SecuredCommand::parse(0x20, &field(&[&[0x81, 2, 9, 9]])).unwrap();
    assert_eq!((plain.data, plain.le, plain.length), (DataField::Plain(2..4), Le::Absent, None));

    let odd = [&[0x85, 16][..], &[0xAA; 16]].concat();
    let odd = SecuredCommand::parse(0xB1, &field(&[&odd, &[0x97, 2, 1, 2]])).unwrap();
    assert_eq!(odd.data, DataField::Encrypted(2..18));
    assert_eq!((odd.le, odd.length), (Le::Exact(0x102), Some(Length::Extended)));

    let nothing = SecuredCommand::parse(0x20, &SUM).unwrap();
    assert_eq!((nothing.data, nothing.covered), (DataField::Absent, 0));
}

#[test]
fn what_is_missing_or_not_in_its_place_is_told() {
    let encrypted = [&[0x87, 17, 1][..], &[0xAA; 16]].concat();
    let odd = [&[0x85, 16][..], &[0xAA; 16]].concat();
    let le: &[u8] = &[0x97, 1, 0];
    for (ins, bytes, expected) in [
        (0xB0, std::vec![], StatusWord::SM_DATA_OBJECTS_MISSING),
        (0xB0, le.to_vec(), StatusWord::SM_DATA_OBJECTS_MISSING),
        (0xB0, encrypted.clone(), StatusWord::SM_DATA_OBJECTS_MISSING),
        (0xB0, [le, &encrypted, &SUM].concat(), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, [&SUM, le].concat(), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, [le, le, &SUM].concat(), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, field(&[&odd]), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB1, field(&[&encrypted]), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB1, field(&[&[0x81, 1, 1]]), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, field(&[&[0x81, 0]]), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, field(&[&[0x87, 1, 1]]), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, field(&[&[0x87, 0]]), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, field(&[&[0x87, 16], &[1; 16]]), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, field(&[&[0x87, 17, 2], &[1; 16]]), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, field(&[&[0x97, 0]]), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, field(&[&[0x97, 3, 0, 0, 0]]), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, field(&[&[0x99, 2, 0x90, 0]]), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, SUM[..9].to_vec(), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, std::vec![0x8E, 7, 1, 2, 3, 4, 5, 6, 7], StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (0xB0, [&SUM[..], &[0]].concat(), StatusWord::SM_DATA_OBJECTS_INCORRECT),
    ] {
        assert_eq!(SecuredCommand::parse(ins, &bytes), Err(expected), "{ins:02X} {bytes:02X?}");
    }
}

#[test]
fn an_answer_is_taken_apart_and_has_a_status_word() {
    let encrypted = [&[0x87, 17, 1][..], &[0xAA; 16]].concat();
    let status: &[u8] = &[0x99, 2, 0x90, 0];
    let answer = SecuredAnswer::parse(0xB0, &field(&[&encrypted, status])).unwrap();
    assert_eq!((answer.data, answer.covered), (DataField::Encrypted(3..19), 23));
    assert_eq!(answer.status, StatusWord::SUCCESS);
    for (bytes, expected) in [
        (field(&[&encrypted]), StatusWord::SM_DATA_OBJECTS_MISSING),
        (field(&[&[0x99, 1, 0x90]]), StatusWord::SM_DATA_OBJECTS_INCORRECT),
        (field(&[&[0x81, 1, 1], status]), StatusWord::SM_DATA_OBJECTS_MISSING),
        ([&encrypted, status].concat(), StatusWord::SM_DATA_OBJECTS_MISSING),
    ] {
        assert_eq!(SecuredAnswer::parse(0xB0, &bytes), Err(expected), "{bytes:02X?}");
    }
}

#[test]
fn padding_comes_off_as_it_was_put_on() {
    for length in 0..40 {
        let mut bytes = std::vec![0xEE; length];
        bytes.extend_from_slice(padding(length));
        assert!(bytes.len().is_multiple_of(BLOCK_LEN) && bytes.len() > length);
        assert_eq!(unpadded(&bytes), Some(length));
        bytes.extend([0; BLOCK_LEN]);
        assert_eq!(unpadded(&bytes), None, "a block of padding too many");
    }
    assert_eq!(unpadded(&[0; BLOCK_LEN]), None);
    assert_eq!(unpadded(&[1; BLOCK_LEN]), None);
    assert_eq!(unpadded(&[]), None);
}

proptest! {
    #![proptest_config(crate::random::config())]

    #[test]
    fn any_bytes_are_taken_apart_without_harm(
        ins: u8, bytes in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        for data in [
            SecuredCommand::parse(ins, &bytes).map(|command| command.data),
            SecuredAnswer::parse(ins, &bytes).map(|answer| answer.data),
        ] {
            if let Ok(DataField::Plain(range) | DataField::Encrypted(range)) = data {
                prop_assert!(bytes.get(range).is_some());
            }
        }
        let _ = unpadded(&bytes);
    }
}
