//! A stage as a band: its title at the left, its steps from top to bottom.

use super::card::FACT;
use super::measure::{Weight, wrap};
use super::scene::{Area, Spot, SpotOf, Style, line_height};
use super::{CARD_W, CARD_X, HEAD, MARGIN, Sheet};
use crate::graph::{Exit, Lane, Node, NodeKind, Part, Target};

const STAGE: Style = Style { size: 15.0, weight: Weight::Bold, class: "vk-ink" };
const GOAL: Style = Style { size: 12.0, weight: Weight::Regular, class: "vk-soft" };
/// How far right a step stands that is only reached by name.
const ASIDE: f64 = 34.0;
/// How far right the steps of a branch stand.
const INNER: f64 = 16.0;
/// The line of the flow, from the left edge of a card.
const SPINE: f64 = 17.0;
/// The least room between two cards.
const GAP: f64 = 22.0;

impl Sheet<'_> {
    /// Places a stage.
    pub(super) fn lane(&mut self, lane: &Lane) {
        let top = self.y;
        let head = self.lane_head(lane, top);
        self.y = top + 20.0;
        let x = CARD_X + SPINE;
        if let Some(above) = self.spine.take() {
            self.scene.line(&[(x, above), (x, self.y - 7.0)], "vk-spine", None);
        }
        self.scene.dot(x, self.y, 5.5, "vk-dot");
        let start = self.y;
        self.y += GAP;
        let fallen = self.list(lane, &lane.nodes, 0.0, (x, start));
        if let Some(from) = fallen {
            self.lane_end(lane, from);
        }
        self.asides(lane, &lane.nodes, 0.0);
        self.lay_wires();
        let bottom = self.y.max(head) + 4.0;
        let band = Area { x: MARGIN, y: top, w: 0.0, h: bottom - top };
        self.scene.bands.push(band);
        self.scene.spots.push(Spot { of: SpotOf::Stage(lane.id.clone()), area: band });
        self.y = bottom + 12.0;
    }

    /// The title, the goal and the facts of a stage; gives the height below them.
    fn lane_head(&mut self, lane: &Lane, top: f64) -> f64 {
        let (x, width) = (MARGIN + 14.0, HEAD - 24.0);
        let title = match lane.number {
            Some(number) => format!("{number}. {}", lane.title),
            None => lane.title.clone(),
        };
        let mut y = top + 14.0;
        let from = y;
        let blocks = std::iter::once((title, STAGE))
            .chain(lane.goal.iter().map(|goal| (goal.clone(), GOAL)))
            .chain(lane.facts.iter().map(|fact| (fact.clone(), FACT)));
        for (text, style) in blocks {
            let lines = wrap(&text, style.size, style.weight, width);
            self.scene.lines(x, y, &lines, style);
            y += lines.len() as f64 * line_height(style.size) + 8.0;
        }
        self.scene.reserve(Area { x, y: from, w: width, h: y - from }, &lane.title);
        y
    }

    /// Places the main line of a list. Gives where its last line waits, when the flow falls out of its end.
    fn list(&mut self, lane: &Lane, nodes: &[Node], indent: f64, start: (f64, f64)) -> Option<(f64, f64)> {
        let mut spine = Some(start);
        for node in nodes.iter().filter(|node| !node.aside) {
            if let Some((x, y)) = spine.take() {
                self.scene.line(&[(x, y), (x, self.y - 1.0)], "vk-spine", Some("vk-tip"));
            }
            let falls: Vec<&Exit> = node.exits.iter().filter(|exit| falls(exit)).collect();
            let bottom = self.node(lane, node, indent);
            let labels: Vec<_> = falls.iter().filter(|exit| !exit.label.is_empty()).map(|exit| exit.label.as_str()).collect();
            let mut text = labels.join(" / ");
            let skipped = node.skip.is_some() && falls.is_empty();
            if skipped {
                text = self.pick("Пропустить: условие не выполнено", "Skipped: the condition does not hold").to_owned();
            }
            let x = CARD_X + indent + SPINE;
            let lines = wrap(&text, 12.0, Weight::Regular, CARD_W - indent - SPINE - 14.0);
            let room = lines.len() as f64 * line_height(12.0);
            let label = Style { size: 12.0, weight: Weight::Regular, class: "vk-ink" };
            self.scene.lines(x + 9.0, bottom + 5.0, &lines, label);
            if !lines.is_empty() {
                self.scene.reserve(Area { x: x + 9.0, y: bottom + 5.0, w: CARD_W - indent - SPINE - 14.0, h: room }, &text);
            }
            self.y = self.y.max(bottom + room + 12.0).max(bottom + GAP);
            spine = (skipped || !falls.is_empty()).then_some((x, bottom));
        }
        spine
    }

    /// Places the steps of a list that are only reached by name.
    fn asides(&mut self, lane: &Lane, nodes: &[Node], indent: f64) {
        for node in nodes.iter().filter(|node| node.aside) {
            let bottom = self.node(lane, node, indent + ASIDE);
            self.y = self.y.max(bottom) + 8.0;
        }
    }

    /// Places a node with its exits; gives the lower edge of its card, while the present height is below everything.
    fn node(&mut self, lane: &Lane, node: &Node, indent: f64) -> f64 {
        let card = self.card(node, indent);
        let wanted = self.wanted.contains(&node.id);
        if wanted {
            self.doors.insert(node.id.clone(), (card.right(), card.y + 12.0));
        }
        let exits: Vec<&Exit> = node.exits.iter().filter(|exit| !falls(exit) || node.aside).collect();
        let exits = if matches!(node.kind, NodeKind::Finish(_)) { Vec::new() } else { exits };
        let below = self.exits(lane, &exits, card, card.y + if wanted { 24.0 } else { 5.0 });
        let below = self.planned(node, card, if exits.is_empty() { below - 6.0 } else { below });
        self.y = card.bottom().max(below);
        let mut bottom = card.bottom();
        if !node.parts.is_empty() {
            self.y += 8.0;
            for part in &node.parts {
                self.part(lane, part, indent);
            }
            bottom = self.y;
        }
        self.y += 8.0;
        bottom
    }

    /// Places a list inside a step, in a frame.
    fn part(&mut self, lane: &Lane, part: &Part, indent: f64) {
        let (top, x) = (self.y, CARD_X + indent + 6.0);
        let inner = indent + INNER;
        self.y += 8.0;
        if let Some(title) = &part.title {
            let style = Style { size: 12.0, weight: Weight::Bold, class: "vk-ink" };
            let width = CARD_W - inner - 8.0;
            let lines = wrap(title, style.size, style.weight, width);
            let height = lines.len() as f64 * line_height(style.size);
            self.scene.lines(CARD_X + inner, self.y, &lines, style);
            self.scene.reserve(Area { x: CARD_X + inner, y: self.y, w: width, h: height }, title);
            self.y += height + 4.0;
        }
        let spine = CARD_X + inner + SPINE;
        self.scene.dot(spine, self.y + 4.0, 3.5, "vk-dot");
        let start = self.y + 4.0;
        self.y += GAP;
        if let Some((x, y)) = self.list(lane, &part.nodes, inner, (spine, start)) {
            self.scene.line(&[(x, y), (x, self.y)], "vk-spine", None);
            self.scene.dot(x, self.y, 3.5, "vk-dot");
            self.y += 10.0;
        }
        self.asides(lane, &part.nodes, inner);
        let w = CARD_W - indent + 2.0 + 4.0 * f64::from(nesting(&part.nodes));
        self.scene.ground(Area { x, y: top, w, h: self.y - top }, 8.0, "vk-frame");
        self.y += 6.0;
    }

    /// The end of a stage: where it leads.
    fn lane_end(&mut self, lane: &Lane, from: (f64, f64)) {
        let stage =
            |place: usize| format!("{}. {}", self.graph.lanes[place].number.unwrap_or_default(), self.graph.lanes[place].title);
        let mut texts = Vec::new();
        for (condition, target) in &lane.onward {
            let Target::Stage(place) = target else { continue };
            texts.push(match condition {
                Some(condition) => {
                    self.pick(format!("Если {condition} → {}", stage(*place)), format!("If {condition} → {}", stage(*place)))
                }
                None => format!("→ {}", stage(*place)),
            });
        }
        if texts.is_empty() {
            let over = lane.number.is_none();
            texts.push(
                if over {
                    self.pick("Конец", "The end")
                } else {
                    self.pick("Стадия завершена", "The stage is done")
                }
                .to_owned(),
            );
        }
        let lines: Vec<_> = texts.iter().flat_map(|text| wrap(text, 12.0, Weight::Bold, CARD_W - 24.0)).collect();
        let height = lines.len() as f64 * line_height(12.0) + 12.0;
        let area = Area { x: CARD_X, y: self.y, w: CARD_W, h: height };
        self.scene.line(&[from, (from.0, area.y - 1.0)], "vk-spine", Some("vk-tip"));
        self.scene.place(area, height / 2.0, "vk-chip", &texts.join("; "));
        self.scene.lines(area.x + 12.0, area.y + 6.0, &lines, Style { size: 12.0, weight: Weight::Bold, class: "vk-ink" });
        self.y = area.bottom() + 14.0;
        let here = lane.number.unwrap_or_default();
        let onwards = matches!(lane.onward.as_slice(), [(None, Target::Stage(place))] if *place == here);
        self.spine = (onwards && self.graph.only.is_none()).then_some(area.bottom());
    }
}

/// Whether an exit is the line down.
fn falls(exit: &Exit) -> bool {
    exit.falls
}

/// How many frames stand within one another in a list: each is a little narrower than the one around it.
fn nesting(nodes: &[Node]) -> u8 {
    let inside = nodes.iter().flat_map(|node| &node.parts).map(|part| 1 + nesting(&part.nodes));
    inside.max().unwrap_or_default()
}
