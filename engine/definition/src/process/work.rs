//! Work for a person: what tasks, forms and activities have in common.

use crate::diagnostic::{Span, say};
use crate::model::{Ask, Assignee, Moment, Rescheduling, ResultRule, Role, Route, TaskKind, Who, Work};
use crate::name::{FieldId, LadderId, ResultId, RoleId};
use crate::period::{Period, Unit};
use crate::process::context::Context;
use crate::process::result::{self, Holder, Site};
use crate::process::{expression, ladder, moment, period, role};
use crate::text::Text;
use crate::yaml::similar::shown;
use crate::yaml::{Kind, MapReader, Node, read};

/// The role that works a deal where a process names none.
const MANAGER: &str = "manager";

const KINDS: [(&str, TaskKind); 5] = [
    ("call", TaskKind::Call),
    ("meeting", TaskKind::Meeting),
    ("letter", TaskKind::Letter),
    ("document", TaskKind::Document),
    ("other", TaskKind::Other),
];

/// How often at most a process may let a task be put off.
const MOST_POSTPONEMENTS: u32 = 100;

/// The defaults of a process that writes none: the owner, one business day, his head when it is late.
pub fn fallback() -> Work {
    let results = ["done", "cancelled"].map(next_result);
    Work {
        title: Text::both("Задача", "Task"),
        kind: TaskKind::Other,
        assignee: Assignee::Role(Role { id: RoleId::from(MANAGER), who: Who::Owner }),
        due: Moment::In(Period::new(1, Unit::BusinessDays)),
        remind: None,
        escalate: Some(LadderId::from(ladder::DEFAULT)),
        reschedule: Rescheduling::USUAL,
        guide: None,
        results: results.to_vec(),
    }
}

fn next_result(id: &str) -> ResultRule {
    ResultRule {
        id: ResultId::from(id),
        title: result::builtin_title(id).unwrap_or_else(|| Text::from(id)),
        ask: Vec::new(),
        may_ask: Vec::new(),
        set: Vec::new(),
        plan: Vec::new(),
        comment_required: false,
        route: Route::Next,
    }
}

/// The section `defaults`.
pub fn defaults(context: &Context<'_>, node: Option<&Node>) -> Work {
    let mut work = fallback();
    let Some(mut map) = node.and_then(|node| MapReader::open(node, node.head(), context.findings)) else { return work };
    if let Some(role) = map.take("assignee").and_then(|node| role::role(context, node)) {
        work.assignee = Assignee::Role(role);
    }
    terms(context, &mut map, &mut work);
    map.close();
    work
}

/// The dates and the ladder, which defaults, tasks and approvals write alike.
fn terms(context: &Context<'_>, map: &mut MapReader<'_>, work: &mut Work) {
    if let Some(due) = map.take("due").map(|node| moment::read(context, node, &[])) {
        work.due = due;
    }
    if let Some(node) = map.take("remind") {
        work.remind = remind(context, node);
    }
    if let Some(ladder) = map.take("escalate").and_then(|node| context.ladder(node)) {
        work.escalate = Some(ladder);
    }
    if let Some(limits) = map.take("reschedule").and_then(|node| rescheduling(context, node, work.reschedule)) {
        work.reschedule = limits;
    }
}

/// `{at_most: N, by: PERIOD}`; what is not written is as in `defaults`.
fn rescheduling(context: &Context<'_>, node: &Node, usual: Rescheduling) -> Option<Rescheduling> {
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let at_most = map.take("at_most").map(|node| read::integer(node, 0..=MOST_POSTPONEMENTS, context.findings));
    let by = map.take("by").map(|node| {
        let phrase = period::phrase(node, ("промежуток: 10 business days", "a period: 10 business days"), context.findings)?;
        period::read(phrase, context.findings)
    });
    map.close();
    Some(Rescheduling { at_most: at_most.unwrap_or(Some(usual.at_most))?, by: by.unwrap_or(Some(usual.by))? })
}

/// `PERIOD before`, or `none`.
fn remind(context: &Context<'_>, node: &Node) -> Option<Period> {
    let phrase = period::phrase(
        node,
        ("промежуток и before: 2 business hours before", "a period and before: 2 business hours before"),
        context.findings,
    )?;
    if phrase.text() == "none" {
        return None;
    }
    if let Some(length) = phrase.before(" before") {
        return period::read(length, context.findings);
    }
    let message =
        say!("ожидается промежуток и before: 2 business hours before", "expected a period and before: 2 business hours before");
    let written = phrase.text();
    let length = if period::is_period(written) { Some(written.to_owned()) } else { period::meant(written) };
    let help = match length {
        Some(length) => say!("допишите before: {length} before", "add before: {length} before"),
        None => say!("если напоминать не нужно, напишите none", "write none where nobody need be reminded"),
    };
    context.findings.error_with("bad_duration", phrase.span(), message, help);
    None
}

/// The title, dates, ladder and guide, which every kind of work has; the rest is left as the defaults have it.
pub fn common(context: &Context<'_>, map: &mut MapReader<'_>, id: &str) -> Work {
    let mut work = Work { title: context.title(map.take("title"), id, map.place()), ..context.defaults.clone() };
    terms(context, map, &mut work);
    work.guide = context.some_text(map.take("guide"));
    work
}

/// A task, a form or the work of an activity, results included.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>, site: &Site<'_>) -> Work {
    let mut work = common(context, map, site.id);
    let is_form = site.holder == Holder::Form;
    work.kind = if is_form { TaskKind::Form } else { TaskKind::Other };
    if let Some(node) = map.take("kind") {
        work.kind = read::word(node, &KINDS, ("вид задачи", "a kind of task"), context.findings).unwrap_or(work.kind);
    }
    if is_form {
        work.assignee = Assignee::WhoActed;
    }
    work.assignee = assignee(context, map).unwrap_or(work.assignee);
    let (ask, may_ask) = if is_form { asks(context, map, &[], true) } else { (Vec::new(), Vec::new()) };
    let fallback: &[&str] = if is_form { &["saved"] } else { &["done", "cancelled"] };
    work.results = match map.take("results") {
        Some(node) => result::all(context, node, site, &filled(&[], &ask)),
        None => fallback.iter().map(|id| next_result(id)).collect(),
    };
    for result in &mut work.results {
        result.ask.splice(0..0, ask.iter().cloned());
        result.may_ask.splice(0..0, may_ask.iter().cloned());
    }
    work
}

fn assignee(context: &Context<'_>, map: &mut MapReader<'_>) -> Option<Assignee> {
    let (one, many) = (map.take("assignee"), map.take("candidates"));
    if let (Some(_), Some(many)) = (one, many) {
        let message = say!("«assignee» и «candidates» вместе не пишут", "`assignee` and `candidates` do not go together");
        let help = say!("оставьте одно из двух", "keep one of the two");
        context.findings.error_with("assignee_and_candidates", many.head(), message, help);
    }
    match (one, many) {
        (Some(node), _) if names_several(node) => {
            let message = say!("исполнитель один, а здесь названо несколько", "one is the assignee, and here are several");
            let list = match &node.kind {
                Kind::Seq(items) => items.iter().filter_map(Node::text).collect::<Vec<_>>().join(", "),
                _ => node.text().unwrap_or_default().to_owned(),
            };
            let list = shown(&list);
            let help = say!(
                "если задачу возьмет любой из них, напишите candidates: [{list}]; иначе оставьте одного",
                "where any of them may take the task, write candidates: [{list}]; otherwise keep one"
            );
            context.findings.error_with("several_assignees", node.head(), message, help);
            None
        }
        (Some(node), _) => role::role(context, node).map(Assignee::Role),
        (None, Some(node)) => Some(Assignee::Candidates(candidates(context, node))),
        (None, None) => None,
    }
}

/// Whether a list stands where one person is named, in brackets or without. No rule has a comma.
fn names_several(node: &Node) -> bool {
    matches!(node.kind, Kind::Seq(_)) || node.text().is_some_and(|text| text.contains(','))
}

fn candidates(context: &Context<'_>, node: &Node) -> Vec<Role> {
    let items = read::one_or_many(node);
    if items.is_empty() {
        context.findings.error("empty_list", node.head(), say!("нет ни одного кандидата", "there is no candidate"));
    }
    role::several(context, items)
}

/// How fields are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'f> {
    /// The fields that are filled already when this is asked.
    pub filled: &'f [FieldId],
    /// Whether it is a page to complete, where a value that is known already counts as the answer.
    pub page: bool,
    /// Whether the answers must be given.
    pub must: bool,
}

/// What must be and what may be filled in.
pub fn asks(context: &Context<'_>, map: &mut MapReader<'_>, before: &[FieldId], page: bool) -> (Vec<Ask>, Vec<Ask>) {
    let asking = Asking { filled: before, page, must: true };
    let must = map.take("ask").map(|node| ask_list(context, node, asking)).unwrap_or_default();
    let asking = Asking { filled: &filled(before, &must), page, must: false };
    let may = map.take("may_ask").map(|node| ask_list(context, node, asking)).unwrap_or_default();
    (must, may)
}

/// The fields that are certainly filled once these questions are answered.
pub fn filled(before: &[FieldId], asks: &[Ask]) -> Vec<FieldId> {
    let asked = asks.iter().filter(|ask| ask.when.is_none()).map(|ask| &ask.field);
    before.iter().chain(asked).cloned().collect()
}

/// A list of fields, each by its name or as `{field: NAME, when: EXPR}`.
pub fn ask_list(context: &Context<'_>, node: &Node, asking: Asking<'_>) -> Vec<Ask> {
    let items = match &node.kind {
        Kind::Map(_) => std::slice::from_ref(node),
        _ => read::one_or_many(node),
    };
    let mut asks: Vec<Ask> = Vec::new();
    for item in items {
        let known = filled(asking.filled, if asking.must { &asks } else { &[] });
        let Some(ask) = ask(context, item, Asking { filled: &known, ..asking }) else { continue };
        if asks.iter().any(|other| other.field == ask.field) {
            twice(context, ask.field.as_str(), item.head());
        } else {
            asks.push(ask);
        }
    }
    asks
}

fn twice(context: &Context<'_>, field: &str, span: Span) {
    let message = say!("поле «{field}» спрашивается дважды", "the field `{field}` is asked twice");
    context.findings.error_with("asked_twice", span, message, say!("оставьте один вопрос", "keep one question"));
}

fn ask(context: &Context<'_>, node: &Node, asking: Asking<'_>) -> Option<Ask> {
    if !matches!(node.kind, Kind::Map(_)) {
        return Some(Ask { field: context.field_to_set(node)?.id.clone(), when: None, known_counts: asking.page });
    }
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let field = map.require("field").and_then(|node| context.field_to_set(node));
    let when = expression::condition(context, map.take("when"), asking.filled);
    map.close();
    Some(Ask { field: field?.id.clone(), when, known_counts: asking.page })
}
