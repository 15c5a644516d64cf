//! What an APDU is made of.

use apdu_spec::class::{Class, SecureMessaging};
use apdu_spec::command::{Command, Le};
use apdu_spec::instruction::{Form, Instruction, Row};
use apdu_spec::response::Response;
use apdu_spec::secure_messaging::{
    BLOCK_LEN, CHECKSUM, DataField, PADDING_INDICATOR, STATUS, SecuredCommand,
};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Tlv};

use super::Explainer;
use crate::line::{Digits, Line};
use crate::objects::{Content, DataObject, Protocol, Sender, identifier, protocol_of};

/// Templates in templates are explained to this depth.
const DEPTH: usize = 8;
/// So many bytes of a value are shown.
const SHOWN: usize = 32;

/// A part of an APDU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// In how many others it stands.
    pub depth: usize,
    /// What was sent: a tag with length and value, or the field of the APDU.
    pub label: String,
    /// What it means; several lines where its place alone does not say which of them.
    pub meanings: Vec<String>,
}

/// Where a data object stands, and what is known of it from that.
#[derive(Clone, Copy)]
struct Place {
    within: Option<u32>,
    sender: Sender,
    /// What the mechanism of a control reference template belongs to.
    protocol: Option<Protocol>,
    depth: usize,
    /// The plain value is a secret.
    secret: bool,
}

impl Explainer {
    /// What a line is made of, each part with what it means.
    #[must_use]
    pub fn parts(&self, line: &Line) -> Vec<Part> {
        let mut parts = Vec::new();
        match line {
            Line::Command(digits) => self.command_parts(digits, &mut parts),
            Line::Answer(digits) => self.answer_parts(digits, &mut parts),
        }
        parts
    }

    /// What a class byte says.
    #[must_use]
    pub fn class(&self, byte: u8) -> Vec<String> {
        let Ok(class) = Class::parse(byte) else { return vec![self.say("class-unknown")] };
        let secured = match class.secure_messaging {
            SecureMessaging::None => "class-plain",
            SecureMessaging::Proprietary => "class-proprietary-sm",
            SecureMessaging::Iso => "class-sm",
            SecureMessaging::IsoHeaderAuthenticated => "class-sm-header",
        };
        let mut said = vec![self.say(secured)];
        if class.chained {
            said.push(self.say("class-chained"));
        }
        said.push(self.say_with("class-channel", "channel", class.channel.to_string()));
        said
    }

    fn command_parts(&self, digits: &Digits, parts: &mut Vec<Part>) {
        let bytes = &digits.bytes;
        let header = bytes.get(..4).unwrap_or(bytes);
        let mut meanings = header.first().map(|cla| self.class(*cla)).unwrap_or_default();
        let command = match Command::parse(bytes) {
            Ok(command) => command,
            Err(_) => {
                meanings.push(self.say("line-no-command"));
                parts.push(Part { depth: 0, label: hex(header), meanings });
                return;
            }
        };
        let row = Instruction::find(command.class.family, command.ins).ok().map(Instruction::row);
        meanings.push(match row {
            None => self.say("line-no-row"),
            Some(row) => {
                let names: Vec<_> = forms(row, &command).iter().map(|form| form.name).collect();
                format!("{}: {}", row.name, names.join(&self.say("explain-separator")))
            }
        });
        parts.push(Part { depth: 0, label: hex(header), meanings });
        let secured = command.class.secure_messaging != SecureMessaging::None;
        // What the table does not know may be a secret.
        let secret = row.is_none_or(|row| forms(row, &command).iter().any(|form| form.secret));
        if !command.data.is_empty() {
            let label = format!("Lc {}", command.data.len());
            let masked = digits.masked || secret && !secured;
            let said = if masked { vec![self.say("line-masked")] } else { Vec::new() };
            parts.push(Part { depth: 0, label, meanings: said });
            if !masked {
                let place = Place { secret, ..Place::of(&command, secured) };
                self.field(command.data, place, parts);
            }
        }
        if command.le != Le::Absent {
            let outside = if secured { vec![self.say("line-le-outside")] } else { Vec::new() };
            parts.push(Part { depth: 0, label: le(command.le), meanings: outside });
        }
    }

    fn answer_parts(&self, digits: &Digits, parts: &mut Vec<Part>) {
        let Some(response) = Response::parse(&digits.bytes) else { return };
        let secured = is_secured_answer(response.data);
        if digits.masked {
            let label = format!("[{}]", response.data.len());
            parts.push(Part { depth: 0, label, meanings: vec![self.say("line-masked")] });
        } else {
            let place = Place {
                within: None,
                sender: Sender::Card,
                protocol: secured.then_some(Protocol::SecureMessaging),
                depth: 1,
                secret: false,
            };
            self.field(response.data, place, parts);
        }
        let mut meanings = vec![self.named(response.status)];
        if secured {
            meanings.push(self.say("line-status-outside"));
        }
        parts.push(Part { depth: 0, label: response.status.to_string(), meanings });
    }

    /// The data objects of a field; bytes, when it is not made of them.
    fn field(&self, bytes: &[u8], place: Place, parts: &mut Vec<Part>) {
        let objects: Result<Vec<Tlv<'_>>, _> = tlv::Reader::new(bytes).collect();
        let objects = objects.ok().filter(|objects| {
            let known = |object: &Tlv<'_>| !place.meant(object).is_empty();
            // Bytes can look like data objects: they are when the first of them is known here.
            place.within.is_some() || objects.first().is_some_and(known)
        });
        let Some(objects) = objects else {
            if !bytes.is_empty() {
                parts.push(Part { depth: place.depth, label: shown(bytes), meanings: Vec::new() });
            }
            return;
        };
        for object in objects {
            self.object(&object, place, parts);
        }
    }

    fn object(&self, object: &Tlv<'_>, place: Place, parts: &mut Vec<Part>) {
        let meant = place.meant(object);
        let masked = place.secret && meant.iter().any(|it| it.content == Content::DataField);
        let nested = object.tag.is_constructed()
            && !object.value.is_empty()
            && place.depth < DEPTH
            && tlv::Reader::new(object.value).all(|inner| inner.is_ok());
        let mut label = format!("{:?} [{}]", object.tag, object.value.len());
        if !nested && !masked && !object.value.is_empty() {
            label.push(' ');
            label.push_str(&shown(object.value));
        }
        let mut meanings: Vec<String> = meant.iter().map(|it| self.of_object(it)).collect();
        if masked {
            meanings.push(self.say("line-masked"));
        } else if let Some(value) =
            meant.first().and_then(|it| self.value(it.content, object.value))
        {
            meanings.push(format!("= {value}"));
        }
        parts.push(Part { depth: place.depth, label, meanings });
        if nested {
            let within = Some(object.tag.value());
            let place = Place { within, protocol: None, depth: place.depth + 1, ..place };
            self.field(object.value, place, parts);
        }
    }

    /// What a data object is, behind what it belongs to.
    #[must_use]
    pub fn of_object(&self, object: &DataObject) -> String {
        let protocol = self.say(&format!("protocol-{}", object.protocol.slug()));
        let colon = self.say("explain-colon");
        format!("{protocol}{colon}{}", self.say(&format!("object-{}", object.name)))
    }

    fn value(&self, content: Content, value: &[u8]) -> Option<String> {
        match (content, value) {
            (Content::Cryptogram, [PADDING_INDICATOR, blocks @ ..]) => {
                let whole = !blocks.is_empty() && blocks.len().is_multiple_of(BLOCK_LEN);
                Some(self.say(if whole { "value-padded" } else { "value-no-blocks" }))
            }
            (Content::Cryptogram, _) => Some(self.say("value-other-padding")),
            (Content::Le, [0] | [0, 0]) => Some(self.say("value-le-any")),
            (Content::Status, [sw1, sw2]) => {
                Some(self.named(StatusWord::new(u16::from_be_bytes([*sw1, *sw2]))))
            }
            (Content::Identifier, value) => identifier(value).map(str::to_owned),
            (Content::Password, [number @ 1..=4]) => {
                Some(self.say(&format!("value-password-{number}")))
            }
            (Content::Parameter, [number]) => curve(*number).map(str::to_owned),
            _ => None,
        }
    }

    fn named(&self, status: StatusWord) -> String {
        format!("{}: {}", status.name(), self.meaning(status))
    }
}

impl Place {
    fn of(command: &Command<'_>, secured: bool) -> Self {
        const SET: u8 = 0x22;
        let mut place = Self {
            within: None,
            sender: Sender::Host,
            protocol: secured.then_some(Protocol::SecureMessaging),
            depth: 1,
            secret: false,
        };
        // The template of MANAGE SECURITY ENVIRONMENT stands in P2, its content in the data field.
        if command.ins == SET && !secured && command.p1 & 0x0F == 1 {
            place.within = Some(command.p2.into());
            let mechanism = tlv::find(command.data, 0x80_u8).unwrap_or_default();
            place.protocol = Some(protocol_of(mechanism));
        }
        place
    }

    /// What a data object here may be.
    fn meant(self, object: &Tlv<'_>) -> Vec<&'static DataObject> {
        let (tag, length) = (object.tag.value(), object.value.len());
        let here: Vec<_> = DataObject::tagged(tag)
            .filter(|it| it.fits(self.within, self.sender, length))
            .collect();
        let known = |it: &&DataObject| self.protocol.is_none_or(|protocol| it.protocol == protocol);
        let narrowed: Vec<_> = here.iter().copied().filter(known).collect();
        // Templates of other operations name keys as that of authentication does.
        let elsewhere = || {
            let template = DataObject::tagged(tag)
                .filter(|it| it.protocol == Protocol::SecurityEnvironment)
                .filter(|it| it.fits(Some(0xA4), self.sender, length));
            if self.protocol == Some(Protocol::SecurityEnvironment) {
                template.collect()
            } else {
                Vec::new()
            }
        };
        let secured = self.within.is_none() && self.protocol.is_some();
        match (narrowed.is_empty(), here.is_empty()) {
            (false, _) => narrowed,
            (true, true) => elsewhere(),
            (true, false) if secured => Vec::new(),
            (true, false) => here,
        }
    }
}

/// The forms that a command may be of; without the data field of an encrypted one, by P1-P2 alone.
fn forms(row: &'static Row, command: &Command<'_>) -> Vec<&'static Form> {
    let by_parameters =
        || row.forms.iter().filter(|it| it.p1.matches(command.p1) && it.p2.matches(command.p2));
    let found = if command.class.secure_messaging == SecureMessaging::None {
        row.form(command).ok()
    } else {
        SecuredCommand::parse(command.ins, command.data).ok().and_then(|secured| {
            let data = match secured.data {
                DataField::Absent => &[][..],
                DataField::Plain(range) => command.data.get(range)?,
                DataField::Encrypted(_) => return None,
            };
            row.form(&Command { data, le: secured.le, ..*command }).ok()
        })
    };
    found.map_or_else(|| by_parameters().collect(), |form| vec![form])
}

/// Does an answer end as a secured one does?
fn is_secured_answer(data: &[u8]) -> bool {
    let has = |tag: u8| tlv::find(data, tag).is_some();
    has(STATUS) && has(CHECKSUM)
}

/// Standardised domain parameters (BSI TR-03110 part 3, table 4).
const fn curve(number: u8) -> Option<&'static str> {
    match number {
        0x0C => Some("P-256"),
        0x0D => Some("brainpoolP256r1"),
        0x0F => Some("P-384"),
        0x10 => Some("brainpoolP384r1"),
        _ => None,
    }
}

fn le(le: Le) -> String {
    match le {
        Le::Absent => String::new(),
        Le::Any => "Le 00".to_owned(),
        Le::Exact(count) => format!("Le {count}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn shown(bytes: &[u8]) -> String {
    let (shown, rest) = bytes.split_at(bytes.len().min(SHOWN));
    let dots = if rest.is_empty() { "" } else { "..." };
    format!("{}{dots}", hex(shown))
}
