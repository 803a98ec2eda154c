//! Statements and rows: what every query of this crate goes through. A statement is fixed text with bound values.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, TryGetable, Value};
use uuid::Uuid;
use voronka_core::CaseId;

use crate::connection::Connection;
use crate::dialect::Words;
use crate::disk::Disk;
use crate::error::StoreError;
use crate::failpoint::{Failpoint, Passing};
use crate::moment;

/// A statement with its values.
fn statement(db: &impl Connection, sql: impl Words, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(db.database(), sql.on(db.database()), values)
}

/// What a statement passes before it is run.
fn before<'a>(db: &'a impl Connection, statement: &Statement) -> Result<Passing<'a>, StoreError> {
    db.disk().map_or(Ok(()), Disk::refuse)?;
    Failpoint::before(db.failpoint(), &statement.sql)
}

/// Runs a statement; the number of rows it touched.
pub(crate) async fn execute(db: &impl Connection, sql: impl Words, values: Vec<Value>) -> Result<u64, StoreError> {
    let statement = statement(db, sql, values);
    let passing = before(db, &statement)?;
    let touched = db.inner().execute_raw(statement).await.map_err(|error| met(db, error))?.rows_affected();
    passing.after().map(|()| touched)
}

/// Every row of a query.
pub(crate) async fn all(db: &impl Connection, sql: impl Words, values: Vec<Value>) -> Result<Vec<QueryResult>, StoreError> {
    let statement = statement(db, sql, values);
    let passing = before(db, &statement)?;
    let rows = db.inner().query_all_raw(statement).await.map_err(|error| met(db, error))?;
    passing.after().map(|()| rows)
}

/// The first row of a query.
pub(crate) async fn one(db: &impl Connection, sql: impl Words, values: Vec<Value>) -> Result<Option<QueryResult>, StoreError> {
    let statement = statement(db, sql, values);
    let passing = before(db, &statement)?;
    let row = db.inner().query_one_raw(statement).await.map_err(|error| met(db, error))?;
    passing.after().map(|()| row)
}

/// What a database error means; whoever writes remembers what it says of the disk.
fn met(db: &impl Connection, error: DbErr) -> StoreError {
    let error = fault(error);
    if let Some(disk) = db.disk() {
        disk.note(&error);
    }
    error
}

/// What a database error means.
pub(crate) fn fault(error: DbErr) -> StoreError {
    let text = error.to_string();
    // The words of SQLite, and those of PostgreSQL.
    let says = |words: &[&str]| words.iter().any(|words| text.contains(words));
    match () {
        () if says(&["database or disk is full", "No space left on device"]) => StoreError::DiskFull,
        () if says(&["disk I/O error"]) => StoreError::DiskFailed,
        () => StoreError::Database(text),
    }
}

/// A column of a row.
pub(crate) fn get<T: TryGetable>(row: &QueryResult, column: &str) -> Result<T, StoreError> {
    row.try_get("", column).map_err(fault)
}

/// A column with the id of a case.
pub(crate) fn case_id(row: &QueryResult, column: &str) -> Result<CaseId, StoreError> {
    let bytes = get::<Vec<u8>>(row, column)?;
    Uuid::from_slice(&bytes).map(CaseId).map_err(|error| unreadable(column, &error))
}

/// A column with an instant.
pub(crate) fn instant(row: &QueryResult, column: &str) -> Result<DateTime<Utc>, StoreError> {
    moment::from_text(&get::<String>(row, column)?)
}

/// A column with an instant that may be missing.
pub(crate) fn maybe_instant(row: &QueryResult, column: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
    get::<Option<String>>(row, column)?.as_deref().map(moment::from_text).transpose()
}

/// A column with a name that may be missing.
pub(crate) fn maybe_name<T: From<String>>(row: &QueryResult, column: &str) -> Result<Option<T>, StoreError> {
    Ok(get::<Option<String>>(row, column)?.map(T::from))
}

/// A column with a name.
pub(crate) fn name<T: From<String>>(row: &QueryResult, column: &str) -> Result<T, StoreError> {
    Ok(T::from(get::<String>(row, column)?))
}

/// A column with a number that is never negative.
pub(crate) fn number<T: TryFrom<i64>>(row: &QueryResult, column: &str) -> Result<T, StoreError> {
    let number = get::<i64>(row, column)?;
    T::try_from(number).map_err(|_| StoreError::Unreadable { what: format!("column {column}"), reason: format!("{number}") })
}

/// A column with JSON text.
pub(crate) fn json<T: serde::de::DeserializeOwned>(row: &QueryResult, column: &str) -> Result<T, StoreError> {
    let text = get::<String>(row, column)?;
    serde_json::from_str(&text).map_err(|error| unreadable(column, &error))
}

/// A value as JSON text.
pub(crate) fn to_json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| unreadable("a value", &error))
}

/// What could not be read, and why.
pub(crate) fn unreadable(what: &str, why: &dyn std::fmt::Display) -> StoreError {
    StoreError::Unreadable { what: what.to_owned(), reason: why.to_string() }
}

/// A value to bind: an instant.
pub(crate) fn at(moment: DateTime<Utc>) -> Value {
    moment::to_text(moment).into()
}

/// A value to bind: the id of a case.
pub(crate) fn id(case: CaseId) -> Value {
    case.0.as_bytes().to_vec().into()
}
