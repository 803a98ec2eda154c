//! Winning is refused while an approval is rejected, went back for rework, or is stale. So wherever the case can be then there
//! must be another end, or a way to the approval anew: else whoever completes the last step is refused for ever.
//!
//! From where people can still end the case is `game`'s; what else runs while the approval is shut is `around`'s; what makes one
//! stale is `stale`'s.

mod around;
mod dead;
mod futile;
mod game;
mod itself;
mod stale;
mod told;

use crate::diagnostic::{Findings, say};
use crate::model::{Approve, StepKind};
use crate::process::prove::Proof;
use crate::process::prove::graph::{Edge, Graph, NodeId, Pick, Place};
use crate::process::prove::spots::Spots;
use crate::process::prove::story::{Turn, is_by_hand};
use crate::text::Text;

use around::{Around, Spot, Stuck};
use game::Game;
use stale::Futile;

/// Notes every approval after whose refusal, or once it is stale, nothing is left somewhere but a victory that is refused.
pub fn check(proof: &Proof<'_>, reached: &[bool], spots: &Spots<'_>, findings: &Findings) {
    let graph = proof.graph;
    let approvals = |node: &NodeId| matches!(graph.steps[*node].map(|step| &step.kind), Some(StepKind::Approve(_)));
    let nodes: Vec<NodeId> = (0..graph.len())
        .filter(|node| reached[*node] && matches!(graph.places[*node], Place::At(..)))
        .filter(approvals)
        .collect();
    if nodes.is_empty() {
        return;
    }
    let game = Game::of(proof.process, graph, reached);
    for node in nodes {
        let Some(StepKind::Approve(approve)) = graph.steps[node].map(|step| &step.kind) else { continue };
        let around = Around::of(&game, node);
        let mut dead = Vec::new();
        for result in ["rework", "rejected"] {
            refused(proof, &around, result, &mut dead, (spots, findings));
        }
        outdated(proof, &around, approve, spots, findings);
    }
}

/// The ways that a verdict takes.
fn of_result<'g>(graph: &'g Graph<'_>, node: NodeId, approve: &'g Approve, result: &'g str) -> impl Iterator<Item = &'g Edge> {
    let is_skip = |edge: &Edge| edge.what.as_ref().is_some_and(|what| what.pick == Some(Pick::Skipped));
    let edges = graph.edges[node].iter().filter(|edge| !is_by_hand(graph, edge.to));
    edges.filter(move |edge| match edge.what.as_ref().and_then(|what| what.act.as_ref()) {
        Some((_, taken)) => taken == result,
        None => !is_skip(edge) && edge.who.is_engine() && approve.if_empty.as_ref().is_some_and(|id| id.as_str() == result),
    })
}

/// What a refusal leaves.
fn refused(
    proof: &Proof<'_>,
    around: &Around<'_, '_>,
    result: &str,
    dead: &mut Vec<NodeId>,
    (spots, findings): (&Spots<'_>, &Findings),
) {
    let graph = proof.graph;
    let Some(StepKind::Approve(approve)) = graph.steps[around.node].map(|step| &step.kind) else { return };
    let ways: Vec<&Edge> = of_result(graph, around.node, approve, result).collect();
    let shut: Vec<NodeId> = ways.iter().map(|edge| edge.to).collect();
    let Some(stuck) = around.stuck(&shut, &shut) else {
        return dead::refused(proof, around, (result, &ways), dead, (spots, findings));
    };
    let (message, help) = match &stuck {
        Stuck::Behind(spot) => behind((proof, around), *spot, result),
        Stuck::Beside(spot) => beside((proof, around), *spot, result),
        Stuck::After(spot) => after((proof, around), *spot, result),
    };
    let Some((body, step)) = proof.step_of(around.node) else { return };
    let told = ways.iter().find_map(|edge| told::refused(proof, around, Turn { from: around.node, edge }, &stuck));
    findings.error_told("blocked_victory", spots.step(&body, &step), (message, Some(help)), told);
}

/// Where nothing is left, as «у шага …» and "the step …"; `None` where that has no name.
fn place(proof: &Proof<'_>, around: &Around<'_, '_>, spot: Spot) -> Option<(String, String)> {
    let form_of = |node: NodeId| {
        let stage = proof.graph.bodies[node].map(|body| proof.body(body))?;
        let ru = format!("у формы обязательных полей стадии «{stage}»");
        Some((ru, format!("the form for what the stage `{stage}` requires")))
    };
    match (spot.form, proof.step_of(spot.node)) {
        (Some(_), _) => form_of(spot.node),
        (None, Some((_, step))) => Some((format!("у шага «{step}»"), format!("the step `{step}`"))),
        // What is asked for before the victory makes the approval stale.
        (None, None) if proof.graph.places[spot.node] == Place::Outcome(true) => form_of(around.node),
        (None, None) => None,
    }
}

/// What the flow of the approval is left with.
fn behind((proof, around): (&Proof<'_>, &Around<'_, '_>), spot: Spot, result: &str) -> (Text, Text) {
    let message = match place(proof, around, spot) {
        Some((ru, en)) => say!(
            "после результата «{result}» {ru} остается только победа, а она закрыта, пока согласование не пройдено",
            "after the result `{result}` {en} has only a victory left, which is refused while the approval is not given"
        ),
        None => say!(
            "после результата «{result}» остается только победа, а она закрыта, пока согласование не пройдено",
            "after the result `{result}` only a victory is left, and it is refused while the approval is not given"
        ),
    };
    let help = say!(
        "верните к согласованию еще раз или дайте завершить сделку иначе",
        "lead back to the approval, or let the deal end in another way"
    );
    (message, help)
}

/// What stands in another branch.
fn beside((proof, around): (&Proof<'_>, &Around<'_, '_>), spot: Spot, result: &str) -> (Text, Text) {
    let (ru, en) = place(proof, around, spot).unwrap_or_default();
    let step = named(proof, spot);
    (
        say!(
            "после результата «{result}» рядом, {ru}, остается только победа, а она закрыта, пока согласование не пройдено",
            "after the result `{result}` {en} beside it has only a victory left, and it is refused while the approval is not given"
        ),
        say!(
            "дайте шагу «{step}» результат, который ведет дальше в ветви или завершает сделку иначе",
            "give the step `{step}` a result that goes on in its branch, or ends the deal in another way"
        ),
    )
}

/// What the stages are left with after a handler.
fn after((proof, around): (&Proof<'_>, &Around<'_, '_>), spot: Spot, result: &str) -> (Text, Text) {
    let (ru, en) = place(proof, around, spot).unwrap_or_default();
    let message = say!(
        "после результата «{result}» обработчик кончается, а {ru} остается только победа, и она закрыта, пока согласование не пройдено",
        "after the result `{result}` the handler ends, and {en} has only a victory left, which is refused while the approval is not given"
    );
    let step = named(proof, spot);
    let help = match step.is_empty() {
        true => say!(
            "ведите в обработчике к согласованию еще раз или завершите в нем сделку (finish)",
            "lead back to the approval within the handler, or end the deal there (finish)"
        ),
        false => say!(
            "ведите в обработчике к согласованию еще раз, завершите в нем сделку (finish) или дайте шагу «{step}» результат, \
             который завершает сделку иначе",
            "lead back to the approval within the handler, end the deal there (finish), or give the step `{step}` a result that \
             ends the deal in another way"
        ),
    };
    (message, help)
}

/// What a document leaves that is changed once it was approved.
fn outdated(proof: &Proof<'_>, around: &Around<'_, '_>, approve: &Approve, spots: &Spots<'_>, findings: &Findings) {
    let Some(document) = &approve.document else { return };
    let ways: Vec<&Edge> = of_result(proof.graph, around.node, approve, "approved").collect();
    let futile = stale::futile(proof.process, around, document, &ways);
    if matches!(futile, Some(Futile::AtOnce)) {
        return futile::at_once(proof, around, (document, &ways), (spots, findings));
    }
    if itself::changed(proof, around, (document, &ways), (spots, findings)) {
        return;
    }
    let granted: Vec<NodeId> = ways.iter().map(|edge| edge.to).collect();
    let (direct, all) = stale::behind(proof.process, around, document, &granted);
    let stuck = around.stuck(&all, &direct);
    let Some(stuck) = stuck else {
        return match futile {
            Some(Futile::Later(act)) => futile::later(proof, around, (document, &ways, act), (spots, findings)),
            _ if all.is_empty() => {}
            _ => dead::outdated(proof, around, (document, &ways), spots, findings),
        };
    };
    let told = told::outdated(proof, around, (document, &ways), &stuck);
    let Some((body, step)) = proof.step_of(around.node) else { return };
    let message = match place(proof, around, stuck.spot()) {
        Some((ru, en)) => say!(
            "документ «{document}» могут изменить после согласования: оно устареет, и {ru} останется только победа, а она закрыта",
            "the document `{document}` may be changed after the approval, which is stale then: {en} has only a victory left, and it \
             is refused"
        ),
        None => say!(
            "документ «{document}» могут изменить после согласования: оно устареет, и останется только победа, а она закрыта",
            "the document `{document}` may be changed after the approval, which is stale then: only a victory is left, and it is \
             refused"
        ),
    };
    let help = say!(
        "спрашивайте документ до согласования, ведите оттуда, где его меняют, к согласованию еще раз или дайте завершить сделку \
         иначе",
        "ask for the document before the approval, lead back to the approval from where it is changed, or let the deal end in \
         another way"
    );
    findings.error_told("blocked_victory", spots.step(&body, &step), (message, Some(help)), told);
}

fn named(proof: &Proof<'_>, spot: Spot) -> String {
    proof.step_of(spot.node).map(|(_, step)| step).unwrap_or_default()
}
