//! What people write down in their acts: texts in two languages, days of the story, plain values.

use anyhow::Result;
use chrono::SecondsFormat;
use serde_json::{Map, Value as Json};
use voronka_core::command::Input;
use voronka_definition::Locale;

use crate::acts::Days;

/// Turns what a table of acts says into what a person would have sent.
#[derive(Debug, Clone)]
pub struct Words {
    /// The language they write in.
    pub locale: Locale,
    /// The days they mean.
    pub days: Days,
}

impl Words {
    /// A value: of `{ru, en}` the one language, of `@3 15:00` the moment, of `@3` the day; anything else as it is.
    pub fn value(&self, written: &Json) -> Result<Json> {
        match written {
            Json::Object(map) => match self.picked(map) {
                Some(text) => self.value(text),
                None => map.iter().map(|(key, value)| Ok((key.clone(), self.value(value)?))).collect(),
            },
            Json::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Json::String(text) if text.starts_with('@') => self.day_or_moment(text).map(Json::String),
            other => Ok(other.clone()),
        }
    }

    /// A text; `None` where nothing is written.
    pub fn text(&self, written: &Json) -> Result<Option<String>> {
        Ok(self.value(written)?.as_str().map(str::to_owned))
    }

    /// Fields with their values.
    pub fn fields(&self, written: &Json) -> Result<Input> {
        match self.value(written)? {
            Json::Object(map) => Ok(map.into_iter().collect()),
            _ => Ok(Input::new()),
        }
    }

    fn picked<'a>(&self, map: &'a Map<String, Json>) -> Option<&'a Json> {
        let both = map.len() == 2 && map.contains_key("ru") && map.contains_key("en");
        both.then(|| map.get(self.locale.code())).flatten()
    }

    fn day_or_moment(&self, text: &str) -> Result<String> {
        if text.contains(' ') {
            return Ok(self.days.moment(text)?.to_rfc3339_opts(SecondsFormat::Secs, true));
        }
        Ok(self.days.date(text)?.to_string())
    }
}
