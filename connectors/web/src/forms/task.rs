//! A task, open or closed.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use voronka_core::case::Task;
use voronka_core::offer::Offer;
use voronka_definition::Locale;
use voronka_definition::model::Ask;
use voronka_definition::name::PersonId;
use voronka_runtime::{TaskRecord, TaskStatus};

use crate::forms::{FieldForm, View, moment};

/// A task.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Task)]
pub struct TaskForm {
    /// Its id.
    pub id: String,
    /// The case; null for a task without a deal.
    pub case: Option<String>,
    /// The stage it belongs to.
    pub stage: Option<String>,
    /// The step or activity it stands for.
    pub step: Option<String>,
    /// Its title.
    pub title: String,
    /// What kind of work it is: `call`, `meeting`, `letter`, `document`, `form`, `visa` or `other`.
    pub kind: &'static str,
    /// How urgent it is: `normal` or `high`.
    pub priority: &'static str,
    /// Who has it.
    pub assignee: Option<String>,
    /// For whom the assignee has it, as his deputy.
    pub instead_of: Option<String>,
    /// Who may claim it.
    pub candidates: Vec<String>,
    /// How it stands: `open`, `done` or `cancelled`.
    pub status: &'static str,
    /// Its result, once done.
    pub result: Option<String>,
    /// Whether it was made by hand.
    pub by_hand: bool,
    /// When it is due.
    pub due_at: String,
    /// Since when it exists.
    pub created_at: String,
    /// When it was done or cancelled.
    pub closed_at: Option<String>,
    /// Whether it is open and late.
    pub overdue: bool,
    /// The comment it came with: the remarks of a rework, the reason of a return.
    pub note: Option<String>,
    /// What may be chosen; empty once it is closed.
    pub results: Vec<OfferForm>,
}

/// A result that may be chosen.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Result)]
pub struct OfferForm {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What must be filled in.
    pub ask: Vec<FieldForm>,
    /// What may be filled in.
    pub may_ask: Vec<FieldForm>,
    /// Whether a comment must be written.
    pub comment_required: bool,
}

impl TaskForm {
    /// An open task of a case.
    pub fn open(view: &View, task: &Task) -> Self {
        let case = view.case.id.to_string();
        Self {
            id: view.case.task_id(task.number).to_string(),
            case: (!view.is_errand()).then_some(case),
            stage: task.origin.stage().map(ToString::to_string),
            step: task.origin.name().map(str::to_owned),
            title: task.title.get(view.locale).to_owned(),
            kind: task.kind.name(),
            priority: task.priority.name(),
            assignee: task.holder.assignee().map(ToString::to_string),
            instead_of: task.instead_of.as_ref().map(ToString::to_string),
            candidates: ids(task.holder.candidates()),
            status: TaskStatus::Open.name(),
            result: None,
            by_hand: task.origin.is_by_hand(),
            due_at: moment(task.due_at),
            created_at: moment(task.created_at),
            closed_at: None,
            overdue: task.due_at < view.now,
            note: task.note.clone(),
            results: view.offers(task).iter().map(|offer| OfferForm::told(view, offer)).collect(),
        }
    }

    /// A task as a row has it: closed, or one whose results are not wanted.
    pub fn from_record(record: &TaskRecord, now: DateTime<Utc>, locale: Locale) -> Self {
        Self {
            id: record.id.to_string(),
            case: (!record.errand).then(|| record.id.case.to_string()),
            stage: record.stage.as_ref().map(ToString::to_string),
            step: record.step.clone(),
            title: record.title.get(locale).to_owned(),
            kind: record.kind.name(),
            priority: record.priority.name(),
            assignee: record.assignee.as_ref().map(ToString::to_string),
            instead_of: record.instead_of.as_ref().map(ToString::to_string),
            candidates: ids(&record.candidates),
            status: record.status.name(),
            result: record.result.as_ref().map(ToString::to_string),
            by_hand: record.by_hand,
            due_at: moment(record.due_at),
            created_at: moment(record.created_at),
            closed_at: record.closed_at.map(moment),
            overdue: record.status == TaskStatus::Open && record.due_at < now,
            note: None,
            results: Vec::new(),
        }
    }

    /// A task as its row has it, with its results where it is open in the view.
    pub fn of(view: Option<&View>, record: &TaskRecord, now: DateTime<Utc>, locale: Locale) -> Self {
        let open = view.and_then(|view| Some((view, view.case.tasks.get(&record.id.number)?)));
        match open {
            Some((view, task)) => Self::open(view, task),
            None => Self::from_record(record, now, locale),
        }
    }
}

fn ids(people: &[PersonId]) -> Vec<String> {
    people.iter().map(ToString::to_string).collect()
}

impl OfferForm {
    fn told(view: &View, offer: &Offer) -> Self {
        let fields = |asks: &[Ask]| asks.iter().filter_map(|ask| FieldForm::asked(view, ask)).collect();
        Self {
            id: offer.result.to_string(),
            title: offer.title.get(view.locale).to_owned(),
            ask: fields(&offer.ask),
            may_ask: fields(&offer.may_ask),
            comment_required: offer.comment_required,
        }
    }
}
