//! The OpenAPI document: made from the routes themselves, so that it cannot name one that does not exist or miss one that does.

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use utoipa::PartialSchema;
use utoipa::ToSchema;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, InfoBuilder, OpenApi, PathItem, Ref, RefOr, Required, Response, ResponseBuilder, Schema,
};

use crate::app::App;
use crate::auth::OPEN_PATHS;
use crate::problem::{FieldProblemForm, MEDIA_TYPE, ProblemForm};

/// What a 403 means.
const FORBIDDEN: &str = "The caller may not do this.";
/// What a 409 means.
const CONFLICT: &str = "The state does not allow it.";
/// The name of the one way to authenticate.
const TOKEN: &str = "token";

/// The route of the document.
pub(super) fn router(document: OpenApi) -> Router<App> {
    // What cannot be written as JSON does not come out of utoipa.
    let text: Arc<str> = completed(document).to_json().unwrap_or_default().into();
    let answer = async move || {
        let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")];
        (headers, text.to_string()).into_response()
    };
    Router::new().route(&format!("{}/openapi.json", super::ROOT), get(answer))
}

/// Adds what is true of every call: its errors, who may call, the idempotency key.
fn completed(mut document: OpenApi) -> OpenApi {
    document.info = InfoBuilder::new()
        .title("voronka")
        .version("1")
        .description(Some(
            "Deals on their way through processes, and the tasks of people. Times are RFC 3339 in UTC, money is \
             `{amount, currency}`. Every error is a problem of RFC 9457 with `code`, `expected` and `found`.",
        ))
        .build();
    let components = document.components.get_or_insert_with(Components::new);
    components.schemas.insert("Problem".to_owned(), ProblemForm::schema());
    components.schemas.insert(FieldProblemForm::name().into_owned(), FieldProblemForm::schema());
    let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    components.add_security_scheme(TOKEN, token);
    for (path, item) in &mut document.paths.paths {
        complete_path(path, item);
    }
    document
}

fn complete_path(path: &str, item: &mut PathItem) {
    let open = OPEN_PATHS.contains(&path);
    if let Some(post) = &mut item.post {
        post.parameters.get_or_insert_default().push(RefOr::T(key()));
    }
    let operations = [
        ("get", &mut item.get),
        ("post", &mut item.post),
        ("put", &mut item.put),
        ("patch", &mut item.patch),
        ("delete", &mut item.delete),
    ];
    for (method, operation) in operations.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?))) {
        operation.operation_id = Some(id_of(method, path));
        describe_success(operation);
        let mut all = errors(operation, path, open);
        if method == "delete" {
            all.extend([("403", FORBIDDEN), ("409", CONFLICT)]);
        }
        for (status, about) in all {
            operation.responses.responses.insert(status.to_owned(), RefOr::T(problem(about)));
        }
        if !open {
            operation.security = Some(vec![SecurityRequirement::new(TOKEN, Vec::<String>::new())]);
        }
    }
}

/// `post_tasks_id_complete`: the handlers' own names would repeat.
fn id_of(method: &str, path: &str) -> String {
    let path = path.trim_start_matches(super::ROOT).replace(['{', '}'], "");
    let words = path.split(['/', '.']).filter(|word| !word.is_empty());
    words.fold(method.to_owned(), |id, word| id + "_" + word)
}

/// The standard wants a description of every answer; what the call does says it.
fn describe_success(operation: &mut Operation) {
    let about = operation.summary.clone().unwrap_or_default();
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            response.description.clone_from(&about);
        }
    }
}

/// The errors that a call can have, and what each means.
fn errors(operation: &Operation, path: &str, open: bool) -> Vec<(&'static str, &'static str)> {
    let mut errors = vec![("default", "Any other error.")];
    if !open {
        errors.push(("401", "No valid token."));
    }
    if path.contains("{id}") {
        errors.push(("404", "It does not exist, or the caller may not see it."));
    }
    let has_query = operation.parameters.iter().flatten().any(is_of_query);
    if operation.request_body.is_some() {
        errors.push(("400", "The body is no JSON."));
        errors.push(("403", FORBIDDEN));
        errors.push(("409", CONFLICT));
        errors.push(("413", "The body is too large."));
        errors.push(("415", "Another content type."));
        errors.push(("503", "The server is busy; `Retry-After` says when to come back."));
    }
    if has_query || operation.request_body.is_some() {
        errors.push(("422", "Content is missing or wrong; every field is named."));
    }
    if path.ends_with("/data") {
        errors.push(("412", "Somebody changed the case in the meantime."));
        errors.push(("428", "`If-Match` is missing."));
    }
    errors
}

fn is_of_query(parameter: &RefOr<Parameter>) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query)
}

fn problem(about: &str) -> Response {
    let schema: RefOr<Schema> = Ref::from_schema_name("Problem").into();
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(about).content(MEDIA_TYPE, content).build()
}

fn key() -> Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The same key gives the same answer and one effect; with another body it is an error."))
        .schema(Some(String::schema()))
        .build()
}
