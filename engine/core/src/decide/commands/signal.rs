//! `Signal`: something happened outside. It is kept until a wait of this name consumes it.

use voronka_definition::model::{Awaited, StepKind, Trigger};
use voronka_definition::name::SignalName;

use crate::command::Input;
use crate::decide::Draft;
use crate::event::{Cause, Event};
use crate::input;
use crate::refuse;
use crate::rejection::Rejection;

impl Draft<'_> {
    pub(super) fn receive_signal(&mut self, name: &SignalName, data: &Input) -> Result<(), Rejection> {
        self.must_run()?;
        let known = self.signals();
        if !known.contains(name) {
            let list = known.iter().map(SignalName::as_str).collect::<Vec<_>>().join(", ");
            let expected = (format!("сигнал, которого ждет процесс: {list}"), format!("a signal the process waits for: {list}"));
            let found = format!("`{name}`");
            return Err(refuse::invalid_field("name", "unknown_signal", (&expected.0, &expected.1), (&found, &found)));
        }
        let mut parsed = input::parse(self.process, self.world(), data, |field| !input::is_owner(field));
        self.note_items(&mut parsed);
        let (values, cleared) = self.accept(parsed, None)?;
        self.is_unattended = true;
        self.record(Event::SignalReceived { name: name.clone(), data: values.clone() });
        self.set_fields(values, cleared, Cause::Signal(name.clone()), None);
        self.score_signal(name);
        self.handle_signal(name)?;
        if !self.awaited_signals().contains(name) && self.case.flow().is_some() {
            // Only handlers listen for it: it is never kept.
            self.record(Event::SignalConsumed { name: name.clone() });
        }
        self.settle()
    }

    /// The signals that the process listens for.
    fn signals(&self) -> Vec<SignalName> {
        let handled = self.process.handlers.iter().filter_map(|handler| match &handler.trigger {
            Trigger::Signal(name) => Some(name.clone()),
            _ => None,
        });
        let mut all = self.awaited_signals();
        all.extend(handled);
        all.extend(self.scored_signals());
        all.sort();
        all.dedup();
        all
    }

    /// Those that some wait of the process awaits.
    fn awaited_signals(&self) -> Vec<SignalName> {
        let steps = self.process.bodies().flat_map(|body| body.every_step());
        let awaited = steps.filter_map(|step| match &step.kind {
            StepKind::Wait(wait) => Some(&wait.awaited),
            _ => None,
        });
        awaited.filter_map(|awaited| if let Awaited::Signal(name) = awaited { Some(name.clone()) } else { None }).collect()
    }
}
