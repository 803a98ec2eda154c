//! Applying the events of branches, handlers, stage rules, silence and points.

use std::collections::BTreeSet;

use voronka_definition::Value;
use voronka_definition::name::{FieldId, StageId, StepId};
use voronka_definition::value::Data;

use crate::case::{Case, Flow, Pause, Phase, Silence, StageClock, Token, TokenState, Within};
use crate::event::{Event, Recorded};

impl Case {
    /// Applies such an event; says whether it was one.
    pub(super) fn apply_to_branches(&mut self, recorded: &Recorded) -> bool {
        match &recorded.event {
            Event::BranchesBegan { token, all, later, .. } => {
                let state = TokenState::Branches { ended: Vec::new(), all: *all, later: later.clone() };
                self.set_token_state(*token, state);
            }
            Event::BranchBegan { token, step, within } => self.begin_branch(*token, step, within),
            Event::BranchEnded { token, branch, .. } => self.end_branch(*token, *branch),
            Event::BranchesJoined { token, .. } => {
                self.change_flow(|flow| flow.remove_under(*token, false));
                self.set_token_state(*token, TokenState::Arrived);
            }
            Event::HandlerBegan { token, handler } => self.begin_handler(*token, handler),
            Event::HandlerEnded { token, .. } => self.change_flow(|flow| flow.remove_under(*token, true)),
            Event::ItemSet { token, values, cleared, .. } => self.set_item(*token, values, cleared),
            Event::StageTimed { limit_at, gap_at, limit, gap, .. } => {
                let mut gaps = 0;
                self.change_flow(|flow| {
                    gaps = u32::from(gap_at.is_some() && flow.gap_at != *gap_at);
                    (flow.limit_at, flow.gap_at) = (*limit_at, *gap_at);
                    (flow.clock.limit, flow.clock.gap) = (limit.clone(), gap.clone());
                });
                self.counters.gaps += gaps;
            }
            Event::ClockPaused { .. } => self.change_flow(|flow| flow.clock.paused_at = Some(recorded.at)),
            Event::ClockResumed { stage, from, minutes } => {
                self.change_flow(|flow| {
                    flow.clock.paused_at = None;
                    flow.clock.pauses.push(Pause { from: *from, to: recorded.at });
                });
                *self.with_client.entry(stage.clone()).or_default() += minutes;
            }
            Event::SilenceTimed { place, until, .. } => {
                let silence = self.silences.entry(*place).or_insert(Silence { timed: 0, until: None });
                *silence = Silence { timed: silence.timed + 1, until: Some(*until) };
            }
            Event::SilenceHeard { place, .. } => {
                self.silences.entry(*place).and_modify(|silence| silence.until = None);
            }
            Event::PointsGiven { points } => {
                self.counters.points = points.number;
                self.points.push(points.clone());
            }
            Event::PointsExpired { number, .. } => self.points.retain(|points| points.number != *number),
            _ => return false,
        }
        true
    }

    fn begin_branch(&mut self, number: u32, step: &StepId, within: &Within) {
        self.counters.tokens = self.counters.tokens.max(number);
        self.change_flow(|flow| {
            let Some(parent) = flow.tokens.get_mut(&within.parent) else { return };
            if let TokenState::Branches { later, .. } = &mut parent.state
                && !later.is_empty()
                && later.first() == within.item.as_ref()
            {
                later.remove(0);
            }
            let of = parent.of.clone();
            let within = Some(within.clone());
            flow.tokens.insert(number, Token { within, ..Token::new(number, step.clone(), of) });
        });
    }

    fn end_branch(&mut self, number: u32, branch: u32) {
        self.change_flow(|flow| {
            let parent = flow.tokens.get(&number).and_then(|token| Some(token.within.as_ref()?.parent));
            flow.remove_under(number, true);
            let parent = parent.and_then(|parent| flow.tokens.get_mut(&parent));
            if let Some(Token { state: TokenState::Branches { ended, .. }, .. }) = parent {
                ended.push(branch);
            }
        });
    }

    fn begin_handler(&mut self, number: u32, handler: &StageId) {
        self.counters.tokens = self.counters.tokens.max(number);
        self.change_flow(|flow| {
            // Until it arrives at its first step it stands nowhere: the name of the handler is no step of it.
            let token = Token::new(number, StepId::from(handler.as_str()), handler.clone());
            flow.tokens.insert(number, token);
        });
    }

    fn set_item(&mut self, token: u32, values: &Data, cleared: &[FieldId]) {
        self.change_flow(|flow| {
            let within = flow.tokens.get_mut(&token).and_then(|token| token.within.as_mut());
            let Some(item) = within.and_then(|within| within.item.as_mut()) else { return };
            item.value.extend(values.iter().map(|(field, value)| (field.clone(), value.clone())));
            item.value.retain(|field, _| !cleared.contains(field));
        });
    }

    /// A list has changed: running items see what was corrected in their place, or find where they have gone.
    pub(super) fn refresh_items(&mut self, field: &FieldId, before: Option<&Value>) {
        let items = |value: Option<&Value>| match value {
            Some(Value::List(items)) => items.clone(),
            _ => Vec::new(),
        };
        let (before, after) = (items(before), items(self.data.get(field)));
        self.change_flow(|flow| {
            for token in flow.tokens.values_mut() {
                let own = token.within.as_mut().and_then(|within| within.item.as_mut());
                let later = match &mut token.state {
                    TokenState::Branches { later, .. } => later.as_mut_slice(),
                    _ => &mut [],
                };
                for item in own.into_iter().chain(later).filter(|item| item.list == *field) {
                    item.find_again(before.len(), &after);
                }
            }
        });
    }

    pub(super) fn leave_stage(&mut self, stage: &StageId) {
        self.change_flow(|flow| {
            flow.tokens.retain(|_, token| token.of != *stage);
            flow.loops.retain(|known| known.walk.is_some());
            flow.forget_loops();
            (flow.limit_at, flow.gap_at) = (None, None);
            flow.clock = StageClock::default();
        });
    }

    pub(super) fn change_flow(&mut self, change: impl FnOnce(&mut Flow)) {
        if let Phase::Running(flow) = &mut self.phase {
            change(flow);
        }
    }
}

impl Flow {
    /// Removes what walks the branches of a token, and the token itself if it is meant too.
    fn remove_under(&mut self, token: u32, and_itself: bool) {
        let under: BTreeSet<u32> = self.tokens.keys().filter(|other| self.is_under(**other, token)).copied().collect();
        self.tokens.retain(|number, _| !(under.contains(number) || and_itself && *number == token));
        self.forget_loops();
    }

    /// The counts of what walks no more.
    fn forget_loops(&mut self) {
        let Self { loops, tokens, .. } = self;
        loops.retain(|known| match known.walk {
            Some(walk) => tokens.contains_key(&walk),
            None => true,
        });
    }
}
