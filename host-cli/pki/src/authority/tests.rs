use apdu_spec::profile::KeyType;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use getrandom::SysRng;
use p256::ecdsa::SigningKey;
use rand_core::UnwrapErr;

use super::files::Source;
use super::*;
use crate::cv::{CvCertificate, Fault};
use crate::request::tests::signed_by;
use crate::store::StoreError;
use crate::{Date, SigningHolder};
use crate::{FileError, KeyFault};
use crate::{Issuer, PublicKey, Purpose};
use crate::{store, trust::TrustStore};
use juki_records::resident::SIGNING_AGE;

/// The moment of the tests.
pub(crate) fn now() -> DateTime {
    DateTime::new(2026, 11, 22, 3, 0, 0).unwrap()
}

pub(crate) fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// An authority of the test's own, with the keys of all others: making RSA keys takes time.
pub(crate) fn authority() -> Authority {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    let files = FILES.get_or_init(|| {
        let authority = Authority::create(&Parameters::default(), &mut rng(), now()).unwrap();
        authority.files(KeyEncryption { passphrase: None }, &mut rng()).unwrap()
    });
    of_files(files, None).unwrap()
}

fn of_files(files: &[File], passphrase: Option<&[u8]>) -> Result<Authority, FilesError> {
    let read = |path: &'static str| {
        Ok::<_, FileError>(files.iter().find(|file| file.path == path).map(|f| f.content.0.clone()))
    };
    let index = Index::read(&**read(files::INDEX)?.unwrap(), true).unwrap();
    Authority::from_files(
        Source { dir: Path::new("ca"), read: &read },
        index,
        KeyEncryption { passphrase },
    )
}

/// Which file is not as it should be, and why.
fn fault(error: FilesError) -> (&'static str, FileFault) {
    match error {
        FilesError::File { file, fault, .. } => (file, fault),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn holder() -> SigningHolder {
    SigningHolder {
        name: "住基\u{3000}花子".to_owned(),
        name_substituted: "00000".to_owned(),
        sex: b'2',
        birth: Date { year: 1989, month: 1, day: 7 },
        gregorian: false,
        address: "東京都千代田区霞が関２丁目１番２号".to_owned(),
        address_substituted: "0".repeat(17),
        municipality: "13101".to_owned(),
        prefecture: "Tokyo-to".to_owned(),
        city: "Chiyoda-ku".to_owned(),
    }
}

pub(crate) fn term() -> Term<'static> {
    let not_after = Date { year: 2029, month: 11, day: 22 }.end_in_japan().unwrap();
    Term { card: "JUKIV0000000001", not_after, seeded: false }
}

/// Issues a certificate of a purpose and takes it into the index.
pub(crate) fn issue(authority: &mut Authority, purpose: Purpose) -> IssuedCertificate {
    let request = signed_by(&SigningKey::from_slice(&[7; 32]).unwrap());
    let issued = match purpose {
        Purpose::Signing => authority.issue_signing(&request, &holder(), term(), now(), &mut rng()),
        Purpose::Authentication => {
            authority.issue_authentication(&request, term(), now(), &mut rng())
        }
    }
    .unwrap();
    authority.apply(Event::Issued(issued.entry.clone())).unwrap();
    issued
}

/// A folder for one test, removed at its end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("juki-{name}-{}", std::process::id()));
        let _old = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left = std::fs::remove_dir_all(&self.0);
    }
}

/// What openssl says, and whether it is content.
pub(crate) fn openssl(arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl").args(arguments).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

fn shown(folder: &Folder, issued: &IssuedCertificate) -> String {
    let file = folder.put("shown.cer", &issued.certificate);
    let name = "-nameopt=utf8,sep_comma_plus";
    let (well, text) = openssl(&["x509", "-inform", "DER", "-in", &file, "-noout", "-text", name]);
    assert!(well, "{text}");
    text
}

fn assert_says(text: &str, parts: &[&str]) {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = plain(text);
    for part in parts {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_signing_certificate_has_the_profile() {
    let folder = Folder::new("signing-profile");
    let issued = issue(&mut authority(), Purpose::Signing);
    let text = shown(&folder, &issued);
    assert_says(
        &text,
        &[
            "Issuer: C=JP,O=JUKI-EMULATOR,OU=JPKI for digital signature,OU=Japan Agency for Local \
             Authority Information Systems",
            "Subject: C=JP,L=Tokyo-to,L=Chiyoda-ku,CN=20261122120000",
            "Not Before: Nov 22 03:00:00 2026 GMT Not After : Nov 22 14:59:59 2029 GMT",
            "X509v3 Key Usage: critical Digital Signature, Non Repudiation",
            "X509v3 Certificate Policies: critical Policy: 1.2.392.200149.8.5.1.0.20",
            "Explicit Text: JUKI-EMULATOR test certificate. It proves nobody's identity.",
            "URI:http://juki-emulator.invalid/crl/signing-ca.crl",
            "X509v3 Subject Key Identifier:",
            "X509v3 Authority Key Identifier:",
        ],
    );
    assert!(!text.contains("Extended Key Usage"));
    let certificate = hex::encode(&issued.certificate);
    let said = holder();
    for (number, value) in [
        (1, said.name.as_str()),
        (2, "00000"),
        (3, "2"),
        (4, "319890107"),
        (5, &said.address),
        (6, &said.address_substituted),
    ] {
        // The arc 1.2.392.200149.8.5.5 and the number; [0] with a UTF8String in it.
        let (length, arc) = (value.len(), format!("060a2a83088c9b55080505{number:02x}"));
        let text = format!("0c{length:02x}{}", hex::encode(value));
        let whole = format!("{arc}a0{:02x}{text}", length + 2);
        assert!(certificate.contains(&whole), "{number}: {whole}");
    }
    assert_eq!(issued.entry.serial.len(), 32);
    // The card's EF holds it.
    assert!(issued.certificate.len() < usize::from(apdu_spec::profile::jpki::CERTIFICATE_SIZE));
}

/// openssl reads the certificate; what stands in it for the day of birth is era digit and YYYYMMDD.
#[test]
fn what_is_not_known_of_a_birth_is_00_in_the_certificate() {
    let folder = Folder::new("partial-birth");
    let authority = authority();
    let request = signed_by(&SigningKey::from_slice(&[7; 32]).unwrap());
    // 1 January 1989 is in Showa, 8 January and February in Heisei.
    for (month, foreign, text) in
        [(2, false, "419890200"), (0, false, "319890000"), (0, true, "019890000")]
    {
        let birth = Date { year: 1989, month, day: 0 };
        let holder = SigningHolder { birth, gregorian: foreign, ..holder() };
        let issued = authority.issue_signing(&request, &holder, term(), now(), &mut rng()).unwrap();
        shown(&folder, &issued);
        let file = folder.0.join("shown.cer").display().to_string();
        let (well, said) = openssl(&["asn1parse", "-inform", "DER", "-in", &file]);
        assert!(well, "{said}");
        let extension = said.lines().skip_while(|line| !line.contains("Alternative Name"));
        let dump = extension.skip(1).find_map(|line| line.split("[HEX DUMP]:").nth(1)).unwrap();
        assert!(dump.contains(&hex::encode_upper(format!("\x0c\x09{text}"))), "{text}: {dump}");
    }
}

#[test]
fn a_user_authentication_certificate_does_not_name_its_holder() {
    let folder = Folder::new("authentication-profile");
    let issued = issue(&mut authority(), Purpose::Authentication);
    let text = shown(&folder, &issued);
    assert_says(
        &text,
        &[
            "OU=JPKI for user authentication",
            "X509v3 Key Usage: critical Digital Signature X509v3",
            "TLS Web Client Authentication",
            "Policy: 1.2.392.200149.8.5.1.0.30",
            "URI:http://juki-emulator.invalid/crl/authentication-ca.crl",
        ],
    );
    assert!(!text.contains("Alternative Name") && !text.contains("Tokyo"));
}

#[test]
fn what_cannot_stand_in_a_certificate_is_rejected() {
    let authority = authority();
    let request = signed_by(&SigningKey::from_slice(&[7; 32]).unwrap());
    let rejected = |holder: &SigningHolder, term| {
        authority.issue_signing(&request, holder, term, now(), &mut rng()).unwrap_err()
    };
    let holder_error = |holder: &SigningHolder| match rejected(holder, term()) {
        IssueError::Holder(error) => error,
        other => panic!("{other:?}"),
    };
    let young = SigningHolder { birth: Date { year: 2011, month: 11, day: 23 }, ..holder() };
    assert_eq!(holder_error(&young), HolderError::Age { found: 14, least: SIGNING_AGE });
    let fifteen = SigningHolder { birth: Date { year: 2011, month: 11, day: 22 }, ..holder() };
    assert!(authority.issue_signing(&request, &fifteen, term(), now(), &mut rng()).is_ok());
    // The least age that one may have counts who was born in this month, or in this year.
    for (birth, found) in [((2011, 11, 0), 14), ((2011, 10, 0), 15), ((2011, 0, 0), 14)] {
        let (year, month, day) = birth;
        let holder = SigningHolder { birth: Date { year, month, day }, ..holder() };
        match authority.issue_signing(&request, &holder, term(), now(), &mut rng()) {
            Ok(_) => assert_eq!(found, 15, "{birth:?}"),
            Err(error) => {
                let wanted = HolderError::Age { found, least: SIGNING_AGE };
                assert!(matches!(error, IssueError::Holder(error) if error == wanted), "{birth:?}");
            }
        }
    }
    let long = SigningHolder { address: "あ".repeat(201), ..holder() };
    assert_eq!(holder_error(&long), HolderError::Address { length: 201, most: 200 });
    let municipality = "1310".to_owned();
    let nowhere = SigningHolder { municipality: municipality.clone(), ..holder() };
    assert_eq!(holder_error(&nowhere), HolderError::Municipality(municipality));
    for not_after in [now(), DateTime::new(2037, 1, 1, 0, 0, 0).unwrap()] {
        let error = rejected(&holder(), Term { not_after, ..term() });
        assert!(matches!(error, IssueError::Term { end, .. } if end == not_after), "{error:?}");
    }
}

#[test]
fn cv_certificates_lead_from_a_card_to_the_root() {
    let authority = authority();
    let mut trust = TrustStore::new();
    trust.add("root", authority.cv_root()).unwrap();
    let mut padded = authority.municipal_cv_certificate().to_vec();
    padded.resize(640, 0xFF);
    let municipal = CvCertificate::parse(&padded).unwrap();
    trust.verify_cv(&municipal).unwrap();

    let key = SigningKey::from_slice(&[9; 32]).unwrap();
    let point = key.verifying_key().to_sec1_point(false);
    let key = PublicKey::from_point(point.as_bytes()).unwrap();
    let card = authority.card_cv_certificate(b"JUKIV0000000001", &key).unwrap();
    let card = CvCertificate::parse(&card).unwrap();
    card.verify(&municipal).unwrap();
    assert_eq!(&card.subject, b"JUKIV0000000001\xFF");
    assert_eq!(card.key, key);
    assert_eq!(trust.verify_cv(&card), Err(Fault::Issuer));

    let signature = authority.sign_data(b"data").unwrap();
    municipal.verify_data(b"data", &signature).unwrap();
    assert_eq!(municipal.verify_data(b"dat", &signature), Err(Fault::Signature));
    assert_eq!(card.verify_data(b"data", &signature), Err(Fault::Signature));

    // A signature is as long as the modulus, and below it.
    let longer = [&[0], &signature[..]].concat();
    let shorter = signature.get(1..).unwrap();
    for wrong in [&longer[..], shorter, &[0xFF; 256], &[0; 256], &[]] {
        assert_eq!(municipal.verify_data(b"data", wrong), Err(Fault::Signature));
    }

    // No byte can be altered.
    let whole = authority.municipal_cv_certificate();
    for place in 0..whole.len() {
        let mut altered = whole.to_vec();
        altered[place] ^= 1;
        let believed = CvCertificate::parse(&altered).and_then(|found| trust.verify_cv(&found));
        assert!(believed.is_err(), "{place}");
    }
    for end in 0..whole.len() {
        assert!(CvCertificate::parse(&whole[..end]).is_err(), "{end}");
    }
}

#[test]
fn a_passphrase_closes_every_key_and_opens_it_again() {
    let authority = authority();
    let passphrase = Some(&b"correct horse"[..]);
    let files = authority.files(KeyEncryption { passphrase }, &mut rng()).unwrap();
    let again = of_files(&files, passphrase).unwrap();
    let serial = b"JUKIV0000000001";
    assert_eq!(authority.issuer_key(serial, 7), again.issuer_key(serial, 7));
    assert_ne!(*authority.issuer_key(serial, 7), *authority.issuer_key(b"JUKIV0000000002", 7));

    for (passphrase, expected) in
        [(None, KeyFault::Locked), (Some(&b"wrong"[..]), KeyFault::Passphrase)]
    {
        let (file, fault) = fault(of_files(&files, passphrase).unwrap_err());
        assert_eq!((file, fault), ("private/signing-ca.key", FileFault::Key(expected)));
    }

    let folder = Folder::new("passphrase");
    let keys = files.iter().filter(|file| file.path.ends_with(".key"));
    for file in keys.filter(|file| !file.path.contains("master")) {
        let path = folder.put("key.pem", &file.content.0);
        let arguments = ["pkey", "-in", &path, "-noout", "-check", "-passin"];
        let (well, text) = openssl(&[&arguments[..], &["pass:correct horse"]].concat());
        assert!(well, "{}: {text}", file.path);
        assert!(!openssl(&[&arguments[..], &["pass:wrong"]].concat()).0);
    }
}

#[test]
fn nothing_private_is_shown_and_damaged_files_are_named() {
    let authority = authority();
    let files = authority.files(KeyEncryption { passphrase: None }, &mut rng()).unwrap();
    let shown = format!("{authority:?}{files:?}");
    assert!(!shown.contains(&hex::encode(*authority.master)) && !shown.contains("PRIVATE KEY"));
    for index in 0..files.len() {
        let mut damaged = authority.files(KeyEncryption { passphrase: None }, &mut rng()).unwrap();
        let File { path, content, .. } = &mut damaged[index];
        let (path, content) = (*path, &mut content.0);
        // For others to read, or read with the folder.
        if path.ends_with(".cer") || [files::INDEX, files::INDEX_COPY].contains(&path) {
            continue;
        }
        let half = content.len() / 2;
        content.truncate(half);
        let error = of_files(&damaged, None).unwrap_err();
        assert_eq!(error.path(), Some(Path::new("ca").join(path)), "{error}");
        // What is missing is told in the same way, but for a list, which is made again.
        let rest: Vec<File> = damaged.into_iter().filter(|file| file.path != path).collect();
        let lost = of_files(&rest, None);
        if path.ends_with(".crl") {
            assert!(lost.is_ok(), "{path}");
        } else {
            assert_eq!(fault(lost.unwrap_err()), (path, FileFault::Missing));
        }
    }
}

#[test]
fn a_folder_keeps_an_authority() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("store");
    let dir = folder.0.join("ca");
    let authority = authority();
    let seal = KeyEncryption { passphrase: None };
    store::init(&dir, &authority, seal, &mut rng(), |_| ()).unwrap();
    // A folder that is there is filled, and stays what it is.
    let mounted = folder.0.join("mounted");
    std::fs::create_dir(&mounted).unwrap();
    store::init(&mounted, &authority, seal, &mut rng(), |_| ()).unwrap();
    store::load(&mounted, None).unwrap();
    assert_eq!(std::fs::read_dir(&mounted).unwrap().count(), 3);
    let again = store::init(&dir, &authority, seal, &mut rng(), |_| ()).unwrap_err();
    assert!(matches!(again, StoreError::Exists(there) if there == dir));
    let mode = |path: &str| dir.join(path).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("private"), 0o700);
    assert_eq!(mode("private/master.key"), 0o600);
    assert_eq!(mode("private/issued.jsonl"), 0o600);

    let mut loaded = store::load(&dir, None).unwrap();
    let issued = issue(&mut loaded, Purpose::Signing);
    let other = issue(&mut loaded, Purpose::Signing);
    store::record_issued(&dir, &issued.entry).unwrap();
    // The machine stopped while a line was written.
    let index = dir.join("private/issued.jsonl");
    let mut text = std::fs::read(&index).unwrap();
    text.extend_from_slice(b"{\"event\":\"iss");
    std::fs::write(&index, text).unwrap();
    store::record_issued(&dir, &other.entry).unwrap();
    assert_eq!(store::index(&dir).unwrap().entries(), [issued.entry.clone(), other.entry]);
    assert_eq!(mode("private/issued.jsonl"), 0o600, "also once it was written again");

    let serial = issued.entry.serial.to_ascii_lowercase();
    let revoke = |reason| store::revoke(&dir, None, &serial, reason, now());
    revoke(Reason::CertificateHold).unwrap();
    assert!(revoke(Reason::CertificateHold).is_err());
    assert_eq!(revoke(Reason::RemoveFromCrl).unwrap().revoked, None);
    assert!(revoke(Reason::RemoveFromCrl).is_err());
    revoke(Reason::KeyCompromise).unwrap();
    assert!(revoke(Reason::RemoveFromCrl).is_err());
    assert!(store::revoke(&dir, None, "77", Reason::Superseded, now()).is_err());
    // The machine stopped after the index and before the list: who tries again gets the list.
    let path = store::crl_path(&dir, Issuer::new(Purpose::Signing, KeyType::P256));
    let named = || hex::encode_upper(std::fs::read(&path).unwrap()).contains(&issued.entry.serial);
    std::fs::write(&path, authority.crl(Issuer::new(Purpose::Signing, KeyType::P256))).unwrap();
    assert!(!named());
    assert!(revoke(Reason::KeyCompromise).is_err());
    assert!(named());
    let number = || store::index(&dir).unwrap().list_number(issued.entry.issuer).unwrap();
    let before = number();
    store::renew_crls(&dir, None, now()).unwrap();
    assert_eq!(number(), before + 1);

    let list = dir.join("public/signing-ca.crl").display().to_string();
    let ca = dir.join("public/signing-ca.pem").display().to_string();
    let (well, text) =
        openssl(&["crl", "-inform", "DER", "-in", &list, "-noout", "-text", "-CAfile", &ca]);
    assert!(well, "{text}");
    assert_says(
        &text,
        &[
            "verify OK",
            &format!("Serial Number: {}", issued.entry.serial),
            "Revocation Date: Nov 22 03:00:00 2026 GMT",
            "X509v3 CRL Reason Code: Key Compromise",
        ],
    );
    assert!(std::fs::read_dir(dir.join("public")).unwrap().count() == 14);
}
