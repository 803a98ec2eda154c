//! Soundness: every step can be come to, every one has a way to an outcome, and every join can complete.

use std::collections::BTreeSet;

use crate::diagnostic::{Findings, say};
use crate::model::{Route, StepKind};
use crate::process::prove::Proof;
use crate::process::prove::fixed::Fixed;
use crate::process::prove::graph::{Edge, Graph, Join, NodeId, Place, Side};
use crate::process::prove::spots::Spots;
use crate::process::prove::story::{self, Turn, is_by_hand};
use crate::process::prove::told;
use crate::text::Text;

/// Every node that some case comes to: by the flow, from wherever a body is entered.
pub fn reached(graph: &Graph<'_>) -> Vec<bool> {
    let entrances: Vec<NodeId> = (0..graph.len()).filter(|node| matches!(graph.places[*node], Place::Enter(_))).collect();
    graph.reached(&entrances, |edge| !is_by_hand(graph, edge.to))
}

/// Everything about the ways of a process.
pub fn check(proof: &Proof<'_>, reached: &[bool], spots: &Spots<'_>, findings: &Findings) {
    falls_off(proof, reached, spots, findings);
    joins(proof, reached, spots, findings);
    unreachable(proof, reached, spots, findings);
    unreachable_stages(proof, spots, findings);
    traps(proof, reached, spots, findings);
}

/// Below the last stage there is no other. A way that runs out there would leave an open case with nothing to do.
fn falls_off(proof: &Proof<'_>, reached: &[bool], spots: &Spots<'_>, findings: &Findings) {
    let graph = proof.graph;
    let falls = |node: NodeId| graph.edges[node].iter().any(|edge| graph.places[edge.to] == Place::FellOff);
    let ends: Vec<NodeId> = (0..graph.len()).filter(|node| falls(*node)).collect();
    let mut already = Vec::new();
    for node in (0..graph.len()).filter(|node| reached[*node]) {
        let Some(edge) = graph.edges[node].iter().find(|edge| ends.contains(&edge.to)) else { continue };
        let Some((body, step)) = proof.step_of(node).filter(|step| !already.contains(step)) else { continue };
        already.push((body.clone(), step.clone()));
        let message = say!(
            "после шага «{step}» последняя стадия кончается, а сделка остается открытой",
            "after the step `{step}` the last stage ends, and the deal stays open"
        );
        let by_end = told::rule(graph, &Turn { from: node, edge }).is_some_and(|rule| rule.route == Route::End);
        let help = match by_end {
            true => say!(
                "весь список шагов кончает then: end; к следующему шагу ведет then: next, а сделку завершает finish",
                "the whole list of steps ends by then: end; to the next step leads then: next, and `finish` ends the deal"
            ),
            false => say!(
                "закончите ее: finish у результата или шаг finish в конце стадии",
                "end it: `finish` at the result, or a step `finish` at the end of the stage"
            ),
        };
        let end = say!("дальше пути нет", "no way leads on");
        let empty = |(at, place, list): &(NodeId, usize, usize)| {
            (*at == node && std::ptr::eq(&graph.edges[node][*place], edge)).then_some(*list)
        };
        let told = match graph.if_empty.iter().find_map(empty) {
            Some(list) => proof.story_unfilled(list, Turn { from: node, edge }, &end),
            None => proof.story(|at, _| at == node, Some(Turn { from: node, edge }), &end),
        };
        findings.error_told("last_stage_falls_off", spots.step(&body, &step), (message, Some(help)), told);
    }
}

/// A step with branches of which fewer can end than must. Where nothing stands behind it, the branches that lead elsewhere are meant
/// to: nobody waits for their end.
fn joins(proof: &Proof<'_>, reached: &[bool], spots: &Spots<'_>, findings: &Findings) {
    let graph = proof.graph;
    for join in graph.joins.iter().filter(|join| reached[join.at]) {
        let all = join.branches.len();
        let ended = join.branches.iter().filter(|(end, _)| reached[*end]).count();
        let is_last = |edge: &Edge| is_by_hand(graph, edge.to) || matches!(graph.places[edge.to], Place::ListEnd(..));
        if ended == 0 || ended >= join.needed || join.needed > all || graph.edges[join.node].iter().all(is_last) {
            continue;
        }
        let Some((body, step)) = proof.step_of(join.at) else { continue };
        let needed = join.needed;
        let message = say!(
            "шаг «{step}» ждет конца ветвей: нужно {needed}, а дойти до конца может только {ended} из {all}",
            "the step `{step}` waits for {needed} of its branches to end, and only {ended} of {all} can"
        );
        let help = say!(
            "уменьшите until или дайте остальным ветвям дойти до конца: then: end",
            "lower until, or let the other branches end: then: end"
        );
        let end = say!(
            "шаг «{step}» ждет дальше, ветвей кончилось {ended} из нужных {needed}",
            "the step `{step}` waits on, with {ended} ended of the {needed} branches that it needs"
        );
        let told = proof.story_of_join(join, reached, &end);
        findings.error_told("join_never_completes", spots.step(&body, &step), (message, Some(help)), told);
    }
}

/// Steps that the flow never comes to. What follows from one that was told is not told.
fn unreachable(proof: &Proof<'_>, reached: &[bool], spots: &Spots<'_>, findings: &Findings) {
    let graph = proof.graph;
    let named = proof.named();
    // What lies behind a join that cannot complete was told of with it.
    let broken = |join: &&Join| reached[join.at] && !reached[join.node] && join.branches.iter().any(|(end, _)| reached[*end]);
    let behind: Vec<NodeId> = graph.joins.iter().filter(broken).map(|join| join.node).collect();
    let mut told = graph.reached(&behind, |edge| !is_by_hand(graph, edge.to));
    for node in (0..graph.len()).filter(|node| !reached[*node] && !graph.has_place(reached, &graph.places[*node])) {
        let Place::At(body, step) = &graph.places[node] else { continue };
        if told[node] {
            continue;
        }
        graph.reached(&[node], |edge| !is_by_hand(graph, edge.to)).iter().zip(&mut told).for_each(|(seen, told)| *told |= seen);
        let (id, by_name) = (step.as_str(), graph.steps[node].is_some_and(|step| step.by_name));
        let is_named = named.contains(&(*body, step));
        let message = match by_name && !is_named {
            true => say!("к шагу «{id}» ничто не ведет", "nothing leads to the step `{id}`"),
            false => say!("дело никогда не доходит до шага «{id}»", "the flow never comes to the step `{id}`"),
        };
        let help = match by_name {
            true => say!(
                "назовите его в then или else, или удалите reached: by_name",
                "name it in a then or an else, or delete reached: by_name"
            ),
            false => say!(
                "все шаги выше уводят в другое место: удалите этот шаг или ведите к нему",
                "every step above leads elsewhere: delete this step or lead to it"
            ),
        };
        findings.warning("unreachable_step", spots.step(proof.body(*body), id), message, help);
    }
}

/// Stages that only a person by hand comes to.
fn unreachable_stages(proof: &Proof<'_>, spots: &Spots<'_>, findings: &Findings) {
    let graph = proof.graph;
    let from: Vec<NodeId> = (0..graph.len())
        .filter(|node| matches!(graph.places[*node], Place::Enter(body) if body == 0 || body >= graph.stages))
        .collect();
    let reached = graph.reached(&from, |edge| !is_by_hand(graph, edge.to));
    for node in (0..graph.len()).filter(|node| !reached[*node] && !graph.has_place(&reached, &graph.places[*node])) {
        let Place::Enter(body) = graph.places[node] else { continue };
        let id = proof.body(body);
        let message = say!("в стадию «{id}» сделка сама не попадает: ничто туда не ведет", "nothing leads into the stage `{id}`");
        let help = say!(
            "ведите в нее путем stage или дайте стадии выше кончиться; в нее можно перейти только вручную",
            "lead there by stage, or let the stage above end; only a person can move a deal there by hand"
        );
        findings.warning("unreachable_stage", spots.body(id), message, help);
    }
}

/// Parts of the flow that no way leads out of, each told once.
fn traps(proof: &Proof<'_>, reached: &[bool], spots: &Spots<'_>, findings: &Findings) {
    let graph = proof.graph;
    let spent = spent(graph);
    let fixed = Fixed::of(proof.process, graph, |node, edge| !spent(node, edge));
    let goes = |node: NodeId, edge: &Edge| !is_by_hand(graph, edge.to) && !spent(node, edge) && !fixed.shuts(node, edge);
    let rescued = rescued(graph, reached);
    let is_out = |node: NodeId| matches!(graph.places[node], Place::Outcome(_) | Place::FellOff | Place::Quiet);
    let mut out = graph.leading(is_out, goes);
    // A branch beside may end, and cancel what is stuck in this one.
    loop {
        let more: Vec<NodeId> = rescued.iter().filter(|(node, join)| !out[*node] && out[*join]).map(|(node, _)| *node).collect();
        if more.is_empty() {
            break;
        }
        let known = out.clone();
        out = graph.leading(|node| known[node] || more.contains(&node), goes);
    }
    let bad = |node: NodeId| reached[node] && !out[node];
    let parts = graph.circles(|node, edge| goes(node, edge) && bad(node) && bad(edge.to));
    let leaves =
        |node: &NodeId| graph.edges[*node].iter().any(|edge| goes(*node, edge) && bad(edge.to) && parts[edge.to] != parts[*node]);
    let open: Vec<usize> = (0..graph.len()).filter(|node| bad(*node) && leaves(node)).map(|node| parts[node]).collect();
    let (mut told, mut already): (Vec<usize>, Vec<(String, String)>) = (Vec::new(), Vec::new());
    for node in (0..graph.len()).filter(|node| bad(*node)) {
        let part = parts[node];
        let Some(step) = proof.step_of(node).filter(|step| !already.contains(step)) else { continue };
        if open.contains(&part) || told.contains(&part) {
            continue;
        }
        told.push(part);
        already.push(step);
        let members: Vec<NodeId> = (0..graph.len()).filter(|other| bad(*other) && parts[*other] == part).collect();
        trap(proof, &members, members.iter().any(|node| fixed.decides(*node)), spots, findings);
    }
}

fn trap(proof: &Proof<'_>, members: &[NodeId], is_decided: bool, spots: &Spots<'_>, findings: &Findings) {
    let graph = proof.graph;
    let mut names: Vec<(String, String)> = Vec::new();
    members.iter().filter_map(|node| proof.step_of(*node)).for_each(|step| {
        if !names.contains(&step) {
            names.push(step);
        }
    });
    let Some((body, first)) = names.first() else { return };
    let list = names.iter().map(|(_, step)| format!("`{step}`")).collect::<Vec<_>>().join(", ");
    let message = match names.len() {
        _ if is_decided => say!(
            "шаги {list} могут ходить по кругу: выход зависит от данных, которых на этом круге ничто не меняет",
            "the steps {list} may go round for ever: the way out depends on data that nothing there changes"
        ),
        1 => say!("от шага «{first}» нет пути ни к одному исходу", "no way leads from the step `{first}` to an outcome"),
        _ => say!(
            "шаги {list} ведут только друг к другу: ни к одному исходу пути нет",
            "the steps {list} lead only to one another: there is no way to an outcome"
        ),
    };
    let help = match is_decided {
        true => say!(
            "дайте одному из них выход: результат с finish или путь дальше; или спросите там то, от чего зависит выход",
            "give one of them a way out: a result with finish, or a way on; or ask there for what the way out depends on"
        ),
        false => say!(
            "дайте одному из них выход: результат с finish или путь дальше",
            "give one of them a way out: a result with finish, or a way on"
        ),
    };
    let side = |node: NodeId, counts: &story::Counts| {
        let closed = |edge: &Edge| match edge.side {
            Some(side) if side.taken && !members.contains(&edge.to) => {
                counts.get(&story::key(side)).copied().unwrap_or(0) >= side.at_most
            }
            _ => true,
        };
        members.contains(&node) && members.iter().flat_map(|member| &graph.edges[*member]).all(closed)
    };
    let told = proof.story_into(members, side);
    findings.error_told("no_way_out", spots.step(body, first), (message, Some(help)), told);
}

/// Whether an edge is a loop that may be used up while the flow goes round.
pub fn spent<'g>(graph: &'g Graph<'_>) -> impl Fn(NodeId, &Edge) -> bool + 'g {
    let flows = |edge: &Edge| !is_by_hand(graph, edge.to);
    let visit = graph.circles(|_, edge| flows(edge) && !matches!(graph.places[edge.to], Place::Enter(_)));
    let case = graph.circles(|_, edge| flows(edge));
    move |node, edge| {
        let parts = |side: Side| if side.per_case { &case } else { &visit };
        edge.side.filter(|side| side.taken).is_some_and(|side| parts(side)[node] == parts(side)[edge.to])
    }
}

/// The nodes inside a branch, with the join by which enough other branches can end it.
pub fn rescued(graph: &Graph<'_>, reached: &[bool]) -> Vec<(NodeId, NodeId)> {
    let mut rescued = Vec::new();
    for join in &graph.joins {
        if !matches!(graph.steps[join.node].map(|step| &step.kind), Some(StepKind::Parallel(_))) {
            continue;
        }
        for number in 0..join.branches.len() {
            let others = join.branches.iter().enumerate().filter(|(other, (end, _))| *other != number && reached[*end]).count();
            if others >= join.needed {
                rescued.extend(inside(graph, join, number).into_iter().map(|node| (node, join.node)));
            }
        }
    }
    rescued
}

/// The nodes inside a branch.
pub fn inside(graph: &Graph<'_>, join: &Join, branch: usize) -> Vec<NodeId> {
    let lists = graph.steps[join.node].map(|step| step.kind.inner()).unwrap_or_default();
    let Some(steps) = lists.get(branch) else { return Vec::new() };
    let stage = crate::model::Stage::new("", Text::from(""), steps.to_vec());
    let inside: BTreeSet<_> = stage.every_step().into_iter().map(|step| &step.id).collect();
    let is_inside = |place: &Place| match place {
        Place::At(body, step) | Place::Join(body, step) | Place::ListEnd(body, Some((step, _))) => {
            Some(*body) == graph.bodies[join.node] && inside.contains(step)
        }
        _ => false,
    };
    let nodes = graph.places.iter().enumerate().filter(|(_, place)| is_inside(place));
    nodes.map(|(node, _)| node).collect()
}
