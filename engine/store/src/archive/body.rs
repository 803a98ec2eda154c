//! What the archive holds of a case, as one JSON text: its state and events word for word, what was sent, what schedules did.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use voronka_core::{Case, CaseId, Recorded};

use crate::error::StoreError;
use crate::sql::{get, instant, maybe_name, number};

/// A case as the archive holds it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Body {
    pub(crate) state: Box<RawValue>,
    pub(crate) events: Vec<Happened>,
    pub(crate) outbox: Vec<Sent>,
    pub(crate) schedules: Vec<Begun>,
}

/// The part of a body that a look at the case needs.
#[derive(Debug, Deserialize)]
struct Stated {
    state: Box<RawValue>,
}

/// The part of a body that a look at its letters needs.
#[derive(Debug, Deserialize)]
pub(crate) struct Letters {
    pub(crate) outbox: Vec<Sent>,
}

/// An event, its text as it was written.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Happened {
    pub(crate) seq: u64,
    pub(crate) at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) author: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) acts_for: Option<String>,
    pub(crate) body: Box<RawValue>,
}

/// A row of the outbox in its last state.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Sent {
    pub(crate) place: i64,
    pub(crate) kind: String,
    pub(crate) number: u32,
    pub(crate) recipient: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) body: Box<RawValue>,
    pub(crate) state: String,
    pub(crate) attempts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) gathering: Option<String>,
    /// The letter, be it one that other rows share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) letter: Option<Box<RawValue>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_error: Option<String>,
    pub(crate) changed_at: DateTime<Utc>,
}

/// What a schedule made of the case.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Begun {
    pub(crate) process: String,
    pub(crate) schedule: String,
    pub(crate) state: String,
}

impl Body {
    /// A body from its text.
    pub(crate) fn read(case: CaseId, text: &str) -> Result<Self, StoreError> {
        read(case, text)
    }

    /// The events after this one.
    pub(crate) fn history(&self, case: CaseId, after: u64) -> Result<Vec<Recorded>, StoreError> {
        self.events.iter().filter(|event| event.seq > after).map(|event| event.recorded(case)).collect()
    }

    /// The state word for word.
    pub(crate) fn kept(&self, id: CaseId) -> Result<Case, StoreError> {
        state(id, &self.state)
    }

    /// The state. What an earlier build kept lacks what that did not know: its history has it.
    pub(crate) fn case(&self, id: CaseId) -> Result<Case, StoreError> {
        let kept = self.kept(id)?;
        if kept.form >= Case::FORM {
            return Ok(kept);
        }
        Ok(Case::replay(&self.history(id, 0)?).unwrap_or(kept))
    }
}

/// The state of an archived case, from the text of its body.
pub(crate) fn case_of(id: CaseId, text: &str) -> Result<Case, StoreError> {
    let kept = state(id, &read::<Stated>(id, text)?.state)?;
    if kept.form >= Case::FORM { Ok(kept) } else { Body::read(id, text)?.case(id) }
}

/// The letters of an archived case, from the text of its body.
pub(crate) fn letters_of(id: CaseId, text: &str) -> Result<Vec<Sent>, StoreError> {
    Ok(read::<Letters>(id, text)?.outbox)
}

fn read<'a, T: Deserialize<'a>>(case: CaseId, text: &'a str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| damaged(case, "its body in the archive", &error))
}

/// The state as it was kept.
fn state(case: CaseId, text: &RawValue) -> Result<Case, StoreError> {
    serde_json::from_str(text.get()).map_err(|error| damaged(case, "its state", &error))
}

impl Happened {
    /// An event from its row, unread.
    pub(crate) fn of_row(case: CaseId, row: &QueryResult) -> Result<Self, StoreError> {
        Ok(Self {
            seq: number(row, "seq")?,
            at: instant(row, "at")?,
            author: get(row, "author")?,
            acts_for: get(row, "acts_for")?,
            body: raw(case, "an event", get(row, "body")?)?,
        })
    }

    fn recorded(&self, case: CaseId) -> Result<Recorded, StoreError> {
        let event =
            serde_json::from_str(self.body.get()).map_err(|error| damaged(case, &format!("its event {}", self.seq), &error))?;
        let name = |name: &Option<String>| name.clone().map(Into::into);
        Ok(Recorded { seq: self.seq, at: self.at, by: name(&self.author), acts_for: name(&self.acts_for), event })
    }
}

impl Sent {
    /// A row of the outbox.
    pub(crate) fn of_row(case: CaseId, row: &QueryResult) -> Result<Self, StoreError> {
        let letter: Option<String> = get(row, "letter")?;
        Ok(Self {
            place: get(row, "place")?,
            kind: get(row, "kind")?,
            number: number(row, "number")?,
            recipient: get(row, "recipient")?,
            at: instant(row, "at")?,
            body: raw(case, "a notice", get(row, "body")?)?,
            state: get(row, "state")?,
            attempts: number(row, "attempts")?,
            gathering: maybe_name(row, "gathering")?,
            letter: letter.map(|letter| raw(case, "a letter", letter)).transpose()?,
            last_error: get(row, "last_error")?,
            changed_at: instant(row, "changed_at")?,
        })
    }
}

/// A text that is JSON, kept as it stands.
pub(crate) fn raw(case: CaseId, what: &str, text: String) -> Result<Box<RawValue>, StoreError> {
    RawValue::from_string(text).map_err(|error| damaged(case, what, &error))
}

fn damaged(case: CaseId, what: &str, error: &serde_json::Error) -> StoreError {
    StoreError::Damaged { case, reason: format!("{what}: {error}") }
}
