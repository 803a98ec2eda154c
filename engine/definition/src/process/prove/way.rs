//! Why a field may be empty at a step: the shortest way in on which nothing fills it.

use std::collections::VecDeque;

use crate::diagnostic::say;
use crate::model::{Activity, Handler, Process, Stage, Step, StepKind};
use crate::name::{FieldId, StageId, StepId};
use crate::process::prove::build::may_empty;
use crate::process::prove::fields::{FieldSet, Numbers};
use crate::process::prove::filled::{self, Sets};
use crate::process::prove::graph::{Edge, Effect, Graph, NodeId, Place};
use crate::text::Text;

/// On which way in a field is empty.
#[derive(Debug, Clone)]
pub struct Empty {
    /// The way in a sentence.
    pub why: Text,
    /// What would fill it there.
    pub help: Option<Text>,
}

/// The way in on which this field stays empty.
pub fn why_empty(
    process: &Process,
    graph: &Graph<'_>,
    numbers: &Numbers,
    (body, step): (&StageId, &StepId),
    field: &FieldId,
) -> Option<Empty> {
    let number = numbers.get(field)?;
    if !is_ever_filled(graph, number) {
        return None;
    }
    let (place, stage) = process.bodies().enumerate().find(|(_, known)| known.id == *body)?;
    let target = graph.find(&Place::At(place, step.clone()))?;
    let found_filled = graph.steps[target].and_then(|step| step.when.as_ref());
    if found_filled.is_some_and(|when| when.filled_when(true).contains(field)) {
        // However it came in: it was filled when the step began.
        return emptied_beside(process, numbers, (stage, step), number);
    }
    let sets = filled::sets(graph, process, numbers);
    match path(graph, &sets, number, target) {
        Some(path) => Some(told(process, graph, &path, (field, number))),
        None => emptied_beside(process, numbers, (stage, step), number),
    }
}

/// What runs beside a step and may empty the field at any time.
fn emptied_beside(process: &Process, numbers: &Numbers, (body, step): (&Stage, &StepId), field: usize) -> Option<Empty> {
    let handler = || {
        let by = |handler: &&Handler| may_empty(&handler.body.steps, true, process, numbers).has(field);
        let beside = |handler: &&Handler| handler.body.id != body.id || filled::runs_beside_itself(handler);
        let id = &process.handlers.iter().filter(beside).find(by)?.body.id;
        Some(say!("его в любой момент может опустошить обработчик «{id}»", "the handler `{id}` may empty it at any time"))
    };
    let another_stage = || {
        let is_handler = process.handlers.iter().any(|handler| handler.body.id == body.id);
        let by = |stage: &&Stage| may_empty(&stage.steps, true, process, numbers).has(field);
        let id = &process.stages.iter().filter(|_| is_handler).find(by)?.id;
        Some(say!("его в любой момент может опустошить стадия «{id}»", "the stage `{id}` may empty it at any time"))
    };
    let activity = || {
        let by = |activity: &&Activity| filled::emptied_by_activity(process, numbers, activity).contains(&field);
        let id = &process.activities.iter().find(by)?.id;
        Some(say!("его в любой момент может опустошить активность «{id}»", "the activity `{id}` may empty it at any time"))
    };
    let empties = |steps: &[Step]| may_empty(steps, true, process, numbers).has(field);
    let branch = || body.every_step().into_iter().find_map(|around| emptied_in_branch(around, step, &empties));
    Some(Empty { why: branch().or_else(handler).or_else(another_stage).or_else(activity)?, help: None })
}

/// The branch beside that of a step, or the other items, that may empty something.
fn emptied_in_branch(around: &Step, step: &StepId, empties: &impl Fn(&[Step]) -> bool) -> Option<Text> {
    match &around.kind {
        StepKind::Parallel(parallel) => {
            let own = parallel.branches.iter().position(|branch| holds(&branch.steps, step))?;
            let others = parallel.branches.iter().enumerate().filter(|(place, _)| *place != own);
            let (_, other) = others.into_iter().find(|(_, branch)| empties(&branch.steps))?;
            let id = &other.id;
            Some(say!("его в любой момент может опустошить ветвь «{id}»", "the branch `{id}` may empty it at any time"))
        }
        StepKind::Each(each) if holds(&each.steps, step) && empties(&each.steps) => {
            Some(say!("его может опустошить другой элемент", "another item may empty it"))
        }
        _ => None,
    }
}

fn holds(steps: &[Step], step: &StepId) -> bool {
    steps.iter().any(|own| own.id == *step || own.kind.inner().into_iter().any(|inner| holds(inner, step)))
}

fn is_ever_filled(graph: &Graph<'_>, field: usize) -> bool {
    let effects = graph.edges.iter().flatten().flat_map(|edge| &edge.effects);
    effects.into_iter().any(|effect| matches!(effect, Effect::Fill(number) | Effect::FillIf(number, _) if *number == field))
}

/// A way to a node on which the field is empty from where it was lost, or from the beginning.
fn path<'g>(graph: &'g Graph<'_>, sets: &Sets, field: usize, target: NodeId) -> Option<Vec<(NodeId, &'g Edge)>> {
    let lacks = |set: &FieldSet| !set.has(field);
    let mut from: Vec<Option<(NodeId, &Edge)>> = vec![None; graph.len()];
    let mut seen = vec![false; graph.len()];
    let mut queue: VecDeque<NodeId> = VecDeque::new();
    for node in (0..graph.len()).filter(|node| graph.places[*node] == Place::Begin) {
        seen[node] = true;
        queue.push_back(node);
    }
    for (node, before) in sets.iter().enumerate().filter_map(|(node, set)| Some((node, set.as_ref()?))) {
        for edge in graph.edges[node].iter().filter(|edge| before.has(field) && lacks(&filled::after(before, edge))) {
            if sets[edge.to].as_ref().is_some_and(lacks) && !std::mem::replace(&mut seen[edge.to], true) {
                from[edge.to] = Some((node, edge));
                queue.push_back(edge.to);
            }
        }
    }
    while let Some(node) = queue.pop_front() {
        if node == target {
            break;
        }
        let Some(before) = sets[node].as_ref() else { continue };
        for edge in graph.edges[node].iter().filter(|edge| !edge.rescue) {
            let is_lost = lacks(&filled::after(before, edge)) || edge.effects.contains(&Effect::Empty(field));
            let stays = sets[edge.to].as_ref().is_some_and(lacks) && is_lost;
            if stays && !std::mem::replace(&mut seen[edge.to], true) {
                from[edge.to] = Some((node, edge));
                queue.push_back(edge.to);
            }
        }
    }
    let mut path = Vec::new();
    let mut node = target;
    while let Some((before, edge)) = from[node] {
        path.push((before, edge));
        node = before;
    }
    path.reverse();
    (!path.is_empty()).then_some(path)
}

/// Whether a step goes through the items that have this field.
fn begins_items_of(step: &Step, field: &FieldId) -> bool {
    let item = field.as_str().split_once('.').map(|(item, _)| item);
    matches!(&step.kind, StepKind::Each(each) if item == Some(&*each.item))
}

fn told(process: &Process, graph: &Graph<'_>, path: &[(NodeId, &Edge)], (field, empty): (&FieldId, usize)) -> Empty {
    let entered = path.iter().rev().find_map(|(node, _)| match graph.places[*node] {
        Place::ByHand(stage) => Some(stage),
        _ => None,
    });
    if let Some(stage) = entered.and_then(|stage| process.stages.get(stage)) {
        let id = &stage.id;
        return Empty {
            why: say!(
                "если войти в стадию «{id}» вручную, поле не спрашивают",
                "where the stage `{id}` is entered by hand, the field is not asked"
            ),
            help: Some(say!("добавьте его в entry стадии «{id}»", "add it to `entry` of the stage `{id}`")),
        };
    }
    let empties = |effect: &Effect| matches!(effect, Effect::Empty(number) | Effect::FillIf(number, _) if *number == empty);
    if let Some((node, edge)) = path.iter().rev().find(|(_, edge)| edge.effects.iter().any(empties)) {
        if graph.steps[*node].is_some_and(|step| begins_items_of(step, field)) {
            return Empty {
                why: say!("элемент списка может прийти без него", "an item may come without it"), help: None
            };
        }
        let by = edge.what.as_ref().map(|what| what.title.clone());
        let step = graph.steps[*node].map(|step| Text::from(step.id.as_str()));
        if let Some(by) = by.or(step) {
            let (ru, en) = (by.get(crate::Locale::Ru), by.get(crate::Locale::En));
            return Empty { why: say!("его опустошает «{ru}»", "`{en}` empties it"), help: None };
        }
    }
    let told = |(_, edge): &(NodeId, &Edge)| edge.what.as_ref().map(|what| what.title.clone());
    let steps: Vec<Text> = path.iter().filter(|(_, edge)| !edge.who.is_engine()).filter_map(told).collect();
    let way = |locale| steps.iter().map(|text| text.get(locale)).collect::<Vec<_>>().join(" → ");
    let (ru, en) = (way(crate::Locale::Ru), way(crate::Locale::En));
    let why = match steps.is_empty() {
        false => say!("на пути «{ru}» его не заполняют", "nothing fills it on the way `{en}`"),
        true => say!(
            "до этого шага поле «{field}» заполняют не на всех путях",
            "not every way to this step fills the field `{field}`"
        ),
    };
    Empty { why, help: None }
}
