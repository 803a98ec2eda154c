//! Places: every lane is a row of columns, so that lines always find a free gap between two shapes.
//!
//! Above a row runs a strip for flows that do not lead to the next shape; what hangs below a shape stands under it. Rows inside a row
//! (branches) stand one below another.

use std::collections::BTreeMap;

use super::draw::Ways;
use super::plan::{Item, Plan};

/// Room between two columns.
const GAP: f64 = 56.0;
/// Room above a row, beside its strip.
const ABOVE: f64 = 36.0;
/// Room for one line in a strip.
pub(super) const TRACK: f64 = 18.0;
/// Where the pool begins, the width of its title, and that of a lane's.
pub(super) const LEFT: f64 = 160.0;
pub(super) const TOP: f64 = 80.0;
pub(super) const TITLE: f64 = 30.0;

/// A rectangle.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bounds {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) w: f64,
    pub(super) h: f64,
}

impl Bounds {
    pub(super) fn middle(self) -> (f64, f64) {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }
}

/// Where everything stands.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) pool: Bounds,
    pub(super) lanes: Vec<Bounds>,
    pub(super) shapes: BTreeMap<usize, Bounds>,
    pub(super) lines: Vec<(Vec<(f64, f64)>, Bounds)>,
    /// The strip of each shape's row: its upper edge.
    strips: BTreeMap<usize, f64>,
}

pub(super) fn lay(plan: &Plan) -> Sheet {
    let mut sheet = Sheet::default();
    let ways = Ways::new(plan);
    let gutter = LEFT + 2.0 * TITLE + 12.0 * (plan.lanes.len() as f64 + 2.0);
    let mut y = TOP;
    let mut right = gutter + 400.0;
    for (place, lane) in plan.lanes.iter().enumerate() {
        let (to_right, bottom) = sheet.row(plan, lane.row, gutter, (y, ways.above(place)));
        // Below the rows run the lines that leave the lane.
        let bottom = bottom + TRACK * ways.floor(place) + 16.0;
        sheet.lanes.push(Bounds { x: LEFT + TITLE, y, w: 0.0, h: bottom - y });
        right = right.max(to_right);
        y = bottom;
    }
    for lane in &mut sheet.lanes {
        lane.w = right - lane.x;
    }
    sheet.pool = Bounds { x: LEFT, y: TOP, w: right - LEFT, h: y - TOP };
    sheet.boundaries(plan);
    sheet.lines = super::draw::lines(plan, &sheet, &ways);
    sheet
}

impl Sheet {
    /// The upper edge of the strip above a shape's row.
    pub(super) fn strip(&self, shape: usize) -> f64 {
        self.strips.get(&shape).copied().unwrap_or(TOP)
    }

    /// Places a row; gives its right and its lower edge.
    fn row(&mut self, plan: &Plan, row: usize, left: f64, (top, tracks): (f64, f64)) -> (f64, f64) {
        let strip = top + 18.0;
        let middle = strip + TRACK * tracks + ABOVE + 42.0;
        let (mut x, mut bottom) = (left, middle + 42.0);
        for item in &plan.rows[row] {
            match item {
                Item::Shape(shape, hanging) if plan.is_drawn(*shape) => {
                    let (w, h) = plan.shapes[*shape].sign.size();
                    self.shapes.insert(*shape, Bounds { x, y: middle - h / 2.0, w, h });
                    self.strips.insert(*shape, strip);
                    let (mut under, mut reach) = (x + w / 2.0, 0.0);
                    for (place, below) in hanging.iter().enumerate() {
                        let (bw, bh) = plan.shapes[*below].size();
                        let half = f64::max(110.0, bw + 14.0) / 2.0;
                        // What is wider than its host stands out to the right.
                        under = if place == 0 { under.max(x + bw / 2.0 - 25.0) } else { under + reach + half };
                        let y = middle + 42.0 + 54.0;
                        self.shapes.insert(*below, Bounds { x: under - bw / 2.0, y, w: bw, h: bh });
                        self.strips.insert(*below, strip);
                        bottom = bottom.max(y + bh + 44.0);
                        reach = half;
                    }
                    let room = f64::max(under + reach + 5.0 - x, w / 2.0 + 60.0);
                    let wide = if plan.shapes[*shape].sign.is_gateway() && plan.splits(*shape) { 60.0 } else { 0.0 };
                    x += w.max(room) + GAP + wide;
                }
                Item::Shape(..) => {}
                Item::Rows(rows) => {
                    let (mut right, mut y) = (x, top + TRACK);
                    for inner in rows {
                        let (to_right, to_bottom) = self.row(plan, *inner, x, (y, tracks));
                        right = right.max(to_right);
                        y = to_bottom + 8.0;
                    }
                    bottom = bottom.max(y);
                    x = right;
                }
            }
        }
        (x, bottom + 10.0)
    }

    /// Timers sit on the lower edge of their task.
    fn boundaries(&mut self, plan: &Plan) {
        for (place, shape) in plan.shapes.iter().enumerate() {
            let Some(host) = shape.host.and_then(|host| self.shapes.get(&host)).copied() else { continue };
            let (w, h) = shape.sign.size();
            let x = host.x + host.w / 2.0 - w / 2.0;
            self.shapes.insert(place, Bounds { x, y: host.y + host.h - h / 2.0, w, h });
        }
    }
}
