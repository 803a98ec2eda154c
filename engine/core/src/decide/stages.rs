//! Stages: entered, ended, left, returned to; and what they require.

use voronka_definition::Text;
use voronka_definition::model::{Onward, ReturnRule, TaskKind};
use voronka_definition::name::{FieldId, OutcomeId, StageId};

use crate::case::{Approval, ApprovalState, Destination, Origin};
use crate::decide::Draft;
use crate::decide::route::{Arrival, Next};
use crate::decide::tasks::Blueprint;
use crate::event::{Cause, Event, Reason, Way};
use crate::refuse;
use crate::rejection::Rejection;

impl Draft<'_> {
    /// The steps of the stage have run out: on to the stage below.
    pub(crate) fn end_stage(&mut self, token: u32) -> Result<Next, Rejection> {
        // The rules may ask about what the stage requires, so that comes first. None of them leads back.
        let decides = self.stage().is_some_and(|stage| stage.next.iter().any(|rule| rule.when.is_some()));
        let missing = if decides { self.missing_fields() } else { Vec::new() };
        if !missing.is_empty() {
            self.ask_for_requirements(token, missing, Destination::Onward);
            return Ok(Next::Stays);
        }
        let sight = self.sight(None);
        let holds = |rule: &&Onward| rule.when.as_ref().is_none_or(|when| when.holds(&sight));
        let by_rule = self.stage().and_then(|stage| stage.next.iter().find(holds)).map(|rule| rule.stage.clone());
        let below = || Some(self.process.stage_after(self.case.stage()?)?.id.clone());
        // `last_stage_falls_off` of the checker keeps every process from having nothing below; a refusal is better than a deal
        // without a next step.
        let stage = by_rule.or_else(below).ok_or_else(refuse::no_way_on)?;
        Ok(Next::Leaves { token, to: Destination::Stage(stage), comment: None })
    }

    /// Leaves the stage for this destination, once what it requires is there.
    pub(crate) fn leave(&mut self, token: u32, to: Destination, comment: Option<String>) -> Result<Next, Rejection> {
        if let Destination::Finish(outcome) = &to
            && let Some(refusal) = self.approvals_in_the_way(outcome).filter(|_| !self.is_nobodys_act(token))
        {
            return Err(refusal);
        }
        let missing = if self.leads_forwards(&to) { self.missing_fields() } else { Vec::new() };
        if !missing.is_empty() {
            self.ask_for_requirements(token, missing, to);
            return Ok(Next::Stays);
        }
        match to {
            Destination::Stage(stage) => {
                if self.ends_its_handler(token) && self.case.stage() == Some(&stage) {
                    return Ok(Next::Stays);
                }
                let way = if self.is_earlier(&stage) { Way::Return } else { Way::Onward };
                Ok(self.move_to(&stage, way, None))
            }
            Destination::Finish(outcome) => self.finish_from(token, &outcome, comment),
            Destination::Onward => self.end_stage(token),
        }
    }

    fn leads_forwards(&self, to: &Destination) -> bool {
        match to {
            Destination::Stage(stage) => !self.is_earlier(stage),
            Destination::Finish(outcome) => self.is_victory(outcome),
            Destination::Onward => true,
        }
    }

    /// Whether a stage stands above the one the case is in.
    pub(crate) fn is_earlier(&self, stage: &StageId) -> bool {
        let here = self.case.stage().and_then(|here| self.process.place_of(here));
        self.process.place_of(stage) < here
    }

    fn missing_fields(&self) -> Vec<FieldId> {
        let required = self.stage().map_or(&[][..], |stage| &stage.requires);
        required.iter().filter(|field| self.case.value(field).is_none()).cloned().collect()
    }

    fn ask_for_requirements(&mut self, token: u32, fields: Vec<FieldId>, to: Destination) {
        let Some(stage) = self.body_of(token).cloned() else { return };
        let origin = Origin::Requirements { stage, token, fields: fields.clone() };
        let title = Text::both("Заполнить обязательные поля стадии", "Fill in what the stage requires");
        let task = self.make_form(origin, title);
        self.record(Event::RequirementsMissing { token, task, fields, to });
    }

    /// Asks the owner what the outcome asks, as no person was there to be asked.
    pub(crate) fn ask_for_outcome(&mut self, token: u32, outcome: &OutcomeId) -> Next {
        let Some(stage) = self.body_of(token).cloned() else { return Next::Stays };
        let origin = Origin::OutcomeForm { stage, token, outcome: outcome.clone() };
        let task = self.make_form(origin, Text::both("Завершить сделку", "Finish the deal"));
        let (fields, to) = (self.unanswered(outcome), Destination::Finish(outcome.clone()));
        self.record(Event::RequirementsMissing { token, task, fields, to });
        Next::Stays
    }

    fn make_form(&mut self, origin: Origin, title: Text) -> u32 {
        let holder = self.hold(vec![self.case.owner.clone()]);
        let kind = TaskKind::Form;
        let due = self.due_for(&self.process.defaults.due, &holder, kind, None);
        self.make_task(Blueprint { origin, title, kind, holder, due, note: None })
    }

    /// Goes back for another round of a stage: these fields are emptied, the comment goes with the new tasks.
    pub(crate) fn return_to(&mut self, token: u32, rule: &ReturnRule, comment: Option<String>) -> Next {
        let stage = &rule.stage;
        // A handler cannot know how far the deal has come: there is no way back to a stage that is still ahead.
        if self.ends_its_handler(token) && !self.is_earlier(stage) && self.case.stage() != Some(stage) {
            return Next::Stays;
        }
        let next = self.move_to(stage, Way::Return, comment);
        self.clear_fields(&rule.clear, Cause::Return(stage.clone()));
        next
    }

    /// A handler that moves the deal has done its work; whether the token walked one.
    fn ends_its_handler(&mut self, token: u32) -> bool {
        let handler = self.handler_of(token).map(|handler| &handler.body.id);
        if let Some(handler) = handler {
            self.end_handler(token, handler);
        }
        handler.is_some()
    }

    /// Moves the case into a stage: what was open in the old one is cancelled.
    pub(crate) fn move_to(&mut self, stage: &StageId, way: Way, comment: Option<String>) -> Next {
        if let Some(left) = self.case.stage().cloned() {
            self.leave_stage(&left, Reason::StageLeft(left.clone()));
            self.record(Event::StageLeft { stage: left });
        }
        self.enter(stage, way, comment)
    }

    /// Enters a stage, at its first step.
    pub(crate) fn enter(&mut self, stage: &StageId, way: Way, comment: Option<String>) -> Next {
        let visit = self.case.visits.get(stage).map_or(1, |visits| visits + 1);
        self.record(Event::StageEntered { stage: stage.clone(), visit, way, comment: comment.clone() });
        self.refresh_scores();
        self.begin_rules();
        let token = self.case.counters.tokens + 1;
        match self.process.stage(stage).and_then(|stage| stage.first()) {
            Some(step) => Next::Arrives(Arrival { token, step: step.id.clone(), due: None, note: comment }),
            None => Next::Ends(token),
        }
    }

    /// Cancels what belongs to a stage or handler: its tasks, and its visas in progress.
    pub(crate) fn leave_stage(&mut self, left: &StageId, reason: Reason) {
        let flow = self.case.flow().filter(|flow| flow.stage == *left);
        if let Some(from) = flow.and_then(|flow| flow.clock.paused_at) {
            self.resume_clock(from);
        }
        self.cancel_tasks(&reason, |task| task.origin.stage() == Some(left));
        let is_pending = |a: &&Approval| a.state == ApprovalState::Pending && a.stage == *left;
        let pending: Vec<_> = self.case.approvals.iter().filter(is_pending).cloned().collect();
        for Approval { stage, step, item, .. } in pending {
            self.record(Event::ApprovalEnded { stage, step, item, state: ApprovalState::Abandoned });
        }
    }
}
