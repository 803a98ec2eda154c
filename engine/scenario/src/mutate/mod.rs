//! Mutants: the process changed in one small way. A change that no scenario notices is a place that nothing protects.
//!
//! What is changed is the checked process, not its text. A change that could not matter is not made: `next` on the last step of
//! a stage is not turned into `end`, and what a task takes from the defaults is changed once for all that take it, as it is
//! written once.

mod change;
mod ladders;
mod outside;
mod rest;
mod results;
mod routes;
mod scores;
mod stages;
mod steps;
mod tables;
mod times;

use std::collections::BTreeSet;

use voronka_definition::{Locale, Process, Text};

use crate::coverage::Mark;
use crate::places::Places;
use crate::script::Equivalent;
use change::Change;

/// What kind of change a mutant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Kind {
    Route,
    Bound,
    Due,
    Escalation,
    Reminder,
    Timeout,
    Condition,
    Approval,
    Ask,
    Set,
    Plan,
    Comment,
    Requires,
    Message,
    Score,
}

impl Kind {
    /// Its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Bound => "bound",
            Self::Due => "due",
            Self::Escalation => "escalation",
            Self::Reminder => "reminder",
            Self::Timeout => "timeout",
            Self::Condition => "condition",
            Self::Approval => "approval",
            Self::Ask => "ask",
            Self::Set => "set",
            Self::Plan => "plan",
            Self::Comment => "comment",
            Self::Requires => "requires",
            Self::Message => "message",
            Self::Score => "score",
        }
    }
}

/// A process changed in one small way.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// What kind of change it is.
    pub kind: Kind,
    /// The line of the process that is changed.
    pub line: u32,
    /// What is changed.
    pub what: Text,
    /// What a scenario must have taken to be able to notice; none where every scenario may.
    pub touches: Option<Mark>,
    change: Change,
}

impl Mutant {
    /// The changed process.
    pub fn apply(&self, process: &Process) -> Process {
        let mut changed = process.clone();
        self.change.apply(&mut changed);
        changed
    }

    /// Whether a scenario that took these parts may notice it.
    pub fn concerns(&self, taken: &BTreeSet<Mark>) -> bool {
        self.touches.as_ref().is_none_or(|mark| taken.contains(mark))
    }
}

/// Every mutant of a process, in the order of its lines.
pub fn mutants(process: &Process, places: &Places) -> Vec<Mutant> {
    let mut making = Making { process, places, list: Vec::new() };
    making.defaults();
    making.ladders();
    making.activities();
    making.stages();
    making.handlers();
    making.tables();
    making.scores();
    making.outcomes();
    let mut list = making.list;
    list.sort_by_key(|mutant| (mutant.line, mutant.kind));
    list
}

/// The mutants being made.
struct Making<'a> {
    process: &'a Process,
    places: &'a Places,
    list: Vec<Mutant>,
}

impl Making<'_> {
    fn add(&mut self, kind: Kind, line: u32, touches: Option<Mark>, what: Text, change: Change) {
        self.list.push(Mutant { kind, line, what, touches, change });
    }
}

/// Survivors parted into those that matter and those of which a file of scenarios says why they change nothing; and the entries
/// that speak of no survivor.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Those that matter.
    pub survivors: Vec<Mutant>,
    /// Those that change nothing, with the reason.
    pub equivalent: Vec<(Mutant, String)>,
    /// Entries without a survivor.
    pub idle: Vec<Equivalent>,
}

/// Parts survivors by what the files of scenarios say of them.
pub fn judge(survivors: Vec<Mutant>, said: &[Equivalent]) -> Judged {
    let is_of = |entry: &Equivalent, mutant: &Mutant| Locale::ALL.iter().any(|locale| mutant.what.get(*locale) == entry.change);
    let idle = said.iter().filter(|entry| !survivors.iter().any(|mutant| is_of(entry, mutant))).cloned().collect();
    let mut judged = Judged { idle, ..Judged::default() };
    for mutant in survivors {
        match said.iter().find(|entry| is_of(entry, &mutant)) {
            Some(entry) => judged.equivalent.push((mutant, entry.because.clone())),
            None => judged.survivors.push(mutant),
        }
    }
    judged
}
