//! Cards of residents that this project did not make: every command of `juki` for citizens, against
//! cards that know no more than the public descriptions say.
//!
//! PINs come from the environment, so that each command runs in a process of its own: this test
//! program again, as [`inside`].

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use apdu_spec::profile::KeyType;
use apdu_spec::profile::text as layout;
use der::DateTime;
use getrandom::SysRng;
use juki::card::common::CardRecord;
use juki::card::text::{self, Attributes};
use juki::pki::{Authority, Issuer, Parameters, PublicKey, Purpose, SigningHolder, Term, request};
use juki::program;
use juki::resident::{Resident, samples};
use juki::uses;
use rand_core::UnwrapErr;
use rsa::Pkcs1v15Sign;
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use sha2::{Digest as _, Sha256};

#[path = "support/real_card.rs"]
mod real_card;

use real_card::{Content, Kind, PINS, RealCard};

const FOLDER: &str = "JUKI_TEST_REAL_FOLDER";
const KIND: &str = "JUKI_TEST_REAL_KIND";
const ARGUMENTS: &str = "JUKI_TEST_REAL_ARGUMENTS";

/// What the authority and the holder made, in a folder: keys take a while.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("juki-real-{name}-{}", std::process::id()));
        fs::create_dir_all(path.join("trust")).unwrap();
        make(&path);
        Self(path)
    }

    /// Runs `juki` beside a card of this kind, with the PINs of the holder or without any.
    fn juki(&self, kind: Kind, pins: &[(&str, &str)], arguments: &[&str]) -> Output {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "inside", "--ignored", "--nocapture", "--test-threads=1"]);
        command.env(FOLDER, &self.0).env(KIND, kind.name()).env(ARGUMENTS, arguments.join("\n"));
        command.env("LC_ALL", "C").envs(pins.iter().copied()).current_dir(&self.0);
        command.output().unwrap()
    }

    /// The same with `--json`: the exit code and the object.
    fn json(
        &self,
        kind: Kind,
        pins: &[(&str, &str)],
        arguments: &[&str],
    ) -> (i32, serde_json::Value) {
        let output = self.juki(kind, pins, &[arguments, &["--json"]].concat());
        let text = String::from_utf8(output.stdout).unwrap();
        let object =
            text.lines().find_map(|line| serde_json::from_str(line.get(line.find('{')?..)?).ok());
        let errors = String::from_utf8_lossy(&output.stderr);
        let object = object.unwrap_or_else(|| panic!("{kind:?} {arguments:?}: {text}{errors}"));
        (output.status.code().unwrap(), object)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

/// Keys, certificates and signed text of a holder, by a test authority.
fn make(folder: &Path) {
    let mut rng = UnwrapErr(SysRng);
    let now = DateTime::from_system_time(std::time::SystemTime::now()).unwrap();
    let authority = Authority::create(&Parameters::default(), &mut rng, now).unwrap();
    let term = Term {
        card: "JUKIV0000000001",
        not_after: DateTime::new(2029, 4, 1, 14, 59, 59).unwrap(),
        seeded: false,
    };
    let sample = samples::find("taro").unwrap();
    let record = Resident::parse(sample.json.as_bytes()).unwrap();
    for (purpose, name) in [(Purpose::Signing, "sign"), (Purpose::Authentication, "auth")] {
        let key = rsa::PrivateKey::new(&mut rng, 2048).unwrap();
        let request =
            request::CertificationRequestInfo::new(&PublicKey::Rsa(key.to_public_key())).unwrap();
        let signature = key.sign(Pkcs1v15Sign::new::<Sha256>(), request.hash()).unwrap();
        let request = request.signed(&signature).unwrap();
        let issued = match purpose {
            Purpose::Signing => authority.issue_signing(
                &request,
                &SigningHolder::from(&uses::certificate(&record).unwrap()),
                term,
                now,
                &mut rng,
            ),
            Purpose::Authentication => {
                authority.issue_authentication(&request, term, now, &mut rng)
            }
        };
        let issuer = Issuer::new(purpose, KeyType::Rsa2048);
        let file = |end: &str| folder.join(format!("{name}{end}"));
        fs::write(file(".key"), key.to_pkcs8_der().unwrap().as_bytes()).unwrap();
        fs::write(file(".der"), issued.unwrap().certificate).unwrap();
        fs::write(file("-ca.der"), authority.ca_certificate(issuer)).unwrap();
        let trust = |end: &str| folder.join(format!("trust/{name}{end}"));
        fs::write(trust("-ca.crt"), authority.ca_certificate(issuer)).unwrap();
        fs::write(trust("-ca.crl"), authority.crl(issuer)).unwrap();
    }
    fs::write(folder.join("trust/root.cv"), authority.cv_root()).unwrap();

    let attributes = Attributes::from(&uses::chip(&record).unwrap());
    let number = text::personal_number_file(Some("379474484458"));
    let content = attributes.encode().unwrap();
    let hashed = text::attributes_hash_input(&content).unwrap();
    let signed =
        text::signature_input(&Sha256::digest(&number).into(), &Sha256::digest(hashed).into());
    let signature = authority.sign_data(&signed).unwrap();
    for (fid, content) in [
        (layout::File::PersonalNumber.fid(), number),
        (layout::File::Attributes.fid(), content),
        (layout::File::Signature.fid(), text::signature_file(&signed, &signature).unwrap()),
        (layout::File::CvCertificate.fid(), authority.municipal_cv_certificate().to_vec()),
    ] {
        fs::write(folder.join(format!("text-{fid:04X}")), content).unwrap();
    }
}

fn card(folder: &Path, kind: Kind) -> RealCard {
    let file = |name: &str| fs::read(folder.join(name)).unwrap();
    let key = |name: &str| rsa::PrivateKey::from_pkcs8_der(&file(name)).unwrap();
    let text = [
        layout::File::PersonalNumber,
        layout::File::Attributes,
        layout::File::Signature,
        layout::File::CvCertificate,
    ]
    .map(layout::File::fid);
    let record = CardRecord {
        serial: "H00000000000001".to_owned(),
        municipality: "13101".to_owned(),
        expiry: "20350228".to_owned(),
    };
    let content = Content {
        signing: file("sign.der"),
        authentication: file("auth.der"),
        signing_authority: file("sign-ca.der"),
        authentication_authority: file("auth-ca.der"),
        signing_key: key("sign.key"),
        authentication_key: key("auth.key"),
        text: text
            .map(|fid| (fid, file(&format!("text-{fid:04X}"))))
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
        record: record.encode(),
    };
    RealCard::new(kind, content)
}

/// `juki` itself, beside the card that the environment names.
#[test]
#[ignore = "the other tests start it"]
fn inside() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let kind = std::env::var(KIND).unwrap();
    let kind = Kind::ALL.into_iter().find(|found| found.name() == kind).unwrap();
    let arguments = std::env::var(ARGUMENTS).unwrap();
    let arguments = std::iter::once("juki").chain(arguments.lines()).map(OsString::from);
    let card = card(Path::new(&folder), kind);
    std::process::exit(program::run_with(arguments, Some(Box::new(card))).code().into());
}

#[test]
fn what_a_card_is_shows_in_select_and_what_it_lacks_is_absent() {
    let folder = Folder::new("select");
    for (kind, token, applications) in [
        (Kind::MyNumber, "JPKIAPICCTOKEN2", vec!["jpki", "text", "visual", "common"]),
        (Kind::OldJuki, "JPKIAPICCTOKEN", vec!["jpki"]),
        (Kind::Phone, "JPKIAPGPSETOKEN", vec!["jpki"]),
    ] {
        // `juki info`: no serial number, no life cycle, no EF.ATR/INFO, no EF.DIR.
        let (code, info) = folder.json(kind, &[], &["info"]);
        assert_eq!(code, 0);
        assert_eq!(info["token"], token);
        assert_eq!(info["applications"].as_array().unwrap().len(), applications.len(), "{info}");
        assert!(info["serial"].is_null() && info["life_cycle"].is_null());

        // `juki pin status`: PINs that are there, none of them twice, no try spent.
        let (code, status) = folder.json(kind, &[], &["pin", "status"]);
        assert_eq!(code, 0);
        let pins = status["pins"].as_array().unwrap();
        let expected = if kind == Kind::MyNumber { 9 } else { 2 };
        assert_eq!(pins.len(), expected, "{status}");
        assert!(pins.iter().all(|pin| pin["tries_left"] == pin["tries"]), "{status}");

        // `juki read`: what is there, and nothing of what is not.
        let (code, read) = folder.json(kind, &PINS, &["read"]);
        assert_eq!(code, 0, "{read}");
        assert_eq!(read["certificates"], serde_json::json!(["sign", "auth"]));
        assert!(read.get("juki").is_none());
        if kind == Kind::MyNumber {
            assert_eq!(read["text"]["name"], "住基　太郎");
            assert_eq!(read["text"]["personal_number"], "379474484458");
            assert_eq!(read["card"]["expiry"], "2035-02-28");
        } else {
            assert!(read.get("text").is_none() && read.get("card").is_none(), "{read}");
        }
        let (code, read) = folder.json(kind, &[], &["read", "--no-pin"]);
        assert_eq!(code, 0, "{read}");
        assert!(read.get("text").is_none());
    }
}

#[test]
fn certificates_are_read_with_the_pin_that_the_card_wants() {
    let folder = Folder::new("cert");
    for kind in Kind::ALL {
        let (code, list) = folder.json(kind, &[], &["cert", "list"]);
        assert_eq!(code, 0);
        let known = |id: &str| {
            let list = list["certificates"].as_array().unwrap();
            let found = list.iter().find(|found| found["certificate"] == id).unwrap();
            assert_eq!(found["present"], true, "{kind:?} {found}");
            found.get("serial").is_some()
        };
        assert!(!known("sign"), "it needs the signing password");
        assert!(known("sign-ca") && known("auth-ca"));
        assert_eq!(known("auth"), kind != Kind::Phone);

        for (which, file) in
            [("auth", "auth.der"), ("sign", "sign.der"), ("auth-ca", "auth-ca.der")]
        {
            let (code, export) = folder.json(kind, &PINS, &["cert", "export", which]);
            assert_eq!(code, 0, "{kind:?} {which} {export}");
            let der = fs::read(folder.0.join(file)).unwrap();
            let pem = der::pem::encode_string("CERTIFICATE", der::pem::LineEnding::LF, &der);
            assert_eq!(export["pem"], pem.unwrap(), "{kind:?} {which}");
        }

        // Without the PIN: a plastic card gives the authentication certificate, a phone does not.
        let output = folder.juki(kind, &[], &["cert", "export", "auth"]);
        let expected = if kind == Kind::Phone { 4 } else { 0 };
        assert_eq!(output.status.code(), Some(expected), "{kind:?}");
        let wrong = [("JUKI_PIN_AUTH", "4321")];
        let output = folder.juki(kind, &wrong, &["cert", "export", "auth"]);
        assert_eq!(output.status.code(), Some(expected), "{kind:?}: no PIN is sent for nothing");
    }
}

#[test]
fn real_cards_sign_with_both_keys() {
    let folder = Folder::new("sign");
    fs::write(folder.0.join("document"), "住民票の写し\n").unwrap();
    for kind in Kind::ALL {
        let by = [("sign", 0, "valid"), ("auth", 8, "no-commitment")];
        for (key, exit, verdict) in by {
            let arguments = ["sign", "document", "--key", key, "--out", "document.p7s", "--force"];
            let (code, signed) = folder.json(kind, &PINS, &arguments);
            assert_eq!(code, 0, "{kind:?} {key} {signed}");
            // sha256WithRSAEncryption is named in it, and openssl accepts it.
            let der = fs::read(folder.0.join("document.p7s")).unwrap();
            let oid = hex::decode("06092A864886F70D01010B0500").unwrap();
            assert!(der.windows(oid.len()).any(|part| part == oid));
            let openssl = Command::new("openssl")
                .args(["cms", "-verify", "-binary", "-inform", "DER", "-in", "document.p7s"])
                .args(["-content", "document", "-certfile", &format!("{key}-ca.der")])
                .args(["-noverify", "-out", "/dev/null"])
                .current_dir(&folder.0)
                .output()
                .unwrap();
            let errors = String::from_utf8_lossy(&openssl.stderr);
            assert!(openssl.status.success(), "{errors}");
            let verify = ["verify", "document", "document.p7s", "--trust", "trust"];
            let (code, judged) = folder.json(kind, &[], &verify);
            assert_eq!((code, &judged["verdict"]), (exit, &verdict.into()), "{judged}");
        }

        // A wrong PIN costs one try and no more.
        let wrong = [("JUKI_PIN_SIGN", "ABC124")];
        let output = folder.juki(kind, &wrong, &["sign", "document", "--out", "wrong.p7s"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(4), "{said}");
        assert!(said.contains("4 tries"), "{said}");
    }
}

#[test]
fn a_real_card_is_judged_by_what_it_has_and_never_called_valid() {
    let folder = Folder::new("verify");
    for kind in Kind::ALL {
        let all = ["verify", "--trust", "trust", "--signing"];
        let (code, judged) = folder.json(kind, &PINS, &all);
        assert_eq!((code, &judged["verdict"]), (8, &"undecided".into()), "{kind:?} {judged}");
        // That it may be a copy is said with what helps.
        let mut checks = judged["checks"].as_array().unwrap().iter();
        let copy = checks.find(|check| check["check"] == "this-card").unwrap();
        assert!(copy["todo"].is_string(), "{copy}");
        let outcome = |topic: &str| {
            let checks = judged["checks"].as_array().unwrap();
            // That it may be a copy is said with what helps.
            let copy = checks.iter().find(|check| check["check"] == "this-card").unwrap();
            assert!(copy["todo"].is_string(), "{copy}");
            let found = checks.iter().find(|check| check["check"] == topic);
            found.map(|check| check["outcome"].as_str().unwrap().to_owned())
        };
        let passed = Some("passed".to_owned());
        for topic in
            ["authentication-chain", "authentication-in-force", "signing-chain", "signing-in-force"]
        {
            assert_eq!(outcome(topic), passed, "{kind:?} {topic} {judged}");
        }
        // Ours alone: absent.
        for topic in ["serial", "card-key", "card-itself", "data-key"] {
            assert_eq!(outcome(topic), None, "{kind:?} {topic}");
        }
        let text = if kind == Kind::MyNumber { passed } else { None };
        for topic in ["municipal-key", "data", "card-in-force", "holder"] {
            assert_eq!(outcome(topic), text, "{kind:?} {topic} {judged}");
        }

        // Without a PIN a phone's certificate stays closed, which is said and no failure.
        let (code, judged) = folder.json(kind, &[], &["verify", "--trust", "trust", "--no-pin"]);
        assert_eq!(code, 8, "{judged}");
        let checks = judged["checks"].as_array().unwrap();
        let chain = checks.iter().find(|check| check["check"] == "authentication-chain").unwrap();
        let expected = if kind == Kind::Phone { "left-out" } else { "passed" };
        assert_eq!(chain["outcome"], expected, "{kind:?} {judged}");
    }
}
