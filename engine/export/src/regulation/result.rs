//! What a result asks for and records.

use voronka_definition::model::ResultRule;

use super::Author;
use super::block::{Line, plain, sentence};

impl Author<'_> {
    /// What is filled in, asked for and recorded with a result.
    pub(super) fn filled(&self, rule: &ResultRule) -> Line {
        let words = self.words;
        let mut parts = Vec::new();
        if !rule.ask.is_empty() {
            parts.push(self.pick("обязательно: ", "required: ").to_owned() + &self.asks(&rule.ask));
        }
        let may: Vec<_> = rule.may_ask.iter().filter(|may| !rule.ask.iter().any(|ask| ask.field == may.field)).cloned().collect();
        if !may.is_empty() {
            parts.push(self.pick("можно: ", "optional: ").to_owned() + &self.asks(&may));
        }
        if rule.comment_required {
            parts.push(self.pick("нужен комментарий", "a comment is required").to_owned());
        }
        for (field, value) in &rule.set {
            let (field, value) = (words.quoted_field(field), words.assignment(field, value));
            parts.push(
                self.pick(format!("само заполнится: {field} — {value}"), format!("filled in by itself: {field} — {value}")),
            );
        }
        for activity in &rule.plan {
            let title = words.process.activity(activity).map(|activity| words.text(&activity.work.title)).unwrap_or_default();
            let title = words.quoted(&title);
            parts.push(self.pick(format!("планируется задача {title}"), format!("the task {title} is planned")));
        }
        if parts.is_empty() { plain("—") } else { plain(parts.iter().map(|part| sentence(part)).collect::<Vec<_>>().join(" ")) }
    }
}
