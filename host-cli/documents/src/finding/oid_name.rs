//! Object identifiers as people call them.

use std::fmt;

use der::asn1::ObjectIdentifier;
use der::oid::db::DB;

/// An algorithm or a type of content. `Display` gives its name in its standard with its number, or
/// the number alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OidName(pub ObjectIdentifier);

impl fmt::Display for OidName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DB.by_oid(&self.0) {
            Some(name) => write!(f, "{name} ({})", self.0),
            None => self.0.fmt(f),
        }
    }
}
