//! Keys of a session that both sides agreed on (BSI TR-03110 part 3, A.2.3 and A.2.4).

use apdu_spec::bytes;
use apdu_spec::file::Algorithm;
use zeroize::{Zeroize, Zeroizing};

use super::{Opener, Session, SessionKeys};
use crate::crypto::{Crypto, KeyError, MAC_LEN, SHA1_LEN};

/// Length of an authentication token, in bytes: the first half of an AES-CMAC.
const TOKEN_LEN: usize = 8;
/// What the counter behind the secret says that a key is for.
const ENCRYPTION: u32 = 1;
const CHECKSUM: u32 = 2;

impl Session {
    /// Derives keys for the time after the answer to this command from the parts of an agreed secret,
    /// and gives the token that shows who has them. Whoever the session was opened with keeps its
    /// security status.
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
        (self.algorithm, self.counter) = (Algorithm::Aes128, 0);
        for (key, number) in [(&mut self.encryption, ENCRYPTION), (&mut self.checksum, CHECKSUM)] {
            let number = number.to_be_bytes();
            let hash = Zeroizing::new(crypto.sha1(&[first, second, &number]));
            let length = self.algorithm.secret_len().min(SHA1_LEN);
            bytes::copy(key, hash.get(..length).unwrap_or_default());
        }
        let mut mac = [0; MAC_LEN];
        crypto.mac(self.algorithm, self.key(&self.checksum), &[token_input], &mut mac)?;
        let token = mac.first_chunk().copied().unwrap_or_default();
        mac.zeroize();
        Ok(token)
    }
}
