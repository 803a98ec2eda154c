//! Lines that lead to another card of the same stage: each such card has a track in the channel at the right.

use std::collections::{BTreeMap, BTreeSet};

use super::{CHANNEL_X, Sheet, TRACK};
use crate::graph::{Graph, Target};

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// On to a step.
    Onward,
    /// Back to a step.
    Loop,
    /// Where the flow goes when a bound is used up.
    Else,
}

/// A line that has still to be laid.
#[derive(Debug, Clone)]
pub(super) struct Wire {
    pub(super) from: (f64, f64),
    pub(super) to: String,
    pub(super) look: Look,
}

/// Nodes that some line leads to.
pub(super) fn wanted(graph: &Graph) -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    for exit in graph.nodes().into_iter().flat_map(|node| &node.exits) {
        if let Target::Node(id) = &exit.to {
            wanted.insert(id.clone());
        }
        wanted.extend(exit.bound.iter().filter_map(|(_, otherwise)| otherwise.clone()));
    }
    wanted
}

impl Sheet<'_> {
    /// Lays the lines of the stage that was just placed.
    pub(super) fn lay_wires(&mut self) {
        let wires = std::mem::take(&mut self.wires);
        let doors = std::mem::take(&mut self.doors);
        let mut spans: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for wire in &wires {
            let Some((_, door)) = doors.get(&wire.to) else { continue };
            let span = spans.entry(&wire.to).or_insert((*door, *door));
            *span = (span.0.min(wire.from.1), span.1.max(wire.from.1));
        }
        let tracks = tracks(&spans);
        for wire in &wires {
            let (Some(&(x, y)), Some(track)) = (doors.get(&wire.to), tracks.get(wire.to.as_str())) else { continue };
            let track = CHANNEL_X + TRACK * (*track as f64 + 0.5);
            self.right = self.right.max(track + 12.0);
            let (class, tip) = match wire.look {
                Look::Loop => ("vk-loop", "vk-loop-tip"),
                Look::Onward => ("vk-line", "vk-tip"),
                Look::Else => ("vk-else", "vk-tip"),
            };
            self.scene.line(&[wire.from, (track, wire.from.1), (track, y), (x, y)], class, Some(tip));
        }
    }
}

/// The track of each target: short lines inside, and no two lines of different targets on one track.
fn tracks<'a>(spans: &BTreeMap<&'a str, (f64, f64)>) -> BTreeMap<&'a str, usize> {
    const APART: f64 = 8.0;
    let mut order: Vec<_> = spans.iter().collect();
    order.sort_by(|(_, a), (_, b)| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    let mut taken: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut tracks = BTreeMap::new();
    for (id, &(low, high)) in order {
        let free = |track: &Vec<(f64, f64)>| track.iter().all(|(from, to)| high + APART < *from || *to + APART < low);
        let place = taken.iter().position(free).unwrap_or_else(|| {
            taken.push(Vec::new());
            taken.len() - 1
        });
        taken[place].push((low, high));
        tracks.insert(*id, place);
    }
    tracks
}
