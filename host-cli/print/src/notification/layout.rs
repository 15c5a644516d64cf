//! Where everything stands on a letter.

use super::{ADDRESS, Letter, LetterError, Occasion, Part, Sender, Undrawable, wording};
use crate::font::{Faces, Missing, Run};
use crate::page::{Area, Block, Cell, Page, Role, Table, WIDTH, ruby};
use crate::text::{MILLIMETRES_PER_POINT, Sizes};

const LEFT: f32 = 20.0;
const COLUMN: f32 = 82.0;
const ENGLISH: f32 = 108.0;
const RIGHT: f32 = 190.0;
/// Where the sheet is folded for the envelope.
const FOLDS: [f32; 2] = [99.0, 198.0];
const CODE_BOX: Area = Area { left: 45.0, top: 108.0, width: 120.0, height: 20.0 };
const NAMES: f32 = 133.0;
const SECTIONS: f32 = 172.0;
const BOTTOM: f32 = 285.0;
const SMALL: Sizes = Sizes { greatest: 9.0, least: 5.0, leading: 1.3 };

/// What all letters of an occasion have in common.
///
/// # Errors
/// When it does not fit: what says who writes is too long.
pub fn background(
    faces: &Faces<'_>,
    sender: &Sender,
    occasion: Occasion,
) -> Result<Page, LetterError> {
    let mut page = Page::default();
    let mut marks = Block::new(Role::Decoration, 0);
    for fold in FOLDS {
        marks.rule((4.0, fold), (8.0, fold), 0.2);
    }
    marks.outline(CODE_BOX, 0.4);
    marks.rule((LEFT, SECTIONS - 3.0), (RIGHT, SECTIONS - 3.0), 0.2);
    page.blocks.push(marks);

    let mut title = Block::new(Role::Heading, 0);
    centred(&mut title, faces, wording::TITLE.0, 71.0, 16.0);
    page.blocks.push(title);
    let mut title = Block::new(Role::Paragraph, 0).in_language("en");
    centred(&mut title, faces, wording::TITLE.1, 79.0, 10.0);
    page.blocks.push(title);

    let from = Area { left: 120.0, top: 27.0, width: 70.0, height: 30.0 };
    let says = format!("{}\n{}\n{}", sender.mayor, sender.english, sender.office);
    let mut block = Block::new(Role::Paragraph, 3);
    fitted(&mut block, &faces.run(&says), from, SMALL, Part::Sender)?;
    page.blocks.push(block);

    let lead = wording::lead(occasion);
    let columns = [(lead.0, LEFT, None, 4), (lead.1, ENGLISH, Some("en"), 5)];
    for (text, left, language, order) in columns {
        let area = Area { left, top: 87.0, width: COLUMN, height: 18.0 };
        let mut block = Block { language, ..Block::new(Role::Paragraph, order) };
        fitted(&mut block, &faces.run(text), area, SMALL, Part::Wording)?;
        page.blocks.push(block);
    }

    let mut label = Block::new(Role::Paragraph, 6);
    let text = format!("{}　{}", wording::CODE.0, wording::CODE.1);
    label.line(faces.run(&text), (CODE_BOX.left + 4.0, CODE_BOX.top + 2.5), 9.0);
    page.blocks.push(label);

    let japanese = wording::SECTIONS.map(|(heading, text, ..)| (heading, text));
    let english = wording::SECTIONS.map(|(.., heading, text)| (heading, text));
    page.blocks.push(sections(faces, &japanese, LEFT, 9)?);
    page.blocks.push(sections(faces, &english, ENGLISH, 10)?.in_language("en"));
    Ok(page)
}

/// What one letter has. `Ok` has also the characters that are not drawn as the record has them.
///
/// # Errors
/// When a part of it does not fit its place at the smallest type, or has characters that no font
/// has and that are not to be marked.
pub fn page(
    faces: &Faces<'_>,
    letter: &Letter,
    undrawable: Undrawable,
) -> Result<(Page, Vec<(Part, Missing)>), LetterError> {
    let mut missing = Vec::new();
    let all = letter.names.iter().map(|(_, name)| (Part::Names, name));
    let own = [(Part::Address, &letter.address), (Part::Addressee, &letter.addressee)];
    for (part, text) in own.into_iter().chain(all) {
        let found: Vec<Missing> = faces.run(text).missing().collect();
        if undrawable == Undrawable::Refuse && !found.is_empty() {
            return Err(LetterError::Undrawable(part, found));
        }
        missing.extend(found.into_iter().map(|found| (part, found)));
    }

    let mut page = Page::default();
    page.blocks.push(address(faces, letter)?);

    let mut number = Block::new(Role::Paragraph, 2);
    number.line(faces.run(&format!("第{}号", letter.number)), (120.0, 16.0), 9.0);
    number.line(faces.run(&wording::date(letter.date)), (120.0, 20.5), 9.0);
    page.blocks.push(number);

    page.blocks.push(code(faces, letter)?);

    let rows: Vec<Vec<Cell>> = letter.names.iter().map(row).collect();
    let sizes = Sizes { greatest: 9.0, least: 5.0, leading: 1.2 };
    let table = Table { columns: &[66.0, 104.0], sizes, lines: 2, order: 8 };
    let table = table.draw(faces, &rows, (LEFT, NAMES), SECTIONS - 8.0 - NAMES);
    let (blocks, end) = table.ok_or(LetterError::TooLong(Part::Names))?;
    page.blocks.extend(blocks);
    if !missing.is_empty() {
        let mut note = Block::new(Role::Paragraph, 8);
        note.line(faces.run(wording::MARKED.0), (LEFT, end + 0.8), 6.0);
        note.line(faces.run(wording::MARKED.1), (LEFT, end + 3.2), 6.0);
        page.blocks.push(note);
    }
    Ok((page, missing))
}

fn row((kind, name): &(super::NameKind, String)) -> Vec<Cell> {
    let (japanese, english) = wording::name(*kind);
    vec![Cell::new(format!("{japanese} {english}")), Cell::new(name.clone())]
}

/// Postcode, address and name, one below the other.
fn address(faces: &Faces<'_>, letter: &Letter) -> Result<Block, LetterError> {
    let mut block = Block::new(Role::Paragraph, 1);
    let mut top = ADDRESS.top;
    if let Some(postcode) = letter.post_line()? {
        block.line(faces.run(&postcode), (ADDRESS.left, top), 10.0);
    }
    top += 4.5;
    let area = Area { top, height: 22.0, ..ADDRESS };
    let sizes = Sizes { greatest: 10.0, least: 5.0, leading: 1.15 };
    let text = faces.run(&letter.address);
    top += fitted(&mut block, &text, area, sizes, Part::Address)? + 1.5;

    let name = format!("{}　{}", letter.addressee, wording::HONORIFIC);
    let room = ADDRESS.top + ADDRESS.height - top;
    if let Some(furigana) = &letter.furigana {
        // Above the name while that is one line in a size to be read from afar.
        let mut size = 13.0;
        while size >= 9.0 {
            let (width, height, _) = ruby(faces, (&letter.addressee, furigana), (0.0, 0.0), size);
            let honorific = 2.0 * size * MILLIMETRES_PER_POINT;
            if width + honorific <= ADDRESS.width && height <= room {
                let place = (ADDRESS.left, top);
                let (width, _, [above, base]) =
                    ruby(faces, (&letter.addressee, furigana), place, size);
                block.marks.extend([above, base]);
                let ruby_height = size * MILLIMETRES_PER_POINT / 2.0;
                let place = (ADDRESS.left + width, top + ruby_height);
                block.line(faces.run(&format!("　{}", wording::HONORIFIC)), place, size);
                return Ok(block);
            }
            size -= 0.5;
        }
    }
    let area = Area { top, height: room, ..ADDRESS };
    let sizes = Sizes { greatest: 13.0, least: 5.0, leading: 1.2 };
    fitted(&mut block, &faces.run(&name), area, sizes, Part::Addressee)?;
    Ok(block)
}

/// The code in groups; copied, it is one number.
fn code(faces: &Faces<'_>, letter: &Letter) -> Result<Block, LetterError> {
    const SIZE: f32 = 24.0;
    const GAP: f32 = 5.0;
    let groups = letter.groups()?;
    let em = SIZE * MILLIMETRES_PER_POINT;
    let runs = groups.map(|group| faces.run(group));
    let width: f32 = runs.iter().map(|run| run.width() * em).sum::<f32>() + 2.0 * GAP;
    let mut left = (WIDTH - width) / 2.0;
    let mut block = Block { says: Some(letter.code.clone()), ..Block::new(Role::Paragraph, 7) };
    for run in runs {
        left += block.line(run, (left, CODE_BOX.top + 8.0), SIZE) + GAP;
    }
    Ok(block)
}

fn sections(
    faces: &Faces<'_>,
    sections: &[(&str, &str)],
    left: f32,
    order: u8,
) -> Result<Block, LetterError> {
    let mut block = Block::new(Role::Paragraph, order);
    let mut top = SECTIONS;
    for (heading, text) in sections {
        for (text, size, space) in [(heading, 9.0, 0.8), (text, 8.0, 2.4)] {
            let area = Area { left, top, width: COLUMN, height: BOTTOM - top };
            let sizes = Sizes { greatest: size, least: size, leading: 1.35 };
            top += fitted(&mut block, &faces.run(text), area, sizes, Part::Wording)? + space;
        }
    }
    Ok(block)
}

fn centred(block: &mut Block, faces: &Faces<'_>, text: &str, top: f32, size: f32) {
    let run = faces.run(text);
    let left = (WIDTH - run.width() * size * MILLIMETRES_PER_POINT) / 2.0;
    block.line(run, (left, top), size);
}

/// Adds a text; gives its height in millimetres.
fn fitted(
    block: &mut Block,
    run: &Run,
    area: Area,
    sizes: Sizes,
    part: Part,
) -> Result<f32, LetterError> {
    let added = block.fitted(run, area, sizes).map(|fit| fit.height());
    added.ok_or(LetterError::TooLong(part))
}
