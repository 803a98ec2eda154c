//! `doctor`: what an administrator would look at before he calls somebody, each with what was seen and what to do.
//!
//! It changes nothing and sends nothing. What is wrong inside the data is `fsck`'s question, what is wrong inside a process `check`'s.

mod collector;
mod company;
mod data;
mod heads;
mod installation;
mod letters;

use anyhow::{Context, Result};
use serde::Serialize;
use voronka_definition::Text;

use crate::cli::{DoctorArgs, DoctorFormat};
use crate::commands::Exit;
use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::wiring;

/// How well something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Health {
    Good,
    Doubtful,
    Bad,
}

/// What was looked at.
#[derive(Debug, Clone)]
struct Looked {
    /// The name of the look, the same in every language.
    at: &'static str,
    health: Health,
    seen: Text,
    advice: Option<Text>,
}

impl Looked {
    fn good(at: &'static str, ru: impl Into<String>, en: impl Into<String>) -> Self {
        Self { at, health: Health::Good, seen: Text::both(ru, en), advice: None }
    }

    fn doubtful(at: &'static str, seen: Text, advice: Text) -> Self {
        Self { at, health: Health::Doubtful, seen, advice: Some(advice) }
    }

    fn bad(at: &'static str, seen: Text, advice: Text) -> Self {
        Self { at, health: Health::Bad, seen, advice: Some(advice) }
    }
}

/// Looks at everything and prints it.
pub fn run(args: &DoctorArgs, terminal: &Terminal) -> Result<Exit> {
    let settings = Settings::of(&args.serve, terminal)?;
    let looked = wiring::block_on(async {
        let mut all = installation::look(&args.serve, &settings);
        all.extend(data::look(&settings, terminal).await);
        all.extend(letters::look(&settings).await);
        all.extend(collector::look(&settings).await);
        all.extend(company::look(&settings, terminal));
        all.extend(heads::look(&settings, terminal).await);
        Ok(all)
    })?;
    match args.format {
        DoctorFormat::Text => looked.iter().for_each(|one| terminal.print(&told(one, terminal))),
        DoctorFormat::Json => terminal.print(&json(&looked, terminal)?),
    }
    Ok(if looked.iter().any(|one| one.health == Health::Bad) { Exit::Found } else { Exit::Clean })
}

/// One look for the eyes.
fn told(looked: &Looked, terminal: &Terminal) -> String {
    let (mark, colour) = match looked.health {
        Health::Good => ("✓", "32"),
        Health::Doubtful => ("!", "33"),
        Health::Bad => ("✗", "31"),
    };
    let mark = if terminal.colour { format!("\u{1b}[1;{colour}m{mark}\u{1b}[0m") } else { mark.to_owned() };
    let mut text = format!("{mark} {}: {}", looked.at, looked.seen.get(terminal.locale));
    if let Some(advice) = &looked.advice {
        text.push_str(&format!("\n    → {}", advice.get(terminal.locale)));
    }
    text
}

fn json(looked: &[Looked], terminal: &Terminal) -> Result<String> {
    #[derive(Serialize)]
    struct Row<'a> {
        at: &'a str,
        health: Health,
        seen: &'a str,
        advice: Option<&'a str>,
    }
    let row = |one: &'_ Looked| -> serde_json::Value {
        let advice = one.advice.as_ref().map(|advice| advice.get(terminal.locale));
        serde_json::to_value(Row { at: one.at, health: one.health, seen: one.seen.get(terminal.locale), advice })
            .unwrap_or_default()
    };
    let rows: Vec<_> = looked.iter().map(row).collect();
    serde_json::to_string_pretty(&rows).context("the looks as JSON")
}
