//! Results: what is chosen when work is done, what it asks and records, and where it leads.

use crate::diagnostic::say;
use crate::expr::{Expr, Place};
use crate::model::{FieldType, ResultRule, Route, builtin};
use crate::name::{ActivityId, FieldId, ResultId};
use crate::process::context::{Context, pretty};
use crate::process::outline::StepAt;
use crate::process::{expression, route, work};
use crate::text::Text;
use crate::yaml::Kind;
use crate::yaml::similar::{nearest, shown};
use crate::yaml::{Entry, MapReader, Node, Style, read};

/// What holds a result or a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// A task, or a step without results.
    Task,
    /// A form.
    Form,
    /// An approval.
    Approve,
    /// A wait.
    Wait,
    /// A decision.
    Decide,
    /// A call of a connector.
    Call,
    /// The start of another process.
    Start,
    /// An activity, which stands in no stage.
    Activity,
}

/// Where a result or a branch stands.
#[derive(Debug, Clone, Copy)]
pub struct Site<'s> {
    /// What holds it.
    pub holder: Holder,
    /// The name of the step or activity.
    pub id: &'s str,
    /// Which step; an activity is none.
    pub at: Option<StepAt>,
}

/// The title of a result that needs none written.
pub fn builtin_title(id: &str) -> Option<Text> {
    let (ru, en) = match id {
        "done" => ("Выполнено", "Done"),
        "cancelled" => ("Отменено", "Cancelled"),
        "saved" => ("Сохранено", "Saved"),
        "approved" => ("Согласовано", "Approved"),
        "rework" => ("На доработку", "Needs rework"),
        "rejected" => ("Отклонено", "Rejected"),
        "held" => ("Состоялось", "Held"),
        "signed" => ("Подписано", "Signed"),
        "failed" => ("Не удалось", "Failed"),
        _ => return None,
    };
    Some(Text::both(ru, en))
}

/// The results of a step or activity. `asked` is what the step itself asks in each of them.
pub fn all(context: &Context<'_>, node: &Node, site: &Site<'_>, asked: &[FieldId]) -> Vec<ResultRule> {
    if !read::is_map(node, ("results", "{done: {}, refused: {finish: lost}}"), context.findings) {
        return Vec::new();
    }
    let written = read::named_anyhow(node, context.findings);
    if written.is_empty() && matches!(node.kind, Kind::Map(_)) {
        let message = say!("нет ни одного результата", "there is no result");
        let help = say!("напишите хотя бы один или удалите ключ results", "write one at least, or delete the key results");
        context.findings.error_with("no_results", node.head(), message, help);
    }
    written.into_iter().map(|(name, entry)| one(context, name, entry, site, asked)).collect()
}

fn one(context: &Context<'_>, name: &str, entry: &Entry, site: &Site<'_>, asked: &[FieldId]) -> ResultRule {
    let mut rule = ResultRule {
        id: ResultId::from(name),
        title: builtin_title(name).unwrap_or_else(|| pretty(name)),
        ask: Vec::new(),
        may_ask: Vec::new(),
        set: Vec::new(),
        plan: Vec::new(),
        comment_required: false,
        route: Route::Next,
    };
    if entry.value.is_empty() {
        let message = say!("у результата «{name}» нет значения", "the result `{name}` has no value");
        let help = say!("чтобы перейти к следующему шагу, напишите {{}}", "write {{}} to go on to the next step");
        context.findings.error_with("empty_value", entry.key.span, message, help);
        return rule;
    }
    let Some(mut map) = MapReader::open(&entry.value, entry.key.span, context.findings) else { return rule };
    title(context, &mut map, name, site, &mut rule);
    (rule.ask, rule.may_ask) = work::asks(context, &mut map, asked, false);
    let asked = work::filled(asked, &rule.ask);
    rule.set = map.take("set").map(|node| settings(context, node, &asked)).unwrap_or_default();
    overwritten(context, &rule.set, &asked, &map);
    rule.plan = map.take("plan").map(|node| plans(context, node)).unwrap_or_default();
    rule.comment_required = map
        .take("comment")
        .is_some_and(|node| read::word(node, &[("required", true)], ("required", "required"), context.findings).unwrap_or(false));
    rule.route = route::read(context, &mut map, site, &asked);
    bound_beside_then(context, &mut map, &entry.value);
    map.close();
    rule
}

/// A bound that stands beside `then` rather than within it.
fn bound_beside_then(context: &Context<'_>, map: &mut MapReader<'_>, node: &Node) {
    let Some(target) = node.get("then").and_then(Node::text) else { return };
    let beside: Vec<&'static str> = ["at_most", "else"].into_iter().filter(|key| node.get(key).is_some()).collect();
    let Some(first) = beside.first().and_then(|key| map.entry(key)) else { return };
    let written = |key: &str| node.get(key).and_then(Node::text).map_or_else(|| "…".to_owned(), shown);
    let (most, otherwise, target) = (written("at_most"), written("else"), shown(target));
    let message = say!("предел пишется внутри «then», а не рядом с ним", "a bound is written within `then`, not beside it");
    let help = say!(
        "напишите then: {{step: {target}, at_most: {most}, else: {otherwise}}}",
        "write then: {{step: {target}, at_most: {most}, else: {otherwise}}}"
    );
    context.findings.error_with("unknown_key", first.key.span, message, help);
    for key in beside {
        map.take(key);
    }
}

fn title(context: &Context<'_>, map: &mut MapReader<'_>, name: &str, site: &Site<'_>, rule: &mut ResultRule) {
    let node = map.take("title");
    let of_machine = matches!(site.holder, Holder::Wait | Holder::Call | Holder::Start);
    if of_machine || (node.is_none() && builtin_title(name).is_some()) {
        rule.title = context.some_text(node).unwrap_or_else(|| rule.title.clone());
    } else {
        rule.title = context.title(node, name, map.place());
    }
}

/// `set`: each field with its expression.
pub fn settings(context: &Context<'_>, node: &Node, filled: &[FieldId]) -> Vec<(FieldId, Expr)> {
    let Some(map) = MapReader::open(node, node.head(), context.findings) else { return Vec::new() };
    drop(map);
    // Each sees what the ones before it set.
    context.setting_fields(|| node.entries().iter().filter_map(|entry| setting(context, entry, filled)).collect())
}

fn setting(context: &Context<'_>, entry: &Entry, filled: &[FieldId]) -> Option<(FieldId, Expr)> {
    let field = context.field_to_set(&entry.key)?;
    let known = context.known_with(filled);
    let scope = context.scope(&known);
    let compiles = |text: &str| Expr::compile_within(text, &context.fields, Place::SetOf(&field.kind), scope).is_ok();
    if without_quotes(context, &field.kind, &entry.value, compiles) {
        let expr = Expr::unreadable(entry.value.text().unwrap_or_default());
        context.now_set(&field.id, &expr);
        return Some((field.id.clone(), expr));
    }
    let expr = expression::read(context, &entry.value, Place::SetOf(&field.kind), filled);
    if field.id.as_str() == builtin::OWNER && expr.may_give_null() && !expr.uses_actor() {
        let message = say!(
            "у сделки всегда есть ответственный, а здесь может получиться пусто",
            "a deal always has an owner, and this may give nothing"
        );
        let help =
            say!("скажите, кто тогда: if … != null then … else owner", "say who it is then: if … != null then … else owner");
        context.findings.error_with("owner_may_be_empty", entry.value.head(), message, help);
        return None;
    }
    context.now_set(&field.id, &expr);
    Some((field.id.clone(), expr))
}

/// Notes an option or a sentence whose quotes YAML has eaten: what is left would be a name, or several, which explains nothing.
pub fn without_quotes(context: &Context<'_>, kind: &FieldType, node: &Node, compiles: impl Fn(&str) -> bool) -> bool {
    let Kind::Scalar { text, style } = &node.kind else { return false };
    let (code, message) = match kind {
        FieldType::Choice(options) if options.iter().any(|option| option.id == *text) => (
            "choice_without_quotes",
            say!("вариант выбора «{text}» пишут как строку", "the option `{text}` is written as a string"),
        ),
        FieldType::Text if *style == Style::Quoted && !text.contains('"') => (
            "text_without_quotes",
            say!("текст внутри выражения берут еще и в двойные кавычки", "a text inside an expression goes in double quotes too"),
        ),
        _ => return false,
    };
    if compiles(text) {
        return false;
    }
    let text = shown(text);
    let help = say!(
        "возьмите его в двойные кавычки внутри одинарных: '\"{text}\"'",
        "put it in double quotes within single ones: '\"{text}\"'"
    );
    context.findings.error_with(code, node.span, message, help);
    true
}

/// The expression of a value that leaves the case: sent to another system, or given to another process.
pub fn outgoing(context: &Context<'_>, node: &Node) -> Option<Expr> {
    const UNREADABLE: [&str; 4] = ["syntax", "unknown_name", "bad_character", "foreign_sign"];
    let readable = |text: &str| {
        let compiled = Expr::compile_within(text, &context.fields, Place::Value, context.scope(&[]));
        compiled.err().is_none_or(|errors| !errors.iter().all(|error| UNREADABLE.contains(&error.code)))
    };
    let fields = || context.fields.iter().map(|field| field.id.as_str());
    let is_slip = node.text().is_some_and(|text| nearest(text, fields()).is_some());
    if !is_slip && without_quotes(context, &FieldType::Text, node, readable) {
        return None;
    }
    Some(expression::read(context, node, Place::Value, &[]))
}

/// Warns of a result that asks for a field and then overwrites the answer.
fn overwritten(context: &Context<'_>, set: &[(FieldId, Expr)], asked: &[FieldId], map: &MapReader<'_>) {
    for (field, _) in set.iter().filter(|(field, _)| asked.contains(field)) {
        let field = field.as_str();
        let message =
            say!("поле «{field}» спрашивают и тут же перезаписывают", "the field `{field}` is asked for and overwritten at once");
        let help = say!("удалите одно из двух: ask или set", "delete one of the two: ask or set");
        context.findings.warning("asked_and_set", map.place(), message, help);
    }
}

fn plans(context: &Context<'_>, node: &Node) -> Vec<ActivityId> {
    let nodes = read::one_or_many(node).iter();
    nodes.filter_map(|node| Some(context.activity(node)?.id.clone())).collect()
}
