//! The Public Key Interoperability Test Suite of NIST (PKITS): every path of it, judged here, beside
//! what pyhanko-certvalidator expects of it. `cargo xtask test pkits` fetches both and runs this;
//! the counts stand in `docs/pkits.md`.

#![allow(clippy::unwrap_used, reason = "a test fails so")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use juki::exit::Exit;
use juki::pki::{
    CertificateStatus, PathStatus, PathValidation, Purpose, Revocation, TrustStore, validate_path,
};
use serde_json::Value;

const DOCUMENT: &str = "docs/pkits.md";

const HEAD: &str = "\
# PKITS

What `juki` says of the paths of NIST's Public Key Interoperability Test Suite, as
`cargo xtask test pkits` judges them with the library behind `juki verify`, on 1 June 2020. What is
right comes from `tests/fixtures/nist_pkits/pkits.json` of pyhanko-certvalidator 0.33.0. 0: authentic and in force; 6: not authentic; 8: cannot be decided;
9: authentic and not in force. No valid path is ever 6 or 9, and no invalid one is ever 0: the run
fails otherwise, and when the counts are other ones than here. With `JUKI_PKITS_WRITE=1` in its
environment it writes them.

The cases in which the one who asks sets policies of his own are left out: `juki` asks for none and
accepts every one.

| chapter of PKITS | valid: 0 | 8 | invalid: 6 | 8 | 9 |
|---|---|---|---|---|---|
";

/// The chapters of the suite.
const CHAPTERS: [(&str, &str); 16] = [
    ("401", "4.1 signatures"),
    ("402", "4.2 validity"),
    ("403", "4.3 names chain"),
    ("404", "4.4 basic revocation"),
    ("405", "4.5 self-issued certificates"),
    ("406", "4.6 basic constraints"),
    ("407", "4.7 key usage"),
    ("408", "4.8 policies"),
    ("409", "4.9 explicit policy"),
    ("410", "4.10 policy mappings"),
    ("411", "4.11 inhibited mapping"),
    ("412", "4.12 inhibited anyPolicy"),
    ("413", "4.13 name constraints"),
    ("414", "4.14 distribution points"),
    ("415", "4.15 delta lists"),
    ("416", "4.16 private extensions"),
];

/// Where the fixtures are; `JUKI_PKITS` says it.
struct Suite(PathBuf);

impl Suite {
    fn file(&self, folder: &str, name: &str) -> Vec<u8> {
        fs::read(self.0.join(folder).join(name)).unwrap()
    }

    fn validate(&self, case: &Value) -> PathValidation {
        let named =
            |key: &str| case[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        let mut trust = TrustStore::new();
        trust.add("root", &self.file("certs", "TrustAnchorRootCertificate.crt")).unwrap();
        trust.add("list", &self.file("crls", "TrustAnchorRootCRL.crl")).unwrap();
        for name in named("crls") {
            // One that cannot be read is none.
            let _ = trust.add(name, &self.file("crls", name));
        }
        let extra: Vec<Vec<u8>> =
            named("other_certs").map(|name| self.file("certs", name)).collect();
        let leaf = self.file("certs", case["cert"].as_str().unwrap());
        let now = "2020-06-01T00:00:00Z".parse().unwrap();
        validate_path(&leaf, &extra, &trust, Purpose::Signing, Revocation::File, now)
    }
}

/// What came of a case, for the document.
struct Outcome {
    name: String,
    chapter: &'static str,
    valid: bool,
    exit: Exit,
    said: String,
}

/// How a program ends that judges nothing else.
const fn exit(validation: &PathValidation) -> Exit {
    match (validation.path_status, validation.in_force) {
        (PathStatus::Invalid(_), _) => Exit::NotAuthentic,
        (PathStatus::Valid, Some(CertificateStatus::Valid)) => Exit::Done,
        (PathStatus::Undetermined(_), _)
        | (PathStatus::Valid, None | Some(CertificateStatus::Unknown(_))) => Exit::Undecided,
        (PathStatus::Valid, Some(_)) => Exit::NotInForce,
    }
}

#[test]
#[ignore = "needs the suite: cargo xtask test pkits"]
fn no_valid_path_is_refused_and_no_invalid_one_accepted() {
    let suite = Suite(std::env::var_os("JUKI_PKITS").expect("JUKI_PKITS names the suite").into());
    let cases: Vec<Value> = serde_json::from_slice(&suite.file("", "pkits.json")).unwrap();
    // Those who ask for a policy of their own are answered by nobody here.
    let ours = cases.iter().filter(|case| case["params"].is_null());
    let outcomes: Vec<Outcome> = ours
        .map(|case| {
            let validation = suite.validate(case);
            let (id, name) = (case["id"].as_str().unwrap(), case["name"].as_str().unwrap());
            let chapter = CHAPTERS.iter().find(|(start, _)| id.starts_with(start)).unwrap().1;
            Outcome {
                name: name.to_owned(),
                chapter,
                valid: case["error"].is_null(),
                exit: exit(&validation),
                said: match validation.in_force {
                    Some(in_force) => format!("{in_force:?}"),
                    None => format!("{:?}", validation.path_status),
                },
            }
        })
        .collect();
    assert!(outcomes.len() > 200, "{} cases", outcomes.len());
    let wrong: Vec<String> = outcomes
        .iter()
        .filter(|case| match case.exit {
            Exit::Done => !case.valid,
            Exit::Undecided => false,
            _ => case.valid,
        })
        .map(|case| format!("{}: valid {}, {}", case.name, case.valid, case.said))
        .collect();
    let document = document(&outcomes);
    println!("{document}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(DOCUMENT);
    if std::env::var_os("JUKI_PKITS_WRITE").is_some() {
        fs::write(&path, &document).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), document, "{DOCUMENT}");
}

fn document(outcomes: &[Outcome]) -> String {
    let mut text = HEAD.to_owned();
    let mut sums = [0; 5];
    for (_, chapter) in CHAPTERS {
        let count = |valid: bool, exit: Exit| {
            let found = outcomes.iter().filter(|case| case.chapter == chapter);
            found.filter(|case| case.valid == valid && case.exit == exit).count()
        };
        let counts = [
            count(true, Exit::Done),
            count(true, Exit::Undecided),
            count(false, Exit::NotAuthentic),
            count(false, Exit::Undecided),
            count(false, Exit::NotInForce),
        ];
        text += &row(chapter, counts);
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    text += &row("all", sums);
    text += "\n## Valid paths that are not decided\n\n\
             Other algorithms than those of JPKI, a date before 1970, lists that another key of the \
             authority\nsigned, and lists that somebody else makes for it (indirect lists).\n\n";
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for case in outcomes.iter().filter(|case| case.valid && case.exit != Exit::Done) {
        reasons.entry(&case.said).or_default().push(&case.name);
    }
    for (reason, names) in reasons {
        text += &format!("- `{reason}`: {}\n", names.join(", "));
    }
    text
}

fn row(name: &str, counts: [usize; 5]) -> String {
    format!("| {name} | {} |\n", counts.map(|count| count.to_string()).join(" | "))
}
