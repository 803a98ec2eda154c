//! Tasks, open and closed.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_core::access::Horizon;
use voronka_core::{CaseId, TaskId};
use voronka_definition::model::{Priority, TaskKind};
use voronka_definition::name::PersonId;
use voronka_definition::{Locale, Text};

use crate::error::StoreError;
use crate::moment::to_text;
use crate::reads::Reads;
use crate::reads::finding::has_words;
use crate::reads::query::{Query, cursor, fetch, has_few, paged};
use crate::record::{Page, PageRequest, TaskFilter, TaskRecord, TaskStatus};
use crate::rows::{CaseRow, TaskRow};
use crate::sql::{all, case_id, get, id, instant, json, maybe_instant, maybe_name, name, number, one, to_json, unreadable};

macro_rules! list {
    () => {
        "SELECT t.case_id, t.number, c.errand, c.title AS case_title, c.process, t.stage, t.step, t.title, t.kind, t.priority,
    t.assignee, t.instead_of, t.candidates, t.status, t.result, t.by_hand, t.due_at, t.created_at, t.closed_at
FROM tasks AS t JOIN cases AS c ON c.id = t.case_id WHERE TRUE"
    };
}

const LIST: &str = list!();
/// Those in somebody's hands, and those that he may take: each part ends where an index has given a page.
const IN_HIS_HANDS: &str = concat!("SELECT * FROM (", list!());
const OR_TO_TAKE: &str = concat!("ORDER BY t.due_at, t.case_id, t.number LIMIT ?) AS his UNION ALL SELECT * FROM (", list!());
const TOGETHER: &str = "ORDER BY t.due_at, t.case_id, t.number LIMIT ?) AS to_take ORDER BY due_at, case_id, number LIMIT ?";

/// What words are looked for in, of few people: only in what is due first. Which tasks these are an index of each person tells, without the
/// rows: so the order is that of a text made of the date, as the index of all tasks by their dates would read the rows of everybody's.
const WORDS: &str = "SELECT t.case_id, t.number, t.title, s.words FROM (SELECT his.case_id, his.number, his.due_at FROM (
SELECT t.case_id, t.number, t.due_at FROM tasks AS t JOIN cases AS c ON c.id = t.case_id WHERE t.status = 'open'";
const OR_TO_BE_TAKEN: &str = "UNION ALL
SELECT t.case_id, t.number, t.due_at FROM tasks AS t JOIN cases AS c ON c.id = t.case_id WHERE t.status = 'open'";
const DUE_FIRST: &str = ") AS his ORDER BY his.due_at || '', his.case_id, his.number LIMIT ?) AS soonest
JOIN tasks AS t ON t.case_id = soonest.case_id AND t.number = soonest.number JOIN case_signs AS s ON s.case_id = soonest.case_id
ORDER BY t.due_at, t.case_id, t.number";
/// The same of many people, whose tasks are met among everybody's soon enough.
const WORDS_OF_MANY: &str = "SELECT t.case_id, t.number, t.title, s.words FROM tasks AS t JOIN cases AS c ON c.id = t.case_id
JOIN case_signs AS s ON s.case_id = t.case_id WHERE t.status = 'open'";
const OF_THESE: &str = "(t.assignee {among ?} OR t.assignee IS NULL AND EXISTS (SELECT 1 FROM task_candidates AS k
    WHERE k.case_id = t.case_id AND k.number = t.number AND k.person {among ?}))";
const IN_HANDS: &str = "t.assignee {among ?}";
const TO_BE_TAKEN: &str = "t.assignee IS NULL AND EXISTS (SELECT 1 FROM task_candidates AS k
    WHERE k.case_id = t.case_id AND k.number = t.number AND k.person {among ?})";

const KINDS: [TaskKind; 7] =
    [TaskKind::Call, TaskKind::Meeting, TaskKind::Letter, TaskKind::Document, TaskKind::Form, TaskKind::Visa, TaskKind::Other];

impl Reads {
    /// A task, open or closed, be its case in the archive. Whether who asks may see it is the caller's question.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn task(&self, task: TaskId) -> Result<Option<TaskRecord>, StoreError> {
        let mut query = Query::new(LIST);
        query.and("t.case_id = ? AND t.number = ?", [id(task.case), task.number.into()]);
        let (text, values) = query.finish("", []);
        match one(&self.db, &text, values).await? {
            Some(row) => record(&row).map(Some),
            None => self.archived_task(task).await,
        }
    }

    /// Tasks by due date.
    ///
    /// # Errors
    /// When the database fails, or the page begins nowhere.
    pub async fn tasks(
        &self,
        horizon: &Horizon,
        filter: &TaskFilter,
        page: &PageRequest,
    ) -> Result<Page<TaskRecord>, StoreError> {
        let wanted = |query: &mut Query| {
            query.within(horizon)?;
            filtered(query, filter, self.now())?;
            begun(query, page)
        };
        let (text, values) = match &filter.concerns {
            None => {
                let mut query = Query::new(LIST);
                wanted(&mut query)?;
                query.finish("ORDER BY t.due_at, t.case_id, t.number LIMIT ?", [fetch(page)])
            }
            Some(person) => {
                let mut query = Query::new(IN_HIS_HANDS);
                query.and("t.assignee = ?", [person.as_str().into()]);
                wanted(&mut query)?;
                query.more(OR_TO_TAKE, [fetch(page)]);
                query.and(
                    "t.assignee IS NULL AND EXISTS (SELECT 1 FROM task_candidates AS k
                    WHERE k.person = ? AND k.case_id = t.case_id AND k.number = t.number)",
                    [person.as_str().into()],
                );
                wanted(&mut query)?;
                query.finish(TOGETHER, [fetch(page), fetch(page)])
            }
        };
        let rows = all(&self.db, &text, values).await?;
        let records = rows.iter().map(record).collect::<Result<_, _>>()?;
        Ok(paged(records, page, |record: &TaskRecord| {
            format!("{}~{}~{}", to_text(record.due_at), record.id.case, record.id.number)
        }))
    }
}

impl Reads {
    /// The open tasks of these people, in which every word is found, in their titles or among the signs of their cases: of so many that are
    /// due first, and so many at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tasks_with_words(
        &self,
        horizon: &Horizon,
        people: &BTreeSet<PersonId>,
        (words, locale): (&[String], Locale),
        (among, most): (u32, usize),
    ) -> Result<Vec<TaskRecord>, StoreError> {
        let people = to_json(people)?;
        let (text, values) = if has_few(horizon) {
            let mut query = Query::new(WORDS);
            query.and(IN_HANDS, [people.as_str().into()]);
            query.within(horizon)?;
            query.more(OR_TO_BE_TAKEN, []);
            query.and(TO_BE_TAKEN, [people.into()]);
            query.within(horizon)?;
            query.finish(DUE_FIRST, [among.into()])
        } else {
            let mut query = Query::new(WORDS_OF_MANY);
            query.and(OF_THESE, [people.as_str().into(), people.into()]);
            query.within(horizon)?;
            query.finish("ORDER BY t.due_at, t.case_id, t.number LIMIT ?", [among.into()])
        };
        let mut found = Vec::new();
        for row in all(&self.db, &text, values).await? {
            let signs = get::<String>(&row, "words")?;
            let rest: Vec<String> = words.iter().filter(|word| !signs.contains(word.as_str())).cloned().collect();
            if found.len() < most && (rest.is_empty() || has_words(json::<Text>(&row, "title")?.get(locale), &rest)) {
                found.push(TaskId { case: case_id(&row, "case_id")?, number: number(&row, "number")? });
            }
        }
        self.these(found).await
    }

    async fn these(&self, tasks: Vec<TaskId>) -> Result<Vec<TaskRecord>, StoreError> {
        let mut query = Query::new(LIST);
        let cases: BTreeSet<String> = tasks.iter().map(|task| task.case.0.simple().to_string()).collect();
        query.and("c.id IN {ids ?}", [to_json(&cases)?.into()]);
        let (text, values) = query.finish("ORDER BY t.due_at, t.case_id, t.number", []);
        let wanted: BTreeSet<TaskId> = tasks.into_iter().collect();
        let mut found = Vec::with_capacity(wanted.len());
        for row in all(&self.db, &text, values).await? {
            if wanted.contains(&TaskId { case: case_id(&row, "case_id")?, number: number(&row, "number")? }) {
                found.push(record(&row)?);
            }
        }
        Ok(found)
    }
}

/// Where a page begins.
fn begun(query: &mut Query, page: &PageRequest) -> Result<(), StoreError> {
    if let Some([due_at, case, number]) = cursor(page)? {
        let case: CaseId = case.parse().map_err(|_| StoreError::BadCursor)?;
        let number: u32 = number.parse().map_err(|_| StoreError::BadCursor)?;
        query.and("(t.due_at, t.case_id, t.number) > (?, ?, ?)", [due_at.into(), id(case), number.into()]);
    }
    Ok(())
}

fn filtered(query: &mut Query, filter: &TaskFilter, now: DateTime<Utc>) -> Result<(), StoreError> {
    query.and_maybe("t.case_id = ?", filter.case.map(id));
    query.and_maybe("t.assignee = ?", filter.assignee.as_ref().map(|person| person.as_str().to_owned()));
    query.and_maybe(
        "COALESCE(t.instead_of, t.assignee) = ?",
        filter.responsible.as_ref().map(|person| person.as_str().to_owned()),
    );
    let assignees = filter.assignees.as_ref().map(to_json).transpose()?;
    if let Some(people) = assignees {
        query.and(OF_THESE, [people.as_str().into(), people.as_str().into()]);
    }
    query.and_maybe("c.process = ?", filter.process.as_ref().map(|process| process.as_str().to_owned()));
    if let Some(person) = &filter.awaited_by {
        let person = || person.as_str().into();
        query.and(
            "c.status = 'open' AND c.owner = ? AND (t.assignee IS NULL OR t.assignee <> ?) AND NOT EXISTS (
                SELECT 1 FROM task_candidates AS k WHERE k.person = ? AND k.case_id = t.case_id AND k.number = t.number)",
            [person(), person(), person()],
        );
    }
    match (&filter.awaited_by, filter.status) {
        // By the cases of one owner: asked by their status, they would be looked for among all open tasks there are.
        (Some(_), Some(TaskStatus::Open)) => query.and("t.closed_at IS NULL", []),
        (_, status) => query.and_maybe("t.status = ?", status.map(TaskStatus::name)),
    }
    query.and_maybe("t.kind = ?", filter.kind.map(TaskKind::name));
    query.and_maybe("t.due_at < ?", filter.due_before.map(to_text));
    query.and_maybe("t.due_at >= ?", filter.due_after.map(to_text));
    match filter.overdue {
        Some(true) => query.and("t.status = 'open' AND t.due_at < ?", [to_text(now).into()]),
        Some(false) => query.and("(t.status <> 'open' OR t.due_at >= ?)", [to_text(now).into()]),
        None => {}
    }
    Ok(())
}

impl TaskRecord {
    /// A task of an archived case, by the row that it would have.
    pub(super) fn of_row(row: &TaskRow<'_>, case: &CaseRow<'_>) -> Result<Self, StoreError> {
        let name = |name: &str| PersonId::from(name);
        Ok(Self {
            id: TaskId { case: row.case.0, number: row.number },
            errand: case.errand,
            case_title: case.title.to_owned(),
            process: case.process.into(),
            stage: row.stage.map(Into::into),
            step: row.step.map(str::to_owned),
            title: row.title.clone(),
            kind: kind(row.kind)?,
            priority: priority(row.priority)?,
            assignee: row.assignee.map(name),
            instead_of: row.instead_of.map(name),
            candidates: row.candidates.iter().copied().map(name).collect(),
            status: status(row.status)?,
            result: row.result.map(Into::into),
            by_hand: row.by_hand,
            due_at: row.due_at.0,
            created_at: row.created_at.0,
            closed_at: row.closed_at.map(|at| at.0),
        })
    }
}

/// The kind of work with this name.
pub(super) fn kind(name: &str) -> Result<TaskKind, StoreError> {
    KINDS.into_iter().find(|known| known.name() == name).ok_or_else(|| unreadable("the kind of a task", &name))
}

fn priority(name: &str) -> Result<Priority, StoreError> {
    let priority = Priority::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, priority)| priority);
    priority.ok_or_else(|| unreadable("the priority of a task", &name))
}

fn status(name: &str) -> Result<TaskStatus, StoreError> {
    TaskStatus::from_name(name).ok_or_else(|| unreadable("the status of a task", &name))
}

pub(super) fn record(row: &QueryResult) -> Result<TaskRecord, StoreError> {
    Ok(TaskRecord {
        id: TaskId { case: case_id(row, "case_id")?, number: number(row, "number")? },
        errand: get(row, "errand")?,
        case_title: get(row, "case_title")?,
        process: name(row, "process")?,
        stage: maybe_name(row, "stage")?,
        step: get(row, "step")?,
        title: json(row, "title")?,
        kind: kind(&get::<String>(row, "kind")?)?,
        priority: priority(&get::<String>(row, "priority")?)?,
        assignee: maybe_name(row, "assignee")?,
        instead_of: maybe_name(row, "instead_of")?,
        candidates: json(row, "candidates")?,
        status: status(&get::<String>(row, "status")?)?,
        result: maybe_name(row, "result")?,
        by_hand: get(row, "by_hand")?,
        due_at: instant(row, "due_at")?,
        created_at: instant(row, "created_at")?,
        closed_at: maybe_instant(row, "closed_at")?,
    })
}
