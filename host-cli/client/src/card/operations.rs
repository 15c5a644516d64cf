//! Security operations, typed: environments, hashes, signatures, secrets agreed on, key pairs.
//! Who signs or agrees has verified the PIN before.

use apdu_spec::file::{FileId, PublicKey};
use apdu_spec::instruction::Instruction;
use apdu_spec::request::{
    Environment, GenerateKeyPair, GenerateKeyPairOdd, KeyPairAction, ManageSecurityEnvironment, Ne,
    PerformSecurityOperation, Purpose, Reference, SecurityOperation, Template, tag,
};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::Writer;

use super::session::{Session, SessionError};

/// How a host names a key to the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyName {
    /// By its file identifier in the current DF.
    File(FileId),
    /// By its reference.
    Reference(Reference),
}

impl KeyName {
    /// The content of a control reference template that names it.
    fn encode(self, writer: &mut Writer<'_>) {
        match self {
            // 84 00: there is no other key in the file.
            Self::File(fid) => writer.tlv(0x81_u8, &fid.to_be_bytes()).tlv(0x84_u8, &[0x00]),
            Self::Reference(reference) => writer.tlv(0x84_u8, &[reference.to_byte()]),
        };
    }
}

/// The longest template that names a key, in bytes.
const NAME_MAX: usize = 9;

/// MANAGE SECURITY ENVIRONMENT, SET: gives a key its role in the current environment. The
/// algorithm is the key's.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn set_key(
    session: &mut Session<'_>,
    template: Template,
    purpose: Purpose,
    key: KeyName,
) -> Result<(), SessionError> {
    let mut bytes = [0; NAME_MAX];
    let mut writer = Writer::new(&mut bytes);
    key.encode(&mut writer);
    let data = writer.finish().unwrap_or_default();
    session.request(ManageSecurityEnvironment::Set { purpose, template, data }).map(drop)
}

/// MANAGE SECURITY ENVIRONMENT, STORE: keeps the current environment in a stored one.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn store_environment(
    session: &mut Session<'_>,
    reference: Reference,
) -> Result<(), SessionError> {
    session.request(ManageSecurityEnvironment::Store(reference)).map(drop)
}

/// MANAGE SECURITY ENVIRONMENT, RESTORE: makes an environment the current one.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn restore_environment(
    session: &mut Session<'_>,
    environment: Environment,
) -> Result<(), SessionError> {
    session.request(ManageSecurityEnvironment::Restore(environment)).map(drop)
}

/// MANAGE SECURITY ENVIRONMENT, ERASE: empties a stored environment.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn erase_environment(
    session: &mut Session<'_>,
    reference: Reference,
) -> Result<(), SessionError> {
    session.request(ManageSecurityEnvironment::Erase(reference)).map(drop)
}

/// PSO: HASH: the card hashes a message, keeps the hash code for its next signature, and gives it.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn hash(session: &mut Session<'_>, message: &[u8]) -> Result<Vec<u8>, SessionError> {
    operate(session, SecurityOperation::Hash, message, Ne::ANY)
}

/// PSO: COMPUTE DIGITAL SIGNATURE with the signature key of the environment, over a hash; without
/// one over the hash code that the card has made.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn sign(session: &mut Session<'_>, hash: Option<&[u8; 32]>) -> Result<Vec<u8>, SessionError> {
    let hash = hash.map_or(&[][..], |hash| hash);
    operate(session, SecurityOperation::ComputeDigitalSignature, hash, Ne::ANY)
}

/// PSO: VERIFY DIGITAL SIGNATURE by the verification key of the environment, over a hash; without
/// one over the hash code that the card has made. Is it its signature?
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn verify(
    session: &mut Session<'_>,
    signature: &[u8],
    hash: Option<&[u8; 32]>,
) -> Result<bool, SessionError> {
    let mut bytes = vec![0; signature.len() + 4 + 32 + 2];
    let mut writer = Writer::new(&mut bytes);
    writer.tlv(tag::SIGNATURE, signature);
    if let Some(hash) = hash {
        writer.tlv(tag::SIGNATURE_INPUT, hash);
    }
    let instruction = Instruction::PerformSecurityOperation;
    let length = signature.len();
    let longer = SessionError::TooLong { instruction, length, most: 0xFFFF };
    let data = writer.finish().ok_or(longer)?;
    match operate(session, SecurityOperation::VerifyDigitalSignature, data, Ne::NONE) {
        Ok(_) => Ok(true),
        Err(SessionError::Refused { status: StatusWord::VERIFICATION_FAILED, .. }) => Ok(false),
        Err(other) => Err(other),
    }
}

/// PSO: DECIPHER: agrees on a secret (ECDH on P-256) with the owner of a public key, an
/// uncompressed point; gives the x coordinate, 32 bytes.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn decipher(session: &mut Session<'_>, peer: &[u8; 65]) -> Result<Vec<u8>, SessionError> {
    let mut bytes = [0; 2 + 3 + 2 + 65];
    let mut writer = Writer::new(&mut bytes);
    writer.nested(tag::AGREEMENT, |w| {
        w.nested(0x7F49_u16, |w| {
            w.tlv(tag::CRYPTOGRAM, peer);
        });
    });
    let data = writer.finish().unwrap_or_default();
    operate(session, SecurityOperation::Decipher, data, Ne::ANY)
}

/// GENERATE ASYMMETRIC KEY PAIR: makes a pair or reads its public key; gives the public key
/// template ([`PublicKey`]).
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn key_pair(
    session: &mut Session<'_>,
    action: KeyPairAction,
    reference: Reference,
) -> Result<Vec<u8>, SessionError> {
    Ok(session.request(GenerateKeyPair { action, reference, ne: Ne::ANY })?.data)
}

/// The same by a control reference template (odd INS); without a name the key that the environment
/// has for the template.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn key_pair_of(
    session: &mut Session<'_>,
    action: KeyPairAction,
    template: Template,
    key: Option<KeyName>,
) -> Result<Vec<u8>, SessionError> {
    let mut bytes = [0; 2 + NAME_MAX];
    let mut writer = Writer::new(&mut bytes);
    writer.nested(template.tag(), |w| {
        if let Some(key) = key {
            key.encode(w);
        }
    });
    let data = writer.finish().unwrap_or_default();
    Ok(session.request(GenerateKeyPairOdd { action, data, ne: Ne::ANY })?.data)
}

/// The uncompressed point of a public key template; `None` when it is none of P-256.
#[must_use]
pub fn point(template: &[u8]) -> Option<[u8; 65]> {
    PublicKey::parse(template)?.value.try_into().ok()
}

fn operate(
    session: &mut Session<'_>,
    operation: SecurityOperation,
    data: &[u8],
    ne: Ne,
) -> Result<Vec<u8>, SessionError> {
    Ok(session.request(PerformSecurityOperation { operation, data, ne })?.data)
}
