//! What an unmodified client sent to a mock card: read from `test-vectors/traces`, and the files
//! that the card of the test is built of.

use apdu_spec::status::StatusWord;

use crate::card::{TestCard, split};

/// A line of a trace that matters.
#[derive(Debug)]
pub enum Event {
    /// The card was powered on or off.
    Power,
    /// A command and its answer.
    Exchange(Exchange),
}

/// A command, and what the mock card answered.
#[derive(Debug)]
pub struct Exchange {
    /// The bytes of the command.
    pub command: Vec<u8>,
    /// The data field of the answer.
    pub data: Vec<u8>,
    /// Its status word.
    pub status: StatusWord,
}

/// The events of a trace, in order.
#[must_use]
pub fn events(trace: &str) -> Vec<Event> {
    let lines: Vec<&str> = trace.lines().collect();
    let pairs = lines.windows(2).filter_map(|pair| {
        if pair[0].starts_with("--") {
            return Some(Event::Power);
        }
        let command = hex::decode(pair[0].strip_prefix("> ")?).unwrap();
        let (data, status) = split(&hex::decode(pair[1].strip_prefix("< ")?).unwrap());
        Some(Event::Exchange(Exchange { command, data, status }))
    });
    pairs.collect()
}

/// The commands of a trace with their answers.
#[must_use]
pub fn exchanges(trace: &str) -> Vec<Exchange> {
    let events = events(trace).into_iter();
    events
        .filter_map(|event| match event {
            Event::Exchange(exchange) => Some(exchange),
            Event::Power => None,
        })
        .collect()
}

/// A file, PIN or key with these control parameters, in the current DF.
pub fn create(card: &mut TestCard, parameters: &str) {
    card.done(&format!("00 E0 00 00 [62{{ {parameters} }}]"));
}

/// A transparent EF with its content, in the current DF; its 86 as in the PKCS#15 trace.
pub fn create_ef(card: &mut TestCard, fid: &[u8], content: &[u8], read: &str) {
    let (size, fid) = (content.len(), hex::encode(fid));
    create(
        card,
        &format!("80{{{size:04X}}} 82{{01}} 83{{{fid}}} 86{{03FFFF}} AB{{ 80{{01}} {read} }}"),
    );
    for (number, part) in content.chunks(200).enumerate() {
        card.done(&format!("00 D6 {:04X} [{}]", number * 200, hex::encode(part)));
    }
    card.done("00 44 00 00");
}

/// A PIN with its value.
pub fn create_pin(card: &mut TestCard, fid: &str, parameters: &str, rules: &str, value: &str) {
    create(
        card,
        &format!("82{{08}} 83{{{fid}}} A5{{ {parameters} }} AB{{ 84{{20}} 90{{}} {rules} }}"),
    );
    card.done(&format!("00 24 01 80 [\"{value}\"]"));
    card.done("00 44 00 00");
}

/// A key pair of the algorithm with this code, made on the card, that signs with a PIN; gives
/// the public key template.
pub fn create_key(card: &mut TestCard, fid: &str, algorithm: u8, pin: &str) -> Vec<u8> {
    let rules = format!("80{{01}} 90{{}} 84{{2A}} {pin}");
    let parameters = format!("A5{{ 81{{{algorithm:02X}}} 82{{01}} }}");
    create(card, &format!("82{{09}} 83{{{fid}}} {parameters} AB{{ {rules} }}"));
    let answer = card.done("00 46 80 80 00 00 00");
    card.done("00 44 00 00");
    answer
}
