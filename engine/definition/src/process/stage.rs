//! Stages: their first sight, and then the whole of them.

use crate::diagnostic::{Findings, say};
use crate::model::Stage;
use crate::name::{StageId, StepId};
use crate::process::context::{Context, StageHead, StepHead};
use crate::process::steps;
use crate::yaml::{Entry, Kind, Later, MapReader, Node, read};

/// Keys of a stage that this version does not carry out yet.
const LATER: [Later; 6] = [
    Later {
        key: "limit",
        ru: "срок ставят задачам: due и escalate",
        en: "give the tasks a due date and a ladder: due, escalate",
    },
    Later { key: "probability", ru: "удалите ключ", en: "delete the key" },
    Later { key: "next_step_within", ru: "срок ставят задачам: due", en: "give the tasks a due date: due" },
    Later {
        key: "skippable", ru: "стадию обходят путем stage: имя", en: "pass a stage over by the route stage: NAME"
    },
    Later { key: "returnable", ru: "назад ведет путь return", en: "lead back by the route return" },
    Later {
        key: "next",
        ru: "стадии идут по порядку; иначе ведет путь stage: имя",
        en: "stages follow in order; else use the route stage: NAME",
    },
];

/// The names of the stages and their steps, which routes are resolved against. Mistakes in these names are noted here.
pub fn heads<'a>(node: Option<&'a Node>, findings: &Findings) -> Vec<StageHead<'a>> {
    let Some(node) = node else { return Vec::new() };
    let written = read::named(node, findings);
    if written.is_empty() && matches!(node.kind, Kind::Map(_)) {
        findings.error("no_stages", node.head(), say!("у процесса нет ни одной стадии", "the process has no stage"));
    }
    written.into_iter().map(|(name, entry)| head(name, entry, findings)).collect()
}

fn head<'a>(name: &str, entry: &'a Entry, findings: &Findings) -> StageHead<'a> {
    let steps = entry.value.get("steps");
    let items = match steps.map(|node| &node.kind) {
        Some(Kind::Seq(items)) => read::at_most(items, read::MOST_NAMES, findings),
        _ => &[],
    };
    let mut heads: Vec<StepHead<'a>> = Vec::new();
    for item in items {
        let Some(step) = steps::head(item, findings) else { continue };
        if let Some(first) = heads.iter().find(|other| other.id == step.id) {
            twice(&step.id, first.span.line, step.span, findings);
        }
        heads.push(step);
    }
    StageHead { id: StageId::from(name), span: entry.key.span, node: &entry.value, steps: heads }
}

fn twice(id: &StepId, line: u32, span: crate::Span, findings: &Findings) {
    let message =
        say!("шаг «{id}» уже есть в этой стадии, в строке {line}", "the stage has a step `{id}` already, in line {line}");
    findings.error_with("duplicate_step", span, message, say!("назовите один из них иначе", "give one of them another name"));
}

/// The stages in order.
pub fn section(context: &Context<'_>) -> Vec<Stage> {
    context.stages.iter().enumerate().map(|(place, head)| stage(context, place, head)).collect()
}

fn stage(context: &Context<'_>, place: usize, head: &StageHead<'_>) -> Stage {
    let title = crate::process::context::pretty(head.id.as_str());
    let mut stage = Stage::new(head.id.clone(), title, Vec::new());
    let Some(map) = MapReader::open(head.node, head.span, context.findings) else { return stage };
    let mut map = map.later(&LATER);
    stage.title = context.title(map.take("title"), head.id.as_str(), head.span);
    stage.goal = context.some_text(map.take("goal"));
    stage.requires = context.field_list(map.take("requires"));
    stage.entry = context.field_list(map.take("entry"));
    stage.steps = head.steps.iter().enumerate().map(|(step, head)| steps::read(context, (place, step), head)).collect();
    has_steps(context, head, map.entry("steps"));
    map.close();
    stage
}

fn has_steps(context: &Context<'_>, head: &StageHead<'_>, steps: Option<&Entry>) {
    let wrong = steps.is_some_and(|steps| !matches!(steps.value.kind, Kind::Seq(_)) && !steps.value.is_empty());
    if let Some(steps) = steps.filter(|_| wrong) {
        read::list(&steps.value, context.findings);
        return;
    }
    let some = steps.is_some_and(|steps| matches!(&steps.value.kind, Kind::Seq(items) if !items.is_empty()));
    if !some {
        let id = head.id.as_str();
        let message = say!("в стадии «{id}» нет ни одного шага", "the stage `{id}` has no steps");
        let help = say!("добавьте steps со списком шагов", "add steps with a list of steps");
        context.findings.error_with("stage_without_steps", head.span, message, help);
    }
}
