//! A step: who, what, by when, and what follows.

use voronka_definition::Period;
use voronka_definition::model::{Approve, Each, Moment, Notify, Rescheduling, ResultRule, StepKind, Work};
use voronka_definition::name::LadderId;

use super::Author;
use super::block::{Block, Line, Span, named, plain, sentence};
use crate::graph::{Exit, FactKind, Lane, Node, NodeKind};
use crate::wording::{capital, times};

/// What is said of the dates of a task.
struct Dates<'w> {
    due: &'w Moment,
    remind: Option<Period>,
    reschedule: Rescheduling,
    escalate: Option<&'w LadderId>,
}

impl Author<'_> {
    pub(super) fn step(&self, blocks: &mut Vec<Block>, lane: &Lane, node: &Node, level: u8) {
        let Some(step) = self.step_of(node) else { return };
        blocks.push(Block::Heading(level, format!("{}. {}", node.number, node.title)));
        if node.aside {
            let text = self.pick(
                "Выполняется, только когда на этот шаг ведет результат другого шага.",
                "Done only when the result of another step leads here.",
            );
            blocks.push(Block::Para(plain(text)));
        }
        if let Some(condition) = &node.condition {
            let text =
                self.pick(format!("{condition}; иначе шаг пропускается."), format!("{condition}; otherwise it is skipped."));
            blocks.push(Block::Para(named(self.pick("Только если", "Only if"), text)));
        }
        match &step.kind {
            StepKind::Task(work) | StepKind::Form(work) => {
                self.work(blocks, work);
                self.results(blocks, lane, node, &work.results);
            }
            StepKind::Approve(approve) => {
                self.approve(blocks, approve);
                self.results(blocks, lane, node, &approve.results);
            }
            StepKind::Notify(notify) => self.notify(blocks, notify),
            kind => {
                self.told(blocks, node);
                if let StepKind::Each(each) = kind {
                    self.if_empty(blocks, lane, node, each);
                }
                let results = match kind {
                    StepKind::Wait(wait) => &wait.results,
                    StepKind::Call(call) => &call.results,
                    StepKind::Start(start) => &start.results,
                    _ => &Vec::new(),
                };
                if results.is_empty() { self.exits(blocks, lane, node) } else { self.results(blocks, lane, node, results) }
            }
        }
    }

    /// Who does a piece of work, by when and how.
    pub(super) fn work(&self, blocks: &mut Vec<Block>, work: &Work) {
        let who = self.words.assignee(&work.assignee);
        let dates = Dates { due: &work.due, remind: work.remind, reschedule: work.reschedule, escalate: work.escalate.as_ref() };
        self.who_and_when(blocks, &who, &dates);
        blocks.extend(work.guide.iter().map(|guide| Block::Guide(self.words.text(guide))));
    }

    fn who_and_when(&self, blocks: &mut Vec<Block>, who: &str, dates: &Dates<'_>) {
        let mut line: Line = named(self.pick("Кто", "Who"), format!("{}. ", who.trim_end_matches('.')));
        line.extend(named(self.pick("Срок", "Due"), sentence(&self.words.by_when(dates.due)).to_lowercase_first()));
        if dates.remind != self.words.process.defaults.remind
            && let Some(remind) = dates.remind
        {
            let before = self.words.after(remind);
            line.push(Span::Plain(
                self.pick(format!(" Напоминание за {before} до срока."), format!(" A reminder {before} before.")),
            ));
        }
        line.extend(self.may_be_put_off(dates.reschedule).map(Span::Plain));
        blocks.push(Block::Para(line));
        if let Some(late) = self.other_ladder(dates.escalate) {
            blocks.push(Block::Para(named(self.pick("При просрочке", "When late"), sentence(&late))));
        }
    }

    /// How far who has a task may put it off, where that is not as usual.
    fn may_be_put_off(&self, rule: Rescheduling) -> Option<String> {
        if rule == Rescheduling::USUAL {
            return None;
        }
        let (times, by) = (times(rule.at_most, self.words.locale), self.words.after(rule.by));
        Some(match rule.at_most {
            0 => self.pick(" Перенести срок может только руководитель.", " Only a head may put it off.").to_owned(),
            _ => self.pick(
                format!(" Исполнитель может перенести срок {times}, всего не дальше чем на {by}; дальше — руководитель."),
                format!(" The assignee may put it off {times}, by {by} in all; beyond that a head may."),
            ),
        })
    }

    fn approve(&self, blocks: &mut Vec<Block>, approve: &Approve) {
        let words = self.words;
        if let Some(document) = &approve.document {
            let document = words.quoted_field(document);
            let text = self.pick(
                format!("{document}. Если документ изменится, согласование начнется заново."),
                format!("{document}. If the document changes, the approval begins anew."),
            );
            blocks.push(Block::Para(named(self.pick("Что согласуется", "What is approved"), text)));
        }
        let approver = |approver: &voronka_definition::model::Approver| {
            let who = words.who(&approver.role.who);
            plain(match &approver.when {
                Some(when) => {
                    let when = words.condition(when);
                    self.pick(format!("{who} — если {when}"), format!("{who}, if {when}"))
                }
                None => who,
            })
        };
        blocks.push(Block::Para(vec![Span::Strong(self.pick("Кто согласует:", "Who approves:").to_owned())]));
        blocks.push(Block::List(approve.approvers.iter().map(approver).collect()));
        let mut line = Line::new();
        if approve.approvers.len() > 1 {
            line.extend(named(self.pick("Порядок", "Order"), sentence(&words.order(approve)).to_lowercase_first() + " "));
        }
        line.extend(named(
            self.pick("Срок каждому", "Due for each"),
            sentence(&words.by_when(&approve.due)).to_lowercase_first(),
        ));
        line.extend(self.may_be_put_off(approve.reschedule).map(Span::Plain));
        blocks.push(Block::Para(line));
        if let Some(result) = &approve.if_empty {
            let rule = approve.results.iter().find(|rule| rule.id == *result);
            let title = words.quoted(&rule.map_or_else(|| result.to_string(), |rule| words.text(&rule.title)));
            let text = self.pick(format!("результат {title} наступает сам."), format!("the result {title} comes by itself."));
            let when = match approve.needs.least() {
                0 | 1 => self.pick("Если согласовать некому", "If there is nobody to approve"),
                _ => self.pick("Если согласующих не хватает", "If there are too few to approve"),
            };
            blocks.push(Block::Para(named(when, text)));
        }
        if let Some(late) = self.other_ladder(approve.escalate.as_ref()) {
            blocks.push(Block::Para(named(self.pick("При просрочке", "When late"), sentence(&late))));
        }
        blocks.extend(approve.guide.iter().map(|guide| Block::Guide(words.text(guide))));
    }

    fn notify(&self, blocks: &mut Vec<Block>, notify: &Notify) {
        let to = self.words.recipient(&notify.to);
        blocks.push(Block::Para(named(self.pick("Кому", "To"), format!("{to}."))));
        blocks.push(Block::Guide(self.words.template(&notify.text)));
    }

    /// What the graph says of a step.
    fn told(&self, blocks: &mut Vec<Block>, node: &Node) {
        let waits = node.kind.is_wait().then(|| self.pick("Ждем", "We wait"));
        let mut lines = Vec::new();
        for fact in &node.facts {
            lines.push(match (waits, fact.kind, fact.text.split_once(": ")) {
                (Some(name), FactKind::Note, _) => named(name, sentence(&fact.text).to_lowercase_first()),
                (_, FactKind::Who | FactKind::Due, Some((name, text))) => named(name, format!("{text}.")),
                _ => plain(sentence(&fact.text)),
            });
        }
        if let [only] = &lines[..] {
            blocks.push(Block::Para(only.clone()));
        } else if !lines.is_empty() {
            blocks.push(Block::List(lines));
        }
    }

    /// What happens for want of rows, where that is no way of its own.
    fn if_empty(&self, blocks: &mut Vec<Block>, lane: &Lane, node: &Node, each: &Each) {
        let Some(onward) = node.exits.first().filter(|_| each.if_empty.is_some() && node.exits.len() == 1) else { return };
        let name = self.pick("Если список пуст", "If the list is empty");
        blocks.push(Block::Para(named(name, sentence(&self.follows(lane, onward, None)).to_lowercase_first())));
    }

    /// Where a step without results leads.
    fn exits(&self, blocks: &mut Vec<Block>, lane: &Lane, node: &Node) {
        let line = |exit: &Exit| {
            let to = self.follows(lane, exit, None);
            if exit.label.is_empty() {
                named(self.pick("Дальше", "Then"), sentence(&to))
            } else {
                named(&exit.label, sentence(&to))
            }
        };
        match &node.exits[..] {
            [only] if only.falls => {}
            [only] if matches!(node.kind, NodeKind::Finish(_)) => {
                blocks.push(Block::Para(plain(sentence(&self.follows(lane, only, None)))));
            }
            [only] => blocks.push(Block::Para(line(only))),
            many => blocks.push(Block::List(many.iter().map(line).collect())),
        }
    }

    /// The results as a table.
    fn results(&self, blocks: &mut Vec<Block>, lane: &Lane, node: &Node, rules: &[ResultRule]) {
        let mut rows = Vec::new();
        for exit in &node.exits {
            let rule = rules.iter().find(|rule| rule.id.as_str() == exit.id);
            let name = if exit.label.is_empty() { self.pick("Иначе", "Otherwise") } else { &exit.label };
            let filled = rule.map_or_else(|| plain("—"), |rule| self.filled(rule));
            let follows = capital(&self.follows(lane, exit, rule.map(|rule| &rule.route)));
            rows.push(vec![vec![Span::Strong(name.to_owned())], filled, plain(follows)]);
        }
        let head = self.pick(["Результат", "Что заполнить", "Что дальше"], ["Result", "What to fill in", "What follows"]);
        let mut head = head.map(str::to_owned).to_vec();
        if rows.iter().all(|row| row[1] == plain("—")) {
            head.remove(1);
            rows.iter_mut().for_each(|row| drop(row.remove(1)));
        }
        blocks.push(Block::Table(head, rows));
    }
}

/// A sentence that follows a colon.
trait Lowered {
    fn to_lowercase_first(&self) -> String;
}

impl Lowered for String {
    fn to_lowercase_first(&self) -> String {
        voronka_core::words::within_sentence(self)
    }
}
