//! What every request passes: an id for the log, a span, limits, and headers that keep browsers careful.

use std::any::Any;
use std::fmt::Write as _;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Span;
use voronka_definition::Text;

use crate::app::App;
use crate::auth::{ACTS, PASSWORDS, is_of_interface};
use crate::feed::FOLDER;
use crate::problem::Problem;

/// The most bytes a body may have, where it cannot hold a document.
pub(crate) const BODY_BYTES_MOST: usize = 2 * 1024 * 1024;
/// The most bytes a body may have, where it can: 10 MiB as base64 and what stands around it.
pub(crate) const DOCUMENT_BODY_BYTES_MOST: usize = 14 * 1024 * 1024;
/// How long an answer may take.
pub(crate) const ANSWER_TIME_MOST: Duration = Duration::from_secs(30);
/// How long a walk of the test clock may take.
pub(crate) const CLOCK_TIME_MOST: Duration = Duration::from_secs(600);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Nothing of the interface is meant to be shown by a browser.
const INTERFACE_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
/// Pages use their own styles, pictures and scripts, and nothing inline.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The id of a request, as the log and the answer have it.
#[derive(Debug, Clone)]
struct RequestId(String);

/// Gives the request an id. One that came from outside is not trusted: it could be made to mislead who reads the log.
pub(crate) async fn identify(mut request: Request, next: Next) -> Response {
    let id = fresh_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn fresh_id() -> String {
    let mut bytes = [0_u8; 8];
    // Without randomness ids repeat, which only the reader of the log notices.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The spans of requests, each in the trace that it `follow`s.
pub(crate) fn spans(follow: fn(&Span, &HeaderMap)) -> impl Fn(&Request) -> Span + Clone {
    move |request| {
        let span = span(request);
        follow(&span, request.headers());
        span
    }
}

/// The span of a request. Queries are left out: a search may hold a client's name.
fn span(request: &Request) -> Span {
    let id = request.extensions().get::<RequestId>().map_or("", |id| id.0.as_str());
    tracing::info_span!("request", request.id = id, http.method = %request.method(), http.path = logged(request.uri().path()))
}

/// A path as it is logged: the address of a calendar is its secret, and so is a link that came by letter.
fn logged(path: &str) -> &str {
    [FOLDER, PASSWORDS, ACTS].into_iter().find(|folder| path.starts_with(folder)).unwrap_or(path)
}

/// One line of the log for every answer.
pub(crate) fn log_answer(response: &Response, latency: Duration, _span: &Span) {
    tracing::info!(
        http.status = response.status().as_u16(),
        latency_ms = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX),
        "request answered"
    );
}

/// A panic of a handler is a failure of the server; the others go on.
pub(crate) fn on_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(panic = text, "a handler panicked");
    Problem::fault().into_response()
}

/// A zero byte in a query is no text: no database keeps one, and PostgreSQL refuses even to be asked for it.
pub(crate) async fn refuse_zero(request: Request, next: Next) -> Response {
    if !request.uri().query().is_some_and(|query| query.contains("%00")) {
        return next.run(request).await;
    }
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "not_a_text",
        Text::both("текст в каждом параметре адреса", "a text in every parameter of the address"),
        Text::both("нулевой байт", "a zero byte"),
    )
    .into_response()
}

/// Headers that keep browsers careful, where the handler has not set its own.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let (interface, is_act) = (is_of_interface(request.uri().path()), request.uri().path().starts_with(ACTS));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    default(headers, "x-content-type-options", "nosniff");
    default(headers, "x-frame-options", "DENY");
    // A form that comes after the session had ended leads back to its page; nobody outside learns of which page somebody came from, and
    // the secret of a link in a letter is told to nobody at all.
    default(headers, "referrer-policy", if interface || is_act { "no-referrer" } else { "same-origin" });
    default(headers, "cross-origin-opener-policy", "same-origin");
    default(headers, "content-security-policy", if interface { INTERFACE_POLICY } else { PAGE_POLICY });
    default(headers, "cache-control", "no-store");
    if app.base_url.starts_with("https://") {
        default(headers, "strict-transport-security", "max-age=31536000");
    }
    response
}

fn default(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::StatusCode;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;
    use tower_http::timeout::TimeoutLayer;

    use super::*;
    use crate::problem;

    async fn answered<H>(handler: impl Fn() -> H + Clone + Send + Sync + 'static) -> (u16, HeaderMap, serde_json::Value)
    where
        H: Future<Output = ()> + Send + 'static,
    {
        let router: Router = Router::new()
            .route("/", get(handler))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::ZERO))
            .layer(CatchPanicLayer::custom(on_panic))
            .layer(from_fn(problem::write));
        let request = Request::get("/").body(Body::empty()).expect("a request");
        let answer = router.oneshot(request).await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = to_bytes(answer.into_body(), 10_000).await.expect("a body");
        (status, headers, serde_json::from_slice(&body).unwrap_or_default())
    }

    #[test]
    fn secrets_in_addresses_are_not_logged() {
        for path in ["/calendar/secret.ics", "/password/secret", "/act/secret", "/act/secret/x"] {
            assert!(!logged(path).contains("secret"), "{path}");
        }
        assert_eq!(logged("/deals/7"), "/deals/7");
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_that_tells_nothing_of_the_inside() {
        let (status, headers, body) = answered(async || panic!("secret")).await;
        assert_eq!((status, &body["code"]), (500, &"fault".into()));
        assert_eq!(headers["content-type"], problem::MEDIA_TYPE);
        assert!(!body.to_string().contains("secret"));
    }

    #[tokio::test]
    async fn an_answer_that_takes_too_long_is_a_problem() {
        let (status, headers, body) = answered(std::future::pending).await;
        assert_eq!((status, &body["code"]), (503, &"timeout".into()));
        assert_eq!(headers["retry-after"], "2");
    }
}
