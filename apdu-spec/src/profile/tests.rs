//! What holds of every application: its objects, references and rules.

use super::*;
use crate::access::{Rules, SecurityStatus, USAGE_KEY};
use crate::file::Sfi;
use crate::tlv::Writer;
use std::collections::HashSet;
use std::vec::Vec;

#[test]
fn identifiers_references_and_names_are_their_own() {
    let (mut fids, mut aids) = (HashSet::new(), HashSet::new());
    for application in APPLICATIONS {
        assert!(fids.insert(application.fid) && aids.insert(application.aid));
        let mut short = HashSet::new();
        for object in application.objects {
            let sfi = Sfi::of(object.fid);
            assert!(short.insert(sfi), "{} {:04X}", application.id, object.fid);
        }
    }
}

#[test]
fn a_card_of_either_type_gets_every_file() {
    for face in [CardType::A, CardType::B] {
        let applications = applications(PreIssuingData::DEFAULT, face);
        let objects = applications.flat_map(|application| application.objects);
        let files: Vec<_> = objects
            .filter_map(|object| match object.kind {
                ObjectKind::File(file, _) => Some(file),
                ObjectKind::Pin(_) | ObjectKind::KeyPair(_) => None,
            })
            .collect();
        let jpki = jpki::File::ALL.iter().copied().map(File::Jpki);
        let text = text::File::ALL.iter().copied().map(File::Text);
        let visual = visual::File::ALL.iter().copied().map(File::Visual);
        let juki = juki::File::ALL.iter().copied().map(File::Juki);
        let common = common::File::ALL.iter().copied().map(File::Common);
        let view = pkcs15::File::ALL.iter().copied().map(File::Pkcs15);
        let all = jpki.chain(text).chain(visual).chain(juki).chain(common).chain(view);
        assert_eq!(files, all.collect::<Vec<_>>());
    }
}

/// A channel with this PIN or key, in a command that is encrypted or is not.
struct Channel {
    reference: u8,
    usage: u8,
    encrypted: bool,
}

impl SecurityStatus for Channel {
    fn satisfies(&self, reference: u8, usage: u8) -> bool {
        (reference, usage) == (self.reference, self.usage)
    }

    fn has_integrity(&self) -> bool {
        self.encrypted
    }

    fn has_confidentiality(&self) -> bool {
        self.encrypted
    }
}

#[test]
fn the_issuer_sends_values_encrypted_alone() {
    let types = [CardType::A, CardType::B];
    let applications = types.map(|face| applications(PreIssuingData::DEFAULT, face));
    let (mut changed, mut reset) = (0, 0);
    for object in applications.into_iter().flatten().flat_map(|of| of.objects) {
        let mut bytes = [0; 256];
        let mut writer = Writer::new(&mut bytes);
        object.rules.iter().for_each(|rule| rule.encode(&mut writer));
        let rules = Rules::parse(writer.finish().unwrap()).unwrap();
        let issuer = |encrypted, mode| {
            let (reference, usage) = (card::ADMINISTRATOR_REFERENCE, USAGE_KEY);
            rules.allow(mode, &Channel { reference, usage, encrypted })
        };
        let somebody =
            |mode| rules.allow(mode, &Channel { reference: 0, usage: 0, encrypted: true });
        for mode in [AccessMode::CHANGE, AccessMode::RESET] {
            assert!(!issuer(false, mode) && !somebody(mode), "{}", object.name);
        }
        changed += usize::from(issuer(true, AccessMode::CHANGE));
        reset += usize::from(issuer(true, AccessMode::RESET));
    }
    assert_eq!((changed, reset), (9, 19));
}

#[test]
fn every_rule_encodes_to_what_the_card_takes() {
    for application in
        APPLICATIONS.iter().copied().chain(applications(PreIssuingData::DEFAULT, CardType::A))
    {
        let rules = application.objects.iter().map(|object| object.rules);
        for rules in rules.chain([application.rules]) {
            let mut bytes = [0; 256];
            let mut writer = Writer::new(&mut bytes);
            rules.iter().for_each(|rule| rule.encode(&mut writer));
            Rules::parse(writer.finish().unwrap()).unwrap();
        }
    }
}
