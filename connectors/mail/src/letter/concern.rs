//! Letters about a task that was put off, or that nobody covers: to a head, and to whoever was told that it is late.

use voronka_core::notice::{Addressee, Matter, TaskFacts};
use voronka_core::words::day;

use super::about::About;
use super::page::{Page, Tone};
use voronka_core::words::one_line;

impl About<'_> {
    pub(super) fn concern(&self, task: &TaskFacts, matter: &Matter) -> Page {
        let task = &task.as_it_is(&self.parcel.case);
        let mut page = self.task_page(Tone::Soon, self.matter_in_short(matter, task), task);
        if let Matter::Uncovered { .. } | Matter::MoreTime { reason: None, .. } | Matter::NewDate { reason: None, .. } = matter {
            self.matter(matter, task).iter().for_each(|sentence| page.say(sentence));
        }
        self.add_task(&mut page, task, false);
        self.add_deal(&mut page);
        if let Matter::Postponed { from, reason, .. } = matter {
            page.fact(self.pick("Прежний срок", "Due before"), &self.moment(*from));
            page.note(self.pick("Причина", "Reason"), reason);
        }
        if let Matter::MoreTime { by, from, reason } | Matter::NewDate { by, from, reason } = matter {
            page.fact(self.pick("Прежний срок", "Due before"), &self.moment(*from));
            let label = format!("{}, {}", self.pick("Комментарий", "Comment"), self.speaker.person(by));
            page.note(&label, reason.as_deref().unwrap_or_default());
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
            Matter::MoreTime { .. } => self.why_told_of_more_time(task),
            Matter::NewDate { .. } => self.why_told_of_new_date(task),
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

    fn is_of_reader(&self, task: &TaskFacts) -> bool {
        match &self.parcel.notice_body.to {
            Addressee::Person(me) => task.assignee.as_ref() == Some(me),
            Addressee::Client { .. } => false,
        }
    }

    fn why_told_of_new_date(&self, task: &TaskFacts) -> (&'static str, &'static str) {
        match self.is_of_reader(task) {
            true => self.pick(
                (
                    "Выполнить задачу к новому сроку.",
                    "Вы получили это письмо, потому что задача у вас, а ее срок перенес другой сотрудник.",
                ),
                (
                    "Do the task by its new date.",
                    "You get this letter because the task is yours and somebody else moved its date.",
                ),
            ),
            false => self.pick(
                (
                    "Открыть задачу и взять ее.",
                    "Вы получили это письмо, потому что можете взять эту задачу, а ее срок перенес другой сотрудник.",
                ),
                (
                    "Open the task and take it.",
                    "You get this letter because you may take this task and somebody else moved its date.",
                ),
            ),
        }
    }

    fn why_told_of_more_time(&self, task: &TaskFacts) -> (&'static str, &'static str) {
        if self.is_of_reader(task) {
            return self.why_told_of_new_date(task);
        }
        self.pick(
            (
                "До нового срока ничего делать не нужно. Если так не годится, поговорить с тем, кто перенес срок.",
                "Вы получили это письмо, потому что задача просрочена, а вы о ней знаете: теперь у нее другой срок.",
            ),
            (
                "There is nothing to do before the new date. If that will not do, talk to whoever moved it.",
                "You get this letter because you know of this late task: it has another date now.",
            ),
        )
    }

    /// What somebody said, as the end of a sentence about him.
    fn said(&self, reason: Option<&str>) -> String {
        let said = reason.map(one_line).map(|said| self.pick(format!(": «{said}»"), format!(": “{said}”")));
        said.unwrap_or_else(|| ".".to_owned())
    }

    /// What it is about, in a few words.
    pub(super) fn matter_in_short(&self, matter: &Matter, task: &TaskFacts) -> &'static str {
        match matter {
            Matter::NewDate { from, .. } if task.due_at < *from => self.pick("Срок теперь раньше", "Due sooner"),
            Matter::NewDate { .. } => self.pick("Срок перенесен", "Put off"),
            Matter::Postponed { .. } | Matter::MoreTime { .. } => self.pick("Срок перенесен", "Put off"),
            Matter::Uncovered { .. } => self.pick("Некому замещать", "Nobody covers"),
        }
    }

    /// What happened, in sentences.
    pub(super) fn matter(&self, matter: &Matter, task: &TaskFacts) -> Vec<String> {
        match matter {
            Matter::Postponed { by, reason, .. } => {
                let (who, reason) = (self.speaker.person(by), one_line(reason));
                vec![self.pick(format!("{who}: «{reason}»"), format!("{who}: “{reason}”"))]
            }
            Matter::NewDate { by, from, reason } if task.due_at < *from => {
                let (who, said) = (self.speaker.person(by), self.said(reason.as_deref()));
                vec![self.pick(format!("Срок ближе прежнего назначает {who}{said}"), format!("{who} sets an earlier date{said}"))]
            }
            Matter::MoreTime { by, reason, .. } | Matter::NewDate { by, reason, .. } => {
                let (who, said) = (self.speaker.person(by), self.said(reason.as_deref()));
                vec![self.pick(format!("Новый срок дает {who}{said}"), format!("{who} gives more time{said}"))]
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
