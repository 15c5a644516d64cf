//! Making a key pair, with what FIPS 186-5, A.1.1 and A.1.3 ask of its primes.

use crypto_bigint::{Odd, U1024};
use crypto_primes::fips::{self, FipsOptions};
use crypto_primes::hazmat::{SetBits, SmallFactorsSieveFactory};
use crypto_primes::{Flavor, sieve_and_find};
use rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

use super::super::{KeyError, RSA_LEN};
use super::{KeyPair, PRIME_LEN, order, private_exponent, private_operation};

/// Candidate pairs before the generation fails: the probability is 2^-98.
const ATTEMPTS: usize = 4;

/// Miller-Rabin tests with random bases: five make the error less than 2^-112 (FIPS 186-5, table
/// B.1); and a Lucas test.
const TESTS: FipsOptions = FipsOptions::with_mr_iterations(5).with_lucas_test();

/// Makes a key pair: both primes into `secret`, the modulus into `public`.
///
/// # Errors
/// For slices of other lengths, or a pair that does not sign; nothing of it is left in them.
pub(in super::super) fn generate(
    rng: &mut dyn CryptoRng,
    secret: &mut [u8],
    public: &mut [u8],
) -> Result<(), KeyError> {
    if (secret.len(), public.len()) != (RSA_LEN, RSA_LEN) {
        return Err(KeyError);
    }
    let pair = pair(rng)?;
    let (first, second) = secret.split_at_mut(PRIME_LEN);
    for (place, prime) in [(first, &*pair.p), (second, &*pair.q)] {
        let bytes = Zeroizing::new(prime.as_ref().to_be_bytes());
        place.copy_from_slice((*bytes).as_ref());
    }
    public.copy_from_slice(pair.n.as_ref().to_be_bytes().as_ref());
    // What is stored must sign, and its signature be one by the public key.
    let mut block = [0x5A; RSA_LEN];
    private_operation(rng, secret, &mut block).inspect_err(|_| secret.zeroize())
}

fn pair(rng: &mut dyn CryptoRng) -> Result<KeyPair, KeyError> {
    for _ in 0..ATTEMPTS {
        let (p, q) = (prime(rng)?, prime(rng)?);
        if fit_together(&p, &q) {
            return KeyPair::new(*p, *q);
        }
    }
    Err(KeyError)
}

/// A prime of 1024 bits whose two highest bits are set, so that any two of them make a modulus of
/// 2048 bits, with p - 1 coprime to the public exponent.
fn prime(rng: &mut dyn CryptoRng) -> Result<Zeroizing<Odd<U1024>>, KeyError> {
    let sieve = SmallFactorsSieveFactory::<U1024>::new(Flavor::Any, U1024::BITS, SetBits::TwoMsb)
        .map_err(|_| KeyError)?;
    let found = sieve_and_find(rng, sieve, |rng, candidate| {
        let odd = Odd::new(*candidate).into_option();
        odd.is_some_and(|candidate| private_exponent(&candidate).is_ok())
            && fips::is_prime(rng, Flavor::Any, candidate, TESTS)
    });
    let prime = Zeroizing::new(found.ok().flatten().ok_or(KeyError)?);
    Odd::new(*prime).into_option().map(Zeroizing::new).ok_or(KeyError)
}

/// Are the primes far apart, and is the private exponent large?
pub(super) fn fit_together(p: &Odd<U1024>, q: &Odd<U1024>) -> bool {
    const DISTANCE_BITS: u32 = U1024::BITS - 100;
    // d is at least lcm(p - 1, q - 1) / e, and with two primes above 2^1023 that is more than
    // 2^1024 unless p - 1 and q - 1 have nearly everything in common.
    const COMMON_BITS: u32 = U1024::BITS - 32;
    let distance = Zeroizing::new(p.wrapping_sub(q.as_ref()));
    let other = Zeroizing::new(q.wrapping_sub(p.as_ref()));
    let common = Zeroizing::new(order(p).gcd(&order(q)));
    distance.bit_width().min(other.bit_width()) > DISTANCE_BITS && common.bit_width() < COMMON_BITS
}
