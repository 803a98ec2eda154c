//! The two heavy tables of a commit, states and events, written with bound values.
//!
//! Their texts are long, and taking them apart as JSON costs the writer more than writing them. So that few statements have to
//! be prepared, rows go to SQLite in pieces of fixed sizes, filled up with rows of nothing; PostgreSQL gets them by columns
//! ([`super::at_once`]). A piece is one statement: each that SQLite has run wakes whoever waits for it.

use std::sync::LazyLock;

use sea_orm::Value;

use crate::commit::tables::{TAKE_KEYS, Table};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::moment::{At, to_text};
use crate::rows::{CaseRow, EventRow};
use crate::sql::{execute, id, to_json};

/// The sizes of pieces.
const SIZES: [usize; 8] = [1, 2, 4, 8, 16, 32, 64, 128];
/// The largest of them.
const MOST: usize = SIZES[SIZES.len() - 1];

/// The rows of a table that has none.
pub(super) const NOTHING: &str = "[]";

/// One row as it is bound.
pub(super) type Bound = Vec<Value>;

/// What a column holds, and whether it may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Id,
    Text,
    MaybeText,
    Number,
    MaybeNumber,
}

/// The new state of a case.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// Whether the first columns, those before [`STEADY`], are as they were.
    is_steady: bool,
    pub(super) values: Bound,
}

/// What a change is bound by: first what is set, then by what the case is found, the last of which is its revision before. What most
/// commands leave as it was comes first.
pub(super) const CHANGE: [(&str, Kind); 15] = [
    ("stage", Kind::MaybeText),
    ("status", Kind::Text),
    ("outcome", Kind::MaybeText),
    ("owner", Kind::Text),
    ("title", Kind::Text),
    ("amount_minor", Kind::MaybeNumber),
    ("currency", Kind::MaybeText),
    ("direction", Kind::MaybeText),
    ("finished_at", Kind::MaybeText),
    ("revision", Kind::Number),
    ("next_due_at", Kind::MaybeText),
    ("active_at", Kind::Text),
    ("state", Kind::Text),
    ("id", Kind::Id),
    ("before", Kind::Number),
];

/// How many columns of a change are set.
pub(super) const SET: usize = CHANGE.len() - 2;

/// The first of the columns that every change sets. SQLite writes every index anew of which a column is set, be it the same value:
/// what is steady is not set at all.
const STEADY: usize = 9;

/// The columns of an event.
pub(super) const EVENT: [(&str, Kind); 7] = [
    ("case_id", Kind::Id),
    ("seq", Kind::Number),
    ("at", Kind::Text),
    ("author", Kind::MaybeText),
    ("acts_for", Kind::MaybeText),
    ("kind", Kind::Text),
    ("body", Kind::Text),
];

/// The statements that change one, two, four … cases, setting every column.
static CHANGES: LazyLock<[String; SIZES.len()]> = LazyLock::new(|| changing(0));
/// The same for cases of which only the columns from [`STEADY`] on are new.
static STEADY_CHANGES: LazyLock<[String; SIZES.len()]> = LazyLock::new(|| changing(STEADY));
/// The statements that add one, two, four … events.
static EVENTS: LazyLock<[String; SIZES.len()]> = LazyLock::new(|| {
    let columns = EVENT.map(|(column, _)| column).join(", ");
    SIZES.map(|size| {
        let rows = values(size, EVENT.len());
        format!("INSERT INTO events ({columns}) SELECT * FROM ({rows}) WHERE column1 IS NOT NULL")
    })
});

/// A row of nothing has no id that any case has.
fn changing(first: usize) -> [String; SIZES.len()] {
    let columns = &CHANGE[first..];
    let set: Vec<String> =
        columns.iter().zip(1..).take(SET - first).map(|((name, _), place)| format!("{name} = new.column{place}")).collect();
    let (case, before) = (columns.len() - 1, columns.len());
    SIZES.map(|size| {
        format!(
            "UPDATE cases SET {} FROM ({}) AS new WHERE cases.id = new.column{case} AND cases.revision = new.column{before}",
            set.join(", "),
            values(size, columns.len()),
        )
    })
}

/// So many rows of places. They have no numbers: SQLite looks for a numbered place through all of them.
fn values(rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    format!("VALUES {}", vec![row; rows].join(", "))
}

/// The new state of a case that was there before.
pub(super) fn change(row: &CaseRow<'_>) -> Result<Change, StoreError> {
    let text = |text: Option<&str>| Value::from(text.map(str::to_owned));
    let moment = |at: Option<At>| Value::from(at.map(|At(at)| to_text(at)));
    let values = vec![
        text(row.stage),
        row.status.into(),
        text(row.outcome),
        row.owner.into(),
        row.title.into(),
        row.amount_minor.into(),
        row.currency.clone().into(),
        text(row.direction),
        moment(row.finished_at),
        whole(row.revision),
        moment(row.next_due_at),
        moment(Some(row.active_at)),
        to_json(row.state)?.into(),
        id(row.id.0),
        whole(row.before),
    ];
    Ok(Change { is_steady: row.is_steady, values })
}

/// An event.
pub(super) fn event(row: &EventRow<'_>) -> Result<Bound, StoreError> {
    let body = to_json(row.body)?;
    let kind = crate::rows::name_of(&body).to_owned();
    let text = |text: Option<&str>| Value::from(text.map(str::to_owned));
    let At(at) = row.at;
    Ok(vec![id(row.case.0), whole(row.seq), to_text(at).into(), text(row.author), text(row.acts_for), kind.into(), body.into()])
}

/// Changes cases; how many were there with the revision they should have.
pub(super) async fn change_cases(db: &impl Connection, changes: &[&Change]) -> Result<u64, StoreError> {
    let (steady, whole): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.is_steady);
    let steady: Vec<&[Value]> = steady.iter().map(|change| &change.values[STEADY..]).collect();
    let whole: Vec<&[Value]> = whole.iter().map(|change| change.values.as_slice()).collect();
    Ok(in_pieces(db, &CHANGES, &whole).await? + in_pieces(db, &STEADY_CHANGES, &steady).await?)
}

/// Writes the other tables and events.
pub(super) async fn write_rest(db: &impl Connection, events: &[&Bound], others: Vec<String>) -> Result<(), StoreError> {
    let events: Vec<&[Value]> = events.iter().map(|event| event.as_slice()).collect();
    write_others(db, others).await?;
    in_pieces(db, &EVENTS, &events).await.map(drop)
}

/// Takes keys; how many of them were free.
pub(super) async fn take_keys(db: &impl Connection, keys: String) -> Result<u64, StoreError> {
    execute(db, TAKE_KEYS.as_str(), vec![keys.into()]).await
}

/// Writes the tables that have rows, as one text, which the writer's thread takes in one go.
async fn write_others(db: &impl Connection, others: Vec<String>) -> Result<(), StoreError> {
    let (mut text, mut values) = (String::new(), Vec::new());
    for (table, rows) in Table::TOGETHER.into_iter().zip(others).filter(|(_, rows)| rows != NOTHING) {
        if !text.is_empty() {
            text.push(';');
        }
        text.push_str(table.for_sqlite());
        values.push(rows.into());
    }
    match text.as_str() {
        "" => Ok(()),
        text => execute(db, text, values).await.map(drop),
    }
}

async fn in_pieces(db: &impl Connection, statements: &[String; SIZES.len()], rows: &[&[Value]]) -> Result<u64, StoreError> {
    let mut written = 0;
    for piece in rows.chunks(MOST) {
        let Some(place) = SIZES.iter().position(|size| *size >= piece.len()) else { continue };
        let mut values: Vec<Value> = piece.iter().flat_map(|row| row.iter().cloned()).collect();
        let columns = values.len() / piece.len();
        values.resize(columns * SIZES[place], Value::String(None));
        written += execute(db, statements[place].as_str(), values).await?;
    }
    Ok(written)
}

/// A number that is never negative, as the database keeps it.
pub(super) fn whole(number: u64) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_of_a_piece_has_a_place_for_every_value_of_its_rows() {
        let places = |statement: &str| statement.matches('?').count();
        let statements = CHANGES.iter().zip(STEADY_CHANGES.iter()).zip(EVENTS.iter());
        for (size, ((change, steady), event)) in SIZES.into_iter().zip(statements) {
            assert_eq!((places(change), places(steady), places(event)), (size * 15, size * 6, size * 7));
        }
    }

    #[test]
    fn what_is_steady_is_not_set() {
        let set = |statement: &str| statement.split(" FROM ").next().unwrap_or_default().to_owned();
        assert_eq!(
            set(&STEADY_CHANGES[0]),
            "UPDATE cases SET revision = new.column1, next_due_at = new.column2, active_at = new.column3, state = new.column4"
        );
        assert!(set(&CHANGES[0]).starts_with("UPDATE cases SET stage = new.column1, status = new.column2"));
    }
}
