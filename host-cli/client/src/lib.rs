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
//! use juki_client::reader::image::Face;
//! use juki_client::reader::virtual_card::{self, VirtualCard};
//!
//! let face = Face { serial: *b"JUKIV0000000001", atr: ATR.to_vec() };
//! let image = virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuing::UNSAID)?;
//! let mut card = VirtualCard::insert(image, "desk")?;
//! let mut session = Session::new(&mut card);
//! assert_eq!(&files::serial(&mut session)?, b"JUKIV0000000001");
//! // A blank card has no applications yet.
//! let refused = files::require_issued(&mut session).unwrap_err();
//! assert!(matches!(refused, CardError::NotActivated));
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
