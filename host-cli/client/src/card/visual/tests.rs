use super::*;
use apdu_spec::tlv::{Tag, Writer};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rsa::BoxedUint;

const PNG: &[u8] = b"\x89PNG\r\n\x1A\nand so on";
const JP2: &[u8] = b"\0\0\0\x0CjP  \r\n\x87\n and so on";

fn key() -> PublicKey {
    let mut modulus = [0xC5; 256];
    modulus[255] = 0x31;
    let modulus = BoxedUint::from_be_slice(&modulus, 2048).unwrap();
    let exponent = BoxedUint::from_be_slice(&[1, 0, 1], 24).unwrap();
    PublicKey::Rsa(rsa::PublicKey::new(modulus, exponent).unwrap())
}

fn face() -> Face {
    Face {
        birth: "19800229".to_owned(),
        sex: "1".to_owned(),
        key: key(),
        name: PNG.to_vec(),
        address: PNG.to_vec(),
        photo: [JP2, &[0xFF; 5000]].concat(),
        signature: vec![0xFF; 256],
        expiry: "20361122".to_owned(),
        security_code: PNG.to_vec(),
    }
}

/// The data object at an offset of DF21.
fn at(file: &[u8], number: usize) -> Tag {
    let place = file.windows(3).position(|bytes| bytes == [0xDF, 0x21, 18]).unwrap() + 3;
    let offset = u16::from_be_bytes([file[place + 2 * number], file[place + 2 * number + 1]]);
    apdu_spec::tlv::Reader::new(&file[offset.into()..]).next().unwrap().unwrap().tag
}

#[test]
fn a_face_reads_as_it_was_written() {
    let without_photo = Face {
        birth: String::new(),
        sex: String::new(),
        address: Vec::new(),
        photo: Vec::new(),
        security_code: Vec::new(),
        ..face()
    };
    for face in [face(), without_photo] {
        let file = face.encode().unwrap();
        for (number, tag) in (0xDF22_u16..=0xDF2A).enumerate() {
            assert_eq!(at(&file, number), Tag::from(tag));
        }
        let hashes = face.hashes().unwrap();
        assert_eq!(Face::parse(&file), Some((face, hashes)));
    }
}

#[test]
fn a_photo_that_offsets_do_not_reach_is_not_written() {
    let face = Face { photo: [JP2, &[0; 0x8000]].concat(), ..face() };
    assert_eq!(face.encode(), None);
}

#[test]
fn the_signature_covers_three_groups_and_nothing_else() {
    let whole = face().hashes().unwrap();
    let differs = |other: Face| {
        let other = other.hashes().unwrap();
        [0, 32, 64].map(|start| whole[start..start + 32] != other[start..start + 32])
    };
    assert_eq!(differs(Face { birth: "19800301".into(), ..face() }), [true, false, false]);
    assert_eq!(differs(Face { sex: "2".into(), ..face() }), [true, false, false]);
    assert_eq!(differs(Face { name: b"other".to_vec(), ..face() }), [false, true, false]);
    assert_eq!(differs(Face { address: b"other".to_vec(), ..face() }), [false, true, false]);
    assert_eq!(differs(Face { photo: JP2.to_vec(), ..face() }), [false, false, true]);
    assert_eq!(differs(Face { expiry: "20990101".into(), ..face() }), [false; 3]);
    assert_eq!(differs(Face { security_code: Vec::new(), ..face() }), [false; 3]);
}

#[test]
fn what_is_no_face_is_none() {
    let file = face().encode().unwrap();
    for length in (0..file.len()).step_by(97).chain([file.len() - 1]) {
        assert_eq!(Face::parse(&file[..length]), None, "cut to {length}");
    }
    let behind = [&file[..], &[0xDF, 0x2B, 0]].concat();
    assert_eq!(Face::parse(&behind), None, "something behind it");
    // Every byte of the directory counts.
    let start = file.windows(2).position(|bytes| bytes == [0xDF, 0x21]).unwrap();
    for place in start..start + 21 {
        let mut other = file.clone();
        other[place] ^= 1;
        assert_eq!(Face::parse(&other), None, "byte {place}");
    }
    let refused = |face: Face| Face::parse(&face.encode().unwrap()).is_none();
    assert!(!refused(Face { birth: "19800200".into(), ..face() }), "the day is not known");
    assert!(!refused(Face { birth: "19800000".into(), ..face() }), "nor the month");
    assert!(refused(Face { birth: "19800015".into(), ..face() }), "a day of no month");
    assert!(refused(Face { birth: "1980022９".into(), ..face() }));
    assert!(refused(Face { birth: "1980".into(), ..face() }));
    assert!(refused(Face { sex: "3".into(), ..face() }));
    assert!(refused(Face { expiry: String::new(), ..face() }));
    assert!(refused(Face { name: Vec::new(), ..face() }), "every face shows a name");
    assert!(refused(Face { name: b"\x1B[2Jname".to_vec(), ..face() }));
    assert!(refused(Face { photo: PNG.to_vec(), ..face() }));
}

#[test]
fn objects_in_another_order_or_twice_are_refused() {
    let build = |tags: [u16; 3]| {
        let key = key().to_objects().unwrap();
        let mut room = [0; 2048];
        let mut writer = Writer::new(&mut room);
        writer.nested(0xFF10_u16, |w| {
            for tag in tags {
                let value = if tag == 0xDF12 { &key[..] } else { b"19800229" };
                w.tlv(tag, value);
            }
        });
        writer.finish().unwrap().to_vec()
    };
    assert!(Age::parse(&build([0xDF11, 0xDF12, 0xDF13])).is_some());
    for wrong in [[0xDF12, 0xDF11, 0xDF13], [0xDF11, 0xDF12, 0xDF12], [0xDF11, 0xDF11, 0xDF13]] {
        assert_eq!(Age::parse(&build(wrong)), None, "{wrong:X?}");
    }
}

#[test]
fn age_number_and_information_read_as_they_were_written() {
    let mut age = Age::new("19800229".to_owned(), key()).unwrap();
    age.signature = vec![7; 256];
    assert_eq!(Age::parse(&age.encode().unwrap()), Some(age));
    let mut number = Number::new(PNG.to_vec(), key()).unwrap();
    number.signature = vec![7; 256];
    assert_eq!(Number::parse(&number.encode().unwrap()), Some(number));
    let basic = BasicInfo {
        version: vec![6, 3, 0, 1],
        key_id: vec![9; 16],
        data_version: vec![1],
        municipality: "13101".to_owned(),
        reference: vec![0xFF; 272],
    };
    assert_eq!(BasicInfo::parse(&basic.encode().unwrap()), Some(basic.clone()));
    let wrong = BasicInfo { municipality: "1310\n".to_owned(), ..basic };
    assert_eq!(BasicInfo::parse(&wrong.encode().unwrap()), None);
}

#[test]
fn filler_behind_a_file_is_passed_over() {
    let file = face().encode().unwrap();
    assert_eq!(whole(&[&file[..], &[0xFF; 40]].concat()), Some(&file[..]));
    assert_eq!(whole(&[0xFF; 40]), None);
    assert_eq!(whole(&[]), None);
}

/// The seed of the project's random tests.
fn drawn() -> ProptestConfig {
    let rng_seed = RngSeed::Fixed(test_vectors::seed::of("visual application"));
    ProptestConfig { rng_seed, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(drawn())]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _none = (Face::parse(&bytes), Age::parse(&bytes), Number::parse(&bytes));
        let _none = (BasicInfo::parse(&bytes), whole(&bytes));
    }

    #[test]
    fn a_changed_byte_is_refused_or_seen(place in 0_usize..6000, bit in 0..8) {
        let mut file = face().encode().unwrap();
        let place = place % file.len();
        file[place] ^= 1_u8 << bit;
        if let Some((read, hashes)) = Face::parse(&file) {
            let changed = (read, hashes) != (face(), face().hashes().unwrap());
            prop_assert!(changed);
        }
    }
}
