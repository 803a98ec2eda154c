//! `quarantine`: what a copy of a database would send, and whether it may.

use anyhow::Result;
use chrono::{DateTime, Utc};
use voronka_core::words::plural;
use voronka_definition::{Locale, Text};
use voronka_runtime::{KeptBack, Quarantine, Tally};

use crate::cli::{QuarantineCommand, QuarantineEndArgs, ServeArgs};
use crate::commands::Exit;
use crate::settings::{Settings, without_password};
use crate::terminal::Terminal;
use crate::wiring;

/// What letters are about.
const ABOUT: &[(&str, &str, &str)] = &[
    ("assigned", "новая задача", "a new task"),
    ("reassigned", "задача передана", "a task was handed over"),
    ("reminder", "напоминание о сроке", "a task is due soon"),
    ("due_soon", "предупреждение руководителю", "word to a head before the due date"),
    ("overdue", "просрочка", "a task is overdue"),
    ("ended", "задача закрыта", "a task has ended"),
    ("concern", "о задаче сотрудника", "word to a head about a task"),
    ("message", "письмо процесса", "a letter of the process"),
    ("meeting", "встреча в календаре", "a meeting in the calendar"),
    ("incident", "сбой", "an incident"),
];

/// Runs one of the commands.
pub fn run(command: &QuarantineCommand, terminal: &Terminal) -> Result<Exit> {
    match command {
        QuarantineCommand::Status(args) => with(&args.serve, terminal, async |settings| status(settings, terminal).await),
        QuarantineCommand::Begin(args) => with(&args.serve, terminal, async |settings| begin(settings, terminal).await),
        QuarantineCommand::End(args) => with(&args.serve, terminal, async |settings| end(args, settings, terminal).await),
    }
}

fn with(args: &ServeArgs, terminal: &Terminal, work: impl AsyncFnOnce(&Settings) -> Result<Exit>) -> Result<Exit> {
    let settings = Settings::of(args, terminal)?;
    wiring::block_on(work(&settings))
}

async fn status(settings: &Settings, terminal: &Terminal) -> Result<Exit> {
    let store = wiring::open_existing(&settings.database, terminal).await?;
    let spoken = |error| wiring::spoken(&error, terminal);
    let quarantine = store.reads().quarantine().await.map_err(spoken)?;
    let kept = store.reads().kept_back().await.map_err(spoken)?;
    terminal.print(&head(quarantine.as_ref(), &without_password(&settings.database), terminal));
    for line in waiting(&kept, terminal.locale) {
        terminal.print(&line);
    }
    Ok(Exit::Clean)
}

fn head(quarantine: Option<&Quarantine>, database: &str, terminal: &Terminal) -> String {
    match quarantine {
        None => terminal.pick(format!("{database}: карантина нет."), format!("{database}: no quarantine.")),
        Some(Quarantine { since, reason }) => {
            let (since, reason) = (shown(*since), reason.get(terminal.locale));
            terminal.pick(
                format!("{database}: карантин с {since} ({reason}). Ничего не отправляется."),
                format!("{database}: in quarantine since {since} ({reason}). Nothing is sent."),
            )
        }
    }
}

/// What waits, one kind a line.
fn waiting(kept: &KeptBack, locale: Locale) -> Vec<String> {
    let number = kept.letters.values().map(|tally| tally.number).sum::<u64>();
    let mut lines = vec![letters(number, kept.people, locale)];
    for (about, tally) in &kept.letters {
        let known = ABOUT.iter().find(|(name, _, _)| name == about);
        let title = known.map_or(*about, |(_, ru, en)| locale.pick(ru, en));
        lines.push(line(title, tally, locale));
    }
    let number = kept.calls.values().map(|tally| tally.number).sum::<u64>();
    lines.push(locale.pick(format!("Запросов к другим системам: {number}"), format!("Requests to other systems: {number}")));
    lines.extend(kept.calls.iter().map(|(connection, tally)| line(connection, tally, locale)));
    lines
}

fn letters(number: u64, people: u64, locale: Locale) -> String {
    match locale {
        Locale::Ru => format!("Писем: {number}, {people} {}", plural(people, "получатель", "получателя", "получателей")),
        Locale::En => format!("Letters: {number}, to {people} {}", if people == 1 { "person" } else { "people" }),
    }
}

fn line(title: &str, tally: &Tally, locale: Locale) -> String {
    let (number, oldest) = (tally.number, shown(tally.oldest));
    locale.pick(format!("  {title}: {number}, с {oldest}"), format!("  {title}: {number}, since {oldest}"))
}

fn shown(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

async fn begin(settings: &Settings, terminal: &Terminal) -> Result<Exit> {
    let store = wiring::open_existing(&settings.database, terminal).await?;
    let reason = Text::both("начат администратором", "begun by an administrator");
    let begun = store.begin_quarantine(&reason).await.map_err(|error| wiring::spoken(&error, terminal))?;
    terminal.print(match begun {
        true => terminal.pick(
            "Карантин начат. Что отправляется в этот миг, еще уйдет; больше ничего.",
            "The quarantine has begun. What is being sent at this moment still goes; nothing else does.",
        ),
        false => terminal.pick("Карантин уже идет.", "The database is in quarantine already."),
    });
    Ok(Exit::Clean)
}

async fn end(args: &QuarantineEndArgs, settings: &Settings, terminal: &Terminal) -> Result<Exit> {
    let engine = wiring::open_beside(settings, terminal).await?;
    let spoken = |error| wiring::spoken(&error, terminal);
    if engine.reads().quarantine().await.map_err(spoken)?.is_none() {
        engine.shutdown().await;
        terminal.print(terminal.pick("Карантина нет.", "There is no quarantine."));
        return Ok(Exit::Clean);
    }
    let dropped = engine.end_quarantine(args.drop_before).await.map_err(spoken)?;
    let kept = engine.reads().kept_back().await.map_err(spoken)?;
    engine.shutdown().await;
    let (letters, calls) = (dropped.letters, dropped.calls);
    if args.drop_before.is_some() {
        terminal.print(&terminal.pick(
            format!("Не будет отправлено: писем {letters}, запросов {calls} (каждый запрос стал сбоем своей сделки)."),
            format!("Will not be sent: letters {letters}, requests {calls} (each request is an incident of its deal now)."),
        ));
    }
    terminal.print(terminal.pick("Карантин окончен. Отправляется:", "The quarantine is over. What is sent now:"));
    for line in waiting(&kept, terminal.locale) {
        terminal.print(&line);
    }
    Ok(Exit::Clean)
}
