//! Texts for people, in the languages the designer wrote them in.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A language that voronka speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// Russian.
    #[default]
    Ru,
    /// English.
    En,
}

impl Locale {
    /// Every language, in the order in which one replaces a missing other.
    pub const ALL: [Self; 2] = [Self::Ru, Self::En];

    /// The two-letter code of ISO 639-1.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The text that stands for this language: `ru` or `en` of a pair.
    pub fn pick<T>(self, ru: T, en: T) -> T {
        match self {
            Self::Ru => ru,
            Self::En => en,
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Locale {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        match code.split(['_', '-', '.']).next() {
            Some("ru") => Ok(Self::Ru),
            Some("en") => Ok(Self::En),
            _ => Err(format!("expected a language, `ru` or `en`, found `{code}`")),
        }
    }
}

/// A text for people: the same in every language, or one for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Text {
    /// One text that serves every language.
    Any(String),
    /// A text for each of some languages; never empty. It is shared, as every task and every letter has some.
    Each(Arc<BTreeMap<Locale, String>>),
}

impl Text {
    /// A text in both languages.
    pub fn both(ru: impl Into<String>, en: impl Into<String>) -> Self {
        Self::each(BTreeMap::from([(Locale::Ru, ru.into()), (Locale::En, en.into())]))
    }

    /// A text for each of these languages, of which there is at least one.
    pub fn each(texts: BTreeMap<Locale, String>) -> Self {
        Self::Each(Arc::new(texts))
    }

    /// The text for this language; where it is missing, the nearest one there is.
    pub fn get(&self, locale: Locale) -> &str {
        match self {
            Self::Any(text) => text,
            Self::Each(texts) => texts.get(&locale).or_else(|| texts.values().next()).map_or("", String::as_str),
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Any(text.to_owned())
    }
}
