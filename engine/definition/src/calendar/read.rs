//! The reader of a calendar's file: a week, and the days that differ from it.
//!
//! ```yaml
//! calendar: ru
//! title: {ru: Россия, en: Russia}
//! based_on: other                             # what is not said here is as there; then `week` may be missing
//! known_until: 2025-12-31                     # the days that differ are known up to here
//! sources: {2025: a decree}                   # who says so, by year
//! week:
//!   mon-fri: [09:00-13:00, 14:00-18:00]       # weekdays that are not named are days off
//! holidays:                                   # days off, with what they are
//!   2025-01-01..2025-01-08: New Year
//!   12-25: Christmas                          # every year
//! short_by: 1 hour
//! short: [2025-03-07]                         # working days that end earlier
//! half: {12-24: Christmas Eve}                # working days of which the first half is worked
//! working:                                    # days worked other than their weekday: full, short, half, or hours
//!   2025-11-01: short
//! ```

use super::Calendar;
use super::compose::compose;
use super::sheet::{Sheet, sheet};
use crate::diagnostic::{Checked, Diagnostics, Findings, Source, Span, say};
use crate::name::CalendarId;
use crate::yaml::{parse, similar::similar};

/// Reads a calendar that is based on no other.
///
/// # Errors
/// Every mistake of the file at once; among them a week without working time.
pub fn read_calendar(source: &Source) -> Result<Checked<Calendar>, Diagnostics> {
    read_calendar_among(source, &[])
}

/// Reads a calendar that may be based on one of these others. Of two with the same name the later one counts; the file itself may
/// be among them.
///
/// # Errors
/// Every mistake of the file at once; those of the others count as one.
pub fn read_calendar_among(source: &Source, others: &[Source]) -> Result<Checked<Calendar>, Diagnostics> {
    let findings = Findings::new(&source.file);
    let own = parse(source, &findings).and_then(|root| sheet(&root, &findings));
    let calendar = own.and_then(|own| {
        let bases = bases(&own, others, &findings)?;
        compose(own, &bases, &findings)
    });
    findings.finish(calendar)
}

/// The calendars it is based on, the most distant first.
fn bases(own: &Sheet, others: &[Source], findings: &Findings) -> Option<Vec<Sheet>> {
    let Some((mut wanted, at)) = own.based_on.clone() else { return Some(Vec::new()) };
    let mut chain: Vec<Sheet> = Vec::new();
    let mut way = vec![own.id.clone()];
    loop {
        let is_circle = way.contains(&wanted);
        way.push(wanted.clone());
        if is_circle {
            let circle = way.iter().map(CalendarId::as_str).collect::<Vec<_>>().join(" → ");
            let message = say!("календарь основан сам на себе: {circle}", "the calendar is based on itself: {circle}");
            findings.error("base_circle", at, message);
            return None;
        }
        let base = base(&wanted, at, others, findings)?;
        let next = base.based_on.clone();
        chain.insert(0, base);
        match next {
            Some((next, _)) => wanted = next,
            None => return Some(chain),
        }
    }
}

fn base(wanted: &CalendarId, at: Span, others: &[Source], findings: &Findings) -> Option<Sheet> {
    let trees = others.iter().rev().filter_map(|other| parse(other, &Findings::new(&other.file)).map(|tree| (other, tree)));
    let trees: Vec<_> = trees.collect();
    let name_of = |tree: &crate::yaml::Node| tree.get("calendar").and_then(|node| node.text().map(str::to_owned));
    let Some((other, tree)) = trees.iter().find(|(_, tree)| name_of(tree).as_deref() == Some(wanted.as_str())) else {
        let names: Vec<String> = trees.iter().filter_map(|(_, tree)| name_of(tree)).collect();
        let message = say!("нет календаря «{wanted}»", "there is no calendar `{wanted}`");
        let names_shown = names.join(", ");
        let known = || (!names.is_empty()).then(|| say!("известны: {names_shown}", "there are: {names_shown}"));
        let help = similar(wanted.as_str(), names.iter().map(String::as_str)).or_else(known);
        findings.error_with("unknown_base", at, message, help);
        return None;
    };
    let unheard = Findings::new(&other.file);
    let read = sheet(tree, &unheard);
    let read = unheard.finish(read).ok();
    if read.is_none() {
        let (message, file) = (say!("в календаре «{wanted}» есть ошибки", "the calendar `{wanted}` has mistakes"), &other.file);
        findings.error_with("base_broken", at, message, say!("исправьте {file}", "mend {file}"));
    }
    read.map(|checked| checked.value)
}
