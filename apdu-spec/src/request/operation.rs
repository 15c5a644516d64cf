//! PERFORM SECURITY OPERATION.

use super::Ne;
use crate::command::{Command, Le};
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// The tags in P1 and P2, and of the data objects that operations take and give.
pub mod tag {
    /// Plain value.
    pub const PLAIN: u8 = 0x80;
    /// Cryptogram, here the public key of the other party in a [`AGREEMENT`] template.
    pub const CRYPTOGRAM: u8 = 0x86;
    /// Hash code, or the intermediate one.
    pub const HASH: u8 = 0x90;
    /// Hash code that a signature is made or verified over.
    pub const SIGNATURE_INPUT: u8 = 0x9A;
    /// Digital signature.
    pub const SIGNATURE: u8 = 0x9E;
    /// Template for hashing.
    pub const HASH_TEMPLATE: u8 = 0xA0;
    /// Template for key agreement.
    pub const AGREEMENT: u8 = 0xA6;
    /// Template for verifying a signature.
    pub const VERIFICATION: u8 = 0xA8;
    /// Template for verifying a certificate whose values are signed.
    pub const CERTIFICATE_VALUE: u8 = 0xAE;
    /// Template for verifying a certificate whose data objects are signed.
    pub const CERTIFICATE: u8 = 0xBE;
}

/// Length of the hash code that HASH continues from: the intermediate hash code of SHA-256 and the
/// number of bits hashed so far, 8 bytes big-endian.
pub const INTERMEDIATE_LEN: usize = 40;

/// A security operation, by the pair of tags in P1-P2: what comes out, what goes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityOperation {
    /// `9E9A`: signs a SHA-256 hash, or a whole `DigestInfo` (for P-256: of SHA-256), with the
    /// signature key of the environment or the selected one; without data the hash code that HASH
    /// has made. An ECDSA signature is DER `SEQUENCE {r, s}`, an RSA signature PKCS#1 version
    /// 1.5, padded by the card.
    ComputeDigitalSignature,
    /// `9080`: hashes a whole message with SHA-256 and keeps the hash code for the next signature.
    Hash,
    /// `90A0`: takes a hash code computed off the card (DO `90` of 32 bytes), or continues an
    /// intermediate one (DO `90` of [`INTERMEDIATE_LEN`] bytes, or empty at the beginning) with
    /// the last bytes of the message (DO `80`).
    HashRest,
    /// `00A8`: verifies a signature (DO `9E`) over a hash (DO `9A`; without it the one that HASH
    /// has made) by the public key of the environment's verification key.
    VerifyDigitalSignature,
    /// `00AE`: verifies the certificate of a terminal, or of an authority over it; its signature
    /// covers the value of the body.
    VerifyCertificateValue,
    /// `00BE`: the same; its signature covers the body as a data object (BSI TR-03110).
    VerifyCertificate,
    /// `8086`: agrees on a secret with the owner of a public key (`A6{7F49{86 point}}`), by ECDH
    /// on P-256; gives the x coordinate.
    Decipher,
}

impl SecurityOperation {
    const ALL: [Self; 7] = [
        Self::ComputeDigitalSignature,
        Self::Hash,
        Self::HashRest,
        Self::VerifyDigitalSignature,
        Self::VerifyCertificateValue,
        Self::VerifyCertificate,
        Self::Decipher,
    ];

    const fn parameters(self) -> (u8, u8) {
        match self {
            Self::ComputeDigitalSignature => (tag::SIGNATURE, tag::SIGNATURE_INPUT),
            Self::Hash => (tag::HASH, tag::PLAIN),
            Self::HashRest => (tag::HASH, tag::HASH_TEMPLATE),
            Self::VerifyDigitalSignature => (0x00, tag::VERIFICATION),
            Self::VerifyCertificateValue => (0x00, tag::CERTIFICATE_VALUE),
            Self::VerifyCertificate => (0x00, tag::CERTIFICATE),
            Self::Decipher => (tag::PLAIN, tag::CRYPTOGRAM),
        }
    }
}

/// PERFORM SECURITY OPERATION.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerformSecurityOperation<'a> {
    /// Which operation.
    pub operation: SecurityOperation,
    /// The data field.
    pub data: &'a [u8],
    /// How many bytes come out.
    pub ne: Ne,
}

impl<'a> TypedCommand<'a> for PerformSecurityOperation<'a> {
    const INSTRUCTION: Instruction = Instruction::PerformSecurityOperation;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let parameters = (command.p1, command.p2);
        let mut all = SecurityOperation::ALL.into_iter();
        let operation = all.find(|operation| operation.parameters() == parameters);
        let operation = operation.ok_or(StatusWord::INCORRECT_P1_P2)?;
        Ok(Self { operation, data: command.data, ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, p2) = self.operation.parameters();
        (p1, p2, self.data, self.ne.le())
    }
}
