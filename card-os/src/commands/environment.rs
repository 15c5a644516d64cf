//! MANAGE SECURITY ENVIRONMENT.

use apdu_spec::access::AccessMode;
use apdu_spec::chip_authentication::PROTOCOL;
use apdu_spec::file::{Algorithm, ENVIRONMENT_MAX, FileId, Kind, KindParameters, StoredKey};
use apdu_spec::request::{
    self, ManageSecurityEnvironment, Purpose, Reference, Template, algorithm,
};
use apdu_spec::status::StatusWord;
use apdu_spec::terminal_authentication::TerminalReference;
use apdu_spec::tlv::{self, Writer};

use super::{certificates, chip_authentication, passwords, terminal_authentication};
use crate::context::Context;
use crate::environment::{Environment, Role};
use crate::guard::{FileRef, OpenFile};
use crate::objects::{Header, NodeId, Part};
use crate::reply::Reply;
use crate::storage::Key;

#[inline(never)]
pub(super) fn manage_security_environment(
    cx: &mut Context<'_>,
    command: ManageSecurityEnvironment<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    match command {
        ManageSecurityEnvironment::Set {
            purpose: Purpose::Both,
            template: Template::Authentication,
            data,
        } if passwords::is_meant(data) => passwords::set(cx, data, reply),
        ManageSecurityEnvironment::Set { purpose, template, data } => {
            set(cx, purpose, template, data)
        }
        ManageSecurityEnvironment::Store(reference) => store(cx, reference),
        ManageSecurityEnvironment::Restore(environment) => restore(cx, environment),
        ManageSecurityEnvironment::Erase(reference) => erase(cx, reference),
    }
}

/// Access rule, usage and life cycle of a key are checked when it is used. Here it must only be
/// there.
fn set(
    cx: &mut Context<'_>,
    purpose: Purpose,
    template: Template,
    data: &[u8],
) -> Result<(), StatusWord> {
    let enciphers = template == Template::Confidentiality && purpose == Purpose::Verification;
    if template == Template::Checksum || enciphers {
        return Err(StatusWord::FUNCTION_NOT_SUPPORTED);
    }
    let authenticates = purpose == Purpose::Verification && template == Template::Authentication;
    if authenticates && TerminalReference::names_key(data) {
        return terminal_authentication::announce(cx, data);
    }
    if purpose == Purpose::Verification
        && is_named(data)
        && let Some(name) = certificates::name_in(template, data)
    {
        certificates::check_holder_name(cx, name)?;
        if template == Template::Authentication {
            // The terminal is meant from now on, and no key that was set before.
            cx.channels.current().environment.clear(Role::ExternalAuthentication);
        }
        return Ok(());
    }
    let control = ControlReference::parse(template, data)?;
    if template == Template::Hash {
        // The one hash function of the card; it needs no key.
        let named = control.algorithm.is_some() && control.key.is_none();
        return if named { Ok(()) } else { Err(StatusWord::INCORRECT_DATA) };
    }
    let for_chip_authentication = control.protocol && purpose == Purpose::Computation;
    let key = match control.key(cx)? {
        Some(key) => key,
        None if for_chip_authentication => chip_authentication::find_key(cx)?,
        None => return Err(StatusWord::INCORRECT_DATA),
    };
    let suits = control.suits(&Header::empty().read(cx.store, key.id)?.control()?.parameters);
    if !suits || control.protocol && !for_chip_authentication {
        return Err(StatusWord::INCORRECT_DATA);
    }
    let environment = &mut cx.channels.current().environment;
    let roles = Role::ALL.into_iter().filter(|role| role.is_of(template, purpose));
    roles.for_each(|role| environment.set(role, key.id));
    Ok(())
}

/// Does a template hold a name (DO `83`) and at most an algorithm (DO `80`) beside it?
fn is_named(data: &[u8]) -> bool {
    let (mut names, mut algorithms) = (0u8, 0u8);
    let known =
        tlv::Reader::new(data).all(|object| match object.map(|object| object.tag.value()) {
            Ok(0x83) => {
                names = names.saturating_add(1);
                true
            }
            Ok(0x80) => {
                algorithms = algorithms.saturating_add(1);
                true
            }
            _ => false,
        });
    known && names == 1 && algorithms <= 1
}

/// Stores the current environment. Its keys must be in the DF of the stored one or in the MF: only
/// these are found again whatever is selected.
fn store(cx: &mut Context<'_>, reference: Reference) -> Result<(), StatusWord> {
    let open = open_stored(cx, reference, AccessMode::UPDATE)?;
    let environment = cx.channels.current().environment.clone();
    if environment == Environment::EMPTY {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    let mut bytes = [0; ENVIRONMENT_MAX];
    let mut writer = Writer::new(&mut bytes);
    for role in Role::ALL {
        let Some(id) = environment.key(role) else { continue };
        let key = cx.file_ref(id, StatusWord::REFERENCE_NOT_FOUND)?.node;
        let global = key.parent != open.node.parent;
        if global && key.parent != NodeId::MF {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        let (template, purpose) = role.reference();
        let (template, qualifier) = (template.tag(), purpose.qualifier());
        StoredKey { template, qualifier, fid: key.fid, global }.encode(&mut writer);
    }
    let content = writer.finish().ok_or(StatusWord::NO_PRECISE_DIAGNOSIS)?;
    cx.store.put(content_key(open.id), content)
}

/// Makes an environment the current one. One that names a key which is no more is not restored in
/// part.
fn restore(cx: &mut Context<'_>, environment: request::Environment) -> Result<(), StatusWord> {
    let restored = match environment {
        request::Environment::Empty | request::Environment::Default => Environment::EMPTY,
        request::Environment::Stored(reference) => {
            let open = open_stored(cx, reference, AccessMode::READ)?;
            load(cx, &open)?.ok_or(StatusWord::REFERENCE_NOT_FOUND)?
        }
    };
    cx.channels.current().environment = restored;
    Ok(())
}

fn erase(cx: &mut Context<'_>, reference: Reference) -> Result<(), StatusWord> {
    let open = open_stored(cx, reference, AccessMode::UPDATE)?;
    if cx.store.len(content_key(open.id))?.is_none() {
        return Err(StatusWord::REFERENCE_NOT_FOUND);
    }
    cx.store.remove(content_key(open.id))
}

/// Restoring reads a stored environment; storing and erasing update it.
fn open_stored(
    cx: &mut Context<'_>,
    reference: Reference,
    mode: AccessMode,
) -> Result<OpenFile, StatusWord> {
    let found = cx.find_reference(reference)?;
    cx.open(found, &[Kind::Environment], mode)
}

/// What a stored environment holds; `None` when nothing has been stored in it.
fn load(cx: &mut Context<'_>, open: &OpenFile) -> Result<Option<Environment>, StatusWord> {
    let mut bytes = [0; ENVIRONMENT_MAX];
    let length = cx.store.read(content_key(open.id), 0, &mut bytes)?;
    if length == 0 {
        return Ok(None);
    }
    let mut environment = Environment::EMPTY;
    for template in tlv::Reader::new(bytes.get(..length).unwrap_or_default()) {
        let template = template.map_err(|_| StatusWord::MEMORY_FAILURE)?;
        let key = StoredKey::parse(&template).ok_or(StatusWord::MEMORY_FAILURE)?;
        let df = if key.global { NodeId::MF } else { open.node.parent };
        let id = cx
            .tree
            .child(df, key.fid)
            .filter(|id| cx.tree.node(*id).is_some_and(|node| node.kind == Kind::Key));
        let id = id.ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
        let mut roles = Role::ALL.into_iter();
        let role = roles.find(|role| {
            let (template, purpose) = role.reference();
            (template.tag(), purpose.qualifier()) == (key.template, key.qualifier)
        });
        environment.set(role.ok_or(StatusWord::MEMORY_FAILURE)?, id);
    }
    Ok(Some(environment))
}

const fn content_key(id: NodeId) -> Key {
    Key { object: id.object(), part: Part::ENVIRONMENT }
}

/// How a template names its key.
#[derive(Clone, Copy, Debug)]
enum KeyName<'a> {
    /// DO `81`: file identifier in the current DF.
    File(&'a [u8; 2]),
    /// DO `83` or `84`.
    Reference(Reference),
}

/// The content of a control reference template.
#[derive(Clone, Copy, Debug)]
pub(super) struct ControlReference<'a> {
    /// DO `80`: the algorithms that its key may have.
    algorithm: Option<&'static [Algorithm]>,
    /// DO `80` is the object identifier of chip authentication.
    protocol: bool,
    key: Option<KeyName<'a>>,
}

impl<'a> ControlReference<'a> {
    /// Reads it. `83` and `84` have the same meaning: the kind of the key decides.
    ///
    /// # Errors
    /// `6A80` for another data object, one that is there twice, an algorithm that the template
    /// has not, two names for the key.
    pub(super) fn parse(template: Template, data: &'a [u8]) -> Result<Self, StatusWord> {
        let (mut algorithm, mut file, mut reference) = (None, None, None);
        for object in tlv::Reader::new(data) {
            let object = object.map_err(|_| StatusWord::INCORRECT_DATA)?;
            let place = match object.tag.value() {
                0x80 => &mut algorithm,
                0x81 => &mut file,
                0x83 | 0x84 => &mut reference,
                _ => return Err(StatusWord::INCORRECT_DATA),
            };
            if place.replace(object.value).is_some() {
                return Err(StatusWord::INCORRECT_DATA);
            }
        }
        let protocol = template == Template::Authentication && algorithm == Some(&PROTOCOL[..]);
        let algorithm = match algorithm {
            None => None,
            Some(_) if protocol => Some(&[Algorithm::P256][..]),
            Some([code]) => Some(algorithms(template, *code).ok_or(StatusWord::INCORRECT_DATA)?),
            Some(_) => return Err(StatusWord::INCORRECT_DATA),
        };
        let key = match (file, reference) {
            (None, None) => None,
            // `84 00`: no further key reference beside the file identifier.
            (Some(fid), None | Some([0x00])) => {
                Some(KeyName::File(fid.try_into().map_err(|_| StatusWord::INCORRECT_DATA)?))
            }
            (None, Some([byte])) => Some(KeyName::Reference(
                Reference::parse(*byte).map_err(|_| StatusWord::INCORRECT_DATA)?,
            )),
            _ => return Err(StatusWord::INCORRECT_DATA),
        };
        Ok(Self { algorithm, protocol, key })
    }

    /// The key that it names; `None` when it names none.
    ///
    /// # Errors
    /// `6A88` when there is none, `6986` when the selected one is meant and none is, `6981` when
    /// it is no key.
    pub(super) fn key(&self, cx: &mut Context<'_>) -> Result<Option<FileRef>, StatusWord> {
        let found = match self.key {
            None => return Ok(None),
            Some(KeyName::File(fid)) => {
                let df = cx.channels.current().df;
                let id = cx.tree.child(df, FileId::from_be_bytes(*fid));
                cx.file_ref(
                    id.ok_or(StatusWord::REFERENCE_NOT_FOUND)?,
                    StatusWord::REFERENCE_NOT_FOUND,
                )?
            }
            Some(KeyName::Reference(reference)) => cx.find_reference(reference)?,
        };
        if found.node.kind == Kind::Key {
            Ok(Some(found))
        } else {
            Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE)
        }
    }

    /// Is it a key of the algorithm that the template names?
    pub(super) fn suits(&self, parameters: &KindParameters) -> bool {
        match (self.algorithm, parameters) {
            (Some(algorithms), KindParameters::Key(key)) => algorithms.contains(&key.algorithm),
            (None, KindParameters::Key(_)) => true,
            _ => false,
        }
    }
}

/// The algorithms of keys that an algorithm reference of a template names.
fn algorithms(template: Template, code: u8) -> Option<&'static [Algorithm]> {
    use Template::{Authentication, Confidentiality, Hash, KeyAgreement, Signature};
    Some(match (template, code) {
        (Authentication, algorithm::CMAC) => &[Algorithm::Aes128, Algorithm::Aes256],
        (Authentication | Signature, algorithm::RSA) => &[Algorithm::Rsa2048],
        (Authentication | Signature, algorithm::ECDSA) => &[Algorithm::P256],
        (KeyAgreement | Confidentiality, algorithm::ECDH) => &[Algorithm::P256],
        (Hash, algorithm::SHA256) => &[],
        _ => return None,
    })
}
