//! Other routes: to where the result does not lead, or as often as it may not.

use voronka_definition::model::{Bound, Jump, Process, ReturnRule, Route, Stage, Step};
use voronka_definition::name::{OutcomeId, StageId, StepId};

use super::Kind;

/// The first step of a list that the flow falls into.
fn first(steps: &[Step]) -> Option<&Step> {
    steps.iter().find(|step| !step.by_name)
}

/// Another route, and what kind of change it is.
pub(super) struct Other {
    pub(super) kind: Kind,
    pub(super) route: Route,
}

/// Where a route stands.
pub(super) struct At<'a> {
    pub(super) process: &'a Process,
    pub(super) stage: &'a Stage,
    pub(super) step: &'a StepId,
}

impl At<'_> {
    /// Every other route that is worth trying.
    pub(super) fn others(&self, route: &Route) -> Vec<Other> {
        let mut others: Vec<Other> = Vec::new();
        let mut add = |kind: Kind, other: Route| {
            if !self.is_same(&other, route) {
                others.push(Other { kind, route: other });
            }
        };
        self.elsewhere(route).into_iter().for_each(|other| add(Kind::Route, other));
        if let Some(bound) = bound_of(route) {
            for other in self.other_bounds(bound) {
                add(Kind::Bound, with_bound(route, Some(other)));
            }
            if matches!(route, Route::Jump(_) | Route::Return(_)) {
                add(Kind::Bound, with_bound(route, None));
            }
        }
        others
    }

    fn elsewhere(&self, route: &Route) -> Vec<Route> {
        let on = if self.stage.after(self.step).is_some() { Route::Next } else { Route::End };
        match route {
            Route::Next | Route::End if self.stage.after(self.step).is_none() => self.first().into_iter().collect(),
            Route::Next => vec![Route::End],
            Route::End | Route::Again { .. } | Route::Return(_) => vec![on],
            Route::Jump(jump) => {
                let other = self.neighbour(&jump.step).map(|step| Route::Jump(Jump { step, bound: jump.bound.clone() }));
                std::iter::once(on).chain(other).collect()
            }
            Route::Stage(stage) => self.other_stage(stage).map(Route::Stage).into_iter().collect(),
            Route::Finish(outcome) => {
                self.other_outcome(outcome).map(Route::Finish).into_iter().chain(std::iter::once(on)).collect()
            }
        }
    }

    /// Whether two routes always lead to the same.
    fn is_same(&self, one: &Route, other: &Route) -> bool {
        one == other || (one_step(self, one).is_some() && one_step(self, one) == one_step(self, other))
    }

    fn other_bounds(&self, bound: &Bound) -> Vec<Bound> {
        let counts = [bound.at_most.saturating_sub(1), bound.at_most.saturating_add(1)];
        let counts = counts.into_iter().filter(|count| *count != bound.at_most);
        let other_else = self.neighbour(&bound.otherwise).map(|otherwise| Bound { otherwise, at_most: bound.at_most });
        counts.map(|at_most| Bound { at_most, otherwise: bound.otherwise.clone() }).chain(other_else).collect()
    }

    /// The first step, to which the end of a list does not lead.
    fn first(&self) -> Option<Route> {
        let step = first(self.stage.find(self.step)?.list)?.id.clone();
        Some(Route::Jump(Jump { step, bound: None }))
    }

    /// The step above another one; of the first, the one below.
    fn neighbour(&self, step: &StepId) -> Option<StepId> {
        let steps = self.stage.find(step)?.list;
        let place = steps.iter().position(|one| one.id == *step)?;
        let other = if place == 0 { steps.get(1) } else { steps.get(place - 1) };
        other.map(|step| step.id.clone())
    }

    fn other_stage(&self, stage: &StageId) -> Option<StageId> {
        let place = self.process.place_of(stage)?;
        let stages = &self.process.stages;
        let other = stages.get(place + 1).or_else(|| place.checked_sub(1).and_then(|above| stages.get(above)))?;
        Some(other.id.clone())
    }

    fn other_outcome(&self, outcome: &OutcomeId) -> Option<OutcomeId> {
        self.process.outcomes.iter().map(|one| &one.id).find(|one| *one != outcome).cloned()
    }
}

/// The one step to which a route leads without counting.
fn one_step<'a>(at: &'a At<'_>, route: &'a Route) -> Option<&'a StepId> {
    match route {
        Route::Next => at.stage.after(at.step).map(|step| &step.id),
        Route::Jump(Jump { step, bound: None }) => Some(step),
        _ => None,
    }
}

fn bound_of(route: &Route) -> Option<&Bound> {
    match route {
        Route::Again { bound, .. } => Some(bound),
        Route::Jump(jump) => jump.bound.as_ref(),
        Route::Return(rule) => rule.bound.as_ref(),
        _ => None,
    }
}

fn with_bound(route: &Route, bound: Option<Bound>) -> Route {
    match (route, bound) {
        (Route::Again { due, .. }, Some(bound)) => Route::Again { due: due.clone(), bound },
        (Route::Jump(jump), bound) => Route::Jump(Jump { bound, ..jump.clone() }),
        (Route::Return(rule), bound) => Route::Return(ReturnRule { bound, ..rule.clone() }),
        (other, _) => other.clone(),
    }
}

/// A route as the language writes it.
pub(super) fn written(route: &Route) -> String {
    let bounded = |bound: &Bound| format!("at_most: {}, else: {}", bound.at_most, bound.otherwise);
    match route {
        Route::Next => "next".to_owned(),
        Route::End => "end".to_owned(),
        Route::Jump(Jump { step, bound: None }) => format!("then: {step}"),
        Route::Jump(Jump { step, bound: Some(bound) }) => format!("then: {{step: {step}, {}}}", bounded(bound)),
        Route::Again { bound, .. } => format!("again: {{{}}}", bounded(bound)),
        Route::Stage(stage) => format!("stage: {stage}"),
        Route::Return(rule) => match &rule.bound {
            Some(bound) => format!("return: {{stage: {}, {}}}", rule.stage, bounded(bound)),
            None => format!("return: {}", rule.stage),
        },
        Route::Finish(outcome) => format!("finish: {outcome}"),
    }
}
