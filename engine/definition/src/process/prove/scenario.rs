//! A story as a scenario file that plays it with the real engine, with people of its own.

use std::fmt::Write;

use crate::diagnostic::Story;
use crate::model::{Assignee, Handler, Process, Step, StepKind, Trigger};
use crate::name::FieldId;
use crate::process::prove::answers::{self, Answered, Given};
use crate::process::prove::build::rules;
use crate::process::prove::graph::{Choice, Graph, Place, Who};
use crate::process::prove::house::organisation;
use crate::process::prove::story::Turn;
use crate::process::prove::told;
use crate::process::prove::values::{OWNER, written};
use crate::text::Locale;

/// How long is waited for whatever the clock does.
const LONG: &str = "400 days";

/// A story to be played.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'s> {
    /// Its turns.
    pub turns: &'s [Turn<'s>],
    /// Whether what the stage requires is asked for before the last of them, and not answered.
    pub ends_in_form: bool,
    /// The document that whoever may give it anew does give.
    pub renews: Option<&'s FieldId>,
}

/// The file of a story that begins in this body. It ends where the story does, with what must be true once the process is mended:
/// the case has ended.
pub fn file(process: &Process, graph: &Graph<'_>, plan: Plan<'_>, story: &Story, body: usize) -> String {
    let mut answers = answers::of(process, graph, plan, body);
    if let Some(answered) = answers.turns.last_mut().filter(|_| plan.ends_in_form) {
        answered.required.clear();
    }
    let mut text = String::new();
    let _ = writeln!(text, "# {}", story.get(Locale::Ru));
    let _ = writeln!(text, "# {}", story.get(Locale::En));
    let _ = writeln!(text, "process: {}", process.id);
    text.push_str(&organisation(process));
    text.push_str("scenarios:\n  - title: Сделка не застревает\n    start:\n      at: 2026-03-02 10:00\n");
    let _ = writeln!(text, "      by: {OWNER}");
    if let Some(stage) = process.stages.get(body).filter(|_| body > 0) {
        let _ = writeln!(text, "      stage: {}", stage.id);
    }
    let begun: String = answers.start.iter().map(|(field, value)| format!(", {field}: {}", written(value))).collect();
    let _ = writeln!(text, "      deal: {{title: Проба{begun}}}");
    text.push_str("    script:\n");
    for (turn, answered) in plan.turns.iter().zip(&answers.turns) {
        for line in lines(process, graph, turn, answered) {
            let _ = writeln!(text, "      {line}");
        }
    }
    text.push_str("      - expect: {finished: true}\n");
    text
}

fn lines(process: &Process, graph: &Graph<'_>, turn: &Turn<'_>, answered: &Answered<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for guard in &answered.unmet {
        let words = guard.expr.in_words(&process.fields, guard.holds);
        let is_computed = |field: &FieldId| process.fields.get(field).is_some_and(|field| field.computed);
        let (ru, en) = match guard.expr.fields().iter().any(is_computed) {
            // A score is what it is: there is nothing to fill in.
            true => ("здесь должно быть так (считает движок):", "here it must be so (the engine reckons it):"),
            false => ("впишите выше данные, при которых", "fill in data above with which"),
        };
        lines.push(format!("# {ru} {}", words.get(Locale::Ru)));
        lines.push(format!("# {en} {}", words.get(Locale::En)));
    }
    let is_handler = told::handler(process, graph, turn).is_some();
    if !answered.corrected.is_empty() && !is_handler {
        lines.push(correction(&answered.corrected));
    }
    if let Some(what) = turn.edge.what.as_ref() {
        match &turn.edge.who {
            Who::Person(_) => lines.extend(person(process, graph, (turn, what), answered)),
            Who::Timer => lines.push(format!("- advance: {LONG}")),
            Who::Outside => lines.push(outside(process, graph, (turn, what), answered)),
            Who::Engine | Who::Soon => {}
        }
    }
    if !answered.required.is_empty() {
        lines.push(format!("- complete: {{task: requirements, result: saved{}}}", with(&answered.required)));
    }
    lines
}

fn person(process: &Process, graph: &Graph<'_>, (turn, what): (&Turn<'_>, &Choice), answered: &Answered<'_>) -> Vec<String> {
    let Some((task, result)) = what.act.as_ref() else { return Vec::new() };
    let claims = match (&graph.places[turn.from], graph.steps[turn.from].map(|step| &step.kind)) {
        (Place::At(..), Some(StepKind::Task(work) | StepKind::Form(work))) => needs_claim(&work.assignee),
        _ => {
            let activity = process.activities.iter().find(|activity| activity.id.as_str() == task);
            activity.is_some_and(|activity| needs_claim(&activity.work.assignee))
        }
    };
    let claim = claims.then(|| format!("- claim: {{task: {task}}}"));
    let act = format!("- complete: {{task: {task}, result: {result}{}, comment: Проба}}", with(&answered.with));
    claim.into_iter().chain(std::iter::repeat_n(act, answered.times)).collect()
}

fn with(given: &Given) -> String {
    if given.is_empty() { String::new() } else { format!(", with: {{{}}}", values(given)) }
}

fn correction(given: &Given) -> String {
    format!("- correct: {{with: {{{}}}}}", values(given))
}

fn values(given: &Given) -> String {
    given.iter().map(|(field, value)| format!("{field}: {}", written(value))).collect::<Vec<_>>().join(", ")
}

fn needs_claim(assignee: &Assignee) -> bool {
    matches!(assignee, Assignee::Candidates(roles) if roles.len() > 1)
}

/// What another system, another process or a signal does.
fn outside(process: &Process, graph: &Graph<'_>, (turn, what): (&Turn<'_>, &Choice), answered: &Answered<'_>) -> String {
    if let Some(name) = &what.signal {
        return format!("- signal: {{name: {name}}}");
    }
    let rule = told::rule(graph, turn);
    let result = rule.map(|rule| rule.id.as_str());
    match (&graph.places[turn.edge.to], graph.steps[turn.from]) {
        (_, Some(step)) if matches!(step.kind, StepKind::Call(_)) => match result {
            Some("failed") => format!("- fail: {{call: {}, refused: true}}", step.id),
            _ => format!("- answer: {{call: {}{}}}", step.id, sent(step, &answered.with)),
        },
        (_, Some(step)) => {
            let named = |outcome: &&str| rules(&step.kind).iter().any(|rule| rule.id.as_str() == *outcome);
            let other = ["won", "lost", "transferred"].into_iter().find(|outcome| !named(outcome));
            format!("- child: {{step: {}, outcome: {}}}", step.id, result.or(other).unwrap_or("won"))
        }
        (Place::Enter(_), None) => begins(told::handler(process, graph, turn), answered),
        _ => format!("# {}", what.title.get(Locale::Ru)),
    }
}

/// What a connection sends back: each value at its path in the answer.
fn sent(step: &Step, given: &Given) -> String {
    let StepKind::Call(call) = &step.kind else { return String::new() };
    let path = |field: &FieldId| call.take.iter().find(|(taken, _)| taken == field).map(|(_, path)| path.as_slice());
    let values: Vec<(&[String], String)> =
        given.iter().filter_map(|(field, value)| Some((path(field)?, written(value)))).collect();
    if values.is_empty() { String::new() } else { format!(", with: {}", nested(&values)) }
}

/// Values at their paths as a map in a map.
fn nested(values: &[(&[String], String)]) -> String {
    let mut keys: Vec<&String> = values.iter().filter_map(|(path, _)| path.first()).collect();
    let under = |key: &String| {
        let below: Vec<(&[String], String)> = values
            .iter()
            .filter(|(path, _)| path.first() == Some(key))
            .map(|(path, value)| (path.get(1..).unwrap_or_default(), value.clone()))
            .collect();
        match below.iter().find(|(path, _)| path.is_empty()) {
            Some((_, value)) => format!("{key}: {value}"),
            None => format!("{key}: {}", nested(&below)),
        }
    };
    keys.sort();
    keys.dedup();
    format!("{{{}}}", keys.into_iter().map(under).collect::<Vec<_>>().join(", "))
}

/// What makes a handler begin.
fn begins(handler: Option<&Handler>, answered: &Answered<'_>) -> String {
    match handler.map(|handler| &handler.trigger) {
        Some(Trigger::Signal(name)) => format!("- signal: {{name: {name}}}"),
        Some(Trigger::Changed(_)) => correction(&answered.corrected),
        _ => format!("- advance: {LONG}"),
    }
}
