//! What the teller remembers of earlier events: an event names a task by its number, a sentence by its title.

use std::collections::BTreeMap;

use voronka_definition::Text;
use voronka_definition::name::{PersonId, StageId};

use crate::case::{Case, Holder, Origin, Task};
use crate::event::Event;

/// A task as the history has shown it so far.
pub(super) struct KnownTask {
    pub(super) title: Text,
    pub(super) origin: Origin,
    pub(super) holder: Holder,
    pub(super) instead_of: Option<PersonId>,
}

impl KnownTask {
    fn of(task: &Task) -> Self {
        let (title, origin) = (task.title.clone(), task.origin.clone());
        Self { title, origin, holder: task.holder.clone(), instead_of: task.instead_of.clone() }
    }
}

/// What the events so far have said.
#[derive(Default)]
pub(super) struct Memory {
    /// Who is responsible for the deal.
    pub(super) owner: Option<PersonId>,
    /// Tasks by number, closed ones included.
    pub(super) tasks: BTreeMap<u32, KnownTask>,
    /// The late task of each escalation.
    pub(super) escalations: BTreeMap<u32, u32>,
    /// The stage the case stands in.
    pub(super) stage: Option<StageId>,
    /// The tokens that walk a handler, and which.
    pub(super) handlers: BTreeMap<u32, StageId>,
}

impl Memory {
    /// What the case itself still knows.
    pub(super) fn of(case: &Case) -> Self {
        let known = case.tasks.values().map(|task| (task.number, KnownTask::of(task)));
        let escalations = case.escalations.values().map(|escalation| (escalation.number, escalation.task));
        let tokens = case.flow().into_iter().flat_map(|flow| flow.tokens.values().filter(|token| token.of != flow.stage));
        let handlers = tokens.map(|token| (token.number, token.of.clone())).collect();
        Self {
            owner: Some(case.owner.clone()),
            tasks: known.collect(),
            escalations: escalations.collect(),
            stage: case.stage().cloned(),
            handlers,
        }
    }

    /// Remembers what this event says.
    pub(super) fn take(&mut self, event: &Event) {
        match event {
            Event::TaskCreated { task } => {
                self.tasks.insert(task.number, KnownTask::of(task));
            }
            Event::TaskReassigned { task, to, instead_of, .. } => {
                if let Some(known) = self.tasks.get_mut(task) {
                    known.holder = to.clone();
                    known.instead_of.clone_from(instead_of);
                }
            }
            Event::Escalated { escalation } => {
                self.escalations.insert(escalation.number, escalation.task);
            }
            Event::HandlerBegan { token, handler } => {
                self.handlers.insert(*token, handler.clone());
            }
            Event::BranchBegan { token, within, .. } => {
                if let Some(handler) = self.handlers.get(&within.parent).cloned() {
                    self.handlers.insert(*token, handler);
                }
            }
            Event::CaseStarted { owner, .. } | Event::OwnerChanged { to: owner, .. } => self.owner = Some(owner.clone()),
            Event::StageEntered { stage, .. } => self.stage = Some(stage.clone()),
            _ => {}
        }
    }

    /// The stage or handler whose steps this token walks.
    pub(super) fn body_of(&self, token: u32) -> Option<&StageId> {
        self.handlers.get(&token).or(self.stage.as_ref())
    }
}
