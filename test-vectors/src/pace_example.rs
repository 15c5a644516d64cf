//! PACE in the worked example of ICAO Doc 9303-11, appendix G.1 (generic mapping, ECDH; numbers of
//! the document, as programs that implement it recompute them in their own tests, gmrtd among
//! them). The curve of the example is brainpoolP256r1; what is here depends on no curve.

/// Document number, date of birth and date of expiry of the machine-readable zone, with their check
/// digits: the password is its SHA-1.
pub const ZONE: &str = "T22000129364081251010318";
/// K-pi.
pub const PASSWORD_KEY: &str = "89ded1b26624ec1e634c1989302849dd";
/// s, which the card draws.
pub const NONCE: &str = "3f00c4d39d153f2b2a214a078d899b22";
/// z, which it sends.
pub const ENCRYPTED_NONCE: &str = "95a3a016522ee98d01e76cb6b98b42c3";
/// The ephemeral public key of the terminal.
pub const TERMINAL_POINT: &str = "042db7a64c0355044ec9df190514c625cba2cea48754887122f3a5ef0d5edd301c\
                                  3556f3b3b186df10b857b58f6a7eb80f20ba5dc7be1d43d9bf850149fbb36462";
/// The ephemeral public key of the card.
pub const CARD_POINT: &str = "049e880f842905b8b3181f7af7caa9f0efb743847f44a306d2d28c1d9ec65df6db\
                              7764b22277a2eddc3c265a9f018f9cb852e111b768b326904b59a0193776f094";
/// K, which both sides agree on: the x coordinate.
pub const SHARED: &str = "28768d20701247dae81804c9e780ede582a9996db4a315020b2733197db84925";
/// K-Enc of the session.
pub const ENCRYPTION_KEY: &str = "f5f0e35c0d7161ee6724ee513a0d9a7f";
/// K-MAC of the session.
pub const CHECKSUM_KEY: &str = "fe251c7858b356b24514b3bd5f4297d1";
/// The token of the terminal, over the key of the card.
pub const TERMINAL_TOKEN: &str = "c2b0bd78d94ba866";
/// The token of the card, over the key of the terminal.
pub const CARD_TOKEN: &str = "3abb9674bce93c08";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pace::{PROTOCOL, PaceTerminal, derived, step_data, token};
    use sha1::{Digest as _, Sha1};

    #[test]
    fn the_terminal_calculates_what_the_example_does() {
        let bytes = |digits: &str| hex::decode(digits).unwrap();
        let zone = Sha1::digest(ZONE.as_bytes());
        assert_eq!(hex::encode(derived(&zone, 3)), PASSWORD_KEY);
        assert_eq!(hex::encode(derived(&bytes(SHARED), 1)), ENCRYPTION_KEY);
        let checksum = derived(&bytes(SHARED), 2);
        assert_eq!(hex::encode(checksum), CHECKSUM_KEY);
        let over = |point| hex::encode(token(&checksum, &PROTOCOL, &bytes(point)));
        assert_eq!([over(CARD_POINT), over(TERMINAL_POINT)], [TERMINAL_TOKEN, CARD_TOKEN]);
        let mut terminal = PaceTerminal::with_key(derived(&zone, 3));
        terminal.map(&step_data(0x80, &bytes(ENCRYPTED_NONCE))).unwrap();
        assert_eq!(hex::encode(terminal.nonce), NONCE);
    }
}
