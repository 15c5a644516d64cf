//! A signer in software, certified by a test authority.

#![allow(dead_code, reason = "each test program uses a part of it")]

use apdu_spec::profile::KeyType;
use std::fs;
use std::path::Path;

use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::asn1::Any;
use der::{DateTime, Decode, Encode};
use getrandom::SysRng;
use juki::finding::Outcome;
use juki::pki::{
    Authority, Parameters, Purpose, Revocation, SigningHolder, Term, TrustStore, request,
};
use juki::pki::{Issuer, PublicKey};
use juki::resident::{Resident, samples};
use juki::sign::cms::DetachedDocument;
use juki::sign::cms::Signatures;
use juki::sign::{CardSigner, Hash};
use juki::uses;
use juki::verify::document::{self, Terms};
use juki::verify::verdict::{Topic, Verdict};
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::{EncodePrivateKey as _, LineEnding};
use rand_core::{Rng as _, UnwrapErr};

pub(crate) const DOCUMENT: &[u8] = "住民票の写し\n".as_bytes();

/// A signer in software, with the authority that certified it.
pub(crate) struct Signer {
    pub(crate) key: SigningKey,
    pub(crate) certificate: Vec<u8>,
    pub(crate) authority: Authority,
}

impl CardSigner for &Signer {
    type Error = std::convert::Infallible;

    fn certificate(&mut self) -> Result<Vec<u8>, Self::Error> {
        Ok(self.certificate.clone())
    }

    fn authority(&mut self) -> Result<Option<Vec<u8>>, Self::Error> {
        Ok(Some(
            self.authority.ca_certificate(Issuer::new(Purpose::Signing, KeyType::P256)).to_vec(),
        ))
    }

    fn sign_hash(&mut self, hash: &Hash) -> Result<Vec<u8>, Self::Error> {
        let signature: DerSignature = self.key.sign_prehash(hash).unwrap();
        Ok(signature.as_bytes().to_vec())
    }
}

impl Signer {
    pub(crate) fn new() -> Self {
        let mut rng = UnwrapErr(SysRng);
        let authority = Authority::create(&Parameters::default(), &mut rng, now()).unwrap();
        let key = key();
        let certificate = certify(&authority, &key);
        Self { key, certificate, authority }
    }

    pub(crate) fn sign(&self, document: &[u8]) -> Vec<u8> {
        let document = DetachedDocument(juki::sign::digest(document).unwrap());
        juki::sign::sign(&mut &*self, &document, now()).unwrap().bytes
    }

    pub(crate) fn trust(&self) -> TrustStore {
        let mut trust = TrustStore::new();
        trust
            .add("ca", self.authority.ca_certificate(Issuer::new(Purpose::Signing, KeyType::P256)))
            .unwrap();
        trust.add("crl", self.authority.crl(Issuer::new(Purpose::Signing, KeyType::P256))).unwrap();
        trust
    }

    pub(crate) fn verdict(
        &self,
        signature: &[u8],
        document: &[u8],
    ) -> (Verdict, Vec<(Topic, Outcome)>) {
        self.verdict_at(signature, document, now())
    }

    pub(crate) fn verdict_at(
        &self,
        signature: &[u8],
        document: &[u8],
        now: DateTime,
    ) -> (Verdict, Vec<(Topic, Outcome)>) {
        let signatures = Signatures::read(signature).unwrap();
        let hash = juki::sign::digest(document).unwrap();
        let trust = self.trust();
        let terms = terms(&trust, Revocation::File, now);
        let signers = document::verify(&signatures, &Some(hash), &terms);
        let checks = signers.iter().flat_map(|signer| &signer.checks);
        let outcomes = checks.map(|check| (check.topic, check.finding.outcome)).collect();
        (document::verdict(&signers), outcomes)
    }

    /// Key, certificate and authority as openssl takes them.
    pub(crate) fn write(&self, folder: &Path) {
        let pem = self.key.to_pkcs8_pem(LineEnding::LF).unwrap();
        fs::write(folder.join("key.pem"), pem.as_bytes()).unwrap();
        let pem = |der: &[u8]| der::pem::encode_string("CERTIFICATE", LineEnding::LF, der).unwrap();
        fs::write(folder.join("cert.pem"), pem(&self.certificate)).unwrap();
        let authority = self.authority.ca_certificate(Issuer::new(Purpose::Signing, KeyType::P256));
        fs::write(folder.join("ca.pem"), pem(authority)).unwrap();
        fs::write(folder.join("doc"), DOCUMENT).unwrap();
    }
}

pub(crate) fn key() -> SigningKey {
    let mut secret = [0; 32];
    UnwrapErr(SysRng).fill_bytes(&mut secret);
    SigningKey::from_slice(&secret).unwrap()
}

pub(crate) fn certify(authority: &Authority, key: &SigningKey) -> Vec<u8> {
    certify_for(authority, key, now(), DateTime::new(2029, 4, 1, 14, 59, 59).unwrap())
}

/// The same from one moment to another.
pub(crate) fn certify_for(
    authority: &Authority,
    key: &SigningKey,
    from: DateTime,
    to: DateTime,
) -> Vec<u8> {
    let point = key.verifying_key().to_sec1_point(false);
    let public = PublicKey::from_point(point.as_bytes()).unwrap();
    let request = request::CertificationRequestInfo::new(&public).unwrap();
    let signature: DerSignature = key.sign_prehash(request.hash()).unwrap();
    let request = request.signed(signature.as_bytes()).unwrap();
    let sample = samples::find("taro").unwrap();
    let record = Resident::parse(sample.json.as_bytes()).unwrap();
    let term = Term { card: "JUKIV0000000001", not_after: to, seeded: false };
    let mut rng = UnwrapErr(SysRng);
    let holder = SigningHolder::from(&uses::certificate(&record).unwrap());
    let issued = authority.issue_signing(&request, &holder, term, from, &mut rng).unwrap();
    issued.certificate
}

/// openssl judges by the clock of the machine, and lists are good for a while only.
pub(crate) fn now() -> DateTime {
    DateTime::from_system_time(std::time::SystemTime::now()).unwrap()
}

/// No key but one for signing is enough.
pub(crate) const fn terms<'a>(
    trust: &'a TrustStore,
    revocation: Revocation<'a>,
    now: DateTime,
) -> Terms<'a> {
    Terms { trust, revocation, now, authentication_key: false }
}

/// Takes a signature apart and puts it together again with a change.
pub(crate) fn changed(der: &[u8], change: impl FnOnce(&mut SignedData)) -> Vec<u8> {
    let mut info = ContentInfo::from_der(der).unwrap();
    let mut signed: SignedData = info.content.decode_as().unwrap();
    change(&mut signed);
    info.content = Any::encode_from(&signed).unwrap();
    info.to_der().unwrap()
}
