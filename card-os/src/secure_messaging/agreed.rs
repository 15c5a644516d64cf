//! Keys of a session that both sides agreed on (BSI TR-03110 part 3, A.2.3 and A.2.4).

use apdu_spec::bytes;
use apdu_spec::pace::{CIPHER, KEY_LEN, KeyUse, TOKEN_LEN};
use zeroize::{Zeroize, Zeroizing};

use super::{Opener, Session, SessionKeys};
use crate::crypto::{Crypto, KeyError, MAC_LEN};

impl Session {
    /// Derives keys for the time after the answer to this command from the parts of an agreed
    /// secret, and gives the token that shows who has them. Whoever the session was opened with
    /// keeps its security status.
    ///
    /// # Errors
    /// For a provider without AES.
    pub(crate) fn prepare_agreed(
        &mut self,
        crypto: &mut dyn Crypto,
        secret: &[&[u8]; 2],
        token_input: &[u8],
    ) -> Result<[u8; TOKEN_LEN], KeyError> {
        self.drop_prepared();
        let token = self.prepared.agree(crypto, secret, token_input)?;
        self.prepared.binding.complete(&self.open.binding);
        self.opener = Some(Opener::Before);
        Ok(token)
    }
}

impl SessionKeys {
    pub(super) fn agree(
        &mut self,
        crypto: &mut dyn Crypto,
        [first, second]: &[&[u8]; 2],
        token_input: &[u8],
    ) -> Result<[u8; TOKEN_LEN], KeyError> {
        (self.algorithm, self.counter) = (CIPHER, 0);
        for (key, key_use) in
            [(&mut self.encryption, KeyUse::Encryption), (&mut self.checksum, KeyUse::Checksum)]
        {
            let number = key_use.counter();
            let hash = Zeroizing::new(crypto.sha1(&[first, second, &number]));
            bytes::copy(key, hash.get(..KEY_LEN).unwrap_or_default());
        }
        let mut mac = [0; MAC_LEN];
        crypto.mac(self.algorithm, self.key(&self.checksum), &[token_input], &mut mac)?;
        let token = mac.first_chunk().copied().unwrap_or_default();
        mac.zeroize();
        Ok(token)
    }
}
