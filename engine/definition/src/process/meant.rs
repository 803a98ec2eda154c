//! Names that say something else than what is meant where they stand: an outcome for a step, a step for an outcome, a title for a
//! name. What a name that nothing has may be a slip of is `similar`'s.

use crate::diagnostic::say;
use crate::model::Field;
use crate::process::context::Context;
use crate::process::outline::StepAt;
use crate::text::Locale;
use crate::yaml::similar::shown;
use crate::yaml::{Kind, Node, is_name};

impl Context<'_> {
    /// Notes an outcome that is named where a step or a stage is meant.
    pub fn is_outcome(&self, node: &Node, (ru, en): (&str, &str), code: &'static str) -> bool {
        let Some(outcome) = self.outcomes.iter().find(|outcome| node.text() == Some(outcome.as_str())) else { return false };
        let message = say!("{ru} «{outcome}»: это исход", "{en} `{outcome}`; it is an outcome");
        let help = say!("исходом завершают так: finish: {outcome}", "an outcome is reached by finish: {outcome}");
        self.findings.error_with(code, node.span, message, help);
        true
    }

    /// Notes an outcome that `else` names, where no step of the list has that name.
    pub fn is_outcome_after_else(&self, node: &Node, at: StepAt) -> bool {
        let list = self.outline.steps[at].list;
        let outcome = self.outcomes.iter().find(|outcome| node.text() == Some(outcome.as_str()));
        let Some(outcome) = outcome.filter(|outcome| self.outline.in_list(list, outcome.as_str()).is_none()) else {
            return false;
        };
        let message = say!("в else называют шаг, а «{outcome}» — исход", "`else` names a step, and `{outcome}` is an outcome");
        let help = say!(
            "добавьте в этот список шаг {{finish: {outcome}, reached: by_name}}: он и будет называться «{outcome}»",
            "add the step {{finish: {outcome}, reached: by_name}} to this list: `{outcome}` is its name then"
        );
        self.findings.error_with("unknown_step", node.span, message, help);
        true
    }

    /// Notes a step of the same list that `finish` names.
    pub fn is_step_for_an_outcome(&self, node: &Node, at: StepAt) -> bool {
        let is_outcome = self.outcomes.iter().any(|outcome| node.text() == Some(outcome.as_str()));
        let name = node.text().filter(|name| !is_outcome && self.outline.in_list(self.outline.steps[at].list, name).is_some());
        let Some(name) = name else { return false };
        let message = say!("нет исхода «{name}»: это шаг", "there is no outcome `{name}`; it is a step");
        let help = say!("к шагу ведет then: {name}", "then: {name} leads to the step");
        self.findings.error_with("unknown_outcome", node.span, message, help);
        true
    }

    /// Notes somebody who is named where a ladder is meant.
    pub fn is_person_for_a_ladder(&self, node: &Node) -> bool {
        let Some(found) = node.text().filter(|text| text.contains('(')).map(shown) else { return false };
        let message =
            say!("ожидается имя эскалации, а «{found}» — человек", "expected the name of a ladder; `{found}` is a person");
        let help = say!(
            "опишите ступени и назовите их: escalations: {{to_head: [{{when: overdue, notify: head_of(late)}}]}}, escalate: to_head",
            "write the rungs under a name, and name it: escalations: {{to_head: [{{when: overdue, notify: head_of(late)}}]}}, \
             escalate: to_head"
        );
        self.findings.error_with("unknown_ladder", node.span, message, help);
        true
    }

    /// Notes the title of a step of the list where its name is meant.
    pub fn is_title_of_step(&self, node: &Node, at: StepAt) -> bool {
        let list = self.outline.list_of(at);
        let steps = list.steps.iter().map(|step| &self.outline.steps[*step]);
        self.is_title(node, steps.map(|step| (step.id.as_str(), step.node)), ("шага", "the step"))
    }

    /// Notes the title of a stage where its name is meant.
    pub fn is_title_of_stage(&self, node: &Node) -> bool {
        let stages = self.outline.stages().iter().map(|stage| (stage.id.as_str(), stage.node));
        self.is_title(node, stages, ("стадии", "the stage"))
    }

    /// Notes the title of an outcome where its name is meant.
    pub fn is_title_of_outcome(&self, node: &Node) -> bool {
        let entries = self.outcomes_node.into_iter().flat_map(Node::entries);
        let outcomes = entries.filter_map(|entry| Some((entry.key.text()?, &entry.value)));
        self.is_title(node, outcomes, ("исхода", "the outcome"))
    }

    /// Notes the title of a field where its name is meant.
    pub fn is_title_of_field(&self, node: &Node) -> bool {
        let Some(written) = node.text().map(str::trim).filter(|written| !is_name(written)).map(str::to_lowercase) else {
            return false;
        };
        let is_it = |field: &&Field| Locale::ALL.iter().any(|locale| field.title.get(*locale).to_lowercase() == written);
        let Some(field) = self.fields.own_first().find(is_it) else { return false };
        self.note_title(node, field.id.as_str(), ("поля", "the field"));
        true
    }

    fn is_title<'n>(&self, node: &Node, heads: impl IntoIterator<Item = (&'n str, &'n Node)>, (ru, en): (&str, &str)) -> bool {
        let Some(written) = node.text().map(str::trim).filter(|written| !is_name(written)) else { return false };
        let Some((name, _)) = heads.into_iter().find(|(_, head)| is_titled(head, written)) else { return false };
        self.note_title(node, name, (ru, en));
        true
    }

    fn note_title(&self, node: &Node, name: &str, (ru, en): (&str, &str)) {
        let written = shown(node.text().unwrap_or_default().trim());
        let message = say!("«{written}» — название {ru} «{name}»", "`{written}` is the title of {en} `{name}`");
        let help = say!("напишите имя: {name}", "write the name: {name}");
        self.findings.error_with("bad_name", node.span, message, help);
    }
}

/// Whether this is the title in one of the languages, small letters or capital.
fn is_titled(head: &Node, written: &str) -> bool {
    let Some(title) = head.get("title") else { return false };
    let is_it = |node: &Node| node.text().is_some_and(|text| text.trim().to_lowercase() == written.to_lowercase());
    match title.kind {
        Kind::Map(_) => title.entries().iter().any(|entry| is_it(&entry.value)),
        _ => is_it(title),
    }
}
