//! Telling: the history of a case in plain words, Russian or English.
//!
//! One event gives one sentence or none. A sentence that tells an act begins with who acted: «Анна Петрова: «Звонок» — есть
//! интерес». Everything after the name is worded so that it fits a woman and a man alike, and names stay in the nominative.
//!
//! Absent on purpose: what only the machinery needs to know (where tokens stand, which notices were written), and why the
//! process went the way it did.

mod branches;
mod deal;
mod memory;
mod outside;
mod task;
mod trouble;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use voronka_definition::name::PersonId;
use voronka_definition::{Locale, Process};

use crate::case::Case;
use crate::event::{Event, Recorded};
use crate::words::Speaker;
use crate::world::World;
use memory::Memory;

/// One line of a told history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The number of the event.
    pub seq: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Whose act.
    pub by: Option<PersonId>,
    /// The sentence; it names its author, but not its moment.
    pub text: String,
    /// The comment that belongs to it.
    pub comment: Option<String>,
}

/// The history in words; events that say nothing to a person are left out. Dates are those of the organisation's zone.
pub fn tell(process: &Process, world: &World, history: &[Recorded], locale: Locale) -> Vec<Told> {
    tell_in(process, world, history, locale, world.organisation.time_zone)
}

/// The history in words, with the dates of a given zone.
pub fn tell_in(process: &Process, world: &World, history: &[Recorded], locale: Locale, zone: Tz) -> Vec<Told> {
    let speaker = Speaker { world, locale, zone };
    Teller { process, speaker, memory: Memory::default() }.told(history)
}

/// The latest part of a history in words. The tasks that are open are known by the case; of others that began before the part,
/// only the numbers can be told.
pub fn tell_latest(process: &Process, case: &Case, latest: &[Recorded], speaker: Speaker<'_>) -> Vec<Told> {
    Teller { process, speaker, memory: Memory::of(case) }.told(latest)
}

/// A sentence and the comment that belongs to it.
struct Line {
    text: String,
    comment: Option<String>,
}

impl Line {
    fn with(self, comment: Option<&str>) -> Self {
        let comment = comment.map(str::trim).filter(|comment| !comment.is_empty()).map(str::to_owned);
        Self { comment, ..self }
    }
}

/// Puts events into words, remembering what earlier ones said.
struct Teller<'a> {
    process: &'a Process,
    speaker: Speaker<'a>,
    memory: Memory,
}

impl Teller<'_> {
    fn told(mut self, history: &[Recorded]) -> Vec<Told> {
        let mut told = Vec::new();
        for recorded in history {
            self.memory.take(&recorded.event);
            let Some(line) = self.line(recorded) else { continue };
            let (seq, at, by) = (recorded.seq, recorded.at, recorded.by.clone());
            told.push(Told { seq, at, by, text: line.text, comment: line.comment });
        }
        told
    }

    /// How many minutes of work a day of this person has, where his days are of one length.
    fn minutes_of_a_day(&self, person: &PersonId) -> Option<u32> {
        self.speaker.world.business_time(person, self.process.calendar.as_ref()).calendar.minutes_of_a_day()
    }

    fn line(&self, recorded: &Recorded) -> Option<Line> {
        match &recorded.event {
            Event::CaseStarted { .. }
            | Event::StageEntered { .. }
            | Event::FieldsSet { .. }
            | Event::ValueOutside { .. }
            | Event::OwnerChanged { .. }
            | Event::SignalReceived { .. }
            | Event::CaseFinished { .. }
            | Event::SuccessorStarted { .. }
            | Event::RequirementsMissing { .. } => self.deal(recorded),
            Event::TaskCreated { .. }
            | Event::TaskCompleted { .. }
            | Event::TaskCancelled { .. }
            | Event::TaskRescheduled { .. }
            | Event::TaskReassigned { .. }
            | Event::NoticePassedOn { .. }
            | Event::EscalationInherited { .. }
            | Event::TaskUncovered { .. }
            | Event::TaskCommented { .. }
            | Event::DealCommented { .. } => self.task(recorded),
            Event::LoopTaken { .. }
            | Event::BoundReached { .. }
            | Event::WaitBegan { .. }
            | Event::WaitEnded { .. }
            | Event::WaitTimedOut { .. }
            | Event::StageTimed { .. }
            | Event::ClockPaused { .. }
            | Event::ClockResumed { .. }
            | Event::ApprovalBegan { .. }
            | Event::ApprovalEnded { .. } => self.flow(recorded),
            Event::Reminded { .. }
            | Event::WatcherAdded { .. }
            | Event::PrioritySet { .. }
            | Event::Escalated { .. }
            | Event::EscalationAcknowledged { .. }
            | Event::NoticeGiven { .. }
            | Event::IncidentOpened { .. }
            | Event::IncidentClosed { .. } => self.trouble(recorded),
            Event::StageLeft { .. }
            | Event::StepReached { .. }
            | Event::StepSkipped { .. }
            | Event::BranchTaken { .. }
            | Event::ReturnTaken { .. }
            | Event::ActivityKept { .. }
            | Event::ActivityConsumed { .. }
            | Event::SignalConsumed { .. }
            | Event::VerdictGiven { .. }
            | Event::RungTaken { .. }
            | Event::OfferEnded { .. }
            | Event::LadderBegunAnew { .. } => None,
            Event::CallMade { .. }
            | Event::CallAnswered { .. }
            | Event::CallFailed { .. }
            | Event::ChildStarted { .. }
            | Event::ChildEnded { .. } => self.outside(recorded),
            Event::BranchesBegan { .. }
            | Event::BranchEnded { .. }
            | Event::BranchesJoined { .. }
            | Event::HandlerBegan { .. }
            | Event::HandlerEnded { .. }
            | Event::SilenceHeard { .. }
            | Event::ItemSet { .. }
            | Event::TableAsked { .. }
            | Event::PointsGiven { .. } => self.branches(recorded),
            Event::BranchBegan { .. } | Event::ParentTold { .. } | Event::PointsExpired { .. } | Event::SilenceTimed { .. } => {
                None
            }
        }
    }

    fn pick<T>(&self, ru: T, en: T) -> T {
        self.speaker.locale.pick(ru, en)
    }

    fn quoted(&self, name: &str) -> String {
        crate::words::quoted(name, self.speaker.locale)
    }

    /// Something that happened by itself, or that is the same whoever did it.
    fn fact(&self, ru: String, en: String) -> Option<Line> {
        Some(Line { text: self.pick(ru, en), comment: None })
    }

    /// Something somebody did: the sentence begins with the name. Given in the form that follows a colon.
    fn act(&self, recorded: &Recorded, ru: String, en: String) -> Option<Line> {
        let deed = self.pick(ru, en);
        let text = match &recorded.by {
            Some(person) => format!("{}: {deed}", self.author(person, recorded.acts_for.as_ref())),
            None => capitalised(&deed),
        };
        Some(Line { text, comment: None })
    }

    /// The name of who acted, and for whom.
    fn author(&self, person: &PersonId, acts_for: Option<&PersonId>) -> String {
        let name = self.speaker.person(person);
        match acts_for {
            Some(other) => format!("{name} ({}{})", self.pick("за коллегу: ", "acting for "), self.speaker.person(other)),
            None => name.to_owned(),
        }
    }

    fn moment(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        crate::words::moment_seen_from(at, now, self.speaker.zone, self.speaker.locale)
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
