//! Applying the events of the flow: stages, tokens, waits, approvals, loops.

use std::collections::BTreeMap;

use voronka_definition::name::{OutcomeId, StageId, StepId};

use crate::case::{Approval, ApprovalState, Case, Flow, LoopCount, Phase, StageClock, Token, TokenState, Visas};
use crate::event::{Event, Recorded};

impl Case {
    /// Applies an event of the flow; says whether it was one.
    pub(super) fn apply_to_flow(&mut self, recorded: &Recorded) -> bool {
        match &recorded.event {
            Event::StageEntered { stage, visit, .. } => self.enter_stage(stage, *visit),
            Event::StageLeft { stage } => self.leave_stage(stage),
            Event::StepReached { token, step } => self.move_token(*token, step),
            Event::LoopTaken { token, step, result, count, .. } => self.change_flow(|flow| {
                let walk = flow.walk_of(*token);
                let Some(token) = flow.tokens.get_mut(token) else { return };
                token.again = Some(result.clone());
                let taken =
                    LoopCount { stage: token.of.clone(), walk, step: step.clone(), result: result.clone(), count: *count };
                count_loop(&mut flow.loops, taken);
            }),
            Event::ReturnTaken { token, step, result, count } => {
                if let Some(token) = self.flow().and_then(|flow| flow.tokens.get(token)) {
                    let (stage, step) = (token.of.clone(), step.clone());
                    count_loop(&mut self.returns, LoopCount { stage, walk: None, step, result: result.clone(), count: *count });
                }
            }
            Event::WaitBegan { token, until, dated, .. } => {
                self.set_token_state(*token, TokenState::Waiting { until: *until, dated: dated.clone() });
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
            Event::ApprovalEnded { stage, step, item, state } => {
                let is_it = |a: &&mut Approval| a.stage == *stage && a.step == *step && a.item == *item;
                if let Some(approval) = self.approvals.iter_mut().find(is_it) {
                    approval.state = match state {
                        // A round that was broken off leaves what stood before it; one that is over is forgotten.
                        ApprovalState::Abandoned if approval.state == ApprovalState::Pending => {
                            approval.before.unwrap_or(ApprovalState::Abandoned)
                        }
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
        // What handlers walk goes on in every stage.
        let (tokens, loops) = match &mut self.phase {
            Phase::Running(flow) => (std::mem::take(&mut flow.tokens), std::mem::take(&mut flow.loops)),
            Phase::Errand | Phase::Finished { .. } => (BTreeMap::new(), Vec::new()),
        };
        let clock = StageClock::default();
        self.phase = Phase::Running(Flow { stage: stage.clone(), visit, tokens, loops, limit_at: None, gap_at: None, clock });
    }

    fn move_token(&mut self, number: u32, step: &StepId) {
        self.counters.tokens = self.counters.tokens.max(number);
        self.change_flow(|flow| {
            let stage = &flow.stage;
            let token = flow.tokens.entry(number).or_insert_with(|| Token::new(number, step.clone(), stage.clone()));
            if token.step != *step {
                token.again = None;
            }
            (token.step, token.state) = (step.clone(), TokenState::Arrived);
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
        let item = self.flow().and_then(|flow| flow.item_of(token)).map(|(_, branch)| branch);
        let is_it = |old: &Approval| old.stage == *stage && old.step == *step && old.item == item;
        let old = self.approvals.iter().position(is_it);
        let before = old.map(|place| self.approvals.remove(place)).and_then(|old| match old.state {
            ApprovalState::Pending => old.before,
            ApprovalState::Rework | ApprovalState::Rejected | ApprovalState::Stale => Some(old.state),
            ApprovalState::Approved | ApprovalState::Abandoned => None,
        });
        self.approvals.push(Approval {
            stage: stage.clone(),
            step: step.clone(),
            item,
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
}

fn count_loop(loops: &mut Vec<LoopCount>, taken: LoopCount) {
    match loops.iter_mut().find(|known| known.is_same(&taken)) {
        Some(known) => *known = taken,
        None => loops.push(taken),
    }
}
