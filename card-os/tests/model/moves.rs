//! A card and the model of it, and what is said to both.

#![allow(unreachable_pub, reason = "a module of a test")]

use std::collections::{BTreeMap, VecDeque};

use apdu_spec::instruction::{Instruction, Row};
use apdu_spec::profile::card::TEST_TRANSPORT_KEY;
use card_os_testing::card::{IDENTITY, InProcessCard};
use card_os_testing::mock_crypto::MockCrypto;
use test_vectors::flash::SimFlash;
use test_vectors::grammar::{self, Choices as _, Vocabulary};
use test_vectors::model::{Model, Verdict};
use test_vectors::rng::TestRng;
use test_vectors::scenario::{self, CardConnection};
use test_vectors::world::{self, ApplicableWords, keys};

use super::counts::{Counts, came_off, status_of};
use super::sessions::Terminal;

/// How many commands before the one that fails are shown.
const TOLD: usize = 20;
/// One move in so many opens a session.
const SESSION_IN: usize = 200;
/// One move in so many is PACE: its curve is calculated.
const PACE_IN: usize = 300;
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
pub type TestCard = InProcessCard<4096, 65536, 256, 2048, MockCrypto>;

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
    /// The session that is open, as its terminal has it.
    pub session: Option<Terminal>,
    /// The last commands and their answers.
    told: VecDeque<(Vec<u8>, Vec<u8>)>,
}

impl Pair {
    pub fn new(card: TestCard, model: Model) -> Self {
        Self { card, model, counts: Counts::default(), session: None, told: VecDeque::new() }
    }

    /// Sends a command to both, inside the session when one is open. The answer is what came in it.
    pub fn send(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        match self.session.take() {
            Some(terminal) => self.send_secured(terminal, command),
            None => self.send_as_it_is(command),
        }
    }

    /// Sends these bytes to both.
    pub fn send_as_it_is(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
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
    pub fn say(&mut self, command: &[u8], fetches: bool) -> Result<Vec<u8>, String> {
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

    /// Selects by path, with an answer or without.
    pub fn select(&mut self, place: &[u8], rng: &mut TestRng) -> Result<(), String> {
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
        applicable: &BTreeMap<&str, Vec<ApplicableWords>>,
    ) -> Result<(), String> {
        let mut rng = TestRng::new(seed);
        // Apart from the other numbers, so that moves stay what they were.
        let mut own = TestRng::new(!seed);
        if own.below(SESSION_IN) == 0 {
            return self.open_session(&mut own);
        }
        if own.below(PACE_IN) == 0 {
            return self.pace(&mut own);
        }
        match rng.below(100) {
            0 => {
                self.card.card.reset();
                self.model.reset();
                self.session = None;
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
            16 => self.walk_bytes(&mut rng)?,
            17..=24 => self.select(PLACES[rng.below(PLACES.len())], &mut rng)?,
            25..=27 => {
                self.select(&[0xD1, 0x03], &mut rng)?;
                let making = keys::MAKINGS[rng.below(keys::MAKINGS.len())];
                self.send(&scenario::bytes(making).ok_or("no command")?)?;
            }
            _ => {
                let row = rows[rng.below(rows.len())];
                let of_row = applicable.get(row.name).filter(|_| rng.below(4) > 0);
                let suited = of_row.and_then(|of_row| of_row.get(rng.below(of_row.len())));
                if let Some(suited) = suited
                    && rng.below(3) > 0
                {
                    self.select(suited.places[rng.below(suited.places.len())], &mut rng)?;
                }
                let words = suited.map_or(vocabulary, |suited| &suited.words);
                let made = grammar::generate_for_row(row, &mut rng, words);
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
    world::issue(&mut RecordedPair(&mut pair)).unwrap();
    keys::issue(&mut RecordedPair(&mut pair)).unwrap();
    (pair.card.card.into_flash(), pair.model)
}

/// Issues the world on both.
struct RecordedPair<'a>(&'a mut Pair);

impl CardConnection for RecordedPair<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        self.0.say(command, false)
    }

    fn reset(&mut self) -> Result<(), String> {
        self.0.card.card.reset();
        self.0.model.reset();
        self.0.session = None;
        Ok(())
    }
}
