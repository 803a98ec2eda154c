//! Sight: what expressions see of a case.

use chrono::{DateTime, Utc};
use voronka_definition::Value;
use voronka_definition::expr::Facts;
use voronka_definition::model::builtin;
use voronka_definition::name::{DirectionId, FieldId, PersonId};

use crate::case::{Case, Item};
use crate::input::{ItemFields, Parsed};
use crate::world::{Found, World};

/// What expressions see: the case, answers that are not yet in it, and the world.
#[derive(Debug, Clone)]
pub(crate) struct Sight<'a> {
    pub case: &'a Case,
    pub item: Option<&'a Item>,
    pub fields: Option<ItemFields<'a>>,
    pub answers: Option<&'a Parsed>,
    pub world: &'a World,
    pub actor: PersonId,
    pub now: DateTime<Utc>,
}

impl Facts for Sight<'_> {
    fn field(&self, id: &FieldId) -> Option<Value> {
        if let Some(answers) = self.answers {
            if let Some(answer) = answers.values.get(id) {
                return Some(answer.clone());
            }
            if answers.cleared.contains(id) {
                return None;
            }
        }
        if id.as_str() == builtin::OWNER {
            return Some(Value::Person(self.case.owner.clone()));
        }
        self.case.data.get(id).cloned()
    }

    fn item(&self, field: &FieldId) -> Option<Value> {
        if let (Some(fields), Some(answers)) = (self.fields, self.answers) {
            let is_it = |asked: &&FieldId| fields.own(asked).as_ref() == Some(field);
            if let Some(asked) = answers.values.keys().find(is_it) {
                return answers.values.get(asked).cloned();
            }
            if answers.cleared.iter().any(|asked| is_it(&asked)) {
                return None;
            }
        }
        self.item?.value.get(field).cloned()
    }

    fn actor(&self) -> Option<PersonId> {
        Some(self.actor.clone())
    }

    fn now(&self) -> DateTime<Utc> {
        self.now
    }

    fn head_of_direction(&self, direction: &DirectionId) -> Option<PersonId> {
        self.world.head_of_direction(direction, self.now)
    }

    fn head_of_person(&self, person: &PersonId) -> Option<PersonId> {
        match self.world.head_of(person, self.now) {
            Found::Person(head) => Some(head),
            Found::Administrators(_) => None,
        }
    }
}
