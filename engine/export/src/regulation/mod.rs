//! The regulation: a process as a document for the people who work by it.
//!
//! It is generated from the same tree that the engine runs, so it cannot say anything else. The numbers of steps are those of the
//! picture. Absent on purpose: identifiers of fields, roles and results, which no reader of a regulation knows.

mod about;
mod block;
mod changes;
mod data;
mod extras;
mod follow;
mod html;
mod markdown;
mod people;
mod result;
mod stage;
mod step;

use voronka_definition::name::{StageId, StepId};

use crate::graph::{Graph, Node, graph};
use crate::wording::Words;
pub use block::{Block, Line, Span};
pub use changes::{Change, ChangeKind, changes};

/// The document as Markdown.
pub fn markdown(words: &Words<'_>) -> String {
    markdown::write(&Author::new(words).document())
}

/// The document as one HTML file with the picture inside.
pub fn html(words: &Words<'_>) -> String {
    let author = Author::new(words);
    html::write(words, &author.document(), &author.graph)
}

/// Writes the document.
struct Author<'a> {
    words: &'a Words<'a>,
    graph: Graph,
}

impl<'a> Author<'a> {
    fn new(words: &'a Words<'a>) -> Self {
        Self { words, graph: graph(words) }
    }

    fn pick<T>(&self, ru: T, en: T) -> T {
        self.words.pick(ru, en)
    }

    fn document(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        self.about(&mut blocks);
        self.people(&mut blocks);
        self.lateness(&mut blocks);
        self.stages(&mut blocks);
        self.activities(&mut blocks);
        self.handlers(&mut blocks);
        self.schedules(&mut blocks);
        self.tables(&mut blocks);
        self.scores(&mut blocks);
        self.outcomes(&mut blocks);
        self.data(&mut blocks);
        blocks
    }

    /// A heading.
    fn heading(&self, level: u8, ru: &str, en: &str) -> Block {
        Block::Heading(level, self.pick(ru, en).to_owned())
    }

    /// A step with its title: `шаг 1.2 «Звонок»`.
    fn step_named(&self, id: &str) -> String {
        let Some(node) = self.graph.nodes().into_iter().find(|node| node.id == id) else { return String::new() };
        let title = self.words.quoted(&node.title);
        self.pick(format!("шаг {} {title}", node.number), format!("step {} {title}", node.number))
    }

    /// To a stage with its title: `на стадию 3 «Анализ потребностей»`.
    fn to_stage(&self, place: usize) -> String {
        let lane = &self.graph.lanes[place];
        let title = self.words.quoted(&lane.title);
        let number = lane.number.unwrap_or_default();
        self.pick(format!("на стадию {number} {title}"), format!("to stage {number} {title}"))
    }

    /// The step that a node shows.
    fn step_of(&self, node: &Node) -> Option<&'a voronka_definition::model::Step> {
        let (stage, step) = node.id.split_once('.')?;
        self.words.process.step(&StageId::from(stage), &StepId::from(step))
    }
}
