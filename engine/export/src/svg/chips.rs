//! The ways on from a card: a label for the result, and a chip for where it leads.

use super::card::FACT;
use super::icons::{CLOCK, LOOP, outcome};
use super::measure::{Weight, width, wrap};
use super::scene::{Area, Style, line_height};
use super::wires::{Look, Wire};
use super::{CHIP_W, CHIP_X, LABEL_W, LABEL_X, Sheet};
use crate::graph::{Exit, ExitKind, Lane, Target, every};
use crate::wording::times;

const LABEL: Style = Style { size: 12.0, weight: Weight::Regular, class: "vk-ink" };
/// Room between the text of a label or chip and its edges.
const PAD: f64 = 7.0;
/// Room for an icon in a label or chip.
const ICON: f64 = 18.0;
/// Room between two exits.
const GAP: f64 = 6.0;

/// What stands at the end of an exit.
struct Chip {
    text: String,
    class: &'static str,
    ink: &'static str,
    looped: bool,
}

impl Sheet<'_> {
    /// Places the exits of a card, from this height on; gives the height below them.
    pub(super) fn exits(&mut self, lane: &Lane, exits: &[&Exit], card: Area, from: f64) -> f64 {
        let mut y = from;
        for exit in exits {
            y = self.exit(lane, exit, card, y) + GAP;
        }
        if exits.is_empty() { from } else { y - GAP }
    }

    fn exit(&mut self, lane: &Lane, exit: &Exit, card: Area, y: f64) -> f64 {
        let chip = self.chip(lane, exit);
        let timed = exit.kind == ExitKind::Timeout;
        let icon = |there: bool| if there { ICON } else { 0.0 };
        let label = wrap(&exit.label, LABEL.size, LABEL.weight, LABEL_W - 2.0 * PAD - icon(timed));
        let words = wrap(&chip.text, FACT.size, FACT.weight, CHIP_W - 2.0 * PAD - icon(chip.looped));
        let tall = |lines: &[String], style: Style| lines.len() as f64 * line_height(style.size) + 8.0;
        let height = tall(&label, LABEL).max(tall(&words, FACT)).max(24.0);
        let middle = y + height / 2.0;
        let mut x = card.right();
        if !label.is_empty() {
            let area = boxed(LABEL_X, middle, &label, LABEL, icon(timed));
            self.stub(card, (area.x, middle), "vk-line");
            self.scene.place(area, 8.0, "vk-label", &exit.label);
            if timed {
                self.scene.icon(area.x + 5.0, middle - 8.0, 0.8, "vk-icon vk-i-wait", CLOCK);
            }
            self.scene.lines(area.x + PAD + icon(timed), area.y + 4.0, &label, LABEL);
            x = area.right();
        }
        let area = boxed(CHIP_X, middle, &words, FACT, icon(chip.looped));
        let class = if chip.looped { "vk-loop" } else { "vk-line" };
        if label.is_empty() {
            self.stub(card, (area.x, middle), class);
        } else {
            self.scene.line(&[(x, middle), (area.x, middle)], class, None);
        }
        self.scene.place(area, 8.0, chip.class, &chip.text);
        if chip.looped {
            self.scene.icon(area.x + 5.0, middle - 8.0, 0.8, "vk-icon vk-i-loop", LOOP);
        }
        self.scene.lines(area.x + PAD + icon(chip.looped), area.y + 4.0, &words, Style { class: chip.ink, ..FACT });
        self.wire(exit, area);
        y + height
    }

    /// The line out of a card; where it begins below the card, it goes round the corner.
    fn stub(&mut self, card: Area, to: (f64, f64), class: &str) {
        let (x, lowest) = (card.right(), card.bottom() - 10.0);
        if to.1 <= lowest + 2.0 {
            self.scene.line(&[(x, to.1), to], class, None);
        } else {
            self.scene.line(&[(x, lowest), (x + 11.0, lowest), (x + 11.0, to.1), to], class, None);
        }
    }

    /// The lines on from a chip.
    fn wire(&mut self, exit: &Exit, chip: Area) {
        let otherwise = exit.bound.as_ref().and_then(|(_, otherwise)| otherwise.clone());
        let jump = match &exit.to {
            Target::Node(id) => Some(id.clone()),
            _ => None,
        };
        let apart = if jump.is_some() && otherwise.is_some() { 4.5 } else { 0.0 };
        let (x, middle) = (chip.right(), chip.middle());
        if let Some(to) = jump {
            let look = if exit.back { Look::Loop } else { Look::Onward };
            self.wires.push(Wire { from: (x, middle - apart), to, look });
        }
        if let Some(to) = otherwise {
            self.wires.push(Wire { from: (x, middle + apart), to, look: Look::Else });
        }
    }

    fn chip(&self, lane: &Lane, exit: &Exit) -> Chip {
        let plain = |text: String| Chip { text, class: "vk-chip", ink: "vk-ink", looped: false };
        let stage = |place: usize| {
            let lane = &self.graph.lanes[place];
            format!("{}. {}", lane.number.unwrap_or_default(), lane.title)
        };
        match &exit.to {
            Target::Outcome(place) => {
                let end = &self.graph.ends[*place];
                let (class, ink) = match outcome(end.kind) {
                    "won" => ("vk-won", "vk-won-ink"),
                    "lost" => ("vk-lost", "vk-lost-ink"),
                    _ => ("vk-moved", "vk-moved-ink"),
                };
                Chip { text: end.title.clone(), class, ink, looped: false }
            }
            Target::Stage(place) => plain(format!("→ {}", stage(*place))),
            Target::Return(place) => {
                let text = self.pick(format!("новый круг: {}", stage(*place)), format!("another round: {}", stage(*place)));
                self.looped(lane, text, exit)
            }
            Target::Again => self.looped(lane, self.pick("то же снова", "the same again").to_owned(), exit),
            Target::Node(id) if exit.bound.is_some() => {
                let number = number_of(lane, id);
                self.looped(lane, self.pick(format!("к шагу {number}"), format!("to step {number}")), exit)
            }
            Target::Node(id) | Target::Below(id) => {
                let number = number_of(lane, id);
                plain(self.pick(format!("к шагу {number}"), format!("to step {number}")))
            }
            Target::PartEnd => plain(self.pick("конец ветви", "end of the branch").to_owned()),
            Target::Over => plain(self.pick("реакция завершена", "the reaction ends").to_owned()),
            Target::StageEnd => plain(match lane.onward.as_slice() {
                [(None, Target::Stage(place))] => format!("→ {}", stage(*place)),
                _ => self.pick("стадия завершена", "the stage is done").to_owned(),
            }),
        }
    }

    /// A chip of a loop with its bound.
    fn looped(&self, lane: &Lane, mut text: String, exit: &Exit) -> Chip {
        if let Some((at_most, otherwise)) = &exit.bound {
            text = format!("{text}, {}", times(*at_most, self.graph.locale));
            if let Some(id) = otherwise {
                let number = number_of(lane, id);
                text = self.pick(format!("{text}, затем {number}"), format!("{text}, then {number}"));
            }
        }
        Chip { text, class: "vk-loop-chip", ink: "vk-ink", looped: true }
    }
}

/// A box around lines, in the middle of its row.
fn boxed(x: f64, middle: f64, lines: &[String], style: Style, icon: f64) -> Area {
    let widest = lines.iter().map(|line| width(line, style.size, style.weight)).fold(0.0, f64::max);
    let height = lines.len() as f64 * line_height(style.size) + 8.0;
    Area { x, y: middle - height / 2.0, w: widest + 2.0 * PAD + icon, h: height }
}

/// The number of a step of this stage.
pub(super) fn number_of(lane: &Lane, id: &str) -> String {
    every(&lane.nodes).into_iter().find(|node| node.id == id).map_or_else(String::new, |node| node.number.clone())
}
