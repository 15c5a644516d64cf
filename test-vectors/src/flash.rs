//! A NOR flash in memory whose power can be cut in any program or erase.
//!
//! ```
//! use embedded_storage::nor_flash::{NorFlash, ReadNorFlash};
//! use test_vectors::flash::{Cut, SimFlash};
//!
//! let mut flash = SimFlash::<512>::new(4);
//! flash.cut_at(1, Cut::Before);
//! assert!(flash.write(0, &[1, 2, 3, 4]).is_ok());
//! assert!(flash.write(4, &[1, 2, 3, 4]).is_err());
//! flash.power_on();
//! let mut word = [0; 4];
//! flash.read(4, &mut word).unwrap();
//! assert_eq!(word, [0xFF; 4]);
//! ```

use std::collections::BTreeMap;

use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash, check_erase, check_read,
    check_write,
};

use crate::rng::TestRng;

/// Where in an operation the power goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Nothing of the operation happened.
    Before,
    /// Some of it happened. Program: a part of the bits that were to become
    /// zero did. Erase: a part of the page's zeros became one. The seed
    /// chooses the part, from none to all.
    Inside(u64),
    /// All of it happened, and the caller got an error.
    After,
    /// Some of it happened, as in [`Cut::Inside`], the caller got no error, and the
    /// power stays: a worn or broken flash.
    Unnoticed(u64),
}

/// Why an operation failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashError {
    /// No power: the cut has happened and [`SimFlash::power_on`] has not.
    Power,
    /// Unaligned or outside the region.
    Bounds(NorFlashErrorKind),
}

impl NorFlashError for FlashError {
    fn kind(&self) -> NorFlashErrorKind {
        match self {
            Self::Power => NorFlashErrorKind::Other,
            Self::Bounds(kind) => *kind,
        }
    }
}

/// What a card asked of its flash: one word programmed, or one page erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// This word, counted from the start, is programmed with this value.
    Program(usize, u32),
    /// This page is erased.
    Erase(usize),
}

/// What was done to the flash since it was made or [`SimFlash::reset_counts`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Words of four bytes programmed.
    pub words: u64,
    /// Pages erased.
    pub erases: u64,
    /// Calls of `read`.
    pub reads: u64,
    /// Bytes read.
    pub bytes_read: u64,
    /// Erases by page.
    pub page_erases: Vec<u64>,
}

/// NOR flash of pages of `ERASE` bytes and words of four, over a `Vec`.
///
/// Rules of NOR are watched, not enforced: breaking one is noted in
/// [`violations`](Self::violations) and the bits are ANDed as silicon would.
#[derive(Clone, Debug)]
pub struct SimFlash<const ERASE: usize> {
    data: Vec<u8>,
    /// Words not blank because they were programmed, or cut while they were.
    touched: Vec<bool>,
    /// Bits of torn words that read one way or the other.
    loose: BTreeMap<usize, u32>,
    /// Pages whose erase was cut.
    half_erased: Vec<bool>,
    cut: Option<(u64, Cut)>,
    dead: bool,
    flicker: Option<TestRng>,
    operations: u64,
    /// Operations, when somebody wants them.
    recorded: Option<Vec<Operation>>,
    counts: Counts,
    violations: Vec<String>,
}

impl<const ERASE: usize> SimFlash<ERASE> {
    /// Blank flash of `pages` pages.
    #[must_use]
    pub fn new(pages: usize) -> Self {
        Self::from_bytes(vec![0xFF; pages * ERASE])
    }

    /// Flash with this content, cut down to whole pages.
    #[must_use]
    pub fn from_bytes(mut data: Vec<u8>) -> Self {
        let pages = data.len() / ERASE;
        data.truncate(pages * ERASE);
        let touched = data.chunks(4).map(|w| w != [0xFF; 4]).collect();
        Self {
            data,
            touched,
            loose: BTreeMap::new(),
            half_erased: vec![false; pages],
            cut: None,
            dead: false,
            flicker: None,
            operations: 0,
            recorded: None,
            counts: Counts { page_erases: vec![0; pages], ..Counts::default() },
            violations: Vec::new(),
        }
    }

    /// The content, loose bits of torn words as one.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.data
    }

    /// From now on torn words and half-erased pages read differently from one
    /// read to the next, until they are erased.
    pub fn flicker(&mut self, seed: u64) {
        self.flicker = Some(TestRng::new(seed));
    }

    /// Cuts the power in the `op`-th operation from now, the next being 0.
    /// Operations are word programs and page erases.
    pub fn cut_at(&mut self, op: u64, cut: Cut) {
        self.cut = Some((self.operations + op, cut));
    }

    /// Whether the power is off.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.dead
    }

    /// Power returns; a cut that has not happened is forgotten.
    pub fn power_on(&mut self) {
        self.dead = false;
        self.cut = None;
    }

    /// Word programs and page erases since the flash was made.
    #[must_use]
    pub fn operations(&self) -> u64 {
        self.operations
    }

    /// Keeps every operation from now on, until [`recorded`](Self::recorded).
    pub fn record(&mut self) {
        self.recorded = Some(Vec::new());
    }

    /// The operations since [`record`](Self::record).
    pub fn recorded(&mut self) -> Vec<Operation> {
        self.recorded.take().unwrap_or_default()
    }

    /// Does these operations again, until a cut ends them.
    pub fn replay(&mut self, operations: &[Operation]) {
        for operation in operations {
            let done = match *operation {
                Operation::Program(word, value) => self.program(word, value),
                Operation::Erase(page) => self.erase_page(page),
            };
            if done.is_err() {
                break;
            }
        }
    }

    /// What was done, in numbers.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Counts from zero again.
    pub fn reset_counts(&mut self) {
        self.counts = Counts { page_erases: vec![0; self.half_erased.len()], ..Counts::default() };
    }

    /// Broken rules of NOR flash, in words; empty is good.
    #[must_use]
    pub fn violations(&self) -> &[String] {
        &self.violations
    }

    fn stored(&self, word: usize) -> u32 {
        let bytes = self.data.get(word * 4..word * 4 + 4).unwrap_or_default();
        bytes.try_into().map_or(u32::MAX, u32::from_le_bytes)
    }

    fn store(&mut self, word: usize, value: u32) {
        if let Some(to) = self.data.get_mut(word * 4..word * 4 + 4) {
            to.copy_from_slice(&value.to_le_bytes());
        }
    }

    /// What a read of the word gives this time.
    fn read_word(&mut self, word: usize) -> u32 {
        let stored = self.stored(word);
        let Some(prng) = &mut self.flicker else {
            return stored;
        };
        if let Some(loose) = self.loose.get(&word) {
            // All, none or any of the loose bits: the extremes are the traps.
            return match prng.below_u32(4) {
                0 => stored,
                1 => stored & !loose,
                _ => stored & !(loose & prng.next_u32()),
            };
        }
        if self.half_erased[word * 4 / ERASE] {
            return stored | (prng.next_u32() & prng.next_u32() & prng.next_u32());
        }
        stored
    }

    /// Counts an operation and says whether, and how, it is cut.
    fn operation(&mut self, what: Operation) -> Option<Cut> {
        if let Some(recorded) = &mut self.recorded {
            recorded.push(what);
        }
        let now = self.operations;
        self.operations += 1;
        let (_, cut) = self.cut.filter(|(op, _)| *op == now)?;
        self.dead = !matches!(cut, Cut::Unnoticed(_));
        Some(cut)
    }

    fn program(&mut self, word: usize, value: u32) -> Result<(), FlashError> {
        let cut = self.operation(Operation::Program(word, value));
        if cut == Some(Cut::Before) {
            return Err(FlashError::Power);
        }
        self.counts.words += 1;
        if self.touched[word] {
            self.violations.push(format!("word {word} programmed twice"));
        }
        if self.half_erased[word * 4 / ERASE] {
            let text = format!("word {word} programmed in a page half erased");
            self.violations.push(text);
        }
        self.touched[word] = true;
        let stored = self.stored(word);
        if let Some(Cut::Inside(seed) | Cut::Unnoticed(seed)) = cut {
            let mut prng = TestRng::new(seed);
            let share = prng.below_u32(257);
            let done = !value & mask(&mut prng, share);
            self.store(word, stored & !done);
            if self.dead {
                self.loose.insert(word, !value & !done);
            }
        } else {
            self.store(word, stored & value);
        }
        self.told()
    }

    fn erase_page(&mut self, page: usize) -> Result<(), FlashError> {
        let cut = self.operation(Operation::Erase(page));
        if cut == Some(Cut::Before) {
            return Err(FlashError::Power);
        }
        self.counts.erases += 1;
        self.counts.page_erases[page] += 1;
        let words = page * ERASE / 4..(page + 1) * ERASE / 4;
        if let Some(Cut::Inside(seed) | Cut::Unnoticed(seed)) = cut {
            let mut prng = TestRng::new(seed);
            let share = prng.below_u32(257);
            for word in words {
                // Weak zeros are the first to go.
                self.loose.remove(&word);
                let erased = self.stored(word) | mask(&mut prng, share);
                self.store(word, erased);
                self.touched[word] = true;
            }
            self.half_erased[page] = true;
        } else {
            for word in words {
                self.store(word, u32::MAX);
                self.touched[word] = false;
                self.loose.remove(&word);
            }
            self.half_erased[page] = false;
        }
        self.told()
    }

    /// The result that the caller gets of an operation.
    fn told(&self) -> Result<(), FlashError> {
        if self.dead { Err(FlashError::Power) } else { Ok(()) }
    }
}

impl<const ERASE: usize> ErrorType for SimFlash<ERASE> {
    type Error = FlashError;
}

impl<const ERASE: usize> ReadNorFlash for SimFlash<ERASE> {
    const READ_SIZE: usize = 4;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), FlashError> {
        check_read(self, offset, bytes.len()).map_err(FlashError::Bounds)?;
        if self.dead {
            return Err(FlashError::Power);
        }
        self.counts.reads += 1;
        self.counts.bytes_read += bytes.len() as u64;
        let from = offset as usize / 4;
        for (word, out) in (from..).zip(bytes.chunks_mut(4)) {
            out.copy_from_slice(&self.read_word(word).to_le_bytes());
        }
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.data.len()
    }
}

impl<const ERASE: usize> NorFlash for SimFlash<ERASE> {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = ERASE;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), FlashError> {
        check_erase(self, from, to).map_err(FlashError::Bounds)?;
        if self.dead {
            return Err(FlashError::Power);
        }
        (from as usize / ERASE..to as usize / ERASE).try_for_each(|page| self.erase_page(page))
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), FlashError> {
        check_write(self, offset, bytes.len()).map_err(FlashError::Bounds)?;
        if self.dead {
            return Err(FlashError::Power);
        }
        let from = offset as usize / 4;
        for (word, value) in (from..).zip(bytes.chunks_exact(4)) {
            let value = value.try_into().map_or(u32::MAX, u32::from_le_bytes);
            self.program(word, value)?;
        }
        Ok(())
    }
}

/// Each bit one with a chance of `of_256` in 256.
fn mask(rng: &mut TestRng, of_256: u32) -> u32 {
    (0..32).fold(0, |mask, bit| mask | (u32::from(rng.below_u32(256) < of_256) << bit))
}
