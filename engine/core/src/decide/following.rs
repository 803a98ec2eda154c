//! Following: whose an open task is by its rule, and in whose hands it is while he is away.
//!
//! The two are kept apart. A task is somebody's by its rule, or because a person decided so; while he is away it is in the hands
//! of who stands in for him, and comes back. So an absence changes hands, and neither rules nor dates.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use voronka_definition::model::{Assignee, StepKind, TaskKind, Who};
use voronka_definition::name::PersonId;

use crate::case::{Holder, Origin, Task};
use crate::decide::Draft;
use crate::event::Cause;
use crate::world::{Found, World};

impl Draft<'_> {
    /// Whose task it would be by its rule now; `None` for one made by hand, which has no rule.
    pub(crate) fn holder_by_rule(&self, task: &Task) -> Option<Holder> {
        self.holder_by_rule_as_of(task, World::NOBODY_AWAY)?;
        let today = |as_of| self.holder_by_rule_as_of(task, as_of).unwrap_or_else(|| task.holder.clone());
        Some(self.present_or_covered(Some(task.kind), today))
    }

    /// The same, with those away who are away at that moment.
    pub(crate) fn holder_by_rule_as_of(&self, task: &Task, as_of: DateTime<Utc>) -> Option<Holder> {
        let owner = || self.hold(vec![self.case.owner.clone()]);
        let at = task.origin.token();
        let by_assignee = |assignee: &Assignee| match assignee {
            Assignee::WhoActed => owner(),
            Assignee::Role(_) | Assignee::Candidates(_) => self.holder_as_of(assignee, at, as_of),
        };
        match &task.origin {
            Origin::Step { stage, step, .. } => match &self.process.step(stage, step)?.kind {
                StepKind::Task(work) | StepKind::Form(work) => Some(by_assignee(&work.assignee)),
                _ => None,
            },
            Origin::Visa { stage, step, approver, .. } => match &self.process.step(stage, step)?.kind {
                StepKind::Approve(approve) => Some(self.approver_as_of(approve.approvers.get(*approver as usize)?, at, as_of)),
                _ => None,
            },
            Origin::Activity(id) => Some(by_assignee(&self.process.activity(id)?.work.assignee)),
            Origin::Requirements { .. } | Origin::OutcomeForm { .. } | Origin::FollowUp(_) => Some(owner()),
            Origin::Limit { .. } | Origin::NextStep { .. } => Some(owner()),
            Origin::Hand(_) => None,
        }
    }

    /// Whether it went to whoever acted when it was made, which no rule can tell any more.
    pub(crate) fn is_for_who_acted(&self, task: &Task) -> bool {
        let Origin::Step { stage, step, .. } = &task.origin else { return false };
        match self.process.step(stage, step).map(|step| &step.kind) {
            Some(StepKind::Task(work) | StepKind::Form(work)) => match &work.assignee {
                Assignee::WhoActed => true,
                Assignee::Role(role) => role.who == Who::Actor,
                Assignee::Candidates(_) => false,
            },
            _ => false,
        }
    }

    /// Whom a rule finds while nobody is away, if he is here or somebody stands in for him; else whom it finds today.
    pub(crate) fn present_or_covered(&self, kind: Option<TaskKind>, found: impl Fn(DateTime<Utc>) -> Holder) -> Holder {
        match found(World::NOBODY_AWAY) {
            Holder::Assigned(person) if self.is_here_or_covered(&person, kind) => Holder::Assigned(person),
            Holder::Assigned(_) => found(self.now()),
            Holder::Offered(named) => self.still_a_list(&named, found(self.now())),
        }
    }

    /// Whom a rule finds that names several: a list also where one of them is there alone, or who stands in for them. The others come
    /// back, and must find it.
    fn still_a_list(&self, named: &[PersonId], found: Holder) -> Holder {
        match found {
            Holder::Assigned(person) if self.is_of(named, &person) => Holder::Offered(vec![person]),
            others => others,
        }
    }

    fn is_of(&self, named: &[PersonId], person: &PersonId) -> bool {
        let stands_in = |absent: &PersonId| self.world().deputy_of(absent, self.now()).as_ref() == Some(person);
        named.contains(person) || named.iter().any(stands_in)
    }

    fn is_here_or_covered(&self, person: &PersonId, kind: Option<TaskKind>) -> bool {
        let deputy = || self.world().deputy_of(person, self.now());
        self.world().is_here(person, self.now()) || deputy().is_some_and(|deputy| self.may_stand_in(&deputy, kind))
    }

    /// In whose hands an open task comes that becomes this holder's for this reason, and for whom.
    pub(crate) fn hands_of(&self, task: &Task, of: Holder, cause: &Cause) -> (Holder, Option<PersonId>) {
        let takes_it = matches!(cause, Cause::Claim | Cause::Person(_));
        if takes_it && of.assignee().is_some_and(|person| self.is_acting(person)) {
            // Whoever takes a task himself does it himself, be he away.
            return (of, None);
        }
        self.in_hands(of, task.kind, task.due_at, &task.taken_late(cause, self.now(), self.setting.by.person()))
    }

    /// Who gets a task that is this holder's, and for whom: somebody who is away has it done by who stands in for him. Not by who
    /// was `late` with it, while anybody else is there.
    pub(crate) fn in_hands(
        &self,
        of: Holder,
        kind: TaskKind,
        due_at: DateTime<Utc>,
        late: &BTreeSet<PersonId>,
    ) -> (Holder, Option<PersonId>) {
        match of {
            Holder::Assigned(person) => {
                let deputy = self.world().stand_in(&person, due_at, self.now());
                let deputy = deputy.map(|deputy| match late.contains(&deputy) {
                    true => self.instead_of_late(&person, kind, late).unwrap_or(deputy),
                    false => deputy,
                });
                match deputy.filter(|deputy| self.may_stand_in(deputy, Some(kind))) {
                    Some(deputy) => (Holder::Assigned(deputy), Some(person)),
                    None => (Holder::Assigned(person), None),
                }
            }
            others => (others, None),
        }
    }

    /// Who stands in for somebody whose deputy was late with the task: the nearest head above him who was not, or an
    /// administrator who is there.
    fn instead_of_late(&self, absent: &PersonId, kind: TaskKind, late: &BTreeSet<PersonId>) -> Option<PersonId> {
        // Past the top every further level finds the same last resort: there are no more levels than departments, and one.
        let levels = 1..=self.world().organisation.departments.len() + 1;
        let heads = levels.filter_map(|level| match self.world().head_above(absent, level, self.now()) {
            Found::Person(head) => Some(head),
            Found::Administrators(_) => None,
        });
        let here = |person: &PersonId| person != absent && self.world().is_here(person, self.now());
        let administrators = self.world().administrators().into_iter().filter(here);
        heads.chain(administrators).find(|person| !late.contains(person) && self.may_stand_in(person, Some(kind)))
    }

    /// Nobody approves his own deal, for others neither.
    pub(crate) fn may_stand_in(&self, deputy: &PersonId, kind: Option<TaskKind>) -> bool {
        kind != Some(TaskKind::Visa) || !self.case.is_own_deal_of(deputy)
    }
}
