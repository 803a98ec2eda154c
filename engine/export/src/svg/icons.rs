//! Small drawings, 20 by 20, in strokes.

use voronka_definition::model::{OutcomeKind, TaskKind};

use crate::graph::NodeKind;

/// A bell: somebody hears of a delay.
pub const BELL: &str = r#"<path d="M5 14c1.500-1.500 1.500-3 1.500-5a3.500 3.500 0 0 1 7 0c0 2 0 3.500 1.500 5zM8.500 16.500a1.600 1.600 0 0 0 3 0"/>"#;
/// An arrow in a circle: a loop.
pub const LOOP: &str = r#"<path d="M15.500 8a6 6 0 1 0 .5 3.500M16 4.500V8h-3.500"/>"#;
/// A clock: a time-out.
pub const CLOCK: &str = r#"<circle cx="10" cy="10" r="6.500"/><path d="M10 6v4l2.500 2"/>"#;

/// The colour of a node, as part of a class.
pub fn tone(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Task(TaskKind::Form) => "form",
        NodeKind::Task(_) => "work",
        NodeKind::Approve => "visa",
        kind if kind.is_wait() => "wait",
        NodeKind::Decide | NodeKind::Parallel | NodeKind::Each | NodeKind::EachInTurn => "rule",
        NodeKind::Finish(kind) => outcome(kind),
        _ => "auto",
    }
}

/// The colour of an outcome, as part of a class.
pub fn outcome(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Won => "won",
        OutcomeKind::Lost => "lost",
        OutcomeKind::Transferred => "moved",
    }
}

/// The drawing of a node.
pub fn icon(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Task(kind) => task(kind),
        NodeKind::Approve => {
            r#"<path d="M10 2.500l6 2.200v4.600c0 3.800-2.500 6.500-6 8-3.500-1.500-6-4.200-6-8V4.700zM7 9.800l2.200 2.200L13.200 8"/>"#
        }
        NodeKind::Decide => {
            r#"<path d="M10 2.500l7.500 7.500-7.500 7.500L2.500 10zM7.800 8.200a2.200 2.200 0 1 1 3 2.100c-.6.3-.8.600-.8 1.200M10 13.600v.1"/>"#
        }
        NodeKind::WaitSignal => {
            r#"<circle cx="10" cy="10" r="1.500"/><path d="M6.500 13.500a5 5 0 0 1 0-7M13.500 6.500a5 5 0 0 1 0 7M4 16a8.500 8.500 0 0 1 0-12M16 4a8.500 8.500 0 0 1 0 12"/>"#
        }
        NodeKind::WaitMoment => CLOCK,
        NodeKind::WaitActivity | NodeKind::WaitCondition => {
            r#"<path d="M5 3h10M5 17h10M6 3c0 4 4 4.500 4 7s-4 3-4 7M14 3c0 4-4 4.500-4 7s4 3 4 7"/>"#
        }
        NodeKind::Plan => r#"<path d="M3.500 5h13v12h-13zM3.500 8.500h13M7 3v3M13 3v3M10 11v4M8 13h4"/>"#,
        NodeKind::Set => r#"<path d="M4 16l.800-3.500L13.500 3.800l2.700 2.700L7.500 15.200zM12 5.500L14.500 8"/>"#,
        NodeKind::Notify => r#"<path d="M3 4h14v9.500H9L5.500 17v-3.500H3z"/>"#,
        NodeKind::Call => r#"<path d="M7 3v4M13 3v4M5 7h10v3a5 5 0 0 1-10 0zM10 15v3"/>"#,
        NodeKind::Start => r#"<path d="M3 4h14v12H3zM8.500 7.500v5l4-2.500z"/>"#,
        NodeKind::Parallel => r#"<path d="M10 2v4M5 6h10M5 6v8M10 6v8M15 6v8M5 14h10M10 14v4"/>"#,
        NodeKind::Each => r#"<path d="M3 7.500h10v9H3zM5.500 7.500V5h10v9H13M8 5V2.500h9.500v9h-2"/>"#,
        NodeKind::EachInTurn => {
            r#"<path d="M3 3.500h9v3.500H3zM3 8.500h9V12H3zM3 13.500h9V17H3zM16 4v11M14 13l2 2.500 2-2.500"/>"#
        }
        NodeKind::Finish(_) => r#"<path d="M5 18V3h10l-2.500 3.500L15 10H5"/>"#,
    }
}

fn task(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Call => {
            r#"<path d="M5 3h2.500l1.300 3.500L7 8c.8 2 2.500 3.800 5 5l1.500-1.800 3.500 1.300V15c0 1.200-.8 2-2 2C9 17 3 11 3 5c0-1.200.8-2 2-2z"/>"#
        }
        TaskKind::Meeting => {
            r#"<circle cx="7" cy="7" r="2.600"/><circle cx="14" cy="8" r="2.100"/><path d="M2.500 16c0-3 2-4.600 4.500-4.600s4.500 1.600 4.500 4.600zM13 12.200c2.600-.3 4.500 1 4.500 3.800h-3"/>"#
        }
        TaskKind::Letter => r#"<path d="M2.500 5h15v10.500h-15zM2.500 5.500L10 11l7.500-5.500"/>"#,
        TaskKind::Document => r#"<path d="M5 2.500h7l3.500 3.500v11.500H5zM12 2.500V6h3.500M7.500 10h5.500M7.500 13h5.500"/>"#,
        TaskKind::Form => r#"<path d="M3.500 3.500h13v13h-13zM6.500 7h.1M9 7h5M6.500 10h.1M9 10h5M6.500 13h.1M9 13h5"/>"#,
        TaskKind::Visa => r#"<path d="M4 10.500l4 4 8-9"/>"#,
        TaskKind::Other => r#"<path d="M3.500 3.500h13v13h-13zM6.500 10.200l2.500 2.500 4.500-5.200"/>"#,
    }
}
