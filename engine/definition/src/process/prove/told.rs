//! A story as it is told: its turns in words, from its beginning to how it ends.

use crate::diagnostic::Story;
use crate::diagnostic::story::{By, Part};
use crate::expr::Expr;
use crate::model::{Awaited, Handler, Process, ResultRule, StepKind};
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

    /// The story of this plan, in words and as a scenario.
    pub fn planned(&self, body: usize, plan: Plan<'_>, end: &Text) -> (Story, String) {
        let story = words(self.process, self.graph, plan.turns, end);
        let file = scenario::file(self.process, self.graph, plan, &story, body);
        (story, file)
    }

    /// What makes a handler begin.
    pub fn begun(&self, body: usize) -> Vec<Turn<'_>> {
        let graph = self.graph;
        let Some(from) = graph.find(&Place::Begin).filter(|_| body >= graph.stages) else { return Vec::new() };
        let enters = |edge: &&Edge| graph.places[edge.to] == Place::Enter(body);
        graph.edges[from].iter().find(enters).map(|edge| Turn { from, edge }).into_iter().collect()
    }
}
