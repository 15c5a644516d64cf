//! The typed client: what a card can be asked, in terms of the standard.

pub mod atr;
pub mod identity;
pub mod session;

pub use session::{Answer, Session, SessionError};
