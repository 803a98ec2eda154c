//! `MakeTask`: a task made by hand. It belongs to no stage, and outlives the end of the case.

use voronka_definition::Text;
use voronka_definition::model::TaskKind;

use crate::case::{Holder, Origin};
use crate::command::HandTask;
use crate::decide::Draft;
use crate::decide::commands::tasks::remark;
use crate::decide::tasks::Blueprint;
use crate::refuse;
use crate::rejection::Rejection;

/// The most characters a title may have.
const TITLE_CHARS_MAX: usize = 300;

impl Draft<'_> {
    pub(crate) fn make_by_hand(&mut self, task: &HandTask) -> Result<(), Rejection> {
        let title = task.title.trim();
        if title.is_empty() || title.chars().count() > TITLE_CHARS_MAX || title.chars().any(char::is_control) {
            let found = serde_json::Value::String(title.to_owned());
            let found = crate::input::describe(&found);
            let expected = ("название в одну строку до 300 знаков", "a title of one line, at most 300 characters");
            let code = if title.is_empty() { "missing" } else { "wrong_type" };
            return Err(refuse::invalid_field("title", code, expected, (&found, &found)));
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
            due_at,
            note,
            date_by_hand: true,
        });
        Ok(())
    }
}
