//! `juki verify FILE`: judges a signed document.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::sign::{STANDARD, digest, made_of, open};
use super::verify::{closing, revocation_id};
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::finding::Outcome;
use crate::input;
use crate::japan;
use crate::locale::Message;
use crate::msg;
use crate::output::Report;
use crate::sign::file_kind;
use crate::sign::line_ends::LineEnds;
use crate::sign::{self, Format, NoSignature, SignatureFile, SignatureFormat as _, SignaturePlace};
use crate::texts::NoSignatureFile;
use crate::texts::documents::{self, FileNames};
use crate::verify::document::{self, SignerReport, Terms};
use crate::verify::verdict::{Check, Topic, Verdict};

/// The longest signature that is read, in MB: one without its document is a few thousand bytes,
/// one around its document must fit into memory.
const LONGEST: u64 = 32;

/// The document, if there is one beside the signature, and the signature.
struct Inputs {
    document: Option<PathBuf>,
    signature: PathBuf,
}

/// How a file is named in a command line. What came by standard input is gone: it has to be in a
/// file for that.
fn to_type(path: &Path) -> String {
    if path == Path::new(STANDARD) { "FILE".to_owned() } else { path.display().to_string() }
}

impl Inputs {
    /// How both are named in a command line.
    fn to_type(&self) -> FileNames {
        FileNames {
            document: to_type(self.document.as_deref().unwrap_or(&self.signature)),
            signature: to_type(&self.signature),
        }
    }

    /// What is said where the signature is none.
    fn no_signature(&self, cause: NoSignature) -> Error {
        let mut beside = signatures_beside(&self.signature);
        let beside = beside.next().filter(|_| self.document.is_none());
        let file = NoSignatureFile { path: &self.signature, beside, named: self.to_type() };
        file.error(cause)
    }
}

/// Where the signatures of a file are looked for.
fn signatures_beside(file: &Path) -> impl Iterator<Item = PathBuf> {
    let places = Format::ALL.iter().map(Format::place);
    places
        .filter(|place| matches!(place, SignaturePlace::Beside(_)))
        .map(|place| made_of(file, place))
}

fn inputs(file: &Path, signature: Option<&Path>) -> Result<Inputs, Error> {
    let standard = Path::new(STANDARD);
    if let Some(signature) = signature {
        if file == standard && signature == standard {
            return Err(rejected(msg!("error-two-inputs"), msg!("todo-two-inputs")));
        }
        return Ok(Inputs { document: Some(file.to_owned()), signature: signature.to_owned() });
    }
    // What comes by standard input has nothing beside it.
    for beside in signatures_beside(file).filter(|_| file != standard) {
        let found = input::found(&beside).map_err(|cause| Error::file(&beside, &cause))?;
        if found.is_some() {
            return Ok(Inputs { document: Some(file.to_owned()), signature: beside });
        }
    }
    Ok(Inputs { document: None, signature: file.to_owned() })
}

/// Judges a document.
///
/// # Errors
/// When there is nothing to judge.
pub(super) fn run(
    context: &Context<'_>,
    file: &Path,
    signature: Option<&Path>,
    terms: &Terms<'_>,
) -> Result<(Report, Verdict), Error> {
    let inputs = inputs(file, signature)?;
    let signed = read(&inputs)?;
    let hash = inputs.document.as_deref().map(digest).transpose()?;
    let mut signers = document::verify(&*signed, &hash, terms);
    if !signers.iter().any(SignerReport::has_document) {
        let path = inputs.signature.display().to_string();
        let (what, todo) =
            (msg!("error-detached", path = &path), msg!("todo-detached", path = &path));
        return Err(rejected(what, todo));
    }
    let other =
        |check: &Check| check.topic == Topic::Document && check.finding.outcome == Outcome::Failed;
    // Standard input is gone by now.
    let again = inputs.document.as_deref().filter(|path| *path != Path::new(STANDARD));
    if let Some(path) = again
        && signers.iter().any(|signer| signer.checks.iter().any(other))
    {
        let ends = input::open(path).and_then(LineEnds::of);
        let ends = ends.map_err(|cause| Error::file(path, &cause))?;
        document::mark_line_ends(&mut signers, &*signed, &ends);
    }
    let judged = ReportSubject { signed: &*signed, signers: &signers, terms };
    Ok(report(context, file, &inputs, &judged))
}

/// The signature; never more of it than is sensible.
fn read(inputs: &Inputs) -> Result<Box<dyn SignatureFile>, Error> {
    let path = &inputs.signature;
    let cannot = |cause: io::Error| Error::file(path, &cause);
    let (mut bytes, longest) = (Vec::new(), LONGEST << 20);
    open(path).map_err(cannot)?.take(longest + 1).read_to_end(&mut bytes).map_err(cannot)?;
    let shown = path.display().to_string();
    if bytes.len() as u64 > longest {
        return Err(file_kind::recognise(&bytes).map_or_else(
            || {
                let what = msg!("error-signature-too-long", path = &shown, limit = LONGEST);
                rejected(what, msg!("todo-signature-too-long"))
            },
            |kind| inputs.no_signature(NoSignature::OtherFile(kind)),
        ));
    }
    sign::read(&bytes).map_err(|cause| inputs.no_signature(cause))
}

/// What the report is about.
struct ReportSubject<'a> {
    signed: &'a dyn SignatureFile,
    signers: &'a [SignerReport],
    terms: &'a Terms<'a>,
}

fn report(
    context: &Context<'_>,
    file: &Path,
    inputs: &Inputs,
    judged: &ReportSubject<'_>,
) -> (Report, Verdict) {
    let signers = judged.signers;
    let verdict = document::verdict(signers);
    let (file, named) = (file.display().to_string(), inputs.to_type());
    let mut text = context.text(&match verdict {
        Verdict::Valid => msg!("verdict-document-valid", file = &file),
        Verdict::NotAuthentic => msg!("verdict-document-not-authentic", file = &file),
        Verdict::NotInForce => msg!("verdict-document-not-in-force", file = &file),
        Verdict::NoCommitment => msg!("verdict-document-no-commitment", file = &file),
        Verdict::Incomplete | Verdict::Undecided => {
            msg!("verdict-document-undecided", file = &file)
        }
    });
    text.push('\n');
    let padding = judged.signed.padding();
    if padding > 0 {
        text.extend([context.text(&msg!("verify-padding", count = padding)), "\n".to_owned()]);
    }
    for (place, signer) in signers.iter().enumerate() {
        let (number, count) = (place + 1, signers.len());
        let mut line = |message: &Message| text.extend([context.text(message), "\n".to_owned()]);
        let subject = signer.certificate.as_ref().map(|found| &found.subject);
        line(&match (subject, signer.name()) {
            (Some(subject), Some(name)) => msg!(
                "verify-signer-named",
                number = number,
                count = count,
                name = name,
                subject = subject
            ),
            (Some(subject), None) => {
                msg!("verify-signer", number = number, count = count, subject = subject)
            }
            (None, _) => msg!("verify-signer-unknown", number = number, count = count),
        });
        if let Some(time) = signer.claimed_time {
            line(&msg!("verify-claimed-time", time = time));
        }
        text.push_str(&documents::lines(&signer.checks, context.locale));
        text.push_str(&closing(context, &signer.checks, &named));
    }
    let about = |signer: &SignerReport| {
        let certificate = signer.certificate.as_deref();
        let mut about = json!({
            "verdict": signer.verdict().id(),
            "name": signer.name(),
            "subject": certificate.map(|found| &found.subject),
            "certificate_serial": certificate.map(|found| &found.serial),
            "certificate_sha256": certificate.map(|found| hex::encode(found.fingerprint)),
            "purpose": certificate.map(|found| found.key_use.id()),
            "checks": documents::members(&signer.checks, &named, context.locale),
        });
        japan::put(&mut about, "claimed_time", signer.claimed_time);
        about
    };
    let report = Report {
        exit: verdict.into(),
        text,
        command: "verify",
        members: json!({
            "subject": "document",
            "verdict": verdict.id(),
            "code": Exit::from(verdict).code(),
            "document": inputs.document.as_ref().map(|path| path.display().to_string()),
            "signature": inputs.signature.display().to_string(),
            "trailing_bytes": padding,
            "revocation": revocation_id(judged.terms.revocation),
            "signers": signers.iter().map(about).collect::<Vec<_>>(),
        }),
    };
    (report, verdict)
}

fn rejected(what: Message, todo: Message) -> Error {
    Error::new(Exit::Rejected, what, todo)
}
