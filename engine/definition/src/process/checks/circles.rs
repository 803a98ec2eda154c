//! No circle runs by itself: every one holds a person, a wait or a bound.
//!
//! The nodes are all steps of all stages and handlers. An edge is a way the engine can take without anybody doing anything: from
//! a step that sets, decides, tells, plans or calls to what follows it, into every branch, out of the branches that can be
//! passed, and past any step that a condition may skip. A bounded jump is no edge, but the step beyond its bound is one.

use crate::diagnostic::say;
use crate::process::checks::flow::{Flow, Walk};
use crate::process::context::Context;
use crate::process::outline::StepAt;

/// Notes one circle for every step at which one closes.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    let walk = Walk::new(flow, false);
    let mut state = vec![0_u8; flow.outline.steps.len()];
    for step in 0..state.len() {
        depth_first(context, &walk, step, &mut state);
    }
}

/// Depth first without recursion; 1 marks what lies on the path, 2 what is done with.
fn depth_first(context: &Context<'_>, walk: &Walk<'_, '_>, start: StepAt, state: &mut [u8]) {
    if state[start] != 0 {
        return;
    }
    state[start] = 1;
    let mut path = vec![(start, walk.from(start).0)];
    while let Some((at, ahead)) = path.last_mut() {
        let at = *at;
        let Some(next) = ahead.pop() else {
            state[at] = 2;
            path.pop();
            continue;
        };
        match state[next] {
            0 => {
                state[next] = 1;
                path.push((next, walk.from(next).0));
            }
            1 => note(context, at, next),
            _ => {}
        }
    }
}

fn note(context: &Context<'_>, from: StepAt, to: StepAt) {
    let (from, name) = (&context.outline.steps[from], context.outline.steps[to].id.as_str());
    let message = say!(
        "от этого шага процесс сам возвращается к «{name}» и может ходить так без конца",
        "from this step the process returns to `{name}` by itself, and may go round for ever"
    );
    let help =
        say!("поставьте в круг задачу, ожидание или предел at_most", "put a task, a wait or a bound at_most into the circle");
    context.findings.error_with("endless_circle", from.span, message, help);
}
