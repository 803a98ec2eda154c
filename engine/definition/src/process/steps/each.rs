//! `each`: the same steps for every item of a list.

use std::sync::Arc;

use crate::diagnostic::say;
use crate::model::{Each, FieldType, Order, Quorum, Route, StepKind};
use crate::name::FieldId;
use crate::process::context::{Context, pretty};
use crate::process::result::Site;
use crate::process::steps::{self, parallel};
use crate::process::{outline::StepAt, route};
use crate::yaml::{MapReader, Node, read};

/// The steps for every item.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>, site: &Site<'_>) -> StepKind {
    let title = context.some_text(map.take("title")).unwrap_or_else(|| pretty(site.id));
    let list = map.require("in").and_then(|node| list(context, node));
    let item = map.require("as").and_then(|node| read::name(node, context.findings));
    let orders = [("parallel", Order::Parallel), ("sequence", Order::Sequence)];
    let order = map
        .take("order")
        .and_then(|node| read::word(node, &orders, ("parallel или sequence", "parallel or sequence"), context.findings))
        .unwrap_or(Order::Parallel);
    let until = until(context, map, order);
    let if_empty = if_empty(context, map, site, list.as_ref());
    if let Some(at) = site.at {
        not_within_another(context, at);
    }
    let place = map.place();
    steps::demand(context, "each_without_steps", map.entry("steps"), place, ("у each", "the step each"));
    let inner = site.at.and_then(|at| context.outline.steps[at].inner.first().copied());
    let steps = context.with_item(item, || inner.map(|inner| steps::list(context, inner)).unwrap_or_default());
    let list = list.unwrap_or_else(|| FieldId::from(""));
    StepKind::Each(Each { title, list, item: Arc::from(item.unwrap_or_default()), order, until, if_empty, steps })
}

fn list(context: &Context<'_>, node: &Node) -> Option<FieldId> {
    let field = context.field(node)?;
    if matches!(field.kind, FieldType::List(_)) || !field.kind.is_readable() {
        return Some(field.id.clone());
    }
    let (name, kind) = (field.id.as_str(), field.kind.name());
    let message = say!(
        "each перебирает список, а поле «{name}» — типа {kind}",
        "each goes through a list; the field `{name}` is of type {kind}"
    );
    let lists = context.fields.own_first().filter(|field| matches!(field.kind, FieldType::List(_)));
    let known: Vec<&str> = lists.map(|field| field.id.as_str()).collect();
    let help = match known.as_slice() {
        [] => say!("заведите поле {{type: list, of: {{…}}}}", "declare a field {{type: list, of: {{…}}}}"),
        known => {
            let all = known.join(", ");
            say!("списки этого процесса: {all}", "the lists of this process are {all}")
        }
    };
    context.findings.error_with("each_without_list", node.span, message, help);
    None
}

fn until(context: &Context<'_>, map: &mut MapReader<'_>, order: Order) -> Quorum {
    let Some(node) = map.take("until") else { return Quorum::All };
    let until = parallel::quorum(context, node, usize::MAX);
    if order == Order::Sequence && until != Some(Quorum::All) && until.is_some() {
        let message = say!(
            "по очереди обходят все элементы: until здесь ничего не меняет",
            "in turn every item is gone through; until changes nothing here"
        );
        let help = say!("удалите until или напишите order: parallel", "delete until, or write order: parallel");
        context.findings.error_with("until_in_sequence", node.span, message, help);
        return Quorum::All;
    }
    until.unwrap_or(Quorum::All)
}

/// Where the flow goes when there is no item: `next`, `end` or a step of the same list.
fn if_empty(context: &Context<'_>, map: &mut MapReader<'_>, site: &Site<'_>, list: Option<&FieldId>) -> Option<Route> {
    if let Some(entry) = map.entry("if_empty").filter(|entry| !entry.value.is_empty()) {
        if entry.value.text().is_none() {
            let expected = ("next, end или имя шага", "next, end or the name of a step");
            read::wrong_shape(&entry.value, expected, context.findings);
            return None;
        }
        let route = route::target(context, entry, site);
        if let (Route::End, Some(list)) = (&route, list) {
            // That way is taken out of the proofs where the list is surely filled: then nobody may empty it.
            context.counts_upon(list);
        }
        return Some(route);
    }
    map.take("if_empty");
    if list.is_some_and(|list| context.counts_upon(list)) {
        return None;
    }
    let message = say!(
        "список может оказаться пустым, а что тогда — не сказано",
        "the list may be empty, and it is not said what happens then"
    );
    let help = say!("напишите if_empty: next, end или имя шага", "write if_empty: next, end or the name of a step");
    context.findings.error_with("missing_if_empty", map.place(), message, help);
    None
}

fn not_within_another(context: &Context<'_>, at: StepAt) {
    let outline = &context.outline;
    let Some(outer) = outline.around(at).find(|outer| outline.steps[*outer].kind == "each") else { return };
    let (outer, span) = (outline.steps[outer].id.as_str(), outline.steps[at].span);
    let message = say!("each внутри each «{outer}» не бывает", "there is no each within the each `{outer}`");
    let help = say!(
        "поставьте второй each после первого, в тот же список шагов",
        "put the second each after the first, in the same list of steps"
    );
    context.findings.error_with("each_within_each", span, message, help);
}
