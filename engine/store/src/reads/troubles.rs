//! What people must look at: escalations, letters, incidents.

use sea_orm::QueryResult;
use voronka_core::notice::{Addressee, Notice};
use voronka_core::{CaseId, EscalationId, IncidentId, NoticeId, TaskId};
use voronka_definition::name::PersonId;

use crate::archive::body::Sent;
use crate::error::StoreError;
use crate::moment::to_text;
use crate::outbox::kind::NOTICE;
use crate::reads::Reads;
use crate::reads::query::{Query, cursor, fetch, paged};
use crate::record::{EscalationRecord, IncidentRecord, Letter, LetterFilter, LetterRecord, LetterState, Page, PageRequest};
use crate::rows::recipient;
use crate::sql::{all, case_id, get, id, instant, json, maybe_instant, name, number, one, unreadable};

const ESCALATIONS: &str = "
SELECT e.case_id, e.number, e.task, t.title AS task_title, c.title AS case_title, e.rung, e.person, e.at, e.late_by_minutes,
    e.offered, e.early, e.acknowledged_at, t.status AS task_status
FROM escalations AS e JOIN cases AS c ON c.id = e.case_id JOIN tasks AS t ON t.case_id = e.case_id AND t.number = e.task
WHERE TRUE";
const LETTERS: &str = "
SELECT o.place, o.case_id, o.kind, o.number, o.recipient, c.title AS case_title, o.at, o.body, o.state, o.attempts, o.gathering,
    COALESCE(o.letter, (SELECT g.letter FROM outbox AS g WHERE g.gathering = o.gathering AND g.letter IS NOT NULL LIMIT 1)) AS letter,
    o.last_error,
    o.changed_at
FROM outbox AS o JOIN cases AS c ON c.id = o.case_id WHERE o.kind = 'notice'";
const INCIDENTS: &str = "
SELECT i.case_id, i.subject, i.number, i.trouble, i.at, c.title AS case_title
FROM incidents AS i JOIN cases AS c ON c.id = i.case_id WHERE i.closed_at IS NULL";

const UNANSWERED: &str = "
SELECT COUNT(*) AS number FROM (
    SELECT DISTINCT e.case_id, e.task FROM escalations AS e JOIN tasks AS t ON t.case_id = e.case_id AND t.number = e.task
    WHERE e.person = $1 AND e.acknowledged_at IS NULL AND t.status = 'open' LIMIT $2) AS waiting";

/// Which escalations are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escalations {
    /// Those that wait for an answer.
    Unanswered,
    /// Those, and the answered ones whose task is still open.
    Standing,
    /// All there were.
    All,
}

impl Reads {
    /// How many open tasks escalations to this person wait for an answer about; counted up to `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unanswered_tasks(&self, to: &PersonId, most: u32) -> Result<usize, StoreError> {
        let row = one(&self.db, UNANSWERED, vec![to.as_str().into(), most.into()]).await?;
        row.map_or(Ok(0), |row| number(&row, "number"))
    }

    /// Escalations to this person, the latest first.
    ///
    /// # Errors
    /// When the database fails, or the page begins nowhere.
    pub async fn escalations(
        &self,
        to: &PersonId,
        which: Escalations,
        page: &PageRequest,
    ) -> Result<Page<EscalationRecord>, StoreError> {
        let mut query = Query::new(ESCALATIONS);
        query.and("e.person = ?", [to.as_str().into()]);
        match which {
            Escalations::Unanswered => query.and("e.acknowledged_at IS NULL", []),
            Escalations::Standing => query.and("(e.acknowledged_at IS NULL OR t.status = 'open')", []),
            Escalations::All => {}
        }
        if let Some([at, case, number]) = cursor(page)? {
            let case: CaseId = case.parse().map_err(|_| StoreError::BadCursor)?;
            let number: u32 = number.parse().map_err(|_| StoreError::BadCursor)?;
            query.and("(e.at, e.case_id, e.number) < (?, ?, ?)", [at.into(), id(case), number.into()]);
        }
        let (text, values) = query.finish("ORDER BY e.at DESC, e.case_id DESC, e.number DESC LIMIT ?", [fetch(page)]);
        let rows = all(&self.db, &text, values).await?;
        let records = rows.iter().map(escalation).collect::<Result<_, _>>()?;
        Ok(paged(records, page, |record: &EscalationRecord| {
            format!("{}~{}~{}", to_text(record.at), record.id.case, record.id.number)
        }))
    }

    /// Letters, the latest first; those of an archived case where that one is asked for. For administrators.
    ///
    /// # Errors
    /// When the database fails, or the page begins nowhere.
    pub async fn letters(&self, filter: &LetterFilter, page: &PageRequest) -> Result<Page<LetterRecord>, StoreError> {
        if let Some(case) = filter.case
            && let Some((title, sent)) = self.archived_letters(case).await?
        {
            return of_archived(case, &title, sent, filter, page);
        }
        let mut query = Query::new(LETTERS);
        query.and_maybe("o.case_id = ?", filter.case.map(id));
        query.and_maybe("o.recipient = ?", filter.person.as_ref().map(|person| recipient(&Addressee::Person(person.clone()))));
        match filter.state {
            Some(LetterState::Queued) => query.and("o.state = 'queued' AND o.last_error IS NULL", []),
            Some(LetterState::Failed) => query.and("o.state = 'queued' AND o.last_error IS NOT NULL", []),
            other => query.and_maybe("o.state = ?", other.map(LetterState::name)),
        }
        if let Some([place]) = cursor(page)? {
            let place: i64 = place.parse().map_err(|_| StoreError::BadCursor)?;
            query.and("o.place < ?", [place.into()]);
        }
        let (text, values) = query.finish("ORDER BY o.place DESC LIMIT ?", [fetch(page)]);
        let rows = all(&self.db, &text, values).await?;
        let read = |row: &QueryResult| {
            let case = case_id(row, "case_id")?;
            Ok((get(row, "place")?, letter(case, get(row, "case_title")?, Sent::of_row(case, row)?)?))
        };
        let records = rows.iter().map(read).collect::<Result<_, StoreError>>()?;
        let Page { items, next } = paged(records, page, |(place, _): &(i64, LetterRecord)| place.to_string());
        Ok(Page { items: items.into_iter().map(|(_, record)| record).collect(), next })
    }

    /// What is open to be repaired, the latest first. For administrators.
    ///
    /// # Errors
    /// When the database fails, or the page begins nowhere.
    pub async fn incidents(&self, page: &PageRequest) -> Result<Page<IncidentRecord>, StoreError> {
        let mut query = Query::new(INCIDENTS);
        if let Some([at, case, subject]) = cursor(page)? {
            let case: CaseId = case.parse().map_err(|_| StoreError::BadCursor)?;
            query.and("(i.at, i.case_id, i.subject) < (?, ?, ?)", [at.into(), id(case), subject.into()]);
        }
        let (text, values) = query.finish("ORDER BY i.at DESC, i.case_id DESC, i.subject DESC LIMIT ?", [fetch(page)]);
        let rows = all(&self.db, &text, values).await?;
        let records = rows.iter().map(incident).collect::<Result<_, _>>()?;
        Ok(paged(records, page, |record| match record {
            IncidentRecord::Case { id, at, .. } => format!("{}~{}~incident-{}", to_text(*at), id.case, id.number),
            IncidentRecord::SetAside { case, subject, at, .. } => format!("{}~{case}~{subject}", to_text(*at)),
        }))
    }
}

fn escalation(row: &QueryResult) -> Result<EscalationRecord, StoreError> {
    let case = case_id(row, "case_id")?;
    Ok(EscalationRecord {
        id: EscalationId { case, number: number(row, "number")? },
        task: TaskId { case, number: number(row, "task")? },
        task_title: json(row, "task_title")?,
        case_title: get(row, "case_title")?,
        rung: number(row, "rung")?,
        to: name(row, "person")?,
        at: instant(row, "at")?,
        late_by_minutes: number(row, "late_by_minutes")?,
        offered: get(row, "offered")?,
        early: get(row, "early")?,
        acknowledged_at: maybe_instant(row, "acknowledged_at")?,
        task_open: get::<String>(row, "task_status")? == "open",
    })
}

/// The letters of an archived case that are wanted.
fn of_archived(
    case: CaseId,
    title: &str,
    sent: Vec<Sent>,
    filter: &LetterFilter,
    page: &PageRequest,
) -> Result<Page<LetterRecord>, StoreError> {
    let after = cursor::<1>(page)?.map(|[place]| place.parse::<i64>().map_err(|_| StoreError::BadCursor)).transpose()?;
    let person = filter.person.as_ref().map(|person| recipient(&Addressee::Person(person.clone())));
    let mut found = Vec::new();
    for sent in sent.into_iter().rev().filter(|sent| sent.kind == NOTICE && after.is_none_or(|after| sent.place < after)) {
        let (place, is_his) = (sent.place, person.as_ref().is_none_or(|person| *person == sent.recipient));
        let record = letter(case, title.to_owned(), sent)?;
        if is_his && filter.state.is_none_or(|state| state == record.state) {
            found.push((place, record));
        }
    }
    let Page { items, next } = paged(found, page, |(place, _): &(i64, LetterRecord)| place.to_string());
    Ok(Page { items: items.into_iter().map(|(_, record)| record).collect(), next })
}

/// A letter as its row in the outbox says, wherever that lies.
fn letter(case: CaseId, case_title: String, sent: Sent) -> Result<LetterRecord, StoreError> {
    let unread = |error: &serde_json::Error| unreadable("a letter", error);
    let rendered: Option<Letter> =
        sent.letter.map(|text| serde_json::from_str(text.get()).map_err(|error| unread(&error))).transpose()?;
    let notice: Notice = serde_json::from_str(sent.body.get()).map_err(|error| unread(&error))?;
    let (to_name, address) = match (&rendered, notice.to) {
        (Some(letter), _) => (letter.to_name.clone(), letter.address.clone()),
        (None, Addressee::Person(person)) => (person.to_string(), String::new()),
        (None, Addressee::Client { name, email }) => (name, email),
    };
    let (subject, text, html) = rendered.map(|letter| (letter.subject, letter.text, letter.html)).unwrap_or_default();
    let state = LetterState::from_name(&sent.state).ok_or_else(|| unreadable("the state of a letter", &sent.state))?;
    Ok(LetterRecord {
        notice: NoticeId { case, number: sent.number },
        case_title,
        to_name,
        address,
        subject,
        text,
        html,
        state: if state == LetterState::Queued && sent.last_error.is_some() { LetterState::Failed } else { state },
        attempts: sent.attempts,
        at: sent.at,
        changed_at: sent.changed_at,
        last_error: sent.last_error,
    })
}

fn incident(row: &QueryResult) -> Result<IncidentRecord, StoreError> {
    let (case, at) = (case_id(row, "case_id")?, instant(row, "at")?);
    Ok(match number::<u32>(row, "number")? {
        0 => IncidentRecord::SetAside { case, subject: get(row, "subject")?, reason: json(row, "trouble")?, at },
        number => IncidentRecord::Case {
            id: IncidentId { case, number },
            case_title: get(row, "case_title")?,
            trouble: json(row, "trouble")?,
            at,
        },
    })
}
