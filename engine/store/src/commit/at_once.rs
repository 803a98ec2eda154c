//! The statement of a commit on PostgreSQL: every table of a batch in one, as each statement is a journey to the server.
//!
//! States and events come by columns, one array each; the other tables as JSON texts. An array has no place for what is missing:
//! an empty text stands for it, which no column that may miss something ever holds.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use sea_orm::Value;
use sea_orm::sea_query::ArrayType;

use crate::commit::batch::Guards;
use crate::commit::bulk::{Bound, CHANGE, Change, EVENT, Kind, NOTHING, SET, whole};
use crate::commit::tables::Table;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::sql::{number, one};

/// What the server complains about where a guard of [`alone`] does not hold. It stands in the server's log.
const FASTER: &str = "voronka: another was faster, this is tried again";

/// Everything that a batch writes; the answer is how many cases were changed. Ties between tables are checked at its end.
static STATEMENT: LazyLock<String> = LazyLock::new(|| {
    let rest = the_rest(&Table::TOGETHER);
    format!("WITH {}, {rest} SELECT COUNT(*) AS number FROM changed", changed("TRUE"))
});

/// The statements of [`alone`] that were needed so far, by the tables that they write.
static ALONE: Mutex<BTreeMap<Vec<Table>, Arc<str>>> = Mutex::new(BTreeMap::new());

/// The parameter of the first of the other tables.
const OTHERS: usize = CHANGE.len() + EVENT.len() + 1;

/// Everything that a batch with rows of these tables writes, with its guards, as a transaction of its own: one journey to the server,
/// where a transaction takes five. First the world is held, then the cases in the order of their ids, then the keys are taken, as
/// everywhere; a guard that does not hold is an error, which undoes everything. No case is changed before all are held as they should
/// be: to change one that another has just changed its newest row would be locked twice, and two nodes could lock each other out.
/// Each table that is named costs the server something, be it empty: only those with rows are.
fn alone(tables: &[Table]) -> Arc<str> {
    let mut known = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let text = known.entry(tables.to_vec()).or_insert_with(|| {
        let (ids, before, world) = (CHANGE.len() - 1, CHANGE.len(), OTHERS + tables.len());
        let (cases, taken) = (world + 1, world + 2);
        let keyed = if tables.contains(&Table::Keys) { "(SELECT COUNT(*) FROM keyed)" } else { "CAST(0 AS bigint)" };
        let text = format!(
            "WITH its_world AS (SELECT 1 FROM world WHERE id = 1 AND revision = ${world} FOR SHARE), \
            held AS (SELECT cases.id FROM cases JOIN UNNEST(${ids}::bytea[], ${before}::bigint[]) AS known(id, before) \
            ON cases.id = known.id AND cases.revision = known.before ORDER BY cases.id FOR NO KEY UPDATE OF cases), {changed}, {rest} \
            SELECT CASE WHEN (SELECT COUNT(*) FROM its_world) = 1 \
            AND (SELECT COUNT(*) FROM changed) = ${cases} AND {keyed} = ${taken} THEN ${cases} \
            ELSE CAST('{FASTER} ' || clock_timestamp() AS bigint) END AS number",
            changed = changed(&format!("(SELECT COUNT(*) FROM held) = ${cases}")),
            rest = the_rest(tables),
        );
        Arc::from(text)
    });
    Arc::clone(text)
}

/// How cases are changed, if this holds besides.
fn changed(also: &str) -> String {
    let set: Vec<String> = CHANGE[..SET].iter().map(|(name, kind)| format!("{name} = {}", kind.taken(name))).collect();
    format!(
        "changed AS (UPDATE cases SET {} FROM {} WHERE cases.id = new.id AND cases.revision = new.before AND {also} RETURNING 1)",
        set.join(", "),
        parameters(&CHANGE, 1),
    )
}

/// How events and these other tables are written.
fn the_rest(tables: &[Table]) -> String {
    let events: Vec<String> = EVENT.iter().map(|(name, kind)| kind.taken(name)).collect();
    let happened = format!(
        "happened AS (INSERT INTO events ({}) SELECT {} FROM {})",
        EVENT.map(|(name, _)| name).join(", "),
        events.join(", "),
        parameters(&EVENT, CHANGE.len() + 1),
    );
    let written = tables.iter().zip(OTHERS..).map(|(table, place)| match table {
        Table::Keys => format!("keyed AS ({} RETURNING 1)", table.on_postgres(place)),
        _ => format!("written_{place} AS ({})", table.on_postgres(place)),
    });
    std::iter::once(happened).chain(written).collect::<Vec<_>>().join(", ")
}

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
    changes: &[&Change],
    events: &[&Bound],
    others: Vec<String>,
) -> Result<u64, StoreError> {
    let values = values(changes, events, others);
    one(db, STATEMENT.as_str(), values).await?.map_or(Ok(0), |row| number(&row, "number"))
}

/// Writes a whole batch as a transaction of its own. Whether it could; where it could not, nothing was written.
pub(super) async fn write_alone(
    db: &impl Connection,
    changes: &[&Change],
    events: &[&Bound],
    others: Vec<String>,
    (guards, world): (Guards, u64),
) -> Result<bool, StoreError> {
    let (keys, taken) = guards.keys;
    let all = Table::TOGETHER.into_iter().zip(others).chain([(Table::Keys, keys)]);
    let (tables, rows): (Vec<Table>, Vec<String>) = all.filter(|(_, rows)| rows != NOTHING).unzip();
    let mut values = values(changes, events, rows);
    values.extend([whole(world), whole(changes.len() as u64), whole(taken)]);
    match one(db, &*alone(&tables), values).await {
        Ok(_) => Ok(true),
        Err(StoreError::Database(why)) if why.contains(FASTER) => Ok(false),
        Err(error) => Err(error),
    }
}

fn values(changes: &[&Change], events: &[&Bound], others: Vec<String>) -> Vec<Value> {
    let changes: Vec<&Bound> = changes.iter().map(|change| &change.values).collect();
    columns(&CHANGE, &changes).chain(columns(&EVENT, events)).chain(others.into_iter().map(Value::from)).collect()
}

fn columns<'a>(columns: &'a [(&'static str, Kind)], rows: &'a [&Bound]) -> impl Iterator<Item = Value> + 'a {
    let column = |(place, (_, kind)): (usize, &(&str, Kind))| {
        kind.array(rows.iter().filter_map(|row| row.get(place)).map(|value| kind.put(value)).collect())
    };
    columns.iter().enumerate().map(column)
}
