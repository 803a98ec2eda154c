//! The wiring: settings become a store, an engine with its courier, a server. Every command that touches data goes through here.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use tokio::net::TcpListener;
use tracing::{info, warn};
use voronka_definition::diagnostic::render;
use voronka_definition::model::{Step, StepKind};
use voronka_definition::name::ConnectionId;
use voronka_definition::organisation::read_organisation;
use voronka_definition::{Process, Severity, Source, compile};
use voronka_mail::{Keeper, Postman, Server, Site};
use voronka_runtime::{
    ActLinks, Courier, DeployError, Deployed, DiskState, Engine, Options, ServerLock, SignOn, Store, StoreError,
};
use voronka_sso::Provider;
use voronka_web::{App, Entering};
use voronka_webhook::{Connection, Webhooks};

use crate::commands::Exit;
use crate::files::Definitions;
use crate::settings::{Settings, without_password};
use crate::terminal::Terminal;
use crate::traces;

/// How often the scheduler and the dispatcher look without being woken.
const POLL: Duration = Duration::from_secs(1);

/// Runs a command that waits for things.
pub fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the threads")?.block_on(work)
}

/// A fault of the store in the words of its reader.
pub fn spoken(error: &StoreError, terminal: &Terminal) -> anyhow::Error {
    anyhow!(error.text().get(terminal.locale).to_owned())
}

/// Opens a database, and makes it where it is missing.
pub async fn open_store(url: &str, terminal: &Terminal) -> Result<Store> {
    Store::open(url).await.map_err(|error| spoken(&error, terminal))
}

/// Opens a database that must be there already.
pub async fn open_existing(url: &str, terminal: &Terminal) -> Result<Store> {
    let file = url.strip_prefix("sqlite://").map(|rest| rest.split('?').next().unwrap_or(rest));
    if let Some(file) = file.filter(|file| !Path::new(file).is_file()) {
        bail!(terminal.pick(
            format!("нет базы данных {file}; сначала запустите `voronka serve`, он ее создает"),
            format!("there is no database {file}; start `voronka serve` first, it makes the database"),
        ));
    }
    open_store(url, terminal).await
}

/// Takes the right to be the only server on a database.
pub fn lock(store: &Store, terminal: &Terminal) -> Result<ServerLock> {
    store.lock_for_server().map_err(|error| spoken(&error, terminal))
}

/// Opens the engine of a server, with all that it reaches outside.
pub async fn open_served(store: Store, settings: &Settings, terminal: &Terminal) -> Result<Engine> {
    let mut connections = BTreeMap::new();
    for (name, wanted) in &settings.connections {
        connections.insert(name.clone(), Connection::of(wanted).with_context(|| format!("connections.{name}"))?);
    }
    let mut options = Options::new(courier(settings.smtp.as_deref(), &settings.base_url)?);
    options.poll = POLL;
    options.caller = Arc::new(Webhooks::new(connections));
    options.act_links = if settings.act_links { ActLinks::Sent } else { ActLinks::Off };
    Engine::open(store, options).await.map_err(|error| spoken(&error, terminal))
}

/// Warns of a database that sends nothing. One that turns out to be a copy is such from now on.
pub async fn look_for_quarantine(store: &Store, terminal: &Terminal) -> Result<()> {
    store.move_in().await.map_err(|error| spoken(&error, terminal))?;
    if let Some(quarantine) = store.reads().quarantine().await.map_err(|error| spoken(&error, terminal))? {
        warn!(quarantine.since = %quarantine.since, quarantine.reason = quarantine.reason.get(terminal.locale),
            "the database is in quarantine: nothing is sent and no schedule begins anything until `voronka quarantine end`");
    }
    Ok(())
}

/// Warns of every step that would ask a connection which is not configured.
pub fn hold_against_connections(engine: &Engine, settings: &Settings) {
    for process in engine.world().processes.values() {
        for (step, connection) in connections_of(process) {
            if !settings.connections.contains_key(&connection) {
                warn!(process.id = %process.id, step.id = step, connection = %connection,
                    "the process asks a connection that is not configured: every request will be an incident");
            }
        }
    }
}

/// The steps of a process that ask another system, wherever they stand.
fn connections_of(process: &Process) -> Vec<(String, ConnectionId)> {
    let mut lists: Vec<&[Step]> = process.bodies().map(|stage| stage.steps.as_slice()).collect();
    let mut found = Vec::new();
    while let Some(list) = lists.pop() {
        for step in list {
            lists.extend(step.kind.inner());
            if let StepKind::Call(call) = &step.kind {
                found.push((step.id.to_string(), call.connection.clone()));
            }
        }
    }
    found
}

/// Opens an engine. Without a mail server its letters are kept.
pub async fn open_engine(
    store: Store,
    smtp: Option<&str>,
    base_url: &str,
    background: bool,
    terminal: &Terminal,
) -> Result<Engine> {
    // Only the demo lets anybody be anybody; elsewhere an engine opened like this sends nothing.
    let act_links = if background { ActLinks::Shown } else { ActLinks::Off };
    let options = Options { background, act_links, poll: POLL, ..Options::new(courier(smtp, base_url)?) };
    Engine::open(store, options).await.map_err(|error| spoken(&error, terminal))
}

fn courier(smtp: Option<&str>, base_url: &str) -> Result<Arc<dyn Courier>> {
    let site = Site::new(base_url)?;
    Ok(match smtp {
        Some(url) => Arc::new(Postman::new(Server::parse(url).with_context(|| without_password(url))?, site, None)?),
        None => Arc::new(Keeper::new(site)),
    })
}

/// Opens an engine beside a server that may be running: it fires no timers and sends nothing.
pub async fn open_beside(settings: &Settings, terminal: &Terminal) -> Result<Engine> {
    let store = open_existing(&settings.database, terminal).await?;
    open_engine(store, None, &settings.base_url, false, terminal).await
}

/// Opens an engine on a database in memory with these definitions: for the story.
pub async fn open_in_memory(definitions: &Definitions, terminal: &Terminal) -> Result<Engine> {
    let store = open_store("sqlite::memory:", terminal).await?;
    let engine = open_engine(store, None, "http://localhost:8080", false, terminal).await?;
    load(&engine, definitions, terminal).await?;
    Ok(engine)
}

/// Loads the organisation and deploys the processes. A file with mistakes is shown with all of them, and nothing of it is used.
pub async fn load(engine: &Engine, definitions: &Definitions, terminal: &Terminal) -> Result<()> {
    match &definitions.organisation {
        Some(organisation) => {
            let loaded = engine.load_organisation(organisation, &definitions.calendars).await;
            let mut sources = vec![organisation];
            sources.extend(&definitions.calendars);
            loaded.map_err(|error| undeployed(error, &sources, terminal))?;
        }
        None if engine.world().organisation.people.is_empty() => bail!(terminal.pick(
            "не указана организация: добавьте --organisation FILE или organisation.yaml в папку процессов",
            "no organisation is given: add --organisation FILE, or organisation.yaml to the folder of processes",
        )),
        None => {}
    }
    hold_against_world(engine, &definitions.processes, terminal)?;
    for source in &definitions.processes {
        if gave_way(engine, source, terminal).await? {
            continue;
        }
        let deployed = engine.deploy(source, None).await.map_err(|error| undeployed(error, &[source], terminal))?;
        if !deployed.changed {
            what_became_of(&deployed, terminal);
        }
    }
    Ok(())
}

/// Whether a file of the folder is left alone: somebody has deployed another version of its process since it was deployed itself.
/// A file that has changed is deployed again; one that has not does not undo what a designer did.
async fn gave_way(engine: &Engine, source: &Source, terminal: &Terminal) -> Result<bool> {
    let Ok(checked) = compile(source) else { return Ok(false) };
    let known = engine.reads().processes(Some(&checked.value.id)).await.map_err(|error| spoken(&error, terminal))?;
    let is_known = known.iter().any(|record| record.version == checked.value.version);
    let live = known.iter().find(|record| record.latest);
    let Some((live, by)) = live.and_then(|live| Some((live, live.by.as_ref()?))) else { return Ok(false) };
    let gives_way = is_known && live.version != checked.value.version;
    if gives_way {
        warn!(process.id = %live.id, process.version = %live.version, deploy.by = %by, process.file = source.file,
            "somebody has deployed another version since: the file of the folder is left alone until it changes");
    }
    Ok(gives_way)
}

/// Says of a process that runs already what should be looked at in it, the people being who they are now.
fn what_became_of(deployed: &Deployed, terminal: &Terminal) {
    for finding in &deployed.warnings {
        let said = finding.message.get(terminal.locale);
        warn!(process.id = %deployed.process.id, finding.code = finding.code, finding.line = finding.span.line, finding.said = said,
            "a process that runs already should be looked at");
    }
}

/// Shows every error of every process, among them names that the organisation and the calendars do not have.
fn hold_against_world(engine: &Engine, processes: &[Source], terminal: &Terminal) -> Result<()> {
    let mut wrong = Vec::new();
    for source in processes {
        let findings = engine.findings_of(source);
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            terminal.remark(render(&findings, source, terminal.style_of_errors()).trim_end());
            wrong.push(source);
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(mistaken(&wrong, terminal)) }
}

fn mistaken(sources: &[&Source], terminal: &Terminal) -> anyhow::Error {
    let files = sources.iter().map(|source| source.file.as_str()).collect::<Vec<_>>().join(", ");
    anyhow!(terminal.pick(format!("есть ошибки: {files}"), format!("there are errors in {files}")))
}

fn undeployed(error: DeployError, sources: &[&Source], terminal: &Terminal) -> anyhow::Error {
    match error {
        DeployError::Store(error) => spoken(&error, terminal),
        DeployError::Findings(findings) => {
            let mut wrong = Vec::new();
            for source in sources {
                let own: Vec<_> = findings.0.iter().filter(|finding| finding.file == source.file).cloned().collect();
                if !own.is_empty() {
                    terminal.remark(render(&own, source, terminal.style_of_errors()).trim_end());
                    wrong.push(*source);
                }
            }
            mistaken(&wrong, terminal)
        }
    }
}

/// Makes time stand still where that is wanted. A database whose time stands still is not served as if it ran.
pub async fn set_clock(engine: &Engine, standing: bool, terminal: &Terminal) -> Result<()> {
    if standing {
        let at = engine.clock().stand(None).await?;
        warn!(%at, "the clock stands still: for tests only");
        return Ok(());
    }
    if engine.clock().is_standing().await? {
        bail!(terminal.pick(
            "часы этой базы стоят: ее запускали с --test-clock или это демо; добавьте --test-clock",
            "the clock of this database stands still: it was served with --test-clock, or is a demo's; add --test-clock",
        ));
    }
    Ok(())
}

/// Takes the address, so that a busy one is told before anything else is done.
pub async fn listen(address: &str, terminal: &Terminal) -> Result<TcpListener> {
    let refused = || terminal.pick(format!("не удается слушать {address}"), format!("cannot listen at {address}"));
    TcpListener::bind(address).await.with_context(refused)
}

/// How people enter, as the configuration has it.
pub fn entering(settings: &Settings) -> Result<Entering> {
    let back = format!("{}{}", settings.base_url, voronka_web::auth::SIGN_ON_BACK);
    let provider = settings.sign_on.as_ref().map(|wanted| Provider::new(wanted, &back)).transpose().context("sign_on")?;
    Ok(Entering {
        passwords: settings.passwords,
        letters: settings.smtp.is_some(),
        trusted_proxies: settings.trusted_proxies.clone(),
        sign_on: provider.map(|provider| Arc::new(provider) as Arc<dyn SignOn>),
    })
}

/// How the pages are served.
pub struct Pages {
    /// The address people reach them at.
    pub base_url: String,
    /// Whether anybody may log in as anybody.
    pub demo: bool,
    /// Whether the clock can be moved.
    pub test_clock: bool,
    /// How people enter.
    pub entering: Entering,
    /// The scenarios that lie beside the processes, and the organisation they are written for where it is not the one that is loaded.
    pub scenarios: (Vec<Source>, Option<Source>),
}

/// Moves what an earlier run has left in the log into the file, before anything new is confirmed: where that run ended because the
/// disk failed to flush, what it had handed over is read back from memory, and only this brings it to the disk.
pub async fn take_over(store: &Store, terminal: &Terminal) -> Result<()> {
    match store.fold().await {
        Err(error @ (StoreError::DiskFailed | StoreError::DiskFull)) => Err(spoken(&error, terminal)),
        // A tool that reads beside it holds the log; it is moved later.
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Serves until the process is told to stop, or the disk of its database fails; then finishes what was begun.
pub async fn serve(listener: TcpListener, engine: Engine, pages: Pages, terminal: &Terminal) -> Result<Exit> {
    let mut app = App::new(engine.clone(), &pages.base_url);
    app.demo = pages.demo;
    app.test_clock = pages.test_clock;
    app.entering = pages.entering;
    let (scenarios, house) = pages.scenarios;
    app.scenarios = Arc::new(scenarios);
    app.house_of_scenarios = house.and_then(|house| read_organisation(&house).ok()).map(|house| Arc::new(house.value));
    app.follow = traces::follow;
    let (told, failing) = (told_to_stop()?, engine.clone());
    let stop = async move {
        tokio::select! {
            () = told => {}
            () = failing.disk_failed() => {}
        }
    };
    let served = voronka_web::serve(listener, app, stop).await;
    engine.shutdown().await;
    info!("stopped");
    served.context("the server failed")?;
    if engine.disk() == DiskState::Failed {
        terminal.complain(&spoken(&StoreError::DiskFailed, terminal));
        return Ok(Exit::DiskFailed);
    }
    Ok(Exit::Clean)
}

/// Done when the process gets SIGTERM or ctrl-c.
#[cfg(unix)]
fn told_to_stop() -> Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Done when the process gets ctrl-c.
#[cfg(not(unix))]
fn told_to_stop() -> Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        let _told = tokio::signal::ctrl_c().await;
    })
}

#[cfg(test)]
mod tests {
    use voronka_definition::Locale;

    use super::*;

    const TERMINAL: Terminal = Terminal { locale: Locale::En, wanted: None, colour: false, colour_of_errors: false, width: 80 };

    fn live(engine: &Engine) -> String {
        engine.world().processes.get("short_sale").map(|process| process.version.to_string()).unwrap_or_default()
    }

    #[tokio::test]
    async fn a_file_that_has_not_changed_does_not_undo_what_a_designer_deployed() {
        let mut definitions = Definitions::embedded();
        let engine = open_in_memory(&definitions, &TERMINAL).await.expect("an engine");
        let of_file = live(&engine);
        let file = definitions.processes.iter_mut().find(|source| source.file.contains("short_sale")).expect("the short sale");
        let designed = Source { text: format!("{}\n# by a designer\n", file.text), ..file.clone() };
        engine.deploy(&designed, Some("maria".into())).await.expect("a deployment");
        let by_designer = live(&engine);
        assert_ne!(by_designer, of_file);

        load(&engine, &definitions, &TERMINAL).await.expect("the same folder");
        assert_eq!(live(&engine), by_designer, "the file is as it was");

        let file = definitions.processes.iter_mut().find(|source| source.file.contains("short_sale")).expect("the short sale");
        file.text.push_str("\n# by hand\n");
        load(&engine, &definitions, &TERMINAL).await.expect("another folder");
        assert!(![of_file, by_designer].contains(&live(&engine)), "the file has changed");
    }
}
