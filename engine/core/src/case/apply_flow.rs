//! Applying the events of the flow: stages, tokens, waits, approvals, loops.

use std::collections::BTreeMap;

use voronka_definition::name::{OutcomeId, ResultId, StageId, StepId};

use crate::case::{Approval, ApprovalState, Case, Flow, LoopCount, Phase, Token, TokenState, Visas};
use crate::event::{Event, Recorded};

impl Case {
    /// Applies an event of the flow; says whether it was one.
    pub(super) fn apply_to_flow(&mut self, recorded: &Recorded) -> bool {
        match &recorded.event {
            Event::StageEntered { stage, visit, .. } => self.enter_stage(stage, *visit),
            Event::StageLeft { .. } => self.change_flow(|flow| flow.tokens.clear()),
            Event::StepReached { token, step } => self.move_token(*token, step),
            Event::LoopTaken { step, result, count, .. } => {
                self.change_flow(|flow| {
                    count_loop(&mut flow.loops, &flow.stage, step, result, *count);
                    let here = flow.tokens.values_mut().filter(|token| token.step == *step);
                    here.for_each(|token| token.again = Some(result.clone()));
                });
            }
            Event::ReturnTaken { step, result, count } => {
                if let Phase::Running(flow) = &self.phase {
                    count_loop(&mut self.returns, &flow.stage, step, result, *count);
                }
            }
            Event::WaitBegan { token, until, .. } => {
                self.set_token_state(*token, TokenState::Waiting { until: *until });
                self.change_token(*token, |token| token.waits += 1);
            }
            Event::WaitEnded { token, .. } | Event::WaitTimedOut { token, .. } => {
                self.set_token_state(*token, TokenState::Arrived);
            }
            Event::RequirementsMissing { token, task, to, .. } => {
                self.set_token_state(*token, TokenState::Requirements { task: *task, to: to.clone() });
            }
            Event::ApprovalBegan { token, stage, step, visas } => self.begin_approval(*token, stage, step, visas),
            Event::VerdictGiven { token, verdict } => self.change_flow(|flow| {
                if let Some(Token { state: TokenState::Visas(visas), .. }) = flow.tokens.get_mut(token) {
                    visas.verdicts.push(verdict.clone());
                }
            }),
            Event::ApprovalEnded { stage, step, state } => {
                if let Some(approval) = self.approvals.iter_mut().find(|a| a.stage == *stage && a.step == *step) {
                    approval.state = match state {
                        ApprovalState::Abandoned => approval.before.unwrap_or(ApprovalState::Abandoned),
                        state => *state,
                    };
                }
            }
            Event::CaseFinished { outcome, .. } => self.end(outcome, recorded),
            _ => return false,
        }
        true
    }

    fn enter_stage(&mut self, stage: &StageId, visit: u32) {
        self.visits.insert(stage.clone(), visit);
        let flow = Flow { stage: stage.clone(), visit, tokens: BTreeMap::new(), loops: Vec::new(), limit_at: None, gap_at: None };
        self.phase = Phase::Running(flow);
    }

    fn move_token(&mut self, number: u32, step: &StepId) {
        self.counters.tokens = self.counters.tokens.max(number);
        self.change_flow(|flow| {
            let known = flow.tokens.get(&number);
            let again = known.filter(|token| token.step == *step).and_then(|token| token.again.clone());
            let waits = known.map_or(0, |token| token.waits);
            let of = known.map_or_else(|| flow.stage.clone(), |token| token.of.clone());
            let within = known.and_then(|token| token.within.clone());
            let token = Token { number, step: step.clone(), state: TokenState::Arrived, again, waits, of, within };
            flow.tokens.insert(number, token);
        });
    }

    pub(super) fn set_token_state(&mut self, number: u32, state: TokenState) {
        self.change_token(number, |token| token.state = state);
    }

    pub(super) fn change_token(&mut self, number: u32, change: impl FnOnce(&mut Token)) {
        self.change_flow(|flow| {
            if let Some(token) = flow.tokens.get_mut(&number) {
                change(token);
            }
        });
    }

    fn begin_approval(&mut self, token: u32, stage: &StageId, step: &StepId, visas: &Visas) {
        self.set_token_state(token, TokenState::Visas(visas.clone()));
        let old = self.approvals.iter().position(|old| old.stage == *stage && old.step == *step);
        let before = old.map(|place| self.approvals.remove(place)).and_then(|old| match old.state {
            ApprovalState::Pending => old.before,
            ApprovalState::Rework | ApprovalState::Rejected | ApprovalState::Stale => Some(old.state),
            ApprovalState::Approved | ApprovalState::Abandoned => None,
        });
        self.approvals.push(Approval {
            stage: stage.clone(),
            step: step.clone(),
            state: ApprovalState::Pending,
            document: visas.document.clone(),
            before,
        });
    }

    fn end(&mut self, outcome: &OutcomeId, recorded: &Recorded) {
        self.phase = Phase::Finished { outcome: outcome.clone(), at: recorded.at };
        self.finished_activities.clear();
        self.signals.clear();
    }

    fn change_flow(&mut self, change: impl FnOnce(&mut Flow)) {
        if let Phase::Running(flow) = &mut self.phase {
            change(flow);
        }
    }
}

fn count_loop(loops: &mut Vec<LoopCount>, stage: &StageId, step: &StepId, result: &ResultId, count: u32) {
    match loops.iter_mut().find(|l| l.stage == *stage && l.step == *step && l.result == *result) {
        Some(known) => known.count = count,
        None => loops.push(LoopCount { stage: stage.clone(), step: step.clone(), result: result.clone(), count }),
    }
}
