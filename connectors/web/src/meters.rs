//! What the server counts, in the text form of Prometheus.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;

/// The names of the classes of statuses, 2xx to 5xx.
const CLASSES: [&str; 4] = ["2xx", "3xx", "4xx", "5xx"];

/// Counters of the HTTP interface.
#[derive(Debug, Default)]
pub(crate) struct Meters {
    answered: [AtomicU64; CLASSES.len()],
    in_flight: AtomicI64,
}

impl Meters {
    fn count(&self, status: StatusCode) {
        let class = usize::from(status.as_u16() / 100).saturating_sub(2).min(CLASSES.len() - 1);
        self.answered[class].fetch_add(1, Ordering::Relaxed);
    }

    /// The counters as Prometheus reads them.
    pub(crate) fn told(&self) -> String {
        let mut text = String::from(
            "# HELP voronka_http_requests_total Requests answered, by class of status.\n\
             # TYPE voronka_http_requests_total counter\n",
        );
        for (class, answered) in CLASSES.iter().zip(&self.answered) {
            let count = answered.load(Ordering::Relaxed);
            let _ = writeln!(text, "voronka_http_requests_total{{class=\"{class}\"}} {count}");
        }
        let in_flight = self.in_flight.load(Ordering::Relaxed);
        let _ = write!(
            text,
            "# HELP voronka_http_requests_in_flight Requests being answered now.\n\
             # TYPE voronka_http_requests_in_flight gauge\n\
             voronka_http_requests_in_flight {in_flight}\n",
        );
        text
    }
}

/// Leaves the count of requests in flight when it is dropped, also when the client has gone away.
struct InFlight<'a>(&'a Meters);

impl<'a> InFlight<'a> {
    fn enter(meters: &'a Meters) -> Self {
        meters.in_flight.fetch_add(1, Ordering::Relaxed);
        Self(meters)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The layer that counts.
pub(crate) async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let _guard = InFlight::enter(&app.meters);
    let response = next.run(request).await;
    app.meters.count(response.status());
    response
}
