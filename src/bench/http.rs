//! The same walk over HTTP: a server in this process, clients with tokens, one connection each.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use reqwest::Client;
use serde_json::{Value as Json, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Interval, interval};
use voronka_core::CaseId;
use voronka_runtime::Engine;
use voronka_web::App;

use crate::bench::stats::Measured;
use crate::bench::walk::{Cases, Load, WALK, answers};
use crate::terminal::Terminal;
use crate::wiring;

/// Measures through the door of HTTP.
pub async fn measure(engine: &Engine, cases: &Arc<Cases>, load: Load, terminal: &Terminal) -> Result<Measured> {
    voronka_webhook::name_ciphers();
    let listener: TcpListener = wiring::listen("127.0.0.1:0", terminal).await?;
    let base = format!("http://{}", listener.local_addr()?);
    let (stop, stopped) = oneshot::channel::<()>();
    let app = App::new(engine.clone(), &base);
    let server = tokio::spawn(voronka_web::serve(listener, app, async move {
        let _told = stopped.await;
    }));
    let measured = clients(engine, cases, load, &base).await;
    let _gone = stop.send(());
    server.await.context("the server was interrupted")?.context("the server failed")?;
    measured
}

async fn clients(engine: &Engine, cases: &Arc<Cases>, load: Load, base: &str) -> Result<Measured> {
    let began = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..load.clients {
        voronka_webhook::name_ciphers();
        let caller = Caller { engine: engine.clone(), http: Client::new(), base: base.to_owned() };
        let (cases, load) = (Arc::clone(cases), load.clone());
        clients.spawn(async move { caller.walk(&cases, &load).await });
    }
    let mut each = Vec::new();
    while let Some(times) = clients.join_next().await {
        each.extend(times.context("a client was interrupted")??);
    }
    Ok(Measured::new(began.elapsed(), each))
}

/// Somebody who calls the server.
struct Caller {
    engine: Engine,
    http: Client,
    base: String,
}

impl Caller {
    async fn walk(&self, cases: &Cases, load: &Load) -> Result<Vec<Duration>> {
        let (mut times, mut ticks) = (Vec::new(), load.every.map(interval));
        let mut tokens = std::collections::BTreeMap::new();
        while let Some((id, owner)) = cases.take() {
            if !tokens.contains_key(&owner) {
                tokens.insert(owner.clone(), self.engine.create_token(&owner, "bench", None).await?);
            }
            let token = &tokens[&owner];
            let mut case = self.case(id, token).await?;
            for (step, result) in WALK {
                let began = next(&mut ticks).await;
                if load.until.is_over() {
                    return Ok(times);
                }
                let body = json!({ "result": result, "data": answers(step, &cases.next_week) });
                case = self.complete(&case, step, &body, token).await?;
                times.push(began.elapsed());
            }
        }
        Ok(times)
    }

    async fn case(&self, id: CaseId, token: &str) -> Result<Json> {
        let answer = self.http.get(format!("{}/api/v1/cases/{id}", self.base)).bearer_auth(token).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    async fn complete(&self, case: &Json, step: &str, body: &Json, token: &str) -> Result<Json> {
        let tasks = case["open_tasks"].as_array().into_iter().flatten();
        let task = tasks.filter(|task| task["step"] == step).find_map(|task| task["id"].as_str());
        let task = task.with_context(|| format!("expected the task `{step}`, found {}", case["open_tasks"]))?;
        let url = format!("{}/api/v1/tasks/{task}/complete", self.base);
        let answer = self.http.post(url).bearer_auth(token).json(body).send().await?;
        let status = answer.status();
        let mut body: Json = answer.json().await?;
        if !status.is_success() {
            bail!("`{step}`: {status} {body}");
        }
        Ok(body["case"].take())
    }
}

/// When somebody wants to complete a task. Whoever had to wait longer than planned wanted it all the same.
async fn next(ticks: &mut Option<Interval>) -> Instant {
    match ticks {
        Some(ticks) => ticks.tick().await.into_std(),
        None => Instant::now(),
    }
}
