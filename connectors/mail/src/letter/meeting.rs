//! The letter that brings a change of a meeting into the reader's calendar, where no other letter does.

use voronka_core::case::Task;
use voronka_core::notice::{MeetingChange, TaskFacts};

use super::about::About;
use super::page::{Page, Tone};

impl About<'_> {
    pub(super) fn meeting(&self, task: &TaskFacts, change: MeetingChange) -> Page {
        let (what, said) = match change {
            MeetingChange::Planned => (
                self.pick("Встреча назначена", "A meeting is planned"),
                self.pick("Приглашение для календаря приложено.", "The invitation for your calendar is attached."),
            ),
            MeetingChange::Moved => (
                self.pick("Встреча перенесена", "A meeting was moved"),
                self.pick("Новое время для календаря приложено.", "The new time for your calendar is attached."),
            ),
            MeetingChange::Cancelled if self.has_no_time(task) => (
                self.pick("Время встречи больше не назначено", "A meeting has no time any more"),
                self.pick(
                    "Из календаря она уйдет сама. Задача остается: когда время станет известно, придет новое приглашение.",
                    "It leaves your calendar by itself. The task stays: a new invitation comes once there is a time.",
                ),
            ),
            MeetingChange::Cancelled => (
                self.pick("Встреча снята", "A meeting is off"),
                self.pick("Из календаря она уйдет сама.", "It leaves your calendar by itself."),
            ),
            MeetingChange::GivenAway => (
                self.pick("Встреча передана", "A meeting was handed over"),
                self.pick("Из вашего календаря она уйдет сама.", "It leaves your calendar by itself."),
            ),
        };
        let mut page = self.task_page(Tone::Calm, what, task);
        page.say(said);
        if change == MeetingChange::GivenAway {
            let now = self.parcel.case.tasks.get(&task.number).and_then(|now| now.holder.assignee());
            page.fact(self.pick("Исполнитель", "Assignee"), now.map_or("", |now| self.speaker.person(now)));
        }
        let when = match self.has_no_time(task) {
            true => self.pick("Прежнее время", "The time it had"),
            false => self.pick("Когда", "When"),
        };
        let now = match self.has_no_time(task) {
            true => task.clone(),
            false => task.as_it_is(&self.parcel.case),
        };
        page.strong_fact(when, &self.moment(now.due_at));
        self.add_deal(&mut page);
        let because = self.pick(
            "Вы получили это письмо, чтобы ваш календарь не отставал от задач.",
            "You get this letter so that your calendar keeps up with your tasks.",
        );
        self.finish_task_page(page, task, because)
    }

    /// Whether the task is open, and nobody says any more when the meeting is.
    fn has_no_time(&self, task: &TaskFacts) -> bool {
        self.parcel.case.tasks.get(&task.number).is_some_and(Task::is_without_time)
    }
}
