//! Finding cases by words: every word must be somewhere in a case's signs. The signs are a small table of their own, looked through from
//! the latest case on; that takes milliseconds for tens of thousands of cases, needs nothing of the databases that only one of them has,
//! and finds the middle of a word as well as its beginning.

use std::collections::BTreeMap;

use voronka_core::CaseId;
use voronka_core::access::Horizon;

use crate::error::StoreError;
use crate::reads::Reads;
use crate::reads::cases::record;
use crate::reads::query::Query;
use crate::record::CaseRecord;
use crate::rows::folded;
use crate::sql::{all, case_id, get, to_json};

/// The most words that are looked for; what is typed beyond is passed over.
const WORDS_MOST: usize = 6;
/// The most characters of a word.
const WORD_LONGEST: usize = 64;
const FOUND: &str = "
SELECT c.id, c.process, c.version, c.stage, c.status, c.outcome, c.owner, c.launcher, c.title, c.amount_minor, c.currency,
    c.direction, c.opened_at, c.finished_at, c.revision, c.next_due_at, c.errand, s.client
FROM case_signs AS s JOIN cases AS c ON c.id = s.case_id WHERE TRUE";
const CLIENTS: &str = "SELECT s.case_id, s.client FROM case_signs AS s WHERE s.client <> ''";

/// A case that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The case.
    pub case: CaseRecord,
    /// Whether it is a task without a deal.
    pub errand: bool,
    /// The client's name; empty where it is not known.
    pub client: String,
}

/// The words of a search as they are compared; none where nothing was asked. A telephone number is one word, however it is written.
pub fn words_of(text: &str) -> Vec<String> {
    let words = folded(text);
    if words.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c)) && words.chars().any(|c| c.is_ascii_digit()) {
        return vec![words.chars().filter(char::is_ascii_digit).take(WORD_LONGEST).collect()];
    }
    let words = words.split(' ').filter(|word| !word.is_empty()).take(WORDS_MOST);
    words.map(|word| word.chars().take(WORD_LONGEST).collect()).collect()
}

/// Whether a text has every word of a search.
pub fn has_words(text: &str, words: &[String]) -> bool {
    let text = folded(text);
    words.iter().all(|word| text.contains(word.as_str()))
}

impl Reads {
    /// The latest cases that have every word of a search, open and finished, tasks without a deal among them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, horizon: &Horizon, text: &str, limit: u32) -> Result<Vec<Found>, StoreError> {
        let words = words_of(text);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = Query::with(FOUND, []);
        for word in &words {
            query.and("{spot s.words ?} > 0", [word.as_str().into()]);
        }
        query.within(horizon)?;
        let (text, values) = query.finish("ORDER BY s.case_id DESC LIMIT ?", [limit.into()]);
        let found = all(&self.db, &text, values).await?;
        let found = found
            .iter()
            .map(|row| Ok(Found { case: record(row, self.now())?, errand: get(row, "errand")?, client: get(row, "client")? }));
        found.collect()
    }

    /// The clients of these cases, where they are known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clients(&self, cases: impl Iterator<Item = CaseId>) -> Result<BTreeMap<CaseId, String>, StoreError> {
        let cases: Vec<String> = cases.map(|case| case.0.simple().to_string()).collect();
        if cases.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut query = Query::with(CLIENTS, []);
        query.and("s.case_id IN {ids ?}", [to_json(&cases)?.into()]);
        let (text, values) = query.finish("", []);
        all(&self.db, &text, values).await?.iter().map(|row| Ok((case_id(row, "case_id")?, get(row, "client")?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_cut_into_words_that_are_only_words() {
        assert_eq!(words_of("  Тёплый  ДОМ "), ["теплый", "дом"]);
        assert_eq!(words_of(" \t "), Vec::<String>::new());
        assert_eq!(words_of("+7 (495) 123-45-67"), ["74951234567"]);
        assert_eq!(words_of(&"а ".repeat(50)).len(), WORDS_MOST);
        assert!(has_words("Звонок: ООО «Тёплый дом»", &words_of("дом теплый")));
        assert!(!has_words("Звонок", &words_of("звонок дом")));
    }
}
