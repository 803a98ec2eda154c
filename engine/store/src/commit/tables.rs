//! The tables of a commit, described as data: from one description follows the statement of either database, which takes all rows
//! of its table as one JSON text. States and events are in [`super::bulk`].

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::dialect::Worded;

/// The tables a commit writes, in the order of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Table {
    Keys,
    NewCases,
    Tasks,
    CandidatesGone,
    Candidates,
    People,
    TimersGone,
    Timers,
    Outbox,
    Escalations,
    Incidents,
    Signs,
}

/// What a column holds, and the key of its value where that is another than the column's name.
#[derive(Debug, Clone, Copy)]
enum Column {
    /// The id of a case: hexadecimal in the row, 16 bytes in the table.
    Id(&'static str, &'static str),
    Text(&'static str),
    TextOf(&'static str, &'static str),
    Number(&'static str),
    Flag(&'static str),
    /// Any value, kept as JSON text.
    Json(&'static str),
    /// The same in every row, as SQL.
    Always(&'static str, &'static str),
}

/// What is done with the rows.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// They are added; the text says what happens to one that is there.
    Add(&'static str),
    /// They are removed.
    Remove,
}

use Column::{Always, Flag, Id, Json, Number, Text, TextOf};

const CASE: Column = Id("case_id", "case");

impl Table {
    pub(super) const COUNT: usize = 12;

    const ALL: [Self; Self::COUNT] = [
        Self::Keys,
        Self::NewCases,
        Self::Tasks,
        Self::CandidatesGone,
        Self::Candidates,
        Self::People,
        Self::TimersGone,
        Self::Timers,
        Self::Outbox,
        Self::Escalations,
        Self::Incidents,
        Self::Signs,
    ];

    /// Those that are written together once the guards hold; the keys and the changed cases are written before, the events after.
    pub(super) const TOGETHER: [Self; 11] = [
        Self::NewCases,
        Self::Tasks,
        Self::CandidatesGone,
        Self::Candidates,
        Self::People,
        Self::TimersGone,
        Self::Timers,
        Self::Outbox,
        Self::Escalations,
        Self::Incidents,
        Self::Signs,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::NewCases => "cases",
            Self::Tasks => "tasks",
            Self::CandidatesGone | Self::Candidates => "task_candidates",
            Self::People => "case_people",
            Self::TimersGone | Self::Timers => "timers",
            Self::Outbox => "outbox",
            Self::Escalations => "escalations",
            Self::Incidents => "incidents",
            Self::Signs => "case_signs",
        }
    }

    fn columns(self) -> &'static [Column] {
        match self {
            Self::Keys => &[Text("person"), Text("key"), Text("body_hash"), Text("answer"), Text("at")],
            Self::NewCases => NEW_CASES,
            Self::Tasks => TASKS,
            Self::CandidatesGone | Self::Candidates => &[Text("person"), CASE, Number("number")],
            Self::People => &[Text("person"), CASE],
            Self::TimersGone => &[CASE, Text("timer"), Number("occurrence")],
            Self::Timers => &[CASE, Text("timer"), Number("occurrence"), Text("due_at"), Always("set_aside", "FALSE")],
            Self::Outbox => OUTBOX,
            Self::Escalations => ESCALATIONS,
            Self::Incidents => &[CASE, Text("subject"), Number("number"), Json("trouble"), Text("at"), Text("closed_at")],
            Self::Signs => &[CASE, Text("client"), Text("words"), Text("stage_since")],
        }
    }

    fn act(self) -> Act {
        Act::Add(match self {
            Self::CandidatesGone | Self::TimersGone => return Act::Remove,
            Self::NewCases | Self::Outbox => "",
            Self::Keys => "ON CONFLICT (person, key) DO NOTHING",
            Self::Tasks => TASK_AGAIN,
            Self::Candidates => "ON CONFLICT (person, case_id, number) DO NOTHING",
            Self::People => "ON CONFLICT (person, case_id) DO NOTHING",
            Self::Timers => "ON CONFLICT (case_id, timer, occurrence) DO UPDATE SET due_at = excluded.due_at, set_aside = FALSE",
            Self::Escalations => "ON CONFLICT (case_id, number) DO UPDATE SET acknowledged_at = excluded.acknowledged_at",
            Self::Incidents => "ON CONFLICT (case_id, subject) DO UPDATE SET closed_at = excluded.closed_at",
            Self::Signs => SIGNS_AGAIN,
        })
    }

    /// Its statement for SQLite, its rows being the only parameter. They stay in binary form: as `json_each` gives them, each row is
    /// written out as text and read again for its columns.
    fn on_sqlite(self) -> String {
        let values = self.list(Column::on_sqlite);
        self.statement(&format!("SELECT {values} FROM jsonb_each(?) AS j WHERE TRUE"))
    }

    /// The same, made once.
    pub(super) fn for_sqlite(self) -> &'static str {
        &ON_SQLITE[self as usize]
    }

    /// Its statement for PostgreSQL, its rows being the parameter with this number.
    pub(super) fn on_postgres(self, parameter: usize) -> String {
        let values = self.list(Column::on_postgres);
        let types: BTreeSet<String> = self.columns().iter().filter_map(Column::typed).collect();
        let types = types.into_iter().collect::<Vec<_>>().join(", ");
        self.statement(&format!("SELECT {values} FROM json_to_recordset(CAST(${parameter} AS json)) AS j({types})"))
    }

    fn statement(self, rows: &str) -> String {
        let (table, columns) = (self.name(), self.list(|column| column.name().to_owned()));
        match self.act() {
            Act::Add(again) => format!("INSERT INTO {table} ({columns}) {rows} {again}"),
            Act::Remove => format!("DELETE FROM {table} WHERE ({columns}) IN ({rows})"),
        }
    }

    fn list(self, of: impl Fn(&Column) -> String) -> String {
        self.columns().iter().map(of).collect::<Vec<_>>().join(", ")
    }
}

impl Column {
    fn name(&self) -> &'static str {
        match self {
            Id(name, _) | Text(name) | TextOf(name, _) | Number(name) | Flag(name) | Json(name) | Always(name, _) => name,
        }
    }

    fn on_sqlite(&self) -> String {
        match self {
            Id(_, key) => format!("unhex(j.value->>'{key}')"),
            Text(key) | TextOf(_, key) | Number(key) | Flag(key) => format!("j.value->>'{key}'"),
            Json(key) => format!("j.value->'{key}'"),
            Always(_, value) => (*value).to_owned(),
        }
    }

    fn on_postgres(&self) -> String {
        match self {
            Id(_, key) => format!("decode(j.\"{key}\", 'hex')"),
            Text(key) | TextOf(_, key) | Number(key) | Flag(key) => format!("j.\"{key}\""),
            Json(key) => format!("CAST(j.\"{key}\" AS text)"),
            Always(_, value) => (*value).to_owned(),
        }
    }

    /// The value as PostgreSQL has to be told of it; JSON is left as it is written.
    fn typed(&self) -> Option<String> {
        match self {
            Id(_, key) | Text(key) | TextOf(_, key) => Some(format!("\"{key}\" text")),
            Number(key) => Some(format!("\"{key}\" bigint")),
            Flag(key) => Some(format!("\"{key}\" boolean")),
            Json(key) => Some(format!("\"{key}\" json")),
            Always(..) => None,
        }
    }
}

/// The statement of the keys, which says which were free.
pub(super) static KEYS: LazyLock<Worded> = LazyLock::new(|| {
    let which = "RETURNING person, key";
    Worded { sqlite: format!("{} {which}", Table::Keys.on_sqlite()), postgres: format!("{} {which}", Table::Keys.on_postgres(1)) }
});

/// The same for SQLite where it is enough to know how many were free.
pub(super) static TAKE_KEYS: LazyLock<String> = LazyLock::new(|| Table::Keys.on_sqlite());

/// The statement of each table.
static ON_SQLITE: LazyLock<[String; Table::COUNT]> = LazyLock::new(|| Table::ALL.map(Table::on_sqlite));

/// The revisions of these cases. Where there are many writers, nobody else changes them from now on: they are locked in the order
/// of their ids, so that two commits never wait for each other.
pub(super) static REVISIONS: LazyLock<Worded> =
    LazyLock::new(|| Worded::of("SELECT id, revision FROM cases WHERE id IN {ids $1}{locked by id}"));

/// The revision of the world, for a database with many writers.
pub(super) const WORLD: &str = "SELECT revision FROM world WHERE id = 1 FOR SHARE";

/// A key that is taken.
pub(super) const KEY: &str = "SELECT body_hash, answer FROM keys WHERE person = $1 AND key = $2";

/// The content of a document; the same content is kept once.
pub(super) const DOCUMENT: &str = "INSERT INTO documents (hash, content) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";

const NEW_CASES: &[Column] = &[
    Id("id", "id"),
    Text("process"),
    Text("version"),
    Text("stage"),
    Text("status"),
    Text("outcome"),
    Text("owner"),
    Text("launcher"),
    Text("title"),
    Number("amount_minor"),
    Text("currency"),
    Text("direction"),
    Flag("errand"),
    Number("revision"),
    Text("opened_at"),
    Text("finished_at"),
    Text("next_due_at"),
    Text("active_at"),
    Json("state"),
];

const TASKS: &[Column] = &[
    CASE,
    Number("number"),
    Text("stage"),
    Text("step"),
    Json("title"),
    Text("kind"),
    Text("priority"),
    Text("assignee"),
    Text("instead_of"),
    Json("candidates"),
    Text("status"),
    Text("result"),
    Flag("by_hand"),
    Text("due_at"),
    Text("created_at"),
    Text("closed_at"),
];

const TASK_AGAIN: &str = "ON CONFLICT (case_id, number) DO UPDATE SET title = excluded.title, kind = excluded.kind, \
    priority = excluded.priority, assignee = excluded.assignee, instead_of = excluded.instead_of, \
    candidates = excluded.candidates, status = excluded.status, result = excluded.result, due_at = excluded.due_at, \
    closed_at = excluded.closed_at";

/// Where the stage stays the same, so does since when.
const SIGNS_AGAIN: &str = "ON CONFLICT (case_id) DO UPDATE SET client = excluded.client, words = excluded.words, \
    stage_since = COALESCE(excluded.stage_since, case_signs.stage_since)";

const OUTBOX: &[Column] = &[
    CASE,
    Text("kind"),
    Number("number"),
    Text("recipient"),
    Text("topic"),
    Text("at"),
    Json("body"),
    Always("state", "'queued'"),
    Always("attempts", "0"),
    TextOf("changed_at", "at"),
    TextOf("next_attempt_at", "due_at"),
];

const ESCALATIONS: &[Column] = &[
    CASE,
    Number("number"),
    Number("task"),
    Number("rung"),
    Text("person"),
    Flag("offered"),
    Flag("early"),
    Text("at"),
    Number("late_by_minutes"),
    Text("acknowledged_at"),
];
