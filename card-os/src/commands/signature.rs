//! A signature with a key that is open: what is signed, and how it is coded for each kind of key.

use apdu_spec::bytes;
use apdu_spec::file::{Algorithm, Key};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Writer};

use crate::context::Context;
use crate::crypto::{HASH_LEN, SIGNATURE_MAX, pkcs1};
use crate::guard::OpenFile;
use crate::objects::Secret;
use crate::reply::Reply;

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Message<'a> {
    /// These bytes: what an RSA block of type 1 holds. For P-256 a SHA-256 hash or its
    /// `DigestInfo`.
    Bytes(&'a [u8]),
    /// A SHA-256 hash or a whole `DigestInfo`.
    Prehash(&'a [u8]),
    /// A SHA-256 hash, which RSA names by its `DigestInfo`.
    Hash([u8; HASH_LEN]),
    /// A SHA-256 hash, which RSA does not name.
    BareHash([u8; HASH_LEN]),
    /// A SHA-256 hash for RSA with PSS.
    Pss([u8; HASH_LEN]),
}

/// Appends the signature: DER `SEQUENCE {r, s}` (RFC 3279, 2.2.3), or the bytes of an RSA
/// signature (RFC 8017).
///
/// # Errors
/// `6985` for a form that the key's algorithm does not have, `6984` for a key without a value,
/// `6A80` for data that is not of the form.
pub(super) fn sign(
    cx: &mut Context<'_>,
    open: &OpenFile,
    key: Key,
    message: Message<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    match key.algorithm {
        Algorithm::P256 => ecdsa(cx, open, message, reply),
        Algorithm::Rsa2048 => rsa(cx, open, message, reply),
        Algorithm::Aes128 | Algorithm::Aes256 => Err(StatusWord::CONDITIONS_NOT_SATISFIED),
    }
}

/// Apart from [`rsa`], whose blocks are long, for its frame.
#[inline(never)]
fn ecdsa(
    cx: &mut Context<'_>,
    open: &OpenFile,
    message: Message<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    if matches!(message, Message::Pss(_)) {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    let secret = Secret::load(cx.store, open.id)?;
    let hash = match message {
        Message::Bytes(data) | Message::Prehash(data) => {
            let bare = data.try_into().ok();
            *bare.or_else(|| pkcs1::sha256_in(data)).ok_or(StatusWord::INCORRECT_DATA)?
        }
        Message::Hash(hash) | Message::BareHash(hash) | Message::Pss(hash) => hash,
    };
    let mut signature = [0; SIGNATURE_MAX];
    let length = cx
        .crypto
        .sign(Algorithm::P256, cx.rng, secret.as_bytes(), &hash, &mut signature)
        .map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)?;
    let both = signature.get(..length).ok_or(StatusWord::NO_PRECISE_DIAGNOSIS)?;
    reply.write(|writer| sequence(writer, both))
}

/// The signature that the provider verifies, in the form that [`sign`] gives it out: r || s of a
/// DER sequence, in `plain`, or the bytes of an RSA signature. `None` for any other form.
pub(super) fn encoded_for<'s>(
    algorithm: Algorithm,
    signature: &'s [u8],
    plain: &'s mut [u8; SIGNATURE_MAX],
) -> Option<&'s [u8]> {
    if algorithm != Algorithm::P256 {
        return Some(signature);
    }
    const HALF: usize = SIGNATURE_MAX / 2;
    let mut integers = tlv::Reader::new(tlv::find(signature, 0x30u8)?);
    for half in plain.chunks_mut(HALF) {
        let number = integers.next()?.ok()?.value;
        let digits = number.strip_prefix(&[0x00]).unwrap_or(number);
        bytes::copy(half.get_mut(HALF.checked_sub(digits.len())?..)?, digits);
    }
    // Only the shortest coding is DER: it comes out again.
    let mut again = [0; 2 + 2 * (2 + 1 + HALF)];
    let mut writer = Writer::new(&mut again);
    sequence(&mut writer, plain);
    (writer.finish()? == signature).then_some(plain)
}

/// Appends DER `SEQUENCE {r, s}` of r || s.
fn sequence(writer: &mut Writer<'_>, both: &[u8]) {
    let (r, s) = both.split_at_checked(both.len() / 2).unwrap_or_default();
    writer.nested(0x30u8, |w| {
        integer(w, r);
        integer(w, s);
    });
}

#[inline(never)]
fn rsa(
    cx: &mut Context<'_>,
    open: &OpenFile,
    message: Message<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let secret = Secret::load(cx.store, open.id)?;
    let mut block = match message {
        Message::Bytes(data) => pkcs1::block(data).ok_or(StatusWord::INCORRECT_DATA)?,
        Message::Prehash(data) => match data.try_into() {
            Ok(hash) => pkcs1::digest_info_block(hash),
            Err(_) if pkcs1::is_digest_info(data) => {
                pkcs1::block(data).ok_or(StatusWord::INCORRECT_DATA)?
            }
            Err(_) => return Err(StatusWord::INCORRECT_DATA),
        },
        Message::Hash(hash) => pkcs1::digest_info_block(&hash),
        Message::BareHash(hash) => pkcs1::block(&hash).ok_or(StatusWord::INCORRECT_DATA)?,
        Message::Pss(hash) => pkcs1::pss_block(cx.crypto, cx.rng, &hash),
    };
    cx.crypto
        .private_operation(Algorithm::Rsa2048, cx.rng, secret.as_bytes(), &mut block)
        .map_err(|_| StatusWord::REFERENCE_DATA_NOT_USABLE)?;
    reply.put(&block)
}

/// Appends an unsigned big-endian number as a DER INTEGER.
fn integer(writer: &mut Writer<'_>, number: &[u8]) {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let digits = number.get(zeros..).unwrap_or_default();
    let mut bytes = [0; 1 + SIGNATURE_MAX / 2];
    // One zero in front when the first digit would read as a sign, or there is no digit.
    let lead = usize::from(digits.first().is_none_or(|first| first & 0x80 != 0));
    let end = lead.saturating_add(digits.len());
    if let Some(place) = bytes.get_mut(lead..end) {
        bytes::copy(place, digits);
    }
    writer.tlv(0x02u8, bytes.get(..end).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last byte of each half, when the signature is taken.
    fn halves(signature: &[u8]) -> Option<[u8; 2]> {
        let mut plain = [0; SIGNATURE_MAX];
        let taken = encoded_for(Algorithm::P256, signature, &mut plain)?;
        Some([taken[SIGNATURE_MAX / 2 - 1], taken[SIGNATURE_MAX - 1]])
    }

    #[test]
    fn the_shortest_coding_of_a_signature_alone_is_taken() {
        assert_eq!(halves(&[0x30, 6, 2, 1, 1, 2, 1, 2]), Some([1, 2]));
        assert_eq!(halves(&[0x30, 7, 2, 2, 0, 0x81, 2, 1, 2]), Some([0x81, 2]));
        for (signature, why) in [
            (&[0x30, 7, 2, 2, 0, 1, 2, 1, 2][..], "a zero in front"),
            (&[0x30, 6, 2, 1, 0x81, 2, 1, 2], "a negative number"),
            (&[0x30, 0x81, 6, 2, 1, 1, 2, 1, 2], "a long length field"),
            (&[0x30, 6, 2, 1, 1, 2, 1, 2, 0], "a byte behind it"),
            (&[0x30, 9, 2, 1, 1, 2, 1, 2, 2, 1, 3], "three numbers"),
            (&[0x30, 3, 2, 1, 1], "one number"),
            (&[0x30, 6, 4, 1, 1, 2, 1, 2], "no number"),
            (&[0x31, 6, 2, 1, 1, 2, 1, 2], "no sequence"),
        ] {
            assert_eq!(halves(signature), None, "{why}");
        }
    }
}
