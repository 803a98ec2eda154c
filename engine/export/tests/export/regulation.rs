//! The regulation: golden texts, and what no regulation may say.

use std::path::Path;

use voronka_definition::{Locale, Process};
use voronka_export::Words;
use voronka_export::regulation::{html, markdown};

use crate::house::{everything, generated, organisation, process, processes};

/// The version is the hash of the file: a golden text should not change with a comment.
fn without_version(process: &Process, text: &str) -> String {
    text.replace(process.version.to_string().as_str(), "VERSION")
}

/// `VORONKA_GOLDEN=1 cargo test -p voronka-export` writes the golden files anew; read the difference before it is committed.
#[test]
fn the_regulations_read_as_before() {
    let organisation = organisation();
    for id in ["corporate_sales", "short_sale", "tender", "contract_renewal", "deal_desk"] {
        let process = process(id);
        for locale in Locale::ALL {
            let words = Words { process: &process, organisation: Some(&organisation), locale };
            let text = without_version(&process, &markdown(&words));
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/export/golden/{id}.{locale}.md"));
            if std::env::var_os("VORONKA_GOLDEN").is_some() {
                std::fs::write(&file, &text).unwrap();
            }
            let golden = std::fs::read_to_string(&file).unwrap();
            assert_eq!(text, golden, "{}", file.display());
        }
    }
}

#[test]
fn no_word_of_the_language_and_no_identifier_is_left() {
    for process in processes().into_iter().chain([everything()]) {
        let words = Words { process: &process, organisation: None, locale: Locale::Ru };
        let text = markdown(&words);
        let ids = process.fields.iter().map(|field| field.id.to_string()).filter(|id| id.contains('_'));
        let steps = process.bodies().flat_map(|stage| stage.every_step()).map(|step| step.id.to_string());
        let yaml = ["at_most", "may_ask", "by_name", "!= null", "satisfies", " and ", " then ", "head_of"].map(str::to_owned);
        for word in ids.chain(steps.filter(|id| id.contains('_'))).chain(yaml) {
            assert!(!text.contains(&word), "{}: `{word}` in\n{text}", process.id);
        }
        assert!(!text.contains('ё') && !text.contains("  "), "{}", process.id);
        for stage in &process.stages {
            assert!(text.contains(&words.text(&stage.title)));
        }
    }
}

#[test]
fn the_page_is_whole_and_escaped() {
    for process in processes().into_iter().chain([everything()]).chain((0..20).map(generated)) {
        let words = Words { process: &process, organisation: None, locale: Locale::Ru };
        let page = html(&words);
        assert!(page.contains("<svg") && page.contains("@page") && page.starts_with("<!doctype html>"), "{}", process.id);
        assert!(!page.contains("<клиентом>") && !page.contains("src=\"http"), "{}", process.id);
        for tag in ["table", "tr", "td", "ul", "li", "h3", "p", "blockquote", "strong"] {
            let opened = page.matches(&format!("<{tag}>")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{}: {tag}", process.id);
        }
    }
}
