//! The data of a deal: what is known about it, and where it is filled in.

use voronka_definition::model::{Ask, Field, FieldType, ResultRule, StepKind};
use voronka_definition::name::FieldId;

use super::Author;
use super::block::{Block, plain};
use crate::wording::capital;

impl Author<'_> {
    pub(super) fn data(&self, blocks: &mut Vec<Block>) {
        blocks.push(self.heading(2, "Данные сделки", "The data of a deal"));
        let row = |field: &Field| {
            let hint = field.hint.as_ref().map_or_else(|| "—".to_owned(), |hint| self.words.text(hint));
            let steps = self.asked_at(&field.id);
            let steps = match steps.is_empty() {
                true if self.is_computed(&field.id) => self.pick("считается само", "computed").to_owned(),
                true => "—".to_owned(),
                false => steps.join(", "),
            };
            vec![plain(self.words.text(&field.title)), plain(self.type_of(&field.kind)), plain(hint), plain(steps)]
        };
        let rows = self.words.process.fields.iter().map(row).collect();
        let head = self.pick(
            ["Поле", "Что это", "Для чего", "Заполняется на шагах"],
            ["Field", "What it is", "What it is for", "Filled in at steps"],
        );
        blocks.push(Block::Table(head.map(str::to_owned).to_vec(), rows));
    }

    /// What a field holds.
    pub(super) fn type_of(&self, kind: &FieldType) -> String {
        let text = match kind {
            FieldType::Text => self.pick("текст", "text"),
            FieldType::Number { .. } | FieldType::Integer { .. } => return self.number(kind),
            FieldType::Money => self.pick("деньги", "money"),
            FieldType::Boolean => self.pick("да или нет", "yes or no"),
            FieldType::Date => self.pick("дата", "date"),
            FieldType::Datetime => self.pick("дата и время", "date and time"),
            FieldType::Person => self.pick("сотрудник", "person of the company"),
            FieldType::Direction => self.pick("направление продаж", "direction"),
            FieldType::Process => self.pick("процесс", "process"),
            FieldType::Organisation => self.pick("компания клиента", "client company"),
            FieldType::Contact => self.pick("контактное лицо", "person at the client's"),
            FieldType::Document => self.pick("документ", "document"),
            FieldType::Choice(options) => {
                let titles: Vec<_> = options.iter().map(|option| self.words.text(&option.title)).collect();
                return self.pick("одно из: ", "one of: ").to_owned() + &titles.join("; ");
            }
            FieldType::List(columns) => {
                let column = |field: &Field| format!("{} ({})", self.words.text(&field.title), self.type_of(&field.kind));
                let columns: Vec<_> = columns.iter().map(column).collect();
                return self.pick("список; в каждой строке: ", "a list; in each row: ").to_owned() + &columns.join(", ");
            }
        };
        text.to_owned()
    }

    fn number(&self, kind: &FieldType) -> String {
        let (name, from, to) = match kind {
            FieldType::Integer { from, to } => {
                (self.pick("целое число", "whole number"), from.map(|n| n.to_string()), to.map(|n| n.to_string()))
            }
            FieldType::Number { from, to } => {
                (self.pick("число", "number"), from.map(|n| n.to_string()), to.map(|n| n.to_string()))
            }
            _ => return String::new(),
        };
        let from = from.map_or_else(String::new, |from| self.pick(format!(" от {from}"), format!(" from {from}")));
        let to = to.map_or_else(String::new, |to| self.pick(format!(" до {to}"), format!(" to {to}")));
        format!("{name}{from}{to}")
    }

    /// The steps where a field is asked for.
    fn asked_at(&self, id: &FieldId) -> Vec<String> {
        let asks = |asks: &[Ask]| asks.iter().any(|ask| ask.field == *id);
        let mut steps = Vec::new();
        for node in self.graph.nodes() {
            let Some(kind) = self.step_of(node).map(|step| &step.kind) else { continue };
            if self.fills(kind, id) {
                steps.push(node.number.clone());
            }
        }
        for activity in &self.words.process.activities {
            if self.fills(&StepKind::Task(activity.work.clone()), id) {
                steps.push(self.words.quoted(&self.words.text(&activity.work.title)));
            }
        }
        if self.words.process.outcomes.iter().any(|outcome| asks(&outcome.ask)) {
            steps.push(self.pick("при завершении", "at the end").to_owned());
        }
        steps
    }

    /// Whether a step asks for a field or records it.
    fn fills(&self, kind: &StepKind, id: &FieldId) -> bool {
        let asks = |asks: &[Ask]| asks.iter().any(|ask| ask.field == *id);
        let by = |rules: &[ResultRule]| {
            rules.iter().any(|rule| asks(&rule.ask) || asks(&rule.may_ask) || rule.set.iter().any(|(field, _)| field == id))
        };
        match kind {
            StepKind::Task(work) | StepKind::Form(work) => by(&work.results),
            StepKind::Approve(approve) => by(&approve.results),
            StepKind::Wait(wait) => by(&wait.results),
            StepKind::Start(start) => by(&start.results),
            StepKind::Call(call) => by(&call.results) || call.take.iter().any(|(field, _)| field == id),
            StepKind::Set(set) => set.values.iter().any(|(field, _)| field == id),
            StepKind::Decide(decide) => {
                let table = decide.table.as_ref().and_then(|table| self.words.process.decision(table));
                table.is_some_and(|table| table.outputs.iter().any(|output| output.field == *id))
            }
            _ => false,
        }
    }

    /// Whether a field is computed: a score or its band.
    fn is_computed(&self, id: &FieldId) -> bool {
        let scores = &self.words.process.scores;
        scores.iter().any(|score| id.as_str().strip_suffix("_band").unwrap_or(id.as_str()) == score.id.as_str())
    }

    /// The title of a field, capital.
    pub(super) fn column(&self, id: &FieldId) -> String {
        capital(&self.words.field(id))
    }
}
