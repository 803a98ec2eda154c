//! `Review`: the people or the calendars are others than before, or somebody went or came back. Every open task is held against
//! what its rules give now, and what differs is recorded. A second review records nothing.

use chrono::NaiveDate;
use voronka_definition::model::TaskKind;
use voronka_definition::name::PersonId;
use voronka_definition::organisation::{Absence, Covered};

use crate::case::{Holder, Task};
use crate::decide::Draft;
use crate::event::{Cause, Event};
use crate::notice::Matter;
use crate::rejection::Rejection;
use crate::world::{Found, World};

/// How often holders and dates are looked at together: who holds a task says in whose time its date is counted, and its date
/// whether it is urgent enough for a deputy. A date does not follow from that, so that two rounds change something at most.
const ROUNDS: usize = 3;

impl Draft<'_> {
    pub(super) fn review(&mut self) -> Result<(), Rejection> {
        self.review_owner();
        for _ in 0..ROUNDS {
            let before = self.case.revision;
            self.review_holders();
            self.follow_calendars();
            if self.case.revision == before {
                break;
            }
        }
        self.inherit_escalations();
        self.close_filled();
        self.tell_of_uncovered();
        self.settle()
    }

    fn review_holders(&mut self) {
        let open: Vec<u32> = self.case.tasks.keys().copied().collect();
        open.into_iter().for_each(|number| self.review_holder(number));
    }

    /// A deal whose owner has left is his heir's; where none was named his head's, until somebody gives it to somebody else.
    fn review_owner(&mut self) {
        let owner = self.case.owner.clone();
        if !self.case.is_open() || self.world().is_active(&owner) {
            return;
        }
        let heir = self.world().heir(&owner, &self.case.process).cloned();
        let heir = heir.or_else(|| match self.world().head_of(&owner, self.now()) {
            Found::Person(head) => Some(head),
            Found::Administrators(people) => people.into_iter().next(),
        });
        if let Some(heir) = heir {
            self.set_owner(&heir, Cause::Left(owner));
        }
    }

    /// Tells the head of whoever is away that nobody covers his open tasks: once for each task and absence.
    fn tell_of_uncovered(&mut self) {
        let open: Vec<u32> = self.case.tasks.keys().copied().collect();
        open.into_iter().for_each(|number| self.tell_if_uncovered(number));
    }

    /// The same of one task.
    pub(crate) fn tell_if_uncovered(&mut self, number: u32) {
        let uncovered = self.case.tasks.get(&number).and_then(|task| self.uncovered(task));
        if let Some((task, person, until)) = uncovered {
            self.record(Event::TaskUncovered { task, person: person.clone(), until });
            self.tell_head_of(&person, task, &Matter::Uncovered { person: person.clone(), until });
        }
    }

    /// Who has a task, is away, and is to be told of. What is not due while he is away waits for him where a deputy does what is.
    fn uncovered(&self, task: &Task) -> Option<(u32, PersonId, NaiveDate)> {
        let absence = match task.holder.assignee().filter(|person| self.world().is_active(person)) {
            Some(person) => self.world().is_absent(person, self.now())?,
            None => self.first_back(self.counted_over(task).candidates())?,
        };
        let person = &absence.person;
        let waits = absence.tasks == Covered::Urgent && absence.deputy.is_some() && !self.world().covers(absence, task.due_at);
        if waits {
            return None;
        }
        let until = absence.to;
        let known = self.case.uncovered.get(&task.number);
        (known != Some(&(person.clone(), until))).then(|| (task.number, person.clone(), until))
    }

    /// Of several who may take a task and are all away the absence of the one who is back first; `None` where one of them is here.
    fn first_back(&self, people: &[PersonId]) -> Option<&Absence> {
        let absences: Option<Vec<_>> = people.iter().map(|person| self.world().is_absent(person, self.now())).collect();
        absences?.into_iter().min_by_key(|absence| absence.to)
    }

    fn review_holder(&mut self, number: u32) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let whose = self.whose(task);
        if self.pass_among_candidates(number, whose.everybody()) {
            return;
        }
        let Some(task) = self.case.tasks.get(&number) else { return };
        let cause = self.why_in_other_hands(task, &whose);
        if self.is_left_with_deputy(task, &whose) {
            return;
        }
        let before = self.case.revision;
        self.reassign(number, whose, cause);
        if self.case.revision != before {
            self.report_vacant(number);
        }
    }

    /// Whose task it is now. It stays with whom its rule names, be he away, or whom a person chose; nobody keeps one who has left.
    fn whose(&self, task: &Task) -> Holder {
        let present = task.responsible();
        let is_here = present.everybody().iter().all(|person| self.world().is_active(person));
        let is_chosen = self.case.handed_over.contains(&task.number) || self.is_for_who_acted(task);
        if is_here && (is_chosen || self.is_named(task, &present)) {
            return present;
        }
        let by_choice = || self.hold(present.everybody().to_vec());
        let has_heir = || present.everybody().iter().any(|person| self.world().heir(person, &self.case.process).is_some());
        if is_chosen && task.kind != TaskKind::Visa && has_heir() {
            return by_choice();
        }
        self.holder_by_rule(task).unwrap_or_else(by_choice)
    }

    /// Whether its rule names who has it, while nobody is away.
    fn is_named(&self, task: &Task, present: &Holder) -> bool {
        let nominal = self.holder_by_rule_as_of(task, World::NOBODY_AWAY);
        present.assignee().is_some_and(|person| nominal.is_some_and(|nominal| nominal.everybody().contains(person)))
    }

    /// Whether everybody in the chain of deputies is away: then the task stays where it is.
    fn is_left_with_deputy(&self, task: &Task, whose: &Holder) -> bool {
        let (Some(absent), Holder::Assigned(person)) = (&task.instead_of, whose) else { return false };
        let absence = self.world().is_absent(person, self.now());
        let is_covered = absence.is_some_and(|absence| absence.deputy.is_some() && self.world().covers(absence, task.due_at));
        let deputy_stays = task.holder.everybody().iter().all(|deputy| self.world().is_active(deputy));
        absent == person && is_covered && deputy_stays && self.world().deputy_of(person, self.now()).is_none()
    }

    /// Whether a deputy has a task, where the absence hands over only what is urgent, follows its date.
    pub(crate) fn follow_urgency(&mut self, number: u32) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let Holder::Assigned(person) = task.responsible() else { return };
        let is_asked = self.world().is_absent(&person, self.now()).is_some_and(|absence| absence.tasks == Covered::Urgent);
        if !is_asked || self.is_left_with_deputy(task, &Holder::Assigned(person.clone())) {
            return;
        }
        self.reassign(number, Holder::Assigned(person.clone()), Cause::Urgency(person));
        self.tell_if_uncovered(number);
    }

    fn why_in_other_hands(&self, task: &Task, whose: &Holder) -> Cause {
        let present = task.responsible();
        if present == *whose {
            let person = whose.assignee().cloned();
            return match person {
                Some(person) if self.world().is_here(&person, self.now()) => Cause::Back(person),
                Some(person) => Cause::Away(person),
                None => Cause::Organisation,
            };
        }
        let has_left = |person: &&PersonId| !self.world().is_active(person);
        present.everybody().iter().find(has_left).cloned().map_or(Cause::Organisation, Cause::Left)
    }
}
