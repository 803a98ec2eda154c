//! What the deal still needs to leave its stage: the fields that must be filled, the tasks that must be done, the time it has.

use maud::{Markup, html};
use voronka_core::case::{Origin, Task};
use voronka_definition::model::{Field, Stage};

use super::super::seen::Seen;
use super::super::visit::Visit;
use super::super::{frame, when};

/// The section; nothing for a deal that stands in no stage, or whose stage asks for nothing.
pub(super) fn section(visit: &Visit, seen: &Seen) -> Markup {
    let Some(stage) = seen.case.stage().and_then(|stage| seen.process.stage(stage)) else { return frame::nothing() };
    let fields: Vec<&Field> = stage.requires.iter().filter_map(|id| seen.process.field(id)).collect();
    let tasks = of_stage(seen, stage);
    let limit = seen.case.flow().and_then(|flow| flow.limit_at);
    if fields.is_empty() && tasks.is_empty() && limit.is_none() {
        return frame::nothing();
    }
    let missing = fields.iter().filter(|field| !is_known(seen, field)).count();
    html! {
        section.card.needs {
            h2 { (visit.say("Чтобы пройти стадию", "To leave the stage")) }
            ul {
                @for field in &fields { (of_field(visit, seen, field)) }
                @for task in &tasks { (of_task(visit, seen, task)) }
            }
            @if missing > 0 && seen.archived_at.is_none() {
                p { a href={ "/deals/" (seen.case.id) "/edit" } { (visit.say("Заполнить", "Fill in")) } }
            }
            @if let Some(limit) = limit {
                p.quiet {
                    (visit.say("Стадия может длиться до: ", "The stage may last until: "))
                    (when::full(limit, visit.zone, visit.locale))
                }
            }
        }
    }
}

fn is_known(seen: &Seen, field: &Field) -> bool {
    seen.case.data.contains_key(&field.id)
}

/// The open tasks that the flow of the stage waits for; what was made by hand holds nothing up.
fn of_stage<'a>(seen: &'a Seen, stage: &Stage) -> Vec<&'a Task> {
    let tasks = seen.case.tasks.values();
    let of_flow = tasks.filter(|task| {
        matches!(task.origin, Origin::Step { .. } | Origin::Visa { .. } | Origin::Requirements { .. })
            && task.origin.stage().is_none_or(|of| *of == stage.id)
    });
    of_flow.collect()
}

fn of_field(visit: &Visit, seen: &Seen, field: &Field) -> Markup {
    let is_known = is_known(seen, field);
    html! {
        li.known[is_known] {
            span.tick aria-hidden="true" { @if is_known { "✓" } @else { "○" } }
            span {
                (field.title.get(visit.locale))
                span.hidden { @if is_known { (visit.say(" — заполнено", " — filled in")) } @else { (visit.say(" — не заполнено", " — empty")) } }
            }
        }
    }
}

fn of_task(visit: &Visit, seen: &Seen, task: &Task) -> Markup {
    html! {
        li {
            span.tick aria-hidden="true" { "○" }
            span { (visit.say("задача ", "task ")) a href={ "/tasks/" (seen.case.task_id(task.number)) } { (task.title.get(visit.locale)) } }
        }
    }
}
