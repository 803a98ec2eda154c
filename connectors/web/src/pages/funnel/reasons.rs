//! Why deals were lost, month by month.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};
use voronka_definition::Process;
use voronka_definition::model::{Field, FieldType, OutcomeKind};
use voronka_definition::name::OutcomeId;
use voronka_runtime::{Cohort, Refusal, StoreError};

use super::super::frame;
use super::super::visit::Visit;
use super::View;
use super::chart::{self, Column};

/// How many reasons have a colour of their own; the others share the last one.
const SERIES: usize = 6;
/// How many months are drawn at most.
const MONTHS_MOST: usize = 36;

/// The reasons by how often they were given, and how often in each month.
struct Told {
    /// The first day of each month, in order and without a gap.
    months: Vec<NaiveDate>,
    /// Each reason with its numbers, by month.
    reasons: Vec<(String, Vec<u64>)>,
}

/// Lost deals that ended in the span of the cohort; nothing where the process does not ask why.
pub(super) async fn read(visit: &Visit, process: &Process, span: &Cohort) -> Result<Vec<Refusal>, StoreError> {
    let Some(field) = field(process) else { return Ok(Vec::new()) };
    visit.app.engine.reads().refusals(&visit.horizon, span, &lost(process), &field.id).await
}

fn lost(process: &Process) -> Vec<OutcomeId> {
    process.outcomes.iter().filter(|outcome| outcome.kind == OutcomeKind::Lost).map(|outcome| outcome.id.clone()).collect()
}

/// The field that says why: the first choice, else the first text, that a lost outcome asks.
fn field(process: &Process) -> Option<&Field> {
    let lost = process.outcomes.iter().filter(|outcome| outcome.kind == OutcomeKind::Lost);
    let asked: Vec<&Field> = lost.flat_map(|outcome| &outcome.ask).filter_map(|ask| process.field(&ask.field)).collect();
    let of = |is: fn(&FieldType) -> bool| asked.iter().copied().find(|field| is(&field.kind));
    of(|kind| matches!(kind, FieldType::Choice(_))).or_else(|| of(|kind| matches!(kind, FieldType::Text)))
}

pub(super) fn section(visit: &Visit, process: &Process, view: &View<'_>, refusals: &[Refusal]) -> Markup {
    let Some(field) = field(process) else { return html! {} };
    let title = visit.say("Причины отказов по месяцам", "Why deals were lost, by month");
    let told = told(visit, field, view, refusals);
    html! {
        section.chapter id="reasons" {
            h2 { (title) span.count { (refusals.len()) } }
            @if refusals.is_empty() {
                p.quiet { (visit.say("За этот период ни одна сделка не проиграна.", "No deal was lost in this period.")) }
            } @else {
                p.quiet { (visit.say("По дате завершения сделки, когда бы она ни началась.", "By the day on which a deal ended, whenever it began.")) }
                figure.chart {
                    (chart::columns(&columns(visit, &told), title))
                    (legend(&told))
                }
                (frame::scroll(title, table(visit, &told)))
            }
        }
    }
}

fn told(visit: &Visit, field: &Field, view: &View<'_>, refusals: &[Refusal]) -> Told {
    let months = months(view.days);
    let mut by_reason: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for refusal in refusals {
        let day = refusal.at.with_timezone(&visit.zone).date_naive();
        let month = months.iter().position(|month| (month.year(), month.month()) == (day.year(), day.month()));
        let numbers = by_reason.entry(name(visit, field, refusal.reason.as_deref())).or_insert_with(|| vec![0; months.len()]);
        if let Some(number) = month.and_then(|month| numbers.get_mut(month)) {
            *number += 1;
        }
    }
    let mut reasons: Vec<_> = by_reason.into_iter().collect();
    reasons.sort_by_key(|(_, numbers)| std::cmp::Reverse(numbers.iter().sum::<u64>()));
    Told { months, reasons }
}

/// The first days of the months of a span, the last ones where there are too many.
fn months((from, to): (NaiveDate, NaiveDate)) -> Vec<NaiveDate> {
    let first = |day: NaiveDate| day.with_day(1).unwrap_or(day);
    let next = |month: &NaiveDate| month.checked_add_months(chrono::Months::new(1));
    let last = first(to);
    let back = last.checked_sub_months(chrono::Months::new(MONTHS_MOST as u32 - 1)).unwrap_or(last);
    std::iter::successors(Some(first(from).max(back)), next).take_while(|month| *month <= last).collect()
}

fn name(visit: &Visit, field: &Field, reason: Option<&str>) -> String {
    let Some(reason) = reason else { return visit.say("не указана", "not given").to_owned() };
    match &field.kind {
        FieldType::Choice(options) => options
            .iter()
            .find(|option| option.id == reason)
            .map_or_else(|| reason.to_owned(), |option| option.title.get(visit.locale).to_owned()),
        _ => reason.to_owned(),
    }
}

fn columns(visit: &Visit, told: &Told) -> Vec<Column> {
    let column = |(place, month): (usize, &NaiveDate)| {
        let mut parts = vec![0; SERIES];
        for (series, (_, numbers)) in told.reasons.iter().enumerate() {
            parts[series.min(SERIES - 1)] += numbers[place];
        }
        Column { label: short(visit, *month), parts }
    };
    told.months.iter().enumerate().map(column).collect()
}

/// A month as a column is called: `03.26`.
fn short(visit: &Visit, month: NaiveDate) -> String {
    month.format(visit.say("%m.%y", "%m/%y")).to_string()
}

fn legend(told: &Told) -> Markup {
    html! {
        figcaption.legend {
            @for (series, (name, _)) in told.reasons.iter().enumerate() { span class={ "s" (series.min(SERIES - 1)) } { (name) } }
        }
    }
}

fn table(visit: &Visit, told: &Told) -> Markup {
    html! {
        table.grid {
            caption.hidden { (visit.say("Причины отказов по месяцам", "Why deals were lost, by month")) }
            thead { tr {
                th scope="col" { (visit.say("Причина", "Reason")) }
                @for month in &told.months { th.number scope="col" { (short(visit, *month)) } }
                th.number scope="col" { (visit.say("Всего", "In all")) }
            } }
            tbody { @for (name, numbers) in &told.reasons { tr {
                th scope="row" { (name) }
                @for number in numbers { td.number { @if *number > 0 { (number) } } }
                td.number { strong { (numbers.iter().sum::<u64>()) } }
            } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other_over_the_year_and_the_last_ones_count() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let over = months((day("2026-11-30"), day("2027-02-01")));
        assert_eq!(over, ["2026-11-01", "2026-12-01", "2027-01-01", "2027-02-01"].map(day));
        assert_eq!(months((day("2000-01-01"), day("2026-05-05"))).len(), MONTHS_MOST);
    }
}
