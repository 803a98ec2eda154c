//! The shortest story that leads to a place: who chose what, and in what order.
//!
//! A story is sought among the states of the graph, a node with the counts of its loops, so that it takes a bound as often as it
//! may be taken. The search is broad first and limited; beyond the limit there is no story, and the finding stands without it.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::process::prove::graph::{Edge, Graph, NodeId, Place, Side, Who};
use crate::text::{Locale, Text};

/// The most states that are looked at for one story.
const MOST_STATES: usize = 20_000;

/// Bounds that count per case are counted under keys from here on.
const PER_CASE: usize = 1 << 24;

/// How often each bound was taken.
pub type Counts = BTreeMap<usize, u32>;

/// One step of a story.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'g> {
    /// Where it is taken.
    pub from: NodeId,
    /// The way.
    pub edge: &'g Edge,
}

/// A state that the search has come to: where, the counts, and by which way from which earlier state.
type State<'g> = (NodeId, Counts, Option<(usize, &'g Edge)>);

/// The shortest way from one of these nodes to a state at which the goal is reached. Ways by hand are no part of a story.
pub fn shortest<'g>(graph: &'g Graph<'_>, from: NodeId, goal: impl Fn(NodeId, &Counts) -> bool) -> Option<Vec<Turn<'g>>> {
    let mut states: Vec<State<'g>> = vec![(from, Counts::new(), None)];
    let mut cost: HashMap<(NodeId, Counts), usize> = HashMap::from([((from, Counts::new()), 0)]);
    let mut queue = VecDeque::from([(0_usize, 0_usize)]);
    while let Some((at, so_far)) = queue.pop_front() {
        let (node, counts) = (states[at].0, states[at].1.clone());
        if goal(node, &counts) {
            return Some(told(&states, at));
        }
        if states.len() > MOST_STATES {
            return None;
        }
        for edge in graph.edges[node].iter().filter(|edge| !is_by_hand(graph, edge.to)) {
            let Some(counts) = counted(graph, &counts, edge) else { continue };
            let price = so_far + usize::from(!edge.who.is_engine());
            let known = cost.entry((edge.to, counts.clone())).or_insert(usize::MAX);
            if price < *known {
                *known = price;
                states.push((edge.to, counts, Some((at, edge))));
                let state = (states.len() - 1, price);
                if edge.who.is_engine() { queue.push_front(state) } else { queue.push_back(state) }
            }
        }
    }
    None
}

/// Whether a node lies on a way by hand.
pub fn is_by_hand(graph: &Graph<'_>, node: NodeId) -> bool {
    matches!(graph.places[node], Place::ByHand(_) | Place::Past(_) | Place::Back(_) | Place::Anywhere(_))
}

/// Under which key a bound is counted.
pub fn key(side: Side) -> usize {
    if side.per_case { PER_CASE + side.bound } else { side.bound }
}

/// The counts past an edge; `None` where the edge is closed.
fn counted(graph: &Graph<'_>, counts: &Counts, edge: &Edge) -> Option<Counts> {
    let mut counts = counts.clone();
    if let Some(side) = edge.side {
        let count = counts.entry(key(side)).or_insert(0);
        if side.taken != (*count < side.at_most) {
            return None;
        }
        *count += u32::from(side.taken);
    }
    if matches!(graph.places[edge.to], Place::Enter(_)) {
        // What counts per case outlives the visit.
        counts.retain(|key, _| *key >= PER_CASE);
    }
    Some(counts)
}

fn told<'g>(states: &[State<'g>], mut at: usize) -> Vec<Turn<'g>> {
    let mut turns = Vec::new();
    while let Some((before, edge)) = states[at].2 {
        turns.push(Turn { from: states[before].0, edge });
        at = before;
    }
    turns.reverse();
    turns
}

/// A story in words, and how it ends.
pub fn words(turns: &[Turn<'_>], end: &Text) -> Text {
    let told = |locale: Locale| {
        let mut parts: Vec<String> = Vec::new();
        let mut last = (String::new(), 0);
        for part in turns.iter().filter_map(|turn| one(turn.edge, locale)) {
            if part == last.0 {
                last.1 += 1;
                let times = locale.pick(format!("{part} ({} раза подряд)", last.1), format!("{part} ({} times)", last.1));
                parts.pop();
                parts.push(if last.1 > 4 { times.replace("раза", "раз") } else { times });
            } else {
                last = (part.clone(), 1);
                parts.push(part);
            }
        }
        parts.push(end.get(locale).to_owned());
        parts.join(" → ")
    };
    Text::both(told(Locale::Ru), told(Locale::En))
}

fn one(edge: &Edge, locale: Locale) -> Option<String> {
    let what = edge.what.as_ref()?;
    let title = small(what.title.get(locale));
    match &edge.who {
        Who::Person(who) => Some(format!("{}: {title}", capital(who.get(locale)))),
        Who::Timer => Some(locale.pick(format!("Прошло время: {title}"), format!("Time passed: {title}"))),
        Who::Outside => Some(locale.pick(format!("Извне: {title}"), format!("From outside: {title}"))),
        Who::Engine | Who::Soon => {
            let when = what.when.as_ref()?;
            Some(locale.pick(format!("[если {when}]"), format!("[if {when}]")))
        }
    }
}

fn small(text: &str) -> String {
    let mut letters = text.chars();
    let (first, second) = (letters.next(), letters.next());
    // An abbreviation keeps its capitals.
    if second.is_some_and(char::is_uppercase) {
        return text.to_owned();
    }
    first.map(|letter| letter.to_lowercase().collect::<String>()).unwrap_or_default()
        + text.chars().skip(1).collect::<String>().as_str()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    first + letters.as_str()
}
