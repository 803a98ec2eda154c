//! Traces: what a request, a command, a commit and a letter took, sent to a collector of OpenTelemetry where one is named.
//!
//! The collector may be slow, or not there: spans wait in a bounded queue of the library's and are dropped where it is full. Nobody
//! waits for it. Names of people and of clients are not in a span; ids of cases are.
//!
//! Absent on purpose: metrics (`/metrics` has them) and log records.

use std::time::Duration;

use anyhow::{Context, Result};
use opentelemetry::KeyValue;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use reqwest::header::HeaderMap;
use tracing::{Level, Metadata, Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

/// The name of this service where `OTEL_SERVICE_NAME` gives no other.
const SERVICE: &str = "voronka";
/// How long the collector may take for one delivery.
const PATIENCE: Duration = Duration::from_secs(10);
/// Spans that last as long as the process: what they hold is a trace of its own.
const ENDLESS: &[&str] = &["scheduler", "dispatcher", "committer", "hints"];

/// Spans on their way to a collector. What is still under way leaves when this is dropped.
#[derive(Debug)]
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Begins to send to the collector at this address, as `http://collector:4318`. Sampling, the name of the service and further
    /// attributes are said in the usual `OTEL_…` variables.
    ///
    /// # Errors
    /// The address is none.
    pub fn to(collector: &str) -> Result<Self> {
        voronka_webhook::name_ciphers();
        let client = reqwest::blocking::Client::builder().timeout(PATIENCE).build().context("no HTTP client for traces")?;
        let exporter = SpanExporter::builder().with_http().with_http_client(client);
        let exporter = exporter.with_protocol(Protocol::HttpBinary).with_endpoint(address(collector)).build()?;
        let named = std::env::var("OTEL_SERVICE_NAME").ok().filter(|name| !name.is_empty());
        let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let resource = Resource::builder().with_service_name(named.unwrap_or_else(|| SERVICE.to_owned())).with_attribute(version);
        Ok(Self(SdkTracerProvider::builder().with_resource(resource.build()).with_batch_exporter(exporter).build()))
    }

    /// What hands the spans of the program over.
    pub fn layer<S: Subscriber + for<'span> LookupSpan<'span>>(&self) -> impl Layer<S> + use<S> {
        tracing_opentelemetry::layer().with_tracer(self.0.tracer(SERVICE)).with_filter(filter_fn(is_told))
    }
}

/// Where a collector takes spans.
pub fn address(collector: &str) -> String {
    format!("{}/v1/traces", collector.trim_end_matches('/').trim_end_matches("/v1/traces"))
}

impl Drop for Traces {
    fn drop(&mut self) {
        // A collector that is not there any more keeps nobody from ending.
        drop(self.0.shutdown_with_timeout(Duration::from_secs(2)));
    }
}

/// Ours, and nothing that never ends: else a server's letters of a month would be one trace.
fn is_told(of: &Metadata<'_>) -> bool {
    let is_endless = of.is_span() && ENDLESS.contains(&of.name());
    of.target().starts_with("voronka") && *of.level() <= Level::INFO && !is_endless
}

/// Makes a request part of the trace that its `traceparent` names, as W3C Trace Context says.
pub fn follow(span: &Span, headers: &HeaderMap) {
    let caller = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
    if caller.span().span_context().is_valid() {
        // Refused where no traces are kept, which is no fault.
        drop(span.set_parent(caller));
    }
}
