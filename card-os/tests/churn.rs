//! DELETE FILE gives back what CREATE FILE took: space, index entries, retry counters, short
//! identifiers. Ten thousand rounds of both do not fill the smallest card.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails so")]

use apdu_spec::status::StatusWord;
use card_os::crypto::software::Software;
use card_os_testing::card::SmallTestCard;
use test_vectors::rng::TestRng;
use test_vectors::seed;

const ROUNDS: u32 = 10_000;

/// 32 KiB of flash, of which the smallest configuration of the card lives.
type ChurnedCard = SmallTestCard<1024, Software>;

const EXTERNAL_KEY: &str = "82{09} 83{0016} A5{ 80{05} 81{01} 82{04} }";

#[test]
fn ten_thousand_rounds_of_create_and_delete_do_not_fill_the_card() {
    let mut card = ChurnedCard::blank_on(32);
    card.administrator();
    // What is there before and after: a file with content, a PIN with two tries left.
    card.done("00 E0 00 00 [62{ 80{0100} 82{01} 83{0105} AB{ 80{01} 90{} } }]");
    card.done("00 D6 00 00 [\"stays\"]");
    card.done("00 E0 00 00 [62{ 82{08} 83{0018} A5{ 80{03} 83{0404} 84{01} } AB{ 84{20} 90{} } }]");
    card.done("00 24 01 98 [\"1234\"]");
    card.done("00 44 00 00");
    assert_eq!(card.send("00 20 00 98 [\"0000\"]").1, StatusWord::tries(2));
    card.flash().reset_counts();
    let full = files_that_fit(&mut card);
    let mut rng = TestRng::new(seed::of("churn"));
    for round in 0..ROUNDS {
        match rng.below(5) {
            0 => transparent(&mut card, round),
            1 => records(&mut card, round),
            2 => pin(&mut card),
            3 => key(&mut card, rng.below(20) == 0),
            _ => whole_df(&mut card, round),
        }
        if rng.below(1000) == 0 {
            card = card.restarted();
            card.administrator();
        }
    }
    assert_eq!(files_that_fit(&mut card), full, "as much fits as in the beginning");
    card.done("00 A4 00 0C [3F00]");
    let (content, _) = card.send("00 B0 85 00 05");
    assert_eq!(content, b"stays");
    assert_eq!(card.send("00 20 00 98").1, StatusWord::tries(2));
    let counts = card.flash().counts().clone();
    let worst = counts.page_erases.iter().max().copied().unwrap_or(0);
    println!(
        "{ROUNDS} rounds: {} words, {} erases, {worst} of the page erased most; {full} files of \
         600 bytes fit before and after",
        counts.words, counts.erases
    );
    assert_eq!(card.flash().violations(), &[] as &[String]);
}

fn transparent(card: &mut ChurnedCard, round: u32) {
    card.done("00 E0 00 00 [62{ 80{0258} 82{01} 83{0101} AB{ 80{43} 90{} } 8A{05} }]");
    card.done(&format!("00 D6 00 F0 [{}]", hex::encode([low(round); 60])));
    card.done("00 E4 00 00");
}

fn records(card: &mut ChurnedCard, round: u32) {
    card.done("00 E0 00 00 [62{ 82{06 01 0010 03} 83{0102} AB{ 80{47} 90{} } 8A{05} }]");
    for record in 0..4 {
        card.done(&format!("00 E2 00 00 [{}]", hex::encode([low(round + record); 16])));
    }
    card.done("00 E4 00 00 [0102]");
}

/// Each of them blocked, so that the next one gets a counter that is spent.
fn pin(card: &mut ChurnedCard) {
    card.done("00 E0 00 00 [62{ 82{08} 83{0019} A5{ 80{02} 83{0404} 84{01} } AB{ 84{20} 90{} 80{40} 90{} } }]");
    assert_eq!(card.send("00 20 00 99").1, StatusWord::REFERENCE_DATA_NOT_USABLE);
    card.done("00 24 01 99 [\"4321\"]");
    card.done("00 44 00 00");
    card.done("00 20 00 99 [\"4321\"]");
    assert_eq!(card.send("00 20 00 99 [\"0000\"]").1, StatusWord::tries(1));
    assert_eq!(card.send("00 20 00 99 [\"0000\"]").1, StatusWord::tries(0));
    card.done("00 E4 00 00");
}

fn key(card: &mut ChurnedCard, pair: bool) {
    card.done(&format!("00 E0 00 00 [62{{ {EXTERNAL_KEY} }}]"));
    card.done("00 24 01 96 [\"0123456789ABCDEF\"]");
    card.done("00 E4 00 00");
    if pair {
        card.done("00 E0 00 00 [62{ 82{09} 83{0017} A5{ 81{11} 82{01} } }]");
        card.done("00 46 80 97 00");
        card.done("00 E4 00 00");
    }
}

fn whole_df(card: &mut ChurnedCard, round: u32) {
    card.done("00 E0 00 00 [62{ 82{38} 83{D100} 84{A00000000100} }]");
    card.done("00 E0 00 00 [62{ 82{38} 83{D101} }]");
    card.done(&format!("00 E0 00 00 [62{{ {EXTERNAL_KEY} }}]"));
    card.done("00 E0 00 00 [62{ 80{0040} 82{01} 83{0101} }]");
    card.done(&format!("00 D6 00 00 [{}]", hex::encode(round.to_be_bytes())));
    card.done("00 A4 00 0C [D100]");
    card.done("00 DA 01 A0 [\"data object\"]");
    card.done("00 E4 00 00");
    card.done("00 A4 00 0C [3F00]");
}

/// Creates files until the card is full, gives their number, and deletes them again.
fn files_that_fit(card: &mut ChurnedCard) -> usize {
    card.done("00 E0 00 00 [62{ 82{38} 83{D102} }]");
    let full = (0x0200..).find(|fid| {
        let created =
            card.send(&format!("00 E0 00 00 [62{{ 80{{0258}} 82{{01}} 83{{{fid:04X}}} 88{{}} }}]"));
        match created.1 {
            StatusWord::SUCCESS => false,
            StatusWord::NOT_ENOUGH_MEMORY => true,
            other => panic!("file {fid:04X}: {other:?}"),
        }
    });
    card.done("00 A4 00 0C [D102]");
    card.done("00 E4 00 00");
    full.unwrap() - 0x0200
}

fn low(number: u32) -> u8 {
    number.to_be_bytes()[3]
}
