//! Rows held against what the history of a case says they should be.

use std::collections::BTreeSet;
use std::fmt::Debug;

use sea_orm::QueryResult;
use voronka_core::{Case, CaseId, Recorded};

use crate::connection::Transaction;
use crate::error::StoreError;
use crate::fsck::FsckFinding;
use crate::moment::{At, to_text};
use crate::rows::{Rows, project};
use crate::sql::{all, get, id};

const CASE: &str =
    "SELECT process, version, stage, status, outcome, owner, title, revision, next_due_at, active_at FROM cases WHERE id = $1";
const TASKS: &str =
    "SELECT number, status, priority, assignee, instead_of, result, due_at, closed_at FROM tasks WHERE case_id = $1";
const CANDIDATES: &str = "SELECT number, person FROM task_candidates WHERE case_id = $1";
const TIMERS: &str = "SELECT timer, occurrence, due_at FROM timers WHERE case_id = $1";
const OUTBOX: &str = "SELECT kind, number, recipient, at FROM outbox WHERE case_id = $1";
const ESCALATIONS: &str = "SELECT number, person, acknowledged_at FROM escalations WHERE case_id = $1";
const INCIDENTS: &str = "SELECT number, closed_at FROM incidents WHERE case_id = $1 AND number > 0";
const SIGNS: &str = "SELECT client, words, stage_since FROM case_signs WHERE case_id = $1";
const PEOPLE: &str = "SELECT person FROM case_people WHERE case_id = $1";

type Row = Vec<Option<String>>;

/// Every table beside the history has exactly the rows that follow from it.
pub(super) async fn of_case(
    db: &Transaction,
    case: &Case,
    history: &[Recorded],
    findings: &mut Vec<FsckFinding>,
) -> Result<(), StoreError> {
    let expected = project(None, history, case);
    for (table, query, rows) in tables(&expected) {
        let stored = stored(db, query, case.id).await?;
        let expected: BTreeSet<Row> = rows.into_iter().collect();
        let missing = expected.difference(&stored).map(|row| (row, "нет строки", "lacks"));
        let surplus = stored.difference(&expected).map(|row| (row, "лишняя строка", "has, and should not,"));
        for (row, ru, en) in missing.chain(surplus) {
            findings.push(differs(table, case.id, row, ru, en));
        }
    }
    Ok(())
}

fn tables(rows: &Rows<'_>) -> [(&'static str, &'static str, Vec<Row>); 9] {
    let case = &rows.case;
    [
        (
            "cases",
            CASE,
            vec![vec![
                text(case.process),
                text(case.version),
                maybe(case.stage),
                text(case.status),
                maybe(case.outcome),
                text(case.owner),
                text(case.title),
                text(case.revision),
                moment(case.next_due_at),
                moment(Some(case.active_at)),
            ]],
        ),
        (
            "tasks",
            TASKS,
            rows.tasks
                .iter()
                .map(|row| {
                    vec![
                        text(row.number),
                        text(row.status),
                        text(row.priority),
                        maybe(row.assignee),
                        maybe(row.instead_of),
                        maybe(row.result),
                        moment(Some(row.due_at)),
                        moment(row.closed_at),
                    ]
                })
                .collect(),
        ),
        ("task_candidates", CANDIDATES, rows.candidates.iter().map(|row| vec![text(row.number), text(row.person)]).collect()),
        (
            "timers",
            TIMERS,
            rows.timers.iter().map(|row| vec![text(row.timer), text(row.occurrence), moment(Some(row.due_at))]).collect(),
        ),
        (
            "outbox",
            OUTBOX,
            rows.outbox
                .iter()
                .map(|row| vec![text(row.kind), text(row.number), text(&row.recipient), moment(Some(row.at))])
                .collect(),
        ),
        (
            "escalations",
            ESCALATIONS,
            rows.escalations.iter().map(|row| vec![text(row.number), text(row.person), moment(row.acknowledged_at)]).collect(),
        ),
        ("incidents", INCIDENTS, rows.incidents.iter().map(|row| vec![text(row.number), moment(row.closed_at)]).collect()),
        (
            "case_signs",
            SIGNS,
            rows.signs.iter().map(|row| vec![text(&row.client), text(&row.words), moment(row.stage_since)]).collect(),
        ),
        ("case_people", PEOPLE, rows.people.iter().map(|row| vec![text(row.person)]).collect()),
    ]
}

fn text(value: impl ToString) -> Option<String> {
    Some(value.to_string())
}

fn maybe(value: Option<&str>) -> Option<String> {
    value.map(str::to_owned)
}

fn moment(at: Option<At>) -> Option<String> {
    at.map(|at| to_text(at.0))
}

async fn stored(db: &Transaction, query: &'static str, case: CaseId) -> Result<BTreeSet<Row>, StoreError> {
    all(db, query, vec![id(case)]).await?.iter().map(columns).collect()
}

/// Every column of a row as text.
fn columns(row: &QueryResult) -> Result<Row, StoreError> {
    row.column_names().iter().map(|column| column_text(row, column)).collect()
}

fn column_text(row: &QueryResult, column: &str) -> Result<Option<String>, StoreError> {
    match get::<Option<i64>>(row, column) {
        Ok(number) => Ok(number.map(|number| number.to_string())),
        Err(_) => get(row, column),
    }
}

fn differs(table: &str, case: CaseId, row: &impl Debug, ru: &str, en: &str) -> FsckFinding {
    FsckFinding::new("rows_differ", case, format!("таблица {table}: {ru} {row:?}"), format!("table {table} {en} {row:?}"))
}
