//! Approvals behind which the process changes the document and wins in one: that victory is refused.

use crate::diagnostic::{Findings, say};
use crate::name::FieldId;
use crate::process::prove::Proof;
use crate::process::prove::graph::Edge;
use crate::process::prove::spots::Spots;
use crate::process::prove::story::Turn;
use crate::text::Text;

use super::around::{Around, Spot};
use super::told;

/// Notes that granting is refused.
pub fn at_once(
    proof: &Proof<'_>,
    around: &Around<'_, '_>,
    (document, granted): (&FieldId, &[&Edge]),
    (spots, findings): (&Spots<'_>, &Findings),
) {
    let Some((body, step)) = proof.step_of(around.node) else { return };
    let message = say!(
        "в «{step}» нельзя согласовать «{document}»: сразу за согласованием процесс меняет документ и завершает сделку победой, а она \
         закрыта",
        "in `{step}` nobody can approve `{document}`: right behind it the process changes the document and wins, and this victory is \
         refused"
    );
    let told = told::refused_verdict(proof, around, granted);
    findings.error_told("blocked_victory", spots.step(&body, &step), (message, Some(help())), told);
}

/// Notes that the case does not end once the approval is granted.
pub fn later(
    proof: &Proof<'_>,
    around: &Around<'_, '_>,
    (document, granted, act): (&FieldId, &[&Edge], Option<Turn<'_>>),
    (spots, findings): (&Spots<'_>, &Findings),
) {
    let Some((body, step)) = proof.step_of(around.node) else { return };
    let last = act.and_then(|act| proof.step_of(act.from)).map_or_else(|| step.clone(), |(_, step)| step);
    let message = say!(
        "после согласования сделка не кончается: на каждом пути («{last}») документ «{document}» меняют вместе с победой, а она закрыта",
        "once it is approved the deal does not end: on every way (`{last}`) the document `{document}` is changed together with the \
         victory, which is refused"
    );
    let words = say!("согласование устарело, и победа закрыта", "the approval is stale, and the victory is refused");
    let told = told::given(around, granted).zip(act).and_then(|(verdict, act)| {
        told::refused_act(proof, around, (verdict, act), (Spot { node: act.from, form: None }, &words))
    });
    findings.error_told("blocked_victory", spots.step(&body, &step), (message, Some(help())), told);
}

/// What to do about it.
pub fn help() -> Text {
    say!(
        "меняйте документ до согласования или записывайте новый в другое поле",
        "change the document before the approval, or keep the new one in another field"
    )
}
