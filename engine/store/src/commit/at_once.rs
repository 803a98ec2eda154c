//! The statement of a commit on PostgreSQL: every table of a batch in one, as each statement is a journey to the server.
//!
//! States and events come by columns, one array each; the other tables as JSON texts. An array has no place for what is missing:
//! an empty text stands for it, which no column that may miss something ever holds.

use std::sync::LazyLock;

use sea_orm::Value;
use sea_orm::sea_query::ArrayType;

use crate::commit::bulk::{Bound, CHANGE, EVENT, Kind, SET};
use crate::commit::tables::Table;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::sql::{number, one};

/// Everything that a batch writes; the answer is how many cases were changed. Ties between tables are checked at its end.
static STATEMENT: LazyLock<String> = LazyLock::new(|| {
    let (changes, others) = (parameters(&CHANGE, 1), CHANGE.len() + EVENT.len() + 1);
    let set: Vec<String> = CHANGE[..SET].iter().map(|(name, kind)| format!("{name} = {}", kind.taken(name))).collect();
    let events: Vec<String> = EVENT.iter().map(|(name, kind)| kind.taken(name)).collect();
    let written = Table::TOGETHER.iter().zip(others..).map(|(table, place)| {
        let name = place - others;
        format!("written_{name} AS ({})", table.on_postgres(place))
    });
    format!(
        "WITH changed AS (UPDATE cases SET {} FROM {changes} WHERE cases.id = new.id AND cases.revision = new.before RETURNING 1), \
        happened AS (INSERT INTO events ({}) SELECT {} FROM {}), {} SELECT COUNT(*) AS number FROM changed",
        set.join(", "),
        EVENT.map(|(name, _)| name).join(", "),
        events.join(", "),
        parameters(&EVENT, CHANGE.len() + 1),
        written.collect::<Vec<_>>().join(", "),
    )
});

/// Rows of these columns, whose arrays begin at the parameter with this number.
fn parameters(columns: &[(&str, Kind)], first: usize) -> String {
    let arrays = columns.iter().zip(first..).map(|((_, kind), place)| format!("${place}::{}[]", kind.of_array()));
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    format!("UNNEST({}) AS new({})", arrays.collect::<Vec<_>>().join(", "), names.join(", "))
}

impl Kind {
    /// The type that its array has.
    fn of_array(self) -> &'static str {
        match self {
            Self::Id => "bytea",
            Self::Number => "bigint",
            Self::Text | Self::MaybeText | Self::MaybeNumber => "text",
        }
    }

    /// Its value, taken out of the array.
    fn taken(self, name: &str) -> String {
        match self {
            Self::Id | Self::Number | Self::Text => format!("new.{name}"),
            Self::MaybeText => format!("NULLIF(new.{name}, '')"),
            Self::MaybeNumber => format!("CAST(NULLIF(new.{name}, '') AS bigint)"),
        }
    }

    fn array(self, values: Vec<Value>) -> Value {
        let of = match self {
            Self::Id => ArrayType::Bytes,
            Self::Number => ArrayType::BigInt,
            Self::Text | Self::MaybeText | Self::MaybeNumber => ArrayType::String,
        };
        Value::Array(of, Some(Box::new(values)))
    }

    /// A value as its array holds it.
    fn put(self, value: &Value) -> Value {
        match value {
            Value::String(None) | Value::BigInt(None) => String::new().into(),
            Value::BigInt(Some(number)) if self == Self::MaybeNumber => number.to_string().into(),
            there => there.clone(),
        }
    }
}

/// Writes changes, the other tables and events; how many cases were there with the revision they should have.
pub(super) async fn write(
    db: &impl Connection,
    changes: &[&Bound],
    events: &[&Bound],
    others: Vec<Value>,
) -> Result<u64, StoreError> {
    let values = columns(&CHANGE, changes).chain(columns(&EVENT, events)).chain(others).collect();
    one(db, STATEMENT.as_str(), values).await?.map_or(Ok(0), |row| number(&row, "number"))
}

fn columns<'a>(columns: &'a [(&'static str, Kind)], rows: &'a [&Bound]) -> impl Iterator<Item = Value> + 'a {
    let column = |(place, (_, kind)): (usize, &(&str, Kind))| {
        kind.array(rows.iter().filter_map(|row| row.get(place)).map(|value| kind.put(value)).collect())
    };
    columns.iter().enumerate().map(column)
}
