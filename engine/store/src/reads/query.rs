//! A query put together from fixed pieces of text; whatever comes from outside is bound.

use std::collections::BTreeSet;

use sea_orm::Value;
use voronka_core::access::Horizon;

use crate::dialect::Template;
use crate::error::StoreError;
use crate::record::{PAGE_MOST, Page, PageRequest};
use crate::sql::to_json;

/// A query in the making.
pub(super) struct Query {
    text: String,
    values: Vec<Value>,
}

/// Up to how many people below him somebody's cases are gathered from their indexes; the cases of more are a good part of all, and each case is
/// looked at instead: a list ends as soon as it is full.
const FEW: usize = 40;
/// What somebody may see, found by whose it is.
const OF_FEW: &str = "c.id IN (
    SELECT k.id FROM cases AS k WHERE k.launcher = ? UNION SELECT k.id FROM cases AS k WHERE k.owner {among ?}
    UNION SELECT k.id FROM cases AS k WHERE k.direction {among ?}
    UNION SELECT p.case_id AS id FROM case_people AS p WHERE p.person {among ?})";
/// The same, asked of each case.
const OF_MANY: &str = "(c.launcher = ? OR c.owner {among ?} OR c.direction {among ?}
    OR EXISTS (SELECT 1 FROM case_people AS p WHERE p.case_id = c.id AND p.person {among ?}))";

/// Whether what is somebody's is better gathered from the indexes of those below him than met among everybody's.
pub(super) fn has_few(horizon: &Horizon) -> bool {
    horizon.below.len() <= FEW
}

impl Query {
    /// Begins with a `SELECT … WHERE TRUE`.
    pub(super) fn new(select: &'static str) -> Self {
        Self { text: select.to_owned(), values: Vec::new() }
    }

    /// Begins with another piece up to a first condition; each `?` in it stands for the next of the values.
    pub(super) fn with(select: &'static str, values: impl IntoIterator<Item = Value>) -> Self {
        let mut query = Self { text: String::new(), values: Vec::new() };
        query.push(select, values);
        query
    }

    /// Adds a condition; each `?` in it stands for the next of the values.
    pub(super) fn and(&mut self, condition: &'static str, values: impl IntoIterator<Item = Value>) {
        self.text.push_str(" AND ");
        self.push(condition, values);
    }

    /// Adds a condition if there is a value for it.
    pub(super) fn and_maybe<T: Into<Value>>(&mut self, condition: &'static str, value: Option<T>) {
        if let Some(value) = value {
            self.and(condition, [value.into()]);
        }
    }

    /// Adds another piece.
    pub(super) fn more(&mut self, text: &'static str, values: impl IntoIterator<Item = Value>) {
        self.text.push(' ');
        self.push(text, values);
    }

    /// Adds what comes last.
    pub(super) fn finish(mut self, end: &'static str, values: impl IntoIterator<Item = Value>) -> (Template, Vec<Value>) {
        self.text.push(' ');
        self.push(end, values);
        (Template(self.text), self.values)
    }

    /// Cuts the query to the cases (`c`) that somebody may see.
    pub(super) fn within(&mut self, horizon: &Horizon) -> Result<(), StoreError> {
        self.seen_by(horizon, if has_few(horizon) { OF_FEW } else { OF_MANY })
    }

    /// The same for archived cases.
    pub(super) fn within_archive(&mut self, horizon: &Horizon) -> Result<(), StoreError> {
        self.seen_by(
            horizon,
            "(c.launcher = ? OR c.owner {among ?}
            OR c.direction {among ?}
            OR EXISTS (SELECT 1 FROM archived_people AS p WHERE p.case_id = c.id
                AND p.person {among ?}))",
        )
    }

    fn seen_by(&mut self, horizon: &Horizon, condition: &'static str) -> Result<(), StoreError> {
        if let Some(owners) = &horizon.owners {
            self.and("c.owner {among ?}", [to_json(owners)?.into()]);
        }
        if horizon.everything {
            return Ok(());
        }
        let me = horizon.me.as_str();
        let hands: BTreeSet<_> = horizon.stands_for.iter().chain([&horizon.me]).collect();
        let owners: BTreeSet<_> = horizon.below.iter().chain(hands.iter().copied()).collect();
        let (hands, owners, directions) = (to_json(&hands)?, to_json(&owners)?, to_json(&horizon.directions)?);
        self.and(condition, [me.into(), owners.into(), directions.into(), hands.into()]);
        Ok(())
    }

    fn push(&mut self, text: &'static str, values: impl IntoIterator<Item = Value>) {
        let mut values = values.into_iter();
        for (place, piece) in text.split('?').enumerate() {
            if place > 0 {
                self.values.extend(values.next());
                self.text.push('$');
                self.text.push_str(&self.values.len().to_string());
            }
            self.text.push_str(piece);
        }
    }
}

/// How many rows to fetch for a page: one more than it shows, to see whether there is a next one.
pub(super) fn fetch(page: &PageRequest) -> Value {
    (limit(page) as u64 + 1).into()
}

fn limit(page: &PageRequest) -> usize {
    page.limit.clamp(1, PAGE_MOST) as usize
}

/// A page from the rows fetched for it.
pub(super) fn paged<T>(mut items: Vec<T>, page: &PageRequest, cursor: impl Fn(&T) -> String) -> Page<T> {
    let more = items.len() > limit(page);
    items.truncate(limit(page));
    let next = items.last().filter(|_| more).map(cursor);
    Page { items, next }
}

/// The parts of a cursor.
pub(super) fn cursor<const N: usize>(page: &PageRequest) -> Result<Option<[&str; N]>, StoreError> {
    let Some(text) = &page.after else { return Ok(None) };
    let parts: Vec<&str> = text.split('~').collect();
    parts.try_into().map(Some).map_err(|_| StoreError::BadCursor)
}
