//! Charts as SVG, drawn here. Colours are classes, so that they follow the tokens in light, dark and print. A picture is told in one
//! sentence to who does not see it; its numbers stand in the table beside it.

use maud::{Markup, html};
use voronka_core::words::shortened;
use voronka_definition::Locale;

/// How wide a picture is, in its own units.
const WIDTH: u64 = 760;
/// Where the bars begin.
const LABELS: u64 = 244;
/// How much room the words behind a bar have.
const WORDS: u64 = 96;
/// How high a row is.
const ROW: u64 = 34;
/// How long a label may be, in characters.
const LABEL_LONGEST: usize = 26;
/// How high the columns are.
const HIGH: u64 = 180;
/// How wide the scale at their left is.
const SCALE: u64 = 36;

/// A bar that lies, made of parts.
pub(super) struct Bar {
    pub label: String,
    /// The class and the length of each part.
    pub parts: Vec<(&'static str, u64)>,
    /// What stands behind it.
    pub said: String,
}

/// A column that stands, made of parts from the ground up.
pub(super) struct Column {
    pub label: String,
    /// The length of each part, by the place of its series.
    pub parts: Vec<u64>,
}

/// A share as people say it.
pub(super) fn percent(part: u64, all: u64, locale: Locale) -> String {
    if all == 0 {
        return "—".to_owned();
    }
    let share = (part * 100 + all / 2) / all;
    locale.pick(format!("{share}\u{a0}%"), format!("{share}%"))
}

/// Bars under one another.
pub(super) fn bars(bars: &[Bar], title: &str) -> Markup {
    let most = bars.iter().map(|bar| bar.parts.iter().map(|(_, long)| long).sum::<u64>()).max().unwrap_or(0).max(1);
    let room = WIDTH - LABELS - WORDS;
    let high = ROW * bars.len() as u64;
    html! {
        div.drawn role="group" tabindex="0" aria-label=(title) {
            svg role="img" aria-label=(title) viewBox={ "0 0 " (WIDTH) " " (high) } {
                @for (place, bar) in bars.iter().enumerate() {
                    @let top = ROW * place as u64;
                    @let long: u64 = bar.parts.iter().map(|(_, long)| long).sum();
                    text.label x=(LABELS - 12) y=(top + 22) text-anchor="end" { (shortened(&bar.label, LABEL_LONGEST)) }
                    rect.ground x=(LABELS) y=(top + 5) width=(room) height=(ROW - 10) rx="3" {}
                    @for (class, from, to) in laid(&bar.parts, most, room) {
                        rect class=(class) x=(LABELS + from) y=(top + 5) width=(to - from) height=(ROW - 10) {}
                    }
                    text.said x=(LABELS + long * room / most + 8) y=(top + 22) { (bar.said) }
                }
            }
        }
    }
}

/// Where each part begins and ends; what is something is seen.
fn laid(parts: &[(&'static str, u64)], most: u64, room: u64) -> Vec<(&'static str, u64, u64)> {
    let mut sum = 0;
    let mut all = Vec::new();
    for (class, long) in parts.iter().filter(|(_, long)| *long > 0) {
        all.push((*class, sum * room / most, ((sum + long) * room / most).max(sum * room / most + 1)));
        sum += long;
    }
    all
}

/// Columns beside one another, with a scale.
pub(super) fn columns(columns: &[Column], title: &str) -> Markup {
    let most = columns.iter().map(|column| column.parts.iter().sum::<u64>()).max().unwrap_or(0).max(1);
    let step = (WIDTH - SCALE) / (columns.len() as u64).max(1);
    let wide = (step * 3 / 5).clamp(4, 64);
    // Every label has its room, or every second, or every third…
    let every = (56 / step.max(1) + 1) as usize;
    html! {
        div.drawn role="group" tabindex="0" aria-label=(title) {
            svg role="img" aria-label=(title) viewBox={ "0 0 " (WIDTH) " " (HIGH + 44) } {
                @for mark in marks(most) {
                    @let y = 12 + HIGH - mark * HIGH / most;
                    line.scale x1=(SCALE) y1=(y) x2=(WIDTH) y2=(y) {}
                    text.label x=(SCALE - 8) y=(y + 4) text-anchor="end" { (mark) }
                }
                @for (place, column) in columns.iter().enumerate() {
                    @let x = SCALE + step * place as u64 + (step - wide) / 2;
                    @for (series, from, to) in stacked(&column.parts, most) {
                        rect class={ "s" (series) } x=(x) y=(12 + HIGH - to) width=(wide) height=(to - from) {}
                    }
                    @if place % every == 0 { text.label x=(x + wide / 2) y=(HIGH + 32) text-anchor="middle" { (column.label) } }
                }
            }
        }
    }
}

fn stacked(parts: &[u64], most: u64) -> Vec<(usize, u64, u64)> {
    let mut sum = 0;
    let mut all = Vec::new();
    for (series, long) in parts.iter().enumerate().filter(|(_, long)| **long > 0) {
        all.push((series, sum * HIGH / most, (sum + long) * HIGH / most));
        sum += long;
    }
    all
}

/// The lines of a scale: nought, the half where it is whole, the most.
fn marks(most: u64) -> Vec<u64> {
    let half = (most > 1 && most.is_multiple_of(2)).then_some(most / 2);
    [Some(0), half, Some(most)].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_and_nothing_of_nothing_is_no_number() {
        assert_eq!(percent(1, 3, Locale::En), "33%");
        assert_eq!(percent(2, 3, Locale::Ru), "67\u{a0}%");
        assert_eq!(percent(0, 0, Locale::En), "—");
    }

    #[test]
    fn parts_lie_end_to_end_and_the_smallest_is_seen() {
        assert_eq!(laid(&[("a", 1), ("b", 0), ("c", 3)], 4, 400), [("a", 0, 100), ("c", 100, 400)]);
        assert_eq!(laid(&[("a", 1)], 100_000, 400), [("a", 0, 1)]);
        assert_eq!(stacked(&[2, 0, 2], 4), [(0, 0, HIGH / 2), (2, HIGH / 2, HIGH)]);
        assert_eq!((marks(1), marks(4)), (vec![0, 1], vec![0, 2, 4]));
    }
}
