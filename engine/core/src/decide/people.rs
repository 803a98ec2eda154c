//! People: a rule that names somebody becomes somebody, at the moment of need.

use voronka_definition::Value;
use voronka_definition::model::{Approver, Assignee, StepKind, Who, builtin};
use voronka_definition::name::{FieldId, PersonId};

use crate::case::{Holder, Origin, Task};
use crate::decide::Draft;
use crate::decide::items::At;
use crate::world::Found;

/// Whom a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Resolved {
    /// These people; never empty.
    People(Vec<PersonId>),
    /// Nobody: the administrators, who must repair the organisation.
    Administrators(Vec<PersonId>),
    /// Nobody, and that is allowed: a deal without a direction, a direction without a head.
    Nobody,
}

impl Draft<'_> {
    /// Whom a rule names now; `late` is the assignee of the late task, in a ladder.
    pub(crate) fn resolve(&self, who: &Who, late: Option<&PersonId>, at: At) -> Resolved {
        match who {
            Who::Owner => one(self.case.owner.clone()),
            Who::Actor => one(self.actor()),
            Who::Late => one(late.unwrap_or(&self.case.owner).clone()),
            Who::Person(person) => one(person.clone()),
            Who::Position(position) => some(self.world().holders(position, self.now())),
            Who::HeadOfDirection(direction) => {
                self.world().head_of_direction(direction, self.now()).map_or(Resolved::Nobody, one)
            }
            Who::HeadOfDealDirection => match self.case.value(&FieldId::from(builtin::DIRECTION)) {
                Some(Value::Direction(direction)) => {
                    self.world().head_of_direction(&direction, self.now()).map_or(Resolved::Nobody, one)
                }
                _ => Resolved::Nobody,
            },
            Who::HeadOf(_) => self.resolve_head(who, late, at),
            Who::Item(field) => match at.and_then(|token| self.item_at(token)).and_then(|item| item.value.get(field)) {
                Some(Value::Person(person)) => one(person.clone()),
                _ => Resolved::Nobody,
            },
        }
    }

    /// `head_of(head_of(…))` climbs from the innermost person, so that nobody is passed twice on the way.
    fn resolve_head(&self, who: &Who, late: Option<&PersonId>, at: At) -> Resolved {
        let mut levels = 0;
        let mut inner = who;
        while let Who::HeadOf(below) = inner {
            levels += 1;
            inner = below;
        }
        let Resolved::People(below) = self.resolve(inner, late, at) else { return Resolved::Nobody };
        let mut heads = Vec::new();
        for person in &below {
            match self.world().head_above(person, levels, self.now()) {
                Found::Person(head) if heads.contains(&head) => {}
                Found::Person(head) => heads.push(head),
                Found::Administrators(people) => return Resolved::Administrators(people),
            }
        }
        some(heads)
    }

    /// Who gets a task by this rule; the owner where the rule finds nobody.
    pub(crate) fn holder(&self, assignee: &Assignee, at: At) -> Holder {
        let people = match assignee {
            Assignee::WhoActed => vec![self.who_acted()],
            Assignee::Role(role) => self.found(&role.who, at),
            Assignee::Candidates(roles) => roles.iter().flat_map(|role| self.found(&role.who, at)).collect(),
        };
        self.hold(people)
    }

    /// Work for these people; for the owner where none of them is there; for his head where he himself has left.
    pub(crate) fn hold(&self, people: Vec<PersonId>) -> Holder {
        let mut there: Vec<PersonId> = Vec::with_capacity(people.len());
        for person in people {
            if self.world().is_active(&person) && !there.contains(&person) {
                there.push(person);
            }
        }
        match there.as_slice() {
            [person] => Holder::Assigned(person.clone()),
            [_, ..] => Holder::Offered(there),
            [] => self.hold_instead_of_owner(),
        }
    }

    fn hold_instead_of_owner(&self) -> Holder {
        let owner = &self.case.owner;
        match self.world().head_of(owner, self.now()) {
            _ if self.world().is_active(owner) => Holder::Assigned(owner.clone()),
            Found::Person(head) => Holder::Assigned(head),
            Found::Administrators(people) if people.len() > 1 => Holder::Offered(people),
            Found::Administrators(people) => Holder::Assigned(people.into_iter().next().unwrap_or_else(|| owner.clone())),
        }
    }

    /// Who gives a visa. Nobody approves his own deal: the visa of the owner, or of who worked on it in his stead, goes to the
    /// owner's head, or to the next above who is neither.
    pub(crate) fn approver(&self, approver: &Approver, at: At) -> Holder {
        let found = self.found(&approver.role.who, at);
        let others: Vec<_> = found.into_iter().filter(|person| !self.case.is_own_deal_of(person)).collect();
        if !others.is_empty() {
            return self.hold(others);
        }
        // Past the top every further level finds the same last resort: there are no more levels than departments, and one.
        let levels = 1..=self.world().organisation.departments.len() + 1;
        let above = levels.map(|levels| self.world().head_above(&self.case.owner, levels, self.now()));
        let head = above.into_iter().find_map(|found| match found {
            Found::Person(head) if !self.case.is_own_deal_of(&head) => Some(head),
            _ => None,
        });
        head.map_or_else(|| self.hold(self.world().administrators()), Holder::Assigned)
    }

    pub(crate) fn found(&self, who: &Who, at: At) -> Vec<PersonId> {
        let people = match self.resolve(who, None, at) {
            Resolved::People(people) | Resolved::Administrators(people) => people,
            Resolved::Nobody => Vec::new(),
        };
        people.into_iter().filter(|person| self.world().is_active(person)).collect()
    }

    /// The person at whose hand a form opens: who acted, if he is the owner or did a task of this deal other than a visa; else
    /// the owner.
    fn who_acted(&self) -> PersonId {
        let actor = self.actor();
        if self.case.workers.contains(&actor) { actor } else { self.case.owner.clone() }
    }
}

fn one(person: PersonId) -> Resolved {
    Resolved::People(vec![person])
}

fn some(people: Vec<PersonId>) -> Resolved {
    if people.is_empty() { Resolved::Nobody } else { Resolved::People(people) }
}

impl Draft<'_> {
    /// Who would have this task by its rule now; `None` for one made by hand, which has no rule.
    pub(crate) fn holder_by_rule(&self, task: &Task) -> Option<Holder> {
        let owner = || Holder::Assigned(self.case.owner.clone());
        let at = task.origin.token();
        let by_assignee = |assignee: &Assignee| match assignee {
            Assignee::WhoActed => owner(),
            Assignee::Role(_) | Assignee::Candidates(_) => self.holder(assignee, at),
        };
        match &task.origin {
            Origin::Step { stage, step, .. } => match &self.process.step(stage, step)?.kind {
                StepKind::Task(work) | StepKind::Form(work) => Some(by_assignee(&work.assignee)),
                _ => None,
            },
            Origin::Visa { stage, step, approver, .. } => match &self.process.step(stage, step)?.kind {
                StepKind::Approve(approve) => Some(self.approver(approve.approvers.get(*approver as usize)?, at)),
                _ => None,
            },
            Origin::Activity(id) => Some(by_assignee(&self.process.activity(id)?.work.assignee)),
            Origin::Requirements { .. } | Origin::OutcomeForm { .. } | Origin::FollowUp(_) => Some(owner()),
            Origin::Limit { .. } | Origin::NextStep { .. } => Some(owner()),
            Origin::Hand(_) => None,
        }
    }
}
