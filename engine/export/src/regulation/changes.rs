//! What is another in a process than it was, in the words of its regulation.
//!
//! Both regulations are cut into chapters, one for each thing that has a name: a stage, a step, a result's ladder, a field. Chapters of
//! one name are held against each other line by line. Steps bear no numbers meanwhile: one new step would renumber all below it.
//!
//! Absent on purpose: what no reader of a regulation sees, as comments and the names of things. The text shows that.

use std::collections::{BTreeMap, BTreeSet};

use super::Author;
use super::block::{Block, Line, Span, plain, sentence};
use crate::graph::{Lane, Node};
use crate::wording::Words;

/// Something that is another than it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// What it is, by its title: `Шаг «Звонок»`.
    pub what: String,
    /// What was said of it and is said no longer.
    pub before: Vec<String>,
    /// What is said of it now and was not.
    pub after: Vec<String>,
}

/// What became of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
}

/// What the regulation says of one thing.
struct Chapter {
    /// What it is, for both texts.
    key: String,
    title: String,
    lines: Vec<String>,
    /// The names of what stands in it, in order, with their titles.
    order: Vec<(String, String)>,
}

/// What is another in the second process than in the first, in the order of the second; what is gone comes last.
pub fn changes(before: &Words<'_>, after: &Words<'_>) -> Vec<Change> {
    let (old, new) = (Author::unnumbered(before).chapters(), Author::unnumbered(after).chapters());
    let was: BTreeMap<&str, &Chapter> = old.iter().map(|chapter| (chapter.key.as_str(), chapter)).collect();
    let is: BTreeSet<&str> = new.iter().map(|chapter| chapter.key.as_str()).collect();
    let known = |chapter: &Chapter| match was.get(chapter.key.as_str()) {
        Some(was) => changed(was, chapter, after),
        None => Some(whole(ChangeKind::Added, chapter)),
    };
    let mut all: Vec<Change> = new.iter().filter_map(known).collect();
    all.extend(old.iter().filter(|chapter| !is.contains(chapter.key.as_str())).map(|gone| whole(ChangeKind::Removed, gone)));
    all
}

fn whole(kind: ChangeKind, chapter: &Chapter) -> Change {
    let (what, lines) = (chapter.title.clone(), chapter.lines.clone());
    let (before, after) = if kind == ChangeKind::Removed { (lines, Vec::new()) } else { (Vec::new(), lines) };
    Change { kind, what, before, after }
}

fn changed(was: &Chapter, is: &Chapter, words: &Words<'_>) -> Option<Change> {
    let without = |lines: &[String], others: &[String]| -> Vec<String> {
        lines.iter().filter(|line| !others.contains(line)).cloned().collect()
    };
    let (mut before, mut after) = (without(&was.lines, &is.lines), without(&is.lines, &was.lines));
    if was.title != is.title {
        let named = |title: &str| words.pick(format!("Название: {title}."), format!("Its title: {title}."));
        before.insert(0, named(&was.title));
        after.insert(0, named(&is.title));
    }
    if let Some((old, new)) = moved(was, is) {
        let ordered = |titles: &str| words.pick(format!("Порядок: {titles}."), format!("In this order: {titles}."));
        before.push(ordered(&old));
        after.push(ordered(&new));
    }
    let same = before.is_empty() && after.is_empty();
    (!same).then(|| Change { kind: ChangeKind::Changed, what: is.title.clone(), before, after })
}

/// The order of what stands in both, where it is another.
fn moved(was: &Chapter, is: &Chapter) -> Option<(String, String)> {
    let common = |one: &Chapter, other: &Chapter| -> Vec<(String, String)> {
        one.order.iter().filter(|(key, _)| other.order.iter().any(|(known, _)| known == key)).cloned().collect()
    };
    let (old, new) = (common(was, is), common(is, was));
    let keys = |order: &[(String, String)]| order.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    let titles = |order: &[(String, String)]| order.iter().map(|(_, title)| title.clone()).collect::<Vec<_>>().join(", ");
    (keys(&old) != keys(&new)).then(|| (titles(&old), titles(&new)))
}

impl<'a> Author<'a> {
    fn unnumbered(words: &'a Words<'a>) -> Self {
        let mut author = Self::new(words);
        author.graph.lanes.iter_mut().for_each(|lane| unnumber(&mut lane.nodes));
        author
    }

    fn chapters(&self) -> Vec<Chapter> {
        let mut all = vec![self.whole()];
        for lane in &self.graph.lanes {
            all.push(self.lane_chapter(lane));
            self.node_chapters(lane, &lane.nodes, &mut all);
        }
        all.extend(self.named_chapters());
        all.extend(self.rest());
        all
    }

    /// The process as a whole.
    fn whole(&self) -> Chapter {
        let (process, words) = (self.words.process, self.words);
        let title = words.quoted(&words.text(&process.title));
        let stages = self.graph.lanes.iter().filter(|lane| lane.number.is_some());
        let mut lines: Vec<String> = self
            .graph
            .schedules
            .iter()
            .map(|text| sentence(text))
            .chain(process.archive.map(|archive| words.archive(archive)))
            .collect();
        let mut late = Vec::new();
        self.lateness(&mut late);
        // The ladders themselves have chapters of their own.
        lines.extend(late.iter().find(|block| matches!(block, Block::Para(_))).into_iter().flat_map(|block| self.flat(block)));
        Chapter {
            key: "process".to_owned(),
            title: self.pick(format!("Процесс {title}"), format!("Process {title}")),
            lines,
            order: stages.map(|lane| (lane.id.clone(), words.quoted(&lane.title))).collect(),
        }
    }

    fn lane_chapter(&self, lane: &Lane) -> Chapter {
        let title = self.words.quoted(&lane.title);
        let mut blocks = Vec::new();
        let stage = lane.number.is_some();
        if stage {
            self.stage_itself(&mut blocks, lane);
            blocks.extend(self.led_on(lane));
        } else {
            blocks.extend(lane.goal.iter().map(|goal| Block::Para(plain(sentence(goal)))));
        }
        let name = if stage { self.pick("Стадия", "Stage") } else { self.pick("Реакция", "Reaction") };
        let order = lane.nodes.iter().map(|node| (node.id.clone(), self.words.quoted(&node.title)));
        Chapter {
            order: order.collect(),
            ..self.chapter(&format!("lane {stage} {}", lane.id), format!("{name} {title}"), &blocks)
        }
    }

    fn node_chapters(&self, lane: &Lane, nodes: &[Node], all: &mut Vec<Chapter>) {
        for node in nodes {
            let mut blocks = Vec::new();
            self.step(&mut blocks, lane, node, 4);
            let (title, stage) = (self.words.quoted(&node.title), self.words.quoted(&lane.title));
            let title = self.pick(format!("Шаг {title} ({stage})"), format!("Step {title} ({stage})"));
            all.push(self.chapter(&format!("step {}", node.id), title, &blocks));
            node.parts.iter().for_each(|part| self.node_chapters(lane, &part.nodes, all));
        }
    }

    /// What stands in the file under its name besides: activities, ladders.
    fn named_chapters(&self) -> Vec<Chapter> {
        let (process, words) = (self.words.process, self.words);
        let mut all = Vec::new();
        for (id, ladder) in &process.ladders {
            let mut blocks = vec![Block::List(self.rungs(ladder))];
            blocks.extend(words.begins_again(ladder).map(|again| {
                let text = self.pick(format!("Лестница начинается {again}."), format!("The ladder begins {again}."));
                Block::Para(plain(text))
            }));
            let name = words.quoted(&crate::wording::humanised(id.as_str()));
            let title = self.pick(format!("Лестница эскалации {name}"), format!("Ladder {name}"));
            all.push(self.chapter(&format!("ladder {id}"), title, &blocks));
        }
        for activity in &process.activities {
            let mut blocks = Vec::new();
            self.activity(&mut blocks, activity);
            let title = words.quoted(&words.text(&activity.work.title));
            let title = self.pick(format!("Задача сделки {title}"), format!("Task of the deal {title}"));
            all.push(self.chapter(&format!("activity {}", activity.id), title, &blocks));
        }
        all
    }

    /// Everything else that bears a heading of its own: outcomes, tables, scores; and every field.
    fn rest(&self) -> Vec<Chapter> {
        let mut all = Vec::new();
        let mut outcomes = Vec::new();
        self.outcomes(&mut outcomes);
        let (mut tables, mut scores) = (Vec::new(), Vec::new());
        self.tables(&mut tables);
        self.scores(&mut scores);
        let parts = [
            ("outcome", self.pick("Исход", "Outcome"), outcomes),
            ("table", self.pick("Таблица решений", "Decision table"), tables),
            ("score", self.pick("Оценка", "Score"), scores),
        ];
        for (key, name, blocks) in parts {
            for chapter in blocks.split(|block| matches!(block, Block::Heading(2, _))).flat_map(headed) {
                let (title, blocks) = chapter;
                all.push(self.chapter(&format!("{key} {title}"), format!("{name} {}", self.words.quoted(title)), blocks));
            }
        }
        all.extend(self.words.process.fields.iter().map(|field| {
            let title = self.words.quoted(&self.words.text(&field.title));
            let title = self.pick(format!("Поле {title}"), format!("Field {title}"));
            let hint = field.hint.iter().map(|hint| sentence(&self.words.text(hint)));
            let lines = std::iter::once(sentence(&self.type_of(&field.kind))).chain(hint).collect();
            Chapter { key: format!("field {}", field.id), title, lines, order: Vec::new() }
        }));
        all
    }

    fn chapter(&self, key: &str, title: String, blocks: &[Block]) -> Chapter {
        let lines = blocks.iter().flat_map(|block| self.flat(block)).collect();
        Chapter { key: key.to_owned(), title, lines, order: Vec::new() }
    }

    /// A block as lines of plain text.
    fn flat(&self, block: &Block) -> Vec<String> {
        match block {
            Block::Heading(..) | Block::Picture => Vec::new(),
            Block::Para(line) => vec![joined(line)],
            Block::Guide(text) => vec![self.pick(format!("Как делать: {text}"), format!("How: {text}"))],
            Block::List(lines) => lines.iter().map(joined).collect(),
            Block::Table(head, rows) => rows.iter().map(|row| told(head, row)).collect(),
        }
    }
}

fn unnumber(nodes: &mut [Node]) {
    for node in nodes {
        node.number.clear();
        node.parts.iter_mut().for_each(|part| unnumber(&mut part.nodes));
    }
}

/// The chapters of a list of blocks: each heading with what follows it.
fn headed(blocks: &[Block]) -> Vec<(&str, &[Block])> {
    let starts = blocks.iter().enumerate().filter_map(|(place, block)| match block {
        Block::Heading(_, title) => Some((place, title.as_str())),
        _ => None,
    });
    let starts: Vec<_> = starts.collect();
    let end = |place: usize| starts.get(place + 1).map_or(blocks.len(), |(next, _)| *next);
    starts.iter().enumerate().map(|(place, (start, title))| (*title, &blocks[start + 1..end(place)])).collect()
}

/// A row of a table: the first cell, and the others with the heads of their columns.
fn told(head: &[String], row: &[Line]) -> String {
    let mut cells = head.iter().zip(row);
    let first = cells.next().map(|(_, cell)| joined(cell)).unwrap_or_default();
    let rest: Vec<_> =
        cells.map(|(head, cell)| format!("{} — {}", voronka_core::words::within_sentence(head), joined(cell))).collect();
    if rest.is_empty() { first } else { format!("{first}: {}", rest.join("; ")) }
}

/// A paragraph as plain text, its blanks single.
fn joined(line: &Line) -> String {
    let text: String = line
        .iter()
        .map(|span| match span {
            Span::Plain(text) | Span::Strong(text) => text.as_str(),
        })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
