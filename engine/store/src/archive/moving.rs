//! A case moves into the archive: one transaction.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_core::{Case, CaseId, Event, Recorded};
use voronka_definition::name::{ProcessId, ScheduleId};

use crate::archive::body::{Begun, Body, Happened, Sent, raw};
use crate::archive::leaving::{Leaving, SUBJECT, WAIT};
use crate::connection::Transaction;
use crate::dialect::Worded;
use crate::error::StoreError;
use crate::sql::{all, at, execute, get, id, one, to_json};
use crate::store::Store;

/// What became of a case that was to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// It is in the archive.
    Yes,
    /// It is still needed: it is looked at again later.
    Waits(Needed),
    /// It has changed since it was found, or another node has it in hands; nothing was done.
    Missed,
}

/// What a finished case is still needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// An open task or a timer.
    Task,
    /// Something of it is still to be sent.
    Sending,
    /// An administrator must repair something.
    Incident,
    /// A schedule has not looked at it yet, or will go on from it.
    Schedule,
    /// A case is open that began it, goes on from it, or was begun by it.
    Relative,
}

// Whoever works on the case at this moment is not waited for.
static FOUND: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of("SELECT state FROM cases WHERE id = $1 AND revision = $2 AND finished_at IS NOT NULL{unclaimed}")
});
// A letter of several notices belongs to several cases. Two of them that leave at the same moment would each wait for the notice of
// the other; so whoever leaves takes all the notices of his letters first, everybody in the same order.
static NOTICES: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of(
        "
SELECT place FROM outbox WHERE place IN (
    SELECT place FROM outbox WHERE case_id = $1
    UNION SELECT g.place FROM outbox AS o JOIN outbox AS g ON g.gathering = o.gathering WHERE o.case_id = $1){locked by place}",
    )
});
const EVENTS: &str = "SELECT seq, at, author, acts_for, body FROM events WHERE case_id = $1 ORDER BY seq";
const OUTBOX: &str = "
SELECT o.place, o.kind, o.number, o.recipient, o.at, o.body, o.state, o.attempts, o.gathering, o.last_error, o.changed_at,
    COALESCE(o.letter, (SELECT g.letter FROM outbox AS g WHERE g.gathering = o.gathering AND g.letter IS NOT NULL LIMIT 1)) AS letter
FROM outbox AS o WHERE o.case_id = $1 ORDER BY o.place";
const SCHEDULES: &str = "SELECT process, schedule, state FROM schedule_cases WHERE case_id = $1 ORDER BY process, schedule";
static NEEDED: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of(
        "
SELECT
    EXISTS (SELECT 1 FROM tasks WHERE case_id = $1 AND status = 'open') OR EXISTS (SELECT 1 FROM timers WHERE case_id = $1) AS task,
    EXISTS (SELECT 1 FROM outbox WHERE case_id = $1 AND state = 'queued') AS sending,
    EXISTS (SELECT 1 FROM incidents WHERE case_id = $1 AND closed_at IS NULL AND subject <> $2) AS incident,
    EXISTS (SELECT 1 FROM schedule_cases WHERE case_id = $1 AND state = 'waits' AND due_at IS NOT NULL)
        OR (SELECT COUNT(*) FROM schedule_cases WHERE case_id = $1 AND process || ' ' || schedule IN {texts $3}) < $4 AS schedule,
    EXISTS (SELECT 1 FROM cases WHERE id IN {ids $5} AND status = 'open') AS relative",
    )
});
const PUT: &str = "
INSERT INTO archived_cases (id, process, version, outcome, owner, launcher, title, amount_minor, currency, direction, errand, revision,
    opened_at, finished_at, archived_at, body)
SELECT id, process, version, outcome, owner, launcher, title, amount_minor, currency, direction, errand, revision, opened_at,
    finished_at, $2, $3 FROM cases WHERE id = $1";
const PUT_PEOPLE: &str =
    "INSERT INTO archived_people (person, case_id) SELECT person, case_id FROM case_people WHERE case_id = $1";
// A letter of several notices is kept by one of them: where that leaves, another of those that stay has it from now on.
const HAND_OVER: &str = "
UPDATE outbox SET letter = $1 WHERE place = (SELECT MIN(place) FROM outbox WHERE gathering = $2 AND case_id <> $3)
AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.gathering = $2 AND o.case_id <> $3 AND o.letter IS NOT NULL)";
/// The tables whose rows belong to a case, the case itself last.
pub(crate) const OF_A_CASE: [(&str, &str); 12] = [
    ("archive_waits", "DELETE FROM archive_waits WHERE case_id = $1"),
    ("reviews", "DELETE FROM reviews WHERE case_id = $1"),
    ("schedule_cases", "DELETE FROM schedule_cases WHERE case_id = $1"),
    ("incidents", "DELETE FROM incidents WHERE case_id = $1"),
    ("escalations", "DELETE FROM escalations WHERE case_id = $1"),
    ("outbox", "DELETE FROM outbox WHERE case_id = $1"),
    ("case_signs", "DELETE FROM case_signs WHERE case_id = $1"),
    ("case_people", "DELETE FROM case_people WHERE case_id = $1"),
    ("task_candidates", "DELETE FROM task_candidates WHERE case_id = $1"),
    ("tasks", "DELETE FROM tasks WHERE case_id = $1"),
    ("events", "DELETE FROM events WHERE case_id = $1"),
    ("cases", "DELETE FROM cases WHERE id = $1"),
];

impl Store {
    /// Moves a case into the archive, unless it is still needed; then it waits until the later moment. `schedules` are those that
    /// go on from cases like it: each must have looked at it.
    ///
    /// # Errors
    /// When the database fails, or the case cannot be read or is not what its history makes.
    pub async fn archive(
        &self,
        leaving: &Leaving,
        schedules: &[(ProcessId, ScheduleId)],
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Moved, StoreError> {
        let transaction = self.begin().await?;
        match moved(&transaction, leaving, schedules, (now, until)).await {
            Ok(Moved::Missed) => transaction.rollback().await.map(|()| Moved::Missed),
            Ok(moved) => transaction.commit().await.map(|()| moved),
            Err(error) => {
                transaction.rollback().await?;
                Err(error)
            }
        }
    }
}

async fn moved(
    db: &Transaction,
    leaving: &Leaving,
    schedules: &[(ProcessId, ScheduleId)],
    (now, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Moved, StoreError> {
    let case = leaving.case;
    let Some(row) = one(db, &FOUND, vec![id(case), leaving.revision.into()]).await? else { return Ok(Moved::Missed) };
    execute(db, &NOTICES, vec![id(case)]).await?;
    let (body, relatives) = read(db, case, &row).await?;
    if let Some(needed) = needed(db, case, schedules, &relatives).await? {
        execute(db, WAIT, vec![id(case), at(until)]).await?;
        return Ok(Moved::Waits(needed));
    }
    for sent in &body.outbox {
        if let (Some(letter), Some(gathering)) = (&sent.letter, &sent.gathering) {
            execute(db, HAND_OVER, vec![letter.get().into(), gathering.as_str().into(), id(case)]).await?;
        }
    }
    execute(db, PUT, vec![id(case), at(now), to_json(&body)?.into()]).await?;
    execute(db, PUT_PEOPLE, vec![id(case)]).await?;
    for (_, delete) in OF_A_CASE {
        execute(db, delete, vec![id(case)]).await?;
    }
    Ok(Moved::Yes)
}

/// Everything of a case, and the cases that it has to do with.
async fn read(db: &Transaction, case: CaseId, row: &QueryResult) -> Result<(Body, Vec<CaseId>), StoreError> {
    let events = all(db, EVENTS, vec![id(case)]).await?;
    let outbox = all(db, OUTBOX, vec![id(case)]).await?;
    let schedules = all(db, SCHEDULES, vec![id(case)]).await?;
    let body = Body {
        state: raw(case, "its state", get(row, "state")?)?,
        events: events.iter().map(|row| Happened::of_row(case, row)).collect::<Result<_, _>>()?,
        outbox: outbox.iter().map(|row| Sent::of_row(case, row)).collect::<Result<_, _>>()?,
        schedules: schedules.iter().map(begun).collect::<Result<_, _>>()?,
    };
    let history = body.history(case, 0)?;
    let kept = body.kept(case)?;
    if !is_sound(&kept, &history) {
        return Err(StoreError::Damaged { case, reason: "its state is not what its history makes".to_owned() });
    }
    Ok((body, relatives(&kept, &history)))
}

fn begun(row: &QueryResult) -> Result<Begun, StoreError> {
    Ok(Begun { process: get(row, "process")?, schedule: get(row, "schedule")?, state: get(row, "state")? })
}

/// Whether a history has no gap and makes this state. An earlier build may have kept it, which knew less.
pub(crate) fn is_sound(kept: &Case, history: &[Recorded]) -> bool {
    let is_whole = history.iter().map(|recorded| recorded.seq).eq(1..=kept.revision);
    is_whole && Case::replay(history).map(|replayed| replayed.in_form_of(kept)).as_ref() == Some(kept)
}

/// Who began the case, who goes on from it, and whom it began.
fn relatives(case: &Case, history: &[Recorded]) -> Vec<CaseId> {
    let begun = history.iter().filter_map(|recorded| match &recorded.event {
        Event::ChildStarted { case, .. } => Some(*case),
        _ => None,
    });
    begun.chain(case.successor).chain(case.parent.as_ref().map(|parent| parent.case)).collect()
}

async fn needed(
    db: &Transaction,
    case: CaseId,
    schedules: &[(ProcessId, ScheduleId)],
    relatives: &[CaseId],
) -> Result<Option<Needed>, StoreError> {
    let names: Vec<String> = schedules.iter().map(|(process, schedule)| format!("{process} {schedule}")).collect();
    let relatives: Vec<String> = relatives.iter().map(|case| case.0.simple().to_string()).collect();
    let number = i64::try_from(names.len()).unwrap_or(i64::MAX);
    let values = vec![id(case), SUBJECT.into(), to_json(&names)?.into(), number.into(), to_json(&relatives)?.into()];
    let Some(row) = one(db, &NEEDED, values).await? else { return Ok(None) };
    let reasons = [
        ("task", Needed::Task),
        ("sending", Needed::Sending),
        ("incident", Needed::Incident),
        ("schedule", Needed::Schedule),
        ("relative", Needed::Relative),
    ];
    for (column, needed) in reasons {
        if get::<bool>(&row, column)? {
            return Ok(Some(needed));
        }
    }
    Ok(None)
}
