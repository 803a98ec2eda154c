//! What people must look at: escalations, letters, incidents.

use sea_orm::QueryResult;
use voronka_core::notice::{Addressee, Notice};
use voronka_core::{CaseId, EscalationId, IncidentId, NoticeId, TaskId};
use voronka_definition::name::PersonId;

use crate::error::StoreError;
use crate::moment::to_text;
use crate::reads::Reads;
use crate::reads::query::{Query, cursor, fetch, paged};
use crate::record::{EscalationRecord, IncidentRecord, Letter, LetterFilter, LetterRecord, LetterState, Page, PageRequest};
use crate::rows::recipient;
use crate::sql::{all, case_id, get, id, instant, json, maybe_instant, name, number, unreadable};

const ESCALATIONS: &str = "
SELECT e.case_id, e.number, e.task, t.title AS task_title, c.title AS case_title, e.rung, e.person, e.at, e.late_by_minutes,
    e.offered, e.early, e.acknowledged_at, t.status AS task_status
FROM escalations AS e JOIN cases AS c ON c.id = e.case_id JOIN tasks AS t ON t.case_id = e.case_id AND t.number = e.task
WHERE TRUE";
const LETTERS: &str = "
SELECT o.place, o.case_id, o.number, c.title AS case_title, o.at, o.body, o.state, o.attempts,
    COALESCE(o.letter, (SELECT g.letter FROM outbox AS g WHERE g.gathering = o.gathering AND g.letter IS NOT NULL LIMIT 1)) AS letter,
    o.last_error,
    o.changed_at
FROM outbox AS o JOIN cases AS c ON c.id = o.case_id WHERE o.kind = 'notice'";
const INCIDENTS: &str = "
SELECT i.case_id, i.subject, i.number, i.trouble, i.at, c.title AS case_title
FROM incidents AS i JOIN cases AS c ON c.id = i.case_id WHERE i.closed_at IS NULL";

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

    /// Letters, the latest first. For administrators.
    ///
    /// # Errors
    /// When the database fails, or the page begins nowhere.
    pub async fn letters(&self, filter: &LetterFilter, page: &PageRequest) -> Result<Page<LetterRecord>, StoreError> {
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
        let records = rows.iter().map(|row| Ok((get(row, "place")?, letter(row)?))).collect::<Result<_, StoreError>>()?;
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

fn letter(row: &QueryResult) -> Result<LetterRecord, StoreError> {
    let rendered: Option<Letter> = get::<Option<String>>(row, "letter")?
        .map(|text| serde_json::from_str(&text).map_err(|error| unreadable("a letter", &error)))
        .transpose()?;
    let (to_name, address) = match (&rendered, json::<Notice>(row, "body")?.to) {
        (Some(letter), _) => (letter.to_name.clone(), letter.address.clone()),
        (None, Addressee::Person(person)) => (person.to_string(), String::new()),
        (None, Addressee::Client { name, email }) => (name, email),
    };
    let (subject, text, html) = rendered.map(|letter| (letter.subject, letter.text, letter.html)).unwrap_or_default();
    let stored = get::<String>(row, "state")?;
    let last_error: Option<String> = get(row, "last_error")?;
    let state = LetterState::from_name(&stored).ok_or_else(|| unreadable("the state of a letter", &stored))?;
    Ok(LetterRecord {
        notice: NoticeId { case: case_id(row, "case_id")?, number: number(row, "number")? },
        case_title: get(row, "case_title")?,
        to_name,
        address,
        subject,
        text,
        html,
        state: if state == LetterState::Queued && last_error.is_some() { LetterState::Failed } else { state },
        attempts: number(row, "attempts")?,
        at: instant(row, "at")?,
        changed_at: instant(row, "changed_at")?,
        last_error,
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
