//! What a process records and then never looks at: fields, answers, documents that nobody was asked for. Warnings.
//!
//! What a person gives is read by people, on the page of the deal. What only the process computes, and nothing reads, was forgotten.

use std::collections::BTreeSet;

use crate::diagnostic::{Findings, Span, say};
use crate::model::{Activity, Awaited, Occasion, OutcomeKind, Process, ResultOf, ResultRule, Stage, Step, StepKind, builtin};
use crate::name::{FieldId, ResultId};
use crate::process::prove::graph::{NodeId, Place};
use crate::process::prove::spots::Spots;
use crate::process::prove::story::is_by_hand;
use crate::process::prove::{Proof, build, reads};

/// The results that a task has where it says nothing: that they lead the same way is the language's own doing.
const USUAL: [&str; 2] = ["done", "cancelled"];

/// Warns of everything that is recorded for nobody.
pub fn check(proof: &Proof<'_>, spots: &Spots<'_>, findings: &Findings) {
    fields(proof.process, spots, findings);
    answers(proof, spots, findings);
    activities(proof.process, spots, findings);
    documents(proof, spots, findings);
}

/// Fields that only the process itself writes, and that nothing reads.
fn fields(process: &Process, spots: &Spots<'_>, findings: &Findings) {
    if passes_on(process) {
        return;
    }
    let outputs = process.decisions.iter().flat_map(|table| &table.outputs).map(|output| output.field.clone());
    let given: BTreeSet<FieldId> = reads::given(process).into_iter().chain(outputs).collect();
    let (read, computed) = (reads::read(process), computed(process));
    for (name, entry) in spots.section("fields") {
        let id = FieldId::from(name);
        if !computed.contains(&id) || read.contains(&id) || given.contains(&id) {
            continue;
        }
        let message = say!(
            "поле «{id}» только записывается: его не читает ни условие, ни таблица, ни текст, и никто его не спрашивает",
            "the field `{id}` is only set: no condition, table or text reads it, and nobody is asked for it"
        );
        let help = say!(
            "прочитайте его там, ради чего оно записано, или удалите",
            "read it where it was meant to be read, or delete it"
        );
        findings.warning("unread_field", entry.key.span, message, help);
    }
}

/// Whether another process gets the fields of this one, and may read them.
fn passes_on(process: &Process) -> bool {
    let starts = |step: &Step| matches!(&step.kind, StepKind::Start(start) if start.same_subject);
    process.outcomes.iter().any(|outcome| outcome.kind == OutcomeKind::Transferred)
        || process.bodies().flat_map(Stage::every_step).any(starts)
}

/// The fields that steps and results set, where what they set follows from the deal alone. Who acted, when, and which item it was is
/// recorded for people to see; so is what a table gives.
fn computed(process: &Process) -> BTreeSet<FieldId> {
    let steps = || process.bodies().flat_map(Stage::every_step);
    let own = steps().flat_map(|step| match &step.kind {
        StepKind::Set(set) => set.values.as_slice(),
        _ => &[],
    });
    let activities = process.activities.iter().flat_map(|activity| &activity.work.results);
    let rules = steps().flat_map(|step| build::rules(&step.kind)).chain(activities);
    let (mut set, mut recorded) = (BTreeSet::new(), BTreeSet::from([FieldId::from(builtin::OWNER)]));
    for (field, expr) in own.chain(rules.flat_map(|rule| &rule.set)) {
        set.insert(field.clone());
        if expr.uses_actor() || expr.uses_now() || !expr.item_fields().is_empty() {
            recorded.insert(field.clone());
        }
    }
    set.difference(&recorded).cloned().collect()
}

/// Questions whose every answer means the same.
fn answers(proof: &Proof<'_>, spots: &Spots<'_>, findings: &Findings) {
    for (place, body) in proof.bodies.iter().enumerate() {
        for step in body.every_step() {
            let rules = build::rules(&step.kind);
            let tells = match &step.kind {
                StepKind::Task(_) | StepKind::Form(_) => rules.iter().all(|rule| USUAL.contains(&rule.id.as_str())),
                // A victory is refused where a visa was.
                StepKind::Approve(_) => may_win(proof, place, step),
                _ => true,
            };
            let of = ResultOf::Step(step.id.clone());
            if tells || rules.len() < 2 || !all_alike(rules) || is_scored(proof.process, &of) {
                continue;
            }
            let (id, list) = (&step.id, listed(rules.iter().map(|rule| &rule.id)));
            let message = say!(
                "что бы ни ответили на шаге «{id}», дальше будет одно и то же: {list}",
                "whatever is answered at the step `{id}`, the same follows: {list}"
            );
            let help = say!(
                "напишите, чем ответы отличаются (then, ask, set), или оставьте один",
                "write what the answers differ in (then, ask, set), or leave one of them"
            );
            let place = spots.in_step(body.id.as_str(), step.id.as_str(), "results");
            let place = place.map_or_else(|| spots.step(body.id.as_str(), step.id.as_str()), crate::yaml::Node::head);
            findings.warning("unread_result", place, message, help);
        }
    }
}

/// Whether a case that has come to a step may still be won by a way that is written; in a handler, any case.
fn may_win(proof: &Proof<'_>, body: usize, step: &Step) -> bool {
    let graph = proof.graph;
    let wins = graph.leading(|node| graph.places[node] == Place::Outcome(true), |_, _| true);
    let from = if body < graph.stages { graph.find(&Place::At(body, step.id.clone())) } else { graph.find(&Place::Begin) };
    from.is_none_or(|node| wins[node])
}

/// Whether the results differ in their names only.
fn all_alike(rules: &[ResultRule]) -> bool {
    let first = &rules[0];
    let same = |rule: &ResultRule| ResultRule { id: first.id.clone(), title: first.title.clone(), ..rule.clone() } == *first;
    rules.iter().all(same)
}

fn is_scored(process: &Process, what: &ResultOf) -> bool {
    let rules = process.scores.iter().flat_map(|score| &score.rules);
    rules.into_iter().any(|rule| matches!(&rule.occasion, Occasion::Result { of, .. } if of == what))
}

fn listed<'r>(results: impl Iterator<Item = &'r ResultId>) -> String {
    results.map(|result| format!("`{result}`")).collect::<Vec<_>>().join(", ")
}

/// Activities with results of their own that are awaited, and none of the waits tells the results apart.
fn activities(process: &Process, spots: &Spots<'_>, findings: &Findings) {
    for activity in process.activities.iter().filter(|activity| activity.work.results.len() > 1) {
        let waits: Vec<(&Stage, &Step, bool)> = process.bodies().flat_map(|body| waits_for(body, activity)).collect();
        let [(body, step, _), ..] = waits.as_slice() else { continue };
        let written = spots.section("activities").into_iter().find(|(name, _)| *name == activity.id.as_str());
        let tells_itself = !all_alike(&activity.work.results);
        let of = ResultOf::Activity(activity.id.clone());
        let has_results = written.is_some_and(|(_, entry)| entry.value.get("results").is_some());
        if !has_results || waits.iter().any(|(.., tells)| *tells) || tells_itself || is_scored(process, &of) {
            continue;
        }
        let (id, list) = (&activity.id, listed(activity.work.results.iter().map(|rule| &rule.id)));
        let message = say!(
            "ожидание идет дальше одинаково, чем бы ни кончилась активность «{id}»: {list}",
            "the wait goes on the same way, however the activity `{id}` ends: {list}"
        );
        let help = say!(
            "перечислите результаты в results ожидания, хотя бы {{}}",
            "write the results in results of the wait, if only as {{}}"
        );
        findings.warning("unread_result", spots.step(body.id.as_str(), step.id.as_str()), message, help);
    }
}

/// The waits of a body for an activity, and whether each tells its results apart.
fn waits_for<'p>(body: &'p Stage, activity: &Activity) -> Vec<(&'p Stage, &'p Step, bool)> {
    let waits = body.every_step().into_iter().filter_map(|step| match &step.kind {
        StepKind::Wait(wait) if wait.awaited == Awaited::Activity(activity.id.clone()) => {
            Some((body, step, !wait.results.is_empty()))
        }
        _ => None,
    });
    waits.collect()
}

/// Approvals of a document that nothing before them asks for.
fn documents(proof: &Proof<'_>, spots: &Spots<'_>, findings: &Findings) {
    let (process, graph) = (proof.process, proof.graph);
    for node in (0..graph.len()).filter(|node| matches!(graph.places[*node], Place::At(..))) {
        let Some(StepKind::Approve(approve)) = graph.steps[node].map(|step| &step.kind) else { continue };
        let Some(document) = approve.document.as_ref() else { continue };
        if is_given_anyhow(process, document) || is_given_before(proof, document, node) {
            continue;
        }
        let Some((body, step)) = proof.step_of(node) else { continue };
        let place = spots.in_step(&body, &step, "document").map_or_else(Span::start, crate::yaml::Node::head);
        let message = say!(
            "согласовывать нечего: до этого шага документ «{document}» ни у кого не спрашивают",
            "there is nothing to approve: no step before this one asks for the document `{document}`"
        );
        let help = say!(
            "спросите его в ask или may_ask шага, который готовит документ",
            "ask for it in ask or may_ask of the step that prepares the document"
        );
        findings.warning("unasked_document", place, message, help);
    }
}

/// Whether the document may come at any time: with an activity, from a handler, or with the case.
fn is_given_anyhow(process: &Process, document: &FieldId) -> bool {
    let activities = process.activities.iter().flat_map(|activity| reads::asked(&activity.work.results));
    let mut anyhow = activities.chain(process.schedules.iter().flat_map(|one| &one.with).map(|(field, _)| field.clone()));
    anyhow.any(|field| field == *document)
        || process.handlers.iter().flat_map(|handler| handler.body.every_step()).any(|step| gives(step, document))
}

fn is_given_before(proof: &Proof<'_>, document: &FieldId, approval: NodeId) -> bool {
    let graph = proof.graph;
    // A handler may begin wherever the stages stand.
    let in_handler = graph.bodies[approval].is_some_and(|body| body >= graph.stages);
    let leads = match in_handler {
        true => vec![true; graph.len()],
        false => graph.leading(|node| node == approval, |_, edge| !is_by_hand(graph, edge.to)),
    };
    (0..graph.len()).filter(|node| leads[*node]).any(|node| match &graph.places[node] {
        Place::At(..) => node != approval && graph.steps[node].is_some_and(|step| gives(step, document)),
        Place::ListEnd(body, None) => proof.bodies[*body].requires.contains(document),
        Place::ByHand(body) | Place::Past(body) => proof.bodies.get(*body).is_some_and(|body| body.entry.contains(document)),
        _ => false,
    })
}

/// Whether a result of a step asks for it.
fn asks(step: &Step, document: &FieldId) -> bool {
    reads::asked(build::rules(&step.kind)).any(|field| field == *document)
}

/// Whether a step may fill it.
fn gives(step: &Step, document: &FieldId) -> bool {
    let set = match &step.kind {
        StepKind::Set(set) => set.values.iter().any(|(field, _)| field == document),
        StepKind::Call(call) => call.take.iter().any(|(field, _)| field == document),
        _ => false,
    };
    let by_results = build::rules(&step.kind).iter().flat_map(|rule| &rule.set).any(|(field, _)| field == document);
    set || by_results || asks(step, document)
}
