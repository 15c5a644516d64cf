//! The content of a page (7.8.2): texts and lines, each in its marked content.

use pdf_writer::{Content, Finish as _, Name, Settings, Str, TextStr};

use super::fonts::{UsedFonts, resource_name};
use super::{POINTS, PdfError};
use crate::font::{Glyph, Run};
use crate::page::{Block, HEIGHT, Mark, Page, Role};

/// What the structure of the document says of a block.
#[derive(Clone, Debug)]
pub(super) struct Spoken {
    pub(super) role: Role,
    pub(super) language: Option<&'static str>,
    pub(super) order: u8,
}

/// A page as operators.
#[derive(Clone, Debug)]
pub(super) struct Encoded {
    pub(super) bytes: Vec<u8>,
    /// In the order of their marked content.
    pub(super) spoken: Vec<Spoken>,
}

/// The operators of a page, whose marked content is numbered from `first`.
pub(super) fn encode(
    page: &Page,
    first: usize,
    fonts: &mut UsedFonts,
) -> Result<Encoded, PdfError> {
    let mut content = Content::with_settings(Settings { pretty: false });
    let mut spoken = Vec::new();
    for block in &page.blocks {
        if block.role == Role::Decoration {
            content.begin_marked_content_with_properties(Name(b"Artifact")).properties();
        } else {
            let number = i32::try_from(first + spoken.len()).map_err(|_| PdfError::TooLarge)?;
            begin(&mut content, block, number);
            spoken.push(Spoken { role: block.role, language: block.language, order: block.order });
        }
        for mark in &block.marks {
            draw(&mut content, mark, fonts)?;
        }
        content.end_marked_content();
    }
    Ok(Encoded { bytes: content.finish().into_vec(), spoken })
}

fn begin(content: &mut Content, block: &Block, number: i32) {
    let tag = if block.role == Role::Heading { Name(b"H1") } else { Name(b"P") };
    let mut marked = content.begin_marked_content_with_properties(tag);
    let mut properties = marked.properties();
    properties.identify(number);
    if let Some(says) = &block.says {
        properties.actual_text(TextStr(says));
    }
    properties.finish();
    marked.finish();
}

fn draw(content: &mut Content, mark: &Mark, fonts: &mut UsedFonts) -> Result<(), PdfError> {
    match mark {
        Mark::Text { left, baseline, size, run } => {
            content.begin_text();
            content.next_line(short(left * POINTS), short((HEIGHT - baseline) * POINTS));
            show(content, run, *size, fonts)?;
            content.end_text();
        }
        Mark::Line { from, to, thickness } => {
            content.set_line_width(short(thickness * POINTS));
            content.move_to(short(from.0 * POINTS), short((HEIGHT - from.1) * POINTS));
            content.line_to(short(to.0 * POINTS), short((HEIGHT - to.1) * POINTS));
            content.stroke();
        }
    }
    Ok(())
}

fn show(
    content: &mut Content,
    run: &Run,
    size: f32,
    fonts: &mut UsedFonts,
) -> Result<(), PdfError> {
    for part in run.glyphs.chunk_by(|one, next| one.face == next.face) {
        let Some(Glyph { face, .. }) = part.first() else {
            continue;
        };
        content.set_font(Name(resource_name(*face).as_bytes()), size);
        let mut codes = Vec::new();
        for glyph in part {
            codes.extend(fonts.code(glyph)?.to_be_bytes());
        }
        content.show(Str(&codes));
    }
    Ok(())
}

/// To a hundredth of a point: no printer shows less, and the file is smaller.
fn short(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}
