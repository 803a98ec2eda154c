//! What the mistakes of a file leave unsure: steps that may do other than what could be read of them, and steps of which it is not
//! known whose work they are.
//!
//! A mistake in a date, a title or a condition leaves the flow as it was written: something harmless stands in for it. One in a
//! route or in the form of a step poisons that step alone. Only what is wrong around the steps makes the whole flow unsure.

use std::collections::HashMap;

use crate::diagnostic::{Findings, Span};
use crate::model::Unsure;
use crate::process::outline::{Outline, StepHead};
use crate::yaml::similar::nearest;
use crate::yaml::{Kind, Node};

/// Mistakes that leave the flow as it was written, wherever they stand.
const BESIDE_THE_FLOW: [&str; 14] = [
    "maybe_null",
    "bad_template",
    "unknown_role",
    "unknown_ladder",
    "unknown_signal",
    "bad_rung",
    "rungs_out_of_order",
    "branches_write_same_field",
    "list_of_its_each",
    "bad_cron",
    "unknown_time_zone",
    "table_gap",
    "table_overlap",
    "table_dead_row",
];

/// Mistakes by which the names of steps or the beginning of a list mean nothing.
const OF_THE_FLOW: [&str; 2] = ["duplicate_step", "branch_without_first_step"];

/// Keys that say whose work something is.
const PEOPLE: [&str; 4] = ["assignee", "candidates", "approvers", "needs"];

/// Keys below which nothing decides where the flow goes, or where an expression stands in for one that could not be read.
const NEUTRAL: [&str; 35] = [
    "title",
    "due",
    "remind",
    "escalate",
    "reschedule",
    "guide",
    "document",
    "order",
    "when",
    "condition",
    "moment",
    "after",
    "set",
    "values",
    "ask",
    "may_ask",
    "send",
    "take",
    "with",
    "owner",
    "connection",
    "retry",
    "subject",
    "text",
    "to",
    "goal",
    "limit",
    "probability",
    "next_step_within",
    "requires",
    "entry",
    "comment",
    "follow_up",
    "plan",
    "name",
];

/// Keys below which fields are named that are filled there.
const FILLING: [&str; 5] = ["ask", "may_ask", "set", "values", "take"];

/// Mistakes by which it is not known which field is named.
const OF_A_FIELD: [&str; 2] = ["bad_name", "unknown_field"];

/// Kinds of steps each of whose results stands for itself.
const WITH_RESULTS: [&str; 3] = ["task", "form", "approve"];

/// Sections that no way leads through.
const BESIDE: [&str; 12] = [
    "process",
    "title",
    "about",
    "calendar",
    "fields",
    "roles",
    "defaults",
    "escalations",
    "signals",
    "decisions",
    "scoring",
    "archive",
];

/// What the errors noted so far leave unsure.
pub fn of(findings: &Findings, root: &Node, outline: &Outline<'_>) -> Unsure {
    let mut unsure = Unsure::default();
    let errors = findings.errors();
    let steps: HashMap<*const Node, usize> = match errors.is_empty() {
        true => HashMap::new(),
        false => outline.steps.iter().enumerate().map(|(at, step)| (std::ptr::from_ref(step.node), at)).collect(),
    };
    for (code, span) in errors {
        unsure.flow |= OF_THE_FLOW.contains(&code);
        let place = Where::of(root, &steps, span);
        let keys = &place.keys;
        let has = |of: &[&str]| keys.iter().any(|key| of.contains(&key.as_str()));
        // A key that was misspelt is what it was meant to be.
        let meant = keys.last().filter(|_| code == "unknown_key").and_then(|key| nearest(key, PEOPLE.into_iter().chain(NEUTRAL)));
        let people = code == "unknown_role" || has(&PEOPLE) || meant.is_some_and(|key| PEOPLE.contains(&key));
        match place.step {
            Some(at) => {
                let name = (outline.bodies[outline.body_of(at)].id.clone(), outline.steps[at].id.clone());
                if people {
                    unsure.people.insert(name);
                } else if is_unsure_step(code, keys, outline.steps[at].kind) && meant.is_none() {
                    match &keys[..] {
                        [results, result, ..] if results == "results" && has_results(&outline.steps[at]) => {
                            unsure.results.insert((name.0, name.1, result.clone()));
                        }
                        _ => drop(unsure.steps.insert(name)),
                    }
                }
            }
            None => {
                let section = keys.first().map_or("", String::as_str);
                unsure.everybody |= people || ["roles", "defaults"].contains(&section);
                let within = keys.len() > 1 && (has(&NEUTRAL) || has(&PEOPLE) || meant.is_some());
                let beside = BESIDE.contains(&section) || section == "schedules" || within;
                unsure.flow |= !BESIDE_THE_FLOW.contains(&code) && !beside;
            }
        }
    }
    unsure
}

/// Whether a mistake below these keys of a step leaves unsure what it does.
fn is_unsure_step(code: &str, keys: &[String], kind: &str) -> bool {
    let has = |of: &[&str]| keys.iter().any(|key| of.contains(&key.as_str()));
    // A step is known by the name that was meant.
    let is_name = code == "bad_name" && matches!(keys, [key] if key == kind);
    // What could not be read may fill any field.
    let fills = has(&FILLING) && !has(&["when"]) && OF_A_FIELD.contains(&code);
    fills || !is_name && !BESIDE_THE_FLOW.contains(&code) && !has(&NEUTRAL)
}

/// Whether a step has results each of which stands for itself: written as a list they are none.
fn has_results(step: &StepHead<'_>) -> bool {
    let is_map = step.node.get("results").is_some_and(|results| matches!(results.kind, Kind::Map(_)));
    WITH_RESULTS.contains(&step.kind) && is_map
}

/// The keys that lead to a place: within its step, where it stands in one.
#[derive(Default)]
struct Where {
    step: Option<usize>,
    keys: Vec<String>,
}

impl Where {
    fn of(root: &Node, steps: &HashMap<*const Node, usize>, span: Span) -> Self {
        let (mut place, mut node) = (Self::default(), root);
        let is_before = |other: Span| (other.line, other.column) <= (span.line, span.column);
        loop {
            if let Some(at) = steps.get(&std::ptr::from_ref(node)) {
                place = Self { step: Some(*at), keys: Vec::new() };
            }
            match &node.kind {
                Kind::Scalar { .. } => return place,
                Kind::Seq(items) => match items.iter().rev().find(|item| is_before(item.span)) {
                    Some(item) => node = item,
                    None => return place,
                },
                Kind::Map(entries) => match entries.iter().rev().find(|entry| is_before(entry.key.span)) {
                    Some(entry) => {
                        place.keys.extend(entry.key.text().map(str::to_owned));
                        node = &entry.value;
                    }
                    None => return place,
                },
            }
        }
    }
}
