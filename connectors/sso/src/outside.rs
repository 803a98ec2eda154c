//! Requests to the provider: to looked-at addresses only, without redirects, bounded in bytes and time.

use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::redirect::Policy;
use url::{Host, Url};
use voronka_runtime::is_public;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of an answer.
const BYTES_MOST: usize = 1024 * 1024;

/// Why a request was not answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoAnswer {
    /// The address may not be dialled.
    #[error("{0} is not a public address; if that is meant, list it under `allow`")]
    NotPublic(IpAddr),
    /// A name without an address.
    #[error("the name of the server has no address")]
    NoAddress,
    /// A place that is none of the web, or less guarded than the issuer.
    #[error("the provider leads to an address that is not https")]
    Unguarded,
    /// The answer is too long.
    #[error("the answer is longer than {BYTES_MOST} bytes")]
    TooLong,
    /// The name is not found.
    #[error("the name of the server is not found")]
    Name(#[from] std::io::Error),
    /// It failed.
    #[error("{0}")]
    Request(String),
    /// The answer cannot be put together.
    #[error("the answer cannot be read")]
    Response(#[from] openidconnect::http::Error),
}

impl From<reqwest::Error> for NoAnswer {
    fn from(error: reqwest::Error) -> Self {
        Self::Request(error.without_url().to_string())
    }
}

impl<'c> AsyncHttpClient<'c> for Outside {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

/// The way out.
pub(crate) struct Outside {
    allow: Vec<IpAddr>,
    is_guarded: bool,
}

impl Outside {
    /// A way out that may dial these addresses besides public ones; guarded, it speaks https only.
    pub(crate) fn new(allow: Vec<IpAddr>, is_guarded: bool) -> Self {
        // Whoever was faster said the same.
        drop(rustls::crypto::ring::default_provider().install_default());
        Self { allow, is_guarded }
    }

    /// Sends a request.
    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let url = Url::parse(&request.uri().to_string()).map_err(|_| NoAnswer::Unguarded)?;
        if url.scheme() != "https" && (self.is_guarded || url.scheme() != "http") {
            return Err(NoAnswer::Unguarded);
        }
        let addresses = self.addresses(&url).await?;
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .http1_only()
            .pool_max_idle_per_host(0)
            .timeout(PATIENCE)
            .resolve_to_addrs(url.host_str().unwrap_or_default(), &addresses)
            .build()?;
        let (parts, body) = request.into_parts();
        let mut answer = client.request(parts.method, url).headers(parts.headers).body(body).send().await?;
        let mut response = openidconnect::http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            headers.clone_from(answer.headers());
        }
        let mut bytes = Vec::new();
        while let Some(part) = answer.chunk().await? {
            if bytes.len() + part.len() > BYTES_MOST {
                return Err(NoAnswer::TooLong);
            }
            bytes.extend_from_slice(&part);
        }
        Ok(response.body(bytes)?)
    }

    /// The addresses of a server: every one was looked at, and one that is refused refuses them all.
    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, NoAnswer> {
        let port = url.port_or_known_default().unwrap_or(443);
        let found: Vec<IpAddr> = match url.host() {
            Some(Host::Ipv4(ip)) => vec![ip.into()],
            Some(Host::Ipv6(ip)) => vec![ip.into()],
            Some(Host::Domain(name)) => tokio::net::lookup_host((name, port)).await?.map(|address| address.ip()).collect(),
            None => Vec::new(),
        };
        if let Some(refused) = found.iter().find(|ip| !is_public(**ip) && !self.allow.contains(ip)) {
            return Err(NoAnswer::NotPublic(*refused));
        }
        if found.is_empty() {
            Err(NoAnswer::NoAddress)
        } else {
            Ok(found.into_iter().map(|ip| SocketAddr::new(ip, port)).collect())
        }
    }
}
