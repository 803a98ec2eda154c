//! The stages in order, with their steps.

use voronka_core::words::within_sentence;
use voronka_definition::model::{Limit, Stage};

use super::Author;
use super::block::{Block, Line, Span, named, plain, sentence};
use crate::graph::{Lane, Node, Target, every};

impl Author<'_> {
    pub(super) fn stages(&self, blocks: &mut Vec<Block>) {
        blocks.push(self.heading(2, "Стадии и шаги", "Stages and steps"));
        for lane in self.graph.lanes.iter().filter(|lane| lane.number.is_some()) {
            self.stage(blocks, lane);
        }
    }

    pub(super) fn handlers(&self, blocks: &mut Vec<Block>) {
        let mut lanes = self.graph.lanes.iter().filter(|lane| lane.number.is_none()).peekable();
        if lanes.peek().is_none() {
            return;
        }
        blocks.push(self.heading(2, "Что бы ни происходило", "Whatever stage the deal is in"));
        for lane in lanes {
            blocks.push(Block::Heading(3, lane.title.clone()));
            blocks.extend(lane.goal.iter().map(|goal| Block::Para(plain(sentence(goal)))));
            self.nodes(blocks, lane, &lane.nodes, 4);
        }
    }

    fn stage(&self, blocks: &mut Vec<Block>, lane: &Lane) {
        let number = lane.number.unwrap_or_default();
        blocks.push(Block::Heading(3, format!("{number}. {}", lane.title)));
        self.stage_itself(blocks, lane);
        self.nodes(blocks, lane, &lane.nodes, 4);
        blocks.extend(self.led_on(lane));
    }

    /// What is said of a stage besides its steps and where it leads.
    pub(super) fn stage_itself(&self, blocks: &mut Vec<Block>, lane: &Lane) {
        if let Some(goal) = &lane.goal {
            blocks.push(Block::Para(named(self.pick("Цель", "Goal"), sentence(goal))));
        }
        let mut lines: Vec<Line> = lane.facts.iter().map(|fact| fact_line(fact)).collect();
        let number = lane.number.unwrap_or_default();
        if let Some(stage) = number.checked_sub(1).and_then(|place| self.words.process.stages.get(place)) {
            if !stage.entry.is_empty() {
                let fields = self.words.fields(&stage.entry);
                let name =
                    self.pick("При переводе на стадию вручную заполняется", "Filled in when the deal is moved here by hand");
                lines.push(named(name, sentence(&fields)));
            }
            lines.extend(self.movers(stage));
            lines.extend(self.limits(stage));
        }
        blocks.extend((!lines.is_empty()).then_some(Block::List(lines)));
    }

    /// Where the end of a stage leads, where something reaches it.
    pub(super) fn led_on(&self, lane: &Lane) -> Option<Block> {
        let ends = every(&lane.nodes).iter().any(|node| node.exits.iter().any(|exit| exit.to == Target::StageEnd));
        let onward = ends.then(|| self.onward(lane))?;
        let moved = self.pick(format!("сделка переходит {onward}."), format!("the deal moves on {onward}."));
        let text = if lane.onward.is_empty() { within_sentence(&sentence(&onward)) } else { moved };
        Some(Block::Para(named(self.pick("Когда шаги стадии пройдены", "When the steps are done"), text)))
    }

    /// Who hears of a stage that lasts too long, or has a gap, where that is not as usual.
    fn limits(&self, stage: &Stage) -> Vec<Line> {
        let limits = [
            (&stage.limit, self.pick("Если стадия длится дольше", "Where the stage lasts longer")),
            (&stage.next_step_within, self.pick("Если следующего шага нет дольше", "Where there is no next step for longer")),
        ];
        let told = |(limit, name): (&Option<Limit>, &str)| {
            let late = self.other_ladder(limit.as_ref()?.escalate.as_ref())?;
            Some(named(name, within_sentence(&sentence(&late))))
        };
        limits.into_iter().filter_map(told).collect()
    }

    /// Who may move a deal past a stage or back to it, where that is not as usual.
    fn movers(&self, stage: &Stage) -> Vec<Line> {
        let rules = [
            (
                &stage.skippable,
                self.pick("Пропустить стадию может", "The stage may be skipped by"),
                self.pick("Пропустить стадию нельзя.", "The stage may not be skipped."),
            ),
            (
                &stage.returnable,
                self.pick("Вернуть сделку на стадию может", "A deal may be moved back here by"),
                self.pick("Вернуть сделку на стадию нельзя.", "A deal may not be moved back here."),
            ),
        ];
        let said = rules.into_iter().filter_map(|(roles, name, nobody)| {
            let roles = roles.as_ref()?;
            let who: Vec<_> = roles.iter().map(|role| self.words.who(&role.who)).collect();
            if who.is_empty() {
                return Some(plain(nobody));
            }
            Some(named(name, format!("{}.", who.join(", "))))
        });
        said.collect()
    }

    /// The steps of a list.
    pub(super) fn nodes(&self, blocks: &mut Vec<Block>, lane: &Lane, nodes: &[Node], level: u8) {
        for node in nodes {
            self.step(blocks, lane, node, level);
            for part in &node.parts {
                if let Some(title) = &part.title {
                    let name = self.pick("Ветвь", "Branch");
                    blocks.push(Block::Para(vec![Span::Strong(format!("{name} {}", self.words.quoted(title)))]));
                }
                self.nodes(blocks, lane, &part.nodes, (level + 1).min(6));
            }
        }
    }
}

/// A fact with its name stressed.
fn fact_line(fact: &str) -> Line {
    match fact.split_once(": ") {
        Some((name, text)) => named(name, sentence(text)),
        None => plain(sentence(fact)),
    }
}
