//! The names of activities: the same in the event log and in the mining variant of the diagram.

use voronka_definition::model::Approve;

use crate::wording::Words;

/// A step of a stage: two stages may have a step of the same title.
pub fn step(stage: &str, step: &str) -> String {
    format!("{stage}: {step}")
}

/// The form for what a stage requires.
pub fn requirements(words: &Words<'_>, stage: &str) -> String {
    step(stage, words.pick("Заполнить недостающее", "Fill in what is missing"))
}

/// The form for what an outcome asks.
pub fn outcome_form(words: &Words<'_>, stage: &str) -> String {
    step(stage, words.pick("Заполнить итоги", "Fill in the outcome"))
}

/// The visas of an approval, in the order of its approvers.
pub fn visas(words: &Words<'_>, stage: &str, approve: &Approve) -> Vec<String> {
    let title = words.text(&approve.title);
    let mut names: Vec<String> = Vec::new();
    for approver in &approve.approvers {
        let who = words.who(&approver.role.who);
        let mut name = step(stage, &format!("{title} ({who})"));
        while names.contains(&name) {
            name.push('*');
        }
        names.push(name);
    }
    names
}
