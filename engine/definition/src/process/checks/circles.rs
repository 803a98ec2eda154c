//! No circle runs by itself: every one holds a person, a wait or a bound.
//!
//! The nodes are all steps of all stages. An edge is a way the engine can take without anybody doing anything: from a step
//! that sets, decides, tells or plans to what follows it, and past any step that a condition may skip. A bounded jump is no
//! edge, but the step beyond its bound is one.

use crate::diagnostic::say;
use crate::model::{Route, Stage, Step, StepKind};
use crate::process::context::Context;

/// A step by its stage and its place there.
type At = (usize, usize);

/// Notes one circle for every step at which one closes.
pub fn check(context: &Context<'_>, stages: &[Stage]) {
    let mut state: Vec<Vec<u8>> = stages.iter().map(|stage| vec![0; stage.steps.len()]).collect();
    for stage in 0..stages.len() {
        for step in 0..stages[stage].steps.len() {
            walk(context, stages, (stage, step), &mut state);
        }
    }
}

/// Depth first without recursion; 1 marks what lies on the path, 2 what is done with.
fn walk(context: &Context<'_>, stages: &[Stage], start: At, state: &mut [Vec<u8>]) {
    if state[start.0][start.1] != 0 {
        return;
    }
    state[start.0][start.1] = 1;
    let mut path = vec![(start, edges(stages, start))];
    while let Some((at, ahead)) = path.last_mut() {
        let at = *at;
        let Some(next) = ahead.pop() else {
            state[at.0][at.1] = 2;
            path.pop();
            continue;
        };
        match state[next.0][next.1] {
            0 => {
                state[next.0][next.1] = 1;
                path.push((next, edges(stages, next)));
            }
            1 => note(context, at, next),
            _ => {}
        }
    }
}

fn note(context: &Context<'_>, from: At, to: At) {
    let heads = &context.stages;
    let (Some(from), Some(to)) = (heads[from.0].steps.get(from.1), heads[to.0].steps.get(to.1)) else { return };
    let name = to.id.as_str();
    let message = say!(
        "от этого шага процесс сам возвращается к «{name}» и может ходить так без конца",
        "from this step the process returns to `{name}` by itself, and may go round for ever"
    );
    let help =
        say!("поставьте в круг задачу, ожидание или предел at_most", "put a task, a wait or a bound at_most into the circle");
    context.findings.error_with("endless_circle", from.span, message, help);
}

fn edges(stages: &[Stage], at: At) -> Vec<At> {
    let step = &stages[at.0].steps[at.1];
    let mut ahead: Vec<At> = Vec::new();
    let skipped = step.when.is_some();
    match &step.kind {
        StepKind::Set(_) | StepKind::Notify(_) | StepKind::Plan(_) => ahead.extend(below(stages, at)),
        StepKind::Decide(decide) => ahead.extend(decide.branches.iter().filter_map(|branch| target(stages, at, &branch.route))),
        _ => {}
    }
    if skipped {
        ahead.extend(below(stages, at));
    }
    ahead
}

/// Where a route leads without a person: past its bound, if it has one.
fn target(stages: &[Stage], at: At, route: &Route) -> Option<At> {
    match route {
        Route::Next => below(stages, at),
        Route::End => enter(stages, at.0 + 1),
        Route::Jump(jump) => {
            let step = jump.bound.as_ref().map_or(&jump.step, |bound| &bound.otherwise);
            Some((at.0, place(&stages[at.0], step)?))
        }
        Route::Again { bound, .. } => Some((at.0, place(&stages[at.0], &bound.otherwise)?)),
        Route::Return(rule) => match &rule.bound {
            Some(bound) => Some((at.0, place(&stages[at.0], &bound.otherwise)?)),
            None => enter(stages, stages.iter().position(|stage| stage.id == rule.stage)?),
        },
        Route::Stage(id) => enter(stages, stages.iter().position(|stage| stage.id == *id)?),
        Route::Finish(_) => None,
    }
}

fn below(stages: &[Stage], at: At) -> Option<At> {
    let later = stages[at.0].steps.iter().enumerate().skip(at.1 + 1);
    let next = later.filter(|(_, step)| !step.by_name).map(|(place, _)| (at.0, place)).next();
    next.or_else(|| enter(stages, at.0 + 1))
}

fn enter(stages: &[Stage], stage: usize) -> Option<At> {
    let place = stages.get(stage)?.steps.iter().position(|step: &Step| !step.by_name)?;
    Some((stage, place))
}

fn place(stage: &Stage, step: &crate::name::StepId) -> Option<usize> {
    stage.steps.iter().position(|other| other.id == *step)
}
