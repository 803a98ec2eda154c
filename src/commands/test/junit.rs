//! JUnit: the report that build servers show.

use std::path::Path;

use anyhow::{Context, Result};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use voronka_scenario::report::{Tried, failure, history};

use crate::terminal::Terminal;

/// Writes the report to a file.
pub fn write(file: &Path, tried: &[Tried<'_>], terminal: &Terminal) -> Result<()> {
    let mut report = Report::new("voronka test");
    let mut suites: Vec<TestSuite> = Vec::new();
    for one in tried {
        if suites.last().is_none_or(|suite| suite.name.as_str() != one.file) {
            suites.push(TestSuite::new(one.file));
        }
        if let Some(suite) = suites.last_mut() {
            suite.add_test_case(case(one, terminal));
        }
    }
    report.add_test_suites(suites);
    let name = file.display().to_string();
    let unwritable = || terminal.pick(format!("не записывается {name}"), format!("cannot write {name}"));
    std::fs::write(file, report.to_string().context("the report as JUnit")?).with_context(unwritable)
}

fn case(tried: &Tried<'_>, terminal: &Terminal) -> TestCase {
    let status = match tried.ran.failures.first() {
        None => TestCaseStatus::success(),
        Some(first) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let locale = terminal.locale;
            let mut text: String = tried.ran.failures.iter().map(|one| failure(tried.file, one, locale)).collect();
            text.push_str(&history(tried, first.seen, locale).join("\n"));
            status.set_message(format!("{}:{}: {}", tried.file, first.line, first.expected.get(locale)));
            status.set_type("expectation");
            status.set_description(text);
            status
        }
    };
    let mut case = TestCase::new(tried.scenario.title.as_str(), status);
    case.set_classname(tried.process.id.as_str());
    case.extra.insert("file".into(), tried.file.into());
    case.extra.insert("line".into(), tried.scenario.line.to_string().into());
    case
}
