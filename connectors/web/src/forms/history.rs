//! An entry of a case's history: `seq`, `at`, `by`, `event`, and the facts of the event beside them.

use serde_json::{Map, Value as Json, json};
use voronka_core::{CaseId, Recorded};
use voronka_definition::Locale;

use crate::forms::happening::{Teller, facts};
use crate::forms::moment;

/// One entry in the public form. Ids are full ids, texts are in this language, documents are named and not repeated.
pub fn entry(case: CaseId, recorded: &Recorded, locale: Locale) -> Json {
    let (event, facts) = facts(&Teller { case, locale }, &recorded.event);
    let mut entry = match facts {
        Json::Object(facts) => facts,
        _ => Map::new(),
    };
    entry.insert("seq".to_owned(), json!(recorded.seq));
    entry.insert("at".to_owned(), json!(moment(recorded.at)));
    entry.insert("by".to_owned(), json!(recorded.by));
    entry.insert("event".to_owned(), json!(event));
    if let Some(person) = &recorded.acts_for {
        entry.insert("acts_for".to_owned(), json!(person));
    }
    Json::Object(entry)
}
