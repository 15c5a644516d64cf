//! `juki verify` on signatures that others made (`cases/signatures/README.md`), in files as they are met.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// Exit codes of a verdict.
const VALID: i32 = 0;
const NOT_AUTHENTIC: i32 = 6;
const UNDECIDED: i32 = 8;
const NOT_IN_FORCE: i32 = 9;
const REJECTED: i32 = 10;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/signatures")
}

/// A folder of its own, with the document and whom to believe.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("juki-foreign-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        for file in fs::read_dir(samples()).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), path.join(file.file_name())).unwrap();
        }
        Self(path)
    }

    fn juki(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_juki"));
        command.args(arguments).current_dir(&self.0).env_clear().stdin(Stdio::null());
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    }

    /// What `juki verify doc.txt FILE` ends with, its JSON, and what it says when it refuses.
    fn verify(&self, file: &str) -> (i32, Value, String) {
        self.verify_by(file, "ca.pem")
    }

    fn verify_by(&self, file: &str, authority: &str) -> (i32, Value, String) {
        let trust = ["--trust", authority, "--trust", "ca.crl"];
        let arguments =
            [&["verify", "doc.txt", file, "--json", "--date", "2026-11-29"], &trust[..]];
        let (code, out, error) = self.juki(&arguments.concat());
        (code, serde_json::from_str(&out).unwrap_or_default(), error + &out)
    }

    /// What comes of a line that a message says to type, with the options of the run before.
    fn type_in(&self, line: &str, options: &str) -> (i32, String) {
        let juki = env!("CARGO_BIN_EXE_juki");
        let line = line.replace("juki verify", &format!("'{juki}' verify {options}"));
        let done = Command::new("sh").args(["-c", &line]).current_dir(&self.0).output().unwrap();
        let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
        (done.status.code().unwrap(), said)
    }

    fn write(&self, name: &str, content: &[u8]) {
        fs::write(self.0.join(name), content).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

fn outcome(found: &Value, check: &str) -> String {
    let checks = found["signers"][0]["checks"].as_array().unwrap();
    let check = checks.iter().find(|found| found["check"] == check).unwrap();
    check["outcome"].as_str().unwrap().to_owned()
}

#[test]
fn what_nobody_needs_makes_no_file_unreadable() {
    let folder = Folder::new("needless");
    let (code, found, said) = folder.verify("other.p7s");
    assert_eq!((code, &found["verdict"]), (VALID, &"valid".into()), "{said}");
    // The same, with revocation information of no known kind, or an unknown kind of certificate:
    // the octets in the place of what is known.
    let der = folder.read("other.p7s");
    let ocsp = [6, 8, 0x2B, 6, 1, 5, 5, 7, 16, 2];
    let place = der.windows(ocsp.len()).position(|window| window == ocsp).unwrap();
    let mut unknown = der.clone();
    unknown[place + 9] = 0x7F;
    folder.write("unknown.p7s", &unknown);
    assert_eq!(folder.verify("unknown.p7s").0, VALID);
    let mut cut = der;
    cut.truncate(cut.len() - 1);
    folder.write("cut.p7s", &cut);
    let (code, _, said) = folder.verify("cut.p7s");
    assert_eq!(code, REJECTED);
    assert!(said.contains("cut off or damaged"), "{said}");
}

#[test]
fn the_certificate_is_named_by_version_1_too() {
    let folder = Folder::new("version-1");
    let (code, found, said) = folder.verify("b_essv1.p7s");
    assert_eq!(code, VALID, "{said}");
    assert_eq!(outcome(&found, "signing-certificate"), "passed", "{said}");
    let (code, found, said) = folder.verify("b_essv1wrong.p7s");
    assert_eq!(code, NOT_AUTHENTIC, "{said}");
    assert_eq!(outcome(&found, "signing-certificate"), "failed", "{said}");
}

#[test]
fn pem_is_read_in_every_form_here_and_among_what_is_trusted() {
    let folder = Folder::new("pem");
    for file in ["p_76lf.pem", "p_bom.pem", "p_trail.pem"] {
        let (code, _, said) = folder.verify(file);
        assert_eq!(code, VALID, "{file}: {said}");
    }
    let text = |name: &str| String::from_utf8(folder.read(name)).unwrap();
    let lines = |text: &str, ending: &str| text.lines().collect::<Vec<_>>().join(ending);
    for (form, change) in [
        ("one line", &(|text: String| lines(&text, " ")) as &dyn Fn(String) -> String),
        ("CRLF", &|text| lines(&text, "\r\n")),
        ("blanks", &|text| lines(&text, " \t\n")),
        ("text around", &|text| format!("住民票\n\n{text}\nbehind\n")),
        ("byte order mark", &|text| format!("\u{FEFF}{text}")),
    ] {
        folder.write("form.pem", change(text("p_76lf.pem")).as_bytes());
        folder.write("authority.pem", change(text("ca.pem")).as_bytes());
        let (code, _, said) = folder.verify_by("form.pem", "authority.pem");
        assert_eq!(code, VALID, "{form}: {said}");
    }
    // Which of two is meant? One that is damaged; text about PEM; bytes of DER with PEM inside.
    let signature = text("p_76lf.pem");
    folder.write("two.pem", signature.repeat(2).as_bytes());
    folder.write("damaged.pem", signature.replacen("MII", "M!I", 1).as_bytes());
    folder.write("text.pem", b"It begins with -----BEGIN CMS-----.\n");
    for (file, why) in [
        ("two.pem", "2 signature files"),
        ("damaged.pem", "The block CMS in damaged.pem"),
        ("text.pem", "no CMS signature"),
    ] {
        let (code, _, said) = folder.verify(file);
        assert_eq!(code, REJECTED, "{file}: {said}");
        assert!(said.contains(why), "{file}: {said}");
    }
    // What is trusted holds a key that nobody asked for, and a block that is damaged.
    let key = "-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n";
    folder.write("with-key.pem", (key.to_owned() + &text("ca.pem")).as_bytes());
    assert_eq!(folder.verify_by("p_76lf.pem", "with-key.pem").0, VALID);
    folder.write("damaged-ca.pem", text("ca.pem").replacen("MII", "M!I", 1).as_bytes());
    let (code, _, said) = folder.verify_by("p_76lf.pem", "damaged-ca.pem");
    assert_eq!(code, REJECTED, "{said}");
    assert!(said.contains("The block CERTIFICATE in damaged-ca.pem"), "{said}");
}

#[test]
fn white_space_and_zeros_behind_a_signature_are_said() {
    let folder = Folder::new("behind");
    let (code, found, said) = folder.verify("b_newline.p7s");
    assert_eq!((code, &found["trailing_bytes"]), (VALID, &1.into()), "{said}");
    let der = folder.read("b_newline.p7s");
    let der = &der[..der.len() - 1];
    folder.write("exact.p7s", der);
    assert_eq!(folder.verify("exact.p7s").1["trailing_bytes"], 0);
    folder.write("zeros.p7s", &[der, &[0; 4096]].concat());
    let (code, found, said) = folder.verify("zeros.p7s");
    assert_eq!((code, &found["trailing_bytes"]), (VALID, &4096.into()), "{said}");
    for behind in [&b"x"[..], b"\0\0x", b"-----BEGIN CMS-----", der] {
        folder.write("more.p7s", &[der, behind].concat());
        let (code, _, said) = folder.verify("more.p7s");
        assert_eq!(code, REJECTED, "{said}");
        assert!(said.contains("the signature in more.p7s"), "{said}");
    }
}

#[test]
fn a_certificate_for_something_else_is_no_forgery() {
    let folder = Folder::new("usage");
    for (file, purpose) in [("e_smime.p7s", "mail"), ("e_noku.p7s", "unsaid")] {
        let (code, found, said) = folder.verify(file);
        assert_eq!((code, &found["verdict"]), (UNDECIDED, &"no-commitment".into()), "{said}");
        assert_eq!(found["signers"][0]["purpose"], purpose);
        for (check, expected) in
            [("commitment", "undecided"), ("chain", "passed"), ("in-force", "passed")]
        {
            assert_eq!(outcome(&found, check), expected, "{file}: {said}");
        }
        // The option is about another kind of key.
        let arguments = ["verify", "doc.txt", file, "--trust", ".", "--allow-authentication-key"];
        assert_ne!(folder.juki(&arguments).0, VALID, "{file}");
    }
}

#[test]
fn a_signature_in_another_form_is_called_by_its_name() {
    let folder = Folder::new("forms");
    folder.write(
        "signed.xml",
        b"<?xml version=\"1.0\"?><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>",
    );
    folder.write("plain.pdf", b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n");
    for (file, what) in [
        ("s.pdf", "s.pdf is a PDF with a signature inside"),
        ("plain.pdf", "plain.pdf is a PDF in which no signature is seen"),
        ("multipart-signed.eml", "multipart-signed.eml is a mail with a signature inside (S/MIME)"),
        ("signed.xml", "signed.xml is XML with a signature inside"),
    ] {
        let (code, _, error) = folder.juki(&["verify", file, "--trust", "ca.pem"]);
        assert_eq!(code, REJECTED, "{error}");
        assert!(error.contains(what), "{error}");
        assert!(error.contains(&format!("{file}.p7s does not exist")), "{error}");
        let (code, _, said) = folder.verify(file);
        assert_eq!(code, REJECTED, "{said}");
        assert!(said.contains("no CMS signature"), "{said}");
    }
    // A CMS signature beside a PDF is one.
    folder.write("doc.pdf", &folder.read("doc.txt"));
    folder.write("doc.pdf.p7s", &folder.read("b_essv1.p7s"));
    let trust = ["--trust", "ca.pem", "--trust", "ca.crl", "--date", "2026-11-29"];
    assert_eq!(folder.juki(&[&["verify", "doc.pdf"], &trust[..]].concat()).0, VALID);
}

#[test]
fn what_is_no_signature_is_said_to_be_what_it_is() {
    let folder = Folder::new("no-signature");
    let openssl = |arguments: &[&str]| {
        let done = Command::new("openssl").args(arguments).current_dir(&folder.0).output().unwrap();
        assert!(done.status.success(), "{done:?}");
        done.stdout
    };
    folder.write("empty.p7s", b"");
    folder.write("spaces.p7s", b" \r\n\n");
    folder.write("bare.p7s", &openssl(&["base64", "-in", "other.p7s"]));
    openssl(&["cms", "-encrypt", "-in", "doc.txt", "-outform", "DER", "-out", "enc.p7m", "ca.pem"]);
    openssl(&["cms", "-digest_create", "-in", "doc.txt", "-outform", "DER", "-out", "digest.p7m"]);
    folder.write("ca.der", &openssl(&["x509", "-in", "ca.pem", "-outform", "DER"]));
    folder.write("bare.cer", &openssl(&["base64", "-in", "ca.der"]));
    folder.write("letters.txt", &[b'M'; 100]);
    for (file, what) in [
        ("empty.p7s", "empty.p7s is empty"),
        ("spaces.p7s", "spaces.p7s is empty"),
        ("bare.p7s", "bare.p7s is base 64 without the lines BEGIN and END"),
        ("enc.p7m", "enc.p7m is encrypted (id-envelopedData"),
        ("digest.p7m", "digest.p7m is CMS, but no signature: id-digestedData"),
        ("ca.pem", "ca.pem is a certificate"),
        ("ca.der", "ca.der is a certificate"),
        ("ca.crl", "ca.crl is a revocation list"),
        ("bare.cer", "bare.cer is a certificate"),
        ("letters.txt", "letters.txt is no CMS signature"),
        ("doc.txt", "doc.txt is no CMS signature"),
    ] {
        for language in ["en", "ja"] {
            let verify = ["verify", "doc.txt", file, "--trust", "ca.pem", "--lang", language];
            let (code, _, error) = folder.juki(&verify);
            assert_eq!(code, REJECTED, "{error}");
            assert!(language == "ja" || error.contains(what), "{error}");
            let dead_end = ["juki verify FILE SIGNATURE"].iter().any(|line| error.contains(line));
            assert!(!dead_end, "one was named: {error}");
        }
        // Nobody named one: then that is the advice.
        let (code, _, error) = folder.juki(&["verify", file, "--trust", "ca.pem"]);
        assert_eq!(code, REJECTED, "{error}");
        let other = ["bare.p7s", "enc.p7m"].contains(&file);
        assert!(other || error.contains("juki verify FILE SIGNATURE"), "{error}");
    }
}

/// Its sender chose the name, and nobody knows what is in the folder already.
#[test]
fn what_is_said_to_be_typed_helps_and_does_nothing_else() {
    const OPTIONS: &str = "--trust ca.pem --trust ca.crl --date 2026-11-29";
    let folder = Folder::new("typed");
    let openssl = |arguments: &[&str]| {
        let done = Command::new("openssl").args(arguments).current_dir(&folder.0).output().unwrap();
        assert!(done.status.success(), "{done:?}");
        done.stdout
    };
    let (document, name) = ("doc';touch PWNED;'.txt", "a';touch PWNED;'.p7s");
    folder.write(document, &folder.read("doc.txt"));
    // As one that is there already, with line ends and a mark as programs of Windows write.
    let base64 = String::from_utf8(openssl(&["base64", "-in", "other.p7s"])).unwrap();
    folder.write("signature.p7s", b"mine");
    folder.write("signed.txt", b"mine");
    let listed = || {
        let mut names: Vec<_> =
            fs::read_dir(&folder.0).unwrap().map(|file| file.unwrap().file_name()).collect();
        names.sort();
        names
    };
    for text in [base64.clone(), format!("\u{FEFF}{}", base64.replace('\n', "\r\n"))] {
        folder.write(name, text.as_bytes());
        let before = listed();
        let (code, _, error) = folder.juki(&["verify", document, name, "--trust", "ca.pem"]);
        assert_eq!(code, REJECTED, "{error}");
        let (code, said) = folder.type_in(error.trim_end().rsplit_once(": ").unwrap().1, OPTIONS);
        assert_eq!(code, VALID, "{said}\n{error}");
        // Alone it is read, too, and lacks its document.
        let (code, _, error) = folder.juki(&["verify", name, "--trust", "ca.pem"]);
        assert_eq!(code, REJECTED, "{error}");
        let (_, said) = folder.type_in(error.trim_end().rsplit_once(": ").unwrap().1, OPTIONS);
        assert!(said.contains("without its document"), "{said}\n{error}");
        assert_eq!(listed(), before);
    }
    assert_eq!([folder.read("signature.p7s"), folder.read("signed.txt")], [b"mine", b"mine"]);
    // Encrypted to somebody, in each form.
    openssl(&[
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "KEY.pem", "-out", "own.pem",
        "-days", "9", "-subj", "/CN=A",
    ]);
    for form in ["DER", "PEM"] {
        let encrypt = ["cms", "-encrypt", "-binary", "-in", "other.p7s", "-outform", form];
        folder.write(name, &openssl(&[&encrypt[..], &["own.pem"]].concat()));
        let (code, _, error) = folder.juki(&["verify", document, name, "--trust", "ca.pem"]);
        assert_eq!(code, REJECTED, "{error}");
        let (code, said) = folder.type_in(error.trim_end().rsplit_once(": ").unwrap().1, "");
        assert_eq!(code, 0, "{said}\n{error}");
        assert_eq!(folder.verify("OUT").0, VALID, "{form}");
        fs::remove_file(folder.0.join("OUT")).unwrap();
    }
    // No receiver has the key of this: there is no such line.
    let key = "000102030405060708090A0B0C0D0E0F";
    let encrypt = ["cms", "-EncryptedData_encrypt", "-in", "doc.txt", "-outform", "DER"];
    folder.write(name, &openssl(&[&encrypt[..], &["-aes128", "-secretkey", key]].concat()));
    let (code, _, error) = folder.juki(&["verify", document, name, "--trust", "ca.pem"]);
    assert_eq!(code, REJECTED, "{error}");
    assert!(error.contains("id-encryptedData") && !error.contains("openssl"), "{error}");
    assert!(!listed().contains(&"PWNED".into()));
}

#[test]
fn a_verdict_hides_nothing_that_is_open() {
    let folder = Folder::new("open");
    let verify = ["verify", "doc.txt", "e_noku.p7s", "--trust", "ca.pem", "--date", "2026-11-29"];
    let (code, said, _) = folder.juki(&verify);
    assert_eq!(code, UNDECIDED, "{said}");
    assert!(said.starts_with("NO COMMITMENT"), "{said}");
    let open = "Key stands for agreement (open); Certificate in force (open)";
    assert!(said.contains(open), "{said}");
    // What helps with the one and with the other.
    assert!(said.contains("signing certificate") && said.contains("juki trust add DIR"), "{said}");
    // With the list there is one thing, and the verdict is that.
    let (_, said, _) = folder.juki(&[&verify[..], &["--trust", "ca.crl"]].concat());
    assert!(said.starts_with("NO COMMITMENT") && !said.contains("Against it"), "{said}");
    // That it is expired is known, that it is not meant is not: what is known decides.
    let late = [&verify[..6], &["2040-01-01"], &["--trust", "ca.crl"]].concat();
    let (code, said, _) = folder.juki(&late);
    assert_eq!(code, NOT_IN_FORCE, "{said}");
    assert!(said.starts_with("NOT IN FORCE"), "{said}");
    let open = "Key stands for agreement (open); Certificate in force (WRONG)";
    assert!(said.contains(open), "{said}");
}

#[test]
fn a_text_whose_line_ends_were_changed_is_told_from_another_text() {
    let folder = Folder::new("line-ends");
    let openssl = |arguments: &str| {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        let done = Command::new("openssl").args(&arguments).current_dir(&folder.0).output();
        let done = done.unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    openssl(
        "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out own.pem -days 9 -subj /CN=A \
         -addext keyUsage=critical,nonRepudiation,keyCertSign",
    );
    folder.write("lf.txt", "一行目\n二行目\n\n終わり".as_bytes());
    folder.write("crlf.txt", "一行目\r\n二行目\r\n\r\n終わり".as_bytes());
    folder.write("other.txt", "一行目\n三行目\n".as_bytes());
    let sign = "cms -sign -md sha256 -signer own.pem -inkey key.pem -outform DER";
    openssl(&format!("{sign} -in lf.txt -out text.p7s"));
    openssl(&format!("{sign} -binary -in lf.txt -out binary.p7s"));
    let judge = |file: &str, signature: &str, more: &[&str]| {
        let verify = ["verify", file, signature, "--trust", "own.pem", "--revocation", "skip"];
        let (code, said, error) = folder.juki(&[&verify[..], more].concat());
        (code, said + &error)
    };
    // As a text, with CRLF whatever the file has; and as it is.
    assert_eq!(judge("crlf.txt", "text.p7s", &[]).0, VALID);
    assert_eq!(judge("lf.txt", "binary.p7s", &[]).0, VALID);
    for (file, signature, named) in
        [("lf.txt", "text.p7s", "CRLF line ends"), ("crlf.txt", "binary.p7s", "LF line ends")]
    {
        let (code, said) = judge(file, signature, &[]);
        assert_eq!(code, NOT_AUTHENTIC, "never valid: {said}");
        assert!(said.contains(named), "{said}");
        assert!(judge(file, signature, &["--lang", "ja"]).1.contains("改行"), "{said}");
        // What is said to be typed helps.
        let (_, command) = said.lines().find_map(|line| line.split_once("before: ")).unwrap();
        let options = "--trust own.pem --revocation skip";
        assert_eq!(folder.type_in(command, options).0, VALID, "{command}");
    }
    for signature in ["text.p7s", "binary.p7s"] {
        let (code, said) = judge("other.txt", signature, &[]);
        assert_eq!(code, NOT_AUTHENTIC, "{said}");
        assert!(!said.contains("line ends"), "{said}");
    }
}
