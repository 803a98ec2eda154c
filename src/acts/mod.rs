//! Acts of people as data: who does which task with which result, played through the engine's one door.
//!
//! The story and the demo's deals are tables of such acts. Nothing here knows a process: what an act leads to is the engine's
//! answer.

mod days;
mod play;
mod words;

use serde::Deserialize;
use serde_json::Value as Json;

pub use days::Days;
pub use play::{NotAllowed, Player, open_tasks};
pub use words::Words;

/// Something a person does.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    /// Completes a task.
    Complete(Complete),
    /// Moves a task to another date.
    Reschedule(Reschedule),
    /// Makes a task by hand.
    Make(Make),
    /// Says that he has seen an escalation.
    Acknowledge(Acknowledge),
    /// Moves the deal to a stage by hand.
    Stage(Stage),
    /// Ends the deal.
    Finish(Finish),
}

/// The start of a deal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Who.
    pub by: String,
    /// The data of the deal.
    pub deal: Json,
    /// The stage it begins at, where not the first.
    pub stage: Option<String>,
}

/// A task that is completed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Complete {
    /// The step or activity it stands for.
    pub task: String,
    /// Who; without it, whoever has the task.
    pub by: Option<String>,
    /// The result.
    pub result: String,
    /// The fields filled in.
    #[serde(default)]
    pub with: Json,
    /// The comment.
    #[serde(default)]
    pub comment: Json,
}

/// A task that gets another date.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reschedule {
    /// The step or activity it stands for.
    pub task: String,
    /// Who; without it, whoever has the task.
    pub by: Option<String>,
    /// The new date.
    pub to: String,
    /// Why.
    pub reason: Json,
}

/// A task made by hand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Make {
    /// Who makes it.
    pub by: String,
    /// Its title.
    pub title: Json,
    /// Who gets it; without it, who makes it.
    pub assignee: Option<String>,
    /// When it is due.
    pub due: String,
}

/// An escalation that somebody has seen: the latest to him about this task.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledge {
    /// The step or activity the late task stands for.
    pub task: String,
    /// Who.
    pub by: String,
    /// What he says.
    #[serde(default)]
    pub comment: Json,
}

/// A deal moved by hand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The stage.
    pub to: String,
    /// Who.
    pub by: String,
    /// What the stage asks.
    #[serde(default)]
    pub with: Json,
    /// Why.
    pub comment: Json,
}

/// A deal that is ended.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// How.
    pub outcome: String,
    /// Who.
    pub by: String,
    /// What the outcome asks.
    #[serde(default)]
    pub with: Json,
    /// Why.
    pub comment: Json,
}
