//! The structure of a tagged document (14.7): an element a block, under an element a page.

use std::io::Write;

use pdf_writer::types::StructRole;
use pdf_writer::writers::{StructElement, StructTreeRoot};
use pdf_writer::{Finish as _, Ref, TextStr};

use super::content::Spoken;
use super::output::Output;
use super::{PdfError, chunk};
use crate::page::Role;

/// Pages of a leaf of the tree that leads from a page to its elements.
const FAN: usize = 256;

/// The tree of elements.
#[derive(Debug)]
pub(super) struct Structure {
    root: Ref,
    document: Ref,
    pages: Vec<Ref>,
    /// Leaves that are written.
    leaves: Vec<Ref>,
    /// Key of a page and the array of its elements, those of no leaf yet.
    open: Vec<(i32, Ref)>,
}

impl Structure {
    pub(super) const fn new(root: Ref, document: Ref) -> Self {
        Self { root, document, pages: Vec::new(), leaves: Vec::new(), open: Vec::new() }
    }

    /// Writes the elements of a page; gives its key. The blocks are in the order of their marked
    /// content; they are heard in the order that each gives.
    pub(super) fn page<W: Write>(
        &mut self,
        output: &mut Output<W>,
        page: Ref,
        spoken: &[Spoken],
    ) -> Result<i32, PdfError> {
        let key = i32::try_from(self.pages.len()).map_err(|_| PdfError::TooLarge)?;
        let section = output.reserve()?;
        let mut elements = Vec::new();
        for (number, block) in (0..).zip(spoken) {
            let id = output.reserve()?;
            let mut chunk = chunk();
            let mut element: StructElement<'_> = chunk.struct_element(id);
            element.kind(match block.role {
                Role::Heading => StructRole::H1,
                Role::Paragraph | Role::Decoration => StructRole::P,
            });
            element.parent(section).page(page);
            if let Some(language) = block.language {
                element.lang(TextStr(language));
            }
            element.children().marked_content_id(number);
            element.finish();
            output.write(&chunk)?;
            elements.push(id);
        }
        let mut heard: Vec<_> = spoken.iter().map(|block| block.order).zip(&elements).collect();
        heard.sort_by_key(|(order, _)| *order);
        let mut sections = chunk();
        let mut element = sections.struct_element(section);
        element.kind(StructRole::Sect).parent(self.document);
        let mut children = element.children();
        for (_, id) in heard {
            children.struct_element(*id);
        }
        children.finish();
        element.finish();
        output.write(&sections)?;
        let array = output.reserve()?;
        let mut list = chunk();
        list.indirect(array).array().items(elements);
        output.write(&list)?;
        self.pages.push(section);
        self.open.push((key, array));
        if self.open.len() == FAN {
            self.close(output)?;
        }
        Ok(key)
    }

    fn close<W: Write>(&mut self, output: &mut Output<W>) -> Result<(), PdfError> {
        let ends =
            self.open.first().map(|(key, _)| *key).zip(self.open.last().map(|(key, _)| *key));
        let Some((first, last)) = ends else {
            return Ok(());
        };
        let id = output.reserve()?;
        let mut chunk = chunk();
        let mut leaf = chunk.indirect(id).start::<pdf_writer::writers::NumberTree<'_, Ref>>();
        leaf.limits(first, last);
        let mut entries = leaf.nums();
        for (key, array) in self.open.drain(..) {
            entries.insert(key, array);
        }
        entries.finish();
        leaf.finish();
        output.write(&chunk)?;
        self.leaves.push(id);
        Ok(())
    }

    /// Writes the root of the tree.
    pub(super) fn write_root<W: Write>(&mut self, output: &mut Output<W>) -> Result<Ref, PdfError> {
        self.close(output)?;
        let mut documents = chunk();
        let mut element = documents.struct_element(self.document);
        element.kind(StructRole::Document).parent(self.root);
        let mut children = element.children();
        for page in &self.pages {
            children.struct_element(*page);
        }
        children.finish();
        element.finish();
        output.write(&documents)?;
        let next = i32::try_from(self.pages.len()).map_err(|_| PdfError::TooLarge)?;
        let mut chunk = chunk();
        let mut root = chunk.indirect(self.root).start::<StructTreeRoot<'_>>();
        root.child(self.document);
        root.parent_tree().kids().items(self.leaves.iter().copied());
        root.parent_tree_next_key(next);
        root.finish();
        output.write(&chunk)?;
        Ok(self.root)
    }
}
