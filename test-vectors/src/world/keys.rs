//! A DF beside the others of the world, in which everybody may do everything: what a rule hardly
//! ever allows comes off often here.
//!
//! | in DF D103 | |
//! |---|---|
//! | 0001 (P-256), 0002 (RSA-2048) | sign; 0008 (P-256) too, and it is deleted by everybody |
//! | 0003 (P-256) | agrees |
//! | 0004, 000D, 000E (AES) | both ways (15 tries), of the outside (no counter), of the card; of the same value |
//! | 0007 (P-256) | authenticates the card |
//! | 0005, 0006 | stored environments, the second one restored by whoever has authenticated by key 0004 |
//! | 000C, 4401 | records and bytes that WRITE adds to (OR) |
//! | 000F | records that WRITE replaces; updated by whoever has authenticated by key 0004 |
//! | 4402 | bytes that WRITE replaces; updated by whoever has authenticated by key 0004 |
//! | 4403 | three times 256 bytes |
//! | 001C | cyclic records, appended by whoever has authenticated by key 0004 |
//! | 0009 | a PIN that is enabled, disabled, changed and reset by everybody |
//! | 000B, 000A | a PIN, and the resetting code of it |
//! | 001D | read under a checksum, updated encrypted, with whatever session |
//! | in the MF | 4D02 and 4D03: CAN and PIN (15 tries), for PACE |
//! | [`MAKINGS`] | files that everybody creates, uses, ends and deletes |

use super::super::grammar::Vocabulary;
use crate::mock_keys;
use crate::scenario::{self, CardConnection};
use apdu_spec::file::{Algorithm, FileId};

/// The DF.
pub const DF: FileId = 0xD103;
/// The value of the AES keys.
pub const MUTUAL_KEY: [u8; 16] = *b"~mutual--key-4~~";

/// Files that are created in D103 and ended there, as scenarios write CREATE FILE.
pub const MAKINGS: [&str; 10] = [
    "00 E0 00 00 [62{ 80{0020} 82{01} 83{0011} AB{ 80{7B} 90{} } 8A{05} }]",
    "00 E0 00 00 [62{ 80{0020} 82{01} 83{4412} AB{ 80{7F} 90{} } 8A{05} 88{} }]",
    "00 E0 00 00 [62{ 82{02 41 0008 04} 83{0013} AB{ 80{7F} 90{} } 8A{05} }]",
    "00 E0 00 00 [62{ 82{05 21 0020 04} 83{0014} AB{ 80{7F} 90{} } 8A{05} }]",
    "00 E0 00 00 [62{ 82{08} 83{0015} A5{ 80{03} 83{0404} 84{01} } AB{ 80{78} 90{} 84{20 24 26 28} 90{} } 8A{05} }]",
    "00 E0 00 00 [62{ 82{09} 83{0016} A5{ 80{03} 81{02} 82{06} } AB{ 80{78} 90{} 84{82 86 88 24} 90{} } 8A{05} }]",
    "00 E0 00 00 [62{ 82{08} 83{0017} A5{ 87{01} } AB{ 80{7B} 90{} } 8A{05} }]",
    "00 E0 00 00 [62{ 80{0008} 82{01} 83{0019} AB{ 80{01} A4{ 83{95} 95{08} } 80{78} 90{} } 8A{05} }]",
    "00 E0 00 00 [62{ 82{38} 83{0018} 84{A0000000D118} AB{ 80{7E} 90{} 84{CADA} 90{} } 8A{05} }]",
    // A name that is taken.
    "00 E0 00 00 [62{ 82{38} 83{001A} 84{A0000000D101} AB{ 80{7E} 90{} } 8A{05} }]",
];

const LIFE: &str = r#"
scenario: keys
clause: none
administrator
> 00 E0 00 00 [62{ 82{08} 83{4D02} A5{ 83{0404} 84{01} 87{02} } AB{ 84{86} 90{} } 88{} }]
< SUCCESS
> 00 24 01 80 ["2718"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{08} 83{4D03} A5{ 80{0F} 83{0404} 84{01} 87{03} } AB{ 84{86} 90{} } 88{} }]
< SUCCESS
> 00 24 01 80 ["3141"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{38} 83{D103} 84{A0000000D103} AB{ 84{CADAE0} 90{} } }]
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{0001} A5{ 81{11} 82{01} } AB{ 80{01} 90{} 84{2A46} 90{} } }]
< SUCCESS
> 00 46 80 81 00
< * SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{0002} A5{ 81{12} 82{01} } AB{ 80{19} 90{} 84{2A46} 90{} } }]
< SUCCESS
> 00 46 80 82 00 0000
< * SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{0003} A5{ 81{11} 82{10} } AB{ 80{01} 90{} 84{2A46} 90{} } }]
< SUCCESS
> 00 46 80 83 00
< * SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{0004} A5{ 80{0F} 81{01} 82{06} } AB{ 84{82 86 88} 90{} } }]
< SUCCESS
> 00 24 01 84 ["~mutual--key-4~~"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{000D} A5{ 81{01} 82{04} } AB{ 84{82 86 88} 90{} } }]
< SUCCESS
> 00 24 01 8D ["~mutual--key-4~~"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{000E} A5{ 80{0F} 81{01} 82{02} } AB{ 84{82 86 88} 90{} } }]
< SUCCESS
> 00 24 01 8E ["~mutual--key-4~~"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{0007} A5{ 81{11} 82{02} } AB{ 80{01} 90{} 84{86 88 46} 90{} } }]
< SUCCESS
> 00 46 80 87 00
< * SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{0008} A5{ 81{11} 82{01} } AB{ 80{41} 90{} 84{2A46} 90{} } }]
< SUCCESS
> 00 46 80 88 00
< * SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{08} 83{0005} A5{ 87{01} } AB{ 80{03} 90{} } 8A{05} }]
< SUCCESS
> 00 E0 00 00 [62{ 82{08} 83{0006} A5{ 87{01} } AB{ 80{02} 90{} 80{01} A4{ 83{84} 95{80} } } 8A{05} }]
< SUCCESS
> 00 E0 00 00 [62{ 82{08} 83{0009} A5{ 80{0F} 83{0404} 84{01} } AB{ 84{20 24 26 28 2C} 90{} } }]
< SUCCESS
> 00 24 01 89 ["1111"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{08} 83{000A} A5{ 80{0F} 83{0808} 84{01} } AB{ 84{20} 90{} } }]
< SUCCESS
> 00 24 01 8A ["87654321"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{08} 83{000B} A5{ 80{03} 83{0408} 84{01} } AB{ 84{20} 90{} 84{2C} A4{ 83{8A} 95{08} } } }]
< SUCCESS
> 00 24 01 8B ["87654321"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 80{0040} 82{01 41} 83{4401} AB{ 80{07} 90{} } 8A{05} 88{} }]
< SUCCESS
> 00 E0 00 00 [62{ 82{02 41 0008 08} 83{000C} AB{ 80{07} 90{} } 8A{05} }]
< SUCCESS
> 00 E2 00 00 [0101010101010101]
< SUCCESS
> 00 E2 00 00 [0202020202020202]
< SUCCESS
> 00 E0 00 00 [62{ 80{0300} 82{01 21} 83{4402} AB{ 80{05} 90{} 80{02} A4{ 83{84} 95{80} } } 8A{05} 88{} }]
< SUCCESS
> 00 E0 00 00 [62{ 80{0300} 82{01 61} 83{4403} AB{ 80{07} 90{} } 8A{05} 88{} }]
< SUCCESS
> 00 E0 00 00 [62{ 82{02 21 0008 08} 83{000F} AB{ 80{05} 90{} 80{02} A4{ 83{84} 95{80} } } 8A{05} }]
< SUCCESS
> 00 E2 00 00 [0101010101010101]
< SUCCESS
> 00 E2 00 00 [0202020202020202]
< SUCCESS
> 00 E0 00 00 [62{ 82{06 01 0008 04} 83{001C} AB{ 80{03} 90{} 80{04} A4{ 83{84} 95{80} } } }]
< SUCCESS
> 00 E2 00 00 [0101010101010101]
< SUCCESS
> 00 E2 00 00 [0202020202020202]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 80{0010} 82{01} 83{001D} AB{ 80{01} B4{95{30}} 80{02} B8{95{30}} } 8A{05} }]
< SUCCESS
> 00 DB 3F FF [42{01020304} 5F20{"NAME"} 65{ 5B{0102} 5F24{20300101} } 7F21{}]
< SUCCESS
> 00 A4 08 0C [D103]
< SUCCESS
> 00 44 00 00
< SUCCESS
"#;

/// Makes the DF on the card of the world, whose key pairs are mock ones.
///
/// # Errors
/// The command that failed, and its answer.
pub fn issue(card: &mut dyn CardConnection) -> Result<(), String> {
    for scenario in scenario::parse("keys", LIFE).map_err(|failure| failure.to_string())? {
        scenario::play(&scenario, card).map_err(|failure| failure.to_string())?;
    }
    card.reset()
}

fn object(tag: &[u8], value: &[u8]) -> Vec<u8> {
    [tag, &[u8::try_from(value.len()).unwrap_or(0)], value].concat()
}

/// What DECIPHER takes: the public key of somebody.
#[must_use]
pub fn agreement() -> Vec<u8> {
    let peer = mock_keys::public(Algorithm::P256, b"somebody");
    object(&[0xA6], &object(&[0x7F, 0x49], &object(&[0x86], &peer)))
}

/// The vocabulary of the world, with the words that mean something to its keys.
#[must_use]
pub fn vocabulary() -> Vocabulary {
    let mut words = Vocabulary::of_world();
    words.parameters.extend([0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88]);
    words.files.extend([DF, 0x0007, 0x0008]);
    let hash = [0xA5; mock_keys::HASH_LEN];
    let info = b"\x30\x31\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
    let state = [&hash[..], &512_u64.to_be_bytes()].concat();
    words.data.extend([
        [&info[..], &hash].concat(),
        agreement(),
        object(&[0x90], &hash),
        [object(&[0x90], &state), object(&[0x80], b"the rest")].concat(),
        [object(&[0x90], &[]), object(&[0x80], b"all of it")].concat(),
        [object(&[0x9E], &hash), object(&[0x9A], &hash)].concat(),
        object(&[0x9E], &hash),
        b"a challenge of sixteen bytes up".to_vec(),
    ]);
    for key in 0x81..=0x88 {
        words.data.push(vec![0x84, 0x01, key]);
        words.data.extend([0xA4, 0xA6, 0xB6, 0xB8].map(|tag| object(&[tag], &[0x84, 1, key])));
    }
    for (template, algorithm, key) in [(0xB6, 4, 1), (0xB6, 2, 2), (0xB8, 5, 3), (0xA4, 1, 4)] {
        words.data.push(vec![0x80, 0x01, algorithm, 0x81, 0x02, 0x00, key]);
        words.data.push(vec![template, 0x00]);
    }
    let lists: [&[u8]; 8] = [
        &[0x80, 0x01, 0x06],
        &[0x5C, 0x01, 0x42],
        &[0x5C, 0x03, 0x5F, 0x20, 0x65],
        &[0x4D, 0x02, 0x42, 0x02],
        &[0x4D, 0x05, 0x65, 0x03, 0x5F, 0x24, 0x80],
        &[0x4D, 0x06, 0x65, 0x00, 0x7F, 0x21, 0x42, 0x80],
        &[0x42, 0x02, 0xAA, 0xBB],
        &[0x5F, 0x20, 0x01, 0x41, 0x65, 0x04, 0x5B, 0x02, 0x11, 0x22],
    ];
    words.data.extend(lists.map(<[u8]>::to_vec));
    words.tags.extend([vec![0x42], vec![0x65], vec![0x5F, 0x20], vec![0x5F, 0x24], vec![0x9A]]);
    words
}
