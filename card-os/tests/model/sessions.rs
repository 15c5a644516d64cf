//! Sessions of secure messaging: commands inside one, some of them damaged on the way, or made by a
//! terminal that has the keys and does not keep to the rules.

#![allow(unreachable_pub, reason = "a module of a test")]

use apdu_spec::command::{Command, Le};
use apdu_spec::instruction::{Chaining, Instruction, Row};
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;
use card_os_testing::card::IDENTITY;
use test_vectors::grammar::Choices as _;
use test_vectors::rng::TestRng;
use test_vectors::scenario::CardConnection;
use test_vectors::terminal::SessionKeys;
use test_vectors::world::keys;

use super::moves::Pair;

/// A session, as its terminal has it.
#[derive(Clone, Debug)]
pub struct Terminal {
    keys: SessionKeys,
    rng: TestRng,
    /// The last command that was secured.
    last: Vec<u8>,
}

/// What became of commands inside sessions.
#[derive(Clone, Copy, Debug, Default)]
pub struct SessionCounts {
    /// Sessions that began.
    pub begun: usize,
    /// Commands that came inside them as they should.
    pub inside: usize,
    /// Commands that were damaged, or broke the rules.
    pub damaged: usize,
    /// Sessions that a command ended.
    pub ended: usize,
}

impl SessionCounts {
    pub const fn add(&mut self, other: Self) {
        self.begun += other.begun;
        self.inside += other.inside;
        self.damaged += other.damaged;
        self.ended += other.ended;
    }
}

impl Pair {
    /// Opens a session with the administrator key, or with key 0004 of DF D103, from whatever is
    /// selected, and inside the session that is open.
    pub(crate) fn open_session(&mut self, rng: &mut TestRng) -> Result<(), String> {
        let (reference, key) = match rng.below(3) {
            0 => {
                self.select(&[0xD1, 0x03], rng)?;
                (0x84, keys::MUTUAL_KEY)
            }
            _ => (ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY),
        };
        if let Some(keys) = self.session_with(reference, &key)? {
            self.counts.sessions.begun += 1;
            let rng = TestRng::new(rng.next_u64());
            self.session = Some(Terminal { keys, rng, last: Vec::new() });
        }
        match rng.below(4) {
            0 => self.use_protected(rng),
            1 => self.prove_wrongly(rng),
            _ => Ok(()),
        }
    }

    /// A wrong proof with the key of the session ends what it opens.
    fn prove_wrongly(&mut self, rng: &mut TestRng) -> Result<(), String> {
        self.select(&[0xD1, 0x03], rng)?;
        let channel = rng.below_u8(2);
        self.send(&[channel, 0x84, 0x00, 0x00, 0x10])?;
        let code = [&[channel, 0x82, 0x00, 0x84, 0x18][..], &rng.bytes(24), &[0x00]].concat();
        self.say(&code, true)?;
        self.select(&[0xD1, 0x03, 0x44, 0x02], rng)?;
        self.send(b"\x00\xD6\x00\x00\x01x").map(drop)
    }

    /// Opens a session; the keys of it, when the card opens it.
    fn session_with(
        &mut self,
        reference: u8,
        key: &[u8; 16],
    ) -> Result<Option<SessionKeys>, String> {
        let mut both = FallibleConnection { pair: self, failure: None };
        let opened = SessionKeys::open_with(&mut both, reference, key, &IDENTITY.serial);
        both.failure.map_or_else(|| Ok(opened.ok()), Err)
    }

    /// A session on the world's card as it is at first.
    pub(crate) fn session_with_the_administrator_key(&mut self) -> Result<SessionKeys, String> {
        let keys = self.session_with(ADMINISTRATOR_REFERENCE, &TEST_TRANSPORT_KEY)?;
        keys.ok_or_else(|| "the card opens no session".to_owned())
    }

    /// Reads and updates the EF of DF D103 whose rules ask for a session, in one piece or two, as
    /// it is or in an ENVELOPE.
    fn use_protected(&mut self, rng: &mut TestRng) -> Result<(), String> {
        self.select(&[0xD1, 0x03, 0x00, 0x1D], rng)?;
        for _ in 0..1 + rng.below(4) {
            let commands: &[&[u8]] = match rng.below(5) {
                0 => &[b"\x00\xB0\x00\x00\x00"],
                1 => &[b"\x00\xD6\x00\x00\x02ab"],
                2 => &[b"\x10\xD6\x00\x02\x02cd", b"\x00\xD6\x00\x02\x01e"],
                3 => &[b"\x00\xC2\x00\x00\x07\x00\xD6\x00\x05\x02fg"],
                _ => &[b"\x10\xC2\x00\x00\x05\x00\xB0\x00\x00\x00", b"\x00\xC2\x00\x00\x00"],
            };
            for command in commands {
                self.say(command, true)?;
            }
        }
        Ok(())
    }

    /// Sends a command inside the session; what came back in it, or in the clear when the session
    /// is over.
    pub(crate) fn send_secured(
        &mut self,
        mut terminal: Terminal,
        bytes: &[u8],
    ) -> Result<Vec<u8>, String> {
        let Some((sent, is_right)) = terminal.secured(bytes) else {
            let answer = self.send_as_it_is(bytes)?;
            self.counts.sessions.damaged += 1;
            self.count_end();
            return Ok(answer);
        };
        *if is_right {
            &mut self.counts.sessions.inside
        } else {
            &mut self.counts.sessions.damaged
        } += 1;
        let mut answer = self.send_as_it_is(&sent)?;
        let ins = bytes[1];
        if self.model.is_in_session() {
            while let [.., 0x61, more] = answer[..]
                && self.model.is_in_session()
                && (self.model.must_hear() || !terminal.rng.one_in(24))
            {
                answer.truncate(answer.len() - 2);
                // All of it, or some of it.
                let ne = if terminal.rng.one_in(8) { more / 2 } else { 0 };
                answer.extend(self.send_as_it_is(&[sent[0] & 0x03, 0xC0, 0x00, 0x00, ne])?);
            }
        }
        if !self.model.is_in_session() {
            self.count_end();
            return Ok(answer);
        }
        let left = matches!(answer[..], [.., 0x61, _]);
        let opened = terminal.keys.answer(ins, &answer);
        self.session = Some(terminal);
        match opened {
            _ if left => Ok(StatusWord::more_available(1).to_bytes().to_vec()),
            Ok(answer) => Ok(answer),
            Err(what) => Err(format!("the terminal cannot open the answer: {what}")),
        }
    }

    fn count_end(&mut self) {
        self.counts.sessions.ended += usize::from(!self.model.is_in_session());
    }
}

impl Terminal {
    /// What is sent in place of this command, and whether it is as it should be; `None` when it
    /// goes in the clear.
    fn secured(&mut self, bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
        let rng = &mut self.rng;
        let command = Command::parse(bytes).ok().filter(|_| !rng.one_in(64))?;
        if rng.one_in(48) {
            let objects = forged_objects(&command, rng);
            return Some((self.keys.command_of_objects(&command, objects), false));
        }
        let is_plain = command.ins % 2 == 0 && !command.data.is_empty() && rng.one_in(6);
        if rng.one_in(96) {
            // One that is lost on the way.
            let _lost = self.keys.command(&command);
        }
        let mut right = match is_plain {
            true => self.keys.command_in_the_clear(&command),
            false => self.keys.command(&command),
        };
        if may_be_cut_short(&command) && rng.one_in(12) {
            // The Le field outside is under no checksum.
            set_le(&mut right, rng);
        }
        let before = std::mem::replace(&mut self.last, right.clone());
        if !rng.one_in(24) {
            return Some((right, true));
        }
        let damaged = damaged(&right, &before, may_be_cut_short(&command), rng);
        let is_right = damaged == right;
        Some((damaged, is_right))
    }
}

/// Data objects that a right terminal does not send in this way, before they are under a right
/// checksum.
fn forged_objects(command: &Command<'_>, rng: &mut TestRng) -> Vec<u8> {
    const OBJECTS: [&[u8]; 12] = [
        &[0x97, 0x01, 0x00],
        &[0x97, 0x02, 0x00, 0x00],
        &[0x97, 0x00],
        &[0x97, 0x03, 0x00, 0x00, 0x00],
        &[0x81, 0x00],
        &[0x81, 0x01, 0x00],
        &[0x87, 0x01, 0x01],
        &[0x87, 0x02, 0x01, 0xFF],
        // Whole blocks, which decrypt to something that is hardly ever padded.
        b"\x87\x11\x01................",
        b"\x87\x11\x02................",
        b"\x85\x10................",
        &[0x99, 0x02, 0x90, 0x00],
    ];
    let mut objects = Vec::new();
    if rng.one_in(2) && !command.data.is_empty() {
        objects = [&[0x81, 0x82][..], &length(command.data.len()), command.data].concat();
    }
    for _ in 0..rng.below(3) {
        objects.extend(OBJECTS[rng.below(OBJECTS.len())]);
    }
    objects
}

fn length(bytes: usize) -> [u8; 2] {
    u16::try_from(bytes).unwrap_or(u16::MAX).to_be_bytes()
}

/// The answer says whether the card had no room, which the model must know at once; a part of a
/// chain finds room.
fn may_be_cut_short(command: &Command<'_>) -> bool {
    let may = |row: &Row| {
        !row.status.contains(&StatusWord::NOT_ENOUGH_MEMORY)
            && !matches!(row.instruction, Instruction::Envelope | Instruction::EnvelopeOdd)
            || command.class.chained && row.chaining == Chaining::Concatenated
    };
    Instruction::find(command.class.family, command.ins).is_ok_and(|found| may(found.row()))
}

/// Another Le field outside, or none.
fn set_le(secured: &mut Vec<u8>, rng: &mut TestRng) {
    let Ok(command) = Command::parse(secured) else { return };
    let le = match rng.below_u8(60) {
        0..20 => Le::Absent,
        le => Le::Exact(le.into()),
    };
    let mut out = vec![0; secured.len() + 8];
    if let Some(bytes) = (Command { le, ..command }).encode(&mut out) {
        *secured = bytes.to_vec();
    }
}

/// A secured command that was damaged on the way.
fn damaged(right: &[u8], before: &[u8], le_too: bool, rng: &mut TestRng) -> Vec<u8> {
    let mut bytes = right.to_vec();
    let end = bytes.len() - usize::from(!le_too);
    match rng.below(8) {
        // Sent again.
        0 => return before.to_vec(),
        1 | 2 => {
            let at = rng.below(end);
            bytes[at] ^= 1 << rng.below(8);
        }
        3 => bytes.truncate(rng.below(end)),
        4 => bytes.push(0),
        // Another form of secure messaging, another channel.
        5 => bytes[0] ^= [0x04, 0x08, 0x01, 0x02][rng.below(4)],
        _ => {
            let Ok(command) = Command::parse(right) else { return bytes };
            let objects = shuffled(command.data, rng);
            let mut out = vec![0; right.len() + objects.len() + 8];
            let changed = Command { data: &objects, ..command };
            if let Some(changed) = changed.encode(&mut out) {
                bytes = changed.to_vec();
            }
        }
    }
    bytes
}

/// The data objects with one dropped, one twice, or two in each other's place.
fn shuffled(field: &[u8], rng: &mut TestRng) -> Vec<u8> {
    let mut objects = Vec::new();
    let mut at = 0;
    for object in tlv::Reader::new(field).map_while(Result::ok) {
        let end = object.value.as_ptr() as usize - field.as_ptr() as usize + object.value.len();
        objects.push(field[at..end].to_vec());
        at = end;
    }
    let count = objects.len();
    if count > 0 {
        let (one, other) = (rng.below(count), rng.below(count));
        match rng.below(3) {
            0 => drop(objects.remove(one)),
            1 => objects.insert(other, objects[one].clone()),
            _ => objects.swap(one, other),
        }
    }
    objects.concat()
}

/// The pair as a connection; what fails on the way is not an answer of the card.
struct FallibleConnection<'a> {
    pair: &'a mut Pair,
    failure: Option<String>,
}

impl CardConnection for FallibleConnection<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        let answer = self.pair.say(command, true);
        self.failure = answer.as_ref().err().cloned();
        answer
    }

    fn reset(&mut self) -> Result<(), String> {
        Err("not here".to_owned())
    }
}
