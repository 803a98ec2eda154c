//! Incidents: opened for administrators when something needs a person's repair, closed by them.

use voronka_definition::model::{Step, StepKind};
use voronka_definition::name::FieldId;
use voronka_definition::value::Data;

use crate::case::{Incident, TokenState, Trouble};
use crate::command::{Input, Repair};
use crate::decide::Draft;
use crate::decide::commands::answers;
use crate::decide::commands::tasks::said;
use crate::decide::route::{Arrival, Next};
use crate::event::{Cause, Event};
use crate::input;
use crate::notice::Message;
use crate::refuse;
use crate::rejection::Rejection;

impl<'a> Draft<'a> {
    /// Opens an incident, and tells the administrators. The same one that is still open is not opened again.
    pub(crate) fn open_incident(&mut self, trouble: Trouble) {
        if self.case.incidents.values().any(|known| is_same(&known.trouble, &trouble)) {
            return;
        }
        // Of a letter that asked nothing the page and the metrics tell; and one about a letter that cannot be delivered would bury
        // itself. Where a ladder found nobody, the administrators get the letter that was for him.
        let tells_no_one = matches!(trouble, Trouble::Undeliverable { .. } | Trouble::Nobody { .. });
        let number = self.note_incident(trouble);
        if !tells_no_one {
            self.tell_administrators(number, None);
        }
    }

    fn note_incident(&mut self, trouble: Trouble) -> u32 {
        let number = self.case.counters.incidents + 1;
        self.record(Event::IncidentOpened { incident: Incident { number, trouble, at: self.now() } });
        number
    }

    /// All but whom their letter would not reach.
    fn tell_administrators(&mut self, incident: u32, but: Option<&str>) {
        for administrator in self.world().administrators() {
            if but != Some(administrator.as_str()) {
                self.tell(&administrator, Message::Incident { incident });
            }
        }
    }

    /// What somebody was to act on, and never read, somebody else has to see to.
    pub(super) fn report_delivery(&mut self, notice: u32, (to, reason): (&str, &str), asks: bool) -> Result<(), Rejection> {
        if !(1..=self.case.counters.notices).contains(&notice) {
            return Err(refuse::not_found());
        }
        let is_of_it = |trouble: &Trouble| matches!(trouble, Trouble::Undeliverable { notice: of, .. } if *of == notice);
        if self.case.incidents.values().any(|incident| is_of_it(&incident.trouble)) {
            return Ok(());
        }
        let number = self.note_incident(Trouble::Undeliverable { notice, to: to.to_owned(), reason: reason.to_owned() });
        if asks {
            self.tell_administrators(number, Some(to));
        }
        Ok(())
    }

    pub(super) fn close_incident(&mut self, number: u32, comment: &str, repair: &Repair) -> Result<(), Rejection> {
        let was_one = (1..=self.case.counters.incidents).contains(&number);
        let incident = self.case.incidents.get(&number).cloned();
        let incident = incident.ok_or_else(|| if was_one { refuse::incident_closed() } else { refuse::not_found() })?;
        let comment = said(comment, "comment")?;
        let standing = self.standing_for(&incident);
        let repaired = match (repair, standing) {
            (Repair::Close, None) => None,
            (Repair::TryAgain | Repair::Skip(_), Some(standing)) => Some(standing),
            (Repair::Close, Some(_)) => {
                let expected = ("повторить или пропустить", "to try again or to skip");
                return Err(refuse::wrong_repair(expected, ("сделка стоит на этом шаге", "the deal stands at this step")));
            }
            (Repair::TryAgain | Repair::Skip(_), None) => {
                let found = ("повторять и пропускать нечего", "there is nothing to try again or to skip");
                return Err(refuse::wrong_repair(("закрыть", "to close"), found));
            }
        };
        let Some((token, step)) = repaired else {
            self.record(Event::IncidentClosed { incident: number, comment });
            return Ok(());
        };
        let values = match repair {
            Repair::Skip(input) => Some(self.read_replacement(step, input)?),
            Repair::TryAgain | Repair::Close => None,
        };
        self.record(Event::IncidentClosed { incident: number, comment });
        // The administrator repairs; the process goes on as it would have done by itself.
        self.is_unattended = true;
        let next = match values {
            Some(values) => self.pass_over(token, step, values),
            None => self.try_again(token, step),
        };
        self.run(next)?;
        self.settle()
    }

    /// The token that stands still until this incident is repaired, and its step.
    fn standing_for(&self, incident: &Incident) -> Option<(u32, &'a Step)> {
        let (Trouble::CallFailed { token, .. } | Trouble::NotStarted { token, .. }) = incident.trouble else { return None };
        let state = &self.token(token)?.state;
        let is_it = matches!(state, TokenState::Calling { incident: Some(number), .. } if *number == incident.number);
        Some((token, self.step_of(token).filter(|_| is_it)?))
    }

    fn try_again(&mut self, token: u32, step: &'a Step) -> Next {
        match &step.kind {
            StepKind::Call(call) => self.call_again(token, step, call),
            StepKind::Start(start) => {
                let arrival = Arrival { token, step: step.id.clone(), due: None, note: None };
                self.begin_start(step, start, arrival)
            }
            _ => Next::Stays,
        }
    }

    /// What stands in for the answer: every field that the step would have set.
    fn read_replacement(&mut self, step: &Step, input: &Input) -> Result<Data, Rejection> {
        let take = match &step.kind {
            StepKind::Call(call) => call.take.as_slice(),
            _ => &[],
        };
        let mut parsed = input::parse(self.process, self.world(), input, |field| take.iter().any(|(taken, _)| taken == field));
        let lacks = |field: &FieldId| !parsed.values.contains_key(field) && !parsed.is_wrong(field);
        let missing = take.iter().map(|(field, _)| field).filter(|field| lacks(field));
        let problems: Vec<_> = missing.map(|field| answers::missing(self.process, field)).collect();
        parsed.problems.extend(problems);
        self.note_items(&mut parsed);
        Ok(self.accept(parsed, None)?.0)
    }

    fn pass_over(&mut self, token: u32, step: &'a Step, values: Data) -> Next {
        self.set_fields(values, Vec::new(), Cause::Call(step.id.clone()), Some(token));
        match &step.kind {
            StepKind::Call(call) => self.call_passed_over(token, step, call),
            _ => self.pass(Arrival { token, step: step.id.clone(), due: None, note: None }, step),
        }
    }
}

/// Whether an incident that is open says this already: of a task that finds nobody, or of a vacant position, whatever the task.
fn is_same(known: &Trouble, trouble: &Trouble) -> bool {
    match (known, trouble) {
        (Trouble::Nobody { .. }, Trouble::Nobody { .. }) => known == trouble,
        (Trouble::Vacant { position: known, .. }, Trouble::Vacant { position, .. }) => known == position,
        _ => false,
    }
}
