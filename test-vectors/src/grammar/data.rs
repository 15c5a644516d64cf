//! Data fields.

use apdu_spec::instruction::{Field, Instruction, Row};
use apdu_spec::request::COMMAND_TO_PERFORM;

use super::choices::Choices;
use super::vocabulary::Vocabulary;

/// A data field for a form of this row.
pub(super) fn field(
    row: &Row,
    field: Field,
    choices: &mut dyn Choices,
    vocabulary: &Vocabulary,
) -> Vec<u8> {
    let (from, to) = match field {
        _ if choices.one_in(48) => (0, 64),
        Field::Absent => return Vec::new(),
        Field::Present => (1, 512),
        Field::Optional if choices.one_in(2) => return Vec::new(),
        Field::Optional => (0, 512),
        Field::Length(from, to) => (usize::from(from), usize::from(to)),
    };
    // What a row wants best; without an entry here any row gets words, data objects and bytes.
    match row.instruction {
        _ if choices.one_in(8) => {}
        Instruction::CreateFile => return object(&[0x62], &file_control(choices, vocabulary)),
        Instruction::Envelope | Instruction::EnvelopeOdd => {
            let inside = super::generate(choices, vocabulary).commands.swap_remove(0);
            return match row.instruction {
                Instruction::Envelope => inside,
                _ => object(&[COMMAND_TO_PERFORM], &inside),
            };
        }
        _ => {}
    }
    let fits = |data: &Vec<u8>| (from..=to).contains(&data.len());
    match choices.below(8) {
        0..4 => {
            let known = || vocabulary.data.iter().filter(|data| fits(data));
            let files = if fits(&vec![0; 2]) { vocabulary.files.len() } else { 0 };
            let count = known().count();
            let chosen = choices.below(count + files);
            if chosen < files {
                return vocabulary.files[chosen].to_be_bytes().to_vec();
            }
            if let Some(word) = known().nth(chosen - files) {
                return word.clone();
            }
        }
        4 => {
            let made = objects(choices, vocabulary, 2);
            if fits(&made) {
                return made;
            }
        }
        5 => {
            // Two words, one behind the other: a path, an old and a new value.
            let both = [word(choices, vocabulary), word(choices, vocabulary)].concat();
            if fits(&both) {
                return both;
            }
        }
        6 => {
            // A run of one byte: long without many choices.
            let long = from + choices.below(to.saturating_sub(from) + 1);
            return vec![choices.byte(); long];
        }
        _ => {}
    }
    let span = to.saturating_sub(from).min(40);
    let count = from + choices.below(span + 1);
    choices.bytes(count)
}

/// The content of an FCP template: mostly one that CREATE FILE takes.
pub fn file_control(choices: &mut dyn Choices, vocabulary: &Vocabulary) -> Vec<u8> {
    let mut out = Vec::new();
    let mut put = |tag: u8, value: &[u8]| out.extend(object(&[tag], value));
    let size = choices.byte();
    match choices.below(8) {
        0 => {
            put(0x82, &[0x38]);
            if choices.one_in(2) {
                put(0x84, &word(choices, vocabulary));
            }
        }
        1..3 => {
            put(0x80, &[choices.below_u8(3), size]);
            put(0x82, &[0x01]);
        }
        3..5 => {
            let structure = [0x02, 0x04, 0x06, 0x03, 0x05, 0x07][choices.below(6)];
            put(0x82, &[structure, 0x01, 0x00, size, choices.byte()]);
        }
        5 => {
            put(0x82, &[0x08]);
            let least = choices.below_u8(9);
            let mut own = object(&[0x80], &[choices.below_u8(17)]);
            own.extend(object(&[0x83], &[least, least.saturating_add(choices.below_u8(9))]));
            own.extend(object(&[0x84], &[choices.below_u8(4)]));
            if choices.one_in(4) {
                own.extend(object(&[0x85], &[choices.below_u8(3)]));
            }
            put(0xA5, &own);
        }
        6 => {
            put(0x82, &[0x09]);
            let mut own = object(&[0x81], &[[0x01, 0x11, 0x12, 0x02, 0x13][choices.below(5)]]);
            own.extend(object(&[0x82], &[choices.byte()]));
            if !choices.one_in(3) {
                own.extend(object(&[0x80], &[choices.below_u8(17)]));
            }
            put(0xA5, &own);
        }
        _ => put(0x82, &[choices.byte()]),
    }
    let file = match choices.below(4) {
        0 => [choices.byte(), choices.byte()],
        1 => [0x00, choices.below_u8(0x20)],
        _ if vocabulary.files.is_empty() => [0, 1],
        _ => vocabulary.files[choices.below(vocabulary.files.len())].to_be_bytes(),
    };
    put(0x83, &file);
    match choices.below(6) {
        0 => put(0x88, &[choices.byte() & 0xF8]),
        1 => put(0x88, &[]),
        2 => put(0x86, &word(choices, vocabulary)),
        _ => {}
    }
    match choices.below(6) {
        0 => {}
        1 => put(0x8C, &[0x03, choices.byte(), choices.byte()]),
        _ => put(0xAB, &rules(choices, vocabulary)),
    }
    if choices.one_in(4) {
        put(0x8A, &[[0x01, 0x03, 0x05, 0x04, 0x0C, 0x02][choices.below(6)]]);
    }
    if choices.one_in(16) {
        out.extend(objects(choices, vocabulary, 1));
    }
    out
}

/// Access rules in expanded format.
fn rules(choices: &mut dyn Choices, vocabulary: &Vocabulary) -> Vec<u8> {
    let mut out = Vec::new();
    for _ in 0..=choices.below(3) {
        if choices.one_in(2) {
            out.extend(object(
                &[0x84],
                &choices_of(choices, &[0x20, 0x24, 0x2C, 0x2A, 0x82, 0x88]),
            ));
        } else {
            out.extend(object(&[0x80], &[choices.below_u8(0x80)]));
        }
        out.extend(match choices.below(6) {
            0 => object(&[0xA0], &[leaf(choices, vocabulary), leaf(choices, vocabulary)].concat()),
            1 => object(&[0xAF], &[leaf(choices, vocabulary), leaf(choices, vocabulary)].concat()),
            _ => leaf(choices, vocabulary),
        });
    }
    out
}

fn leaf(choices: &mut dyn Choices, vocabulary: &Vocabulary) -> Vec<u8> {
    match choices.below(4) {
        0 | 1 => vec![0x90, 0x00],
        2 => {
            let known = &vocabulary.parameters;
            let reference = known.get(choices.below(known.len())).copied().unwrap_or(0x98);
            let usage = if choices.one_in(3) { 0x80 } else { 0x08 };
            object(&[0xA4], &[0x83, 0x01, reference, 0x95, 0x01, usage])
        }
        _ => vec![0x97, 0x00],
    }
}

fn choices_of(choices: &mut dyn Choices, from: &[u8]) -> Vec<u8> {
    (0..=choices.below(3)).map(|_| from[choices.below(from.len())]).collect()
}

/// Data objects, nested so deep at most.
fn objects(choices: &mut dyn Choices, vocabulary: &Vocabulary, depth: u8) -> Vec<u8> {
    let mut out = Vec::new();
    for _ in 0..=choices.below(3) {
        let tag = match vocabulary.tags.get(choices.below(vocabulary.tags.len())) {
            Some(tag) if !choices.one_in(16) => tag.clone(),
            _ => vec![choices.byte()],
        };
        let constructed = tag.first().is_some_and(|first| first & 0x20 != 0);
        let value = match choices.below(4) {
            _ if constructed && depth > 0 => objects(choices, vocabulary, depth - 1),
            0 => Vec::new(),
            1 => vec![choices.byte()],
            2 => word(choices, vocabulary),
            _ => {
                let count = choices.below(20);
                choices.bytes(count)
            }
        };
        out.extend(object(&tag, &value));
    }
    if choices.one_in(16) {
        // A length that says more or less than there is.
        super::mutate(&mut out, choices);
    }
    out
}

fn word(choices: &mut dyn Choices, vocabulary: &Vocabulary) -> Vec<u8> {
    vocabulary.data.get(choices.below(vocabulary.data.len())).cloned().unwrap_or_default()
}

/// A data object with this tag.
fn object(tag: &[u8], value: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes();
    let mut out = tag.to_vec();
    match value.len() {
        0..=0x7F => out.push(low),
        0x80..=0xFF => out.extend([0x81, low]),
        _ => out.extend([0x82, high, low]),
    }
    out.extend(value);
    out
}
