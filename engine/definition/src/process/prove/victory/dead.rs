//! Roads that look like one to victory and are none: behind a refusal or a change of the document no way leads to the approval any
//! more. The case can end otherwise, so it is no error.

use crate::diagnostic::{Findings, say};
use crate::name::FieldId;
use crate::process::prove::Proof;
use crate::process::prove::graph::{Edge, NodeId};
use crate::process::prove::spots::Spots;
use crate::process::prove::story::Turn;
use crate::text::Text;

use super::around::{Around, Spot};
use super::{stale, told};

/// After a refusal; where both refusals lead to one place it is told once.
pub fn refused(
    proof: &Proof<'_>,
    around: &Around<'_, '_>,
    (result, ways): (&str, &[&Edge]),
    already: &mut Vec<NodeId>,
    (spots, findings): (&Spots<'_>, &Findings),
) {
    let shut: Vec<NodeId> = ways.iter().map(|edge| edge.to).collect();
    let Some((spot, (body, step))) = of_flow(proof, around, &shut).filter(|(spot, _)| !already.contains(&spot.node)) else {
        return;
    };
    already.push(spot.node);
    let (_, approval) = proof.step_of(around.node).unwrap_or_default();
    let message = say!(
        "сюда ведет путь после «{result}» в согласовании «{approval}», и назад к нему пути нет: победу здесь не примут",
        "a way leads here after `{result}` of the approval `{approval}`, and none leads back to it: the victory is refused here"
    );
    let words = ending();
    let verdicts = ways.iter().map(|edge| Turn { from: around.node, edge });
    let told = verdicts.into_iter().find_map(|verdict| told::behind(proof, around, verdict, None, (spot, &words)));
    findings.warning_told("victory_out_of_reach", spots.step(&body, &step), (message, help()), told);
}

/// After a change of the approved document.
pub fn outdated(
    proof: &Proof<'_>,
    around: &Around<'_, '_>,
    (document, granted): (&FieldId, &[&Edge]),
    spots: &Spots<'_>,
    findings: &Findings,
) {
    let Some(verdict) = told::given(around, granted) else { return };
    for change in stale::asked(around, document, &[verdict.edge.to]) {
        let in_handler = proof.graph.bodies[change.from].is_some_and(|body| body >= proof.graph.stages);
        if in_handler {
            continue;
        }
        let Some((spot, (body, step))) = of_flow(proof, around, &[change.edge.to]) else { continue };
        let (_, approval) = proof.step_of(around.node).unwrap_or_default();
        let (_, changing) = proof.step_of(change.from).unwrap_or_default();
        let message = say!(
            "шаг «{changing}» спрашивает документ «{document}» после согласования «{approval}», и назад к нему пути нет: с новым \
             документом победу здесь не примут",
            "the step `{changing}` asks for the document `{document}` after the approval `{approval}`, and no way leads back to it: \
             with a new document the victory is refused here"
        );
        let words = ending();
        let told = told::behind(proof, around, verdict, Some(change), (spot, &words));
        findings.warning_told("victory_out_of_reach", spots.step(&body, &step), (message, help()), told);
        return;
    }
}

/// Where it is so in the flow of the approval itself, and the step there.
fn of_flow(proof: &Proof<'_>, around: &Around<'_, '_>, shut: &[NodeId]) -> Option<(Spot, (String, String))> {
    let spot = around.dead(shut).filter(|_| around.is_single())?;
    Some((spot, proof.step_of(spot.node)?))
}

fn ending() -> Text {
    say!("победа закрыта: согласования нет", "the victory is refused: the approval is not given")
}

fn help() -> Text {
    say!(
        "ведите оттуда к согласованию еще раз, если эту сделку можно выиграть",
        "lead back to the approval from there, if this deal can be won"
    )
}
