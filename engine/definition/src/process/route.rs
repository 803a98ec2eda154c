//! Routes: `then`, `again`, `stage`, `return`, `finish`.

use crate::diagnostic::{Span, say};
use crate::model::{Bound, Jump, ReturnRule, Route};
use crate::name::{FieldId, StepId};
use crate::process::context::{Context, RouteUse};
use crate::process::moment;
use crate::process::outline::{BodyHead, StepAt};
use crate::process::result::{Holder, Site};
use crate::yaml::similar::nearest;
use crate::yaml::{Entry, Kind, MapReader, Node, read};

/// The keys that say where the flow goes.
pub const KEYS: [&str; 5] = ["then", "again", "stage", "return", "finish"];

/// How often a loop may be taken at most.
const MOST_ROUNDS: u32 = 1_000;

/// The route of a result or branch; without one it goes on to the next step.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>, site: &Site<'_>, asked: &[FieldId]) -> Route {
    let written: Vec<&Entry> = KEYS.iter().filter_map(|key| map.entry(key)).collect();
    let Some(entry) = written.first() else { return Route::Next };
    if let Some(second) = written.get(1) {
        let message = say!("два пути сразу: остается только один", "two ways at once; only one can be taken");
        let help = say!("оставьте одно из then, again, stage, return, finish", "keep one of then, again, stage, return, finish");
        context.findings.error_with("two_routes", second.key.span, message, help);
    }
    let Some(at) = site.at else {
        let message = say!(
            "результат активности никуда не ведет: ее ждут шагом wait",
            "a result of an activity leads nowhere; a step wait awaits it"
        );
        let help = say!("напишите путь в результатах шага wait", "write the way in the results of the step wait");
        context.findings.error_with("route_in_activity", entry.key.span, message, help);
        return Route::Next;
    };
    let key = entry.key.text().unwrap_or_default();
    let route = one(context, key, entry, site, asked);
    note(context, at, route, &entry.value)
}

/// The target of `else` in a decision: what `then` takes, or a map with another route in it.
pub fn target(context: &Context<'_>, entry: &Entry, site: &Site<'_>) -> Route {
    let node = &entry.value;
    let keyed = KEYS.iter().any(|key| node.get(key).is_some());
    if keyed && let Some(mut map) = MapReader::open(node, entry.key.span, context.findings) {
        let route = read(context, &mut map, site, &[]);
        map.close();
        return route;
    }
    let route = site.at.and_then(|at| then(context, node, entry.key.span, at));
    match site.at {
        Some(at) => note(context, at, route, node),
        None => Route::Next,
    }
}

/// Keeps a route for the checks. One that could not be read was noted, and the next step stands in for it.
fn note(context: &Context<'_>, from: StepAt, route: Option<Route>, node: &Node) -> Route {
    let Some(route) = route else { return Route::Next };
    let otherwise = node.get("else").map(|node| node.span);
    context.routes.borrow_mut().push(RouteUse { from, route: route.clone(), span: node.head(), otherwise });
    route
}

fn one(context: &Context<'_>, key: &str, entry: &Entry, site: &Site<'_>, asked: &[FieldId]) -> Option<Route> {
    let (node, at) = (&entry.value, site.at?);
    match key {
        "then" => then(context, node, entry.key.span, at),
        "again" => again(context, entry, site, asked),
        "stage" => forwards(context, node, at),
        "return" => back(context, entry, at),
        _ if context.is_step_for_an_outcome(node, at) => None,
        _ => context.outcome(node).map(Route::Finish),
    }
}

fn then(context: &Context<'_>, node: &Node, place: Span, at: StepAt) -> Option<Route> {
    match node.text() {
        Some("next") => return Some(Route::Next),
        Some("end") => return Some(Route::End),
        Some(_) => return Some(Route::Jump(Jump { step: step(context, node, at)?, bound: None })),
        None => {}
    }
    let mut map = MapReader::open(node, place, context.findings)?;
    let target = map.require("step").and_then(|node| step(context, node, at));
    let bound = bound(context, &mut map, at, false);
    map.close();
    Some(Route::Jump(Jump { step: target?, bound: bound? }))
}

fn again(context: &Context<'_>, entry: &Entry, site: &Site<'_>, asked: &[FieldId]) -> Option<Route> {
    if !matches!(site.holder, Holder::Task | Holder::Form) {
        let message = say!("«again» повторяет задачу, а здесь ее нет", "`again` repeats a task, and there is none here");
        let help = say!("напишите then: {{step: …, at_most: …, else: …}}", "write then: {{step: …, at_most: …, else: …}}");
        context.findings.error_with("again_without_task", entry.key.span, message, help);
        return None;
    }
    let at = site.at?;
    if !read::is_map(&entry.value, ("again", "{due: 1 business day, at_most: 3, else: head_decides}"), context.findings) {
        return None;
    }
    let mut map = MapReader::open(&entry.value, entry.key.span, context.findings)?;
    let due = map.take("due").map(|node| moment::read(context, node, asked));
    let bound = bound(context, &mut map, at, true);
    map.close();
    Some(Route::Again { due, bound: bound?? })
}

/// To a stage further down. A handler stands beside all stages, so that it leads to any of them.
fn forwards(context: &Context<'_>, node: &Node, at: StepAt) -> Option<Route> {
    let (stage, from) = (context.stage(node)?, context.outline.body_of(at));
    let id = context.outline.bodies[stage].id.clone();
    if stage <= from && !context.outline.is_handler(from) {
        let name = id.as_str();
        let message = say!(
            "стадия «{name}» стоит не ниже этой, а stage ведет только вперед",
            "the stage `{name}` is not below this one, and stage leads forwards only"
        );
        let help = say!(
            "напишите return: {{stage: {name}, at_most: …, else: …}}",
            "write return: {{stage: {name}, at_most: …, else: …}}"
        );
        context.findings.error_with("stage_backwards", node.span, message, help);
        return None;
    }
    Some(Route::Stage(id))
}

fn back(context: &Context<'_>, entry: &Entry, at: StepAt) -> Option<Route> {
    let mut map = MapReader::open(&entry.value, entry.key.span, context.findings)?;
    let node = map.require("stage");
    let stage = node.and_then(|node| context.stage(node));
    let clear = context.field_list(map.take("clear"));
    let bound = bound(context, &mut map, at, false);
    map.close();
    let (stage, from) = (stage?, context.outline.body_of(at));
    let id = context.outline.bodies[stage].id.clone();
    if stage > from {
        let name = id.as_str();
        let message = say!(
            "стадия «{name}» стоит ниже этой, а return ведет назад",
            "the stage `{name}` is below this one, and return leads back"
        );
        let help = say!("напишите stage: {name}", "write stage: {name}");
        context.findings.error_with("return_forwards", node.map_or(entry.key.span, |node| node.span), message, help);
    }
    Some(Route::Return(ReturnRule { stage: id, clear, bound: bound? }))
}

/// `at_most` and `else`, which go together. The outer answer is `None` where they are wrong.
fn bound(context: &Context<'_>, map: &mut MapReader<'_>, at: StepAt, demanded: bool) -> Option<Option<Bound>> {
    let (limit, target) = match (map.entry("at_most").is_some(), map.entry("else").is_some()) {
        (false, false) if !demanded => return Some(None),
        _ => (map.require("at_most"), map.require("else")),
    };
    let at_most = limit.and_then(|node| read::integer(node, 1..=MOST_ROUNDS, context.findings));
    let otherwise = target.and_then(|node| else_step(context, node, at));
    Some(Some(Bound { at_most: at_most?, otherwise: otherwise? }))
}

fn else_step(context: &Context<'_>, node: &Node, at: StepAt) -> Option<StepId> {
    if context.is_outcome_after_else(node, at) {
        return None;
    }
    if matches!(node.kind, Kind::Scalar { .. }) && !matches!(node.text(), Some("next" | "end")) {
        return step(context, node, at);
    }
    let message = say!("ожидается имя шага этой стадии", "expected the name of a step of this stage");
    let help = say!("заведите шаг с reached: by_name и назовите его здесь", "make a step with reached: by_name and name it here");
    context.findings.error_with("bad_else", node.head(), message, help);
    None
}

/// A step of the same list. One that stands elsewhere is told apart from one that does not exist.
fn step(context: &Context<'_>, node: &Node, at: StepAt) -> Option<StepId> {
    if context.is_title_of_step(node, at) {
        return None;
    }
    let name = read::name(node, context.findings)?;
    let outline = &context.outline;
    if let Some(step) = outline.in_list(outline.steps[at].list, name) {
        return Some(outline.steps[step].id.clone());
    }
    if let Some(step) = outline.in_body(outline.body_of(at), name) {
        elsewhere(context, node, at, step);
        return None;
    }
    let body = &outline.bodies[outline.body_of(at)];
    let holds = |place: &usize| outline.bodies[*place].id.as_str() == name || outline.in_body(*place, name).is_some();
    match (0..outline.stages).find(holds) {
        Some(other) => in_another_stage(context, node, body, &outline.bodies[other]),
        None => {
            let known = outline.list_of(at).steps.iter().map(|step| outline.steps[*step].id.as_str());
            let meant = nearest(name, known.clone()).and_then(|id| outline.in_list(outline.steps[at].list, id));
            let is_guess = |step: &StepAt| outline.steps[*step].is_guess;
            if meant.as_ref().map_or_else(|| outline.list_of(at).steps.iter().any(is_guess), is_guess) {
                // What is wrong is the name of that step, which was noted.
                return None;
            }
            let (ru, en) = match outline.is_handler(outline.body_of(at)) {
                true => (format!("в обработчике «{}» нет шага", body.id), format!("the handler `{}` has no step", body.id)),
                false => (format!("в стадии «{}» нет шага", body.id), format!("the stage `{}` has no step", body.id)),
            };
            if !context.is_outcome(node, (&ru, &en), "unknown_step") {
                context.unknown("unknown_step", (&ru, &en), name, known, node.span);
            }
        }
    }
    None
}

/// The step stands in the same stage, and in another list.
fn elsewhere(context: &Context<'_>, node: &Node, at: StepAt, step: StepAt) {
    let outline = &context.outline;
    let (name, line) = (outline.steps[step].id.as_str(), outline.steps[step].span.line);
    let place = |step: StepAt| match outline.list_of(step).within {
        Some(outer) => {
            let (kind, outer) = (outline.steps[outer].kind, outline.steps[outer].id.as_str());
            (format!("внутри {kind} «{outer}»"), format!("inside the {kind} `{outer}`"))
        }
        None => ("в самой стадии".to_owned(), "in the stage itself".to_owned()),
    };
    let ((here_ru, here_en), (there_ru, there_en)) = (place(at), place(step));
    let message = match here_ru == there_ru {
        true => say!(
            "шаг «{name}» стоит в соседней ветви, в строке {line}: перейти можно только к шагу того же списка",
            "the step `{name}` stands in another branch, in line {line}; a jump stays within its own list of steps"
        ),
        false => say!(
            "шаг «{name}» стоит {there_ru}, в строке {line}, а этот — {here_ru}: перейти можно только к шагу того же списка",
            "the step `{name}` stands {there_en}, in line {line}, and this one {here_en}; a jump stays within its own list of steps"
        ),
    };
    let help = match outline.list_of(at).within {
        Some(_) => say!(
            "перенесите шаг «{name}» в этот список; ветвь кончает then: end, а стадию меняют stage и return",
            "move the step `{name}` into this list; then: end ends a branch, stage and return change the stage"
        ),
        None => say!(
            "перенесите шаг «{name}» в этот список или перейдите к шагу, внутри которого он стоит",
            "move the step `{name}` into this list, or jump to the step that it stands in"
        ),
    };
    context.findings.error_with("step_elsewhere", node.span, message, help);
}

fn in_another_stage(context: &Context<'_>, node: &Node, here: &BodyHead<'_>, there: &BodyHead<'_>) {
    let in_handler = context.outline.is_handler(context.outline.body_place(here));
    let (name, here, there) = (node.text().unwrap_or_default(), here.id.as_str(), there.id.as_str());
    let message = match in_handler {
        true => say!("в обработчике «{here}» нет шага «{name}»", "the handler `{here}` has no step `{name}`"),
        false => say!("в стадии «{here}» нет шага «{name}»", "the stage `{here}` has no step `{name}`"),
    };
    let help = say!(
        "переходить можно только внутри стадии; к стадии «{there}» ведет stage: {there}",
        "a jump stays within its stage; stage: {there} leads to the stage `{there}`"
    );
    context.findings.error_with("unknown_step", node.span, message, help);
}
