//! Approvers who are surely the owner of the deal: nobody approves his own deal, so that another is asked every time.

use crate::diagnostic::{Span, say};
use crate::model::{StepKind, Who};
use crate::process::checks::flow::Flow;
use crate::process::context::Context;
use crate::yaml::{Kind, Node, read};

/// Warns of every approver who is the owner by his rule.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    for (at, step) in flow.steps() {
        let StepKind::Approve(approve) = &step.kind else { continue };
        if flow.is_unsure(at) {
            continue;
        }
        let head = &context.outline.steps[at];
        let items = head.node.get("approvers").map(items).unwrap_or_default();
        for (place, approver) in approve.approvers.iter().enumerate().filter(|(_, approver)| approver.role.who == Who::Owner) {
            let role = &approver.role.id;
            let message = say!(
                "«{role}» — это сам ответственный, а свою сделку не согласуют: визу каждый раз даст его руководитель",
                "`{role}` is the owner himself, and nobody approves his own deal: his head gives the visa every time"
            );
            let help = say!("назовите того, кто согласует: head_of(deal.owner)", "name who approves: head_of(deal.owner)");
            let place: Span = items.get(place).map_or(head.span, |item| item.get("who").unwrap_or(item).head());
            context.findings.warning("approver_is_owner", place, message, help);
        }
    }
}

/// The approvers as they are written: a list, or one.
pub fn items(node: &Node) -> &[Node] {
    match &node.kind {
        Kind::Map(_) => std::slice::from_ref(node),
        _ => read::one_or_many(node),
    }
}
