//! Every check of a file before its use: existence, kind, life cycle, access rules. What comes out
//! of [`Context::open`] may be used; nothing else can be.

use apdu_spec::access::{AccessMode, Rules, SecurityStatus, USAGE_KEY};
use apdu_spec::file::{
    Kind, KindParameters, LifeCycle, LifeCycleObject, Operation, Sfi, WriteBehaviour,
};
use apdu_spec::profile::card::ADMINISTRATOR_KEY;
use apdu_spec::request::{EfReference, Reference};
use apdu_spec::status::StatusWord;

use crate::channels::Channels;
use crate::context::Context;
use crate::objects::{Header, Node, NodeId, RecordFile, TransparentFile, Tree};
use crate::secure_messaging::Protection;

/// A file that exists. Whether it may be used is not checked yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileRef {
    pub(crate) id: NodeId,
    pub(crate) node: Node,
}

/// A file whose kind, life cycle and access rules allow the use that it was opened for.
#[derive(Debug)]
pub(crate) struct OpenFile {
    pub(crate) id: NodeId,
    pub(crate) node: Node,
    pub(crate) parameters: KindParameters,
    /// Its records are simple-TLV data objects.
    simple_tlv: bool,
}

impl Context<'_> {
    /// The current EF, or the one of the current DF with this short identifier.
    ///
    /// # Errors
    /// `6986` without a current EF, `6A82` when there is no such file.
    pub(crate) fn find_ef(&mut self, sfi: Option<Sfi>) -> Result<FileRef, StatusWord> {
        let channel = self.channels.current();
        let id = match sfi {
            None => channel.ef.ok_or(StatusWord::NO_CURRENT_FILE)?,
            Some(sfi) => {
                let df = channel.df;
                self.tree.by_sfi(df, sfi).ok_or(StatusWord::FILE_NOT_FOUND)?
            }
        };
        self.file_ref(id, StatusWord::FILE_NOT_FOUND)
    }

    /// The EF that P1-P2 of an odd instruction names.
    ///
    /// # Errors
    /// As [`Context::find_ef`].
    pub(crate) fn find_ef_by(&mut self, ef: EfReference) -> Result<FileRef, StatusWord> {
        match ef {
            EfReference::Current => self.find_ef(None),
            EfReference::Short(sfi) => self.find_ef(Some(sfi)),
            EfReference::File(fid) => {
                let df = self.channels.current().df;
                let id = self.tree.child(df, fid).ok_or(StatusWord::FILE_NOT_FOUND)?;
                self.file_ref(id, StatusWord::FILE_NOT_FOUND)
            }
        }
    }

    /// The PIN or key that a reference names.
    ///
    /// # Errors
    /// `6986` when the selected one is meant and none is, `6A88` when there is none.
    pub(crate) fn find_reference(&mut self, reference: Reference) -> Result<FileRef, StatusWord> {
        let channel = self.channels.current();
        let id = match reference {
            Reference::Selected => channel.ef.ok_or(StatusWord::NO_CURRENT_FILE)?,
            _ => {
                let df = channel.df;
                resolve(self.tree, df, reference).ok_or(StatusWord::REFERENCE_NOT_FOUND)?
            }
        };
        self.file_ref(id, StatusWord::REFERENCE_NOT_FOUND)
    }

    /// The current DF.
    pub(crate) fn find_df(&mut self) -> Result<FileRef, StatusWord> {
        let id = self.channels.current().df;
        self.file_ref(id, StatusWord::FILE_NOT_FOUND)
    }

    /// The file with this identity.
    pub(crate) fn file_ref(&self, id: NodeId, missing: StatusWord) -> Result<FileRef, StatusWord> {
        let node = *self.tree.node(id).ok_or(missing)?;
        Ok(FileRef { id, node })
    }

    /// May this file be used in this way, here and now?
    ///
    /// # Errors
    /// In this order: `6981` not of a kind that the command works on, `6985` its state
    /// or that of a DF above it does not allow it (`apdu_spec::file::LIFE_TABLE`), `6982` the access rule is not met.
    pub(crate) fn open(
        &mut self,
        found: FileRef,
        kinds: &[Kind],
        mode: AccessMode,
    ) -> Result<OpenFile, StatusWord> {
        self.open_with_verification(found, kinds, mode, None)
    }

    /// As [`Context::open`], when the command itself carries the value of a PIN that the rule
    /// may ask for (CHANGE REFERENCE DATA with the old value, RESET RETRY COUNTER with the
    /// resetting code). The handler compares it before it does anything.
    pub(crate) fn open_with_verification(
        &mut self,
        found: FileRef,
        kinds: &[Kind],
        mode: AccessMode,
        presented: Option<NodeId>,
    ) -> Result<OpenFile, StatusWord> {
        let FileRef { id, node } = found;
        if !kinds.contains(&node.kind) {
            return Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE);
        }
        if !self.is_usable(&found, mode) {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        let mut header = Header::empty();
        let control = header.read(self.store, id)?.control()?;
        let (parameters, simple_tlv) = (control.parameters, control.simple_tlv);
        if self.allows(&found, control.rules, mode, presented) {
            Ok(OpenFile { id, node, parameters, simple_tlv })
        } else {
            Err(StatusWord::SECURITY_STATUS_NOT_SATISFIED)
        }
    }

    /// Do the access rules of this file allow it? Before its activation they are not enforced: only
    /// the authenticated administrator key allows anything.
    pub(crate) fn allows(
        &mut self,
        found: &FileRef,
        rules: Rules<'_>,
        mode: AccessMode,
        presented: Option<NodeId>,
    ) -> bool {
        let channels = &*self.channels;
        if found.node.life.is_building() {
            let administrator = self.tree.child(NodeId::MF, ADMINISTRATOR_KEY);
            return administrator.is_some_and(|key| channels.has_security_status(key));
        }
        let df = if found.node.kind == Kind::Df { found.id } else { found.node.parent };
        rules.allow(
            mode,
            &ChannelSecurityStatus {
                tree: self.tree,
                channels,
                own: found.id,
                df,
                presented,
                protection: self.protection,
            },
        )
    }

    /// Do the states of the file and of every DF above it allow it?
    fn is_usable(&self, found: &FileRef, mode: AccessMode) -> bool {
        let operation = mode.operation();
        let mut usable = found.node.life.allows(found.object(), operation);
        // The PINs and keys of a deactivated DF can be verified and authenticated, so that it can
        // be activated.
        let mut needed = if operation == Operation::Authenticate {
            Operation::Authenticate
        } else {
            Operation::Use
        };
        let mut at = found.id;
        let (files, _) = self.tree.usage();
        for _ in 0..files {
            if at == NodeId::MF {
                break;
            }
            at = self.tree.node(at).map_or(NodeId::MF, |node| node.parent);
            let above = self.tree.node(at).map(|node| FileRef { id: at, node: *node });
            usable &= above.is_some_and(|df| df.node.life.allows(df.object(), needed));
            needed = Operation::Use;
        }
        usable
    }
}

impl FileRef {
    /// Its kind of object in the table of life cycles.
    fn object(&self) -> LifeCycleObject {
        if self.id == NodeId::MF { LifeCycleObject::Card } else { self.node.kind.object() }
    }
}

impl OpenFile {
    /// Its bytes, when it is a transparent EF.
    pub(crate) fn transparent(&self, cx: &Context<'_>) -> Result<TransparentFile, StatusWord> {
        match self.parameters {
            KindParameters::Transparent { size } => {
                let erased = self.write_behaviour(cx).erased();
                Ok(TransparentFile { id: self.id, size: usize::from(size), erased })
            }
            _ => Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE),
        }
    }

    /// Its records, when it is an EF of records.
    pub(crate) fn records(&self, cx: &Context<'_>) -> Result<RecordFile, StatusWord> {
        let erased = self.write_behaviour(cx).erased();
        RecordFile::new(
            cx.store,
            (self.id, self.node.kind),
            self.parameters,
            self.simple_tlv,
            erased,
        )
    }

    /// What WRITE does here.
    pub(crate) fn write_behaviour(&self, cx: &Context<'_>) -> WriteBehaviour {
        cx.tree.write_behaviour(self.id)
    }
}

/// The security status of a channel, as an access rule of a file in `df` refers to it.
struct ChannelSecurityStatus<'a> {
    tree: &'a Tree,
    channels: &'a Channels,
    /// The file whose rule it is.
    own: NodeId,
    df: NodeId,
    presented: Option<NodeId>,
    protection: Protection,
}

impl SecurityStatus for ChannelSecurityStatus<'_> {
    fn has_integrity(&self) -> bool {
        self.protection.integrity
    }

    fn has_confidentiality(&self) -> bool {
        self.protection.confidentiality
    }

    fn satisfies(&self, reference: u8, usage: u8) -> bool {
        let kind = if usage == USAGE_KEY { Kind::Key } else { Kind::Pin };
        Reference::parse(reference)
            .ok()
            .and_then(|reference| resolve(self.tree, self.df, reference))
            .filter(|id| self.tree.node(*id).is_some_and(|node| node.kind == kind))
            .is_some_and(|id| {
                self.presented == Some(id)
                    || self.channels.has_security_status(id)
                    || id != self.own && self.has_disabled_verification(id)
            })
    }
}

impl ChannelSecurityStatus<'_> {
    /// A disabled PIN satisfies the rules of every file but its own: to change or enable it, it
    /// must be verified.
    fn has_disabled_verification(&self, id: NodeId) -> bool {
        let in_use = |node: &Node| node.disabled && node.life == LifeCycle::Activated;
        self.tree.node(id).is_some_and(in_use)
    }
}

/// The PIN or key with this reference, seen from a DF.
pub(crate) fn resolve(tree: &Tree, df: NodeId, reference: Reference) -> Option<NodeId> {
    let (df, number) = match reference {
        Reference::Selected => return None,
        Reference::NotGiven => return only_key(tree, df),
        Reference::Local(number) => (df, number),
        Reference::Global(number) => (NodeId::MF, number),
    };
    tree.by_sfi(df, Sfi::new(number)?)
}

/// The key of a DF that has no other.
fn only_key(tree: &Tree, df: NodeId) -> Option<NodeId> {
    let mut keys =
        tree.children(df).filter(|id| tree.node(*id).is_some_and(|node| node.kind == Kind::Key));
    let only = keys.next()?;
    keys.next().is_none().then_some(only)
}
