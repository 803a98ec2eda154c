//! `call`: a connector is asked to do something outside, again after a while where it fails, and a person is asked in the end.
//!
//! A request keeps its content and its identity on every attempt, so that a receiver can tell a repetition from another wish.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};
use voronka_definition::Text;
use voronka_definition::model::{Call, ResultRule, Retry, Route, Step, StepKind};
use voronka_definition::name::ResultId;
use voronka_definition::period::{Period, Unit};

use crate::case::{Token, TokenState, Trouble};
use crate::command::Input;
use crate::decide::Draft;
use crate::decide::route::{Arrival, Next, Taken};
use crate::decide::steps::start::in_words;
use crate::event::{Cause, Event};
use crate::input;
use crate::output;

/// The result of a call that was answered, and of one that failed for good.
const DONE: &str = "done";
const FAILED: &str = "failed";

impl<'a> Draft<'a> {
    pub(super) fn begin_call(&mut self, step: &Step, call: &Call, arrival: Arrival) -> Next {
        let body = self.request_of(call, arrival.token);
        let first = self.token(arrival.token).map_or(0, |token| token.waits) + 1;
        self.make_call(arrival.token, step, call, (first, body), self.now());
        Next::Stays
    }

    /// What is sent: each key with its value, in the forms of the HTTP interface; null where there is none.
    fn request_of(&self, call: &Call, token: u32) -> String {
        let sight = self.sight(Some(token));
        let value = |expr: &voronka_definition::expr::Expr| {
            expr.eval(&sight).map_or(Json::Null, |value| output::json_of(&value, &output::described))
        };
        let body: Map<String, Json> = call.send.iter().map(|(key, expr)| (key.clone(), value(expr))).collect();
        Json::Object(body).to_string()
    }

    /// Asks the connector, not before a moment.
    fn make_call(&mut self, token: u32, step: &Step, call: &Call, (first, body): (u32, String), at: DateTime<Utc>) {
        let Some(standing) = self.token(token) else { return };
        let (of, attempt) = (standing.of.clone(), standing.waits + 1);
        let (step, connection) = (step.id.clone(), call.connection.clone());
        self.record(Event::CallMade { token, of, step, attempt, first, connection, body, at });
    }

    /// It answered: its answer sets the fields, or is as good as none.
    pub(crate) fn call_answered(&mut self, token: u32, step: &'a Step, call: &'a Call, answer: &Json) -> Next {
        let input = match taken_from(call, answer) {
            Ok(input) => input,
            Err(path) => {
                let reason = Text::both(format!("в ответе нет «{path}»"), format!("the answer lacks `{path}`"));
                return self.call_given_up(token, step, call, reason);
            }
        };
        let mut parsed = input::parse(self.process, self.world(), &input, |_| true);
        let blank = std::mem::take(&mut parsed.cleared);
        if let Some(field) = blank.first() {
            let reason = Text::both(
                format!("в ответе пусто то, что нужно полю «{field}»"),
                format!("the answer has nothing for `{field}`"),
            );
            return self.call_given_up(token, step, call, reason);
        }
        self.note_items(&mut parsed);
        match self.accept(parsed, None) {
            Ok((values, _)) => {
                self.record(Event::CallAnswered { token, step: step.id.clone() });
                self.set_fields(values, Vec::new(), Cause::Call(step.id.clone()), Some(token));
                self.go_on_from_call(token, step, call, DONE)
            }
            Err(rejection) => {
                let reason = in_words(&rejection);
                self.call_given_up(token, step, call, reason)
            }
        }
    }

    /// It failed in a way that may pass: again after a pause, not before it wants to be asked; as often as the process allows.
    pub(crate) fn call_failed(
        &mut self,
        token: u32,
        step: &'a Step,
        call: &'a Call,
        reason: Text,
        until: Option<DateTime<Utc>>,
    ) -> Next {
        let Some(TokenState::Calling { first, body, failures, .. }) = self.token(token).map(|token| token.state.clone()) else {
            return Next::Stays;
        };
        if failures >= call.retry.at_most {
            return self.call_given_up(token, step, call, reason);
        }
        self.record(Event::CallFailed { token, step: step.id.clone(), reason, again: true });
        let time = self.business_time(&self.case.owner);
        let own = time.add(self.now(), pause(call.retry, failures));
        let longest = time.add(self.now(), longest(call.retry.after));
        let at = until.map_or(own, |until| own.max(until.min(longest)));
        self.make_call(token, step, call, (first, body), at);
        Next::Stays
    }

    /// It is not asked any more: the process says what then, or an administrator does.
    pub(crate) fn call_given_up(&mut self, token: u32, step: &'a Step, call: &'a Call, reason: Text) -> Next {
        if !call.results.iter().any(|rule| rule.id.as_str() == FAILED) {
            return self.call_needs_repair(token, step, reason);
        }
        self.record(Event::CallFailed { token, step: step.id.clone(), reason, again: false });
        self.go_on_from_call(token, step, call, FAILED)
    }

    /// An administrator must look at it.
    pub(crate) fn call_needs_repair(&mut self, token: u32, step: &Step, reason: Text) -> Next {
        self.record(Event::CallFailed { token, step: step.id.clone(), reason: reason.clone(), again: false });
        self.open_incident(Trouble::CallFailed { token, step: step.id.clone(), reason });
        Next::Stays
    }

    /// An administrator wants it to be tried again: with the data as they are now. Another content is another request.
    pub(crate) fn call_again(&mut self, token: u32, step: &'a Step, call: &'a Call) -> Next {
        let body = self.request_of(call, token);
        let Some(standing) = self.token(token) else { return Next::Stays };
        let first = match &standing.state {
            TokenState::Calling { first, body: before, .. } if *before == body => *first,
            _ => standing.waits + 1,
        };
        self.make_call(token, step, call, (first, body), self.now());
        Next::Stays
    }

    /// The flow goes on as after an answer.
    pub(crate) fn call_passed_over(&mut self, token: u32, step: &'a Step, call: &'a Call) -> Next {
        self.go_on_from_call(token, step, call, DONE)
    }

    fn go_on_from_call(&mut self, token: u32, step: &Step, call: &'a Call, result: &str) -> Next {
        let rule: Option<&ResultRule> = call.results.iter().find(|rule| rule.id.as_str() == result);
        let taken = Taken { token, step: step.id.clone(), result: ResultId::from(result), comment: None };
        match rule {
            Some(rule) => self.take_result(taken, rule),
            None => self.follow(taken, &Route::Next),
        }
    }

    /// The call that this token stands at.
    pub(crate) fn call_of(&self, token: u32) -> Option<(&'a Step, &'a Call)> {
        let step = self.step_of(token)?;
        match &step.kind {
            StepKind::Call(call) => Some((step, call)),
            _ => None,
        }
    }

    /// The step that this token stands at, whatever list it is in.
    pub(crate) fn step_of(&self, token: u32) -> Option<&'a Step> {
        let token = self.token(token)?;
        self.process.step(&token.of, &token.step)
    }

    pub(crate) fn token(&self, token: u32) -> Option<&Token> {
        self.case.flow()?.tokens.get(&token)
    }
}

/// What each field takes from the answer; or the path that leads nowhere.
fn taken_from(call: &Call, answer: &Json) -> Result<Input, String> {
    let mut input: Input = BTreeMap::new();
    for (field, path) in &call.take {
        let found = path.iter().try_fold(answer, |json, key| match json {
            Json::Object(object) => object.get(key),
            Json::Array(items) => items.get(key.parse::<usize>().ok()?),
            _ => None,
        });
        let found = found.filter(|json| !json.is_null()).ok_or_else(|| path.join("."))?;
        input.insert(field.to_string(), found.clone());
    }
    Ok(input)
}

/// How long to wait after so many failures: twice as long after each, up to an hour, or to the first pause where that is longer.
fn pause(retry: Retry, failures: u32) -> Period {
    let doubled = retry.after.amount.saturating_mul(1 << failures.min(16));
    Period::new(doubled.min(longest(retry.after).amount), retry.after.unit)
}

/// The longest pause, in the unit of the first.
fn longest(after: Period) -> Period {
    let hour = match after.unit {
        Unit::Minutes | Unit::BusinessMinutes => 60,
        Unit::Hours | Unit::BusinessHours | Unit::Days | Unit::BusinessDays => 1,
    };
    Period::new(after.amount.max(hour), after.unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let table = [
            (Period::new(1, Unit::Minutes), 0, 1),
            (Period::new(1, Unit::Minutes), 3, 8),
            (Period::new(1, Unit::Minutes), 9, 60),
            (Period::new(1, Unit::Minutes), u32::MAX, 60),
            (Period::new(90, Unit::Minutes), 2, 90),
            (Period::new(1, Unit::Hours), 4, 1),
            (Period::new(2, Unit::BusinessHours), 4, 2),
        ];
        for (after, failures, amount) in table {
            let found = pause(Retry { at_most: 5, after }, failures);
            assert_eq!(found, Period::new(amount, after.unit), "{after} after {failures} failures");
        }
    }
}
