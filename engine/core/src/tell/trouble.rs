//! Sentences about what is late, what was said to whom about it, and what must be repaired.

use voronka_definition::model::Priority;

use super::{Line, Teller};
use crate::case::{Escalation, Incident, Trouble};
use crate::event::{Event, Recorded};
use crate::notice::{Addressee, Message, Notice};
use crate::words::late_by;

impl Teller<'_> {
    pub(super) fn trouble(&self, recorded: &Recorded) -> Option<Line> {
        match &recorded.event {
            Event::Reminded { task, .. } => {
                let title = self.task_title(*task);
                let holder = self.memory.tasks.get(task).map(|task| self.holder_for(&task.holder, task.instead_of.as_ref()))?;
                self.fact(
                    format!("Напоминание о сроке: {title} — {holder}"),
                    format!("Reminder of the due date: {title} — {holder}"),
                )
            }
            Event::WatcherAdded { task, person } => {
                let (title, who) = (self.task_title(*task), self.speaker.person(person));
                self.fact(
                    format!("За задачей {title} теперь следит {who}"),
                    format!("{who} watches the task {title} from now on"),
                )
            }
            Event::PrioritySet { task, priority } => self.prioritised(*task, *priority),
            Event::Escalated { escalation } => self.escalated(escalation),
            Event::EscalationAcknowledged { escalation, comment, until } => {
                let task = self.memory.escalations.get(escalation)?;
                let title = self.task_title(*task);
                let until = until.map_or_else(String::new, |at| {
                    format!(", {} {}", self.pick("новый срок —", "more time until"), self.moment(at, recorded.at))
                });
                let line = self.act(
                    recorded,
                    format!("просрочка по задаче {title} принята к сведению{until}"),
                    format!("noted that {title} is overdue{until}"),
                )?;
                Some(line.with(comment.as_deref()))
            }
            Event::NoticeGiven { notice } => self.notice_given(notice),
            Event::IncidentOpened { incident } => self.incident_opened(incident),
            Event::IncidentClosed { comment, .. } => {
                let line = self.act(recorded, "неполадка устранена".to_owned(), "the fault is repaired".to_owned())?;
                Some(line.with(Some(comment)))
            }
            _ => None,
        }
    }

    fn prioritised(&self, task: u32, priority: Priority) -> Option<Line> {
        let title = self.task_title(task);
        match priority {
            Priority::High => self
                .fact(format!("У задачи {title} теперь высокий приоритет"), format!("The task {title} has a high priority now")),
            Priority::Normal => self.fact(
                format!("У задачи {title} снова обычный приоритет"),
                format!("The task {title} has a normal priority again"),
            ),
        }
    }

    fn escalated(&self, escalation: &Escalation) -> Option<Line> {
        let title = self.task_title(escalation.task);
        let to = self.speaker.person(&escalation.to);
        let day =
            self.memory.tasks.get(&escalation.task).and_then(|task| self.minutes_of_a_day(task.holder.everybody().first()?));
        let (late, overdue) = (late_by(escalation.late_by_minutes, day, self.speaker.locale), self.pick("Просрочено", "Overdue"));
        let overdue = if escalation.early { self.pick("Скоро срок", "Due soon") } else { overdue };
        let overdue = late.map_or_else(|| overdue.to_owned(), |late| format!("{overdue} {late}"));
        let late = self.memory.tasks.get(&escalation.task);
        let holder = late.map(|task| format!(" ({})", self.holder_for(&task.holder, task.instead_of.as_ref())));
        let holder = holder.unwrap_or_default();
        if escalation.offered {
            return self.fact(
                format!("{overdue}: {title}{holder}. Задачу может взять или передать {to}"),
                format!("{overdue}: {title}{holder}. {to} may take the task or hand it over"),
            );
        }
        self.fact(format!("{overdue}: {title}{holder}. Об этом узнает {to}"), format!("{overdue}: {title}{holder}. {to} is told"))
    }

    /// Letters about tasks repeat what the history already tells; what a `notify` step says is news.
    fn notice_given(&self, notice: &Notice) -> Option<Line> {
        let Message::Written { .. } = notice.message else { return None };
        match &notice.to {
            Addressee::Person(person) => {
                let name = self.speaker.person(person);
                self.fact(format!("Письмо по правилам процесса: {name}"), format!("A letter of the process to {name}"))
            }
            Addressee::Client { name, email } => {
                let client = if name.trim().is_empty() { email.clone() } else { format!("{name}, {email}") };
                self.fact(format!("Письмо клиенту: {client}"), format!("A letter to the client: {client}"))
            }
        }
    }

    fn incident_opened(&self, incident: &Incident) -> Option<Line> {
        match &incident.trouble {
            Trouble::Undeliverable { to, reason, .. } => {
                let line = self.fact(
                    format!("Письмо не доставлено: {to}. Разберется администратор"),
                    format!("A letter could not be delivered: {to}. An administrator will see to it"),
                )?;
                Some(line.with(Some(reason)))
            }
            Trouble::Nobody { task } => {
                let title = self.task_title(*task);
                self.fact(
                    format!("По задаче {title} правила никого не нашли. Разберется администратор"),
                    format!("The rules found nobody for the task {title}. An administrator will see to it"),
                )
            }
            Trouble::Vacant { task, position } => {
                let title = self.task_title(*task);
                let has_it = self.memory.tasks.get(task).map(|task| self.holder_for(&task.holder, task.instead_of.as_ref()));
                let has_it = has_it.unwrap_or_default();
                self.fact(
                    format!("Должность {position} никто не занимает, задача {title} — {has_it}. Разберется администратор"),
                    format!("Nobody holds the position {position}; the task {title} — {has_it}. An administrator will see to it"),
                )
            }
            Trouble::CallFailed { reason, .. } => {
                let line = self.fact(
                    "Внешняя система не ответила. Разберется администратор".to_owned(),
                    "Another system did not answer. An administrator will see to it".to_owned(),
                )?;
                Some(line.with(Some(reason.get(self.speaker.locale))))
            }
            Trouble::NotStarted { process, reason, .. } => {
                let title = self.quoted(self.speaker.process(process));
                let line = self.fact(
                    format!("Не удалось начать процесс {title}. Разберется администратор"),
                    format!("The process {title} could not be started. An administrator will see to it"),
                )?;
                Some(line.with(Some(reason.get(self.speaker.locale))))
            }
            Trouble::NoAddress { .. } => self.fact(
                "Письмо клиенту не отправлено: в сделке нет адреса. Разберется администратор".to_owned(),
                "A letter to the client was not sent: the deal has no address. An administrator will see to it".to_owned(),
            ),
        }
    }
}
