//! People in motion: absences entered at run time, closed accounts, and which cases must be reviewed because of them.
//!
//! A change and the list of the cases that it may touch are one transaction, so that a crash loses no review.
//!
//! Absent on purpose: what an absence means (the core's), and who may enter one (the runtime's).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::QueryResult;
use voronka_core::CaseId;
use voronka_core::notice::Addressee;
use voronka_core::world::Heirs;
use voronka_definition::name::PersonId;
use voronka_definition::organisation::{Absence, Covered};

use crate::connection::Transaction;
use crate::dialect::Worded;
use crate::edits::Edit;
use crate::error::StoreError;
use crate::rows::recipient;
use crate::sql::{all, at, case_id, execute, get, instant, json, maybe_name, name, number, one, to_json, unreadable};
use crate::store::Store;

/// An absence that somebody entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnteredAbsence {
    /// Its id.
    pub id: String,
    /// The absence.
    pub absence: Absence,
    /// Who entered it.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// The account of somebody who left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedAccount {
    /// Who left.
    pub person: PersonId,
    /// When the account was closed.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: PersonId,
    /// Who takes over what.
    pub heirs: Heirs,
}

/// Something that changes who has which tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeopleChange {
    /// An absence is entered.
    Enter(EnteredAbsence),
    /// It ends on another day.
    End {
        /// Which.
        id: String,
        /// Its last day.
        to: NaiveDate,
    },
    /// It is taken back.
    TakeBack(String),
    /// An account is closed: with it its sessions and tokens.
    Close(ClosedAccount),
    /// Something of the organisation is otherwise than its file says.
    Edit(Edit),
    /// A closed account is open again.
    Reopen(PersonId),
    /// Absences have begun or ended up to this moment.
    Seen(DateTime<Utc>),
}

/// Which cases a change may touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// Every case with something open.
    All,
    /// Those that these people own, or in which they have an open task, or somebody has one in their stead.
    Of(BTreeSet<PersonId>),
}

/// Something open, and who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The case.
    pub case: CaseId,
    /// The task that he has, or may take; `None` where he owns the case.
    pub task: Option<u32>,
    /// Who.
    pub person: PersonId,
}

/// A case that waits to be reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueReview {
    /// The case.
    pub case: CaseId,
    /// The revision of the world that it waits for.
    pub revision: u64,
}

const ABSENCES: &str = "SELECT * FROM absences ORDER BY first_day, entered_at, id";
const CLOSED: &str = "SELECT * FROM closed_accounts ORDER BY person";
const ENTER: &str = "INSERT INTO absences (id, person, first_day, last_day, deputy, tasks, entered_by, entered_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const END: &str = "UPDATE absences SET last_day = $2 WHERE id = $1";
const WHOSE: &str = "SELECT person FROM absences WHERE id = $1";
const TAKE_BACK: &str = "DELETE FROM absences WHERE id = $1";
const CLOSE: &str = "INSERT INTO closed_accounts (person, closed_at, closed_by, heirs) VALUES ($1, $2, $3, $4)
    ON CONFLICT (person) DO UPDATE SET heirs = excluded.heirs";
const REOPEN: &str = "DELETE FROM closed_accounts WHERE person = $1";
const BEGIN_WORLD: &str = "INSERT INTO world (id, revision, seen_until) VALUES (1, 1, $1) ON CONFLICT (id) DO NOTHING";
const WORLD: &str = "SELECT revision, seen_until FROM world WHERE id = 1";
const ZONES: &str = "SELECT zones FROM world WHERE id = 1";
const NOTE_ZONES: &str = "UPDATE world SET zones = $1 WHERE id = 1";
const RAISE: &str = "UPDATE world SET revision = revision + 1 WHERE id = 1 RETURNING revision";
const SEEN: &str = "UPDATE world SET seen_until = $1 WHERE id = 1";
const ENQUEUE_ALL: &str = "
INSERT INTO reviews (case_id, revision)
SELECT touched.id, w.revision FROM world AS w, (
    SELECT id FROM cases WHERE status = 'open' UNION SELECT case_id AS id FROM tasks WHERE status = 'open'
) AS touched WHERE w.id = 1
ON CONFLICT (case_id) DO UPDATE SET revision = excluded.revision";
// Whoever was taken off a list while he was away stands in no row: every task that somebody may take is looked at.
static ENQUEUE: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of(
        "
INSERT INTO reviews (case_id, revision)
SELECT touched.id, w.revision FROM world AS w, (
    SELECT id FROM cases WHERE status = 'open' AND owner IN {texts $1}
    UNION SELECT case_id AS id FROM tasks WHERE status = 'open' AND assignee IN {texts $1}
    UNION SELECT case_id AS id FROM tasks WHERE status = 'open' AND instead_of IN {texts $1}
    UNION SELECT case_id AS id FROM tasks WHERE status = 'open' AND assignee IS NULL
    UNION SELECT case_id AS id FROM escalations WHERE acknowledged_at IS NULL AND person IN {texts $1}
) AS touched WHERE w.id = 1
ON CONFLICT (case_id) DO UPDATE SET revision = excluded.revision",
    )
});
const TOUCHED: &str = "
SELECT id FROM cases WHERE status = 'open' AND owner = $1
UNION SELECT case_id AS id FROM tasks WHERE status = 'open' AND (assignee = $1 OR instead_of = $1)
UNION SELECT case_id AS id FROM task_candidates WHERE person = $1
UNION SELECT case_id AS id FROM escalations WHERE acknowledged_at IS NULL AND person = $1
ORDER BY id";
const HELD: &str = "
SELECT held.id, held.number, held.person FROM (
    SELECT id, 0 AS number, owner AS person FROM cases WHERE status = 'open'
    UNION SELECT case_id AS id, number, assignee AS person FROM tasks WHERE status = 'open' AND assignee IS NOT NULL
    UNION SELECT case_id AS id, number, person FROM task_candidates
) AS held WHERE NOT EXISTS (SELECT 1 FROM reviews AS r WHERE r.case_id = held.id)
ORDER BY held.id, held.number, held.person";
const REVIEWS: &str = "SELECT case_id, revision FROM reviews ORDER BY revision, case_id LIMIT $1";
const REVIEW_OF: &str = "SELECT case_id, revision FROM reviews WHERE case_id = $1";
const REVIEWED: &str = "DELETE FROM reviews WHERE case_id = $1 AND revision = $2";

impl Store {
    /// The absences that were entered, the earliest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn absences(&self) -> Result<Vec<EnteredAbsence>, StoreError> {
        all(&self.reads().db, ABSENCES, Vec::new()).await?.iter().map(entered).collect()
    }

    /// The accounts that were closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn closed_accounts(&self) -> Result<Vec<ClosedAccount>, StoreError> {
        all(&self.reads().db, CLOSED, Vec::new()).await?.iter().map(closed).collect()
    }

    /// How often the world has changed, and up to which moment beginnings and ends of absences were seen. A store that
    /// was never asked has seen everything up to now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn world_seen(&self, now: DateTime<Utc>) -> Result<(u64, DateTime<Utc>), StoreError> {
        // What was decided before anybody watched is looked at once.
        let transaction = self.begin().await?;
        if execute(&transaction, BEGIN_WORLD, vec![at(now)]).await? == 1 {
            enqueue(&transaction, &Touched::All).await?;
        }
        transaction.commit().await?;
        self.world().await
    }

    /// How often the world has changed (people, calendars, processes), and up to which moment beginnings and ends of absences were
    /// seen.
    ///
    /// # Errors
    /// When the database fails, or was never asked by [`world_seen`](Self::world_seen).
    pub async fn world(&self) -> Result<(u64, DateTime<Utc>), StoreError> {
        let row = one(&self.reads().db, WORLD, Vec::new()).await?;
        let row = row.ok_or_else(|| unreadable("the world", &"its row is not there"))?;
        Ok((number(&row, "revision")?, instant(&row, "seen_until")?))
    }

    /// Notes by which version of the rules of time zones moments are counted from now on. Where it is another than before, every case
    /// with something open waits to be reviewed; then the answer is the version before, empty where it was never noted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_zones(&self, version: &str) -> Result<Option<String>, StoreError> {
        let transaction = self.begin().await?;
        let row = one(&transaction, ZONES, Vec::new()).await?;
        let before: Option<String> = row.map(|row| get(&row, "zones")).transpose()?.flatten();
        let is_another = before.as_deref() != Some(version);
        if is_another {
            execute(&transaction, NOTE_ZONES, vec![version.into()]).await?;
            enqueue(&transaction, &Touched::All).await?;
        }
        transaction.commit().await?;
        Ok(is_another.then(|| before.unwrap_or_default()))
    }

    /// Keeps a change of people, and notes every case that it may touch: both, or neither. The answer is the revision of the world
    /// from now on; `None`, and nothing is kept, where the world is not the one with that revision any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_people(&self, change: &PeopleChange, touched: &Touched, world: u64) -> Result<Option<u64>, StoreError> {
        let transaction = self.begin().await?;
        let raised = enqueue(&transaction, touched).await?;
        keep(&transaction, change, self.now()).await?;
        raised_from(transaction, world, raised).await
    }

    /// The cases that this person owns, or in which he has an open task, may take one, or somebody has one in his stead.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cases_of(&self, person: &PersonId) -> Result<Vec<CaseId>, StoreError> {
        let rows = all(&self.reads().db, TOUCHED, vec![person.as_str().into()]).await?;
        rows.iter().map(|row| case_id(row, "id")).collect()
    }

    /// Everything open with who has it, but for cases that wait to be reviewed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn held(&self) -> Result<Vec<Held>, StoreError> {
        all(&self.reads().db, HELD, Vec::new()).await?.iter().map(held).collect()
    }

    /// Cases that wait to be reviewed, those that have waited longest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_reviews(&self, limit: u32) -> Result<Vec<DueReview>, StoreError> {
        all(&self.reads().db, REVIEWS, vec![limit.into()]).await?.iter().map(due_review).collect()
    }

    /// The review that a case waits for.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn review_of(&self, case: CaseId) -> Result<Option<DueReview>, StoreError> {
        one(&self.reads().db, REVIEW_OF, vec![crate::sql::id(case)]).await?.as_ref().map(due_review).transpose()
    }

    /// A case was reviewed; it still waits where the world has changed meanwhile. What failed is an incident for the administrators.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_reviewed(&self, review: &DueReview, failure: Option<&str>, now: DateTime<Utc>) -> Result<(), StoreError> {
        let values = vec![crate::sql::id(review.case), review.revision.into()];
        let Some(reason) = failure else { return self.write(REVIEWED, values).await.map(drop) };
        let transaction = self.begin().await?;
        execute(&transaction, REVIEWED, values).await?;
        crate::incidents::open(&transaction, review.case, "review", reason, now).await?;
        transaction.commit().await
    }
}

pub(crate) async fn keep(transaction: &Transaction, change: &PeopleChange, now: DateTime<Utc>) -> Result<(), StoreError> {
    match change {
        PeopleChange::Enter(entered) => {
            let EnteredAbsence { id, absence, by, at: entered_at } = entered;
            let values = vec![
                id.as_str().into(),
                absence.person.as_str().into(),
                absence.from.to_string().into(),
                absence.to.to_string().into(),
                absence.deputy.as_ref().map(ToString::to_string).into(),
                to_json(&absence.tasks)?.into(),
                by.as_str().into(),
                at(*entered_at),
            ];
            execute(transaction, ENTER, values).await?;
        }
        PeopleChange::End { id, to } => {
            is_back_sooner(transaction, id, now).await?;
            execute(transaction, END, vec![id.as_str().into(), to.to_string().into()]).await?;
        }
        PeopleChange::TakeBack(id) => {
            is_back_sooner(transaction, id, now).await?;
            execute(transaction, TAKE_BACK, vec![id.as_str().into()]).await?;
        }
        PeopleChange::Close(account) => {
            let person = || account.person.as_str().into();
            let values = vec![person(), at(account.at), account.by.as_str().into(), to_json(&account.heirs)?.into()];
            execute(transaction, CLOSE, values).await?;
            crate::accounts::shut_out(transaction, &account.person).await?;
        }
        PeopleChange::Edit(edit) => {
            crate::edits::keep(transaction, edit).await?;
            // His zone, or the calendar of a department, may be another now.
            crate::outbox::look_again(transaction, None, now).await?;
        }
        PeopleChange::Reopen(person) => {
            execute(transaction, REOPEN, vec![person.as_str().into()]).await?;
        }
        PeopleChange::Seen(until) => {
            execute(transaction, SEEN, vec![at(*until)]).await?;
        }
    }
    Ok(())
}

/// What waits for somebody's return is looked at again, as that may be sooner now.
async fn is_back_sooner(transaction: &Transaction, absence: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let Some(row) = one(transaction, WHOSE, vec![absence.into()]).await? else { return Ok(()) };
    let person = Addressee::Person(name(&row, "person")?);
    crate::outbox::look_again(transaction, Some(&recipient(&person)), now).await
}

/// Ends a change of the world: it counts only if it is the one that follows the world with this revision.
pub(crate) async fn raised_from(transaction: Transaction, world: u64, raised: u64) -> Result<Option<u64>, StoreError> {
    if raised != world + 1 {
        transaction.rollback().await?;
        return Ok(None);
    }
    transaction.commit().await?;
    Ok(Some(raised))
}

/// Changes the world: from now on it has the revision that is answered, and nobody else changes it until the end of the transaction.
pub(crate) async fn raise(transaction: &Transaction) -> Result<u64, StoreError> {
    one(transaction, RAISE, Vec::new()).await?.map_or(Ok(1), |row| number(&row, "revision"))
}

/// Changes the world, and notes the cases that this may touch; the revision of the world from now on.
pub(crate) async fn enqueue(transaction: &Transaction, touched: &Touched) -> Result<u64, StoreError> {
    let raised = raise(transaction).await?;
    match touched {
        Touched::All => execute(transaction, ENQUEUE_ALL, Vec::new()).await?,
        Touched::Of(people) => execute(transaction, &ENQUEUE, vec![to_json(people)?.into()]).await?,
    };
    Ok(raised)
}

fn entered(row: &QueryResult) -> Result<EnteredAbsence, StoreError> {
    let tasks: Covered = json(row, "tasks")?;
    let absence = Absence {
        person: name(row, "person")?,
        from: day(row, "first_day")?,
        to: day(row, "last_day")?,
        deputy: maybe_name(row, "deputy")?,
        tasks,
    };
    Ok(EnteredAbsence { id: get(row, "id")?, absence, by: name(row, "entered_by")?, at: instant(row, "entered_at")? })
}

fn day(row: &QueryResult, column: &str) -> Result<NaiveDate, StoreError> {
    let text: String = get(row, column)?;
    text.parse().map_err(|error| unreadable(column, &error))
}

fn closed(row: &QueryResult) -> Result<ClosedAccount, StoreError> {
    let (at, by) = (instant(row, "closed_at")?, name(row, "closed_by")?);
    Ok(ClosedAccount { person: name(row, "person")?, at, by, heirs: json(row, "heirs")? })
}

fn held(row: &QueryResult) -> Result<Held, StoreError> {
    let task: u32 = number(row, "number")?;
    Ok(Held { case: case_id(row, "id")?, task: (task > 0).then_some(task), person: name(row, "person")? })
}

fn due_review(row: &QueryResult) -> Result<DueReview, StoreError> {
    Ok(DueReview { case: case_id(row, "case_id")?, revision: number(row, "revision")? })
}
