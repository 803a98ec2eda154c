//! Whether somebody else has to act before a step can be come to again.
//!
//! The flow is followed over every result, past every bound and every condition, until a step that needs another person. The rule is an
//! approximation: two rules that read differently are taken for two people. Which people they find only an organisation tells: whoever
//! has one asks again (`same`).

use crate::model::{Assignee, Awaited, Route, Step, StepKind, Wait, Who};
use crate::process::checks::flow::{Flow, Way};
use crate::process::outline::StepAt;

/// Says whether two rules find one person.
pub type Same<'s> = &'s dyn Fn(&Who, &Who) -> bool;

/// Whether every way from one step on to another needs somebody who is not the one that does the latter.
pub fn another_person(flow: &Flow<'_>, to: StepAt, from: StepAt, same: Same<'_>) -> bool {
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
        let unsure = [from, at].iter().any(|at| flow.is_unsure(*at));
        if !unsure && !is_anothers(flow, source, step, same) {
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
        // With a bound, which counts for the whole case, no circle through it goes on for ever.
        Route::Return(rule) if rule.bound.is_none() => flow.stage(&rule.stage).map(Way::Enter),
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

/// Whether a step needs somebody who is surely not the one that does the other: no rule finds somebody for both.
fn is_anothers(flow: &Flow<'_>, source: &Step, step: &Step, same: Same<'_>) -> bool {
    let passes = matches!(&step.kind, StepKind::Approve(approve) if approve.if_empty.is_some());
    let (Some(one), Some(other)) = (doers(flow, source), doers(flow, step)) else { return false };
    !passes && one.iter().all(|who| !other.iter().any(|other| same(who, other)))
}

/// Who may do a step, by the rules that find them; `None` where that may be anybody. A single verdict can lead back, so that each
/// approver counts; nobody approves his own deal, so that the owner's visa is his head's.
fn doers(flow: &Flow<'_>, step: &Step) -> Option<Vec<Who>> {
    let rules: Vec<Who> = match &step.kind {
        StepKind::Task(work) | StepKind::Form(work) if work.assignee == Assignee::WhoActed => who_act(flow),
        StepKind::Task(work) | StepKind::Form(work) => assigned(&work.assignee),
        StepKind::Approve(approve) => {
            let visa = |who: &Who| if *who == Who::Owner { Who::HeadOf(Box::new(Who::Owner)) } else { who.clone() };
            approve.approvers.iter().map(|approver| visa(&approver.role.who)).collect()
        }
        // Each finish is consumed once: somebody has to finish the activity anew.
        StepKind::Wait(Wait { awaited: Awaited::Activity(id), timeout: None, .. }) => {
            assigned(&flow.process.activity(id)?.work.assignee)
        }
        _ => return None,
    };
    (!rules.iter().any(may_be_anybody)).then_some(rules)
}

fn assigned(assignee: &Assignee) -> Vec<Who> {
    match assignee {
        Assignee::Role(role) => vec![role.who.clone()],
        Assignee::Candidates(roles) => roles.iter().map(|role| role.who.clone()).collect(),
        Assignee::WhoActed => Vec::new(),
    }
}

/// Whom a form finds that has no assignee: the owner, or whoever did a task of the deal that was no visa.
fn who_act(flow: &Flow<'_>) -> Vec<Who> {
    let tasks = flow.steps().filter_map(|(_, step)| match &step.kind {
        StepKind::Task(work) | StepKind::Form(work) => Some(assigned(&work.assignee)),
        _ => None,
    });
    std::iter::once(Who::Owner).chain(tasks.flatten()).collect()
}

/// Whether a rule finds whoever acts.
fn may_be_anybody(who: &Who) -> bool {
    match who {
        Who::HeadOf(inner) => may_be_anybody(inner),
        who => *who == Who::Actor,
    }
}
