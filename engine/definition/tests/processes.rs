//! The processes that voronka brings along compile, and nothing is found in them.

use voronka_definition::diagnostic::{Style, render};
use voronka_definition::model::{OutcomeKind, Process};
use voronka_definition::{Locale, Source, process};

/// The process of this text; a finding of any severity fails the test.
fn compiled(file: &str, text: &str) -> Process {
    let source = Source { file: file.to_owned(), text: text.to_owned() };
    let (found, value) = match process::compile(&source) {
        Ok(checked) => (checked.warnings, Some(checked.value)),
        Err(diagnostics) => (diagnostics.0, None),
    };
    assert!(found.is_empty(), "{}", render(&found, &source, Style::plain(Locale::En)));
    value.expect("a process without findings has a value")
}

fn corporate_sales() -> Process {
    compiled("corporate_sales", include_str!("../../../processes/corporate_sales/process.yaml"))
}

fn short_sale() -> Process {
    compiled("short_sale", include_str!("../../../processes/short_sale/process.yaml"))
}

#[test]
fn the_corporate_sale_has_its_nine_stages_and_three_ends() {
    let process = corporate_sales();
    let stages: Vec<&str> = process.stages.iter().map(|stage| stage.id.as_str()).collect();
    let expected = [
        "interest",
        "potential",
        "needs",
        "presentation",
        "contacts",
        "proposal",
        "proposal_presentation",
        "negotiation",
        "contract",
    ];
    assert_eq!(stages, expected);
    let outcomes: Vec<(&str, OutcomeKind)> = process.outcomes.iter().map(|o| (o.id.as_str(), o.kind)).collect();
    let expected = [("won", OutcomeKind::Won), ("lost", OutcomeKind::Lost), ("transferred", OutcomeKind::Transferred)];
    assert_eq!(outcomes, expected);
}

#[test]
fn a_transfer_to_the_short_sale_carries_the_need_and_the_products() {
    let (from, to) = (corporate_sales(), short_sale());
    let kind = |process: &Process, field: &str| process.field(&field.into()).map(|field| field.kind.clone());
    for field in ["need", "products", "company", "amount"] {
        assert_eq!(kind(&from, field), kind(&to, field), "{field}");
        assert!(kind(&from, field).is_some(), "{field}");
    }
}

#[test]
fn every_text_of_the_processes_is_in_both_languages() {
    for process in [corporate_sales(), short_sale()] {
        let stages = process.stages.iter().map(|stage| &stage.title);
        let outcomes = process.outcomes.iter().map(|outcome| &outcome.title);
        let fields = process.fields.iter().map(|field| &field.title);
        for title in stages.chain(outcomes).chain(fields).chain([&process.title]) {
            let (ru, en) = (title.get(Locale::Ru), title.get(Locale::En));
            assert_ne!(ru, en);
            assert!(!ru.is_empty() && en.is_ascii(), "{ru} / {en}");
        }
    }
}
