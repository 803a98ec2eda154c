//! Routes as edges, and what follows the end of a body.

use crate::model::{Bound, Jump, Route, Stage};
use crate::name::StageId;
use crate::process::prove::graph::{Choice, Edge, Effect, NodeId, Pick, Side, Who};

use super::{Builder, List};

/// A way that leaves a step by a route.
pub(super) struct Way {
    /// From where.
    pub from: NodeId,
    /// Where the list goes on below.
    pub below: NodeId,
    /// Who takes it.
    pub who: Who,
    /// What is chosen.
    pub what: Option<Choice>,
    /// What it does to fields.
    pub effects: Vec<Effect>,
}

impl<'p> Builder<'p> {
    /// The edges of a route: one, or two where it has a bound.
    pub(super) fn route(&mut self, list: List<'p>, way: Way, route: &'p Route) {
        let Way { from, below, who, what, effects } = way;
        let edge = |to, effects| Edge { to, who, what, effects, side: None, rescue: false, idle: false };
        match route {
            Route::Next => self.edge(from, edge(below, effects)),
            Route::End => self.edge(from, edge(list.end, effects)),
            Route::Finish(outcome) => self.edge(from, edge(self.outcome(outcome), effects)),
            Route::Stage(stage) => {
                let required = self.required(list.body);
                let Some(to) = self.body(stage) else { return };
                self.edge(from, edge(to, effects.into_iter().chain(required).collect()));
            }
            Route::Jump(Jump { step, bound: None }) => {
                let Some(to) = self.step(list.body, step) else { return };
                self.edge(from, edge(to, effects));
            }
            Route::Jump(Jump { step, bound: Some(bound) }) => {
                let Some(to) = self.step(list.body, step) else { return };
                self.bounded(list, from, edge(to, effects), bound, (Vec::new(), false));
            }
            Route::Again { bound, .. } => self.bounded(list, from, edge(from, effects), bound, (Vec::new(), false)),
            Route::Return(rule) => {
                let Some(to) = self.body(&rule.stage) else { return };
                let cleared: Vec<Effect> = self.numbers.all(&rule.clear).into_iter().map(Effect::Empty).collect();
                match &rule.bound {
                    None => self.edge(from, edge(to, effects.into_iter().chain(cleared).collect())),
                    Some(bound) => self.bounded(list, from, edge(to, effects), bound, (cleared, true)),
                }
            }
        }
    }

    /// The loop, and what comes once it was taken as often as it may.
    fn bounded(&mut self, list: List<'p>, from: NodeId, edge: Edge, bound: &Bound, (cleared, per_case): (Vec<Effect>, bool)) {
        let number = self.bounds;
        self.bounds += 1;
        let side = |taken| Some(Side { bound: number, at_most: bound.at_most, taken, per_case });
        if let Some(to) = self.step(list.body, &bound.otherwise) {
            self.edge(from, Edge { to, side: side(false), ..edge.clone() });
        }
        let mut taken = Edge { side: side(true), ..edge };
        taken.effects.extend(cleared);
        self.edge(from, taken);
    }

    fn body(&self, stage: &StageId) -> Option<NodeId> {
        self.process.place_of(stage).map(|place| self.enter[place])
    }

    /// What the stage requires is filled once the flow has left it forwards.
    fn required(&self, body: usize) -> Vec<Effect> {
        let stage = self.process.stages.get(body);
        stage.map(|stage| self.numbers.all(&stage.requires).into_iter().map(Effect::Fill).collect()).unwrap_or_default()
    }

    /// Where the end of a body leads: by the rules of the stage, else to the stage below; a handler has done its work.
    pub(super) fn after_the_end(&mut self, body: usize, stage: &'p Stage) {
        let end = self.end[body];
        if body >= self.process.stages.len() {
            let quiet = self.quiet;
            return self.edge(end, Edge::down(quiet));
        }
        let effects = self.required(body);
        if stage.next.is_empty() {
            let to = self.enter.get(body + 1).copied().filter(|_| body + 1 < self.process.stages.len());
            let to = to.unwrap_or(self.fell_off);
            return self.edge(end, Edge { effects, ..Edge::down(to) });
        }
        for (number, rule) in stage.next.iter().enumerate() {
            let Some(to) = self.body(&rule.stage) else { continue };
            let what = Choice { pick: Some(Pick::Onward(number)), ..Choice::titled(stage.title.clone()) };
            self.edge(end, Edge { effects: effects.clone(), what: Some(what), ..Edge::down(to) });
        }
    }
}
