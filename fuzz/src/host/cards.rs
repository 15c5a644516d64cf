//! The readers that the host meets: an honest card whose answers are recorded, one whose answers
//! are changed on the way, and none but the fuzzer's answers.

use apdu_spec::profile::card::Profile as Generation;
use juki::reader::virtual_card::VirtualCard;
use juki::reader::{Protocol, Reader, ReaderError};
use test_vectors::grammar::{Choices, RecordedChoices};

/// Exchanges after which a card has talked enough: an honest one needs some hundred, a file of
/// 32 KiB a byte at a time as many.
const EXCHANGES_MAX: usize = 40_000;

/// Records the answers.
pub(super) struct RecordingReader<'a> {
    pub(super) card: &'a mut VirtualCard,
    pub(super) answers: Vec<Vec<u8>>,
}

impl Reader for RecordingReader<'_> {
    fn name(&self) -> &str {
        "heard"
    }

    fn atr(&self) -> &[u8] {
        self.card.atr()
    }

    fn protocol(&self) -> Protocol {
        Protocol::Direct
    }

    fn is_exclusive(&self) -> bool {
        self.card.is_exclusive()
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let answer = self.card.transmit(command)?;
        self.answers.push(answer.clone());
        Ok(answer)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.card.reset()
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

/// A reader between card and host that changes answers; without a card, every answer is made of choices.
pub(super) struct TamperingReader<'a> {
    card: Option<&'a mut VirtualCard>,
    given: RecordedChoices<'a>,
    at: usize,
    /// The next exchange whose answer is changed.
    next: Option<usize>,
}

impl<'a> TamperingReader<'a> {
    pub(super) fn new(card: Option<&'a mut VirtualCard>, given: RecordedChoices<'a>) -> Self {
        let mut between = Self { card, given, at: 0, next: None };
        // Where every answer is made of choices none is changed.
        if between.card.is_some() {
            between.plan();
        }
        between
    }

    /// Which answer is the next to be changed.
    fn plan(&mut self) {
        self.next = (!self.given.is_empty()).then(|| self.at + self.given.below(64));
    }

    fn change(&mut self, answer: &mut Vec<u8>) {
        let data = answer.len().saturating_sub(2);
        let at = self.given.below(data.max(1)).min(data);
        match self.given.below(8) {
            0 if data > 0 => answer[at] ^= 1 << self.given.below(8),
            1 => drop(answer.drain(at..data)),
            2 => drop(answer.drain(..at)),
            3 => {
                let count = self.given.below(64);
                let bytes = self.given.take(count).to_vec();
                answer.splice(at..at, bytes);
            }
            4 => {
                let count = self.given.below(64);
                let bytes = self.given.take(count);
                for (place, byte) in answer[at..data].iter_mut().zip(bytes) {
                    *place = *byte;
                }
            }
            5 => {
                let count = self.given.below(1200);
                let run = vec![self.given.byte(); count];
                answer.splice(at..at, run);
            }
            6 => {
                answer.truncate(data);
                answer.extend([self.given.byte(), self.given.byte()]);
            }
            _ => {
                let count = self.given.below(300);
                *answer = self.given.take(count).to_vec();
                answer.extend([0x90, 0x00]);
            }
        }
    }

    /// An answer of choices only.
    fn own(&mut self) -> Vec<u8> {
        let status = match self.given.byte() {
            0..0xC0 => [0x90, 0x00],
            0xC0..0xD0 => [0x6A, 0x82],
            0xD0..0xD8 => [0x61, self.given.byte()],
            0xD8..0xE0 => [0x62, 0x82],
            0xE0..0xE8 => [0x63, 0xC3],
            0xE8..0xF0 => [0x69, 0x82],
            _ => [self.given.byte(), self.given.byte()],
        };
        let count = match self.given.byte() {
            count @ 0..0xE0 => usize::from(count),
            0xE0..0xF0 => self.given.below(2000),
            _ => {
                let count = self.given.below(0x1_0000);
                return [&vec![self.given.byte(); count][..], &status].concat();
            }
        };
        [self.given.take(count), &status].concat()
    }
}

impl Reader for TamperingReader<'_> {
    fn name(&self) -> &str {
        "between"
    }

    fn atr(&self) -> &[u8] {
        self.card.as_ref().map_or(Generation::P256.atr(), |card| card.atr())
    }

    fn protocol(&self) -> Protocol {
        Protocol::Direct
    }

    fn is_exclusive(&self) -> bool {
        true
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        assert!(self.at < EXCHANGES_MAX, "the host never has enough");
        let Some(card) = &mut self.card else {
            self.at += 1;
            return Ok(self.own());
        };
        let mut answer = card.transmit(command)?;
        while self.next == Some(self.at) {
            self.change(&mut answer);
            self.plan();
        }
        self.at += 1;
        Ok(answer)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        match &mut self.card {
            Some(card) => card.reset(),
            None => Ok(()),
        }
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}
