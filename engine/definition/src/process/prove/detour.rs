//! The shortest way to a state on which every condition can turn out as the way needs it.
//!
//! The shortest way of all may contradict itself: what was skipped because something does not hold is followed by what happens only
//! if it does. Then the way is sought past such a choice. The detours are bounded; where none helps, the shortest way stands.

use crate::process::prove::Proof;
use crate::process::prove::answers;
use crate::process::prove::graph::{Edge, NodeId, Place};
use crate::process::prove::scenario::Plan;
use crate::process::prove::story::{self, Counts, Turn};
use crate::process::prove::told::guards;

/// The most choices that are gone past for one story.
const MOST_DETOURS: usize = 8;

/// The body that a way begins in, its turns, the counts where it ends.
type Way<'a> = (usize, Vec<Turn<'a>>, Counts);

impl Proof<'_> {
    /// The shortest way to a state from where a case begins, or from a handler.
    pub fn way_to(&self, goal: impl Fn(NodeId, &Counts) -> bool) -> Option<Way<'_>> {
        let mut avoided = Vec::new();
        let shortest = self.way_past(&avoided, &goal)?;
        let mut way = shortest.clone();
        for _ in 0..MOST_DETOURS {
            let Some(choice) = self.contradicted(&way) else { return Some(way) };
            avoided.push(choice);
            let Some(other) = self.way_past(&avoided, &goal) else { break };
            way = other;
        }
        Some(shortest)
    }

    fn way_past(&self, avoided: &[&Edge], goal: &impl Fn(NodeId, &Counts) -> bool) -> Option<Way<'_>> {
        let graph = self.graph;
        let is_free = |edge: &Edge| !avoided.iter().any(|choice| std::ptr::eq(*choice, edge));
        let found = (0..self.bodies.len()).find_map(|body| {
            let (turns, counts) = story::shortest_along(graph, graph.find(&Place::Enter(body))?, &is_free, goal)?;
            Some((body, turns, counts))
        });
        let (body, turns, counts) = found?;
        let mut whole = self.begun(body);
        whole.extend(story::with_branches(graph, turns));
        Some((body, whole, counts))
    }

    /// The choice that cannot be made as the way needs it, whatever is answered: the last one before it about the same fields, or it
    /// itself.
    fn contradicted<'a>(&self, (body, turns, _): &Way<'a>) -> Option<&'a Edge> {
        let plan = Plan { turns, ends_in_form: false, renews: None };
        let answers = answers::of(self.process, self.graph, plan, *body);
        let at = answers.turns.iter().position(|answered| !answered.unmet.is_empty())?;
        let unmet: Vec<_> = answers.turns[at].unmet.iter().flat_map(|guard| reads(guard.expr)).collect();
        let is_about = |turn: &&Turn<'_>| {
            let told = guards(self.process, self.graph, turn);
            told.iter().flat_map(|guard| reads(guard.expr)).any(|field| unmet.contains(&field))
        };
        let before = turns[..at].iter().rev().find(is_about);
        Some(before.unwrap_or(&turns[at]).edge)
    }
}

fn reads(expr: &crate::expr::Expr) -> Vec<crate::name::FieldId> {
    expr.fields().into_iter().chain(expr.item_reads()).collect()
}
