//! Stages: what each writes besides its steps.

use crate::model::Stage;
use crate::process::context::{Context, pretty};
use crate::process::outline::BodyHead;
use crate::process::{steps, terms};
use crate::yaml::MapReader;

/// The stages in order.
pub fn section(context: &Context<'_>) -> Vec<Stage> {
    context.outline.stages().iter().map(|head| stage(context, head)).collect()
}

fn stage(context: &Context<'_>, head: &BodyHead<'_>) -> Stage {
    let mut stage = Stage::new(head.id.clone(), pretty(head.id.as_str()), Vec::new());
    let Some(mut map) = MapReader::open(head.node, head.span, context.findings) else { return stage };
    stage.title = context.title(map.take("title"), head.id.as_str(), head.span);
    stage.goal = context.some_text(map.take("goal"));
    stage.requires = context.field_list(map.take("requires"));
    stage.entry = context.field_list(map.take("entry"));
    terms::read(context, &mut map, head, &mut stage);
    stage.steps = steps::list(context, head.list);
    let (ru, en) = (format!("в стадии «{}»", head.id), format!("the stage `{}`", head.id));
    steps::demand(context, "stage_without_steps", map.entry("steps"), head.span, (&ru, &en));
    map.close();
    stage
}
