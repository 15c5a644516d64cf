//! Keys of a session that both sides agreed on inside the one before.

use apdu_spec::bytes;
use apdu_spec::pace::{CIPHER, KeyUse, TOKEN_LEN};
use zeroize::Zeroizing;

use super::{Opener, Session};
use crate::crypto::{Crypto, KeyError};
use crate::key_derivation::{derive, token};

impl Session {
    /// Derives keys for the time after the answer to this command from the parts of an agreed
    /// secret, and gives the token that shows who has them. The security status of the object that
    /// the session was opened with stays.
    ///
    /// # Errors
    /// For a provider without AES.
    pub(crate) fn prepare_agreed(
        &mut self,
        crypto: &mut dyn Crypto,
        secret: [&[u8]; 2],
        token_input: &[u8],
    ) -> Result<Zeroizing<[u8; TOKEN_LEN]>, KeyError> {
        self.drop_prepared();
        let encryption = derive(crypto, secret, KeyUse::Encryption);
        let checksum = derive(crypto, secret, KeyUse::Checksum);
        let token = token(crypto, &checksum, token_input)?;
        self.prepared.algorithm = CIPHER;
        bytes::copy(&mut self.prepared.encryption, encryption.as_slice());
        bytes::copy(&mut self.prepared.checksum, checksum.as_slice());
        self.prepared.binding.complete(&self.open.binding);
        self.opener = Some(Opener::Before);
        Ok(token)
    }
}
