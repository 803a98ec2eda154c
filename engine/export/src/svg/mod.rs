//! The picture of a process: stages as bands from top to bottom, steps as cards along a line, results on the arrows.
//!
//! A card stands in the first column, the ways on from it in the second; lines to other cards of the stage run in a channel at the right,
//! one track for each card that they lead to. So boxes cannot overlap, and every text is broken into lines before its box is drawn.

mod activity;
mod card;
mod chips;
mod head;
mod icons;
mod lane;
mod measure;
mod scene;
mod theme;
mod wires;

use crate::graph::Graph;

pub use scene::{Area, Placed, Scene, Spot, SpotOf, escape, num};
pub use theme::{Theme, style};

/// The outer margin.
const MARGIN: f64 = 24.0;
/// The width of the column with the titles of stages.
const HEAD: f64 = 206.0;
/// Where cards begin.
const CARD_X: f64 = MARGIN + HEAD + 20.0;
/// How wide a card is.
const CARD_W: f64 = 300.0;
/// Where labels of results begin.
const LABEL_X: f64 = CARD_X + CARD_W + 24.0;
/// How wide a label is at most.
const LABEL_W: f64 = 190.0;
/// Where chips begin.
const CHIP_X: f64 = LABEL_X + LABEL_W + 16.0;
/// How wide a chip is at most.
const CHIP_W: f64 = 190.0;
/// Where the channel of lines begins.
const CHANNEL_X: f64 = CHIP_X + CHIP_W + 16.0;
/// How far apart lines in the channel run.
const TRACK: f64 = 11.0;

/// The picture as SVG.
pub fn svg(graph: &Graph, theme: Theme) -> String {
    document(graph, &scene(graph), theme)
}

/// The sheet before it is written.
pub fn scene(graph: &Graph) -> Scene {
    let mut sheet = Sheet::new(graph);
    sheet.head();
    let shown = |place: &usize| graph.only.is_none_or(|only| only == *place);
    for (_, lane) in graph.lanes.iter().enumerate().filter(|(place, _)| shown(place)) {
        sheet.lane(lane);
    }
    sheet.finish()
}

/// What stands inside the picture, without its frame and its styles: a page has both of its own, and lays something over it.
pub fn inner(scene: &Scene) -> String {
    let (width, height) = (num(scene.width), num(scene.height));
    let tip = |id: &str, class: &str| {
        format!(
            r#"<marker id="{id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class="{class}" d="M0 0.500L8 4L0 7.500z"/></marker>"#
        )
    };
    format!(
        "<defs>{}{}{}</defs>\n<rect class=\"vk-paper\" width=\"{width}\" height=\"{height}\"/>\n{}",
        tip("vk-tip", "vk-tip"),
        tip("vk-loop-tip", "vk-loop-tip"),
        tip("vk-plan-tip", "vk-plan-tip"),
        scene.body()
    )
}

fn document(graph: &Graph, scene: &Scene, theme: Theme) -> String {
    let (width, height) = (num(scene.width), num(scene.height));
    let title = escape(&graph.title);
    let style = style(theme);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"vk\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" lang=\"{}\">\n<title>{title}</title>\n<style>{style}</style>\n{}</svg>\n",
        graph.locale,
        inner(scene)
    )
}

/// The sheet while it is being filled.
struct Sheet<'a> {
    graph: &'a Graph,
    scene: Scene,
    /// Where the next thing begins.
    y: f64,
    /// Lines of the present stage that have still to be laid.
    wires: Vec<wires::Wire>,
    /// Where lines enter the cards of the present stage.
    doors: std::collections::BTreeMap<String, (f64, f64)>,
    /// Nodes that some line leads to.
    wanted: std::collections::BTreeSet<String>,
    /// The rightmost track.
    right: f64,
    /// Where the line from the stage above waits to be continued.
    spine: Option<f64>,
    /// The activities that have their card already.
    told: std::collections::BTreeSet<usize>,
}

impl<'a> Sheet<'a> {
    fn new(graph: &'a Graph) -> Self {
        Self {
            graph,
            scene: Scene::default(),
            y: MARGIN,
            wires: Vec::new(),
            doors: Default::default(),
            wanted: wires::wanted(graph),
            right: CHANNEL_X + 2.0 * TRACK,
            spine: None,
            told: Default::default(),
        }
    }

    fn pick<T>(&self, ru: T, en: T) -> T {
        self.graph.locale.pick(ru, en)
    }

    fn finish(mut self) -> Scene {
        self.scene.width = self.right + MARGIN;
        self.scene.height = self.y + MARGIN - 12.0;
        // Bands are drawn last, when the widest channel is known; they lie on the lowest layer all the same.
        let width = self.scene.width - 2.0 * MARGIN;
        for spot in self.scene.spots.iter_mut().filter(|spot| matches!(spot.of, SpotOf::Stage(_))) {
            spot.area.w = width;
        }
        for band in std::mem::take(&mut self.scene.bands) {
            self.scene.ground(Area { w: width, ..band }, 10.0, "vk-band");
        }
        self.scene
    }
}
