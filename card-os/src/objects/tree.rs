//! Where the files stand: a sorted index in RAM, rebuilt from the storage when the card starts.

use core::ops::{Deref, DerefMut};

use apdu_spec::file::{FileControl, FileId, Kind, LifeCycle, Sfi};

/// The name of a file inside the card: its place in the index and its object in the storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NodeId(u16);

impl NodeId {
    /// The master file.
    pub(crate) const MF: Self = Self(0);

    pub(crate) const fn new(object: u16) -> Self {
        Self(object)
    }

    /// The object of the storage that holds it.
    pub(crate) const fn object(self) -> u16 {
        self.0
    }

    fn index(self) -> usize {
        usize::from(self.0)
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
    /// Retry counter, or [`NO_SLOT`].
    pub(crate) slot: u8,
}

impl Node {
    /// The node of a file with these parameters, as they are stored: `88` says it all.
    pub(crate) fn new(parent: NodeId, slot: u8, control: &FileControl<'_>) -> Self {
        Self {
            parent,
            fid: control.fid,
            sfi: control.sfi.flatten(),
            kind: control.kind,
            life: control.life.unwrap_or(LifeCycle::Initialisation),
            slot,
        }
    }

    const FREE: Self = Self {
        parent: NodeId(u16::MAX),
        fid: 0,
        sfi: None,
        kind: Kind::Transparent,
        life: LifeCycle::Creation,
        slot: NO_SLOT,
    };

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

/// The index: nodes by their identity, and their order by parent and file identifier.
#[derive(Debug)]
pub(crate) struct Tree<N: ?Sized = [(Node, NodeId)]> {
    count: usize,
    /// A command changed it.
    changed: bool,
    /// At its place the node with this identity; beside it, unrelated, one entry of the order
    /// (one array, so that handlers see a tree of any size as one type).
    nodes: N,
}

impl<const FILES: usize> Tree<[(Node, NodeId); FILES]> {
    pub(crate) const fn new() -> Self {
        Self { count: 0, changed: false, nodes: [(Node::FREE, NodeId::MF); FILES] }
    }
}

impl<const FILES: usize> Deref for Tree<[(Node, NodeId); FILES]> {
    type Target = Tree;

    fn deref(&self) -> &Tree {
        self
    }
}

impl<const FILES: usize> DerefMut for Tree<[(Node, NodeId); FILES]> {
    fn deref_mut(&mut self) -> &mut Tree {
        self
    }
}

impl Tree {
    /// The node with this identity.
    pub(crate) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index()).map(|(node, _)| node).filter(|node| !node.is_free())
    }

    /// How many files the index holds, and how many it can hold.
    pub(crate) fn usage(&self) -> (usize, usize) {
        (self.count, self.nodes.len())
    }

    /// An identity that no file has.
    pub(crate) fn vacant(&self) -> Option<NodeId> {
        let index = self.nodes.iter().position(|(node, _)| node.is_free())?;
        u16::try_from(index).ok().map(NodeId)
    }

    /// Puts a node in.
    pub(crate) fn insert(&mut self, id: NodeId, node: Node) -> Result<(), TreeError> {
        let Err(at) = self.search(node.parent, node.fid) else { return Err(TreeError::Exists) };
        if self.count >= self.nodes.len() || self.node(id).is_some() {
            return Err(TreeError::Full);
        }
        let (place, _) = self.nodes.get_mut(id.index()).ok_or(TreeError::Full)?;
        *place = node;
        // Make room in the order.
        for index in (at..self.count).rev() {
            if let Some((_, id)) = self.nodes.get(index).copied()
                && let Some((_, next)) = self.nodes.get_mut(index + 1)
            {
                *next = id;
            }
        }
        if let Some((_, place)) = self.nodes.get_mut(at) {
            *place = id;
        }
        self.count += 1;
        self.changed = true;
        Ok(())
    }

    /// Says that a node has another life cycle status now.
    pub(crate) fn set_life(&mut self, id: NodeId, life: LifeCycle) {
        if let Some((node, _)) = self.nodes.get_mut(id.index()) {
            node.life = life;
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
        self.children(df).find(|id| self.node(*id).is_some_and(|node| node.sfi == Some(sfi)))
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

    /// How deep a file stands below the MF; `None` when its ancestors do not lead there.
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

    fn ordered(&self, at: usize) -> Option<NodeId> {
        self.nodes.get(at).map(|(_, id)| *id)
    }

    fn search(&self, parent: NodeId, fid: FileId) -> Result<usize, usize> {
        let ordered = self.nodes.get(..self.count).unwrap_or_default();
        ordered.binary_search_by_key(&(parent, fid), |(_, id)| {
            self.nodes.get(id.index()).map_or((Node::FREE.parent, 0), |(n, _)| (n.parent, n.fid))
        })
    }
}
