//! The invariants of the stored data, checked: the file, every history, every row that must follow from one.
//!
//! Absent on purpose: repairs.

mod archive;
mod invariants;
mod rows;

use voronka_core::{Case, CaseId};
use voronka_definition::Text;

use crate::connection::{Connection, Transaction};
use crate::dialect::is_postgres;
use crate::error::StoreError;
use crate::reads::cases::{state, whole_history};
use crate::sql::{all, case_id, get, id};
use crate::store::Store;

/// How many cases are looked at between two queries for more.
const CHUNK: u32 = 200;

/// An invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FsckFinding {
    /// A stable code, as `history_gap`.
    pub code: &'static str,
    /// The case, where it is about one.
    pub case: Option<CaseId>,
    /// What is wrong.
    pub message: Text,
}

impl FsckFinding {
    pub(crate) fn new(code: &'static str, case: CaseId, ru: String, en: String) -> Self {
        Self { code, case: Some(case), message: Text::both(ru, en) }
    }
}

/// Checks every invariant; an empty answer means that the data are sound.
///
/// # Errors
/// When the database fails.
pub async fn fsck(store: &Store) -> Result<Vec<FsckFinding>, StoreError> {
    // One snapshot for everything: a server may be working on the same database.
    let snapshot = store.snapshot().await?;
    let db = &snapshot;
    let mut findings = file(db).await?;
    let mut after: Option<CaseId> = None;
    loop {
        let cases = chunk(db, after).await?;
        let Some((last, _)) = cases.last() else { break };
        after = Some(*last);
        for (case, stored) in cases {
            match stored {
                Ok(stored) => one_case(db, &stored, &mut findings).await?,
                Err(error) => findings.push(damaged(case, &error)),
            }
        }
    }
    archive::check(db, &mut findings).await?;
    Ok(findings)
}

async fn one_case(db: &Transaction, case: &Case, findings: &mut Vec<FsckFinding>) -> Result<(), StoreError> {
    let history = match whole_history(db, case.id).await {
        Ok(history) => history,
        Err(error @ StoreError::Damaged { .. }) => {
            findings.push(damaged(case.id, &error));
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    let before = findings.len();
    invariants::of_history(case, &history, findings);
    invariants::of_case(case, findings);
    // Where the history is broken, rows cannot be held against it.
    if findings.len() == before {
        rows::of_case(db, case, &history, findings).await?;
    }
    Ok(())
}

/// What SQLite itself says of its file. PostgreSQL minds its own files, and the ties between its rows always hold.
async fn file(db: &Transaction) -> Result<Vec<FsckFinding>, StoreError> {
    let mut findings = Vec::new();
    if is_postgres(db.database()) {
        return Ok(findings);
    }
    for row in all(db, "PRAGMA integrity_check(20)", Vec::new()).await? {
        let said: String = get(&row, "integrity_check")?;
        if said != "ok" {
            let message = Text::both(format!("файл базы повреждён: {said}"), format!("the file is damaged: {said}"));
            findings.push(FsckFinding { code: "file_damaged", case: None, message });
        }
    }
    for row in all(db, "PRAGMA foreign_key_check", Vec::new()).await? {
        let table: String = get(&row, "table")?;
        let message =
            Text::both(format!("в таблице {table} есть строка без сделки"), format!("table {table} has a row without its case"));
        findings.push(FsckFinding { code: "row_without_case", case: None, message });
    }
    Ok(findings)
}

type Stored = (CaseId, Result<Case, StoreError>);

async fn chunk(db: &Transaction, after: Option<CaseId>) -> Result<Vec<Stored>, StoreError> {
    const FIRST: &str = "SELECT id, state FROM cases ORDER BY id LIMIT $1";
    const NEXT: &str = "SELECT id, state FROM cases WHERE id > $2 ORDER BY id LIMIT $1";
    let (text, values) = match after {
        None => (FIRST, vec![CHUNK.into()]),
        Some(case) => (NEXT, vec![CHUNK.into(), id(case)]),
    };
    let rows = all(db, text, values).await?;
    rows.iter().map(|row| case_id(row, "id").map(|case| (case, state(case, row)))).collect()
}

fn damaged(case: CaseId, error: &StoreError) -> FsckFinding {
    FsckFinding { code: "case_damaged", case: Some(case), message: error.text() }
}
