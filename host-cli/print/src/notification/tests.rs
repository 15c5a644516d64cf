use super::*;
use crate::font::{Drawn, Faces};
use crate::page::{HEIGHT, Mark, Page, WIDTH};
use crate::pdf::Metadata;

fn sender() -> Sender {
    Sender {
        mayor: "千代田区長".into(),
        english: "Chiyoda-ku, Tokyo-to".into(),
        office: "区民生活部　総合窓口課　電話　00-0000-0000".into(),
    }
}

fn letter() -> Letter {
    Letter {
        number: "000001".into(),
        date: (2026, 11, 30),
        occasion: Occasion::First,
        postcode: Some("1000013".into()),
        address: "東京都千代田区霞が関二丁目１番２号".into(),
        addressee: "住基　太郎".into(),
        furigana: Some("ジュウキ　タロウ".into()),
        names: vec![(NameKind::Japanese, "住基　太郎".into())],
        code: "24727059608".into(),
    }
}

fn laid_out(letter: &Letter) -> Result<(Page, Vec<(Part, Missing)>), LetterError> {
    page(&Faces::new(None).unwrap(), letter, Undrawable::Refuse)
}

/// No text of a page is over its edges, and none of it covers another.
fn assert_apart(page: &Page, background: &Page) {
    let sheet = Area { left: 0.0, top: 0.0, width: WIDTH, height: HEIGHT };
    let texts = page.marks().chain(background.marks());
    let texts = texts.filter(|mark| matches!(mark, Mark::Text { .. })).map(Mark::area);
    let texts: Vec<Area> = texts.filter(|area| area.width > 0.0).collect();
    for (number, one) in texts.iter().enumerate() {
        assert!(sheet.contains(one), "{one:?}");
        for other in texts.iter().skip(number + 1) {
            let beside = one.left + one.width <= other.left + 0.01
                || other.left + other.width <= one.left + 0.01;
            // The boxes of type are higher than what is seen of it: an eighth of a line is air.
            let air = one.height.min(other.height) / 8.0;
            let below = one.top + one.height <= other.top + air
                || other.top + other.height <= one.top + air;
            assert!(beside || below, "{one:?} and {other:?}");
        }
    }
}

fn all_of_it(letter: &Letter) {
    let faces = Faces::new(None).unwrap();
    let background = background(&faces, &sender(), letter.occasion).unwrap();
    let (page, missing) = laid_out(letter).unwrap();
    assert!(missing.is_empty());
    assert_apart(&page, &background);
    let address = page.blocks.first().unwrap();
    for mark in &address.marks {
        assert!(ADDRESS.contains(&mark.area()), "{:?}", mark.area());
    }
    // All of address and name is there.
    let texts = address.marks.iter().filter_map(|mark| match mark {
        Mark::Text { run, .. } => Some(run.text()),
        _ => None,
    });
    let text: String = texts.collect();
    let name = format!("{}　様", letter.addressee);
    assert!(text.contains(&letter.address) && text.contains(&name), "{text}");
}

#[test]
fn a_letter_has_its_parts_in_their_places() {
    all_of_it(&letter());
    all_of_it(&Letter { furigana: None, postcode: None, ..letter() });
    all_of_it(&Letter { occasion: Occasion::Change, ..letter() });
    all_of_it(&Letter { occasion: Occasion::Correction, ..letter() });
}

#[test]
fn a_foreign_residents_names_are_all_there() {
    let (roman, kanji, alias) = ("SANTOS MARIA", "三都　真理亜", "山田　マリア");
    let all = [(NameKind::Roman, roman), (NameKind::Kanji, kanji), (NameKind::Alias, alias)];
    // The six forms: Roman letters or kanji or both, each without an alias and with one.
    for kinds in [&[0][..], &[1], &[0, 1], &[0, 2], &[1, 2], &[0, 1, 2]] {
        let names = kinds.iter().map(|kind| all[*kind]);
        let names: Vec<_> = names.map(|(kind, name)| (kind, name.to_owned())).collect();
        let addressee = names.last().unwrap().1.clone();
        let letter = Letter { names, addressee, furigana: None, ..letter() };
        all_of_it(&letter);
        let (page, _) = laid_out(&letter).unwrap();
        let said: Vec<String> = page
            .marks()
            .filter_map(|mark| match mark {
                Mark::Text { run, .. } => Some(run.text()),
                _ => None,
            })
            .collect();
        for (_, name) in &letter.names {
            assert!(said.contains(name), "{name}: {said:?}");
        }
    }
}

#[test]
fn the_longest_names_and_addresses_of_the_standard_stay_in_the_window() {
    // 氏名_優先 has 200 characters; an address 4, 12, 120, 50 and 300.
    for (address, name) in [(17, 200), (486, 5), (486, 200), (200, 60)] {
        let letter = Letter {
            address: "葛".repeat(address),
            addressee: "邊".repeat(name),
            names: vec![(NameKind::Japanese, "邊".repeat(100))],
            ..letter()
        };
        all_of_it(&letter);
    }
    // Twice as much is not cut.
    let letter = Letter { address: "葛".repeat(1200), ..letter() };
    assert_eq!(laid_out(&letter).unwrap_err(), LetterError::TooLong(Part::Address));
    let letter = Letter { addressee: "葛".repeat(1200), ..letter };
    assert_eq!(laid_out(&letter).unwrap_err(), LetterError::TooLong(Part::Address));
}

#[test]
fn random_names_and_addresses_stay_in_the_window() {
    let alphabet: Vec<char> = "葛城住基A z-１２（）　ー、ッ".chars().collect();
    let mut state = 0x01E7_7E45_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..60 {
        let mut text = |longest: usize| {
            let length = 1 + random(longest);
            (0..length).map(|_| alphabet[random(alphabet.len())]).collect::<String>()
        };
        let (address, addressee) = (text(480), text(200));
        let furigana = Some(text(60));
        let names = vec![(NameKind::Japanese, addressee.chars().take(100).collect())];
        all_of_it(&Letter { address, addressee, furigana, names, ..letter() });
    }
}

#[test]
fn a_name_that_no_font_has_is_refused_or_marked() {
    let ordinary = letter();
    let letter = Letter { addressee: "住\u{2A6A5}　太郎".into(), ..letter() };
    let LetterError::Undrawable(part, missing) = laid_out(&letter).unwrap_err() else {
        panic!("refused for another reason");
    };
    assert_eq!(part, Part::Addressee);
    assert_eq!(
        missing.iter().map(|m| (m.position, m.drawn)).collect::<Vec<_>>(),
        [(1, Drawn::Geta)]
    );

    let faces = Faces::new(None).unwrap();
    let (marked, missing) = page(&faces, &letter, Undrawable::Mark).unwrap();
    assert_eq!(missing.len(), 1);
    // The letter itself says so.
    let (plain, _) = page(&faces, &ordinary, Undrawable::Mark).unwrap();
    assert_eq!(marked.blocks.len(), plain.blocks.len() + 1);
}

#[test]
fn what_is_no_code_or_postcode_is_refused() {
    for code in ["", "2472705960", "247270596081", "2472705960x", "２４７２７０５９６０８"]
    {
        let letter = Letter { code: code.into(), ..letter() };
        assert_eq!(laid_out(&letter).unwrap_err(), LetterError::Digits(Part::Code), "{code}");
        let html = html::Letters::new("", &sender(), Vec::new()).unwrap();
        assert_eq!(html.page(&letter).unwrap_err(), LetterError::Digits(Part::Code), "{code}");
    }
    let letter = Letter { postcode: Some("100-0013".into()), ..letter() };
    assert_eq!(laid_out(&letter).unwrap_err(), LetterError::Digits(Part::Address));
}

fn written(letters: &[Letter]) -> Vec<u8> {
    let faces = Faces::new(None).unwrap();
    let metadata =
        Metadata { title: "通知票".into(), language: "ja".into(), date: Some((2026, 11, 30)) };
    let undrawable = Undrawable::Refuse;
    let mut document =
        pdf::Letters::new(&faces, metadata, &sender(), undrawable, Vec::new()).unwrap();
    for letter in letters {
        document.add(letter).unwrap();
    }
    document.finish().unwrap()
}

#[test]
fn the_same_letters_are_the_same_bytes() {
    let letters = [letter(), Letter { occasion: Occasion::Change, ..letter() }];
    let first = written(&letters);
    assert_eq!(first, written(&letters));
    assert_ne!(first, written(&[letter()]));
}

#[test]
fn a_letter_that_is_refused_leaves_the_document_whole() {
    let faces = Faces::new(None).unwrap();
    let metadata = Metadata { title: "通知票".into(), language: "ja".into(), date: None };
    let undrawable = Undrawable::Refuse;
    let mut document =
        pdf::Letters::new(&faces, metadata.clone(), &sender(), undrawable, Vec::new()).unwrap();
    document.add(&letter()).unwrap();
    assert!(document.add(&Letter { code: String::new(), ..letter() }).is_err());
    let with_refused = document.finish().unwrap();
    let mut document =
        pdf::Letters::new(&faces, metadata, &sender(), undrawable, Vec::new()).unwrap();
    document.add(&letter()).unwrap();
    assert_eq!(with_refused, document.finish().unwrap());
}

#[test]
fn a_page_of_html_has_the_code_once_and_no_markup_of_a_record() {
    let names = vec![(NameKind::Alias, "<b>\"&'".into())];
    let letter = Letter { addressee: "<script>alert(1)</script>".into(), names, ..letter() };
    let mut document = html::Letters::new("通知票", &sender(), Vec::new()).unwrap();
    let page = document.page(&letter).unwrap();
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"));
    assert!(page.contains("&lt;b&gt;&quot;&amp;&#39;"));
    let code = "<span>2472</span><span>7059</span><span>608</span>";
    assert_eq!(page.matches(code).count(), 1);
    assert!(page.contains("lang=\"en\""));
    document.write(&page).unwrap();
    document.write(&page).unwrap();
    let html = String::from_utf8(document.finish().unwrap()).unwrap();
    assert_eq!(html.matches("<section class=\"page\">").count(), 2);
    assert!(html.ends_with("</section>\n</body>\n</html>\n"));
}

#[test]
fn nobody_reads_a_person_in_a_message() {
    let said = format!("{:?}", letter());
    assert!(!said.contains("住基") && !said.contains("2472"), "{said}");
}
