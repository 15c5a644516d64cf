//! A PACE that is under way (BSI TR-03110 part 3, B.1): what the card keeps from one step to the
//! next. There is one for the card, and it lasts for the next command only, as a challenge does:
//! any other command than the next step ends it.

use apdu_spec::bytes;
use apdu_spec::file::POINT_LEN;
use apdu_spec::pace::{KEY_LEN, NONCE_LEN, TOKEN_LEN};
use apdu_spec::terminal_authentication::COMPRESSED_LEN;
use zeroize::Zeroize;

use crate::objects::NodeId;

/// What is kept for step 4, in bytes: the most that is kept for one.
const KEPT_FOR_TOKENS: usize = 2 * KEY_LEN + 2 * TOKEN_LEN + COMPRESSED_LEN;

const _: () = assert!(KEPT_FOR_TOKENS >= POINT_LEN && KEPT_FOR_TOKENS >= NONCE_LEN);

/// The most that is kept for a step, in bytes. Without PACE nothing is.
const KEPT: usize = if cfg!(feature = "pace") { KEPT_FOR_TOKENS } else { 0 };

/// Which step is next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// 1: the nonce.
    Nonce,
    /// 2: the mapping keys. The nonce is kept.
    Map,
    /// 3: the ephemeral keys. The generator is kept.
    Agree,
    /// 4: the tokens. Keys of the session, tokens and the card's public key are kept.
    Authenticate,
}

/// The PACE that is under way, if one is. Its secrets stay in their place, and are zeroised there.
pub(crate) struct Pace {
    next: Option<Step>,
    channel: u8,
    password: NodeId,
    /// The terminal will authenticate itself, and wants to know by which trust anchor.
    names_authority: bool,
    kept: [u8; KEPT],
}

/// What the key agreement of step 3 gives, for step 4.
pub(crate) struct KeysAndTokens<'a> {
    /// K-Enc and K-MAC of the session.
    pub(crate) keys: [&'a [u8]; 2],
    /// The token that the terminal must send.
    pub(crate) expected: &'a [u8],
    /// The token of the card.
    pub(crate) own: &'a [u8],
    /// The ephemeral public key of the card, compressed.
    pub(crate) card: &'a [u8; COMPRESSED_LEN],
}

impl Pace {
    pub(crate) const fn new() -> Self {
        Self {
            next: None,
            channel: 0,
            password: NodeId::MF,
            names_authority: false,
            kept: [0; KEPT],
        }
    }

    /// Ends it; what it kept is zeroised.
    pub(crate) fn forget(&mut self) {
        self.next = None;
        self.kept.zeroize();
    }

    /// Begins with this password, on this channel.
    pub(crate) fn begin(&mut self, channel: u8, password: NodeId, names_authority: bool) {
        self.forget();
        (self.channel, self.password) = (channel, password);
        (self.names_authority, self.next) = (names_authority, Some(Step::Nonce));
    }

    /// Is one under way on this channel?
    pub(crate) fn is_under_way(&self, channel: u8) -> bool {
        cfg!(feature = "pace") && self.next.is_some() && self.channel == channel
    }

    /// Which step is next.
    pub(crate) const fn next(&self) -> Option<Step> {
        self.next
    }

    /// The object of the password.
    pub(crate) const fn password(&self) -> NodeId {
        self.password
    }

    /// Is the name of a trust anchor wanted?
    pub(crate) const fn names_authority(&self) -> bool {
        self.names_authority
    }

    /// Goes on to a step, for which these parts are kept, one behind the other.
    pub(crate) fn go_on(&mut self, next: Step, parts: &[&[u8]]) {
        self.kept.zeroize();
        let mut rest = &mut self.kept[..];
        for part in parts {
            let (place, behind) = rest.split_at_mut_checked(part.len()).unwrap_or_default();
            bytes::copy(place, part);
            rest = behind;
        }
        self.next = Some(next);
    }

    /// The nonce, for step 2.
    pub(crate) fn nonce(&self) -> Option<&[u8; NONCE_LEN]> {
        self.kept.first_chunk().filter(|_| self.next == Some(Step::Map))
    }

    /// The generator, for step 3.
    pub(crate) fn generator(&self) -> Option<&[u8; POINT_LEN]> {
        self.kept.first_chunk().filter(|_| self.next == Some(Step::Agree))
    }

    /// Keys and tokens, for step 4.
    pub(crate) fn keys_and_tokens(&self) -> Option<KeysAndTokens<'_>> {
        let kept = Some(&self.kept[..]).filter(|_| self.next == Some(Step::Authenticate))?;
        let (encryption, kept) = kept.split_at_checked(KEY_LEN)?;
        let (checksum, kept) = kept.split_at_checked(KEY_LEN)?;
        let (expected, kept) = kept.split_at_checked(TOKEN_LEN)?;
        let (own, kept) = kept.split_at_checked(TOKEN_LEN)?;
        let card = kept.first_chunk()?;
        Some(KeysAndTokens { keys: [encryption, checksum], expected, own, card })
    }
}

impl Drop for Pace {
    fn drop(&mut self) {
        self.forget();
    }
}

#[cfg(all(test, feature = "pace"))]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_step_stays_when_it_is_over() {
        let mut pace = Pace::new();
        pace.begin(0, NodeId::MF, true);
        pace.go_on(Step::Agree, &[&[0xAA; POINT_LEN]]);
        assert_eq!(pace.generator(), Some(&[0xAA; POINT_LEN]));
        // The next step keeps less: what was behind it is gone.
        pace.go_on(Step::Map, &[&[0xBB; NONCE_LEN]]);
        assert_eq!(pace.nonce(), Some(&[0xBB; NONCE_LEN]));
        assert!(pace.kept[NONCE_LEN..].iter().all(|byte| *byte == 0));
        pace.forget();
        assert!(pace.kept.iter().all(|byte| *byte == 0));
        assert!(!pace.is_under_way(0));

        pace.go_on(Step::Agree, &[&[0xAA; POINT_LEN]]);
        pace.begin(1, NodeId::MF, false);
        assert!(pace.kept.iter().all(|byte| *byte == 0));
        assert!(pace.is_under_way(1) && !pace.is_under_way(0));
    }

    #[test]
    fn what_is_kept_is_given_to_its_step_alone() {
        let mut pace = Pace::new();
        pace.begin(0, NodeId::MF, false);
        assert!(
            pace.nonce().is_none()
                && pace.generator().is_none()
                && pace.keys_and_tokens().is_none()
        );
        let parts: [&[u8]; 4] = [&[1; KEY_LEN], &[2; KEY_LEN], &[3; TOKEN_LEN], &[4; TOKEN_LEN]];
        pace.go_on(Step::Authenticate, &parts);
        assert!(pace.nonce().is_none() && pace.generator().is_none());
        let agreed = pace.keys_and_tokens().unwrap();
        assert_eq!([agreed.keys[0], agreed.keys[1], agreed.expected, agreed.own], parts);
        pace.forget();
        assert!(pace.keys_and_tokens().is_none());
    }
}
