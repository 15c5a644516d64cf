//! Twenty names, and what the chip, its pictures and a certificate have of them: a picture, and the
//! lines of a table for docs/names.md.
//!
//! `cargo run -p juki-issuing --example names docs/names.png [FONT.ttf]`
//!
//! Without another font IPAmj Mincho is taken from where Debian's fonts-ipamj-mincho has it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a tool for whoever renews it")]

use juki_characters::municipal::MunicipalMap;
use juki_characters::substitute::for_certificate;
use juki_issuing::face::{self, Bitmap, Drawing, DrawnText, OutlineFont};

const FONT: &str = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf";

/// The mapping of a municipality that has characters of its own.
const MAP: &str = "character,kind,value,note\n\
    U+E000,ivs,U+9089 U+E0117,\n\
    U+E001,substitute,辺,\n";

/// What is special, and the name as the register has it.
const NAMES: [(&str, &str); 20] = [
    ("common kanji", "住基　太郎"),
    ("𠮷 of plane 2", "𠮷野　健一"),
    ("髙 and 﨑 (IBM)", "髙橋　﨑子"),
    ("MJ with IVS", "渡\u{9089}\u{E0117}　\u{8FBB}\u{E0103}子"),
    ("the same, 邊", "渡\u{908A}\u{E0109}　葛\u{E0102}子"),
    ("selector of no font", "葛\u{E0100}城　之介"),
    ("祇 and 神 with IVS", "祇\u{E0103}園　神\u{E0102}一"),
    ("JIS X 0213 plane 2", "𠂉田　𡈽乃"),
    ("MJ, no JIS", "\u{233CC}野　\u{2A6B2}一"),
    ("64 strokes", "\u{2A6A5}　一"),
    ("々", "佐々木　奈々"),
    ("ヶ and kana", "鎌ヶ谷　つぐみ"),
    ("katakana", "ヴィクトリア　ワ"),
    ("full-width Latin", "Ｍ野　Ｊ子"),
    ("foreign, Roman", "NGUYEN VAN ANH"),
    ("foreign, kanji, alias", "LI XIAOLONG　李小龍/山田　龍"),
    ("former surname beside it", "住基［齋\u{E0104}藤］　花子"),
    ("private use, as MJ", "渡\u{E000}　一郎"),
    ("private use, substitute", "渡\u{E001}　二郎"),
    ("long", "じゅげむじゅげむごこう　のすりきれかいじゃりすいぎょ"),
];

/// Characters to a line.
const COLUMNS: usize = 10;
/// Pixels of the picture for a dot.
const ZOOM: usize = 3;
/// Between columns and rows, in dots.
const GAP: usize = 6;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let picture = arguments.next().unwrap();
    let font = arguments.next().unwrap_or_else(|| FONT.to_owned());
    let font = OutlineFont::parse(std::fs::read(font).unwrap()).unwrap();
    let map = MunicipalMap::parse(MAP.as_bytes()).unwrap();
    let mut rows = Vec::new();
    println!("| | | register | chip | drawn without the font | with it | certificate | flags |");
    println!("|---|---|---|---|---|---|---|---|");
    for (number, (what, name)) in (1..).zip(NAMES) {
        let chip = map.apply(name).unwrap().text;
        let without = face::draw(&chip, COLUMNS, None);
        let with = face::draw(&chip, COLUMNS, Some(&font));
        let (text, flags) = match for_certificate(name, &map) {
            Ok(certified) => (certified.text, certified.flags),
            Err(cause) => (String::new(), cause.to_string()),
        };
        println!(
            "| {number} | {what} | {} | {} | {} | {} | {text} | {flags} |",
            codes(name),
            codes(&chip),
            told(&without),
            told(&with)
        );
        let certificate = face::draw(&text, COLUMNS, None);
        rows.push([face::draw(&number.to_string(), 1, None), without, with, certificate]);
    }
    write(&picture, &rows);
}

/// The text, and the codes of what is rare in it.
fn codes(text: &str) -> String {
    let mut told = String::new();
    for character in text.chars() {
        match u32::from(character) {
            0xE000..=0xF8FF | 0xE_0100..=0xE_01EF => {
                told.push_str(&format!("`U+{:04X}`", u32::from(character)));
            }
            _ => told.push(character),
        }
    }
    told.replace('|', "\\|")
}

fn told(drawn: &DrawnText) -> String {
    let mut parts = Vec::new();
    for (drawing, word) in
        [(Drawing::OutlineFont, "font"), (Drawing::Plain, "plain"), (Drawing::Geta, "〓")]
    {
        let places: Vec<_> = drawn.drawn(drawing).map(|c| c.position.to_string()).collect();
        if !places.is_empty() {
            parts.push(format!("{word}: {}", places.join(", ")));
        }
    }
    if parts.is_empty() { "as written".to_owned() } else { parts.join("; ") }
}

/// The rows below one another, enlarged.
fn write(path: &str, rows: &[[DrawnText; 4]]) {
    let widths = [16, COLUMNS * 16, COLUMNS * 16, COLUMNS * 16];
    let width = GAP + widths.iter().map(|width| width + GAP).sum::<usize>();
    let high = |row: &[DrawnText; 4]| row.iter().map(|text| text.picture.height()).max().unwrap();
    let height = GAP + rows.iter().map(|row| high(row) + GAP).sum::<usize>();
    let mut paper = vec![0xFF_u8; width * height];
    let mut top = GAP;
    for row in rows {
        let mut left = GAP;
        for (text, width_of) in row.iter().zip(widths) {
            put(&mut paper, width, &text.picture, (left, top));
            left += width_of + GAP;
        }
        top += high(row) + GAP;
    }
    let enlarged: Vec<u8> = paper
        .chunks(width)
        .flat_map(|row| {
            let row: Vec<u8> = row.iter().flat_map(|dot| [*dot; ZOOM]).collect();
            std::iter::repeat_n(row, ZOOM).flatten()
        })
        .collect();
    let file = std::fs::File::create(path).unwrap();
    let size = |dots: usize| u32::try_from(dots * ZOOM).unwrap();
    let mut encoder = png::Encoder::new(file, size(width), size(height));
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().unwrap().write_image_data(&enlarged).unwrap();
}

fn put(paper: &mut [u8], width: usize, picture: &Bitmap, (left, top): (usize, usize)) {
    for y in 0..picture.height() {
        for x in 0..picture.width() {
            if picture.is_black(x, y) {
                paper[(top + y) * width + left + x] = 0;
            }
        }
    }
}
