//! A case.

use serde::Serialize;
use serde_json::{Map, Value as Json};
use utoipa::ToSchema;

use crate::forms::value::data;
use crate::forms::{TaskForm, View, moment};

/// A case: a deal on its way through a process.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Case)]
pub struct CaseForm {
    /// Its id.
    pub id: String,
    /// The process it runs.
    pub process: String,
    /// The version of that.
    pub version: String,
    /// The stage it stands in; null once it is finished.
    pub stage: Option<String>,
    /// Whether it runs: `open` or `finished`.
    pub status: &'static str,
    /// How it ended.
    pub outcome: Option<String>,
    /// Who is responsible.
    pub owner: String,
    /// The fields of the deal that are filled.
    #[schema(value_type = Object)]
    pub deal: Map<String, Json>,
    /// The open tasks.
    pub open_tasks: Vec<TaskForm>,
    /// When it started.
    pub opened_at: String,
    /// When it ended.
    pub finished_at: Option<String>,
    /// Since when it is in the archive: it can be read there, not changed; null where it is not there.
    #[schema(format = DateTime)]
    pub archived_at: Option<String>,
    /// Until when its stage may last; null where it has no limit, was told of it already, or where the clock stands still.
    #[schema(format = DateTime)]
    pub limit_at: Option<String>,
    /// Since when the clock of its stage stands still, because it is the client's turn.
    #[schema(format = DateTime)]
    pub paused_at: Option<String>,
    /// How long it was the client's turn so far, in minutes of the owner's working time; a turn that goes on not counted.
    pub with_client_minutes: u32,
    /// The number of its last event; what `If-Match` names.
    pub revision: u64,
    /// The finished case it goes on from.
    pub continues: Option<String>,
    /// The case that goes on from this one.
    pub successor: Option<String>,
    /// The case that started it, by a step of its process.
    pub parent: Option<String>,
    /// Who started it.
    pub launcher: String,
}

impl CaseForm {
    /// The case in this view.
    pub fn told(view: &View) -> Self {
        let case = &view.case;
        Self {
            id: case.id.to_string(),
            process: case.process.to_string(),
            version: case.version.to_string(),
            stage: case.stage().map(ToString::to_string),
            status: if case.is_open() { "open" } else { "finished" },
            outcome: case.outcome().map(ToString::to_string),
            owner: case.owner.to_string(),
            deal: data(&case.data, &view.contents),
            open_tasks: case.tasks.values().map(|task| TaskForm::open(view, task)).collect(),
            opened_at: moment(case.opened_at),
            finished_at: case.finished_at().map(moment),
            archived_at: view.archived_at.map(moment),
            limit_at: case.flow().and_then(|flow| flow.limit_at).map(moment),
            paused_at: case.flow().and_then(|flow| flow.clock.paused_at).map(moment),
            with_client_minutes: case.with_client.values().fold(0, |sum, minutes| sum.saturating_add(*minutes)),
            revision: case.revision,
            continues: case.continues.map(|id| id.to_string()),
            successor: case.successor.map(|id| id.to_string()),
            parent: case.parent.as_ref().map(|parent| parent.case.to_string()),
            launcher: case.launcher.to_string(),
        }
    }
}
