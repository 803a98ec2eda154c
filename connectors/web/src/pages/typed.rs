//! What somebody wrote into a form that was refused for a reason that stands in no field: that somebody else was faster, or that he may
//! not. The page that says so gives it back, as the form is gone.
//!
//! Absent on purpose: what was chosen from a list and numbers; they are chosen again in a moment.

use std::sync::{Arc, Mutex, PoisonError};

use maud::{Markup, html};
use voronka_definition::Locale;

use super::frame;
use super::raw::Raw;

/// From how many characters on a single word is worth to be given back.
const LONG: usize = 16;

/// The texts of a request, once its form was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed(Arc<Mutex<Vec<String>>>);

impl Typed {
    /// Keeps what somebody wrote.
    pub fn keep(&self, raw: &Raw) {
        let texts = raw.texts().map(|(_, text)| text.trim()).filter(|text| is_written(text)).map(str::to_owned).collect();
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

/// Whether it was written, not chosen or counted: it has words, or is long and no address of a thing.
fn is_written(text: &str) -> bool {
    let has_letters = text.chars().any(char::is_alphabetic);
    let is_name_of_ours = text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_./:+".contains(letter));
    has_letters && (text.contains(char::is_whitespace) || (text.chars().count() >= LONG && !is_name_of_ours))
}

#[cfg(test)]
mod tests {
    use super::is_written;

    #[test]
    fn what_was_written_is_told_from_what_was_chosen() {
        for text in ["Клиент просил отсрочку", "two words", "Длинноесловобезпробелов"]
        {
            assert!(is_written(text), "{text}");
        }
        let chosen = [
            "",
            "yes",
            "RUB",
            "500 000",
            "2026-11-24T15:30",
            "01a260d6-3220-7a1f-b65f-b7df07c647c5-4",
            "hold_presentation_again",
        ];
        for text in chosen {
            assert!(!is_written(text), "{text}");
        }
    }
}
