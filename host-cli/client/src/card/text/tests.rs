use super::*;

fn attributes() -> Attributes {
    Attributes {
        name: "住基　太郎".to_owned(),
        address: "東京都千代田区霞が関二丁目１番２号".to_owned(),
        birth: "19800229".to_owned(),
        sex: "1".to_owned(),
    }
}

#[test]
fn the_personal_number_fills_seventeen_bytes() {
    let file = personal_number_file(Some("379474484458"));
    assert_eq!(hex::encode_upper(&file), "FF100C333739343734343834343538FFFF");
    assert_eq!(number_hash_input(&file).len(), 17);
    assert_eq!(personal_number_file(None), [0xFF; 17]);
}

#[test]
fn offsets_point_at_the_tags() {
    for address in [1, 10, 60] {
        let file = Attributes { address: "あ".repeat(address), ..attributes() }.encode();
        let files = Files { attributes: file, ..Files::default() };
        assert!(files.offsets_fit(), "{address}");
    }
    let file = attributes().encode().unwrap();
    assert_eq!(file[..3], [0xFF, 0x20, 0x62]);
    assert_eq!(file[3..14], [0xDF, 0x21, 8, 0, 14, 0, 32, 0, 86, 0, 97]);
    assert_eq!(Attributes::parse(&file), Some(attributes()));
    let mut moved = file;
    moved[7] += 1;
    assert!(!Files { attributes: Some(moved), ..Files::default() }.offsets_fit());
}

#[test]
fn the_size_of_the_attributes_is_known_before_they_are_encoded() {
    // Each side of the lengths at which a length field grows, and of the whole file's.
    for length in [1, 66, 67, 100, 127, 128, 129, 190, 200, 255, 256, 600, 700] {
        let attributes = Attributes { address: "a".repeat(length), ..attributes() };
        let file = attributes.encode().unwrap();
        assert_eq!(text::attributes_size(attributes.name.len(), length), file.len(), "{length}");
    }
}

#[test]
fn the_attributes_are_hashed_without_their_offsets() {
    let file = attributes().encode().unwrap();
    let mut padded = file.clone();
    padded.resize(1024, 0xFF);
    assert_eq!(attributes_hash_input(&padded).unwrap(), file[14..]);
}

#[test]
fn what_was_signed_comes_back_as_it_was() {
    let signed = signature_input(&[1; 32], &[2; 32]);
    assert_eq!(signed.len(), 2 * (2 + 1 + 32));
    let mut content = signature_file(&signed, &[3; 256]).unwrap();
    content.resize(352, 0xFF);
    let files = Files { signature: Some(content), ..Files::default() };
    let read = files.signature().unwrap();
    assert_eq!((read.signed, read.number_hash), (signed, [1; 32]));
    assert_eq!(read.signature, [3; 256]);
}

#[test]
fn a_key_of_the_card_is_one_of_jpki() {
    let modulus = [0xC5; 256];
    let rsa = [&hex::decode("90030100019182 0100".replace(' ', "")).unwrap()[..], &modulus];
    let key = rsa.concat();
    let signed = card_key_input(&key).unwrap();
    let file = card_key_file(&signed, &[9; 256], &[8; 256]);
    let read = Files { card_key: file, ..Files::default() }.card_key().unwrap();
    assert_eq!((read.signed, Some(read.key)), (signed, PublicKey::from_objects(&key)));
    assert_eq!((read.signature, read.binding), (vec![9; 256], vec![8; 256]));
    let file = card_key_file(&card_key_input(&key[..20]).unwrap(), &[9; 256], &[8; 256]);
    assert_eq!(Files { card_key: file, ..Files::default() }.card_key(), None, "half a key");
}
