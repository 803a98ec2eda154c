//! The documents of a deal: what they are now, what is in them where that is text, and their earlier versions.

use std::collections::BTreeSet;

use maud::{Markup, html};
use voronka_core::{Event, Recorded};
use voronka_definition::model::{Field, FieldType};
use voronka_definition::{Document, Value};

use super::super::documents;
use super::super::seen::Seen;
use super::super::sheet::document_link;
use super::super::visit::Visit;
use super::super::{frame, when};
use crate::problem::Problem;

/// How many bytes of a text are shown in place; more is handed out as a file.
const PREVIEW_MOST: u64 = 20_000;

/// A document of the deal with its earlier versions.
struct Paper<'a> {
    field: &'a Field,
    document: &'a Document,
    /// The text of it, where it is a short one.
    text: Option<String>,
    earlier: Vec<(&'a Document, &'a Recorded)>,
}

/// The section; nothing where there are no documents.
pub(super) async fn section(visit: &Visit, seen: &Seen, history: &[Recorded]) -> Result<Markup, Problem> {
    let mut papers = Vec::new();
    for field in seen.process.fields.iter().filter(|field| matches!(field.kind, FieldType::Document)) {
        let Some(Value::Document(document)) = seen.case.data.get(&field.id) else { continue };
        let text = text_of(visit, document).await?;
        papers.push(Paper { field, document, text, earlier: earlier(history, field, document) });
    }
    if papers.is_empty() {
        return Ok(frame::nothing());
    }
    Ok(html! {
        section.group {
            h2 { (visit.say("Документы", "Documents")) }
            dl.facts { @for paper in &papers { (shown(visit, seen, paper)) } }
        }
    })
}

async fn text_of(visit: &Visit, document: &Document) -> Result<Option<String>, Problem> {
    if !documents::is_text(document) || document.size > PREVIEW_MOST {
        return Ok(None);
    }
    let content = visit.app.engine.reads().document(&document.hash).await?;
    Ok(content.and_then(|bytes| String::from_utf8(bytes).ok()).filter(|text| !text.trim().is_empty()))
}

/// What a field held before, the latest first, each content once.
fn earlier<'a>(history: &'a [Recorded], field: &Field, now: &Document) -> Vec<(&'a Document, &'a Recorded)> {
    let mut known = BTreeSet::from([now.hash.as_str()]);
    let set = history.iter().rev().filter_map(|recorded| match &recorded.event {
        Event::FieldsSet { values, .. } | Event::CaseStarted { data: values, .. } => match values.get(&field.id)? {
            Value::Document(document) => Some((document, recorded)),
            _ => None,
        },
        _ => None,
    });
    set.filter(|(document, _)| known.insert(document.hash.as_str())).collect()
}

fn shown(visit: &Visit, seen: &Seen, paper: &Paper<'_>) -> Markup {
    html! {
        dt { (paper.field.title.get(visit.locale)) }
        dd {
            (document_link(visit.locale, &seen.case, paper.document))
            @if let Some(text) = &paper.text {
                details.preview { summary { (visit.say("Посмотреть здесь", "Look at it here")) } pre { (text) } }
            } @else if documents::is_picture(paper.document) {
                details.preview { summary { (visit.say("Посмотреть здесь", "Look at it here")) }
                    img loading="lazy" alt=(paper.document.name) src={ "/deals/" (seen.case.id) "/documents/" (paper.document.hash) "?show=1" };
                }
            }
            @if !paper.earlier.is_empty() {
                details.versions {
                    summary { (visit.say("Прежние версии: ", "Earlier versions: ")) (paper.earlier.len()) }
                    ul { @for (document, recorded) in &paper.earlier {
                        li {
                            (document_link(visit.locale, &seen.case, document)) " "
                            span.quiet {
                                @if let Some(by) = &recorded.by { (visit.name(by)) ", " }
                                (when::since(recorded.at, visit.now, visit.zone, visit.locale))
                            }
                        }
                    } }
                }
            }
        }
    }
}
