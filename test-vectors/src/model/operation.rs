//! Key pairs, and what is done with them: generating, signing, verifying, agreeing.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{Algorithm, Key, Kind, KindParameters, PublicKey, Usage};
use apdu_spec::request::{
    GenerateKeyPair, GenerateKeyPairOdd, INTERMEDIATE_LEN, KeyPairAction, Ne,
    PerformSecurityOperation, SecurityOperation, SignWithKey, SignatureForm, Template, tag,
};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Tag, Writer};

use super::environment::{KeyUse, objects};
use super::files::{Body, File, Id};
use super::padding::{block, der, digest_info, hash_code, is_digest_info};
use super::reply::CardValue;
use super::{Data, Model, Outcome, Refusal, answered, done};
use crate::mock_keys::{self, BLOCK_LEN, HASH_LEN};

/// What is signed.
#[derive(Clone, Copy)]
enum Message<'a> {
    /// A hash code, in its `DigestInfo` for RSA.
    Hash([u8; HASH_LEN]),
    /// Bytes in a block of type 1, for RSA alone.
    Bytes(&'a [u8]),
    /// A hash code with PSS, for RSA alone.
    Pss([u8; HASH_LEN]),
}

impl Model {
    pub(super) fn generate_key_pair(&mut self, command: GenerateKeyPair) -> Outcome {
        let id = self.referenced(command.reference)?;
        self.key_pair(id, command.action)
    }

    pub(super) fn generate_key_pair_odd(&mut self, command: GenerateKeyPairOdd<'_>) -> Outcome {
        let mut all = tlv::Reader::new(command.data);
        let (Some(Ok(object)), None) = (all.next(), all.next()) else {
            return Err(StatusWord::INCORRECT_DATA);
        };
        let template = Template::from_tag(object.tag.value());
        let without = [Template::Hash, Template::Checksum];
        let template = template
            .filter(|template| !without.contains(template))
            .ok_or(StatusWord::INCORRECT_DATA)?;
        let id = match object.value {
            [] => {
                let key = self.key_of(&[template], KeyUse::Computation);
                key.ok_or(StatusWord::REFERENCE_NOT_FOUND)?
            }
            content => self.named_key(template, content)?,
        };
        self.key_pair(id, command.action)
    }

    fn key_pair(&mut self, id: Id, action: KeyPairAction) -> Outcome {
        let generates = action == KeyPairAction::Generate;
        let mode = if generates { AccessMode::GENERATE } else { AccessMode::READ };
        let algorithm = self.open_key(id, mode)?.algorithm;
        if !algorithm.is_asymmetric() {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        let length = algorithm.public_len();
        if generates {
            if self.is_trust_anchor(id) {
                return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
            }
            self.set_public(id, None);
            // The template around a key that the card alone knows.
            let mut before = template(algorithm, &vec![0xEE; length]);
            let at = before.iter().position(|byte| *byte == 0xEE).unwrap_or(0);
            let after = before.split_off(at + length);
            before.truncate(at);
            let data = Data::made(before, length, CardValue::PublicKey(id), after);
            return Ok((data, StatusWord::SUCCESS));
        }
        answered(template(algorithm, &self.public(id)?))
    }

    fn is_trust_anchor(&self, id: Id) -> bool {
        let shape = self.file(id).shape;
        matches!(shape, KindParameters::Key(key) if key.usage.contains(Usage::VERIFY_CERTIFICATE))
    }

    pub(super) fn is_public_key(&self, id: Id, bytes: &[u8]) -> bool {
        let shape = self.file(id).shape;
        matches!(shape, KindParameters::Key(key) if mock_keys::is_public(key.algorithm, bytes))
    }

    pub(super) fn learn_public_key(&mut self, id: Id, bytes: &[u8]) {
        self.set_public(id, Some(bytes.to_vec()));
    }

    fn set_public(&mut self, id: Id, new: Option<Vec<u8>>) {
        if let Some(File { body: Body::KeyPair(public), .. }) = self.file_mut(id) {
            *public = new;
        }
    }

    /// The public key of a key pair that has been generated.
    fn public(&self, id: Id) -> Result<Vec<u8>, Refusal> {
        match &self.file(id).body {
            Body::KeyPair(Some(public)) => Ok(public.clone()),
            _ => Err(StatusWord::REFERENCE_DATA_NOT_USABLE),
        }
    }

    /// A key that may be used so.
    pub(super) fn open_key(&mut self, id: Id, mode: AccessMode) -> Result<Key, Refusal> {
        self.open(id, &[Kind::Key], mode)?;
        match self.file(id).shape {
            KindParameters::Key(key) => Ok(key),
            _ => Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE),
        }
    }

    /// The public key of a pair that may be used so and is for this.
    fn open_pair(
        &mut self,
        id: Id,
        mode: AccessMode,
        usage: Usage,
    ) -> Result<(Algorithm, Vec<u8>), Refusal> {
        let key = self.open_key(id, mode)?;
        if !key.usage.contains(usage) {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        Ok((key.algorithm, self.public(id)?))
    }

    pub(super) fn perform_security_operation(
        &mut self,
        command: PerformSecurityOperation<'_>,
    ) -> Outcome {
        match command.operation {
            SecurityOperation::ComputeDigitalSignature => {
                self.compute_digital_signature(command.data)
            }
            SecurityOperation::Hash => self.hashed(mock_keys::hash(&[command.data]), command.ne),
            SecurityOperation::HashRest => {
                let hash = hash_rest(command.data)?;
                self.hashed(hash, command.ne)
            }
            SecurityOperation::VerifyDigitalSignature => {
                self.verify_digital_signature(command.data)
            }
            // No certificate comes about by chance.
            SecurityOperation::VerifyCertificateValue | SecurityOperation::VerifyCertificate => {
                Err(StatusWord::INCORRECT_DATA)
            }
            SecurityOperation::Decipher => self.decipher(command.data),
        }
    }

    fn compute_digital_signature(&mut self, data: &[u8]) -> Outcome {
        let id = self.operation_key(&[Template::Signature], KeyUse::Computation)?;
        let (algorithm, public) =
            self.open_pair(id, AccessMode::SECURITY_OPERATION, Usage::SIGNATURE)?;
        let message = match data {
            [] => Message::Hash(self.channel().hash.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?),
            data => prehash(algorithm, data)?,
        };
        let answer = signed(algorithm, public, message)?;
        if data.is_empty() {
            self.channel().hash = None;
        }
        Ok((answer, StatusWord::SUCCESS))
    }

    fn hashed(&mut self, hash: [u8; HASH_LEN], ne: Ne) -> Outcome {
        self.channel().hash = Some(hash);
        answered(if ne == Ne::NONE { Vec::new() } else { hash.to_vec() })
    }

    /// Whoever may read a public key may verify by it.
    fn verify_digital_signature(&mut self, data: &[u8]) -> Outcome {
        let id = self.operation_key(&[Template::Signature], KeyUse::Verification)?;
        let (algorithm, public) = self.open_pair(id, AccessMode::READ, Usage::SIGNATURE)?;
        let all = objects(data, &[tag::SIGNATURE, tag::SIGNATURE_INPUT])?;
        let value = |tag: u8| all.iter().find(|(t, _)| *t == tag).map(|(_, value)| *value);
        let signature = value(tag::SIGNATURE).ok_or(StatusWord::INCORRECT_DATA)?;
        let given = value(tag::SIGNATURE_INPUT);
        let hash = match given {
            Some(given) => hash_code(given).ok_or(StatusWord::INCORRECT_DATA)?,
            None => self.channel().hash.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?,
        };
        if signed(algorithm, public, Message::Hash(hash))? != Data::exactly(signature.to_vec()) {
            return Err(StatusWord::VERIFICATION_FAILED);
        }
        if given.is_none() {
            self.channel().hash = None;
        }
        done()
    }

    fn decipher(&mut self, data: &[u8]) -> Outcome {
        let templates = [Template::Confidentiality, Template::KeyAgreement];
        let id = self.operation_key(&templates, KeyUse::Computation)?;
        let (algorithm, public) =
            self.open_pair(id, AccessMode::SECURITY_OPERATION, Usage::KEY_AGREEMENT)?;
        let mut all = tlv::Reader::new(data);
        let (Some(Ok(outer)), None) = (all.next(), all.next()) else {
            return Err(StatusWord::INCORRECT_DATA);
        };
        let mut all = tlv::Reader::new(outer.value);
        let (Some(Ok(inner)), None) = (all.next(), all.next()) else {
            return Err(StatusWord::INCORRECT_DATA);
        };
        if outer.tag != Tag::from(tag::AGREEMENT) || inner.tag != Tag::new(0x7F49) {
            return Err(StatusWord::INCORRECT_DATA);
        }
        let parts = objects(inner.value, &[0x06, tag::CRYPTOGRAM])?;
        let value = |tag: u8| parts.iter().find(|(t, _)| *t == tag).map(|(_, value)| *value);
        let peer = value(tag::CRYPTOGRAM).ok_or(StatusWord::INCORRECT_DATA)?;
        if value(0x06).is_some_and(|curve| curve != algorithm.oid())
            || !mock_keys::is_public(algorithm, peer)
        {
            return Err(StatusWord::INCORRECT_DATA);
        }
        answered(mock_keys::agreed(&public, peer).to_vec())
    }

    pub(super) fn sign_with_key(&mut self, command: SignWithKey<'_>) -> Outcome {
        let id = self.referenced(command.reference)?;
        let key = self.open_key(id, AccessMode::SECURITY_OPERATION)?;
        // PSS is a use that a P-256 key does not have.
        let is_pss = matches!(command.form, SignatureForm::PssPrehash | SignatureForm::PssHashed);
        if !key.usage.contains(Usage::SIGNATURE) || is_pss && key.algorithm == Algorithm::P256 {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        let (algorithm, public) = (key.algorithm, self.public(id)?);
        let is_rsa = algorithm == Algorithm::Rsa2048;
        let (data, hash) = (command.data, mock_keys::hash(&[command.data]));
        let message = match command.form {
            SignatureForm::Bytes if is_rsa => Message::Bytes(data),
            SignatureForm::Hashed if is_rsa => Message::Bytes(&hash),
            SignatureForm::Bytes | SignatureForm::Prehash => prehash(algorithm, data)?,
            SignatureForm::Hashed | SignatureForm::HashedDigestInfo => Message::Hash(hash),
            SignatureForm::PssPrehash => {
                Message::Pss(hash_code(data).ok_or(StatusWord::INCORRECT_DATA)?)
            }
            SignatureForm::PssHashed => Message::Pss(hash),
        };
        Ok((signed(algorithm, public, message)?, StatusWord::SUCCESS))
    }

    /// What a key pair answers to a message that it authenticates itself over.
    pub(super) fn internal_signature(&self, id: Id, message: &[&[u8]]) -> Result<Vec<u8>, Refusal> {
        let public = self.public(id)?;
        let KindParameters::Key(key) = self.file(id).shape else {
            return Err(StatusWord::INCORRECT_DATA);
        };
        Ok(signature_of_hash(key.algorithm, &public, &mock_keys::hash(message)))
    }
}

/// A hash code computed off the card; RSA takes a whole `DigestInfo` of other hash functions too.
fn prehash(algorithm: Algorithm, data: &[u8]) -> Result<Message<'_>, Refusal> {
    match hash_code(data) {
        Some(hash) => Ok(Message::Hash(hash)),
        None if algorithm == Algorithm::Rsa2048 && is_digest_info(data) => Ok(Message::Bytes(data)),
        None => Err(StatusWord::INCORRECT_DATA),
    }
}

/// The answer to a message that is to be signed.
fn signed(algorithm: Algorithm, public: Vec<u8>, message: Message<'_>) -> Result<Data, Refusal> {
    Ok(match message {
        Message::Hash(hash) => Data::exactly(signature_of_hash(algorithm, &public, &hash)),
        Message::Bytes(bytes) => Data::exactly(mock_keys::operation(&public, &block(bytes))),
        Message::Pss(hash) => {
            Data::made(Vec::new(), BLOCK_LEN, CardValue::Pss { public, hash }, Vec::new())
        }
    })
}

fn signature_of_hash(algorithm: Algorithm, public: &[u8], hash: &[u8]) -> Vec<u8> {
    match algorithm {
        Algorithm::Rsa2048 => mock_keys::operation(public, &block(&digest_info(hash))),
        _ => der(mock_keys::signature(public, hash)),
    }
}

fn template(algorithm: Algorithm, value: &[u8]) -> Vec<u8> {
    let mut out = vec![0; value.len() + 32];
    let mut writer = Writer::new(&mut out);
    PublicKey { algorithm, value }.encode(&mut writer);
    writer.finish().unwrap_or_default().to_vec()
}

/// A hash code computed off the card, or an intermediate one.
fn hash_rest(data: &[u8]) -> Result<[u8; HASH_LEN], Refusal> {
    let all = objects(data, &[tag::HASH, tag::PLAIN])?;
    let value = |tag: u8| all.iter().find(|(t, _)| *t == tag).map(|(_, value)| *value);
    let (before, rest) = (value(tag::HASH).ok_or(StatusWord::INCORRECT_DATA)?, value(tag::PLAIN));
    match (before.len(), rest) {
        (HASH_LEN, None | Some([])) => before.try_into().map_err(|_| StatusWord::INCORRECT_DATA),
        (0, Some(rest)) => Ok(mock_keys::hash(&[rest])),
        (INTERMEDIATE_LEN, Some(rest)) => {
            let (state, bits) = before.split_at(HASH_LEN);
            let bits = u64::from_be_bytes(bits.try_into().map_err(|_| StatusWord::INCORRECT_DATA)?);
            let whole = bits.checked_add(rest.len() as u64 * 8);
            if bits == 0 || !bits.is_multiple_of(512) || whole.is_none() {
                return Err(StatusWord::INCORRECT_DATA);
            }
            Ok(mock_keys::hash_from(state, bits, rest))
        }
        _ => Err(StatusWord::INCORRECT_DATA),
    }
}
