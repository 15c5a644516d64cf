//! Keys of AES-128 from a secret that both sides know, and the token that shows who has them (BSI
//! TR-03110 part 3, A.2.3 and A.2.4): of PACE and of chip authentication.

use apdu_spec::pace::{CIPHER, KEY_LEN, KeyUse, TOKEN_LEN};
use zeroize::Zeroizing;

use crate::crypto::{Crypto, KeyError, MAC_LEN};

/// A key.
pub(crate) type Key = Zeroizing<[u8; KEY_LEN]>;

/// The key for a use: the first bytes of SHA-1 over both parts of the secret and a counter.
#[inline(never)]
pub(crate) fn derive(crypto: &mut dyn Crypto, [first, second]: [&[u8]; 2], key_use: KeyUse) -> Key {
    let hash = Zeroizing::new(crypto.sha1(&[first, second, &key_use.counter()]));
    Zeroizing::new(hash.first_chunk().copied().unwrap_or_default())
}

/// The authentication token over this input, by the key for checksums.
///
/// # Errors
/// For a provider without AES.
#[inline(never)]
pub(crate) fn token(
    crypto: &mut dyn Crypto,
    key: &Key,
    input: &[u8],
) -> Result<Zeroizing<[u8; TOKEN_LEN]>, KeyError> {
    let mut mac = Zeroizing::new([0; MAC_LEN]);
    crypto.mac(CIPHER, key.as_slice(), &[input], &mut mac)?;
    Ok(Zeroizing::new(mac.first_chunk().copied().unwrap_or_default()))
}
