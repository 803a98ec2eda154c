//! Letters to a head about a task of somebody in his department: it was put off, or nobody covers it.

use voronka_core::notice::{Matter, TaskFacts};
use voronka_core::words::day;

use super::about::About;
use super::page::{Page, Tone};
use voronka_core::words::one_line;

impl About<'_> {
    pub(super) fn concern(&self, task: &TaskFacts, matter: &Matter) -> Page {
        let mut page = self.task_page(Tone::Soon, self.matter_in_short(matter), task);
        if let Matter::Uncovered { .. } = matter {
            self.matter(matter).iter().for_each(|sentence| page.say(sentence));
        }
        self.add_task(&mut page, task, false);
        self.add_deal(&mut page);
        if let Matter::Postponed { from, reason, .. } = matter {
            page.fact(self.pick("Прежний срок", "Due before"), &self.moment(*from));
            page.note(self.pick("Причина", "Reason"), reason);
        }
        let (advice, because) = match matter {
            Matter::Postponed { .. } => self.pick(
                (
                    "Если так не годится, назначить другой срок или передать задачу.",
                    "Вы получили это письмо, потому что исполнитель перенес срок, а вы его руководитель.",
                ),
                (
                    "If that will not do, set another date or hand the task on.",
                    "You get this letter because the assignee moved the date and you are his head.",
                ),
            ),
            Matter::Uncovered { .. } => self.pick(
                (
                    "Назначить заместителя или передать задачу другому сотруднику.",
                    "Вы получили это письмо, потому что сотрудник вашего отдела отсутствует, а его задачи не передаются.",
                ),
                (
                    "Name a deputy, or hand the task to somebody else.",
                    "You get this letter because somebody of your department is away and nobody covers his tasks.",
                ),
            ),
        };
        page.advise(advice);
        self.finish_task_page(page, task, because)
    }

    /// What it is about, in a few words.
    pub(super) fn matter_in_short(&self, matter: &Matter) -> &'static str {
        match matter {
            Matter::Postponed { .. } => self.pick("Срок перенесен", "Put off"),
            Matter::Uncovered { .. } => self.pick("Некому замещать", "Nobody covers"),
        }
    }

    /// What happened, in sentences.
    pub(super) fn matter(&self, matter: &Matter) -> Vec<String> {
        match matter {
            Matter::Postponed { by, reason, .. } => {
                let (who, reason) = (self.speaker.person(by), one_line(reason));
                vec![self.pick(format!("{who}: «{reason}»"), format!("{who}: “{reason}”"))]
            }
            Matter::Uncovered { person, until } => {
                let (who, until) = (self.speaker.person(person), day(*until, self.speaker.locale));
                vec![self.pick(
                    format!("{who} отсутствует до {until} включительно, и задачу никто не замещает."),
                    format!("{who} is away until the end of {until}, and nobody covers the task."),
                )]
            }
        }
    }
}
