//! The head of the sheet: the title, the stages in a row, what the signs mean.

use super::card::FACT;
use super::icons::{BELL, LOOP, icon, outcome, tone};
use super::measure::{Weight, width, wrap};
use super::scene::{Area, Layer, Spot, SpotOf, Style, line_height};
use super::{CHANNEL_X, MARGIN, Sheet};
use crate::graph::{End, NodeKind};

const TITLE: Style = Style { size: 22.0, weight: Weight::Bold, class: "vk-ink" };
const STAGE: Style = Style { size: 12.0, weight: Weight::Bold, class: "vk-ink" };
/// How wide the head is.
const WIDTH: f64 = CHANNEL_X - MARGIN;

impl Sheet<'_> {
    /// Places the head.
    pub(super) fn head(&mut self) {
        let lines = wrap(&self.graph.title, TITLE.size, TITLE.weight, WIDTH);
        self.scene.lines(MARGIN, self.y, &lines, TITLE);
        self.y += lines.len() as f64 * line_height(TITLE.size) + 8.0;
        self.overview();
        self.legend();
        for text in self.graph.schedules.clone() {
            self.remark(&text, None);
        }
        self.ladders();
        self.y += 8.0;
    }

    /// The stages and the outcomes in a row.
    fn overview(&mut self) {
        let mut x = MARGIN;
        let stages: Vec<_> = self.graph.lanes.iter().filter_map(|lane| Some((lane.number?, lane.title.clone()))).collect();
        for (number, title) in stages {
            x = self.overview_chip(x, &format!("{number}. {title}"), "vk-chip", STAGE);
        }
        let ends: Vec<End> = self.graph.ends.clone();
        for (place, end) in ends.into_iter().enumerate() {
            let (class, ink) = match outcome(end.kind) {
                "won" => ("vk-won", "vk-won-ink"),
                "lost" => ("vk-lost", "vk-lost-ink"),
                _ => ("vk-moved", "vk-moved-ink"),
            };
            x = self.overview_chip(x, &end.title, class, Style { class: ink, ..STAGE });
            if let Some(chip) = self.scene.boxes.last() {
                self.scene.spots.push(Spot { of: SpotOf::End(place), area: chip.area });
            }
        }
        self.y += 24.0 + 12.0;
    }

    fn overview_chip(&mut self, x: f64, text: &str, class: &str, style: Style) -> f64 {
        let lines = wrap(text, style.size, style.weight, WIDTH - 16.0);
        let text = lines.first().cloned().unwrap_or_default();
        let w = width(&text, style.size, style.weight) + 16.0;
        let mut x = x;
        if x > MARGIN && x + w > MARGIN + WIDTH {
            x = MARGIN;
            self.y += 24.0 + 7.0;
        }
        let area = Area { x, y: self.y, w, h: 24.0 };
        self.scene.place(area, 12.0, class, &text);
        self.scene.lines(x + 8.0, self.y + 4.0, &[text], style);
        x + w + 7.0
    }

    /// What the colours and signs mean; only those that the picture has.
    fn legend(&mut self) {
        let nodes = self.graph.nodes();
        let is_block = |kind| matches!(kind, NodeKind::Parallel | NodeKind::Each | NodeKind::EachInTurn);
        let has =
            |wanted: &str| nodes.iter().find(|node| tone(node.kind) == wanted && !is_block(node.kind)).map(|node| node.kind);
        let mut signs: Vec<(String, &str, &str)> = Vec::new();
        let names = [
            ("work", "задача", "task"),
            ("form", "карточка или вопрос", "page or question"),
            ("visa", "согласование", "approval"),
            ("wait", "ожидание", "wait"),
            ("rule", "решает сам процесс", "the process decides"),
            ("auto", "происходит само", "happens by itself"),
        ];
        for (tone, ru, en) in names {
            if let Some(kind) = has(tone) {
                signs.push((format!("vk-icon vk-i-{tone}"), icon(kind), self.pick(ru, en)));
            }
        }
        let blocks = [
            (NodeKind::Parallel, "ветви идут рядом", "branches side by side"),
            (NodeKind::Each, "для каждой строки списка", "for every row of a list"),
            (NodeKind::EachInTurn, "по строкам списка по очереди", "row by row"),
        ];
        for (kind, ru, en) in blocks {
            if nodes.iter().any(|node| node.kind == kind) {
                signs.push((format!("vk-icon vk-i-{}", tone(kind)), icon(kind), self.pick(ru, en)));
            }
        }
        let looped = nodes.iter().any(|node| node.exits.iter().any(|exit| exit.bound.is_some()));
        let aside = nodes.iter().any(|node| node.aside);
        if looped {
            signs.push(("vk-icon vk-i-loop".to_owned(), LOOP, self.pick("повтор, число раз ограничено", "bounded loop")));
        }
        let mut x = MARGIN;
        for (class, paths, text) in signs {
            x = self.sign(x, text);
            self.scene.icon(x - self.sign_width(text), self.y, 0.8, &class, paths);
        }
        if aside {
            let text = self.pick("только по переходу", "reached by a jump only");
            x = self.sign(x, text);
            let area = Area { x: x - self.sign_width(text), y: self.y + 2.0, w: 16.0, h: 12.0 };
            self.scene.rect(Layer::Boxes, area, 3.0, "vk-card vk-aside");
        }
        if !self.graph.activities.is_empty() {
            let text = self.pick("задача сделки, переживает стадию", "task of the deal, outlives a stage");
            x = self.sign(x, text);
            let area = Area { x: x - self.sign_width(text), y: self.y + 2.0, w: 16.0, h: 12.0 };
            self.scene.rect(Layer::Boxes, area, 3.0, "vk-activity");
        }
        self.y += 24.0;
    }

    fn sign_width(&self, text: &str) -> f64 {
        22.0 + width(text, FACT.size, FACT.weight) + 16.0
    }

    /// The words of one sign; gives where the next one begins.
    fn sign(&mut self, x: f64, text: &str) -> f64 {
        let w = self.sign_width(text);
        let x = if x > MARGIN && x + w > MARGIN + WIDTH {
            self.y += 22.0;
            MARGIN
        } else {
            x
        };
        self.scene.lines(x + 22.0, self.y, &[text.to_owned()], FACT);
        x + w
    }

    /// The ladders in words.
    fn ladders(&mut self) {
        let activities = &self.graph.activities;
        let used: Vec<_> = self
            .graph
            .nodes()
            .iter()
            .filter_map(|node| node.ladder)
            .chain(activities.iter().filter_map(|one| one.ladder))
            .collect();
        let ladders: Vec<_> = self.graph.ladders.iter().enumerate().filter(|(place, _)| used.contains(place)).collect();
        let tasks = |place: usize| {
            let nodes = self.graph.nodes().into_iter().filter(|node| node.ladder == Some(place));
            let titles = activities
                .iter()
                .filter(|one| one.ladder == Some(place))
                .map(|one| self.pick(format!("«{}»", one.title), format!("“{}”", one.title)));
            let all: Vec<String> = nodes.map(|node| node.number.clone()).chain(titles).collect();
            (all.join(", "), all.len() > 1)
        };
        let texts: Vec<_> = ladders
            .iter()
            .map(|(place, ladder)| {
                let rungs = ladder.rungs.join("; ");
                match ladder.is_usual {
                    true => self.pick(format!("Если задача не сделана: {rungs}"), format!("If a task is late: {rungs}")),
                    false => {
                        let (tasks, many) = tasks(*place);
                        match many {
                            true => self.pick(
                                format!("Если не сделана одна из задач {tasks}: {rungs}"),
                                format!("If one of the tasks {tasks} is late: {rungs}"),
                            ),
                            false => self.pick(
                                format!("Если не сделана задача {tasks}: {rungs}"),
                                format!("If the task {tasks} is late: {rungs}"),
                            ),
                        }
                    }
                }
            })
            .collect();
        for text in texts {
            self.remark(&text, Some(BELL));
        }
    }

    fn remark(&mut self, text: &str, sign: Option<&str>) {
        let lines = wrap(text, FACT.size, FACT.weight, WIDTH - 22.0);
        let sign = sign.unwrap_or_else(|| icon(NodeKind::WaitMoment));
        self.scene.icon(MARGIN, self.y - 1.0, 0.8, "vk-icon vk-i-late", sign);
        self.scene.lines(MARGIN + 22.0, self.y, &lines, FACT);
        self.y += lines.len() as f64 * line_height(FACT.size) + 6.0;
    }
}
