//! A picture of power cuts, as SVG: down the commands of a life, across the flash operations of
//! each. Every operation has four cuts side by side (before it, inside it in two ways, after it), on
//! two lines (words that stay, words that flicker).

#![allow(unreachable_pub, clippy::unwrap_used, reason = "shared by tests, which fail so")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use apdu_spec::class::Family;
use apdu_spec::instruction::Instruction;
use test_vectors::scenario::Step;

use super::state::Outcome;

/// A cut, and what it has left.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// The step of the life that was cut.
    pub step: usize,
    /// The operation of the flash within the step.
    pub operation: u64,
    /// How the operation was cut, 0 to 3.
    pub kind: usize,
    /// Whether words flicker after it.
    pub flicker: bool,
    pub outcome: Outcome,
}

// Lengths in pixels.
const CUT: usize = 2;
const OPERATION: usize = 4 * CUT;
const LINE: usize = 5;
const ROW: usize = 14;
const LEFT: usize = 290;
const TOP: usize = 112;
const WIDTH: usize = 1080;
/// The operations that there is room for. The row of a longer command is broken before its last
/// ones.
const MOST: usize = 90;
const LAST: usize = 4;

const OUTCOMES: [(Outcome, &str, &str); 3] = [
    (Outcome::Before, "#3b6ea8", "as before the command"),
    (Outcome::TryLess, "#e88b2e", "as before it, with one try less"),
    (Outcome::After, "#4fa35c", "as after the command"),
];

/// The picture.
pub fn draw(steps: &[(usize, Step)], cuts: &[Seen]) -> String {
    let mut rows: BTreeMap<usize, Vec<Seen>> = BTreeMap::new();
    for seen in cuts {
        rows.entry(seen.step).or_default().push(*seen);
    }
    let mut svg = String::new();
    head(&mut svg, cuts);
    let bottom = TOP + rows.len() * ROW;
    axis(&mut svg, bottom);
    for (row, (step, seen)) in rows.iter().enumerate() {
        command(&mut svg, TOP + row * ROW, &name(&steps[*step].1), seen);
    }
    let notes = [
        format!(
            "The {} commands of a life that write, in their order, each with the status word that \
             it ends with when nothing is cut.",
            rows.len()
        ),
        "Each operation is cut before it, inside it in two ways, and after it, from left to right; \
         on the lower line its words flicker."
            .to_owned(),
    ];
    for (line, words) in notes.iter().enumerate() {
        text(&mut svg, (24, bottom + 46 + line * 18), "t", words);
    }
    let height = bottom + 82;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\">\n<style>\
         text{{font-family:'DejaVu Sans','Segoe UI',Helvetica,Arial,sans-serif;fill:#1f2933}}\
         .h{{font-size:17px;font-weight:600}}.t{{font-size:12px;fill:#52606d}}\
         .n{{font-size:10.5px;text-anchor:end}}\
         .c{{font-size:10.5px;text-anchor:middle;fill:#52606d}}\
         .a{{font-size:10.5px;fill:#52606d}}</style>\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" rx=\"10\" fill=\"#fbfcfd\"/>\n{svg}</svg>\n"
    )
}

fn head(svg: &mut String, cuts: &[Seen]) {
    let title = "The power is cut in every operation of the flash: how is the card found?";
    text(svg, (24, 34), "h", title);
    for (place, (outcome, colour, words)) in OUTCOMES.into_iter().enumerate() {
        let x = 24 + place * 330;
        let count = cuts.iter().filter(|seen| seen.outcome == outcome).count();
        rectangle(svg, (x, 50), (12, 12), colour);
        text(svg, (x + 18, 60), "t", &format!("{words}: {count} cuts"));
    }
    text(svg, (LEFT, 88), "t", "operations of the command: words programmed, pages erased");
}

fn axis(svg: &mut String, bottom: usize) {
    for operation in (0..=MOST).step_by(10) {
        let x = LEFT + operation * OPERATION;
        let (from, to) = (TOP - 6, bottom + 4);
        let _ = writeln!(svg, "<path d=\"M{x} {from} V{to}\" stroke=\"#d9e0e7\"/>");
        text(svg, (x, TOP - 10), "c", &operation.to_string());
        text(svg, (x, bottom + 18), "c", &operation.to_string());
    }
}

/// The row of a command: its name, and a colour for each of its cuts.
fn command(svg: &mut String, top: usize, name: &str, cuts: &[Seen]) {
    text(svg, (LEFT - 10, top + 10), "n", name);
    let at = |seen: &Seen| usize::try_from(seen.operation).unwrap();
    let operations = cuts.iter().map(at).max().unwrap() + 1;
    let broken = operations > MOST;
    // Where an operation stands: the last ones of a broken row at its end.
    let place = |operation: usize| match operations - operation {
        _ if !broken => Some(operation),
        left @ ..=LAST => Some(MOST - left),
        _ => (operation < MOST - LAST - 1).then_some(operation),
    };
    for flicker in [false, true] {
        let line = cuts.iter().filter(|seen| seen.flicker == flicker);
        let line = line.filter_map(|seen| Some((place(at(seen))? * 4 + seen.kind, seen.outcome)));
        stretches(svg, top + usize::from(flicker) * LINE, &line.collect());
    }
    if broken {
        let x = LEFT + (MOST - LAST - 1) * OPERATION;
        text(svg, (x + OPERATION / 2, top + 9), "c", "⋯");
        text(svg, (LEFT + MOST * OPERATION + 6, top + 9), "a", &operations.to_string());
    }
}

/// A line of cuts. Neighbours of one colour are one rectangle.
fn stretches(svg: &mut String, y: usize, line: &BTreeMap<usize, Outcome>) {
    let mut runs: Vec<(usize, usize, Outcome)> = Vec::new();
    for (&at, &outcome) in line {
        match runs.last_mut() {
            Some((_, to, same)) if *same == outcome && *to == at => *to += 1,
            _ => runs.push((at, at + 1, outcome)),
        }
    }
    for (from, to, outcome) in runs {
        let (_, colour, _) = OUTCOMES.into_iter().find(|(other, ..)| *other == outcome).unwrap();
        rectangle(svg, (LEFT + from * CUT, y), ((to - from) * CUT, LINE), colour);
    }
}

/// What a row is called: the command, and how it ends when nothing is cut.
fn name(step: &Step) -> String {
    match step {
        Step::Reset => "reset".to_owned(),
        Step::Administrator => "EXTERNAL AUTHENTICATE".to_owned(),
        Step::Exchange { command, status, .. } => {
            let proprietary = command[0] >= 0x80;
            let family = if proprietary { Family::Proprietary } else { Family::Interindustry };
            let name = Instruction::find(family, command[1]).unwrap().row().name;
            format!("{name} {:04X}", status.value())
        }
    }
}

fn text(svg: &mut String, (x, y): (usize, usize), class: &str, words: &str) {
    let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{words}</text>");
}

fn rectangle(svg: &mut String, at: (usize, usize), size: (usize, usize), colour: &str) {
    let ((x, y), (width, height)) = (at, size);
    let _ = writeln!(
        svg,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{colour}\"/>"
    );
}
