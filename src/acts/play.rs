//! Playing an act: finding the task it is about, and sending the command a person would send.

use std::fmt;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use voronka_core::case::{Escalation, Task};
use voronka_core::command::{Actor, Command, HandTask, Start as StartCommand};
use voronka_core::{Case, CaseId};
use voronka_definition::Locale;
use voronka_definition::model::TaskKind;
use voronka_definition::name::PersonId;
use voronka_runtime::{Engine, Executed, Refused};

use crate::acts::{Acknowledge, Act, Complete, Finish, Make, Reschedule, Stage, Start, Words};

/// The process does not allow what an act wants: its task is not there, or the command was rejected. The case stays as it is.
#[derive(Debug)]
pub struct NotAllowed(String);

impl fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotAllowed {}

/// Plays acts on an engine.
#[derive(Clone)]
pub struct Player {
    /// The engine.
    pub engine: Engine,
    /// How what people write is understood.
    pub words: Words,
}

impl Player {
    /// Starts a deal.
    pub async fn start(&self, process: &str, start: &Start) -> Result<Arc<Case>> {
        let command = StartCommand {
            process: process.into(),
            deal: self.words.fields(&start.deal)?,
            stage: start.stage.as_deref().map(Into::into),
            owner: None,
            continues: None,
        };
        let started = self.engine.start(command, start.by.as_str().into(), None).await;
        let started = started.map_err(|refused| self.refused(&refused)).context(format!("{} starts a deal", start.by))?;
        Ok(started.case)
    }

    /// Plays one act on a deal.
    pub async fn play(&self, case: CaseId, act: &Act) -> Result<()> {
        match act {
            Act::Complete(act) => self.complete(case, act).await,
            Act::Reschedule(act) => self.reschedule(case, act).await,
            Act::Make(act) => self.make(case, act).await,
            Act::Acknowledge(act) => self.acknowledge(case, act).await,
            Act::Stage(act) => self.stage(case, act).await,
            Act::Finish(act) => self.finish(case, act).await,
        }
    }

    /// The case as it is.
    pub async fn case(&self, case: CaseId) -> Result<Arc<Case>> {
        self.engine.reads().case(case).await?.with_context(|| format!("case {case} is not there"))
    }

    async fn complete(&self, case: CaseId, act: &Complete) -> Result<()> {
        let (task, by) = self.task(case, &act.task, act.by.as_deref()).await?;
        if task.holder.candidates().contains(&by) {
            self.send(case, &by, Command::ClaimTask { task: task.number }).await?;
        }
        let command = Command::CompleteTask {
            task: task.number,
            result: act.result.as_str().into(),
            data: self.words.fields(&act.with)?,
            comment: self.words.text(&act.comment)?,
        };
        let sent = self.send(case, &by, command).await;
        sent.map(drop).with_context(|| format!("{by} completes `{}` with `{}`", act.task, act.result))
    }

    async fn reschedule(&self, case: CaseId, act: &Reschedule) -> Result<()> {
        let (task, by) = self.task(case, &act.task, act.by.as_deref()).await?;
        let due_at = self.words.days.moment(&act.to)?;
        let reason = self.words.text(&act.reason)?.unwrap_or_default();
        let sent = self.send(case, &by, Command::RescheduleTask { task: task.number, due_at, reason }).await;
        sent.map(drop).with_context(|| format!("{by} moves `{}`", act.task))
    }

    async fn make(&self, case: CaseId, act: &Make) -> Result<()> {
        let task = HandTask {
            title: self.words.text(&act.title)?.unwrap_or_default(),
            kind: TaskKind::Other,
            assignee: act.assignee.as_deref().unwrap_or(&act.by).into(),
            due_at: self.words.days.moment(&act.due)?,
            comment: None,
        };
        let sent = self.send(case, &act.by.as_str().into(), Command::MakeTask(task)).await;
        sent.map(drop).with_context(|| format!("{} makes a task", act.by))
    }

    async fn acknowledge(&self, case: CaseId, act: &Acknowledge) -> Result<()> {
        let known = self.case(case).await?;
        let about = |one: &&Escalation| {
            let task = known.tasks.get(&one.task);
            one.to.as_str() == act.by && task.is_some_and(|task| task.origin.name() == Some(act.task.as_str()))
        };
        let found = known.escalations.values().rfind(about).map(|one| one.number);
        let none = || NotAllowed(format!("expected an escalation of `{}` to {}; found none", act.task, act.by));
        let escalation = found.ok_or_else(none)?;
        let command = Command::AcknowledgeEscalation { escalation, comment: self.words.text(&act.comment)?, until: None };
        let sent = self.send(case, &act.by.as_str().into(), command).await;
        sent.map(drop).with_context(|| format!("{} acknowledges the escalation of `{}`", act.by, act.task))
    }

    async fn stage(&self, case: CaseId, act: &Stage) -> Result<()> {
        let command = Command::EnterStage {
            stage: act.to.as_str().into(),
            data: self.words.fields(&act.with)?,
            comment: self.words.text(&act.comment)?.unwrap_or_default(),
        };
        let sent = self.send(case, &act.by.as_str().into(), command).await;
        sent.map(drop).with_context(|| format!("{} moves the deal to `{}`", act.by, act.to))
    }

    async fn finish(&self, case: CaseId, act: &Finish) -> Result<()> {
        let command = Command::Finish {
            outcome: act.outcome.as_str().into(),
            data: self.words.fields(&act.with)?,
            comment: self.words.text(&act.comment)?.unwrap_or_default(),
        };
        let sent = self.send(case, &act.by.as_str().into(), command).await;
        sent.map(drop).with_context(|| format!("{} ends the deal with `{}`", act.by, act.outcome))
    }

    /// The open task of a step, and who acts on it: the named person, else whoever has it. Of several visas it is that person's own.
    async fn task(&self, case: CaseId, step: &str, by: Option<&str>) -> Result<(Task, PersonId)> {
        let known = self.case(case).await?;
        let of_step = |task: &&Task| task.origin.name() == Some(step);
        let his = |task: &&Task| by.is_none_or(|by| task.holder.everybody().iter().any(|person| person.as_str() == by));
        let found = known.tasks.values().filter(of_step).find(his).or_else(|| known.tasks.values().find(of_step));
        let task =
            found.ok_or_else(|| NotAllowed(format!("expected an open task `{step}`; found {}", open_tasks(&known))))?.clone();
        let holder = task.holder.everybody().first().cloned();
        let by = by.map(PersonId::from).or(holder).ok_or_else(|| NotAllowed(format!("nobody has the task `{step}`")))?;
        Ok((task, by))
    }

    async fn send(&self, case: CaseId, by: &PersonId, command: Command) -> Result<Executed> {
        let done = self.engine.execute(case, command, Actor::Person(by.clone()), None).await;
        done.map_err(|refused| self.refused(&refused))
    }

    fn refused(&self, refused: &Refused) -> anyhow::Error {
        let text = refusal(refused, self.words.locale);
        match refused {
            Refused::NotFound | Refused::Rejected(_) => NotAllowed(text).into(),
            Refused::KeyReused | Refused::Busy { .. } | Refused::Fault(_) => anyhow!(text),
        }
    }
}

/// The open tasks of a case, by name.
pub fn open_tasks(case: &Case) -> String {
    let one = |task: &Task| {
        let people = task.holder.everybody().iter().map(PersonId::as_str).collect::<Vec<_>>().join(", ");
        format!("`{}` of {people}", task.origin.name().unwrap_or("by hand"))
    };
    let list: Vec<String> = case.tasks.values().map(one).collect();
    if list.is_empty() { "none".to_owned() } else { list.join("; ") }
}

/// A refusal in words, with every field that was wrong.
pub fn refusal(refused: &Refused, locale: Locale) -> String {
    let Refused::Rejected(rejection) = refused else { return refused.to_string() };
    let (expected, found) = (rejection.expected.get(locale), rejection.found.get(locale));
    let mut text = locale.pick(
        format!("{}: ожидалось: {expected}; получено: {found}", rejection.code),
        format!("{}: expected {expected}; found {found}", rejection.code),
    );
    for field in &rejection.fields {
        let (expected, found) = (field.expected.get(locale), field.found.get(locale));
        text.push_str(&locale.pick(
            format!("; {}: ожидалось: {expected}, получено: {found}", field.field),
            format!("; {}: expected {expected}, found {found}", field.field),
        ));
    }
    text
}
