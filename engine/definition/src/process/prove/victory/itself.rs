//! Approvals whose own result changes the document: they are stale as soon as they are given.

use crate::diagnostic::{Findings, say};
use crate::name::FieldId;
use crate::process::prove::Proof;
use crate::process::prove::graph::{Edge, NodeId};
use crate::process::prove::spots::Spots;
use crate::process::prove::story::Turn;
use crate::text::Text;

use super::around::Around;
use super::{futile, place, stale, told};

/// Notes that nobody can win once such an approval is given: an error where nothing but that is left. Whether it was noted.
pub fn changed(
    proof: &Proof<'_>,
    around: &Around<'_, '_>,
    (document, granted): (&FieldId, &[&Edge]),
    (spots, findings): (&Spots<'_>, &Findings),
) -> bool {
    let turns = granted.iter().map(|edge| Turn { from: around.node, edge });
    let changing: Vec<Turn<'_>> = turns.filter(|turn| stale::sets(around, turn, document)).collect();
    let given: Vec<NodeId> = changing.iter().map(|turn| turn.edge.to).collect();
    let Some((verdict, (body, step))) = changing.first().copied().zip(proof.step_of(around.node)) else { return false };
    // The engine may come to a victory by itself; where people stand says more.
    if let Some(stuck) = around.stuck(&given, &[]).or_else(|| around.stuck(&given, &given)) {
        let message = match place(proof, around, stuck.spot()) {
            Some((ru, en)) => say!(
                "согласование «{step}» само меняет документ «{document}» и сразу устаревает: {ru} остается только победа, а она закрыта",
                "the approval `{step}` changes the document `{document}` itself and is stale at once: {en} has only a victory left, and \
                 it is refused"
            ),
            None => say!(
                "согласование «{step}» само меняет документ «{document}» и сразу устаревает: остается только победа, а она закрыта",
                "the approval `{step}` changes the document `{document}` itself and is stale at once: only a victory is left, and it is \
                 refused"
            ),
        };
        let told = told::stuck_after(proof, around, verdict, (&stuck, &ending()));
        findings.error_told("blocked_victory", spots.step(&body, &step), (message, Some(futile::help())), told);
        return true;
    }
    let Some(spot) = around.dead(&given).filter(|_| around.is_single()) else { return false };
    let message = say!(
        "согласование «{step}» само меняет документ «{document}» и сразу устаревает: победу за ним не примут",
        "the approval `{step}` changes the document `{document}` itself and is stale at once: the victory behind it is refused"
    );
    let told = told::behind(proof, around, verdict, None, (spot, &ending()));
    findings.warning_told("victory_out_of_reach", spots.step(&body, &step), (message, futile::help()), told);
    true
}

fn ending() -> Text {
    say!("согласование устарело, и победа закрыта", "the approval is stale, and the victory is refused")
}
