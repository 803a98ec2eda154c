//! Who takes part, and what happens when a task is late.

use std::collections::BTreeMap;

use voronka_definition::model::{Assignee, Ladder, Rung, RungTime, StepKind, Who};
use voronka_definition::name::LadderId;

use super::Author;
use super::block::{Block, Line, Span, plain, sentence};
use crate::wording::capital;

impl Author<'_> {
    /// Who takes part: each with how he is found and what he does.
    pub(super) fn people(&self, blocks: &mut Vec<Block>) {
        let mut order: Vec<String> = Vec::new();
        let mut parts: BTreeMap<String, (Option<Who>, Vec<String>)> = BTreeMap::new();
        for node in self.graph.nodes() {
            let Some(step) = self.step_of(node) else { continue };
            for (name, who) in self.workers(&step.kind) {
                if !parts.contains_key(&name) {
                    order.push(name.clone());
                }
                let entry = parts.entry(name).or_insert((who, Vec::new()));
                entry.1.push(node.number.clone());
            }
        }
        for activity in &self.words.process.activities {
            let title = self.words.quoted(&self.words.text(&activity.work.title));
            for (name, who) in self.workers(&StepKind::Task(activity.work.clone())) {
                if !parts.contains_key(&name) {
                    order.push(name.clone());
                }
                parts.entry(name).or_insert((who, Vec::new())).1.push(title.clone());
            }
        }
        if order.is_empty() {
            return;
        }
        blocks.push(self.heading(2, "Кто участвует", "Who takes part"));
        let rows = order.iter().filter_map(|name| {
            let (who, steps) = parts.get(name)?;
            let how = who.as_ref().map_or_else(|| self.found_by_act(), |who| self.found(who));
            Some(vec![plain(capital(name)), plain(how), plain(steps.join(", "))])
        });
        let head = self.pick(["Участник", "Как определяется", "Шаги"], ["Who", "How he is found", "Steps"]);
        blocks.push(Block::Table(head.map(str::to_owned).to_vec(), rows.collect()));
    }

    /// Who works at a step.
    fn workers(&self, kind: &StepKind) -> Vec<(String, Option<Who>)> {
        let one = |who: &Who| (self.words.who(who), Some(who.clone()));
        match kind {
            StepKind::Task(work) | StepKind::Form(work) => match &work.assignee {
                Assignee::Role(role) => vec![one(&role.who)],
                Assignee::Candidates(roles) => roles.iter().map(|role| one(&role.who)).collect(),
                Assignee::WhoActed => vec![(self.words.assignee(&work.assignee), None)],
            },
            StepKind::Approve(approve) => approve.approvers.iter().map(|approver| one(&approver.role.who)).collect(),
            _ => Vec::new(),
        }
    }

    fn found_by_act(&self) -> String {
        self.pick(
            "Страница открывается сразу у того, кто выполнил предыдущую задачу сделки; если это был не ответственный и не участник \
             сделки — у ответственного.",
            "The page opens at once for whoever completed the task before; where that was neither the owner nor anybody who works on \
             the deal, for the owner.",
        )
        .to_owned()
    }

    fn found(&self, who: &Who) -> String {
        let text = match who {
            Who::Owner => self.pick("Назначен в самой сделке.", "Named in the deal itself."),
            Who::HeadOf(_) => self.pick(
                "Ближайший руководитель выше; если он отсутствует — его заместитель, иначе руководитель еще выше.",
                "The nearest head above; where he is away, his deputy, else the head above him.",
            ),
            Who::HeadOfDealDirection => {
                self.pick("Руководитель направления, указанного в сделке.", "The head of the direction named in the deal.")
            }
            Who::HeadOfDirection(_) => self.pick("Руководитель этого направления.", "The head of this direction."),
            Who::Position(_) => self.pick(
                "Любой, кто занимает эту должность; если таких несколько, задачу берет один из них.",
                "Anyone who holds this position; of several, one takes the task.",
            ),
            Who::Person(_) => self.pick("Именно этот сотрудник.", "This very person."),
            Who::Item(_) => self.pick(
                "Указан в строке списка; если там никто не указан — ответственный за сделку.",
                "Named in the row of the list; where nobody is, the owner of the deal.",
            ),
            Who::Actor | Who::Late => self.pick("Определяется в момент действия.", "Known at the moment of the act."),
        };
        text.to_owned()
    }

    /// The ladders in words, the usual one first.
    pub(super) fn lateness(&self, blocks: &mut Vec<Block>) {
        let process = self.words.process;
        if process.ladders.is_empty() {
            return;
        }
        blocks.push(self.heading(2, "Сроки и просрочка", "Due dates and delays"));
        let usual = process.defaults.escalate.as_ref();
        let due = self.words.by_when(&process.defaults.due);
        let mut text = self.pick(
            format!("Если в шаге не указано другое, срок задачи — {due}."),
            format!("Unless a step says otherwise, a task is due {due}."),
        );
        if let Some(remind) = process.defaults.remind {
            let before = self.words.after(remind);
            let more = self.pick(
                format!(" За {before} до срока исполнителю приходит напоминание."),
                format!(" The assignee is reminded {before} before."),
            );
            text.push_str(&more);
        }
        blocks.push(Block::Para(plain(text)));
        for (id, ladder) in &process.ladders {
            let title = if usual == Some(id) {
                self.pick("Если задача просрочена:", "When a task is late:").to_owned()
            } else {
                match self.late(id) {
                    Some(title) => title,
                    None => continue,
                }
            };
            blocks.push(Block::Para(vec![Span::Strong(title)]));
            blocks.push(Block::List(self.rungs(ladder)));
            if let Some(again) = self.words.begins_again(ladder) {
                blocks.push(Block::Para(plain(
                    self.pick(format!("Лестница начинается {again}."), format!("The ladder begins {again}.")),
                )));
            }
        }
    }

    /// Which steps and activities a ladder is for: `Если просрочен шаг 1.2:`; nothing where none is.
    fn late(&self, id: &LadderId) -> Option<String> {
        let place = self.words.process.ladders.keys().position(|key| key == id);
        let nodes = self.graph.nodes();
        let steps: Vec<_> = nodes.iter().filter(|node| node.ladder.is_some() && node.ladder == place).collect();
        let activities: Vec<_> = self.graph.activities.iter().filter(|one| one.ladder.is_some() && one.ladder == place).collect();
        let titles = activities.iter().map(|activity| self.words.quoted(&activity.title));
        let all = steps.iter().map(|node| node.number.clone()).chain(titles).collect::<Vec<_>>().join(", ");
        Some(match (steps.len(), activities.len()) {
            (0, 0) => return None,
            (1, 0) => self.pick(format!("Если просрочен шаг {all}:"), format!("When step {all} is late:")),
            (_, 0) => self.pick(format!("Если просрочен один из шагов {all}:"), format!("When one of the steps {all} is late:")),
            (0, 1) => self.pick(format!("Если просрочена задача {all}:"), format!("When the task {all} is late:")),
            _ => self.pick(format!("Если просрочена одна из задач {all}:"), format!("When one of the tasks {all} is late:")),
        })
    }

    pub(super) fn rungs(&self, ladder: &Ladder) -> Vec<Line> {
        let rung = |rung: &Rung| {
            let when = match self.words.rung_when(rung) {
                now if rung.when == RungTime::DUE => self.pick("как только срок прошел".to_owned(), format!("once it is {now}")),
                later => later,
            };
            vec![Span::Strong(capital(&when)), Span::Plain(format!(" — {}.", self.words.rung_deed(rung)))]
        };
        ladder.rungs.iter().map(rung).collect()
    }

    /// How the ladder of a task differs from the usual one.
    pub(super) fn other_ladder(&self, ladder: Option<&LadderId>) -> Option<String> {
        if ladder == self.words.process.defaults.escalate.as_ref() {
            return None;
        }
        Some(match ladder.and_then(|id| self.words.ladder(id)) {
            Some(ladder) => sentence(&self.words.rungs(ladder).join("; ")),
            None => self.pick("о просрочке никто не уведомляется", "nobody is told of a delay").to_owned(),
        })
    }
}
