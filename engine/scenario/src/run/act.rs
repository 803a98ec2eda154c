//! Acts: what a script lets people do becomes a command of the core.

use voronka_core::command::{Answer, Repair};
use voronka_core::{Actor, Command, Event, HandTask, Rejection, Start};
use voronka_definition::Text;
use voronka_definition::model::OutcomeKind;
use voronka_definition::name::{PersonId, StepId};

use super::expect::trouble;
use super::{Runner, found};
use crate::script::{Act, By, Deed, Refusal, TaskName};

/// Why an act cannot even be tried.
type NotThere = Text;

impl Runner<'_> {
    /// Somebody does something; `false` where he may not.
    pub(super) fn act(&mut self, act: &Act) -> bool {
        let expected = self.words().act(act);
        let answer = match self.command(act, false) {
            Ok((by, command)) => self.play.act(by, &command).map_err(|refusal| found::refusal(&refusal)),
            Err(not_there) => Err(not_there),
        };
        match answer {
            Ok(()) => true,
            Err(found) => {
                self.fail(expected, found);
                false
            }
        }
    }

    /// Somebody tries something, and must be refused.
    pub(super) fn refuse(&mut self, refusal: &Refusal) {
        let answer = match self.command(&refusal.act, true) {
            Ok((by, command)) => self.play.try_out(by, &command),
            Err(not_there) => {
                let expected = self.words().refused(refusal);
                return self.fail(expected, not_there);
            }
        };
        let is_expected = |rejection: &Rejection| {
            let names = |field: &String| rejection.fields.iter().any(|problem| problem.field == *field);
            let has_code = |code: &String| rejection.code == *code || rejection.fields.iter().any(|one| one.code == *code);
            refusal.field.as_ref().is_none_or(names) && refusal.code.as_ref().is_none_or(has_code)
        };
        let found = match &answer {
            Err(rejection) if is_expected(rejection) => return,
            Err(rejection) => found::refusal(rejection),
            Ok(()) => say!("это разрешено", "it was allowed"),
        };
        let expected = self.words().refused(refusal);
        self.fail(expected, found);
    }

    fn command(&self, act: &Act, in_vain: bool) -> Result<(Actor, Command), NotThere> {
        let (usual, command) = match &act.deed {
            Deed::Complete { .. }
            | Deed::Claim { .. }
            | Deed::Reassign { .. }
            | Deed::Reschedule { .. }
            | Deed::Comment { .. }
            | Deed::Acknowledge { .. } => self.about_task(act, in_vain)?,
            Deed::Answer { call, answer } => self.answer(call, answer)?,
            Deed::Child { step, kind } => self.child(step, *kind)?,
            Deed::Repair { incident, repair, comment } => self.repair(incident, repair, comment)?,
            other => self.about_deal(other, &act.by),
        };
        let by = match &act.by {
            By::Person(person) => Actor::Person(person.clone()),
            By::Usual => usual,
        };
        Ok((by, command))
    }

    fn about_task(&self, act: &Act, in_vain: bool) -> Result<(Actor, Command), NotThere> {
        let number = |name: &TaskName| self.number(name, &act.by, in_vain);
        let (task, command) = match &act.deed {
            Deed::Complete { task, result, with, comment } => {
                let (result, data, comment) = (result.clone(), with.clone(), comment.clone());
                (task, Command::CompleteTask { task: number(task)?, result, data, comment })
            }
            Deed::Claim { task } => (task, Command::ClaimTask { task: number(task)? }),
            Deed::Reassign { task, to, comment } => {
                (task, Command::ReassignTask { task: number(task)?, to: to.clone(), comment: comment.clone() })
            }
            Deed::Reschedule { task, to, comment } => {
                (task, Command::RescheduleTask { task: number(task)?, due_at: *to, reason: comment.clone() })
            }
            Deed::Acknowledge { task, comment, until } => {
                let escalation = self.escalation(task, &act.by)?;
                (task, Command::AcknowledgeEscalation { escalation, comment: comment.clone(), until: *until })
            }
            Deed::Comment { task, text } => (task, Command::CommentTask { task: number(task)?, text: text.clone() }),
            other => return Ok(self.about_deal(other, &act.by)),
        };
        Ok((Actor::Person(self.whose(task, &act.by)), command))
    }

    fn about_deal(&self, deed: &Deed, by: &By) -> (Actor, Command) {
        let owner = self.play.case.owner.clone();
        let command = match deed {
            Deed::Stage { to, with, comment } => {
                Command::EnterStage { stage: to.clone(), data: with.clone(), comment: comment.clone() }
            }
            Deed::Finish { outcome, with, comment } => {
                Command::Finish { outcome: outcome.clone(), data: with.clone(), comment: comment.clone() }
            }
            Deed::Owner { to, comment } => Command::ChangeOwner { person: to.clone(), comment: comment.clone() },
            Deed::Continue { process, deal } => {
                let (process, deal) = (process.clone(), deal.clone());
                Command::Continue(Start { process, deal, stage: None, owner: None, continues: Some(self.play.case.id) })
            }
            Deed::Make { title, kind, assignee, due } => {
                let maker = match by {
                    By::Person(person) => person.clone(),
                    By::Usual => owner.clone(),
                };
                let assignee = assignee.clone().unwrap_or(maker);
                Command::MakeTask(HandTask { title: title.clone(), kind: *kind, assignee, due_at: *due, comment: None })
            }
            Deed::Signal { name, with } => {
                return (Actor::Engine, Command::Signal { name: name.clone(), data: with.clone() });
            }
            Deed::Correct { with } => Command::CorrectData { data: with.clone(), revision: self.play.case.revision },
            _ => Command::CorrectData { data: voronka_core::Input::new(), revision: self.play.case.revision },
        };
        (Actor::Person(owner), command)
    }

    /// The number of the task that is meant: of several, the one in the hands of who acts. What is tried in vain may be about a task
    /// that is closed.
    fn number(&self, name: &TaskName, by: &By, in_vain: bool) -> Result<u32, NotThere> {
        let open = self.play.tasks(name);
        let own = |person: &PersonId| open.iter().find(|task| task.holder.everybody().contains(person));
        let found = match by {
            By::Person(person) => own(person).or(open.first()),
            By::Usual => open.iter().find(|task| task.holder.assignee().is_some()).or(open.first()),
        };
        let closed = || self.play.numbers(name).last().copied().filter(|_| in_vain);
        found.map(|task| task.number).or_else(closed).ok_or_else(|| self.words().open_tasks())
    }

    fn whose(&self, name: &TaskName, by: &By) -> PersonId {
        let open = self.number(name, by, false).ok().and_then(|number| self.play.case.tasks.get(&number));
        let holder = open.and_then(|task| task.holder.everybody().first());
        holder.unwrap_or(&self.play.case.owner).clone()
    }

    /// The latest escalation about this task to him; rather one that waits for an answer.
    fn escalation(&self, name: &TaskName, by: &By) -> Result<u32, NotThere> {
        let tasks = self.play.numbers(name);
        let is_his = |to: &PersonId| matches!(by, By::Usual) || *by == By::Person(to.clone());
        let case = &self.play.case;
        let mut meant = case
            .escalations
            .values()
            .rev()
            .chain(case.answered.values().rev())
            .filter(|one| tasks.contains(&one.task) && is_his(&one.to));
        let none = || say!("эскалации об этой задаче нет", "there is no escalation about the task");
        meant.next().map(|one| one.number).ok_or_else(none)
    }

    /// The connector's answer to the last attempt of this step.
    fn answer(&self, call: &StepId, answer: &Answer) -> Result<(Actor, Command), NotThere> {
        let made = self.play.history.iter().rev().find_map(|recorded| match &recorded.event {
            Event::CallMade { token, step, attempt, .. } if step == call => Some((*token, *attempt)),
            _ => None,
        });
        let (token, attempt) = made.ok_or_else(|| say!("обращения {call} не было", "no call {call} was made"))?;
        Ok((Actor::Engine, Command::AnswerCall { token, attempt, answer: answer.clone() }))
    }

    fn child(&self, wanted: &StepId, kind: OutcomeKind) -> Result<(Actor, Command), NotThere> {
        let started = self.play.history.iter().rev().find_map(|recorded| match &recorded.event {
            Event::ChildStarted { token, step, case, .. } if step == wanted => Some((*token, *case)),
            _ => None,
        });
        let (token, case) = started.ok_or_else(|| say!("шаг {wanted} ничего не начинал", "the step {wanted} started nothing"))?;
        Ok((Actor::Engine, Command::EndChild { token, case, kind }))
    }

    fn repair(&self, kind: &str, repair: &Repair, comment: &str) -> Result<(Actor, Command), NotThere> {
        let open = self.play.case.incidents.values().find(|incident| trouble(&incident.trouble) == kind);
        let incident = open.ok_or_else(|| say!("сбоя {kind} нет", "there is no incident {kind}"))?.number;
        let command = Command::CloseIncident { incident, comment: comment.to_owned(), repair: repair.clone() };
        let administrator = self.play.world.administrators().into_iter().next();
        Ok((Actor::Person(administrator.unwrap_or_else(|| self.play.case.owner.clone())), command))
    }
}
