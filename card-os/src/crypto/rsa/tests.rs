//! What no test through the interface can see: a fault inside a signature, and how primes are
//! chosen.

use std::vec::Vec;

use apdu_spec::file::RSA_EXPONENT;
use crypto_bigint::NonZero;
use crypto_primes::hazmat::minimum_mr_iterations;
use test_vectors::rng::TestRng;

use super::generation::fit_together;
use super::*;

/// A message below any modulus.
const MESSAGE: [u8; RSA_LEN] = {
    let mut message = [0xA5; RSA_LEN];
    message[0] = 0;
    message
};

fn pair() -> KeyPair {
    let (mut secret, mut public) = ([0; RSA_LEN], [0; RSA_LEN]);
    generate(&mut TestRng::new(11), &mut secret, &mut public).unwrap();
    let pair = KeyPair::from_bytes(&secret).unwrap();
    assert_eq!(U2048::from_be_slice(&public), *pair.n.as_ref());
    pair
}

/// The public operation: what a verifier sees in a signature.
fn opened(pair: &KeyPair, signature: &[u8; RSA_LEN]) -> Vec<u8> {
    let modulus = FixedMontyParams::new_vartime(pair.n);
    let number = FixedMontyForm::new(&U2048::from_be_slice(signature), &modulus);
    let number = number.pow_vartime(E.as_ref()).retrieve();
    number.to_be_bytes().as_ref().to_vec()
}

#[test]
fn a_signature_opens_to_its_message_and_blinding_does_not_show() {
    let pair = pair();
    let (mut first, mut second) = (MESSAGE, MESSAGE);
    pair.sign(&mut TestRng::new(1), &mut first, |_, _| {}).unwrap();
    pair.sign(&mut TestRng::new(2), &mut second, |_, _| {}).unwrap();
    assert_eq!(first, second);
    assert_eq!(opened(&pair, &first), MESSAGE);
}

#[test]
fn a_signature_is_verified_by_its_key_alone() {
    let pair = pair();
    let modulus = pair.n.as_ref().to_be_bytes();
    let modulus = modulus.as_ref();
    let mut signature = MESSAGE;
    pair.sign(&mut TestRng::new(1), &mut signature, |_, _| {}).unwrap();
    assert_eq!(verify(modulus, &signature, &MESSAGE), Ok(()));
    let mut other = MESSAGE;
    other[255] ^= 1;
    for (signature, block) in [
        (&signature[..], &other),
        (&signature[1..], &MESSAGE),
        (&[0; RSA_LEN], &MESSAGE),
        (modulus, &MESSAGE),
    ] {
        assert_eq!(verify(modulus, signature, block), Err(VerifyError::Signature));
    }
    let mut even = modulus.to_vec();
    even[255] &= 0xFE;
    for modulus in [&modulus[1..], &even, &[0; RSA_LEN], &[]] {
        assert_eq!(verify(modulus, &signature, &MESSAGE), Err(VerifyError::Key));
    }
}

#[test]
fn the_halves_are_blinded() {
    let pair = pair();
    let mut seen = Vec::new();
    for seed in [1, 2] {
        let look = |p: &mut U1024, q: &mut U1024| seen.push((*p, *q));
        pair.sign(&mut TestRng::new(seed), &mut MESSAGE.clone(), look).unwrap();
    }
    assert_ne!(seen[0].0, seen[1].0);
    assert_ne!(seen[0].1, seen[1].1);
}

/// A signature with one wrong half has a common divisor with the modulus that is a prime of the
/// key. It is never given out: not the signature, and nothing else in its place.
#[test]
fn a_wrong_half_never_leaves_the_card() {
    let pair = pair();
    for bit in [0, 1, 511, 1022] {
        let flip = |half: &mut U1024| *half ^= U1024::ONE.shl_vartime(bit);
        for at_p in [true, false] {
            let mut block = MESSAGE;
            let faulty = pair.sign(&mut TestRng::new(3), &mut block, |p, q| {
                flip(if at_p { p } else { q });
            });
            assert_eq!(faulty, Err(KeyError), "bit {bit}, at p: {at_p}");
            assert_eq!(block, MESSAGE, "nothing of the signature is in the block");
        }
    }
}

/// The other way round: without the check such a signature would reveal the key, so the test
/// above tests something.
#[test]
fn a_wrong_half_would_give_a_prime_away() {
    let pair = pair();
    let (mut at_p, mut at_q) = (U1024::ZERO, U1024::ZERO);
    let mut block = MESSAGE;
    pair.sign(&mut TestRng::new(3), &mut block, |p, q| (at_p, at_q) = (*p, *q)).unwrap();
    let right = pair.join(&at_p, &at_q).unwrap();
    let wrong = pair.join(&(at_p ^ U1024::ONE), &at_q).unwrap();
    let distance = right.max(*wrong).wrapping_sub(&right.min(*wrong));
    let common = distance.gcd(pair.n.as_ref());
    assert_eq!(common, (*pair.q).as_ref().resize());
}

#[test]
fn a_message_beyond_the_modulus_and_a_key_that_is_none_are_refused() {
    let pair = pair();
    let sign =
        |secret: &[u8]| private_operation(&mut TestRng::new(4), secret, &mut MESSAGE.clone());
    assert_eq!(pair.sign(&mut TestRng::new(4), &mut [0xFF; RSA_LEN], |_, _| {}), Err(KeyError));
    // Even numbers, the same prime twice, nothing, too short.
    for secret in [&[0xFE; RSA_LEN][..], &[0xFF; RSA_LEN], &[], &[0xFF; RSA_LEN - 1]] {
        assert_eq!(sign(secret), Err(KeyError));
    }
    // A prime that is none: the check by the public exponent notices.
    let mut secret = [0; RSA_LEN];
    let (first, second) = secret.split_at_mut(PRIME_LEN);
    first.copy_from_slice((*pair.p).as_ref().to_be_bytes().as_ref());
    let composite = (*pair.q).as_ref().wrapping_add(&U1024::from_u32(2));
    second.copy_from_slice(composite.to_be_bytes().as_ref());
    assert_eq!(sign(&secret), Err(KeyError));
}

#[test]
fn primes_have_1024_bits_and_stand_apart() {
    let pair = pair();
    for prime in [&*pair.p, &*pair.q] {
        assert_eq!(prime.as_ref().shr_vartime(1022), U1024::from_u32(3), "both top bits are set");
        let exponent = private_exponent(prime).unwrap();
        let product = exponent.mul_mod(&E.resize(), &NonZero::new(*order(prime)).unwrap());
        assert_eq!(product, Exponent::ONE, "e d = 1 modulo p - 1");
    }
    assert_eq!(pair.n.as_ref().bit_width(), 2048);
    assert!(fit_together(&pair.p, &pair.q));
}

#[test]
fn primes_that_are_close_or_alike_do_not_fit_together() {
    let pair = pair();
    let near = Odd::new((*pair.p).as_ref().wrapping_add(&U1024::ONE.shl_vartime(900))).unwrap();
    assert!(!fit_together(&pair.p, &near));
    assert!(!fit_together(&near, &pair.p));
    assert!(!fit_together(&pair.p, &pair.p));
    // p - 1 and q - 1 with a common divisor of 1000 bits: the private exponent would be small.
    let divisor = U1024::ONE.shl_vartime(1000);
    let of = |factor: u32| {
        Odd::new(divisor.wrapping_mul(&U1024::from_u32(factor)).wrapping_add(&U1024::ONE)).unwrap()
    };
    assert!(!fit_together(&of(0xC0_0001), &of(0xE0_0003)));
}

#[test]
fn the_exponent_and_the_number_of_tests_are_those_of_the_standard() {
    assert_eq!(E.as_ref().to_be_bytes().as_ref()[5..], RSA_EXPONENT);
    assert!(minimum_mr_iterations(1024, 112).unwrap() <= 5);
}
