//! The simulator: the engine itself on a database in memory, in virtual time, under faults.
//!
//! A run is rehearsed first: from a seed follows what people do, each step chosen by what is visible then. After that the same steps are
//! taken again while the process ends at statements, statements fail, answers are lost, letters arrive twice and the clock jumps.
//! Two nodes may do so together, of which one ends at any moment. Whoever asked and was not answered asks again under his key, as a
//! client would. Then the stored data must be sound, and the
//! finished run the same as the rehearsed one.
//!
//! Absent on purpose: what must hold for a case (the core's), what a sound database is (`fsck`), and the ends that only a real
//! process has: torn files, a lost disk.

mod choose;
mod dice;
mod fault;
mod life;
mod outcome;
mod pair;
mod parallel;
mod perform;
mod post;
mod run;
mod stage;
mod step;
mod value;

use voronka_definition::Source;
use voronka_store::StoreError;

pub use run::{Exhausted, Sum, every_statement, seeds};

/// The texts of the company whose work is simulated.
#[derive(Debug, Clone)]
pub struct Company {
    /// Its people.
    pub organisation: Source,
    /// Their calendars.
    pub calendars: Vec<Source>,
    /// What they work by.
    pub processes: Vec<Source>,
}

/// A defect that is planted on purpose, to see that it is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Planted {
    /// None.
    #[default]
    Nothing,
    /// Whenever a process begins anew, the next timer is forgotten.
    ForgottenTimer,
    /// Who asked and was not answered because the process ended does not ask again.
    ForgottenCommand,
    /// A letter that is sent again has another identity.
    OtherIdentity,
}

/// How long a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// How many things people do; between them time passes.
    pub acts: u32,
    /// For how many days time goes on after the last of them.
    pub days_after: u32,
    /// Whether two nodes work on the same database in the disturbed run, instead of one.
    pub two_nodes: bool,
}

/// Something that does not hold, and how to see it again.
#[derive(Debug, Clone, thiserror::Error)]
#[error("seed {seed}: {}\nfaults:\n{}", .wrong, .faults.join("\n"))]
pub struct Failure {
    /// From which everything follows.
    pub seed: u64,
    /// The faults of the run, in order: the step, and what happened to it.
    pub faults: Vec<String>,
    /// What does not hold.
    pub wrong: Box<Wrong>,
}

/// What does not hold.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Wrong {
    /// The company's texts have mistakes.
    #[error("the company cannot be loaded: {0}")]
    Company(String),
    /// The store failed where no fault was planned.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A step is not taken, however often it is tried.
    #[error("step {step} is never answered: {reason}")]
    Stuck {
        /// Its number.
        step: usize,
        /// What was met last.
        reason: String,
    },
    /// The stored data are damaged.
    #[error("fsck after step {step}: {}", .findings.join("; "))]
    Unsound {
        /// The step before.
        step: usize,
        /// What it found.
        findings: Vec<String>,
    },
    /// The run differs from the rehearsed one.
    #[error("the run differs from the one without faults:\n{}", .0.join("\n"))]
    Differs(Vec<String>),
}
