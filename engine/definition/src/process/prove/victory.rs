//! Winning is refused while an approval is rejected or went back for rework. So after such a verdict there must be another end,
//! or a way to the approval anew: else whoever completes the last step is refused for ever.

use crate::diagnostic::{Findings, say};
use crate::model::StepKind;
use crate::process::prove::Proof;
use crate::process::prove::graph::{Edge, NodeId, Place};
use crate::process::prove::spots::Spots;
use crate::process::prove::story::is_by_hand;

/// Notes every approval after whose refusal nothing is left but a victory that is refused.
pub fn check(proof: &Proof<'_>, spots: &Spots<'_>, findings: &Findings) {
    let graph = proof.graph;
    for node in (0..graph.len()).filter(|node| matches!(graph.places[*node], Place::At(..))) {
        let Some(StepKind::Approve(approve)) = graph.steps[node].map(|step| &step.kind) else { continue };
        let flows = |edge: &Edge| !is_by_hand(graph, edge.to);
        let is_won = |place: &Place| *place == Place::Outcome(true);
        let out = graph.leading(
            |other| other == node || matches!(graph.places[other], Place::Outcome(false) | Place::Quiet | Place::FellOff),
            |_, edge| flows(edge) && !is_won(&graph.places[edge.to]),
        );
        for rule in approve.results.iter().filter(|rule| matches!(rule.id.as_str(), "rework" | "rejected")) {
            let of_rule = |edge: &&Edge| {
                let act = edge.what.as_ref().and_then(|what| what.act.as_ref());
                act.is_some_and(|(_, result)| result == rule.id.as_str())
            };
            let behind: Vec<NodeId> = graph.edges[node].iter().filter(of_rule).map(|edge| edge.to).collect();
            let reached = graph.reached(&behind, |edge| flows(edge) && edge.to != node);
            let wins = |other: NodeId| reached[other] && is_won(&graph.places[other]);
            let shut = (0..graph.len()).any(|other| reached[other] && !out[other] && !is_won(&graph.places[other]));
            if !shut && !behind.iter().any(|other| is_won(&graph.places[*other])) || !(0..graph.len()).any(wins) {
                continue;
            }
            let Some((body, step)) = proof.step_of(node) else { continue };
            let result = rule.id.as_str();
            let message = say!(
                "после результата «{result}» остается только победа, а она закрыта, пока согласование не пройдено",
                "after the result `{result}` only a victory is left, and it is refused while the approval is not given"
            );
            let help = say!(
                "верните к согласованию еще раз или дайте завершить сделку иначе",
                "lead back to the approval, or let the deal end in another way"
            );
            findings.error_with("blocked_victory", spots.step(&body, &step), message, help);
        }
    }
}
