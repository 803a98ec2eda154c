//! Stages: what each writes besides its steps.

use crate::model::Stage;
use crate::process::context::{Context, pretty};
use crate::process::outline::BodyHead;
use crate::process::steps;
use crate::yaml::{Later, MapReader};

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

/// The stages in order.
pub fn section(context: &Context<'_>) -> Vec<Stage> {
    context.outline.stages().iter().map(|head| stage(context, head)).collect()
}

fn stage(context: &Context<'_>, head: &BodyHead<'_>) -> Stage {
    let mut stage = Stage::new(head.id.clone(), pretty(head.id.as_str()), Vec::new());
    let Some(map) = MapReader::open(head.node, head.span, context.findings) else { return stage };
    let mut map = map.later(&LATER);
    stage.title = context.title(map.take("title"), head.id.as_str(), head.span);
    stage.goal = context.some_text(map.take("goal"));
    stage.requires = context.field_list(map.take("requires"));
    stage.entry = context.field_list(map.take("entry"));
    stage.steps = steps::list(context, head.list);
    let (ru, en) = (format!("в стадии «{}»", head.id), format!("the stage `{}`", head.id));
    steps::demand(context, "stage_without_steps", map.entry("steps"), head.span, (&ru, &en));
    map.close();
    stage
}
