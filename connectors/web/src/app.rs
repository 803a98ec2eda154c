//! What every handler is given.

use std::sync::Arc;

use axum::http::HeaderMap;
use ipnet::IpNet;
use tokio::sync::Mutex;
use voronka_definition::Source;
use voronka_definition::organisation::Organisation;
use voronka_runtime::{Engine, SignOn};

use crate::api::diagram::Diagrams;
use crate::auth::Limits;
use crate::live::Live;
use crate::meters::Meters;
use crate::pages::Workbench;

/// The engine and what the server was told about itself. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The engine.
    pub engine: Engine,
    /// Where people reach this server, without a slash at the end; links and cookies follow from it.
    pub base_url: String,
    /// Whether this is the demonstration: anybody may log in as anybody, and its clock can be moved.
    pub demo: bool,
    /// Whether the clock can be moved.
    pub test_clock: bool,
    /// Makes the span of a request part of the trace that its headers name; nothing where no traces are kept.
    pub follow: fn(&tracing::Span, &HeaderMap),
    /// How people enter.
    pub entering: Entering,
    /// Who tried to enter of late.
    pub(crate) limits: Arc<Limits>,
    /// The scenarios that lie beside the processes: the workshop plays them.
    pub scenarios: Arc<Vec<Source>>,
    /// The organisation they are written for, where it is not the one that was loaded.
    pub house_of_scenarios: Option<Arc<Organisation>>,
    /// What is counted.
    pub(crate) meters: Arc<Meters>,
    /// Pictures of processes that were drawn already.
    pub(crate) diagrams: Arc<Diagrams>,
    /// Where texts of processes are studied.
    pub(crate) workbench: Arc<Workbench>,
    /// Who is told of changes at this moment.
    pub(crate) live: Arc<Live>,
    /// Whose turn it is to move the clock.
    pub(crate) walks: Arc<Mutex<()>>,
    /// Whose turn it is among calls with a key that are no commands of a case.
    pub(crate) keyed: Arc<Mutex<()>>,
}

/// How people enter, as the configuration has it.
#[derive(Clone)]
pub struct Entering {
    /// Whether people have passwords.
    pub passwords: bool,
    /// Whether a mail server is there to send links to set one.
    pub letters: bool,
    /// Proxies of ours, whose word about the address of whoever asks is taken.
    pub trusted_proxies: Vec<IpNet>,
    /// The identity provider by which people may enter.
    pub sign_on: Option<Arc<dyn SignOn>>,
}

impl Default for Entering {
    fn default() -> Self {
        Self { passwords: true, letters: true, trusted_proxies: Vec::new(), sign_on: None }
    }
}

impl App {
    /// A server of this engine, reached at this address.
    pub fn new(engine: Engine, base_url: &str) -> Self {
        let base_url = base_url.trim_end_matches('/').to_owned();
        Self {
            engine,
            base_url,
            demo: false,
            test_clock: false,
            follow: |_, _| (),
            entering: Entering::default(),
            limits: Arc::default(),
            scenarios: Arc::default(),
            house_of_scenarios: None,
            meters: Arc::default(),
            diagrams: Arc::default(),
            workbench: Arc::default(),
            live: Arc::default(),
            walks: Arc::default(),
            keyed: Arc::default(),
        }
    }

    /// Keeps every count of the pages for a while, as is done where there are many deals: so that a test with a few sees what becomes
    /// of them when something changes.
    #[must_use]
    pub fn keeping_counts(mut self) -> Self {
        self.workbench = Arc::new(Workbench::keeping_everything());
        self
    }

    /// Whether the clock can be moved by a call.
    pub fn has_time_machine(&self) -> bool {
        self.demo || self.test_clock
    }
}
