//! What a case waits for, until when, and who can move it: «why not?».

use chrono::{DateTime, Utc};
use serde::Serialize;
use voronka_definition::model::{Awaited, Step, StepKind};
use voronka_definition::name::{PersonId, StepId};

use super::{Answer, Question, rule};
use crate::case::{Task, Token, TokenState};

/// What a case waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhyCase {
    /// The case.
    pub case: String,
    /// The process.
    pub process: String,
    /// Its version: the hash of the file whose lines are named.
    pub version: String,
    /// How it stands, in a sentence.
    pub text: String,
    /// Everything it waits for.
    pub waits: Vec<Awaiting>,
    /// How long its stage may last, and until when a next step must be planned, where the process says so.
    pub answers: Vec<Answer>,
}

/// One thing that a case waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Awaiting {
    /// `task`, `activity`, `signal`, `moment`, `condition`, `approval`, `call` or `case`.
    pub kind: &'static str,
    /// The task, where it is one.
    pub task: Option<String>,
    /// The step of the process, where it is one of the stage's.
    pub step: Option<String>,
    /// The line of that step.
    pub line: Option<u32>,
    /// Until when: the due date of a task, or the end of a wait's patience.
    pub until: Option<DateTime<Utc>>,
    /// Who can move it.
    pub who: Vec<PersonId>,
    /// All that in a sentence.
    pub text: String,
    /// Why until then, where a wait has an end; a task has answers of its own.
    pub why: Option<Answer>,
}

impl Question<'_> {
    /// What the case waits for.
    pub fn of_case(&self) -> WhyCase {
        let tasks = self.case.tasks.values().map(|task| self.awaiting_task(task));
        let tokens = self.case.flow().into_iter().flat_map(|flow| flow.tokens.values());
        let waits = tokens.filter_map(|token| self.awaiting_token(token));
        let waits: Vec<Awaiting> = tasks.chain(waits).collect();
        WhyCase {
            case: self.case.id.to_string(),
            process: self.process.id.to_string(),
            version: self.process.version.to_string(),
            text: self.where_it_stands(waits.len()),
            waits,
            answers: self.limit().into_iter().chain(self.gap()).collect(),
        }
    }

    fn where_it_stands(&self, waits: usize) -> String {
        let locale = self.speaker.locale;
        if let Some(outcome) = self.case.outcome() {
            let title = self.process.outcome(outcome).map_or(outcome.as_str(), |outcome| outcome.title.get(locale));
            return self.pick(format!("Сделка завершена: {title}."), format!("The case has ended: {title}."));
        }
        let stage = self.case.stage().and_then(|stage| self.process.stage(stage));
        let title = self.quoted(stage.map_or("", |stage| stage.title.get(locale)));
        self.pick(
            format!("Сделка на стадии {title}. Она ждет следующего, всего: {waits}."),
            format!("The case is in the stage {title}; what it waits for is listed below ({waits})."),
        )
    }

    fn awaiting_task(&self, task: &Task) -> Awaiting {
        let who = task.holder.everybody();
        let title = self.quoted(task.title.get(self.speaker.locale));
        let (people, due) = (self.any_of(who), self.moment(task.due_at));
        Awaiting {
            kind: "task",
            task: Some(self.case.task_id(task.number).to_string()),
            step: task.origin.name().map(str::to_owned),
            line: self.line_of_origin(&task.origin),
            until: Some(task.due_at),
            who: who.to_vec(),
            text: self.pick(
                format!("Задача {title}: исполнитель — {people}, срок {due}."),
                format!("The task {title}: {people} has it, and it is due {due}."),
            ),
            why: None,
        }
    }

    /// What a token waits for other than a task, which is listed as a task.
    fn awaiting_token(&self, token: &Token) -> Option<Awaiting> {
        let step = self.process.step(&token.of, &token.step)?;
        let awaiting = |kind, text, who| Awaiting {
            kind,
            task: None,
            step: Some(token.step.to_string()),
            line: Some(step.line),
            until: None,
            who,
            text,
            why: None,
        };
        match &token.state {
            TokenState::Waiting { until, .. } => {
                let StepKind::Wait(wait) = &step.kind else { return None };
                let (kind, text) = self.awaited(step)?;
                let why = self.wait(token.number, (&token.of, &token.step), wait);
                let until_said = until.map(|until| self.moment(until));
                let until_said =
                    until_said.map(|until| self.pick(format!(" Не позднее {until}."), format!(" Until {until} at the latest.")));
                let text = format!("{text}{}", until_said.unwrap_or_default());
                Some(Awaiting { until: *until, why, ..awaiting(kind, text, self.who_can_move(step)) })
            }
            TokenState::Visas(visas) => {
                let given: Vec<PersonId> = visas.verdicts.iter().map(|verdict| verdict.by.clone()).collect();
                let all = visas.approvers.len();
                let already = if given.is_empty() { String::new() } else { format!(" ({})", self.speaker.people(&given)) };
                let text = self.pick(
                    format!("Согласование: получено виз {} из {all}{already}.", given.len()),
                    format!("An approval: {} of {all} verdicts are given{already}.", given.len()),
                );
                Some(awaiting("approval", text, self.approvers(&token.step)))
            }
            TokenState::Calling { incident, .. } => {
                let who = incident.map_or_else(Vec::new, |_| self.speaker.world.administrators());
                Some(awaiting("call", self.calling(step, *incident), who))
            }
            TokenState::Child { case } => {
                let title = self.quoted(&self.title_of_step(step));
                let text = self
                    .pick(format!("{title}: сделка {case} не завершена."), format!("{title}: the case {case} has not ended."));
                Some(awaiting("case", text, Vec::new()))
            }
            TokenState::Arrived | TokenState::Task(_) | TokenState::Requirements { .. } | TokenState::Branches { .. } => None,
        }
    }

    fn title_of_step(&self, step: &Step) -> String {
        let locale = self.speaker.locale;
        match &step.kind {
            StepKind::Call(call) => call.title.get(locale),
            StepKind::Start(start) => start.title.get(locale),
            StepKind::Wait(wait) => wait.title.get(locale),
            _ => step.id.as_str(),
        }
        .to_owned()
    }

    /// A connector is being asked, or has given up.
    fn calling(&self, step: &Step, incident: Option<u32>) -> String {
        let title = self.quoted(&self.title_of_step(step));
        match incident {
            None => self.pick(
                format!("{title}: внешняя система еще не ответила."),
                format!("{title}: the other system has not answered yet."),
            ),
            Some(number) => self.pick(
                format!("{title}: внешняя система не выполнила запрос; администратор должен закрыть неполадку {number}."),
                format!("{title}: the other system did not do it; an administrator must close the incident {number}."),
            ),
        }
    }

    fn awaited(&self, step: &Step) -> Option<(&'static str, String)> {
        let StepKind::Wait(wait) = &step.kind else { return None };
        let title = self.quoted(&self.title_of_step(step));
        let (kind, ru, en) = match &wait.awaited {
            Awaited::Activity(activity) => {
                let found = self.process.activity(activity);
                let task = self.quoted(found.map_or(activity.as_str(), |found| found.work.title.get(self.speaker.locale)));
                (
                    "activity",
                    format!("{title}: задача {task} не закончена."),
                    format!("{title}: the task {task} is not finished."),
                )
            }
            Awaited::Signal(name) => {
                let told = self.process.signal(name);
                let signal = told.map_or_else(|| name.to_string(), |told| self.quoted(told.get(self.speaker.locale)));
                ("signal", format!("{title}: нет сигнала {signal}."), format!("{title}: the signal {signal} has not come."))
            }
            Awaited::Moment(at) => {
                let at = rule::formula(at);
                ("moment", format!("{title}: не наступил момент {at}."), format!("{title}: the moment {at} has not come."))
            }
            Awaited::Condition(condition) => {
                let condition = condition.source();
                (
                    "condition",
                    format!("{title}: не выполнено условие {condition}."),
                    format!("{title}: the condition {condition} does not hold."),
                )
            }
        };
        Some((kind, self.pick(ru, en)))
    }

    /// A wait for an activity is ended by who has its task, a condition by who may correct the data; a signal comes from outside, and
    /// a moment of itself.
    fn who_can_move(&self, step: &Step) -> Vec<PersonId> {
        let StepKind::Wait(wait) = &step.kind else { return Vec::new() };
        match &wait.awaited {
            Awaited::Activity(activity) => self.holders(|task| task.origin.name() == Some(activity.as_str())),
            Awaited::Condition(_) => vec![self.case.owner.clone()],
            Awaited::Signal(_) | Awaited::Moment(_) => Vec::new(),
        }
    }

    /// Who is asked for a visa now.
    fn approvers(&self, step: &StepId) -> Vec<PersonId> {
        self.holders(|task| matches!(&task.origin, crate::case::Origin::Visa { step: other, .. } if other == step))
    }

    fn holders(&self, is_it: impl Fn(&Task) -> bool) -> Vec<PersonId> {
        let mut people: Vec<PersonId> = Vec::new();
        for person in self.case.tasks.values().filter(|task| is_it(task)).flat_map(|task| task.holder.everybody()) {
            if !people.contains(person) {
                people.push(person.clone());
            }
        }
        people
    }
}
