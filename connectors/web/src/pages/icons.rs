//! Small pictures, drawn in lines of the text's colour. Each stands beside words, so a screen reader passes it over.

use maud::{Markup, html};
use voronka_definition::model::TaskKind;

/// The picture of a kind of work.
pub(super) fn of_kind(kind: TaskKind) -> Markup {
    draw(match kind {
        TaskKind::Call => {
            "M6.5 3.5 9 4l1.2 3.6-1.8 1.5a11 11 0 0 0 4.5 4.5l1.5-1.8L18 13l.5 2.5c.1.9-.6 2-1.8 2C10 17.5 4.5 12 4.5 5.3c0-1.2 1.1-1.9 2-1.8Z"
        }
        TaskKind::Meeting => {
            "M8 10.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-5.5 7c.3-3 2.4-5 5.5-5s5.2 2 5.5 5m0-7.2a2.6 2.6 0 1 0-.6-5.1m2 7.5c1.9.5 3 2.2 3.1 4.3"
        }
        TaskKind::Letter => "M3 5.5h16v11H3zM3.5 6l7.5 6 7.5-6",
        TaskKind::Document => "M6 3h7l4 4v12H6zM13 3v4h4M8.5 11h6M8.5 14h6",
        TaskKind::Form => "M5 4h12v14H5zM8 8h6M8 11.5h6M8 15h3",
        TaskKind::Visa => "M11 3l6.5 2.3v5c0 4-2.7 6.7-6.5 8.2-3.8-1.5-6.5-4.2-6.5-8.2v-5zM8 10.7l2.2 2.2 4-4.2",
        TaskKind::Other => "M11 3.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM7.8 11.2l2.2 2.2 4.3-4.6",
    })
}

/// A funnel, the mark of the product.
pub(super) fn funnel() -> Markup {
    html! { svg.mark viewBox="0 0 32 32" aria-hidden="true" {
        rect width="32" height="32" rx="8" {}
        path d="M7 9h18l-6.5 8v6.5L13.5 26v-9z" {}
    } }
}

/// A clock.
pub(super) fn clock() -> Markup {
    draw("M11 3.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM11 7v4.2l2.8 1.8")
}

/// A person.
pub(super) fn person() -> Markup {
    draw("M11 3.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM4 18.5c.6-3.6 3.4-5.5 7-5.5s6.4 1.9 7 5.5")
}

/// A sheet of paper.
pub(super) fn paper() -> Markup {
    of_kind(TaskKind::Document)
}

fn draw(path: &str) -> Markup {
    html! { svg.icon viewBox="0 0 22 22" aria-hidden="true" { path d=(path) {} } }
}
