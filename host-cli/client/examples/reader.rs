//! A reader of one's own, and a session over it. Whatever carries command bytes to a card and
//! response bytes back is a `Reader`: a serial line, a network, a driver. This one stands before a
//! virtual card in memory, and prints the header of each command and the status word.
//!
//! `cargo run -p juki-client --example reader` prints:
//!
//! ```text
//! 00A40004 -> 9000
//! 00CA0045 -> 9000
//! serial number JUKIV0000000001
//! 00A40404 -> 6A82
//! the card has no application of text attributes
//! 00200098 -> 6A88
//! the card has no such PIN
//! ```

use std::error::Error;

use apdu_spec::profile::card::{ATR, TEST_TRANSPORT_KEY};
use apdu_spec::profile::{PreIssuingData, text};
use apdu_spec::request::{Reference, Verify, VerifyAction};
use juki_client::card::files;
use juki_client::card::session::{Session, SessionError};
use juki_client::reader::image::CardIdentity;
use juki_client::reader::virtual_card::{self, VirtualCard};
use juki_client::reader::{Protocol, Reader, ReaderError};
use juki_client::{StatusWord, serial_number};

/// The reader. `card` stands for the line to the card.
struct Desk {
    card: VirtualCard,
}

impl Reader for Desk {
    fn name(&self) -> &str {
        "desk"
    }

    fn atr(&self) -> &[u8] {
        self.card.atr()
    }

    fn protocol(&self) -> Protocol {
        Protocol::T1
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let response = self.card.transmit(command)?;
        // Never the data field: it may hold a PIN.
        let (header, status) = (command.get(..4), response.last_chunk::<2>());
        println!(
            "{} -> {}",
            hex::encode_upper(header.unwrap_or(command)),
            status.map(hex::encode_upper).unwrap_or_default()
        );
        Ok(response)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.card.reset()
    }

    /// Nobody else reaches this card. A shared reader locks it here, and unlocks it when the value
    /// is dropped.
    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }

    fn is_exclusive(&self) -> bool {
        true
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // A blank card: nobody has issued it.
    let identity = CardIdentity { serial: *b"JUKIV0000000001", atr: ATR.to_vec() };
    let image = virtual_card::format(identity, &TEST_TRANSPORT_KEY, PreIssuingData::DEFAULT)?;
    let mut session = Session::new(Desk { card: VirtualCard::insert(image, "memory")? });

    // Typed calls say what they read.
    println!("serial number {}", serial_number::text(&files::serial(&mut session)?));
    if files::find_application(&mut session, &text::APPLICATION)?.is_none() {
        println!("the card has no application of text attributes");
    }
    // Any command of the table, typed; a refusal is an error with the status word.
    let query = Verify { reference: Reference::Local(0x18), action: VerifyAction::Query };
    match session.request(query) {
        Err(SessionError::Refused { status: StatusWord::REFERENCE_NOT_FOUND, .. }) => {
            println!("the card has no such PIN");
        }
        Err(cause) => return Err(cause.into()),
        Ok(answer) => println!("{:?}", answer.status),
    }
    session.close()?;
    Ok(())
}
