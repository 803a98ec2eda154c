//! The end of every command: what follows from all that it changed, once it has done what was wanted of it.

use std::collections::BTreeSet;

use voronka_definition::model::builtin;
use voronka_definition::name::FieldId;

use crate::decide::Draft;
use crate::event::{Cause, Event};
use crate::rejection::Rejection;

impl Draft<'_> {
    /// Scores are counted anew, handlers of what has changed begin, and what the stage watches is timed. A command that changed
    /// nothing has no consequences.
    pub(crate) fn conclude(&mut self) -> Result<(), Rejection> {
        if self.recorded().is_empty() {
            return Ok(());
        }
        let (mut begun, mut scored) = (Vec::new(), Vec::new());
        loop {
            self.count_scores(&mut scored);
            self.settle()?;
            let changed = self.changed_fields();
            let Some(handler) = self.next_handler_of(&changed, &begun) else { break };
            begun.push(handler.body.id.clone());
            self.begin_handler(handler)?;
            self.settle()?;
        }
        if self.case.flow().is_some() {
            self.time_clock();
            self.time_gap();
            if self.setting.by.person().is_some() || self.case_before().is_none() {
                self.time_silences();
            }
        }
        Ok(())
    }

    /// The fields that this command has changed so far. What a score is at the beginning of a case is no change of it.
    pub(crate) fn changed_fields(&self) -> Vec<FieldId> {
        let mut changed: Vec<FieldId> = Vec::new();
        let mut begun = BTreeSet::new();
        let is_new = self.case_before().is_none();
        for recorded in self.recorded() {
            match &recorded.event {
                Event::FieldsSet { cause: Cause::Score(score), .. } if is_new && begun.insert(score) => {}
                Event::FieldsSet { values, cleared, .. } => changed.extend(values.keys().chain(cleared).cloned()),
                Event::OwnerChanged { .. } => changed.push(FieldId::from(builtin::OWNER)),
                _ => {}
            }
        }
        changed.sort();
        changed.dedup();
        changed
    }
}
