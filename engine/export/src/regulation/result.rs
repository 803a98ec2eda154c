//! What a result asks for and records.

use voronka_definition::expr::Expr;
use voronka_definition::model::{Ask, ResultRule, Route};
use voronka_definition::name::FieldId;

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
        let at_the_end = self.at_the_end(rule);
        if !at_the_end.is_empty() {
            let asks = self.asks(&at_the_end);
            parts.push(self.pick(format!("чтобы завершить сделку: {asks}"), format!("to finish the deal: {asks}")));
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

    /// What the outcome asks besides, where the result ends the deal.
    fn at_the_end(&self, rule: &ResultRule) -> Vec<Ask> {
        let Route::Finish(outcome) = &rule.route else { return Vec::new() };
        let asked = self.words.process.outcome(outcome).map(|outcome| &outcome.ask[..]).unwrap_or_default();
        let is_set = |field: &FieldId| rule.set.iter().any(|(set, _)| set == field);
        let is_known = |ask: &&Ask| {
            let decided = |when: &Expr| when.fields().iter().any(is_set);
            is_set(&ask.field) || rule.ask.iter().any(|own| own.field == ask.field) || ask.when.as_ref().is_some_and(decided)
        };
        asked.iter().filter(|ask| !is_known(ask)).cloned().collect()
    }
}
