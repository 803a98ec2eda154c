//! `approve`: visas on a document.

use crate::diagnostic::say;
use crate::model::{Approve, Approver, FieldType, Order, Quorum, ResultRule, Route, StepKind};
use crate::name::ResultId;
use crate::process::checks::asked::{self, Asked};
use crate::process::context::Context;
use crate::process::result::{self, Site, builtin_title};
use crate::process::{expression, role, work};
use crate::text::{Locale, Text};
use crate::yaml::similar::shown;
use crate::yaml::{Kind, MapReader, Node, read};

/// The results of every approval, in their order.
const RESULTS: [&str; 3] = ["approved", "rework", "rejected"];

/// An approval.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>, site: &Site<'_>) -> Option<StepKind> {
    let terms = work::common(context, map, site.id);
    let document = map.take("document").and_then(|node| context.field_of(node, &FieldType::Document));
    document.iter().for_each(|field| context.holds_on_to(field));
    let approvers = map.require("approvers").map(|node| approvers(context, node));
    let orders = [("parallel", Order::Parallel), ("sequence", Order::Sequence)];
    let order = map
        .take("order")
        .map(|node| read::word(node, &orders, ("parallel или sequence", "parallel or sequence"), context.findings));
    let approvers = approvers.unwrap_or_default();
    let all_known = map.entry("approvers").is_some_and(|entry| read::one_or_many(&entry.value).len() == approvers.len());
    let needs = map.take("needs").map_or(Some(Quorum::All), |node| quorum(context, node, approvers.len()));
    let needed = needs.filter(|_| all_known && !approvers.is_empty());
    let asked = needed.map_or(Asked::Enough, |needs| asked::asked(&approvers, needs.least(), &context.fields));
    let if_empty = if_empty(context, map, needed.map(|needs| (needs, asked)), sure(&approvers));
    let results = results(context, map, site);
    Some(StepKind::Approve(Approve {
        title: terms.title,
        document,
        approvers,
        order: order.flatten().unwrap_or(Order::Parallel),
        needs: needs.unwrap_or(Quorum::All),
        due: terms.due,
        remind: terms.remind,
        escalate: terms.escalate,
        reschedule: terms.reschedule,
        guide: terms.guide,
        if_empty,
        results,
    }))
}

fn approvers(context: &Context<'_>, node: &Node) -> Vec<Approver> {
    let items = match &node.kind {
        Kind::Map(_) => std::slice::from_ref(node),
        _ => read::one_or_many(node),
    };
    if items.is_empty() {
        let message = say!("нет ни одного согласующего", "there is no approver");
        context.findings.error("empty_list", node.head(), message);
    }
    items.iter().filter_map(|node| approver(context, node)).collect()
}

fn approver(context: &Context<'_>, node: &Node) -> Option<Approver> {
    if !matches!(node.kind, Kind::Map(_)) {
        return Some(Approver { role: role::role(context, node)?, when: None });
    }
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let role = map.require("who").and_then(|node| role::role(context, node));
    let when = expression::condition(context, map.take("when"), &[]);
    map.close();
    Some(Approver { role: role?, when })
}

fn quorum(context: &Context<'_>, node: &Node, approvers: usize) -> Option<Quorum> {
    match node.text() {
        Some("all") => Some(Quorum::All),
        Some("any") => Some(Quorum::Number(1)),
        Some(text) if !text.starts_with(|first: char| first.is_ascii_digit()) => {
            let what = ("all, any или число", "all, any or a number");
            read::unknown("unknown_word", text, what, ["all", "any"], node.span, context.findings);
            None
        }
        _ => {
            let most = u32::try_from(approvers.max(1)).unwrap_or(u32::MAX);
            read::integer(node, 1..=most, context.findings).map(Quorum::Number)
        }
    }
}

/// How many approvers are asked whatever the conditions say.
fn sure(approvers: &[Approver]) -> usize {
    approvers.iter().filter(|approver| approver.when.is_none()).count()
}

/// The result when fewer are left to ask than must approve: to be written wherever the conditions can leave so few.
fn if_empty(context: &Context<'_>, map: &mut MapReader<'_>, asked: Option<(Quorum, Asked)>, sure: usize) -> Option<ResultId> {
    if let Some(node) = map.take("if_empty") {
        let words = RESULTS.map(|result| (result, result));
        let what = ("approved, rework или rejected", "approved, rework or rejected");
        return read::word(node, &words, what, context.findings).map(ResultId::from);
    }
    let (message, help) = match asked? {
        (_, Asked::Enough) => return None,
        (Quorum::Number(number), _) if number > 1 => (
            say!(
                "нужно согласий: {number}, а без условий спрашивают только: {sure}; где условия не выполнены, столько согласий не собрать",
                "{number} must approve, and only {sure} of the approvers are asked without a condition: where the others are not, that number cannot be reached"
            ),
            say!(
                "напишите, что тогда: if_empty: rejected; если хватит всех, кого спросили, замените число: needs: all",
                "write what happens then: if_empty: rejected; where all who were asked are enough, write needs: all instead of the number"
            ),
        ),
        (_, asked) => none_left(&asked),
    };
    context.findings.error_with("missing_if_empty", map.place(), message, help);
    None
}

/// That nobody may be left to ask, and what to do.
fn none_left(asked: &Asked) -> (Text, Text) {
    let Asked::TooFew(values) = asked else {
        return (
            say!(
                "у каждого согласующего есть условие: может не остаться ни одного",
                "every approver has a condition, so that none may be left"
            ),
            say!(
                "напишите, что тогда: if_empty: rework; approved значило бы «согласовано», хотя никого не спросили",
                "write what happens then: if_empty: rework; `approved` would be an approval by nobody"
            ),
        );
    };
    let (ru, en) = (values.get(Locale::Ru), values.get(Locale::En));
    (
        say!(
            "у каждого согласующего есть условие, и для {ru} не спрашивают никого",
            "every approver has a condition, and for {en} nobody is asked"
        ),
        say!(
            "спросите кого-то и тогда, например с обратным условием: when: not(…), или напишите, что тогда: if_empty: rework; approved значило бы «согласовано», хотя никого не спросили",
            "ask somebody then too, by the opposite condition for example: when: not(…), or write what happens then: if_empty: rework; `approved` would be an approval by nobody"
        ),
    )
}

/// The three results. What is approved goes on by itself; where the other two lead must be written.
fn results(context: &Context<'_>, map: &mut MapReader<'_>, site: &Site<'_>) -> Vec<ResultRule> {
    let node = map.require("results");
    let mut written = node.map(|node| result::all(context, node, site, &[])).unwrap_or_default();
    for key in node.map(Node::entries).unwrap_or_default().iter().map(|entry| &entry.key) {
        let Some(name) = key.text().filter(|name| !RESULTS.contains(name)) else { continue };
        context.unknown(
            "unknown_result",
            ("у согласования нет результата", "an approval has no result"),
            name,
            RESULTS,
            key.span,
        );
    }
    let missing = RESULTS[1..].iter().filter(|id| !written.iter().any(|rule| rule.id.as_str() == **id));
    for id in missing.filter(|_| matches!(node.map(|node| &node.kind), Some(Kind::Map(_)))) {
        let id = shown(id);
        let message = say!("не сказано, что делать при «{id}»", "it is not said what happens on `{id}`");
        let help = say!("добавьте результат {id}: {{then: …}}", "add a result {id}: {{then: …}}");
        context.findings.error_with("missing_result", map.place(), message, help);
    }
    RESULTS.map(|id| take(&mut written, id)).to_vec()
}

fn take(written: &mut Vec<ResultRule>, id: &str) -> ResultRule {
    if let Some(place) = written.iter().position(|rule| rule.id.as_str() == id) {
        return written.swap_remove(place);
    }
    ResultRule {
        id: ResultId::from(id),
        title: builtin_title(id).unwrap_or_else(|| Text::from(id)),
        ask: Vec::new(),
        may_ask: Vec::new(),
        set: Vec::new(),
        plan: Vec::new(),
        comment_required: false,
        route: Route::Next,
    }
}
