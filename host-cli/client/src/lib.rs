//! The Basic Resident Registration Card, seen from the host.
//!
//! | module | what |
//! |---|---|
//! | [`reader`] | whatever a card is reached through: PC/SC, an image file, faults, a trace |
//! | [`card`] | ATR, sessions, PINs, and what the applications of the card hold, typed |
//! | [`seed`] | random numbers from a seed, for cards that repeat byte for byte |
//! | [`serial_number`] | the serial number of a card as text |
//!
//! Whether what a card says is to be believed is not judged here.
//!
//! ```
//! use apdu_spec::profile::PreIssuing;
//! use apdu_spec::profile::card::{ATR, TEST_TRANSPORT_KEY};
//! use juki_client::card::{CardError, files, session::Session};
//! use juki_client::reader::image::CardIdentity;
//! use juki_client::reader::virtual_card::{self, VirtualCard};
//!
//! let identity = CardIdentity { serial: *b"JUKIV0000000001", atr: ATR.to_vec() };
//! let image = virtual_card::format(identity, &TEST_TRANSPORT_KEY, PreIssuing::UNSAID)?;
//! let mut card = VirtualCard::insert(image, "desk")?;
//! let mut session = Session::new(&mut card);
//! assert_eq!(&files::serial(&mut session)?, b"JUKIV0000000001");
//! // A blank card has no applications yet.
//! let refused = files::require_issued(&mut session).unwrap_err();
//! assert!(matches!(refused, CardError::NotActivated));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A card that is kept between calls
//!
//! A PKCS#11 module keeps a card from `C_Login` to `C_Logout`, over many calls, and the exclusive
//! transaction of [`Session::exclusive`](card::session::Session::exclusive) borrows the session, so that
//! nothing can hold both. It need not: what is verified is state of the card, which any other program at
//! a shared reader could use between two calls. Keep a session that owns a reader of its own, behind a
//! lock of your own; do the work of each call whole, in an exclusive transaction of that call; and keep
//! the PIN, not the card's state, until the log out.
//!
//! ```
//! use std::sync::{Mutex, PoisonError};
//!
//! use juki_client::card::jpki::{self, Key};
//! use juki_client::card::pins::{self, KnownPins, Pin, PinError, Verified};
//! use juki_client::card::{CardError, files, session::Session};
//! use juki_client::reader::virtual_card::VirtualCard;
//!
//! /// What the module holds of a slot.
//! struct Token {
//!     session: Session<'static>,
//!     pins: Option<KnownPins>,
//! }
//!
//! impl Token {
//!     /// `C_Login`
//!     fn log_in(&mut self, value: &str) -> Result<(), CardError> {
//!         let pin = Pin::Authentication;
//!         let mut pins = KnownPins::from([(pin, value)]);
//!         let mut card = self.session.exclusive()?;
//!         files::log_out(&mut card)?;
//!         let verified = pins::select_and_verify(&mut card, pin, &mut pins);
//!         files::log_out(&mut card)?;
//!         match verified? {
//!             Verified::Now => self.pins = Some(pins),
//!             Verified::Before => return Err(PinError::NotBelieved(pin).into()),
//!         }
//!         Ok(())
//!     }
//!
//!     /// `C_Sign`: selects, verifies, signs and logs out.
//!     fn sign(&mut self, hash: &[u8; 32]) -> Result<Option<Vec<u8>>, CardError> {
//!         let Some(pins) = &mut self.pins else { return Ok(None) };
//!         let mut card = self.session.exclusive()?;
//!         jpki::sign(&mut card, Key::Authentication, hash, pins).map(Some)
//!     }
//!
//!     /// `C_Logout`
//!     fn log_out(&mut self) {
//!         self.pins = None;
//!     }
//! }
//!
//! # let path = std::env::temp_dir().join(format!("juki-client-{}.juki", std::process::id()));
//! # let images = test_vectors::images::with_ending("plain-mynumber.juki.gz")?;
//! # std::fs::write(&path, images.first().ok_or("no image")?.bytes()?)?;
//! // A card that was issued, in a file.
//! let card = VirtualCard::open(&path, "module")?;
//! let slot = Mutex::new(Token { session: Session::new(card), pins: None });
//! // Each call takes the lock.
//! let call = || slot.lock().unwrap_or_else(PoisonError::into_inner);
//!
//! let wrong = call().log_in("0000").unwrap_err();
//! assert!(matches!(wrong, CardError::Pin(PinError::Wrong { tries_left: 2, .. })));
//! assert_eq!(call().sign(&[0x11; 32])?, None, "nobody has logged in");
//! call().log_in("1234")?;
//! // The card has RSA-2048.
//! assert_eq!(call().sign(&[0x11; 32])?.map(|signature| signature.len()), Some(256));
//! call().log_out();
//! assert_eq!(call().sign(&[0x11; 32])?, None);
//!
//! let Token { session, .. } = slot.into_inner().unwrap_or_else(PoisonError::into_inner);
//! session.close()?;
//! # std::fs::remove_file(&path)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//! * `pcsc`: cards in PC/SC readers.
//! * `vpcd`: puts a card into the virtual reader of pcscd.
//! * `exhaustive`: for `juki` of the same version, which gives every variant its text. Errors can be
//!   matched exhaustively; a new variant is then a breaking change.

pub mod card;
pub mod reader;
pub mod seed;
pub mod serial_number;

pub use apdu_spec::file::LifeCycle;
pub use apdu_spec::instruction::Instruction;
pub use apdu_spec::profile::{ApplicationId, KeyType};
pub use apdu_spec::status::StatusWord;
