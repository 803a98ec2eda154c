//! What somebody wrote into a form that was refused for a reason that stands in no field: that somebody else was faster, or that he may
//! not. The page that says so gives it back, as the form is gone.
//!
//! Absent on purpose: what was chosen from a list; it is chosen again in a moment.

use std::sync::{Arc, Mutex, PoisonError};

use maud::{Markup, html};
use voronka_definition::Locale;

use super::frame;
use super::raw::Raw;

/// The fields that a page fills itself.
const OURS: [&str; 12] =
    ["token", "key", "list", "revision", "result", "from", "looked_at", "act", "do", "stage", "outcome", "case"];
/// The fields that hold nothing but what somebody wrote.
const REMARKS: [&str; 3] = ["comment", "reason", "text"];

/// The texts of a request, once its form was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed(Arc<Mutex<Vec<String>>>);

impl Typed {
    /// Keeps what somebody wrote.
    pub fn keep(&self, raw: &Raw) {
        let texts = raw.texts().map(|(name, text)| (name, text.trim())).filter(|field| is_written(*field));
        let texts = texts.map(|(_, text)| text.to_owned()).collect();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = texts;
    }

    /// It, to be copied.
    pub fn shown(&self, locale: Locale) -> Markup {
        let texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if texts.is_empty() {
            return frame::nothing();
        }
        let title = locale.pick(
            "Вы написали, и это не сохранено — текст можно скопировать:",
            "You wrote this, and it is not saved. You can copy it:",
        );
        html! {
            div.field {
                p id="typed" { (title) }
                @for text in texts.iter() { textarea readonly rows="3" aria-labelledby="typed" { (text) } }
            }
        }
    }
}

/// Whether it was written, not chosen from a list or filled in by the page.
fn is_written((name, text): (&str, &str)) -> bool {
    let first = name.split('.').next().unwrap_or(name);
    if text.is_empty() || OURS.contains(&first) || name.ends_with(".currency") {
        return false;
    }
    let is_small = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    let is_choice = text.starts_with(|letter: char| letter.is_ascii_lowercase()) && text.chars().all(is_small);
    REMARKS.contains(&name) || !is_choice
}

#[cfg(test)]
mod tests {
    use super::is_written;

    #[test]
    fn what_was_written_is_told_from_what_was_chosen() {
        let written = [
            ("comment", "ok"),
            ("comment", "ВАЖНЫЙ2"),
            ("f.contact.name", "Антон"),
            ("f.contact.phone", "+7 900 000-00-00"),
            ("f.contact.email", "anton@firm.example"),
            ("f.amount.amount", "500 000"),
            ("f.need", "two words"),
            ("due_at", "2026-11-24T15:30"),
        ];
        for field in written {
            assert!(is_written(field), "{field:?}");
        }
        let others = [
            ("comment", ""),
            ("token", "0af3"),
            ("key", "A key"),
            ("case.01a2", "on"),
            ("f.amount.currency", "RUB"),
            ("f.close_reason", "price"),
            ("f.new_client", "true"),
            ("to", "boris"),
        ];
        for field in others {
            assert!(!is_written(field), "{field:?}");
        }
    }
}
