//! `CompleteTask`: a task is done, and its result says what comes next.

use voronka_definition::model::{ResultOf, ResultRule, TaskKind};
use voronka_definition::name::{OutcomeId, ResultId};

use crate::case::{Destination, Origin, Phase, Task, TokenState};
use crate::command::Input;
use crate::decide::Draft;
use crate::decide::commands::answers::Questions;
use crate::decide::commands::tasks::remark;
use crate::decide::route::{Next, Taken};
use crate::event::{Cause, Event};
use crate::offer::{Offer, offered, offers, rules};
use crate::refuse;
use crate::rejection::Rejection;

/// The outcome of a task without a deal.
const ERRAND_DONE: &str = "done";

impl Draft<'_> {
    pub(super) fn complete(
        &mut self,
        number: u32,
        result: &ResultId,
        data: &Input,
        comment: Option<&str>,
    ) -> Result<(), Rejection> {
        let task = self.open_task(number)?.clone();
        if task.holder.assignee().is_none() {
            return Err(refuse::not_claimed());
        }
        let offer = self.offered(&task, result)?;
        let comment = remark(comment, "comment")?;
        if offer.comment_required && comment.is_none() {
            return Err(refuse::comment_missing("comment"));
        }
        let (answers, emptied) =
            self.read_answers(Questions { ask: &offer.ask, may_ask: &offer.may_ask, leaves: false }, data, task.origin.token())?;
        self.record(Event::TaskCompleted { task: number, result: result.clone(), comment: comment.clone() });
        self.settle_escalations(number);
        self.set_fields(answers, emptied, Cause::Result(result.clone()), task.origin.token());
        let next = self.after_completion(&task, result, comment)?;
        self.run(next)?;
        self.settle()
    }

    /// An open task of the case.
    pub(crate) fn open_task(&self, number: u32) -> Result<&Task, Rejection> {
        let was_one = (1..=self.case.counters.tasks).contains(&number);
        let refusal = || if was_one { refuse::task_not_open(number) } else { refuse::not_found() };
        self.case.tasks.get(&number).ok_or_else(refusal)
    }

    fn offered(&self, task: &Task, result: &ResultId) -> Result<Offer, Rejection> {
        offered(self.process, &self.case, task, result).ok_or_else(|| {
            let offers = offers(self.process, &self.case, task);
            let names: Vec<_> = offers.iter().map(|offer| offer.result.as_str()).collect();
            refuse::result_not_offered(&names, result.as_str())
        })
    }

    fn after_completion(&mut self, task: &Task, result: &ResultId, comment: Option<String>) -> Result<Next, Rejection> {
        let rule = rules(self.process, task).iter().find(|rule| rule.id == *result);
        match (&task.origin, rule) {
            (Origin::Step { token, step, .. }, Some(rule)) => {
                let taken = Taken { token: *token, step: step.clone(), result: result.clone(), comment };
                Ok(self.take_result(taken, rule))
            }
            (Origin::Visa { .. }, _) => Ok(self.take_verdict(task, result, comment)),
            (Origin::Activity(activity), Some(rule)) => {
                let by = self.actor();
                self.apply_result(rule);
                self.score_result(&ResultOf::Activity(activity.clone()), result);
                self.record(Event::ActivityKept { activity: activity.clone(), result: result.clone(), by });
                Ok(Next::Stays)
            }
            (Origin::Requirements { token, .. } | Origin::OutcomeForm { token, .. }, _) => self.after_form(*token, comment),
            _ => {
                self.end_errand(comment);
                Ok(Next::Stays)
            }
        }
    }

    /// The stage's or the outcome's questions are answered: the flow goes where it wanted to.
    fn after_form(&mut self, token: u32, comment: Option<String>) -> Result<Next, Rejection> {
        let state = self.case.flow().and_then(|flow| flow.tokens.get(&token)).map(|token| &token.state);
        match state {
            Some(TokenState::Requirements { to, .. }) => {
                let to: Destination = to.clone();
                Ok(Next::Leaves { token, to, comment })
            }
            _ => Ok(Next::Stays),
        }
    }

    fn end_errand(&mut self, comment: Option<String>) {
        if self.case.phase == Phase::Errand && self.case.tasks.is_empty() {
            self.record(Event::CaseFinished { outcome: OutcomeId::from(ERRAND_DONE), comment });
        }
    }

    /// What a result does besides leading somewhere.
    fn apply_result(&mut self, rule: &ResultRule) {
        self.set_computed(&rule.set, &Cause::Result(rule.id.clone()), None);
        self.plan_all(rule);
    }

    fn plan_all(&mut self, rule: &ResultRule) {
        for activity in &rule.plan {
            self.plan(activity);
        }
    }

    /// A result is taken: its fields are set, its activities planned, its route followed. What a loop would plan is not planned
    /// once its bound is reached: somebody else decides then.
    pub(crate) fn take_result(&mut self, taken: Taken, rule: &ResultRule) -> Next {
        self.set_computed(&rule.set, &Cause::Result(rule.id.clone()), Some(taken.token));
        self.score_result(&ResultOf::Step(taken.step.clone()), &rule.id);
        if !self.is_beyond(&taken, &rule.route) {
            self.plan_all(rule);
        }
        self.follow(taken, &rule.route)
    }
}

/// Whether only its own holder or his deputy may do it: a verdict is personal.
pub(crate) fn is_personal(task: &Task) -> bool {
    task.kind == TaskKind::Visa
}
