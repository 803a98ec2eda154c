//! The stories of a victory that is refused: to the approval, its verdict, what happens to its document, and to where nothing else
//! is left.
//!
//! Such a story runs on several tracks: the flow of the approval, a branch beside it or the stages beside its handler, another
//! handler, an activity. They are told one after the other, each as far as it must come.

use crate::diagnostic::{Story, say};
use crate::model::StepKind;
use crate::name::FieldId;
use crate::process::prove::Proof;
use crate::process::prove::graph::{Edge, Graph, NodeId, Pick, Place, Who};
use crate::process::prove::scenario::Plan;
use crate::process::prove::story::{self, Turn};
use crate::process::prove::told::rule;
use crate::text::Text;

use super::around::{Around, Spot, Stuck};
use super::stale;

/// What must happen on the tracks of a story, besides the verdict.
#[derive(Debug, Default, Clone, Copy)]
struct Events<'g> {
    /// On the way to the approval.
    before: Option<Turn<'g>>,
    /// Behind it, in its own flow.
    own: Option<Turn<'g>>,
    /// In the branch beside it, or in the stages beside its handler.
    other: Option<Turn<'g>>,
    /// In another handler, which begins once it is given.
    handled: Option<Turn<'g>>,
}

/// How a story ends: in words, and with what is tried there and refused.
#[derive(Debug, Clone, Copy)]
pub struct End<'t, 'g> {
    words: &'t Text,
    /// What is tried.
    tried: Option<Turn<'g>>,
    /// Whether what the stage requires is asked for there and not answered.
    in_form: bool,
    /// The document that whoever may give it anew does give.
    renews: Option<&'t FieldId>,
}

impl<'t, 'g> End<'t, 'g> {
    /// The end of a story that stands here.
    pub fn at(around: &Around<'g, '_>, spot: Spot, words: &'t Text) -> Self {
        let to_form = |edge: &&Edge| Some(edge.to) == spot.form && spot.node != around.node;
        let form = || around.game.graph.edges[spot.node].iter().find(to_form).map(|edge| Turn { from: spot.node, edge });
        Self { words, tried: around.win(spot).or_else(form), in_form: spot.form.is_some(), renews: None }
    }

    fn told(self, proof: &Proof<'_>, (body, mut turns): (usize, Vec<Turn<'g>>)) -> (Story, String) {
        turns.extend(self.tried);
        proof.planned(body, Plan { turns: &turns, ends_in_form: self.in_form, renews: self.renews }, self.words)
    }
}

/// The story to the approval, its verdict, and from there to where nothing is left but what is refused.
pub fn refused(proof: &Proof<'_>, around: &Around<'_, '_>, verdict: Turn<'_>, stuck: &Stuck) -> Option<(Story, String)> {
    let words = say!("победа закрыта, и другого конца нет", "the victory is refused, and there is no other end");
    stuck_after(proof, around, verdict, (stuck, &words))
}

/// The same, and how it ends.
pub fn stuck_after(
    proof: &Proof<'_>,
    around: &Around<'_, '_>,
    verdict: Turn<'_>,
    (stuck, words): (&Stuck, &Text),
) -> Option<(Story, String)> {
    let end = End::at(around, stuck.spot(), words);
    Some(end.told(proof, way(proof, around, verdict, stuck, Events::default())?))
}

/// The story to a verdict, with it, and to an act behind it that is refused.
pub fn refused_act<'g>(
    proof: &Proof<'_>,
    around: &Around<'g, '_>,
    (verdict, act): (Turn<'g>, Turn<'g>),
    (spot, words): (Spot, &Text),
) -> Option<(Story, String)> {
    let end = End { tried: Some(act), ..End::at(around, spot, words) };
    Some(end.told(proof, way(proof, around, verdict, &Stuck::Behind(spot), Events::default())?))
}

/// The story to the approval, which is given and refused: the document is changed by the very act.
pub fn refused_verdict(proof: &Proof<'_>, around: &Around<'_, '_>, granted: &[&Edge]) -> Option<(Story, String)> {
    let words =
        say!("согласование устарело тут же, и победа закрыта", "the approval is stale at once, and the victory is refused");
    let verdict = given(around, granted)?;
    let end = End { words: &words, tried: Some(verdict), in_form: false, renews: None };
    let (body, turns, _) = proof.way_to(|at, counts| at == verdict.from && story::is_open(counts, verdict.edge))?;
    Some(end.told(proof, (body, turns)))
}

/// The story to a verdict, with it, and to a place behind it in the same flow; on the way the document is asked anew.
pub fn behind(
    proof: &Proof<'_>,
    around: &Around<'_, '_>,
    verdict: Turn<'_>,
    change: Option<Turn<'_>>,
    (spot, words): (Spot, &Text),
) -> Option<(Story, String)> {
    let way = way(proof, around, verdict, &Stuck::Behind(spot), Events { own: change, ..Events::default() })?;
    Some(End::at(around, spot, words).told(proof, way))
}

/// The story to the approval, which is given; to where its document is changed; and to where nothing is left but what is refused.
pub fn outdated(
    proof: &Proof<'_>,
    around: &Around<'_, '_>,
    (document, granted): (&FieldId, &[&Edge]),
    stuck: &Stuck,
) -> Option<(Story, String)> {
    let words = say!(
        "согласование устарело, победа закрыта, и другого конца нет",
        "the approval is stale, the victory is refused, and there is no other end"
    );
    let end = End { renews: Some(document), ..End::at(around, stuck.spot(), &words) };
    let verdict = given(around, granted)?;
    let wins = around.game.wins(around.lifts());
    let changes = stale::changes(proof.process, around, document, &[verdict.edge.to]);
    let told = changes.into_iter().find_map(|change| {
        // Who gives another document with the very result that wins is refused; unless a form stands before the victory.
        let tried = refused_with(proof, end.tried, change, stuck.spot()).filter(|_| wins[change.edge.to]);
        if let Some(tried) = tried {
            return Some(End { tried: Some(tried), ..end }.told(proof, way(proof, around, verdict, stuck, Events::default())?));
        }
        let at = Some(change);
        let tracks = [
            Events { own: at, ..Events::default() },
            Events { other: at, ..Events::default() },
            Events { handled: at, ..Events::default() },
        ];
        let way = tracks.into_iter().find_map(|events| way(proof, around, verdict, stuck, events))?;
        Some(end.told(proof, way))
    });
    told.or_else(|| {
        let begin = proof.graph.find(&Place::Begin)?;
        let activities = stale::by_activities(proof.process, document, verdict.edge.to);
        activities.iter().find_map(|edge| {
            let way = with_activity(proof, around, verdict, stuck, Turn { from: begin, edge })?;
            Some(end.told(proof, way))
        })
    })
}

/// What is tried where a change comes with the victory itself: the act that changes the document, or the one that makes the engine
/// do so.
fn refused_with<'g>(proof: &Proof<'_>, tried: Option<Turn<'g>>, change: Turn<'g>, spot: Spot) -> Option<Turn<'g>> {
    if !change.edge.who.is_engine() {
        return (change.from == spot.node).then_some(change);
    }
    tried.filter(|turn| proof.graph.reached(&[turn.edge.to], |edge| edge.who.is_engine())[change.from])
}

/// The turn by which a person approves.
pub fn given<'g>(around: &Around<'g, '_>, granted: &[&'g Edge]) -> Option<Turn<'g>> {
    let edge = granted.iter().find(|edge| matches!(edge.who, Who::Person(_)))?;
    Some(Turn { from: around.node, edge })
}

/// A way so far: the body in which it begins, and its turns.
type Way<'a> = (usize, Vec<Turn<'a>>);

/// The shortest way to the verdict, with it, and to where the case is stuck, with the events on its tracks.
fn way<'a>(
    proof: &'a Proof<'_>,
    around: &Around<'a, '_>,
    verdict: Turn<'a>,
    stuck: &Stuck,
    events: Events<'a>,
) -> Option<Way<'a>> {
    let (body, mut turns) = match stuck {
        Stuck::Behind(spot) => behind_it(proof, around, verdict, *spot, events)?,
        Stuck::Beside(spot) => {
            let graph = around.game.graph;
            let (fork, end) = around.branch_beside(spot.node)?;
            let (body, mut turns) = to_verdict(proof, verdict, events.before)?;
            turns.extend(leg(graph, verdict.edge.to, events.own, (around.node, end))?);
            let other = leg(graph, fork, events.other, (fork, spot.node))?;
            turns.extend(events.other.map_or(Some(other.clone()), |change| later(other, change))?);
            (body, turns)
        }
        Stuck::After(spot) => after_it(proof, around, verdict, *spot, events)?,
    };
    if let Some(turn) = events.handled {
        turns.extend(handled(proof, around, turn)?);
    }
    Some((body, turns))
}

/// The shortest way to a verdict, with it; before that to another turn.
fn to_verdict<'a>(proof: &'a Proof<'_>, verdict: Turn<'a>, before: Option<Turn<'a>>) -> Option<Way<'a>> {
    let first = before.unwrap_or(verdict);
    let (body, mut turns, _) = proof.way_to(|at, counts| at == first.from && story::is_open(counts, first.edge))?;
    turns.push(first);
    if before.is_some() {
        turns.extend(story::past(proof.graph, first.edge.to, first.from, verdict.from)?);
        turns.push(verdict);
    }
    Some((body, turns))
}

/// From a node to another that does not come to a third one, if need be through a turn.
fn leg<'a>(
    graph: &'a Graph<'_>,
    from: NodeId,
    through: Option<Turn<'a>>,
    (avoided, to): (NodeId, NodeId),
) -> Option<Vec<Turn<'a>>> {
    let Some(turn) = through else { return story::past(graph, from, avoided, to) };
    let mut turns = story::past(graph, from, avoided, turn.from)?;
    turns.push(turn);
    turns.extend(story::past(graph, turn.edge.to, avoided, to)?);
    Some(turns)
}

/// These turns, if what the engine does by itself when they begin does not come to this one: it is over by then.
fn later<'a>(turns: Vec<Turn<'a>>, change: Turn<'_>) -> Option<Vec<Turn<'a>>> {
    let waits = turns.iter().position(|turn| !turn.edge.who.is_engine())?;
    let at = turns.iter().position(|turn| is_same(turn, change))?;
    (waits <= at).then_some(turns)
}

fn is_same(turn: &Turn<'_>, other: Turn<'_>) -> bool {
    turn.from == other.from && std::ptr::eq(turn.edge, other.edge)
}

/// To a place in the flow of the approval.
fn behind_it<'a>(
    proof: &'a Proof<'_>,
    around: &Around<'a, '_>,
    verdict: Turn<'a>,
    spot: Spot,
    events: Events<'a>,
) -> Option<Way<'a>> {
    let graph = around.game.graph;
    let (body, mut turns) = to_verdict(proof, verdict, events.before)?;
    if spot.node == around.node {
        // At the form that the verdict itself leads to.
        return (events.own.is_none() && events.other.is_none()).then_some((body, turns));
    }
    let Some(change) = events.other else {
        let own = leg(graph, verdict.edge.to, events.own, (around.node, spot.node));
        turns.extend(own.or_else(|| moved(proof, around, spot).filter(|_| events.own.is_none()))?);
        return Some((body, turns));
    };
    let (join, branch, other) = around.fork_with(change.from)?;
    let (own_end, other_end) = (join.branches.get(branch)?.0, join.branches.get(other)?.0);
    let mut beside = story::past(graph, join.at, join.at, change.from)?;
    beside.push(change);
    turns.extend(later(beside, change)?);
    if let Some(own) = story::past(graph, verdict.edge.to, join.node, spot.node) {
        turns.extend(own);
        return Some((body, turns));
    }
    match join.needed {
        1 => {}
        2 => turns.extend(story::past(graph, change.edge.to, join.node, other_end)?),
        _ => return None,
    }
    turns.extend(story::past(graph, verdict.edge.to, around.node, own_end)?);
    let joins = graph.edges[own_end].iter().find(|edge| edge.to == join.node)?;
    turns.push(Turn { from: own_end, edge: joins });
    turns.extend(story::past(graph, join.node, around.node, spot.node)?);
    Some((body, turns))
}

/// To a place to which a branch beside leads while the approval is shut, as it ends, or leaves the stage; or a handler, which moves
/// the case.
fn moved<'a>(proof: &'a Proof<'_>, around: &Around<'a, '_>, spot: Spot) -> Option<Vec<Turn<'a>>> {
    let graph = around.game.graph;
    let by_branch = around.forks().find_map(|(join, branch)| {
        let avoided = join.branches.get(branch)?.0;
        story::past(graph, join.at, avoided, spot.node)
    });
    let is_entered = |node: &NodeId| matches!(graph.places[*node], Place::Enter(body) if body < graph.stages);
    let by_handler = |handler: usize| {
        let begins = graph.find(&Place::Enter(handler))?;
        (0..graph.len()).filter(is_entered).find_map(|stage| {
            let mut turns = proof.begun(handler);
            turns.extend(story::past(graph, begins, around.node, stage).filter(|way| is_within(graph, way, handler))?);
            turns.extend(story::past(graph, stage, around.node, spot.node)?);
            Some(turns)
        })
    };
    let handlers = graph.stages..proof.bodies.len();
    by_branch.or_else(|| handlers.filter(|handler| Some(*handler) != graph.bodies[around.node]).find_map(by_handler))
}

/// Whether every one of these is taken in a body.
fn is_within(graph: &Graph<'_>, turns: &[Turn<'_>], body: usize) -> bool {
    turns.iter().all(|turn| graph.bodies[turn.from] == Some(body))
}

/// To a place in the stages, once the handler with the approval is over or has moved the case.
fn after_it<'a>(
    proof: &'a Proof<'_>,
    around: &Around<'a, '_>,
    verdict: Turn<'a>,
    spot: Spot,
    events: Events<'a>,
) -> Option<Way<'a>> {
    let graph = around.game.graph;
    let handler = graph.bodies[around.node]?;
    let mut handled = proof.begun(handler);
    handled.extend(story::past(graph, graph.find(&Place::Enter(handler))?, around.game.graph.len(), verdict.from)?);
    handled.push(verdict);
    let ends = graph.find(&Place::Quiet);
    if let Some(on) = ends.and_then(|end| leg(graph, verdict.edge.to, events.own, (around.node, end))) {
        let first = events.other.map_or(spot.node, |turn| turn.from);
        let (body, mut turns, _) = proof.way_to(|at, _| at == first).filter(|(body, ..)| *body < graph.stages)?;
        turns.extend(handled);
        turns.extend(on);
        if let Some(change) = events.other {
            turns.push(change);
            turns.extend(story::past(graph, change.edge.to, around.node, spot.node)?);
        }
        return Some((body, turns));
    }
    let moves = (0..graph.len()).filter(|node| matches!(graph.places[*node], Place::Enter(body) if body < graph.stages));
    moves.into_iter().find_map(|stage| {
        let mut turns = handled.clone();
        turns.extend(leg(graph, verdict.edge.to, events.own, (around.node, stage))?);
        turns.extend(leg(graph, stage, events.other, (around.node, spot.node))?);
        Some((0, turns))
    })
}

/// From the beginning of another handler to a turn in it, with it, and to the handler's end.
fn handled<'a>(proof: &'a Proof<'_>, around: &Around<'a, '_>, turn: Turn<'a>) -> Option<Vec<Turn<'a>>> {
    let graph = around.game.graph;
    let is_other = |handler: &usize| *handler >= graph.stages && Some(*handler) != graph.bodies[around.node];
    let handler = graph.bodies[turn.from].filter(is_other)?;
    let mut turns = proof.begun(handler);
    let nowhere = graph.len();
    turns.extend(leg(graph, graph.find(&Place::Enter(handler))?, Some(turn), (nowhere, graph.find(&Place::Quiet)?))?);
    Some(turns)
}

/// The same way with an activity that is planned on it, or for which it goes where it is planned: it ends once the approval is given.
fn with_activity<'a>(
    proof: &'a Proof<'_>,
    around: &Around<'a, '_>,
    verdict: Turn<'a>,
    stuck: &Stuck,
    activity: Turn<'a>,
) -> Option<Way<'a>> {
    let graph = around.game.graph;
    let id = activity.edge.what.as_ref()?.act.as_ref()?.0.as_str();
    let ended = |(body, mut turns): Way<'a>| {
        let given = turns.iter().position(|turn| is_same(turn, verdict))?;
        let planned = turns.iter().position(|turn| plans(graph, turn, id))?;
        turns.insert(planned.max(given) + 1, activity);
        Some((body, turns))
    };
    let straight = way(proof, around, verdict, stuck, Events::default());
    straight.and_then(ended).or_else(|| {
        let all = (0..graph.len()).flat_map(|from| graph.edges[from].iter().map(move |edge| Turn { from, edge }));
        let mut plans = all.filter(|turn| !story::is_by_hand(graph, turn.edge.to) && plans(graph, turn, id));
        plans.find_map(|plan| {
            let at = Some(plan);
            let tracks = [
                Events { own: at, ..Events::default() },
                Events { before: at, ..Events::default() },
                Events { other: at, ..Events::default() },
            ];
            tracks.into_iter().find_map(|events| ended(way(proof, around, verdict, stuck, events)?))
        })
    })
}

/// Whether an activity is planned on a turn.
fn plans(graph: &Graph<'_>, turn: &Turn<'_>, activity: &str) -> bool {
    let is_at = matches!(graph.places[turn.from], Place::At(..));
    let step = graph.steps[turn.from].filter(|_| is_at).map(|step| &step.kind);
    let is_skipped = turn.edge.what.as_ref().and_then(|what| what.pick) == Some(Pick::Skipped);
    let of_step = matches!(step, Some(StepKind::Plan(plan)) if !is_skipped && plan.as_str() == activity);
    of_step || rule(graph, turn).is_some_and(|rule| rule.plan.iter().any(|id| id.as_str() == activity))
}
