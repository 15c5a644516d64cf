//! The tree of files: a sorted index in RAM, rebuilt from the storage when the card starts.

use core::num::NonZero;
use core::ops::{Deref, DerefMut};

use apdu_spec::file::{
    DataCoding, FileControlParameters, FileId, Kind, KindParameters, LifeCycle, Sfi, WriteBehaviour,
};

/// The name of a file inside the card: its place in the index and its object in the storage. Kept
/// as one more than that, so that an optional one in a channel takes no byte more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NodeId(NonZero<u16>);

impl NodeId {
    /// The master file.
    pub(crate) const MF: Self = Self::new(0);
    /// No file: the index never has so many slots.
    const NONE: Self = Self(NonZero::<u16>::MAX);

    pub(crate) const fn new(object: u16) -> Self {
        Self(NonZero::<u16>::MIN.saturating_add(object))
    }

    /// The object of the storage that holds it.
    pub(crate) const fn object(self) -> u16 {
        self.0.get() - 1
    }

    fn index(self) -> usize {
        usize::from(self.object())
    }
}

/// No retry counter.
pub(crate) const NO_SLOT: u8 = 0xFF;

/// What the index keeps of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) parent: NodeId,
    pub(crate) fid: FileId,
    pub(crate) sfi: Option<Sfi>,
    pub(crate) kind: Kind,
    pub(crate) life: LifeCycle,
    /// The write function of its data coding byte, when it has one.
    pub(crate) write: Option<WriteBehaviour>,
    /// Retry counter, or [`NO_SLOT`].
    pub(crate) slot: u8,
    /// A PIN with its verification requirement disabled.
    pub(crate) disabled: bool,
    /// Of a DF: the hash of its name ([`name_hash`]).
    name: u16,
}

/// A hash of two bytes for a DF name in the index; the name itself is in the storage. Two names may
/// have the same.
fn name_hash(name: &[u8]) -> u16 {
    // FNV-1a, folded.
    let hash = name
        .iter()
        .fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    let [a, b, c, d] = hash.to_le_bytes();
    u16::from_le_bytes([a ^ c, b ^ d])
}

impl Node {
    /// The node of a file with these parameters, as they are stored: with an explicit `88`.
    pub(crate) fn new(parent: NodeId, slot: u8, control: &FileControlParameters<'_>) -> Self {
        Self {
            parent,
            fid: control.fid,
            sfi: control.sfi.flatten(),
            kind: control.kind,
            life: control.life.unwrap_or(LifeCycle::Initialisation),
            write: control.coding.map(DataCoding::behaviour),
            slot,
            disabled: matches!(control.parameters, KindParameters::Pin(pin) if pin.disabled),
            name: name_hash(control.name),
        }
    }

    /// The second key of the index: a DF is found by its name in any DF, an EF, PIN or key by its
    /// short identifier in its DF.
    fn handle(&self) -> Option<Handle> {
        match (self.kind, self.sfi) {
            (Kind::Df, _) => Some((Self::FREE.parent, self.name)),
            (_, Some(sfi)) => Some((self.parent, sfi.number().into())),
            (_, None) => None,
        }
    }

    const FREE: Self = Self {
        parent: NodeId::NONE,
        fid: 0,
        sfi: None,
        kind: Kind::Transparent,
        life: LifeCycle::Creation,
        write: None,
        slot: NO_SLOT,
        disabled: false,
        name: 0,
    };

    /// What the order goes by: parent and file identifier.
    pub(crate) const fn order_key(&self) -> (NodeId, FileId) {
        (self.parent, self.fid)
    }

    fn is_free(&self) -> bool {
        self.parent == Self::FREE.parent
    }
}

/// Why a node cannot be put into the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TreeError {
    /// The index is full.
    Full,
    /// The file identifier is taken in this DF.
    Exists,
}

/// A DF and a short identifier; or, behind all of these, the hash of a name.
type Handle = (NodeId, u16);

/// A place of the index: the node with this identity; beside it, unrelated, one entry of each
/// order (one array, so that handlers see a tree of any size as one type).
#[derive(Clone, Copy, Debug)]
pub(crate) struct IndexSlot {
    node: Node,
    /// By parent and file identifier.
    by_identifier: NodeId,
    /// By handle, then parent and file identifier; nodes without one are not in it.
    by_handle: NodeId,
}

impl IndexSlot {
    const FREE: Self = Self { node: Node::FREE, by_identifier: NodeId::MF, by_handle: NodeId::MF };
}

/// The index: nodes by their identity, and their orders. Whatever a command names a file by, it is
/// found in as many steps as its number of files has binary digits.
#[derive(Debug)]
pub(crate) struct Tree<N: ?Sized = [IndexSlot]> {
    count: usize,
    /// Nodes that have a handle.
    handles: usize,
    /// A command changed it.
    changed: bool,
    slots: N,
}

impl<const FILES: usize> Tree<[IndexSlot; FILES]> {
    pub(crate) const fn new() -> Self {
        Self { count: 0, handles: 0, changed: false, slots: [IndexSlot::FREE; FILES] }
    }
}

impl<const FILES: usize> Deref for Tree<[IndexSlot; FILES]> {
    type Target = Tree;

    fn deref(&self) -> &Tree {
        self
    }
}

impl<const FILES: usize> DerefMut for Tree<[IndexSlot; FILES]> {
    fn deref_mut(&mut self) -> &mut Tree {
        self
    }
}

impl Tree {
    /// As new, in its place.
    pub(crate) fn clear(&mut self) {
        self.slots.fill(IndexSlot::FREE);
        (self.count, self.handles, self.changed) = (0, 0, false);
    }

    /// The node with this identity.
    pub(crate) fn node(&self, id: NodeId) -> Option<&Node> {
        self.slots.get(id.index()).map(|place| &place.node).filter(|node| !node.is_free())
    }

    /// How many files the index holds, and how many it can hold.
    pub(crate) fn usage(&self) -> (usize, usize) {
        (self.count, self.slots.len())
    }

    /// An identity that no file has.
    pub(crate) fn vacant(&self) -> Option<NodeId> {
        let index = self.slots.iter().position(|place| place.node.is_free())?;
        u16::try_from(index).ok().map(NodeId::new)
    }

    /// Puts a node in.
    pub(crate) fn insert(&mut self, id: NodeId, node: Node) -> Result<(), TreeError> {
        let Err(at) = self.search(node.parent, node.fid) else { return Err(TreeError::Exists) };
        if self.count >= self.slots.len() || self.node(id).is_some() {
            return Err(TreeError::Full);
        }
        let handle = node.handle().map(|handle| self.first_behind((handle, node.order_key())));
        let place = self.slots.get_mut(id.index()).ok_or(TreeError::Full)?;
        place.node = node;
        make_room(self.slots.iter_mut().map(|place| &mut place.by_identifier), at, id);
        self.count += 1;
        if let Some(at) = handle {
            make_room(self.slots.iter_mut().map(|place| &mut place.by_handle), at, id);
            self.handles += 1;
        }
        self.changed = true;
        Ok(())
    }

    /// Removes a node, which must have no children.
    pub(crate) fn remove(&mut self, id: NodeId) {
        let Some(node) = self.node(id).copied() else { return };
        if let Ok(at) = self.search(node.parent, node.fid) {
            let order = self.slots.get_mut(at..self.count).unwrap_or_default();
            close_gap(order.iter_mut().map(|place| &mut place.by_identifier));
            self.count = self.count.saturating_sub(1);
        }
        if let Some(handle) = node.handle() {
            let at = self.first_behind((handle, node.order_key()));
            let order = self.slots.get_mut(at..self.handles).unwrap_or_default();
            close_gap(order.iter_mut().map(|place| &mut place.by_handle));
            self.handles = self.handles.saturating_sub(1);
        }
        if let Some(place) = self.slots.get_mut(id.index()) {
            place.node = Node::FREE;
        }
        self.changed = true;
    }

    /// Sets the life cycle status of a node.
    pub(crate) fn set_life(&mut self, id: NodeId, life: LifeCycle) {
        if let Some(place) = self.slots.get_mut(id.index()) {
            place.node.life = life;
            self.changed = true;
        }
    }

    /// Says whether a PIN is disabled now.
    pub(crate) fn set_disabled(&mut self, id: NodeId, disabled: bool) {
        if let Some(place) = self.slots.get_mut(id.index()) {
            place.node.disabled = disabled;
            self.changed = true;
        }
    }

    /// Was it changed since this was asked last?
    pub(crate) fn take_changed(&mut self) -> bool {
        core::mem::take(&mut self.changed)
    }

    /// The file with this identifier in a DF.
    pub(crate) fn child(&self, df: NodeId, fid: FileId) -> Option<NodeId> {
        self.search(df, fid).ok().and_then(|at| self.ordered(at))
    }

    /// The file with this short identifier in a DF.
    pub(crate) fn by_sfi(&self, df: NodeId, sfi: Sfi) -> Option<NodeId> {
        self.with_handle((df, sfi.number().into())).next()
    }

    /// The DFs that may have this name, in the order of their slots: mostly one or none. Only the
    /// storage knows.
    pub(crate) fn named(&self, name: &[u8]) -> impl Iterator<Item = NodeId> {
        self.with_handle((Node::FREE.parent, name_hash(name)))
    }

    /// All DFs, the MF among them, in no order that matters.
    pub(crate) fn dfs(&self) -> impl Iterator<Item = NodeId> {
        let from = self.first_behind(((Node::FREE.parent, 0), (NodeId::MF, 0)));
        self.handled().get(from..).unwrap_or_default().iter().map(|place| place.by_handle)
    }

    /// The files in a DF, by file identifier.
    pub(crate) fn children(&self, df: NodeId) -> impl Iterator<Item = NodeId> {
        let (Ok(from) | Err(from)) = self.search(df, 0);
        (from..self.count)
            .map_while(|at| self.ordered(at))
            .take_while(move |id| self.node(*id).is_some_and(|node| node.parent == df))
    }

    /// The file at this place of the order: by parent, then by file identifier.
    pub(crate) fn nth(&self, at: usize) -> Option<NodeId> {
        self.ordered(at).filter(|_| at < self.count)
    }

    /// The next file of this kind in a DF, from a place of its order on that is then the one behind:
    /// for who reads the storage between two of them, and so can keep no iterator.
    pub(crate) fn next_child(&self, df: NodeId, kind: Kind, at: &mut usize) -> Option<NodeId> {
        let mut files = self.children(df).enumerate().skip(*at);
        let is_of_kind = |id: NodeId| self.node(id).is_some_and(|node| node.kind == kind);
        let (found, id) = files.find(|(_, id)| is_of_kind(*id))?;
        *at = found.saturating_add(1);
        Some(id)
    }

    /// What the write functions do in a file: that of its own data coding byte, or that of the
    /// nearest DF above it, or the card's (ISO/IEC 7816-4:2020, 11.3.2).
    pub(crate) fn write_behaviour(&self, id: NodeId) -> WriteBehaviour {
        let mut at = id;
        for _ in 0..=self.count {
            let Some(node) = self.node(at) else { break };
            match node.write {
                Some(behaviour) => return behaviour,
                None if at == NodeId::MF => break,
                None => at = node.parent,
            }
        }
        DataCoding::CARD.behaviour()
    }

    /// The depth of a file below the MF; `None` when its ancestors do not lead there.
    pub(crate) fn depth(&self, id: NodeId) -> Option<usize> {
        let mut at = id;
        for depth in 0..=self.count {
            if at == NodeId::MF {
                return Some(depth);
            }
            at = self.node(at)?.parent;
        }
        None
    }

    /// Is it this file, or below it at any depth?
    pub(crate) fn is_within(&self, id: NodeId, df: NodeId) -> bool {
        let mut at = id;
        for _ in 0..=self.count {
            if at == df {
                return true;
            }
            match self.node(at) {
                Some(node) if at != NodeId::MF => at = node.parent,
                _ => return false,
            }
        }
        false
    }

    /// A file without children: this one, or one below it.
    pub(crate) fn leaf(&self, id: NodeId) -> NodeId {
        let mut at = id;
        for _ in 0..self.count {
            match self.children(at).next() {
                Some(child) => at = child,
                None => break,
            }
        }
        at
    }

    fn ordered(&self, at: usize) -> Option<NodeId> {
        self.slots.get(at).map(|place| place.by_identifier)
    }

    fn search(&self, parent: NodeId, fid: FileId) -> Result<usize, usize> {
        let ordered = self.slots.get(..self.count).unwrap_or_default();
        ordered.binary_search_by_key(&(parent, fid), |place| {
            self.node(place.by_identifier).unwrap_or(&Node::FREE).order_key()
        })
    }

    fn handled(&self) -> &[IndexSlot] {
        self.slots.get(..self.handles).unwrap_or_default()
    }

    /// The position of this handle in the order of handles, or where it belongs.
    fn first_behind(&self, wanted: (Handle, (NodeId, FileId))) -> usize {
        self.handled().partition_point(|place| {
            let node = self.node(place.by_handle).unwrap_or(&Node::FREE);
            node.handle().is_some_and(|handle| (handle, node.order_key()) < wanted)
        })
    }

    fn with_handle(&self, handle: Handle) -> impl Iterator<Item = NodeId> {
        let from = self.first_behind((handle, (NodeId::MF, 0)));
        let behind = self.handled().get(from..).unwrap_or_default().iter();
        behind
            .map(|place| place.by_handle)
            .take_while(move |id| self.node(*id).and_then(Node::handle) == Some(handle))
    }
}

/// Puts an identity into an order at a place; what is there and behind moves up by one.
fn make_room<'a>(order: impl Iterator<Item = &'a mut NodeId>, at: usize, id: NodeId) {
    let mut moved = id;
    for place in order.skip(at) {
        core::mem::swap(place, &mut moved);
    }
}

/// Takes the first out of a part of an order; what is behind it moves down by one.
fn close_gap<'a>(order: impl DoubleEndedIterator<Item = &'a mut NodeId>) {
    let mut moved = NodeId::MF;
    for place in order.rev() {
        core::mem::swap(place, &mut moved);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails so")]

    use std::vec::Vec;

    use test_vectors::rng::TestRng;
    use test_vectors::seed;

    use super::*;

    /// The storage is asked about every DF whose name has the same hash: they must be few.
    #[test]
    fn names_that_differ_little_have_other_hashes() {
        let names = (0..1000u16).map(|number| [&b"A0000"[..], &number.to_be_bytes()].concat());
        let mut hashes: Vec<u16> = names.map(|name| name_hash(&name)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        // Of drawn numbers 992 would be left.
        assert!(hashes.len() > 980, "{} hashes", hashes.len());
    }

    #[test]
    fn every_way_to_a_file_finds_what_looking_at_all_of_them_finds() {
        let mut rng = TestRng::new(seed::of("tree"));
        let mut below = |most: u32| u16::try_from(rng.below_u32(most)).unwrap();
        let names: [&[u8]; 5] = [b"", b"A000", b"A0000001", b"B", b"A0000002"];
        let mut tree = Tree::<[IndexSlot; 64]>::new();
        let mut known: Vec<(NodeId, Node, &[u8])> = Vec::new();
        for _ in 0..600 {
            if below(3) == 0 && !known.is_empty() {
                let most = u32::try_from(known.len()).unwrap();
                let (id, ..) = known.remove(usize::from(below(most)));
                tree.remove(id);
                assert!(tree.node(id).is_none());
                assert_eq!(tree.usage().0, known.len());
            }
            let kind = if below(3) == 0 { Kind::Df } else { Kind::Transparent };
            let name = if kind == Kind::Df { names[usize::from(below(5))] } else { b"" };
            let sfi = u8::try_from(below(12)).unwrap();
            let sfi = if kind == Kind::Df { None } else { Sfi::new(sfi) };
            let control = FileControlParameters {
                kind,
                name,
                fid: below(40),
                sfi: Some(sfi),
                ..FileControlParameters::EMPTY
            };
            let (parent, id) = (NodeId::new(below(4)), NodeId::new(below(64)));
            let node = Node::new(parent, NO_SLOT, &control);
            let taken = known
                .iter()
                .any(|(at, other, _)| *at == id || other.order_key() == node.order_key());
            assert_eq!(tree.insert(id, node).is_err(), taken);
            if !taken {
                known.push((id, node, name));
                known.sort_by_key(|(_, node, _)| node.order_key());
            }
            for parent in (0..4).map(NodeId::new) {
                for sfi in (1..12).filter_map(Sfi::new) {
                    let mut all = known.iter();
                    let found = all.find(|(_, n, _)| n.parent == parent && n.sfi == Some(sfi));
                    assert_eq!(tree.by_sfi(parent, sfi), found.map(|(id, ..)| *id));
                }
                let inside: Vec<NodeId> = tree.children(parent).collect();
                let all = known.iter().filter(|(_, node, _)| node.parent == parent);
                assert!(all.clone().map(|(id, ..)| *id).eq(inside));
                for kind in [Kind::Df, Kind::Transparent] {
                    let mut at = 0;
                    let next = || tree.next_child(parent, kind, &mut at);
                    let of_kind = all.clone().filter(|(_, node, _)| node.kind == kind);
                    assert!(of_kind.map(|(id, ..)| *id).eq(std::iter::from_fn(next)));
                }
            }
            let all = known.iter().map(|(id, ..)| Some(*id)).chain([None]);
            assert!(all.eq((0..=known.len()).map(|at| tree.nth(at))));
            let dfs = known.iter().filter(|(_, node, _)| node.kind == Kind::Df);
            for wanted in names {
                let named: Vec<NodeId> = tree.named(wanted).collect();
                let all = dfs.clone().filter(|(_, _, name)| *name == wanted).map(|(id, ..)| *id);
                assert!(all.eq(named), "{wanted:?}");
            }
            let mut found: Vec<NodeId> = tree.dfs().collect();
            let mut all: Vec<NodeId> = dfs.map(|(id, ..)| *id).collect();
            found.sort();
            all.sort();
            assert_eq!(found, all);
        }
        assert!(known.len() > 20, "{} files", known.len());
    }
}
