//! `why`: what a case waits for, or by which rules, facts and steps a task stands as it does.

use anyhow::{Result, bail};
use voronka_core::why::{Line, Question, WhyCase, WhyTask};
use voronka_core::words::Speaker;
use voronka_core::{CaseId, TaskId};

use crate::cli::{WhyArgs, WhyFormat};
use crate::commands::Exit;
use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::wiring;

/// How far each level of an explanation is set in.
const INDENT: usize = 2;
/// No column of words is narrower than this, however deep it stands.
const NARROWEST: usize = 16;

/// An answer.
enum Why {
    Task(WhyTask),
    Case(WhyCase),
}

/// Answers.
pub fn run(args: &WhyArgs, terminal: &Terminal) -> Result<Exit> {
    let settings = Settings::of(&args.serve, terminal)?;
    let why = wiring::block_on(asked(&args.id, &settings, terminal))?;
    match args.format {
        WhyFormat::Json => terminal.print(&match &why {
            Why::Task(why) => serde_json::to_string_pretty(why)?,
            Why::Case(why) => serde_json::to_string_pretty(why)?,
        }),
        WhyFormat::Text => {
            let lines = match &why {
                Why::Task(why) => why.lines(terminal.locale),
                Why::Case(why) => why.lines(terminal.locale),
            };
            lines.iter().for_each(|line| terminal.print(&fitted(line, terminal.width)));
        }
    }
    Ok(Exit::Clean)
}

async fn asked(id: &str, settings: &Settings, terminal: &Terminal) -> Result<Why> {
    let (case, task) = match (id.parse::<CaseId>(), id.parse::<TaskId>()) {
        (Ok(case), _) => (case, None),
        (_, Ok(task)) => (task.case, Some(task.number)),
        _ => bail!(terminal.pick(
            format!("«{id}» — не номер задачи и не номер сделки; номер есть в адресе их страницы"),
            format!("`{id}` is the id neither of a task nor of a case; the address of their page has it"),
        )),
    };
    let engine = wiring::open_beside(settings, terminal).await?;
    let why = answer(&engine, case, task, terminal).await;
    engine.shutdown().await;
    match why? {
        Some(why) => Ok(why),
        None => bail!(terminal.pick(format!("нет ничего с номером {id}"), format!("nothing has the id {id}"))),
    }
}

async fn answer(engine: &voronka_runtime::Engine, id: CaseId, task: Option<u32>, terminal: &Terminal) -> Result<Option<Why>> {
    let store = |error| wiring::spoken(&error, terminal);
    let Some(case) = engine.reads().case(id).await.map_err(store)? else { return Ok(None) };
    let process = engine.process(&case.process, &case.version).await.map_err(store)?;
    let history = engine.whole_history(id).await.map_err(store)?;
    let (world, now) = (engine.world(), engine.now().await.map_err(store)?);
    let speaker = Speaker { world: &world, locale: terminal.locale, zone: world.organisation.time_zone };
    let question = Question { process: &process, case: &case, history: &history, speaker, now };
    Ok(match task {
        Some(number) => question.of_task(number).map(Why::Task),
        None => Some(Why::Case(question.of_case())),
    })
}

/// A line set in by its depth and broken at words, so that it fits the terminal.
fn fitted(line: &Line, width: usize) -> String {
    let indent = " ".repeat(INDENT * line.depth);
    let room = width.saturating_sub(indent.len()).max(NARROWEST);
    let mut rows: Vec<String> = Vec::new();
    for word in line.text.split(' ') {
        match rows.last_mut() {
            Some(row) if row.chars().count() + 1 + word.chars().count() <= room => {
                row.push(' ');
                row.push_str(word);
            }
            Some(_) => rows.push(format!("{:INDENT$}{word}", "")),
            None => rows.push(word.to_owned()),
        }
    }
    rows.iter().map(|row| format!("{indent}{row}")).collect::<Vec<_>>().join("\n")
}
