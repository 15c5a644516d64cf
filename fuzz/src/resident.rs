//! Files that somebody hands to the host, and what he types: residents' records, faults, trusted
//! certificates and lists, signatures, the list of what was issued, requests, photos, municipal
//! applications, lines of the shell.

use apdu_spec::access::Rules;
use apdu_spec::tlv::Writer;
use der::DateTime;
use juki::card::text::Attributes;
use juki::day::Day;
use juki::face::photo;
use juki::locale::Language;
use juki::municipal::Profile;
use juki::pki::index::Index;
use juki::pki::{Revocation, SigningHolder, TrustStore, request, trust};
use juki::reader::fault::Fault;
use juki::resident::{LONGEST, Resident};
use juki::shell;
use juki::shell::complete::complete;
use juki::shell::line::Action;
use juki::shell::names::FilePath;
use juki::sign::SignatureFile as _;
use juki::sign::cms::Signatures;
use juki::uses::{self, CopyKind, CopyRequest};
use juki::verify::document::{self, Terms};
use juki_explain::{Explainer, Topic};

/// Which reader: the first byte of an input.
pub mod reader {
    /// A resident's record.
    pub const RECORD: u8 = 0;
    /// A fault of `juki with-card`.
    pub const FAULT: u8 = 1;
    /// Certificates, lists and CV roots to be trusted.
    pub const TRUST: u8 = 2;
    /// A signature file.
    pub const SIGNATURE: u8 = 3;
    /// The list of what an authority has issued.
    pub const INDEX: u8 = 4;
    /// A certificate request.
    pub const REQUEST: u8 = 5;
    /// A photo.
    pub const PHOTO: u8 = 6;
    /// A municipality's own application.
    pub const SERVICE: u8 = 7;
    /// A line of `juki shell`, and what `juki explain` is asked.
    pub const LINE: u8 = 8;
    /// How many there are.
    pub const ALL: u8 = 9;
}

/// Pixels of a photo that is looked at: more only takes longer.
const PIXELS_MAX: u64 = 300 * 300;

/// Reads the file that the input is.
pub fn run(input: &[u8]) {
    let Some((which, bytes)) = input.split_first() else { return };
    match which % reader::ALL {
        reader::RECORD => record(bytes),
        reader::FAULT => {
            let Ok(text) = std::str::from_utf8(bytes) else { return };
            if let Ok(fault) = text.parse::<Fault>() {
                assert!(fault.back().is_none_or(|back| !back.is_zero()));
            }
        }
        reader::TRUST => {
            if let Ok(objects) = trust::parse("input", bytes) {
                assert!(!objects.is_empty());
                for object in objects {
                    let _ = (object.name(), object.kind());
                    let again = trust::parse("again", object.bytes()).expect("it was read");
                    assert_eq!(again.len(), 1);
                    assert_eq!(again[0].fingerprint, object.fingerprint);
                }
            }
            let _ = trust::certificate_in(bytes);
        }
        reader::SIGNATURE => signature(bytes),
        reader::INDEX => {
            if let Ok(index) = Index::parse(bytes) {
                let lines = index.lines().expect("what was read can be written");
                let again = Index::parse(&lines).expect("what was written reads");
                assert_eq!(again.entries(), index.entries());
            }
        }
        reader::REQUEST => drop(request::verified_key(bytes)),
        reader::PHOTO => {
            if small(bytes) {
                drop(photo::encode(bytes));
            }
        }
        reader::SERVICE => service(bytes),
        _ => {
            if let Ok(text) = std::str::from_utf8(bytes) {
                line(text);
            }
        }
    }
}

/// A profile that is taken can be created: its rules are rules, its contents fit.
fn service(bytes: &[u8]) {
    let Ok(profile) = Profile::parse(bytes) else { return };
    assert!((5..=16).contains(&profile.aid().len()) && profile.fid() != 0);
    let _ = profile.pin();
    for file in profile.files() {
        let mut out = [0; 512];
        let mut writer = Writer::new(&mut out);
        file.with_rules(|rules| rules.iter().for_each(|rule| rule.encode(&mut writer)));
        let rules = writer.finish().expect("there is room for the rules of a file");
        assert!(Rules::parse(rules).is_ok());
        for text in file.content() {
            let content = file.padded(text).expect("it was looked at");
            let (kind, length, _) = file.kind();
            assert!(content.len() <= length.into() && !kind.is_internal());
        }
    }
}

/// What reads as a command is one that the table takes.
fn line(text: &str) {
    for here in [None, Some(&apdu_spec::profile::jpki::APPLICATION)] {
        if let Ok(Action::Send(built)) = Action::parse(text, here) {
            let _ = (built.wants_secret(), built.command());
        }
        let (at, words) = complete(text, here);
        assert!(at <= text.len() && text.is_char_boundary(at), "{words:?}");
        let _ = FilePath::find(text, here).map(FilePath::steps);
    }
    let _ = shell::holds_secret(text);
    let _ = shell::data::parse(text);
    let explainer = Explainer::new(Language::Japanese);
    for topic in Topic::find(text).unwrap_or_default() {
        assert!(!explainer.text(&topic).is_empty());
    }
}

/// A record that is taken is itself again when it is written and read, but that a form of version 2
/// cannot say that the municipality decided every character, as flags of version 1 do. Of one that a card can be
/// issued from, what the card holds fits it. Any use of any record gives its content or an error.
fn record(bytes: &[u8]) {
    let Ok(record) = Resident::parse(bytes) else { return };
    let now = DateTime::new(2026, 4, 1, 3, 0, 0).expect("a day");
    let today = juki::pki::Date::in_japan(now);
    assert!(!record.shown_name().is_empty());
    let written = serde_json::to_vec(&record).expect("a record can be written");
    // Spelled out as version 2 it may be longer than a record may be.
    if written.len() <= LONGEST {
        let again = Resident::parse(&written).expect("what was written reads");
        let mut taken = record.clone();
        if let Some(flags) = &mut taken.substituted {
            flags.decided = false;
        }
        assert!(again == taken, "another record was read than was written");
    }
    let (chip, certificate) = (uses::chip(&record), uses::certificate(&record));
    let _ = (uses::picture(&record), uses::network(&record), uses::card(&record, today));
    for kind in [CopyKind::Own, CopyKind::WideArea] {
        let least = CopyRequest::of(kind);
        let _ = uses::copy(&record, least);
        let (household, domicile, foreign) = (true, true, true);
        let most = CopyRequest { household, domicile, foreign, ..least };
        let _ = uses::copy(&record, most);
        let _ = uses::copy(&record, CopyRequest { personal_number: true, ..most });
        let _ = uses::copy(&record, CopyRequest { record_code: true, ..most });
    }
    if let Ok(chip) = &chip {
        let attributes = Attributes::from(chip);
        let file = attributes.encode().expect("what the chip takes fits the card");
        let read = Attributes::parse(&file);
        assert_eq!(read, Some(attributes), "the card shows what the record says");
    }
    let _ = (record.municipality_code(), certificate.as_ref().map(SigningHolder::from));
    let issuable = record.issuable(now).is_ok();
    for profile in apdu_spec::profile::Profile::ALL {
        let expiry = record.card_expiry(now, profile);
        assert_eq!(expiry.is_ok(), issuable, "a card that can be issued ends some day");
        if let Ok(expiry) = expiry {
            assert!(expiry >= today, "no card ends before it is issued");
            assert!(record.certificate_expiry(today, profile) <= expiry);
        }
    }
    let _ = (record.age(today), record.may_sign(today));
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Day::parse(text);
    }
}

fn signature(bytes: &[u8]) {
    let Ok(signatures) = Signatures::read(bytes) else { return };
    let now = DateTime::new(2026, 4, 1, 3, 0, 0).expect("a day");
    let _ = (signatures.content(), signatures.certificates());
    for hash in [None, Some([7; 32])] {
        let trust = TrustStore::new();
        let terms =
            Terms { trust: &trust, revocation: Revocation::File, now, authentication_key: true };
        let judged = document::verify(&signatures, &hash, &terms);
        // Without anybody to trust nothing is valid.
        assert_ne!(document::verdict(&judged), juki::verify::verdict::Verdict::Valid);
    }
}

/// Is it no larger than a passport photo, as far as its header says? PNG: IHDR stands first. A
/// JPEG says it in a frame header.
fn small(bytes: &[u8]) -> bool {
    let side = |at: usize, len: usize| {
        bytes.get(at..at + len).map(|side| side.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
    };
    let size = if bytes.starts_with(b"\x89PNG") {
        side(16, 4).zip(side(20, 4))
    } else {
        let mut at = (0..bytes.len().saturating_sub(1))
            .filter(|at| bytes[*at] == 0xFF && (0xC0..=0xCF).contains(&bytes[at + 1]))
            .filter(|at| !matches!(bytes[at + 1], 0xC4 | 0xC8 | 0xCC));
        let sizes = at.by_ref().filter_map(|at| side(at + 5, 2).zip(side(at + 7, 2)));
        sizes.max_by_key(|(height, width)| height * width)
    };
    size.is_some_and(|(one, other)| one * other <= PIXELS_MAX)
}
