//! What the files of the PKCS#15 view hold (ISO/IEC 7816-15:2016): pointers to the PINs, keys and
//! certificates of the JPKI DF.

use apdu_spec::file::{FileId, MF};
use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::profile::pkcs15::{self, File};
use apdu_spec::profile::{Application, jpki, reference};
use apdu_spec::tlv::Writer;
use sha2::{Digest, Sha256};

use juki_client::card::jpki::{Certificate, Key};

/// Room for the longest of the files.
const ROOM: usize = 1024;

/// Who made the card, in TokenInfo.
const MANUFACTURER: &str = "JUKI-EMULATOR";
/// What the token is called.
const LABEL: &str = "JUKI";

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const NULL: u8 = 0x05;
const OID: u8 = 0x06;
const ENUMERATED: u8 = 0x0A;
const UTF8_STRING: u8 = 0x0C;
const BOOLEAN: u8 = 0x01;
const SEQUENCE: u8 = 0x30;
/// `[0]`: subclass attributes, an EC key, PrKDF in the ODF; constructed.
const CONTEXT_0: u8 = 0xA0;
/// `[1]`: type attributes.
const CONTEXT_1: u8 = 0xA1;
/// `[2]`: the supported algorithms in TokenInfo.
const CONTEXT_2: u8 = 0xA2;

/// The serial number as twenty decimal digits in ten bytes; of other characters than digits the
/// first ten bytes of their SHA-256.
fn serial(serial: &[u8; SERIAL_LEN]) -> [u8; 10] {
    let mut digits = [0; 20];
    for (place, byte) in digits.iter_mut().skip(20 - SERIAL_LEN).zip(serial) {
        if !byte.is_ascii_digit() {
            let hash: [u8; 32] = Sha256::digest(serial).into();
            let mut first = [0; 10];
            first.iter_mut().zip(hash).for_each(|(place, byte)| *place = byte);
            return first;
        }
        *place = byte - b'0';
    }
    let mut packed = [0; 10];
    for (place, pair) in packed.iter_mut().zip(digits.chunks_exact(2)) {
        *place = pair.iter().fold(0, |byte, digit| byte << 4 | digit);
    }
    packed
}

/// The data object [`pkcs15::CARD_DATA_TAG`].
pub(super) fn card_data(card: &[u8; SERIAL_LEN]) -> [u8; 20] {
    let mut data = [0; 20];
    let version = [3, 5, 0];
    let changes = [0, 1];
    let parts = version.iter().chain(&serial(card)).chain(&changes).copied().collect::<Vec<_>>();
    data.iter_mut().skip(5).zip(parts).for_each(|(place, byte)| *place = byte);
    data
}

/// The content of a file of the view; `None` when there is no room for it. A card without a signing
/// certificate shows nothing of signing.
pub(super) fn file(file: File, card: &[u8; SERIAL_LEN], may_sign: bool) -> Option<Vec<u8>> {
    let mut room = [0; ROOM];
    let mut out = Writer::new(&mut room);
    let keys = Key::ALL.into_iter().rev().filter(|key| may_sign || *key != Key::Signing);
    match file {
        File::Odf => object_directory(&mut out),
        File::TokenInfo => token_info(&mut out, card),
        File::Aodf => keys.for_each(|key| pin(&mut out, key)),
        File::Prkdf => keys.for_each(|key| private_key(&mut out, key)),
        File::Cdf => keys.for_each(|key| certificate(&mut out, key, key.certificate())),
        File::TrustedCdf => keys.for_each(|key| certificate(&mut out, key, key.authority())),
    }
    out.finish().map(<[u8]>::to_vec)
}

/// EF(ODF), 8.2: each directory by its path.
fn object_directory(out: &mut Writer<'_>) {
    for (tag, fid) in [
        (CONTEXT_0, File::Prkdf.fid()),
        (0xA4, File::Cdf.fid()),
        (0xA5, File::TrustedCdf.fid()),
        (0xA8, File::Aodf.fid()),
    ] {
        out.nested(tag, |out| path(out, &pkcs15::APPLICATION, Some(fid)));
    }
}

/// EF(TokenInfo), 8.9. Algorithm reference 256 is ECDSA, which OpenSC takes for the field length
/// of a key that names it.
fn token_info(out: &mut Writer<'_>, card: &[u8; SERIAL_LEN]) {
    out.nested(SEQUENCE, |out| {
        out.tlv(INTEGER, &[1]).tlv(OCTET_STRING, &serial(card));
        out.tlv(UTF8_STRING, MANUFACTURER.as_bytes()).tlv(0x80_u8, LABEL.as_bytes());
        // The card gives random numbers (prnGeneration).
        out.tlv(BIT_STRING, &[0x05, 0x20]);
        out.nested(CONTEXT_2, |out| {
            out.nested(SEQUENCE, |out| {
                // CKM_ECDSA; without parameters; computes signatures; ecdsa-with-SHA1's arc names
                // the family (RFC 3279); the card's own reference.
                out.tlv(INTEGER, &[0x01, 0x00]).tlv(INTEGER, &[0x10, 0x41]).tlv(NULL, &[]);
                out.tlv(BIT_STRING, &[0x06, 0x40]);
                out.tlv(OID, &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01]).tlv(INTEGER, &[4]);
            });
        });
    });
}

/// A PIN in EF(AODF), 8.8.
fn pin(out: &mut Writer<'_>, key: Key) {
    let (fid, least) = (key.pin().fid(), key.pin().parameters().map_or(0, |pin| pin.min));
    // Initialised, needs padding. Both are of the DF; the signing password alone says so (local),
    // because that is how OpenSC tells a user's PIN from a signing PIN.
    // Digits are ascii-numeric, letters with them UTF-8.
    let (flags, kind) = match key {
        Key::Authentication => ([0x02, 0x0C], 1),
        Key::Signing => ([0x02, 0x4C], 2),
    };
    out.nested(SEQUENCE, |out| {
        out.nested(SEQUENCE, |out| {
            out.tlv(UTF8_STRING, label(key, "PIN").as_bytes());
            out.tlv(BIT_STRING, &[0x06, 0xC0]);
        });
        out.nested(SEQUENCE, |out| {
            out.tlv(OCTET_STRING, &id(key));
        });
        out.nested(CONTEXT_1, |out| {
            out.nested(SEQUENCE, |out| {
                out.tlv(BIT_STRING, &flags).tlv(ENUMERATED, &[kind]).tlv(INTEGER, &[least]);
                out.tlv(INTEGER, &[pkcs15::PIN_MAX]).tlv(INTEGER, &[pkcs15::PIN_MAX]);
                out.tlv(0x80_u8, &[0x00, reference(fid)]).tlv(OCTET_STRING, &[0xFF]);
                path(out, &jpki::APPLICATION, None);
            });
        });
    });
}

/// A key in EF(PrKDF), 8.3: an EC key.
fn private_key(out: &mut Writer<'_>, key: Key) {
    // Sign; non-repudiation.
    let usage = match key {
        Key::Authentication => [0x05, 0x20].as_slice(),
        Key::Signing => &[0x06, 0x20, 0x40],
    };
    out.nested(CONTEXT_0, |out| {
        out.nested(SEQUENCE, |out| {
            out.tlv(UTF8_STRING, label(key, "Key").as_bytes());
            out.tlv(BIT_STRING, &[0x07, 0x80]).tlv(OCTET_STRING, &id(key));
        });
        out.nested(SEQUENCE, |out| {
            // Sensitive, never extractable, always sensitive, made on the card.
            out.tlv(OCTET_STRING, &id(key)).tlv(BIT_STRING, usage).tlv(BIT_STRING, &[0x03, 0xB8]);
            out.tlv(INTEGER, &id(key));
        });
        out.nested(CONTEXT_1, |out| {
            out.nested(SEQUENCE, |out| {
                path(out, &jpki::APPLICATION, Some(key.fid()));
                // The algorithm's reference, 256.
                out.tlv(INTEGER, &[0x01, 0x00]);
            });
        });
    });
}

/// A certificate in EF(CDF), 8.6. That of the signing key is read after its PIN.
fn certificate(out: &mut Writer<'_>, key: Key, which: Certificate) {
    let authority = which == key.authority();
    out.nested(SEQUENCE, |out| {
        out.nested(SEQUENCE, |out| {
            let what = if authority { "CA Certificate" } else { "Certificate" };
            out.tlv(UTF8_STRING, label(key, what).as_bytes());
            // Private, and whose PIN it is.
            if which.pin().is_some() {
                out.tlv(BIT_STRING, &[0x07, 0x80]).tlv(OCTET_STRING, &id(key));
            }
        });
        out.nested(SEQUENCE, |out| {
            if authority {
                out.tlv(OCTET_STRING, &[id(key)[0] + 2]).tlv(BOOLEAN, &[0xFF]);
            } else {
                out.tlv(OCTET_STRING, &id(key));
            }
        });
        out.nested(CONTEXT_1, |out| {
            out.nested(SEQUENCE, |out| path(out, &jpki::APPLICATION, Some(which.fid())));
        });
    });
}

/// `Path`: from the MF on.
fn path(out: &mut Writer<'_>, application: &Application, fid: Option<FileId>) {
    let mut bytes = [MF.to_be_bytes(), application.fid.to_be_bytes()].concat();
    bytes.extend(fid.into_iter().flat_map(FileId::to_be_bytes));
    out.nested(SEQUENCE, |out| {
        out.tlv(OCTET_STRING, &bytes);
    });
}

/// Key, certificate and PIN that belong together have one identifier.
const fn id(key: Key) -> [u8; 1] {
    match key {
        Key::Authentication => [1],
        Key::Signing => [2],
    }
}

/// The names that OpenSC gives to the objects of JPKI.
fn label(key: Key, what: &str) -> String {
    match key {
        Key::Authentication => format!("User Authentication {what}"),
        Key::Signing => format!("Digital Signature {what}"),
    }
}

#[cfg(test)]
mod structures;
#[cfg(test)]
mod tests;
