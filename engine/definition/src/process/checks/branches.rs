//! Branches that are never taken, since those above them take all their cases: the branches of `decide`, and the rules of `next`.
//!
//! As in a decision table, each field falls into the pieces that the conditions tell apart, and every combination of them is tried.
//! What is no comparison of a field with a written value may hold or not: then nothing is said.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Span, say};
use crate::expr::{Expr, Trial};
use crate::model::{Fields, StepKind};
use crate::name::FieldId;
use crate::process::checks::constants;
use crate::process::checks::flow::Flow;
use crate::process::checks::tables;
use crate::process::context::Context;
use crate::value::Value;
use crate::yaml::{Kind, Node};

/// How many combinations are tried for one branch; of more, nothing is said.
const MOST: usize = 20_000;

/// What a field may hold: a value for each piece.
pub type Axes = Vec<(FieldId, Vec<Option<Value>>)>;

/// Notes every branch that is never taken.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    for (at, step) in flow.steps() {
        let StepKind::Decide(decide) = &step.kind else { continue };
        let conditions: Vec<_> = decide.branches.iter().map(|branch| branch.when.as_ref()).collect();
        let head = &context.outline.steps[at];
        list(context, &conditions, head.node.get("branches"), head.span);
    }
    for (stage, head) in flow.stages.iter().zip(context.outline.stages()) {
        let conditions: Vec<_> = stage.next.iter().map(|rule| rule.when.as_ref()).collect();
        list(context, &conditions, head.node.get("next"), head.span);
    }
}

fn list(context: &Context<'_>, conditions: &[Option<&Expr>], node: Option<&Node>, span: Span) {
    let items = match node.map(|node| &node.kind) {
        Some(Kind::Seq(items)) if items.len() == conditions.len() => items.as_slice(),
        _ => return,
    };
    let written: Vec<&Expr> = conditions.iter().map_while(|when| *when).collect();
    let mut constant = false;
    for place in 0..written.len() {
        let is_dead = place > 0 && is_dead(written[place], &written[..place], &context.fields);
        let place_of = |place: usize| items[place].get("when").map_or(span, Node::head);
        if !is_dead {
            constant |= constants::note(context, written[place], place_of(place));
            continue;
        }
        let place = place_of(place);
        let message = say!(
            "эта ветвь никогда не будет выбрана: все ее случаи забирают ветви выше",
            "this branch is never taken: the branches above take all its cases"
        );
        let help = say!("поднимите ее выше или удалите", "move it up, or delete it");
        context.findings.error_with("dead_branch", place, message, help);
    }
    let otherwise = items.last().and_then(|item| item.get("else")).filter(|_| !constant && written.len() + 1 == items.len());
    otherwise.into_iter().for_each(|node| dead_else(context, &written, node));
}

/// An `else` below branches that take every case.
fn dead_else(context: &Context<'_>, written: &[&Expr], node: &Node) {
    let Some(axes) = axes(written, &context.fields) else { return };
    if every(&axes, &|trial| written.iter().any(|when| when.judged(trial) == Some(true))) {
        let message = say!(
            "до else дело не доходит: ветви выше забирают все случаи",
            "this else is never taken: the branches above take all cases"
        );
        let message = constants::together(message, &constants::reason(context, &axes));
        let help = say!("напишите последнюю из них как else", "write the last of them as the else");
        context.findings.warning("dead_else", node.head(), message, help);
    }
}

/// Whether a condition never holds where none of those above it does.
fn is_dead(own: &Expr, above: &[&Expr], fields: &Fields) -> bool {
    if above.iter().any(|other| other.says_the_same(own)) {
        return true;
    }
    let all: Vec<&Expr> = above.iter().copied().chain([own]).collect();
    let Some(axes) = axes(&all, fields) else { return false };
    let taken = |trial: &Trial<'_>| above.iter().any(|other| other.judged(trial) == Some(true));
    every(&axes, &|trial| own.judged(trial) == Some(false) || taken(trial))
}

/// What the fields may hold that the conditions compare; nothing where that is too much to be tried, or there is none.
pub fn axes(all: &[&Expr], fields: &Fields) -> Option<Axes> {
    let mut compared: BTreeMap<FieldId, Vec<Value>> = BTreeMap::new();
    for (field, values) in all.iter().flat_map(|expr| expr.compared(fields)) {
        compared.entry(field).or_default().extend(values);
    }
    let filled: BTreeSet<&FieldId> = all.iter().flat_map(|expr| expr.needed()).collect();
    let (mut axes, mut count) = (Axes::new(), 1_usize);
    for (id, values) in compared {
        let mut samples = tables::samples(fields.get(&id)?, values);
        samples.retain(|sample| sample.is_some() || !filled.contains(&id));
        count = count.saturating_mul(samples.len());
        axes.push((id, samples));
        if count > MOST {
            return None;
        }
    }
    (!axes.is_empty()).then_some(axes)
}

/// Whether something holds for every combination.
pub fn every(axes: &Axes, holds: &dyn Fn(&Trial<'_>) -> bool) -> bool {
    let count: usize = axes.iter().map(|(_, samples)| samples.len()).product();
    (0..count).all(|number| {
        let mut left = number;
        let mut trial = Trial::new();
        for (field, samples) in axes {
            trial.insert(field, samples[left % samples.len()].as_ref());
            left /= samples.len();
        }
        holds(&trial)
    })
}
