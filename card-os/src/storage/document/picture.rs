//! The picture of STORAGE.md: the ring of pages, one page word by word, one word bit by bit. All
//! of it is read from the flash of a store that did what the picture shows.

use std::format;
use std::string::String;
use std::vec::Vec;

use test_vectors::flash::{Cut, SimFlash};
use test_vectors::svg::{Attributes, Pixels, Svg};

use super::super::word::{
    BLANK, CHECK_BITS, HEADER, Kind, OPEN, PAYLOAD_BITS, SNAPSHOT, counter_of, decode,
};
use super::super::{Key, Store, item_words};

const PAGES: u32 = 6;
const WORDS: u32 = 128;
const ACROSS: u32 = 16;

type ExampleStore = Store<SimFlash<512>, 16>;

/// How a word is painted: fill, frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Paint {
    Header,
    Open,
    Counter,
    Item,
    Removal,
    Commit,
    Abort,
    Torn,
    Blank,
}

impl Paint {
    const ALL: [(Self, &str); 9] = [
        (Self::Header, "header"),
        (Self::Open, "Open"),
        (Self::Counter, "counter"),
        (Self::Item, "item"),
        (Self::Removal, "removal"),
        (Self::Commit, "Commit"),
        (Self::Abort, "Abort"),
        (Self::Torn, "cut"),
        (Self::Blank, "blank"),
    ];

    fn colours(self) -> (&'static str, &'static str) {
        match self {
            Self::Header => ("#d6dde6", "#5b6b7f"),
            Self::Open => ("#c9e4f5", "#2f7fb0"),
            Self::Counter => ("#fbdcb4", "#c4761b"),
            Self::Item => ("#e4dbf3", "#7a5ab0"),
            Self::Removal => ("#f3d7e3", "#b0487a"),
            Self::Commit => ("#c8e8cd", "#2f8a45"),
            Self::Abort => ("#e9e4d4", "#8a7a45"),
            Self::Torn => ("#f6c4c0", "#c0332b"),
            Self::Blank => ("#ffffff", "#cfd5dc"),
        }
    }
}

/// A word of the page as it is painted.
#[derive(Clone, Debug)]
struct Cell {
    paint: Paint,
    label: String,
}

fn cell(paint: Paint, label: impl Into<String>) -> Cell {
    Cell { paint, label: label.into() }
}

/// A card's life in small, up to a try whose word was cut.
fn life() -> ExampleStore {
    let mut store = ExampleStore::format(SimFlash::new(6)).map_err(|(_, error)| error).unwrap();
    store.set_counter(0, 3).unwrap();
    store.set_counter(1, 10).unwrap();
    store.put(Key::new(4, 0), b"what never changes").unwrap();
    store.put(Key::new(5, 0), &[0; 40]).unwrap();
    store.commit().unwrap();
    let mut round = 0u8;
    while store.newest < 8 {
        round += 1;
        store.put(Key::new(5, 0), &[round; 40]).unwrap();
        store.commit().unwrap();
    }
    let verify = |store: &mut ExampleStore| {
        let spent = store.spend(0).unwrap();
        store.restore(spent, 3).unwrap();
        store.commit().unwrap();
    };
    verify(&mut store);
    store.put(Key::new(6, 0), b"0123456789").unwrap();
    store.put(Key::new(6, 1), b"two together").unwrap();
    store.commit().unwrap();
    store.remove_part(Key::new(6, 1)).unwrap();
    store.set_counter(1, 9).unwrap();
    store.commit().unwrap();
    verify(&mut store);
    let record = b"a record of a cyclic file, appended in place of its oldest";
    store.put(Key::new(7, 3), record).unwrap();
    store.remove_part(Key::new(6, 0)).unwrap();
    store.commit().unwrap();
    store.put(Key::new(6, 2), b"dropped").unwrap();
    store.abort();
    verify(&mut store);
    store.flash_mut().cut_at(0, Cut::Inside(3));
    store.spend(0).unwrap_err();
    store.flash_mut().power_on();
    ExampleStore::mount(store.into_flash()).map_err(|(_, error)| error).unwrap()
}

/// The words of the newest page, and what they are.
fn cells(store: &mut ExampleStore) -> Vec<Cell> {
    let sequence = store.newest;
    let word = |store: &mut ExampleStore, at| {
        store.media.word(store.media.geometry.address(sequence, at)).unwrap()
    };
    let mut cells: Vec<Cell> = ["JKLG", "format", "words", "seq", "first", "end", "tail", "CRC"]
        .map(|label| cell(Paint::Header, label))
        .to_vec();
    for (at, value) in [(2, WORDS), (3, sequence), (4, store.first)] {
        assert_eq!(word(store, at), value);
        let label = ["", "", "words", "seq", "first"][at as usize];
        cells[at as usize].label = format!("{label} {value}");
    }
    cells[1].label = format!("v{} · {}", word(store, 1) >> 16, word(store, 1) & 0xFFFF);
    assert_eq!(cells.len(), HEADER as usize);
    for at in OPEN {
        assert!(matches!(decode(word(store, at), sequence, at), Some((Kind::Open, _))));
        cells.push(cell(Paint::Open, "Open"));
    }
    let mut at = SNAPSHOT;
    while at < WORDS {
        let value = word(store, at);
        let (kind, payload) = match decode(value, sequence, at) {
            Some(found) => found,
            None if value == BLANK => {
                cells.push(cell(Paint::Blank, ""));
                at += 1;
                continue;
            }
            None => {
                assert_eq!(at, store.end, "only what was cut is no structure");
                cells.push(cell(Paint::Torn, "cut"));
                at += 1;
                continue;
            }
        };
        let counter = counter_of(payload).unwrap_or_default();
        let counter = format!("{}: {}", counter.0, counter.1);
        let (paint, label) = match kind {
            Kind::Open => (Paint::Open, String::from("Open")),
            Kind::Commit => (Paint::Commit, format!("Commit {payload}")),
            Kind::Abort if at == store.body => (Paint::Abort, String::from("the mark")),
            Kind::Abort => (Paint::Abort, String::from("Abort")),
            Kind::Counter => (Paint::Counter, format!("try {counter}")),
            Kind::StagedCounter => (Paint::Counter, format!("cnt {counter}")),
            Kind::Item => (Paint::Item, format!("Item {payload}")),
            Kind::RemovePart | Kind::RemoveObject => (Paint::Removal, String::from("Remove")),
        };
        cells.push(cell(paint, label));
        let words = match kind {
            Kind::Item => item_words(usize::from(payload)),
            Kind::RemovePart | Kind::RemoveObject => item_words(0),
            _ => 1,
        };
        for inside in 1..words {
            let value = word(store, at + inside);
            cells.push(cell(
                paint,
                match inside {
                    1 => format!("{} | {}", value & 0xFFFF, value >> 16),
                    _ if inside + 1 == words => String::from("CRC"),
                    _ => String::from("·"),
                },
            ));
        }
        at += words;
    }
    cells
}

/// A word, a bit or a page.
fn block(svg: &mut Svg, at: Pixels, size: Pixels, paint: (&str, &str), more: Attributes<'_>) {
    let paint = [("rx", "3"), ("fill", paint.0), ("stroke", paint.1)];
    svg.rectangle(at, size, &[&paint, more].concat());
}

const LEFT: u32 = 56;
const CELL: (u32, u32) = (60, 30);
const WIDTH: u32 = LEFT + ACROSS * CELL.0 + 30;
const HEIGHT: u32 = 720;

/// The picture, as SVG.
pub(super) fn draw() -> String {
    let mut store = life();
    let cells = cells(&mut store);
    assert_eq!(cells.len(), WORDS as usize);
    let mut svg = Svg::default();
    ring(&mut svg, &store);
    page(&mut svg, &store, &cells);
    legend(&mut svg);
    bits(&mut svg, &mut store);
    svg.file(
        "The ring of pages, one page word by word, and one word bit by bit",
        ".t{font-size:13px;fill:#52606d}\
         .n{font-size:11px;fill:#7b8794;text-anchor:end}.c{font-size:10.5px;text-anchor:middle}\
         .b{font-size:14px;font-weight:600;text-anchor:middle}\
         .m{font-size:13px;text-anchor:middle;font-family:'DejaVu Sans Mono',Menlo,monospace}",
        (WIDTH, HEIGHT),
    )
}

fn ring(svg: &mut Svg, store: &ExampleStore) {
    svg.text((LEFT, 38), "h", "The region: a ring of pages");
    let width = 157;
    let geometry = store.media.geometry;
    let plain: Attributes<'_> = &[];
    let dashed: Attributes<'_> = &[("stroke-dasharray", "5 4")];
    for slot in 0..PAGES {
        let back = (geometry.slot(store.newest) + PAGES - slot) % PAGES;
        let sequence = store.newest - back;
        let (paint, more, says) = match sequence {
            _ if sequence == store.newest => (("#c8e8cd", "#2f8a45"), plain, "the newest"),
            _ if sequence == store.first => (("#e6f3e8", "#2f8a45"), plain, "first, the oldest"),
            _ if sequence > store.first => (("#e6f3e8", "#2f8a45"), plain, "counts"),
            _ if back + 1 == PAGES => (("#ffffff", "#9aa5b1"), dashed, "spare: erased next"),
            _ => (("#ffffff", "#9aa5b1"), dashed, "spare"),
        };
        let x = LEFT + slot * (width + 3);
        block(svg, (x, 52), (width, 50), paint, more);
        svg.text((x + width / 2, 73), "b", &format!("page {sequence}"));
        svg.text((x + width / 2, 92), "c", says);
        svg.text((x + width / 2, 119), "c", &format!("slot {slot} = {sequence} mod {PAGES}"));
    }
}

fn page(svg: &mut Svg, store: &ExampleStore, cells: &[Cell]) {
    let top = 190;
    svg.text((LEFT, 160), "h", &format!("Page {}, word by word", store.newest));
    svg.text(
        (LEFT, 179),
        "t",
        "Read from left to right. The heavy line ends the snapshot; the words behind it came with \
         commands. The last try was cut: its word is void.",
    );
    for (at, cell) in (0..).zip(cells) {
        let (x, y) = (LEFT + at % ACROSS * CELL.0, top + at / ACROSS * CELL.1);
        if at % ACROSS == 0 {
            svg.text((LEFT - 10, y + 19), "n", &format!("{at}"));
        }
        block(svg, (x + 1, y + 1), (CELL.0 - 2, CELL.1 - 2), cell.paint.colours(), &[]);
        if !cell.label.is_empty() {
            svg.text((x + CELL.0 / 2, y + 19), "c", &cell.label);
        }
    }
    // The end of the snapshot.
    let (across, down) = (store.body % ACROSS, store.body / ACROSS);
    let (x, y) = (LEFT + across * CELL.0, top + down * CELL.1);
    let right = LEFT + ACROSS * CELL.0;
    svg.line(
        &[(LEFT, y + CELL.1), (x, y + CELL.1), (x, y), (right, y)],
        &[("stroke", "#1f2933"), ("stroke-width", "2.5")],
    );
}

fn legend(svg: &mut Svg) {
    for (index, (paint, name)) in (0..).zip(Paint::ALL) {
        let x = LEFT + index * 107;
        block(svg, (x, 448), (20, 16), paint.colours(), &[]);
        svg.text((x + 27, 461), "t", name);
    }
}

/// The last word of the page that holds, and the one behind it that was cut.
fn bits(svg: &mut Svg, store: &mut ExampleStore) {
    let at = store.end - 1;
    let address = store.media.geometry.address(store.newest, at);
    let [held, torn] = [address, address + 1].map(|address| store.media.word(address).unwrap());
    let (kind, payload) = decode(held, store.newest, at).unwrap();
    assert_eq!(decode(torn, store.newest, at + 1), None);
    svg.text((LEFT, 508), "h", "A structural word, bit by bit");
    svg.text(
        (LEFT, 528),
        "t",
        &format!(
            "Word {at}, and word {}, which was cut. Programming makes zeros only: zeros that are \
             missing are missed, and their number can only read higher.",
            at + 1
        ),
    );
    let slot = counter_of(payload).unwrap();
    let widths = [4, PAYLOAD_BITS, CHECK_BITS, 32 - 4 - PAYLOAD_BITS - CHECK_BITS];
    let paints = [Paint::Commit, Paint::Counter, Paint::Open, Paint::Header].map(Paint::colours);
    let says = [
        format!("{kind:?} ({})", kind as u32),
        format!("slot {}, value {}", slot.0, slot.1),
        format!("CRC-{CHECK_BITS} of page {}, word {at}, kind, payload", store.newest),
        format!("{} zeros", held & 0x1F),
    ];
    let bit = 30;
    for (row, word) in [(0, held), (1, torn)] {
        let y = 566 + row * 76;
        let mut from = 0;
        for ((width, paint), text) in widths.into_iter().zip(paints).zip(&says) {
            if row == 0 {
                let middle = LEFT + from * bit + width * bit / 2;
                svg.text((middle, y - 10), "c", text);
            }
            for place in from..from + width {
                let value = (word >> (31 - place)) & 1;
                let x = LEFT + place * bit;
                let paint = if row == 0 { paint } else { ("#ffffff", Paint::Torn.colours().1) };
                block(svg, (x + 1, y), (bit - 2, 30), paint, &[]);
                svg.text((x + bit / 2, y + 20), "m", &format!("{value}"));
            }
            from += width;
        }
        let zeros = (word | 0x1F).count_zeros();
        let says = match row {
            0 => format!("{held:08X}: {zeros} zeros before the last five bits, as these say"),
            _ => format!("{torn:08X}: {zeros} zeros, the last five bits say {}: void", torn & 0x1F),
        };
        svg.text((LEFT, y + 50), "t", &says);
    }
}
