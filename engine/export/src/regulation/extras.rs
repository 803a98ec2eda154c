//! Activities, schedules, decision tables and scores.

use voronka_definition::expr::Expr;
use voronka_definition::model::{Activity, Hit, Occasion, Output, ResultOf, ResultRule, Row, Schedule, ScoreRule, Table};
use voronka_definition::name::FieldId;

use super::Author;
use super::block::{Block, Span, plain, sentence};
use crate::wording::humanised;

impl Author<'_> {
    /// Tasks of the deal that outlive a stage.
    pub(super) fn activities(&self, blocks: &mut Vec<Block>) {
        let words = self.words;
        if words.process.activities.is_empty() {
            return;
        }
        blocks.push(self.heading(2, "Задачи, которые не зависят от стадии", "Tasks that outlive a stage"));
        blocks.push(Block::Para(plain(self.pick(
            "Такая задача принадлежит самой сделке: ее планируют на одной стадии, а результата могут ждать на другой.",
            "Such a task belongs to the deal itself: it is planned in one stage, and awaited in another.",
        ))));
        for activity in &words.process.activities {
            blocks.push(Block::Heading(3, words.text(&activity.work.title)));
            self.activity(blocks, activity);
        }
    }

    /// What is said of one of them.
    pub(super) fn activity(&self, blocks: &mut Vec<Block>, activity: &Activity) {
        let words = self.words;
        self.work(blocks, &activity.work);
        let row = |rule: &ResultRule| vec![vec![Span::Strong(words.text(&rule.title))], self.filled(rule)];
        let rows: Vec<_> = activity.work.results.iter().map(row).collect();
        if rows.iter().all(|row| row[1] == plain("—")) {
            let results: Vec<_> = activity.work.results.iter().map(|rule| words.quoted(&words.text(&rule.title))).collect();
            blocks.push(Block::Para(super::block::named(self.pick("Результаты", "Results"), sentence(&results.join(", ")))));
        } else {
            let head = self.pick(["Результат", "Что заполнить"], ["Result", "What to fill in"]);
            blocks.push(Block::Table(head.map(str::to_owned).to_vec(), rows));
        }
    }

    /// What starts cases without a person.
    pub(super) fn schedules(&self, blocks: &mut Vec<Block>) {
        if self.graph.schedules.is_empty() {
            return;
        }
        blocks.push(self.heading(2, "Что начинается само", "What begins by itself"));
        let schedules = self.graph.schedules.iter().zip(&self.words.process.schedules);
        let whole = |(text, schedule): (&String, &Schedule)| {
            let sentences: Vec<_> =
                std::iter::once(text.clone()).chain(self.begun(schedule)).map(|text| sentence(&text)).collect();
            plain(sentences.join(" "))
        };
        blocks.push(Block::List(schedules.map(whole).collect()));
    }

    /// What a case that begins by itself begins with: its title, its owner, its data.
    fn begun(&self, schedule: &Schedule) -> Vec<String> {
        let words = self.words;
        let title = schedule.title.as_ref().map(|title| words.quoted(&words.template(title)));
        let owner = schedule.owner.as_ref().map(|role| words.who(&role.who));
        let as_before = self.pick("как в завершенной сделке", "as in the finished case").to_owned();
        let (title, owner) = (title.unwrap_or_else(|| as_before.clone()), owner.unwrap_or(as_before));
        let title = self.pick(format!("Название — {title}"), format!("Its title: {title}"));
        let owner = self.pick(format!("ответственный — {owner}"), format!("its owner: {owner}"));
        let said = |(field, expr): &(FieldId, Expr)| format!("{} — {}", words.quoted_field(field), words.assignment(field, expr));
        let data: Vec<_> = schedule.with.iter().map(said).collect();
        let data = (!data.is_empty()).then(|| {
            let data = data.join("; ");
            self.pick(format!("Заполняется: {data}"), format!("Filled in: {data}"))
        });
        std::iter::once(format!("{title}; {owner}")).chain(data).collect()
    }

    /// Decision tables.
    pub(super) fn tables(&self, blocks: &mut Vec<Block>) {
        let words = self.words;
        if words.process.decisions.is_empty() {
            return;
        }
        blocks.push(self.heading(2, "Таблицы решений", "Decision tables"));
        for table in &words.process.decisions {
            blocks.push(Block::Heading(3, words.text(&table.title)));
            let hit = match table.hit {
                Hit::Unique => self.pick("Подходит ровно одна строка.", "Exactly one row fits."),
                Hit::First => self.pick("Действует первая подходящая строка.", "The first row that fits counts."),
                Hit::Collect => self.pick("Учитываются все подходящие строки.", "Every row that fits counts."),
            };
            blocks.push(Block::Para(plain(hit)));
            blocks.push(self.table(table));
        }
    }

    fn table(&self, table: &Table) -> Block {
        let mut head: Vec<String> = table.inputs.iter().map(|field| self.column(field)).collect();
        head.extend(table.outputs.iter().map(|output| format!("→ {}", self.column(&output.field))));
        let value = |(output, value): (&Output, &Option<Expr>)| {
            plain(value.as_ref().map_or_else(|| "—".to_owned(), |expr| self.words.assignment(&output.field, expr)))
        };
        let values = |values: &[Option<Expr>]| table.outputs.iter().zip(values).map(value).collect::<Vec<_>>();
        let test = |(field, test): (&FieldId, &Option<Expr>)| {
            let any = self.pick("любое", "any");
            plain(test.as_ref().map_or_else(|| any.to_owned(), |expr| self.words.cell(field, expr)))
        };
        let row = |row: &Row| {
            let tests = table.inputs.iter().zip(&row.tests).map(test);
            tests.chain(values(&row.values)).collect::<Vec<_>>()
        };
        let mut rows: Vec<_> = table.rows.iter().map(row).collect();
        if let Some(otherwise) = &table.otherwise {
            let mut last: Vec<_> = table.inputs.iter().map(|_| plain(self.pick("иначе", "otherwise"))).collect();
            last.extend(values(otherwise));
            rows.push(last);
        }
        Block::Table(head, rows)
    }

    /// Scores.
    pub(super) fn scores(&self, blocks: &mut Vec<Block>) {
        let words = self.words;
        if words.process.scores.is_empty() {
            return;
        }
        blocks.push(self.heading(2, "Оценки", "Scores"));
        for score in &words.process.scores {
            blocks.push(Block::Heading(3, words.text(&score.title)));
            let points = |rule: &ScoreRule| format!("{:+}", rule.points).replace('-', "−");
            let row = |rule: &ScoreRule| {
                vec![plain(words.text(&rule.title)), plain(self.occasion(&rule.occasion)), plain(points(rule))]
            };
            let head = self.pick(["За что", "Когда", "Баллы"], ["What for", "When", "Points"]);
            blocks.push(Block::Table(head.map(str::to_owned).to_vec(), score.rules.iter().map(row).collect()));
            let bands = score.bands.iter().map(|band| {
                let text = self.pick(format!(" — от {}", band.from), format!(" — from {}", band.from));
                vec![Span::Strong(words.text(&band.title)), Span::Plain(text.replace('-', "−"))]
            });
            blocks.push(Block::List(bands.collect()));
        }
    }

    fn occasion(&self, occasion: &Occasion) -> String {
        let words = self.words;
        let (text, lasts) = match occasion {
            Occasion::While(expr) => {
                let condition = words.condition(expr);
                return self.pick(format!("Пока {condition}"), format!("While {condition}"));
            }
            Occasion::Signal { name, lasts } => {
                let name = words.signal(name);
                (self.pick(format!("Пришел сигнал {name}"), format!("The signal {name} arrived")), lasts)
            }
            Occasion::Changed { field, lasts } => {
                let field = words.quoted_field(field);
                (self.pick(format!("Изменилось {field}"), format!("{field} changed")), lasts)
            }
            Occasion::Result { of, result, lasts } => {
                let (of, result) = self.result_of(of, result.as_str());
                (self.pick(format!("{of}: {result}"), format!("{of}: {result}")), lasts)
            }
        };
        match lasts {
            Some(lasts) => {
                let lasts = words.after(*lasts);
                self.pick(format!("{text}; действует {lasts}"), format!("{text}; counts for {lasts}"))
            }
            None => text,
        }
    }

    /// The titles of a step or activity and of its result.
    fn result_of(&self, of: &ResultOf, result: &str) -> (String, String) {
        let words = self.words;
        let (title, found) = match of {
            ResultOf::Activity(id) => {
                let activity = words.process.activity(id);
                let rule = activity.and_then(|activity| activity.work.results.iter().find(|rule| rule.id.as_str() == result));
                (activity.map(|activity| words.text(&activity.work.title)), rule.map(|rule| words.text(&rule.title)))
            }
            ResultOf::Step(id) => {
                let nodes = self.graph.nodes();
                let node = nodes.into_iter().find(|node| node.id.ends_with(&format!(".{id}")));
                let exit = node.and_then(|node| node.exits.iter().find(|exit| exit.id == result));
                (node.map(|node| node.title.clone()), exit.map(|exit| exit.label.clone()))
            }
        };
        (words.quoted(&title.unwrap_or_default()), found.unwrap_or_else(|| humanised(result)))
    }
}
