//! A short life of a card, cut at every operation of its flash: before it, inside it, after it,
//! with words that read differently from one read to the next, and again during what follows.
//!
//! After every cut the card must be in the state before the command, in that state with one try
//! less, or in the state after the command; and it must go on working.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

use apdu_spec::command::Command;
use apdu_spec::profile::TEST_TRANSPORT_KEY;
use apdu_spec::profile::card::ADMINISTRATOR_REFERENCE;
use apdu_spec::status::StatusWord;
use card_os::crypto::Crypto;
use card_os::crypto::software::Software;
use card_os_testing::card::{IDENTITY, SmallTestCard, split};
use card_os_testing::map::{self, CutOutcome};
use card_os_testing::quick_pairs::QuickPairs;
use card_os_testing::state::{Outcome, State};
use test_vectors::flash::Cut;
use test_vectors::scenario::{self, CardConnection, Scenario, Step};
use test_vectors::seed;
use test_vectors::terminal::SessionKeys;

const ERASE: usize = 1024;
const PAGES: usize = 8;
/// Operations of the first writes after a cut: erase, header, snapshot, Open words, mark, and a key
/// written.
const RECOVERY: u64 = 40;

type TornCard<C> = SmallTestCard<ERASE, C>;

/// A life: files of every kind, a PIN set, missed, changed, blocked, reset, disabled and enabled,
/// a key pair made, records appended round a cycle, a file written over several blocks; then
/// files, a PIN and a DF with all that taken out of use and deleted, the card issued and locked.
const LIFE: &str = r#"
scenario: life
clause: none
administrator
> 00 E0 00 00 [62{ 82{08} 83{0002} A5{ 80{0A} 83{0808} 84{01} } AB{ 84{20} 90{} } }]
< SUCCESS
> 00 24 01 02 ["12345678"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{38} 83{D105} 84{A00000000105} }]
< SUCCESS
> 00 E0 00 00 [62{ 82{08} 83{0018} A5{ 80{03} 83{0404} 84{01} } AB{ 84{20} 90{} 84{24 26 28} A4{ 83{98} 95{08} } 84{2C} A4{ 83{02} 95{08} } } }]
< SUCCESS
> 00 24 01 98 ["1234"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{0017} A5{ 81{11} 82{01} } AB{ 80{01} 90{} 84{2A} A4{ 83{98} 95{08} } } }]
< SUCCESS
> 00 46 80 97 00
< * SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 80{0300} 82{01} 83{0101} AB{ 80{03} 90{} } 8A{05} }]
< SUCCESS
> 00 D6 00 00 [000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F]
< SUCCESS
> 00 D6 00 F8 [A0A1A2A3A4A5A6A7A8A9AAABACADAEAF]
< SUCCESS
> 00 E0 00 00 [62{ 82{06 01 0002 02} 83{0103} AB{ 80{7F} 90{} } 8A{05} }]
< SUCCESS
> 00 E2 00 00 [0001]
< SUCCESS
> 00 E2 00 00 [0002]
< SUCCESS
> 00 E2 00 00 [0003]
< SUCCESS
> 00 E0 00 00 [62{ 82{04 01 0020 03} 83{0104} AB{ 80{07} 90{} } 8A{05} }]
< SUCCESS
> 00 E2 00 00 [010203]
< SUCCESS
> 00 DC 01 04 [0102030405060708]
< SUCCESS
> 00 DA 01 A0 [0102030405]
< SUCCESS
> 00 20 00 98 ["1234"]
< SUCCESS
> 00 20 00 98 ["9999"]
< TRIES_LEFT_2
> 00 24 00 98 ["1234" "5678"]
< SUCCESS
> 00 20 00 98 ["9999"]
< TRIES_LEFT_2
> 00 20 00 98 ["9999"]
< TRIES_LEFT_1
> 00 20 00 98 ["9999"]
< TRIES_LEFT_0
> 00 2C 00 98 ["12345678" "4321FFFF"]
< INCORRECT_DATA
> 00 2C 00 98 ["11111111" "4321" FFFFFFFF]
< TRIES_LEFT_9
> 00 2C 00 98 ["12345678" "4321" FFFFFFFF]
< SUCCESS
> 00 20 00 98 ["4321"]
< SUCCESS
> 00 26 00 98 ["9999"]
< TRIES_LEFT_2
> 00 26 00 98 ["4321"]
< SUCCESS
> 00 28 00 98 ["9999"]
< TRIES_LEFT_2
> 00 28 00 98 ["4321"]
< SUCCESS
> 00 26 01 98
< SUCCESS
> 00 28 01 98
< SUCCESS
> 00 04 00 00 [0103]
< SUCCESS
> 00 44 00 00 [0103]
< SUCCESS
> 00 E8 00 00 [0103]
< SUCCESS
> 00 E4 00 00 [0103]
< SUCCESS
> 00 E0 00 00 [62{ 82{08} 83{0019} A5{ 80{0F} 83{0404} 84{01} } }]
< SUCCESS
> 00 24 01 99 ["9876"]
< SUCCESS
> 00 E4 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{38} 83{D106} }]
< SUCCESS
> 00 E0 00 00 [62{ 80{0010} 82{01} 83{0101} }]
< SUCCESS
> 00 A4 00 0C [D105]
< SUCCESS
> 00 E6 00 00 [D106]
< SUCCESS
> 00 E4 00 00
< SUCCESS
> 00 44 00 00 [3F00]
< SUCCESS
> 80 50 00 00
< SUCCESS
"#;

/// One step of the life; true when the card answered as it should.
fn live<C: Crypto + Default>(card: &mut TornCard<C>, step: &Step) -> bool {
    match step {
        Step::Reset => card.reset().is_ok(),
        Step::Administrator => scenario::administrator(card).is_ok(),
        Step::Exchange { command, status, .. } => {
            split(&card.transmit(command).unwrap()).1 == *status
        }
    }
}

/// Something that writes, and leaves every state as it was: the administrator key is replaced by
/// the same value. A locked card refuses that.
fn write<C: Crypto + Default>(card: &mut TornCard<C>) -> Result<(), String> {
    card.reset()?;
    let select = split(&card.transmit(&[0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00])?).1;
    let key = &TEST_TRANSPORT_KEY;
    let mut keys = SessionKeys::open_with(card, ADMINISTRATOR_REFERENCE, key, &IDENTITY.serial)?;
    let change = [&[0x00, 0x24, 0x01, ADMINISTRATOR_REFERENCE, 0x10][..], key].concat();
    let change = Command::parse(&change).map_err(|status| status.to_string())?;
    let answer = keys.send(card, &change)?;
    let answer = keys.answer(change.ins, &answer)?;
    card.reset()?;
    match (select, split(&answer).1) {
        (StatusWord::SUCCESS, StatusWord::SUCCESS)
        | (StatusWord::FILE_DEACTIVATED, StatusWord::CONDITIONS_NOT_SATISFIED) => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

/// The life, with the write over two blocks done often enough to turn the log round.
fn life() -> Scenario {
    let mut life = scenario::parse("life", LIFE).unwrap().remove(0);
    let writes = |(_, step): &(usize, Step)| matches!(step, Step::Exchange { command, .. } if command.starts_with(&[0x00, 0xD6, 0x00, 0xF8]));
    let at = life.steps.iter().position(writes).unwrap();
    for nth in 1..=16 {
        let mut again = life.steps[at].clone();
        if let Step::Exchange { command, .. } = &mut again.1 {
            command[5] = nth;
        }
        life.steps.insert(at + usize::from(nth), again);
    }
    life
}

#[test]
fn a_life_without_a_cut_goes_as_expected() {
    let mut card = TornCard::<Software>::blank_on(PAGES);
    card.flash().reset_counts();
    for (line, step) in &life().steps {
        assert!(live(&mut card, step), "line {line}");
    }
    let counts = card.flash().counts().clone();
    assert!(counts.erases > PAGES as u64, "the life is to turn the log round: {counts:?}");
    println!("{} words, {} erases", counts.words, counts.erases);
}

#[test]
fn a_cut_at_every_operation_leaves_before_or_after() {
    cut::<Software>(&life().steps, 0, 1, |_| ());
}

/// The map for the documentation: `cargo test -p card-os --test tearing -- --ignored --nocapture`.
#[test]
#[ignore = "writes docs/power-cuts.svg"]
fn the_map_of_power_cuts_is_drawn() {
    let mut cuts = Vec::new();
    let life = life();
    cut::<Software>(&life.steps, 0, 1, |seen| cuts.push(seen));
    let count = |outcome| cuts.iter().filter(|seen| seen.outcome == outcome).count();
    println!(
        "{} cuts: {} as before, {} with a try less, {} as after",
        cuts.len(),
        count(Outcome::Before),
        count(Outcome::TryLess),
        count(Outcome::After)
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/power-cuts.svg");
    std::fs::write(path, map::draw(&life.steps, &cuts)).unwrap();
}

/// An RSA key pair is two long items: after a cut both are the old ones or both are the new ones.
#[test]
fn an_rsa_key_pair_is_made_whole_or_not_at_all() {
    const KEY: &str = r#"
scenario: key
clause: none
administrator
> 00 E0 00 00 [62{ 82{09} 83{0017} A5{ 81{12} 82{01} } AB{ 80{01} 90{} } }]
< SUCCESS
"#;
    const GENERATE: &str = "> 00 46 80 97 00 00 00\n< 7F49* SUCCESS\n";
    // The first has nothing before it; then the log turns round, with a pair before each.
    let steps = |pairs| {
        let text = format!("{KEY}{}", GENERATE.repeat(pairs));
        scenario::parse("key", &text).unwrap().remove(0).steps
    };
    cut::<QuickPairs>(&steps(2), 2, 1, |_| ());
    cut::<QuickPairs>(&steps(16), 4, 7, |_| ());
}

/// What is written over, changed in part or erased is so whole or not at all, though it lies in
/// several blocks or records.
#[test]
fn writing_over_and_erasing_are_whole_or_nothing() {
    const FILES: &str = r#"
scenario: files
clause: none
administrator
> 00 E0 00 00 [62{ 80{0300} 82{01 41} 83{0101} AB{ 80{07} 90{} } 8A{05} }]
< SUCCESS
> 00 E0 00 00 [62{ 82{02 41 0004 04} 83{0102} AB{ 80{07} 90{} } 8A{05} }]
< SUCCESS
> 00 E2 00 00 [01020304]
< SUCCESS
> 00 E2 00 00 [02020304]
< SUCCESS
> 00 E2 00 00 [03020304]
< SUCCESS
"#;
    const CHANGES: &str = r#"
> 00 D1 01 01 [54{FC} 53{0102030405060708}]
< SUCCESS
> 00 D0 00 FE [F0F0F0F0]
< SUCCESS
> 00 D7 00 00 [54{01FE} 53{AABBCCDD}]
< SUCCESS
> 00 0E 00 FD [01FF]
< SUCCESS
> 00 0F 00 00
< SUCCESS
> 00 D2 01 14 [00F00000]
< SUCCESS
> 00 DD 02 04 [54{01} 53{AABB}]
< SUCCESS
> 00 DD 03 07 [54{00} 53{FFFF}]
< SUCCESS
> 00 0C 02 05
< SUCCESS
> 00 DC 02 04 [01020304]
< SUCCESS
> 80 06 00 00
< SUCCESS
"#;
    // Often enough to turn the log round.
    let text = format!("{FILES}{}", CHANGES.repeat(3));
    let life = scenario::parse("files", &text).unwrap().remove(0);
    cut::<Software>(&life.steps, 6, 1, |_| ());
}

/// Lives these steps over and over, cut in turn at every operation from a step on, or at every
/// `sample`th; `seen` gets what each cut has left.
fn cut<C: Crypto + Default>(
    steps: &[(usize, Step)],
    from: usize,
    sample: usize,
    mut seen: impl FnMut(CutOutcome),
) {
    // States and operations at the beginning of every step.
    let mut card = TornCard::<C>::blank_on(PAGES);
    let mut states = vec![State::of(card.flash())];
    let mut operations = vec![card.flash().operations()];
    for (line, step) in steps {
        assert!(live(&mut card, step), "line {line}");
        states.push(State::of(card.flash()));
        operations.push(card.flash().operations());
    }
    let (begin, first, last) = (operations[0], operations[from], operations[steps.len()]);
    let (mut cuts, mut again) = (0, 0);
    let seed = seed::of("tearing");
    // Which operations of a sample, and what a cut leaves of a word.
    let skip = usize::try_from(seed % sample as u64).unwrap_or(0);
    for operation in (first - begin..last - begin).skip(skip).step_by(sample) {
        let word = seed.wrapping_add(operation);
        let ways = [Cut::Before, Cut::Inside(word), Cut::Inside(word ^ 0x5555), Cut::After];
        for (kind, cut) in (0..).zip(ways) {
            for flicker in [false, true] {
                let mut card = TornCard::<C>::blank_on(PAGES);
                if flicker {
                    card.flash().flicker(word);
                }
                card.flash().cut_at(operation, cut);
                let torn = steps
                    .iter()
                    .position(|(_, step)| !live(&mut card, step) || card.flash().is_off())
                    .expect("the cut comes");
                let at = || format!("operation {operation}, {cut:?}, line {}", steps[torn].0);
                let mut card = TornCard::<C>::start(card.card.into_flash());
                let outcome = check(&State::of(card.flash()), &states, torn, flicker, &at());
                let operation = operation + begin - operations[torn];
                seen(CutOutcome { step: torn, operation, kind, flicker, outcome });
                // The next thing that is written is cut too: a page is opened, the administrator
                // key gets the value that it has.
                let first = State::of(card.flash());
                card.flash().cut_at(cuts % RECOVERY, cut);
                let _ = write(&mut card);
                again += u64::from(card.flash().is_off());
                let mut card = TornCard::<C>::start(card.card.into_flash());
                // A word that flickers is settled by that, or still reads either way.
                let then = State::of(card.flash());
                let bases: &[&State] =
                    if flicker { &[&states[torn], &states[torn + 1]] } else { &[&first] };
                let spent = usize::from(flicker);
                assert!(bases.iter().any(|base| then.is_spent_from(base, spent)), "{}", at());
                assert_eq!(write(&mut card), Ok(()), "recovery, {}", at());
                assert_eq!(card.flash().violations(), &[] as &[String], "{}", at());
                cuts += 1;
            }
        }
    }
    assert!(again > cuts / 4, "{again} of {cuts}: what followed was hardly cut");
    println!(
        "{cuts} cuts and {again} of what followed in {} operations of {} steps",
        last - first,
        steps.len() - from
    );
}

/// The state is the one before the step that was cut, that with a try less, or the one after.
fn check(state: &State, states: &[State], torn: usize, flicker: bool, at: &str) -> Outcome {
    let (before, after) = (&states[torn], &states[torn + 1]);
    state.outcome(before, after).unwrap_or_else(|| {
        panic!("flicker {flicker}, {at}:\n{:?}\n{:?}", state.tries, before.tries)
    })
}
