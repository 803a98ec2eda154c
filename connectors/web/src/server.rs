//! The router of everything, and serving it until the server is told to stop.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::trace::TraceLayer;

use crate::app::App;
use crate::problem::Problem;
use crate::{api, auth, layers, meters, packing, pages, problem};

/// How long requests that are being answered may still take once the server stops.
const FAREWELL: Duration = Duration::from_secs(10);

/// Every route of the server, with all that stands around them.
pub fn router(app: App) -> Router {
    // A layer wraps those above it: the last one sees a request first.
    api::router(&app)
        .merge(pages::router(app.clone()))
        .fallback(async || Problem::not_found())
        .layer(DefaultBodyLimit::max(layers::BODY_BYTES_MOST))
        .layer(from_fn(layers::refuse_zero))
        .layer(from_fn_with_state(app.clone(), auth::require))
        .layer(RequestBodyLimitLayer::new(layers::DOCUMENT_BODY_BYTES_MOST))
        .layer(CatchPanicLayer::custom(layers::on_panic))
        .layer(from_fn_with_state(app.clone(), pages::speak_of_mistakes))
        .layer(from_fn(problem::write))
        .layer(packing::layer())
        .layer(from_fn_with_state(app.clone(), packing::guard))
        .layer(from_fn_with_state(app.clone(), meters::count))
        .layer(from_fn_with_state(app.clone(), layers::guard))
        .layer(
            TraceLayer::new_for_http().make_span_with(layers::spans(app.follow)).on_response(layers::log_answer).on_failure(()),
        )
        .layer(from_fn(layers::identify))
        .with_state(app)
}

/// Serves until `shutdown` is done. Then nothing new is accepted, and what is being answered gets a while to finish.
///
/// # Errors
/// When the listener fails.
pub async fn serve<S>(listener: TcpListener, app: App, shutdown: S) -> io::Result<()>
where
    S: Future<Output = ()> + Send + 'static,
{
    let live = Arc::clone(&app.live);
    // A stream would last for ever: whoever reads one asks another node, or this one when it is back.
    let shutdown = async move {
        shutdown.await;
        live.close();
    };
    serve_routes(listener, router(app), shutdown, FAREWELL).await
}

async fn serve_routes<S>(listener: TcpListener, routes: Router, shutdown: S, farewell: Duration) -> io::Result<()>
where
    S: Future<Output = ()> + Send + 'static,
{
    let (begin, began) = oneshot::channel::<()>();
    let stopping = async move {
        shutdown.await;
        tracing::info!("the server stops: no new requests, those begun are finished");
        let _ = begin.send(());
    };
    // An answer is small and wanted at once; waiting to fill a packet would only delay it.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, routes).with_graceful_shutdown(stopping);
    tokio::select! {
        ended = async { server.await } => ended,
        () = after(began, farewell) => {
            tracing::warn!(farewell_s = farewell.as_secs(), "requests were still being answered when the server stopped");
            Ok(())
        }
    }
}

async fn after(began: oneshot::Receiver<()>, farewell: Duration) {
    match began.await {
        Ok(()) => tokio::time::sleep(farewell).await,
        Err(_) => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::routing::get;
    use tokio::net::TcpStream;
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn an_answer_that_never_comes_does_not_keep_the_server() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let reached = Arc::new(Notify::new());
        let (tell, (stop, stopped)) = (Arc::clone(&reached), oneshot::channel::<()>());
        let never = async move || {
            tell.notify_one();
            std::future::pending::<()>().await;
        };
        let shutdown = async move {
            let _ = stopped.await;
        };
        let server = tokio::spawn(serve_routes(listener, Router::new().route("/", get(never)), shutdown, Duration::ZERO));
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.writable().await.expect("a connection that can be written to");
        stream.try_write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").expect("a request");
        reached.notified().await;
        stop.send(()).expect("a server that listens");
        server.await.expect("no panic").expect("a server that ended");
    }
}
