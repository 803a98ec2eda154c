//! Expectations: everything that is given must hold.

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use voronka_core::case::{TokenState, Trouble};
use voronka_core::tell::tell;
use voronka_definition::model::Stage;
use voronka_definition::name::{FieldId, StepId};
use voronka_definition::{Locale, Text};

use super::Runner;
use super::found::same;
use super::value::{Extent, Seen};
use crate::script::Expect;

impl Runner<'_> {
    pub(super) fn expect(&mut self, wanted: &Expect) {
        if let Some(task) = &wanted.task {
            self.expect_task(task);
        }
        for name in &wanted.no_task {
            self.expect_no_task(name);
        }
        if let Some(escalation) = &wanted.escalated {
            self.expect_escalation(escalation);
        }
        if let Some(letters) = &wanted.letters {
            self.expect_letters(letters);
        }
        if let Some(message) = &wanted.message {
            self.expect_message(message);
        }
        if let Some((task, results)) = &wanted.offers {
            self.expect_offers(task, results);
        }
        for (field, value) in &wanted.data {
            self.expect_data(field, value);
        }
        self.expect_standing(wanted);
        self.expect_kept(wanted);
    }

    fn expect_data(&mut self, field: &FieldId, wanted: &Json) {
        let found = self.play.case.value(field);
        let seen = Seen { zone: self.play.world.organisation.time_zone, contents: &self.play.contents };
        let expected = same(format!("{field}: {}", seen.expected(wanted)));
        let found_words = same(seen.written(found.as_ref(), Extent::of(wanted)));
        let fits = seen.fits(wanted, found.as_ref());
        self.must(fits, expected, found_words);
    }

    /// Where the deal stands, and in whose hands.
    fn expect_standing(&mut self, wanted: &Expect) {
        let case = &self.play.case;
        let standing = match (case.stage(), case.outcome()) {
            (Some(stage), _) => say!("стадия {stage}", "stage {stage}"),
            (_, Some(outcome)) => say!("завершена: {outcome}", "finished: {outcome}"),
            _ => say!("без стадии", "without a stage"),
        };
        let visits = case.flow().map(|flow| flow.visit);
        let (stage, outcome) = (case.stage().cloned(), case.outcome().cloned());
        let (owner, is_finished) = (case.owner.clone(), !case.is_open());
        if let Some(wanted) = &wanted.stage {
            self.must(stage.as_ref() == Some(wanted), say!("стадия {wanted}", "stage {wanted}"), standing.clone());
        }
        if let Some(wanted) = wanted.visit {
            let found = same(visits.map_or_else(|| "—".to_owned(), |visit| visit.to_string()));
            self.must(visits == Some(wanted), say!("посещение стадии: {wanted}", "visit of the stage: {wanted}"), found);
        }
        if let Some(wanted) = &wanted.outcome {
            self.must(outcome.as_ref() == Some(wanted), say!("исход {wanted}", "outcome {wanted}"), standing.clone());
        }
        if let Some(wanted) = wanted.finished {
            let words = if wanted { say!("завершена", "finished") } else { say!("в работе", "open") };
            self.must(is_finished == wanted, words, standing);
        }
        if let Some(wanted) = &wanted.owner {
            self.must(owner == *wanted, say!("ответственный {wanted}", "owner {wanted}"), same(owner.as_str()));
        }
    }

    /// What is kept or goes on: waits, signals, incidents, the history, the successor.
    fn expect_kept(&mut self, wanted: &Expect) {
        if let Some((step, until)) = &wanted.wait {
            self.expect_wait(step, *until);
        }
        self.expect_clock(wanted.paused, wanted.limit);
        if let Some(name) = &wanted.signal {
            let kept: Vec<&str> = self.play.case.signals.iter().map(|signal| signal.name.as_str()).collect();
            let (is_kept, found) = (kept.contains(&name.as_str()), list(&kept));
            self.must(is_kept, say!("сигнал {name} хранится", "the signal {name} is kept"), found);
        }
        if let Some(kind) = &wanted.incident {
            let open: Vec<&str> = self.play.case.incidents.values().map(|incident| trouble(&incident.trouble)).collect();
            let (is_open, found) = (open.contains(&kind.as_str()), list(&open));
            self.must(is_open, say!("сбой {kind}", "the incident {kind}"), found);
        }
        if let Some(process) = &wanted.successor {
            let found = self.play.successor().cloned();
            let words = found.as_ref().map_or_else(|| list(&[]), |process| same(process.as_str()));
            self.must(found.as_ref() == Some(process), say!("продолжение {process}", "successor {process}"), words);
        }
        if let Some(text) = &wanted.history {
            let told = Locale::ALL.map(|locale| tell(self.play.process, &self.play.world, &self.play.history, locale));
            let says = told.iter().flatten().any(|line| line.text.contains(text));
            let last = told.map(|lines| lines.last().map_or_else(String::new, |line| line.text.clone()));
            let [ru, en] = last;
            let found = Text::both(format!("последняя запись: {ru}"), format!("the last entry: {en}"));
            self.must(says, say!("в истории есть «{text}»", "the history says `{text}`"), found);
        }
    }

    /// Whether the clock of the stage stands still, and until when the stage may last.
    fn expect_clock(&mut self, paused: Option<bool>, limit: Option<DateTime<Utc>>) {
        let flow = self.play.case.flow();
        let (is_paused, no_clock) = (flow.is_some_and(|flow| flow.clock.paused_at.is_some()), self.no_clock());
        let limit_at = flow.and_then(|flow| flow.limit_at);
        let said = |paused: bool| {
            if paused {
                say!("часы стоят", "the clock stands still")
            } else {
                say!("часы идут", "the clock runs")
            }
        };
        if let Some(paused) = paused {
            let found = no_clock.clone().filter(|_| !is_paused).unwrap_or_else(|| said(is_paused));
            let holds = if paused { is_paused } else { !is_paused && no_clock.is_none() };
            self.must(holds, said(paused), found);
        }
        if let Some(limit) = limit {
            let found = limit_at.map_or_else(|| "—".to_owned(), |at| self.words().time(at));
            let wanted = self.words().time(limit);
            self.must(limit_at == Some(limit), say!("стадия до {wanted}", "the stage until {wanted}"), same(found));
        }
    }

    /// Why no clock runs, where none does.
    fn no_clock(&self) -> Option<Text> {
        let Some(stage) = self.play.case.stage() else {
            return Some(say!("часы не идут, сделка завершена", "no clock runs, the deal is finished"));
        };
        let has_clock = |stage: &Stage| stage.limit.is_some() || stage.next_step_within.is_some();
        let without = self.play.process.stage(stage).is_none_or(|stage| !has_clock(stage));
        without.then(|| {
            say!(
                "у стадии {stage} нет часов: ни limit, ни next_step_within",
                "the stage {stage} has no clock: neither limit nor next_step_within",
            )
        })
    }

    fn expect_wait(&mut self, step: &StepId, wanted: Option<DateTime<Utc>>) {
        let tokens = self.play.case.flow().into_iter().flat_map(|flow| flow.tokens.values());
        let waiting = tokens.filter_map(|token| match token.state {
            TokenState::Waiting { until, .. } => Some((token.step.clone(), until)),
            TokenState::Calling { .. } | TokenState::Child { .. } => Some((token.step.clone(), None)),
            _ => None,
        });
        let waiting: Vec<_> = waiting.collect();
        let words = |until: Option<DateTime<Utc>>| until.map_or_else(String::new, |at| format!(" → {}", self.words().time(at)));
        let found: Vec<String> = waiting.iter().map(|(step, until)| format!("{step}{}", words(*until))).collect();
        let found = list(&found.iter().map(String::as_str).collect::<Vec<_>>());
        let until = words(wanted);
        let goes_on = waiting.iter().any(|(at, until)| at == step && (wanted.is_none() || *until == wanted));
        self.must(goes_on, say!("ожидание {step}{until}", "the wait {step}{until}"), found);
    }
}

fn list(names: &[&str]) -> Text {
    if names.is_empty() { say!("ничего", "nothing") } else { same(names.join(", ")) }
}

/// The word for a kind of incident.
pub(super) fn trouble(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Undeliverable { .. } => "undeliverable",
        Trouble::Nobody { .. } => "nobody",
        Trouble::Vacant { .. } => "vacant",
        Trouble::NoAddress { .. } => "no_address",
        Trouble::CallFailed { .. } => "call_failed",
        Trouble::NotStarted { .. } => "not_started",
    }
}
