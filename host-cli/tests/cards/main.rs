//! Cards that are whole, damaged, lying or failing, and what is said of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

/// What a reader of the tests hands on to the card behind it.
macro_rules! passes_on {
    () => {
        fn atr(&self) -> &[u8] {
            self.card.atr()
        }

        fn protocol(&self) -> juki::reader::Protocol {
            self.card.protocol()
        }

        fn is_exclusive(&self) -> bool {
            self.card.is_exclusive()
        }

        fn reset(&mut self) -> Result<(), juki::reader::ReaderError> {
            self.card.reset()
        }
    };
}

mod damaged;
mod eavesdropped;
mod faulty;
mod lies;
#[path = "../support/office.rs"]
mod office;
mod operations;
mod read_only;
mod residents;
mod verdicts;
