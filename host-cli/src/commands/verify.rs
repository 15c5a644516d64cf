//! `juki verify`: judges a signed document, or the card.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use der::{DateTime, Decode as _};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;

use super::online::Online;
use super::sign::{STANDARD, digest, signature_beside};
use super::verify_card;
use crate::cli::Verify;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::output::Report;
use crate::pki::trust::folder;
use crate::pki::{Purpose, Revocation, TrustStore};
use crate::sign::check::{NoSignature, Signatures};
use crate::verify::document::{self, SignerReport};
use crate::verify::verdict::{self, Verdict};

/// The longest signature that is read, in MB: one without its document is a few thousand bytes,
/// one around its document must fit into memory.
const LONGEST: u64 = 32;

/// Judges.
///
/// # Errors
/// When there is nothing to judge: no file, no signature, no card. A verdict is no error.
pub fn run(context: &Context<'_>, arguments: &Verify) -> Result<Report, Error> {
    let trust = folder::load(&arguments.trust, |name| std::env::var_os(name))?;
    let now = context.on(arguments.date)?;
    let online = Online::default();
    let revocation = match arguments.revocation.as_str() {
        "skip" => Revocation::Skip,
        "online" => Revocation::Online(&online),
        _ => Revocation::File,
    };
    match &arguments.file {
        Some(file) => {
            let signature = arguments.signature.as_deref();
            judge_document(context, file, signature, &trust, revocation, now)
        }
        None => verify_card::run(context, arguments, &trust, revocation, now),
    }
}

/// The document, if there is one beside the signature, and the signature.
struct Inputs {
    document: Option<PathBuf>,
    signature: PathBuf,
}

fn inputs(file: &Path, signature: Option<&Path>) -> Result<Inputs, Error> {
    let standard = Path::new(STANDARD);
    if let Some(signature) = signature {
        if file == standard && signature == standard {
            return Err(rejected(msg!("error-two-inputs"), msg!("todo-two-inputs")));
        }
        return Ok(Inputs { document: Some(file.to_owned()), signature: signature.to_owned() });
    }
    let beside = signature_beside(file);
    if file != standard && beside.exists() {
        return Ok(Inputs { document: Some(file.to_owned()), signature: beside });
    }
    Ok(Inputs { document: None, signature: file.to_owned() })
}

fn judge_document(
    context: &Context<'_>,
    file: &Path,
    signature: Option<&Path>,
    trust: &TrustStore,
    revocation: Revocation<'_>,
    now: DateTime,
) -> Result<Report, Error> {
    let inputs = inputs(file, signature)?;
    let signatures = read(&inputs)?;
    let hash = inputs.document.as_deref().map(digest).transpose()?;
    let judged = document::judge(&signatures, hash.as_ref(), trust, revocation, now);
    let Some(signers) = judged else {
        let path = inputs.signature.display().to_string();
        let (what, todo) =
            (msg!("error-detached", path = &path), msg!("todo-detached", path = &path));
        return Err(rejected(what, todo));
    };
    Ok(report(context, file, &inputs, &signers, revocation))
}

/// The signature; never more of it than is sensible.
fn read(inputs: &Inputs) -> Result<Signatures, Error> {
    let path = &inputs.signature;
    let cannot = |cause: io::Error| Error::file(path, &cause);
    let input: Box<dyn Read> = if path == Path::new(STANDARD) {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(cannot)?)
    };
    let (mut bytes, longest) = (Vec::new(), LONGEST << 20);
    input.take(longest + 1).read_to_end(&mut bytes).map_err(cannot)?;
    let shown = path.display().to_string();
    if bytes.len() as u64 > longest {
        return Err(rejected(
            msg!("error-signature-too-long", path = &shown, limit = LONGEST),
            msg!("todo-signature-too-long"),
        ));
    }
    Signatures::read(&bytes).map_err(|cause| {
        let what = match cause {
            NoSignature::NotCms if inputs.document.is_none() => {
                let beside = signature_beside(path).display().to_string();
                msg!("error-no-signature-file", file = &shown, path = beside)
            }
            NoSignature::NotCms => msg!("error-not-a-signature", path = &shown),
            NoSignature::NotSigned => msg!("error-not-signed-data", path = &shown),
            NoSignature::NoSigner => msg!("error-no-signer", path = &shown),
        };
        rejected(what, msg!("todo-not-a-signature"))
    })
}

fn report(
    context: &Context<'_>,
    file: &Path,
    inputs: &Inputs,
    signers: &[SignerReport],
    revocation: Revocation<'_>,
) -> Report {
    let verdict = document::verdict(signers);
    let file = file.display().to_string();
    let mut text = context.text(&match verdict {
        Verdict::Valid => msg!("verdict-document-valid", file = &file),
        Verdict::NotAuthentic => msg!("verdict-document-not-authentic", file = &file),
        Verdict::NotInForce => msg!("verdict-document-not-in-force", file = &file),
        Verdict::Incomplete | Verdict::Undecided => {
            msg!("verdict-document-undecided", file = &file)
        }
    });
    text.push('\n');
    for (place, signer) in signers.iter().enumerate() {
        let (number, count) = (place + 1, signers.len());
        let mut line = |message: &Message| text.extend([context.text(message), "\n".to_owned()]);
        line(&match (&signer.subject, signer.name()) {
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
        if signer.purpose == Some(Purpose::Authentication) {
            line(&msg!("verify-signer-authentication"));
        }
        if let Some(time) = signer.claimed_time {
            line(&msg!("verify-claimed-time", time = time.to_string()));
        }
        text.push_str(&verdict::lines(&signer.checks, context.locale));
        if let Some(advice) = verdict::advice(&signer.checks) {
            text.extend([context.text(&advice), "\n".to_owned()]);
        }
    }
    let about = |signer: &SignerReport| {
        json!({
            "verdict": signer.verdict().id(),
            "name": signer.name(),
            "subject": signer.subject,
            "certificate_serial": signer.certificate.as_deref().and_then(serial),
            "certificate_sha256":
                signer.certificate.as_deref().map(|der| hex::encode(Sha256::digest(der))),
            "purpose": signer.purpose.map(Purpose::name),
            "claimed_time": signer.claimed_time.map(|time| time.to_string()),
            "checks": verdict::members(&signer.checks, context.locale),
        })
    };
    Report {
        exit: verdict.exit(),
        text,
        command: "verify",
        members: json!({
            "subject": "document",
            "verdict": verdict.id(),
            "code": verdict.exit().code(),
            "document": inputs.document.as_ref().map(|path| path.display().to_string()),
            "signature": inputs.signature.display().to_string(),
            "revocation": revocation_id(revocation),
            "signers": signers.iter().map(about).collect::<Vec<_>>(),
        }),
    }
}

/// How revocation was asked for, in JSON.
pub(super) const fn revocation_id(revocation: Revocation<'_>) -> &'static str {
    match revocation {
        Revocation::File => "file",
        Revocation::Online(_) => "online",
        Revocation::Skip => "skip",
    }
}

fn serial(certificate: &[u8]) -> Option<String> {
    let certificate = Certificate::from_der(certificate).ok()?;
    Some(hex::encode_upper(certificate.tbs_certificate().serial_number().as_bytes()))
}

fn rejected(what: Message, todo: Message) -> Error {
    Error::new(Exit::Rejected, what, todo)
}
