//! Sentences about tasks.

use chrono::{DateTime, Utc};
use voronka_definition::Text;
use voronka_definition::model::{ResultRule, StepKind};
use voronka_definition::name::{FieldId, PersonId, ResultId, StageId, StepId};

use super::{Line, Teller};
use crate::case::{Holder, Origin, Task};
use crate::event::{Cause, Event, Reason, Recorded};
use crate::words::within_sentence;

/// Who had a task and who has it, in words.
struct Hands {
    old: String,
    new: String,
}

impl Teller<'_> {
    pub(super) fn task(&self, recorded: &Recorded) -> Option<Line> {
        match &recorded.event {
            Event::TaskCreated { task } => self.task_created(recorded, task),
            Event::TaskCompleted { task, result, comment } => self.task_completed(recorded, *task, result, comment.as_deref()),
            Event::TaskCancelled { task, reason } => self.task_cancelled(*task, reason),
            Event::TaskRescheduled { task, from, to, cause, .. } => self.task_rescheduled(recorded, *task, (*from, *to), cause),
            Event::TaskReassigned { task, from, to, cause, instead_of } => {
                let hands = Hands { old: self.holder(from), new: self.holder_for(to, instead_of.as_ref()) };
                if let (Holder::Offered(_), Holder::Offered(_), Cause::Away(person) | Cause::Back(person)) = (from, to, cause) {
                    return self.candidates_changed(*task, &hands.new, person, matches!(cause, Cause::Back(_)));
                }
                self.task_reassigned(recorded, *task, hands, cause, instead_of.is_some())
            }
            Event::NoticePassedOn { task, from, to, .. } => self.passed_on(*task, from, to),
            Event::EscalationInherited { task, from, to, .. } => self.inherited(*task, from, to),
            Event::TaskUncovered { task, person, until } => {
                let (title, name) = (self.task_title(*task), self.speaker.person(person));
                let until = crate::words::day(*until, self.speaker.locale);
                self.fact(
                    format!("Задачу {title} некому замещать: {name} отсутствует до {until} включительно"),
                    format!("Nobody covers the task {title}: {name} is away until the end of {until}"),
                )
            }
            Event::DealCommented { text } => {
                let line = self.act(recorded, "комментарий к сделке".to_owned(), "a comment on the deal".to_owned())?;
                Some(line.with(Some(text)))
            }
            Event::TaskCommented { task, text } => {
                let title = self.task_title(*task);
                let line =
                    self.act(recorded, format!("комментарий к задаче {title}"), format!("a comment on the task {title}"))?;
                Some(line.with(Some(text)))
            }
            _ => None,
        }
    }

    fn passed_on(&self, task: u32, from: &PersonId, to: &[PersonId]) -> Option<Line> {
        let (title, from) = (self.task_title(task), self.speaker.person(from));
        let names = to.iter().map(|person| self.speaker.person(person)).collect::<Vec<_>>().join(", ");
        match to {
            [] => self.fact(
                format!("Письмо о задаче {title} не отправлено: {from} отсутствует, а остальные уже знают"),
                format!("The letter about the task {title} is not sent: {from} is not there, and the others know already"),
            ),
            _ => self.fact(
                format!("{from} отсутствует, о задаче {title} узнает {names}"),
                format!("{from} is not there: {names} hears of the task {title}"),
            ),
        }
    }

    fn inherited(&self, task: u32, from: &PersonId, to: &[PersonId]) -> Option<Line> {
        let (title, from) = (self.task_title(task), self.speaker.person(from));
        let names = to.iter().map(|person| self.speaker.person(person)).collect::<Vec<_>>().join(", ");
        match to {
            [] => self.fact(
                format!("по задаче {title} ответа больше не ждут: {from}"),
                format!("no answer about the task {title} is awaited from {from} any more"),
            ),
            _ => self.fact(
                format!("о задаче {title} вместо прежнего получателя ({from}) узнает {names}"),
                format!("{names} hears of the task {title} in the place of {from}"),
            ),
        }
    }

    fn task_created(&self, recorded: &Recorded, task: &Task) -> Option<Line> {
        let title = self.quoted(task.title.get(self.speaker.locale));
        let holder = self.holder_for(&task.holder, task.instead_of.as_ref());
        let due = self.moment(task.due_at, recorded.at);
        match &task.origin {
            Origin::Hand(_) => {
                let ru = format!("новая задача {title} — {holder}, срок: {due}");
                let line = self.act(recorded, ru, format!("a new task, {title} — {holder}, due {due}"))?;
                Some(line.with(task.note.as_deref()))
            }
            _ => self.fact(
                format!("Новая задача: {title} — {holder}, срок: {due}"),
                format!("New task: {title} — {holder}, due {due}"),
            ),
        }
    }

    fn task_completed(&self, recorded: &Recorded, task: u32, result: &ResultId, comment: Option<&str>) -> Option<Line> {
        let deed = format!("{} — {}", self.task_title(task), within_sentence(&self.result_of_task(task, result)));
        Some(self.act(recorded, deed.clone(), deed)?.with(comment))
    }

    fn task_cancelled(&self, task: u32, reason: &Reason) -> Option<Line> {
        let why = match reason {
            Reason::StageLeft(stage) if self.process.handler(stage).is_some() => {
                self.pick(format!("{} завершено", self.stage_title(stage)), format!("{} is over", self.stage_title(stage)))
            }
            Reason::StageLeft(stage) => self.pick(
                format!("стадия {} завершена", self.stage_title(stage)),
                format!("the stage {} is over", self.stage_title(stage)),
            ),
            Reason::CaseFinished(_) => self.pick("сделка завершена", "the deal is closed").to_owned(),
            Reason::Decided(_) => self.pick("решение уже принято", "the verdict is already known").to_owned(),
            Reason::BranchesJoined(_) => self.pick("хватило других ветвей", "the other branches were enough").to_owned(),
            Reason::DocumentChanged => {
                self.pick("документ изменился, согласование начато заново", "the document has changed").to_owned()
            }
            Reason::ApproversChanged => {
                self.pick("согласуют теперь другие, согласование начато заново", "others approve it now").to_owned()
            }
        };
        let title = self.task_title(task);
        self.fact(format!("Задача снята: {title} — {why}"), format!("Task dropped: {title} — {why}"))
    }

    fn task_rescheduled(
        &self,
        recorded: &Recorded,
        task: u32,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        cause: &Cause,
    ) -> Option<Line> {
        if from == to {
            return None;
        }
        let title = self.task_title(task);
        let (old, new) = (self.moment(from, recorded.at), self.moment(to, recorded.at));
        match cause {
            // The head's answer to the escalation tells it.
            Cause::Escalation(_) => None,
            Cause::Person(reason) => {
                let ru = format!("новый срок задачи {title} — {new} (прежде — {old})");
                let line = self.act(recorded, ru, format!("{title} is now due {new} (before: {old})"))?;
                Some(line.with(Some(reason)))
            }
            Cause::PlannedAgain => {
                self.fact(format!("Запланировано заново: {title}, срок: {new}"), format!("Planned anew: {title}, due {new}"))
            }
            Cause::Calendar | Cause::TimeZone { .. } => {
                let why = self.because_of_time(cause);
                self.fact(
                    format!("{why}, новый срок задачи {title} — {new} (прежде — {old})"),
                    format!("{why}, and {title} is now due {new} (before: {old})"),
                )
            }
            Cause::FieldsChanged(fields) => self.fact(
                format!("Новый срок задачи {title} — {new} (прежде — {old}){}", self.because_of(fields)),
                format!("{title} is now due {new} (before: {old}){}", self.because_of(fields)),
            ),
            _ => self.fact(
                format!("Новый срок задачи {title} — {new} (прежде — {old})"),
                format!("{title} is now due {new} (before: {old})"),
            ),
        }
    }

    /// What has become of the time by which dates are counted, as the beginning of a sentence.
    pub(super) fn because_of_time(&self, cause: &Cause) -> String {
        let Cause::TimeZone { of, from, to } = cause else {
            return self.pick("Изменился календарь", "The calendar has changed").to_owned();
        };
        let name = self.speaker.person(of);
        self.pick(
            format!("{name} теперь в часовом поясе {to} (прежде — {from})"),
            format!("{name} is in the time zone {to} now (before: {from})"),
        )
    }

    /// Which fields have changed; nothing where the process does not name them.
    pub(super) fn because_of(&self, fields: &[FieldId]) -> String {
        let titles: Vec<_> = fields.iter().filter_map(|field| self.process.field(field)).collect();
        let titles: Vec<_> = titles.iter().map(|field| self.quoted(field.title.get(self.speaker.locale))).collect();
        match &titles[..] {
            [] => String::new(),
            [one] => self.pick(format!(": изменилось поле {one}"), format!(": {one} has changed")),
            several => {
                let all = several.join(", ");
                self.pick(format!(": изменились поля {all}"), format!(": {all} have changed"))
            }
        }
    }

    /// A candidate goes or comes back.
    fn candidates_changed(&self, task: u32, may: &str, person: &PersonId, is_back: bool) -> Option<Line> {
        let (title, name) = (self.task_title(task), self.speaker.person(person));
        match is_back {
            true => self.fact(
                format!("{name} снова на месте: задача {title} — {may}"),
                format!("{name} is back: the task {title} — {may}"),
            ),
            false => self
                .fact(format!("{name} отсутствует: задача {title} — {may}"), format!("{name} is away: the task {title} — {may}")),
        }
    }

    fn task_reassigned(&self, recorded: &Recorded, task: u32, hands: Hands, cause: &Cause, is_covered: bool) -> Option<Line> {
        let title = self.task_title(task);
        let Hands { old, new } = hands;
        match cause {
            Cause::Away(_) if is_covered => self.fact(
                format!("На время отсутствия задача {title} передана — {new} (прежде — {old})"),
                format!("The task {title} is handed over during an absence — {new} (before: {old})"),
            ),
            Cause::Away(_) => self.fact(
                format!("Задачу {title} больше некому замещать — {new} (прежде — {old})"),
                format!("Nobody covers the task {title} any more — {new} (before: {old})"),
            ),
            Cause::Urgency(person) => {
                let name = self.speaker.person(person);
                let ru = if is_covered { "срок наступает" } else { "срок теперь не наступает" };
                let en = if is_covered { "is due" } else { "is no longer due" };
                self.fact(
                    format!("Задача {title}: {ru}, пока отсутствует {name} — {new} (прежде — {old})"),
                    format!("The task {title} {en} while {name} is away — {new} (before: {old})"),
                )
            }
            Cause::Back(_) => self.fact(
                format!("Отсутствие закончилось, задача {title} вернулась — {new} (прежде — {old})"),
                format!("The absence is over, and the task {title} is back — {new} (before: {old})"),
            ),
            Cause::Left(person) => {
                let left = self.speaker.person(person);
                self.fact(
                    format!("Задача {title} передана — {new} ({left} больше не работает)"),
                    format!("The task {title} is handed over — {new} ({left} no longer works here)"),
                )
            }
            Cause::Organisation => self.fact(
                format!("В организации перемены, задача {title} перешла — {new} (прежде — {old})"),
                format!("The organisation has changed, and the task {title} goes over — {new} (before: {old})"),
            ),
            Cause::Claim => self.act(recorded, format!("задача {title} взята в работу"), format!("the task {title} is taken up")),
            Cause::OwnerChanged => self.fact(
                format!("Вместе со сделкой перешла задача {title} — {new} (прежде — {old})"),
                format!("The task {title} went with the deal — {new} (before: {old})"),
            ),
            Cause::Person(comment) => {
                let ru = format!("задача {title} передана — {new} (прежде — {old})");
                let line = self.act(recorded, ru, format!("the task {title} is handed over — {new} (before: {old})"))?;
                Some(line.with(Some(comment)))
            }
            Cause::Rung(_) => self.fact(
                format!("По правилам эскалации задача {title} передана — {new} (прежде — {old})"),
                format!("By the escalation the task {title} is handed over — {new} (before: {old})"),
            ),
            _ => self.fact(
                format!("Задача {title} передана — {new} (прежде — {old})"),
                format!("The task {title} is handed over — {new} (before: {old})"),
            ),
        }
    }

    /// The title of a task in quotation marks.
    pub(super) fn task_title(&self, number: u32) -> String {
        let unknown = || self.pick(format!("№ {number}"), format!("No. {number}"));
        self.memory.tasks.get(&number).map_or_else(unknown, |task| self.quoted(task.title.get(self.speaker.locale)))
    }

    /// Who has a task.
    pub(super) fn holder(&self, holder: &Holder) -> String {
        match holder {
            Holder::Assigned(person) => self.speaker.person(person).to_owned(),
            Holder::Offered(people) if people.is_empty() => self.pick("исполнителя пока нет", "nobody has it yet").to_owned(),
            Holder::Offered(people) => {
                format!("{}: {}", self.pick("может взять", "may be taken by"), self.speaker.people(people))
            }
        }
    }

    /// Who has a task, and for whom.
    pub(super) fn holder_for(&self, holder: &Holder, instead_of: Option<&PersonId>) -> String {
        match (holder, instead_of) {
            (Holder::Assigned(person), Some(_)) => self.author(person, instead_of),
            _ => self.holder(holder),
        }
    }

    /// The title of a result of a task.
    fn result_of_task(&self, task: u32, result: &ResultId) -> String {
        let rule = self.memory.tasks.get(&task).and_then(|task| self.rule(&task.origin, result));
        self.title_or_name(rule.map(|rule| &rule.title), result)
    }

    fn rule(&self, origin: &Origin, result: &ResultId) -> Option<&ResultRule> {
        match origin {
            Origin::Step { stage, step, .. } | Origin::Visa { stage, step, .. } => self.rule_of_step(stage, step, result),
            Origin::Activity(activity) => self.process.activity(activity)?.work.result(result),
            Origin::Requirements { .. } | Origin::OutcomeForm { .. } => self.process.defaults.result(result),
            Origin::FollowUp(_) | Origin::Hand(_) => self.process.defaults.result(result),
            Origin::Limit { .. } | Origin::NextStep { .. } => self.process.defaults.result(result),
        }
    }

    /// The rule of a result of a step.
    pub(super) fn rule_of_step(&self, stage: &StageId, step: &StepId, result: &ResultId) -> Option<&ResultRule> {
        let results = match &self.process.step(stage, step)?.kind {
            StepKind::Task(work) | StepKind::Form(work) => &work.results,
            StepKind::Approve(approve) => &approve.results,
            StepKind::Wait(wait) => &wait.results,
            StepKind::Call(call) => &call.results,
            StepKind::Start(start) => &start.results,
            StepKind::Plan(_) | StepKind::Decide(_) | StepKind::Set(_) | StepKind::Notify(_) | StepKind::Finish(_) => {
                return None;
            }
            StepKind::Parallel(_) | StepKind::Each(_) => return None,
        };
        results.iter().find(|rule| rule.id == *result)
    }

    /// The title of a result, or what every process calls it, or at last its name.
    pub(super) fn title_or_name(&self, title: Option<&Text>, result: &ResultId) -> String {
        if let Some(title) = title {
            return title.get(self.speaker.locale).to_owned();
        }
        let (ru, en) = match result.as_str() {
            "done" => ("Выполнена", "Done"),
            "cancelled" => ("Отменена", "Cancelled"),
            "saved" => ("Сохранено", "Saved"),
            "approved" => ("Согласовано", "Approved"),
            "rework" => ("На доработку", "To be reworked"),
            "rejected" => ("Отклонено", "Rejected"),
            name => (name, name),
        };
        self.pick(ru, en).to_owned()
    }
}
