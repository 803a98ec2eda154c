//! Letters to those whom a ladder tells of a task before it is due, and to those who watch one.

use voronka_core::notice::{Hearer, TaskFacts};
use voronka_core::words::business_span;
use voronka_definition::name::{PersonId, ResultId};

use super::about::About;
use super::page::{Page, Tone};

impl About<'_> {
    pub(super) fn due_soon(&self, task: &TaskFacts, rung: u32, as_whom: Hearer) -> Page {
        let parcel = self.parcel;
        let task = &task.as_it_is(&parcel.case);
        let is_past = task.due_at <= parcel.now;
        let tone = if is_past { Tone::Late } else { Tone::Soon };
        let mut page = self.task_page(tone, self.nearly_due(task), task);
        if is_past {
            page.say(self.pick("Срок наступил, а задача не выполнена.", "It is due now, and it is not done."));
        } else if let Some(assignee) = &task.assignee {
            let time = self.working_time(assignee);
            let left = u32::try_from(time.between(parcel.now, task.due_at).num_minutes()).unwrap_or_default();
            if left > 0 {
                let left = business_span(left, time.calendar.minutes_of_a_day(), self.speaker.locale);
                page.say(&self.pick(format!("До срока — {left}."), format!("{left} left.")));
            }
        }
        self.add_task(&mut page, task, false);
        self.add_deal(&mut page);
        if is_past {
            self.advise_hearer(&mut page, as_whom);
        } else {
            self.advise_before(&mut page, as_whom);
        }
        let because = self.why_before(rung, as_whom);
        self.finish_task_page(page, task, &because)
    }

    /// How near the date of a task is, in a few words: the letter may have waited past it.
    pub(super) fn nearly_due(&self, task: &TaskFacts) -> &'static str {
        match task.due_at <= self.parcel.now {
            true => self.pick("Срок уже наступил", "It is due"),
            false => self.pick("Скоро срок", "Due soon"),
        }
    }

    fn advise_before(&self, page: &mut Page, as_whom: Hearer) {
        let advice: &[(&str, &str)] = match as_whom {
            Hearer::Head | Hearer::Owner => &[
                ("Узнать у исполнителя, успеет ли он к сроку.", "Ask the assignee whether it will be done in time."),
                (
                    "Передать задачу другому сотруднику или дать больше времени.",
                    "Hand the task to somebody else, or give more time.",
                ),
            ],
            Hearer::Offered => &[
                ("Взять задачу себе.", "Take the task yourself."),
                ("Передать задачу другому сотруднику.", "Hand the task to somebody else."),
            ],
            Hearer::Watcher | Hearer::Administrator => return self.advise_hearer(page, as_whom),
        };
        for (ru, en) in advice {
            page.advise(self.pick(ru, en));
        }
    }

    fn why_before(&self, rung: u32, as_whom: Hearer) -> String {
        let process = self.parcel.process.title.get(self.speaker.locale);
        match as_whom {
            Hearer::Head | Hearer::Owner => self.pick(
                format!("Вы получили это письмо, потому что о близком сроке этой задачи сообщают вам: процесс «{process}», ступень {rung}."),
                format!("You get this letter because you are told before this task is due: process “{process}”, rung {rung}."),
            ),
            Hearer::Offered => self.pick(
                format!("Вы получили это письмо, потому что задачу предлагают вам: процесс «{process}», ступень {rung}."),
                format!("You get this letter because the task is offered to you: process “{process}”, rung {rung}."),
            ),
            Hearer::Watcher => self.pick(
                format!("Вы получили это письмо, потому что следите за этой задачей: процесс «{process}», ступень {rung}."),
                format!("You get this letter because you watch this task: process “{process}”, rung {rung}."),
            ),
            Hearer::Administrator => self.pick(
                "Вы получили это письмо, потому что вы администратор.".to_owned(),
                "You get this letter because you are an administrator.".to_owned(),
            ),
        }
    }

    /// The task that somebody watches is open no longer.
    pub(super) fn ended(&self, task: &TaskFacts, by: Option<&PersonId>, result: Option<&ResultId>) -> Page {
        let what = match result {
            Some(_) => self.pick("Задача выполнена", "Task done"),
            None => self.pick("Задача снята", "Task dropped"),
        };
        let mut page = self.task_page(Tone::Calm, what, task);
        self.add_task(&mut page, task, false);
        if let Some(by) = by {
            page.fact(self.pick("Кто", "Who"), self.speaker.person(by));
        }
        self.add_deal(&mut page);
        page.say(self.pick("Вам ничего делать не нужно.", "There is nothing for you to do."));
        let because = self.pick(
            "Вы получили это письмо, потому что следили за этой задачей.",
            "You get this letter because you watched this task.",
        );
        self.finish_task_page(page, task, because)
    }
}
