//! The report for the eyes.

use std::fmt::Write as _;

use voronka_core::words::plural;
use voronka_definition::Locale;

use super::{Mutants, Protected, Tried};
use crate::coverage::{Count, Group};
use crate::run::Failure;

/// The report in this language.
pub fn text(tried: &[Tried<'_>], protected: &[Protected<'_>], locale: Locale) -> String {
    let mut out = String::new();
    let mut file = "";
    for one in tried {
        if one.file != file {
            file = one.file;
            let gap = if out.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{gap}{file}");
        }
        scenario(&mut out, one, locale);
    }
    let failed = tried.iter().filter(|one| !one.ran.passed()).count();
    let _ = writeln!(out, "\n{}", summary(tried.len(), failed, locale));
    for one in protected {
        process(&mut out, one, locale);
    }
    out
}

fn scenario(out: &mut String, tried: &Tried<'_>, locale: Locale) {
    let sign = if tried.ran.passed() { "✓" } else { "✗" };
    let _ = writeln!(out, "  {sign} {}", tried.scenario.title);
    let failures = &tried.ran.failures;
    for (place, one) in failures.iter().enumerate() {
        out.push_str(&failure(tried.file, one, locale));
        // The history is told once for several failures at the same point of it.
        if failures.get(place + 1).is_none_or(|next| next.seen != one.seen) {
            story(out, tried, one, locale);
        }
    }
}

/// A failure: its line, what was expected and what was there.
pub fn failure(file: &str, failure: &Failure, locale: Locale) -> String {
    let (expected, found) = (failure.expected.get(locale), failure.found.get(locale));
    let line = failure.line;
    match locale {
        Locale::Ru => format!("      {file}:{line}\n        ожидалось: {expected}\n        найдено:   {found}\n"),
        Locale::En => format!("      {file}:{line}\n        expected: {expected}\n        found:    {found}\n"),
    }
}

fn story(out: &mut String, tried: &Tried<'_>, failure: &Failure, locale: Locale) {
    let lines = super::history(tried, failure.seen, locale);
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "        {}", locale.pick("история до этого места:", "the history so far:"));
    for line in lines {
        let _ = writeln!(out, "          {line}");
    }
}

fn summary(all: usize, failed: usize, locale: Locale) -> String {
    match locale {
        Locale::Ru => {
            let scenarios = plural(all as u64, "сценарий", "сценария", "сценариев");
            format!("{all} {scenarios}: выполнено {}, не выполнено {failed}.", all - failed)
        }
        Locale::En => {
            let s = if all == 1 { "" } else { "s" };
            format!("{all} scenario{s}: {} passed, {failed} failed.", all - failed)
        }
    }
}

fn process(out: &mut String, protected: &Protected<'_>, locale: Locale) {
    let title = protected.process.title.get(locale);
    let _ = writeln!(out, "\n{} — {}", title, protected.file);
    for count in &protected.counts {
        let _ = writeln!(out, "  {:<width$} {:>3} / {}", name(count.group, locale), count.taken, count.all, width = 12);
    }
    let never: Vec<&Count> = protected.counts.iter().filter(|count| !count.never.is_empty()).collect();
    if !never.is_empty() {
        let _ = writeln!(out, "  {}", locale.pick("ни в одном сценарии:", "in no scenario:"));
    }
    for part in never.iter().flat_map(|count| &count.never) {
        let _ = writeln!(out, "    {}:{}  {}", protected.file, part.line, part.mark.name());
    }
    if let Some(mutants) = &protected.mutants {
        changes(out, protected, mutants, locale);
    }
}

fn changes(out: &mut String, protected: &Protected<'_>, mutants: &Mutants, locale: Locale) {
    let judged = &mutants.judged;
    let (tried, left, same) = (mutants.tried, judged.survivors.len(), judged.equivalent.len());
    let noticed = tried - left - same;
    let line = match locale {
        Locale::Ru => {
            let changes = plural(tried as u64, "изменение", "изменения", "изменений");
            format!("{tried} {changes} процесса: замечено {noticed}, ничего не меняют {same}, не замечено {left}.")
        }
        Locale::En => {
            format!("Changes of the process tried: {tried}; noticed {noticed}, without effect {same}, not noticed {left}.")
        }
    };
    let _ = writeln!(out, "  {line}");
    for mutant in &judged.survivors {
        let _ = writeln!(out, "    {}:{}  {}", protected.file, mutant.line, mutant.what.get(locale));
    }
    for idle in &judged.idle {
        let why =
            locale.pick("в equivalent названо то, что замечают или чего нет", "equivalent names what is noticed or is not there");
        let _ = writeln!(out, "    {why}: {}", idle.change);
    }
}

fn name(group: Group, locale: Locale) -> &'static str {
    match group {
        Group::Stages => locale.pick("стадии", "stages"),
        Group::Steps => locale.pick("шаги", "steps"),
        Group::Results => locale.pick("результаты", "results"),
        Group::Escalations => locale.pick("эскалации", "escalations"),
        Group::Loops => locale.pick("повторы", "loops"),
    }
}
