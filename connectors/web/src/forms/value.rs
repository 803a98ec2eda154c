//! Values of fields in the forms that the interface takes and gives.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json, json};
use voronka_core::output;
use voronka_definition::value::Data;
use voronka_definition::{Document, Value};

/// Contents of documents by their hash. A document whose content is not here is shown by name, size and hash.
pub type Contents = BTreeMap<String, Vec<u8>>;

/// A value as JSON, its documents with their contents.
pub fn json_of(value: &Value, contents: &Contents) -> Json {
    output::json_of(value, &|found| document(found, contents))
}

/// Values by the name of their field.
pub fn data(data: &Data, contents: &Contents) -> Map<String, Json> {
    output::data(data, &|found| document(found, contents))
}

fn document(document: &Document, contents: &Contents) -> Json {
    let Some(content) = contents.get(&document.hash) else {
        return output::described(document);
    };
    match (document.text, std::str::from_utf8(content)) {
        (true, Ok(text)) => json!({"name": document.name, "text": text}),
        _ => json!({"name": document.name, "base64": STANDARD.encode(content)}),
    }
}

/// The hashes of every document in these data, those in lists included.
pub fn documents_of(data: &Data) -> Vec<&str> {
    data.values().flat_map(documents_in).collect()
}

fn documents_in(value: &Value) -> Vec<&str> {
    match value {
        Value::Document(document) => vec![&document.hash],
        Value::List(items) => items.iter().flat_map(documents_of).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;
    use voronka_definition::name::FieldId;
    use voronka_definition::value::Party;
    use voronka_definition::{Currency, Money};

    use super::*;

    fn paper(text: bool) -> Value {
        Value::Document(Document { name: "a.txt".to_owned(), hash: "h".to_owned(), size: 2, text })
    }

    #[test]
    fn every_kind_of_value_has_its_form() {
        let contents = Contents::from([("h".to_owned(), b"hi".to_vec())]);
        let described = BTreeMap::from([("name".to_owned(), "ACME".to_owned()), ("phone".to_owned(), "1".to_owned())]);
        let at = "2026-03-02T09:00:00.5Z".parse().expect("a moment");
        let item = Data::from([(FieldId::from("quantity"), Value::Integer(3))]);
        let table = [
            (
                Value::Money(Money { minor: 50_000_000, currency: Currency::RUB }),
                json!({"amount": "500000.00", "currency": "RUB"}),
            ),
            (Value::Number(Decimal::new(25, 1)), json!(2.5)),
            (Value::Number(Decimal::new(20, 1)), json!(2)),
            (Value::Date("2026-03-02".parse().expect("a day")), json!("2026-03-02")),
            (Value::Datetime(at), json!("2026-03-02T09:00:00.500Z")),
            (Value::Organisation(Party::Known("7".to_owned())), json!({"id": "7"})),
            (Value::Contact(Party::Described(described)), json!({"name": "ACME", "phone": "1"})),
            (Value::Person("anna".into()), json!("anna")),
            (paper(true), json!({"name": "a.txt", "text": "hi"})),
            (paper(false), json!({"name": "a.txt", "base64": "aGk="})),
            (Value::List(vec![item]), json!([{"quantity": 3}])),
        ];
        for (value, expected) in table {
            assert_eq!(json_of(&value, &contents), expected);
        }
    }

    #[test]
    fn a_document_without_its_content_is_named() {
        let shown = json_of(&paper(true), &Contents::new());
        assert_eq!(shown, json!({"name": "a.txt", "size": 2, "sha256": "h"}));
    }

    #[test]
    fn documents_in_lists_are_found_too() {
        let item = Data::from([(FieldId::from("file"), paper(true))]);
        let data = Data::from([(FieldId::from("files"), Value::List(vec![item])), (FieldId::from("n"), Value::Integer(1))]);
        assert_eq!(documents_of(&data), ["h"]);
    }
}
