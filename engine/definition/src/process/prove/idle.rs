//! What stands in a process and does nothing, and what looks like a slip: warnings.

use std::collections::BTreeSet;

use crate::diagnostic::{Findings, Span, say};
use crate::model::{Awaited, Process, StepKind, Trigger, Wait};
use crate::process::prove::spots::Spots;
use crate::yaml::similar::nearest;

/// Warns of everything idle.
pub fn check(process: &Process, spots: &Spots<'_>, findings: &Findings) {
    unused(spots, findings);
    signals(process, spots, findings);
    ignored(process, spots, findings);
}

/// Roles, ladders and activities that nothing names. A word inside a text counts too: one too many is noted as used, never one
/// too few.
fn unused(spots: &Spots<'_>, findings: &Findings) {
    let mut words: BTreeSet<&str> = BTreeSet::new();
    spots.values(|text| {
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        let mut before = "";
        for word in text.split_inclusive(|letter| !is_part(letter)) {
            // The name of a position or a person is no role, though a role may be called the same.
            if !matches!(before, "position(" | "person(") {
                words.insert(word.trim_end_matches(|letter| !is_part(letter)));
            }
            before = word;
        }
    });
    let sections = [
        ("roles", "unused_role", ("роль", "the role")),
        ("escalations", "unused_ladder", ("эскалация", "the escalation")),
        ("activities", "unused_activity", ("активность", "the activity")),
    ];
    for (section, code, (ru, en)) in sections {
        for (name, entry) in spots.section(section).into_iter().filter(|(name, _)| !words.contains(name)) {
            let message = say!("{ru} «{name}» нигде не используется", "{en} `{name}` is used nowhere");
            findings.warning(
                code,
                entry.key.span,
                message,
                say!("назовите там, где нужно, или удалите", "name it where it is needed, or delete it"),
            );
        }
    }
}

/// Names of signals that differ by a letter: one of them will never come.
fn signals(process: &Process, spots: &Spots<'_>, findings: &Findings) {
    let mut seen: Vec<(String, Span)> = Vec::new();
    for body in process.bodies() {
        for step in body.every_step() {
            if let StepKind::Wait(Wait { awaited: Awaited::Signal(name), .. }) = &step.kind {
                let node = spots.in_step(body.id.as_str(), step.id.as_str(), "signal");
                seen.push((
                    name.to_string(),
                    node.map_or_else(|| spots.step(body.id.as_str(), step.id.as_str()), |node| node.span),
                ));
            }
        }
    }
    for handler in &process.handlers {
        if let Trigger::Signal(name) = &handler.trigger {
            let id = handler.body.id.as_str();
            seen.push((name.to_string(), spots.in_body(id, "signal").map_or_else(|| spots.body(id), |node| node.span)));
        }
    }
    seen.sort_by_key(|(_, span)| *span);
    for (place, (name, span)) in seen.iter().enumerate() {
        let others = seen[..place].iter().map(|(other, _)| other.as_str()).filter(|other| other != name);
        let Some(near) = nearest(name, others).filter(|near| alike(near, name)) else { continue };
        let message =
            say!("сигнал «{name}» почти как «{near}»: не опечатка ли", "the signal `{name}` is almost `{near}`: is it a slip");
        let help = say!("пишите имя сигнала везде одинаково", "write the name of a signal the same way everywhere");
        findings.warning("similar_signal", *span, message, help);
    }
}

/// Whether two long names differ by so little that nobody would have meant both.
fn alike(a: &str, b: &str) -> bool {
    let short = a.chars().count().min(b.chars().count());
    let plain = |text: &str| text.replace('_', "").to_lowercase();
    plain(a) == plain(b) || short >= 6 && crate::yaml::similar::distance_of(a, b) <= 2
}

/// Waits that tell some results of an activity apart and pass over the others.
fn ignored(process: &Process, spots: &Spots<'_>, findings: &Findings) {
    for body in process.bodies() {
        for step in body.every_step() {
            let StepKind::Wait(wait) = &step.kind else { continue };
            let Awaited::Activity(id) = &wait.awaited else { continue };
            let Some(activity) = process.activity(id).filter(|_| !wait.results.is_empty()) else { continue };
            let told = |result: &&crate::model::ResultRule| wait.results.iter().any(|rule| rule.id == result.id);
            let missing: Vec<String> =
                activity.work.results.iter().filter(|result| !told(result)).map(|result| format!("`{}`", result.id)).collect();
            if missing.is_empty() || wait.results.len() < 2 {
                continue;
            }
            let list = missing.join(", ");
            let message = say!(
                "ожидание не говорит, что делать с результатом {list}: дело пойдет к следующему шагу",
                "the wait does not say what to do with the result {list}: the flow goes on to the next step"
            );
            let help = say!("напишите его в results, хотя бы {{}}", "write it in results, if only as {{}}");
            findings.warning("wait_ignores_result", spots.step(body.id.as_str(), step.id.as_str()), message, help);
        }
    }
}
