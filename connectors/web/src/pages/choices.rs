//! One of several ways for a deal, each with a form of its own: a stage to move to, an outcome to end with.

use maud::{Markup, html};
use voronka_core::FieldProblem;
use voronka_definition::model::{Ask, Field, FieldType};

use super::deal_acts::known;
use super::frame;
use super::raw::Raw;
use super::seen::Seen;
use super::sheet::Sheet;
use super::stale::REVISION;
use super::visit::Visit;

/// One way.
struct Way<'a> {
    /// The hidden field that names the choice.
    name: &'a str,
    /// The choice.
    id: &'a str,
    /// Its title.
    title: String,
    /// What it asks.
    ask: Vec<Ask>,
    /// Where the form goes.
    action: String,
}

/// The stages that the deal can be moved to.
pub(super) fn stages(visit: &Visit, seen: &Seen, raw: &Raw, problems: &[FieldProblem]) -> Markup {
    let current = seen.case.stage().and_then(|stage| seen.process.place_of(stage));
    let others = seen.process.stages.iter().enumerate().filter(|(place, _)| Some(*place) != current);
    html! {
        @for (place, stage) in others {
            @let title = stage.title.get(visit.locale);
            @let back = current.is_some_and(|current| place < current);
            @let title = if back { visit.say(format!("← {title}"), format!("← {title}")) } else { format!("→ {title}") };
            @let ask = stage.entry.iter().map(|field| Ask { field: field.clone(), when: None, known_counts: true }).collect();
            (way(visit, seen, (raw, problems), &Way { name: "stage", id: stage.id.as_str(), title, ask, action: format!("/deals/{}/stage", seen.case.id) }))
        }
    }
}

/// The outcomes that the deal can end with.
pub(super) fn outcomes(visit: &Visit, seen: &Seen, raw: &Raw, problems: &[FieldProblem]) -> Markup {
    html! {
        @for outcome in &seen.process.outcomes {
            @let title = outcome.title.get(visit.locale).to_owned();
            @let action = format!("/deals/{}/finish", seen.case.id);
            (way(visit, seen, (raw, problems), &Way { name: "outcome", id: outcome.id.as_str(), title, ask: outcome.ask.clone(), action }))
        }
    }
}

fn way(visit: &Visit, seen: &Seen, (sent, wrong): (&Raw, &[FieldProblem]), way: &Way<'_>) -> Markup {
    let tried = sent.get(way.name) == way.id;
    let fields: Vec<&Field> = way.ask.iter().filter_map(|ask| seen.process.field(&ask.field)).collect();
    let known = known(visit, seen, fields.iter().copied());
    let (raw, problems) = if tried { (sent, wrong) } else { (&known, [].as_slice()) };
    let scope = format!("w-{}", way.id);
    let sheet = Sheet { visit, process: &seen.process, case: Some(&seen.case), raw, problems, scope: &scope };
    let mut shown: Vec<&str> = way.ask.iter().map(|ask| ask.field.as_str()).collect();
    shown.push("comment");
    let inside = html! {
        input type="hidden" name=(way.name) value=(way.id);
        input type="hidden" name=(REVISION) value=(seen.case.revision);
        (sheet.summary(&shown))
        (sheet.questions(&way.ask, &[]))
        (sheet.comment("comment", visit.say("Почему", "Why"), true))
        button.primary { (way.title) }
    };
    let has_files = fields.iter().any(|field| matches!(field.kind, FieldType::Document));
    let form =
        if has_files { frame::form_with_files(visit, &way.action, inside) } else { frame::form(visit, &way.action, inside) };
    html! { details.result name="way" open[tried] { summary { (way.title) } (form) } }
}
