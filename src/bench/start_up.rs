//! `bench start-up`: how long this program takes from its start as a server until it is ready, on a database with so many open cases, and how
//! much memory it has then.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use reqwest::Client;
use serde::Serialize;

use crate::bench::place::Folder;
use crate::bench::{memory, open, print, round, walk};
use crate::cli::BenchStartUpArgs;
use crate::commands::Exit;
use crate::files::Definitions;
use crate::terminal::Terminal;
use crate::wiring;

/// How often it is started.
const STARTS: usize = 5;
/// How long one start may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often to ask whether it is ready.
const LOOK: Duration = Duration::from_millis(1);

#[derive(Serialize)]
struct Line {
    bench: &'static str,
    open_cases: u32,
    ready_ms: f64,
    slowest_ms: f64,
    resident_mib: Option<f64>,
}

/// Measures starts of the server.
pub fn run(args: &BenchStartUpArgs, terminal: &Terminal) -> Result<Exit> {
    let line = wiring::block_on(measure(args, terminal))?;
    print(&line, terminal)
}

async fn measure(args: &BenchStartUpArgs, terminal: &Terminal) -> Result<Line> {
    voronka_webhook::name_ciphers();
    let folder = Folder::make(args.data.as_deref())?;
    let engine = open(&folder.url(), terminal).await?;
    walk::open(&engine, args.cases, walk::owners()).await?;
    engine.shutdown().await;
    write(&folder.file(""))?;
    let (mut each, mut resident) = (Vec::new(), None);
    for _ in 0..STARTS {
        let (took, mib) = once(&folder).await?;
        each.push(took.as_secs_f64() * 1_000.0);
        resident = mib;
    }
    each.sort_by(f64::total_cmp);
    Ok(Line {
        bench: "start-up",
        open_cases: args.cases,
        ready_ms: round(each[STARTS / 2], 1),
        slowest_ms: round(each[STARTS - 1], 1),
        resident_mib: resident.map(|mib| round(mib, 1)),
    })
}

/// The definitions as files, as a server reads them.
fn write(folder: &Path) -> Result<()> {
    let all = Definitions::embedded();
    for source in all.processes.iter().chain(&all.calendars).chain(&all.organisation) {
        let file = folder.join(&source.file);
        std::fs::create_dir_all(file.parent().context("a file without a folder")?)?;
        std::fs::write(file, &source.text)?;
    }
    Ok(())
}

/// A server that is stopped with its owner.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.0.kill();
        let _gone = self.0.wait();
    }
}

async fn once(folder: &Folder) -> Result<(Duration, Option<f64>)> {
    let free = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["serve", "--listen", &free, "--database", &folder.url(), "--processes"]).arg(folder.file("processes"));
    command.arg("--organisation").arg(folder.file("processes/demo/organisation.yaml"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let client = Client::new();
    let began = Instant::now();
    let mut server = Server(command.spawn().context("this program could not be started")?);
    let ready = format!("http://{free}/health/ready");
    while !client.get(&ready).send().await.is_ok_and(|answer| answer.status().is_success()) {
        if let Some(status) = server.0.try_wait()? {
            bail!("the server ended with {status}");
        }
        if began.elapsed() > PATIENCE {
            bail!("the server is not ready after {} s", PATIENCE.as_secs());
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok((began.elapsed(), memory::resident_mib_of(&server.0.id().to_string())))
}
