//! What no provider of the tests changes: hash codes, authentication codes, encryption and PACE are
//! those of [`Software`](card_os::crypto::software::Software).

/// Implements [`Mac`](card_os::crypto::Mac), [`Cipher`](card_os::crypto::Cipher),
/// [`Hash`](card_os::crypto::Hash) and [`GenericMapping`](card_os::crypto::GenericMapping) for a
/// provider by those of the software.
macro_rules! forward_symmetric {
    ($provider:ty) => {
        const _: () = {
            use apdu_spec::file::{Algorithm, POINT_LEN};
            use apdu_spec::pace::NONCE_LEN;
            use card_os::crypto::software::Software;
            use card_os::crypto::{
                BLOCK_LEN, Cipher, GenericMapping, HASH_LEN, Hash, KeyAgreementError, KeyError,
                MAC_LEN, Mac, SHA1_LEN, SHARED_LEN,
            };
            use rand_core::CryptoRng;

            impl Mac for $provider {
                fn mac(
                    &mut self,
                    algorithm: Algorithm,
                    secret: &[u8],
                    parts: &[&[u8]],
                    out: &mut [u8; MAC_LEN],
                ) -> Result<(), KeyError> {
                    Software.mac(algorithm, secret, parts, out)
                }
            }

            impl Cipher for $provider {
                fn encrypt(
                    &mut self,
                    algorithm: Algorithm,
                    secret: &[u8],
                    iv: &[u8; BLOCK_LEN],
                    blocks: &mut [[u8; BLOCK_LEN]],
                ) -> Result<(), KeyError> {
                    Software.encrypt(algorithm, secret, iv, blocks)
                }

                fn decrypt(
                    &mut self,
                    algorithm: Algorithm,
                    secret: &[u8],
                    iv: &[u8; BLOCK_LEN],
                    blocks: &mut [[u8; BLOCK_LEN]],
                ) -> Result<(), KeyError> {
                    Software.decrypt(algorithm, secret, iv, blocks)
                }
            }

            impl Hash for $provider {
                fn hash(&mut self, parts: &[&[u8]]) -> [u8; HASH_LEN] {
                    Software.hash(parts)
                }

                fn hash_rest(
                    &mut self,
                    state: &[u8; HASH_LEN],
                    bits: u64,
                    rest: &[u8],
                ) -> [u8; HASH_LEN] {
                    Software.hash_rest(state, bits, rest)
                }

                fn sha1(&mut self, parts: &[&[u8]]) -> [u8; SHA1_LEN] {
                    Software.sha1(parts)
                }
            }

            impl GenericMapping for $provider {
                fn map_nonce(
                    &mut self,
                    rng: &mut dyn CryptoRng,
                    nonce: &[u8; NONCE_LEN],
                    peer: &[u8],
                    own: &mut [u8; POINT_LEN],
                    generator: &mut [u8; POINT_LEN],
                ) -> Result<(), KeyAgreementError> {
                    Software.map_nonce(rng, nonce, peer, own, generator)
                }

                fn agree_on_generator(
                    &mut self,
                    rng: &mut dyn CryptoRng,
                    generator: &[u8; POINT_LEN],
                    peer: &[u8],
                    own: &mut [u8; POINT_LEN],
                    shared: &mut [u8; SHARED_LEN],
                ) -> Result<(), KeyAgreementError> {
                    Software.agree_on_generator(rng, generator, peer, own, shared)
                }
            }
        };
    };
}

pub(crate) use forward_symmetric;
