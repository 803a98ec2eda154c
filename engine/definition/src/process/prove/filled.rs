//! Definite assignment: which fields are surely filled wherever the flow stands.
//!
//! A forward analysis over the graph. What several ways bring together is what all of them bring; branches that must all end
//! bring what any of them brings. What a handler may empty, which runs beside the stages, nothing in a stage may count upon, and
//! the other way round; and what the result of an activity may empty, which runs beside everything, nothing at all may. In a
//! branch the same holds of what the branches beside it may empty. That a person corrects a field away is refused when it is done:
//! see `Process::relied_on`.
//!
//! What the condition of a step or a handler found filled is filled as long as that runs, within the same limits.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::expr::Expr;
use crate::model::{Activity, Awaited, Each, Handler, Process, Route, Stage, Step, StepKind, Trigger};
use crate::name::{FieldId, StageId, StepId};
use crate::process::prove::build::{emptied_by_results, may_empty, rules};
use crate::process::prove::fields::{FieldSet, Known, Numbers};
use crate::process::prove::graph::{Edge, Effect, Graph, Join, NodeId, Place};

/// What is filled at every node; `None` where nothing leads.
pub type Sets = Vec<Option<FieldSet>>;

/// The sets of a graph.
pub fn sets(graph: &Graph<'_>, process: &Process, numbers: &Numbers) -> Sets {
    let masks = masks(process, numbers);
    let mut sets: Sets = vec![None; graph.len()];
    let mut queue = VecDeque::new();
    let mut waiting = vec![false; graph.len()];
    for begin in (0..graph.len()).filter(|node| graph.places[*node] == Place::Begin) {
        sets[begin] = Some(numbers.always());
        queue.push_back(begin);
    }
    while let Some(node) = queue.pop_front() {
        waiting[node] = false;
        for (to, set) in ways(graph, &sets, node) {
            let set = masked(masked(set, graph.bodies[to].map(|body| &masks[body])), Some(&graph.beside[to]));
            if take_in(&mut sets[to], set) && !std::mem::replace(&mut waiting[to], true) {
                queue.push_back(to);
            }
        }
    }
    sets
}

/// Takes out the ways for an empty list where the list is surely filled. That lets more be sure, and so on. A step of its own for
/// that is somebody's plan, and the way to it stays.
pub fn without_idle_ways<'p>(mut graph: Graph<'p>, process: &Process, numbers: &Numbers) -> Graph<'p> {
    while !graph.if_empty.is_empty() {
        let sets = sets(&graph, process, numbers);
        let ways = std::mem::take(&mut graph.if_empty);
        let is_idle = |(node, place, list): &(NodeId, usize, usize)| {
            let way = graph.edges[*node].get(*place);
            sets[*node].as_ref().zip(way).is_some_and(|(set, way)| after(set, way).has(*list))
        };
        let (idle, other): (Vec<_>, Vec<_>) = ways.into_iter().partition(is_idle);
        graph.if_empty = other;
        if idle.is_empty() {
            break;
        }
        // From the last one on, so that the places of the others stay theirs.
        for (node, place, _) in idle.into_iter().rev() {
            let each = graph.steps[node].map(|step| &step.kind);
            let is_plain = matches!(each, Some(StepKind::Each(Each { if_empty: Some(Route::Next | Route::End), .. })));
            let ways = &mut graph.edges[node];
            if is_plain && place < ways.len() {
                ways.remove(place);
            } else if let Some(way) = ways.get_mut(place) {
                way.idle = true;
            }
        }
    }
    graph
}

/// What goes on from a node, and where to.
fn ways(graph: &Graph<'_>, sets: &Sets, node: NodeId) -> Vec<(NodeId, FieldSet)> {
    if let Some(join) = graph.join_of(node) {
        return joined(sets, join).map(|set| (join.node, set)).into_iter().collect();
    }
    let Some(before) = &sets[node] else { return Vec::new() };
    let edges = graph.edges[node].iter().filter(|edge| !edge.rescue);
    edges.map(|edge| (edge.to, after(before, edge))).collect()
}

/// What is filled past an edge.
pub fn after(before: &FieldSet, edge: &Edge) -> FieldSet {
    let mut set = before.clone();
    for effect in &edge.effects {
        match effect {
            Effect::Fill(field) => set.add(*field),
            Effect::Empty(field) => set.remove(*field),
            Effect::FillIf(field, read) if read.iter().all(|field| set.has(*field)) => set.add(*field),
            Effect::FillIf(field, _) => set.remove(*field),
        }
    }
    set
}

/// What is filled once enough branches have ended; nothing is said while too few of them are known to end.
fn joined(sets: &Sets, join: &Join) -> Option<FieldSet> {
    let ends: Vec<(&FieldSet, &FieldSet)> =
        join.branches.iter().filter_map(|(end, emptied)| Some((sets[*end].as_ref()?, emptied))).collect();
    if ends.len() < join.needed {
        return None;
    }
    let mut set = ends.first()?.0.clone();
    if join.all {
        ends.iter().for_each(|(end, _)| set.join(end));
        for (end, emptied) in &ends {
            let mut lost = (*emptied).clone();
            lost.leave_out(end);
            set.leave_out(&lost);
        }
    } else {
        ends.iter().for_each(|(end, _)| {
            set.meet(end);
        });
        join.branches.iter().for_each(|(_, emptied)| set.leave_out(emptied));
    }
    Some(set)
}

fn masked(mut set: FieldSet, mask: Option<&FieldSet>) -> FieldSet {
    mask.into_iter().for_each(|mask| set.leave_out(mask));
    set
}

fn take_in(known: &mut Option<FieldSet>, set: FieldSet) -> bool {
    match known {
        Some(known) => known.meet(&set),
        None => {
            *known = Some(set);
            true
        }
    }
}

/// For each body what others that run beside it may empty.
fn masks(process: &Process, numbers: &Numbers) -> Vec<FieldSet> {
    let emptied: Vec<FieldSet> = process.bodies().map(|body| may_empty(&body.steps, true, process, numbers)).collect();
    let stages = process.stages.len();
    let by_activities =
        FieldSet::of(process.activities.iter().flat_map(|activity| emptied_by_activity(process, numbers, activity)));
    let beside = |body: usize| {
        let mut mask = by_activities.clone();
        let runs_beside = |other: usize| match other == body {
            true => process.handlers.get(body.wrapping_sub(stages)).is_some_and(runs_beside_itself),
            false => other >= stages || body >= stages,
        };
        let others = emptied.iter().enumerate().filter(|(other, _)| runs_beside(*other));
        others.for_each(|(_, set)| mask.join(set));
        mask
    };
    (0..emptied.len()).map(beside).collect()
}

/// Whether a handler can begin while it still runs: each signal begins it anew, and some step of it takes time.
pub fn runs_beside_itself(handler: &Handler) -> bool {
    let takes_time = |step: &Step| match &step.kind {
        StepKind::Task(_) | StepKind::Form(_) | StepKind::Approve(_) | StepKind::Wait(_) | StepKind::Call(_) => true,
        StepKind::Start(start) => start.awaits,
        _ => false,
    };
    matches!(handler.trigger, Trigger::Signal(_)) && handler.body.every_step().into_iter().any(takes_time)
}

/// What the results of an activity may empty, as long as anything opens it.
pub fn emptied_by_activity(process: &Process, numbers: &Numbers, activity: &Activity) -> Vec<usize> {
    let by_rules = |kind: &StepKind| rules(kind).iter().any(|rule| rule.plan.contains(&activity.id));
    let opens = |kind: &StepKind| match kind {
        StepKind::Plan(planned) => *planned == activity.id,
        StepKind::Wait(wait) => wait.awaited == Awaited::Activity(activity.id.clone()) || by_rules(kind),
        kind => by_rules(kind),
    };
    let by_another = process.activities.iter().flat_map(|other| &other.work.results).any(|rule| rule.plan.contains(&activity.id));
    let is_opened = by_another || process.bodies().flat_map(Stage::every_step).any(|step| opens(&step.kind));
    if !is_opened {
        return Vec::new();
    }
    emptied_by_results(&activity.work.results, numbers)
}

/// What the readers may count upon.
#[derive(Debug, Default)]
pub struct Filled {
    steps: BTreeMap<(StageId, StepId), BTreeSet<FieldId>>,
    /// Where a step has a condition: what is filled while the step stands.
    within: BTreeMap<(StageId, StepId), BTreeSet<FieldId>>,
    ends: BTreeMap<StageId, BTreeSet<FieldId>>,
}

impl Filled {
    /// The sets of a graph by the names of its steps.
    pub fn of(graph: &Graph<'_>, sets: &Sets, process: &Process, numbers: &Numbers) -> Self {
        let bodies: Vec<&StageId> = process.bodies().map(|body| &body.id).collect();
        let masks = masks(process, numbers);
        let mut filled = Self::default();
        for (node, set) in sets.iter().enumerate() {
            let named = |set: &FieldSet| -> BTreeSet<FieldId> { numbers.names(set).cloned().collect() };
            let names = || set.as_ref().map(named).unwrap_or_default();
            match &graph.places[node] {
                Place::At(body, step) => {
                    let when = graph.steps[node].and_then(|step| step.when.as_ref());
                    if let Some((set, when)) = set.as_ref().zip(when) {
                        let held = held(set, when, [&masks[*body], &graph.beside[node]], numbers);
                        filled.within.entry((bodies[*body].clone(), step.clone())).or_insert_with(|| named(&held));
                    }
                    filled.steps.entry((bodies[*body].clone(), step.clone())).or_insert_with(names);
                }
                Place::ListEnd(body, None) => {
                    // What the stage requires is asked for before the rules say where it leads.
                    let required = process.stages.get(*body).map_or(&[][..], |stage| stage.requires.as_slice());
                    let whole = names().into_iter().chain(required.iter().cloned()).collect();
                    filled.ends.insert(bodies[*body].clone(), whole);
                }
                _ => {}
            }
        }
        filled
    }

    /// The fields that are surely filled when the flow arrives at a step.
    pub fn at(&self, body: &StageId, step: &StepId) -> Vec<FieldId> {
        let set = self.steps.get(&(body.clone(), step.clone()));
        set.into_iter().flatten().cloned().collect()
    }

    /// The fields that are surely filled as long as a step stands that was not skipped.
    pub fn within(&self, body: &StageId, step: &StepId) -> Vec<FieldId> {
        match self.within.get(&(body.clone(), step.clone())) {
            Some(set) => set.iter().cloned().collect(),
            None => self.at(body, step),
        }
    }

    /// The fields that are surely filled when the steps of a stage have run out.
    pub fn at_end(&self, body: &StageId) -> Vec<FieldId> {
        self.ends.get(body).into_iter().flatten().cloned().collect()
    }
}

/// What is filled as long as a step stands whose condition held.
fn held(before: &FieldSet, when: &Expr, masks: [&FieldSet; 2], numbers: &Numbers) -> FieldSet {
    let mut held = before.clone();
    numbers.all(&when.filled_when(true)).into_iter().for_each(|field| held.add(field));
    masks.into_iter().for_each(|mask| held.leave_out(mask));
    held
}

/// What is filled as long as each step stands.
pub fn standing(graph: &Graph<'_>, process: &Process, numbers: &Numbers) -> Known {
    let (sets, masks) = (sets(graph, process, numbers), masks(process, numbers));
    let nodes = (0..graph.len()).filter(|node| matches!(graph.places[*node], Place::At(..)));
    let of = |node: NodeId| {
        let (step, set) = graph.steps[node].zip(sets[node].as_ref())?;
        let body = graph.bodies[node]?;
        let set = match &step.when {
            Some(when) => held(set, when, [&masks[body], &graph.beside[node]], numbers),
            None => set.clone(),
        };
        Some((step, set))
    };
    let mut known = Known::default();
    nodes.filter_map(of).for_each(|(step, set)| known.take_in(step, set));
    known
}

/// The fields that something in the process counts upon, and those that these were made of.
pub fn relied_on(process: &Process, counted: BTreeSet<FieldId>) -> BTreeSet<FieldId> {
    let mut all = counted;
    let mut sources: BTreeMap<&FieldId, BTreeSet<&FieldId>> = BTreeMap::new();
    for step in process.bodies().flat_map(Stage::every_step) {
        let own = match &step.kind {
            StepKind::Set(set) => set.values.as_slice(),
            _ => &[],
        };
        let settings = rules(&step.kind).iter().flat_map(|rule| &rule.set).chain(own);
        settings.for_each(|(field, expr)| sources.entry(field).or_default().extend(expr.needed()));
    }
    let mut new: Vec<FieldId> = all.iter().cloned().collect();
    while let Some(field) = new.pop() {
        for source in sources.get(&field).into_iter().flatten() {
            if all.insert((*source).clone()) {
                new.push((*source).clone());
            }
        }
    }
    all.retain(|field| process.fields.get(field).is_some());
    let called_otherwise = called_otherwise(process, &all);
    all.extend(called_otherwise);
    all
}

/// What the same fields of items are called in another `each` through the same list.
fn called_otherwise(process: &Process, fields: &BTreeSet<FieldId>) -> Vec<FieldId> {
    let items = process.fields.items();
    let alike = |field: &FieldId| {
        let (name, own) = field.as_str().split_once('.')?;
        let list = &items.iter().find(|item| item.name == name)?.list;
        Some(items.iter().filter(|item| item.list == *list).map(|item| FieldId::from(format!("{}.{own}", item.name))).collect())
    };
    fields.iter().filter_map(alike).flat_map(|alike: Vec<_>| alike).collect()
}
