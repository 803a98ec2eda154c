//! The lines of the flows: straight to the next shape, down to what hangs below, and otherwise through the strips and the gutter.

use std::collections::BTreeMap;

use super::lay::{Bounds, LEFT, Sheet, TITLE};
use super::plan::{Item, Plan};

const TRACK: f64 = 12.0;

/// The points of each flow.
pub(super) fn lines(plan: &Plan, sheet: &Sheet) -> Vec<Vec<(f64, f64)>> {
    let next = neighbours(plan);
    let mut tracks: BTreeMap<usize, usize> = BTreeMap::new();
    let mut used: BTreeMap<usize, usize> = BTreeMap::new();
    let empty = Bounds::default();
    let at = |shape: usize| sheet.shapes.get(&shape).copied().unwrap_or(empty);
    let mut lines = Vec::new();
    for flow in &plan.flows {
        let (from, to) = (at(flow.from), at(flow.to));
        let (fx, fy) = from.middle();
        let (tx, ty) = to.middle();
        let (here, there) = (plan.shapes[flow.from].lane, plan.shapes[flow.to].lane);
        let host = plan.shapes[flow.from].host.is_some();
        lines.push(if next.get(&flow.from) == Some(&flow.to) && (fy - ty).abs() < 1.0 {
            vec![(from.x + from.w, fy), (to.x, ty)]
        } else if host || hangs(plan, flow.from, flow.to) {
            let corner = to.y - 14.0;
            if (fx - tx).abs() < 1.0 {
                vec![(fx, from.y + from.h), (tx, to.y)]
            } else {
                vec![(fx, from.y + from.h), (fx, corner), (tx, corner), (tx, to.y)]
            }
        } else if here == there {
            let count = used.entry(here).or_default();
            let track = *tracks.entry(flow.to).or_insert_with(|| {
                *count += 1;
                *count - 1
            });
            let y = sheet.strip(flow.from).min(sheet.strip(flow.to)) + TRACK * (track % 12) as f64;
            vec![(fx, from.y), (fx, y), (tx, y), (tx, to.y)]
        } else {
            let lane = sheet.lanes.get(here).copied().unwrap_or(empty);
            let floor = lane.y + lane.h - 12.0 - TRACK * (there % 3) as f64;
            let gutter = LEFT + 2.0 * TITLE + TRACK * (there as f64 + 0.5) - 20.0;
            let x = from.x + from.w + 16.0;
            vec![(from.x + from.w, fy), (x, fy), (x, floor), (gutter, floor), (gutter, ty), (to.x, ty)]
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
    plan.rows.iter().flatten().any(|item| matches!(item, Item::Shape(found, hanging) if *found == host && hanging.contains(&below)))
}
