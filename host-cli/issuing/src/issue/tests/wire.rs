//! What goes over the wire: recorded, searched, and read by whoever has the keys.

use apdu_spec::command::Command;
use test_vectors::terminal::{self, Exchange};

use super::hostile::holds;
use super::*;
use crate::municipal::Profile;

/// Commands and their answers, in order.
pub(super) type Recording = Vec<(Vec<u8>, Vec<u8>)>;

/// Records what passes.
pub(super) struct Recorder<'a> {
    pub(super) card: &'a mut dyn Reader,
    pub(super) recorded: Recording,
}

impl<'a> Recorder<'a> {
    pub(super) const fn new(card: &'a mut dyn Reader) -> Self {
        Self { card, recorded: Vec::new() }
    }
}

impl Reader for Recorder<'_> {
    passes_on!();

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let answer = self.card.transmit(command)?;
        self.recorded.push((command.to_vec(), answer.clone()));
        Ok(answer)
    }
}

/// What was said, to whoever has every key of the card that opens a session.
pub(super) fn heard_with_keys(
    recorded: &[(Vec<u8>, Vec<u8>)],
    serial: &[u8; SERIAL_LEN],
    register: &Memory,
    library: &Profile,
) -> Vec<Exchange> {
    let state = register.card(&text(serial)).unwrap();
    let aid = library.aid();
    let issuer = state.generations().into_iter().map(|at| authority().issuer_key(serial, at));
    let service = state.service_generations(&aid).into_iter();
    let service = service.map(|at| authority().service_key(&aid, serial, at));
    let keys: Vec<_> = issuer.chain(service).map(|key| *key).chain([TEST_TRANSPORT_KEY]).collect();
    terminal::listen(recorded, serial, &keys).unwrap()
}

/// Is this in a command or an answer, in all of them in a row, or in the data fields of the
/// commands or of the answers in a row?
pub(super) fn is_heard(recorded: &[(Vec<u8>, Vec<u8>)], secret: &[u8]) -> bool {
    let (mut all, mut up, mut down) = (Vec::new(), Vec::new(), Vec::new());
    for (command, answer) in recorded {
        all.extend(command);
        all.extend(answer);
        up.extend(Command::parse(command).map(|command| command.data).unwrap_or_default());
        down.extend(&answer[..answer.len().saturating_sub(2)]);
    }
    [all, up, down].iter().any(|row| holds(row, secret))
}

/// Without the session around it.
pub(super) fn plain(heard: Vec<Exchange>) -> Recording {
    heard.into_iter().map(|Exchange { command, answer, .. }| (command, answer)).collect()
}
