//! Texts that a reader of one of the languages will not understand.
//!
//! A file in one language is nobody's mistake. Where some texts are given in both, one of a single language was forgotten. A
//! plain text serves every language; it is taken for Russian only where it has Cyrillic letters, and only in a file most of
//! whose texts are given in both.

use crate::diagnostic::say;
use crate::process::context::Context;
use crate::text::Locale;

/// Warns of every text that lacks a language which the others have.
pub fn check(context: &Context<'_>) {
    let texts = context.texts.borrow();
    let both = texts.iter().filter(|text| text.both).count();
    let single = texts.iter().filter(|text| text.missing.is_some()).count();
    if both == 0 || single > both {
        return;
    }
    for text in texts.iter() {
        let Some(missing) = text.missing else { continue };
        let (ru, en) = match missing {
            Locale::Ru => ("русского", "Russian"),
            Locale::En => ("английского", "English"),
        };
        let message = say!("у этого текста нет {ru} варианта", "this text has no {en} version");
        let help = say!("напишите оба: {{ru: …, en: …}}", "write both: {{ru: …, en: …}}");
        context.findings.warning("missing_translation", text.span, message, help);
    }
}
