//! Rows: how the tables beside a case's history follow from a decision. Pure.
//!
//! Nothing is decided here: a row says again what the case, or an event, already says, in a form that a query can use.
//!
//! Absent on purpose: SQL.

mod project;
mod signs;

use serde::Serialize;
use voronka_core::case::{TimerKey, Trouble};
use voronka_core::notice::{Addressee, Matter, Message, Notice};
use voronka_core::{Case, CaseId, Event};
use voronka_definition::Text;
use voronka_definition::model::TaskKind;

use crate::moment::At;
use crate::outbox::topic;

pub(crate) use project::project;
pub(crate) use signs::{Signs, folded};

/// The id of a case as a row has it: hexadecimal, to become 16 bytes in the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hex(pub(crate) CaseId);

impl Serialize for Hex {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.0.simple())
    }
}

/// A name shown by its `Display`.
fn shown<S: serde::Serializer>(key: &TimerKey, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(key)
}

/// Every row that a decision writes or removes.
#[derive(Debug, PartialEq)]
pub(crate) struct Rows<'a> {
    pub(crate) case: CaseRow<'a>,
    pub(crate) events: Vec<EventRow<'a>>,
    pub(crate) tasks: Vec<TaskRow<'a>>,
    pub(crate) candidates_gone: Vec<CandidateRow<'a>>,
    pub(crate) candidates: Vec<CandidateRow<'a>>,
    pub(crate) people: Vec<PersonRow<'a>>,
    pub(crate) timers_gone: Vec<TimerRow>,
    pub(crate) timers: Vec<TimerRow>,
    pub(crate) outbox: Vec<OutboxRow<'a>>,
    pub(crate) escalations: Vec<EscalationRow<'a>>,
    pub(crate) incidents: Vec<IncidentRow<'a>>,
    pub(crate) signs: Option<SignsRow>,
}

/// A case; `before` is the revision that the decision was made on, 0 for a new case.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct CaseRow<'a> {
    pub(crate) id: Hex,
    pub(crate) before: u64,
    /// Whether its revision, its dates and its state are all that is new.
    #[serde(skip)]
    pub(crate) is_steady: bool,
    pub(crate) process: &'a str,
    pub(crate) version: &'a str,
    pub(crate) stage: Option<&'a str>,
    pub(crate) status: &'static str,
    pub(crate) outcome: Option<&'a str>,
    pub(crate) owner: &'a str,
    pub(crate) launcher: &'a str,
    pub(crate) title: &'a str,
    pub(crate) amount_minor: Option<i64>,
    pub(crate) currency: Option<String>,
    pub(crate) direction: Option<&'a str>,
    pub(crate) errand: bool,
    pub(crate) revision: u64,
    pub(crate) opened_at: At,
    pub(crate) finished_at: Option<At>,
    pub(crate) next_due_at: Option<At>,
    pub(crate) active_at: At,
    pub(crate) state: &'a Case,
}

#[derive(Debug, PartialEq)]
pub(crate) struct EventRow<'a> {
    pub(crate) case: Hex,
    pub(crate) seq: u64,
    pub(crate) at: At,
    pub(crate) author: Option<&'a str>,
    pub(crate) acts_for: Option<&'a str>,
    pub(crate) body: &'a Event,
}

/// The name of an event: the only key of its JSON.
pub(crate) fn name_of(body: &str) -> &str {
    body.split('"').nth(1).unwrap_or_default()
}

#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct TaskRow<'a> {
    pub(crate) case: Hex,
    pub(crate) number: u32,
    pub(crate) stage: Option<&'a str>,
    pub(crate) step: Option<&'a str>,
    pub(crate) title: &'a Text,
    pub(crate) kind: &'static str,
    pub(crate) priority: &'static str,
    pub(crate) assignee: Option<&'a str>,
    pub(crate) instead_of: Option<&'a str>,
    pub(crate) candidates: Vec<&'a str>,
    pub(crate) status: &'static str,
    pub(crate) result: Option<&'a str>,
    pub(crate) by_hand: bool,
    pub(crate) due_at: At,
    pub(crate) created_at: At,
    pub(crate) closed_at: Option<At>,
}

#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct CandidateRow<'a> {
    pub(crate) case: Hex,
    pub(crate) number: u32,
    pub(crate) person: &'a str,
}

#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct PersonRow<'a> {
    pub(crate) case: Hex,
    pub(crate) person: &'a str,
}

/// By what a case is found, where that is new.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct SignsRow {
    pub(crate) case: Hex,
    pub(crate) client: String,
    pub(crate) words: String,
    /// Since when it stands in its stage; nothing where it stands there longer.
    pub(crate) stage_since: Option<At>,
}

#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct TimerRow {
    pub(crate) case: Hex,
    #[serde(serialize_with = "shown")]
    pub(crate) timer: TimerKey,
    pub(crate) occurrence: u32,
    pub(crate) due_at: At,
}

#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct OutboxRow<'a> {
    pub(crate) case: Hex,
    pub(crate) kind: &'static str,
    /// The notice's number in the case; for anything else the number of its event.
    pub(crate) number: u64,
    pub(crate) recipient: String,
    /// Which notices it may share a letter with.
    pub(crate) topic: &'static str,
    pub(crate) at: At,
    /// Not before.
    pub(crate) due_at: At,
    pub(crate) body: OutboxBody<'a>,
}

/// What is to be sent.
#[derive(Debug, PartialEq)]
pub(crate) enum OutboxBody<'a> {
    Notice(&'a Notice),
    Event(&'a Event),
}

impl Serialize for OutboxBody<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Notice(notice) => notice.serialize(serializer),
            Self::Event(event) => event.serialize(serializer),
        }
    }
}

#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct EscalationRow<'a> {
    pub(crate) case: Hex,
    pub(crate) number: u32,
    pub(crate) task: u32,
    pub(crate) rung: u32,
    pub(crate) person: &'a str,
    pub(crate) offered: bool,
    pub(crate) early: bool,
    pub(crate) at: At,
    pub(crate) late_by_minutes: u32,
    pub(crate) acknowledged_at: Option<At>,
}

#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct IncidentRow<'a> {
    pub(crate) case: Hex,
    pub(crate) subject: String,
    pub(crate) number: u32,
    pub(crate) trouble: &'a Trouble,
    pub(crate) at: At,
    pub(crate) closed_at: Option<At>,
}

/// What a notice is about, as far as sharing a letter goes: a calendar program takes one invitation a letter, and a client's letter
/// is his alone.
pub(crate) fn topic(notice: &Notice) -> &'static str {
    match (&notice.to, &notice.message) {
        (Addressee::Client { .. }, _) | (_, Message::Meeting { .. }) => topic::ALONE,
        (_, Message::Assigned { task } | Message::Reassigned { task, .. }) if task.kind == TaskKind::Meeting => topic::ALONE,
        _ if notice.even_off_hours => topic::URGENT,
        // More time for his own task is no lateness of others.
        (Addressee::Person(reader), Message::Concern { task, .. }) if task.assignee.as_ref() == Some(reader) => topic::NOTICE,
        (_, Message::Concern { matter: Matter::NewDate { .. }, .. }) => topic::NOTICE,
        (_, Message::Overdue { .. } | Message::DueSoon { .. } | Message::Concern { .. }) => topic::ESCALATION,
        _ => topic::NOTICE,
    }
}

/// Whom a notice goes to, as one text: notices to the same recipient are delivered in order.
pub(crate) fn recipient(to: &Addressee) -> String {
    match to {
        Addressee::Person(person) => format!("person:{person}"),
        Addressee::Client { email, .. } => format!("client:{email}"),
    }
}
