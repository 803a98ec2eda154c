//! People: a rule that names somebody becomes somebody, at the moment of need.

use chrono::{DateTime, Utc};
use voronka_definition::Value;
use voronka_definition::model::{Approver, Assignee, TaskKind, Who, builtin};
use voronka_definition::name::{FieldId, PersonId};

use crate::case::Holder;
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
        self.resolve_as_of(who, late, at, self.now())
    }

    /// The same, with those away who are away at that moment.
    pub(crate) fn resolve_as_of(&self, who: &Who, late: Option<&PersonId>, at: At, as_of: DateTime<Utc>) -> Resolved {
        match who {
            Who::Owner => one(self.case.owner.clone()),
            Who::Actor => one(self.actor()),
            Who::Late => one(late.unwrap_or(&self.case.owner).clone()),
            Who::Person(person) => one(self.here_or_heir(person).unwrap_or(person).clone()),
            Who::Position(position) => some(self.world().holders(position, as_of)),
            Who::HeadOfDirection(direction) => self.world().head_of_direction(direction, as_of).map_or(Resolved::Nobody, one),
            Who::HeadOfDealDirection => match self.case.value(&FieldId::from(builtin::DIRECTION)) {
                Some(Value::Direction(direction)) => {
                    self.world().head_of_direction(&direction, as_of).map_or(Resolved::Nobody, one)
                }
                _ => Resolved::Nobody,
            },
            Who::HeadOf(_) => self.resolve_head(who, late, at, as_of),
            Who::Item(field) => match at.and_then(|token| self.item_at(token)).and_then(|item| item.value.get(field)) {
                Some(Value::Person(person)) => one(person.clone()),
                _ => Resolved::Nobody,
            },
        }
    }

    /// `head_of(head_of(…))` climbs from the innermost person, so that nobody is passed twice on the way.
    fn resolve_head(&self, who: &Who, late: Option<&PersonId>, at: At, as_of: DateTime<Utc>) -> Resolved {
        let mut levels = 0;
        let mut inner = who;
        while let Who::HeadOf(below) = inner {
            levels += 1;
            inner = below;
        }
        let below = match inner {
            // His head stays the same when he leaves; an heir may be anybody, that head himself perhaps.
            Who::Person(person) => one(person.clone()),
            _ => self.resolve_as_of(inner, late, at, as_of),
        };
        let Resolved::People(below) = below else { return Resolved::Nobody };
        let mut heads = Vec::new();
        for person in &below {
            match self.world().head_above(person, levels, as_of) {
                Found::Person(head) if heads.contains(&head) => {}
                Found::Person(head) => heads.push(head),
                Found::Administrators(people) => return Resolved::Administrators(people),
            }
        }
        some(heads)
    }

    /// Whose task it is by this rule; the owner's where the rule finds nobody. Of a person who is away and has a deputy it is
    /// his all the same: [`in_hands`](Self::in_hands) says who gets it.
    pub(crate) fn holder(&self, assignee: &Assignee, at: At) -> Holder {
        self.present_or_covered(None, |as_of| self.holder_as_of(assignee, at, as_of))
    }

    /// The same, with those away who are away at that moment.
    pub(crate) fn holder_as_of(&self, assignee: &Assignee, at: At, as_of: DateTime<Utc>) -> Holder {
        let people = match assignee {
            Assignee::WhoActed => vec![self.who_acted()],
            Assignee::Role(role) => self.found(&role.who, at, as_of),
            Assignee::Candidates(roles) => {
                let all = roles.iter().flat_map(|role| self.found(&role.who, at, as_of)).collect();
                self.world().acting_of(all, as_of)
            }
        };
        self.hold(people)
    }

    /// Work for these people; for the owner where none of them is there; for his head where he himself has left.
    pub(crate) fn hold(&self, people: Vec<PersonId>) -> Holder {
        let mut there: Vec<PersonId> = Vec::with_capacity(people.len());
        for person in people.iter().filter_map(|person| self.here_or_heir(person)) {
            if !there.contains(person) {
                there.push(person.clone());
            }
        }
        match there.as_slice() {
            [person] => Holder::Assigned(person.clone()),
            [_, ..] => Holder::Offered(there),
            [] => self.hold_instead_of_owner(),
        }
    }

    /// He himself, or who takes over from him if he has left.
    pub(crate) fn here_or_heir<'p>(&'p self, person: &'p PersonId) -> Option<&'p PersonId> {
        if self.world().is_active(person) { Some(person) } else { self.world().heir(person, &self.case.process) }
    }

    fn hold_instead_of_owner(&self) -> Holder {
        let owner = &self.case.owner;
        if let Some(heir) = self.here_or_heir(owner) {
            return Holder::Assigned(heir.clone());
        }
        match self.world().head_of(owner, self.now()) {
            Found::Person(head) => Holder::Assigned(head),
            Found::Administrators(people) if people.len() > 1 => Holder::Offered(people),
            Found::Administrators(people) => Holder::Assigned(people.into_iter().next().unwrap_or_else(|| owner.clone())),
        }
    }

    /// Whose visa it is. Nobody approves his own deal: the visa of the owner, or of who worked on it in his stead, goes to the
    /// owner's head, or to the next above who is neither.
    pub(crate) fn approver(&self, approver: &Approver, at: At) -> Holder {
        self.present_or_covered(Some(TaskKind::Visa), |as_of| self.approver_as_of(approver, at, as_of))
    }

    pub(crate) fn approver_as_of(&self, approver: &Approver, at: At, as_of: DateTime<Utc>) -> Holder {
        let found = self.found(&approver.role.who, at, as_of);
        let others: Vec<_> = found.into_iter().filter(|person| !self.case.is_own_deal_of(person)).collect();
        if !others.is_empty() {
            return self.hold(others);
        }
        // Past the top every further level finds the same last resort: there are no more levels than departments, and one.
        let levels = 1..=self.world().organisation.departments.len() + 1;
        let above = levels.map(|levels| self.world().head_above(&self.case.owner, levels, as_of));
        let head = above.into_iter().find_map(|found| match found {
            Found::Person(head) if !self.case.is_own_deal_of(&head) => Some(head),
            _ => None,
        });
        head.map_or_else(|| self.hold(self.world().administrators()), Holder::Assigned)
    }

    /// Whom a rule names among those who work here, with those away who are away at that moment.
    pub(crate) fn found(&self, who: &Who, at: At, as_of: DateTime<Utc>) -> Vec<PersonId> {
        let people = match self.resolve_as_of(who, None, at, as_of) {
            Resolved::People(people) | Resolved::Administrators(people) => people,
            Resolved::Nobody => Vec::new(),
        };
        people.iter().filter_map(|person| self.here_or_heir(person)).cloned().collect()
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
