//! What the forms of a case and its tasks are made from.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use voronka_core::Case;
use voronka_core::case::Phase;
use voronka_core::offer::offers;
use voronka_definition::model::builtin;
use voronka_definition::name::FieldId;
use voronka_definition::{Locale, Process, Value};

use crate::forms::Contents;

/// A case with its process, seen at a moment and told in a language.
#[derive(Debug, Clone)]
pub struct View {
    /// The case.
    pub case: Arc<Case>,
    /// The version of the process it runs.
    pub process: Arc<Process>,
    /// The moment.
    pub now: DateTime<Utc>,
    /// The language of titles.
    pub locale: Locale,
    /// Contents of its documents, as far as they are shown.
    pub contents: Contents,
    /// Since when it is in the archive, where it is there.
    pub archived_at: Option<DateTime<Utc>>,
}

impl View {
    /// What a field holds; the owner is a field too.
    pub fn known(&self, field: &FieldId) -> Option<Value> {
        if field.as_str() == builtin::OWNER {
            return Some(Value::Person(self.case.owner.clone()));
        }
        self.case.data.get(field).cloned()
    }

    /// Whether it is a task without a deal.
    pub fn is_errand(&self) -> bool {
        matches!(self.case.phase, Phase::Errand) || self.process.stages.is_empty()
    }

    /// What one of its tasks offers.
    pub fn offers(&self, task: &voronka_core::case::Task) -> Vec<voronka_core::offer::Offer> {
        offers(&self.process, &self.case, task)
    }
}
