//! The tree of pages (7.7.3): nodes of a fixed number of pages under one root.

use std::io::Write;

use pdf_writer::{Finish as _, Rect, Ref};

use super::output::Output;
use super::{PdfError, chunk};

/// Pages of a node.
const FAN: usize = 256;

/// The tree of pages.
#[derive(Debug)]
pub(super) struct Pages {
    root: Ref,
    /// Nodes that are written, and the pages of each.
    nodes: Vec<(Ref, i32)>,
    /// The node that is being filled.
    node: Option<Ref>,
    kids: Vec<Ref>,
}

impl Pages {
    pub(super) const fn new(root: Ref) -> Self {
        Self { root, nodes: Vec::new(), node: None, kids: Vec::new() }
    }

    pub(super) const fn root(&self) -> Ref {
        self.root
    }

    /// Adds a page; gives its parent.
    pub(super) fn add<W: Write>(
        &mut self,
        output: &mut Output<W>,
        page: Ref,
    ) -> Result<Ref, PdfError> {
        let node = match self.node {
            Some(node) => node,
            None => output.reserve()?,
        };
        self.node = Some(node);
        self.kids.push(page);
        if self.kids.len() == FAN {
            self.close(output)?;
        }
        Ok(node)
    }

    fn close<W: Write>(&mut self, output: &mut Output<W>) -> Result<(), PdfError> {
        let Some(node) = self.node.take() else {
            return Ok(());
        };
        let count = i32::try_from(self.kids.len()).map_err(|_| PdfError::TooLarge)?;
        let mut chunk = chunk();
        chunk.pages(node).parent(self.root).kids(self.kids.drain(..)).count(count);
        output.write(&chunk)?;
        self.nodes.push((node, count));
        Ok(())
    }

    /// Writes the root. What all pages have stands there: their size in points, and their fonts.
    pub(super) fn write_root<W: Write>(
        &mut self,
        output: &mut Output<W>,
        (width, height): (f32, f32),
        resources: Ref,
    ) -> Result<(), PdfError> {
        self.close(output)?;
        let mut chunk = chunk();
        let mut root = chunk.pages(self.root);
        root.kids(self.nodes.iter().map(|(node, _)| *node));
        root.count(self.nodes.iter().map(|(_, count)| count).sum());
        root.media_box(Rect::new(0.0, 0.0, width, height));
        root.pair(pdf_writer::Name(b"Resources"), resources);
        root.finish();
        output.write(&chunk)
    }
}
