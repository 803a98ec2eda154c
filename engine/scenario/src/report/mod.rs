//! Reports: what the scenarios showed, for the eyes and as JSON.
//!
//! Absent on purpose: where it is printed, and JUnit, which is the command line's.

mod history;
mod json;
mod text;

use std::collections::BTreeSet;

use voronka_definition::Process;

use crate::coverage::{Count, Mark};
use crate::mutate::Judged;
use crate::run::Ran;
use crate::script::Scenario;

pub use history::history;
pub use json::{CountJson, CoverageJson, FailureJson, MutantsJson, ProcessJson, ReportJson, ScenarioJson, SurvivorJson, json};
pub use text::{failure, text};

/// A scenario that was run.
#[derive(Debug, Clone)]
pub struct Tried<'a> {
    /// The file it stands in.
    pub file: &'a str,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The process it tried.
    pub process: &'a Process,
    /// What became of it.
    pub ran: Ran,
    /// What it took of the process.
    pub taken: BTreeSet<Mark>,
}

/// What the scenarios of a process showed together.
#[derive(Debug, Clone)]
pub struct Protected<'a> {
    /// The process.
    pub process: &'a Process,
    /// Its file.
    pub file: &'a str,
    /// The five numbers.
    pub counts: Vec<Count>,
    /// The changes that were tried, where any were.
    pub mutants: Option<Mutants>,
}

/// Changes of a process that were tried.
#[derive(Debug, Clone)]
pub struct Mutants {
    /// How many.
    pub tried: usize,
    /// What no scenario noticed.
    pub judged: Judged,
}
