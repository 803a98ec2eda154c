//! Winning is refused while an approval is rejected, went back for rework, or is stale. So wherever the case can be then there
//! must be another end, or a way to the approval anew: else whoever completes the last step is refused for ever.
//!
//! From where people can still end the case is `game`'s; what else runs while the approval is shut is `around`'s; what makes one
//! stale is `stale`'s.

mod around;
mod dead;
mod game;
mod stale;

use crate::diagnostic::{Findings, Story, say};
use crate::model::{Approve, StepKind};
use crate::name::FieldId;
use crate::process::prove::Proof;
use crate::process::prove::graph::{Edge, Graph, NodeId, Pick, Place, Who};
use crate::process::prove::spots::Spots;
use crate::process::prove::story::{Turn, is_by_hand};
use crate::process::prove::told::End;
use crate::text::Text;

use around::{Around, Spot, Stuck};
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
        Stuck::Behind(spot) => behind(proof, *spot, result),
        Stuck::Beside(spot) => beside(proof, *spot, result),
        Stuck::After(spot) => after(proof, *spot, result),
    };
    let Some((body, step)) = proof.step_of(around.node) else { return };
    let told = ways.iter().find_map(|edge| told(proof, around, Turn { from: around.node, edge }, &stuck));
    findings.error_told("blocked_victory", spots.step(&body, &step), (message, Some(help)), told);
}

/// Where nothing is left, as «у шага …» and "the step …"; `None` where that has no name.
fn place(proof: &Proof<'_>, spot: Spot) -> Option<(String, String)> {
    match (spot.form, proof.step_of(spot.node)) {
        (Some(_), _) => {
            let stage = proof.graph.bodies[spot.node].map(|body| proof.body(body))?;
            let ru = format!("у формы обязательных полей стадии «{stage}»");
            Some((ru, format!("the form for what the stage `{stage}` requires")))
        }
        (None, Some((_, step))) => Some((format!("у шага «{step}»"), format!("the step `{step}`"))),
        (None, None) => None,
    }
}

/// What the flow of the approval is left with.
fn behind(proof: &Proof<'_>, spot: Spot, result: &str) -> (Text, Text) {
    let message = match place(proof, spot) {
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
fn beside(proof: &Proof<'_>, spot: Spot, result: &str) -> (Text, Text) {
    let (ru, en) = place(proof, spot).unwrap_or_default();
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
fn after(proof: &Proof<'_>, spot: Spot, result: &str) -> (Text, Text) {
    let (ru, en) = place(proof, spot).unwrap_or_default();
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
    let granted: Vec<NodeId> = ways.iter().map(|edge| edge.to).collect();
    let (direct, all) = stale::behind(proof.process, around, document, &granted);
    if all.is_empty() {
        return;
    }
    let Some(stuck) = around.stuck(&all, &direct) else {
        return dead::outdated(proof, around, (document, &ways), spots, findings);
    };
    let told = told_outdated(proof, around, (document, &ways), &stuck);
    let (Stuck::Behind(spot) | Stuck::Beside(spot) | Stuck::After(spot)) = stuck;
    let Some((body, step)) = proof.step_of(around.node) else { return };
    let message = match place(proof, spot) {
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

/// The story to the approval, its verdict, and from there to where nothing is left but what is refused.
fn told(proof: &Proof<'_>, around: &Around<'_, '_>, verdict: Turn<'_>, stuck: &Stuck) -> Option<(Story, String)> {
    let words = say!("победа закрыта, и другого конца нет", "the victory is refused, and there is no other end");
    let end = |spot: &Spot| End { words: &words, tried: around.win(*spot), renews: None };
    match stuck {
        Stuck::Behind(spot) if around.is_plain() && spot.node == around.node => proof.story_to_form(verdict, &words),
        Stuck::Behind(spot) if around.is_single() => {
            match proof.graph.edges[spot.node].iter().find(|edge| Some(edge.to) == spot.form) {
                Some(edge) => proof.story_through_to_form(verdict, Turn { from: spot.node, edge }, &words),
                None => proof.story_through(verdict, spot.node, end(spot)),
            }
        }
        Stuck::Beside(spot @ Spot { node, form: None }) => {
            let (fork, own) = around.branch_beside(*node)?;
            proof.story_beside(verdict, own, (fork, *node), end(spot))
        }
        Stuck::After(spot @ Spot { node, form: None }) => proof.story_after(verdict, *node, end(spot)),
        _ => None,
    }
}

/// The story to the approval, which is given; to where its document is changed, in its own flow or in a handler; and to where
/// nothing is left but what is refused.
fn told_outdated(
    proof: &Proof<'_>,
    around: &Around<'_, '_>,
    (document, granted): (&FieldId, &[&Edge]),
    stuck: &Stuck,
) -> Option<(Story, String)> {
    let words = say!(
        "согласование устарело, победа закрыта, и другого конца нет",
        "the approval is stale, the victory is refused, and there is no other end"
    );
    let Stuck::Behind(spot @ Spot { node, form: None }) = stuck else { return None };
    let end = End { words: &words, tried: around.win(*spot), renews: Some(document) };
    let verdict = given(around, granted)?;
    let wins = around.game.wins(around.lifts());
    let told = stale::changes(around, document, &[verdict.edge.to]).into_iter().find_map(|change| {
        let in_handler = proof.graph.bodies[change.from].is_some_and(|body| body >= proof.graph.stages);
        match in_handler {
            // Who gives another document with the very result that wins is refused.
            _ if wins[change.edge.to] => {
                proof.story_through(verdict, *node, End { tried: Some(change), ..end }).filter(|_| change.from == *node)
            }
            true => proof.story_of_two_with_a_handler((verdict, change), *node, end),
            false => proof.story_of_two((verdict, change), *node, end),
        }
    });
    told.or_else(|| {
        let activities = stale::by_activities(proof.process, document, verdict.edge.to);
        let begin = proof.graph.find(&Place::Begin)?;
        activities.iter().find_map(|edge| proof.story_with_an_activity((verdict, Turn { from: begin, edge }), *node, end))
    })
}

/// The turn by which a person approves.
fn given<'g>(around: &Around<'g, '_>, granted: &[&'g Edge]) -> Option<Turn<'g>> {
    let edge = granted.iter().find(|edge| matches!(edge.who, Who::Person(_))).filter(|_| around.is_single())?;
    Some(Turn { from: around.node, edge })
}
