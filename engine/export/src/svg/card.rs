//! A step as a card.

use super::icons::{BELL, icon, tone};
use super::measure::{Weight, width, wrap};
use super::scene::{Area, Layer, Spot, SpotOf, Style, line_height};
use super::{CARD_W, CARD_X, Sheet};
use crate::graph::{Node, NodeKind};
use voronka_definition::model::OutcomeKind;

pub(super) const TITLE: Style = Style { size: 13.0, weight: Weight::Bold, class: "vk-ink" };
pub(super) const FACT: Style = Style { size: 11.5, weight: Weight::Regular, class: "vk-soft" };
const NUMBER: Style = Style { size: 10.5, weight: Weight::Regular, class: "vk-soft" };

/// Where the texts of a card begin.
const TEXT: f64 = 40.0;
const PAD: f64 = 10.0;

impl Sheet<'_> {
    /// Places the card of a node at the present height and tells where it stands.
    pub(super) fn card(&mut self, node: &Node, indent: f64) -> Area {
        let (x, y, w) = (CARD_X + indent, self.y, CARD_W - indent);
        let number = width(&node.number, NUMBER.size, NUMBER.weight);
        let corner = number + if node.ladder.is_some() { 20.0 } else { 0.0 };
        let title = wrap(&node.title, TITLE.size, TITLE.weight, w - TEXT - PAD - corner - 6.0);
        let facts = self.facts(node, w - TEXT - PAD);
        let titles = title.len() as f64 * line_height(TITLE.size);
        let height = titles + facts.len() as f64 * line_height(FACT.size) + 2.0 * PAD;
        let area = Area { x, y, w, h: height.max(40.0) };
        let class = match node.kind {
            NodeKind::Finish(OutcomeKind::Won) => "vk-won",
            NodeKind::Finish(OutcomeKind::Lost) => "vk-lost",
            NodeKind::Finish(OutcomeKind::Transferred) => "vk-moved",
            _ if node.aside => "vk-card vk-aside",
            _ => "vk-card",
        };
        self.scene.place(area, 9.0, class, &node.title);
        self.scene.spots.push(Spot { of: SpotOf::Step(node.id.clone()), area });
        let tone = tone(node.kind);
        let ink = if matches!(node.kind, NodeKind::Finish(_)) { "-ink" } else { "" };
        let strip = Area { x: x + 0.5, y: y + 8.0, w: 3.5, h: area.h - 16.0 };
        self.scene.rect(Layer::Ink, strip, 1.7, &format!("vk-{tone}{ink}"));
        self.scene.icon(x + 11.0, y + 9.0, 1.05, &format!("vk-icon vk-i-{tone}"), icon(node.kind));
        let top = if facts.is_empty() { y + (area.h - titles) / 2.0 } else { y + PAD };
        self.scene.lines(x + TEXT, top, &title, TITLE);
        self.scene.lines(x + TEXT, y + PAD + titles, &facts, FACT);
        self.scene.lines(area.right() - PAD - number, y + PAD, std::slice::from_ref(&node.number), NUMBER);
        if node.ladder.is_some() {
            self.scene.icon(area.right() - PAD - number - 19.0, y + 8.0, 0.8, "vk-icon vk-i-late", BELL);
        }
        area
    }

    /// What stands below the title, in lines.
    fn facts(&self, node: &Node, most: f64) -> Vec<String> {
        let condition = node.condition.iter().map(|when| self.pick(format!("Только если {when}"), format!("Only if {when}")));
        // What a step plans has a card of its own.
        let own = if node.kind == NodeKind::Plan { &[][..] } else { &node.facts };
        let origin = self.graph.origin(node);
        let texts = condition.chain(own.iter().map(|fact| crate::wording::capital(&fact.text))).chain(origin);
        texts.flat_map(|text| wrap(&text, FACT.size, FACT.weight, most)).collect()
    }
}
