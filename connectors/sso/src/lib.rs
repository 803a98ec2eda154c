//! Entering by an identity provider: OpenID Connect, the authorization code flow with PKCE, state and nonce.
//!
//! What the provider is and where its endpoints are is discovered from its issuer's address; every address is looked at before it is
//! dialled. Only signatures with a public key of the issuer are taken.
//!
//! Absent on purpose: sessions, cookies, people. A provider vouches for an address or a name; who that is, others know.

mod outside;

use std::net::IpAddr;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    Scope, TokenResponse,
};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;
use voronka_definition::Text;
use voronka_runtime::{Begun, SignOn, SignOnError, Vouched};

use outside::Outside;

/// How long is believed what was discovered; keys that were exchanged are found again after that.
const KNOWN_FOR: Duration = Duration::from_secs(300);
/// The claim that is a verified address.
const EMAIL: &str = "email";
/// Signatures with a public key; neither none at all nor one with a shared secret.
const SIGNATURES: [CoreJwsSigningAlgorithm; 8] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A provider as it is configured.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Its issuer's address.
    pub issuer: String,
    /// What voronka is called there.
    pub client: String,
    /// The secret of that client; none for a public one.
    pub secret: Option<String>,
    /// What it is called on the log-in page.
    pub title: Option<Text>,
    /// The claim that says who somebody is: `email`, which must be verified, or one that holds a person's id.
    pub claim: Option<String>,
    /// Addresses that may be dialled although they are not public.
    pub allow: Vec<String>,
}

/// A configuration that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadProvider {
    /// The issuer is no address.
    #[error("issuer: expected an address as https://id.example without a query; plain http only for this machine")]
    Issuer,
    /// The client has no name.
    #[error("client: expected the name that the provider gave to voronka")]
    Client,
    /// An address is none.
    #[error("allow: `{0}` is not an IP address")]
    Allow(String),
    /// The address of voronka itself cannot be one.
    #[error("base_url: `{0}` cannot be led back to")]
    BaseUrl(String),
}

/// An identity provider.
pub struct Provider {
    issuer: IssuerUrl,
    client: ClientId,
    secret: Option<ClientSecret>,
    title: Text,
    claim: String,
    back: RedirectUrl,
    outside: Outside,
    known: Mutex<Option<(Instant, CoreProviderMetadata)>>,
}

impl Provider {
    /// A provider that leads back to this address.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn new(wanted: &Wanted, back: &str) -> Result<Self, BadProvider> {
        let url = Url::parse(&wanted.issuer).map_err(|_| BadProvider::Issuer)?;
        let allow: Vec<IpAddr> = wanted
            .allow
            .iter()
            .map(|text| text.parse().map_err(|_| BadProvider::Allow(text.clone())))
            .collect::<Result<_, _>>()?;
        let is_near =
            url.host_str().is_some_and(|host| host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()));
        let is_web = url.scheme() == "https" || url.scheme() == "http" && is_near;
        let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
        if !is_web || !is_plain || url.host_str().is_none() {
            return Err(BadProvider::Issuer);
        }
        if wanted.client.trim().is_empty() {
            return Err(BadProvider::Client);
        }
        Ok(Self {
            issuer: IssuerUrl::new(wanted.issuer.clone()).map_err(|_| BadProvider::Issuer)?,
            client: ClientId::new(wanted.client.clone()),
            secret: wanted.secret.clone().map(ClientSecret::new),
            title: wanted.title.clone().unwrap_or_else(|| Text::both("Войти через единый вход", "Log in with single sign-on")),
            claim: wanted.claim.clone().unwrap_or_else(|| EMAIL.to_owned()),
            back: RedirectUrl::new(back.to_owned()).map_err(|_| BadProvider::BaseUrl(back.to_owned()))?,
            outside: Outside::new(allow, wanted.issuer.starts_with("https://")),
            known: Mutex::default(),
        })
    }

    /// What the issuer says of itself; it must call itself by the configured name.
    async fn discovered(&self) -> Result<CoreProviderMetadata, SignOnError> {
        let mut known = self.known.lock().await;
        if let Some((_, metadata)) = known.as_ref().filter(|(since, _)| since.elapsed() < KNOWN_FOR) {
            return Ok(metadata.clone());
        }
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.outside).await;
        let metadata = metadata.map_err(|error| unreachable(&error))?;
        *known = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }

    fn vouched(&self, claims: &Value) -> Result<Vouched, SignOnError> {
        let Some(text) = claims.get(&self.claim).and_then(Value::as_str).filter(|text| !text.is_empty()) else {
            return Err(SignOnError::Refused(format!("there is no claim `{}`", self.claim)));
        };
        if self.claim != EMAIL {
            return Ok(Vouched::Person(text.to_owned()));
        }
        match claims.get("email_verified").and_then(Value::as_bool) {
            Some(true) => Ok(Vouched::Email(text.to_owned())),
            _ => Err(SignOnError::Refused("the address is not verified".to_owned())),
        }
    }
}

#[async_trait]
impl SignOn for Provider {
    fn title(&self) -> &Text {
        &self.title
    }

    async fn begin(&self) -> Result<(String, Begun), SignOnError> {
        let metadata = self.discovered().await?;
        let client = CoreClient::from_provider_metadata(metadata, self.client.clone(), self.secret.clone())
            .set_redirect_uri(self.back.clone());
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let asked = client.authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random);
        let asked = asked.add_scope(Scope::new(EMAIL.to_owned())).add_scope(Scope::new("profile".to_owned()));
        let (url, state, nonce) = asked.set_pkce_challenge(challenge).url();
        let begun = Begun { state: state.into_secret(), nonce: nonce.secret().clone(), verifier: verifier.into_secret() };
        Ok((url.to_string(), begun))
    }

    async fn finish(&self, code: &str, issuer: Option<&str>, begun: &Begun) -> Result<Vouched, SignOnError> {
        if issuer.is_some_and(|issuer| issuer != self.issuer.as_str()) {
            return Err(SignOnError::Refused("the answer is of another issuer".to_owned()));
        }
        let metadata = self.discovered().await?;
        let client = CoreClient::from_provider_metadata(metadata, self.client.clone(), self.secret.clone())
            .set_redirect_uri(self.back.clone());
        let exchange = client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|error| refused(&error))?;
        let exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(begun.verifier.clone()));
        let answer = exchange.request_async(&self.outside).await.map_err(|error| refused(&error))?;
        let token = answer.id_token().ok_or_else(|| SignOnError::Refused("there is no ID token".to_owned()))?;
        let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES);
        let nonce = Nonce::new(begun.nonce.clone());
        token.claims(&verifier, &nonce).map_err(|error| refused(&error))?;
        self.vouched(&content(&token.to_string())?)
    }
}

/// The content of a token whose signature was looked at.
fn content(token: &str) -> Result<Value, SignOnError> {
    let part = token.split('.').nth(1).unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|error| refused(&error))?;
    serde_json::from_slice(&bytes).map_err(|error| refused(&error))
}

fn unreachable(error: &dyn std::error::Error) -> SignOnError {
    SignOnError::Unreachable(in_words(error))
}

fn refused(error: &dyn std::error::Error) -> SignOnError {
    SignOnError::Refused(in_words(error))
}

/// An error with what lies beneath it.
fn in_words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut beneath = error.source();
    while let Some(cause) = beneath {
        words = format!("{words}: {cause}");
        beneath = cause.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(issuer: &str) -> Wanted {
        Wanted { issuer: issuer.to_owned(), client: "voronka".to_owned(), ..Wanted::default() }
    }

    fn provider(claim: Option<&str>) -> Provider {
        let wanted = Wanted { claim: claim.map(str::to_owned), ..wanted("https://id.example") };
        Provider::new(&wanted, "https://sales.example/login/sso/back").expect("a provider")
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_its_reason() {
        let back = "https://sales.example/login/sso/back";
        for issuer in
            ["", "id.example", "ftp://id.example", "http://id.example", "https://a:b@id.example", "https://id.example?x=1"]
        {
            assert_eq!(Provider::new(&wanted(issuer), back).err(), Some(BadProvider::Issuer), "{issuer}");
        }
        assert!(Provider::new(&wanted("http://127.0.0.1:9000"), back).is_ok());
        let nameless = Wanted { client: " ".to_owned(), ..wanted("https://id.example") };
        assert_eq!(Provider::new(&nameless, back).err(), Some(BadProvider::Client));
        let wide = Wanted { allow: vec!["10.0.0.0/8".to_owned()], ..wanted("https://id.example") };
        assert_eq!(Provider::new(&wide, back).err(), Some(BadProvider::Allow("10.0.0.0/8".to_owned())));
    }

    #[test]
    fn s14_an_address_counts_only_where_it_is_verified() {
        let claims =
            |verified: Value| serde_json::json!({"sub": "7", "email": "anna@klimat.example", "email_verified": verified});
        let by_email = provider(None);
        assert_eq!(by_email.vouched(&claims(true.into())), Ok(Vouched::Email("anna@klimat.example".to_owned())));
        for unverified in [Value::Bool(false), Value::Null, Value::String("true".to_owned()), 1.into()] {
            assert!(matches!(by_email.vouched(&claims(unverified)), Err(SignOnError::Refused(_))));
        }
        assert_eq!(provider(Some("sub")).vouched(&claims(false.into())), Ok(Vouched::Person("7".to_owned())));
        assert!(provider(Some("employee")).vouched(&claims(true.into())).is_err());
    }

    #[tokio::test]
    async fn s32_a_provider_on_an_address_that_is_not_public_is_not_dialled() {
        let provider = Provider::new(&wanted("https://169.254.169.254"), "https://sales.example/x").expect("a provider");
        let Err(SignOnError::Unreachable(reason)) = provider.begin().await else { panic!("it was asked") };
        assert!(reason.contains("not a public address"), "{reason}");
    }
}
