//! Committing decisions: one transaction for a whole batch, one statement a table, whatever the number of decisions.
//!
//! Each decision is guarded by the revision of its case: where another was faster it is left out, and the others still commit. A
//! case that goes on from another, or is started by a step of it, begins in the same transaction. So is the idempotency key remembered.
//!
//! Absent on purpose: deciding again; that is the runtime's.

mod at_once;
pub(crate) mod batch;
mod bulk;
mod tables;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use voronka_core::decision::Content;
use voronka_core::{CaseId, Decision};
use voronka_definition::name::PersonId;

use crate::error::StoreError;
use crate::moment::At;
use crate::rows::{Rows, project};
use crate::sql::to_json;
use bulk::{Bound, Change};
use tables::Table;

/// The idempotency key of a call: the same key gives the same answer and one effect.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Whose call it is; keys of different people never meet.
    pub person: PersonId,
    /// The key as it was sent.
    pub key: String,
    /// A hash of the call: method, path and body.
    pub body_hash: String,
}

/// What is remembered of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// The hash of the call it was used for.
    pub body_hash: String,
    /// The answer, as JSON text.
    pub answer: String,
}

/// What a command is remembered by under its key: which events of which case it made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The case.
    pub case: CaseId,
    /// Its first event.
    pub first: u64,
    /// Its last event.
    pub last: u64,
    /// The case it started, to go on from this one.
    pub successor: Option<CaseId>,
    /// The moment of the command.
    pub at: DateTime<Utc>,
}

/// A decision made ready to be committed: its rows as texts and values, so that the transaction only joins them.
#[derive(Debug, Clone)]
pub struct Commit {
    case: CaseId,
    /// The revision the decision was made on, 0 for a new case.
    before: u64,
    /// The revision of the world it was made in.
    world: Option<u64>,
    parts: [String; Table::COUNT],
    /// The new state of the case, unless it begins.
    changes: Vec<Change>,
    events: Vec<Bound>,
    documents: Vec<Content>,
    key: Option<Key>,
    /// What the key answers, as JSON text.
    answer: String,
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommitOutcome {
    /// It is durable.
    Committed,
    /// Its case, or the world, has another revision by now; nothing of it was written.
    Conflict,
    /// Its key was used before; nothing of it was written.
    KeyTaken(KeyRecord),
}

#[derive(Serialize)]
struct KeyRow<'a> {
    person: &'a str,
    key: &'a str,
    body_hash: &'a str,
    answer: &'a str,
    at: At,
}

impl Commit {
    /// Makes a decision ready. Its key will answer with what happened to the case of `about`: the decision itself or its successor.
    ///
    /// # Errors
    /// When a value cannot be written as JSON.
    pub fn new(decision: &Decision, key: Option<Key>, about: &Decision) -> Result<Self, StoreError> {
        let mut commit = Self {
            case: decision.case.id,
            before: decision.before.as_ref().map_or(0, |case| case.revision),
            world: None,
            parts: Default::default(),
            changes: Vec::new(),
            events: Vec::new(),
            documents: Vec::new(),
            key,
            answer: to_json(&trace(about))?,
        };
        let mut next = vec![decision];
        while let Some(decision) = next.pop() {
            commit.add(decision)?;
            next.extend(decision.successor.as_deref());
            next.extend(&decision.started);
        }
        commit.add_key(decision_at(about))?;
        Ok(commit)
    }

    /// Lets it count only while the world has this revision, where others may change it.
    #[must_use]
    pub fn in_world(self, revision: u64) -> Self {
        Self { world: Some(revision), ..self }
    }

    /// The case it changes.
    pub fn case(&self) -> CaseId {
        self.case
    }

    fn add(&mut self, decision: &Decision) -> Result<(), StoreError> {
        let rows = project(decision.before.as_deref(), &decision.events, &decision.case);
        let Rows {
            case,
            events,
            tasks,
            candidates_gone,
            candidates,
            people,
            timers_gone,
            timers,
            outbox,
            escalations,
            incidents,
            signs,
        } = rows;
        match case.before {
            0 => self.append(Table::NewCases, &[case])?,
            _ => self.changes.push(bulk::change(&case)?),
        }
        for row in &events {
            self.events.push(bulk::event(row)?);
        }
        self.append(Table::Tasks, &tasks)?;
        self.append(Table::CandidatesGone, &candidates_gone)?;
        self.append(Table::Candidates, &candidates)?;
        self.append(Table::People, &people)?;
        self.append(Table::TimersGone, &timers_gone)?;
        self.append(Table::Timers, &timers)?;
        self.append(Table::Outbox, &outbox)?;
        self.append(Table::Escalations, &escalations)?;
        self.append(Table::Incidents, &incidents)?;
        self.append(Table::Signs, signs.as_slice())?;
        self.documents.extend(decision.documents.iter().cloned());
        Ok(())
    }

    fn add_key(&mut self, at: DateTime<Utc>) -> Result<(), StoreError> {
        let Some(key) = &self.key else { return Ok(()) };
        let (person, body_hash) = (key.person.as_str(), key.body_hash.as_str());
        let row = KeyRow { person, key: &key.key, body_hash, answer: &self.answer, at: At(at) };
        self.parts[Table::Keys as usize] = to_json(&row)?;
        Ok(())
    }

    /// What will be remembered of its key.
    fn record(&self) -> KeyRecord {
        let body_hash = self.key.as_ref().map(|key| key.body_hash.clone()).unwrap_or_default();
        KeyRecord { body_hash, answer: self.answer.clone() }
    }

    /// Appends rows to the text of a table, parted by commas.
    fn append<T: Serialize>(&mut self, table: Table, rows: &[T]) -> Result<(), StoreError> {
        let part = &mut self.parts[table as usize];
        for row in rows {
            if !part.is_empty() {
                part.push(',');
            }
            part.push_str(&to_json(row)?);
        }
        Ok(())
    }
}

fn trace(decision: &Decision) -> Trace {
    Trace {
        case: decision.case.id,
        first: decision.events.first().map_or(0, |event| event.seq),
        last: decision.case.revision,
        successor: decision.successor.as_ref().map(|successor| successor.case.id),
        at: decision_at(decision),
    }
}

fn decision_at(decision: &Decision) -> DateTime<Utc> {
    decision.events.first().map_or(decision.case.opened_at, |event| event.at)
}
