//! The archive: each case in it is whole, its row says what its body says, and nothing of it is left behind.

use std::collections::BTreeSet;

use sea_orm::QueryResult;
use voronka_core::{Case, CaseId};

use crate::archive::body::Body;
use crate::archive::{OF_A_CASE, is_sound};
use crate::connection::Transaction;
use crate::error::StoreError;
use crate::fsck::{FsckFinding, damaged};
use crate::moment::to_text;
use crate::rows::project;
use crate::sql::{all, case_id, get, id};

/// How many archived cases are looked at between two queries for more: their bodies are long.
const CHUNK: u32 = 50;
const FIRST: &str = "SELECT * FROM archived_cases ORDER BY id LIMIT $1";
const NEXT: &str = "SELECT * FROM archived_cases WHERE id > $2 ORDER BY id LIMIT $1";
const PEOPLE: &str = "SELECT person FROM archived_people WHERE case_id = $1";

/// Looks through the archive.
pub(super) async fn check(db: &Transaction, findings: &mut Vec<FsckFinding>) -> Result<(), StoreError> {
    left_behind(db, findings).await?;
    let mut after: Option<CaseId> = None;
    loop {
        let rows = match after {
            None => all(db, FIRST, vec![CHUNK.into()]).await?,
            Some(after) => all(db, NEXT, vec![CHUNK.into(), id(after)]).await?,
        };
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(case_id(last, "id")?);
        for row in &rows {
            one_case(db, row, findings).await?;
        }
    }
}

/// Rows in the working tables of cases that have left them.
async fn left_behind(db: &Transaction, findings: &mut Vec<FsckFinding>) -> Result<(), StoreError> {
    for (table, _) in OF_A_CASE {
        let column = if table == "cases" { "id" } else { "case_id" };
        let query = format!(
            "SELECT DISTINCT t.{column} AS id FROM {table} AS t JOIN archived_cases AS a ON a.id = t.{column} ORDER BY 1"
        );
        for row in all(db, query.as_str(), Vec::new()).await? {
            findings.push(FsckFinding::new(
                "archived_and_live",
                case_id(&row, "id")?,
                format!("сделка в архиве, а в таблице {table} от нее что-то осталось"),
                format!("the case is in the archive, and something of it is left in table {table}"),
            ));
        }
    }
    Ok(())
}

async fn one_case(db: &Transaction, row: &QueryResult, findings: &mut Vec<FsckFinding>) -> Result<(), StoreError> {
    let id = case_id(row, "id")?;
    match looked(db, id, row).await {
        Ok(found) => findings.extend(found),
        Err(error @ StoreError::Damaged { .. }) => findings.push(damaged(id, &error)),
        Err(error) => return Err(error),
    }
    Ok(())
}

async fn looked(db: &Transaction, case: CaseId, row: &QueryResult) -> Result<Option<FsckFinding>, StoreError> {
    let body = Body::read(case, &get::<String>(row, "body")?)?;
    let (kept, history) = (body.kept(case)?, body.history(case, 0)?);
    if kept.id != case || !is_sound(&kept, &history) {
        return Ok(Some(FsckFinding::new(
            "archive_differs",
            case,
            "состояние в архиве не совпадает с тем, что получается из истории".to_owned(),
            "the state in the archive is not what its history makes".to_owned(),
        )));
    }
    let rows = all(db, PEOPLE, vec![id(case)]).await?;
    let people: BTreeSet<String> = rows.iter().map(|row| get(row, "person")).collect::<Result<_, _>>()?;
    let expected: BTreeSet<String> = kept.people.iter().map(ToString::to_string).collect();
    let is_right = is_said(row, &kept)? && people == expected && !kept.is_open();
    Ok((!is_right).then(|| {
        FsckFinding::new(
            "archive_row_differs",
            case,
            "строка архива говорит не то, что в нем лежит".to_owned(),
            "the row of the archive does not say what lies in it".to_owned(),
        )
    }))
}

/// Whether a row says what the case says.
fn is_said(row: &QueryResult, case: &Case) -> Result<bool, StoreError> {
    let expected = &project(None, &[], case).case;
    let finished = expected.finished_at.map(|at| to_text(at.0)).unwrap_or_default();
    let texts = [
        ("process", expected.process),
        ("version", expected.version),
        ("outcome", expected.outcome.unwrap_or_default()),
        ("owner", expected.owner),
        ("launcher", expected.launcher),
        ("title", expected.title),
        ("opened_at", &to_text(expected.opened_at.0)),
        ("finished_at", &finished),
    ];
    for (column, expected) in texts {
        if get::<String>(row, column)? != expected {
            return Ok(false);
        }
    }
    let rest = get::<Option<String>>(row, "direction")?.as_deref() == expected.direction
        && get::<Option<i64>>(row, "amount_minor")? == expected.amount_minor
        && get::<i64>(row, "revision")? == i64::try_from(expected.revision).unwrap_or(i64::MAX);
    Ok(rest)
}
