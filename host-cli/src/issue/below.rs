//! Errors of layers that have none of their own yet.

use std::fmt;

/// What a layer below says to the user.
#[derive(Debug)]
pub struct Below(pub Box<crate::error::Error>);

impl fmt::Display for Below {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a layer below failed")
    }
}

impl std::error::Error for Below {}

impl From<crate::error::Error> for Below {
    fn from(cause: crate::error::Error) -> Self {
        Self(Box::new(cause))
    }
}
