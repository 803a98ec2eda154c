//! What people fill in.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value as Json, json};
use voronka_core::World;
use voronka_definition::Process;
use voronka_definition::model::{Field, FieldType};
use voronka_definition::name::FieldId;

use crate::dice::Dice;

/// Answers to these fields.
pub(crate) fn answers<'a>(
    dice: &mut Dice,
    (process, world, now): (&Process, &World, DateTime<Utc>),
    fields: impl IntoIterator<Item = &'a FieldId>,
) -> Map<String, Json> {
    let known = fields.into_iter().filter_map(|id| process.fields.get(id)).filter(|field| !field.computed);
    known.map(|field| (field.id.to_string(), value(dice, world, now, field))).collect()
}

fn value(dice: &mut Dice, world: &World, now: DateTime<Utc>, field: &Field) -> Json {
    let later = |hours: u64| now + TimeDelta::hours(i64::try_from(hours).unwrap_or_default());
    match &field.kind {
        FieldType::Boolean => json!(dice.one_in(2)),
        FieldType::Integer { from, to } => {
            let least = from.unwrap_or(0);
            let chosen = least + i64::try_from(dice.throw(100)).unwrap_or_default();
            json!(to.map_or(chosen, |most| chosen.min(most)))
        }
        FieldType::Number { from, to } => match from.or(*to) {
            Some(bound) => json!(bound.to_string()),
            None => json!(dice.throw(100)),
        },
        FieldType::Money => json!({"amount": format!("{}.50", 1_000 + dice.throw(2_000_000)), "currency": "RUB"}),
        FieldType::Date => json!(later(24 * (1 + dice.throw(30))).date_naive().to_string()),
        FieldType::Datetime => json!(later(1 + dice.throw(96)).to_rfc3339()),
        FieldType::Choice(options) => dice.pick(options).map_or(Json::Null, |option| json!(option.id)),
        FieldType::Person => name(dice, world.organisation.people.keys()),
        FieldType::Direction => name(dice, world.organisation.directions.keys()),
        FieldType::Process => name(dice, world.processes.keys()),
        FieldType::Organisation => json!({"name": format!("ООО «Ромашка-{}»", dice.throw(9))}),
        FieldType::Contact => json!({"name": "Иван Ильин", "email": format!("ivan{}@client.example", dice.throw(9))}),
        FieldType::Document => json!({"name": "document.txt", "text": format!("Текст {}", dice.throw(9))}),
        FieldType::List(fields) => (0..1 + dice.throw(2)).map(|_| item(dice, world, now, fields)).collect(),
        FieldType::Text => json!(format!("Текст {}", dice.throw(100))),
    }
}

fn item(dice: &mut Dice, world: &World, now: DateTime<Utc>, fields: &[Field]) -> Json {
    let filled = fields.iter().filter(|field| !field.computed);
    filled.map(|field| (field.id.to_string(), value(dice, world, now, field))).collect::<Map<_, _>>().into()
}

fn name<'a, T: ToString + 'a>(dice: &mut Dice, names: impl Iterator<Item = &'a T>) -> Json {
    let names: Vec<String> = names.map(ToString::to_string).collect();
    dice.pick(&names).map_or(Json::Null, |name| json!(name))
}
