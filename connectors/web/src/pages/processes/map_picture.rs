//! Numbers over the picture: how many stand where, how long, and how many ended there. The tables below it say the same.

use maud::{Markup, html};
use voronka_definition::model::OutcomeKind;
use voronka_export::svg::{Area, SpotOf, num};
use voronka_runtime::Standing;

use super::super::visit::Visit;
use super::deals;
use super::map::{Counts, lasting, list_of};
use super::picture::Drawn;

/// How high a pin is.
const HIGH: f64 = 20.0;
/// How many shades of heat there are.
const SHADES: u64 = 4;

/// The numbers of every place that has some.
pub(super) fn pins(visit: &Visit, counts: &Counts, drawn: &Drawn) -> Markup {
    html! {
        g.pins {
            @for spot in &drawn.scene.spots {
                @match &spot.of {
                    SpotOf::Stage(stage) => (stage_note(visit, counts, stage, spot.area)),
                    SpotOf::Step(id) => (step_pins(visit, counts, id, spot.area)),
                    SpotOf::End(place) => (end_pin(visit, counts, *place, spot.area)),
                    SpotOf::Activity(_) => {}
                }
            }
        }
    }
}

fn stage_note(visit: &Visit, counts: &Counts, stage: &str, area: Area) -> Markup {
    let Some(standing) = counts.in_stage(stage) else { return html! {} };
    html! {
        a href=(list_of(&counts.process, &format!("stage={stage}"))) tabindex="-1" {
            text.stage-note x=(num(area.right() - 14.0)) y=(num(area.y + 20.0)) text-anchor="end" font-size="12" { (told(visit, standing)) }
        }
    }
}

fn told(visit: &Visit, standing: &Standing) -> String {
    let (deals, median, oldest) =
        (deals(visit, standing.deals), lasting(visit, standing.median_since), lasting(visit, standing.oldest_since));
    let late = match standing.late {
        0 => String::new(),
        late => visit.say(format!(" · с просрочкой {late}"), format!(" · {late} late")),
    };
    let lasted = match standing.deals {
        1 => visit.say(format!("уже {median}"), format!("for {median}")),
        _ => visit.say(format!("обычно {median}, дольше всех {oldest}"), format!("usually for {median}, the longest {oldest}")),
    };
    format!("{deals} · {lasted}{late}")
}

fn step_pins(visit: &Visit, counts: &Counts, id: &str, area: Area) -> Markup {
    let (stage, step) = id.split_once('.').unwrap_or_default();
    let lost = |ended: &&voronka_runtime::Ended| {
        counts.process.outcome(&ended.outcome).is_some_and(|outcome| outcome.kind == OutcomeKind::Lost)
    };
    let lost: Vec<_> = counts.ended_at(id).filter(lost).collect();
    let number: u64 = lost.iter().map(|ended| ended.deals).sum();
    html! {
        @if let Some(standing) = counts.at_step(id) {
            @let class = format!("pin heat-{}{}", shade(standing.deals, counts.most()), if standing.late > 0 { " pin-late" } else { "" });
            (pin(&class, (area.x - 4.0, area.middle()), standing.deals, &told(visit, standing), &list_of(&counts.process, &format!("stage={stage}&step={step}"))))
        }
        @if let Some(ended) = lost.first() {
            @let title = visit.say(format!("Потеряно здесь: {number}"), format!("Lost here: {number}"));
            (pin("pin pin-lost", (area.right() - 12.0, area.bottom() - 1.0), number, &title, &list_of(&counts.process, &format!("outcome={}&stage={stage}&step={step}", ended.outcome))))
        }
    }
}

fn end_pin(visit: &Visit, counts: &Counts, place: usize, area: Area) -> Markup {
    let Some(outcome) = counts.process.outcomes.get(place) else { return html! {} };
    let number = counts.ended_so(outcome.id.as_str());
    let title = visit.say(format!("За 12 месяцев: {number}"), format!("Within 12 months: {number}"));
    html! {
        @if number > 0 {
            (pin(&format!("pin pin-{}", outcome.kind.name()), (area.right() - 4.0, area.y + 1.0), number, &title, &list_of(&counts.process, &format!("outcome={}", outcome.id))))
        }
    }
}

/// How hot a place is, from 1.
fn shade(deals: u64, most: u64) -> u64 {
    (deals * SHADES).div_ceil(most.max(1)).clamp(1, SHADES)
}

/// A number around this point.
fn pin(class: &str, (x, y): (f64, f64), number: u64, title: &str, list: &str) -> Markup {
    let number = number.to_string();
    let wide = 14.0 + 7.0 * number.len() as f64;
    html! {
        a class=(class) href=(list) tabindex="-1" {
            title { (title) }
            rect x=(num(x - wide / 2.0)) y=(num(y - HIGH / 2.0)) width=(num(wide)) height=(num(HIGH)) rx="10" {}
            text x=(num(x)) y=(num(y + 4.5)) text-anchor="middle" font-size="12" font-weight="700" { (number) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shade;

    #[test]
    fn the_fullest_place_is_the_hottest_and_none_is_cold() {
        assert_eq!([shade(1, 1), shade(8, 8), shade(1, 8), shade(2, 8), shade(3, 8)], [4, 4, 1, 1, 2]);
        assert_eq!(shade(0, 0), 1);
    }
}
