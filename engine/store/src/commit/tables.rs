//! The statements of a commit: one a table, each with all its rows as one JSON text. States and events are in [`super::bulk`].

use std::sync::LazyLock;

/// The tables a commit writes, in the order of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

impl Table {
    pub(super) const COUNT: usize = 11;

    /// Those that are written together once the guards hold; the keys and the changed cases are written before, the events after.
    pub(super) const TOGETHER: [Self; 10] = [
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
    ];

    pub(super) fn statement(self) -> &'static str {
        match self {
            Self::Keys => KEYS,
            Self::NewCases => NEW_CASES,
            Self::Tasks => TASKS,
            Self::CandidatesGone => CANDIDATES_GONE,
            Self::Candidates => CANDIDATES,
            Self::People => PEOPLE,
            Self::TimersGone => TIMERS_GONE,
            Self::Timers => TIMERS,
            Self::Outbox => OUTBOX,
            Self::Escalations => ESCALATIONS,
            Self::Incidents => INCIDENTS,
        }
    }
}

/// The statements of [`Table::TOGETHER`] as one text, which the writer's thread takes in one go: each with its rows as the
/// parameter of its place.
pub(super) static TOGETHER: LazyLock<String> = LazyLock::new(|| {
    let statements = Table::TOGETHER.iter().zip(1..);
    let numbered = statements.map(|(table, place)| table.statement().replace("$1", &format!("${place}")));
    numbered.collect::<Vec<_>>().join(";")
});

/// The revisions of these cases.
pub(super) const REVISIONS: &str = "SELECT id, revision FROM cases WHERE id IN (SELECT unhex(j.value) FROM json_each($1) AS j)";

/// A key that is taken.
pub(super) const KEY: &str = "SELECT body_hash, answer FROM keys WHERE person = $1 AND key = $2";

/// The content of a document; the same content is kept once.
pub(super) const DOCUMENT: &str = "INSERT INTO documents (hash, content) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";

const KEYS: &str = "
INSERT INTO keys (person, key, body_hash, answer, at)
SELECT j.value->>'person', j.value->>'key', j.value->>'body_hash', j.value->>'answer', j.value->>'at'
FROM json_each($1) AS j WHERE TRUE ON CONFLICT (person, key) DO NOTHING RETURNING person, key";

const NEW_CASES: &str = "
INSERT INTO cases (id, process, version, stage, status, outcome, owner, launcher, title, amount_minor, currency, direction,
    errand, revision, opened_at, finished_at, next_due_at, state)
SELECT unhex(j.value->>'id'), j.value->>'process', j.value->>'version', j.value->>'stage', j.value->>'status',
    j.value->>'outcome', j.value->>'owner', j.value->>'launcher', j.value->>'title', j.value->>'amount_minor',
    j.value->>'currency', j.value->>'direction', j.value->>'errand', j.value->>'revision', j.value->>'opened_at',
    j.value->>'finished_at', j.value->>'next_due_at', j.value->>'state'
FROM json_each($1) AS j";

const TASKS: &str = "
INSERT INTO tasks (case_id, number, stage, step, title, kind, priority, assignee, instead_of, candidates, status, result, by_hand,
    due_at, created_at, closed_at)
SELECT unhex(j.value->>'case'), j.value->>'number', j.value->>'stage', j.value->>'step', j.value->'title',
    j.value->>'kind', j.value->>'priority', j.value->>'assignee', j.value->>'instead_of', j.value->>'candidates',
    j.value->>'status', j.value->>'result', j.value->>'by_hand', j.value->>'due_at', j.value->>'created_at', j.value->>'closed_at'
FROM json_each($1) AS j WHERE TRUE
ON CONFLICT (case_id, number) DO UPDATE SET title = excluded.title, kind = excluded.kind, priority = excluded.priority,
    assignee = excluded.assignee, instead_of = excluded.instead_of, candidates = excluded.candidates, status = excluded.status, result = excluded.result, due_at = excluded.due_at,
    closed_at = excluded.closed_at";

const CANDIDATES_GONE: &str = "
DELETE FROM task_candidates WHERE (person, case_id, number) IN
    (SELECT j.value->>'person', unhex(j.value->>'case'), j.value->>'number' FROM json_each($1) AS j)";

const CANDIDATES: &str = "
INSERT INTO task_candidates (person, case_id, number)
SELECT j.value->>'person', unhex(j.value->>'case'), j.value->>'number'
FROM json_each($1) AS j WHERE TRUE ON CONFLICT (person, case_id, number) DO NOTHING";

const PEOPLE: &str = "
INSERT INTO case_people (person, case_id)
SELECT j.value->>'person', unhex(j.value->>'case')
FROM json_each($1) AS j WHERE TRUE ON CONFLICT (person, case_id) DO NOTHING";

const TIMERS_GONE: &str = "
DELETE FROM timers WHERE (case_id, timer, occurrence) IN
    (SELECT unhex(j.value->>'case'), j.value->>'timer', j.value->>'occurrence' FROM json_each($1) AS j)";

const TIMERS: &str = "
INSERT INTO timers (case_id, timer, occurrence, due_at, set_aside)
SELECT unhex(j.value->>'case'), j.value->>'timer', j.value->>'occurrence', j.value->>'due_at', FALSE
FROM json_each($1) AS j WHERE TRUE
ON CONFLICT (case_id, timer, occurrence) DO UPDATE SET due_at = excluded.due_at, set_aside = FALSE";

const OUTBOX: &str = "
INSERT INTO outbox (case_id, kind, number, recipient, topic, at, body, state, attempts, next_attempt_at, changed_at)
SELECT unhex(j.value->>'case'), j.value->>'kind', j.value->>'number', j.value->>'recipient', j.value->>'topic', j.value->>'at',
    j.value->>'body', 'queued', 0, j.value->>'due_at', j.value->>'at'
FROM json_each($1) AS j";

const ESCALATIONS: &str = "
INSERT INTO escalations (case_id, number, task, rung, person, offered, early, at, late_by_minutes, acknowledged_at)
SELECT unhex(j.value->>'case'), j.value->>'number', j.value->>'task', j.value->>'rung', j.value->>'person',
    j.value->>'offered', j.value->>'early', j.value->>'at', j.value->>'late_by_minutes', j.value->>'acknowledged_at'
FROM json_each($1) AS j WHERE TRUE
ON CONFLICT (case_id, number) DO UPDATE SET acknowledged_at = excluded.acknowledged_at";

const INCIDENTS: &str = "
INSERT INTO incidents (case_id, subject, number, trouble, at, closed_at)
SELECT unhex(j.value->>'case'), j.value->>'subject', j.value->>'number', j.value->>'trouble', j.value->>'at',
    j.value->>'closed_at'
FROM json_each($1) AS j WHERE TRUE ON CONFLICT (case_id, subject) DO UPDATE SET closed_at = excluded.closed_at";
