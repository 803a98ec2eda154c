//! Winning is refused while an approval is rejected, went back for rework, or is stale. So wherever the case can be then there
//! must be another end, or a way to the approval anew: else whoever completes the last step is refused for ever.
//!
//! From where people can still end the case is `game`'s; what else runs while the approval is shut is `around`'s; what makes one
//! stale is `stale`'s.

mod around;
mod game;
mod stale;

use crate::diagnostic::{Findings, Story, say};
use crate::model::{Approve, StepKind};
use crate::process::prove::Proof;
use crate::process::prove::graph::{Edge, Graph, NodeId, Pick, Place};
use crate::process::prove::spots::Spots;
use crate::process::prove::story::{Turn, is_by_hand};
use crate::text::Text;

use around::{Around, Stuck};
use game::Game;

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
        for result in ["rework", "rejected"] {
            refused(proof, &around, result, spots, findings);
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
fn refused(proof: &Proof<'_>, around: &Around<'_, '_>, result: &str, spots: &Spots<'_>, findings: &Findings) {
    let graph = proof.graph;
    let Some(StepKind::Approve(approve)) = graph.steps[around.node].map(|step| &step.kind) else { return };
    let ways: Vec<&Edge> = of_result(graph, around.node, approve, result).collect();
    let shut: Vec<NodeId> = ways.iter().map(|edge| edge.to).collect();
    let Some(stuck) = around.stuck(&shut, &shut) else { return };
    let (message, help) = match &stuck {
        Stuck::Behind(node) => behind(proof, *node, result),
        Stuck::Beside(node) => beside(proof, *node, result),
        Stuck::After(node) => after(proof, *node, result),
    };
    let Some((body, step)) = proof.step_of(around.node) else { return };
    let told = match stuck {
        Stuck::Behind(node) if around.is_plain() => told(proof, around.node, &ways, node),
        _ => None,
    };
    findings.error_told("blocked_victory", spots.step(&body, &step), (message, Some(help)), told);
}

/// What the flow of the approval is left with.
fn behind(proof: &Proof<'_>, node: NodeId, result: &str) -> (Text, Text) {
    let message = match proof.step_of(node).map(|(_, step)| step) {
        Some(step) => say!(
            "после результата «{result}» у шага «{step}» остается только победа, а она закрыта, пока согласование не пройдено",
            "after the result `{result}` the step `{step}` has only a victory left, which is refused while the approval is not given"
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
fn beside(proof: &Proof<'_>, node: NodeId, result: &str) -> (Text, Text) {
    let step = named(proof, node);
    (
        say!(
            "после результата «{result}» рядом, у шага «{step}», остается только победа, а она закрыта, пока согласование не пройдено",
            "after the result `{result}` the step `{step}` beside it has only a victory left, and it is refused while the approval is not given"
        ),
        say!(
            "дайте шагу «{step}» результат, который ведет дальше в ветви или завершает сделку иначе",
            "give the step `{step}` a result that goes on in its branch, or ends the deal in another way"
        ),
    )
}

/// What the stages are left with after a handler.
fn after(proof: &Proof<'_>, node: NodeId, result: &str) -> (Text, Text) {
    let step = named(proof, node);
    (
        say!(
            "после результата «{result}» обработчик кончается, а у шага «{step}» остается только победа, и она закрыта, пока согласование не пройдено",
            "after the result `{result}` the handler ends, and the step `{step}` has only a victory left, which is refused while the approval is not given"
        ),
        say!(
            "ведите в обработчике к согласованию еще раз, завершите в нем сделку (finish) или дайте шагу «{step}» результат, \
             который завершает сделку иначе",
            "lead back to the approval within the handler, end the deal there (finish), or give the step `{step}` a result that \
             ends the deal in another way"
        ),
    )
}

/// What a document leaves that is changed once it was approved.
fn outdated(proof: &Proof<'_>, around: &Around<'_, '_>, approve: &Approve, spots: &Spots<'_>, findings: &Findings) {
    let Some(document) = &approve.document else { return };
    let granted: Vec<NodeId> = of_result(proof.graph, around.node, approve, "approved").map(|edge| edge.to).collect();
    let (direct, all) = stale::behind(proof.process, around, document, &granted);
    if all.is_empty() {
        return;
    }
    let Some(stuck) = around.stuck(&all, &direct) else { return };
    let (Stuck::Behind(node) | Stuck::Beside(node) | Stuck::After(node)) = stuck;
    let Some((body, step)) = proof.step_of(around.node) else { return };
    let message = match proof.step_of(node) {
        Some((_, left)) => say!(
            "документ «{document}» могут изменить после согласования: оно устареет, и у шага «{left}» останется только победа, \
             а она закрыта",
            "the document `{document}` may be changed after the approval, which is stale then: the step `{left}` has only a \
             victory left, and it is refused"
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
    findings.error_with("blocked_victory", spots.step(&body, &step), message, help);
}

fn named(proof: &Proof<'_>, node: NodeId) -> String {
    proof.step_of(node).map(|(_, step)| step).unwrap_or_default()
}

/// The story to the approval, its verdict, and from there to where nothing is left.
fn told(proof: &Proof<'_>, approval: NodeId, ways: &[&Edge], stuck: NodeId) -> Option<(Story, String)> {
    let graph = proof.graph;
    let edge = ways.iter().find(|edge| {
        let on = |edge: &Edge| !is_by_hand(graph, edge.to) && edge.to != approval;
        graph.reached(&[edge.to], on)[stuck]
    })?;
    let end = say!("победа закрыта, и другого конца нет", "the victory is refused, and there is no other end");
    proof.story_through(approval, Turn { from: approval, edge }, stuck, &end)
}
