//! RSA-2048 in software: numbers of a fixed size, no heap, in time that does not depend on the
//! key.
//!
//! The secret key is its two primes. What the Chinese remainder theorem needs beside them is made
//! anew for every signature: that costs a few percent of one and keeps a key within one item of
//! the storage. Message and exponents are blinded, and a signature is checked by the public
//! exponent before anybody sees it.
//!
//! What is secret here is zeroised; the temporaries inside crypto-bigint and crypto-primes are
//! not in reach.

mod generation;
#[cfg(test)]
mod tests;

pub(super) use generation::generate;

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Limb, Odd, RandomMod, U64, U1024, U2048, Uint};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{KeyError, RSA_LEN, VerifyError};

/// The public exponent (`apdu_spec::file::RSA_EXPONENT`).
const E: Odd<U64> = Odd::<U64>::from_be_hex("0000000000010001");
/// Length of a prime in bytes.
const PRIME_LEN: usize = RSA_LEN / 2;
/// Bits by which a private exponent is blinded.
const BLINDING: u32 = u64::BITS;
const EXPONENT_LIMBS: usize = U1024::LIMBS + (BLINDING / Limb::BITS) as usize;
/// A private exponent of one half, with its blinding.
type Exponent = Uint<EXPONENT_LIMBS>;

/// Signs a padded message, in place (RSASP1).
///
/// # Errors
/// When the message is not below the modulus, the key is none, or the signature is not one by
/// the public key. `block` is as it was then.
pub(super) fn private_operation(
    rng: &mut dyn CryptoRng,
    secret: &[u8],
    block: &mut [u8; RSA_LEN],
) -> Result<(), KeyError> {
    KeyPair::from_bytes(secret)?.sign(rng, block, |_, _| {})
}

/// Is this the signature of a padded message (RSAVP1, RFC 8017, 5.2.2)? Nothing here is secret.
///
/// # Errors
/// When the modulus is none of [`RSA_LEN`] bytes, and for any other signature.
pub(super) fn verify(
    modulus: &[u8],
    signature: &[u8],
    block: &[u8; RSA_LEN],
) -> Result<(), VerifyError> {
    // A modulus of its full length, and odd.
    if modulus.len() != RSA_LEN || modulus.first().is_none_or(|first| *first < 0x80) {
        return Err(VerifyError::Key);
    }
    let modulus = Odd::new(U2048::from_be_slice(modulus)).into_option().ok_or(VerifyError::Key)?;
    if signature.len() != RSA_LEN {
        return Err(VerifyError::Signature);
    }
    let signature = U2048::from_be_slice(signature);
    if signature >= *modulus.as_ref() {
        return Err(VerifyError::Signature);
    }
    let modulus = FixedMontyParams::new_vartime(modulus);
    let opened = FixedMontyForm::new(&signature, &modulus).pow_vartime(E.as_ref()).retrieve();
    if opened == U2048::from_be_slice(block) { Ok(()) } else { Err(VerifyError::Signature) }
}

/// A key pair.
struct KeyPair {
    p: Zeroizing<Odd<U1024>>,
    q: Zeroizing<Odd<U1024>>,
    /// The modulus.
    n: Odd<U2048>,
}

impl KeyPair {
    fn new(p: Odd<U1024>, q: Odd<U1024>) -> Result<Self, KeyError> {
        let n = Odd::new(p.concatenating_mul(q.as_ref())).into_option().ok_or(KeyError)?;
        Ok(Self { p: Zeroizing::new(p), q: Zeroizing::new(q), n })
    }

    /// The key pair of these bytes: both primes, big-endian.
    fn from_bytes(secret: &[u8]) -> Result<Self, KeyError> {
        let prime = |bytes: &[u8]| match bytes.len() {
            PRIME_LEN => Odd::new(U1024::from_be_slice(bytes)).into_option().ok_or(KeyError),
            _ => Err(KeyError),
        };
        let (p, q) = secret.split_at_checked(PRIME_LEN).ok_or(KeyError)?;
        Self::new(prime(p)?, prime(q)?)
    }

    /// As [`private_operation`]. `between` sees both halves of the blinded signature before they
    /// are joined: that is where a test puts a fault.
    fn sign(
        &self,
        rng: &mut dyn CryptoRng,
        block: &mut [u8; RSA_LEN],
        between: impl FnOnce(&mut U1024, &mut U1024),
    ) -> Result<(), KeyError> {
        let message = U2048::from_be_slice(block);
        if message >= *self.n.as_ref() {
            return Err(KeyError);
        }
        let modulus = FixedMontyParams::new_vartime(self.n);
        let message = FixedMontyForm::new(&message, &modulus);
        // (m r^e)^d = s r: what the exponentiations work on tells nothing of the message.
        let random = Zeroizing::new(U2048::random_mod_vartime(rng, self.n.as_nz_ref()));
        let random = Zeroizing::new(FixedMontyForm::new(&random, &modulus));
        let unblind = Zeroizing::new(random.invert().into_option().ok_or(KeyError)?);
        let blinded = message.mul(&random.pow_vartime(E.as_ref())).retrieve();

        let mut at_p = Zeroizing::new(half(&self.p, &blinded, rng)?);
        let mut at_q = Zeroizing::new(half(&self.q, &blinded, rng)?);
        between(&mut at_p, &mut at_q);
        let joined = self.join(&at_p, &at_q)?;

        let signature = FixedMontyForm::new(&joined, &modulus).mul(&unblind);
        // A signature with one wrong half reveals the other prime (Boneh, DeMillo, Lipton
        // 1997): such a signature never leaves.
        if signature.pow_vartime(E.as_ref()) != message {
            return Err(KeyError);
        }
        block.copy_from_slice(signature.retrieve().to_be_bytes().as_ref());
        Ok(())
    }

    /// The number below the modulus with these remainders (Garner).
    fn join(&self, at_p: &U1024, at_q: &U1024) -> Result<Zeroizing<U2048>, KeyError> {
        let modulus = Zeroizing::new(FixedMontyParams::new(*self.p));
        let at = |number: &U1024| {
            Zeroizing::new(FixedMontyForm::new(&number.rem(self.p.as_nz_ref()), &modulus))
        };
        let inverse = Zeroizing::new(at(self.q.as_ref()).invert().into_option().ok_or(KeyError)?);
        let factor = Zeroizing::new(at(at_p).sub(&at(at_q)).mul(&inverse).retrieve());
        let product: U2048 = factor.concatenating_mul(self.q.as_ref());
        Ok(Zeroizing::new(product.wrapping_add(&at_q.resize())))
    }
}

/// The signature modulo one of the primes.
fn half(prime: &Odd<U1024>, message: &U2048, rng: &mut dyn CryptoRng) -> Result<U1024, KeyError> {
    let modulus = Zeroizing::new(FixedMontyParams::new(*prime));
    let base = Zeroizing::new(message.rem(prime.as_nz_ref()));
    let base = Zeroizing::new(FixedMontyForm::new(&base, &modulus));
    let mut exponent = private_exponent(prime)?;
    // Any multiple of the group's order more is the same power.
    let random = Zeroizing::new(U64::from_u64(rng.next_u64()));
    let more = Zeroizing::new(order(prime).wrapping_mul(&*random));
    *exponent = exponent.wrapping_add(&more);
    let power = Zeroizing::new(base.pow_bounded_exp(&*exponent, U1024::BITS + BLINDING));
    Ok(power.retrieve())
}

/// 1/e modulo p - 1: (1 + k (p - 1)) / e, with the one k below e that makes it a whole number.
fn private_exponent(prime: &Odd<U1024>) -> Result<Zeroizing<Exponent>, KeyError> {
    let order = order(prime);
    let rest = Zeroizing::new(order.rem(E.as_nz_ref()));
    let inverse = rest.invert_odd_mod(&E).into_option().ok_or(KeyError)?;
    let factor = Zeroizing::new(E.as_ref().wrapping_sub(&Zeroizing::new(inverse)));
    let numerator = Zeroizing::new(order.wrapping_mul(&*factor).wrapping_add(&Exponent::ONE));
    Ok(Zeroizing::new(numerator.div_rem(E.as_nz_ref()).0))
}

/// p - 1.
fn order(prime: &Odd<U1024>) -> Zeroizing<Exponent> {
    Zeroizing::new(prime.as_ref().wrapping_sub(&U1024::ONE).resize())
}
