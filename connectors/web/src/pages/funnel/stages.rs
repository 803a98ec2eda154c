//! The stages as tables with their pictures: what stands where now, and what a cohort came to.

use chrono::TimeDelta;
use maud::{Markup, html};
use voronka_core::words::{amount_of_money, day, plural};
use voronka_definition::{Locale, Money, Process};
use voronka_runtime::StageStanding;

use super::super::frame;
use super::super::visit::Visit;
use super::chart::{self, Bar};
use super::cohort::{Funnel, Step};
use super::{View, chart::percent};

/// Every open deal by stage, whenever it began.
pub(super) fn now(visit: &Visit, view: &View<'_>, standing: &[StageStanding]) -> Markup {
    let (process, of_whom) = (view.process, &view.choice.word);
    let of = |stage: &voronka_definition::model::Stage| standing.iter().find(|one| one.stage == stage.id);
    let all: u64 = standing.iter().map(|one| one.deals).sum();
    html! {
        section.chapter id="now" {
            h2 { (visit.say("Открытые сделки сейчас", "Open deals now")) span.count { (all) } }
            @if all == 0 { p.quiet { (visit.say("Открытых сделок нет.", "There are no open deals.")) } }
            @else { (frame::scroll(visit.say("Открытые сделки по стадиям", "Open deals by stage"), html! { table.grid {
                caption.hidden { (visit.say("Открытые сделки по стадиям", "Open deals by stage")) }
                thead { tr {
                    th scope="col" { (visit.say("Стадия", "Stage")) }
                    th.number scope="col" { (visit.say("Сделок", "Deals")) }
                    th.number scope="col" { (visit.say("С просрочкой", "Overdue")) }
                    th.number scope="col" { (visit.say("Сумма", "Amount")) }
                } }
                tbody { @for stage in &process.stages { @let one = of(stage); tr {
                    th scope="row" { a href={ "/deals?process=" (process.id) "&stage=" (stage.id) "&of=" (of_whom) } { (stage.title.get(visit.locale)) } }
                    td.number { (one.map_or(0, |one| one.deals)) }
                    td.number { @if let Some(one) = one.filter(|one| one.overdue > 0) { span.due.late { (one.overdue) } } }
                    td.number { @if let Some(one) = one { (money(visit, one.amounts.iter().copied())) } }
                } } }
            } })) }
        }
    }
}

/// Amounts, each with its currency.
fn money(visit: &Visit, amounts: impl Iterator<Item = Money>) -> Markup {
    let shown = amounts.filter(|money| money.minor != 0).map(|money| amount_of_money(money, visit.locale));
    html! { @for (place, amount) in shown.enumerate() { @if place > 0 { br; } (amount) } }
}

/// What the deals that began in the period came to.
pub(super) fn cohort(visit: &Visit, view: &View<'_>, funnel: &Funnel) -> Markup {
    let (from, to) = view.days;
    let (from, to) = (day(from, visit.locale), day(to, visit.locale));
    html! {
        section.chapter id="cohort" {
            h2 { (visit.say(format!("Сделки, начатые с {from} по {to}"), format!("Deals begun from {from} until {to}"))) span.count { (funnel.all) } }
            @if funnel.all == 0 {
                div.card.empty {
                    p { (visit.say("В этот период ни одна сделка не началась. Выберите другой период или чужие сделки.", "No deal began in this period. Choose another period, or other people.")) }
                }
            } @else {
                (summary(visit, view, funnel))
                figure.chart {
                    (chart::bars(&bars(visit, view.process, funnel), &chart_title(visit)))
                    (legend(visit))
                }
                (frame::scroll(&chart_title(visit), table(visit, view.process, funnel)))
                (how(visit))
            }
        }
    }
}

fn chart_title(visit: &Visit) -> String {
    visit.say("Сколько сделок дошло до каждой стадии", "How many deals reached each stage").to_owned()
}

fn summary(visit: &Visit, view: &View<'_>, funnel: &Funnel) -> Markup {
    let (from, to) = view.days;
    let list = format!("/deals?process={}&of={}&from={from}&to={to}", view.process.id, view.choice.word);
    let part = |number: u64, title: &str, class: &str, which: &str| {
        html! {
            a class={ "tally " (class) } href={ (list) (which) } {
                strong { (number) } span { (title) " · " (percent(number, funnel.all, visit.locale)) }
            }
        }
    };
    html! {
        div.tallies {
            (part(funnel.won, visit.say("выиграно", "won"), "good", "&show=finished&result=won"))
            (part(funnel.lost, visit.say("проиграно", "lost"), "late", "&show=finished&result=lost"))
            (part(funnel.transferred, visit.say("в другом процессе", "in another process"), "", "&show=finished&result=transferred"))
            (part(funnel.open(), visit.say("еще в работе", "still open"), "", ""))
            div.tally { strong.sum { (money(visit, funnel.won_worth.amounts())) } span { (visit.say("сумма выигранных", "worth of the won")) } }
        }
    }
}

fn bars(visit: &Visit, process: &Process, funnel: &Funnel) -> Vec<Bar> {
    let stages = process.stages.iter().zip(&funnel.steps).map(|(stage, step)| Bar {
        label: stage.title.get(visit.locale).to_owned(),
        parts: vec![
            ("on", step.reached - step.lost - step.here - step.transferred),
            ("here", step.here),
            ("other", step.transferred),
            ("lost", step.lost),
        ],
        said: format!("{} · {}", step.reached, percent(step.reached, funnel.all, visit.locale)),
    });
    let won = Bar {
        label: visit.say("Выиграно", "Won").to_owned(),
        parts: vec![("won", funnel.won)],
        said: format!("{} · {}", funnel.won, percent(funnel.won, funnel.all, visit.locale)),
    };
    stages.chain([won]).collect()
}

fn legend(visit: &Visit) -> Markup {
    html! {
        figcaption.legend {
            span.on { (visit.say("пошли дальше", "went on")) }
            span.here { (visit.say("стоят здесь сейчас", "stand here now")) }
            span.other { (visit.say("ушли отсюда в другой процесс", "went to another process from here")) }
            span.lost { (visit.say("проиграны отсюда", "lost from here")) }
            span.won { (visit.say("выиграны", "won")) }
        }
    }
}

fn table(visit: &Visit, process: &Process, funnel: &Funnel) -> Markup {
    let leak = funnel.leak();
    let head = [
        ("Дошли", "Reached"),
        ("Из всех", "Of all"),
        ("Из предыдущей", "Of the stage before"),
        ("Проиграны отсюда", "Lost from here"),
        ("Стоят здесь", "Stand here"),
        ("Возвраты", "Returns"),
        ("Среднее время", "Average time"),
        ("Сумма дошедших", "Worth of these"),
    ];
    html! {
        table.grid {
            caption.hidden { (chart_title(visit)) }
            thead { tr {
                th scope="col" { (visit.say("Стадия", "Stage")) }
                @for (ru, en) in head { th.number scope="col" { (visit.say(ru, en)) } }
            } }
            tbody {
                @for (place, (stage, step)) in process.stages.iter().zip(&funnel.steps).enumerate() {
                    (row(visit, funnel, (stage.title.get(visit.locale), place, step), leak == Some(place)))
                }
            }
            tfoot { tr {
                th scope="row" { (visit.say("Выиграно", "Won")) }
                td.number { (funnel.won) }
                td.number { (percent(funnel.won, funnel.all, visit.locale)) }
                td.number { (percent(funnel.won, funnel.steps.last().map_or(0, |step| step.reached), visit.locale)) }
                td colspan="4" {}
                td.number { (money(visit, funnel.won_worth.amounts())) }
            } }
        }
    }
}

fn row(visit: &Visit, funnel: &Funnel, (title, place, step): (&str, usize, &Step), is_leak: bool) -> Markup {
    let before = if place == 0 { funnel.all } else { funnel.steps[place - 1].reached };
    let some = |number: u64| html! { @if number > 0 { (number) } @else { span.quiet { "0" } } };
    let passed = step.reached - step.entered.min(step.reached);
    html! {
        tr {
            th scope="row" {
                (title)
            }
            td.number {
                (step.reached)
                @if passed > 0 { span.away { (visit.say(format!("из них {passed}, минуя стадию"), format!("{passed} of them past it"))) } }
            }
            td.number { (percent(step.reached, funnel.all, visit.locale)) }
            td.number { (percent(step.reached, before, visit.locale)) }
            td.number {
                @if step.lost > 0 { span.due.late { (step.lost) } } @else { (some(0)) }
                @if is_leak { span.away { (visit.say("больше всего", "the most")) } }
            }
            td.number { (some(step.here)) }
            td.number { (some(step.returns)) }
            td.number { @if let Some(average) = step.average() { (span(average, visit.locale)) } }
            td.number { (money(visit, step.worth.amounts())) }
        }
    }
}

/// How long, in the unit in which one speaks of it.
pub(super) fn span(time: TimeDelta, locale: Locale) -> String {
    let hours = u64::try_from(time.num_hours()).unwrap_or_default();
    let (number, ru, en) = match hours {
        0 => return locale.pick("меньше часа", "under an hour").to_owned(),
        1..48 => (hours, plural(hours, "час", "часа", "часов"), "hour"),
        _ => {
            let days = (hours + 12) / 24;
            (days, plural(days, "день", "дня", "дней"), "day")
        }
    };
    locale.pick(format!("{number} {ru}"), format!("{number} {en}{}", if number == 1 { "" } else { "s" }))
}

fn how(visit: &Visit) -> Markup {
    html! {
        details.more {
            summary { (visit.say("Как это посчитано", "How this is counted")) }
            p.lead { (visit.say(
                "Берутся все сделки, начатые в выбранный период, и только они: доли говорят о судьбе одних и тех же сделок, поэтому свежий период еще не дозрел. Сделка дошла до стадии, если входила в нее или в более позднюю, либо выиграна. Возврат не считается второй раз. Среднее время — по завершенным пребываниям в стадии, в календарных днях.",
                "All deals that began in the chosen period are taken, and no others: the shares tell the fate of the same deals, so a recent period is not ripe yet. A deal has reached a stage if it entered it or a later one, or was won. A return does not count twice. The average time is that of visits that are over, in calendar days.",
            )) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_hours_until_it_is_days() {
        let table = [
            (0, "меньше часа", "under an hour"),
            (1, "1 час", "1 hour"),
            (47, "47 часов", "47 hours"),
            (48, "2 дня", "2 days"),
            (500, "21 день", "21 days"),
        ];
        for (hours, ru, en) in table {
            assert_eq!(
                (span(TimeDelta::hours(hours), Locale::Ru).as_str(), span(TimeDelta::hours(hours), Locale::En).as_str()),
                (ru, en)
            );
        }
    }
}
