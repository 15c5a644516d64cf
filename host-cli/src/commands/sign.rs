//! `juki sign`: a file in, a signature file out.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, IsTerminal as _, Read, Write as _};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::pins::Pins;
use crate::card::CardError;
use crate::card::jpki::{self, Key};
use crate::cli::SignArguments;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::msg;
use crate::new_file::{self, ORDINARY};
use crate::output::Report;
use crate::sign::{
    self, CreatedSignature, Document, DocumentError, Format, Hash, SignError, SignableDocument,
    SignatureFormat as _, SignaturePlace,
};

/// In which format is signed.
const FORMAT: Format = Format::Cms;
/// What stands for standard input and standard output.
pub(super) const STANDARD: &str = "-";

/// Where the signature goes.
enum Target {
    Output,
    File { path: PathBuf, replace: bool },
}

/// Signs the file.
///
/// # Errors
/// When the file cannot be read, the signature not written, or the card does not sign.
pub fn run(context: &Context<'_>, arguments: &SignArguments) -> Result<Report, Error> {
    let pem = arguments.format == "pem";
    let target = target(context, arguments, pem)?;
    // The whole document is read before anybody is asked for a PIN.
    let document = to_sign(&arguments.file)?;
    let key = if arguments.key == "auth" { Key::Authentication } else { Key::Signing };
    let CreatedSignature { bytes, certificate } =
        signature(context, key, &*document, arguments.spend_last_try)?;
    let text = if pem { FORMAT.to_text(&bytes).transpose() } else { Ok(None) };
    let content = match text.map_err(SignError::<CardError>::Encode)? {
        Some(text) => text.into_bytes(),
        None => bytes,
    };

    let file = arguments.file.display().to_string();
    let path = match target {
        Target::Output => {
            let mut out = io::stdout().lock();
            let written = out.write_all(&content).and_then(|()| out.flush());
            written.map_err(|cause| Error::system(&cause))?;
            return Ok(Report { exit: Exit::Done, text: String::new(), ..nothing() });
        }
        Target::File { path, replace } => {
            write(context, &path, &content, replace)?;
            path
        }
    };
    let subject = certificate.tbs().subject().to_string();
    let serial = hex::encode_upper(certificate.tbs().serial_number().as_bytes());
    let out = path.display().to_string();
    let lines = [
        msg!("result-signed", file = &file, out = &out),
        msg!("result-signed-by", subject = &subject),
        msg!("result-signed-certificate", serial = &serial, certificate = key.certificate()),
    ];
    Ok(Report {
        exit: Exit::Done,
        text: lines.iter().map(|line| context.text(line) + "\n").collect(),
        members: json!({
            "file": file,
            "signature": out,
            "format": arguments.format,
            "key": arguments.key,
            "sha256": hex::encode(document.hash()),
            "subject": subject,
            "certificate_serial": serial,
        }),
        ..nothing()
    })
}

fn nothing() -> Report {
    Report {
        exit: Exit::Done,
        text: String::new(),
        command: "sign",
        members: serde_json::Value::Null,
    }
}

/// Where the signature goes; refused before anything else is done when it cannot.
fn target(context: &Context<'_>, arguments: &SignArguments, pem: bool) -> Result<Target, Error> {
    let standard = Path::new(STANDARD);
    let path = match &arguments.out {
        Some(path) => path.clone(),
        None if arguments.file == standard => standard.to_owned(),
        None => made_of(&arguments.file, FORMAT.place()),
    };
    if path == standard {
        if context.json() {
            return Err(rejected(msg!("error-sign-json-output"), msg!("todo-sign-json-output")));
        }
        if !pem && io::stdout().is_terminal() {
            return Err(rejected(msg!("error-sign-terminal"), msg!("todo-sign-terminal")));
        }
        return Ok(Target::Output);
    }
    if same_file(&path, &arguments.file) {
        return Err(rejected(
            msg!("error-sign-onto-itself", path = path.display()),
            msg!("todo-sign-onto-itself"),
        ));
    }
    if !arguments.force && path.symlink_metadata().is_ok() {
        return Err(exists(&path));
    }
    // A device or a pipe would be replaced by a file, and a folder cannot be.
    if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
        return Err(rejected(
            msg!("error-sign-not-a-file", path = path.display()),
            msg!("todo-sign-onto-itself"),
        ));
    }
    // Found out after the card signed, it would have cost a PIN entry for nothing.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(cause) = folder.and_then(|folder| fs::metadata(folder).err()) {
        return Err(Error::file(&path, &cause));
    }
    Ok(Target::File { path, replace: arguments.force })
}

/// Where what is made of a file goes: a signature beside it, or a copy with the signature inside.
pub(super) fn made_of(file: &Path, place: SignaturePlace) -> PathBuf {
    match place {
        SignaturePlace::Beside(ending) => {
            let mut name = OsString::from(file);
            name.push(".");
            name.push(ending);
            name.into()
        }
        SignaturePlace::Inside => {
            let mut name = file.file_stem().map(OsString::from).unwrap_or_default();
            name.push(".signed");
            if let Some(ending) = file.extension() {
                name.push(".");
                name.push(ending);
            }
            file.with_file_name(name)
        }
    }
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Reads a file, or standard input, as far as its format asks for it.
fn to_sign(path: &Path) -> Result<Box<dyn SignableDocument>, Error> {
    let name = path.file_name().filter(|_| path != Path::new(STANDARD)).and_then(OsStr::to_str);
    let read = open(path)
        .map_err(DocumentError::from)
        .and_then(|mut content| FORMAT.to_sign(Document { name, content: &mut *content }));
    read.map_err(|DocumentError::Read(cause)| Error::file(path, &cause))
}

/// SHA-256 of a file, or of standard input.
pub(super) fn digest(path: &Path) -> Result<Hash, Error> {
    open(path).and_then(sign::digest).map_err(|cause| Error::file(path, &cause))
}

/// A file, or standard input.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    if path == Path::new(STANDARD) {
        Ok(Box::new(io::stdin().lock()))
    } else {
        Ok(Box::new(input::open(path)?))
    }
}

/// Everything that needs the card, inside one transaction: nobody else comes between PIN and
/// signature.
fn signature(
    context: &Context<'_>,
    key: Key,
    document: &dyn SignableDocument,
    spend_last_try: bool,
) -> Result<CreatedSignature, Error> {
    let now = context.now()?;
    let mut source = Pins::new(context, spend_last_try, &[key.pin()])?;
    let mut reader = context.open()?;
    let done = {
        let mut card = reader.exclusive()?;
        let mut session = context.session(&mut *card)?;
        jpki::with_verified_key(&mut session, key, &mut source, |card| {
            sign::sign(card, document, now)
        })
    };
    reader.close()?;
    Ok(done?)
}

fn write(context: &Context<'_>, path: &Path, content: &[u8], replace: bool) -> Result<(), Error> {
    let before = |temporary: &Path| {
        let temporary = temporary.to_owned();
        context.interrupt.before_exit(move || {
            // It may not be there yet, or no longer.
            let _gone = fs::remove_file(temporary);
        });
    };
    let written = if replace {
        new_file::replace(path, &[content], ORDINARY, before)
    } else {
        new_file::create(path, &[content], ORDINARY, before)
    };
    context.interrupt.restore_default();
    written.map_err(|cause| match cause.kind() {
        io::ErrorKind::AlreadyExists => exists(path),
        _ => Error::file(path, &cause),
    })
}

fn exists(path: &Path) -> Error {
    rejected(msg!("error-sign-exists", path = path.display()), msg!("todo-sign-exists"))
}

fn rejected(what: crate::locale::Message, todo: crate::locale::Message) -> Error {
    Error::new(Exit::Rejected, what, todo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_stands_beside_the_document() {
        let made = |place| made_of(Path::new("folder/note.txt"), place);
        assert_eq!(made(FORMAT.place()), Path::new("folder/note.txt.p7s"));
        assert_eq!(made(SignaturePlace::Inside), Path::new("folder/note.signed.txt"));
        assert_eq!(made_of(Path::new("note"), SignaturePlace::Inside), Path::new("note.signed"));
    }
}
