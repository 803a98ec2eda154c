//! The sheet: what is drawn, layer by layer, and where every box and text stands.

use std::fmt::Write;

use super::measure::{Weight, width};

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Area {
    /// The right edge.
    pub fn right(self) -> f64 {
        self.x + self.w
    }

    /// The lower edge.
    pub fn bottom(self) -> f64 {
        self.y + self.h
    }

    /// The height of the middle.
    pub fn middle(self) -> f64 {
        self.y + self.h / 2.0
    }

    /// Whether two areas share a point inside.
    pub fn meets(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether the other lies within.
    pub fn holds(self, other: Self) -> bool {
        self.x <= other.x && self.y <= other.y && self.right() >= other.right() && self.bottom() >= other.bottom()
    }
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Its size.
    pub size: f64,
    /// Its weight.
    pub weight: Weight,
    /// Its class.
    pub class: &'static str,
}

/// The layers, from the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Arrows.
    Lines,
    /// Cards, labels and chips.
    Boxes,
    /// Texts and icons.
    Ink,
}

/// What was placed, for those who check the sheet.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Where.
    pub area: Area,
    /// What, in words.
    pub what: String,
}

/// A place on the sheet that stands for something of the process.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// What it stands for.
    pub of: SpotOf,
    /// Where it is.
    pub area: Area,
}

/// What a place stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpotOf {
    /// The stage, or the handler, of this name: its whole band.
    Stage(String),
    /// The step with this id of its node, `STAGE.STEP`: its card.
    Step(String),
    /// The activity in this place among those of the graph: its card.
    Activity(usize),
    /// The outcome in this place among the ends of the graph: its chip at the top.
    End(usize),
}

/// The sheet.
#[derive(Debug, Default)]
pub struct Scene {
    layers: [String; 3],
    grounds: Vec<(Area, f64, &'static str)>,
    /// Bands of stages, whose width is known last.
    pub(super) bands: Vec<Area>,
    /// Boxes that must not overlap.
    pub boxes: Vec<Placed>,
    /// Texts, which must not overlap either and lie within a box.
    pub texts: Vec<Placed>,
    /// Where what stands, for those who lay something over it.
    pub spots: Vec<Spot>,
    /// The width of everything.
    pub width: f64,
    /// The height of everything.
    pub height: f64,
}

impl Scene {
    fn put(&mut self, layer: Layer, element: &str) {
        let text = &mut self.layers[layer as usize];
        text.push_str(element);
        text.push('\n');
    }

    /// A rectangle that others may lie on.
    pub fn ground(&mut self, area: Area, round: f64, class: &'static str) {
        self.grounds.push((area, round, class));
    }

    /// A box of its own.
    pub fn place(&mut self, area: Area, round: f64, class: &str, what: &str) {
        self.rect(Layer::Boxes, area, round, class);
        self.reserve(area, what);
    }

    /// Room that nothing else may take.
    pub fn reserve(&mut self, area: Area, what: &str) {
        self.boxes.push(Placed { area, what: what.to_owned() });
    }

    /// A rectangle on a box.
    pub fn rect(&mut self, layer: Layer, area: Area, round: f64, class: &str) {
        self.put(layer, &rectangle(area, round, class));
    }

    /// A dot.
    pub fn dot(&mut self, x: f64, y: f64, radius: f64, class: &str) {
        self.put(Layer::Boxes, &format!(r#"<circle class="{class}" cx="{}" cy="{}" r="{}"/>"#, num(x), num(y), num(radius)));
    }

    /// Lines of text one below another, the first with its baseline in its line's lower quarter.
    pub fn lines(&mut self, x: f64, y: f64, lines: &[String], style: Style) {
        let step = line_height(style.size);
        for (place, line) in lines.iter().enumerate() {
            let top = y + step * place as f64;
            let element = format!(
                r#"<text class="{}" x="{}" y="{}"{}>{}</text>"#,
                style.class,
                num(x),
                num(top + style.size),
                attributes(style),
                escape(line)
            );
            self.put(Layer::Ink, &element);
            let area = Area { x, y: top, w: width(line, style.size, style.weight), h: step };
            self.texts.push(Placed { area, what: line.clone() });
        }
    }

    /// A line along these points with round corners.
    pub fn line(&mut self, points: &[(f64, f64)], class: &str, arrow: Option<&str>) {
        let arrow = arrow.map_or_else(String::new, |name| format!(r#" marker-end="url(#{name})""#));
        self.put(Layer::Lines, &format!(r#"<path class="{class}" d="{}"{arrow}/>"#, rounded(points)));
    }

    /// A drawing of 20 by 20.
    pub fn icon(&mut self, x: f64, y: f64, scale: f64, class: &str, paths: &str) {
        let at = format!("translate({} {}) scale({})", num(x), num(y), num(scale));
        self.put(Layer::Ink, &format!(r#"<g class="{class}" transform="{at}">{paths}</g>"#));
    }

    /// The elements in order; larger grounds lie below smaller ones.
    pub fn body(&self) -> String {
        let mut grounds: Vec<_> = self.grounds.iter().collect();
        grounds.sort_by(|(a, ..), (b, ..)| (b.w * b.h).total_cmp(&(a.w * a.h)));
        let grounds = grounds.into_iter().map(|(area, round, class)| rectangle(*area, *round, class) + "\n");
        grounds.chain(self.layers.iter().cloned()).collect()
    }
}

fn rectangle(area: Area, round: f64, class: &str) -> String {
    let [x, y, w, h, r] = [area.x, area.y, area.w, area.h, round].map(num);
    format!(r#"<rect class="{class}" x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}"/>"#)
}

/// The height of a line of text.
pub fn line_height(size: f64) -> f64 {
    (size * 1.3).ceil()
}

fn attributes(style: Style) -> String {
    let weight = if style.weight == Weight::Bold { r#" font-weight="700""# } else { "" };
    format!(r#" font-size="{}"{weight}"#, num(style.size))
}

/// A number as short as it can be.
pub fn num(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A path with corners rounded.
fn rounded(points: &[(f64, f64)]) -> String {
    const ROUND: f64 = 6.0;
    let mut path = String::new();
    for (place, &(x, y)) in points.iter().enumerate() {
        let (before, after) = (place.checked_sub(1).and_then(|place| points.get(place)), points.get(place + 1));
        let _infallible = match (before, after) {
            (None, _) => write!(path, "M{} {}", num(x), num(y)),
            (Some(_), None) => write!(path, "L{} {}", num(x), num(y)),
            (Some(&from), Some(&to)) => {
                let (ax, ay) = towards((x, y), from, ROUND);
                let (bx, by) = towards((x, y), to, ROUND);
                write!(path, "L{} {}Q{} {} {} {}", num(ax), num(ay), num(x), num(y), num(bx), num(by))
            }
        };
    }
    path
}

fn towards((x, y): (f64, f64), (tx, ty): (f64, f64), by: f64) -> (f64, f64) {
    let length = (tx - x).hypot(ty - y);
    let part = if length == 0.0 { 0.0 } else { (by / length).min(0.5) };
    (x + (tx - x) * part, y + (ty - y) * part)
}

/// A text inside XML. Characters that XML does not allow are left out.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' => escaped.push(letter),
            letter if letter < ' ' || matches!(letter, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}') => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}
