//! What the company wrote: its organisation, its calendars and how far they are known, its processes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, Utc};
use voronka_core::{World, lookup};
use voronka_definition::calendar::{Calendar, read_calendar_among};
use voronka_definition::organisation::{Organisation, read_organisation};
use voronka_definition::{Finding, Severity, Source, Text, compile};

use super::Looked;
use crate::files::Definitions;
use crate::settings::Settings;
use crate::terminal::Terminal;

/// How long before the days of a calendar end somebody should enter the next year.
const WARNED: Days = Days::new(60);

pub(super) fn look(settings: &Settings, terminal: &Terminal) -> Vec<Looked> {
    let read = Definitions::read(&settings.processes, settings.organisation.as_deref(), terminal);
    let definitions = match read {
        Ok(definitions) => definitions,
        Err(error) => {
            return vec![Looked::bad(
                "processes",
                Text::both(format!("{error:#}"), format!("{error:#}")),
                Text::both("проверьте настройки processes и organisation", "check the settings processes and organisation"),
            )];
        }
    };
    let known: Vec<String> = definitions.calendars.iter().filter_map(lookup::calendars::name_of).collect();
    let house = definitions.organisation.as_ref().and_then(|source| Some(read_organisation(source).ok()?.value));
    let used = house.as_ref().map(|house| used(house, &definitions.processes));
    let is_used = |source: &&Source| {
        used.as_ref().is_none_or(|used| lookup::calendars::name_of(source).is_none_or(|id| used.contains(&id)))
    };
    let calendars = definitions.calendars.iter().filter(is_used);
    let mut all: Vec<Looked> = calendars.map(|source| calendar(source, &definitions.calendars)).collect();
    if let Some(source) = &definitions.organisation {
        all.push(found("organisation", source, &lookup::organisation(source, &known)));
        all.extend(house.as_ref().and_then(without_address));
    }
    let process = |source: &Source| found("process", source, &lookup::process(source, house.as_ref(), &known));
    all.extend(definitions.processes.iter().map(process));
    all
}

/// The calendars that somebody or something counts by.
fn used(house: &Organisation, processes: &[Source]) -> BTreeSet<String> {
    let processes = processes.iter().filter_map(|source| Some(Arc::new(compile(source).ok()?.value)));
    let processes = processes.map(|process| (process.id.clone(), process)).collect();
    let world = World { organisation: house.clone(), calendars: BTreeMap::new(), processes, heirs: BTreeMap::new() };
    // A world without calendars misses all that are named.
    world.missing_calendars().into_iter().map(|id| id.to_string()).collect()
}

/// How many findings `check` has.
fn found(at: &'static str, source: &Source, findings: &[Finding]) -> Looked {
    let file = &source.file;
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let warnings = findings.len() - errors;
    let seen = Text::both(
        format!("{file}: ошибок {errors}, предупреждений {warnings}"),
        format!("{file}: errors {errors}, warnings {warnings}"),
    );
    let advice = Text::both(format!("voronka check {file} покажет каждую"), format!("voronka check {file} shows each of them"));
    match (errors, warnings) {
        (0, 0) => Looked::good(at, format!("{file} без замечаний"), format!("{file}: nothing found")),
        (0, _) => Looked::doubtful(at, seen, advice),
        _ => Looked::bad(at, seen, advice),
    }
}

/// People whom no letter reaches.
fn without_address(house: &Organisation) -> Option<Looked> {
    let names: Vec<&str> = house
        .people
        .values()
        .filter(|person| person.active && person.email.is_none())
        .map(|person| person.name.as_str())
        .collect();
    let shown = names.iter().take(5).copied().collect::<Vec<_>>().join(", ");
    let number = names.len();
    (number > 0).then(|| {
        Looked::doubtful(
            "letters",
            Text::both(
                format!("без адреса почты, писем не получат ({number}): {shown}"),
                format!("without an e-mail address, so without letters ({number}): {shown}"),
            ),
            Text::both("добавьте им email в файле организации", "give them an email in the organisation's file"),
        )
    })
}

fn calendar(source: &Source, all: &[Source]) -> Looked {
    let calendar = match read_calendar_among(source, all) {
        Ok(checked) => checked.value,
        Err(findings) => return found("calendar", source, &findings.0),
    };
    let id = calendar.id();
    let Some(last) = calendar.known_until() else {
        return Looked::good("calendar", format!("«{id}» без срока"), format!("`{id}` without an end"));
    };
    let advice = Text::both(
        format!("добавьте следующий год: voronka calendar import, или поправьте {}", source.file),
        format!("add the next year: voronka calendar import, or edit {}", source.file),
    );
    let written = lookup::calendars::last_year_written(source, all);
    if let Some(year) = written.filter(|year| *year < last.year()) {
        return Looked::doubtful(
            "calendar",
            Text::both(
                format!("«{id}»: known_until — {last}, а после {year} года не записано ни одного дня"),
                format!("`{id}`: known_until is {last}, and no day is written after {year}"),
            ),
            Text::both(
                format!("допишите дни или исправьте known_until в {}", source.file),
                format!("write these days, or mend known_until in {}", source.file),
            ),
        );
    }
    known(&calendar, last, today(), advice)
}

/// A calendar whose days are known up to a last one.
fn known(calendar: &Calendar, last: NaiveDate, today: NaiveDate, advice: Text) -> Looked {
    let id = calendar.id();
    let seen = Text::both(format!("«{id}»: дни известны до {last}"), format!("`{id}`: days are known until {last}"));
    if last < today {
        Looked::bad("calendar", seen, advice)
    } else if last < today + WARNED {
        Looked::doubtful("calendar", seen, advice)
    } else {
        Looked::good("calendar", format!("«{id}»: дни известны до {last}"), format!("`{id}`: days are known until {last}"))
    }
}

#[allow(clippy::disallowed_methods, reason = "a person asks how things are today; nothing is decided by it")]
fn today() -> NaiveDate {
    chrono::DateTime::<Utc>::from(std::time::SystemTime::now()).date_naive()
}
