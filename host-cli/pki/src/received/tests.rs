use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};

use super::*;

/// A value of DER that can be taken apart, changed and put together again, in any form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// A primitive value.
    Value(u8, Vec<u8>),
    /// What holds others.
    Holder(u8, Vec<Node>),
}

impl Node {
    /// Takes DER apart. Tags of one byte.
    pub(crate) fn read(der: &[u8]) -> Self {
        let (node, rest) = Self::first(der);
        assert!(rest.is_empty());
        node
    }

    fn first(der: &[u8]) -> (Self, &[u8]) {
        let (tag, first) = (der[0], der[1]);
        let digits = usize::from(if first < 0x80 { 0 } else { first & 0x7F });
        let long = der[2..2 + digits].iter().fold(0, |sum, byte| sum * 256 + usize::from(*byte));
        let length = if first < 0x80 { usize::from(first) } else { long };
        let (mut inside, rest) = der[2 + digits..].split_at(length);
        if tag & 0x20 == 0 {
            return (Self::Value(tag, inside.to_vec()), rest);
        }
        let mut nodes = Vec::new();
        while !inside.is_empty() {
            let (node, behind) = Self::first(inside);
            nodes.push(node);
            inside = behind;
        }
        (Self::Holder(tag, nodes), rest)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let (tag, inside) = match self {
            Self::Value(tag, value) => (*tag, value.clone()),
            Self::Holder(tag, nodes) => (*tag, nodes.iter().flat_map(Self::bytes).collect()),
        };
        let header = Header::new(Tag::Sequence, Length::try_from(inside.len()).unwrap());
        let mut bytes = header.to_der().unwrap();
        bytes[0] = tag;
        bytes.extend(inside);
        bytes
    }

    /// Every value in it, itself first.
    pub(crate) fn each(&mut self, change: &mut impl FnMut(&mut Self)) {
        change(self);
        if let Self::Holder(_, nodes) = self {
            nodes.iter_mut().for_each(|node| node.each(change));
        }
    }
}

/// The same certificate or list with something of it changed, signed again by this key (P-256).
pub(crate) fn signed_again(
    der: &[u8],
    key: &SigningKey,
    change: impl FnOnce(&mut Node),
) -> Vec<u8> {
    let Node::Holder(tag, mut nodes) = Node::read(der) else { panic!("no certificate") };
    change(&mut nodes[0]);
    let signature: DerSignature = key.sign(&nodes[0].bytes());
    nodes[2] = Node::Value(0x03, [&[0], signature.as_bytes()].concat());
    Node::Holder(tag, nodes).bytes()
}

/// Says `critical FALSE` in every extension that leaves it out.
pub(crate) fn explicit_default(node: &mut Node) {
    node.each(&mut |node| {
        if let Node::Holder(0x30, parts) = node
            && let [Node::Value(0x06, _), Node::Value(0x04, _)] = &parts[..]
        {
            parts.insert(1, Node::Value(0x01, vec![0]));
        }
    });
}

/// Writes every UTCTime of this century as GeneralizedTime.
pub(crate) fn long_times(node: &mut Node) {
    node.each(&mut |node| {
        if let Node::Value(0x17, value) = node {
            *node = Node::Value(0x18, [b"20", &value[..]].concat());
        }
    });
}

fn certificate(change: impl FnOnce(&mut Node)) -> (Vec<u8>, SigningKey) {
    let key = SigningKey::from_slice(&[7; 32]).unwrap();
    let der = crate::chain::tests::odd::odd_holder(6, 6);
    (signed_again(&der, &key, change), key)
}

fn verify(certificate: &Certificate) -> Result<(), Fault> {
    certificate.verify(certificate.tbs().subject_public_key_info())
}

#[test]
fn what_der_forbids_and_everybody_reads_is_signed_as_it_came() {
    for change in [explicit_default, long_times] {
        let (der, _) = certificate(change);
        let found = Certificate::read(&der).unwrap();
        assert_eq!(verify(&found), Ok(()));
        assert_eq!(found.bytes(), der);
        assert_eq!(found.to_der().unwrap(), der);
        assert_eq!(format!("{found:?}"), format!("{:?}", found.view()));
        assert_eq!(found.fingerprint(), <[u8; 32]>::from(Sha256::digest(&der)));
        // The reason of all this: encoding again gives another certificate.
        assert_ne!(found.view().to_der().unwrap(), der);
    }
}

#[test]
fn no_byte_can_be_altered() {
    let (der, _) = certificate(explicit_default);
    for place in 0..der.len() {
        for bit in 0..8 {
            let mut altered = der.clone();
            altered[place] ^= 1 << bit;
            let accepted = Certificate::read(&altered).is_ok_and(|found| verify(&found).is_ok());
            assert!(!accepted, "byte {place}, bit {bit}");
        }
    }
}

#[test]
fn there_is_one_reading() {
    let (der, _) = certificate(|_| {});
    // Behind it: nothing but where it is asked for.
    let behind = [&der[..], &[0, 0]].concat();
    assert!(Certificate::read(&behind).is_err());
    assert_eq!(Certificate::read_first(&behind).unwrap().bytes(), der);
    // Within: a value more than there is to read, in each of the two sequences.
    let Node::Holder(tag, mut nodes) = Node::read(&der) else { panic!("no certificate") };
    nodes.push(Node::Value(0x05, Vec::new()));
    assert!(Certificate::read(&Node::Holder(tag, nodes).bytes()).is_err());
    let (longer, _) = certificate(|tbs| {
        let Node::Holder(_, parts) = tbs else { panic!("no sequence") };
        parts.push(Node::Value(0x05, Vec::new()));
    });
    assert!(Certificate::read(&longer).is_err());
    // Lengths of BER, which readers of DER skip or refuse.
    let indefinite = [&[0x30, 0x80], &der[4..], &[0, 0]].concat();
    assert!(Certificate::read(&indefinite).is_err());
    let padded = [&[0x30, 0x83, 0], &der[2..]].concat();
    assert!(Certificate::read(&padded).is_err());
    // A truth value of BER.
    let (loose, _) = certificate(|tbs| {
        tbs.each(&mut |node| {
            if *node == Node::Value(0x01, vec![0xFF]) {
                *node = Node::Value(0x01, vec![1]);
            }
        });
    });
    assert!(Certificate::read(&loose).is_err());
}

#[test]
fn two_algorithms_are_signed_by_nobody() {
    let (der, key) = certificate(|_| {});
    let Node::Holder(tag, mut nodes) = Node::read(&der) else { panic!("no certificate") };
    // ecdsa-with-SHA256 with parameters that nothing forbids to read.
    let Node::Holder(_, algorithm) = &mut nodes[1] else { panic!("no algorithm") };
    algorithm.push(Node::Value(0x05, Vec::new()));
    let outer = Certificate::read(&Node::Holder(tag, nodes).bytes()).unwrap();
    assert_eq!(verify(&outer), Err(Fault::Wrong));
    // The other way round: signed, but with another algorithm than is beside the signature.
    let inner = signed_again(&der, &key, |tbs| {
        let Node::Holder(_, parts) = tbs else { panic!("no sequence") };
        let Node::Holder(_, algorithm) = &mut parts[2] else { panic!("no algorithm") };
        algorithm.push(Node::Value(0x05, Vec::new()));
    });
    assert_eq!(verify(&Certificate::read(&inner).unwrap()), Err(Fault::Wrong));
}
