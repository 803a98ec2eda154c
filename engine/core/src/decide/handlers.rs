//! Handlers: what the process does of itself when a signal arrives, a field has changed, or nobody did anything for long. Their steps
//! run beside the stage and outlive it.

use voronka_definition::Period;
use voronka_definition::model::{Handler, Trigger};
use voronka_definition::name::{FieldId, SignalName, StageId};

use crate::decide::Draft;
use crate::decide::route::{Arrival, Next};
use crate::event::{Event, Reason};
use crate::refuse;
use crate::rejection::Rejection;

impl<'a> Draft<'a> {
    /// A signal has arrived: every handler of it begins, each time anew.
    pub(crate) fn handle_signal(&mut self, name: &SignalName) -> Result<(), Rejection> {
        for handler in &self.process.handlers {
            if matches!(&handler.trigger, Trigger::Signal(other) if other == name) && self.may_begin(handler) {
                self.begin_handler(handler)?;
            }
        }
        Ok(())
    }

    /// The first handler that listens for one of these changes and has not begun in this command. One that was running when the
    /// command came in is not begun again: the change may be its own.
    pub(crate) fn next_handler_of(&self, changed: &[FieldId], begun: &[StageId]) -> Option<&'a Handler> {
        let listens = |handler: &&Handler| matches!(&handler.trigger, Trigger::Changed(fields) if fields.iter().any(|field| changed.contains(field)));
        let ran = |handler: &Handler| {
            let before = self.case_before().and_then(|case| case.flow());
            before.is_some_and(|flow| flow.tokens.values().any(|token| token.of == handler.body.id))
        };
        let mut listening = self.process.handlers.iter().filter(listens);
        listening.find(|handler| !begun.contains(&handler.body.id) && !ran(handler) && self.may_begin(handler))
    }

    /// Begins a handler and walks its steps until they stand.
    pub(crate) fn begin_handler(&mut self, handler: &'a Handler) -> Result<(), Rejection> {
        let token = self.case.counters.tokens + 1;
        self.record(Event::HandlerBegan { token, handler: handler.body.id.clone() });
        let next = match handler.body.first() {
            Some(first) => Next::Arrives(Arrival { token, step: first.id.clone(), due: None, note: None }),
            None => Next::Ends(token),
        };
        self.run(next)
    }

    fn may_begin(&self, handler: &Handler) -> bool {
        self.case.flow().is_some() && handler.when.as_ref().is_none_or(|when| when.holds(&self.sight(None)))
    }

    /// The handler whose steps a token walks, at whatever depth.
    pub(crate) fn handler_of(&self, token: u32) -> Option<&'a Handler> {
        self.process.handler(&self.case.flow()?.tokens.get(&token)?.of)
    }

    /// A handler is over: what its branches were still doing is cancelled.
    pub(crate) fn end_handler(&mut self, token: u32, handler: &StageId) {
        let Some(root) = self.case.flow().map(|flow| flow.root_of(token)) else { return };
        self.cancel_under(root, &Reason::StageLeft(handler.clone()));
        self.cancel_tokens(&vec![root], &Reason::StageLeft(handler.clone()));
        self.record(Event::HandlerEnded { token: root, handler: handler.clone() });
    }

    /// Whoever acts breaks the silence; from here on it is listened for anew. A silence that is being listened for already is looked
    /// at again when its moment comes.
    pub(crate) fn time_silences(&mut self) {
        for (handler, place) in self.process.handlers.iter().zip(0..) {
            let Trigger::Silence(period) = handler.trigger else { continue };
            if self.case.silences.get(&place).is_none_or(|silence| silence.until.is_none()) {
                self.time_silence(place, handler, period);
            }
        }
    }

    fn time_silence(&mut self, place: u32, handler: &Handler, period: Period) {
        let until = self.business_time(&self.case.owner).add(self.case.active_at, period);
        self.record(Event::SilenceTimed { place, handler: handler.body.id.clone(), until });
    }

    /// By the calendar of now the silence may last shorter. Where it lasts longer, that is seen when its timer fires.
    pub(crate) fn follow_silences(&mut self) {
        for (handler, place) in self.process.handlers.iter().zip(0..) {
            let Trigger::Silence(period) = handler.trigger else { continue };
            let until = self.case.silences.get(&place).and_then(|silence| silence.until).filter(|until| *until > self.now());
            let by_now = self.business_time(&self.case.owner).add(self.case.active_at, period).max(self.now());
            if until.is_some_and(|until| by_now < until) {
                self.record(Event::SilenceTimed { place, handler: handler.body.id.clone(), until: by_now });
            }
        }
    }

    /// The silence may have lasted long enough.
    pub(crate) fn fire_silence(&mut self, place: u32, occurrence: u32) -> Result<(), Rejection> {
        let silence = self.case.silences.get(&place).filter(|silence| silence.timed == occurrence);
        let until = silence.and_then(|silence| silence.until).ok_or_else(refuse::timer_gone)?;
        if until > self.now() {
            return Err(refuse::timer_early(until));
        }
        let handler = self.process.handlers.get(place as usize).ok_or_else(refuse::timer_gone)?;
        let Trigger::Silence(period) = handler.trigger else { return Err(refuse::timer_gone()) };
        if self.business_time(&self.case.owner).add(self.case.active_at, period) > self.now() {
            self.time_silence(place, handler, period);
            return Ok(());
        }
        self.record(Event::SilenceHeard { place, handler: handler.body.id.clone() });
        let mut tokens = self.case.flow().into_iter().flat_map(|flow| flow.tokens.values());
        let is_running = tokens.any(|token| token.of == handler.body.id);
        if !is_running && self.may_begin(handler) {
            self.begin_handler(handler)?;
        }
        self.settle()
    }
}
