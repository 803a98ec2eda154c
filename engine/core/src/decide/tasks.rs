//! Tasks: made, dated, given to somebody, cancelled.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use voronka_definition::Text;
use voronka_definition::model::{Moment, Priority, Reset, TaskKind, Work};
use voronka_definition::name::{ActivityId, PersonId};

use crate::answers::is_over;
use crate::case::{Case, Holder, Origin, Task, Trail};
use crate::decide::Draft;
use crate::decide::dates::Due;
use crate::event::{Cause, Event, Reason};
use crate::notice::{Matter, Message, TaskFacts};
use crate::world::{Found, World};

/// A task to be made.
#[derive(Debug)]
pub(crate) struct Blueprint {
    pub origin: Origin,
    pub title: Text,
    pub kind: TaskKind,
    pub holder: Holder,
    pub due: Due,
    pub note: Option<String>,
}

impl Draft<'_> {
    /// Makes a task of this work. `due` replaces the work's own formula.
    pub(crate) fn make_work(&mut self, origin: Origin, work: &Work, due: Option<&Moment>, note: Option<String>) -> u32 {
        let at = origin.token();
        let holder = self.holder(&work.assignee, at);
        let over = Self::whole_list(holder.clone(), || Some(self.holder_as_of(&work.assignee, at, World::NOBODY_AWAY)));
        let due = self.due_for(due.unwrap_or(&work.due), &over, work.kind, at);
        let title = self.title_at(&work.title, at);
        self.make_task(Blueprint { origin, title, kind: work.kind, holder, due, note })
    }

    /// Makes a task, and tells those who get it though they did not act.
    pub(crate) fn make_task(&mut self, blueprint: Blueprint) -> u32 {
        let Blueprint { origin, title, kind, holder, due: Due { at: due_at, dated }, note } = blueprint;
        let number = self.case.counters.tasks + 1;
        let (holder, instead_of) = self.in_hands(holder, kind, due_at, &BTreeSet::new());
        let mut task = Task {
            number,
            origin,
            title,
            kind,
            priority: Priority::Normal,
            holder,
            instead_of,
            due_at,
            first_due_at: due_at,
            created_at: self.now(),
            created_by: self.setting.by.person().cloned(),
            note,
            postponed: 0,
            date_by_hand: dated.is_none(),
            dated,
            promise: None,
            alarm: None,
            alarms_given: 0,
            climbed: 0,
            trail: Trail::default(),
        };
        if let Origin::Hand(_) = task.origin {
            task.promise = self.promise(&task, due_at);
        }
        task.alarm = self.first_alarm(&task);
        let others = task.holder.everybody().iter().filter(|person| !self.is_acting(person));
        let told: Vec<_> = others.map(|person| (person.clone(), TaskFacts::of(&task))).collect();
        self.record(Event::TaskCreated { task: Box::new(task) });
        for (person, facts) in told {
            self.tell(&person, Message::Assigned { task: facts });
            // Who acts is there, whatever the calendar of absences says.
            self.tell_if_uncovered(number);
        }
        self.report_vacant(number);
        number
    }

    /// Plans an activity: moves the date of an open one, does nothing while a finish is kept, else makes it.
    pub(crate) fn plan(&mut self, id: &ActivityId) {
        let Some(activity) = self.process.activity(id) else { return };
        if let Some(number) = self.open_activity(id) {
            self.date_from_now(number, &activity.work.due, Cause::PlannedAgain);
        } else if !self.case.finished_activities.iter().any(|kept| kept.activity == *id) {
            self.make_work(Origin::Activity(id.clone()), &activity.work, None, None);
        }
    }

    /// The open task of an activity.
    pub(crate) fn open_activity(&self, id: &ActivityId) -> Option<u32> {
        let of_activity = |task: &&Task| matches!(&task.origin, Origin::Activity(activity) if activity == id);
        self.case.tasks.values().find(of_activity).map(|task| task.number)
    }

    /// Gives an open task the date that a person says; records nothing where it is the same.
    pub(crate) fn reschedule(&mut self, number: u32, to: DateTime<Utc>, cause: Cause) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let from = task.due_at;
        if from != to {
            self.reset_by_date(number, &cause);
            let Some(task) = self.case.tasks.get(&number) else { return };
            let promise = self.promise(task, to);
            let alarm = self.alarm_for_new_date(&Task { promise: promise.clone(), ..task.clone() }, to);
            self.record(Event::TaskRescheduled { task: number, from, to, cause, alarm, dated: None, promise });
            self.follow_urgency(number);
        }
    }

    /// Makes an open task somebody else's, and tells him, or who stands in for him, and who had it.
    pub(crate) fn reassign(&mut self, number: u32, to: Holder, cause: Cause) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let (to, instead_of) = self.hands_of(task, to, &cause);
        let (from, before) = (task.holder.clone(), task.responsible());
        if from == to && task.instead_of == instead_of {
            return;
        }
        let is_rung = matches!(cause, Cause::Rung(_));
        let is_list = !is_rung && from.assignee().is_none() && to.assignee().is_none();
        let concerned = if is_list { newcomers(task, &to, &cause) } else { concerned(&from, &to, &cause) };
        let goes_on = is_list && to.everybody().iter().any(|person| from.everybody().contains(person));
        let at_once = matches!(cause, Cause::Rung(rung) if self.is_even_off_hours(task, rung));
        self.record(Event::TaskReassigned { task: number, from: from.clone(), to, cause: cause.clone(), instead_of });
        let is_same_list = is_list && cause.is_by_absence();
        if !is_same_list && self.case.tasks.get(&number).is_some_and(|task| task.responsible() != before) {
            self.keep_date(number, &cause);
        }
        self.end_offers(number, &cause);
        self.end_own(number, &cause);
        if !goes_on {
            self.pass_ladder_on(number, cause.clone());
        }
        let Some(facts) = self.case.tasks.get(&number).map(TaskFacts::of) else { return };
        let by = self.setting.by.person().cloned();
        let comment = match cause {
            Cause::Person(comment) => Some(comment),
            _ => None,
        };
        for person in concerned.iter().filter(|person| by.as_ref() != Some(person)) {
            let (task, from, by) = (facts.clone(), from.assignee().cloned(), by.clone());
            let message = Message::Reassigned { task, from, by, comment: comment.clone() };
            if at_once { self.tell_even_off_hours(person, message) } else { self.tell(person, message) }
        }
        let is_of_who_acts =
            self.case.tasks.get(&number).is_some_and(|task| task.holder.assignee().is_some_and(|it| self.is_acting(it)));
        if !is_of_who_acts {
            self.tell_if_uncovered(number);
        }
    }

    /// In other hands what was offered is over: whoever has not answered yet is asked no more. Who acts has answered by it.
    fn end_offers(&mut self, task: u32, cause: &Cause) {
        let by_person = matches!(cause, Cause::Person(_) | Cause::Claim);
        let answers = |person: &PersonId| self.is_acting(person) || self.acts_for.as_ref() == Some(person);
        let open = self.case.escalations.values().filter(|one| one.task == task && is_over(&self.case, one));
        let ended: Vec<_> = open.filter(|one| !by_person || !answers(&one.to)).cloned().collect();
        for one in ended {
            self.record(Event::OfferEnded { escalation: one.number });
            if by_person {
                self.pass_over_unanswered(&one);
            }
        }
    }

    /// Who has a task himself by now is asked no more about it, unless he only stands in. Who acts has answered by it.
    fn end_own(&mut self, number: u32, cause: &Cause) {
        let Some(task) = self.case.tasks.get(&number).filter(|_| !cause.is_by_absence()) else { return };
        let has_it = |person: &PersonId| task.holder.assignee() == Some(person) && !self.is_acting(person);
        let open = self.case.escalations.values().filter(|one| one.task == number && has_it(&one.to));
        let ended: Vec<_> = open.cloned().collect();
        for one in ended {
            self.record(Event::OfferEnded { escalation: one.number });
            self.pass_over_unanswered(&one);
        }
    }

    /// Tells the new date of a late task to who has it, and to everybody else who was told that it is late: nobody moves it in
    /// silence. A meeting that is still to come has a notice of its own for who has it.
    pub(crate) fn tell_of_more_time(&mut self, number: u32, from: DateTime<Utc>, reason: Option<String>) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let holders = task.holder.everybody();
        let told = self.case.all_escalations().filter(|one| one.task == number && !is_over(&self.case, one));
        let watchers = self.case.watchers.get(&number).into_iter().flatten();
        let mut people: BTreeSet<PersonId> = told.map(|one| one.to.clone()).chain(watchers.cloned()).collect();
        // He was told beside them.
        people.insert(self.case.owner.clone());
        people.extend(holders.iter().cloned());
        people.retain(|person| !(task.kind == TaskKind::Meeting && holders.contains(person)));
        people.retain(|person| !self.is_acting(person) && self.world().is_active(person));
        let (task, matter) = (TaskFacts::of(task), Matter::MoreTime { by: self.actor(), from, reason });
        for person in people {
            self.tell(&person, Message::Concern { task: task.clone(), matter: matter.clone() });
        }
    }

    /// Tells the head of somebody what he should know about a task; the administrators where there is no head. Not who acts himself.
    pub(crate) fn tell_head_of(&mut self, person: &PersonId, task: u32, matter: &Matter) {
        let Some(task) = self.case.tasks.get(&task).map(TaskFacts::of) else { return };
        for head in self.heads_to_tell(person) {
            if self.is_acting(&head) {
                continue;
            }
            self.tell(&head, Message::Concern { task: task.clone(), matter: matter.clone() });
        }
    }

    /// The head of somebody; the administrators where there is no head.
    pub(crate) fn heads_to_tell(&self, person: &PersonId) -> Vec<PersonId> {
        match self.world().head_of(person, self.now()) {
            Found::Person(head) => vec![head],
            Found::Administrators(people) => people,
        }
    }

    /// In other hands the date stays; what is to come is counted in their working time, and a ladder that has run out goes on
    /// to its last rung again: nothing stays late in silence. Not where somebody only went or came back: his task is no newer for that.
    fn pass_ladder_on(&mut self, number: u32, cause: Cause) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let is_by_absence = cause.is_by_absence();
        if task.alarm.is_none() && is_by_absence {
            return;
        }
        let by_rung = if let Cause::Rung(rung) = cause { Some(rung) } else { None };
        let alarm = if self.is_reset_by(task, Reset::NewAssignee) && !is_by_absence {
            self.record(Event::LadderBegunAnew { task: number, climbed: 0 });
            self.case.tasks.get(&number).and_then(|task| self.first_alarm(task).map(|alarm| self.not_at_once(task, alarm)))
        } else if let Some(rung) = by_rung {
            self.alarm_after_relief(task, rung)
        } else if is_by_absence {
            self.alarm_in_new_hands(task)
        } else {
            self.climb_in_new_hands(number)
        };
        let Some(task) = self.case.tasks.get(&number) else { return };
        if alarm != task.alarm {
            let (from, to) = (task.due_at, task.due_at);
            self.record(Event::TaskRescheduled { task: number, from, to, cause, alarm, dated: None, promise: None });
        }
    }

    /// Cancels the open tasks that this holds for.
    pub(crate) fn cancel_tasks(&mut self, reason: &Reason, is_meant: impl Fn(&Task) -> bool) {
        for number in numbers(&self.case, is_meant) {
            self.record(Event::TaskCancelled { task: number, reason: reason.clone() });
        }
    }
}

/// Who must know that others may take a task: who has never been a candidate for it, and who is one no more, unless somebody only
/// went or came back.
fn newcomers(task: &Task, to: &Holder, cause: &Cause) -> Vec<PersonId> {
    let is_by_absence = matches!(cause, Cause::Away(_) | Cause::Back(_));
    let new = to.everybody().iter().filter(|person| !task.trail.candidates.contains(*person));
    let gone = task.holder.everybody().iter().filter(|person| !is_by_absence && !to.everybody().contains(person));
    new.chain(gone).cloned().collect()
}

/// Who must know that a task changes hands: who gets it and who had it. He who is away knows that he is.
fn concerned(from: &Holder, to: &Holder, cause: &Cause) -> Vec<PersonId> {
    let knows = |person: &PersonId| match cause {
        Cause::Away(away) => away == person && !to.everybody().contains(person),
        Cause::Urgency(away) => away == person,
        _ => false,
    };
    let others = from.everybody().iter().filter(|person| !to.everybody().contains(person));
    to.everybody().iter().chain(others).filter(|person| !knows(person)).cloned().collect()
}

impl TaskFacts {
    /// What a notice says about this task.
    pub(crate) fn of(task: &Task) -> Self {
        Self {
            number: task.number,
            title: task.title.clone(),
            kind: task.kind,
            priority: task.priority,
            assignee: task.holder.assignee().cloned(),
            instead_of: task.instead_of.clone(),
            due_at: task.due_at,
            untimed: task.is_without_time(),
        }
    }
}

/// The numbers of the open tasks that this holds for.
pub(crate) fn numbers(case: &Case, is_meant: impl Fn(&Task) -> bool) -> Vec<u32> {
    case.tasks.values().filter(|task| is_meant(task)).map(|task| task.number).collect()
}
