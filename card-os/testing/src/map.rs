//! A picture of power cuts, as SVG: down the commands of a life, across the flash operations of
//! each. Every operation has four cuts side by side (before it, inside it in two ways, after it), on
//! two lines (words that stay, words that flicker).

use std::collections::BTreeMap;

use apdu_spec::class::Family;
use apdu_spec::instruction::Instruction;
use test_vectors::scenario::Step;
use test_vectors::svg::{Pixels, Svg};

use crate::state::Outcome;

/// A cut, and what it has left.
#[derive(Clone, Copy, Debug)]
pub struct CutOutcome {
    /// The step of the life that was cut.
    pub step: usize,
    /// The operation of the flash within the step.
    pub operation: u64,
    /// How the operation was cut, 0 to 3.
    pub kind: u32,
    /// Whether words flicker after it.
    pub flicker: bool,
    /// The state in which the card is found.
    pub outcome: Outcome,
}

// Lengths in pixels.
const CUT: u32 = 2;
const OPERATION: u32 = 4 * CUT;
const LINE: u32 = 5;
const ROW: u32 = 14;
const LEFT: u32 = 290;
const TOP: u32 = 112;
const WIDTH: u32 = 1080;
/// The operations that there is room for. The row of a longer command is broken before its last
/// ones.
const MOST: u32 = 90;
const LAST: u32 = 4;

const OUTCOMES: [(Outcome, &str, &str); 3] = [
    (Outcome::Before, "#3b6ea8", "as before the command"),
    (Outcome::TryLess, "#e88b2e", "as before it, with one try less"),
    (Outcome::After, "#4fa35c", "as after the command"),
];

/// The picture.
#[must_use]
pub fn draw(steps: &[(usize, Step)], cuts: &[CutOutcome]) -> String {
    let mut rows: BTreeMap<usize, Vec<CutOutcome>> = BTreeMap::new();
    for seen in cuts {
        rows.entry(seen.step).or_default().push(*seen);
    }
    let mut svg = Svg::default();
    head(&mut svg, cuts);
    let bottom = TOP + u32::try_from(rows.len()).unwrap() * ROW;
    axis(&mut svg, bottom);
    for (row, (step, seen)) in (0..).zip(&rows) {
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
    for (line, words) in (0..).zip(&notes) {
        svg.text((24, bottom + 46 + line * 18), "t", words);
    }
    svg.file(
        "For each command of a life: the state in which the card is found, by the operation that \
         was cut",
        ".t{font-size:12px;fill:#52606d}\
         .n{font-size:10.5px;text-anchor:end}\
         .c{font-size:10.5px;text-anchor:middle;fill:#52606d}\
         .a{font-size:10.5px;fill:#52606d}",
        (WIDTH, bottom + 82),
    )
}

fn head(svg: &mut Svg, cuts: &[CutOutcome]) {
    let title = "The power is cut in every operation of the flash: how is the card found?";
    svg.text((24, 34), "h", title);
    for (place, (outcome, colour, words)) in (0..).zip(OUTCOMES) {
        let x = 24 + place * 330;
        let count = cuts.iter().filter(|seen| seen.outcome == outcome).count();
        filled(svg, (x, 50), (12, 12), colour);
        svg.text((x + 18, 60), "t", &format!("{words}: {count} cuts"));
    }
    svg.text((LEFT, 88), "t", "operations of the command: words programmed, pages erased");
}

fn axis(svg: &mut Svg, bottom: u32) {
    for operation in (0..=MOST).step_by(10) {
        let x = LEFT + operation * OPERATION;
        let (from, to) = (TOP - 6, bottom + 4);
        svg.line(&[(x, from), (x, to)], &[("stroke", "#d9e0e7")]);
        svg.text((x, TOP - 10), "c", &operation.to_string());
        svg.text((x, bottom + 18), "c", &operation.to_string());
    }
}

/// The row of a command: its name, and a colour for each of its cuts.
fn command(svg: &mut Svg, top: u32, name: &str, cuts: &[CutOutcome]) {
    svg.text((LEFT - 10, top + 10), "n", name);
    let at = |seen: &CutOutcome| u32::try_from(seen.operation).unwrap();
    let operations = cuts.iter().map(at).max().unwrap() + 1;
    let broken = operations > MOST;
    // The place of an operation: the last ones of a broken row are at its end.
    let place = |operation: u32| match operations - operation {
        _ if !broken => Some(operation),
        left @ ..=LAST => Some(MOST - left),
        _ => (operation < MOST - LAST - 1).then_some(operation),
    };
    for flicker in [false, true] {
        let line = cuts.iter().filter(|seen| seen.flicker == flicker);
        let line = line.filter_map(|seen| Some((place(at(seen))? * 4 + seen.kind, seen.outcome)));
        stretches(svg, top + u32::from(flicker) * LINE, &line.collect());
    }
    if broken {
        let x = LEFT + (MOST - LAST - 1) * OPERATION;
        svg.text((x + OPERATION / 2, top + 9), "c", "⋯");
        svg.text((LEFT + MOST * OPERATION + 6, top + 9), "a", &operations.to_string());
    }
}

/// A line of cuts. Neighbours of one colour are one rectangle.
fn stretches(svg: &mut Svg, y: u32, line: &BTreeMap<u32, Outcome>) {
    let mut runs: Vec<(u32, u32, Outcome)> = Vec::new();
    for (&at, &outcome) in line {
        match runs.last_mut() {
            Some((_, to, same)) if *same == outcome && *to == at => *to += 1,
            _ => runs.push((at, at + 1, outcome)),
        }
    }
    for (from, to, outcome) in runs {
        let (_, colour, _) = OUTCOMES.into_iter().find(|(other, ..)| *other == outcome).unwrap();
        filled(svg, (LEFT + from * CUT, y), ((to - from) * CUT, LINE), colour);
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

fn filled(svg: &mut Svg, at: Pixels, size: Pixels, colour: &str) {
    svg.rectangle(at, size, &[("fill", colour)]);
}
