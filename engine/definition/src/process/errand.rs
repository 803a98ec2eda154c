//! The built-in process of errands: tasks that belong to no deal.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Fields, Lines, Outcome, OutcomeKind, Process, Subject};
use crate::name::{LadderId, OutcomeId, ProcessId};
use crate::process::{ladder, version, work};
use crate::text::Text;

/// The name of the process of errands.
pub const ERRAND: &str = "errand";

impl Process {
    /// The process that carries tasks without a deal: no stages, one outcome `done`, and the defaults of a process that writes
    /// none. Its version follows the one of the program's language, not a file.
    pub fn errand() -> Self {
        let done = Outcome {
            id: OutcomeId::from("done"),
            title: Text::both("Выполнено", "Done"),
            kind: OutcomeKind::Won,
            ask: Vec::new(),
            follow_up: None,
        };
        Self {
            id: ProcessId::from(ERRAND),
            version: version(ERRAND),
            title: Text::both("Поручение", "Errand"),
            about: Subject::Deal,
            calendar: None,
            fields: Fields::with_builtin(Vec::new()),
            roles: BTreeMap::new(),
            ladders: BTreeMap::from([(LadderId::from(ladder::DEFAULT), ladder::fallback())]),
            defaults: work::fallback(),
            activities: Vec::new(),
            signals: Vec::new(),
            decisions: Vec::new(),
            scores: Vec::new(),
            stages: Vec::new(),
            outcomes: vec![done],
            handlers: Vec::new(),
            schedules: Vec::new(),
            archive: None,
            relied_on: BTreeSet::new(),
            unsure: Default::default(),
            lines: Lines::default(),
        }
    }
}
