//! Heirs: who takes over from somebody who has left.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use voronka_definition::name::{DepartmentId, DirectionId, PersonId, ProcessId};

use super::World;

/// Who takes over what from somebody who has left. Where nothing is said of it, the rules find somebody: his head, in the end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Heirs {
    /// Whatever is not named below.
    pub to: Option<PersonId>,
    /// Deals and tasks, by process.
    pub processes: BTreeMap<ProcessId, PersonId>,
    /// Departments he headed.
    pub departments: BTreeMap<DepartmentId, PersonId>,
    /// Directions he headed.
    pub directions: BTreeMap<DirectionId, PersonId>,
}

impl Heirs {
    /// Everybody who takes something over.
    pub fn everybody(&self) -> impl Iterator<Item = &PersonId> {
        let named = self.processes.values().chain(self.departments.values()).chain(self.directions.values());
        self.to.iter().chain(named)
    }

    /// Who takes over the deals and tasks of a process.
    pub fn of_process(&self, process: &ProcessId) -> Option<&PersonId> {
        self.processes.get(process).or(self.to.as_ref())
    }
}

impl World {
    /// Who takes over the deals and tasks of a process from somebody who has left; where his heir has left too, that one's heir.
    pub fn heir(&self, person: &PersonId, process: &ProcessId) -> Option<&PersonId> {
        self.chain(person, |heirs| heirs.of_process(process))
    }

    /// Who takes over whatever is not said of a process, a department or a direction.
    pub fn heir_of_all(&self, person: &PersonId) -> Option<&PersonId> {
        self.chain(person, |heirs| heirs.to.as_ref())
    }

    fn chain(&self, person: &PersonId, next: impl Fn(&Heirs) -> Option<&PersonId>) -> Option<&PersonId> {
        let mut heir = next(self.heirs.get(person)?)?;
        // There are no more in a chain than have left.
        for _ in 0..=self.heirs.len() {
            if self.is_active(heir) {
                return Some(heir);
            }
            heir = next(self.heirs.get(heir)?)?;
        }
        None
    }
}
