//! Expectations about tasks.

use voronka_core::case::{Holder, Task};
use voronka_core::offer::offers;
use voronka_definition::name::{PersonId, ResultId};
use voronka_definition::{Locale, Text};

use super::Runner;
use super::found::{holder, same};
use crate::script::{TaskName, TaskWanted};

/// Something about a task that is not as expected, and as it is.
type Wrong = (Text, Text);

impl Runner<'_> {
    pub(super) fn expect_task(&mut self, wanted: &TaskWanted) {
        let name = wanted.name.written();
        let tasks = self.play.tasks(&wanted.name);
        let open = tasks.len();
        if wanted.open.is_some_and(|count| count != open) || (wanted.open.is_none() && open == 0) {
            let count = wanted.open.unwrap_or(1);
            let expected = match wanted.open {
                None => say!("открыта задача {name}", "the task {name} is open"),
                Some(_) => say!("открыто задач {name}: {count}", "open tasks {name}: {count}"),
            };
            let found = self.words().open_tasks();
            return self.fail(expected, found);
        }
        // Of several of one name, the nearest to what is expected is told.
        let nearest = tasks.into_iter().map(|task| self.wrong(wanted, task)).min_by_key(Vec::len);
        for (expected, found) in nearest.unwrap_or_default() {
            let at = |text: &Text, locale: Locale| format!("{name}: {}", text.get(locale));
            self.fail(Text::both(at(&expected, Locale::Ru), at(&expected, Locale::En)), found);
        }
    }

    /// What about this task is not as expected.
    fn wrong(&self, wanted: &TaskWanted, task: &Task) -> Vec<Wrong> {
        let mut wrong: Vec<Wrong> = Vec::new();
        let mut must = |holds: bool, expected: Text, found: Text| {
            if !holds {
                wrong.push((expected, found));
            }
        };
        if let Some(person) = &wanted.assignee {
            let found = holder(&task.holder);
            must(task.holder.assignee() == Some(person), say!("исполнитель {person}", "assignee {person}"), same(found));
        }
        if let Some(people) = &wanted.candidates {
            let list = people.iter().map(PersonId::as_str).collect::<Vec<_>>().join(" | ");
            must(is_offered_to(task, people), say!("кандидаты {list}", "candidates {list}"), same(holder(&task.holder)));
        }
        if let Some(due) = wanted.due {
            let (due_words, found) = (self.words().time(due), self.words().time(task.due_at));
            must(task.due_at == due, say!("срок {due_words}", "due {due_words}"), same(found));
        }
        if let Some(title) = &wanted.title {
            let is_it = Locale::ALL.iter().any(|locale| task.title.get(*locale) == title);
            must(is_it, say!("название «{title}»", "title `{title}`"), task.title.clone());
        }
        if let Some(kind) = wanted.kind {
            let (kind_name, found) = (kind.name(), task.kind.name());
            must(task.kind == kind, say!("вид {kind_name}", "kind {kind_name}"), same(found));
        }
        if let Some(note) = &wanted.note {
            let found = task.note.clone().unwrap_or_default();
            must(found.contains(note), say!("замечание «{note}»", "note `{note}`"), same(found));
        }
        wrong
    }

    pub(super) fn expect_no_task(&mut self, name: &TaskName) {
        if !self.play.tasks(name).is_empty() {
            let name = name.written();
            let found = self.words().open_tasks();
            self.fail(say!("задача {name} не открыта", "the task {name} is not open"), found);
        }
    }

    pub(super) fn expect_offers(&mut self, name: &TaskName, wanted: &[ResultId]) {
        let open = self.play.tasks(name).first().map(|task| offers(self.play.process, &self.play.case, task));
        let written = name.written();
        let list = |results: &[ResultId]| results.iter().map(ResultId::as_str).collect::<Vec<_>>().join(", ");
        let wanted_list = list(wanted);
        let expected = say!("результаты {written}: {wanted_list}", "results of {written}: {wanted_list}");
        let Some(offers) = open else {
            let found = self.words().open_tasks();
            return self.fail(expected, found);
        };
        let found: Vec<ResultId> = offers.into_iter().map(|offer| offer.result).collect();
        let is_same = found.len() == wanted.len() && wanted.iter().all(|result| found.contains(result));
        self.must(is_same, expected, same(list(&found)));
    }
}

fn is_offered_to(task: &Task, people: &[PersonId]) -> bool {
    match &task.holder {
        Holder::Offered(found) => found.len() == people.len() && people.iter().all(|person| found.contains(person)),
        Holder::Assigned(_) => false,
    }
}
