//! The figures, as Markdown.

#![allow(clippy::cast_precision_loss, reason = "figures to print")]

use test_vectors::flash::Counts;

use crate::flash::{PAGE, PAGES};
use crate::keyed::StoredItems;
use crate::work::{Kind, Subject, mix};

/// Whose figures must reach the goals.
pub const CARD: &str = "this card";
/// Goals: words of a right VERIFY in a session, erases of it, and how much the worst page may wear.
const VERIFY_WORDS: f64 = 2.25;
const VERIFY_ERASES: f64 = 0.01;
const WORST_OF_MEAN: f64 = 2.0;
/// Commands from which on every page was erased several times in a session.
const ENOUGH: u32 = 50_000;

/// Ends the run when a figure of the card misses its goal.
fn goal(name: &str, what: &str, figure: f64, most: f64) {
    assert!(name != CARD || figure <= most, "{what}: {figure:.3}, the goal is {most}");
}

/// A name, and how to make what it names.
pub type Candidate<'a> = (&'a str, &'a dyn Fn() -> Box<dyn Subject>);

pub fn setting(stored: &StoredItems) {
    let bytes: usize = stored.items.iter().map(|(_, value)| value.len()).sum();
    println!(
        "{PAGES} pages of {} KiB, words of four bytes; {} items of together {bytes} bytes, {} words in \
         the card's store, are live.",
        PAGE / 1024,
        stored.items.len(),
        stored.words
    );
}

/// Commands before anything is counted: every page was in use by then.
const WARM_UP: u32 = 20_000;

/// Each command many times in one session.
pub fn by_command(subjects: &[Candidate<'_>]) {
    println!("\n## Words, erases and reads of a command\n");
    println!(
        "In one session, after {WARM_UP} mixed commands; erases are of a thousand commands; a read is \
         one call of\nthe flash driver.\n"
    );
    let names: Vec<&str> = subjects.iter().map(|(name, _)| *name).collect();
    println!("| words, erases, reads | {} |", names.join(" | "));
    println!("|---|{}", "---|".repeat(subjects.len()));
    for kind in Kind::ALL {
        let mut row = format!("| {} |", kind.name());
        for (name, make) in subjects {
            let mut subject = make();
            mix(WARM_UP).for_each(|kind| subject.command(kind));
            subject.command(Kind::VerifyRight);
            subject.reset_counts();
            let times = f64::from(kind.times());
            for _ in 0..kind.times() {
                subject.command(kind);
            }
            let Counts { words, erases, reads, .. } = subject.counts();
            let each = |count: u64| count as f64 / times;
            if kind == Kind::VerifyRight {
                goal(name, "words of a right VERIFY", each(words), VERIFY_WORDS);
                goal(name, "erases of a right VERIFY", each(erases), VERIFY_ERASES);
            }
            row +=
                &format!(" {:.2}, {:.1}, {:.1} |", each(words), each(erases) * 1000.0, each(reads));
        }
        println!("{row}");
    }
}

/// What a mix of commands did.
struct MixResult {
    counts: Counts,
    /// Right VERIFYs, their words, those without an erase.
    verifies: (u64, u64, u64),
    reprogrammed: usize,
}

/// A mix of commands, with a restart after every `session`.
fn run(subject: &mut dyn Subject, commands: u32, session: Option<u32>) -> MixResult {
    let mut verifies = (0, 0, 0);
    let mut before = subject.counts();
    for (number, kind) in (1..).zip(mix(commands)) {
        subject.command(kind);
        let now = subject.counts();
        if kind == Kind::VerifyRight {
            verifies.0 += 1;
            verifies.1 += now.words - before.words;
            verifies.2 += u64::from(now.erases == before.erases);
        }
        before = now;
        if session.is_some_and(|session| number % session == 0) {
            subject.restart();
            before = subject.counts();
        }
    }
    MixResult { counts: subject.counts(), verifies, reprogrammed: subject.reprogrammed() }
}

/// How the pages wear.
pub fn mixed(subjects: &[Candidate<'_>], commands: u32) {
    for (title, session) in
        [("in one session", None), ("with power off and on after every tenth", Some(10))]
    {
        println!("\n## {commands} mixed commands, {title}\n");
        println!(
            "| store | words a command | erases | worst page | mean | worst / mean | a right VERIFY: \
             words, without erase | words programmed twice |"
        );
        println!("|---|---|---|---|---|---|---|---|");
        for (name, make) in subjects {
            let MixResult { counts, verifies, reprogrammed } = run(&mut *make(), commands, session);
            let worst = counts.page_erases.iter().max().copied().unwrap_or(0);
            let mean = counts.erases as f64 / PAGES as f64;
            let of_verify = |count: u64| count as f64 / verifies.0 as f64;
            if commands >= ENOUGH {
                goal(name, "the worst page against the mean", worst as f64 / mean, WORST_OF_MEAN);
            }
            if session.is_none() {
                goal(name, "words of a right VERIFY", of_verify(verifies.1), VERIFY_WORDS);
                let erasing = of_verify(verifies.0 - verifies.2);
                goal(name, "erases of a right VERIFY", erasing, VERIFY_ERASES);
            }
            println!(
                "| {name} | {:.2} | {} | {worst} | {mean:.1} | {:.2} | {:.2}, {:.2} % | {} |",
                counts.words as f64 / f64::from(commands),
                counts.erases,
                worst as f64 / mean,
                of_verify(verifies.1),
                of_verify(verifies.2) * 100.0,
                if reprogrammed == 0 { "none".to_owned() } else { reprogrammed.to_string() },
            );
        }
    }
}
