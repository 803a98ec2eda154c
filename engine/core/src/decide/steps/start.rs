//! `start`: another process begins, about the same deal or another, in the same decision. It is waited for or not.
//!
//! What keeps it from beginning — no such process, a field that does not fit — is an incident that an administrator repairs.

use serde_json::Value as Json;
use voronka_definition::expr::Expr;
use voronka_definition::model::{StartCase, Step, builtin};
use voronka_definition::name::{FieldId, PersonId};
use voronka_definition::value::Data;
use voronka_definition::{Locale, Process, Text, Value};

use crate::case::{Parent, Trouble};
use crate::command::Input;
use crate::decide::Draft;
use crate::decide::commands::beginning::{Beginning, begin};
use crate::decide::people::Resolved;
use crate::decide::route::{Arrival, Next};
use crate::decision::Decision;
use crate::event::Event;
use crate::id::CaseId;
use crate::input;
use crate::output;
use crate::refuse;
use crate::rejection::Rejection;

/// How deep processes may start one another within one decision.
const DEPTH_AT_MOST: u32 = 8;
/// How many cases one decision may start, those that these start included.
const STARTS_AT_MOST: u32 = 1_000;

/// How many cases may still be started within a decision, and how deep it is already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Nesting {
    depth: u32,
    left: u32,
}

impl Default for Nesting {
    fn default() -> Self {
        Self { depth: 0, left: STARTS_AT_MOST }
    }
}

impl Nesting {
    /// That of a case which is started within the decision.
    pub(crate) fn inner(self) -> Self {
        Self { depth: self.depth + 1, left: self.left.saturating_sub(1) }
    }

    /// Whether no further case may be started.
    pub(crate) fn is_spent(self) -> bool {
        self.depth >= DEPTH_AT_MOST || self.left == 0
    }
}

impl Draft<'_> {
    pub(crate) fn begin_start(&mut self, step: &Step, start: &StartCase, arrival: Arrival) -> Next {
        let token = arrival.token;
        match self.start_other(start, token) {
            Ok(case) => {
                let (step_id, process) = (step.id.clone(), start.process.clone());
                self.record(Event::ChildStarted { token, step: step_id, case, process });
                if start.awaits { Next::Stays } else { self.pass(arrival, step) }
            }
            Err(reason) => {
                let (step, process) = (step.id.clone(), start.process.clone());
                self.open_incident(Trouble::NotStarted { token, step, process, reason });
                Next::Stays
            }
        }
    }

    /// Starts the other case in this decision; or says why not.
    fn start_other(&mut self, start: &StartCase, token: u32) -> Result<CaseId, Text> {
        let Some(process) = self.world().processes.get(&start.process) else {
            let name = &start.process;
            return Err(Text::both(format!("процесс «{name}» не развернут"), format!("no process `{name}` is deployed")));
        };
        if self.nesting.is_spent() {
            return Err(Text::both("процессы запускают друг друга без конца", "processes start one another without end"));
        }
        let mut data = if start.same_subject { self.carried(process) } else { Data::new() };
        data.append(&mut self.given_to(process, &start.with, token).map_err(|rejection| in_words(&rejection))?);
        let owner = match data.remove(builtin::OWNER) {
            Some(Value::Person(owner)) => owner,
            _ => self.owner_of_other(start, token),
        };
        if !data.contains_key(builtin::TITLE) {
            let title = Value::Text(self.case.title().to_owned());
            data.insert(FieldId::from(builtin::TITLE), title);
        }
        let number = u32::try_from(self.started.len()).unwrap_or(u32::MAX).saturating_add(1);
        let case = self.setting.fresh.derived(self.case.id, number);
        let beginning = Beginning {
            case,
            launcher: self.actor(),
            owner,
            data,
            continues: None,
            stage: None,
            parent: Some(Parent { case: self.case.id, token: start.awaits.then_some(token) }),
            nesting: self.nesting.inner(),
        };
        let decision = begin(process, beginning, self.setting).map_err(|rejection| in_words(&rejection))?;
        self.nesting.left = self.nesting.left.saturating_sub(number_of_cases(&decision));
        self.started.push(decision);
        Ok(case)
    }

    /// The values for fields of the other process, held against that process as if a person had handed them in.
    pub(crate) fn given_to(&mut self, other: &Process, with: &[(FieldId, Expr)], token: u32) -> Result<Data, Rejection> {
        let (mut given, mut input) = (Data::new(), Input::new());
        for (field, expr) in with {
            let value = expr.eval(&self.sight(Some(token)));
            let fits = |value: &Value| matches!(value, Value::Document(_)) && is_document(other, field);
            match value {
                Some(document) if fits(&document) => drop(given.insert(field.clone(), document)),
                Some(value) => drop(input.insert(field.to_string(), output::json_of(&value, &output::described))),
                None => drop(input.insert(field.to_string(), Json::Null)),
            }
        }
        let mut parsed = input::parse(other, self.world(), &input, |_| true);
        if !parsed.problems.is_empty() {
            return Err(refuse::invalid(parsed.problems));
        }
        self.documents.append(&mut parsed.documents);
        given.append(&mut parsed.values);
        Ok(given)
    }

    /// Who owns the other case: the first that the role finds, else the owner of this one, or who stands in for him.
    fn owner_of_other(&self, start: &StartCase, token: u32) -> PersonId {
        let found = start.owner.as_ref().map(|role| self.resolve(&role.who, None, Some(token)));
        let people = match found {
            Some(Resolved::People(people) | Resolved::Administrators(people)) => people,
            Some(Resolved::Nobody) | None => vec![self.case.owner.clone()],
        };
        let holder = self.hold(people);
        holder.everybody().first().unwrap_or(&self.case.owner).clone()
    }
}

/// A refusal as a sentence: every field that is wrong, or what was expected and found.
pub(crate) fn in_words(rejection: &Rejection) -> Text {
    let said = |locale: Locale| {
        let one = |expected: &Text, found: &Text| {
            let (expected, found) = (expected.get(locale), found.get(locale));
            locale.pick(format!("ожидалось: {expected}; найдено: {found}"), format!("expected {expected}; found {found}"))
        };
        if rejection.fields.is_empty() {
            return one(&rejection.expected, &rejection.found);
        }
        let fields = rejection.fields.iter().map(|field| format!("{}: {}", field.field, one(&field.expected, &field.found)));
        fields.collect::<Vec<_>>().join("; ")
    };
    Text::both(said(Locale::Ru), said(Locale::En))
}

fn is_document(process: &Process, field: &FieldId) -> bool {
    process.field(field).is_some_and(|field| field.kind == voronka_definition::model::FieldType::Document)
}

/// How many cases a decision begins.
fn number_of_cases(decision: &Decision) -> u32 {
    let others = decision.started.iter().chain(decision.successor.as_deref());
    others.fold(1, |sum, other| sum.saturating_add(number_of_cases(other)))
}
