//! Outcomes: how a case ends, and what is asked then.

use crate::diagnostic::say;
use crate::model::{FieldType, FollowUp, Outcome, OutcomeKind};
use crate::name::OutcomeId;
use crate::process::context::Context;
use crate::process::moment;
use crate::process::work::{self, Asking};
use crate::yaml::{Entry, Kind, MapReader, Node, read};

const KINDS: [(&str, OutcomeKind); 3] =
    [("won", OutcomeKind::Won), ("lost", OutcomeKind::Lost), ("transferred", OutcomeKind::Transferred)];

/// The names of the outcomes, before anything is resolved. Nothing is noted here.
pub fn heads(node: Option<&Node>) -> Vec<OutcomeId> {
    let entries = node.map(Node::entries).unwrap_or_default();
    entries.iter().take(read::MOST_NAMES).filter_map(|entry| entry.key.text().map(OutcomeId::from)).collect()
}

/// The section `outcomes`.
pub fn section(context: &Context<'_>, node: Option<&Node>) -> Vec<Outcome> {
    let Some(node) = node else { return Vec::new() };
    let written = read::named(node, context.findings);
    if written.is_empty() && matches!(node.kind, Kind::Map(_)) {
        context.findings.error("no_outcomes", node.head(), say!("у процесса нет ни одного исхода", "the process has no outcome"));
    }
    written.into_iter().filter_map(|(name, entry)| outcome(context, name, entry)).collect()
}

fn outcome(context: &Context<'_>, name: &str, entry: &Entry) -> Option<Outcome> {
    let mut map = MapReader::open(&entry.value, entry.key.span, context.findings)?;
    let title = context.title(map.take("title"), name, entry.key.span);
    let kind = map.require("kind");
    let kind = kind
        .and_then(|node| read::word(node, &KINDS, ("won, lost или transferred", "won, lost or transferred"), context.findings));
    let ask = map
        .take("ask")
        .map(|node| work::ask_list(context, node, Asking { filled: &[], page: true, must: true }))
        .unwrap_or_default();
    let follow_up = map.take("follow_up").and_then(|node| follow_up(context, node));
    map.close();
    let outcome = Outcome { id: OutcomeId::from(name), title, kind: kind?, ask, follow_up };
    transfer(context, &outcome, entry);
    Some(outcome)
}

/// A transfer must know where to.
fn transfer(context: &Context<'_>, outcome: &Outcome, entry: &Entry) {
    let is_process = |id| context.fields.get(id).is_some_and(|field| field.kind == FieldType::Process);
    let asked = outcome.ask.iter().filter(|ask| is_process(&ask.field)).count();
    if outcome.kind == OutcomeKind::Transferred && asked != 1 {
        let message = say!(
            "перевод должен спросить ровно одно поле типа process, а спрашивает {asked}",
            "a transfer must ask exactly one field of type process; this one asks {asked}"
        );
        let help =
            say!("заведите поле {{type: process}} и назовите его в ask", "declare a field {{type: process}} and name it in ask");
        context.findings.error_with("transfer_without_process", entry.key.span, message, help);
    }
}

fn follow_up(context: &Context<'_>, node: &Node) -> Option<FollowUp> {
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let title = map.require("title").and_then(|node| context.text(node));
    let guide = context.some_text(map.take("guide"));
    let due = match map.take("due") {
        Some(node) => moment::read(context, node, &[]),
        None => context.defaults.due.clone(),
    };
    map.close();
    Some(FollowUp { title: title?, guide, due })
}
