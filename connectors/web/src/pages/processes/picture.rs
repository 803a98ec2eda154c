//! The picture of a process inside a page: its styles are a file, as a page has none of its own inside, and something may lie over it.

use maud::{Markup, PreEscaped, html};
use voronka_definition::Process;
use voronka_export::graph::{Graph, graph};
use voronka_export::svg::{Scene, Spot, SpotOf, inner, num, scene};

use super::super::visit::Visit;
use super::super::{assets, frame};
use super::worded;

/// A process, drawn.
pub(super) struct Drawn {
    pub graph: Graph,
    pub scene: Scene,
}

/// Draws a process in the language of the visitor.
pub(super) fn drawn(visit: &Visit, process: &Process) -> Drawn {
    let graph = worded(visit, process, graph);
    let scene = scene(&graph);
    Drawn { graph, scene }
}

/// The styles that every picture needs, once on its page.
pub(super) fn styles() -> Markup {
    html! { link rel="stylesheet" href=(assets::path("picture.css")); }
}

/// The picture with what lies over it. One that holds links is a group to a screen reader, not a single image.
pub(super) fn svg(drawn: &Drawn, over: &Markup, role: &str) -> Markup {
    let (width, height) = (num(drawn.scene.width), num(drawn.scene.height));
    html! {
        svg.vk viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height) role=(role) aria-label=(drawn.graph.title) lang=(drawn.graph.locale) {
            (PreEscaped(inner(&drawn.scene)))
            (over)
        }
    }
}

/// The picture alone, in a box that scrolls.
pub(super) fn boxed(visit: &Visit, drawn: &Drawn, over: Option<&Markup>) -> Markup {
    let role = if over.is_some() { "group" } else { "img" };
    html! {
        div.picture tabindex="0" role="region" aria-label=(visit.say("Схема процесса", "The picture of the process")) {
            (svg(drawn, over.unwrap_or(&frame::nothing()), role))
        }
    }
}

/// A rectangle over each place that the text speaks of, by the name under which [`super::places`] knows it.
pub(super) fn spots(drawn: &Drawn, process: &Process) -> Markup {
    let mut spots: Vec<&Spot> = drawn.scene.spots.iter().collect();
    // Cards lie over the bands of their stages.
    spots.sort_by(|a, b| (b.area.w * b.area.h).total_cmp(&(a.area.w * a.area.h)));
    html! {
        g.spots {
            @for spot in spots {
                @if let Some(name) = name_of(&spot.of, process) {
                    rect.spot data-at=(name) x=(num(spot.area.x)) y=(num(spot.area.y)) width=(num(spot.area.w)) height=(num(spot.area.h)) rx="9" {}
                }
            }
        }
    }
}

fn name_of(of: &SpotOf, process: &Process) -> Option<String> {
    Some(match of {
        SpotOf::Stage(stage) => format!("stage {stage}"),
        SpotOf::Step(step) => format!("step {step}"),
        SpotOf::Activity(place) => format!("activity {}", process.activities.get(*place)?.id),
        SpotOf::End(place) => format!("end {}", process.outcomes.get(*place)?.id),
    })
}

#[cfg(test)]
mod tests {
    use voronka_export::svg::{Theme, style};

    const HEAD: &str =
        "/* The styles of pictures of processes, as `voronka_export::svg::style` has them; a test holds them together. */\n";

    /// `VORONKA_GOLDEN=1 cargo test -p voronka-web` writes the file anew.
    #[test]
    fn the_file_of_styles_holds_those_of_the_pictures() {
        let wanted = format!("{HEAD}{}\n", style(Theme::Auto));
        if std::env::var_os("VORONKA_GOLDEN").is_some() {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/pages/style/picture.css");
            std::fs::write(file, &wanted).expect("a file that can be written");
        }
        assert_eq!(include_str!("../style/picture.css"), wanted);
    }
}
