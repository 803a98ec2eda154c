//! The workshop: the text of a process, what is found of it, its picture, its scenarios, and how it differs from the live version.
//!
//! The page works without scripts: a text area, and buttons that show the same things. With them, an editor stands in the area's place
//! and asks for all of it while one types.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;
use voronka_definition::diagnostic::FindingJson;
use voronka_definition::name::ProcessId;
use voronka_definition::outline::{Proposal, complete};

use super::super::frame::{self, Page, Place};
use super::super::submitted::Submitted;
use super::super::visit::Visit;
use super::super::{assets, raw::Raw};
use super::study::{self, Studied, compared, live, study};
use super::{findings, for_designers, picture, places, scenarios};
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

/// What a new process begins with.
const BEGINNING_RU: &str = include_str!("beginning.ru.yaml");
/// The same in English.
const BEGINNING_EN: &str = include_str!("beginning.en.yaml");

/// How many proposals an editor is given.
const PROPOSALS_MOST: usize = 200;

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/workshop", get(begin).post(look))
        .route("/workshop/study", post(studied))
        .route("/workshop/scenarios", post(played))
        .route("/workshop/complete", post(completed))
        .route("/processes/{id}/workshop", get(open))
}

/// What lies on the bench.
#[derive(Debug, Default)]
pub(super) struct Bench {
    /// The process that is being changed; empty for a new one.
    pub of: String,
    /// The version that was live when the text was opened.
    pub base: String,
    /// The text.
    pub text: String,
    /// Scenarios that were written here.
    pub own: String,
}

impl Bench {
    /// As a form has it.
    pub fn of_form(raw: &Raw) -> Self {
        let field = |name: &str| raw.get(name).to_owned();
        Self { of: field("of"), base: field("base"), text: study::plain(raw.get("text")), own: study::plain(raw.get("own")) }
    }

    /// Where it is opened anew.
    pub fn place(&self) -> String {
        if self.of.is_empty() { "/workshop".to_owned() } else { format!("/processes/{}/workshop", self.of) }
    }
}

async fn begin(visit: Visit) -> Result<Response, Problem> {
    for_designers(&visit)?;
    let bench = Bench { text: visit.say(BEGINNING_RU, BEGINNING_EN).to_owned(), ..Bench::default() };
    let looked = study(&visit, &bench.text).await?;
    page(&visit, &bench, &looked, None, StatusCode::OK).await
}

/// Which text is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    from: String,
}

async fn open(
    State(app): State<App>,
    visit: Visit,
    Id(id): Id<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    for_designers(&visit)?;
    let id = ProcessId::from(id);
    let records = app.engine.reads().processes(Some(&id)).await?;
    let live = records.iter().find(|record| record.latest).ok_or_else(Problem::not_found)?;
    let from = match wanted.from.as_str() {
        "" => live,
        from => records.iter().find(|record| *record.version.0 == *from).ok_or_else(Problem::not_found)?,
    };
    let bench = Bench { of: id.to_string(), base: live.version.to_string(), text: from.source.clone(), own: String::new() };
    let name = format!("study {id} {} among {:p}", from.version, Arc::as_ptr(&visit.world));
    let looked = app.workbench.count(&name, study(&visit, &bench.text)).await?;
    page(&visit, &bench, &looked, None, StatusCode::OK).await
}

/// What the buttons of a page without scripts ask for.
async fn look(visit: Visit, Submitted { raw, .. }: Submitted) -> Result<Response, Problem> {
    for_designers(&visit)?;
    let bench = Bench::of_form(&raw);
    let looked = study(&visit, &bench.text).await?;
    let report = match raw.get("act") {
        "scenarios" => Some(report(&visit, &bench, &looked).await?),
        _ => None,
    };
    page(&visit, &bench, &looked, report, StatusCode::OK).await
}

/// Everything that the page shows of a text, for its script.
async fn studied(visit: Visit, Submitted { raw, .. }: Submitted) -> Result<Response, Problem> {
    for_designers(&visit)?;
    let bench = Bench::of_form(&raw);
    let looked = study(&visit, &bench.text).await?;
    let compared = compared(&visit, &looked).await?;
    let found = voronka_definition::diagnostic::json(&looked.findings, visit.locale);
    let marks: Vec<FindingJson> = found.findings;
    let answer = json!({
        "findings": marks,
        "summary": findings::summary(&visit, &looked.findings),
        "sound": looked.is_sound(),
        "list": findings::list(&visit, &looked.findings, &looked.text).into_string(),
        "picture": drawing(&visit, &looked).map(Markup::into_string),
        "places": places::places(&looked.text),
        "changes": study::shown(&visit, &looked, compared.as_ref()).into_string(),
    });
    Ok(Json(answer).into_response())
}

/// What the scenarios show of a text, for the page's script.
async fn played(visit: Visit, Submitted { raw, .. }: Submitted) -> Result<Response, Problem> {
    for_designers(&visit)?;
    let bench = Bench::of_form(&raw);
    let looked = study(&visit, &bench.text).await?;
    let report = report(&visit, &bench, &looked).await?;
    Ok(Json(json!({ "report": report.into_string() })).into_response())
}

/// What may be written at a place of the text, for the page's editor.
async fn completed(visit: Visit, Submitted { raw, .. }: Submitted) -> Result<Response, Problem> {
    for_designers(&visit)?;
    let text = study::plain(raw.get("text"));
    let place = |name: &str| raw.get(name).parse().unwrap_or(1_u32);
    let (line, column, locale) = (place("line"), place("column"), visit.locale);
    let (from, proposals) = visit.app.workbench.work(move || complete(&text, line, column, locale)).await?;
    let option = |proposal: Proposal| json!({ "label": proposal.word, "apply": proposal.insert, "detail": proposal.meaning });
    let options: Vec<_> = proposals.into_iter().take(PROPOSALS_MOST).map(option).collect();
    Ok(Json(json!({ "from": from, "options": options })).into_response())
}

async fn report(visit: &Visit, bench: &Bench, looked: &Studied) -> Result<Markup, Problem> {
    let Some(process) = &looked.process else {
        return Ok(html! { p.alert { (visit.say(
            "Сначала исправьте ошибки в тексте: играть пока нечего.",
            "First mend the mistakes of the text: there is nothing to play yet.",
        )) } });
    };
    let played = scenarios::play(visit, &looked.text, process, &bench.own).await?;
    Ok(scenarios::shown(visit, &played))
}

/// The picture of a text, where there is one.
fn drawing(visit: &Visit, looked: &Studied) -> Option<Markup> {
    let process = looked.process.as_ref()?;
    let drawn = picture::drawn(visit, process);
    let spots = picture::spots(&drawn, process);
    Some(picture::svg(&drawn, &spots, "img"))
}

/// The page.
pub(super) async fn page(
    visit: &Visit,
    bench: &Bench,
    looked: &Studied,
    report: Option<Markup>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let compared = compared(visit, looked).await?;
    let title = match looked.process.as_ref().filter(|_| !bench.of.is_empty()) {
        Some(process) => process.title.get(visit.locale).to_owned(),
        None => visit.say("Новый процесс", "New process").to_owned(),
    };
    let newer = newer(visit, bench).await?;
    let body = html! {
        (picture::styles())
        (way_back(visit, bench))
        div.head {
            h1 { span.quiet { (visit.say("Мастерская", "Workshop")) ": " } (title) }
            span.grow {}
            p #summary role="status" class={ "verdict " (if looked.is_sound() { "verdict-good" } else { "verdict-bad" }) } { (findings::summary(visit, &looked.findings)) }
        }
        (newer)
        (frame::form_with_files(visit, "/workshop", html! { div.workshop #workshop data-words=(words(visit)) data-draft=(bench.place()) {
            input type="hidden" name="of" value=(bench.of);
            input type="hidden" name="base" value=(bench.base);
            div.desk { (writing(visit, bench, looked)) (seeing(visit, looked)) }
            (below(visit, bench, looked, compared.as_ref(), report))
        } }))
        script src=(assets::path("editor.js")) defer {}
        script src=(assets::path("workshop.js")) defer {}
    };
    Ok(Page { title: &title, place: Place::Processes, here: &bench.place(), body }.answer(visit, status))
}

fn way_back(visit: &Visit, bench: &Bench) -> Markup {
    html! {
        p.crumbs {
            @if bench.of.is_empty() { a href="/processes" { "← " (visit.say("Процессы", "Processes")) } }
            @else { a href={ "/processes/" (bench.of) } { "← " (visit.say("Процесс", "Process")) } }
        }
    }
}

/// That somebody else has deployed another version meanwhile.
async fn newer(visit: &Visit, bench: &Bench) -> Result<Markup, Problem> {
    if bench.of.is_empty() {
        return Ok(frame::nothing());
    }
    let live = live(visit, &ProcessId::from(bench.of.as_str())).await?;
    let Some((_, record)) = live.filter(|(_, record)| *record.version.0 != *bench.base) else { return Ok(frame::nothing()) };
    let who = record.by.as_ref().map_or_else(|| visit.say("сервер", "the server"), |by| visit.name(by)).to_owned();
    Ok(html! {
        p.alert role="alert" { (visit.say(
            format!("Пока вы правили, другую версию развернул(а) {who}. Ниже показано, чем ваш текст отличается от нее."),
            format!("Meanwhile {who} has deployed another version. Below you see how your text differs from that one."),
        )) }
    })
}

/// What the script says by itself, in the language of the page.
fn words(visit: &Visit) -> String {
    json!({
        "checking": visit.say("Проверяем…", "Checking…"),
        "playing": visit.say("Играем сценарии…", "Playing the scenarios…"),
        "unreachable": visit.say("Сервер не отвечает; текст никуда не делся", "The server does not answer; the text is still here"),
        "stale": visit.say("Схема — по последнему тексту без ошибок", "The picture is of the last text without errors"),
        "draft": visit.say("Здесь остался черновик, который не развернут", "Here is a draft that was not deployed"),
        "restore": visit.say("Вернуть черновик", "Restore the draft"),
        "drop": visit.say("Забыть", "Forget it"),
        "text": visit.say("Текст процесса", "The text of the process"),
    })
    .to_string()
}

fn writing(visit: &Visit, bench: &Bench, looked: &Studied) -> Markup {
    html! {
        section.writing aria-label=(visit.say("Текст", "Text")) {
            label for="text" { (visit.say("Текст процесса", "The text of the process")) }
            div #editor hidden {}
            textarea #text name="text" rows="28" spellcheck="false" autocomplete="off" autocapitalize="off" wrap="off" required { "\n" (bench.text) }
            div.acts {
                button.plain-only name="act" value="check" { (visit.say("Проверить", "Check")) }
                button.primary formaction="/workshop/review" { (visit.say("Что изменится и развернуть…", "What changes, and deploy…")) }
                span.quiet.shortcut hidden { kbd { "Ctrl" } "+" kbd { "Enter" } }
            }
            h2.unseen { (visit.say("Замечания", "Findings")) }
            div #findings { (findings::list(visit, &looked.findings, &looked.text)) }
        }
    }
}

fn seeing(visit: &Visit, looked: &Studied) -> Markup {
    html! {
        section.seeing aria-label=(visit.say("Схема", "Picture")) {
            p.quiet #stale hidden {}
            div.picture #picture tabindex="0" role="region" aria-label=(visit.say("Схема процесса", "The picture of the process")) {
                @match drawing(visit, looked) {
                    Some(drawing) => (drawing),
                    None => p.quiet { (visit.say("Схема появится, когда в тексте не останется ошибок.", "The picture comes when the text has no errors.")) },
                }
            }
        }
    }
}

fn below(visit: &Visit, bench: &Bench, looked: &Studied, compared: Option<&study::Compared>, report: Option<Markup>) -> Markup {
    let files = looked.process.as_ref().map(|process| scenarios::files_of(visit, &process.id)).unwrap_or_default();
    html! {
        section.block {
            h2 { (visit.say("Отличия от действующей версии", "Difference to the live version")) }
            div #changes { (study::shown(visit, looked, compared)) }
        }
        section.block #scenarios {
            h2 { (visit.say("Сценарии", "Scenarios")) }
            p.lead { (visit.say(
                "Сценарии лежат файлами рядом с процессом; сервер читает их при запуске. Здесь их можно сыграть на этом тексте, не разворачивая его.",
                "Scenarios are files beside the process; the server reads them when it starts. Here they are played on this text, before it is deployed.",
            )) }
            @if !files.is_empty() { p.quiet { @for file in &files { code { (file) } " " } } }
            details.more open[!bench.own.is_empty() || files.is_empty()] {
                summary { (visit.say("Свой сценарий", "A scenario of your own")) }
                label for="own" { (visit.say("Текст сценария", "The text of the scenario")) }
                textarea #own name="own" rows="10" spellcheck="false" wrap="off" { "\n" (bench.own) }
            }
            p.acts { button #play name="act" value="scenarios" { (visit.say("Сыграть сценарии", "Play the scenarios")) } }
            div #report aria-live="polite" { @if let Some(report) = report { (report) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use voronka_definition::{Source, compile};

    use super::*;

    #[test]
    fn what_a_new_process_begins_with_has_nothing_to_remark() {
        for text in [BEGINNING_RU, BEGINNING_EN] {
            let source = Source { file: study::FILE.to_owned(), text: text.to_owned() };
            let checked = compile(&source).expect("a process without mistakes");
            assert_eq!(checked.warnings, []);
        }
    }
}
