//! A card and the model of it, and what is said to both.

#![allow(unreachable_pub, reason = "as in support/card.rs")]

use std::collections::{BTreeMap, VecDeque};

use apdu_spec::instruction::{Form, Instruction, Row};
use apdu_spec::profile::card::TEST_TRANSPORT_KEY;
use apdu_spec::response::Response;
use test_vectors::flash::SimFlash;
use test_vectors::grammar::{self, Choices as _, Vocabulary};
use test_vectors::model::{Model, Verdict};
use test_vectors::rng::TestRng;
use test_vectors::scenario::{self, Answer};
use test_vectors::world::{self, Apt, keys};

use super::pretended::Pretended;
use super::support::{IDENTITY, InProcess};

/// How many commands before the one that fails are told.
const TOLD: usize = 20;
/// The most files of a test card.
const FILES: usize = 256;

/// Files of the world, by path from the MF.
const PLACES: [&[u8]; 16] = [
    &[0x00, 0x01],
    &[0x00, 0x02],
    &[0x00, 0x03],
    &[0x00, 0x04],
    &[0x00, 0x05],
    &[0x00, 0x06],
    &[0xD1, 0x01],
    &[0xD1, 0x01, 0x00, 0x0A],
    &[0xD1, 0x01, 0x00, 0x0B],
    &[0xD1, 0x01, 0x00, 0x0D],
    &[0xD1, 0x01, 0xD1, 0x02],
    &[0xD2, 0x01],
    &[0xD1, 0x03],
    &[0xD1, 0x03],
    &[0xD1, 0x03, 0x00, 0x01],
    &[0xD1, 0x03, 0x00, 0x02],
];

/// The card whose key pairs the model can follow.
pub type TestCard = InProcess<4096, 65536, 256, 2048, Pretended>;

/// How commands of a form were answered.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    pub succeeded: usize,
    pub refused: usize,
}

impl Outcome {
    fn count(&mut self, came_off: bool) {
        *if came_off { &mut self.succeeded } else { &mut self.refused } += 1;
    }

    fn add(&mut self, other: Self) {
        self.succeeded += other.succeeded;
        self.refused += other.refused;
    }
}

fn status_of(answer: &[u8]) -> u16 {
    Response::parse(answer).map_or(0, |response| response.status.value())
}

/// Is it a status word of what was done?
const fn came_off(status: u16) -> bool {
    matches!(status, 0x9000 | 0x6100..0x6300)
}

/// What came of a sequence, or of several.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    pub commands: usize,
    pub without_room: usize,
    pub statuses: BTreeMap<u16, usize>,
    /// Commands that came in parts.
    pub chains: Outcome,
    /// By row and form; of what a command has carried, too.
    pub forms: BTreeMap<(&'static str, &'static str), Outcome>,
}

impl Counts {
    pub fn add(&mut self, other: Self) {
        self.commands += other.commands;
        self.without_room += other.without_room;
        self.chains.add(other.chains);
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        for (form, outcome) in other.forms {
            self.forms.entry(form).or_default().add(outcome);
        }
    }

    fn count(&mut self, status: u16, taken: &[(&'static Row, &'static Form)]) {
        self.commands += 1;
        // Of those that say a number one stands for all.
        let kind = match status {
            0x6100..0x6200 | 0x6C00..0x6D00 => status & 0xFF00,
            0x63C0..0x63D0 => 0x63C0,
            _ => status,
        };
        *self.statuses.entry(kind).or_default() += 1;
        for (row, form) in taken {
            self.forms.entry((row.name, form.name)).or_default().count(came_off(status));
        }
    }
}

/// What happens to the PIN 0015 of DF D103, on two channels, and to the EF 0019 that it opens.
const PIN_LIFE: [&[&str]; 14] = [
    &["00 24 01 95 [\"1111\"]"],
    &["00 20 00 95 [\"1111\"]"],
    &["01 20 00 95 [\"1111\"]", "01 B0 99 00 00"],
    &["00 20 00 95 [\"9999\"]"],
    &["00 20 00 95 [\"9999\"]", "00 20 00 95 [\"9999\"]"],
    &["00 26 01 95"],
    &["00 28 01 95"],
    &["00 04 02 00 [0015]"],
    &["00 44 02 00 [0015]"],
    &["00 B0 99 00 00"],
    &["01 B0 99 00 00"],
    &["00 E4 02 00 [0015]"],
    // The rest of an answer is there for its channel alone.
    &["00 A4 00 04 [D103] 04", "01 C0 00 00 00"],
    &["01 A4 00 04 [D103] 04", "01 C0 00 00 00"],
];

/// How often a command is made. What ends a life comes seldom, or nothing else would.
pub const fn weight(instruction: Instruction) -> usize {
    match instruction {
        Instruction::TerminateCardUsage => 1,
        Instruction::LockDf => 10,
        Instruction::CreateFile | Instruction::ActivateFile => 300,
        _ => 200,
    }
}

/// A card and the model of it.
pub struct Pair {
    pub card: TestCard,
    pub model: Model,
    pub counts: Counts,
    /// The last commands and their answers.
    told: VecDeque<(Vec<u8>, Vec<u8>)>,
}

impl Pair {
    pub fn new(card: TestCard, model: Model) -> Self {
        Self { card, model, counts: Counts::default(), told: VecDeque::new() }
    }

    /// Sends a command to both.
    fn send(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        let answer = self.card.answer(command);
        let verdict = self.model.exchange(command, &answer).map_err(|what| {
            let mut told = String::from("after");
            for (command, answer) in &self.told {
                let (command, answer) = (hex::encode_upper(command), hex::encode_upper(answer));
                told += &format!("\n> {command}\n< {answer}");
            }
            format!("{told}\n> {}\n{what}", hex::encode_upper(command))
        })?;
        if self.told.len() == TOLD {
            self.told.pop_front();
        }
        self.told.push_back((command.to_vec(), answer.clone()));
        self.counts.without_room += usize::from(verdict == Verdict::NoRoom);
        let status = status_of(&answer);
        self.counts.count(status, self.model.taken());
        Ok(answer)
    }

    /// Sends a command; what is left of its answer is fetched where the model must know it, or as
    /// the number says.
    fn say(&mut self, command: &[u8], fetches: bool) -> Result<Vec<u8>, String> {
        let mut answer = self.send(command)?;
        while let [.., 0x61, _] = answer[..]
            && (fetches || self.model.must_hear())
        {
            answer.truncate(answer.len() - 2);
            // GET RESPONSE has no proprietary class.
            let rest = self.send(&[command[0] & 0x03, 0xC0, 0x00, 0x00, 0x00])?;
            answer.extend(rest);
        }
        Ok(answer)
    }

    /// What does not belong between the parts of a chain.
    fn break_chain(&mut self, part: &[u8], last: &[u8], rng: &mut TestRng) -> Result<(), String> {
        let mut between = part.to_vec();
        // Another channel, another family, an Le field, another instruction or parameter.
        match rng.below(6) {
            0 => between[0] ^= 0x01,
            1 => between[0] ^= 0x80,
            2 => between.push(0x00),
            at => between[at - 2] ^= 0x01,
        }
        for command in [part, &between, last] {
            self.say(command, true)?;
        }
        Ok(())
    }

    /// A signature made and verified, over a hash code that is given or made on the card.
    fn sign_and_verify(&mut self, rng: &mut TestRng) -> Result<(), String> {
        let key = [0x81, 0x82, 0x88, 0x97][rng.below(4)];
        self.send(&[0x00, 0x22, 0xC1, 0xB6, 0x03, 0x84, 0x01, key])?;
        let given = rng.below(2) == 0;
        let hash: Vec<u8> = if given { rng.bytes(32) } else { Vec::new() };
        let hashes = [&[0x00, 0x2A, 0x90, 0x80, 0x07][..], b"message"].concat();
        let compute = [&[0x00, 0x2A, 0x9E, 0x9A][..], &[32][..usize::from(given)], &hash, &[0x00]];
        if !given {
            self.send(&hashes)?;
        }
        let mut answer = self.say(&compute.concat(), true)?;
        if !given {
            self.send(&hashes)?;
        }
        answer.truncate(answer.len() - 2);
        if rng.below(4) == 0
            && let Some(last) = answer.last_mut()
        {
            *last ^= 1;
        }
        let long = u16::try_from(answer.len()).unwrap().to_be_bytes();
        let mut data = [&[0x9E, 0x82], &long[..], &answer].concat();
        if given {
            data.extend([&[0x9A, 32], &hash[..]].concat());
        }
        let long = u16::try_from(data.len()).unwrap().to_be_bytes();
        let command = [&[0x00, 0x2A, 0x00, 0xA8, 0x00], &long[..], &data].concat();
        self.send(&command).map(drop)
    }

    /// The steps of GENERAL AUTHENTICATE or MUTUAL AUTHENTICATE with an AES key of DF D103, which is
    /// named in P2 or in the security environment.
    fn both_ways(&mut self, rng: &mut TestRng) -> Result<(), String> {
        const NONCE: [u8; 8] = *b"RND.IFD.";
        let key = &keys::MUTUAL_KEY;
        let (ins, form) = (0x86 + rng.below_u8(2), rng.below(3));
        let reference = [0x84, 0x84, 0x8D, 0x8E][rng.below(4)];
        let p2 = [reference, 0x00][rng.below(2)];
        if p2 == 0x00 {
            self.send(&[0x00, 0x22, 0x81, 0xA4, 0x03, 0x83, 0x01, reference])?;
        }
        let first: &[u8] = match form {
            0 => &[0x00, 0x84, 0x00, 0x00, 0x10],
            1 => &[0x00, ins, 0x00, p2, 0x04, 0x7C, 0x02, 0x81, 0x00, 0x00],
            _ => &[0x00, ins, 0x00, p2, 0x04, 0x7C, 0x02, 0x80, 0x00, 0x00],
        };
        let mut challenge = self.say(first, true)?;
        challenge.truncate(challenge.len() - 2);
        let challenge = challenge.split_off(challenge.len().saturating_sub(16));
        let mac = |domain: u8, nonce: &[u8]| {
            let message = [&[domain], &IDENTITY.serial[..], &challenge, nonce].concat();
            scenario::mac(key, &message)
        };
        if rng.below(8) == 0 {
            // Whatever comes in between, the challenge is gone.
            let between = ["00FF0000", "00A40000023F", "0084000008", "0184000010", "00C0000000"];
            self.send(&hex::decode(between[rng.below(between.len())]).unwrap())?;
        }
        let second = match form {
            0 => [&[0x00, 0x82, 0x00, p2, 24], &NONCE[..], &mac(3, &NONCE), &[0x00]].concat(),
            1 => [&[0x00, ins, 0x00, p2, 20, 0x7C, 18, 0x82, 16], &mac(1, &[])[..]].concat(),
            _ => [
                &[0x00, ins, 0x00, p2, 32, 0x7C, 30, 0x80, 16],
                &mac(3, &NONCE)[..],
                &[0x81, 8],
                &NONCE,
                &[0x82, 0x00, 0x00],
            ]
            .concat(),
        };
        self.say(&second, rng.below(2) == 0).map(drop)
    }

    /// Proves an AES key by reference, on the basic channel.
    fn authenticate(&mut self, reference: u8, key: &[u8; 16]) -> Result<(), String> {
        let mut challenge = self.send(&[0x00, 0x84, 0x00, 0x00, 0x10])?;
        challenge.truncate(16);
        let proof = scenario::external_authentication(key, &IDENTITY.serial, &challenge);
        let mut command = vec![0x00, 0x82, 0x00, reference, 0x10];
        command.extend(proof);
        self.send(&command).map(drop)
    }

    /// An environment is stored and restored; another key may be the current one in between.
    fn store_and_restore(&mut self, rng: &mut TestRng) -> Result<(), String> {
        let stored = [0x85, 0x86][rng.below(2)];
        let set = |key: u8| [0x00, 0x22, 0x41, 0xB6, 0x03, 0x84, 0x01, key];
        self.select(&[0xD1, 0x03], rng)?;
        self.send(&set([0x81, 0x88][rng.below(2)]))?;
        self.send(&[0x00, 0x22, 0xF2, stored])?;
        match rng.below(4) {
            0 => drop(self.send(&[0x00, 0x22, 0xF3, 0x00])?),
            1 => drop(self.send(&set(0x82))?),
            2 => drop(self.send(&[0x00, 0xE4, 0x02, 0x00, 0x02, 0x00, 0x08])?),
            _ => drop(self.send(&[0x00, 0x22, 0xF4, stored])?),
        }
        self.send(&[0x00, 0x22, 0xF3, stored])?;
        let sign = [&[0x00, 0x2A, 0x9E, 0x9A, 32][..], &rng.bytes(32), &[0x00]].concat();
        self.say(&sign, true).map(drop)
    }

    /// A secret is agreed on, by the key for confidentiality or else that for key agreement.
    fn agree(&mut self, rng: &mut TestRng) -> Result<(), String> {
        self.select(&[0xD1, 0x03], rng)?;
        for template in [0xA6, 0xB8] {
            if rng.below(3) > 0 {
                let key = [0x83, 0x83, 0x88][rng.below(3)];
                self.send(&[0x00, 0x22, 0x41, template, 0x03, 0x84, 0x01, key])?;
            }
        }
        let data = keys::agreement();
        let long = u8::try_from(data.len()).unwrap();
        self.say(&[&[0x00, 0x2A, 0x80, 0x86, long], &data[..], &[0x00]].concat(), true).map(drop)
    }

    /// Turns of fortune of a PIN.
    fn pin_life(&mut self, rng: &mut TestRng) -> Result<(), String> {
        let parse = |notation: &str| scenario::bytes(notation).ok_or("no command");
        self.select(&[0xD1, 0x03], rng)?;
        let begin = ["00 70 00 01", "01 A4 08 0C [D103]", keys::MAKINGS[4], keys::MAKINGS[7]];
        for notation in begin.iter().chain(PIN_LIFE[0]) {
            self.send(&parse(notation)?)?;
        }
        for _ in 0..8 {
            for notation in PIN_LIFE[rng.below(PIN_LIFE.len())] {
                self.send(&parse(notation)?)?;
            }
        }
        Ok(())
    }

    /// A walk along records: by number, by identifier, from the current one on.
    fn walk(&mut self, rng: &mut TestRng) -> Result<(), String> {
        let file = [0x0C, 0x0F, 0x1C][rng.below(3)];
        if rng.below(3) == 0 {
            self.both_ways(rng)?;
        }
        self.select(&[0xD1, 0x03, 0x00, file], rng)?;
        for _ in 0..8 {
            let ins = [0xB2, 0xB2, 0xB2, 0xD2, 0xDC, 0xDD, 0xE2, 0x0C][rng.below(8)];
            let short = [0x00, 0x00, file << 3][rng.below(3)];
            let content = [rng.below_u8(3), rng.byte(), 3, 4, 5, 6, 7, 8];
            let (p1, p2) = (rng.below_u8(3), [0, 1, 2, 3, 4, 4][rng.below(6)]);
            let (p1, p2, data): (u8, u8, &[u8]) = match ins {
                0xB2 => (p1, p2, &[]),
                0xDD => (p1, 4 + rng.below_u8(4), &[0x54, 0x01, 0x01, 0x53, 0x02, 0xAA, 0xBB]),
                0xE2 => (0, 0, &content),
                0x0C => (p1, 4, &[]),
                _ => (p1, p2, &content),
            };
            let header = [0x00, ins, p1, short | p2];
            let end: &[u8] = if ins == 0xB2 { &[0x00] } else { &[] };
            let long = [u8::try_from(data.len()).unwrap()];
            let long = if data.is_empty() { &[][..] } else { &long[..] };
            self.send(&[&header[..], long, data, end].concat())?;
        }
        Ok(())
    }

    /// Selects by path, with an answer or without.
    fn select(&mut self, place: &[u8], rng: &mut TestRng) -> Result<(), String> {
        let p2 = [0x04, 0x0C][rng.below(2)];
        let command = [&[0x00, 0xA4, 0x08, p2, u8::try_from(place.len()).unwrap()], place];
        self.send(&command.concat()).map(drop)
    }

    /// One move, all of it decided by a number.
    pub fn go(
        &mut self,
        seed: u64,
        rows: &[&'static Row],
        vocabulary: &Vocabulary,
        apts: &BTreeMap<&str, Vec<Apt>>,
    ) -> Result<(), String> {
        let mut rng = TestRng::new(seed);
        match rng.below(100) {
            0 => {
                self.card.card.reset();
                self.model.reset();
            }
            1..=2 => self.authenticate(0x10, &TEST_TRANSPORT_KEY)?,
            3 => self.authenticate(0x96, &world::EXTERNAL_KEY)?,
            4..=10 => {
                let (reference, value) = world::PINS[rng.below(world::PINS.len())];
                let mut command = vec![rng.below_u8(2), 0x20, 0x00, reference];
                command.push(u8::try_from(value.len()).unwrap());
                command.extend(value);
                self.send(&command)?;
            }
            11 => self.sign_and_verify(&mut rng)?,
            12 => self.both_ways(&mut rng)?,
            13 => self.store_and_restore(&mut rng)?,
            14 => self.agree(&mut rng)?,
            15 if rng.below(2) == 0 => self.pin_life(&mut rng)?,
            15 => self.walk(&mut rng)?,
            16..=24 => self.select(PLACES[rng.below(PLACES.len())], &mut rng)?,
            25..=27 => {
                self.select(&[0xD1, 0x03], &mut rng)?;
                let making = keys::MAKINGS[rng.below(keys::MAKINGS.len())];
                self.send(&scenario::bytes(making).ok_or("no command")?)?;
            }
            _ => {
                let row = rows[rng.below(rows.len())];
                let apts = apts.get(row.name).filter(|_| rng.below(4) > 0);
                let apt = apts.and_then(|apts| apts.get(rng.below(apts.len())));
                if let Some(apt) = apt
                    && rng.below(3) > 0
                {
                    self.select(apt.places[rng.below(apt.places.len())], &mut rng)?;
                }
                let words = apt.map_or(vocabulary, |apt| &apt.words);
                let made = grammar::made_of(row, &mut rng, words);
                let fetches = rng.one_in(2);
                let mut answer = Vec::new();
                for command in &made.commands {
                    answer = self.say(command, fetches)?;
                }
                if let [part, .., last] = &made.commands[..] {
                    self.counts.chains.count(came_off(status_of(&answer)));
                    self.break_chain(part, last, &mut rng)?;
                }
            }
        }
        Ok(())
    }
}

/// The world's card and its model, made once: the same commands to both.
pub fn world() -> (SimFlash<4096>, Model) {
    let mut card = TestCard::blank_on(64);
    let model = Model::of_blank(&mut card, &IDENTITY.serial, FILES).unwrap();
    let mut pair = Pair::new(card, model);
    world::issue(&mut Recorded(&mut pair)).unwrap();
    keys::issue(&mut Recorded(&mut pair)).unwrap();
    (pair.card.card.into_flash(), pair.model)
}

/// What issues the world speaks to both.
struct Recorded<'a>(&'a mut Pair);

impl Answer for Recorded<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        self.0.say(command, false)
    }

    fn reset(&mut self) -> Result<(), String> {
        self.0.card.card.reset();
        self.0.model.reset();
        Ok(())
    }
}
