//! What the variables of the environment say: no layer beneath the command line looks at them.

pub mod font;
pub mod language;
pub mod passphrase;
pub mod trust;
