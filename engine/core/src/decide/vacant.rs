//! Positions that nobody holds: their tasks go to somebody else, and never silently.
//!
//! Absent on purpose: to whom; the rules of [`people`](super::people) say that.

use voronka_definition::model::{Assignee, Role, StepKind, Who};
use voronka_definition::name::PositionId;

use crate::case::{Origin, Task, Trouble};
use crate::decide::Draft;
use crate::event::Event;

impl Draft<'_> {
    /// Opens an incident where the rule of a task asks for a position that nobody holds, be it as the heir of who did. One for each
    /// position, while it is open.
    pub(crate) fn report_vacant(&mut self, number: u32) {
        let vacant = self.case.tasks.get(&number).map(|task| self.vacant(task)).unwrap_or_default();
        for position in vacant {
            self.open_incident(Trouble::Vacant { task: number, position });
        }
    }

    /// Closes the incidents of positions that somebody holds again.
    pub(crate) fn close_filled(&mut self) {
        let filled = self.case.incidents.values().filter_map(|incident| match &incident.trouble {
            Trouble::Vacant { position, .. } => {
                let holders = self.world().holders(position, self.now());
                (!holders.is_empty()).then_some((incident.number, holders))
            }
            _ => None,
        });
        let filled: Vec<_> = filled.collect();
        for (incident, holders) in filled {
            let names: Vec<&str> = holders.iter().map(|person| self.world().name_of(person)).collect();
            let names = names.join(", ");
            let locale = self.world().organisation.locale;
            let comment = locale.pick(format!("Должность занята: {names}"), format!("The position is held by {names}"));
            self.record(Event::IncidentClosed { incident, comment });
        }
    }

    fn vacant(&self, task: &Task) -> Vec<PositionId> {
        let position = |role: &Role| match &role.who {
            Who::Position(position) => Some(position.clone()),
            _ => None,
        };
        let is_vacant = |position: &PositionId| self.world().holders(position, self.now()).is_empty();
        self.roles_of(&task.origin).into_iter().filter_map(position).filter(is_vacant).collect()
    }

    fn roles_of(&self, origin: &Origin) -> Vec<&Role> {
        let of_assignee = |assignee| match assignee {
            &Assignee::WhoActed => Vec::new(),
            Assignee::Role(role) => vec![role],
            Assignee::Candidates(roles) => roles.iter().collect(),
        };
        match origin {
            Origin::Step { stage, step, .. } => match self.process.step(stage, step).map(|step| &step.kind) {
                Some(StepKind::Task(work) | StepKind::Form(work)) => of_assignee(&work.assignee),
                _ => Vec::new(),
            },
            Origin::Visa { stage, step, approver, .. } => match self.process.step(stage, step).map(|step| &step.kind) {
                Some(StepKind::Approve(approve)) => {
                    approve.approvers.get(*approver as usize).map(|approver| &approver.role).into_iter().collect()
                }
                _ => Vec::new(),
            },
            Origin::Activity(id) => self.process.activity(id).map(|found| of_assignee(&found.work.assignee)).unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}
