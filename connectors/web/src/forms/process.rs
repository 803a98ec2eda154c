//! A process.

use serde::Serialize;
use utoipa::ToSchema;
use voronka_definition::diagnostic::{FindingJson, json};
use voronka_definition::model::{OutcomeKind, Stage};
use voronka_definition::{Finding, Locale, Process};

use crate::forms::FieldForm;

/// The latest version of a process.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Process)]
pub struct ProcessForm {
    /// Its name.
    pub id: String,
    /// Its version: the beginning of the SHA-256 of its text.
    pub version: String,
    /// Its title.
    pub title: String,
    /// The stages in order.
    pub stages: Vec<StageForm>,
    /// The final stages.
    pub outcomes: Vec<OutcomeForm>,
}

/// A stage of a process.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Stage)]
pub struct StageForm {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The fields that are asked when it is entered by hand.
    pub entry: Vec<FieldForm>,
}

/// A final stage of a process.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Outcome)]
pub struct OutcomeForm {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it means: `won`, `lost` or `transferred`.
    pub kind: &'static str,
    /// The fields that are asked when a case ends so.
    pub ask: Vec<FieldForm>,
}

impl ProcessForm {
    /// This process in this language.
    pub fn told(process: &Process, locale: Locale) -> Self {
        Self {
            id: process.id.to_string(),
            version: process.version.to_string(),
            title: process.title.get(locale).to_owned(),
            stages: process.stages.iter().map(|stage| stage_form(process, stage, locale)).collect(),
            outcomes: process.outcomes.iter().map(|outcome| outcome_form(process, outcome, locale)).collect(),
        }
    }
}

fn stage_form(process: &Process, stage: &Stage, locale: Locale) -> StageForm {
    let fields = stage.entry.iter().filter_map(|id| process.field(id));
    StageForm {
        id: stage.id.to_string(),
        title: stage.title.get(locale).to_owned(),
        entry: fields.map(|field| FieldForm::plain(field, locale)).collect(),
    }
}

fn outcome_form(process: &Process, outcome: &voronka_definition::model::Outcome, locale: Locale) -> OutcomeForm {
    let ask = outcome.ask.iter().filter_map(|ask| {
        let plain = FieldForm::plain(process.field(&ask.field)?, locale);
        Some(FieldForm { when: ask.when.as_ref().map(|when| when.source().to_owned()), ..plain })
    });
    OutcomeForm {
        id: outcome.id.to_string(),
        title: outcome.title.get(locale).to_owned(),
        kind: match outcome.kind {
            OutcomeKind::Won => "won",
            OutcomeKind::Lost => "lost",
            OutcomeKind::Transferred => "transferred",
        },
        ask: ask.collect(),
    }
}

/// What came of deploying a process.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Deployed)]
pub struct DeployedForm {
    /// The process's name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Whether this version was not the latest before.
    pub changed: bool,
    /// The findings, as `check` gives them: warnings only.
    #[schema(value_type = Vec<Object>)]
    pub findings: Vec<FindingJson>,
    /// How many are errors: none.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
}

impl DeployedForm {
    /// A process that is deployed now.
    pub fn told(process: &Process, warnings: &[Finding], changed: bool, locale: Locale) -> Self {
        let findings = json(warnings, locale);
        Self {
            id: process.id.to_string(),
            version: process.version.to_string(),
            title: process.title.get(locale).to_owned(),
            changed,
            findings: findings.findings,
            errors: findings.errors,
            warnings: findings.warnings,
        }
    }
}
