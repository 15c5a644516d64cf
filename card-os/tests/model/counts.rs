//! How often what came off.

#![allow(unreachable_pub, reason = "a module of a test")]

use std::collections::BTreeMap;

use apdu_spec::instruction::{Form, Row};
use apdu_spec::response::Response;

use super::sessions::SessionCounts;

/// How commands of a form were answered.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    pub succeeded: usize,
    pub refused: usize,
}

impl Outcome {
    pub fn count(&mut self, came_off: bool) {
        *if came_off { &mut self.succeeded } else { &mut self.refused } += 1;
    }

    fn add(&mut self, other: Self) {
        self.succeeded += other.succeeded;
        self.refused += other.refused;
    }
}

pub fn status_of(answer: &[u8]) -> u16 {
    Response::parse(answer).map_or(0, |response| response.status.value())
}

/// Is it a status word of what was done?
pub const fn came_off(status: u16) -> bool {
    matches!(status, 0x9000 | 0x6100..0x6300)
}

/// What came of a sequence, or of several.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    pub commands: usize,
    pub without_room: usize,
    pub statuses: BTreeMap<u16, usize>,
    /// Commands that came in parts.
    pub chains: Outcome,
    /// By row and form; of what a command has carried, too.
    pub forms: BTreeMap<(&'static str, &'static str), Outcome>,
    pub sessions: SessionCounts,
}

impl Counts {
    pub fn add(&mut self, other: Self) {
        self.commands += other.commands;
        self.without_room += other.without_room;
        self.chains.add(other.chains);
        self.sessions.add(other.sessions);
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        for (form, outcome) in other.forms {
            self.forms.entry(form).or_default().add(outcome);
        }
    }

    pub fn count(&mut self, status: u16, taken: &[(&'static Row, &'static Form)]) {
        self.commands += 1;
        // Those with a number count as one.
        let kind = match status {
            0x6100..0x6200 | 0x6C00..0x6D00 => status & 0xFF00,
            0x63C0..0x63D0 => 0x63C0,
            _ => status,
        };
        *self.statuses.entry(kind).or_default() += 1;
        for (row, form) in taken {
            self.forms.entry((row.name, form.name)).or_default().count(came_off(status));
        }
    }
}
