use proptest::prelude::*;

use super::*;

/// What every character of a text is drawn with.
fn drawings(text: &str, outlines: Option<&OutlineFont>) -> Vec<Drawing> {
    draw(text, NAME, outlines).characters.iter().map(|character| character.drawing).collect()
}

#[test]
fn text_goes_on_in_the_next_line() {
    let size = |text: &str, columns| {
        let drawn = draw(text, columns, None);
        assert_eq!(drawn.drawn(Drawing::Geta).count(), 0);
        (drawn.picture.width(), drawn.picture.height())
    };
    assert_eq!(size("住基　太郎", NAME), (288, 16));
    assert_eq!(size(&"住".repeat(18), NAME), (288, 16));
    assert_eq!(size(&"住".repeat(19), NAME), (288, 32));
    assert_eq!(size("", NAME), (288, 16));
    assert_eq!(size(&"a".repeat(100), 4), (64, 16 * 13), "a word that fits no line is torn");
    // Five half-width and one full-width character fit into four columns; the word does not.
    let drawn = draw("MARIA SANTOS", 4, None).picture;
    assert_eq!(drawn.height(), 32);
    let broken = draw("MARIA  SANTOS", 4, None).picture;
    assert_eq!(drawn, broken, "nothing but spaces before the break");
}

#[test]
fn what_no_font_has_is_a_geta_mark_and_said_with_its_position() {
    let drawn = draw("\u{2A6A5}田\u{2A6A5}", NAME, None);
    let missing: Vec<_> = drawn.drawn(Drawing::Geta).copied().collect();
    let at = |position| DrawnCharacter {
        position,
        character: '\u{2A6A5}',
        selector: None,
        drawing: Drawing::Geta,
    };
    assert_eq!(missing, [at(1), at(3)]);
    assert_eq!(drawn.picture, draw("〓田〓", NAME, None).picture);
}

#[test]
fn a_selector_whose_form_no_font_has_leaves_the_usual_form_and_is_said() {
    let drawn = draw("葛\u{E0100}之介", NAME, None);
    assert_eq!(drawn.picture, draw("葛之介", NAME, None).picture);
    let plain: Vec<_> = drawn.drawn(Drawing::Plain).copied().collect();
    let expected = DrawnCharacter {
        position: 1,
        character: '葛',
        selector: Some('\u{E0100}'),
        drawing: Drawing::Plain,
    };
    assert_eq!(plain, [expected]);
    // The position counts code points, as the messages about records do.
    let after = draw("葛\u{E0100}之\u{E0101}介\u{2A6A5}", NAME, None);
    let positions: Vec<_> = after.characters.iter().map(|c| c.position).collect();
    assert_eq!(positions, [1, 3, 5, 6]);
    assert_eq!(drawings("\u{E0100}", None), [], "a selector alone chooses nothing");
}

proptest! {
    #[test]
    fn any_text_is_drawn_within_its_lines(text in "\\PC{0,120}", columns in 1_usize..30) {
        let drawn = draw(&text, columns, None);
        prop_assert_eq!(drawn.picture.width(), columns * FULL);
        let characters = text.chars().filter(|character| !is_selector(*character)).count();
        prop_assert_eq!(drawn.characters.len(), characters);
        // A line is left no emptier than the word that did not fit, so twice the width holds
        // at least as much as one line would.
        let most = (2 * characters).div_ceil(columns).max(1) + 1;
        prop_assert!(drawn.picture.height() <= most * FULL);
        prop_assert!(drawn.picture.to_png().is_some());
    }
}
