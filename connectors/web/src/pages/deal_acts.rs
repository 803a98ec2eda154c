//! What a person does with a deal: corrects its data, moves it, ends it, gives it away. Each act has a page of its own.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use voronka_core::{Actor, CaseId, Command, Event, FieldProblem, Input};
use voronka_definition::model::{Ask, Field, FieldType, builtin};
use voronka_definition::name::{OutcomeId, PersonId, StageId};
use voronka_runtime::{Executed, Refused};

use super::facts::{Topic, fields_of};
use super::frame::{Page, Place};
use super::given::{self, Reader};
use super::language::Said;
use super::raw::Raw;
use super::refused;
use super::seen::{self, Seen};
use super::sheet::{Need, Sheet};
use super::stale::{self, Again, Given, REVISION};
use super::submitted::Submitted;
use super::visit::Visit;
use super::{choices, frame};
use crate::app::App;
use crate::extract::Id;
use crate::layers::DOCUMENT_BODY_BYTES_MOST;
use crate::problem::Problem;

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/deals/{id}/edit", get(edit_page).post(edit))
        .route("/deals/{id}/stage", get(stage_page).post(stage))
        .route("/deals/{id}/finish", get(finish_page).post(finish))
        .route("/deals/{id}/owner", get(owner_page).post(owner))
        .route("/deals/{id}/comment", get(comment_page).post(comment))
        .layer(DefaultBodyLimit::max(DOCUMENT_BODY_BYTES_MOST))
}

/// A page with the form of an act.
fn page(visit: &Visit, seen: &Seen, act: &str, title: &str, status: StatusCode, body: &Markup) -> Response {
    let id = seen.case.id;
    let here = format!("/deals/{id}/{act}");
    let body = html! {
        p.crumbs { a href={ "/deals/" (id) } { "← " (seen.case.title()) } }
        h1 { (title) }
        (body)
    };
    Page { title, place: Place::Deals, here: &here, body }.answer(visit, status)
}

/// How a page answers whose form had this wrong, or was made before others did that.
fn status_of(problems: &[FieldProblem], told: &[String]) -> StatusCode {
    match (told.is_empty(), problems.is_empty()) {
        (false, _) => StatusCode::PRECONDITION_FAILED,
        (true, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, true) => StatusCode::OK,
    }
}

/// The form again, where somebody else has moved or ended the deal since it was made, or changed one of its fields. One that had its
/// effect already is only answered once more.
async fn changed_elsewhere(
    app: &App,
    visit: &Visit,
    seen: &Seen,
    fields: &[&Field],
    form: &mut Submitted,
) -> Result<Option<Again>, Problem> {
    close_gaps(fields, &mut form.raw);
    if app.engine.recall_answer(&form.key).await?.is_some() {
        return Ok(None);
    }
    let is_move = |event: &Event| matches!(event, Event::StageEntered { .. } | Event::CaseFinished { .. });
    let mut told = stale::overtaken(visit, seen, (&form.raw, &form.key), is_move).await?;
    Ok(match stale::given(visit, seen, fields, &form.raw).await? {
        Given::Again(again) => {
            told.extend(again.told);
            Some(Again { told, ..again })
        }
        Given::Changes(_) if told.is_empty() => None,
        Given::Changes(_) => Some(Again { raw: form.raw.clone(), told }),
    })
}

/// Carries an act out. What was wrong with its fields is shown in place.
async fn carried_out(
    app: &App,
    visit: &Visit,
    id: CaseId,
    command: Command,
    form: &Submitted,
) -> Result<Result<Executed, Vec<FieldProblem>>, Problem> {
    match app.engine.execute(id, command, Actor::Person(visit.me.clone()), Some(form.key.clone())).await {
        Ok(executed) => Ok(Ok(executed)),
        Err(Refused::Rejected(rejection)) => refused::in_place(rejection).map(Err),
        Err(refused) => Err(refused.into()),
    }
}

/// The deal again, or the list where the deal went out of sight.
fn back(visit: &Visit, executed: &Executed, said: &str) -> Response {
    if visit.horizon.sees(&executed.case) {
        return Said::on(&format!("/deals/{}", executed.case.id), said);
    }
    Said::on("/deals", said)
}

/// What a form sent of these fields, with the rows of its lists closed up.
fn input<'f>(visit: &Visit, fields: impl Iterator<Item = &'f Field>, raw: &mut Raw) -> Input {
    let fields: Vec<_> = fields.collect();
    close_gaps(&fields, raw);
    Reader { raw, zone: visit.zone, locale: visit.locale }.filled(fields.into_iter())
}

fn close_gaps(fields: &[&Field], raw: &mut Raw) {
    for field in fields.iter().filter(|field| matches!(field.kind, FieldType::List(_))) {
        raw.close_gaps(&given::name_of(field));
    }
}

/// What is known of these fields, as a form shows it.
pub(super) fn known<'f>(visit: &Visit, seen: &Seen, fields: impl Iterator<Item = &'f Field>) -> Raw {
    let mut raw = Raw::default();
    for field in fields {
        if let Some(value) = seen.case.data.get(&field.id) {
            raw.put(&given::name_of(field), field, value, visit.zone, visit.locale);
        }
    }
    raw
}

async fn edit_page(visit: Visit, Id(id): Id<CaseId>) -> Result<Response, Problem> {
    let seen = seen::deal(&visit, id).await?;
    let mut raw = known(&visit, &seen, seen.process.fields.iter());
    raw.set(REVISION, seen.case.revision.to_string());
    Ok(edit_form(&visit, &seen, &raw, &[], &[]))
}

fn edit_form(visit: &Visit, seen: &Seen, raw: &Raw, problems: &[FieldProblem], told: &[String]) -> Response {
    let sheet = Sheet { visit, process: &seen.process, case: Some(&seen.case), raw, problems, scope: "edit" };
    let title = seen.process.field(&builtin::TITLE.into());
    let shown: Vec<&str> = seen.process.fields.iter().map(|field| field.id.as_str()).collect();
    let inside = html! {
        (stale::notice(visit, told))
        (sheet.summary(&shown))
        input type="hidden" name=(REVISION) value=(raw.get(REVISION));
        div.card { @if let Some(title) = title { (sheet.field(title, &Need::Must)) } }
        @for topic in Topic::ALL {
            details.card.topic open[topic != Topic::Documents || needs_a_look(&sheet, topic)] {
                summary { (topic.title(visit)) }
                @for field in fields_of(&seen.process, topic) { (sheet.field(field, &Need::May)) }
            }
        }
        p.acts { button.primary { (visit.say("Сохранить", "Save")) } }
    };
    let form = frame::form_with_files(visit, &format!("/deals/{}/edit", seen.case.id), inside);
    let form = html! { div.form data-live={ "deal " (seen.case.id) " " (seen.case.revision) } { (form) } };
    page(visit, seen, "edit", visit.say("Данные сделки", "The deal's data"), status_of(problems, told), &form)
}

/// Whether something is wrong in a group, or holds a file that was chosen.
fn needs_a_look(sheet: &Sheet<'_>, topic: Topic) -> bool {
    fields_of(sheet.process, topic)
        .any(|field| sheet.is_wrong(field.id.as_str()) || sheet.raw.file(&given::name_of(field)).is_some())
}

async fn edit(State(app): State<App>, visit: Visit, Id(id): Id<CaseId>, mut form: Submitted) -> Result<Response, Problem> {
    let seen = seen::deal(&visit, id).await?;
    let fields: Vec<&Field> = seen.process.fields.iter().filter(|field| field.id.as_str() != builtin::OWNER).collect();
    close_gaps(&fields, &mut form.raw);
    if app.engine.recall_answer(&form.key).await?.is_some() {
        // The same form again: it had its effect, which is no change by somebody else.
        return Ok(Said::on(&format!("/deals/{id}"), visit.say("Данные сохранены.", "The data are saved.")));
    }
    let data = match stale::given(&visit, &seen, &fields, &form.raw).await? {
        Given::Changes(data) => data,
        Given::Again(again) => {
            return Ok(edit_form(&visit, &seen, &again.raw, &[], &again.told));
        }
    };
    if data.is_empty() {
        return Ok(Said::on(&format!("/deals/{id}"), visit.say("Ничего не изменилось.", "Nothing has changed.")));
    }
    // What has changed since the form was made, it does not show; what changes from now on is refused.
    let revision = seen.case.revision;
    match carried_out(&app, &visit, id, Command::CorrectData { data, revision }, &form).await? {
        Ok(executed) => Ok(back(&visit, &executed, visit.say("Данные сохранены.", "The data are saved."))),
        Err(problems) => Ok(edit_form(&visit, &seen, &form.raw, &problems, &[])),
    }
}

async fn stage_page(visit: Visit, Id(id): Id<CaseId>) -> Result<Response, Problem> {
    let seen = seen::deal(&visit, id).await?;
    Ok(stage_form(&visit, &seen, &Raw::default(), &[], &[]))
}

fn stage_form(visit: &Visit, seen: &Seen, raw: &Raw, problems: &[FieldProblem], told: &[String]) -> Response {
    let lead = visit.say(
        "Невыполненные задачи стадии будут сняты, поставленные вручную останутся. Данные сохранятся.",
        "Unfinished tasks of the stage are dropped, those made by hand stay. The data stay.",
    );
    let body = html! { p.lead { (lead) } (stale::notice(visit, told)) (choices::stages(visit, seen, raw, problems)) };
    page(visit, seen, "stage", visit.say("Перевести на другую стадию", "Move to another stage"), status_of(problems, told), &body)
}

async fn stage(State(app): State<App>, visit: Visit, Id(id): Id<CaseId>, mut form: Submitted) -> Result<Response, Problem> {
    let seen = seen::deal(&visit, id).await?;
    let stage = StageId::from(form.raw.get("stage"));
    let entry: Vec<_> = seen.process.stage(&stage).map(|stage| stage.entry.clone()).unwrap_or_default();
    let fields: Vec<&Field> = entry.iter().filter_map(|id| seen.process.field(id)).collect();
    if let Some(again) = changed_elsewhere(&app, &visit, &seen, &fields, &mut form).await? {
        return Ok(stage_form(&visit, &seen, &again.raw, &[], &again.told));
    }
    let data = input(&visit, fields.into_iter(), &mut form.raw);
    let command = Command::EnterStage { stage, data, comment: form.raw.get("comment").to_owned() };
    match carried_out(&app, &visit, id, command, &form).await? {
        Ok(executed) => Ok(back(&visit, &executed, visit.say("Сделка переведена.", "The deal was moved."))),
        Err(problems) => Ok(stage_form(&visit, &seen, &form.raw, &problems, &[])),
    }
}

async fn finish_page(visit: Visit, Id(id): Id<CaseId>) -> Result<Response, Problem> {
    let seen = seen::deal(&visit, id).await?;
    Ok(finish_form(&visit, &seen, &Raw::default(), &[], &[]))
}

fn finish_form(visit: &Visit, seen: &Seen, raw: &Raw, problems: &[FieldProblem], told: &[String]) -> Response {
    let lead = visit.say("Завершенную сделку открыть снова нельзя.", "A finished deal cannot be opened again.");
    let body = html! { p.lead { (lead) } (stale::notice(visit, told)) (choices::outcomes(visit, seen, raw, problems)) };
    page(visit, seen, "finish", visit.say("Завершить сделку", "Finish the deal"), status_of(problems, told), &body)
}

async fn finish(State(app): State<App>, visit: Visit, Id(id): Id<CaseId>, mut form: Submitted) -> Result<Response, Problem> {
    let seen = seen::deal(&visit, id).await?;
    let outcome = OutcomeId::from(form.raw.get("outcome"));
    let ask: Vec<Ask> = seen.process.outcome(&outcome).map(|outcome| outcome.ask.clone()).unwrap_or_default();
    let fields: Vec<&Field> = ask.iter().filter_map(|ask| seen.process.field(&ask.field)).collect();
    if let Some(again) = changed_elsewhere(&app, &visit, &seen, &fields, &mut form).await? {
        return Ok(finish_form(&visit, &seen, &again.raw, &[], &again.told));
    }
    let data = input(&visit, fields.into_iter(), &mut form.raw);
    let command = Command::Finish { outcome, data, comment: form.raw.get("comment").to_owned() };
    match carried_out(&app, &visit, id, command, &form).await? {
        Ok(executed) => Ok(back(&visit, &executed, visit.say("Сделка завершена.", "The deal is finished."))),
        Err(problems) => Ok(finish_form(&visit, &seen, &form.raw, &problems, &[])),
    }
}

async fn owner_page(visit: Visit, Id(id): Id<CaseId>) -> Result<Response, Problem> {
    let seen = seen::deal(&visit, id).await?;
    Ok(owner_form(&visit, &seen, &Raw::default(), &[], &[]))
}

fn owner_form(visit: &Visit, seen: &Seen, raw: &Raw, problems: &[FieldProblem], told: &[String]) -> Response {
    let sheet = Sheet { visit, process: &seen.process, case: Some(&seen.case), raw, problems, scope: "owner" };
    let lead =
        visit.say("Открытые задачи ответственного перейдут вместе со сделкой.", "The owner's open tasks go with the deal.");
    let inside = html! {
        div.card {
            (stale::notice(visit, told))
            input type="hidden" name=(REVISION) value=(seen.case.revision);
            (sheet.summary(&["person", "comment"]))
            p.lead { (lead) }
            (sheet.own("person", ("Новый ответственный", "New owner"), FieldType::Person, true))
            (sheet.comment("comment", visit.say("Почему", "Why"), true))
            button.primary { (visit.say("Сменить ответственного", "Change the owner")) }
        }
    };
    let form = frame::form(visit, &format!("/deals/{}/owner", seen.case.id), inside);
    page(visit, seen, "owner", visit.say("Сменить ответственного", "Change the owner"), status_of(problems, told), &form)
}

async fn owner(State(app): State<App>, visit: Visit, Id(id): Id<CaseId>, form: Submitted) -> Result<Response, Problem> {
    let seen = seen::deal(&visit, id).await?;
    let Some(person) = form.raw.some("person").map(PersonId::from) else {
        return Ok(owner_form(&visit, &seen, &form.raw, &[refused::missing("person")], &[]));
    };
    let is_concern = |event: &Event| matches!(event, Event::OwnerChanged { .. });
    let told = stale::overtaken(&visit, &seen, (&form.raw, &form.key), is_concern).await?;
    if !told.is_empty() {
        return Ok(owner_form(&visit, &seen, &form.raw, &[], &told));
    }
    let command = Command::ChangeOwner { person, comment: form.raw.get("comment").to_owned() };
    match carried_out(&app, &visit, id, command, &form).await? {
        Ok(executed) => Ok(back(&visit, &executed, visit.say("Ответственный сменен.", "The owner has changed."))),
        Err(problems) => Ok(owner_form(&visit, &seen, &form.raw, &problems, &[])),
    }
}

async fn comment_page(visit: Visit, Id(id): Id<CaseId>) -> Result<Response, Problem> {
    let seen = seen::deal(&visit, id).await?;
    Ok(comment_form(&visit, &seen, &Raw::default(), &[]))
}

fn comment_form(visit: &Visit, seen: &Seen, raw: &Raw, problems: &[FieldProblem]) -> Response {
    let title = visit.say("Комментарий к сделке", "A comment on the deal");
    page(visit, seen, "comment", title, status_of(problems, &[]), &remark(visit, seen, raw, problems))
}

/// The form of a comment: on a page of its own, and above the history of the deal.
pub(super) fn remark(visit: &Visit, seen: &Seen, raw: &Raw, problems: &[FieldProblem]) -> Markup {
    let sheet = Sheet { visit, process: &seen.process, case: Some(&seen.case), raw, problems, scope: "remark" };
    let inside = html! {
        div.card {
            (sheet.summary(&["text"]))
            (sheet.comment("text", visit.say("Комментарий к сделке", "A comment on the deal"), true))
            p.hint { (visit.say(
                "Его получит ответственный за сделку и все, кто писал здесь раньше.",
                "The owner of the deal and everybody who wrote here before will hear of it.",
            )) }
            button { (visit.say("Записать комментарий", "Comment")) }
        }
    };
    frame::form(visit, &format!("/deals/{}/comment", seen.case.id), inside)
}

async fn comment(State(app): State<App>, visit: Visit, Id(id): Id<CaseId>, form: Submitted) -> Result<Response, Problem> {
    let seen = seen::deal(&visit, id).await?;
    let command = Command::CommentDeal { text: form.raw.get("text").to_owned() };
    match carried_out(&app, &visit, id, command, &form).await? {
        Ok(_) => Ok(Said::on(&format!("/deals/{id}#history"), visit.say("Комментарий записан.", "The comment is noted."))),
        Err(problems) => Ok(comment_form(&visit, &seen, &form.raw, &problems)),
    }
}
