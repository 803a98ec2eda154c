//! Why: by which rule, from which facts and over which days of the calendar a date, an assignee or an escalation came about; and
//! what a case waits for.
//!
//! Nothing is kept for these answers. The history is replayed up to the event in question, and what was decided then is followed
//! once more, step by step. Calendars and people are those of now: where they give something else by now, the answer says so.
//!
//! Absent on purpose: whether who asks may see the case.

mod assignee;
mod case;
mod climb;
mod count;
mod date;
mod escalation;
mod outline;
pub(crate) mod rule;
mod stage;
mod task;
mod then;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use voronka_definition::Process;
use voronka_definition::name::PersonId;

use crate::case::Case;
use crate::event::Recorded;
use crate::words::Speaker;

pub use case::{Awaiting, WhyCase};
pub use outline::Line;
pub use task::{Next, Rules, WhyTask};

/// What is asked about, and of what.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The version of the process that the case runs.
    pub process: &'a Process,
    /// The case.
    pub case: &'a Case,
    /// Its whole history.
    pub history: &'a [Recorded],
    /// The world, and the language and the zone of who asks.
    pub speaker: Speaker<'a>,
    /// The moment at which it is asked.
    pub now: DateTime<Utc>,
}

/// What an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The date of a task.
    Due,
    /// Who has a task.
    Assignee,
    /// What happens to a task next.
    Next,
    /// That somebody heard of a late task.
    Escalation,
    /// That a date or an assignee changed.
    Change,
    /// How long a stage may last.
    Limit,
    /// Until when a next step must be planned.
    Gap,
    /// Until when a step waits.
    Wait,
}

/// An answer to «why?».
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What it is about.
    pub about: About,
    /// What is so, in a sentence.
    pub text: String,
    /// The moment in question.
    pub at: Option<DateTime<Utc>>,
    /// The people in question.
    pub people: Vec<PersonId>,
    /// The rule it follows; `None` where a person decided.
    pub rule: Option<Rule>,
    /// What the rule saw.
    pub facts: Vec<Fact>,
    /// How it was followed, in order.
    pub steps: Vec<Reason>,
}

/// A rule of the process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// As the process language writes it.
    pub text: String,
    /// Its line in the file of the process; `None` where it is the language's own, as no file writes it.
    pub line: Option<u32>,
}

/// A fact that a rule saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is: a field by its title, the moment from which time counts, whose working time it is.
    pub name: String,
    /// What it was.
    pub value: String,
}

/// A step of following a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// What kind of step.
    pub kind: ReasonKind,
    /// The step in words.
    pub text: String,
    /// Where it begins in time.
    pub from: Option<DateTime<Utc>>,
    /// Where it ends in time.
    pub to: Option<DateTime<Utc>>,
    /// The person it is about.
    pub person: Option<PersonId>,
}

/// What kind of step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// Time that counts.
    Counted,
    /// Time that does not.
    Closed,
    /// A person whom the rule names.
    Found,
    /// A person or a seat that was passed over.
    Skipped,
    /// Something to be known beside it.
    Note,
}

impl Reason {
    fn new(kind: ReasonKind, text: String) -> Self {
        Self { kind, text, from: None, to: None, person: None }
    }

    fn note(text: String) -> Self {
        Self::new(ReasonKind::Note, text)
    }

    fn about(self, person: &PersonId) -> Self {
        Self { person: Some(person.clone()), ..self }
    }

    fn span(self, from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        Self { from: Some(from), to: Some(to), ..self }
    }
}

impl Answer {
    fn new(about: About, text: String) -> Self {
        Self { about, text, at: None, people: Vec::new(), rule: None, facts: Vec::new(), steps: Vec::new() }
    }
}

impl Question<'_> {
    fn pick<T>(&self, ru: T, en: T) -> T {
        self.speaker.locale.pick(ru, en)
    }

    fn quoted(&self, name: &str) -> String {
        crate::words::quoted(name, self.speaker.locale)
    }

    fn name<'p>(&'p self, person: &'p PersonId) -> &'p str {
        self.speaker.world.name_of(person)
    }

    /// Several people of whom one is enough: `Анна Петрова или Борис Соколов`.
    fn any_of(&self, people: &[PersonId]) -> String {
        let names: Vec<_> = people.iter().map(|person| self.name(person)).collect();
        if names.is_empty() { self.pick("никто", "nobody").to_owned() } else { names.join(self.pick(" или ", " or ")) }
    }

    /// A moment in the zone of who asks.
    fn moment(&self, at: DateTime<Utc>) -> String {
        self.moment_in(at, self.speaker.zone)
    }

    fn moment_in(&self, at: DateTime<Utc>, zone: Tz) -> String {
        crate::words::moment_seen_from(at, self.now, zone, self.speaker.locale)
    }
}
