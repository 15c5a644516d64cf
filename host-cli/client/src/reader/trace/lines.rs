//! APDUs as lines, decoded by the one table of commands, and what of them is a secret.

use std::fmt::Write as _;

use apdu_spec::class::{Class, SecureMessaging};
use apdu_spec::command::Command;
use apdu_spec::instruction::{Form, Instruction, Row};
use apdu_spec::request::COMMAND_TO_PERFORM;
use apdu_spec::response::Response;
use apdu_spec::secure_messaging::{DataField, SecuredCommand};
use apdu_spec::tlv;
use zeroize::Zeroizing;

/// P1-P2 of PERFORM SECURITY OPERATION, DECIPHER: its answer is the secret that was agreed on.
const DECIPHER: u16 = 0x8086;

/// May a command APDU carry a secret? One that the table does not know may.
#[must_use]
pub fn is_secret(bytes: &[u8]) -> bool {
    let Ok(command) = Command::parse(bytes) else { return true };
    !command.data.is_empty() && TableMatch::find(command.class, &command).secret()
}

/// The line of a command that goes inside a secured one, and whether its answer is a secret.
pub(super) fn inside_lines(command: &Command<'_>) -> (String, bool) {
    let mut buffer = Zeroizing::new(vec![0; command.data.len() + 16]);
    let bytes = command.encode(&mut buffer).unwrap_or_default();
    (format!("  {}", command_line(bytes)), answers_secret(bytes))
}

/// Is all that this command carries encrypted? Its bytes are written as they cross the wire then: a
/// data object with a plain value is none of this, nor is what only has the class of secure
/// messaging.
fn is_encrypted(command: &Command<'_>) -> bool {
    command.class.secure_messaging == SecureMessaging::IsoHeaderAuthenticated
        && SecuredCommand::parse(command.ins, command.data)
            .is_ok_and(|secured| !matches!(secured.data, DataField::Plain(_)))
}

/// Is the answer to a command APDU a secret? That to an ENVELOPE is what the command inside gets;
/// of one whose command cannot be read, it may be.
pub(super) fn answers_secret(bytes: &[u8]) -> bool {
    let Some((instruction, command)) = table_command(bytes) else { return false };
    if is_encrypted(&command) {
        return false;
    }
    let inside = match instruction {
        Instruction::Envelope => Some(command.data),
        Instruction::EnvelopeOdd => match tlv::Reader::new(command.data).next() {
            Some(Ok(object)) if object.tag == COMMAND_TO_PERFORM.into() => Some(object.value),
            _ => Some(&[][..]),
        },
        _ => None,
    };
    let agrees = |instruction, command: &Command<'_>| {
        instruction == Instruction::PerformSecurityOperation && command.p1_p2() == DECIPHER
    };
    match inside.map(table_command) {
        None => agrees(instruction, &command),
        Some(None) => true,
        Some(Some((instruction, command))) => agrees(instruction, &command),
    }
}

pub(super) fn is_get_response(bytes: &[u8]) -> bool {
    table_command(bytes).is_some_and(|(instruction, _)| instruction == Instruction::GetResponse)
}

pub(super) fn is_log_out(bytes: &[u8]) -> bool {
    table_command(bytes).is_some_and(|(instruction, _)| instruction == Instruction::LogOut)
}

/// Has the command the class of secure messaging?
pub(super) fn is_secured(bytes: &[u8]) -> bool {
    Command::parse(bytes)
        .is_ok_and(|command| command.class.secure_messaging != SecureMessaging::None)
}

fn table_command(bytes: &[u8]) -> Option<(Instruction, Command<'_>)> {
    let command = Command::parse(bytes).ok()?;
    Some((Instruction::find(command.class.family, command.ins).ok()?, command))
}

/// A command APDU on one line, what is secret masked by `*` with its length kept.
#[must_use]
pub fn command_line(bytes: &[u8]) -> String {
    let Ok(command) = Command::parse(bytes) else {
        return malformed(bytes);
    };
    let (header, rest) = bytes.split_at(bytes.len().min(4));
    let mut text = format!("> {}", hex::encode_upper(header));
    let known = TableMatch::find(command.class, &command);
    if !rest.is_empty() {
        // Lc and Le surround the data field, which begins where it points to.
        let length = command.data.len();
        let before = match (length, rest.first()) {
            (0, _) => rest.len(),
            (_, Some(0)) => 3,
            _ => 1,
        };
        let (lc, body) = rest.split_at(before.min(rest.len()));
        let (data, le) = body.split_at(length.min(body.len()));
        let _ = write!(text, " {}", hex::encode_upper(lc));
        if known.secret() && !data.is_empty() {
            let _ = write!(text, " {}", "*".repeat(2 * data.len()));
        } else if !data.is_empty() {
            let _ = write!(text, " {}", hex::encode_upper(data));
        }
        if !le.is_empty() {
            let _ = write!(text, " {}", hex::encode_upper(le));
        }
    }
    let _ = write!(text, " # {}", known.name());
    let _ = write!(text, ", P1-P2 {:04X}", command.p1_p2());
    if !command.data.is_empty() {
        let _ = write!(text, ", Lc {}", command.data.len());
    }
    if command.ne() > 0 {
        let _ = write!(text, ", Ne {}", command.ne());
    }
    text.push_str(&conversation(command.class));
    text
}

/// What is no command APDU: whoever cuts one in the wrong place may send a PIN alone. Only a header
/// that the table knows is shown.
fn malformed(bytes: &[u8]) -> String {
    let class = bytes.first().map(|cla| Class::parse(*cla));
    let row = match (class, bytes.get(1)) {
        (Some(Ok(class)), Some(ins)) => Instruction::find(class.family, *ins).ok(),
        _ => None,
    };
    let shown = if row.is_some() { 4 } else { 0 };
    let (header, rest) = bytes.split_at(bytes.len().min(shown));
    let name = row.map_or("", |found| found.row().name);
    let gap = if name.is_empty() { "" } else { ", " };
    format!(
        "> {}{} # {name}{gap}no command APDU, {} bytes",
        hex::encode_upper(header),
        "*".repeat(2 * rest.len()),
        bytes.len()
    )
}

/// A response APDU on one line.
#[must_use]
pub fn response_line(bytes: &[u8]) -> String {
    answer_line(bytes, false)
}

/// The same, its data field masked by `*` with its length kept.
pub(super) fn answer_line(bytes: &[u8], masked: bool) -> String {
    let Some(response) = Response::parse(bytes) else {
        return "< # no response APDU".to_owned();
    };
    let mut text = "< ".to_owned();
    if masked && !response.data.is_empty() {
        let _ = write!(text, "{} ", "*".repeat(2 * response.data.len()));
    } else if !response.data.is_empty() {
        let _ = write!(text, "{} ", hex::encode_upper(response.data));
    }
    let _ = write!(text, "{} # {}", response.status, response.status.name());
    text
}

/// Channel, chaining and secure messaging, when there is something to say.
fn conversation(class: Class) -> String {
    let mut text = String::new();
    if class.channel != 0 {
        let _ = write!(text, ", channel {}", class.channel);
    }
    if class.chained {
        text.push_str(", chained");
    }
    if class.secure_messaging != SecureMessaging::None {
        text.push_str(", secure messaging");
    }
    text
}

/// What the table of commands has for a command.
enum TableMatch {
    Nothing,
    /// The data field is a cryptogram: it has no form and holds no secret.
    Encrypted(&'static Row),
    Row(&'static Row),
    Form(&'static Row, &'static Form),
}

impl TableMatch {
    fn find(class: Class, command: &Command<'_>) -> Self {
        let Ok(instruction) = Instruction::find(class.family, command.ins) else {
            return Self::Nothing;
        };
        let row = instruction.row();
        if is_encrypted(command) {
            return Self::Encrypted(row);
        }
        match row.form(command) {
            // The data field of one link of a chain need not fit by itself.
            Ok(form) if !class.chained => Self::Form(row, form),
            _ => Self::Row(row),
        }
    }

    fn secret(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Encrypted(_) => false,
            Self::Row(row) => row.forms.iter().any(|form| form.secret),
            Self::Form(_, form) => form.secret,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Nothing => "unknown".to_owned(),
            Self::Encrypted(row) | Self::Row(row) => row.name.to_owned(),
            Self::Form(row, form) => format!("{} {}", row.name, form.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        command_line(&hex::decode(text).unwrap())
    }

    #[test]
    fn a_command_is_named_by_the_table() {
        assert_eq!(
            decoded("00A4000C023F00"),
            "> 00A4000C 02 3F00 # SELECT by-file-identifier, P1-P2 000C, Lc 2"
        );
        assert_eq!(decoded("00B0000000"), "> 00B00000 00 # READ BINARY offset, P1-P2 0000, Ne 256");
        assert_eq!(
            decoded("01B00000000010"),
            "> 01B00000 000010 # READ BINARY offset, P1-P2 0000, Ne 16, channel 1"
        );
    }

    #[test]
    fn a_pin_is_masked_in_every_form_it_can_come_in() {
        for (command, masked) in [
            ("002000980431323334", "verify"),
            ("00200098000004313233340000", "extended, with Le"),
            ("0C20009804313233 34", "secure messaging bits"),
            ("102000980431323334", "one link of a chain"),
            ("002077770431323334", "wrong P1-P2"),
            ("0020009831323334", "length is wrong"),
            ("802000980431323334", "wrong class"),
            ("FF2000980431323334", "class FF"),
            ("00240098083132333435363738", "change"),
            ("002C0298043132 3334", "reset"),
            ("803200800831323334", "JICSAP, not in the table"),
        ] {
            let line = decoded(&command.replace(' ', ""));
            assert!(!line.contains("3132"), "{masked}: {line}");
            assert!(!line.contains("3334"), "{masked}: {line}");
            assert!(line.contains("****"), "{masked}: {line}");
        }
        assert_eq!(
            decoded("002000980431323334"),
            "> 00200098 04 ******** # VERIFY verify, P1-P2 0098, Lc 4"
        );
    }

    #[test]
    fn a_short_or_empty_command_is_no_apdu() {
        assert_eq!(command_line(&[]), ">  # no command APDU, 0 bytes");
        assert_eq!(command_line(&[0, 0x20]), "> 0020 # VERIFY, no command APDU, 2 bytes");
        assert_eq!(
            decoded("0020009804313233"),
            "> 00200098******** # VERIFY, no command APDU, 8 bytes"
        );
        // "1234" where the command was cut before its data field.
        assert_eq!(decoded("31323334"), "> ******** # no command APDU, 4 bytes");
    }

    #[test]
    fn a_response_ends_with_the_name_of_its_status() {
        assert_eq!(response_line(&[0x6A, 0x82]), "< 6A82 # FILE_NOT_FOUND");
        assert_eq!(response_line(&[1, 2, 0x90, 0]), "< 0102 9000 # SUCCESS");
        assert_eq!(response_line(&[1]), "< # no response APDU");
    }
}
