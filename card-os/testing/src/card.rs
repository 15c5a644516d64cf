//! Cards for the tests: in process, on a simulated flash.

use std::marker::PhantomData;

use apdu_spec::profile::card::TEST_TRANSPORT_KEY;
use apdu_spec::response::Response;
use apdu_spec::status::StatusWord;
use card_os::crypto::Crypto;
use card_os::crypto::software::Software;
use card_os::{Card, Identity, MountError, Platform, SmallCard};
use test_vectors::flash::SimFlash;
use test_vectors::rng::TestRng;
use test_vectors::scenario::{self, CardConnection};

/// Parts of a test card; pages of `ERASE` bytes.
#[derive(Debug)]
pub struct SimulatedPlatform<const ERASE: usize, C = Software>(PhantomData<C>);

impl<const ERASE: usize, C: Crypto> Platform for SimulatedPlatform<ERASE, C> {
    type Flash = SimFlash<ERASE>;
    type Rng = TestRng;
    type Crypto = C;
}

/// Who every card of the tests is.
pub const IDENTITY: Identity = Identity { serial: *b"TEST00000000001" };

/// A flash that holds no card.
#[derive(Debug)]
pub struct RefusedFlash<const ERASE: usize> {
    /// The flash, as it was found.
    pub flash: SimFlash<ERASE>,
    /// Why it is refused.
    pub error: MountError,
}

/// A card and its reply buffer.
#[derive(Debug)]
pub struct InProcessCard<
    const ERASE: usize,
    const BUFFER: usize,
    const FILES: usize,
    const ENTRIES: usize,
    C: Crypto = Software,
> {
    /// The card itself.
    pub card: Box<Card<SimulatedPlatform<ERASE, C>, BUFFER, FILES, ENTRIES>>,
    reply: Vec<u8>,
}

/// The card that scenarios are played on: large buffers, 4 KiB pages.
pub type TestCard = InProcessCard<4096, 65536, 256, 2048>;

/// The smallest configuration ([`SmallCard`]).
pub type SmallTestCard<const ERASE: usize, C = Software> = InProcessCard<ERASE, 1024, 64, 320, C>;

const _: fn(SmallTestCard<1024>) -> Box<SmallCard<SimulatedPlatform<1024>>> = |card| card.card;

impl TestCard {
    /// A blank card.
    #[must_use]
    pub fn blank() -> Self {
        Self::blank_on(64)
    }
}

impl<
    const ERASE: usize,
    const BUFFER: usize,
    const FILES: usize,
    const ENTRIES: usize,
    C: Crypto + Default,
> InProcessCard<ERASE, BUFFER, FILES, ENTRIES, C>
{
    /// A blank card on a flash of so many pages.
    #[must_use]
    pub fn blank_on(pages: usize) -> Self {
        let mut card = Self::off(SimFlash::new(pages), TestRng::new(7));
        card.card.format(IDENTITY, &TEST_TRANSPORT_KEY, &[]).unwrap();
        card
    }

    /// The card in this flash, when the power comes back.
    #[must_use]
    pub fn start(flash: SimFlash<ERASE>) -> Self {
        Self::try_start(flash).map_err(|refused| refused.error).unwrap()
    }

    /// The card in this flash, if there is one.
    ///
    /// # Errors
    /// The flash again, when it holds no card.
    pub fn try_start(mut flash: SimFlash<ERASE>) -> Result<Self, Box<RefusedFlash<ERASE>>> {
        flash.power_on();
        let mut card = Self::off(flash, TestRng::new(8));
        match card.card.mount(IDENTITY) {
            Ok(()) => Ok(card),
            Err(error) => Err(Box::new(RefusedFlash { flash: card.card.into_flash(), error })),
        }
    }

    /// A card that was not started.
    #[must_use]
    pub fn off(flash: SimFlash<ERASE>, rng: TestRng) -> Self {
        let card = Box::new(Card::new(flash, rng, C::default()));
        Self { card, reply: vec![0; BUFFER + 2] }
    }

    /// The same card after a power cut between two commands.
    #[must_use]
    pub fn restarted(self) -> Self {
        Self::start(self.card.into_flash())
    }

    /// The flash under the card, to be cut and counted.
    pub fn flash(&mut self) -> &mut SimFlash<ERASE> {
        self.card.flash_mut()
    }

    /// Sends a command in the notation of scenarios; gives data and status word.
    pub fn send(&mut self, notation: &str) -> (Vec<u8>, StatusWord) {
        let command = scenario::bytes(notation).unwrap();
        split(&self.answer(&command))
    }

    /// Sends a command that must succeed; gives its data.
    pub fn done(&mut self, notation: &str) -> Vec<u8> {
        let (data, status) = self.send(notation);
        assert_eq!(status, StatusWord::SUCCESS, "{notation}");
        data
    }

    /// Sends the bytes of a command; gives the bytes of the response.
    pub fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        let len = self.card.transmit(&mut command.to_vec(), &mut self.reply);
        self.reply[..len].to_vec()
    }

    /// Authenticates with the administrator key, unless it was changed or blocked.
    pub fn administrator_if_possible(&mut self) {
        let _ = scenario::administrator(self);
    }

    /// Authenticates with the administrator key.
    pub fn administrator(&mut self) {
        scenario::administrator(self).unwrap();
    }
}

/// Data and status word of a response.
#[must_use]
pub fn split(answer: &[u8]) -> (Vec<u8>, StatusWord) {
    let response = Response::parse(answer).unwrap();
    (response.data.to_vec(), response.status)
}

impl<
    const ERASE: usize,
    const BUFFER: usize,
    const FILES: usize,
    const ENTRIES: usize,
    C: Crypto + Default,
> CardConnection for InProcessCard<ERASE, BUFFER, FILES, ENTRIES, C>
{
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        Ok(self.answer(command))
    }

    fn reset(&mut self) -> Result<(), String> {
        self.card.reset();
        Ok(())
    }
}
