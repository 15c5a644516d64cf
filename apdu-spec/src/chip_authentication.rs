//! Chip authentication, version 2 (BSI TR-03110 part 2, 3.4, and part 3, B.2): the card shows that
//! it has the secret key of a key pair, and both sides have new keys of a session by it.
//!
//! | | command | answer |
//! |---|---|---|
//! | MANAGE SECURITY ENVIRONMENT, SET AT with P1 `41` | `80` [`PROTOCOL`], `84` the key | |
//! | GENERAL AUTHENTICATE | `7C{80{ephemeral key of the terminal}}` | `7C{81{r} 82{token}}` |
//!
//! One protocol, on one curve: ECDH on P-256, AES-128 with CMAC.

use crate::file::POINT_LEN;
pub use crate::pace::TOKEN_LEN;
use crate::pace::{TOKEN_INPUT_LEN, token_input_of};

/// The object identifier id-CA-ECDH-AES-CBC-CMAC-128.
pub const PROTOCOL: [u8; 10] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x03, 0x02, 0x02];
/// Length of r, which the card draws, in bytes.
pub const NONCE_LEN: usize = 8;

/// What the token is made of: `7F49`, with the protocol and the ephemeral public key of the
/// terminal.
#[must_use]
pub fn token_input(point: &[u8; POINT_LEN]) -> [u8; TOKEN_INPUT_LEN] {
    token_input_of(&PROTOCOL, point)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_covers_protocol_and_key() {
        let mut point = [0x55; POINT_LEN];
        point[0] = 0x04;
        let input = token_input(&point);
        assert_eq!(input[..5], [0x7F, 0x49, 0x4F, 0x06, 0x0A]);
        assert_eq!(input[5..15], PROTOCOL);
        assert_eq!(input[15..17], [0x86, 0x41]);
        assert_eq!(input[17..], point);
    }
}
