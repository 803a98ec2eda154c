//! A draft: a decision being made. Recording an event applies it, so that the next rule already sees its effect.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use voronka_definition::Process;
use voronka_definition::name::PersonId;

use crate::case::Case;
use crate::decide::Setting;
use crate::decide::steps::Nesting;
use crate::decision::{Content, Decision};
use crate::event::{Event, Recorded};
use crate::notice::{Addressee, Message, Notice};
use crate::world::{World, next_to_read};

/// A decision being made.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub process: &'a Process,
    pub setting: &'a Setting<'a>,
    pub case: Case,
    pub acts_for: Option<PersonId>,
    pub documents: Vec<Content>,
    pub successor: Option<Box<Decision>>,
    /// The starts of cases that steps of this one started.
    pub started: Vec<Decision>,
    /// How many more may be started within this decision.
    pub nesting: Nesting,
    /// Whether no person acts: a timer, or a signal, whoever passed it on.
    pub is_unattended: bool,
    /// How many steps the command has walked through.
    pub steps: usize,
    before: Option<Arc<Case>>,
    events: Vec<Recorded>,
}

/// How long before a meeting somebody hears at the latest that he has it, or has it no more.
const BEFORE_A_MEETING: TimeDelta = TimeDelta::hours(2);

/// When a letter leaves; without more, at once.
#[derive(Debug, Default)]
struct Leaves {
    not_before: Option<DateTime<Utc>>,
    even_off_hours: bool,
}

impl<'a> Draft<'a> {
    /// A draft about a case that exists.
    pub fn of(process: &'a Process, before: Arc<Case>, setting: &'a Setting<'a>, acts_for: Option<PersonId>) -> Self {
        Self {
            process,
            setting,
            steps: 0,
            case: Case::clone(&before),
            before: Some(before),
            acts_for,
            documents: Vec::new(),
            successor: None,
            started: Vec::new(),
            nesting: Nesting::default(),
            is_unattended: setting.by.person().is_none(),
            events: Vec::new(),
        }
    }

    /// A draft about a case that begins with this event; `None` when the event is not a start.
    pub fn beginning(process: &'a Process, start: Event, setting: &'a Setting<'a>) -> Option<Self> {
        let by = setting.by.person().cloned();
        let first = Recorded { seq: 1, at: setting.now, by, acts_for: None, event: start };
        let case = Case::begin(&first)?;
        let events = vec![first];
        Some(Self {
            process,
            setting,
            case,
            acts_for: None,
            documents: Vec::new(),
            successor: None,
            started: Vec::new(),
            nesting: Nesting::default(),
            is_unattended: setting.by.person().is_none(),
            steps: 0,
            before: None,
            events,
        })
    }

    /// Records what happened, and applies it.
    pub fn record(&mut self, event: Event) {
        let recorded = Recorded {
            seq: self.case.revision + 1,
            at: self.setting.now,
            by: self.setting.by.person().cloned(),
            acts_for: self.acts_for.clone(),
            event,
        };
        self.case.apply(&recorded);
        self.events.push(recorded);
    }

    /// Tells a person something: at once what somebody's act brings, in his working hours what the engine does by itself, so that
    /// nobody is called at night by a timer. Administrators hear of an incident at any hour, and calendars of every change; somebody
    /// who left is told nothing.
    pub fn tell(&mut self, to: &PersonId, message: Message) {
        if self.is_unattended && (!message.is_urgent(to, self.now()) || self.is_in_time(to, &message)) {
            self.tell_at_work(to, message);
        } else if self.world().is_active(to) {
            self.give_notice(Addressee::Person(to.clone()), message, Leaves::default());
        }
    }

    /// Whether somebody who is given a meeting, or loses it, hears of it in time when he is next at work: an absence that begins or ends at
    /// midnight wakes nobody for a meeting of the next week.
    fn is_in_time(&self, to: &PersonId, message: &Message) -> bool {
        let (Message::Assigned { task } | Message::Reassigned { task, .. }) = message else { return false };
        task.due_at >= self.at_work(to) + BEFORE_A_MEETING
    }

    /// Tells a person at any hour what the process says cannot wait; somebody who left is told nothing.
    pub fn tell_even_off_hours(&mut self, to: &PersonId, message: Message) {
        if self.world().is_active(to) {
            let leaves = Leaves { even_off_hours: true, ..Leaves::default() };
            self.give_notice(Addressee::Person(to.clone()), message, leaves);
        }
    }

    /// Tells a person something in his working hours; somebody who left is told nothing.
    pub fn tell_at_work(&mut self, to: &PersonId, message: Message) {
        if self.world().is_active(to) {
            let not_before = Some(self.at_work(to)).filter(|at| *at > self.now());
            self.give_notice(Addressee::Person(to.clone()), message, Leaves { not_before, ..Leaves::default() });
        }
    }

    /// Tells the client something, at any hour, or a person.
    pub fn tell_addressee(&mut self, to: Addressee, message: Message) {
        match &to {
            Addressee::Person(person) => self.tell(person, message),
            Addressee::Client { .. } => self.give_notice(to, message, Leaves::default()),
        }
    }

    fn give_notice(&mut self, to: Addressee, message: Message, leaves: Leaves) {
        let number = self.case.counters.notices + 1;
        let Leaves { not_before, even_off_hours } = leaves;
        self.record(Event::NoticeGiven { notice: Notice { number, to, message, not_before, even_off_hours } });
    }

    /// The first moment from now on at which a person is at work.
    pub fn at_work(&self, person: &PersonId) -> DateTime<Utc> {
        let (time, now) = (self.business_time(person), self.now());
        if next_to_read(time, now) == now && self.world().is_here(person, now) {
            return now;
        }
        self.world().next_at_work(person, time, now)
    }

    /// People, calendars, processes.
    pub fn world(&self) -> &'a World {
        self.setting.world
    }

    /// The moment of the command.
    pub fn now(&self) -> DateTime<Utc> {
        self.setting.now
    }

    /// The person whose command is being decided; for timers, signals and connectors the owner.
    pub fn actor(&self) -> PersonId {
        self.setting.by.person().filter(|_| !self.is_unattended).unwrap_or(&self.case.owner).clone()
    }

    /// Whether this person's own hand is at work.
    pub fn is_acting(&self, person: &PersonId) -> bool {
        self.setting.by.person() == Some(person)
    }

    /// What the command has recorded so far.
    pub fn recorded(&self) -> &[Recorded] {
        &self.events
    }

    /// The case as it was before the command; `None` where the command starts it.
    pub fn case_before(&self) -> Option<&Case> {
        self.before.as_deref()
    }

    /// The decision.
    pub fn finish(mut self) -> Decision {
        self.tell_watchers();
        self.keep_calendars();
        self.tell_new_dates();
        Decision {
            before: self.before,
            case: self.case,
            events: self.events,
            documents: self.documents,
            successor: self.successor,
            started: self.started,
        }
    }
}
