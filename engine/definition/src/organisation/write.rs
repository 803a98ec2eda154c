//! An organisation as the text of its file: what was changed elsewhere is read, and so checked, as if somebody had written it there.

use std::fmt::Write as _;

use super::{Absence, Covered, Organisation};
use crate::text::{Locale, Text};

/// The text of an organisation. Each value stands on a line of its own, below the name that it belongs to. Reading it gives the same
/// organisation.
pub fn written(organisation: &Organisation) -> String {
    let mut out = Out::default();
    out.value(0, "organisation", Some(text(&organisation.title)));
    out.value(0, "locale", Some(quoted(organisation.locale.code())));
    out.value(0, "time_zone", Some(quoted(organisation.time_zone.name())));
    out.value(0, "calendar", Some(quoted(organisation.calendar.as_str())));
    out.value(0, "last_resort", Some(quoted(organisation.last_resort.as_str())));
    departments(&mut out, organisation);
    directions(&mut out, organisation);
    people(&mut out, organisation);
    absences(&mut out, &organisation.absences);
    out.text
}

/// The name and the key that stand on a line of such a text, as `anna` and `email`; what stands in no section has no name.
pub fn place_in(written: &str, line: usize) -> Option<(String, String)> {
    let all: Vec<&str> = written.lines().collect();
    let depth = |line: &str| line.len() - line.trim_start().len();
    let key = |line: &str| {
        let quoted = line.trim_start().strip_prefix('"')?;
        quoted.split_once('"').map(|(key, _)| key.to_owned())
    };
    let here = *all.get(line.checked_sub(1)?)?;
    let name = all[..line].iter().rev().find(|above| depth(above) == 2)?;
    if depth(here) == 2 { Some((key(here)?, String::new())) } else { Some((key(name)?, key(here)?)) }
}

#[derive(Default)]
struct Out {
    text: String,
}

impl Out {
    fn value(&mut self, depth: usize, key: &str, value: Option<String>) {
        if let Some(value) = value {
            let _infallible = writeln!(self.text, "{:depth$}{}: {value}", "", quoted(key));
        }
    }

    fn head(&mut self, depth: usize, key: &str) {
        let _infallible = writeln!(self.text, "{:depth$}{}:", "", quoted(key));
    }
}

fn departments(out: &mut Out, organisation: &Organisation) {
    if organisation.departments.is_empty() {
        return;
    }
    out.head(0, "departments");
    for (id, department) in &organisation.departments {
        out.head(2, id.as_str());
        out.value(4, "title", Some(text(&department.title)));
        out.value(4, "part_of", department.part_of.as_ref().map(|id| quoted(id.as_str())));
        out.value(4, "head", department.head.as_ref().map(|id| quoted(id.as_str())));
        out.value(4, "calendar", department.calendar.as_ref().map(|id| quoted(id.as_str())));
        out.value(4, "time_zone", department.time_zone.map(|zone| quoted(zone.name())));
    }
}

fn directions(out: &mut Out, organisation: &Organisation) {
    if organisation.directions.is_empty() {
        return;
    }
    out.head(0, "directions");
    for (id, direction) in &organisation.directions {
        out.head(2, id.as_str());
        out.value(4, "title", Some(text(&direction.title)));
        out.value(4, "head", direction.head.as_ref().map(|id| quoted(id.as_str())));
        out.value(4, "calendar", direction.calendar.as_ref().map(|id| quoted(id.as_str())));
        out.value(4, "time_zone", direction.time_zone.map(|zone| quoted(zone.name())));
    }
}

fn people(out: &mut Out, organisation: &Organisation) {
    out.head(0, "people");
    for (id, person) in &organisation.people {
        let positions: Vec<String> = person.positions.iter().map(|position| quoted(position.as_str())).collect();
        out.head(2, id.as_str());
        out.value(4, "name", Some(quoted(&person.name)));
        out.value(4, "email", person.email.as_deref().map(quoted));
        out.value(4, "department", person.department.as_ref().map(|id| quoted(id.as_str())));
        out.value(4, "positions", (!positions.is_empty()).then(|| format!("[{}]", positions.join(", "))));
        out.value(4, "locale", person.locale.map(|locale| quoted(locale.code())));
        out.value(4, "calendar", person.calendar.as_ref().map(|id| quoted(id.as_str())));
        out.value(4, "time_zone", person.time_zone.map(|zone| quoted(zone.name())));
        out.value(4, "active", (!person.active).then(|| "false".to_owned()));
    }
}

fn absences(out: &mut Out, absences: &[Absence]) {
    if absences.is_empty() {
        return;
    }
    out.head(0, "absences");
    for Absence { person, from, to, deputy, tasks } in absences {
        let deputy = deputy.as_ref().map(|deputy| format!(", \"deputy\": {}", quoted(deputy.as_str()))).unwrap_or_default();
        let tasks = match tasks {
            Covered::All => "all",
            Covered::Urgent => "urgent",
            Covered::None => "none",
        };
        let person = quoted(person.as_str());
        let _infallible =
            writeln!(out.text, "  - {{\"person\": {person}, \"from\": {from}, \"to\": {to}{deputy}, \"tasks\": {tasks}}}");
    }
}

fn text(text: &Text) -> String {
    let (ru, en) = (text.get(Locale::Ru), text.get(Locale::En));
    if ru == en { quoted(ru) } else { format!("{{\"ru\": {}, \"en\": {}}}", quoted(ru), quoted(en)) }
}

/// A text in double quotes, as JSON writes it, which YAML reads.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
