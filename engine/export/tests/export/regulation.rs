//! The regulation: golden texts, and what no regulation may say.

use std::path::Path;

use voronka_definition::{Locale, Process, Source, compile};
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

const UNUSUAL: &str = "
process: trial
title: {ru: Проба, en: Trial}
fields: {area: {type: number, title: {ru: Площадь, en: Area}}, why: {type: text, title: {ru: Причина, en: Why}}}
defaults: {escalate: usual}
escalations:
  usual: [{when: overdue, notify: head_of(late)}]
  hot: [{when: overdue, notify: 'person(olga)'}]
activities:
  visit: {title: {ru: Выезд, en: Visit}, assignee: position(engineer), escalate: hot, results: {held: {title: {ru: Был, en: Held}, ask: [area]}, cancelled: {title: {ru: Нет, en: Dropped}}}}
stages:
  work:
    title: {ru: Работа, en: Work}
    limit: {within: 5 business days, escalate: hot}
    steps:
      - task: call
        title: {ru: Звонок, en: Call}
        reschedule: {at_most: 2, by: 3 business days}
        results: {go: {title: {ru: Едем, en: Go}, plan: visit}, lose: {title: {ru: Отказ, en: Refused}, finish: lost}}
      - finish: won
outcomes:
  won: {title: {ru: Победа, en: Won}, kind: won}
  lost: {title: {ru: Проигрыш, en: Lost}, kind: lost, ask: [why]}
";

#[test]
fn what_differs_from_the_usual_is_said_where_it_stands() {
    let source = Source { file: "trial.yaml".to_owned(), text: UNUSUAL.to_owned() };
    let process = compile(&source).unwrap_or_else(|found| panic!("{found:#?}")).value;
    let words = Words { process: &process, organisation: None, locale: Locale::En };
    let text = markdown(&words);
    for said in [
        "When one of the steps “Visit” is late:",
        "| “Visit” |",
        "The assignee may put it off at most twice, by 3 business days in all; beyond that a head may.",
        "**Where the stage lasts longer:**",
        "| **Held** | Required: “Area”. |",
        "| **Refused** | To finish the deal: “Why”. | The deal ends: “Lost” |",
    ] {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
}
