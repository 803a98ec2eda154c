//! Why a task stands as it does.

use chrono::{DateTime, Utc};
use serde::Serialize;
use voronka_definition::model::{Approve, Work};
use voronka_definition::name::LadderId;

use super::rule::{self, Source};
use super::{About, Answer, Question};
use crate::case::{AlarmKind, Origin, Task};
use crate::event::{Event, Recorded};
use crate::offer::due_formula;
use crate::tell;

/// Why a task stands as it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhyTask {
    /// The task.
    pub task: String,
    /// The process, and the version that it runs by.
    pub process: String,
    /// The version: the hash of the file whose lines are named.
    pub version: String,
    /// How it stands, in a sentence.
    pub text: String,
    /// The rules of the process that it follows.
    pub rules: Rules,
    /// What happens next if it stays open; `None` for a closed task.
    pub next: Option<Next>,
    /// Why its date is what it is, why these people have it, who heard of it and why, and what changed.
    pub answers: Vec<Answer>,
}

/// The rules of a task, each as the process writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// Where the task comes from, in words.
    pub origin: String,
    /// The line of that.
    pub line: Option<u32>,
    /// The formula of its due date; `None` where a person set it.
    pub due: Option<String>,
    /// Who gets it; `None` for who was chosen by a person.
    pub assignee: Option<String>,
    /// How long before the due date its assignee is reminded.
    pub remind: Option<String>,
    /// The rungs of its ladder.
    pub ladder: Vec<String>,
}

/// What happens next to a task that stays open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Next {
    /// When.
    pub at: DateTime<Utc>,
    /// `reminder` or `rung`.
    pub kind: &'static str,
    /// Which rung of the ladder, from 1.
    pub rung: Option<u32>,
}

impl Question<'_> {
    /// Why a task of the case stands as it does; `None` where the case never had it.
    pub fn of_task(&self, number: u32) -> Option<WhyTask> {
        let task = self.task_last(number)?;
        let open = self.case.tasks.contains_key(&number);
        let mut answers = vec![self.due(&task), self.assignee(&task)];
        answers.extend(Some(&task).filter(|_| open).and_then(|task| self.next_alarm(task)));
        answers.extend(self.happened(number));
        Some(WhyTask {
            task: self.case.task_id(number).to_string(),
            process: self.process.id.to_string(),
            version: self.process.version.to_string(),
            text: if open { self.standing(&task) } else { self.closed(&task) },
            rules: self.rules(&task),
            next: Some(&task).filter(|_| open).and_then(next),
            answers,
        })
    }

    fn standing(&self, task: &Task) -> String {
        let (title, due) = (self.quoted(task.title.get(self.speaker.locale)), self.moment(task.due_at));
        let people = self.any_of(task.holder.everybody());
        let late = task.due_at < self.now;
        self.pick(
            format!("{title}: исполнитель — {people}, срок {due}{}.", if late { ", просрочена" } else { "" }),
            format!("{title}: {people} has it; it is due {due}{}.", if late { " and late" } else { "" }),
        )
    }

    fn closed(&self, task: &Task) -> String {
        let ends = |recorded: &&Recorded| match &recorded.event {
            Event::TaskCompleted { task: number, .. } | Event::TaskCancelled { task: number, .. } => *number == task.number,
            _ => false,
        };
        let end = self.history.iter().find(ends).map(|recorded| recorded.seq);
        let told = tell::tell_in(self.process, self.speaker.world, self.history, self.speaker.locale, self.speaker.zone);
        told.into_iter().find(|line| Some(line.seq) == end).map_or_else(String::new, |line| format!("{}.", line.text))
    }

    /// Who heard of it, and what changed in its date and hands: in the order in which it happened.
    fn happened(&self, number: u32) -> Vec<Answer> {
        let mut all = self.escalations(number);
        all.extend(self.changes(number));
        all.sort_by_key(|(seq, _)| *seq);
        all.into_iter().map(|(_, answer)| answer).collect()
    }

    /// What changed in its date and hands, as the history tells it, each with the number of its event.
    fn changes(&self, number: u32) -> Vec<(u64, Answer)> {
        let is_change = |recorded: &&Recorded| match &recorded.event {
            Event::TaskRescheduled { task, from, to, .. } => *task == number && from != to,
            Event::TaskReassigned { task, .. } => *task == number,
            _ => false,
        };
        let changed: Vec<u64> = self.history.iter().filter(is_change).map(|recorded| recorded.seq).collect();
        if changed.is_empty() {
            return Vec::new();
        }
        let told = tell::tell_in(self.process, self.speaker.world, self.history, self.speaker.locale, self.speaker.zone);
        let lines = told.into_iter().filter(|line| changed.contains(&line.seq));
        let answer = |line: tell::Told| {
            let comment = line.comment.map(|comment| format!(": {comment}")).unwrap_or_default();
            let text = format!("{}: {}{comment}", self.moment(line.at), line.text);
            let seq = line.seq;
            (seq, Answer { at: Some(line.at), people: line.by.into_iter().collect(), ..Answer::new(About::Change, text) })
        };
        lines.map(answer).collect()
    }

    fn rules(&self, task: &Task) -> Rules {
        let rules = match self.source_of(&task.origin) {
            Source::Work(work) => self.of_work(work),
            Source::Visa(approve, approver) => self.of_visa(approve, approver),
            Source::Defaults(work) => Rules { due: None, assignee: None, ..self.of_work(work) },
        };
        let followed = || due_formula(self.process, self.case, task).map(|formula| rule::formula(&formula)).or(rules.due);
        let due = if task.date_by_hand { None } else { followed() };
        Rules { origin: self.origin(&task.origin), line: self.line_of_origin(&task.origin), due, ..rules }
    }

    fn of_work(&self, work: &Work) -> Rules {
        Rules {
            origin: String::new(),
            line: None,
            due: Some(rule::formula(&work.due)),
            assignee: Some(rule::assignee(&work.assignee)),
            remind: work.remind.map(|period| format!("{period} before")),
            ladder: self.rungs(work.escalate.as_ref()),
        }
    }

    fn of_visa(&self, approve: &Approve, approver: u32) -> Rules {
        let asked = usize::try_from(approver).ok().and_then(|place| approve.approvers.get(place));
        Rules {
            origin: String::new(),
            line: None,
            due: Some(rule::formula(&approve.due)),
            assignee: asked.map(|asked| rule::role(&asked.role)),
            remind: approve.remind.map(|period| format!("{period} before")),
            ladder: self.rungs(approve.escalate.as_ref()),
        }
    }

    /// The rungs of the named ladder. Without one there is the one that every process has.
    fn rungs(&self, escalate: Option<&LadderId>) -> Vec<String> {
        let named = escalate.and_then(|id| self.process.ladders.get(id));
        named.map_or_else(|| vec!["overdue: notify: head_of(late)".to_owned()], rule::ladder)
    }

    fn origin(&self, origin: &Origin) -> String {
        let locale = self.speaker.locale;
        let stage = origin.stage().and_then(|stage| self.process.body(stage));
        let stage = self.quoted(stage.map_or("", |stage| stage.title.get(locale)));
        let step = origin.name().unwrap_or_default();
        let (ru, en) = match origin {
            Origin::Step { .. } => (format!("шаг {step} стадии {stage}"), format!("the step {step} of the stage {stage}")),
            Origin::Visa { .. } => {
                (format!("виза шага {step} стадии {stage}"), format!("a visa of the step {step} of the stage {stage}"))
            }
            Origin::Requirements { .. } => (
                format!("поля, без которых стадию {stage} не закончить"),
                format!("the fields without which the stage {stage} cannot end"),
            ),
            Origin::OutcomeForm { .. } => {
                ("вопросы перед завершением сделки".to_owned(), "the questions at the end of the case".to_owned())
            }
            Origin::Activity(_) => (format!("активность сделки {step}"), format!("the activity {step} of the deal")),
            Origin::FollowUp(_) => ("задача после завершения сделки".to_owned(), "the task after the end of the case".to_owned()),
            Origin::Limit { .. } => {
                (format!("стадия {stage} длится дольше отведенного"), format!("the stage {stage} has lasted longer than it may"))
            }
            Origin::NextStep { .. } => (
                format!("на стадии {stage} не запланирован следующий шаг"),
                format!("no next step is planned in the stage {stage}"),
            ),
            Origin::Hand(person) => {
                let who = self.name(person);
                (format!("создана вручную, автор — {who}"), format!("made by hand by {who}"))
            }
        };
        self.pick(ru, en)
    }
}

fn next(task: &Task) -> Option<Next> {
    let alarm = task.alarm.as_ref()?;
    let (kind, rung) = match alarm.kind {
        AlarmKind::Reminder => ("reminder", None),
        AlarmKind::Rung(place) => ("rung", Some(place + 1)),
    };
    Some(Next { at: alarm.at, kind, rung })
}
