//! Sentences about branches, handlers, decision tables and scores.

use voronka_definition::model::{FieldType, ScoreRule, StepKind};
use voronka_definition::name::{DecisionId, FieldId, StageId, StepId};
use voronka_definition::value::Data;

use super::deal::LONGEST_VALUE;
use super::{Line, Teller};
use crate::case::Points;
use crate::event::{Event, Recorded};
use crate::words::{plural, shortened};

impl Teller<'_> {
    pub(super) fn branches(&self, recorded: &Recorded) -> Option<Line> {
        match &recorded.event {
            Event::BranchesBegan { token, step, all, .. } => self.branches_began(*token, step, *all),
            Event::BranchEnded { token, step, branch } => {
                let title = self.branch_title(self.memory.body_of(*token)?, step, *branch)?;
                self.fact(format!("Готово: {title}"), format!("Ready: {title}"))
            }
            Event::BranchesJoined { token, step, cancelled } => {
                let title = self.step_title(*token, step)?;
                if cancelled.is_empty() {
                    return self.fact(format!("Все готово: {title}"), format!("All is ready: {title}"));
                }
                self.fact(format!("Готово, остальное снято: {title}"), format!("Ready, the rest is dropped: {title}"))
            }
            Event::HandlerBegan { handler, .. } => {
                let title = self.stage_title(handler);
                self.fact(format!("Дополнительно начато: {title}"), format!("Begun besides: {title}"))
            }
            Event::HandlerEnded { handler, .. } => {
                let title = self.stage_title(handler);
                self.fact(format!("Дополнительное завершено: {title}"), format!("Over: {title}"))
            }
            Event::SilenceHeard { .. } => {
                self.fact("По сделке давно ничего не происходит".to_owned(), "Nothing has happened for long".to_owned())
            }
            Event::ItemSet { values, cleared, .. } => self.item_set(recorded, values, cleared),
            Event::TableAsked { table, rows, .. } => self.table_asked(table, rows),
            Event::PointsGiven { points } => self.points(points),
            _ => None,
        }
    }

    fn branches_began(&self, token: u32, step: &StepId, all: u32) -> Option<Line> {
        let (body, title) = (self.memory.body_of(token)?, self.step_title(token, step)?);
        if let StepKind::Parallel(_) = &self.process.step(body, step)?.kind {
            let titles: Vec<_> = (0..all).filter_map(|branch| self.branch_title(body, step, branch)).collect();
            let titles = titles.join(", ");
            return self.fact(format!("Одновременно начато: {titles}"), format!("Begun side by side: {titles}"));
        }
        let items = plural(u64::from(all), "строка", "строки", "строк");
        let lines = if all == 1 { "item" } else { "items" };
        self.fact(
            format!("Для каждой строки списка: {title} ({all} {items})"),
            format!("For each item of the list: {title} ({all} {lines})"),
        )
    }

    /// The title of a branch with a name; the items of a list have none.
    fn branch_title(&self, body: &StageId, step: &StepId, branch: u32) -> Option<String> {
        match &self.process.step(body, step)?.kind {
            StepKind::Parallel(parallel) => {
                Some(self.quoted(parallel.branches.get(branch as usize)?.title.get(self.speaker.locale)))
            }
            _ => None,
        }
    }

    fn item_set(&self, recorded: &Recorded, values: &Data, cleared: &[FieldId]) -> Option<Line> {
        let lists = self.process.fields.iter().filter_map(|field| match &field.kind {
            FieldType::List(fields) => Some(fields),
            _ => None,
        });
        let named: Vec<_> = values.keys().chain(cleared).collect();
        let mut lists = lists.filter(|fields| named.iter().all(|name| fields.iter().any(|field| field.id == **name)));
        let shown = lists.next()?.iter().filter_map(|field| {
            let value = self.speaker.value(values.get(&field.id)?, &field.kind);
            Some(format!("{}: {}", field.title.get(self.speaker.locale), shortened(&value, LONGEST_VALUE)))
        });
        let said = shown.collect::<Vec<_>>().join("; ");
        self.act(
            recorded,
            format!("записано о строке, которой в списке больше нет — {said}"),
            format!("recorded of an item that the list holds no longer — {said}"),
        )
    }

    fn table_asked(&self, table: &DecisionId, rows: &[u32]) -> Option<Line> {
        let title = self.quoted(self.process.decision(table)?.title.get(self.speaker.locale));
        let list = rows.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        match rows {
            [] => self.fact(
                format!("Таблица решений {title}: не подошла ни одна строка"),
                format!("The decision table {title}: no row matched"),
            ),
            [_] => {
                self.fact(format!("Таблица решений {title}: строка {list}"), format!("The decision table {title}: row {list}"))
            }
            _ => self.fact(format!("Таблица решений {title}: строки {list}"), format!("The decision table {title}: rows {list}")),
        }
    }

    fn points(&self, points: &Points) -> Option<Line> {
        let score = self.process.scores.iter().find(|score| score.id.as_str() == points.score)?;
        let rule: &ScoreRule = score.rules.iter().find(|rule| rule.id.as_str() == points.rule)?;
        let (title, why) = (self.quoted(score.title.get(self.speaker.locale)), rule.title.get(self.speaker.locale));
        let sign = if points.points < 0 { '\u{2212}' } else { '+' };
        let said = format!("{title}: {sign}{} ({why})", points.points.unsigned_abs());
        self.fact(format!("Баллы {said}"), format!("Points {said}"))
    }
}
