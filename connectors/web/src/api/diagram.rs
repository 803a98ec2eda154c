//! The picture of a process. Drawing it is the crate `voronka-export`'s; here it is asked for and kept.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_definition::name::ProcessId;
use voronka_export::Words;
use voronka_export::graph::graph;
use voronka_export::svg::{Theme, svg};

use crate::app::App;
use crate::auth::{Caller, Language};
use crate::problem::Problem;

/// How many pictures are kept; with more, all are drawn anew.
const KEPT: usize = 256;

/// Looking at the picture of a process.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(diagram))
}

/// The latest version of a process as a picture
#[utoipa::path(get, path = "/processes/{id}/diagram.svg", tag = "processes", params(("id" = String, Path,), ("theme" = Option<String>, Query, description = "Colours: auto (default), light or dark")),
    responses((status = 200, body = String, content_type = "image/svg+xml")))]
async fn diagram(
    State(app): State<App>,
    _caller: Caller,
    Language(locale): Language,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let world = app.engine.world();
    let process = world.processes.get(&ProcessId::from(id)).filter(|process| !process.stages.is_empty());
    let process = process.ok_or_else(Problem::not_found)?;
    let theme = theme(query.as_deref().unwrap_or_default());
    let key = format!("{} {} {locale} {theme:?}", process.id, process.version);
    let picture = app.diagrams.get(&key).unwrap_or_else(|| {
        let others: Vec<_> = world.processes.values().cloned().collect();
        let words = Words { process, organisation: Some(&world.organisation), others: &others, locale };
        app.diagrams.keep(key, svg(&graph(&words), theme))
    });
    let headers: [(HeaderName, &str); 4] = [
        (CONTENT_TYPE, "image/svg+xml; charset=utf-8"),
        (CACHE_CONTROL, "private, no-cache"),
        (VARY, "accept-language, cookie"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"),
    ];
    Ok((headers, picture.to_string()).into_response())
}

/// The colours that a query asks for.
fn theme(query: &str) -> Theme {
    match query.split('&').find_map(|pair| pair.strip_prefix("theme=")) {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::Auto,
    }
}

/// Pictures that were drawn already, by process, version, language and colours.
#[derive(Debug, Default)]
pub(crate) struct Diagrams(std::sync::Mutex<std::collections::BTreeMap<String, Arc<str>>>);

impl Diagrams {
    fn get(&self, key: &str) -> Option<Arc<str>> {
        self.0.lock().ok()?.get(key).cloned()
    }

    fn keep(&self, key: String, picture: String) -> Arc<str> {
        let picture: Arc<str> = picture.into();
        if let Ok(mut kept) = self.0.lock() {
            if kept.len() >= KEPT {
                kept.clear();
            }
            kept.insert(key, picture.clone());
        }
        picture
    }
}
