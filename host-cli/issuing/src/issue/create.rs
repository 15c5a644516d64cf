//! CREATE FILE and ACTIVATE FILE from a description.

use apdu_spec::access::{Rule, Rules};
use apdu_spec::file::{
    FCP, FileControlParameters, FileId, Kind, KindParameters, MF, Pin, Query, Sfi,
};
use apdu_spec::profile::{Application, Object, ObjectKind, PreIssuingData, Structure, pkcs15};
use apdu_spec::request::{
    ActivateFile, ChangeReferenceData, CreateFile, FileTarget, Reference, SelectionMethod,
    VerificationData,
};
use apdu_spec::tlv::Writer;

use super::{ContentError, IssueError};
use juki_client::card::files;
use juki_client::card::session::{Session, SessionError};

/// The longest run of access rules in a profile, in bytes.
const RULES_MAX: usize = 256;
/// The longest FCP, in bytes.
const FCP_MAX: usize = 512;
/// Bytes per UPDATE BINARY: one block of the card's storage, and a command of short length.
const BLOCK: usize = 240;

/// Without a life cycle status the file is in initialisation: its rules are enforced from ACTIVATE
/// on.
const PLAIN: FileControlParameters<'_> = FileControlParameters::EMPTY;

/// Selects the MF, then the DF of an application, by path: the security status stays.
pub(super) fn select_df(
    session: &mut Session<'_>,
    application: &Application,
) -> Result<Option<files::SelectedFile>, SessionError> {
    files::select(session, SelectionMethod::PathFromMf, &application.fid.to_be_bytes())
}

/// Selects the MF.
pub(crate) fn select_mf(session: &mut Session<'_>) -> Result<(), SessionError> {
    files::select(session, SelectionMethod::FileIdentifier, &MF.to_be_bytes()).map(drop)
}

/// Creates the DF of an application in the MF, which is selected.
pub(super) fn df(
    session: &mut Session<'_>,
    application: &Application,
    card: PreIssuingData,
) -> Result<(), IssueError> {
    let proprietary = if card.has_pkcs15() { pkcs15::DF_ACCESS } else { &[] };
    let control =
        FileControlParameters { fid: application.fid, name: application.aid, proprietary, ..PLAIN };
    file(session, control, application.rules)
}

/// Creates a file, PIN or key in the current DF. `exact` is the length of the content, for a file
/// that is as long as it.
pub(super) fn object(
    session: &mut Session<'_>,
    object: &Object,
    card: PreIssuingData,
    exact: usize,
) -> Result<(), IssueError> {
    let (kind, parameters) = match object.kind {
        ObjectKind::File(_, Structure::Whole { size } | Structure::Transparent { size }) => {
            (Kind::Transparent, KindParameters::Transparent { size })
        }
        ObjectKind::File(_, Structure::Exact) => {
            let size = u16::try_from(exact).map_err(|_| unsupported_parameters(object.fid))?;
            (Kind::Transparent, KindParameters::Transparent { size })
        }
        ObjectKind::File(_, Structure::Records { kind, length, count }) => {
            (kind, KindParameters::Records { length, count })
        }
        // Programs of the PKCS#15 view ask whether they are still logged in, and are told.
        ObjectKind::Pin(pin) if card.has_pkcs15() => {
            (Kind::Pin, KindParameters::Pin(Pin { query: Query::Iso, ..pin }))
        }
        ObjectKind::Pin(pin) => (Kind::Pin, KindParameters::Pin(pin)),
        ObjectKind::KeyPair(_) => (
            Kind::Key,
            KindParameters::Key(
                object.kind.key(card.keys).ok_or_else(|| unsupported_parameters(object.fid))?,
            ),
        ),
    };
    let proprietary = ef_access(kind, card);
    file(
        session,
        FileControlParameters { kind, parameters, fid: object.fid, proprietary, ..PLAIN },
        object.rules,
    )
}

/// What a reader of the PKCS#15 view wants to be told of an EF.
const fn ef_access(kind: Kind, card: PreIssuingData) -> &'static [u8] {
    match kind {
        Kind::Transparent if card.has_pkcs15() => pkcs15::EF_ACCESS,
        _ => &[],
    }
}

/// Creates a transparent EF with a short identifier of its own.
pub(super) fn ef(
    session: &mut Session<'_>,
    fid: FileId,
    sfi: Sfi,
    size: u16,
    card: PreIssuingData,
    rules: &[Rule<'_>],
) -> Result<(), IssueError> {
    let parameters = KindParameters::Transparent { size };
    let kind = Kind::Transparent;
    let proprietary = ef_access(kind, card);
    let sfi = Some(Some(sfi));
    file(session, FileControlParameters { kind, parameters, fid, sfi, proprietary, ..PLAIN }, rules)
}

/// CREATE FILE with these parameters and rules, in the current DF.
pub(crate) fn file(
    session: &mut Session<'_>,
    control: FileControlParameters<'_>,
    rules: &[Rule<'_>],
) -> Result<(), IssueError> {
    let mut bytes = [0; RULES_MAX];
    let mut writer = Writer::new(&mut bytes);
    rules.iter().for_each(|rule| rule.encode(&mut writer));
    let rules = writer.finish().and_then(|bytes| Rules::parse(bytes).ok());
    let rules = rules.ok_or_else(|| unsupported_parameters(control.fid))?;
    let control = FileControlParameters { rules, ..control };
    let mut bytes = [0; FCP_MAX];
    let mut writer = Writer::new(&mut bytes);
    writer.nested(FCP, |w| control.encode(w, true));
    let data = writer.finish().ok_or_else(|| unsupported_parameters(control.fid))?;
    session.request(CreateFile { data })?;
    Ok(())
}

/// The parameters of a file that no command carries.
const fn unsupported_parameters(fid: FileId) -> ContentError {
    ContentError::Parameters { fid }
}

/// Gives a PIN in initialisation state that no application of the card's profile has its first
/// value. A local reference is of the current DF: the caller has seen which that is.
pub(crate) fn pin_value(
    session: &mut Session<'_>,
    reference: Reference,
    value: &[u8],
) -> Result<(), SessionError> {
    let data = VerificationData(value);
    session.request(ChangeReferenceData { reference, with_old: false, data }).map(drop)
}

/// Activates the file with this identifier in the current DF.
pub(crate) fn activate(session: &mut Session<'_>, fid: FileId) -> Result<(), SessionError> {
    session.request(ActivateFile { target: FileTarget::identifier(&fid.to_be_bytes()) }).map(drop)
}

/// Activates the current DF; no EF is selected.
pub(crate) fn activate_df(session: &mut Session<'_>) -> Result<(), SessionError> {
    session.request(ActivateFile { target: FileTarget::CURRENT }).map(drop)
}

/// Writes the whole content of the current transparent EF, in blocks.
pub(crate) fn write(session: &mut Session<'_>, content: &[u8]) -> Result<(), SessionError> {
    write_at(session, 0, content)
}

/// The same from an offset on.
pub(crate) fn write_at(
    session: &mut Session<'_>,
    at: usize,
    content: &[u8],
) -> Result<(), SessionError> {
    for (number, block) in content.chunks(BLOCK).enumerate() {
        files::update_at(session, at + number * BLOCK, block)?;
    }
    Ok(())
}
