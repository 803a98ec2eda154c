//! A text under study: what is found of it, how it looks, and how it differs from the live version.
//!
//! It is held against the people of now by the same function that deploying asks. Nothing is kept.

use std::sync::Arc;

use maud::{Markup, html};
use voronka_definition::name::ProcessId;
use voronka_definition::process::compile_unproved;
use voronka_definition::{Finding, Process, Source, compile};
use voronka_export::regulation::Change;
use voronka_runtime::ProcessRecord;

use super::super::visit::Visit;
use super::difference;
use super::findings::numbers;
use crate::problem::Problem;

/// The name that findings about a text of the workshop show.
pub(super) const FILE: &str = "process.yaml";

/// What a text turned out to be.
pub(super) struct Studied {
    /// The text, its lines ending as lines do here.
    pub text: String,
    /// Everything that is found of it.
    pub findings: Vec<Finding>,
    /// The process, where it can be played and drawn: no more than a proof of it may have failed.
    pub process: Option<Arc<Process>>,
}

impl Studied {
    /// Whether it may be deployed.
    pub fn is_sound(&self) -> bool {
        self.process.is_some() && numbers(&self.findings).0 == 0
    }
}

/// A text as a browser sends it, whose lines may end as those of another system.
pub(super) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Studies a text when its turn comes.
pub(super) async fn study(visit: &Visit, text: &str) -> Result<Studied, Problem> {
    let (engine, text) = (visit.app.engine.clone(), plain(text));
    visit
        .app
        .workbench
        .work(move || {
            let source = Source { file: FILE.to_owned(), text };
            let findings = engine.findings_of(&source);
            let process = compile(&source).or_else(|_| compile_unproved(&source)).ok();
            Studied { text: source.text, findings, process: process.map(|checked| Arc::new(checked.value)) }
        })
        .await
}

/// The live version of a process, with its record.
pub(super) async fn live(visit: &Visit, id: &ProcessId) -> Result<Option<(Arc<Process>, ProcessRecord)>, Problem> {
    let records = visit.app.engine.reads().processes(Some(id)).await?;
    let Some(record) = records.into_iter().find(|record| record.latest) else { return Ok(None) };
    let process = visit.app.engine.process(&record.id, &record.version).await?;
    Ok(Some((process, record)))
}

/// How a text differs from the live version of its process.
pub(super) struct Compared {
    /// In words.
    pub changes: Vec<Change>,
    /// Whether it is the same text.
    pub same: bool,
    /// The live text.
    pub before: String,
}

/// Holds a text against the live version; nothing where it cannot be read, or is the first of its process.
pub(super) async fn compared(visit: &Visit, studied: &Studied) -> Result<Option<Compared>, Problem> {
    let Some(process) = &studied.process else { return Ok(None) };
    let Some((before, record)) = live(visit, &process.id).await? else { return Ok(None) };
    let changes = difference::between(visit, &before, process);
    Ok(Some(Compared { changes, same: record.source == studied.text, before: record.source }))
}

/// The difference as the workshop shows it.
pub(super) fn shown(visit: &Visit, studied: &Studied, compared: Option<&Compared>) -> Markup {
    html! {
        @match (compared, &studied.process) {
            (Some(compared), _) => {
                (difference::in_words(visit, &compared.changes, compared.same))
                @if !compared.same {
                    details.more { summary { (visit.say("По строкам", "Line by line")) } (difference::by_line(visit, &compared.before, &studied.text)) }
                }
            }
            (None, Some(_)) => p.quiet { (visit.say("Это новый процесс: сравнивать не с чем.", "It is a new process: there is nothing to compare with.")) },
            (None, None) => p.quiet { (visit.say(
                "Сравнение появится, когда в тексте не останется ошибок.",
                "The comparison comes back when the text has no errors.",
            )) },
        }
    }
}
