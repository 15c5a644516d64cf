//! Letters as HTML, one after the other. Characters are drawn by the fonts of whoever opens it.

use std::io::{self, Write};

use super::{ADDRESS, Letter, LetterError, Sender, wording};
use crate::html::{escape, head, tail};

/// A document of letters.
#[derive(Debug)]
pub struct Letters<W> {
    sender: Sender,
    file: W,
}

impl<W: Write> Letters<W> {
    /// Begins a document.
    ///
    /// # Errors
    /// When the file does not take it.
    pub fn new(title: &str, sender: &Sender, mut file: W) -> io::Result<Self> {
        file.write_all(head("ja", title, &style()).as_bytes())?;
        Ok(Self { sender: sender.clone(), file })
    }

    /// The page of a letter.
    ///
    /// # Errors
    /// When code or postcode are not digits.
    pub fn page(&self, letter: &Letter) -> Result<String, LetterError> {
        let postcode = letter.post_line()?.unwrap_or_default();
        let [first, second, third] = letter.groups()?;
        let name = escape(&letter.addressee);
        let name = letter.furigana.as_ref().map_or_else(
            || name.clone(),
            // In brackets where whatever shows it knows no ruby.
            |furigana| {
                let furigana = escape(furigana);
                format!("<ruby>{name}<rp>（</rp><rt>{furigana}</rt><rp>）</rp></ruby>")
            },
        );
        let lead = wording::lead(letter.occasion);
        let mut names = String::new();
        for (kind, value) in &letter.names {
            let (japanese, english) = wording::name(*kind);
            let value = escape(value);
            names += &format!(
                "<tr><th scope=\"row\">{japanese} <span lang=\"en\">{english}</span></th>\
                 <td>{value}</td></tr>\n"
            );
        }
        let mut sections = String::new();
        for (heading, text, english_heading, english) in wording::SECTIONS {
            sections += &format!(
                "<div class=\"both\"><div><h2>{heading}</h2><p>{text}</p></div>\
                 <div lang=\"en\"><h2>{english_heading}</h2><p>{english}</p></div></div>\n"
            );
        }
        let size = size(letter);
        let Sender { mayor, english, office } = &self.sender;
        Ok(format!(
            "<section class=\"page\">\n\
             <address class=\"window{size}\">{postcode}<br>{address}<br>\
             <span class=\"name\">{name}　{honorific}</span></address>\n\
             <p class=\"from\">第{number}号<br>{date}<br>{mayor}<br>\
             <span lang=\"en\">{english}</span><br>{office}</p>\n\
             <h1>{title}<br><small lang=\"en\">{title_english}</small></h1>\n\
             <div class=\"both\"><p>{lead}</p><p lang=\"en\">{lead_english}</p></div>\n\
             <p class=\"code\">{label}　<span lang=\"en\">{label_english}</span><br>\
             <b><span>{first}</span><span>{second}</span><span>{third}</span></b></p>\n\
             <table>\n{names}</table>\n{sections}</section>\n",
            address = escape(&letter.address),
            honorific = wording::HONORIFIC,
            number = escape(&letter.number),
            date = wording::date(letter.date),
            mayor = escape(mayor),
            english = escape(english),
            office = escape(office),
            title = wording::TITLE.0,
            title_english = wording::TITLE.1,
            lead = lead.0,
            lead_english = lead.1,
            label = wording::CODE.0,
            label_english = wording::CODE.1,
        ))
    }

    /// Writes a page.
    ///
    /// # Errors
    /// When the file does not take it.
    pub fn write(&mut self, page: &str) -> io::Result<()> {
        self.file.write_all(page.as_bytes())
    }

    /// Ends the document; gives the file back.
    ///
    /// # Errors
    /// When the file does not take it.
    pub fn finish(mut self) -> io::Result<W> {
        self.file.write_all(tail().as_bytes())?;
        self.file.flush()?;
        Ok(self.file)
    }
}

/// The class of the greatest type in which address and name stand in the window. What no type holds
/// runs over its lower edge: it is never cut.
fn size(letter: &Letter) -> &'static str {
    let is_in = |address: u32, name: u32| height(letter, address, name) <= WINDOW_HEIGHT;
    match () {
        () if is_in(10, 13) => "",
        () if is_in(8, 9) => " small",
        () => " long",
    }
}

/// Width and height of the window in points, rounded down.
const WINDOW_WIDTH: u32 = 249;
const WINDOW_HEIGHT: u32 = 127;

/// The height in points of what stands in the window, in type of these sizes in points. Which font
/// draws it is not known: a line of Latin letters is taken as wide as one of capitals, and a line
/// with a reading as half as high again.
fn height(letter: &Letter, address: u32, name: u32) -> u32 {
    let lines = |text: &str, size: u32| {
        let tenths = text.chars().map(|c| if c.is_ascii() { 7 } else { 10 }).sum::<u32>();
        (tenths * size).div_ceil(10).div_ceil(WINDOW_WIDTH - size)
    };
    let addressee = format!("{}　{}", letter.addressee, wording::HONORIFIC);
    let reading = letter.furigana.as_ref().map_or(0, |reading| lines(reading, name.div_ceil(2)));
    let names = lines(&addressee, name);
    let half = names.max(reading) * if reading > 0 { 3 } else { 2 };
    let post = u32::from(letter.postcode.is_some());
    // Lines are 1.35 times as high as their type.
    ((lines(&letter.address, address) + post) * address * 2 + half * name) * 135 / 200
}

fn style() -> String {
    format!(
        ".page{{padding:71mm 20mm 0;font-size:8pt;line-height:1.35}}\n\
         .window{{position:absolute;left:{}mm;top:{}mm;width:{}mm;height:{}mm;\
         font-style:normal;font-size:10pt;overflow-wrap:anywhere}}\n\
         .window .name{{font-size:13pt}}\n\
         .window.small{{font-size:8pt}}\n\
         .window.small .name{{font-size:9pt}}\n\
         .window.long,.window.long .name{{font-size:6pt}}\n\
         .from{{position:absolute;left:120mm;top:16mm;width:70mm;margin:0;font-size:9pt;\
         overflow-wrap:anywhere}}\n\
         h1{{margin:0 0 3mm;text-align:center;font-size:16pt;font-weight:normal;line-height:1.2}}\n\
         h1 small{{font-size:10pt}}\n\
         h2{{margin:0;font-size:9pt;font-weight:normal}}\n\
         p{{margin:0 0 2mm}}\n\
         .both{{display:grid;grid-template-columns:1fr 1fr;column-gap:6mm}}\n\
         .code{{margin:2mm 25mm 4mm;padding:2mm 4mm;border:.4mm solid}}\n\
         .code b{{display:block;text-align:center;font-size:24pt;font-weight:normal;line-height:1.2}}\n\
         .code b span+span{{margin-left:5mm}}\n\
         table{{width:100%;margin:0 0 5mm;border-collapse:collapse}}\n\
         th,td{{padding:1mm;border:.2mm solid;text-align:left;font-weight:normal;\
         overflow-wrap:anywhere}}\n\
         th{{width:66mm}}\n",
        ADDRESS.left, ADDRESS.top, ADDRESS.width, ADDRESS.height
    )
}

#[cfg(test)]
mod tests {
    use super::super::Occasion;
    use super::*;

    fn letter(address: usize, name: usize, reading: usize) -> Letter {
        Letter {
            number: "000001".to_owned(),
            date: (2026, 11, 30),
            occasion: Occasion::First,
            postcode: Some("1000013".to_owned()),
            address: "町".repeat(address),
            addressee: "名".repeat(name),
            furigana: Some("ヨ".repeat(reading)).filter(|_| reading > 0),
            names: Vec::new(),
            code: "24727000001".to_owned(),
        }
    }

    #[test]
    fn type_is_chosen_by_what_it_holds() {
        assert_eq!(size(&letter(20, 5, 8)), "");
        // A long name needs more room than an address of as many characters.
        assert_eq!(size(&letter(80, 5, 0)), "");
        assert_eq!(size(&letter(25, 60, 60)), " small");
        assert_eq!(size(&letter(200, 60, 60)), " long");
    }

    #[test]
    fn no_address_is_cut() {
        let style = style();
        let window = style.lines().find(|line| line.starts_with(".window{")).unwrap();
        assert!(window.contains("overflow-wrap:anywhere") && !window.contains("hidden"));
        let points = |millimetres: f32| format!("{:.0}", (millimetres * 72.0 / 25.4).floor());
        assert_eq!(points(ADDRESS.width), WINDOW_WIDTH.to_string());
        assert_eq!(points(ADDRESS.height), WINDOW_HEIGHT.to_string());
    }
}
