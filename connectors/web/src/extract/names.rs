//! People by the name of something, as an object.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use utoipa::openapi::Object;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use voronka_definition::Text;
use voronka_definition::name::PersonId;

use super::piece::Piece;

/// Who, by the name of what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    /// The same with the names as what they are.
    pub(crate) fn read<K: From<String> + Ord>(self) -> BTreeMap<K, PersonId> {
        self.0.into_iter().map(|(name, person)| (K::from(name), PersonId::from(person))).collect()
    }
}

impl Piece for Names {
    fn expected() -> Text {
        Text::both("объект: имя — идентификатор сотрудника", "an object: a name and the id of a person")
    }

    fn take(json: Json) -> Option<Self> {
        serde_json::from_value(json).ok().map(Self)
    }

    fn schema() -> Object {
        ObjectBuilder::new().schema_type(SchemaType::new(Type::Object)).build()
    }
}
