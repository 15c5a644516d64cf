//! A municipality's mapping: 200 characters of private use, and every way in which a file is wrong.

use juki_characters::mj::{MjNumber, characters};
use juki_characters::municipal::{EntryKind, HEADER, MAX_BYTES, MapFault, MunicipalMap};
use juki_characters::readable::{Class, first_unreadable};
use juki_characters::substitute::{NoSubstitute, Rule, for_certificate};

/// A generator whose numbers are those of its seed (Marsaglia's xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }
}

/// Private use of the BMP and of planes 15 and 16, first and last of each among them.
fn private_use(random: &mut Random) -> Vec<char> {
    let ranges = [0xE000..=0xF8FF, 0xF_0000..=0xF_FFFD, 0x10_0000..=0x10_FFFD_u32];
    let mut found: Vec<u32> =
        ranges.iter().flat_map(|range| [*range.start(), *range.end()]).collect();
    while found.len() < 200 {
        let range = &ranges[random.below(3)];
        let count = usize::try_from(range.end() - range.start()).unwrap();
        let code = range.start() + u32::try_from(random.below(count)).unwrap();
        if !found.contains(&code) {
            found.push(code);
        }
    }
    found.into_iter().map(|code| char::from_u32(code).unwrap()).collect()
}

#[test]
fn two_hundred_characters_of_private_use() {
    let seed = 20_251_130;
    println!("seed {seed}");
    let mut random = Random(seed);
    let shapes: Vec<_> =
        characters().filter(|shape| shape.own.is_some() || shape.selector.is_some()).collect();
    let private = private_use(&mut random);
    let mut file = format!("{HEADER}\n");
    let mut expected = Vec::new();
    for (at, character) in private.iter().enumerate() {
        let code = u32::from(*character);
        let shape = shapes[random.below(shapes.len())];
        match at % 4 {
            0 => {
                file.push_str(&format!("U+{code:04X},mj,{},外字台帳 {at}番\n", shape.number));
                expected.push(Some((shape.text().unwrap(), EntryKind::Mj(shape.number))));
            }
            1 => {
                let shape = shapes.iter().cycle().skip(random.below(shapes.len()));
                let shape = shape.into_iter().find(|shape| shape.selector.is_some()).unwrap();
                let (base, selector) = (shape.base.unwrap(), shape.selector.unwrap());
                let codes = format!("U+{:04X} U+{:04X}", u32::from(base), u32::from(selector));
                file.push_str(&format!("U+{code:04X},ivs,{codes},\n"));
                let text = [base, selector].iter().collect();
                expected.push(Some((text, EntryKind::Sequence(shape.number))));
            }
            2 => {
                file.push_str(&format!(
                    "U+{code:04X},substitute,辺,\"a shape, \"\"unlisted\"\"\"\n"
                ));
                expected.push(Some(("辺".to_owned(), EntryKind::Substitute)));
            }
            _ => expected.push(None),
        }
    }
    let map = MunicipalMap::parse(file.as_bytes()).unwrap();
    assert_eq!(map.iter().count(), 150);

    let (mut given, mut refused) = (0, 0);
    for (character, expected) in private.iter().zip(&expected) {
        let text = format!("渡{character}太郎");
        // Without a mapping: refused before anything is made of it.
        let found = first_unreadable(&text).unwrap();
        assert_eq!((found.position, found.class), (2, Class::PrivateUse));
        let none = MunicipalMap::default();
        assert_eq!(none.apply(&text), Err(found));
        assert_eq!(for_certificate(&text, &none), Err(NoSubstitute::Unreadable(found)));
        let Some((written, kind)) = expected else {
            refused += 1;
            assert_eq!(map.apply(&text), Err(found));
            assert_eq!(for_certificate(&text, &map), Err(NoSubstitute::Unreadable(found)));
            continue;
        };
        given += 1;
        let mapped = map.apply(&text).unwrap();
        let substitute = *kind == EntryKind::Substitute;
        assert_eq!(mapped.text, format!("渡{written}太郎"));
        assert_eq!(mapped.flags, [false, substitute, false, false]);
        assert_eq!(first_unreadable(&mapped.text), None);
        let [replacement] = mapped.replacements.as_slice() else { panic!("{mapped:?}") };
        assert_eq!((replacement.position, replacement.from), (2, *character));
        assert_eq!(replacement.entry.kind, *kind);
        // The certificate of the text as it was, and of the text as it is now, hold the same.
        match for_certificate(&text, &map) {
            Ok(certified) => {
                let again = for_certificate(&mapped.text, &map).unwrap();
                assert_eq!(certified.text, again.text);
                if substitute {
                    assert_eq!(
                        (certified.text.as_str(), certified.flags.as_str()),
                        ("渡辺太郎", "0100")
                    );
                    assert_eq!(certified.substitutions[0].rule, Rule::Municipality);
                    assert_eq!(certified.substitutions[0].position, 2);
                } else {
                    assert_eq!(certified.flags, again.flags);
                }
            }
            Err(NoSubstitute::NoCandidate { position, .. }) => {
                assert!(!substitute);
                assert_eq!(position, 2);
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!((given, refused), (150, 50));
}

#[test]
fn a_character_of_unicode_takes_a_substitute_alone() {
    let map = |line: &str| MunicipalMap::parse(format!("{HEADER}\n{line}\n").as_bytes());
    let hangul = map("U+AE40,substitute,金,").unwrap();
    // The record keeps it; the certificate has the other.
    assert_eq!(hangul.apply("김").unwrap().text, "김");
    let certified = for_certificate("김", &hangul).unwrap();
    assert_eq!((certified.text.as_str(), certified.flags.as_str()), ("金", "1"));
    // A code that is not assigned yet: as private use.
    let unassigned = map("U+0378,mj,MJ026191,").unwrap();
    assert_eq!(unassigned.apply("渡\u{378}").unwrap().text, "渡邉\u{E0119}");
}

#[test]
fn what_is_wrong_with_a_mapping_is_said_with_line_and_column() {
    let number = |text: &str| text.parse::<MjNumber>().unwrap();
    for (lines, line, column, fault) in [
        ("U+E000", 2, 0, MapFault::Columns(1)),
        ("U+E000,mj,MJ026196,a,b", 2, 0, MapFault::Columns(5)),
        ("U+E000,mj,MJ026196,\"a", 2, 4, MapFault::Quote),
        ("U+E000,mj,MJ026196,a\"b", 2, 4, MapFault::Quote),
        ("U+E000,mj,MJ026196,\"a\"b", 2, 4, MapFault::Quote),
        ("E000,mj,MJ026196,", 2, 1, MapFault::Code),
        ("U+D800,mj,MJ026196,", 2, 1, MapFault::Code),
        ("U+110000,mj,MJ026196,", 2, 1, MapFault::Code),
        ("U+E00,mj,MJ026196,", 2, 1, MapFault::Code),
        ("U+000E000,mj,MJ026196,", 2, 1, MapFault::Code),
        ("U++E000,mj,MJ026196,", 2, 1, MapFault::Code),
        ("U+200B,mj,MJ026196,", 2, 1, MapFault::NotGivable('\u{200B}')),
        ("U+FDD0,mj,MJ026196,", 2, 1, MapFault::NotGivable('\u{FDD0}')),
        ("U+E0100,substitute,辺,", 2, 1, MapFault::NotGivable('\u{E0100}')),
        ("U+8FBA,substitute,邊,", 2, 1, MapFault::Held('辺')),
        ("U+9AD9,mj,MJ028902,", 2, 2, MapFault::Assigned('髙')),
        ("U+E000,MJ,MJ026196,", 2, 2, MapFault::Kind),
        ("U+E000,mj,26196,", 2, 3, MapFault::Mj("26196".parse::<MjNumber>().unwrap_err())),
        ("U+E000,mj,MJ099999,", 2, 3, MapFault::Mj("MJ099999".parse::<MjNumber>().unwrap_err())),
        ("U+E000,mj,MJ040579,", 2, 3, MapFault::NoCharacter(number("MJ040579"))),
        ("U+E000,ivs,U+9089,", 2, 3, MapFault::Sequence),
        ("U+E000,ivs,U+9089 U+E01EF,", 2, 3, MapFault::Sequence),
        ("U+E000,ivs,,", 2, 3, MapFault::Sequence),
        ("U+E000,ivs,U+E001 U+E0100,", 2, 3, MapFault::PrivateValue('\u{E001}')),
        ("U+E000,substitute,,", 2, 3, MapFault::OneCharacter),
        ("U+E000,substitute,渡辺,", 2, 3, MapFault::OneCharacter),
        ("U+E000,substitute,髙,", 2, 3, MapFault::NotHeld('髙')),
        ("U+E000,substitute, ,", 2, 3, MapFault::NotHeld(' ')),
        // Round in a circle, of one and of two.
        ("U+E000,substitute,U+E000,", 2, 3, MapFault::PrivateValue('\u{E000}')),
        (
            "U+E000,substitute,\u{E001},\nU+E001,substitute,\u{E000},",
            2,
            3,
            MapFault::PrivateValue('\u{E001}'),
        ),
        ("U+E000,substitute,\u{100000},", 2, 3, MapFault::PrivateValue('\u{100000}')),
        ("U+E000,mj,MJ026196,\n\nU+E000,substitute,辺,", 4, 1, MapFault::Twice('\u{E000}', 2)),
    ] {
        let error = MunicipalMap::parse(format!("{HEADER}\n{lines}\n").as_bytes()).unwrap_err();
        assert_eq!((error.line, error.column, error.fault), (line, column, fault), "{lines}");
    }
    let fault = |bytes: &[u8]| MunicipalMap::parse(bytes).unwrap_err().fault;
    assert_eq!(fault(b""), MapFault::Header);
    assert_eq!(fault(b"U+E000,mj,MJ026196,\n"), MapFault::Header);
    assert_eq!(fault(&[HEADER.as_bytes(), b"\n\x8F\xFF"].concat()), MapFault::Encoding);
    assert_eq!(fault(&vec![b'a'; MAX_BYTES + 1]), MapFault::Size);
    // As a spreadsheet writes it.
    let excel = format!("\u{FEFF}{HEADER}\r\nU+E000,mj,MJ026196,\"a, b\"\r\n");
    assert_eq!(
        MunicipalMap::parse(excel.as_bytes()).unwrap().get('\u{E000}').unwrap().note,
        "a, b"
    );
}

/// A selector behind a character that is replaced chose a shape of what it was.
#[test]
fn a_selector_behind_private_use_is_refused() {
    let map = MunicipalMap::parse(format!("{HEADER}\nU+E000,mj,MJ026196,\n").as_bytes()).unwrap();
    let found = map.apply("渡\u{E000}\u{E0100}").unwrap_err();
    assert_eq!((found.position, found.class), (3, Class::Selector));
}
