//! A task that outlives a stage, as a dashed card beside the step that plans it.

use super::card::{FACT, TITLE};
use super::icons::{BELL, icon, tone};
use super::measure::{Weight, wrap};
use super::scene::{Area, Spot, SpotOf, Style, line_height};
use super::{CARD_W, LABEL_X, Sheet};
use crate::graph::{Node, NodeKind, Planned};

/// Where the texts of a card begin.
const TEXT: f64 = 40.0;
const PAD: f64 = 9.0;
/// Room above a card.
const GAP: f64 = 10.0;
const WHEN: Style = Style { size: 11.5, weight: Weight::Regular, class: "vk-ink" };

impl Sheet<'_> {
    /// Places what a node plans, from this height on; gives the height below.
    pub(super) fn planned(&mut self, node: &Node, card: Area, from: f64) -> f64 {
        let mut y = from;
        for planned in self.graph.planned_at(node) {
            y = self.activity(&planned, card, y + GAP);
        }
        y
    }

    /// A card with everything where an activity is planned first; with its title only where it is planned again.
    fn activity(&mut self, planned: &Planned, card: Area, y: f64) -> f64 {
        let activity = &self.graph.activities[planned.activity];
        let most = CARD_W - TEXT - PAD;
        let corner = if activity.ladder.is_some() { 22.0 } else { 0.0 };
        let when = wrap(&planned.when, WHEN.size, WHEN.weight, most - corner);
        let title = wrap(&activity.title, TITLE.size, TITLE.weight, most);
        let facts = if self.told.insert(planned.activity) { self.graph.activity_facts(activity) } else { Vec::new() };
        let facts: Vec<_> = facts.iter().flat_map(|fact| wrap(fact, FACT.size, FACT.weight, most)).collect();
        let tall = |lines: &[String], style: Style| lines.len() as f64 * line_height(style.size);
        let (first, second) = (tall(&when, WHEN), tall(&title, TITLE));
        let area = Area { x: LABEL_X, y, w: CARD_W, h: first + second + tall(&facts, FACT) + 2.0 * PAD };
        let (middle, lowest) = (y + PAD + first / 2.0, card.bottom() - 18.0);
        let (x, tip) = (card.right(), (area.x - 1.0, middle));
        match middle <= lowest {
            true => self.scene.line(&[(x, middle), tip], "vk-plan", Some("vk-plan-tip")),
            false => self.scene.line(&[(x, lowest), (x + 6.0, lowest), (x + 6.0, middle), tip], "vk-plan", Some("vk-plan-tip")),
        }
        self.scene.place(area, 9.0, "vk-activity", &activity.title);
        self.scene.spots.push(Spot { of: SpotOf::Activity(planned.activity), area });
        let kind = NodeKind::Task(activity.kind);
        self.scene.icon(area.x + 11.0, y + 9.0, 1.05, &format!("vk-icon vk-i-{}", tone(kind)), icon(kind));
        if activity.ladder.is_some() {
            self.scene.icon(area.right() - PAD - 15.0, y + 8.0, 0.8, "vk-icon vk-i-late", BELL);
        }
        self.scene.lines(area.x + TEXT, y + PAD, &when, WHEN);
        self.scene.lines(area.x + TEXT, y + PAD + first, &title, TITLE);
        self.scene.lines(area.x + TEXT, y + PAD + first + second, &facts, FACT);
        area.bottom()
    }
}
