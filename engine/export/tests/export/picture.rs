//! Pictures: nothing overlaps, every text lies in its box, the XML is well formed.

use voronka_definition::{Locale, Process};
use voronka_export::Words;
use voronka_export::graph::graph;
use voronka_export::svg::{Scene, Theme, scene, svg};

use crate::house::{everything, generated, half_written, organisation, processes};

fn check(process: &Process, scene: &Scene, locale: Locale) {
    let of = || format!("{} in {locale}", process.id);
    assert!(scene.boxes.len() >= process.stages.len(), "{}", of());
    for (place, one) in scene.boxes.iter().enumerate() {
        for other in &scene.boxes[..place] {
            assert!(
                !one.area.meets(other.area),
                "{}: «{}» {:?} overlaps «{}» {:?}",
                of(),
                one.what,
                one.area,
                other.what,
                other.area
            );
        }
        let (right, bottom) = (one.area.right(), one.area.bottom());
        assert!(one.area.x >= 0.0 && one.area.y >= 0.0 && right <= scene.width && bottom <= scene.height, "{}: {one:?}", of());
    }
    for (place, text) in scene.texts.iter().enumerate() {
        assert!(text.area.right() <= scene.width && text.area.bottom() <= scene.height, "{}: {text:?}", of());
        for other in &scene.texts[..place] {
            assert!(!text.area.meets(other.area), "{}: «{}» and «{}»", of(), text.what, other.what);
        }
        for one in scene.boxes.iter().filter(|one| one.area.meets(text.area)) {
            assert!(
                one.area.holds(text.area),
                "{}: «{}» {:?} sticks out of «{}» {:?}",
                of(),
                text.what,
                text.area,
                one.what,
                one.area
            );
        }
    }
}

#[test]
fn no_two_boxes_overlap_and_every_text_fits() {
    let organisation = organisation();
    for process in processes().into_iter().chain([everything(), half_written()]).chain((0..150).map(generated)) {
        for locale in Locale::ALL {
            let words = Words { process: &process, organisation: Some(&organisation), others: &[], locale };
            check(&process, &scene(&graph(&words)), locale);
        }
    }
}

#[test]
fn every_step_and_every_result_is_shown() {
    for process in processes().into_iter().chain([everything(), half_written()]) {
        let words = Words { process: &process, organisation: None, others: &[], locale: Locale::Ru };
        let scene = scene(&graph(&words));
        let shown: String = scene.texts.iter().map(|text| text.what.replace(' ', "")).collect();
        for node in graph(&words).nodes() {
            let title = node.title.replace(' ', "");
            assert!(shown.contains(&title), "{}: «{}» is not shown", process.id, node.title);
            for exit in &node.exits {
                assert!(shown.contains(&exit.label.replace(' ', "")), "{}: «{}» is not shown", process.id, exit.label);
            }
        }
    }
}

#[test]
fn texts_are_escaped_and_themes_differ() {
    let process = generated(7);
    let words = Words { process: &process, organisation: None, others: &[], locale: Locale::Ru };
    let graph = graph(&words);
    let [auto, light, dark] = [Theme::Auto, Theme::Light, Theme::Dark].map(|theme| svg(&graph, theme));
    assert!(auto.contains("prefers-color-scheme") && !light.contains("prefers-color-scheme") && light != dark);
    assert!(!auto.contains("<клиентом>") && !auto.contains("NaN") && !auto.contains("inf"));
    assert_eq!(auto.matches("<text").count(), auto.matches("</text>").count());
}

/// Programs that turn a picture into another format know no variables of CSS, and leave media queries out: they draw what stands there.
#[test]
fn colours_are_written_out_and_the_light_ones_stand_alone() {
    let process = generated(7);
    let graph = graph(&Words { process: &process, organisation: None, others: &[], locale: Locale::Ru });
    let rule = |theme| {
        let picture = svg(&graph, theme);
        assert!(!picture.contains("var(") && !picture.contains("--"), "a variable in {theme:?}");
        let plain = picture.split("@media").next().unwrap_or_default().to_owned();
        plain.split(".vk-card{").nth(1).and_then(|rest| rest.split('}').next()).map(str::to_owned)
    };
    assert_eq!(rule(Theme::Auto), rule(Theme::Light));
    assert_eq!(rule(Theme::Auto).as_deref(), Some("fill:#ffffff;stroke:#b9c2cd;stroke-width:1"));
    assert_eq!(rule(Theme::Dark).as_deref(), Some("fill:#2a323d;stroke:#4a5563;stroke-width:1"));
}
