//! The two heavy tables of a commit, states and events, written with bound values.
//!
//! Their texts are long, and taking them apart as JSON costs the writer more than writing them. So that few statements have to
//! be prepared, rows go to SQLite in pieces of fixed sizes; PostgreSQL gets them by columns ([`super::at_once`]).

use std::fmt::Write as _;
use std::sync::LazyLock;

use sea_orm::Value;

use crate::commit::tables::TOGETHER;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::moment::{At, to_text};
use crate::rows::{CaseRow, EventRow};
use crate::sql::{execute, id, to_json};

/// The sizes of pieces, each half of the one before.
const SIZES: [usize; 6] = [32, 16, 8, 4, 2, 1];

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

/// What a change is bound by: first what is set, then by what the case is found, the last of which is its revision before.
pub(super) const CHANGE: [(&str, Kind); 15] = [
    ("stage", Kind::MaybeText),
    ("status", Kind::Text),
    ("outcome", Kind::MaybeText),
    ("owner", Kind::Text),
    ("title", Kind::Text),
    ("amount_minor", Kind::MaybeNumber),
    ("currency", Kind::MaybeText),
    ("direction", Kind::MaybeText),
    ("revision", Kind::Number),
    ("finished_at", Kind::MaybeText),
    ("next_due_at", Kind::MaybeText),
    ("active_at", Kind::Text),
    ("state", Kind::Text),
    ("id", Kind::Id),
    ("before", Kind::Number),
];

/// How many columns of a change are set.
pub(super) const SET: usize = CHANGE.len() - 2;

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

/// The statements that change one, two, four … cases.
static CHANGES: LazyLock<[String; SIZES.len()]> = LazyLock::new(|| {
    SIZES.map(|size| {
        let mut next = Numbers(0);
        let one = |_| {
            let set: Vec<String> = CHANGE[..SET].iter().map(|(column, _)| format!("{column} = ${}", next.take())).collect();
            let (case, before) = (next.take(), next.take());
            format!("UPDATE cases SET {} WHERE id = ${case} AND revision = ${before}", set.join(", "))
        };
        (0..size).map(one).collect::<Vec<_>>().join(";")
    })
});

/// The statements that add one, two, four … events.
static EVENTS: LazyLock<[String; SIZES.len()]> = LazyLock::new(|| {
    SIZES.map(|size| {
        let mut next = Numbers(0);
        let mut text = format!("INSERT INTO events ({}) VALUES ", EVENT.map(|(column, _)| column).join(", "));
        for row in 0..size {
            let separator = if row == 0 { "(" } else { ", (" };
            let places = EVENT.map(|_| format!("${}", next.take())).join(", ");
            let _infallible = write!(text, "{separator}{places})");
        }
        text
    })
});

struct Numbers(usize);

impl Numbers {
    fn take(&mut self) -> usize {
        self.0 += 1;
        self.0
    }
}

/// The new state of a case that was there before.
pub(super) fn change(row: &CaseRow<'_>) -> Result<Bound, StoreError> {
    let text = |text: Option<&str>| Value::from(text.map(str::to_owned));
    let moment = |at: Option<At>| Value::from(at.map(|At(at)| to_text(at)));
    Ok(vec![
        text(row.stage),
        row.status.into(),
        text(row.outcome),
        row.owner.into(),
        row.title.into(),
        row.amount_minor.into(),
        row.currency.clone().into(),
        text(row.direction),
        whole(row.revision),
        moment(row.finished_at),
        moment(row.next_due_at),
        moment(Some(row.active_at)),
        to_json(row.state)?.into(),
        id(row.id.0),
        whole(row.before),
    ])
}

/// An event.
pub(super) fn event(row: &EventRow<'_>) -> Result<Bound, StoreError> {
    let body = to_json(row.body)?;
    let kind = crate::rows::name_of(&body).to_owned();
    let text = |text: Option<&str>| Value::from(text.map(str::to_owned));
    let At(at) = row.at;
    Ok(vec![id(row.case.0), whole(row.seq), to_text(at).into(), text(row.author), text(row.acts_for), kind.into(), body.into()])
}

/// Writes changes, the other tables and events; how many cases were there with the revision they should have.
pub(super) async fn write(
    db: &impl Connection,
    changes: &[&Bound],
    events: &[&Bound],
    others: Vec<Value>,
) -> Result<u64, StoreError> {
    let changed = in_pieces(db, &CHANGES, changes).await?;
    execute(db, TOGETHER.as_str(), others).await?;
    in_pieces(db, &EVENTS, events).await?;
    Ok(changed)
}

async fn in_pieces(db: &impl Connection, statements: &[String; SIZES.len()], rows: &[&Bound]) -> Result<u64, StoreError> {
    let (mut rest, mut written) = (rows, 0);
    for (size, statement) in SIZES.into_iter().zip(statements) {
        while rest.len() >= size {
            let (piece, later) = rest.split_at(size);
            let values = piece.iter().flat_map(|row| row.iter().cloned()).collect();
            written += execute(db, statement.as_str(), values).await?;
            rest = later;
        }
    }
    Ok(written)
}

/// A number that is never negative, as the database keeps it.
fn whole(number: u64) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_of_a_piece_has_a_place_for_every_value_of_its_rows() {
        let places = |statement: &str| statement.matches('$').count();
        for (size, (change, event)) in SIZES.into_iter().zip(CHANGES.iter().zip(EVENTS.iter())) {
            assert_eq!((places(change), places(event)), (size * 15, size * 7));
            assert_eq!((change.matches("UPDATE").count(), event.matches('(').count()), (size, size + 1));
        }
    }
}
