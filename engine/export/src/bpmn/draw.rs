//! The lines of the flows and their names: straight to the next shape, down to what hangs below, and otherwise along a track: above the
//! row within a lane, along the floor and the gutter from one lane to another.

use std::collections::{BTreeMap, BTreeSet};

use super::lay::{Bounds, LEFT, Sheet, TITLE, TRACK};
use super::plan::{Item, Plan};

/// How a flow runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Straight,
    Down,
    /// On this track above the row.
    Above(usize),
    /// On this track of the floor.
    Floor(usize),
}

/// The ways of all flows, and how many tracks each lane needs.
pub(super) struct Ways {
    ways: Vec<Way>,
    above: BTreeMap<usize, BTreeSet<usize>>,
    floor: BTreeMap<usize, BTreeSet<usize>>,
}

impl Ways {
    pub(super) fn new(plan: &Plan) -> Self {
        let next = neighbours(plan);
        let (mut above, mut floor): (BTreeMap<usize, BTreeSet<usize>>, BTreeMap<usize, BTreeSet<usize>>) = Default::default();
        let kind = |from: usize, to: usize| {
            let (here, there) = (plan.shapes[from].lane, plan.shapes[to].lane);
            if next.get(&from) == Some(&to) {
                Way::Straight
            } else if plan.shapes[from].host.is_some() || hangs(plan, from, to) {
                Way::Down
            } else if here == there {
                Way::Above(0)
            } else {
                Way::Floor(0)
            }
        };
        for flow in &plan.flows {
            let (here, there) = (plan.shapes[flow.from].lane, plan.shapes[flow.to].lane);
            match kind(flow.from, flow.to) {
                Way::Above(_) => drop(above.entry(here).or_default().insert(flow.to)),
                Way::Floor(_) => drop(floor.entry(here).or_default().insert(there)),
                _ => {}
            }
        }
        let place = |set: Option<&BTreeSet<usize>>, one: usize| set.and_then(|set| set.iter().position(|found| *found == one));
        let way = |flow: &super::plan::Flow| {
            let (here, there) = (plan.shapes[flow.from].lane, plan.shapes[flow.to].lane);
            match kind(flow.from, flow.to) {
                Way::Above(_) => Way::Above(place(above.get(&here), flow.to).unwrap_or_default()),
                Way::Floor(_) => Way::Floor(place(floor.get(&here), there).unwrap_or_default()),
                way => way,
            }
        };
        let ways = plan.flows.iter().map(way).collect();
        Self { ways, above, floor }
    }

    /// How many tracks run above the rows of a lane.
    pub(super) fn above(&self, lane: usize) -> f64 {
        self.above.get(&lane).map_or(0.0, |tracks| tracks.len() as f64)
    }

    /// How many tracks run along the floor of a lane.
    pub(super) fn floor(&self, lane: usize) -> f64 {
        self.floor.get(&lane).map_or(0.0, |tracks| tracks.len() as f64)
    }
}

/// The points of each flow, and where its name stands.
pub(super) fn lines(plan: &Plan, sheet: &Sheet, ways: &Ways) -> Vec<(Vec<(f64, f64)>, Bounds)> {
    let at = |shape: usize| sheet.shapes.get(&shape).copied().unwrap_or_default();
    let mut lines = Vec::new();
    for (flow, way) in plan.flows.iter().zip(&ways.ways) {
        let (from, to) = (at(flow.from), at(flow.to));
        let ((fx, fy), (tx, ty)) = (from.middle(), to.middle());
        let (here, there) = (plan.shapes[flow.from].lane, plan.shapes[flow.to].lane);
        let name = |x: f64, y: f64, w: f64| Bounds { x, y, w, h: 14.0 };
        lines.push(match way {
            Way::Straight => {
                (vec![(from.x + from.w, fy), (to.x, ty)], name(from.x + from.w + 4.0, fy - 32.0, to.x - from.x - from.w - 8.0))
            }
            Way::Down if (fx - tx).abs() < 1.0 => {
                (vec![(fx, from.y + from.h), (tx, to.y)], name(fx + 4.0, from.y + from.h + 10.0, 100.0))
            }
            Way::Down => {
                let corner = to.y - 14.0;
                let points = vec![(fx, from.y + from.h), (fx, corner), (tx, corner), (tx, to.y)];
                (points, name(tx + 4.0, corner - 16.0, 100.0))
            }
            Way::Above(track) => {
                let y = sheet.strip(flow.from).min(sheet.strip(flow.to)) + TRACK * *track as f64;
                let x = if tx > fx { fx + 6.0 } else { fx - 206.0 };
                (vec![(fx, from.y), (fx, y), (tx, y), (tx, to.y)], name(x, y - 15.0, 200.0))
            }
            Way::Floor(track) => {
                let lane = sheet.lanes.get(here).copied().unwrap_or_default();
                let floor = lane.y + lane.h - 10.0 - TRACK * *track as f64;
                let gutter = LEFT + 2.0 * TITLE + 12.0 * (there as f64 + 0.5) - 20.0;
                let x = from.x + from.w + if plan.splits(flow.from) { 70.0 } else { 12.0 };
                let points = vec![(from.x + from.w, fy), (x, fy), (x, floor), (gutter, floor), (gutter, ty), (to.x, ty)];
                (points, name(x - 206.0, floor - 15.0, 200.0))
            }
        });
    }
    lines
}

/// The shape to the right of each shape in its row.
fn neighbours(plan: &Plan) -> BTreeMap<usize, usize> {
    let mut next = BTreeMap::new();
    for row in &plan.rows {
        let drawn: Vec<_> = row.iter().filter(|item| !matches!(item, Item::Shape(shape, _) if !plan.is_drawn(*shape))).collect();
        for pair in drawn.windows(2) {
            if let [Item::Shape(left, _), Item::Shape(right, _)] = pair {
                next.insert(*left, *right);
            }
        }
    }
    next
}

fn hangs(plan: &Plan, host: usize, below: usize) -> bool {
    plan.rows
        .iter()
        .flatten()
        .any(|item| matches!(item, Item::Shape(found, hanging) if *found == host && hanging.contains(&below)))
}
