//! Rules of a stage: what happens when it lasts too long or has no next step, and how much the deal may claim.
//!
//! Absent on purpose: how its time is counted, which is the clock's duty.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use voronka_definition::model::TaskKind;
use voronka_definition::name::FieldId;
use voronka_definition::value::Data;
use voronka_definition::{Text, Value};

use crate::case::{Holder, Origin};
use crate::decide::Draft;
use crate::decide::dates::Due;
use crate::decide::tasks::Blueprint;
use crate::event::{Cause, Event};
use crate::input::Parsed;
use crate::offer::next_step_due;
use crate::refuse;
use crate::rejection::Rejection;
use crate::words;
use voronka_definition::Locale::{En, Ru};

/// The field, where a process declares it, that a stage bounds.
const PROBABILITY: &str = "probability";

impl Draft<'_> {
    /// What a stage begins to watch, and what it does not let the deal claim any more.
    pub(crate) fn begin_rules(&mut self) {
        let Some(stage) = self.stage() else { return };
        let id = stage.id.clone();
        self.time_limit();
        let claimed = self.case.data.get(PROBABILITY).cloned();
        if let Some(claimed) = claimed.filter(|claimed| self.claims_too_much(claimed)) {
            let values = Data::from([(FieldId::from(PROBABILITY), claimed)]);
            self.set_fields(values, Vec::new(), Cause::Stage(id), None);
        }
    }

    fn most_claimed(&self) -> Option<u8> {
        self.stage()?.probability
    }

    fn claims_too_much(&self, value: &Value) -> bool {
        let Some(most) = self.most_claimed() else { return false };
        match value {
            Value::Integer(claimed) => *claimed > i64::from(most),
            Value::Number(claimed) => *claimed > Decimal::from(most),
            _ => false,
        }
    }

    /// What the process itself sets is lowered to what the stage allows.
    pub(crate) fn cap_probability(&self, values: &mut Data) {
        let Some(claimed) = values.get_mut(PROBABILITY) else { return };
        let most = self.most_claimed().filter(|_| self.claims_too_much(claimed));
        match (most, claimed) {
            (Some(most), Value::Integer(claimed)) => *claimed = i64::from(most),
            (Some(most), Value::Number(claimed)) => *claimed = Decimal::from(most),
            _ => {}
        }
    }

    /// What a person claims is refused.
    pub(crate) fn note_probability(&self, parsed: &mut Parsed) {
        let claimed = parsed.values.get(PROBABILITY).filter(|claimed| self.claims_too_much(claimed));
        if let (Some(claimed), Some(most), Some(stage)) = (claimed, self.most_claimed(), self.stage()) {
            let said = match claimed {
                Value::Integer(number) => number.to_string(),
                Value::Number(number) => number.to_string(),
                _ => String::new(),
            };
            parsed.problems.push(refuse::claimed_too_much(PROBABILITY, &stage.title, most, &said));
        }
    }

    /// The stage has lasted as long as it may: its owner gets a task that is overdue at once.
    pub(crate) fn fire_limit(&mut self, stay: u32) -> Result<(), Rejection> {
        let flow = self.case.flow().filter(|_| stay == self.case.stay()).ok_or_else(refuse::timer_gone)?;
        let limit_at = has_come(flow.limit_at, self.now())?;
        let (gap_at, gap) = (flow.gap_at, flow.clock.gap.clone());
        self.record(Event::StageTimed { limit_at: None, gap_at, limit: None, gap, cause: None });
        let Some(stage) = self.stage() else { return Ok(()) };
        let Some(limit) = &stage.limit else { return Ok(()) };
        let said = |locale| (stage.title.get(locale), words::period(limit.within, locale));
        let ((title_ru, ru), (title_en, en)) = (said(Ru), said(En));
        let title = Text::both(
            format!("Стадия «{title_ru}» длится дольше, чем {ru}"),
            format!("The stage “{title_en}” lasts longer than {en}"),
        );
        let stage = stage.id.clone();
        self.make_for_owner(Origin::Limit { stage }, title, |_, _| Due::fixed(limit_at));
        Ok(())
    }

    /// No next step is planned for so long: the owner is asked to plan one.
    pub(crate) fn fire_gap(&mut self, stay: u32, occurrence: u32) -> Result<(), Rejection> {
        let is_it = stay == self.case.stay() && occurrence == self.case.counters.gaps;
        let flow = self.case.flow().filter(|_| is_it).ok_or_else(refuse::timer_gone)?;
        has_come(flow.gap_at, self.now())?;
        let (stage, limit_at, limit) = (flow.stage.clone(), flow.limit_at, flow.clock.limit.clone());
        self.record(Event::StageTimed { limit_at, gap_at: None, limit, gap: None, cause: None });
        let title = Text::both("Запланировать следующий шаг", "Plan the next step");
        let formula = next_step_due(self.process, &stage);
        self.make_for_owner(Origin::NextStep { stage }, title, |draft, holder| {
            draft.due_for(&formula, holder, TaskKind::Other, None)
        });
        Ok(())
    }

    fn make_for_owner(&mut self, origin: Origin, title: Text, due: impl FnOnce(&Self, &Holder) -> Due) {
        let holder = self.hold(vec![self.case.owner.clone()]);
        let due = due(self, &holder);
        self.make_task(Blueprint { origin, title, kind: TaskKind::Other, holder, due, note: None });
    }
}

/// The moment of a timer that has come.
fn has_come(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Rejection> {
    match at {
        None => Err(refuse::timer_gone()),
        Some(at) if at > now => Err(refuse::timer_early(at)),
        Some(at) => Ok(at),
    }
}
