//! A row of the list, and what unfolds below it: the task's results with their forms, its guide, why it exists.

use maud::{Markup, html};
use voronka_core::TaskId;
use voronka_definition::name::PersonId;
use voronka_runtime::TaskRecord;

use super::super::task::{Attempt, Shown};
use super::super::visit::Visit;
use super::super::{icons, seen, task};
use super::wanted::Wanted;
use super::{take, urgent};
use crate::problem::Problem;

/// What a row is shown by.
pub(super) struct Row<'a> {
    pub visit: &'a Visit,
    pub wanted: &'a Wanted,
    pub task: &'a TaskRecord,
    /// The client's name, where it is known.
    pub client: Option<&'a str>,
    /// What is unfolded below it.
    pub panel: Option<&'a Markup>,
}

impl Row<'_> {
    /// The row. Its title leads to the task's page; a script unfolds the task in place instead.
    pub fn shown(&self) -> Markup {
        let (visit, task) = (self.visit, self.task);
        let panel = format!("/tasks/{}/panel{}", task.id, self.wanted.for_form());
        html! {
            li.entry id={ "task-" (task.id) } {
                div.task {
                    span.kind { (icons::of_kind(task.kind)) }
                    div.what {
                        a.title href={ "/tasks/" (task.id) } data-panel=(panel) data-task=(task.id) aria-expanded=(self.panel.is_some().to_string()) {
                            (task.title.get(visit.locale))
                        }
                        (urgent(visit, task.priority))
                        @if !task.errand { (self.deal()) }
                        @if let Some(absent) = &task.instead_of {
                            span.quiet { (visit.say("За коллегу: ", "Acting for ")) (visit.name(absent)) }
                        }
                        @if task.assignee.is_none() { span.quiet { (visit.say("Еще предложена: ", "Also offered to: ")) (self.others()) } }
                    }
                    (visit.due(task.due_at, task.assignee.as_ref()))
                    @if task.assignee.is_none() { (take(visit, task.id)) }
                }
                @if let Some(panel) = self.panel { (panel) }
            }
        }
    }

    fn deal(&self) -> Markup {
        let title = &self.task.case_title;
        html! {
            span.about {
                a href={ "/deals/" (self.task.id.case) } { (title) }
                @if let Some(client) = self.client.filter(|client| !client.is_empty() && !title.contains(client)) {
                    span.quiet { " · " (client) }
                }
            }
        }
    }

    fn others(&self) -> String {
        let others: Vec<PersonId> = self.task.candidates.iter().filter(|person| **person != self.visit.me).cloned().collect();
        self.visit.speaker().people(&others)
    }
}

/// What unfolds below the row of a task.
pub(super) async fn panel(visit: &Visit, id: TaskId, wanted: &Wanted, attempt: &Attempt) -> Result<Markup, Problem> {
    let (record, seen) = seen::task(visit, id).await?;
    let history = seen::history(visit, id.case).await?;
    let list = wanted.for_form();
    Ok(task::panel(&Shown { visit, seen: &seen, record: &record, history: &history, attempt, list: Some(&list) }))
}
