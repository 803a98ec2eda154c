//! What is asked on the way of a story: by a result, by several visas, by what a stage requires, and what a return empties.

use std::collections::BTreeSet;

use crate::model::{Approver, Ask, Call, FieldType, Process, Quorum, ResultRule, Route, Step, StepKind};
use crate::name::FieldId;
use crate::process::prove::build::rules;
use crate::process::prove::deal::Deal;
use crate::process::prove::graph::{Graph, Place};
use crate::process::prove::story::Turn;

use super::Way;

/// The lists through whose items these turns go.
pub(super) fn lists<'p>(process: &'p Process, graph: &Graph<'p>, turns: &[Turn<'_>]) -> BTreeSet<&'p FieldId> {
    let steps = process.bodies().flat_map(crate::model::Stage::every_step);
    let through = |inner: &[Step]| {
        let is_inner = |turn: &Turn<'_>| graph.steps[turn.from].is_some_and(|step| holds(inner, step));
        turns.iter().any(is_inner)
    };
    let lists = steps.filter_map(|step| match &step.kind {
        StepKind::Each(each) if through(&each.steps) => Some(&each.list),
        _ => None,
    });
    lists.collect()
}

fn holds(steps: &[Step], wanted: &Step) -> bool {
    steps.iter().any(|step| std::ptr::eq(step, wanted) || step.kind.inner().into_iter().any(|inner| holds(inner, wanted)))
}

impl<'p> Way<'_, 'p> {
    /// How many must take the result before it counts: an approval wants several.
    pub(super) fn visas(&self, turn: &Turn<'_>, deal: &Deal) -> usize {
        let is_given = turn.edge.what.as_ref().and_then(|what| what.result.as_ref()).is_some_and(|id| id.as_str() == "approved");
        match self.graph.steps[turn.from].map(|step| &step.kind).filter(|_| is_given) {
            Some(StepKind::Approve(approve)) => {
                let asked = |approver: &&Approver| approver.when.as_ref().is_none_or(|when| deal.holds(when) != Some(false));
                let asked = approve.approvers.iter().filter(asked).count();
                match approve.needs {
                    Quorum::All => asked,
                    Quorum::Number(number) => asked.min(number as usize),
                }
            }
            _ => 1,
        }
    }

    /// What the answer to a call can bring as a plain word or number.
    pub(super) fn sendable<'c>(&self, call: &'c Call) -> impl Iterator<Item = &'c FieldId> {
        let is_plain = |field: &&FieldId| {
            let kind = self.process.fields.get(field).map(|field| &field.kind);
            matches!(
                kind,
                Some(
                    FieldType::Text
                        | FieldType::Number { .. }
                        | FieldType::Integer { .. }
                        | FieldType::Boolean
                        | FieldType::Date
                        | FieldType::Choice(_)
                )
            )
        };
        call.take.iter().map(|(field, _)| field).filter(is_plain)
    }

    /// Whether a question is for the document that is given anew.
    pub(super) fn is_renewed(&self, ask: &Ask, deal: &Deal) -> bool {
        self.renews == Some(&ask.field) && deal.data.contains_key(&ask.field)
    }

    /// What a person answers when he takes a result: what he is asked, the document that he may give anew, and the
    /// list that the story goes through.
    pub(super) fn asks(&self, turn: &Turn<'_>, deal: &Deal) -> Vec<&'p Ask> {
        let act = turn.edge.what.as_ref().and_then(|what| what.act.as_ref());
        let Some((task, result)) = act else { return Vec::new() };
        let of_step = self.graph.steps[turn.from].filter(|step| step.id.as_str() == task).map(|step| rules(&step.kind));
        let activity = || self.process.activities.iter().find(|known| known.id.as_str() == task);
        let all = of_step.or_else(|| activity().map(|activity| activity.work.results.as_slice()));
        let rule = all.into_iter().flatten().find(|rule| rule.id.as_str() == result);
        let Some(rule) = rule else { return Vec::new() };
        let is_missing = |ask: &Ask| self.lists.contains(&ask.field) && !deal.data.contains_key(&ask.field);
        let given = rule.may_ask.iter().filter(|ask| self.is_renewed(ask, deal) || is_missing(ask));
        rule.ask.iter().chain(given).collect()
    }

    /// Empties what a return to an earlier stage empties; whether this is one.
    pub(super) fn returned(&self, rule: Option<&ResultRule>, turn: &Turn<'_>, deal: &mut Deal) -> bool {
        let Some(Route::Return(back)) = rule.map(|rule| &rule.route) else { return false };
        let taken = turn.edge.side.is_none_or(|side| side.taken);
        if taken {
            back.clear.iter().for_each(|field| deal.empty(field));
        }
        taken
    }

    /// What the stage requires that is left forwards, and what nothing has filled. Before a victory that is refused nobody is asked,
    /// unless it is by the answer that it is refused.
    pub(super) fn missing(&self, turn: &Turn<'_>, deal: &Deal) -> Vec<FieldId> {
        let left = self.graph.bodies[turn.from].and_then(|body| self.process.stages.get(body));
        let is_missing = |field: &FieldId| !deal.data.contains_key(field) && !deal.unknown.contains(field);
        let leaves = match self.graph.places[turn.edge.to] {
            Place::Enter(body) => Some(body) != self.graph.bodies[turn.from],
            Place::Outcome(won) => won && self.renews.is_some_and(is_missing),
            _ => false,
        };
        let required = left.filter(|_| leaves).map_or(&[][..], |stage| stage.requires.as_slice());
        required.iter().filter(|field| is_missing(field)).cloned().collect()
    }
}
