//! A story as it is told: its turns in words, from its beginning to how it ends.

use crate::diagnostic::Story;
use crate::diagnostic::story::{By, Part};
use crate::expr::Expr;
use crate::model::{Awaited, Handler, Process, ResultRule, StepKind};
use crate::name::FieldId;
use crate::process::prove::build::rules;
use crate::process::prove::graph::{Edge, Effect, Graph, Join, NodeId, Pick, Place, Who};
use crate::process::prove::scenario::Plan;
use crate::process::prove::story::{self, Counts, Turn};
use crate::process::prove::{Proof, scenario};
use crate::text::{Locale, Text};

/// A condition on the way, and whether it must hold there.
#[derive(Debug, Clone, Copy)]
pub struct Guard<'p> {
    /// The condition.
    pub expr: &'p Expr,
    /// Whether it must hold.
    pub holds: bool,
}

/// How a story ends: in words, and with what is tried there and refused.
#[derive(Debug, Clone, Copy)]
pub struct End<'t, 'g> {
    /// In words.
    pub words: &'t Text,
    /// What is tried.
    pub tried: Option<Turn<'g>>,
    /// The document that whoever may give it anew does give.
    pub renews: Option<&'t FieldId>,
}

/// The rule of the result that a turn takes. What comes from outside is known by its title.
pub fn rule<'p>(graph: &Graph<'p>, turn: &Turn<'_>) -> Option<&'p ResultRule> {
    let what = turn.edge.what.as_ref()?;
    let step = graph.steps[turn.from]?;
    let mut rules = rules(&step.kind).iter();
    match (&what.result, &step.kind) {
        (Some(id), _) => rules.find(|rule| rule.id == *id),
        (None, StepKind::Call(_) | StepKind::Start(_)) if turn.edge.who == Who::Outside => {
            rules.find(|rule| rule.title == what.title)
        }
        _ => None,
    }
}

/// What must be so for a turn to be taken, first things first.
pub fn guards<'p>(process: &'p Process, graph: &Graph<'p>, turn: &Turn<'_>) -> Vec<Guard<'p>> {
    let pick = turn.edge.what.as_ref().and_then(|what| what.pick);
    let mut guards = Vec::new();
    let step = graph.steps[turn.from].filter(|_| matches!(graph.places[turn.from], Place::At(..)));
    let when = step.and_then(|step| step.when.as_ref());
    guards.extend(when.map(|expr| Guard { expr, holds: pick != Some(Pick::Skipped) }));
    let first_of = |rules: Vec<Option<&'p Expr>>, number: usize| {
        let guard = |(place, expr): (usize, Option<&'p Expr>)| Some(Guard { expr: expr?, holds: place == number });
        rules.into_iter().enumerate().take(number + 1).filter_map(guard).collect::<Vec<_>>()
    };
    match (pick, step.map(|step| &step.kind)) {
        (Some(Pick::Branch(number)), Some(StepKind::Decide(decide))) => {
            guards.extend(first_of(decide.branches.iter().map(|branch| branch.when.as_ref()).collect(), number));
        }
        (Some(Pick::Held), Some(StepKind::Wait(wait))) => {
            if let Awaited::Condition(expr) = &wait.awaited {
                guards.push(Guard { expr, holds: true });
            }
        }
        (Some(Pick::Onward(number)), _) => {
            let stage = graph.bodies[turn.from].and_then(|body| process.stages.get(body));
            let rules = stage.map(|stage| stage.next.iter().map(|rule| rule.when.as_ref()).collect());
            guards.extend(first_of(rules.unwrap_or_default(), number));
        }
        _ => {}
    }
    guards
        .extend(handler(process, graph, turn).and_then(|handler| handler.when.as_ref()).map(|expr| Guard { expr, holds: true }));
    guards
}

/// The handler that begins with a turn.
pub fn handler<'p>(process: &'p Process, graph: &Graph<'p>, turn: &Turn<'_>) -> Option<&'p Handler> {
    match (&graph.places[turn.from], &graph.places[turn.edge.to]) {
        (Place::Begin, Place::Enter(body)) => process.handlers.get(body.checked_sub(graph.stages)?),
        _ => None,
    }
}

/// Whether an activity is planned on a turn.
fn plans(graph: &Graph<'_>, turn: &Turn<'_>, activity: &str) -> bool {
    let is_at = matches!(graph.places[turn.from], Place::At(..));
    let step = graph.steps[turn.from].filter(|_| is_at).map(|step| &step.kind);
    let is_skipped = turn.edge.what.as_ref().and_then(|what| what.pick) == Some(Pick::Skipped);
    let of_step = matches!(step, Some(StepKind::Plan(plan)) if !is_skipped && plan.as_str() == activity);
    of_step || rule(graph, turn).is_some_and(|rule| rule.plan.iter().any(|id| id.as_str() == activity))
}

/// A story in words.
fn words(process: &Process, graph: &Graph<'_>, turns: &[Turn<'_>], end: &Text) -> Story {
    let parts = turns.iter().filter_map(|turn| part(process, graph, turn)).collect();
    Story { parts, end: end.clone() }
}

fn part(process: &Process, graph: &Graph<'_>, turn: &Turn<'_>) -> Option<Part> {
    let what = turn.edge.what.as_ref()?;
    let both = |ru: &str, en: &str| {
        let title = |locale| crate::diagnostic::story::small(what.title.get(locale));
        Text::both(format!("{ru}: {}", title(Locale::Ru)), format!("{en}: {}", title(Locale::En)))
    };
    let (by, what) = match &turn.edge.who {
        // Of a way that could not be read nobody knows who takes it.
        Who::Person(_) if what.act.is_none() => (By::Nobody, what.title.clone()),
        Who::Person(rule) => (By::Rule(rule.clone()), what.title.clone()),
        Who::Timer => (By::Nobody, both("Прошло время", "Time passed")),
        Who::Outside => (By::Nobody, both("Извне", "From outside")),
        Who::Engine | Who::Soon => (By::Nobody, condition(process, &guards(process, graph, turn), what.pick?)?),
    };
    Some(Part { by, what })
}

/// «если сумма больше …»: the condition of the way itself; where it is what remains, that none of the others holds.
fn condition(process: &Process, guards: &[Guard<'_>], pick: Pick) -> Option<Text> {
    let told: Vec<&Guard<'_>> = match guards.last()? {
        last if last.holds || pick == Pick::Skipped => vec![last],
        _ => guards.iter().filter(|guard| !guard.holds).collect(),
    };
    let words = |locale: Locale| {
        let each = told.iter().map(|guard| guard.expr.in_words(&process.fields, guard.holds).get(locale).to_owned());
        format!("{} {}", locale.pick("если", "if"), each.collect::<Vec<_>>().join(locale.pick(", и ", ", and ")))
    };
    Some(Text::both(words(Locale::Ru), words(Locale::En)))
}

impl Proof<'_> {
    /// The shortest story to a state, with the last turn if it is no part of it, and the scenario that plays it.
    pub fn story(&self, goal: impl Fn(NodeId, &Counts) -> bool, last: Option<Turn<'_>>, end: &Text) -> Option<(Story, String)> {
        let (body, mut turns, _) = self.way_to(goal)?;
        turns.extend(last);
        Some(self.told(body, &turns, end))
    }

    /// The shortest story to a turn, with it, on which nothing fills a field; where there is none, the shortest one.
    pub fn story_unfilled(&self, field: usize, turn: Turn<'_>, end: &Text) -> Option<(Story, String)> {
        let graph = self.graph;
        let fills = |edge: &Edge| edge.effects.iter().any(|effect| matches!(effect, Effect::Fill(filled) if *filled == field));
        let found = (0..self.bodies.len()).find_map(|body| {
            let turns = story::along(graph, graph.find(&Place::Enter(body))?, turn.from, &|edge| !fills(edge))?;
            Some((body, story::with_branches(graph, turns)))
        });
        let Some((body, turns)) = found else { return self.story(|at, _| at == turn.from, Some(turn), end) };
        let mut whole = self.begun(body);
        whole.extend(turns);
        whole.push(turn);
        Some(self.told(body, &whole, end))
    }

    /// The shortest story to a turn, with it, and from there to a node.
    pub fn story_through(&self, turn: Turn<'_>, last: NodeId, end: End<'_, '_>) -> Option<(Story, String)> {
        let (body, turns) = self.way_through(turn, last)?;
        Some(self.told_with(body, turns, end))
    }

    /// The shortest story to a turn, with it, to another turn, and to the form that stands there before it is taken.
    pub fn story_through_to_form(&self, turn: Turn<'_>, last: Turn<'_>, end: &Text) -> Option<(Story, String)> {
        let (body, mut turns) = self.way_through(turn, last.from)?;
        turns.push(last);
        Some(self.told_to_form(body, &turns, end))
    }

    /// The shortest story to a turn, and to the form that stands there before it is taken.
    pub fn story_to_form(&self, turn: Turn<'_>, end: &Text) -> Option<(Story, String)> {
        let (body, mut turns, _) = self.way_to(|at, counts| at == turn.from && story::is_open(counts, turn.edge))?;
        turns.push(turn);
        Some(self.told_to_form(body, &turns, end))
    }

    /// The shortest story to a turn, with it and to the end of its branch; and to a node in a branch beside, from where they part.
    pub fn story_beside(
        &self,
        turn: Turn<'_>,
        own: NodeId,
        other: (NodeId, NodeId),
        end: End<'_, '_>,
    ) -> Option<(Story, String)> {
        let (body, mut turns) = self.way_through(turn, own)?;
        turns.extend(story::shortest(self.graph, other.0, |at, _| at == other.1)?.0);
        turns.extend(end.tried);
        Some(self.told(body, &turns, end.words))
    }

    /// The shortest story to a node, and from the beginning of a handler to a turn in it, with it and to the handler's end.
    pub fn story_after(&self, turn: Turn<'_>, node: NodeId, end: End<'_, '_>) -> Option<(Story, String)> {
        let (body, mut turns, _) = self.way_to(|at, _| at == node)?;
        turns.extend(self.handled(turn).filter(|_| body < self.graph.stages)?);
        turns.extend(end.tried);
        Some(self.told(body, &turns, end.words))
    }

    fn way_through<'a>(&'a self, turn: Turn<'a>, last: NodeId) -> Option<(usize, Vec<Turn<'a>>)> {
        let (body, mut turns, _) = self.way_to(|at, counts| at == turn.from && story::is_open(counts, turn.edge))?;
        turns.push(turn);
        turns.extend(story::past(self.graph, turn.edge.to, turn.from, last)?);
        Some((body, turns))
    }

    /// The shortest story to a turn, with it, to another turn behind it, and to a node.
    pub fn story_of_two(&self, (first, second): (Turn<'_>, Turn<'_>), last: NodeId, end: End<'_, '_>) -> Option<(Story, String)> {
        let (body, mut turns) = self.way_through(first, second.from)?;
        turns.push(second);
        turns.extend(story::past(self.graph, second.edge.to, first.from, last)?);
        Some(self.told_with(body, turns, end))
    }

    /// The shortest story to a turn, with it, to a node; and from the beginning of a handler to a turn in it, and to its end.
    pub fn story_of_two_with_a_handler(
        &self,
        (first, second): (Turn<'_>, Turn<'_>),
        last: NodeId,
        end: End<'_, '_>,
    ) -> Option<(Story, String)> {
        let (body, mut turns) = self.way_through(first, last)?;
        turns.extend(self.handled(second)?);
        Some(self.told_with(body, turns, end))
    }

    /// The shortest story to a turn, with it, to a node; and on the way, once it is planned and the turn is taken, an activity ends.
    pub fn story_with_an_activity(
        &self,
        (first, activity): (Turn<'_>, Turn<'_>),
        last: NodeId,
        end: End<'_, '_>,
    ) -> Option<(Story, String)> {
        let graph = self.graph;
        let id = activity.edge.what.as_ref()?.act.as_ref()?.0.as_str();
        let (body, mut turns) = self.way_through(first, last)?;
        let taken = turns.iter().position(|turn| turn.from == first.from && std::ptr::eq(turn.edge, first.edge))?;
        if let Some(planned) = turns.iter().position(|turn| plans(graph, turn, id)) {
            turns.insert(planned.max(taken) + 1, activity);
            return Some(self.told_with(body, turns, end));
        }
        let all = (0..graph.len()).flat_map(|from| graph.edges[from].iter().map(move |edge| Turn { from, edge }));
        let mut plans = all.filter(|turn| !story::is_by_hand(graph, turn.edge.to) && plans(graph, turn, id));
        plans.find_map(|plan| {
            let later = self.way_through(first, plan.from).zip(story::past(graph, plan.edge.to, first.from, last));
            if let Some(((body, mut turns), on)) = later {
                turns.extend([plan, activity]);
                turns.extend(on);
                return Some(self.told_with(body, turns, end));
            }
            let (body, mut turns) = self.way_through(plan, first.from)?;
            turns.extend([first, activity]);
            turns.extend(story::past(graph, first.edge.to, first.from, last)?);
            Some(self.told_with(body, turns, end))
        })
    }

    /// The shortest story to a step with branches, and every branch that can end to its end; the scenario goes on behind the join.
    /// There is none where a branch that cannot end lets the engine end the case at once.
    pub fn story_of_join(&self, join: &Join, reached: &[bool], end: &Text) -> Option<(Story, String)> {
        let graph = self.graph;
        if self.ends_at_once(join.at) {
            return None;
        }
        let (body, mut turns, _) = self.way_to(|at, _| at == join.at)?;
        for (branch, _) in join.branches.iter().filter(|(end, _)| reached[*end]) {
            turns.extend(story::past(graph, join.at, join.node, *branch)?);
        }
        let told = turns.len();
        let is_end = |at: NodeId, _: &Counts| matches!(graph.places[at], Place::Outcome(_) | Place::Quiet);
        let onward = story::shortest(graph, join.node, is_end).map(|(turns, _)| story::with_branches(graph, turns));
        turns.extend(onward.unwrap_or_default());
        let story = words(self.process, graph, &turns[..told], end);
        let plan = Plan { turns: &turns, ends_in_form: false, renews: None };
        let file = scenario::file(self.process, graph, plan, &story, body);
        Some((story, file))
    }

    /// Whether the engine may end the case from here before anybody does anything.
    fn ends_at_once(&self, node: NodeId) -> bool {
        let seen = self.graph.reached(&[node], |edge| edge.who.is_engine());
        (0..seen.len()).any(|node| seen[node] && matches!(self.graph.places[node], Place::Outcome(_)))
    }

    /// From the beginning of a handler to a turn in it, with it, and to the handler's end.
    fn handled<'a>(&'a self, turn: Turn<'a>) -> Option<Vec<Turn<'a>>> {
        let graph = self.graph;
        let handler = graph.bodies[turn.from].filter(|handler| *handler >= graph.stages)?;
        let mut turns = self.begun(handler);
        let to_the_turn = story::shortest(graph, graph.find(&Place::Enter(handler))?, |at, _| at == turn.from)?.0;
        turns.extend(story::with_branches(graph, to_the_turn));
        turns.push(turn);
        turns.extend(story::shortest(graph, turn.edge.to, |at, _| graph.places[at] == Place::Quiet)?.0);
        Some(turns)
    }

    /// The story into a part of the flow that nothing leads out of, and once round it.
    pub fn story_into(&self, members: &[NodeId], goal: impl Fn(NodeId, &Counts) -> bool) -> Option<(Story, String)> {
        let (body, mut turns, counts) = self.way_to(goal).or_else(|| self.way_to(|node, _| members.contains(&node)))?;
        let at = turns.last().map_or_else(|| self.graph.find(&Place::Enter(body)), |turn| Some(turn.edge.to))?;
        let round = story::round(self.graph, (at, &counts), members);
        let end = match round.is_empty() {
            false => Text::both("и так по кругу, закончить сделку нельзя", "and so round and round, the deal cannot end"),
            true => Text::both("ничего не происходит", "nothing happens"),
        };
        turns.extend(round);
        Some(self.told(body, &turns, &end))
    }

    fn told(&self, body: usize, turns: &[Turn<'_>], end: &Text) -> (Story, String) {
        self.planned(body, Plan { turns, ends_in_form: false, renews: None }, end)
    }

    fn told_to_form(&self, body: usize, turns: &[Turn<'_>], end: &Text) -> (Story, String) {
        self.planned(body, Plan { turns, ends_in_form: true, renews: None }, end)
    }

    fn told_with<'g>(&self, body: usize, mut turns: Vec<Turn<'g>>, end: End<'_, 'g>) -> (Story, String) {
        turns.extend(end.tried);
        self.planned(body, Plan { turns: &turns, ends_in_form: false, renews: end.renews }, end.words)
    }

    fn planned(&self, body: usize, plan: Plan<'_>, end: &Text) -> (Story, String) {
        let story = words(self.process, self.graph, plan.turns, end);
        let file = scenario::file(self.process, self.graph, plan, &story, body);
        (story, file)
    }

    /// The shortest way to a state from where a case begins, or from a handler: the body it begins in, the turns, the counts.
    fn way_to(&self, goal: impl Fn(NodeId, &Counts) -> bool) -> Option<(usize, Vec<Turn<'_>>, Counts)> {
        let graph = self.graph;
        let found = (0..self.bodies.len()).find_map(|body| {
            let (turns, counts) = story::shortest(graph, graph.find(&Place::Enter(body))?, &goal)?;
            Some((body, turns, counts))
        });
        let (body, turns, counts) = found?;
        let mut whole = self.begun(body);
        whole.extend(story::with_branches(graph, turns));
        Some((body, whole, counts))
    }

    /// What makes a handler begin.
    fn begun(&self, body: usize) -> Vec<Turn<'_>> {
        let graph = self.graph;
        let Some(from) = graph.find(&Place::Begin).filter(|_| body >= graph.stages) else { return Vec::new() };
        let enters = |edge: &&Edge| graph.places[edge.to] == Place::Enter(body);
        graph.edges[from].iter().find(enters).map(|edge| Turn { from, edge }).into_iter().collect()
    }
}
