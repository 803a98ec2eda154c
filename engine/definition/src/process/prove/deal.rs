//! What is known of a deal on the way of a story.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::expr::{Expr, Facts};
use crate::model::{Each, FieldType, Process, builtin};
use crate::name::{DirectionId, FieldId, PersonId};
use crate::process::prove::answers::Given;
use crate::process::prove::values;
use crate::value::Value;

/// What is known of a deal on its way.
#[derive(Default)]
pub struct Deal {
    /// What its fields hold.
    pub data: BTreeMap<FieldId, Value>,
    /// What another system or a score gave, so that nobody knows it here.
    pub unknown: BTreeSet<FieldId>,
}

impl Deal {
    /// Takes in what was answered.
    pub fn take_in(&mut self, given: &[(FieldId, Value)]) {
        given.iter().for_each(|(field, value)| self.set(field, Some(value.clone())));
    }

    /// Who is asked for a document once more gives another one.
    pub fn renew_documents(&self, given: &mut Given) {
        for (field, value) in given {
            let Value::Document(document) = value else { continue };
            if let Some(Value::Document(known)) = self.data.get(field) {
                let number = known.name.rsplit(' ').next().and_then(|number| number.parse::<usize>().ok()).unwrap_or(1);
                document.name = format!("{} {}", document.name, number + 1);
            }
        }
    }

    fn set(&mut self, field: &FieldId, value: Option<Value>) {
        self.unknown.remove(field);
        match value {
            Some(value) => drop(self.data.insert(field.clone(), value)),
            None => drop(self.data.remove(field)),
        }
    }

    /// Empties a field.
    pub fn empty(&mut self, field: &FieldId) {
        self.set(field, None);
    }

    /// From here on nobody here knows the field.
    pub fn forget(&mut self, field: &FieldId) {
        self.unknown.insert(field.clone());
    }

    fn knows(&self, expr: &Expr) -> bool {
        !expr.fields().iter().chain(&expr.item_reads()).any(|field| self.unknown.contains(field))
    }

    /// Whether a condition holds; `None` where that is not known.
    pub fn holds(&self, expr: &Expr) -> Option<bool> {
        self.knows(expr).then(|| expr.holds(&self.at_item(expr)))
    }

    fn at_item<'d>(&'d self, expr: &'d Expr) -> AtItem<'d> {
        AtItem { deal: self, item: expr.item_name() }
    }

    /// Comes to the first item of a list.
    pub fn begin_item(&mut self, each: &Each, process: &Process) {
        let first = match self.data.get(&each.list) {
            Some(Value::List(items)) => items.first().cloned(),
            _ => None,
        };
        let fields = process.fields.get(&each.list).map(|list| &list.kind);
        for own in if let Some(FieldType::List(fields)) = fields { fields.as_slice() } else { &[] } {
            let field = FieldId::from(format!("{}.{}", each.item, own.id));
            match &first {
                Some(item) => self.set(&field, item.get(&own.id).cloned()),
                None => self.forget(&field),
            }
        }
    }

    /// Sets fields to what expressions give.
    pub fn set_all(&mut self, values: &[(FieldId, Expr)]) {
        for (field, expr) in values {
            match self.knows(expr) {
                true => self.set(field, expr.eval(&self.at_item(expr))),
                false => self.forget(field),
            }
        }
    }

    /// Sets what a decision table decides.
    pub fn ask_table(&mut self, table: &crate::model::Table) {
        if table.inputs.iter().any(|field| self.unknown.contains(field)) {
            return table.outputs.iter().for_each(|output| self.forget(&output.field));
        }
        table.decide(self).outputs.into_iter().for_each(|(field, value)| self.set(&field, value));
    }
}

/// A deal, as an expression sees it that may read an item.
struct AtItem<'d> {
    deal: &'d Deal,
    item: Option<&'d str>,
}

impl Facts for AtItem<'_> {
    fn field(&self, id: &FieldId) -> Option<Value> {
        self.deal.field(id)
    }

    fn item(&self, field: &FieldId) -> Option<Value> {
        self.deal.data.get(&FieldId::from(format!("{}.{field}", self.item?))).cloned()
    }

    fn actor(&self) -> Option<PersonId> {
        self.deal.actor()
    }

    fn now(&self) -> DateTime<Utc> {
        self.deal.now()
    }

    fn head_of_direction(&self, direction: &DirectionId) -> Option<PersonId> {
        self.deal.head_of_direction(direction)
    }

    fn head_of_person(&self, person: &PersonId) -> Option<PersonId> {
        self.deal.head_of_person(person)
    }
}

impl Facts for Deal {
    fn field(&self, id: &FieldId) -> Option<Value> {
        match id.as_str() {
            builtin::TITLE => Some(Value::Text("Проба".to_owned())),
            builtin::OWNER => Some(Value::Person(values::OWNER.into())),
            _ => self.data.get(id).cloned(),
        }
    }

    fn actor(&self) -> Option<PersonId> {
        Some(values::OWNER.into())
    }

    fn now(&self) -> DateTime<Utc> {
        values::begin()
    }

    fn head_of_direction(&self, _: &DirectionId) -> Option<PersonId> {
        Some(values::HEAD.into())
    }

    fn head_of_person(&self, _: &PersonId) -> Option<PersonId> {
        Some(values::HEAD.into())
    }
}
