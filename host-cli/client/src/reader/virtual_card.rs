//! A card image with the card running inside this process.

use std::fmt;
use std::path::Path;

use apdu_spec::profile::PreIssuingData;
use apdu_spec::status::StatusWord;
use card_os::crypto::software::Software;
use card_os::{Identity, LargeCard, MountError, Platform, storage};
use zeroize::Zeroizing;

use super::image::{CardIdentity, Image, ImageError, ImageFlash};
use super::{Protocol, Reader, ReaderError};
use crate::seed::Seed;
use crate::serial_number;

mod error;
mod random;

pub use error::StartError;
use random::Random;

/// Room for the longest response: 65536 bytes and the status word.
const LONGEST: usize = 65536 + 2;

/// The platform of a card in a file: its flash is the file, its random numbers the
/// system's unless it is made from a seed.
#[derive(Debug)]
struct Host;

impl Platform for Host {
    type Flash = ImageFlash;
    type Rng = Random;
    type Crypto = Software;
}

/// A card in an image file.
pub struct VirtualCard {
    card: Box<LargeCard<Host>>,
    name: String,
    atr: Vec<u8>,
    reply: Zeroizing<Vec<u8>>,
}

/// Makes a new card in memory; [`create`](super::image::create) then writes its image.
///
/// # Errors
/// When the system gives no random numbers, or the card does not start.
pub fn format(
    identity: CardIdentity,
    transport_key: &[u8; 16],
    pre_issuing: PreIssuingData,
) -> Result<Image, StartError> {
    format_from(None, identity, transport_key, pre_issuing)
}

/// As [`format()`], from a seed when there is one: the card then says so.
///
/// # Errors
/// As [`format()`].
pub fn format_from(
    seed: Option<Seed>,
    identity: CardIdentity,
    transport_key: &[u8; 16],
    pre_issuing: PreIssuingData,
) -> Result<Image, StartError> {
    let serial = identity.serial;
    let rng = match seed {
        Some(seed) => Random::seeded(seed, &serial, 0),
        None => Random::system()?,
    };
    let flash = ImageFlash::new(Image::erased(identity).seeded(seed));
    let pre_issuing = PreIssuingData { seeded: seed.is_some(), ..pre_issuing }.to_bytes();
    let mut card = Box::new(LargeCard::<Host>::new(flash, rng, Software));
    card.format(Identity { serial }, transport_key, &pre_issuing)?;
    Ok(card.into_flash().into_image())
}

impl VirtualCard {
    /// Opens a card image and starts its card. The file is written to only once the card runs.
    /// `program` is what another program is told that wants it meanwhile.
    ///
    /// # Errors
    /// When it is no image, its card does not start or is damaged, or another program holds it.
    pub fn open(path: &Path, program: &str) -> Result<Self, ImageError> {
        let card = Self::open_even_damaged(path, program)?;
        match card.damaged() {
            None => Ok(card),
            Some(cause) => Err(ImageError::NoCard { path: path.to_owned(), cause: cause.into() }),
        }
    }

    /// As [`VirtualCard::open`], and a card whose memory cannot be loaded is opened as well: it
    /// says who it is, and no more. Its file stays as it is, byte for byte.
    ///
    /// # Errors
    /// As [`VirtualCard::open`], but for the damage.
    pub fn open_even_damaged(path: &Path, program: &str) -> Result<Self, ImageError> {
        let mut image = Image::open(path)?;
        let refused = |cause| ImageError::NoCard { path: path.to_owned(), cause };
        let rng = Random::of(&mut image).map_err(refused)?;
        let card = Self::start(image, rng, format!("virtual:{}", path.display()));
        let mut card = card.map_err(|cause| match cause {
            MountError::Storage(storage::Error::Newer { .. }) => {
                ImageError::NewerCard { path: path.to_owned(), cause }
            }
            _ => refused(cause.into()),
        })?;
        if card.damaged().is_some() {
            return Ok(card);
        }
        card.image_mut()
            .write_through(program)
            .map_err(|cause| ImageError::File { path: path.to_owned(), cause })?;
        Ok(card)
    }

    /// Starts the card of an image in memory. `name` is what its reader is called.
    ///
    /// # Errors
    /// When its card does not start, or the system gives no random numbers.
    pub fn insert(mut image: Image, name: &str) -> Result<Self, StartError> {
        let rng = Random::of(&mut image)?;
        let card = Self::start(image, rng, name.to_owned())?;
        card.damaged().map_or(Ok(card), |cause| Err(cause.into()))
    }

    /// What is wrong with the card's memory, and where, when it cannot be loaded.
    #[must_use]
    pub fn damaged(&self) -> Option<MountError> {
        self.card.damaged()
    }

    /// Ends the card of an image in memory, and gives the image as the card left it.
    #[must_use]
    pub fn remove(self) -> Image {
        self.card.into_flash().into_image()
    }

    fn start(image: Image, rng: Random, name: String) -> Result<Self, MountError> {
        let identity = Identity { serial: image.identity().serial };
        let atr = image.identity().atr.clone();
        let mut card = Box::new(LargeCard::<Host>::new(ImageFlash::new(image), rng, Software));
        card.mount(identity)?;
        Ok(Self { card, name, atr, reply: Zeroizing::new(vec![0; LONGEST]) })
    }

    /// The serial number in the image's header.
    #[must_use]
    pub fn serial(&self) -> String {
        serial_number::text(&self.image().identity().serial)
    }

    fn image(&self) -> &Image {
        self.card.flash().image()
    }

    fn image_mut(&mut self) -> &mut Image {
        self.card.flash_mut().image_mut()
    }
}

impl Reader for VirtualCard {
    fn name(&self) -> &str {
        &self.name
    }

    fn atr(&self) -> &[u8] {
        &self.atr
    }

    fn protocol(&self) -> Protocol {
        Protocol::Direct
    }

    fn read_only(&self) -> bool {
        self.image().read_only()
    }

    /// The lock on the file keeps every other program out, or the card is in memory.
    fn is_exclusive(&self) -> bool {
        true
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let mut command = Zeroizing::new(command.to_vec());
        let length = self.card.transmit(&mut command, &mut self.reply);
        // Nothing was done: what cannot be written first is not done.
        if self.image_mut().take_write_refusal() {
            return Err(ReaderError::ReadOnly(self.name.clone()));
        }
        let reply = self.reply.get(..length);
        // The card says that its memory failed, and not why.
        if reply == Some(&StatusWord::MEMORY_FAILURE.to_bytes())
            && let Some(cause) = self.image().failure()
        {
            return Err(ReaderError::Disk { name: self.name.clone(), cause });
        }
        match reply {
            Some(reply) if reply.len() >= 2 => Ok(reply.to_vec()),
            _ => Err(ReaderError::NoStatus(self.name.clone())),
        }
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.card.reset();
        Ok(())
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }

    fn close(&mut self) -> Result<(), ReaderError> {
        let closed = self.image_mut().close();
        closed.map_err(|cause| ReaderError::Disk { name: self.name.clone(), cause })
    }
}

impl fmt::Debug for VirtualCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("VirtualCard");
        out.field("name", &self.name).finish_non_exhaustive()
    }
}
