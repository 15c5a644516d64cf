//! The random bytes of GET CHALLENGE that the next command may answer. Their length says to whom
//! they mean something: bytes of another length are no challenge.

use apdu_spec::request::CHALLENGE_LEN;
use apdu_spec::status::StatusWord;
use apdu_spec::terminal_authentication;

/// A challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// RND.ICC.
    Icc([u8; CHALLENGE_LEN]),
    /// That of terminal authentication in a session of PACE.
    Terminal([u8; terminal_authentication::CHALLENGE_LEN]),
}

impl Challenge {
    /// The challenge that these bytes are, if they are one.
    pub(crate) fn of(random: &[u8]) -> Option<Self> {
        let icc = random.try_into().map(Self::Icc);
        icc.or_else(|_| random.try_into().map(Self::Terminal)).ok()
    }

    /// RND.ICC.
    ///
    /// # Errors
    /// `6985` when it is the other one, or none.
    pub(crate) fn icc(given: Option<Self>) -> Result<[u8; CHALLENGE_LEN], StatusWord> {
        match given {
            Some(Self::Icc(challenge)) => Ok(challenge),
            _ => Err(StatusWord::CONDITIONS_NOT_SATISFIED),
        }
    }
}
