//! Values of PACE and of chip authentication on P-256 with AES-128, made by OpenPACE
//! (`openpace/p256-aes128.txt`): the published examples are on a brainpool curve.
//!
//! `ci/eac/vectors.c` made them, with libeac 1.1.2 as both sides. Whoever recomputes them agrees
//! with a program that shares no code with this project.

use std::fmt;

const TEXT: &str = include_str!("../openpace/p256-aes128.txt");

/// Values that belong together: one run of a protocol.
#[derive(Clone, PartialEq, Eq)]
pub struct Run {
    /// Its name, such as `pace-can`.
    pub name: String,
    values: Vec<(String, Vec<u8>)>,
}

impl Run {
    /// The bytes of the value of this name. Points are uncompressed (65 bytes), private keys 32
    /// bytes; a shared secret is the x coordinate; a secured command is the whole APDU, and
    /// commands follow one another: the first under counter 1, the next under 3. `None` when there
    /// is no such value, or it does not read.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&[u8]> {
        self.values.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_slice())
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = self.values.iter().map(|(name, value)| (name, hex::encode_upper(value)));
        f.debug_struct("Run")
            .field("name", &self.name)
            .field("values", &values.collect::<Vec<_>>())
            .finish()
    }
}

/// PACE with generic mapping, one run for each password: `password`, `encrypted-nonce`, `nonce`;
/// `map-private-`, `map-public-`, `private-` and `public-`, each of `terminal` and of `card`;
/// `mapped-generator`, `shared-secret`, `encryption-key`, `checksum-key`, `token-terminal`,
/// `token-card`; and commands inside the session that it opens, such as `read` and `read-secured`.
#[must_use]
pub fn pace() -> Vec<Run> {
    runs("pace-")
}

/// Chip authentication, version 2: `private-` and `public-`, of `terminal` (the ephemeral one) and
/// of `card`; `compressed-terminal`, `nonce`, `shared-secret`, `encryption-key`, `checksum-key`,
/// `token-card`.
#[must_use]
pub fn chip_authentication() -> Vec<Run> {
    runs("chip-authentication-")
}

fn runs(prefix: &str) -> Vec<Run> {
    parse(TEXT).into_iter().filter(|run| run.name.starts_with(prefix)).collect()
}

/// `[NAME]` begins a run, `NAME DIGITS` is a value, `#` begins a comment.
fn parse(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            runs.push(Run { name: name.to_owned(), values: Vec::new() });
        } else if let (Some(run), Some((name, digits))) =
            (runs.last_mut(), line.split_once(char::is_whitespace))
        {
            run.values.extend(hex::decode(digits.trim()).map(|value| (name.to_owned(), value)));
        }
    }
    runs
}

#[cfg(test)]
mod tests;
