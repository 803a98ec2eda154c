//! A play: one case driven by commands in virtual time through the real core, without a store.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use voronka_core::case::{Task, Timer};
use voronka_core::{Actor, Case, CaseId, Command, Decision, Event, Recorded, Rejection, Setting, Start, World};
use voronka_definition::Process;
use voronka_definition::name::ProcessId;
use voronka_definition::organisation::Absence;

use crate::script::{Begin, TaskName};

/// The most timers that fire in one advance: a process that never comes to rest is a failure, not a hang.
const TIMERS_AT_MOST: usize = 10_000;

/// Contents of documents that were handed in, by their hashes.
pub(crate) type Contents = BTreeMap<String, Vec<u8>>;

/// A case that is being played.
pub(crate) struct Play<'a> {
    pub(crate) process: &'a Process,
    pub(crate) world: Arc<World>,
    pub(crate) case: Case,
    pub(crate) history: Vec<Recorded>,
    pub(crate) now: DateTime<Utc>,
    /// How long the history was before the last act or advance.
    pub(crate) since: usize,
    pub(crate) contents: Contents,
    fresh: u128,
}

impl<'a> Play<'a> {
    /// Starts a deal.
    pub(crate) fn start(process: &'a Process, world: Arc<World>, begin: &Begin) -> Result<Self, Rejection> {
        let by = Actor::Person(begin.by.clone());
        let wanted = Start {
            process: process.id.clone(),
            deal: begin.deal.clone(),
            stage: begin.stage.clone(),
            owner: begin.owner.clone(),
            continues: None,
        };
        let setting = Setting { world: &world, now: begin.at, by, fresh: id(2) };
        let Decision { case, events, documents, .. } = voronka_core::start(process, id(1), &wanted, &setting)?;
        let contents = documents.into_iter().map(|content| (content.hash, content.bytes)).collect();
        Ok(Self { process, world, case, history: events, now: begin.at, since: 0, contents, fresh: 2 })
    }

    /// Carries a command out. A refused one changes nothing.
    pub(crate) fn act(&mut self, by: Actor, command: &Command) -> Result<(), Rejection> {
        let before = self.history.len();
        self.decide(by, command)?;
        self.since = before;
        Ok(())
    }

    fn decide(&mut self, by: Actor, command: &Command) -> Result<(), Rejection> {
        self.fresh += 1;
        let setting = Setting { world: &self.world, now: self.now, by, fresh: id(self.fresh) };
        let decision = voronka_core::decide(self.process, self.case.clone(), command, &setting)?;
        self.case = decision.case;
        self.history.extend(decision.events);
        self.contents.extend(decision.documents.into_iter().map(|content| (content.hash, content.bytes)));
        Ok(())
    }

    /// What the core would answer; nothing is changed.
    pub(crate) fn try_out(&self, by: Actor, command: &Command) -> Result<(), Rejection> {
        let setting = Setting { world: &self.world, now: self.now, by, fresh: id(self.fresh + 1) };
        voronka_core::decide(self.process, self.case.clone(), command, &setting).map(|_| ())
    }

    /// Lets time pass to this moment; what falls due happens in its order, as the scheduler would have it: the earliest first, and
    /// a timer that is refused is dropped. Who goes or comes back does so before a timer of the same moment. `false` where it never
    /// comes to rest.
    pub(crate) fn advance(&mut self, to: DateTime<Utc>) -> bool {
        self.since = self.history.len();
        let mut dropped: Vec<Timer> = Vec::new();
        for _ in 0..TIMERS_AT_MOST {
            let due = self.case.timers().into_iter().filter(|timer| timer.due_at <= to && !dropped.contains(timer));
            let timer = due.min_by_key(|timer| (timer.due_at, timer.key));
            let until = timer.map_or(to, |timer| timer.due_at);
            if let Some(at) = self.world.next_absence_at(self.now).filter(|at| *at <= until) {
                self.now = at;
                self.review();
                continue;
            }
            let Some(timer) = timer else {
                self.now = self.now.max(to);
                return true;
            };
            self.now = self.now.max(timer.due_at);
            let command = Command::FireTimer { key: timer.key, occurrence: timer.occurrence };
            if self.decide(Actor::Engine, &command).is_err() {
                dropped.push(timer);
            }
        }
        false
    }

    /// From now on it is known that somebody is away.
    pub(crate) fn absent(&mut self, absence: Absence) {
        Arc::make_mut(&mut self.world).organisation.absences.push(absence);
        self.review();
    }

    /// Holds open tasks against the people who are there, as the reviewer does.
    fn review(&mut self) {
        // A review has nothing to refuse but a case that cannot be decided at all, and that shows at the next act.
        let _ = self.decide(Actor::Engine, &Command::Review);
    }

    /// The open tasks of this name.
    pub(crate) fn tasks(&self, name: &TaskName) -> Vec<&Task> {
        self.case.tasks.values().filter(|task| is_named(task, name)).collect()
    }

    /// Every task of this name that ever was, by number.
    pub(crate) fn numbers(&self, name: &TaskName) -> Vec<u32> {
        let made = self.history.iter().filter_map(|recorded| match &recorded.event {
            Event::TaskCreated { task } if is_named(task, name) => Some(task.number),
            _ => None,
        });
        made.collect()
    }

    /// What happened since the last act or advance.
    pub(crate) fn latest(&self) -> &[Recorded] {
        &self.history[self.since..]
    }

    /// The process of the case that goes on from this one.
    pub(crate) fn successor(&self) -> Option<&ProcessId> {
        self.history.iter().find_map(|recorded| match &recorded.event {
            Event::SuccessorStarted { process, .. } => Some(process),
            _ => None,
        })
    }
}

/// The name by which a file speaks of a task.
pub(crate) fn name_of(task: &Task) -> &str {
    task.origin.name().unwrap_or("by_hand")
}

fn is_named(task: &Task, name: &TaskName) -> bool {
    name_of(task) == name.name && name.stage.as_ref().is_none_or(|stage| task.origin.stage() == Some(stage))
}

fn id(number: u128) -> CaseId {
    format!("{number:032x}").parse().expect("32 hexadecimal digits are an id")
}
