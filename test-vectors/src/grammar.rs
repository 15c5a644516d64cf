//! Commands made of the one table of commands and of choices: random numbers, or the bytes of a
//! fuzzer. A row that is new in the table is made from then on, without a change here.
//!
//! Most commands are right in form: parameters, data and Le fields of one form of one row, filled
//! with what means something to a card ([`Vocabulary`]). A few have one field that is wrong.
//!
//! ```
//! use test_vectors::grammar::{self, Vocabulary};
//! use test_vectors::rng::TestRng;
//!
//! let vocabulary = Vocabulary::of_world();
//! let made = grammar::generate(&mut TestRng::new(1), &vocabulary);
//! assert_eq!(made.commands.last().map(|command| command[1]), Some(made.row.ins));
//! ```

mod choices;
mod data;
mod vocabulary;

pub use choices::{Choices, RecordedChoices};
pub use data::file_control;
pub use vocabulary::Vocabulary;

use apdu_spec::class::{Class, Family, SecureMessaging};
use apdu_spec::command::{Command, Le, Length};
use apdu_spec::instruction::{Byte, Field, Form, Row, TABLE};

/// A command that was made.
#[derive(Clone, Debug)]
pub struct GeneratedCommand {
    /// The row it was made of.
    pub row: &'static Row,
    /// The form it was made of. The card may take it as another, or refuse it.
    pub form: &'static Form,
    /// The command APDU; several when it is sent as a chain.
    pub commands: Vec<Vec<u8>>,
}

/// Makes a command of any row.
pub fn generate(choices: &mut dyn Choices, vocabulary: &Vocabulary) -> GeneratedCommand {
    let row = &TABLE[choices.below(TABLE.len())];
    generate_for_row(row, choices, vocabulary)
}

/// Makes a command of this row.
pub fn generate_for_row(
    row: &'static Row,
    choices: &mut dyn Choices,
    vocabulary: &Vocabulary,
) -> GeneratedCommand {
    let form = &row.forms[choices.below(row.forms.len())];
    let class = class(row.family, choices);
    let p1 = parameter(form.p1, choices, vocabulary);
    let p2 = parameter(form.p2, choices, vocabulary);
    let mut data = data::field(row, form.data, choices, vocabulary);
    data.truncate(0xFFFF);
    let le = le(form.le, choices);
    let chained = data.len() > 1 && choices.one_in(16);
    let extended = !chained && (data.len() > 0xFF || choices.one_in(6));
    let length = if extended { Length::Extended } else { Length::Short };
    let command = Command { class, ins: row.ins, p1, p2, data: &[], le, length };
    let commands = if chained {
        chain(&command, &data, choices)
    } else {
        vec![encoded(&Command { data: &data, ..command })]
    };
    GeneratedCommand { row, form, commands }
}

/// Any bytes of a command, changed a little.
pub fn mutate(command: &mut Vec<u8>, choices: &mut dyn Choices) {
    let at = choices.below(command.len() + 1);
    match choices.below(4) {
        0 => command.insert(at, choices.byte()),
        1 if at < command.len() => drop(command.remove(at)),
        2 => command.truncate(at),
        _ if at < command.len() => command[at] ^= 1 << choices.below(8),
        _ => command.push(choices.byte()),
    }
}

fn class(family: Family, choices: &mut dyn Choices) -> Class {
    let class = match family {
        Family::Interindustry => Class::PLAIN,
        Family::Proprietary => Class::PROPRIETARY,
    };
    let channel = if choices.one_in(8) { choices.below_u8(4) } else { 0 };
    let secure_messaging =
        if choices.one_in(128) { SecureMessaging::Iso } else { SecureMessaging::None };
    Class { secure_messaging, ..class.on_channel(channel) }
}

fn parameter(byte: Byte, choices: &mut dyn Choices, vocabulary: &Vocabulary) -> u8 {
    if choices.one_in(48) {
        return choices.byte();
    }
    let known = || vocabulary.parameters.iter().copied().filter(|known| byte.matches(*known));
    let count = known().count();
    if count > 0 && !choices.one_in(4) {
        return known().nth(choices.below(count)).unwrap_or_default();
    }
    match byte {
        Byte::Is(value) => value,
        Byte::Range(from, to) => from.saturating_add(choices.below_u8(to.saturating_sub(from) + 1)),
        Byte::Bits(mask, value) => choices.byte() & !mask | value,
        // Whatever else the table has: the first of its values from a random place on.
        other => {
            let from = choices.byte();
            (0..=0xFF)
                .map(|step: u8| from.wrapping_add(step))
                .find(|b| other.matches(*b))
                .unwrap_or(0)
        }
    }
}

fn le(field: Field, choices: &mut dyn Choices) -> Le {
    let right = match field {
        Field::Absent => Le::Absent,
        Field::Present => present_le(choices),
        Field::Optional if choices.one_in(2) => Le::Absent,
        Field::Optional => present_le(choices),
        Field::Length(from, to) => {
            let over = choices.below(usize::from(to.saturating_sub(from)) + 1);
            Le::Exact(from.saturating_add(u16::try_from(over).unwrap_or(0)).max(1))
        }
    };
    match right {
        _ if !choices.one_in(48) => right,
        Le::Absent => present_le(choices),
        _ => Le::Absent,
    }
}

fn present_le(choices: &mut dyn Choices) -> Le {
    match choices.below(4) {
        0 => Le::Exact(u16::from(choices.byte()).max(1)),
        1 => Le::Exact([1, 2, 8, 16, 32, 64, 255, 256, 512][choices.below(9)]),
        _ => Le::Any,
    }
}

/// The command in parts of one size.
fn chain(command: &Command<'_>, data: &[u8], choices: &mut dyn Choices) -> Vec<Vec<u8>> {
    // A part has 255 bytes at most; a long chain is a few parts, not hundreds.
    let least = data.len().div_ceil(8).clamp(1, 0xFF);
    let size = least + choices.below(0xFF - least + 1).min(data.len());
    let parts: Vec<&[u8]> = data.chunks(size.min(0xFF)).collect();
    let last = parts.len().saturating_sub(1);
    let part = |(at, data): (usize, &&[u8])| {
        let class = command.class.with_chaining(at != last);
        let le = if at == last { command.le } else { Le::Absent };
        encoded(&Command { class, data, le, ..*command })
    };
    parts.iter().enumerate().map(part).collect()
}

fn encoded(command: &Command<'_>) -> Vec<u8> {
    let mut out = vec![0; command.data.len() + 16];
    // Ne of more than 255 is only said in extended length.
    let long = matches!(command.le, Le::Exact(257..));
    let length = if long { Length::Extended } else { command.length };
    let command = Command { length, ..*command };
    command.encode(&mut out).map(<[u8]>::to_vec).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::TestRng;
    use std::collections::BTreeSet;

    #[test]
    fn every_form_of_every_row_is_made_so_that_the_table_takes_it() {
        let (mut rng, vocabulary) = (TestRng::new(1), Vocabulary::of_world());
        for row in TABLE {
            let mut taken = BTreeSet::new();
            for _ in 0..2000 {
                let made = generate_for_row(row, &mut rng, &vocabulary);
                if let [command] = &made.commands[..]
                    && let Ok(form) = Command::parse(command).and_then(|parsed| row.form(&parsed))
                {
                    taken.insert(form.name);
                }
            }
            let all: BTreeSet<_> = row.forms.iter().map(|form| form.name).collect();
            assert_eq!(taken, all, "{}", row.name);
        }
    }

    #[test]
    fn what_is_made_is_a_command_and_seldom_refused_for_its_form() {
        let (mut rng, vocabulary) = (TestRng::new(2), Vocabulary::of_world());
        let mut refused = 0;
        for _ in 0..10_000 {
            for command in generate(&mut rng, &vocabulary).commands {
                let parsed = Command::parse(&command).unwrap();
                let row =
                    apdu_spec::instruction::Instruction::find(parsed.class.family, parsed.ins);
                if !parsed.class.chained {
                    refused += usize::from(row.unwrap().row().form(&parsed).is_err());
                }
            }
        }
        assert!((200..2500).contains(&refused), "{refused}");
    }

    #[test]
    fn choices_that_end_make_commands_all_the_same() {
        let mut given = RecordedChoices::new(&[]);
        let made = generate(&mut given, &Vocabulary::of_world());
        assert!(!made.commands.is_empty());
        assert!(given.is_empty());
    }
}
