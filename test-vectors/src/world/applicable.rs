//! In which DF of the world a command can succeed, and with which parameters and data: random
//! commands without these are nearly always refused, most of them by the first check.

use apdu_spec::instruction::Instruction;

use crate::grammar::Vocabulary;

/// Current DFs, and words that make commands which can succeed there.
#[derive(Clone, Debug)]
pub struct ApplicableWords {
    /// Paths from the MF.
    pub places: &'static [&'static [u8]],
    /// The words.
    pub words: Vocabulary,
}

impl ApplicableWords {
    fn new(places: &'static [&'static [u8]], parameters: &[u8], data: &[&[u8]]) -> Self {
        let data = data.iter().map(|word| word.to_vec()).collect();
        let words = Vocabulary { parameters: parameters.to_vec(), data, ..Vocabulary::default() };
        Self { places, words }
    }

    /// What suits this command, one as well as the other; nothing when the vocabulary of the world
    /// does.
    #[must_use]
    pub fn of(instruction: Instruction) -> Vec<Self> {
        use Instruction as I;
        let more = match instruction {
            I::ReadBinaryOdd => Some(Self::new(&[DF], &[0x44, 0x01], &OFFSETS)),
            I::WriteBinaryOdd | I::UpdateBinaryOdd | I::SearchBinaryOdd | I::EraseBinaryOdd => {
                Some(Self::new(&[DF], &[0x44, 0x01], &PARTS))
            }
            I::ReadRecordOdd => Some(Self::new(&[FIXED], &[0x01, 0x04], &OFFSETS)),
            I::UpdateRecordOdd => Some(Self::new(&[FIXED], &FIXED_PARAMETERS, &PARTS)),
            I::ReadRecord | I::WriteRecord | I::UpdateRecord => {
                Some(Self::new(&[FIXED], &FIXED_PARAMETERS, &[&[3; 8]]))
            }
            I::PerformSecurityOperation => {
                let mut suited = Self::new(&[&[0xD1, 0x03, 0x00, 0x03]], &[], &[]);
                suited.words.data.push(super::keys::agreement());
                Some(suited)
            }
            _ => None,
        };
        Self::first(instruction).into_iter().chain(more).collect()
    }

    fn first(instruction: Instruction) -> Option<Self> {
        use Instruction as I;
        Some(match instruction {
            I::ReadBinary | I::WriteBinary | I::UpdateBinary | I::SearchBinary | I::EraseBinary => {
                Self::new(&BYTES, &[0x00, 0x86], &[&[0x10], b"ab", &[0; 4]])
            }
            I::ReadBinaryOdd => Self::new(&BYTES, &BYTES_ODD, &OFFSETS),
            I::WriteBinaryOdd | I::UpdateBinaryOdd | I::SearchBinaryOdd | I::EraseBinaryOdd => {
                Self::new(&BYTES, &BYTES_ODD, &PARTS)
            }
            I::ReadRecord | I::EraseRecord | I::EraseAllRecords => {
                Self::new(&RECORDS, &RECORD_PARAMETERS, &[])
            }
            I::ReadRecordOdd => Self::new(&RECORDS, &RECORD_PARAMETERS, &OFFSETS),
            I::UpdateRecordOdd => Self::new(&RECORDS, &RECORD_PARAMETERS, &PARTS),
            I::WriteRecord | I::UpdateRecord | I::AppendRecord | I::SearchRecord => {
                Self::new(&RECORDS, &RECORD_PARAMETERS, &CONTENTS)
            }
            I::GetData | I::PutData => Self::new(
                &OBJECTS,
                &[0x00, 0x01, 0x5F, 0x7F, 0x42, 0x65, 0x20, 0x21, 0xA0],
                &[b"value"],
            ),
            I::GetDataOdd | I::PutDataOdd => {
                Self::new(&OBJECTS, &[0x3F, 0xFF, 0xD1, 0x03], &OBJECT_WORDS)
            }
            I::Verify | I::VerifyOdd => Self::new(&PINS, &PIN_PARAMETERS, &PIN_VALUES),
            I::ChangeReferenceData | I::ChangeKey => {
                Self::new(&PINS, &PIN_PARAMETERS, &[b"11111111", b"1111", b"12341234"])
            }
            I::ResetRetryCounter => Self::new(
                &PINS,
                &[0x89, 0x8B, 0x98],
                &[b"87654321", b"8765432187654321", b"1111", b"ABC123"],
            ),
            I::EnableVerificationRequirement | I::DisableVerificationRequirement | I::UnlockKey => {
                Self::new(&PINS, &PIN_PARAMETERS, &[b"1111"])
            }
            I::InternalAuthenticate => {
                Self::new(&KEYS, &[0x84, 0x87, 0x8D, 0x8E, 0x00], &[b"a challenge"])
            }
            I::GeneralAuthenticate | I::GeneralAuthenticateOdd => {
                Self::new(&KEYS, &[0x84, 0x87, 0x8D, 0x8E, 0x00], &DYNAMIC)
            }
            I::ManageSecurityEnvironment => {
                let parameters = [0x41, 0x81, 0xC1, 0xF2, 0xF3, 0xF4, 0x85, 0x86, 0x97, 0x00, 0x01];
                Self::new(&KEYS, &parameters, &REFERENCES)
            }
            I::PerformSecurityOperation => Self::new(&KEYS, &[], &OPERANDS),
            I::SignWithKey => Self::new(&KEYS, &[0x00, 0x81, 0x82, 0x88], &[&HASH, SHA1]),
            I::GenerateKeyPair => Self::new(&KEYS, &[0x81, 0x82, 0x83, 0x87, 0x88], &[]),
            I::GenerateKeyPairOdd => Self::new(&KEYS, &[], &TEMPLATES),
            I::Select => Self::new(&NAMED, &[0x00, 0x01, 0x02, 0x03, 0x04, 0x06, 0x0C], &NAMES),
            I::ManageChannel => Self::new(&NAMED, &[0x00, 0x01, 0x02], &[]),
            I::DeleteFile
            | I::ActivateFile
            | I::DeactivateFile
            | I::TerminateEf
            | I::TerminateDf => Self::new(&MADE, &[0x00, 0x02], &MADE_FILES),
            _ => return None,
        })
    }
}

const DF: &[u8] = &[0xD1, 0x03];
/// A file of records that WRITE adds to.
const FIXED: &[u8] = &[0xD1, 0x03, 0x00, 0x0C];
/// The first record, and each P2 of the odd instruction.
const FIXED_PARAMETERS: [u8; 5] = [0x01, 0x04, 0x05, 0x06, 0x07];

const BYTES: [&[u8]; 6] = [
    &[0x00, 0x02],
    &[0x00, 0x06],
    &[0xD1, 0x01, 0xD1, 0x02, 0x00, 0x01],
    &[0xD1, 0x03, 0x44, 0x12],
    &[0xD1, 0x03, 0x44, 0x01],
    &[0xD1, 0x03],
];
const RECORDS: [&[u8]; 7] = [
    &[0x00, 0x04],
    &[0x00, 0x04],
    &[0x00, 0x03],
    &[0x00, 0x04],
    &[0x00, 0x05],
    &[0xD1, 0x03, 0x00, 0x13],
    &[0xD1, 0x03, 0x00, 0x14],
];
const OBJECTS: [&[u8]; 3] = [&[0xD1, 0x03], &[0xD1, 0x03, 0x00, 0x01], &[0xD1, 0x01]];
const PINS: [&[u8]; 2] = [&[0xD1, 0x03, 0x00, 0x09], &[0xD1, 0x01]];
const KEYS: [&[u8]; 5] = [
    &[0xD1, 0x03],
    &[0xD1, 0x03, 0x00, 0x01],
    &[0xD1, 0x03, 0x00, 0x02],
    &[0xD1, 0x03, 0x00, 0x03],
    &[0xD1, 0x03, 0x00, 0x05],
];
const MADE: [&[u8]; 5] = [
    &[0xD1, 0x03],
    &[0xD1, 0x03, 0x00, 0x11],
    &[0xD1, 0x03, 0x00, 0x13],
    &[0xD1, 0x03, 0x00, 0x16],
    &[0xD1, 0x03, 0x00, 0x18],
];
const NAMED: [&[u8]; 2] = [&[0xD1, 0x03], &[0xD1, 0x01]];
const NAMES: [&[u8]; 6] = [
    &[0xA0, 0x00, 0x00, 0x00, 0xD1, 0x01],
    &[0xA0, 0x00, 0x00, 0x00, 0xD1, 0x03],
    &[0xA0, 0x00, 0x00, 0x00],
    &[0xD1, 0x03, 0x00, 0x01],
    &[0x00, 0x01],
    &[0xD1, 0x02],
];
const MADE_FILES: [&[u8]; 10] = [
    // By name, and by path from the MF: few of the others are for a DF.
    &[0xA0, 0x00, 0x00, 0x00, 0xD1, 0x18],
    &[0xD1, 0x03, 0x00, 0x18],
    &[0x00, 0x18],
    &[0xD1, 0x03, 0x00, 0x11],
    &[0x00, 0x11],
    &[0x44, 0x12],
    &[0x00, 0x14],
    &[0x00, 0x15],
    &[0x00, 0x17],
    &[0x00, 0x18],
];

/// Numbers, identifiers, and P2 of the current EF.
const RECORD_PARAMETERS: [u8; 7] = [0x00, 0x01, 0x02, 0x04, 0x05, 0x06, 0x07];
/// The current EF, one by short identifier, one by file identifier.
const BYTES_ODD: [u8; 5] = [0x00, 0x00, 0x06, 0x44, 0x12];
const OFFSETS: [&[u8]; 2] = [&[0x54, 0x01, 0x00], &[0x54, 0x01, 0x04]];
/// Offsets, with data and without.
const PARTS: [&[u8]; 5] = [
    &[0x54, 0x01, 0x04],
    &[0x54, 0x01, 0x04, 0x53, 0x02, 0xAA, 0xBB],
    &[0x54, 0x01, 0x00, 0x53, 0x01, 0x01],
    &[0x54, 0x01, 0x01, 0x73, 0x03, 0x42, 0x01, 0x00],
    &[0x54, 0x01, 0x00, 0x54, 0x01, 0x04],
];
/// As long as the records of the files, and strings that are found in them.
const CONTENTS: [&[u8]; 6] = [
    &[1; 16],
    &[2; 8],
    &[1, 2, 3, 4],
    &[0xA1, 0xA1],
    &[0x04, 0x00, 0xA1],
    &[0x0C, 0x01, 0x03, 0x04],
];
const OBJECT_WORDS: [&[u8]; 7] = [
    &[0x5C, 0x00],
    &[0x5C, 0x04, 0x5F, 0x20, 0x65, 0x42],
    &[0x4D, 0x02, 0x42, 0x02],
    &[0x4D, 0x05, 0x65, 0x03, 0x5F, 0x24, 0x80],
    &[0x4D, 0x06, 0x65, 0x00, 0x7F, 0x21, 0x00, 0x00],
    &[0x42, 0x02, 0xAA, 0xBB],
    &[0x5F, 0x20, 0x01, 0x41, 0x65, 0x04, 0x5B, 0x02, 0x11, 0x22],
];
const PIN_PARAMETERS: [u8; 4] = [0x80, 0x89, 0x98, 0x11];
const PIN_VALUES: [&[u8]; 4] = [
    b"1111",
    b"1234",
    &[0x5F, 0x2E, 0x04, b'1', b'1', b'1', b'1'],
    &[0x5F, 0x2E, 0x08, b'1', b'1', b'1', b'1', 0xFF, 0xFF, 0xFF, 0xFF],
];
const DYNAMIC: [&[u8]; 4] = [
    &[0x7C, 0x02, 0x81, 0x00],
    &[0x7C, 0x02, 0x80, 0x00],
    &[0x7C, 0x0C, 0x81, 0x08, 1, 2, 3, 4, 5, 6, 7, 8, 0x82, 0x00],
    &[0x7C, 0x0C, 0x82, 0x00, 0x81, 0x08, 8, 7, 6, 5, 4, 3, 2, 1],
];
const REFERENCES: [&[u8]; 9] = [
    // RSA, of a P-256 key.
    &[0x80, 0x01, 0x02, 0x84, 0x01, 0x81],
    &[0x84, 0x01, 0x81],
    &[0x83, 0x01, 0x82],
    &[0x80, 0x01, 0x04, 0x84, 0x01, 0x88],
    &[0x80, 0x01, 0x05, 0x84, 0x01, 0x83],
    &[0x81, 0x02, 0x00, 0x08, 0x84, 0x01, 0x00],
    &[0x80, 0x01, 0x06],
    &[0x84, 0x01, 0x10],
    &[0x84, 0x01, 0x80],
];
const TEMPLATES: [&[u8]; 6] = [
    &[0xB6, 0x00],
    &[0xA6, 0x00],
    &[0xB6, 0x03, 0x84, 0x01, 0x82],
    &[0xB8, 0x03, 0x84, 0x01, 0x83],
    &[0xA4, 0x04, 0x81, 0x02, 0x00, 0x07],
    &[0xB6, 0x06, 0x80, 0x01, 0x04, 0x83, 0x01, 0x81],
];
const HASH: [u8; 32] = [0xA5; 32];
/// The `DigestInfo` of SHA-1, which RSA alone signs.
const SHA1: &[u8] =
    b"\x30\x21\x30\x09\x06\x05\x2B\x0E\x03\x02\x1A\x05\x00\x04\x14abcdefghijklmnopqrst";
/// Hash codes, bare and in data objects.
const OPERANDS: [&[u8]; 5] = [
    &HASH,
    SHA1,
    b"\x30\x31\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20abcdefghijklmnopqrstuvwxyz012345",
    b"\x90\x20abcdefghijklmnopqrstuvwxyz012345",
    b"\x90\x28abcdefghijklmnopqrstuvwxyz012345\x00\x00\x00\x00\x00\x00\x02\x00\x80\x03def",
];
