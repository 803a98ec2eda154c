//! What the process is for, and how it may end.

use voronka_definition::model::{Ask, OutcomeKind, Subject};

use super::Author;
use super::block::{Block, named, plain, sentence};

impl Author<'_> {
    pub(super) fn about(&self, blocks: &mut Vec<Block>) {
        let (words, process) = (self.words, self.words.process);
        let title = words.quoted(&words.text(&process.title));
        blocks.push(Block::Heading(1, self.pick(format!("Регламент {title}"), format!("Regulations {title}"))));
        let subject = match process.about {
            Subject::Deal => self.pick("сделку с клиентом", "a deal with a client"),
            Subject::Lead => self.pick("обращение, которое может стать сделкой", "an interest that may become a deal"),
        };
        let version = &process.version;
        blocks.push(Block::Para(plain(self.pick(
            format!(
                "Этот регламент описывает, как компания ведет {subject}: кто что делает, к какому сроку и что из этого следует. \
                 Он составлен по тому же описанию процесса, по которому работает система (версия {version}), поэтому расходиться \
                 с ней не может."
            ),
            format!(
                "This regulation says how the company works {subject}: who does what, by when, and what follows. It was made from \
                 the very definition that the system runs (version {version}), so the two cannot differ."
            ),
        ))));
        blocks.push(self.heading(2, "Процесс в целом", "The process as a whole"));
        let goals = process.stages.iter().enumerate().map(|(place, stage)| {
            let goal = stage.goal.as_ref().map_or_else(|| "—".to_owned(), |goal| sentence(&words.text(goal)));
            vec![plain(format!("{}", place + 1)), plain(words.text(&stage.title)), plain(goal)]
        });
        let head = self.pick(["№", "Стадия", "Чего добиваемся"], ["No.", "Stage", "What it achieves"]);
        blocks.push(Block::Table(head.map(str::to_owned).to_vec(), goals.collect()));
        blocks.push(Block::Picture);
    }

    pub(super) fn outcomes(&self, blocks: &mut Vec<Block>) {
        let words = self.words;
        blocks.push(self.heading(2, "Чем завершается сделка", "How a deal ends"));
        for outcome in &words.process.outcomes {
            blocks.push(Block::Heading(3, words.text(&outcome.title)));
            let meaning = match outcome.kind {
                OutcomeKind::Won => self.pick("Сделка выиграна.", "The deal is won."),
                OutcomeKind::Lost => self.pick("Сделка проиграна.", "The deal is lost."),
                OutcomeKind::Transferred => self.pick(
                    "Сделка продолжается по другому процессу; общие данные переходят вместе с ней.",
                    "The deal goes on by another process; what both know goes with it.",
                ),
            };
            blocks.push(Block::Para(plain(meaning)));
            if !outcome.ask.is_empty() {
                let asks = self.asks(&outcome.ask);
                blocks.push(Block::Para(named(self.pick("При завершении заполняется", "Filled in at the end"), sentence(&asks))));
            }
            if let Some(task) = &outcome.follow_up {
                let (title, due) = (words.quoted(&words.text(&task.title)), words.by_when(&task.due));
                let text = self.pick(
                    format!("ответственный получает задачу {title}, срок — {due}."),
                    format!("the owner gets the task {title}, {due}."),
                );
                blocks.push(Block::Para(named(self.pick("После завершения", "Afterwards"), text)));
                blocks.extend(task.guide.iter().map(|guide| Block::Guide(words.text(guide))));
            }
        }
        blocks.extend(words.process.archive.map(|archive| Block::Para(plain(words.archive(archive)))));
    }

    /// Fields that are asked, with their conditions.
    pub(super) fn asks(&self, asks: &[Ask]) -> String {
        let ask = |ask: &Ask| {
            let field = self.words.quoted_field(&ask.field);
            match &ask.when {
                Some(when) => {
                    let when = self.words.condition(when);
                    self.pick(format!("{field} (если {when})"), format!("{field} (if {when})"))
                }
                None => field,
            }
        };
        asks.iter().map(ask).collect::<Vec<_>>().join(", ")
    }
}
