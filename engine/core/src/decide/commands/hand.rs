//! `MakeTask`: a task made by hand. It belongs to no stage, and outlives the end of the case.

use voronka_definition::Text;
use voronka_definition::model::TaskKind;

use crate::case::{Holder, Origin};
use crate::command::HandTask;
use crate::decide::Draft;
use crate::decide::commands::tasks::remark;
use crate::decide::dates::Due;
use crate::decide::tasks::Blueprint;
use crate::input;
use crate::refuse;
use crate::rejection::Rejection;

impl Draft<'_> {
    pub(crate) fn make_by_hand(&mut self, task: &HandTask) -> Result<(), Rejection> {
        let title = task.title.trim();
        if !input::is_title(title) {
            let found = input::describe(&serde_json::Value::String(title.to_owned()));
            let code = if title.is_empty() { "missing" } else { "wrong_type" };
            return Err(refuse::invalid_field("title", code, input::TITLE_WANTED, (&found, &found)));
        }
        if matches!(task.kind, TaskKind::Visa | TaskKind::Form) {
            let expected = ("call, meeting, letter, document или other", "call, meeting, letter, document or other");
            return Err(refuse::invalid_field("kind", "not_an_option", expected, (task.kind.name(), task.kind.name())));
        }
        self.must_be_colleague("assignee", &task.assignee)?;
        let due_at = self.future("due_at", task.due_at)?;
        let note = remark(task.comment.as_deref(), "comment")?;
        self.make_task(Blueprint {
            origin: Origin::Hand(self.actor()),
            title: Text::Any(title.to_owned()),
            kind: task.kind,
            holder: Holder::Assigned(task.assignee.clone()),
            due: Due::fixed(due_at),
            note,
        });
        Ok(())
    }
}
