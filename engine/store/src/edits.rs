//! What administrators have changed over the organisation's file: every change stays, with who made it and when; the latest about
//! something counts.
//!
//! Absent on purpose: what a change means, and whether it may be made.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use serde::{Deserialize, Serialize};
use voronka_definition::name::{DepartmentId, DirectionId, PersonId};
use voronka_definition::organisation::{Department, Direction, Person};

use crate::connection::Transaction;
use crate::error::StoreError;
use crate::sql::{all, at, execute, instant, json, name, to_json};
use crate::store::Store;

/// Something of the organisation, as it is from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edited {
    /// A person, be he new.
    Person(PersonId, Person),
    /// A department, be it new.
    Department(DepartmentId, Department),
    /// A direction, be it new.
    Direction(DirectionId, Direction),
}

/// A change of the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is otherwise, all of it.
    pub what: Edited,
    /// Who made the change.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

const EDITS: &str = "SELECT body, edited_by, edited_at FROM organisation_edits ORDER BY place";
const ADD: &str = "INSERT INTO organisation_edits (body, edited_by, edited_at) VALUES ($1, $2, $3)";

impl Store {
    /// Every change of the organisation, in the order in which they were made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edits(&self) -> Result<Vec<Edit>, StoreError> {
        all(&self.reads().db, EDITS, Vec::new()).await?.iter().map(edit).collect()
    }
}

pub(crate) async fn keep(transaction: &Transaction, edit: &Edit) -> Result<(), StoreError> {
    execute(transaction, ADD, vec![to_json(&edit.what)?.into(), edit.by.as_str().into(), at(edit.at)]).await.map(drop)
}

fn edit(row: &QueryResult) -> Result<Edit, StoreError> {
    Ok(Edit { what: json(row, "body")?, by: name(row, "edited_by")?, at: instant(row, "edited_at")? })
}
