//! Ways by hand: a case that begins in the middle, a person who moves it past stages or back to one.
//!
//! Every step of a stage leads to the stage's node `Anywhere`; from there chains lead on and back, so that the ways by hand are
//! as many as the stages, not as their pairs.

use crate::model::{Stage, Trigger};
use crate::process::prove::graph::{Choice, Edge, Effect, NodeId, Place, Who};
use crate::text::Text;

use super::{Builder, effects};

impl<'p> Builder<'p> {
    /// Every way by hand between the stages, and the beginnings.
    pub(super) fn by_hand(&mut self) {
        let stages: Vec<&'p Stage> = self.process.stages.iter().collect();
        let anywhere: Vec<NodeId> = (0..stages.len()).map(|stage| self.anywhere(stage)).collect();
        let past = self.chain(&stages, Place::Past);
        let back = self.chain(&stages, Place::Back);
        let (begin, enter) = (self.begin, self.enter.clone());
        if let Some(first) = enter.first().filter(|_| !stages.is_empty()) {
            self.edge(begin, Edge::down(*first));
            self.edge(begin, Edge::down(past[0]));
        }
        for (place, stage) in stages.iter().enumerate() {
            let by_hand = self.graph.node(Place::ByHand(place), None, None);
            let asked = self.numbers.all(&stage.entry).into_iter().map(Effect::Fill).collect();
            self.edge(by_hand, Edge { effects: asked, ..Edge::down(enter[place]) });
            let title = Text::both("перейти вручную", "move by hand");
            let act =
                Edge { who: Who::Person(crate::model::Who::Owner), what: Some(Choice::titled(title)), ..Edge::down(by_hand) };
            self.edge(past[place], act.clone());
            if !nobody(stage.returnable.as_ref()) && place + 1 < stages.len() {
                self.edge(back[place], act);
            }
            // From here past the stages below, and back to those above.
            if place + 1 < stages.len() && !nobody(stage.skippable.as_ref()) {
                self.edge(past[place], Edge::down(past[place + 1]));
                self.edge(anywhere[place], Edge::down(past[place + 1]));
            }
            if place > 0 {
                self.edge(back[place], Edge::down(back[place - 1]));
                self.edge(anywhere[place], Edge::down(back[place - 1]));
            }
        }
        let process = self.process;
        for (handler, enter) in process.handlers.iter().zip(&enter[stages.len()..]) {
            let title = match &handler.trigger {
                Trigger::Signal(name) => process.signal(name).unwrap_or(&handler.body.title),
                _ => &handler.body.title,
            };
            let what = Some(Choice::titled(title.clone()));
            let held = handler.when.iter().flat_map(|when| effects::of_condition(when, true, self.numbers)).collect();
            self.edge(begin, Edge { who: Who::Outside, what, effects: held, ..Edge::down(*enter) });
        }
    }

    fn anywhere(&mut self, stage: usize) -> NodeId {
        let node = self.graph.node(Place::Anywhere(stage), None, None);
        let inside: Vec<NodeId> =
            (0..node).filter(|other| self.graph.bodies[*other] == Some(stage) && self.graph.steps[*other].is_some()).collect();
        inside.into_iter().for_each(|other| self.edge(other, Edge::down(node)));
        node
    }

    fn chain(&mut self, stages: &[&Stage], place: fn(usize) -> Place) -> Vec<NodeId> {
        (0..stages.len()).map(|stage| self.graph.node(place(stage), None, None)).collect()
    }
}

fn nobody(who: Option<&Vec<crate::model::Role>>) -> bool {
    who.is_some_and(Vec::is_empty)
}
