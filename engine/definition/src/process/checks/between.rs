//! Whether somebody else has to act before a step can be come to again.
//!
//! The flow is followed over every result, past every bound and every condition, until a step that needs another person. The rule is an
//! approximation by roles: a visa is another's, since nobody approves his own deal, and so is a task whose assignee is another role.

use crate::model::{Assignee, Route, Step, StepKind};
use crate::process::checks::flow::{Flow, Way};
use crate::process::outline::StepAt;

/// Whether every way from one step on to another needs somebody who is not the one that does the latter.
pub fn another_person(flow: &Flow<'_>, to: StepAt, from: StepAt) -> bool {
    let Some(source) = flow.step(from) else { return true };
    let mut seen = vec![false; flow.outline.steps.len()];
    let mut ahead = vec![to];
    while let Some(at) = ahead.pop() {
        if at == from {
            return false;
        }
        let Some(step) = flow.step(at).filter(|_| !std::mem::replace(&mut seen[at], true)) else { continue };
        if step.when.is_some() {
            ahead.extend(resolved(flow, vec![flow.below(at)]));
        }
        if !is_anothers(source, step) {
            ahead.extend(resolved(flow, ways(flow, at, step)));
        }
    }
    true
}

/// Where a step can lead, whoever takes it there.
fn ways(flow: &Flow<'_>, at: StepAt, step: &Step) -> Vec<Way> {
    let results = match &step.kind {
        StepKind::Task(work) | StepKind::Form(work) => &work.results,
        StepKind::Approve(approve) => &approve.results,
        StepKind::Wait(wait) => &wait.results,
        StepKind::Call(call) => &call.results,
        StepKind::Start(start) => &start.results,
        _ => &Vec::new(),
    };
    let mut ways: Vec<Way> = results.iter().flat_map(|rule| both_sides(flow, at, &rule.route)).collect();
    match &step.kind {
        StepKind::Task(_) | StepKind::Form(_) | StepKind::Approve(_) | StepKind::Finish(_) => {}
        StepKind::Decide(decide) => ways.extend(decide.branches.iter().flat_map(|branch| both_sides(flow, at, &branch.route))),
        kind => {
            let inner = flow.outline.steps[at].inner.iter().map(|list| flow.first(*list));
            ways.extend(inner.chain([flow.below(at)]));
            if let StepKind::Each(each) = kind {
                ways.extend(each.if_empty.iter().flat_map(|route| both_sides(flow, at, route)));
            }
        }
    }
    ways
}

/// Where a route leads, before its bound is reached and after.
fn both_sides(flow: &Flow<'_>, at: StepAt, route: &Route) -> Vec<Way> {
    let loops = match route {
        Route::Jump(jump) => flow.beside(at, &jump.step).map(Way::Step),
        Route::Return(rule) => flow.stage(&rule.stage).map(Way::Enter),
        _ => None,
    };
    flow.target(at, route).into_iter().chain(loops).collect()
}

/// The steps behind these ways.
fn resolved(flow: &Flow<'_>, mut ways: Vec<Way>) -> Vec<StepAt> {
    let mut steps = Vec::new();
    // A stage without steps leads to the next: no way is looked at more often than there are lists.
    let mut left = flow.outline.lists.len() + ways.len() + 1;
    while let Some(way) = ways.pop().filter(|_| left > 0) {
        left -= 1;
        match way {
            Way::Step(at) => steps.push(at),
            Way::Finish(_) => {}
            Way::Enter(stage) => ways.push(flow.first(flow.outline.bodies[stage].list)),
            Way::Done(list) => ways.extend(beyond(flow, list)),
        }
    }
    steps
}

fn beyond(flow: &Flow<'_>, list: usize) -> Vec<Way> {
    let head = &flow.outline.lists[list];
    match head.within {
        Some(outer) => vec![flow.below(outer)],
        None if flow.outline.is_handler(head.body) => Vec::new(),
        None => flow.onwards(head.body),
    }
}

/// Whether a step needs somebody who is surely not the one that does the other.
fn is_anothers(source: &Step, step: &Step) -> bool {
    let assignee = |step: &Step| match &step.kind {
        StepKind::Task(work) | StepKind::Form(work) => Some(work.assignee.clone()),
        _ => None,
    };
    match (&step.kind, assignee(source), assignee(step)) {
        (StepKind::Approve(approve), ..) => approve.if_empty.is_none(),
        (_, Some(one), Some(other)) => differs(&one, &other),
        _ => false,
    }
}

/// Whether two assignees are surely different rules. Who acted may be anybody, so that it is never surely another.
pub fn differs(one: &Assignee, other: &Assignee) -> bool {
    match (one, other) {
        (Assignee::Role(one), Assignee::Role(other)) => one.who != other.who,
        (Assignee::Candidates(one), Assignee::Candidates(other)) => one != other,
        (Assignee::WhoActed, _) | (_, Assignee::WhoActed) => false,
        _ => true,
    }
}
